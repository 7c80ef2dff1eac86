"""What was kept of a plan: every figure of a small case is reckoned by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente import study
from detente.case import Case, load
from detente.errors import InputError
from detente.study.following import follow
from detente.study.track import find_effect
from detente.study.track_records import Effect, Standing, TrackedMove, TrackFindings
from tests.folders import write

CASE = """\
detente: 1
title: Two towns
as_of: 2020-01-01
parties: {upper: {}, lower: {}}
issues:
  weir:
    by: upper
    options:
      kept: {}
      lowered: {upper: -4, lower: 6, undo: 50%}
      gone: {upper: -10, lower: 16, undo: 20%}
  grain:
    by: lower
    options:
      none: {}
      half: {upper: 5, lower: -2}
      all: {upper: 12, lower: -6}
  flag:
    options: {none: {}, raised: {upper: 1, lower: 1}}
"""
PLAN = """\
relationship: {upper: 2, lower: 1}
reputation: {upper: 0.5}
deposits:
  - {id: silver, by: a bank, secures: upper, loses: 3, pays: {lower: 2}}
  - {id: gold, by: a bank, secures: lower, loses: 4, pays: {upper: 1}}
agreed:
  - {title: Halfway, due: 2020-02-01, moves: {weir: lowered, grain: half}}
  - {title: The rest, due: 2020-06-01, moves: {weir: gone, grain: all}}
  - {title: Together, moves: {flag: raised}}
"""
EVENTS = """\
events:
  - {date: 2020-07-01, moves: {weir: lowered}, outcome: broken, what: The weir is raised}
  - {date: 2020-02-01, moves: {weir: lowered}, outcome: done}
  - {date: 2020-03-01, moves: {grain: half}, outcome: late}
  - {date: 2020-06-01, moves: {weir: gone}, outcome: disputed, by: lower}
  - date: 2020-08-01
    what: A bad harvest
    change: {issues: {grain: {options: {all: {upper: 15}}}}}
  - {date: 2020-09-01, promise: {by: lower, to: upper, what: meet, outcome: kept}}
