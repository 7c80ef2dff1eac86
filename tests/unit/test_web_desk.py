"""An open case: its history, the disk, and what outlives the server."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from detente.case import load
from detente.case.edit import (
    AddIssue,
    AddSource,
    AttachDocument,
    Cite,
    SetField,
    SetNumber,
    SetPlan,
    Together,
)
from detente.case.placing import LOCK
from detente.case.shelf import find_case
from detente.errors import CaseError, InputError
from detente.web import desk as desk_module
from detente.web import disk, recovery, steps
from detente.web.desk import Desk
from detente.web.disk import DiskChangedError
from tests.folders import CASE, FILES, write

FROZEN = "value/usa/yongbyon/frozen"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of every file; what cannot be kept in it is kept in a home of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return write(tmp_path / "case", FILES)


def open_desk(folder: Path, *, shipped: bool = False) -> Desk:
    return Desk.open("case", folder, cast("Any", None), shipped=shipped)


def forget_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what this process keeps count as left by another one."""
    monkeypatch.setattr(recovery, "_ours", set())


def add_memo(desk: Desk, content: bytes = b"1") -> None:
    added = AddSource("memo", "A memo", date="2020")
    desk.edit(Together((added, AttachDocument("memo", "memo.txt", content)), "add a memo"))


def read_all(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != LOCK]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


# What is shown


def test_an_edit_is_a_step_and_the_disk_is_left_alone(folder: Path) -> None:
    before = read_all(folder)
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7 to 15"))
    assert (desk.version, desk.is_saved, len(desk.history.steps)) == (1, False, 2)
    assert desk.history.undoes == "United States: yongbyon, frozen: set to 7 to 15"
    assert {n: c for n, c in read_all(folder).items() if not n.startswith(".")} == before
    desk.undo()
    assert desk.is_saved
    assert desk.history.redoes
    assert not desk.history.undoes
    desk.redo()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "7 to 15"


def test_an_edit_is_made_only_where_the_case_still_says_what_is_checked(folder: Path) -> None:
    desk = open_desk(folder)

    def check(case: Any) -> None:
        if case.issue("yongbyon").option("frozen").values["usa"].text != "6 to 14":
            raise InputError("it says something else now")

    desk.edit(SetNumber(FROZEN, "7 to 15"), check)
    with pytest.raises(InputError, match="something else"):
        desk.edit(SetNumber(FROZEN, "8"), check)
    assert len(desk.history.steps) == 2
    assert desk.history.undoes == "United States: yongbyon, frozen: set to 7 to 15"


def test_an_edit_that_changes_nothing_is_no_step(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, " 6 to 14 "))
    assert (len(desk.history.steps), desk.version) == (1, 0)


def test_an_edit_that_cannot_be_made_changes_nothing(folder: Path) -> None:
    desk = open_desk(folder)
    with pytest.raises(CaseError, match="runs downwards"):
        desk.edit(SetNumber(FROZEN, "9 to 5"))
    assert (len(desk.history.steps), desk.version, desk.is_saved) == (1, 0, True)
    with pytest.raises(InputError, match="nothing to undo"):
        desk.undo()
    with pytest.raises(InputError, match="nothing to redo"):
        desk.redo()


def test_going_back_to_the_baseline_is_a_step(folder: Path) -> None:
    desk = open_desk(folder)
    with pytest.raises(InputError, match="already"):
        desk.back()
    desk.edit(SetNumber(FROZEN, "7"))
    desk.pin()
    desk.edit(SetNumber(FROZEN, "8"))
    desk.back()
    assert desk.revision is desk.baseline
    desk.undo()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "8"


def test_the_history_is_bounded_and_far_steps_are_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MOST_STEPS", 40)
    monkeypatch.setattr(steps, "AT_HAND", 5)
    desk = open_desk(folder)
    for number in range(50):
        desk.edit(SetNumber(FROZEN, str(number)))
    assert len(desk.history.steps) == 41
    assert sum(step.revision.held.case is not None for step in desk.history.steps) < 10
    for _ in range(40):
        desk.undo()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "9"
    assert sum(step.revision.held.case is not None for step in desk.history.steps) < 10
    with pytest.raises(InputError):
        desk.undo()


# Saving


