"""The deals of the past, replayed: what each agreed stage asked, beside what became of it.

The tests hold the mechanics. What the planner says about these deals is evidence, good or bad; it
is printed in the documentation, and nothing here asks for it to be right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from detente import find_case, load, study
from detente.errors import InputError
from detente.study.judging import Agreed, Assessed, describe_plan
from detente.study.replay import tally
from detente.study.schedule import find_package, list_agreed
from detente.study.staging import Staging
from detente.study.track_records import Replay, Tally
from detente.study.workspace import Workspace

DEALS = ("agreed-framework-1994", "six-party-2007", "jpoa-2013", "sinai-1979")
DRAWS = 64


@pytest.fixture(scope="module")
def replays() -> dict[str, Replay]:
    return {name: study.replay(load(find_case(name)), draws=DRAWS) for name in DEALS}


@pytest.mark.parametrize("name", DEALS)
def test_each_agreed_stage_appears_once_in_its_order(replays, name):
    agreed = load(find_case(name)).plan.agreed
    stages = replays[name].stages
    assert [stage.title for stage in stages] == [stage.title for stage in agreed]
    assert [stage.due for stage in stages] == [stage.due for stage in agreed]
    assert [stage.stage for stage in stages] == list(range(1, len(agreed) + 1))


@pytest.mark.parametrize("name", DEALS)
def test_the_stages_lead_to_the_package_step_by_step(replays, name):
    case = load(find_case(name))
    stands = {issue.id: issue.options[0].id for issue in case.issues}
    for stage in replays[name].stages:
        for move in stage.moves:
            assert stands[move.issue] == move.start
            stands[move.issue] = move.to
        reached = case.plan.agreed[stage.stage - 1].moves
        assert {issue: stands[issue] for issue in reached} == reached


@pytest.mark.parametrize("name", DEALS)
def test_figures_are_those_of_the_plan_as_agreed(replays, name):
    workspace = Workspace(load(find_case(name)), DRAWS)
    staging = Staging.of(workspace, find_package(workspace))
    agreed = list_agreed(staging)
    labels = [Agreed(stage.title, stage.due) for stage in agreed]
    plan = describe_plan(
        Assessed.of(staging, [list(stage.items) for stage in agreed]), agreed=labels
    )
    replayed = replays[name]
    assert (replayed.p_completed, replayed.breaks) == (plan.p_completed, plan.breaks)
    for found, stage in zip(replayed.stages, plan.stages, strict=True):
        assert found.needed == stage.needed_trust
        assert found.available == stage.available_trust
        assert found.exposure == stage.exposure
        assert found.p_kept == stage.p_kept
        short = {party for party, amount in found.short.items() if amount}
        assert short | set(found.below) == set(stage.refuses)
    shortfall = max(max(stage.short.values()) for stage in replayed.stages)
    if replayed.breaks is None or replayed.breaks.why != "outset":
        assert shortfall == plan.shortfall


def test_the_plan_as_agreed_is_the_one_that_plan_shows(replays):
    """One case through the whole study of plans: the same stages, the same figures."""
    found = study.plan(load(find_case("jpoa-2013")), draws=DRAWS)
    agreed = found.plans["agreed"]
    assert agreed is not None
    replayed = replays["jpoa-2013"].stages
    assert [stage.needed_trust for stage in agreed.stages] == [each.needed for each in replayed]
    assert [stage.exposure for stage in agreed.stages] == [each.exposure for each in replayed]


@pytest.mark.parametrize("name", DEALS)
def test_outcomes_are_those_of_the_events(replays, name):
    """The last word of the events on each step, reckoned here anew."""
    case = load(find_case(name))
    last: dict[tuple[str, str], str] = {}
    for event in sorted(case.events, key=lambda each: each.date):
        for issue, option in event.moves.items():
            home = case.issue(issue)
            to = home.index(option)
            options = [each.id for each in home.options]
            if event.outcome in ("done", "late"):
                for each in options[1 : to + 1]:
                    if last.get((issue, each)) not in ("done", "late"):
                        last[issue, each] = event.outcome
            else:
                last[issue, option] = event.outcome
    for stage in replays[name].stages:
        for move in stage.moves:
            expected = last.get((move.issue, move.to))
            assert move.state == (expected or move.state)
            assert expected is not None or move.state in ("open", "overdue")


@pytest.mark.parametrize("name", DEALS)
def test_what_is_overdue_had_a_date_that_has_passed(replays, name):
    for stage in replays[name].stages:
        for move in stage.moves:
            if move.state == "overdue":
                assert stage.due is not None
                assert stage.due < replays[name].on
            if move.state == "open":
                assert stage.due is None or stage.due >= replays[name].on


def test_what_became_of_the_deals_is_told_as_it_was(replays):
    states = {name: [stage.state for stage in replays[name].stages] for name in DEALS}
    assert states["jpoa-2013"] == ["done"] * 9
    assert states["sinai-1979"] == ["done"] * 7 + ["disputed", "done"]
    assert states["agreed-framework-1994"] == [
        "broken", "late", "broken", "broken", "open", "broken",
    ]  # fmt: skip
    assert states["six-party-2007"] == ["late", "late", "broken", "disputed"]


def test_a_stage_that_was_done_and_broken_later_says_both(replays):
    freeze = replays["agreed-framework-1994"].stages[0]
    assert (freeze.state, freeze.delivered) == ("broken", dt.date(1994, 11, 28))
    assert not freeze.kept


def test_nothing_that_came_later_enters_the_figures(replays):
    """Leaving all events out changes what became of the stages, and no figure."""
    case = load(find_case("six-party-2007"))
    early = study.replay(case, case.as_of, draws=DRAWS)
    for then, now in zip(early.stages, replays["six-party-2007"].stages, strict=True):
        assert (then.needed, then.available, then.p_kept) == (now.needed, now.available, now.p_kept)
        assert then.state == "open"


def test_odds_of_a_shortfall_are_shares_of_draws(replays):
    for replay in replays.values():
        for stage in replay.stages:
            assert 0 <= stage.p_short <= 1
            assert (stage.p_short * DRAWS) == round(stage.p_short * DRAWS)
            assert stage.p_short <= stage.p_refused <= 1
            short = any(stage.needed[p] > stage.available[p] + 1.5e-4 for p in replay.parties)
            assert stage.warned == (short or bool(stage.below))


def test_a_case_without_agreed_stages_has_nothing_to_replay():
    with pytest.raises(InputError, match="no agreed stages; write them"):
        study.replay(load(find_case("barter-nash-1950")), draws=DRAWS)


def test_the_tally_counts_hits_and_misses_alike(replays):
    found = tally(replays.values())
    stages = [stage for replay in replays.values() for stage in replay.stages]
    assert found.stages == len(stages) == 28
    failed = [stage for stage in stages if stage.state not in ("done", "late")]
    assert found.failed == len(failed) == 8
    assert found.warned == sum(stage.warned for stage in stages)
    assert found.warned_failed == sum(stage.warned for stage in failed)
    assert found.base == pytest.approx(8 / 28 * 20 / 28)
    assert 0 <= found.score <= 1


def test_scores_by_hand(replays):
    first = replays["jpoa-2013"].stages[0]
    stages = [
        replace(first, p_refused=0.1, p_kept=0.9, state="done"),
        replace(first, p_refused=0.0, p_kept=0.45, state="overdue"),
        replace(first, p_refused=1.0, p_kept=0.45, state="late", short={"six": 1.0}),
    ]
    found = tally([replace(replays["jpoa-2013"], stages=tuple(stages))])
    assert (found.stages, found.warned, found.failed, found.warned_failed) == (3, 1, 1, 0)
    # Odds of entering and keeping: 0.9 * 0.9, 1 * 0.45 / 0.9, 0.
    assert found.score == pytest.approx((0.19**2 + 0.5**2 + 1) / 3)
    assert found.base == pytest.approx((2 * (1 / 3) ** 2 + (2 / 3) ** 2) / 3)
    assert tally([]) == Tally(0, 0, 0, 0, 0.0, 0.0)
