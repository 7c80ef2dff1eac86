"""Rules over several options, who has to agree, and interactions for any of several options."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from typer.testing import CliRunner

from detente import study
from detente.case import Case, Combinations, Limit, Quorum, load
from detente.case.arrays import Frame
from detente.case.check_limits import MAX_CELLS, MAX_COMBINATIONS, MAX_CONSTRAINTS, MAX_QUORUMS
from detente.case.fields import MOST_COUNTED
from detente.cli.app import app
from detente.core.frontier import find_frontier
from detente.core.layout import Constraint as Table
from detente.core.layout import Layout, Tally
from detente.report.blocks import Heading, Sheet
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections.couplings import list_couplings
from detente.report.sentences import explain_exactness
from tests.folders import problems, write

HEAD = """\
detente: 1
title: A valley
as_of: 2024-06-30
parties: {upper: {}, lower: {}, east: {}}
ratifiers: {farmers: {party: upper}}
issues:
  water:
    by: upper
    options: {none: {}, summer: {upper: -1, lower: 2}, always: {upper: -2, lower: 4}}
  fee:
    by: lower
    options: {none: {}, half: {lower: -1, upper: 2}, full: {lower: -2, upper: 5}}
  seat:
    ordered: false
    options: {none: {}, town: {upper: 1}, lake: {lower: 1, east: 1}}
