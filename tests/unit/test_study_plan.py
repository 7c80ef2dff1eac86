"""Plans of small cases that can be worked out by hand."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.case.arrays import Frame
from detente.case.sampling import draw_sample
from detente.case.shelf import list_cases
from detente.case.terms import draw_terms, find_median_terms
from detente.errors import InputError
from detente.plan.judge import judge
from detente.plan.problem import ONE, compute_figures, compute_objective, is_allowed
from detente.study import Workspace, find_deals, find_plan
from detente.study.carrying import carries, compute_grown, compute_product
from detente.study.deals import find_recommended
from detente.study.judging import Assessed
from detente.study.staging import Staging
from detente.study.stepping import Planner

SWAP = """\
detente: 1
title: A swap
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues:
  land:
    by: a
    options: {kept: {}, half: {a: -2, b: 4}, all: {a: -4, b: 8}}
  money:
    by: b
    options: {kept: {}, half: {a: 4, b: -2}, all: {a: 8, b: -4}}
"""

RATIFIED = """\
ratifiers:
  home: {party: a, reservation: -1}
"""


def save(folder: Path, text: str = SWAP, plan: str = "", promises: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    if plan:
        (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    if promises:
        (folder / "promises.yaml").write_text(promises, encoding="utf-8")
    return folder


def open_case(folder: Path, text: str = SWAP, **files: str) -> detente.Case:
    return detente.load(save(folder, text, **files))


ALL = {"land": "all", "money": "all"}


def stage(case: detente.Case, package: dict[str, str] | None = None, draws: int = 8) -> Staging:
    workspace = Workspace(case, draws)
    return Staging.of(workspace, workspace.frame.to_package(package or ALL))


def test_items_are_the_steps_of_the_ladders(tmp_path: Path) -> None:
    staging = stage(open_case(tmp_path))
    assert [(m.issue, m.start, m.to, m.by) for m in staging.moves] == [
        ("land", "kept", "half", ("a",)),
        ("land", "half", "all", ("a",)),
        ("money", "kept", "half", ("b",)),
        ("money", "half", "all", ("b",)),
    ]
    assert staging.before == ((0, 1), (2, 3))
    assert staging.moves[0].to_dict() == {
        "issue": "land", "from": "kept", "to": "half", "by": ["a"]
    }  # fmt: skip


def test_an_unordered_issue_moves_at_once(tmp_path: Path) -> None:
    text = SWAP.replace("    by: a\n", "    by: a\n    ordered: false\n")
    staging = stage(open_case(tmp_path, text))
    assert [(m.start, m.to) for m in staging.moves if m.issue == "land"] == [("kept", "all")]


def test_what_the_first_stage_of_two_asks(tmp_path: Path) -> None:
    """Each gives 2 and gets 4 in each of two stages; nothing can be undone, nothing is lost."""
    findings = find_plan(Workspace(open_case(tmp_path), 16), ALL)
    plan = findings.recommended
    assert plan is not None
    single = findings.single_step
    assert single.exposure == {"a": 4.0, "b": 4.0}
    assert single.temptation == {"a": 4.0, "b": 4.0}
    assert single.needed_trust == {"a": 0.5, "b": 0.5}
    assert single.available_trust == {"a": 0.5, "b": 0.5}
    first = next(p for p in findings.curve if p.stages == 2)
    assert first.exposure == {"a": 2.0, "b": 2.0}
    assert plan.enterable
    assert plan.shortfall == 0.0


def test_the_largest_temptation_is_the_deposit_that_enforces_the_plan(tmp_path: Path) -> None:
    case = open_case(tmp_path)
    findings = find_plan(Workspace(case, 16), ALL)
    for repair in findings.repairs:
        if repair.kind == "deposit":
            assert findings.recommended is not None
            assert repair.amount == findings.recommended.deposit[str(repair.party)]
    terms = "relationship: {a: 4, b: 4}\n"
    bound = find_plan(Workspace(open_case(tmp_path / "bound", plan=terms), 16), ALL)
    assert bound.plans["single_step"] is not None
    assert bound.single_step.temptation == {"a": 0.0, "b": 0.0}
    assert bound.plans["single_step"].p_completed == 1.0


def test_what_can_be_snapped_back_exposes_less(tmp_path: Path) -> None:
    text = SWAP.replace("a: -2, b: 4", "a: -2, b: 4, undo: 50%")
    single = find_plan(Workspace(open_case(tmp_path, text), 16), ALL).single_step
    assert single.exposure == {"a": 3.0, "b": 4.0}  # 1 of the first half, 2 of the second
    assert single.temptation == {"a": 4.0, "b": 2.0}  # b would lose half of the first half again


def test_what_one_falls_back_on_counts_as_lost(tmp_path: Path) -> None:
    text = SWAP.replace("{a: {}, b: {}}", "{a: {reservation: -1}, b: {reservation: 1}}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 16), ALL)
    assert findings.single_step.temptation == {"a": 3.0, "b": 5.0}
    assert {p: s.alternative for p, s in findings.stakes.items()} == {"a": -1.0, "b": 1.0}


def test_deposits_are_lost_by_one_and_paid_to_the_other(tmp_path: Path) -> None:
    terms = """\
