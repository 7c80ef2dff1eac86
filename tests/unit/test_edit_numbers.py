"""Numbers are set, added and removed where they stand, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case.edit import (
    RemoveIssue,
    Revision,
    SetNumber,
    Together,
    check,
    open_revision,
    revise,
)
from tests.edits import FROZEN, diff, make, open_case, refuse
from tests.folders import CASE, FILES, write


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path))


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
