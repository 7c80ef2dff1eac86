"""Issues, options and what is said of them are changed, added, moved and removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case.edit import (
    HERE,
    AddIssue,
    AddOption,
    MoveIssue,
    MoveOption,
    RemoveIssue,
    RemoveOption,
    Revision,
    SetField,
    check,
    open_revision,
    revise,
)
from detente.case.shelf import find_case
from detente.errors import CaseError
from tests.edits import diff, make, open_case, refuse
from tests.folders import CASE, FILES, write


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path))


# Fields


def test_fields_stand_in_their_usual_order(revision: Revision) -> None:
    assert make(revision, SetField("yongbyon", "", "title", "Plants: all")) == [
        '+    title: "Plants: all"'
    ]
    assert make(revision, SetField("yongbyon", "", "about", "Old#1")) == ["+    about: Old#1"]
    assert make(revision, SetField("yongbyon", "", "by", "dprk, usa")) == [
        "-    by: dprk",
        "+    by: [dprk, usa]",
    ]
    assert make(revision, SetField("yongbyon", "", "by", "")) == ["-    by: dprk"]
    assert make(revision, SetField("yongbyon", "dismantled", "verify", "90 days")) == [
        "+        verify: 90 days"
    ]
    assert make(revision, SetField("yongbyon", "dismantled", "undo", "20%")) == []
    assert make(revision, SetField("yongbyon", "dismantled", "title", "Gone")) == [
        "+        title: Gone"
    ]
    assert make(revision, SetField("inspections", "some", "note", "a, b")) == [
        "-      some: {usa: 1, dprk: -1, congress: 0, verify: 90 days}",
        '+      some: {usa: 1, dprk: -1, congress: 0, verify: 90 days, note: "a, b"}',
    ]


def test_fields_that_cannot_be_set(revision: Revision) -> None:
    assert "cannot be set here" in refuse(revision, SetField("yongbyon", "", "options", "x"))
    assert "cannot be set here" in refuse(revision, SetField("yongbyon", "frozen", "usa", "x"))
    assert 'no issue "x"' in refuse(revision, SetField("x", "", "title", "x"))
    assert 'an option "x"' in refuse(revision, SetField("yongbyon", "x", "title", "x"))
    assert "case.yaml:18" in refuse(revision, SetField("yongbyon", "frozen", "undo", "x"))


def test_text_in_a_block_stays_in_one(tmp_path: Path) -> None:
    folded = "    about: >  # folded\n      One two\n      three.\n"
    revision = open_case(
        tmp_path, case=CASE.replace("    by: dprk\n", folded), sources=FILES["sources.yaml"]
    )
    long = "word " * 40 + "end"
    lines = make(revision, SetField("yongbyon", "", "about", long))
    assert lines[:2] == ["-      One two", "-      three."]
    assert len(lines) == 4
    assert all(len(line) <= 111 for line in lines)
    after = revise(revision, SetField("yongbyon", "", "about", long))
    assert after.case.issue("yongbyon").about == long


def test_text_that_was_kept_line_by_line_stays_so(tmp_path: Path) -> None:
    literal = "    about: |-\n      One\n      two\n"
    revision = open_case(
        tmp_path, case=CASE.replace("    by: dprk\n", literal), sources=FILES["sources.yaml"]
    )
    edit = SetField("yongbyon", "", "about", "One\nthree")
    assert make(revision, edit) == ["-      two", "+      three"]
    edit = SetField("yongbyon", "", "about", " a\n\n b")
    assert '+    about: "a\\n\\n b"' in make(revision, edit)


def test_text_of_several_lines_is_kept_as_it_is(revision: Revision) -> None:
    said = 'First "line"\n\nsecond: \\ line # no remark\ttab'
    after = revise(revision, SetField("yongbyon", "frozen", "note", said.replace("\n", "\r\n")))
    assert after.case.issue("yongbyon").option("frozen").note == said


# Issues and options


def test_an_issue_is_added_behind_another(revision: Revision) -> None:
    assert make(revision, AddIssue("visits", "Family visits", "dprk, usa", "yongbyon")) == [
        "+  visits:",
        "+    title: Family visits",
        "+    by: [dprk, usa]",
        "+    options:",
        "+      status-quo: {title: Status quo}",
        "+      step-1:",
        "+        title: First step",
        "+        usa: 0",
        "+        dprk: 0",
    ]
    after = revise(revision, AddIssue("visits", "Family visits"))
    assert [issue.id for issue in after.case.issues] == ["yongbyon", "inspections", "visits"]
    assert revise(after, RemoveIssue("visits")).contents == revision.contents


def test_an_issue_is_set_apart_as_the_others_are() -> None:
    revision = open_revision(find_case("us-dprk-2020"))
    for after in ("testing", ""):
        added = revise(revision, AddIssue("visits", "Family visits", "", after))
        lines = diff(revision, added)
        assert lines[:2] == ["+  visits:", "+    title: Family visits"] or lines[0] == "+"
        assert lines.count("+") == 1
        assert revise(added, RemoveIssue("visits")).contents == revision.contents


def test_an_option_is_added_with_a_value_for_each_party(revision: Revision) -> None:
    added = AddOption("yongbyon", "sealed", "Sealed", "kept")
    assert make(revision, added) == [
        "+      sealed:",
        "+        title: Sealed",
        "+        usa: 0",
        "+        dprk: 0",
    ]
    assert make(revision, AddOption("inspections", "all", "All")) == [
        "+      all: {title: All, usa: 0, dprk: 0}"
    ]
    after = revise(revision, added)
    assert [o.id for o in after.case.issue("yongbyon").options][:2] == ["kept", "sealed"]
    assert revise(after, RemoveOption("yongbyon", "sealed")).contents == revision.contents


def test_what_cannot_be_added(revision: Revision) -> None:
    assert "is not an id" in refuse(revision, AddIssue("A b", "x"))
    assert "an issue already" in refuse(revision, AddIssue("yongbyon", "x"))
    assert "a title is needed" in refuse(revision, AddIssue("new", " "))
    assert "not there any more" in refuse(revision, AddIssue("new", "New", "", "gone"))
    assert "an option of this issue" in refuse(revision, AddOption("yongbyon", "kept", "x"))
    assert "not declared" in refuse(revision, AddIssue("new", "New", "nobody"))


def test_what_others_name_cannot_be_removed_and_all_places_are_said(revision: Revision) -> None:
    first, *rest = check(revision, RemoveIssue("inspections"))
    assert (first.file, first.line) == (HERE, 0)
    assert "change what is named here first" in first.message
    assert {problem.file for problem in rest} == {
        "case.yaml",
        "events.yaml",
        "offers.yaml",
        "plan.yaml",
    }
    with pytest.raises(CaseError) as caught:
        revise(revision, RemoveIssue("inspections"))
    assert caught.value.problems[0] == first
    assert set(caught.value.problems[1:]) == set(rest)
    assert "cannot be removed" in refuse(revision, RemoveOption("yongbyon", "frozen"))
    assert "status quo" in refuse(revision, RemoveOption("yongbyon", "kept"))


def test_moving_takes_remarks_along_and_leaves_headings(tmp_path: Path) -> None:
    case = (
        "detente: 1\ntitle: T\nas_of: 2020-01-01\nparties: {a: {}, b: {}}\nissues:\n"
        "  # -------- theirs\n\n"
        "  # the first\n  one:\n    options: {x: {}, y: {a: 1}}  # end\n    # of one\n\n"
        "  # -------- ours\n"
        "  two:\n    options: {x: {}, y: {b: 1}}"
    )
    revision = open_case(tmp_path, case=case)
    after = revise(revision, MoveIssue("one", 1))
    assert after.contents["case.yaml"].decode() == (
        "detente: 1\ntitle: T\nas_of: 2020-01-01\nparties: {a: {}, b: {}}\nissues:\n"
        "  # -------- theirs\n\n"
        "  two:\n    options: {x: {}, y: {b: 1}}\n\n"
        "  # -------- ours\n"
        "  # the first\n  one:\n    options: {x: {}, y: {a: 1}}  # end\n    # of one"
    )
    assert make(revision, MoveIssue("one", 0)) == []
    assert revise(after, MoveIssue("one", 0)).contents == revision.contents


def test_the_status_quo_stays_first(tmp_path: Path) -> None:
    revision = open_case(tmp_path, case=CASE, sources=FILES["sources.yaml"])
    moved = revise(revision, MoveOption("yongbyon", "dismantled", 1))
    assert [o.id for o in moved.case.issue("yongbyon").options] == ["kept", "dismantled", "frozen"]
    assert "stays first" in refuse(revision, MoveOption("yongbyon", "kept", 1))
    assert "stays first" in refuse(revision, MoveOption("yongbyon", "frozen", 0))
    assert "not one of 1 to 2" in refuse(revision, MoveOption("yongbyon", "frozen", 3))
    assert "not one of 0 to 1" in refuse(revision, MoveIssue("yongbyon", -1))