deposits:
  - {id: escrow, title: Escrow, by: A bank, secures: b, loses: 3, pays: {a: 1}}
"""
    findings = find_plan(Workspace(open_case(tmp_path, plan=terms), 16), ALL)
    assert findings.single_step.exposure == {"a": 3.0, "b": 4.0}
    assert findings.single_step.temptation == {"a": 4.0, "b": 1.0}
    assert findings.stakes["b"].deposits == 3.0
    assert findings.stakes["a"].covered == 1.0


def test_a_ratifier_keeps_every_stage_above_its_floor(tmp_path: Path) -> None:
    text = SWAP.replace("issues:", f"{RATIFIED}issues:")
    text = text.replace("half: {a: -2, b: 4}", "half: {a: -2, b: 4, home: -2}")
    text = text.replace("all: {a: -4, b: 8}", "all: {a: -4, b: 8, home: -3}")
    text = text.replace("half: {a: 4, b: -2}", "half: {a: 4, b: -2, home: 2}")
    text = text.replace("all: {a: 8, b: -4}", "all: {a: 8, b: -4, home: 3}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 16), ALL)
    assert findings.floors == {"home": -1.0}
    assert findings.stages
    assert all(stage.at_home["home"] >= -1.0 for stage in findings.stages)
    assert findings.impossible is None


def test_no_plan_where_a_floor_is_out_of_reach_and_why(tmp_path: Path) -> None:
    text = SWAP.replace("issues:", f"{RATIFIED}issues:")
    text = text.replace("all: {a: -4, b: 8}", "all: {a: -4, b: 8, home: -6}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 16), ALL)
    assert findings.recommended is None
    assert findings.stages == ()
    why = findings.impossible
    assert why is not None
    assert (why.side, why.why, why.short) == ("home", "floor", 5.0)
    assert findings.p_completed == 0.0


def test_limits_that_hold_too_little_are_named(tmp_path: Path) -> None:
    terms = "stages: {most: 1, items: 2}\n"
    findings = find_plan(Workspace(open_case(tmp_path, plan=terms), 16), ALL)
    assert findings.impossible is not None
    assert (findings.impossible.why, findings.impossible.short) == ("limit", 2.0)


def test_limits_on_the_call_replace_those_of_the_case(tmp_path: Path) -> None:
    findings = find_plan(Workspace(open_case(tmp_path), 16), ALL, most_stages=2, most_items=2)
    assert len(findings.stages) == 2
    assert all(len(stage.items) == 2 for stage in findings.stages)
    with pytest.raises(InputError, match="from 1 to 30"):
        find_plan(Workspace(open_case(tmp_path), 16), ALL, most_stages=0)


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ({"lnad": "all"}, 'no issue "lnad". Did you mean "land"'),
        ({"land": "al"}, 'no option "al". Did you mean "all"'),
    ],
)
def test_a_package_that_is_not_there(tmp_path: Path, package: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        find_plan(Workspace(open_case(tmp_path), 16), package)


def test_a_package_that_breaks_a_constraint(tmp_path: Path) -> None:
    text = SWAP.replace("all: {a: -4, b: 8}", "all: {a: -4, b: 8, requires: [money.half]}")
    with pytest.raises(InputError, match="requires"):
        find_plan(Workspace(open_case(tmp_path, text), 16), {"land": "all"})


def test_what_an_option_requires_comes_no_later(tmp_path: Path) -> None:
    text = SWAP.replace("all: {a: -4, b: 8}", "all: {a: -4, b: 8, requires: [money.all]}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 16), ALL)
    at = {(m.issue, m.to): n for n, s in enumerate(findings.stages) for m in s.items}
    assert at["money", "all"] <= at["land", "all"]


def test_an_interaction_counts_whole_once_all_its_parts_are_done(tmp_path: Path) -> None:
    text = SWAP + "interactions:\n  - {when: {land: all, money: half}, b: 3}\n"
    staging = stage(open_case(tmp_path, text))
    points = staging.problem.whole / staging.units
    assert points.tolist() == [4.0, 7.0]
    value = staging.problem.value / staging.units[:, None]
    assert value[1].tolist() == [4.0, 5.5, -0.5, -2.0]  # a half to each of the two steps


@pytest.mark.parametrize(
    ("when", "package", "extra"),
    [
        ("{land: [half], money: half}", ALL, 0.0),  # passed on the way, not there in the end
        ("{land: [half], money: half}", {"land": "half", "money": "all"}, 3.0),
        ("{land: [kept, all], money: [half]}", {"land": "all", "money": "half"}, 3.0),
        ("{land: [kept, half], money: [kept]}", {"land": "all"}, -3.0),
    ],
)
def test_one_for_any_of_several_options_counts_where_it_holds_in_the_end(
    tmp_path: Path, when: str, package: dict[str, str], extra: float
) -> None:
    worth = []
    for name, text in (
        ("plain", SWAP),
        ("with", f"{SWAP}interactions:\n  - {{when: {when}, b: 3}}"),
    ):
        workspace = Workspace(open_case(tmp_path / name, text), 8)
        options = workspace.frame.to_package(package)
        staging = Staging.of(workspace, options)
        trials = workspace.trials
        above = trials.compute_gain(options) - trials.compute_gain(np.zeros_like(options))
        np.testing.assert_allclose(staging.full.sum(axis=2), above)
        worth.append((staging.problem.whole / staging.units)[1])
    assert worth[1] - worth[0] == extra


def test_a_step_that_is_done_is_held(tmp_path: Path) -> None:
    workspace = Workspace(open_case(tmp_path), 16)
    frame = workspace.frame
    begun = frame.to_package({"land": "half"})
    staging = Staging.of(workspace, frame.to_package(ALL), begun)
    assert [(m.issue, m.to) for m in staging.moves] == [
        ("land", "all"), ("money", "half"), ("money", "all")
    ]  # fmt: skip
    assert (staging.problem.held / staging.units).tolist() == [-2.0, 4.0]
    assert (staging.problem.whole / staging.units).tolist() == [4.0, 4.0]
    np.testing.assert_allclose(staging.stakes.held, [[-2.0, 4.0]] * 16)


def test_points_over_draws_agree_with_the_medians(tmp_path: Path) -> None:
    """Where nothing is uncertain, the draws and the medians are two ways to the same figures."""
    terms = "relationship: {a: 1, b: 0.5}\nreputation: {a: 0.25}\n"
    text = SWAP.replace("a: -2, b: 4", "a: -2, b: 4, undo: 25%")
    staging = stage(open_case(tmp_path, text, plan=terms))
    for stages in ([[0, 1, 2, 3]], [[0, 2], [1, 3]], [[2], [0], [3], [1]]):
        figures = compute_figures(staging.problem, stages)
        judged = judge(staging.stakes, stages)
        np.testing.assert_allclose(judged.exposure[0].T, staging.to_points(figures.exposure))
        np.testing.assert_allclose(judged.temptation[0].T, staging.to_points(figures.temptation))
        np.testing.assert_allclose(judged.needed[0].T, figures.needed / ONE, atol=1 / ONE)
        np.testing.assert_array_equal(judged.sigma.T > 0, figures.tempted)
        np.testing.assert_allclose(judged.available.T, figures.available / ONE, atol=2 / ONE)


def test_the_recommended_plan_is_allowed_and_no_other_is_less_exposed(tmp_path: Path) -> None:
    planner = Planner(stage(open_case(tmp_path)))
    assert planner.nominal is not None
    best = planner.nominal.objective
    items = range(4)
    for at in itertools.product(range(4), repeat=4):
        stages = [[i for i in items if at[i] == n] for n in sorted(set(at))]
        problem = planner.staging.problem
        if is_allowed(problem, stages):
            assert compute_objective(problem, stages) >= best
    assert planner.nominal.proven


def test_odds_of_completion_by_hand(tmp_path: Path) -> None:
    """Both are tempted in the only stage; on no record each is reliable with even odds."""
    findings = find_plan(Workspace(open_case(tmp_path), 64), ALL, most_stages=1)
    plan = findings.recommended
    assert plan is not None
    assert plan.p_no_refusal == 1.0
    assert plan.p_kept == pytest.approx(0.25)
    assert plan.p_completed == pytest.approx(0.25)
    assert findings.stages[0].sigma == {"a": 1.0, "b": 1.0}


def test_less_trust_than_needed_breaks_the_plan_and_says_where(tmp_path: Path) -> None:
    broken = """\
