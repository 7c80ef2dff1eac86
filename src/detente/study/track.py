"""What has been kept since, where does that leave each side, and how can it go on from here?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from detente.case import Case, Event
from detente.core.layout import IntArray
from detente.plan.solve import SECONDS, Engine
from detente.study.following import DONE, Followed, follow
from detente.study.judging import describe_plan
from detente.study.plan import explain_impossible
from detente.study.plan_records import Move, Plan
from detente.study.schedule import Schedule, Scheduled, find_package, find_schedule, list_agreed
from detente.study.staging import Staging
from detente.study.standing import Ground, find_break_costs, find_standings, merge
from detente.study.stepping import Planner
from detente.study.track_records import (
    BeliefIn,
    Effect,
    Happened,
    MoveState,
    StageState,
    TrackedMove,
    TrackedStage,
    TrackFindings,
)
from detente.study.trust import TrustIn, find_trust
from detente.study.workspace import Workspace

_WORST: tuple[StageState, ...] = ("broken", "disputed", "overdue")


def find_track(
    workspace: Workspace,
    on: dt.date | None = None,
    *,
    engine: Engine = "auto",
    seconds: float = SECONDS,
) -> TrackFindings:
    """Find what has been kept of a plan by a day, and plan the rest from there.

    Parameters
    ----------
    workspace : the case with its events, and its draws.
    on : the last day that counts; by default that of the last event, or of the case if it is later.
    engine, seconds : see :func:`detente.plan.solve.find_stages`.

    Returns
    -------
    Every step with what became of it, each side's exposure today, the beliefs before and now, what
    each break cost, and the rest in stages that today's trust permits.

    Raises
    ------
    InputError : the day lies before the date of the case.

    Notes
    -----
    The steps are held against the agreed stages, or without them against the stages that are
    recommended for the package at the outset. See :func:`detente.study.following.follow` for what
    an event does. The rest counts a step that was undone as one to be done anew.
    """
    followed = follow(workspace.case, on)
    package = find_package(workspace)
    schedule = find_schedule(workspace, package, engine, seconds)
    today = workspace.vary(followed.case)
    ground = Ground(today, followed, package)
    stages = track_stages(followed, schedule)
    target = merge(workspace.case, package, followed.reached)
    rest = Staging.of(today.searched, target, followed.reached)
    is_same = not followed.events and followed.on == workspace.case.as_of
    planner = (schedule.planner if is_same else None) or Planner(rest, engine, seconds)
    plan = _plan_rest(planner, today)
    return TrackFindings(
        origin=workspace.origin,
        parties=workspace.frame.parties,
        on=followed.on,
        schedule=schedule.source,
        stages=stages,
        steps=len(schedule.moves),
        done=_count_done(stages),
        events=tuple(map(_describe_event, followed.events)),
        events_after=followed.later,
        beliefs=_compare_beliefs(workspace, today, followed),
        standings=find_standings(ground),
        breaks=find_break_costs(ground),
        left=_find_left(today, target, followed.reached),
        rest=plan,
        impossible=explain_impossible(planner) if plan is None and rest.items else None,
    )


def track_stages(followed: Followed, schedule: Schedule) -> tuple[TrackedStage, ...]:
    """Put what became of each step beside the stage in which it was due."""
    return tuple(
        _track_stage(followed, place, stage, [schedule.moves[item] for item in stage.items])
        for place, stage in enumerate(schedule.stages, start=1)
    )


def _track_stage(
    followed: Followed, place: int, stage: Scheduled, moves: Iterable[Move]
) -> TrackedStage:
    tracked = tuple(_track_move(followed, move, stage.due) for move in moves)
    state = _judge_stage([move.state for move in tracked])
    dates = [move.delivered for move in tracked if move.delivered is not None]
    delivered = max(dates) if len(dates) == len(tracked) else None
    return TrackedStage(place, stage.title, stage.due, delivered, state, tracked)


def _track_move(followed: Followed, move: Move, due: dt.date | None) -> TrackedMove:
    step = (move.issue, followed.case.issue(move.issue).index(move.to))
    mark = followed.marks.get(step)
    if mark is not None:
        return TrackedMove(
            move.issue, move.start, move.to, move.by,
            mark.state, mark.date, mark.delivered, mark.blamed, mark.what,
        )  # fmt: skip
    is_overdue = due is not None and due < followed.on
    state: MoveState = "overdue" if is_overdue else "open"
    return TrackedMove(move.issue, move.start, move.to, move.by, state, None, None, "", "")


def _judge_stage(states: Sequence[str]) -> StageState:
    for state in _WORST:
        if state in states:
            return state
    if set(states) <= set(DONE):
        return "late" if "late" in states else "done"
    return "begun" if set(states) - {"open"} else "open"


def _count_done(stages: Iterable[TrackedStage]) -> int:
    return sum(move.state in DONE for stage in stages for move in stage.moves)


def _describe_event(event: Event) -> Happened:
    promise = event.promise
    return Happened(
        date=event.date,
        what=event.what,
        moves=dict(event.moves),
        outcome=event.outcome or (promise.outcome if promise else ""),
        by=event.by or (promise.by if promise else ""),
        changes=tuple(change.key for change in event.changes),
    )


def _compare_beliefs(
    before: Workspace, today: Workspace, followed: Followed
) -> tuple[BeliefIn, ...]:
    added = {promise.id for promise in followed.promises}
    pairs = zip(find_trust(before).parties, find_trust(today).parties, strict=True)
    return tuple(_compare(first, now, added) for first, now in pairs)


def _compare(first: TrustIn, now: TrustIn, added: set[str]) -> BeliefIn:
    return BeliefIn(
        party=now.party,
        mean_before=first.mean,
        p10_before=first.p10,
        p90_before=first.p90,
        mean=now.mean,
        p10=now.p10,
        p90=now.p90,
        added=tuple(entry for entry in now.entries if entry.promise in added),
    )


def _find_left(today: Workspace, target: IntArray, reached: IntArray) -> dict[str, str]:
    options = today.frame.to_options(target)
    issues = today.case.issues
    return {
        issue.id: options[issue.id]
        for at, issue in enumerate(issues)
        if target[at] != reached[at] and target[at]
    }


def _plan_rest(planner: Planner, today: Workspace) -> Plan | None:
    """Put what is left in stages; None when there is nothing left, or no order is allowed."""
    if not planner.staging.items:
        return None
    best = planner.recommended
    return None if best is None else describe_plan(best.on(today), planner.nominal)


def find_effect(before: Case, after: Case, *, draws: int, seed: int | None = None) -> Effect:
    """Find what the last event of a case changes, against the case without it.

    Parameters
    ----------
    before, after : the case without the event, and with it at the end of its events.
    draws, seed : for the package, where neither plan.yaml nor agreed stages name it.
    """
    event = _describe_event(after.events[-1])
    workspace = Workspace(before, draws, seed)
    staging = Staging.of(workspace, find_package(workspace))
    schedule = Schedule("agreed", staging.moves, (_put_together(staging),))
    day = follow(after).on
    first, now = follow(before, max(day, before.as_of)), follow(after, day)
    done = [_count_done(track_stages(each, schedule)) for each in (first, now)]
    beliefs = [_find_beliefs(each) for each in (first, now)]
    then = follow(before, max(event.date, before.as_of)), follow(after, event.date)
    return Effect(
        date=event.date,
        what=event.what,
        moves=event.moves,
        outcome=event.outcome,
        by=event.by,
        done_before=done[0],
        done=done[1],
        steps=len(schedule.moves),
        belief_before=beliefs[0],
        belief=beliefs[1],
        overran=_find_overrun(staging, *then),
        required=_find_required(after, event, *then),
    )


def _put_together(staging: Staging) -> Scheduled:
    return Scheduled("", None, tuple(range(len(staging.items))))


def _find_beliefs(followed: Followed) -> dict[str, float]:
    frame = Workspace(followed.case, 1).frame
    return {party: frame.belief(party).mean for party in frame.parties}


def _find_overrun(staging: Staging, first: Followed, now: Followed) -> dt.date | None:
    """Find the earliest agreed day that was over when a step was done in time, as they say."""
    case = staging.workspace.case
    new = {
        step: mark
        for step, mark in now.marks.items()
        if mark.state == "done" and first.marks.get(step) != mark
    }
    missed = []
    for stage in list_agreed(staging):
        for move in (staging.moves[item] for item in stage.items):
            mark = new.get((move.issue, case.issue(move.issue).index(move.to)))
            if mark is not None and stage.due is not None and mark.date > stage.due:
                missed.append(stage.due)
    return min(missed, default=None)


def _find_required(case: Case, event: Happened, first: Followed, now: Followed) -> dict[str, str]:
    """Find what the moves that were done require, and is not done itself on their day."""
    missing: dict[str, str] = {}
    for issue, option in event.moves.items() if event.outcome in DONE else ():
        home, at = case.issue(issue), _place(case, issue)
        target = home.index(option)
        start = int(first.reached[at]) + 1 if home.ordered else target
        for step in home.options[start : target + 1]:
            missing |= {other: need for other, need in step.requires if _lacks(now, other, need)}
    return missing


def _lacks(followed: Followed, issue: str, option: str) -> bool:
    """Whether an issue has not come to an option, or on a ladder not as far."""
    home = followed.case.issue(issue)
    stands = int(followed.reached[_place(followed.case, issue)])
    return not home.is_reached(stands, home.index(option))


def _place(case: Case, issue: str) -> int:
    return [each.id for each in case.issues].index(issue)
