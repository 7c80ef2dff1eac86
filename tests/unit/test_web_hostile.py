"""What a case that somebody sent may hold besides its files, and what is taken out of it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.case.shelf import find_case
from detente.report.tables import make_table
from detente.web.analyst import Analyst
from detente.web.app import make_app
from detente.web.desk import Desk
from detente.web.pages import exports
from detente.web.recovery import find_recoveries
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