promises:
  - {id: p1, by: b, to: a, made: 2019-01-01, due: 2019-02-01, what: land, outcome: broken}
  - {id: p2, by: b, to: a, made: 2019-01-01, due: 2019-02-01, what: more land, outcome: broken}
"""
    findings = find_plan(Workspace(open_case(tmp_path, promises=broken), 16), ALL)
    single = findings.plans["single_step"]
    assert single is not None
    assert not single.enterable
    assert single.breaks is not None
    assert (single.breaks.stage, single.breaks.side, single.breaks.why) == (1, "a", "trust")
    needed = single.stages[0].needed_trust["a"] - single.stages[0].available_trust["a"]
    assert single.breaks.short == pytest.approx(needed)
    assert single.shortfall == pytest.approx(needed)


def test_only_a_tempting_stage_teaches(tmp_path: Path) -> None:
    case = open_case(tmp_path)
    staging = stage(case)
    tempting = Assessed.of(staging, [[0, 1, 2, 3]])
    np.testing.assert_allclose(compute_grown(tempting), 1.0)
    bound = stage(open_case(tmp_path / "bound", plan="relationship: {a: 9, b: 9}\n"))
    dull = Assessed.of(bound, [[0, 1, 2, 3]])
    np.testing.assert_allclose(compute_grown(dull), bound.trust)


def test_the_largest_deal_carries_and_begins_with_its_first_stage(tmp_path: Path) -> None:
    workspace = Workspace(open_case(tmp_path, plan="relationship: {a: 9, b: 9}\n"), 64)
    findings = find_plan(workspace)
    deal = findings.largest_deal
    assert deal is not None
    assert deal.package == ALL
    assert deal.product == pytest.approx(16.0)
    package = workspace.frame.to_package(deal.package)
    plan = Planner(Staging.of(workspace, package)).recommended
    assert plan is not None
    assert carries(plan)


def test_nothing_is_carried_where_nothing_is_trusted(tmp_path: Path) -> None:
    entry = "id: {0}{2}, by: {0}, to: {1}, made: 2019-01-01, due: 2019-02-01, what: x"
    entries = [entry.format(*pair, n) for pair in ("ab", "ba") for n in range(40)]
    broken = "\n".join(f"  - {{{each}, outcome: broken}}" for each in entries)
    case = open_case(tmp_path, promises=f"promises:\n{broken}\n")
    findings = find_plan(Workspace(case, 64), ALL)
    assert findings.largest_deal is None
    assert findings.roadmap == ()
    assert findings.plans["fewest"] is None


def test_the_product_of_gains_is_a_loss_where_somebody_loses() -> None:
    gains = np.array([[2.0, 3.0], [-1.0, 5.0], [0.0, 4.0]])
    assert compute_product(gains).tolist() == [6.0, -1.0, 0.0]


def test_terms_have_a_stream_of_their_own(tmp_path: Path) -> None:
    ranges = SWAP.replace("a: -2, b: 4", "a: -3 to -1, b: 2 to 6")
    plain = open_case(tmp_path / "plain", ranges)
    terms = "relationship: {a: 1 to 3}\nfloors: {b: -9 to -5}\n"
    bound = open_case(tmp_path / "bound", ranges, plan=terms)
    np.testing.assert_array_equal(
        draw_sample(Frame(plain), 32).values, draw_sample(Frame(bound), 32).values
    )
    drawn = draw_terms(Frame(bound), 512)
    low, high = np.quantile(drawn.relationship[:, 0], [0.1, 0.9])
    assert (low, high) == (pytest.approx(1.0, abs=0.05), pytest.approx(3.0, abs=0.05))
    middle = find_median_terms(Frame(bound))
    assert middle.relationship[0, 0] == pytest.approx(3.0**0.5)
    assert middle.floors["b"][0] == pytest.approx(-(45.0**0.5))


def test_the_recommended_package_is_that_of_the_deals(tmp_path: Path) -> None:
    workspace = Workspace(open_case(tmp_path), 64)
    deals = find_deals(workspace)
    assert deals.recommended is not None
    best = find_recommended(workspace)
    assert best is not None
    assert workspace.frame.to_options(best) == deals.recommended.package
    plan = find_plan(workspace)
    assert plan.asked == "recommended"
    assert plan.package == {"land": "all", "money": "all"}


def test_the_agreed_stages_are_judged_as_they_stand(tmp_path: Path) -> None:
    terms = """\