"""


def make(folder: Path, events: str = EVENTS, plan: str = PLAN, case: str = CASE) -> Case:
    files = {"case.yaml": case, "plan.yaml": plan, "events.yaml": events}
    return load(write(folder, {name: text for name, text in files.items() if text}))


def find(case: Case, on: str = "") -> TrackFindings:
    return study.track(case, dt.date.fromisoformat(on) if on else None, draws=32)


def moves(found: TrackFindings) -> dict[str, TrackedMove]:
    return {f"{move.issue}-{move.to}": move for stage in found.stages for move in stage.moves}


def standing(found: TrackFindings, party: str) -> Standing:
    return next(each for each in found.standings if each.party == party)


def add_up(*entries: tuple[float, str, str], on: str) -> float:
    """The mean belief from an even prior: share kept, and the day; a half-life of ten years."""
    stories = []
    for story in (1.0, 0.0):
        kept = broken = 1.0
        for share, day, outcome in entries:
            weight = 0.5 ** ((dt.date.fromisoformat(on) - dt.date.fromisoformat(day)).days / 3652.5)
            credit = story if outcome == "disputed" else share
            kept, broken = kept + weight * credit, broken + weight * (1 - credit)
        stories.append(kept / (kept + broken))
    return sum(stories) / 2


def test_before_any_event_everything_is_open_and_nobody_is_exposed(tmp_path):
    found = find(make(tmp_path), "2020-01-01")
    assert [stage.state for stage in found.stages] == ["open"] * 3
    assert (found.done, found.steps, found.events, found.events_after) == (0, 5, (), 6)
    assert [each.exposure for each in found.standings] == [0.0, 0.0]
    assert [(each.owed, each.owes) for each in found.standings] == [(13, 10), (17, 6)]
    assert found.left == {"weir": "gone", "grain": "all", "flag": "raised"}


def test_done_and_late_steps_are_locked_in(tmp_path):
    found = find(make(tmp_path), "2020-03-01")
    halfway, rest, together = found.stages
    assert (halfway.state, halfway.delivered) == ("late", dt.date(2020, 3, 1))
    assert (rest.state, rest.delivered, together.state) == ("open", None, "open")
    # Half of the lowered weir could be undone; grain that was eaten could not.
    assert standing(found, "upper").exposure == pytest.approx(-(-4 * 0.5 + 5))
    assert standing(found, "lower").exposure == pytest.approx(-(6 * 0.5 - 2))
    assert standing(found, "upper").over_draws.p90 == pytest.approx(-3)
    assert (standing(found, "upper").owed, standing(found, "upper").owes) == (8, 6)
    assert (standing(found, "lower").owed, standing(found, "lower").owes) == (11, 4)
    assert found.done == 2
    assert found.left == {"weir": "gone", "grain": "all", "flag": "raised"}


def test_the_rest_is_planned_from_there(tmp_path):
    found = find(make(tmp_path), "2020-03-01")
    assert found.rest is not None
    items = {(move.issue, move.start, move.to) for s in found.rest.stages for move in s.items}
    assert items == {
        ("weir", "lowered", "gone"), ("grain", "half", "all"), ("flag", "none", "raised"),
    }  # fmt: skip
    assert found.next == found.rest.stages[0]
    # What is locked in counts into the exposure of the next stage, and so does what the deposits
    # would pay: its cost less U, less the cover.
    cost = {"upper": 0.0, "lower": 0.0}
    for move in found.rest.stages[0].items:
        alone = {"weir": ("upper", 6 * 0.8), "grain": ("lower", 4.0)}.get(move.issue)
        if alone:
            cost[alone[0]] += alone[1]
    assert found.rest.stages[0].exposure == pytest.approx(
        {"upper": cost["upper"] - 3 - 1, "lower": cost["lower"] - 1 - 2}
    )


def test_a_disputed_step_is_not_done_and_enters_the_ledger(tmp_path):
    found = find(make(tmp_path), "2020-06-02")
    gone = moves(found)["weir-gone"]
    assert (gone.state, gone.date, gone.delivered, gone.blamed) == (
        "disputed", dt.date(2020, 6, 1), None, "lower",
    )  # fmt: skip
    assert moves(found)["grain-all"].state == "overdue"
    assert found.stages[1].state == "disputed"
    upper = found.beliefs[0]
    assert upper.mean_before == 0.5
    record = [(1.0, "2020-02-01", "kept"), (0.0, "2020-06-01", "disputed")]
    assert upper.mean == pytest.approx(add_up(*record, on="2020-06-02"))
    assert [entry.outcome for entry in upper.added] == ["kept", "disputed"]


def test_a_broken_step_is_undone_and_the_deposit_is_paid(tmp_path):
    found = find(make(tmp_path), "2020-07-01")
    lowered = moves(found)["weir-lowered"]
    assert (lowered.state, lowered.date, lowered.delivered) == (
        "broken", dt.date(2020, 7, 1), dt.date(2020, 2, 1),
    )  # fmt: skip
    assert found.stages[0].state == "broken"
    assert found.stages[0].delivered == dt.date(2020, 3, 1)
    (cost,) = found.breaks
    assert (cost.by, cost.what) == ("upper", "The weir is raised")
    assert [move.to for move in cost.undone] == [move.to for move in cost.moves] == ["lowered"]
    assert cost.lost == {"upper": -2, "lower": 3}
    assert cost.remains == {"upper": -2, "lower": 3}
    assert (cost.returnable, cost.sunk) == ({"lower": 0}, {"lower": 2})
    assert (cost.relationship, cost.reputation) == (2, 0.5)
    (paid,) = cost.deposits
    assert (paid.id, paid.secures, paid.loses, paid.pays) == ("silver", "upper", 3, {"lower": 2})


def test_after_a_break_exposure_counts_what_remains_and_what_was_paid(tmp_path):
    found = find(make(tmp_path), "2020-07-01")
    upper, lower = standing(found, "upper"), standing(found, "lower")
    assert (upper.done, upper.undone, upper.deposits) == (5, -2, -3)
    assert (lower.done, lower.undone, lower.deposits) == (-2, 3, 2)
    assert (upper.exposure, lower.exposure) == (0, -3)
    assert (upper.over_draws.p10, lower.over_draws.p90) == (0, -3)
    assert (upper.owed, upper.owes, lower.owed, lower.owes) == (8, 10, 17, 4)
    assert found.left["weir"] == "gone"


def test_a_paid_deposit_binds_nobody_any_more(tmp_path):
    followed = follow(make(tmp_path))
    assert [deposit.id for deposit in followed.case.plan.deposits] == ["gold"]
    assert [deposit.id for deposit in followed.paid] == ["silver"]


def test_the_ledger_says_how_beliefs_move(tmp_path):
    found = find(make(tmp_path))
    assert found.on == dt.date(2020, 9, 1)
    record = [
        (1.0, "2020-02-01", "kept"), (0.0, "2020-06-01", "disputed"), (0.0, "2020-07-01", "broken"),
    ]  # fmt: skip
    upper, lower = found.beliefs
    assert upper.mean == pytest.approx(add_up(*record, on="2020-09-01"))
    record = [(0.75, "2020-03-01", "late"), (1.0, "2020-09-01", "kept")]
    assert lower.mean == pytest.approx(add_up(*record, on="2020-09-01"))
    assert lower.p10 < lower.mean < lower.p90
    assert [entry.shift > 0 for entry in lower.added] == [True, True]


def test_an_outside_change_counts_from_its_day_on(tmp_path):
    case = make(tmp_path)
    assert standing(find(case, "2020-07-31"), "upper").owed == 8
    assert standing(find(case, "2020-08-01"), "upper").owed == 11
    (change,) = [event for event in find(case).events if event.changes]
    assert (change.what, change.changes) == ("A bad harvest", ("value/upper/grain/all",))


def test_later_events_are_left_out(tmp_path):
    found = find(make(tmp_path), "2020-06-30")
    assert ([event.date.month for event in found.events], found.events_after) == ([2, 3, 6], 3)
    assert found.breaks == ()
    assert moves(found)["weir-lowered"].state == "done"


def test_a_day_before_the_case_is_refused(tmp_path):
    with pytest.raises(InputError, match="2019-12-31 lies before the date of the case, 2020-01-01"):
        find(make(tmp_path), "2019-12-31")


def test_nothing_is_left_when_all_is_done(tmp_path):
    events = """\