"""
FIRST = len(HEAD.splitlines()) + 2


def read(folder: Path, rules: str) -> Case:
    return load(write(folder / "case", {"case.yaml": HEAD + rules}))


def find(folder: Path, rules: str) -> list[str]:
    return problems(write(folder / "case", {"case.yaml": HEAD + rules}))


Package: TypeAlias = tuple[str, str, str]


def allowed(case: Case) -> set[Package]:
    """The packages that the package space of a case allows, by the ids of their options."""
    names = [[option.id for option in issue.options] for issue in case.issues]
    places = np.array(list(product(*(range(len(options)) for options in names))))
    kept = places[Frame(case).layout.allows(places)]
    return {(names[0][w], names[1][f], names[2][s]) for w, f, s in kept}


def everything() -> set[Package]:
    return set(
        product(("none", "summer", "always"), ("none", "half", "full"), ("none", "town", "lake"))
    )


def test_they_are_read_with_their_places_and_what_they_rest_on(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        "constraints:\n"
        "  - {at_most: 1, of: [water.always, fee.full], title: Money is short, note: A guess.}\n"
        "  - never: [{water: [summer, always], seat: lake}]\n"
        "agreement: [{all: [upper, lower]}, {at_least: 1, of: [east, lower]}]\n"
        "interactions:\n  - {when: {water: summer, fee: [none, half]}, upper: 1}\n",
    )
    limit, never = case.constraints
    assert limit == Limit(
        "at_most", 1, (("water", "always"), ("fee", "full")), "Money is short", (), "A guess.",
        f"case.yaml:{FIRST}:5",
    )  # fmt: skip
    assert never.place == f"case.yaml:{FIRST + 1}:5"
    assert isinstance(never, Combinations)
    assert never.rows == ({"water": ("summer", "always"), "seat": ("lake",)},)
    assert case.agreement == (Quorum(2, ("upper", "lower")), Quorum(1, ("east", "lower")))
    assert case.interactions[0].when == {"water": "summer", "fee": ("none", "half")}


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (
            "{at_most: 1, of: [water.always, fee.full]}",
            lambda w, f, s: (w, f) == ("always", "full"),
        ),
        (
            "{at_least: 1, of: [water.summer, seat.lake]}",  # always includes summer
            lambda w, f, s: w == "none" and s != "lake",
        ),
        (
            "{exactly: 2, of: [water.summer, water.always, seat.town]}",
            lambda w, f, s: ["none", "summer", "always"].index(w) + (s == "town") != 2,
        ),
        (
            "{only: [{water: [summer, always], seat: [town, lake]}, {water: none, seat: none}]}",
            lambda w, f, s: (w == "none") != (s == "none"),
        ),
        (
            "{never: [{water: summer, fee: full}, {fee: half, seat: town}]}",
            lambda w, f, s: (w, f) == ("summer", "full") or (f, s) == ("half", "town"),
        ),
    ],
)  # fmt: skip
def test_packages_keep_to_them(
    tmp_path: Path, rule: str, wrong: Callable[[str, str, str], bool]
) -> None:
    case = read(tmp_path, f"constraints:\n  - {rule}\n")
    assert allowed(case) == {package for package in everything() if not wrong(*package)}


def test_an_interaction_holds_for_any_of_its_options_and_no_later_one(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        "interactions:\n  - {when: {water: [summer], fee: half}, upper: 1}\n"
        "  - {when: {water: [none, always], seat: [town, lake]}, upper: 1}\n",
    )
    layout = Frame(case).layout
    packages = [[1, 1, 0], [2, 1, 0], [1, 2, 0], [1, 0, 0], [0, 0, 1], [2, 0, 2], [1, 0, 2]]
    assert layout.switch(packages)[:, 0].tolist() == [True, False, True] + [False] * 4
    assert layout.switch(packages)[:, 1].tolist() == [False] * 4 + [True, True, False]
    label = next(e.label for e in case.quantities() if e.key == "interaction/2/upper")
    assert label == "upper: water, none or always with seat, town or lake"


def test_everybody_has_to_agree_unless_the_case_says_otherwise(tmp_path: Path) -> None:
    case = read(tmp_path, "")
    assert case.agreement == ()
    assert case.is_agreed_by(["lower", "east", "upper"])
    assert not case.is_agreed_by(["lower", "east"])
    rule = "agreement: [{all: upper}, {at_least: 1, of: [lower, east]}]\n"
    case = read(tmp_path, rule)
    assert case.is_agreed_by(["upper", "east"])
    assert not case.is_agreed_by(["upper"])
    assert not case.is_agreed_by(["lower", "east"])


MISTAKES = [
    ("{at_most: 1, of: [water.alway, fee.full]}", 23, 'no option "alway". Did you mean "alw'),
    ("{at_most: 1, of: [watr.always, fee.full]}", 23, 'issue "watr" is not declared. Did you mean'),
    ("{at_most: 1, of: [water, fee.full]}", 23, '"water" does not name an option; write "issue.o'),
    ("{at_most: 1, of: [fee.full, fee.full]}", 33, '"fee.full" is named twice; remove one'),
    ("{at_most: 1, of: fee.full}", 18, "of: fewer than two options"),
    ("{at_most: 0, of: [fee.half, fee.full]}", 15, '"0" is not a whole number from 1 to 200'),
    ("{exactly: 3, of: [fee.half, fee.full]}", 15, "only 2 options are listed; lower it, or"),
    ("{at_mist: 1, of: [fee.half, fee.full]}", 6, 'key "at_mist" is not known here. Did you mean'),
    ("{at_most: 1}", 5, '"of" is missing; list the options that at_most counts'),
    ("{of: [fee.half, fee.full]}", 5, "write one of at_most, at_least, exactly, only, never"),
    ("{at_most: 1, exactly: 1, of: [fee.half]}", 5, "at_most and exactly in one constraint"),
    ("{never: [{fee: half}], of: [fee.half]}", 28, "of: goes with at_most, at_least, exactly"),
    ("{only: []}", 6, "only: no combination; list some"),
    ("{only: [{}]}", 13, "combination 1: an empty combination"),
    ("{only: [{fee: []}]}", 19, "combination 1: fee: an empty list"),
    ("{only: [{fee: hlf}]}", 19, 'issue fee has no option "hlf". Did you mean "half"?'),
    ("{only: [{fee: [half, half]}]}", 26, '"half" is named twice'),
    ("{only: [{fe: half}]}", 14, 'issue "fe" is not declared. Did you mean "fee"?'),
    ("{only: [{fee: half}, {seat: town}]}", 26, "names no option of fee and names seat, which"),
    ("{never: {fee: half}}", 13, "never: a mapping stands where a list is needed"),
    ("7", 5, '"7" stands where a mapping is needed'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "column", "said"), MISTAKES)
def test_a_mistake_is_found_at_its_place(tmp_path: Path, rule: str, column: int, said: str) -> None:
    found = find(tmp_path, f"constraints:\n  - {rule}\n")
    assert len(found) == 1
    assert found[0].startswith(f"case.yaml:{FIRST}:{column}  constraint 1")
    assert said in found[0]


@pytest.mark.parametrize(
    ("rule", "column", "said"),
    [
        ("{all: [upper, est]}", 19, 'party "est" is not declared. Did you mean "east"?'),
        ("{all: [upper, farmers]}", 19, '"farmers" is a ratifier, and only parties act'),
        ("{all: [upper, upper]}", 19, '"upper" is named twice'),
        ("{all: []}", 6, "all: an empty list; name parties"),
        ("{at_least: 3, of: [upper, east]}", 16, "at_least: 3, but only 2 parties are listed"),
        ("{at_least: 1}", 5, "write either all, with a list of parties, or at_least with of"),
        ("{all: upper, of: east}", 5, "write either all"),
        ("{any: upper}", 6, 'key "any" is not known here'),
    ],
)
def test_so_is_one_in_who_has_to_agree(tmp_path: Path, rule: str, column: int, said: str) -> None:
    found = find(tmp_path, f"agreement:\n  - {rule}\n")
    assert len(found) == 1
    assert found[0].startswith(f"case.yaml:{FIRST}:{column}  rule of agreement 1")
    assert said in found[0]


def test_rules_that_leave_nothing_are_named_and_no_others(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        "constraints:\n"
        "  - {at_most: 2, of: [water.summer, fee.half, seat.town]}\n"
        "  - {at_least: 2, of: [water.summer, fee.half]}\n"
        "  - never: [{seat: lake, fee: [half, full]}]\n"
        "  - {at_least: 1, of: [seat.town, seat.lake]}\n",
    )
    assert len(found) == 1
    assert found[0].startswith(f"case.yaml:{FIRST}:5  constraint 1: the constraints leave no pack")
    for part in (
        "at most 2 of water.summer, fee.half, seat.town",
        "at least 2 of water.summer, fee.half;",
        "never seat.lake with fee.half or full",
        "at least 1 of seat.town, seat.lake",
    ):
        assert part in found[0]


def test_an_option_that_none_can_hold_is_found_where_it_is_ruled_out(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        "constraints:\n"
        "  - only: [{water: none, seat: [none, lake]}, {water: always, seat: [none, lake, town]}]\n"
        "  - {exactly: 1, of: [fee.half, seat.lake]}\n"
        "  - {at_least: 1, of: [fee.half, seat.town]}\n",
    )
    assert len(found) == 2
    at = HEAD.splitlines().index("    ordered: false") + 2
    assert found[0].startswith(f"case.yaml:{at}:43  issue seat, option lake: seat.lake can never")
    assert "exactly 1 of fee.half, seat.lake; at least 1 of fee.half, seat.town" in found[0]
    assert found[1].startswith(f"case.yaml:{FIRST}:5  constraint 1: water.summer can never be cho")
    assert found[1].endswith(": only 2 combinations of water, seat. Change one of them")


def test_what_always_holds_is_noted(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        "constraints:\n"
        "  - {at_most: 2, of: [fee.full, water.none]}\n"
        "  - {at_least: 1, of: [fee.half, seat.town]}\n"
        "agreement:\n  - all: [upper, east]\n",
    )
    said = [str(notice) for notice in case.notices]
    assert any("at_most: 2 of 2 options, which always holds" in text for text in said)
    assert any(
        "water.none always counts: it is the first option of an ord" in text for text in said
    )
    assert any("so the first options together are no package" in text for text in said)
    assert any('names "lower" nowhere, so a deal can do without it' in text for text in said)


def test_a_combination_that_never_comes_together_is_noted(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        "constraints:\n"
        "  - {at_most: 1, of: [water.summer, fee.half, seat.lake]}\n"
        "interactions:\n"
        "  - {when: {water: always, seat: [town, lake]}, upper: 1}\n"
        "  - {when: {fee: full, seat: [lake]}, upper: 1}\n",
    )
    noted = [str(notice) for notice in case.notices if "never come" in notice.message]
    assert len(noted) == 1
    assert noted[0].startswith(f"case.yaml:{FIRST + 3}:6  interaction 2: these never come together")
    assert "because at most 1 of water.summer, fee.half, seat.lake; the value" in noted[0]


def test_they_are_bounded(tmp_path: Path) -> None:
    row = "{water: [summer, always], fee: half}"
    many = ", ".join([row] * (MAX_COMBINATIONS + 1))
    found = find(
        tmp_path,
        f"constraints:\n  - never: [{many}]\n"
        + "  - {at_most: 1, of: [fee.full, water.always]}\n" * MAX_CONSTRAINTS
        + "agreement:\n"
        + "  - {all: upper}\n" * (MAX_QUORUMS + 1),
    )
    assert len(found) == 3
    assert "constraints: 501 given, but at most 500 are allowed; merge some" in found[0]
    assert "never: 2,001 combinations, but at most 2,000 are allowed" in found[1]
    assert "agreement: 25 given, but at most 24 are allowed; merge some" in found[2]


def test_too_many_issues_in_one_are_refused(tmp_path: Path) -> None:
    more = "".join(
        f"  extra-{n}: {{options: {{no: {{}}, yes: {{upper: 1}}}}}}\n" for n in range(20)
    )
    pairs = ", ".join(f"extra-{n}: yes" for n in range(20))
    found = find(tmp_path, f"{more}constraints:\n  - never: [{{{pairs}}}]\n")
    assert len(found) == 1
    assert "20 issues in one table have 1,048,576 combinations of options, but" in found[0]
    fewer = pairs.replace(", extra-19: yes", "")
    case = read(tmp_path, f"{more}constraints:\n  - never: [{{{fewer}}}]\n")
    assert Frame(case).layout.constraints[0].allowed.size == 2**19 < MAX_CELLS


def test_what_is_made_of_many_parts_is_found_in_good_time(tmp_path: Path) -> None:
    """Pigeons and holes: no package is left, which narrowing cannot see and search cannot prove."""
    issues = "".join(
        f"  bird-{n}: {{ordered: false, options: {{"
        + ", ".join(f"hole-{k}: {{upper: 1}}" for k in range(9))
        + "}}\n"
        for n in range(10)
    )
    limits = "".join(
        f"  - {{at_most: 1, of: [{', '.join(f'bird-{n}.hole-{k}' for n in range(10))}]}}\n"
        for k in range(9)
    )
    case = read(tmp_path, f"{issues}constraints:\n{limits}")
    counted = Frame(case).layout.constraints
    assert len(counted) == 9
    assert all(isinstance(limit, Tally) and len(limit.scope) == 10 for limit in counted)


def test_the_documented_sizes_are_those_that_are_checked() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "case-format.md").read_text("utf-8")
    assert f"| `constraints` | list, up to {MAX_CONSTRAINTS} |" in page
    assert f"| `constraints[].at_most` | whole number, 1 to {MOST_COUNTED} |" in page
    assert f"| `constraints[].only` | list of mappings, up to {MAX_COMBINATIONS:,} |" in page
    assert f"| `agreement` | list, up to {MAX_QUORUMS} |" in page
    assert (
        f"speaks of may have {MAX_CELLS:,} combinations of\noptions at most: 19 issues of two"
        in page
    )
    assert 2**19 <= MAX_CELLS < 2**20
    assert 3**12 <= MAX_CELLS < 3**13


FOUR = """\
  depot: {by: east, options: {none: {}, built: {east: -1, upper: 1, lower: 1}}}
