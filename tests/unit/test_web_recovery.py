"""Changes that are not saved outlive the server."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.case.edit import AddIssue, SetNumber, SetPlan
from detente.case.shelf import find_case
from detente.errors import CaseError, InputError
from detente.web import recovery
from detente.web.app import make_app
from tests.desks import FROZEN, add_memo, forget_process, open_desk
from tests.folders import FILES, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of every file; what cannot be kept in it is kept in a home of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return write(tmp_path / "case", FILES)


def test_unsaved_changes_are_offered_and_taken_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_desk(folder)
    first.edit(SetNumber(FROZEN, "7"))
    first.edit(AddIssue("new", "A new one"))
    add_memo(first)
    assert open_desk(folder).recoveries == []
    forget_process(monkeypatch)
    second = open_desk(folder)
    (found,) = second.recoveries
    assert found.text.startswith("3 changes from ")
    assert found.text.endswith(" were not saved.")
    assert found.whats[1] == "new issue “A new one”"
    assert found.list_stale(second.saved.contents) == ()
    second.take_up()
    assert second.revision.digest == first.revision.digest
    assert second.recoveries == []
    assert not found.path.exists()
    second.undo()
    assert second.is_saved
    second.redo()
    second.save()
    assert (folder / "sources" / "memo.txt").read_bytes() == b"1"
    assert not list(folder.glob(".detente*"))


def test_of_many_changes_that_were_not_saved_the_last_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(folder)
    for number in range(1, 8):
        desk.edit(SetNumber(FROZEN, f"{number}"))
    forget_process(monkeypatch)
    with TestClient(make_app({"case": folder}, 16)) as client:
        page = client.get("/c/case/notices").text
    assert "7 changes from " in page
    assert page.count("<li>") == 5
    assert "set to 7" in page
    assert "set to 2" not in page


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not say")
def test_a_later_process_of_the_same_number_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    (path,) = folder.glob(".detente-unsaved-*")
    forget_process(monkeypatch)
    kept, other = json.loads(path.read_text()), os.getppid()
    path.write_text(json.dumps({**kept, "process": other, "began": "another time"}))
    assert len(open_desk(folder).recoveries) == 1
    began = recovery._find_beginning(other)
    path.write_text(json.dumps({**kept, "process": other, "began": began}))
    assert open_desk(folder).recoveries == []


def test_what_is_not_saved_is_named_also_where_saved_steps_were_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    desk.save()
    desk.undo()
    desk.edit(SetPlan("wait", "9 days"))
    forget_process(monkeypatch)
    (found,) = open_desk(folder).recoveries
    assert found.whats == ("saved steps were taken back", desk.history.undoes)


def test_unsaved_changes_can_be_discarded_and_edits_do_not_touch_the_offer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk(folder).edit(SetNumber(FROZEN, "7"))
    forget_process(monkeypatch)
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "8"))
    desk.save()
    (found,) = desk.recoveries
    assert found.path.exists()
    assert found.list_stale(desk.saved.contents) == ("case.yaml",)
    assert found.text.startswith("1 change from")
    assert found.text.endswith("was not saved.")
    desk.discard()
    assert not found.path.exists()
    with pytest.raises(InputError, match="no such changes"):
        desk.take_up()


def test_what_cannot_be_kept_beside_the_case_is_kept_at_home(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "may_write", lambda _: False)
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    (kept,) = (tmp_path / "state").rglob(".detente-unsaved-*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not list(folder.glob(".detente*"))
    assert not desk.unkept
    monkeypatch.setattr(recovery, "MOST_BYTES", 10)
    desk.edit(SetNumber(FROZEN, "8"))
    assert desk.unkept


def test_nothing_is_kept_beside_a_shipped_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    desk = open_desk(find_case("barter-nash-1950"))
    desk.edit(SetPlan("wait", "9 days"))
    assert not list(desk.folder.glob(f"{desk.keeper.name}*"))
    assert list(tmp_path.rglob(desk.keeper.name))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"when": 1}', "[" * 100_000, '{"process": 1e999, "when": "x"}'],
)
def test_a_spoilt_file_is_no_offer(folder: Path, content: str) -> None:
    (folder / f".detente-unsaved-{'0' * 16}.json").write_text(content)
    assert open_desk(folder).recoveries == []


def test_a_hostile_file_reaches_nothing_outside(folder: Path, tmp_path: Path) -> None:
    evil = {
        "process": 0,
        "when": "2020-01-01T00:00:00+00:00",
        "whats": ["<script>"],
        "base": {"../x": ""},
        "files": {"../evil.yaml": "QQ==", "case.yaml": "ew=="},
        "documents": {"sources/../../evil.txt": "QQ==", "/etc/x": "QQ=="},
    }
    (folder / f".detente-unsaved-{'0' * 16}.json").write_text(json.dumps(evil))
    desk = open_desk(folder)
    (found,) = desk.recoveries
    assert (set(found.files), found.documents, found.base) == ({"case.yaml"}, {}, {})
    with pytest.raises(CaseError):
        desk.take_up()
    assert desk.recoveries == [found]
    assert desk.is_saved
