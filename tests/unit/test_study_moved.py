"""What moved between two versions of a case, and that nothing is approximated on the way."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.case import Case, load
from detente.case.model import Change, Quantity
from detente.case.readings import apply_changes
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.sentences import moved as sentences
from detente.study import DealFindings, Workspace, find_deals, find_moved, follow, playing
from detente.study.anchors import Anchor, find_anchors
from detente.study.carried_over import carry_over
from detente.study.conclusion_records import Conclusion
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.moved_records import Moved
from detente.study.staging import Staging
from detente.study.views import View
from tests.folders import write

DRAWS = 48

SWAP = """\
detente: 1
title: A swap
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues:
  land:
    by: a
    options: {kept: {}, part: {a: -1, b: 2}, given: {a: -3, b: 8}}
  money:
    by: b
    options: {kept: {}, given: {a: 8, b: -3}}
"""


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load(detente.find_case("us-dprk-2020"))


@pytest.fixture(scope="module")
def before(case: Case) -> Workspace:
    return Workspace(case, DRAWS)


def change(case: Case, **numbers: Quantity | str | float) -> Case:
    """Change numbers, and send the case through a pipe, as the workbench does."""
    changes = tuple(Change(key, value) for key, value in numbers.items())
    changed: Case = pickle.loads(pickle.dumps(apply_changes(case, changes, "changed")))
    return changed


def span(low: str, high: str) -> Quantity:
    return Quantity(low=Decimal(low), high=Decimal(high), text=f"{low} to {high}", place="x:1:1")


CHANGES: dict[str, dict[str, Quantity | str | float]] = {
    "value": {"value/usa/testing/written": span("0", "1")},
    "reservation": {"reservation/dprk": span("9", "12")},
    "deposit": {"deposit/crude/loses": span("6", "9")},
    "trust": {"trust/half_life": 300.0},
    "firmness": {"firmness/stated": span("0.1", "0.2")},
    "meeting": {"readiness/leaders-2020": span("0.6", "0.9")},
    "several": {
        "value/usa/testing/written": span("0", "1"),
        "reservation/dprk": span("1", "2"),
        "relationship/usa": span("5", "9"),
        "trust/prior/broken": 4.0,
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_is_to_the_bit_what_the_version_by_itself_says(
    case: Case, before: Workspace, name: str
) -> None:
    after = change(case, **CHANGES[name])
    found = find_moved(follow(before, after), before)
    alone, anchors = View(Workspace(after, DRAWS)), find_anchors(before)
    assert [each.after for each in found.moved] == [
        float(compute_conclusion(alone, anchors, each).mean()) for each in list_conclusions(after)
    ]
    assert set(found.changed) == set(CHANGES[name])
    assert (found.restructured, found.same_draws, found.impossible) == (False, True, ())
    assert found.origin.digest == after.digest
    assert any(each.change for each in found.moved)


def test_nothing_moves_where_nothing_differs(case: Case, before: Workspace) -> None:
    again = pickle.loads(pickle.dumps(replace(case, title="Another title")))
    found = find_moved(Workspace(again, DRAWS), before)
    assert found.changed == ()
    assert not any(each.change or each.error or each.clear for each in found.moved)
    assert sentences.answer_moved(Names(again), found) == (
        f"No number differs. None of {len(found.moved)} conclusions moved."
    )


def test_what_keeps_the_shape_but_is_no_number_is_judged_truly(
    case: Case, before: Workspace
) -> None:
    issues = [
        replace(issue, options=tuple(replace(option, undo=0.0) for option in issue.options))
        for issue in case.issues
    ]
    after = replace(case, issues=tuple(issues), digest="all for good")
    found = find_moved(follow(before, after), before)
    alone, anchors = View(Workspace(after, DRAWS)), find_anchors(before)
    assert [each.after for each in found.moved] == [
        float(compute_conclusion(alone, anchors, each).mean()) for each in list_conclusions(after)
    ]
    assert (found.changed, found.restructured, found.same_draws) == ((), False, True)
    odds = {each.conclusion.key: each for each in found.moved}
    assert odds["deal_exists"].change == 0
    assert odds["plan_completed"].change != 0
    said = sentences.answer_moved(Names(after), found)
    assert said.startswith("No value differs, but a term, a rule or a date does. Of ")


def test_a_number_and_a_term_that_differ_are_both_told(tmp_path: Path) -> None:
    before = swap(tmp_path / "before")
    after = swap(tmp_path / "after", "given: {a: -3, b: 8}", "given: {a: -3, b: 9, undo: 20%}")
    found = find_moved(after, before)
    assert (len(found.changed), found.terms, found.restructured) == (1, True, False)
    said = sentences.explain_changed(Names(after.case), found)
    assert said.endswith(" differs, and so does a term, a rule or a date.")


def swap(folder: Path, old: str = "", new: str = "") -> Workspace:
    assert not old or SWAP.count(old) == 1
    return Workspace(load(write(folder, {"case.yaml": SWAP.replace(old, new)})), DRAWS)


def find_odds(now: Workspace, before: Workspace) -> dict[str, tuple[float, float]]:
    found = find_moved(now, before)
    return {each.conclusion.key: (each.before, each.after) for each in found.moved}


def test_an_option_that_is_new_leaves_packages_as_they_are(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    now = swap(tmp_path / "b", "part: {a: -1, b: 2}", "little: {b: 1}, part: {a: -1, b: 2}")
    found = find_moved(now, before)
    assert (found.restructured, found.changed, found.impossible) == (True, (), ())
    assert not any(each.change for each in found.moved)
    carried = carry_over(now, before.case, find_anchors(before)).anchors
    assert carried.recommended is not None
    assert carried.recommended.tolist() == [3, 1]


def test_where_an_option_is_gone_the_one_before_it_is_taken(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    now = swap(tmp_path / "b", ", given: {a: -3, b: 8}", "")
    carried = carry_over(now, before.case, find_anchors(before)).anchors
    assert carried.recommended is not None
    assert carried.recommended.tolist() == [1, 1]
    assert find_odds(now, before)["recommended_accepted"] == (1.0, 0.0)  # b gets 2 and gives 3


def test_an_issue_that_is_gone_takes_the_deal_with_it(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    gone = "\n  money:\n    by: b\n    options: {kept: {}, given: {a: 8, b: -3}}\n"
    now = swap(tmp_path / "b", gone, "\n")
    assert find_odds(now, before)["deal_exists"] == (1.0, 0.0)
    assert "added, removed or moved" in sentences.answer_moved(
        Names(now.case), find_moved(now, before)
    )


def test_what_the_rules_now_forbid_never_happens(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    rule = "constraints:\n  - never: [{land: given, money: given}]\n"
    now = swap(tmp_path / "b", "issues:\n", f"{rule}issues:\n")
    found = find_moved(now, before)
    assert "recommended" in found.impossible
    assert found.same_draws
    assert find_odds(now, before)["recommended_accepted"] == (1.0, 0.0)
    assert "forbids the safest package" in sentences.explain_impossible(found)


def test_an_order_that_is_now_forbidden_is_not_carried_over(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    found = find_anchors(before)
    part, given, money = Staging.of(before, np.array([2, 1])).moves
    paid_first = Anchor(np.array([2, 1]), ((money,), (part, given)))
    anchors = replace(found, plan=paid_first)
    kept = carry_over(before, before.case, anchors).anchors.plan
    assert kept is not None
    assert kept.stages == paid_first.stages
    needs = "given: {a: 8, b: -3, requires: [land.given]}"
    now = swap(tmp_path / "b", "given: {a: 8, b: -3}", needs)
    assert "plan" in carry_over(now, before.case, anchors).impossible


def test_the_error_is_that_of_the_difference(tmp_path: Path) -> None:
    before = swap(tmp_path / "a", "a: {}, b: {}", "a: {reservation: 2 to 8}, b: {}")
    now = swap(tmp_path / "b", "a: {}, b: {}", "a: {reservation: 3 to 9}, b: {}")
    found = {each.conclusion.key: each for each in find_moved(now, before).moved}
    moved = found["recommended_accepted"]
    draws = [
        compute_conclusion(View(each), find_anchors(before), moved.conclusion)
        for each in (before, now)
    ]
    assert moved.change == pytest.approx((draws[1] - draws[0]).mean())
    assert moved.error == pytest.approx((draws[1] - draws[0]).std() / np.sqrt(DRAWS))
    assert moved.clear == (abs(moved.change) > 2 * moved.error)
    said = sentences.say_moved(Names(now.case), moved, DRAWS)
    assert said.endswith("the noise.")
    assert "noise" not in sentences.say_moved(Names(now.case), moved, DRAWS, noise=False)
    assert ", was " in said


def test_two_baselines_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    other = swap(tmp_path / "b", "money:", "gold:")
    now = swap(tmp_path / "c", "given: {a: -3", "given: {a: -9")
    first = find_moved(now, before)
    assert find_moved(now, other) != first
    assert find_moved(now, before) == first


def test_other_draws_are_told_apart(tmp_path: Path) -> None:
    before = swap(tmp_path / "a")
    fewer = Workspace(before.case, DRAWS // 2)
    found = find_moved(fewer, before)
    assert not found.same_draws
    assert not any(each.change for each in found.moved)
    assert "of its own" in sentences.explain_moved_basis(found)


def test_cases_that_have_nothing_in_common_are_not_compared(
    tmp_path: Path, before: Workspace
) -> None:
    with pytest.raises(InputError, match="no parties in common"):
        find_moved(swap(tmp_path), before)
    other = swap(tmp_path / "c", "  land:\n    by: a", "  sea:\n    by: a")
    renamed = replace(other.case, issues=(other.case.issues[0],))
    with pytest.raises(InputError, match="no issues in common"):
        find_moved(Workspace(renamed, DRAWS), swap(tmp_path / "d"))


def test_many_versions_leave_no_more_behind_than_some(case, monkeypatch):
    monkeypatch.setattr(playing, "PLAYED", 4)
    first = Workspace(case, 16)
    for step in range(6):
        number = span(str(step), str(step + 1))
        find_moved(follow(first, change(case, **{"value/usa/testing/written": number})), first)
    assert 0 < len(first.recall("meeting draws", list)) <= 4


def pick(case: Case, package: dict[str, str] | None) -> DealFindings:
    """Findings about a case in which a package is singled out, or none."""
    found = find_deals(Workspace(case, 16))
    assert found.recommended is not None
    best = None if package is None else replace(found.recommended, package=package)
    return replace(found, recommended=best)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"land": "part"}, {"land": "part"}, "the same package as before"),
        ({"land": "part", "gone": "far"}, {"land": "part"}, "another package, without “gone: far”"),
        ({"land": "part"}, {"land": "part", "money": "kept"}, "the same package as before"),
        ({"land": "part", "money": "given"}, {"land": "part", "money": "kept"},
         "another package, without “money: given”"),
        ({"land": "given"}, {"land": "part", "money": "given"},
         "another package, with “land: part” and “money: given”"),
        ({"money": "given"}, {"land": "part", "money": "kept"},
         "another package, with “land: part”."),
        (None, {"land": "part"}, "a package, where none was before"),
        ({"land": "part"}, None, "no package any more"),
        (None, None, "no package, as before"),
    ],
)  # fmt: skip
def test_what_is_singled_out_is_held_against_what_was(tmp_path: Path, was, now, said) -> None:
    case = load(write(tmp_path / "swap", {"case.yaml": SWAP}))
    gone = SWAP + "  gone: {by: a, options: {near: {}, far: {a: 1}}}\n"
    old = load(write(tmp_path / "old", {"case.yaml": gone}))
    found = sentences.compare_picks(Names(case), pick(case, now), Names(old), pick(old, was))
    assert found.startswith(f"A full search singles out {said}")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.04, 0.06, "in about 12 of 200 draws, was in about 8"),
        (0.94, 0.96, "in about 192 of 200 draws, was in about 188"),
        (0.0, 0.02, "fewer than 1 in 10, was in none of the 200 draws"),
        (0.005, 0.04, "fewer than 1 in 10, was fewer than 1 in 30"),
        (0.25, 0.5, "about 1 in 2, was about 1 in 4"),
        (0.0, 1.0, "in all 200 draws, was in none of the 200 draws"),
    ],
)
def test_odds_near_the_end_never_seem_to_move_the_other_way(
    tmp_path: Path, before: float, after: float, said: str
) -> None:
    names = Names(load(write(tmp_path / "swap", {"case.yaml": SWAP})))
    moved = Moved(Conclusion("deal_exists", "deal_exists"), before, after, 0.01, clear=True)
    assert sentences.say_moved(names, moved, 200, noise=False).endswith(f": {said}.")
