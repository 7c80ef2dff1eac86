"""Edits of a plan, and of files that are written in any way."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case.edit import (
    AddDeposit,
    AddIssue,
    AddOption,
    AddPassage,
    AddSource,
    Cite,
    Edit,
    MoveOption,
    RemoveDeposit,
    RemoveIssue,
    Revision,
    SetField,
    SetNumber,
    SetPlan,
    Together,
    Uncite,
    open_revision,
    revise,
)
from detente.case.files import MAX_BYTES
from tests.edits import FROZEN, diff, make, open_case, refuse
from tests.folders import CASE, FILES, write


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path))


# Plans


def test_terms_of_a_plan_are_set(revision: Revision) -> None:
    old = "-stages: {most: 8, items: 4, wait: 180 days, gap: 30 days, start: 2020-09-01}"
    assert make(revision, SetPlan("wait", "90 days")) == [
        old,
        "+stages: {most: 8, items: 4, wait: 90 days, gap: 30 days, start: 2020-09-01}",
    ]
    bare = revise(revision, SetPlan("most_items", ""))
    assert diff(revision, bare)[1].startswith("+stages: {most: 8, wait")
    assert revise(bare, SetPlan("most_items", "4")).contents == revision.contents
    assert "is no term of a plan" in refuse(revision, SetPlan("package", "x"))
    assert "plan.yaml" in refuse(revision, SetPlan("most_stages", "many"))


def test_deposits_come_and_go(revision: Revision) -> None:
    new = AddDeposit("gold", "usa", "2 to 6, best 3", "Switzerland", "Gold")
    after = revise(revision, new)
    assert diff(revision, after) == [
        "+  - id: gold",
        "+    title: Gold",
        "+    by: Switzerland",
        "+    secures: usa",
        "+    loses: 2 to 6, best 3",
    ]
    assert revise(after, RemoveDeposit("gold")).contents == revision.contents
    assert "already" in refuse(after, new)
    assert "is not an id" in refuse(revision, AddDeposit("A", "usa", "1", "x"))
    assert "no deposit" in refuse(revision, RemoveDeposit("gold"))
    assert "readings/kelly.yaml" in refuse(revision, RemoveDeposit("oil-escrow"))


# However the file is written


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_marks_and_blanks_stay(tmp_path: Path, mark: str, ending: str) -> None:
    text = mark + CASE.rstrip("\n").replace("by: dprk", "by: dprk \t# tab\t ")
    text = text.replace("\n", ending)
    folder = write(tmp_path, {"sources.yaml": FILES["sources.yaml"]})
    (folder / "case.yaml").write_bytes(text.encode())
    revision = open_revision(folder)
    after = revise(revision, SetNumber(FROZEN, "7"))
    wanted = text.replace("usa: 6 to 14", "usa: 7").encode()
    assert after.contents["case.yaml"] == wanted
    added = revise(revision, AddIssue("visits", "Visits"))
    bare = added.contents["case.yaml"].replace(b"\r\n", b"\n")
    assert added.contents["case.yaml"].count(b"\r") in (0, bare.count(b"\n"))
    assert revise(added, RemoveIssue("visits")).contents == revision.contents
    last = revise(revision, SetNumber("interaction/1/dprk", "-1"))
    assert last.contents["case.yaml"] == (text + f"{ending}    dprk: -1").encode()


def test_what_is_written_in_a_way_of_its_own_is_left_to_an_editor(tmp_path: Path) -> None:
    odd = CASE.replace("        usa: 14 to 30\n", "        ? usa\n        : 14 to 30\n")
    revision = open_case(tmp_path, case=odd, sources=FILES["sources.yaml"])
    after = revise(revision, SetNumber("value/usa/yongbyon/dismantled", "15"))
    assert diff(revision, after) == ["-        : 14 to 30", "+        : 15"]
    found = refuse(revision, SetNumber("value/usa/yongbyon/dismantled", ""))
    assert "change this place in a text editor" in found


def test_edits_together_are_one_and_fail_as_one(revision: Revision) -> None:
    both = Together((SetNumber(FROZEN, "7"), SetNumber(FROZEN, "8")), "set twice")
    assert both.describe(revision.case) == "set twice"
    assert make(revision, both)[1] == "+        usa: 8"
    bad = Together((SetNumber(FROZEN, "7"), SetNumber(FROZEN, "x")), "")
    assert "case.yaml:15" in refuse(revision, bad)


def test_a_case_does_not_grow_beyond_what_is_read(revision: Revision) -> None:
    assert "would be too large" in refuse(
        revision, SetField("yongbyon", "frozen", "note", "x" * (MAX_BYTES + 1))
    )


def test_every_edit_says_what_it_does_by_title(revision: Revision) -> None:
    case = revision.case
    told: list[tuple[Edit, str]] = [
        (SetNumber("value/usa/yongbyon/kept", "1"), "United States: yongbyon, kept: set to 1"),
        (SetNumber("floor/dprk", ""), "dprk: floor: removed"),
        (
            Cite(FROZEN, "kelly2020", "p. 9"),
            "United States: yongbyon, frozen: cites “A paper”, p. 9",
        ),
        (Uncite(FROZEN, "x"), "United States: yongbyon, frozen: no longer cites “x”"),
        (SetField("yongbyon", "kept", "undo", "1"), "yongbyon, kept: what can be undone"),
        (AddOption("yongbyon", "x", "X"), "yongbyon: new option “X”"),
        (RemoveIssue("gone"), "gone: removed"),
        (MoveOption("gone", "x", 1), "gone, x: moved"),
        (AddSource("x", "X"), "new source “X”"),
        (AddPassage("kelly2020", "p. 1", "x"), "“A paper”: new passage p. 1"),
        (SetPlan("wait", ""), "Plan: time to wait for verification as usual"),
        (AddDeposit("x", "usa", "1", "y"), "new deposit “x” for United States"),
        (RemoveDeposit("oil-escrow"), "deposit “Oil in escrow”: removed"),
    ]
    assert [edit.describe(case) for edit, _ in told] == [said for _, said in told]
