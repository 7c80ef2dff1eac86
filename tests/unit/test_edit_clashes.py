"""What somebody else changed on the disk and does not stand there any more, named one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from detente.case.edit import (
    Cite,
    Edit,
    MoveIssue,
    RemoveIssue,
    Revision,
    SetField,
    SetNumber,
    SetPlan,
    list_clashes,
    make_revision,
    open_revision,
    revise,
)
from tests.folders import FILES, write

FROZEN = "value/usa/yongbyon/frozen"


@pytest.fixture
def base(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path / "case", FILES))


def make(revision: Revision, *edits: Edit) -> Revision:
    for edit in edits:
        revision = revise(revision, edit)
    return revision


def say(base: Revision, theirs: Sequence[Edit], mine: Sequence[Edit]) -> list[str]:
    """Say what clashes where both made their edits, mine on top."""
    disk = make(base, *theirs)
    return [each.say() for each in list_clashes(base, disk, make(disk, *mine))]


def test_a_number_that_both_changed_is_named_with_what_the_disk_said(base: Revision) -> None:
    label = next(e.label for e in base.case.quantities() if e.key == FROZEN)
    (said,) = say(base, [SetNumber(FROZEN, "9 to 15")], [SetNumber(FROZEN, "7")])
    assert said == f'{label}: the disk said "9 to 15"; "7" was put there.'


def test_what_one_of_them_changed_or_both_alike_is_no_clash(base: Revision) -> None:
    other = SetNumber("value/dprk/yongbyon/frozen", "-6 to -2")
    assert say(base, [other], [SetNumber(FROZEN, "7")]) == []
    assert say(base, [SetNumber(FROZEN, "7")], [SetNumber(FROZEN, "7")]) == []
    assert say(base, [], [SetNumber(FROZEN, "7")]) == []


def test_a_number_that_was_put_back_over_theirs_is_named(base: Revision) -> None:
    mine = [SetNumber(FROZEN, "7"), SetNumber(FROZEN, "6 to 14")]
    (said,) = say(base, [SetNumber(FROZEN, "9")], mine)
    assert 'the disk said "9"; "6 to 14" was put there' in said


def test_a_source_that_they_added_to_a_number_is_no_clash_with_the_number(base: Revision) -> None:
    assert say(base, [Cite(FROZEN, "kelly2020")], [SetNumber(FROZEN, "7")]) == []


def test_what_they_changed_in_an_issue_that_was_removed_is_named(tmp_path: Path) -> None:
    text = FILES["case.yaml"] + "  idle:\n    options: {none: , some: {usa: 1, dprk: -1}}\n"
    start, end = text.index("interactions:"), text.index("  idle:")
    files = {**FILES, "case.yaml": text[:start] + text[end:] + text[start:end]}
    base = open_revision(write(tmp_path / "more", files))
    theirs = [SetNumber("value/usa/idle/some", "2")]
    (said,) = say(base, theirs, [RemoveIssue("idle")])
    assert said == 'United States: idle, some: the disk said "2"; it was removed.'


def test_words_terms_of_a_plan_and_the_order_are_named_too(base: Revision) -> None:
    theirs: list[Edit] = [
        SetField("yongbyon", "frozen", "title", "Stopped"),
        SetField("yongbyon", "", "about", "The reactor"),
        SetPlan("wait", "40 days"),
    ]
    mine: list[Edit] = [
        SetField("yongbyon", "frozen", "title", "Halted"),
        SetField("yongbyon", "", "about", "A site"),
        SetPlan("wait", "50 days"),
    ]
    assert say(base, theirs, mine) == [
        'yongbyon: what it is about: the disk said "The reactor"; "A site" was put there.',
        'yongbyon, Stopped: title: the disk said "Stopped"; "Halted" was put there.',
        'plan.yaml, stages, wait: the disk said "40 days"; "50 days" was put there.',
    ]


def test_an_order_that_both_changed_is_named(base: Revision) -> None:
    keys = base.sheet("case.yaml").tree.keys("issues")
    assert len(keys) == 2
    back = [MoveIssue(keys[0], 1), MoveIssue(keys[0], 0)]
    (said,) = say(base, [MoveIssue(keys[0], 1)], back[1:])
    assert said.startswith("The order of the issues: the disk said")
    assert say(base, [], back[:1]) == []


def test_files_that_others_added_or_removed_are_seen(base: Revision) -> None:
    fewer = {name: text for name, text in base.contents.items() if name != "forecasts.yaml"}
    disk = make_revision(base, fewer, {})
    found = list_clashes(base, disk, base)
    assert found
    assert all(each.theirs == "" and "removed on the disk" in each.say() for each in found)