def test_saving_writes_the_changed_files_alone(folder: Path) -> None:
    desk = open_desk(folder)
    old = {path: path.stat().st_ino for path in folder.glob("*.yaml")}
    (folder / "case.yaml").chmod(0o640)
    desk.edit(SetNumber(FROZEN, "7 to 15"))
    desk.save()
    assert desk.is_saved
    new = {path: path.stat().st_ino for path in folder.glob("*.yaml")}
    assert {path.name for path in old if old[path] != new[path]} == {"case.yaml"}
    assert stat.S_IMODE((folder / "case.yaml").stat().st_mode) == 0o640
    text = (folder / "case.yaml").read_text()
    assert text == CASE.replace("usa: 6 to 14", "usa: 7 to 15")
    assert load(folder).digest == desk.revision.digest
    assert not list(folder.glob(".*.new"))
    assert not list(folder.glob(".detente*"))


def test_documents_are_written_with_what_names_them(folder: Path) -> None:
    desk = open_desk(folder)
    add_memo(desk, b"\xff1")
    desk.edit(Cite(FROZEN, "memo"))
    assert not (folder / "sources").exists()
    desk.save()
    assert (folder / "sources" / "memo.txt").read_bytes() == b"\xff1"
    assert desk.is_saved
    desk.undo()
    desk.undo()
    desk.redo()
    desk.redo()
    assert desk.is_saved


def test_a_file_that_was_made_and_saved_is_removed_by_undoing_and_saving(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"case.yaml": FILES["case.yaml"], "sources.yaml": FILES["sources.yaml"]}
    )
    desk = open_desk(folder)
    desk.edit(SetPlan("wait", "30 days"))
    desk.save()
    assert (folder / "plan.yaml").read_text() == "stages: {wait: 30 days}\n"
    desk.undo()
    desk.save()
    assert not (folder / "plan.yaml").exists()
    assert desk.is_saved


def test_a_shipped_case_is_never_written_and_a_copy_goes_on(folder: Path, tmp_path: Path) -> None:
    before = read_all(folder)
    desk = open_desk(folder, shipped=True)
    desk.edit(SetNumber(FROZEN, "7"))
    for write_it in (desk.save, desk.overwrite):
        with pytest.raises(InputError, match="save a copy"):
            write_it()
    assert read_all(folder) == before
    assert list((tmp_path / "state").rglob(".detente-unsaved-*"))
    desk.save_copy(tmp_path / "mine")
    assert read_all(folder) == before
    assert desk.is_saved
    assert desk.folder == tmp_path / "mine"
    assert load(tmp_path / "mine").digest == desk.revision.digest
    desk.undo()
    assert desk.revision.case.folder == tmp_path / "mine"
    desk.save()
    assert load(tmp_path / "mine").digest == load(folder).digest
    assert not list((tmp_path / "state").rglob(".detente-unsaved-*"))


