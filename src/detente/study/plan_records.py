"""What a study of plans finds, as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.study.record import Interval, Origin, Record

RULE = (
    "Of the ways to put the steps in stages that were looked at: the least shortfall of trust, "
    "then one that nobody refuses in at least half of the draws, then the least exposure to "
    "within a twentieth, then the best odds of completion to within a twentieth, then the fewest "
    "stages, then the shortest time; among equals, the one with the widest margin of trust."
)


@dataclass(frozen=True)
class Move(Record):
    """One issue going from an option to the next, and the parties that perform it."""

    issue: str
    start: str
    to: str
    by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Turn into a dictionary, with ``from`` for the option at the start."""
        return {"issue": self.issue, "from": self.start, "to": self.to, "by": list(self.by)}


@dataclass(frozen=True)
class Stage(Record):
    """A stage of a plan: what is done together, and what each side then has at stake.

    Everything is at the medians, in each party's own points, except odds, which are over the draws.

    ``exposure``: how far below the status quo a party stands when it delivers and no other does;
    below 0, it stands above in any case. ``temptation``: what it gains by taking the others'
    deliveries and walking away; at 0 or below the stage enforces itself. ``needed_trust``: the
    chance of delivery from which on entering is better than stopping. ``available_trust``: the
    chance as the party can see it, if nothing is learnt on the way; ``growing_trust``: the same
    with what earlier kept stages taught. ``sigma``: chance that a party is tempted. ``at_home``:
    what each side with a floor holds after the stage. ``refuses`` names who would not enter.
    ``p_kept``: chance that everything has been delivered through this stage, if nobody refuses.
    ``start`` and ``days`` count from the beginning of the plan; ``due`` is the stage's last day, or
    the date that was agreed.
    """

    items: tuple[Move, ...]
    exposure: dict[str, float]
    temptation: dict[str, float]
    needed_trust: dict[str, float]
    available_trust: dict[str, float]
    growing_trust: dict[str, float]
    sigma: dict[str, float]
    gives: dict[str, float]
    gets: dict[str, float]
    at_home: dict[str, float]
    refuses: tuple[str, ...]
    p_kept: float
    start: int
    days: int
    due: dt.date | None
    title: str = ""


@dataclass(frozen=True)
class Break(Record):
    """Where a plan first asks for more than there is.

    ``why``: ``trust`` (needs more than is available), ``nothing_left`` (the party gives but has
    nothing left to gain), ``floor`` (falls below what the side must hold), ``outset`` (would enter
    every stage, but seen from the first the way is too risky for what it brings), or ``limit`` (so
    many stages of so many items do not hold the package; ``side`` is empty). ``short`` is in
    chances for ``trust`` and ``outset``, in items for ``limit``, otherwise in the side's own
    points. ``stage`` counts from 1.
    """

    stage: int
    side: str
    why: Literal["trust", "nothing_left", "floor", "limit", "outset"]
    short: float


@dataclass(frozen=True)
class Plan(Record):
    """A way to carry out the package, judged on every draw.

    ``shortfall``: the largest amount by which needed trust exceeds available trust at any stage or
    at the outset, at the medians. ``needed_at_outset``: the trust that a party needs before the
    first stage to go through all, for what it would lose when let down at the worst moment;
    ``available_at_outset``: the chance, as it sees it, that the others deliver throughout.

    ``exposure_share``: the largest exposure of any party, weighed as the case says, by default as a
    share of all that the party gives in the package; ``most_exposed`` is that party, None where
    nobody is exposed or several are alike. ``worst_exposure``: the largest exposure of
    each party over the stages, over the draws. ``deposit``: by how much each party would have to
    be bound more for the plan to enforce itself, at the medians: its largest temptation, at least
    0. ``p_no_refusal``: chance that no side refuses at any stage or at the outset, and no floor at
    home is broken. ``p_kept``: chance that everything is delivered, if nobody refuses.
    ``p_stops``: chance that it is this side (a party, or one whose floor is broken) that would not
    go on, at some stage or at the outset. ``p_completed``: that nobody refuses and everything is
    delivered. It is the pessimist's figure: nothing is learnt on the way, as if an opportunist
    waited for its largest temptation. In ``p_completed_growing`` every stage that tempted and was
    kept teaches something; where one temptation makes another less likely, that can lower it.
    ``enterable``: no side refuses at the medians. ``margin``: how far available trust exceeds
    needed trust where it is tightest, the outset included, over the draws (P10).
    ``engine`` names what found it; ``bound`` is the least that `exposure_share` can be at the
    medians, None where the plan was not searched for; ``proven`` says that no plan has less, or a
    smaller shortfall at its stages.
    """

    stages: tuple[Stage, ...]
    shortfall: float
    exposure_share: float
    most_exposed: str | None
    worst_exposure: dict[str, Interval]
    deposit: dict[str, float]
    expected_gain: dict[str, float]
    p_no_refusal: float
    p_kept: float
    p_completed: float
    p_completed_growing: float
    margin: float
    enterable: bool
    breaks: Break | None
    days: int
    engine: str
    proven: bool
    bound: float | None
    needed_at_outset: dict[str, float]
    available_at_outset: dict[str, float]
    p_stops: dict[str, float]