agreed:
  - {title: First, due: 2020-03-01, moves: {land: half, money: half}}
  - {title: Last, due: 2020-06-01, moves: {land: all, money: all}}
"""
    findings = find_plan(Workspace(open_case(tmp_path, plan=terms), 16))
    agreed = findings.plans["agreed"]
    assert agreed is not None
    assert findings.asked == "case"
    assert [stage.title for stage in agreed.stages] == ["First", "Last"]
    assert [str(stage.due) for stage in agreed.stages] == ["2020-03-01", "2020-06-01"]
    assert [stage.exposure["a"] for stage in agreed.stages] == [2.0, 0.0]


def test_days_and_dates_add_up(tmp_path: Path) -> None:
    text = SWAP.replace("a: -2, b: 4", "a: -2, b: 4, duration: 20 days, verify: 10 days")
    terms = "stages: {start: 2020-02-01, gap: 5 days, most: 2, items: 2}\n"
    findings = find_plan(Workspace(open_case(tmp_path, text, plan=terms), 16), ALL)
    first, second = findings.stages
    assert (first.start, first.days, str(first.due)) == (0, 30, "2020-03-02")
    assert (second.start, second.days) == (35, 0)


def test_slow_verification_counts_late(tmp_path: Path) -> None:
    text = SWAP.replace("a: 4, b: -2", "a: 4, b: -2, verify: 50 days")
    terms = "stages: {wait: 20 days}\n"
    staging = stage(open_case(tmp_path, text, plan=terms))
    assert staging.problem.lag.tolist() == [0, 0, 2, 0]
    figures = compute_figures(staging.problem, [[2], [0], [1], [3]])
    exposed = staging.to_points(figures.exposure)[:, 0].tolist()
    assert exposed == [0.0, 2.0, 4.0, 0.0]  # what a received in the first stage counts in the last


def test_the_same_seed_gives_the_same_plan(tmp_path: Path) -> None:
    case = open_case(tmp_path, SWAP.replace("a: -2, b: 4", "a: -3 to -1, b: 2 to 6"))
    one, two = (find_plan(Workspace(case, 64)).to_json() for _ in range(2))
    assert one == two


def test_exposures_compare_by_named_weights(tmp_path: Path) -> None:
    terms = "weights: {a: 1, b: 10}\n"
    findings = find_plan(Workspace(open_case(tmp_path, plan=terms), 16), ALL, most_stages=1)
    assert findings.recommended is not None
    assert findings.recommended.exposure_share == pytest.approx(40.0, rel=1e-6)


def test_a_package_that_moves_nothing_has_an_empty_plan(tmp_path: Path) -> None:
    staging = stage(open_case(tmp_path), {"land": "kept"})
    assert staging.problem.n_items == 0
    assert is_allowed(staging.problem, [])
    assert compute_objective(staging.problem, []).exposure == 0
    findings = find_plan(Workspace(open_case(tmp_path), 16), {})
    assert findings.package == {}
    assert findings.stages == ()
    assert findings.p_completed == 1.0


def test_who_can_take_back_what_it_gave_is_relied_on_to_the_end(tmp_path: Path) -> None:
    """Once b has given what can be undone, a still has to trust b when it gives for good."""
    text = SWAP.replace("half: {a: 4, b: -2}, all: {a: 8, b: -4}", "all: {a: 8, b: -4, undo: 100%}")
    staging = stage(open_case(tmp_path, text))
    assert staging.standing.tolist() == [[False, True], [False, False]]
    plan = Assessed.of(staging, [[2], [0, 1]])
    assert plan.figures.temptation[1, 1] > 0
    assert plan.figures.available[1, 0] == ONE // 2
    assert plan.available[1, 0] == pytest.approx(0.5)


def test_the_whole_way_has_to_be_worth_its_risk(tmp_path: Path) -> None:
    """In slices each stage looks cheap; what a side could lose on the way is not."""
    text = """\