events:
  - {date: 2020-02-01, moves: {weir: gone, grain: all, flag: raised}, outcome: done}
"""
    found = find(make(tmp_path, events))
    assert (found.left, found.rest, found.next, found.done) == ({}, None, None, 5)
    assert [stage.state for stage in found.stages] == ["done"] * 3
    assert standing(found, "upper").exposure == pytest.approx(-(-4 * 0.5 - 6 * 0.8 + 12 + 1))


def test_a_step_done_again_stands_and_its_remains_count_once(tmp_path):
    again = "  - {date: 2020-10-01, moves: {weir: lowered}, outcome: late}\n"
    found = find(make(tmp_path, EVENTS + again))
    assert moves(found)["weir-lowered"].state == "late"
    upper = standing(found, "upper")
    assert (upper.done, upper.undone, upper.deposits) == (3, 0, -3)
    assert found.left["weir"] == "gone"


def test_what_was_never_done_is_broken_without_anything_to_undo(tmp_path):
    events = """\
events:
  - {date: 2020-03-01, moves: {grain: all}, outcome: broken}
  - {date: 2020-04-01, moves: {grain: all}, outcome: broken}
"""
    found = find(make(tmp_path, events))
    assert [cost.undone for cost in found.breaks] == [(), ()]
    assert (moves(found)["grain-half"].state, moves(found)["grain-all"].state) == (
        "overdue", "broken",
    )  # fmt: skip
    # The deposit is paid once, and what else it loses counts with its first break.
    assert [len(cost.deposits) for cost in found.breaks] == [1, 0]
    assert [cost.relationship for cost in found.breaks] == [1, 0]
    assert standing(found, "upper").exposure == -1


def test_breaking_an_option_takes_those_above_it_along(tmp_path):
    events = """\
events:
  - {date: 2020-02-01, moves: {weir: gone}, outcome: done}
  - {date: 2020-03-01, moves: {weir: lowered}, outcome: broken}
"""
    found = find(make(tmp_path, events))
    assert [move.to for move in found.breaks[0].undone] == ["lowered", "gone"]
    assert found.breaks[0].lost == pytest.approx({"upper": -2 - 1.2, "lower": 3 + 2})


@pytest.mark.parametrize(
    ("event", "promised"),
    [
        ("outcome: done", {"upper": "kept", "lower": "kept"}),
        ("outcome: late, by: upper", {"upper": "late", "lower": "kept"}),
        ("outcome: late", {"upper": "late", "lower": "late"}),
        ("outcome: disputed, by: upper", {"lower": "disputed"}),
        ("outcome: disputed", {"upper": "disputed", "lower": "disputed"}),
        ("outcome: broken, by: lower", {"lower": "broken"}),
    ],
)
def test_a_joint_step_says_something_about_whoever_it_shows(tmp_path, event, promised):
    events = f"events:\n  - {{date: 2020-02-01, moves: {{flag: raised}}, {event}}}\n"
    followed = follow(make(tmp_path, events))
    assert {promise.by: promise.outcome for promise in followed.promises} == promised
    assert {promise.settled for promise in followed.promises} == {dt.date(2020, 2, 1)}


def test_whoever_disputes_its_own_step_is_the_one_in_doubt(tmp_path):
    events = """\
