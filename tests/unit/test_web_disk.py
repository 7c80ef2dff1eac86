"""What somebody else wrote while a case was open: told, taken, put under, written over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.case import load
from detente.case.edit import SetField, SetNumber
from detente.errors import CaseError, InputError
from detente.web.app import make_app
from detente.web.disk import DiskChangedError
from tests.desks import FROZEN, change, find_values, open_desk
from tests.folders import CASE, FILES, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case of every file."""
    return write(tmp_path / "case", FILES)


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
    values = find_values(desk)
    assert (values["usa"], values["dprk"]) == ("6 to 14", "-6 to -2")
    desk.undo()
    assert find_values(desk)["usa"] == "7"
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
    (left,) = desk.merge().left
    assert "inspections" in left.what
    assert "removed meanwhile" in left.why
    assert find_values(desk, "dismantled")["usa"] == "15 to 31"
    assert find_values(desk)["usa"] == "7"
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
    (left,) = desk.merge().left
    assert "whole version" in left.why
    values = find_values(desk)
    assert (values["usa"], values["dprk"]) == ("9", "-6 to -2")


def test_what_was_taken_back_cannot_be_merged(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    desk.save()
    desk.undo()
    change(folder)
    with pytest.raises(InputError, match="taken back"):
        desk.merge()
    assert find_values(desk)["usa"] == "6 to 14"


def test_writing_over_the_disk_keeps_it_in_the_history(folder: Path) -> None:
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    change(folder)
    desk.overwrite()
    assert desk.is_saved
    assert "-6 to -2" not in (folder / "case.yaml").read_text()
    desk.undo()
    assert find_values(desk)["dprk"] == "-6 to -2"


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
    assert not desk.overwrite()
    assert load(folder).digest == shown.digest


def test_the_page_names_what_is_wrong_on_the_disk_until_it_is_mended(folder: Path) -> None:
    app = make_app({"case": folder}, 16)
    with TestClient(app) as client:
        desk = app.state.desks["case"]
        desk.edit(SetNumber(FROZEN, "7"))
        change(folder, "-5 to -2", "-5 up to -2")
        desk.look()
        page = client.get("/c/case/notices").text
        assert "case.yaml:" in page
        assert "5 up to -2" in page
        assert "Take what is on the disk" not in page
        change(folder, "-5 up to -2", "-6 to -2")
        desk.look()
        page = client.get("/c/case/notices").text
        assert "Take what is on the disk" in page
        assert "Put my changes on top of it" in page
        assert "Undo%20shows" in client.post("/c/case/overwrite").headers["X-Note"]
        change(folder, "title: Two towns", "title: Two cities")
        client.post("/c/case/reload")
        assert "Two cities" in client.get("/c/case/actions").text
        assert "on the disk" not in client.get("/c/case/notices").text


def test_the_page_says_that_a_folder_is_gone_and_writes_it_again(folder: Path) -> None:
    app = make_app({"case": folder}, 16)
    with TestClient(app) as client:
        desk = app.state.desks["case"]
        desk.edit(SetNumber(FROZEN, "7"))
        shutil.rmtree(folder)
        desk.look()
        page = client.get("/c/case/notices").text
        assert "not where it was any more" in page
        assert "by somebody else" not in page
        assert "Undo" not in client.post("/c/case/overwrite").headers["X-Note"]
        assert not desk.is_gone
        assert load(folder).digest == desk.revision.digest


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
    assert not second.merge()
    second.save()
    text = (folder / "case.yaml").read_text()
    assert "usa: 7\n" in text
    assert "usa: 15\n" in text
    assert first.look() == ("case.yaml",)