@dataclass(frozen=True)
class CurvePoint(Record):
    """The best plan with at most so many stages: its largest exposure, needed trust and shortfall.

    ``exposure`` by party is at the medians; ``needed_trust`` is the largest over its stages.
    """

    stages: int
    exposure_share: float
    exposure: dict[str, float]
    needed_trust: dict[str, float]
    shortfall: float
    p_completed: float
    proven: bool


@dataclass(frozen=True)
class Repair(Record):
    """Something that would help a plan, and what it would buy.

    ``kind``: ``deposit`` (by ``party``: the smallest that makes it keep to the recommended stages
    by its own interest), ``guarantor`` (pays ``party`` ``amount`` of its points when the others
    break), ``trust`` (so much more trust in ``party``), ``verification`` (of ``move`` in half the
    time, which saves ``days``), ``snap_back`` (of ``move``: everything can be undone), ``split``
    (``move`` done in two halves).
    ``shortfall`` and ``exposure_share`` are those of the best plan with the repair; ``before`` of
    the plan without it.
    """

    kind: Literal["deposit", "guarantor", "trust", "verification", "snap_back", "split"]
    party: str | None
    move: Move | None
    amount: float | None
    days: int | None
    shortfall: float
    shortfall_before: float
    exposure_share: float
    exposure_share_before: float
    enterable: bool
    self_enforcing: bool


@dataclass(frozen=True)
class Carried(Record):
    """A deal that trust can carry, with its plan.

    ``trust``: how far each party is believed when the deal begins, on average by the others.
    ``expected_gain`` over the draws, in each party's points, ``product`` the Nash product of them.
    ``adds`` lists what the deal has beyond the previous one on the roadmap. ``binds`` says what
    keeps it from being larger: ``trust``, or ``acceptance`` when no larger package is acceptable to
    all often enough. Where trust binds, ``beyond`` lists what the nearest larger package would
    change, and ``extends`` what would help trust to carry it.
    """

    package: dict[str, str]
    adds: dict[str, str]
    first: Stage
    stages: int
    trust: dict[str, float]
    expected_gain: dict[str, float]
    product: float
    p_all_gain: float
    p_no_refusal: float
    p_completed: float
    binds: Literal["trust", "acceptance"]
    beyond: dict[str, str]
    extends: tuple[Repair, ...]
    enterable: bool


@dataclass(frozen=True)
class Stake(Record):
    """What a party loses by breaking a plan off, at the medians, in its own points.

    ``alternative`` is what it falls back on then: its reservation value, above the status quo.
    ``covered`` is what it is paid when the others break.
    """

    relationship: float
    reputation: float
    deposits: float
    alternative: float
    covered: float


@dataclass(frozen=True)
class PlanFindings(Record):
    """How a package can be carried out in stages, and how large a deal trust can carry.

    ``stages`` are those of the recommended plan, ``single_step`` is everything at once as one
    stage, and ``plans`` holds ``single_step``, ``recommended``, ``fewest`` (of all plans looked at,
    the fewest stages that every side would enter; None when there are none), ``surest`` (the one of
    them carried out to the end in the most draws) and ``agreed`` (the stages of plan.yaml, None
    without them). ``recommended`` is None when floors and limits allow no plan; ``impossible``
    then says which side falls short. ``asked`` tells where the package comes from: ``named`` by the
    user, ``case`` (plan.yaml), or ``recommended`` (by the study of deals).
    """

    origin: Origin
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    package: dict[str, str]
    asked: Literal["named", "case", "recommended"]
    stages: tuple[Stage, ...]
    single_step: Stage
    plans: dict[str, Plan | None]
    engine: str
    proven: bool
    bound: float | None
    p_completed: float
    impossible: Break | None
    complete: dict[str, float]
    trust: dict[str, dict[str, float]]
    stakes: dict[str, Stake]
    floors: dict[str, float]
    curve: tuple[CurvePoint, ...]
    repairs: tuple[Repair, ...]
    largest_deal: Carried | None
    roadmap: tuple[Carried, ...]
    rule: str = RULE

    @property
    def recommended(self) -> Plan | None:
        """The recommended plan."""
        return self.plans["recommended"]

    def rows(self) -> list[dict[str, Any]]:
        """List the recommended plan, a row for each stage."""
        return [_row(number, stage) for number, stage in enumerate(self.stages, start=1)]


def _row(number: int, stage: Stage) -> dict[str, Any]:
    columns: dict[str, Mapping[str, float]] = {
        "exposure": stage.exposure,
        "temptation": stage.temptation,
        "needed_trust": stage.needed_trust,
        "available_trust": stage.available_trust,
    }
    row: dict[str, Any] = {
        "stage": number,
        "items": ", ".join(f"{move.issue}: {move.to}" for move in stage.items),
        "days": stage.days,
        "due": stage.due,
    }
    for name, by_party in columns.items():
        row |= {f"{name}.{party}": amount for party, amount in by_party.items()}
    return row | {"p_kept": stage.p_kept}
