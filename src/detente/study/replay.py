"""Would the planner have seen it coming? A deal as it was agreed, beside what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np

from detente.core.layout import BoolArray
from detente.errors import InputError
from detente.study.following import follow
from detente.study.judging import Agreed, Assessed, by_party, describe_plan
from detente.study.plan_records import Stage
from detente.study.schedule import Schedule, find_package, list_agreed
from detente.study.staging import Staging
from detente.study.track import track_stages
from detente.study.track_records import Replay, ReplayedStage, Tally, TrackedStage
from detente.study.workspace import Workspace


def find_replay(workspace: Workspace, on: dt.date | None = None) -> Replay:
    """Replay the agreed stages of a deal: what each asked on the first day, and what became of it.

    Parameters
    ----------
    workspace : a case with agreed stages, and its draws.
    on : the last day whose events count; by default all of them.

    Returns
    -------
    Per stage the needed and available trust of each party as reckoned on the day of the case, with
    no event known, and the state of its steps after the events.

    Raises
    ------
    InputError : no stages were agreed, or the day lies before the date of the case.
    """
    if not workspace.case.plan.agreed:
        raise InputError("the case has no agreed stages; write them in plan.yaml under agreed")
    staging = Staging.of(workspace.searched, find_package(workspace))
    agreed = list_agreed(staging)
    plan = Assessed.of(staging, [list(stage.items) for stage in agreed]).on(workspace)
    described = describe_plan(plan, agreed=[Agreed(stage.title, stage.due) for stage in agreed])
    followed = follow(workspace.case, on)
    tracked = track_stages(followed, Schedule("agreed", staging.moves, agreed))
    return Replay(
        origin=workspace.origin,
        parties=workspace.frame.parties,
        on=followed.on,
        breaks=described.breaks,
        p_completed=described.p_completed,
        stages=tuple(
            _describe(plan, at, stage, what)
            for at, (stage, what) in enumerate(zip(described.stages, tracked, strict=True))
        ),
    )


def _describe(plan: Assessed, at: int, stage: Stage, tracked: TrackedStage) -> ReplayedStage:
    parties, short = plan.staging.frame.parties, _find_short(plan, at)
    refused = short | plan.judged.below[:, :, at].any(axis=1)
    return ReplayedStage(
        stage=tracked.stage,
        title=stage.title,
        due=stage.due,
        needed=stage.needed_trust,
        available=stage.available_trust,
        short=by_party(parties, plan.short[at]),
        exposure=stage.exposure,
        below=_find_below(plan, at),
        p_short=float(short.mean()),
        p_refused=float(refused.mean()),
        p_kept=stage.p_kept,
        state=tracked.state,
        delivered=tracked.delivered,
        moves=tracked.moves,
    )


def _find_below(plan: Assessed, at: int) -> tuple[str, ...]:
    """Name the sides that hold less than they must after a stage, at the medians."""
    staging = plan.staging
    below = plan.figures.below[at].nonzero()[0]
    return tuple(staging.frame.sides[staging.floored[f]] for f in below)


def _find_short(plan: Assessed, at: int) -> BoolArray:
    """Draws in which some party needs more trust than it has, or has nothing to gain, ``(D,)``."""
    judged = plan.judged
    short = (judged.needed[:, :, at] > judged.available[:, at]) | judged.refuses[:, :, at]
    return np.asarray(short.any(axis=1))


def tally(replays: Iterable[Replay]) -> Tally:
    """Set what the planner would have said of several deals against what happened.

    Notes
    -----
    The odds of a stage are the share of draws in which nobody refuses it, times the chance of
    delivery at it given delivery before. Stages of one deal are not independent, so the
    scores of a few deals say little.
    """
    judged = [(stage, odds) for replay in replays for stage, odds in find_stage_odds(replay)]
    kept = [stage.kept for stage, _ in judged]
    share = sum(kept) / len(kept) if kept else 0.0
    return Tally(
        stages=len(judged),
        warned=sum(stage.warned for stage, _ in judged),
        failed=len(kept) - sum(kept),
        warned_failed=sum(stage.warned and not stage.kept for stage, _ in judged),
        score=_score([odds for _, odds in judged], kept),
        base=_score([share] * len(kept), kept),
    )


def find_stage_odds(replay: Replay) -> Iterator[tuple[ReplayedStage, float]]:
    """Find for each stage the odds that it is entered and kept, given that those before it were."""
    before = 1.0
    for stage in replay.stages:
        delivered = stage.p_kept / before if before > 0 else 0.0
        yield stage, (1.0 - stage.p_refused) * delivered
        before = stage.p_kept


def _score(odds: list[float], kept: list[bool]) -> float:
    squares = [(p - happened) ** 2 for p, happened in zip(odds, kept, strict=True)]
    return sum(squares) / len(squares) if squares else 0.0
