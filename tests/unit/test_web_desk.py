"""What an open case shows, what is undone and done again, and what pages are told of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from detente.case.edit import SetNumber
from detente.errors import CaseError, InputError
from detente.web import desk as desk_module
from detente.web import steps
from tests.desks import FROZEN, change, find_values, open_desk, read_all
from tests.folders import FILES, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case of every file."""
    return write(tmp_path / "case", FILES)


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
    assert find_values(desk)["usa"] == "7 to 15"


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
    assert find_values(desk)["usa"] == "8"


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
    assert find_values(desk)["usa"] == "9"
    assert sum(step.revision.held.case is not None for step in desk.history.steps) < 10
    with pytest.raises(InputError):
        desk.undo()


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
        told = [await queue.get() for _ in range(2)]
        desk.reload()
        told += [await queue.get() for _ in range(2)]
        desk.listeners.clear()
        assert desk._watching is not None
        await desk._watching
        return told

    assert asyncio.run(asyncio.wait_for(follow(), 60)) == [
        ("changed", "1"),
        ("disk", "case.yaml"),
        ("changed", "2"),
        ("disk", ""),
    ]
