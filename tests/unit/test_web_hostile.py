"""What a case that somebody sent may hold besides its files, and what is taken out of it."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from detente.case.edit import SetPlan
from detente.case.files import read_inside
from detente.case.shelf import find_case
from detente.errors import Problem
from detente.report.tables import make_table
from detente.web import recovery, serving
from detente.web.analyst import Analyst
from detente.web.app import make_app
from detente.web.desk import Desk
from detente.web.pages import exports
from detente.web.recovery import find_recoveries
from detente.web.refusals import tell_fault
from detente.web.shelving import shelve
from detente.web.tables import write_csv

EVIL = "ZXZpbA=="


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_case("barter-nash-1950"), tmp_path / "case"))


def plant(folder: Path, **more: Any) -> None:
    data = {"detente-unsaved": 1, "when": "2020-01-01T00:00:00", "process": 0, "whats": ["x"]}
    data |= {"base": {}, "files": {}, "documents": {}} | more
    (folder / ".detente-unsaved-0123456789abcdef.json").write_text(json.dumps(data), "utf-8")


NAMES = (
    "../evil.yaml",
    "/tmp/evil.yaml",
    "readings/../../evil.yaml",
    "readings/a\x00.yaml",
    "readings/a\nb.yaml",
    "readings/.hidden.yaml",
    "readings\\evil.yaml",
    "sources/../evil.txt",
    "sources/.hidden",
    "README.md",
)


@pytest.mark.parametrize("name", NAMES)
def test_planted_changes_reach_only_files_of_a_case(folder, name):
    plant(folder, files={name: EVIL}, documents={name: EVIL}, base={name: ""})
    (found,) = find_recoveries(folder)
    assert (found.files, found.documents, found.base) == ({}, {}, {})


def test_of_many_planted_changes_few_are_read(folder, monkeypatch):
    plant(folder)
    (first,) = folder.glob(".detente*")
    for number in range(100):
        shutil.copyfile(first, folder / f".detente-unsaved-{number:016x}.json")
    read: list[str] = []

    def note(root: Path, name: str, most: int) -> bytes | Problem:
        read.append(name)
        return read_inside(root, name, most)

    monkeypatch.setattr(recovery, "read_inside", note)
    assert len(find_recoveries(folder)) == len(read) == 5
    for path in folder.glob(".detente*"):
        path.write_text("{", "utf-8")
    assert find_recoveries(folder) == []
    assert len(read) <= 5 + 20


def test_planted_changes_are_named_in_few_words(folder):
    plant(folder, whats=["x" * 1_000_000] * 20 + ["y"] * 10_000)
    (found,) = find_recoveries(folder)
    assert sum(map(len, found.whats)) < 200_000


def test_a_planted_document_does_not_replace_one_that_is_there(folder):
    (folder / "sources").mkdir()
    (folder / "sources" / "paper.txt").write_text("mine", "utf-8")
    plant(folder, documents={"sources/paper.txt": EVIL})
    desk = Desk.open("case", folder, Analyst(100))
    desk.take_up()
    with pytest.raises(Exception, match="changed by somebody else"):
        desk.save()
    assert (folder / "sources" / "paper.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("text", ["\n=1+1", " \n@x", "\N{NO-BREAK SPACE}=1", "\t=1", "＝1"])
def test_blanks_do_not_hide_a_formula(text):
    csv = write_csv(make_table("Odds", [text], [[text]]))
    assert csv.count(f"'{text}") == 2


def test_a_folder_is_packed_within_bounds_and_without_what_lies_elsewhere(folder, monkeypatch):
    (folder.parent / "secret").write_text("secret", "utf-8")
    (folder / "link.txt").symlink_to(folder.parent / "secret")
    (folder / "notes.txt").write_text("x" * 5_000, "utf-8")
    client = TestClient(make_app({"case": folder}, 64))
    with zipfile.ZipFile(io.BytesIO(client.get("/c/case/case.zip").content)) as archive:
        names = set(archive.namelist())
    assert "case/notes.txt" in names
    assert "case/link.txt" not in names
    monkeypatch.setattr(exports, "_belongs", lambda path, root: path.is_file())
    assert client.get("/c/case/case.zip").status_code == 422  # the link was put there meanwhile
    monkeypatch.undo()
    monkeypatch.setattr(exports, "MOST_PACKED", 4_000)
    assert client.get("/c/case/case.zip").status_code == 422


def rename_oddly(path: Path, name: bytes) -> Path:
    odd = Path(os.fsdecode(os.fsencode(path.parent) + b"/" + name))
    try:
        path.rename(odd)
    except OSError:
        pytest.skip("the file system takes no such name")
    return odd


@pytest.mark.parametrize("name", [b"ca\xffse", b"\x1b]0;x\x07\x1b[2J", b"<b>\n"])
def test_a_folder_may_be_called_anything(folder, name, monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
    odd = rename_oddly(folder, name)
    shutil.copytree(find_case("barter-nash-1950"), folder)
    folders = shelve(folder.parent).folders
    app = make_app(folders, 64)
    client = TestClient(app)
    (key,) = (key for key, found in folders.items() if found.name == odd.name)
    assert client.get("/").status_code == 200
    assert client.get(f"/c/{key}/lists").status_code == 200
    saved = client.post(f"/c/{key}/save")
    assert saved.status_code == 204
    assert unquote(saved.headers["X-Note"]).isprintable()
    app.state.desks[key].edit(SetPlan("wait", "9 days"))
    assert client.get(f"/c/{key}/notices").status_code == 200
    serving._end(app)
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("name", [b"no\xffte.txt", b"a\nb.txt", b"a\\..\\evil.txt"])
def test_a_file_whose_name_goes_nowhere_else_is_not_packed(folder, name):
    (folder / "note.txt").write_text("x", "utf-8")
    rename_oddly(folder / "note.txt", name)
    answer = TestClient(make_app({"case": folder}, 64)).get("/c/case/case.zip")
    assert answer.status_code == 422
    assert "rename it" in answer.text


@pytest.fixture
def deep(folder: Path) -> Iterator[Path]:
    """A folder in which others lie within each other, deeper than functions may call each other."""
    deepest = folder / "/".join("d" * 1_500)
    for path in reversed((deepest, *deepest.parents[:1_499])):
        path.mkdir()
    yield folder
    os.removedirs(deepest)  # whoever clears up after tests does not get so deep either


def test_a_folder_is_packed_however_deep_it_is_and_not_however_full(deep, monkeypatch):
    client = TestClient(make_app({"case": deep}, 64))
    assert client.get("/c/case/case.zip").status_code == 200
    monkeypatch.setattr(exports, "MAX_ENTRIES", 100)
    assert client.get("/c/case/case.zip").status_code == 422


def test_what_is_said_of_a_fault_leaves_the_terminal_alone(capsys):
    assert "\x1b" not in tell_fault(ValueError("\x1b[2J\udcff"))
    assert "\x1b" not in capsys.readouterr().err
