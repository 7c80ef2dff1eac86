"""What a study of what has been kept finds, as records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from detente.study.plan_records import Break, Move, Plan, Stage
from detente.study.record import Interval, Origin, Record
from detente.study.trust import Entry

MoveState: TypeAlias = Literal["done", "late", "disputed", "broken", "open", "overdue"]
StageState: TypeAlias = Literal["done", "late", "disputed", "broken", "begun", "open", "overdue"]


@dataclass(frozen=True)
class Happened(Record):
    """An event that counts: moves with their outcome, a promise, or a change of the case.

    ``changes`` names what it changes in the case, as a reading does.
    """

    date: dt.date
    what: str
    moves: dict[str, str]
    outcome: str
    by: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class TrackedMove(Record):
    """A step of the schedule and what has become of it.

    ``state``: ``done`` in time, ``late``, ``disputed``, ``broken``, ``overdue`` or still ``open``;
    only the first two count as done. ``date`` is when it came to that, ``delivered`` when it was
    done, also where that did not last. ``blamed`` broke, delayed or disputes it.
    """

    issue: str
    start: str
    to: str
    by: tuple[str, ...]
    state: MoveState
    date: dt.date | None
    delivered: dt.date | None
    blamed: str
    what: str

    def to_dict(self) -> dict[str, Any]:
        """Turn into a dictionary, with ``from`` for the option at the start."""
        plain = super().to_dict()
        return {("from" if key == "start" else key): value for key, value in plain.items()}


@dataclass(frozen=True)
class TrackedStage(Record):
    """A stage of the schedule: when it was due, when it was done, and how.

    ``state`` is the worst that became of its steps; ``begun`` when some are done and none is
    overdue. ``delivered`` is the day on which the last of its steps was done, also where that did
    not last; None while one never was.
    """

    stage: int
    title: str
    due: dt.date | None
    delivered: dt.date | None
    state: StageState
    moves: tuple[TrackedMove, ...]

    def overran(self, move: TrackedMove) -> bool:
        """Whether a step that the journal calls done in time was done after its day all the same.

        It counts as it was called: nothing but the words about it changes.
        """
        if move.state != "done" or self.due is None or move.delivered is None:
            return False
        return move.delivered > self.due


@dataclass(frozen=True)
class BeliefIn(Record):
    """How far a promise by a party was believed at the outset, and is now.

    ``added`` lists the promises that the events have settled, with what each moves the belief by.
    The rest of the change is that older promises have faded.
    """

    party: str
    mean_before: float
    p10_before: float
    p90_before: float
    mean: float
    p10: float
    p90: float
    added: tuple[Entry, ...]


@dataclass(frozen=True)
class Standing(Record):
    """Where a party stands today if nothing more comes, in its own points.

    ``exposure``: how far below the status quo it stands when all that can be taken back is, at the
    medians; below 0, it stands above. It is the negative of the sum of ``done`` (the locked-in
    part of what is done), ``undone`` (what remains of steps that were done and undone) and
    ``deposits`` (what was paid to it, less what it lost). ``over_draws`` is the exposure over the
    draws. ``owed`` is what the others still have to deliver to it, ``owes`` what its own part of
    the rest costs it.
    """

    party: str
    exposure: float
    over_draws: Interval
    done: float
    undone: float
    deposits: float
    owed: float
    owes: float


@dataclass(frozen=True)
class Paid(Record):
    """A deposit that was paid out: who lost how much, and what the others got, at the medians."""

    id: str
    title: str
    by: str
    secures: str
    loses: float
    pays: dict[str, float]


@dataclass(frozen=True)
class BreakCost(Record):
    """What the breaking of a step cost, at the medians, in each side's own points.

    ``undone`` lists the steps that had been done and were gone back on. Of their value to each
    party, ``lost`` is taken back (below 0: the party is spared a cost) and ``remains`` is locked
    in. Of what the other parties had given by then, ``returnable`` is what they can take back and
    ``sunk`` what stays given. ``deposits`` were paid; the breaker also loses ``relationship`` and
    ``reputation``, which count with its first break.
    """

    date: dt.date
    by: str
    what: str
    moves: tuple[Move, ...]
    undone: tuple[Move, ...]
    lost: dict[str, float]
    remains: dict[str, float]
    returnable: dict[str, float]
    sunk: dict[str, float]
    deposits: tuple[Paid, ...]
    relationship: float
    reputation: float


@dataclass(frozen=True)
class TrackFindings(Record):
    """What has been kept of a plan by a day, where that leaves each side, and how to go on.

    ``schedule`` tells where the stages come from: ``agreed`` (plan.yaml) or ``recommended`` (found
    for the package at the outset). ``done``, ``steps``: steps that count as done, and all of them.
    ``left`` is what is still to be reached. ``rest`` puts that in stages from ``on``, with today's
    trust; None when nothing is left, or when floors and limits allow no order of it: then
    ``impossible`` says which side falls how far below its floor, or how many steps are left over.
    ``events_after`` counts events that are left out because they lie after ``on``.
    """

    origin: Origin
    parties: tuple[str, ...]
    on: dt.date
    schedule: Literal["agreed", "recommended"]
    stages: tuple[TrackedStage, ...]
    steps: int
    done: int
    events: tuple[Happened, ...]
    events_after: int
    beliefs: tuple[BeliefIn, ...]
    standings: tuple[Standing, ...]
    breaks: tuple[BreakCost, ...]
    left: dict[str, str]
    rest: Plan | None
    impossible: Break | None

    @property
    def next(self) -> Stage | None:
        """The next stage, as re-planned."""
        return self.rest.stages[0] if self.rest is not None and self.rest.stages else None

    def rows(self) -> list[dict[str, Any]]:
        """List the schedule, a row for each step."""
        return [
            {
                "stage": stage.stage,
                "due": stage.due,
                "move": f"{move.issue}: {move.to}",
                "by": ", ".join(move.by),
                "state": move.state,
                "date": move.date,
                "delivered": move.delivered,
            }
            for stage in self.stages
            for move in stage.moves
        ]


@dataclass(frozen=True)
class Effect(Record):
    """What an event that was added changes.

    ``done`` and ``steps`` as in :class:`TrackFindings`; beliefs are means, by party. ``overran``:
    the agreed day that has passed, where the moves are called done in time; None otherwise.
    ``required``: issue to option, what the moves require and is not done by their day.
    """

    date: dt.date
    what: str
    moves: dict[str, str]
    outcome: str
    by: str
    done_before: int
    done: int
    steps: int
    belief_before: dict[str, float]
    belief: dict[str, float]
    overran: dt.date | None
    required: dict[str, str]


@dataclass(frozen=True)
class ReplayedStage(Record):
    """An agreed stage: what it asked on the day of the deal, and what became of it.

    ``needed``, ``available``, ``short``: trust, by party, nothing being learnt on the way; a party
    with nothing left to gain is short by 1. ``exposure`` in each party's own points. ``below``
    names the sides that would hold less than they must. All of these are at the medians.
    ``p_short`` is the share of draws in which some party is short at this stage, ``p_refused`` that
    in which some party is short or some side below its floor. ``p_kept`` is the chance that all is
    delivered through this stage, if nobody refuses.
    """

    stage: int
    title: str
    due: dt.date | None
    needed: dict[str, float]
    available: dict[str, float]
    short: dict[str, float]
    exposure: dict[str, float]
    below: tuple[str, ...]
    p_short: float
    p_refused: float
    p_kept: float
    state: StageState
    delivered: dt.date | None
    moves: tuple[TrackedMove, ...]

    @property
    def warned(self) -> bool:
        """Whether, at the medians, some party is short of trust or some side below its floor."""
        return bool(self.below) or any(amount > 0 for amount in self.short.values())

    @property
    def kept(self) -> bool:
        """Whether every step of it was done, in time or late, and stands."""
        return self.state in ("done", "late")


@dataclass(frozen=True)
class Replay(Record):
    """A deal as it was agreed, stage by stage, beside what happened.

    ``breaks``: where on the first day the agreed stages ask for more than there is, at the medians;
    None where they do not. ``p_completed`` as in a plan.
    """

    origin: Origin
    parties: tuple[str, ...]
    on: dt.date
    breaks: Break | None
    p_completed: float
    stages: tuple[ReplayedStage, ...]

    def rows(self) -> list[dict[str, Any]]:
        """List the stages, a row for each."""
        return [
            {
                "stage": stage.stage,
                "title": stage.title,
                "due": stage.due,
                "short": max(stage.short.values(), default=0.0),
                "state": stage.state,
                "delivered": stage.delivered,
            }
            for stage in self.stages
        ]


@dataclass(frozen=True)
class Tally(Record):
    """How what the planner would have said agrees with what happened, over several deals.

    ``warned`` and ``failed`` count stages; ``warned_failed`` those that were both. A stage failed
    when a step of it was broken, is disputed, or was never done. ``score`` is the Brier score of
    the planner's odds that a stage is entered and kept, given that those before it were; ``base``
    that of stating the same share for every stage, the one that was kept: known only afterwards,
    so it is hard to beat. Less is better.
    """

    stages: int
    warned: int
    failed: int
    warned_failed: int
    score: float
    base: float
