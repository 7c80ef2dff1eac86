"""Edits of a case: what stands in the files after each, byte for byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from detente.case.edit import (
    HERE,
    AddDeposit,
    AddIssue,
    AddOption,
    AddPassage,
    AddSource,
    AttachDocument,
    Cite,
    Edit,
    MoveIssue,
    MoveOption,
    RemoveDeposit,
    RemoveIssue,
    RemoveOption,
    Revision,
    SetField,
    SetNumber,
    SetPlan,
    Together,
    Uncite,
    check,
    open_revision,
    revise,
)
from detente.case.files import MAX_BYTES
from detente.case.library import MOST_BYTES
from detente.case.shelf import find_case
from detente.errors import CaseError, InputError
from tests.folders import CASE, FILES, write

FROZEN = "value/usa/yongbyon/frozen"


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path))


def open_case(folder: Path, **files: str) -> Revision:
    """Open a case of some files, whose names stand without their ending."""
    return open_revision(write(folder, {f"{name}.yaml": text for name, text in files.items()}))


def diff(before: Revision, after: Revision) -> list[str]:
    """List the lines that are no longer there, and those that are new."""
    found = []
    for name in sorted({*before.contents, *after.contents}):
        old, new = (each.contents.get(name, b"").decode().splitlines() for each in (before, after))
        lines = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
        found += [line for line in lines if not line.startswith("@@")]
    return found


def make(revision: Revision, edit: Edit) -> list[str]:
    """Make an edit; what is different. The order of keys and all else is held to by the edit."""
    assert check(revision, edit) == ()
    return diff(revision, revise(revision, edit))


def refuse(revision: Revision, edit: Edit) -> str:
    with pytest.raises((CaseError, InputError)) as caught:
        revise(revision, edit)
    assert check(revision, edit)
    return str(caught.value)


# Numbers


def test_a_number_is_set_where_it_stands(revision: Revision) -> None:
    assert make(revision, SetNumber(FROZEN, " 7 to 15 ")) == [
        "-        usa: 6 to 14",
        "+        usa: 7 to 15",
    ]
    assert make(revision, SetNumber(FROZEN, "7 to 15, best 9")) == [
        "-        usa: 6 to 14",
        "+        usa: 7 to 15, best 9",
    ]


def test_quotes_stand_where_they_are_needed_and_nowhere_else(revision: Revision) -> None:
    key = "value/congress/yongbyon/frozen"
    old = '-        congress: {value: "1 to 3, best 2", because: [kelly2020, p. 9]}'
    assert make(revision, SetNumber(key, "1 to 4, best 2")) == [
        old,
        '+        congress: {value: "1 to 4, best 2", because: [kelly2020, p. 9]}',
    ]
    assert make(revision, SetNumber(key, "1 to 4")) == [
        old,
        "+        congress: {value: 1 to 4, because: [kelly2020, p. 9]}",
    ]


def test_a_value_is_added_in_the_order_of_the_parties(revision: Revision) -> None:
    assert make(revision, SetNumber("value/dprk/inspections/none", "2")) == [
        "-      none:",
        "+      none: {dprk: 2}",
    ]
    after = revise(revision, SetNumber("value/dprk/inspections/some", ""))
    after = revise(after, SetNumber("value/dprk/inspections/some", "-1"))
    assert after.contents == revision.contents
    bare = revise(revision, SetNumber("value/usa/yongbyon/dismantled", ""))
    assert revise(bare, SetNumber("value/usa/yongbyon/dismantled", "14 to 30")).contents == (
        revision.contents
    )


def test_a_value_is_removed_with_the_remarks_that_belong_to_it(tmp_path: Path) -> None:
    case = CASE.replace("        usa: 14 to 30\n", "        # why\n        usa: 14 to 30  # how\n")
    revision = open_case(tmp_path, case=case, sources=FILES["sources.yaml"])
    assert make(revision, SetNumber("value/usa/yongbyon/dismantled", "")) == [
        "-        # why",
        "-        usa: 14 to 30  # how",
    ]


def test_numbers_of_every_file_can_be_set(revision: Revision) -> None:
    keys = [entry.key for entry in revision.case.quantities()]
    for key in keys:
        unsure = key.startswith(("firmness", "readiness"))
        after = revise(revision, SetNumber(key, "0.123" if unsure else "1.5"))
        found = {entry.key: entry.quantity for entry in after.case.quantities()}
        assert found[key].text == ("0.123" if unsure else "1.5"), key
        others = {entry.key: entry.quantity for entry in revision.case.quantities()}
        same = [one for one in keys if one != key and found[one].text == others[one].text]
        assert len(same) == len(keys) - 1
        assert sum(old.startswith("-") for old in diff(revision, after)) <= 1


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("reservation/dprk", "-  dprk: {reservation: 0 to 5}"),
        ("reputation/usa", "-reputation: {usa: 1 to 3}"),
        ("firmness/stated", "-firmness: {stated: 30% to 60%}"),
        ("payoff/leaders-2020/usa/cost", "-    payoffs: {usa: {held: 1 to 4, cost: -1}}"),
        ("deposit/oil-escrow/pays/usa", "-    pays: {usa: 0 to 1}"),
    ],
)
def test_what_may_be_absent_can_be_removed_and_set_again(
    tmp_path: Path, key: str, line: str
) -> None:
    files = {name: text for name, text in FILES.items() if not name.startswith(("readings", "ev"))}
    revision = open_revision(write(tmp_path, files))
    after = revise(revision, SetNumber(key, ""))
    assert diff(revision, after)[0] == line
    old = next(entry.quantity.text for entry in revision.case.quantities() if entry.key == key)
    assert revise(after, SetNumber(key, old)).contents == revision.contents


def test_numbers_that_have_no_place_yet_get_one(tmp_path: Path) -> None:
    revision = open_case(tmp_path, case=CASE, sources=FILES["sources.yaml"])
    for key, name, text in [
        ("floor/congress", "plan.yaml", "floors: {congress: 2}\n"),
        ("relationship/usa", "plan.yaml", "relationship: {usa: 2}\n"),
        ("firmness/vague", "offers.yaml", "firmness: {vague: 0.2}\n"),
    ]:
        number = "0.2" if key.startswith("firmness") else "2"
        assert revise(revision, SetNumber(key, number)).contents[name] == text.encode()


def test_numbers_of_meetings_have_their_places(tmp_path: Path) -> None:
    calendar = "calendar: [{id: vote, date: 2020-11-03}]\n"
    more = "    after: {vote: {readiness: 0.2}}\n"
    pays = "    pays:\n      - {by: usa, for: dprk, amount: 1}\n"
    meetings = FILES["meetings.yaml"].replace(
        "    pays: {by: usa, for: dprk, amount: 1 to 2}\n", more + pays
    )
    revision = open_case(
        tmp_path, case=CASE, sources=FILES["sources.yaml"], meetings=calendar + meetings
    )
    for key in (
        "readiness/leaders-2020/after/vote",
        "payoff/leaders-2020/after/vote/usa/held",
        "payoff/leaders-2020/dprk/declined",
        "pays/leaders-2020/1",
        "pays/leaders-2020/1/costs",
    ):
        after = revise(revision, SetNumber(key, "0.4"))
        found = {entry.key: entry.quantity.text for entry in after.case.quantities()}
        assert found[key] == "0.4"
    for key in ("pays/leaders-2020/2", "readiness/leaders-2020/x", "interaction/9/usa", "pays/x/1"):
        assert "no place for a number" in refuse(revision, SetNumber(key, "1"))


def test_what_is_wrong_with_a_number_is_said_as_check_says_it(revision: Revision) -> None:
    (problem,) = check(revision, SetNumber(FROZEN, "15 to 7"))
    assert str(problem) == (
        'case.yaml:15:14  issue yongbyon, option frozen: usa: "15 to 7" runs downwards. '
        'Did you mean "7 to 15"?'
    )
    assert "is needed here" in refuse(revision, SetNumber("readiness/leaders-2020", ""))
    assert "is needed here" in refuse(revision, SetNumber("deposit/oil-escrow/loses", ""))
    for key in ("value/usa/none/none", "value/x/yongbyon/frozen", "nothing", "reservation/x", "/"):
        assert "no place for a number" in refuse(revision, SetNumber(key, "1"))
    for text in ("a: b", "{", "x # y", "1\n2", "- 1", "*a", "!!int 3"):
        assert "case.yaml:15" in refuse(revision, SetNumber(FROZEN, text))


def test_problems_that_stand_at_the_edit_come_first(revision: Revision) -> None:
    found = check(revision, SetNumber("value/usa/inspections/some", "x"))
    assert [problem.line for problem in found] == [28]
    both = Together((SetNumber(FROZEN, "x"), RemoveIssue("inspections")), "both")
    first, *rest = check(revision, both)
    assert (first.file, first.line) == ("case.yaml", 15)
    assert {problem.file for problem in rest} > {"offers.yaml", "plan.yaml"}


# What a number rests on


def test_a_plain_number_becomes_one_that_rests_on_something(tmp_path: Path) -> None:
    sources = "sources:\n  kelly2020: {title: A, date: 2020-07, passages: {p. 9: x, 'a, b': y}}\n"
    revision = open_case(tmp_path, case=CASE, sources=sources)
    key = "value/usa/yongbyon/dismantled"
    old = "-        usa: 14 to 30"
    first = Cite(key, "kelly2020", "a, b")
    assert make(revision, first) == [
        old,
        '+        usa: {value: 14 to 30, because: [kelly2020, "a, b"]}',
    ]
    once = revise(revision, first)
    twice = revise(once, Cite(key, "kelly2020", "p. 9"))
    assert diff(revision, twice) == [
        old,
        '+        usa: {value: 14 to 30, because: [[kelly2020, "a, b"], [kelly2020, p. 9]]}',
    ]
    thrice = revise(twice, Cite(key, "kelly2020"))
    assert diff(revision, thrice)[1].endswith("[kelly2020, p. 9], [kelly2020]]}")
    assert revise(thrice, Uncite(key, "kelly2020")).contents == twice.contents
    assert revise(twice, Uncite(key, "kelly2020", "p. 9")).contents == once.contents
    assert revise(once, Uncite(key, "kelly2020", "a, b")).contents == revision.contents
    assert "already" in refuse(twice, Cite(key, "kelly2020", "p. 9"))
    assert "does not cite" in refuse(once, Uncite(key, "kelly2020", "p. 9"))


def test_what_all_of_an_entry_rests_on_is_kept(revision: Revision) -> None:
    whole = Cite(FROZEN, "kelly2020")
    assert make(revision, whole)[1] == (
        "+        usa: {value: 6 to 14, because: [[kelly2020, p. 9], [kelly2020]]}"
    )
    assert revise(revise(revision, whole), Uncite(FROZEN, "kelly2020")).contents == (
        revision.contents
    )
    assert "with all of the entry" in refuse(revision, Uncite(FROZEN, "kelly2020", "p. 9"))
    assert "already" not in refuse(revision, Cite(FROZEN, "kelly"))


def test_a_number_on_lines_of_its_own_is_cited_there(tmp_path: Path) -> None:
    block = "        usa:\n          value: 14 to 30  # so\n          note: why\n"
    case = CASE.replace("        usa: 14 to 30\n", block)
    revision = open_case(tmp_path, case=case, sources=FILES["sources.yaml"])
    key = "value/usa/yongbyon/dismantled"
    after = revise(revision, Cite(key, "kelly2020", "p. 9"))
    assert diff(revision, after) == ["+          because: [kelly2020, p. 9]"]
    assert revise(after, Uncite(key, "kelly2020", "p. 9")).contents == revision.contents


def test_remarks_on_what_stays_in_a_list_stay(tmp_path: Path) -> None:
    block = """\
        usa:
          value: 14 to 30
          because:
            # of one
            - [kelly2020, p. 9]  # read
            # of the other
            - kelly2020  # too
            - [kelly2020]