events:
  - {date: 2020-02-01, moves: {weir: lowered}, outcome: disputed, by: upper}
"""
    followed = follow(make(tmp_path, events))
    assert [(p.by, p.outcome) for p in followed.promises] == [("upper", "disputed")]


def test_alternatives_take_each_others_place(tmp_path):
    case = CASE.replace("  flag:\n", "  flag:\n    ordered: false\n").replace(
        "raised: {upper: 1, lower: 1}", "raised: {upper: 1, lower: 1}, burnt: {upper: 2}"
    )
    events = """\
events:
  - {date: 2020-02-01, moves: {flag: burnt}, outcome: done}
  - {date: 2020-03-01, moves: {flag: raised}, outcome: done}
"""
    found = find(make(tmp_path, events, case=case))
    assert moves(found)["flag-raised"].state == "done"
    assert standing(found, "upper").exposure == -1
    assert "flag" not in found.left


def test_without_agreed_stages_the_recommended_ones_are_the_measure(tmp_path):
    events = "events:\n  - {date: 2020-02-01, moves: {weir: lowered}, outcome: done}\n"
    found = find(make(tmp_path, events, "package: {weir: gone, grain: all}\n"))
    assert found.schedule == "recommended"
    assert sorted(moves(found)) == ["grain-all", "grain-half", "weir-gone", "weir-lowered"]
    assert all(stage.due is not None for stage in found.stages)
    assert found.done == 1


def test_a_case_with_nothing_to_carry_out_has_nothing_to_track(tmp_path):
    case = CASE.replace("upper: {}, lower: {}", "upper: {reservation: 99}, lower: {}")
    found = find(make(tmp_path, "", "", case))
    assert (found.stages, found.steps, found.left, found.rest) == ((), 0, {}, None)
    assert [each.exposure for each in found.standings] == [0, 0]


def test_floors_that_allow_nothing_leave_no_plan_but_everything_else(tmp_path):
    found = find(make(tmp_path, plan=PLAN + "floors: {upper: 50}\n"), "2020-03-01")
    assert found.rest is None
    assert found.left


def test_findings_become_plain_data(tmp_path):
    found = find(make(tmp_path))
    assert '"from": "kept"' in found.to_json()
    assert found.rows()[0] == {
        "stage": 1, "due": dt.date(2020, 2, 1), "move": "weir: lowered", "by": "upper",
        "state": "broken", "date": dt.date(2020, 7, 1), "delivered": dt.date(2020, 2, 1),
    }  # fmt: skip


def test_the_effect_of_the_last_event_is_told(tmp_path):
    before = make(tmp_path / "before", EVENTS)
    after = make(
        tmp_path / "after", EVENTS + "  - {date: 2020-10-01, moves: {grain: all}, outcome: done}\n"
    )
    effect = find_effect(before, after, draws=32)
    assert (effect.moves, effect.outcome, effect.date) == (
        {"grain": "all"}, "done", dt.date(2020, 10, 1),
    )  # fmt: skip
    assert (effect.done_before, effect.done, effect.steps) == (1, 2, 5)
    assert effect.belief["lower"] > effect.belief_before["lower"]
    assert effect.belief["upper"] == effect.belief_before["upper"]


def test_while_nothing_has_happened_the_rest_is_the_plan_of_the_outset(tmp_path):
    case = make(tmp_path, "", "package: {weir: gone, grain: all}\n")
    found, plan = find(case), study.plan(case, draws=32)
    assert found.rest is not None
    assert found.rest.stages == plan.stages
    assert [stage.due for stage in found.stages] == [stage.due for stage in plan.stages]


def test_what_is_reported_again_keeps_no_further_promise(tmp_path):
    done = "  - {date: 2020-02-0%d, moves: {weir: lowered}, outcome: done}\n"
    once = find(make(tmp_path / "once", "events:\n" + done % 1), on="2020-03-01")
    often = find(
        make(tmp_path / "often", "events:\n" + done % 1 + done % 2 + done % 3), on="2020-03-01"
    )
    assert often.beliefs == once.beliefs


def find_added(folder: Path, event: str, before: str = "", case: str = CASE) -> Effect:
    line = f"  - {{{event}}}\n"
    first = make(folder / "before", f"events:\n{before}" if before else "", case=case)
    return find_effect(
        first, make(folder / "after", f"events:\n{before}{line}", case=case), draws=8
    )


@pytest.mark.parametrize(
    ("event", "due"),
    [
        ("date: 2020-02-01, moves: {weir: lowered}, outcome: done", ""),
        ("date: 2020-02-02, moves: {weir: lowered}, outcome: done", "2020-02-01"),
        ("date: 2020-02-02, moves: {weir: lowered}, outcome: late", ""),
        ("date: 2020-02-02, moves: {weir: lowered}, outcome: disputed", ""),
        ("date: 2020-02-02, moves: {weir: gone}, outcome: done", "2020-02-01"),
        ("date: 2020-07-02, moves: {weir: gone}, outcome: done", "2020-02-01"),
        ("date: 2021-01-01, moves: {flag: raised}, outcome: done", ""),
    ],
)
def test_what_is_called_done_after_its_agreed_day_is_told(tmp_path, event, due):
    found = find_added(tmp_path, event)
    assert found.overran == (dt.date.fromisoformat(due) if due else None)


def test_a_day_that_an_earlier_event_kept_is_not_overrun(tmp_path):
    first = "  - {date: 2020-02-01, moves: {weir: lowered}, outcome: done}\n"
    found = find_added(tmp_path, "date: 2020-03-01, moves: {weir: gone}, outcome: done", first)
    assert found.overran is None
    later = "  - {date: 2021-02-01, moves: {grain: half}, outcome: late}\n"
    found = find_added(tmp_path, "date: 2020-07-01, moves: {weir: gone}, outcome: done", later)
    assert found.overran == dt.date(2020, 2, 1)


def test_a_step_that_is_called_done_keeps_its_credit_after_its_day(tmp_path):
    events = "events:\n  - {date: 2020-03-01, moves: {grain: half}, outcome: done}\n"
    (stage, *_) = find(make(tmp_path, events)).stages
    assert [(move.state, stage.overran(move)) for move in stage.moves] == [
        ("overdue", False), ("done", True),
    ]  # fmt: skip


NEEDY = CASE.replace("gone: {", "gone: {requires: [grain.half], ")


@pytest.mark.parametrize(
    ("before", "outcome", "required"),
    [
        ("", "done", {"grain": "half"}),
        ("", "late", {"grain": "half"}),
        ("", "disputed", {}),
        ("  - {date: 2020-02-01, moves: {grain: all}, outcome: done}\n", "done", {}),
        ("  - {date: 2020-02-02, moves: {grain: all}, outcome: done}\n", "done", {}),
        ("  - {date: 2020-02-03, moves: {grain: all}, outcome: done}\n", "done", {"grain": "half"}),
        ("  - {date: 2020-02-01, moves: {weir: gone}, outcome: done}\n", "done", {}),
    ],
)
def test_what_is_required_and_not_done_is_told(tmp_path, before, outcome, required):
    event = f"date: 2020-02-02, moves: {{weir: gone}}, outcome: {outcome}"
    assert find_added(tmp_path, event, before, NEEDY).required == required


def test_why_no_order_of_the_rest_is_possible(tmp_path):
    events = "events:\n  - {date: 2020-02-01, moves: {weir: lowered}, outcome: done}\n"
    found = find(make(tmp_path, events, PLAN + "floors: {upper: 6}\n"))
    assert found.rest is None
    assert found.impossible is not None
    assert (found.impossible.side, found.impossible.why) == ("upper", "floor")
    # At its best, after all grain and flag but before the weir is gone, upper holds 12 + 1 - 4;
    # in the end 12 + 1 - 10.
    assert found.impossible.short >= 6 - 3
    limited = find(make(tmp_path / "few", events, PLAN + "stages: {most: 1, items: 2}\n"))
    assert limited.rest is None
    assert limited.impossible is not None
    assert (limited.impossible.why, limited.impossible.short) == ("limit", 2)
    assert find(make(tmp_path / "free", events)).impossible is None