constraints:
  - {at_most: 2, of: [water.summer, fee.full, seat.lake, depot.built], title: Money is short}
  - never: [{fee: full, seat: [town, lake]}, {water: always, depot: built}]
"""


def test_a_plan_that_breaks_one_is_refused(tmp_path: Path) -> None:
    plan = "package: {water: summer, fee: full, depot: built}\n"
    files = {"case.yaml": HEAD + FOUR, "plan.yaml": plan}
    found = problems(write(tmp_path / "case", files))
    assert len(found) == 1
    assert found[0].startswith(
        "plan.yaml:1:10  package: it goes against a constraint: at most 2 of"
    )
    files["plan.yaml"] = "package: {water: always, depot: built}\n"
    found = problems(write(tmp_path / "other", files))
    assert "against a constraint: never water.always with depot.built. Add what" in found[0]


def test_an_offer_that_breaks_some_says_which_in_titles(tmp_path: Path) -> None:
    offers = (
        "offers:\n  - {id: all-in, date: 2024-01-01, by: upper,"
        " pledges: {water: summer, fee: full, seat: lake, depot: built}}\n"
    )
    folder = write(tmp_path / "case", {"case.yaml": HEAD + FOUR, "offers.yaml": offers})
    case = load(folder)
    broken = study.offers(case, draws=64).offers[0].breaks
    assert broken == (
        "at most 2 of water.summer, fee.full, seat.lake, depot.built",
        "never fee.full with seat.town or lake",
    )
    names = Names(case)
    assert [names.rule(label) for label in broken] == [
        "at most two of these: “water: summer or more”, “fee: full”, “seat: lake”, “depot: built”",
        "“fee: full” and “seat: town or lake” never stand together",
    ]


def test_no_package_that_is_named_breaks_one(tmp_path: Path) -> None:
    case = read(tmp_path, FOUR)
    found = study.deals(case, draws=64)
    assert found.n_frontier > 1
    for deal in found.frontier:
        chosen = deal.package
        reached = (
            chosen["water"] != "none",
            chosen["fee"] == "full",
            chosen["seat"] == "lake",
            chosen["depot"] == "built",
        )
        assert sum(reached) <= 2
        assert chosen["fee"] != "full" or chosen["seat"] == "none"
        assert chosen["water"] != "always" or chosen["depot"] == "none"
    assert found.width == 2
    said = explain_exactness(Names(case), found)
    assert "Issues that hang together are decided together, at most three at once." in said


def test_check_counts_them(tmp_path: Path) -> None:
    for rules, said in ((FOUR, "0 promises, 2 constraints."), ("", "0 offers, 0 promises.")):
        folder = write(tmp_path / said, {"case.yaml": HEAD + rules})
        shown = CliRunner().invoke(app, ["check", str(folder)])
        assert shown.exit_code == 0
        assert said in " ".join(shown.output.split())


def test_the_report_lists_them_with_what_they_rest_on(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        FOUR
        + "  - {only: [{water: [none, summer], fee: [none, half]}, {water: always, fee: full}]}\n"
        "interactions:\n  - {when: {water: summer, fee: [half, full]}, upper: 1, title: Peace}\n",
    )
    blocks = list(list_couplings(Names(case), Passages(case)))
    assert isinstance(blocks[0], Heading)
    rules, extra = (block.table for block in blocks if isinstance(block, Sheet))
    assert [row[0].text for row in rules.rows] == [
        "At most two of these: “water: summer or more”, “fee: full”, “seat: lake”, “depot: built”.",
        "“fee: full” and “seat: town or lake” never stand together.",
        "“water: always” and “depot: built” never stand together.",
        (
            "Of “water” and “fee” only: “water: none or summer” with “fee: none or half”; "
            "“water: always” with “fee: full”."
        ),
    ]
    assert [row[1].text for row in rules.rows] == ["Money is short", "", "", ""]
    assert [cell.text for cell in extra.rows[0]] == ["Peace", "1"]
    assert extra.rows[0][0].under == "“water: summer or more” with “fee: half or full”"
    assert not list(list_couplings(Names(read(tmp_path / "none", "")), Passages(case)))


def test_a_limit_over_all_does_not_join_what_hangs_together_in_pairs() -> None:
    """The counter passes from pair to pair, wherever in the case the two stand."""
    climbs = np.tri(4, dtype=np.bool_)
    pairs = tuple(Table((i, i + 10), climbs) for i in range(10))
    limit = Tally(tuple(range(20)), (np.array([0, 1, 1, 1]),) * 20, least=0, most=8)
    values = np.random.default_rng(4).integers(-30, 31, (2, 80))
    found = find_frontier(Layout((4,) * 20, (*pairs, limit)), values, parties=2)
    assert found.exact
    assert found.width <= 3
    assert limit.keeps(found.packages.T).all()
    assert (np.count_nonzero(found.packages, axis=1) == 8).any()  # it is reached