"""
    case = CASE.replace("        usa: 14 to 30\n", block)
    case = case.replace("    by: dprk\n", "    by:\n      # who\n      - dprk  # alone\n", 1)
    revision = open_case(tmp_path, case=case, sources=FILES["sources.yaml"])
    said = make(revision, Uncite("value/usa/yongbyon/dismantled", "kelly2020"))
    assert said == ["-            # of the other", "-            - kelly2020  # too",
                    "-            - [kelly2020]"]  # fmt: skip
    both = SetField("yongbyon", "", "by", "dprk, usa")
    assert make(revision, both) == ["+      - usa"]
    other = SetField("yongbyon", "", "by", "usa, dprk")
    assert "+    by: [usa, dprk]  # alone" in make(revision, other)


def test_a_passage_that_is_not_there_is_told(revision: Revision) -> None:
    found = refuse(revision, Cite(FROZEN, "kelly2020", "p. 10"))
    assert found.startswith("case.yaml:15:60  issue yongbyon, option frozen: source kelly2020 has")
    assert "no number of its own here" in refuse(
        revision, Cite("value/usa/yongbyon/kept", "kelly2020")
    )


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


# Sources


def test_a_passage_is_added(revision: Revision) -> None:
    _, line = make(revision, AddPassage("kelly2020", "p. 10", "He says: no"))
    assert line.endswith('passages: {p. 9: what it says, p. 10: "He says: no"}}')
    assert "already" in refuse(revision, AddPassage("kelly2020", "p. 9", "x"))
    assert "no source" in refuse(revision, AddPassage("kelly", "p. 9", "x"))
    assert "needs a name" in refuse(revision, AddPassage("kelly2020", " ", "x"))


def test_a_source_is_added_with_its_document(tmp_path: Path) -> None:
    case = CASE.replace(", because: [kelly2020, p. 9]", "").replace(
        "        because: [kelly2020, p. 9]\n", ""
    )
    revision = open_case(tmp_path, case=case)
    new = AddSource("memo", "A memo: one", "X", "2020-05")
    after = revise(revision, Together((new, AttachDocument("memo", "memo.txt", b"hello")), "both"))
    assert after.contents["sources.yaml"].decode() == (
        'sources:\n  memo:\n    author: X\n    title: "A memo: one"\n    date: 2020-05\n'
        "    file: sources/memo.txt\n"
    )
    assert after.documents == {"sources/memo.txt": b"hello"}
    more = revise(after, AddPassage("memo", "p. 1", "said"))
    assert diff(after, more) == ["+    passages:", "+      p. 1: said"]
    assert "already" in refuse(after, AddSource("memo", "x"))
    again = AttachDocument("memo", "memo.txt", b"1")
    assert "has a document already" in refuse(after, again)
    assert "is not an id" in refuse(revision, AddSource("A", "x"))
    bare = revise(revision, new)
    large = AttachDocument("memo", "memo.txt", b"x" * (MOST_BYTES + 1))
    assert "at most" in refuse(bare, large)
    for name in ("../x", "/etc/x", ".x", "sources/x", "a/b", ""):
        assert "is no name for a document" in refuse(bare, AttachDocument("memo", name, b"1"))


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