detente: 1
title: Slices
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues:
  first: {by: a, options: {no: {}, yes: {a: -10, b: 20}}}
  second: {by: a, options: {no: {}, yes: {a: -10, b: 20}}}
  back: {by: b, options: {no: {}, yes: {a: 30, b: -15}}}
"""
    staging = stage(open_case(tmp_path, text), dict.fromkeys(("first", "second", "back"), "yes"))
    believed = np.array([[1.0, 0.55], [0.8, 1.0]])
    sliced = Staging(staging.workspace, staging.package, staging.begun, believed)
    plan = Assessed.of(sliced, [[0], [1, 2]])
    assert plan.short.max() == 0.0
    assert plan.outset[0] == pytest.approx(2 / 3, abs=1e-4)  # 20 to lose, 10 to gain
    assert plan.judged.throughout[0] == pytest.approx(0.55)
    assert plan.shortfall == pytest.approx(2 / 3 - 0.55, abs=1e-3)
    assert not plan.enterable
    assert plan.p_no_refusal == 0.0


def test_a_value_that_ends_is_lost_by_the_step_that_ends_it(tmp_path: Path) -> None:
    """An interaction at the status quo of an alternative is no longer there afterwards."""
    text = SWAP.replace("    by: a\n", "    by: a\n    ordered: false\n")
    text += "interactions:\n  - {when: {land: kept, money: kept}, a: 7}\n"
    workspace = Workspace(open_case(tmp_path, text), 8)
    package = workspace.frame.to_package({"land": "all"})
    staging = Staging.of(workspace, package)
    assert (staging.problem.whole / staging.units).tolist() == [-11.0, 8.0]
    np.testing.assert_allclose(staging.stakes.whole[0], [-11.0, 8.0])


def test_items_add_up_to_what_the_package_is_worth() -> None:
    for name in list_cases():
        workspace = Workspace(detente.load(detente.find_case(name)), 16)
        package = find_recommended(workspace)
        if package is None:
            continue
        staging, trials = Staging.of(workspace, package), workspace.trials
        status_quo = trials.compute_gain(np.zeros_like(package))
        above = trials.compute_gain(package) - status_quo
        np.testing.assert_allclose(staging.full.sum(axis=2), above, atol=1e-9)


@pytest.mark.parametrize("weight", ["1", "1000"])
def test_large_amounts_with_named_weights_compare_exactly(tmp_path: Path, weight: str) -> None:
    text = re.sub(r"(?<=[ab]: )(-?[248])", r"\g<1>0000000", SWAP)
    terms = f"weights: {{a: {weight}, b: {weight}}}\n"
    plan = find_plan(Workspace(open_case(tmp_path, text, plan=terms), 16), ALL).recommended
    assert plan is not None
    assert plan.exposure_share == pytest.approx(max(plan.stages[0].exposure.values()) * int(weight))


def test_nothing_is_learnt_from_stages_in_which_a_party_has_no_part(tmp_path: Path) -> None:
    staging = stage(open_case(tmp_path))
    judged = judge(staging.stakes, [[0], [1], [2], [3]])  # a gives twice, then b
    assert judged.tempted[0, 1].tolist() == [False, True, True, True]
    # b is first tempted at the second stage, and has no part in anything before the third
    np.testing.assert_allclose(judged.growing[0], [1.0, 0.5, 0.5, 1.0])


def test_terms_far_beyond_the_values_are_planned_with(tmp_path: Path) -> None:
    terms = """\