def test_a_copy_takes_everything_but_links_and_what_is_hidden(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md").write_text("hello")
    (folder / ".git").mkdir()
    (folder / "sources").mkdir()
    (folder / "sources" / "a.txt").write_text("a")
    (folder / "sources" / "link.txt").symlink_to("/etc/passwd")
    desk = open_desk(folder)
    desk.save_copy(tmp_path / "mine")
    found = {name for name in read_all(tmp_path / "mine") if not name.endswith(".yaml")}
    assert found == {"README.md", "sources/a.txt"}
    for place in (tmp_path / "mine", tmp_path / "mine" / "inside"):
        with pytest.raises(InputError):
            desk.save_copy(place)


# Somebody else


def change(
    folder: Path, old: str = "-5 to -2", new: str = "-6 to -2", name: str = "case.yaml"
) -> None:
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_what_somebody_else_wrote_is_never_overwritten(folder: Path) -> None:
    desk = open_desk(folder)
    assert desk.look() == ()
    desk.edit(SetNumber(FROZEN, "7"))
    change(folder)
    mine = (folder / "case.yaml").read_bytes()
    with pytest.raises(DiskChangedError, match=r"case\.yaml was changed on the disk") as caught:
        desk.save()
    assert caught.value.names == desk.conflicts == desk.look() == ("case.yaml",)
    assert caught.value.status == 409
    assert (folder / "case.yaml").read_bytes() == mine
    assert not desk.is_saved


def test_the_same_change_on_the_disk_is_no_conflict(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7 to 15"))
    change(folder, "6 to 14", "7 to 15")
    desk.save()
    assert desk.is_saved
    assert desk.look() == ()


def test_taking_the_disk_keeps_mine_in_the_history(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    change(folder)
    desk.look()
    desk.reload()
    assert desk.is_saved
    assert desk.conflicts == ()
    values = desk.revision.case.issue("yongbyon").option("frozen").values
    assert (values["usa"].text, values["dprk"].text) == ("6 to 14", "-6 to -2")
    desk.undo()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "7"
    desk.save()
    assert "-5 to -2" in (folder / "case.yaml").read_text()


OTHERS = CASE.replace("inspections", "visits").replace("usa: 6 to 14", "usa: 6 to 14 # theirs")


def test_changes_are_made_again_on_top_of_the_disk(folder: Path) -> None:
    for path in [*folder.glob("*.yaml"), *folder.glob("readings/*")]:
        if path.name not in ("case.yaml", "sources.yaml"):
            path.unlink()
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    desk.edit(SetField("inspections", "some", "title", "Some of them"))
    desk.edit(SetNumber("value/usa/yongbyon/dismantled", "15 to 31"))
    (folder / "case.yaml").write_text(OTHERS)
    (left,) = desk.merge()
    assert "inspections" in left.what
    assert "removed meanwhile" in left.why
    values = desk.revision.case.issue("yongbyon").option("dismantled").values
    assert values["usa"].text == "15 to 31"
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "7"
    assert desk.revision.case.issue("visits")
    desk.save()
    assert desk.is_saved
    assert "usa: 7 # theirs" in (folder / "case.yaml").read_text()


def test_a_step_that_took_a_whole_version_is_not_made_again(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    desk.save()
    desk.edit(SetNumber(FROZEN, "8"))
    desk.pin()
    desk.edit(SetNumber(FROZEN, "9"))
    desk.back()
    change(folder)
    (left,) = desk.merge()
    assert "whole version" in left.why
    values = desk.revision.case.issue("yongbyon").option("frozen").values
    assert (values["usa"].text, values["dprk"].text) == ("9", "-6 to -2")


def test_what_was_taken_back_cannot_be_merged(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    desk.save()
    desk.undo()
    change(folder)
    with pytest.raises(InputError, match="taken back"):
        desk.merge()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "6 to 14"


def test_writing_over_the_disk_keeps_it_in_the_history(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    change(folder)
    desk.overwrite()
    assert desk.is_saved
    assert "-6 to -2" not in (folder / "case.yaml").read_text()
    desk.undo()
    assert desk.revision.case.issue("yongbyon").option("frozen").values["dprk"].text == "-6 to -2"


def test_a_broken_file_on_the_disk_is_told_and_not_taken(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    (folder / "case.yaml").write_text("detente: [")
    shown = desk.revision
    for take in (desk.reload, desk.merge):
        with pytest.raises(CaseError, match=r"case\.yaml:2"):
            take()
        assert desk.revision is shown
        assert not desk.is_saved
    desk.overwrite()
    assert load(folder).digest == shown.digest


def test_a_folder_that_is_gone_is_told_and_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    shutil.rmtree(folder)
    assert set(desk.look()) == set(desk.conflicts) == set(FILES)
    desk.save_copy(tmp_path / "mine")
    assert desk.is_saved
    assert load(tmp_path / "mine").digest == desk.revision.digest


def test_a_folder_that_is_gone_can_be_written_again(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    shutil.rmtree(folder)
    desk.overwrite()
    assert desk.is_saved
    assert load(folder).digest == desk.revision.digest


@pytest.mark.parametrize("name", ["case.yaml", "offers.yaml"])
def test_a_copy_can_be_saved_where_a_folder_stands_in_the_way(
    folder: Path, tmp_path: Path, name: str
) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    (folder / name).unlink()
    (folder / name / "within").mkdir(parents=True)
    desk.save_copy(tmp_path / "mine")
    assert load(tmp_path / "mine").digest == desk.revision.digest


def test_two_desks_on_one_folder_do_not_lose_each_others_work(folder: Path) -> None:
    first, second = open_desk(folder), open_desk(folder)
    first.edit(SetNumber(FROZEN, "7"))
    second.edit(SetNumber("value/usa/yongbyon/dismantled", "15"))
    first.save()
    with pytest.raises(DiskChangedError):
        second.save()
    assert second.merge() == []
    second.save()
    text = (folder / "case.yaml").read_text()
    assert "usa: 7\n" in text
    assert "usa: 15\n" in text
    assert first.look() == ("case.yaml",)


def test_the_lock_of_the_journal_is_respected(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(disk, "WAIT", 0.05)
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    with FileLock(folder / LOCK), pytest.raises(InputError, match="another process"):
        desk.save()
    desk.save()


@pytest.mark.parametrize("name", ["case.yaml", "sources"])
def test_links_are_not_written_through(folder: Path, tmp_path: Path, name: str) -> None:
    desk = open_desk(folder)
    add_memo(desk)
    outside = tmp_path / "outside"
    if name == "sources":
        outside.mkdir()
    else:
        shutil.move(folder / name, outside)
    before = read_all(outside) if name == "sources" else outside.read_bytes()
    (folder / name).symlink_to(outside)
    with pytest.raises(InputError, match=r"is a link|changed on the disk"):
        desk.save()
    assert (folder / name).is_symlink()
    assert (read_all(outside) if name == "sources" else outside.read_bytes()) == before


def test_a_link_within_the_folder_is_not_replaced(folder: Path) -> None:
    shutil.move(folder / "case.yaml", folder / "real.txt")
    (folder / "case.yaml").symlink_to(folder / "real.txt")
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    with pytest.raises(InputError, match=r"case\.yaml is a link"):
        desk.save()
    assert (folder / "real.txt").read_text() == CASE


@pytest.mark.parametrize("step", ["fsync", "open"])
def test_a_full_or_read_only_disk_leaves_every_file_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk = open_desk(folder)
    desk.edit(Together((SetNumber(FROZEN, "7"), SetPlan("wait", "30 days")), "both"))
    before = read_all(folder)
    number = errno.ENOSPC if step == "fsync" else errno.EROFS

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(InputError, match=r"cannot be written: (No space|Read-only).*unchanged"):
            desk.save()
    assert read_all(folder) == before
    assert not desk.is_saved
    desk.save()
    assert desk.is_saved


def test_a_failure_between_two_files_says_which_is_new_and_can_be_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(folder)
    desk.edit(Together((SetNumber(FROZEN, "7"), SetPlan("wait", "30 days")), "both"))
    whole = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if target.name == "case.yaml":
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(
            InputError, match=r"case\.yaml cannot .*plan\.yaml is written; the rest"
        ):
            desk.save()
    assert load(folder).plan.wait_days == 30
    assert not desk.is_saved
    desk.save()
    assert load(folder).digest == desk.revision.digest


KILLED = """\
import os, random, signal, sys, time
from detente.case import load
from detente.case.edit import AddSource, AttachDocument, Cite, SetNumber, SetPlan, Together
from detente.web.desk import Desk

def save_on_and_on(folder, told):
    desk = Desk.open("case", folder, None)
    for number in range(100_000):
        key = f"memo-{os.getpid()}-{number}"
        desk.edit(Together((
            SetNumber("value/usa/yongbyon/frozen", f"{number} to {number + 9}"),
            SetPlan("wait", f"{number % 900 + 1} days"),
            AddSource(key, "A memo", date="2020"),
            AttachDocument(key, f"{key}.txt", b"t" * 9999),
            Cite("value/dprk/yongbyon/frozen", key),
        ), "all"))
        desk.save()
        os.write(told, b".")

chance, (read, told) = random.Random(7), os.pipe()
for _ in range(8):
    child = os.fork()
    if not child:
        save_on_and_on(sys.argv[1], told)
    os.read(read, 1)
    time.sleep(chance.uniform(0, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    load(sys.argv[1])
"""


def test_a_server_that_is_killed_while_it_saves_leaves_a_case_that_loads(folder: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    documents = list(folder.glob("sources/*.txt"))
    assert len(documents) >= 8
    assert {path.read_bytes() for path in documents} == {b"t" * 9999}
    desk = open_desk(folder)
    assert desk.recoveries
    desk.edit(SetNumber(FROZEN, "1 to 2"))
    desk.save()
    assert not list(folder.rglob("*.new"))


# What outlives the server


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


# What pages are told


def test_a_change_on_the_disk_is_told_within_seconds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_GLANCE", 0.02)

    async def follow() -> list[tuple[str, str]]:
        desk, queue = open_desk(folder), asyncio.Queue[tuple[str, str]]()
        desk.listen(queue)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(desk.edit, SetNumber(FROZEN, "7"))
        change(folder)
        told = [await asyncio.wait_for(queue.get(), 5) for _ in range(2)]
        desk.reload()
        told += [await asyncio.wait_for(queue.get(), 5) for _ in range(2)]
        desk.listeners.clear()
        await asyncio.sleep(0.1)
        assert desk._watching is not None
        assert desk._watching.done()
        return told

    assert asyncio.run(follow()) == [
        ("changed", "1"),
        ("disk", "case.yaml"),
        ("changed", "2"),
        ("disk", ""),
    ]