relationship: {a: 1000000000}
deposits:
  - {id: d, by: x, secures: b, loses: 99999999, pays: {a: 99999999}}
"""
    text = SWAP.replace("{a: {}, b: {}}", "{a: {}, b: {reservation: -100000000}}")
    findings = find_plan(Workspace(open_case(tmp_path, text, plan=terms), 16), ALL)
    assert findings.recommended is not None
    assert findings.recommended.p_completed == 1.0


def test_needing_exactly_what_there_is_is_enough(tmp_path: Path) -> None:
    """A third of what is received, at even odds: theta and trust are both one half."""
    text = SWAP.replace("half: {a: -2, b: 4}, all: {a: -4, b: 8}", "all: {a: -0.3, b: 0.6}")
    text = text.replace("half: {a: 4, b: -2}, all: {a: 8, b: -4}", "all: {a: 0.6, b: -0.3}")
    plan = find_plan(Workspace(open_case(tmp_path, text), 64), ALL, most_stages=1).recommended
    assert plan is not None
    assert plan.enterable
    assert plan.p_no_refusal == 1.0


def test_a_floor_met_exactly_is_kept(tmp_path: Path) -> None:
    text = SWAP.replace("issues:", f"{RATIFIED}issues:").replace(
        "reservation: -1", "reservation: -40000003"
    )
    text = text.replace("half: {a: -2, b: 4}", "half: {a: -2, b: 4, home: -10000001}")
    text = text.replace("all: {a: -4, b: 8}", "all: {a: -4, b: 8, home: -40000003}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 16), ALL)
    assert findings.impossible is None
    assert findings.stages[-1].at_home == {"home": -40000003.0}


def test_a_party_with_no_part_left_cannot_break_the_plan(tmp_path: Path) -> None:
    staging = stage(open_case(tmp_path))
    judged = judge(staging.stakes, [[2, 3], [0], [1]])  # b gives all, then a in two steps
    assert judged.tempted[0, 1].tolist() == [False, False, False]
    np.testing.assert_allclose(judged.kept[0], 0.5)  # a alone may take and leave


def test_faster_verification_saves_only_what_is_waited_for(tmp_path: Path) -> None:
    text = SWAP.replace("half: {a: 4, b: -2}", "half: {a: 4, b: -2, verify: 400 days}")
    for wait, saved in (("100 days", set()), ("300 days", {100})):
        folder = tmp_path / wait.split()[0]
        case = open_case(folder, text, plan=f"stages: {{wait: {wait}}}\n")
        repairs = find_plan(Workspace(case, 16), ALL).repairs
        assert {repair.days for repair in repairs if repair.kind == "verification"} == saved


def test_what_a_share_is_of_does_not_depend_on_what_can_be_undone(tmp_path: Path) -> None:
    """Or else a repair that lets something be undone would be measured against less."""
    undone = SWAP.replace("a: -2, b: 4", "a: -2, b: 4, undo: 100%")
    one, other = stage(open_case(tmp_path / "one")), stage(open_case(tmp_path / "other", undone))
    np.testing.assert_allclose(
        one.share_per_unit * one.units, other.share_per_unit * other.units, rtol=1e-12
    )


def test_a_deal_that_brings_one_side_nothing_more_is_still_a_deal(tmp_path: Path) -> None:
    text = SWAP.replace("half: {a: 4, b: -2}, all: {a: 8, b: -4}", "all: {a: 8}")
    text = text.replace("half: {a: -2, b: 4}, all: {a: -4, b: 8}", "all: {a: -4}")
    findings = find_plan(Workspace(open_case(tmp_path, text), 64))
    assert findings.recommended is not None
    assert findings.recommended.p_completed == 1.0
    assert findings.largest_deal is not None
    assert findings.largest_deal.product == 0.0


def test_the_party_exposed_most_is_the_one_whose_share_is_largest(tmp_path: Path) -> None:
    found = find_plan(Workspace(open_case(tmp_path, SWAP), 16), ALL).plans["single_step"]
    assert found is not None
    gives, exposed = found.stages[0].gives, found.stages[0].exposure
    shares = {party: exposed[party] / gives[party] for party in exposed}
    largest = max(shares.values())
    alone = [party for party, share in shares.items() if share > largest - 1e-5]
    assert found.exposure_share == pytest.approx(largest, abs=1e-6)
    assert found.most_exposed == (alone[0] if len(alone) == 1 else None)
    terms = "weights: {a: 1, b: 1000}\n"
    (tmp_path / "w").mkdir()
    weighed = find_plan(Workspace(open_case(tmp_path / "w", SWAP, plan=terms), 16), ALL)
    assert weighed.recommended is not None
    assert weighed.recommended.most_exposed == "b"
