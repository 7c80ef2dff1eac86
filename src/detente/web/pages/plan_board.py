"""A plan as the page on plans shows it: a lane for each stage, a card for each step in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.report.likelihood import say_bounded
from detente.report.naming import Names
from detente.report.plan_tables import list_asides, name_stage
from detente.report.sentences.plan import say_mean, say_refused
from detente.report.words import say_few, say_number
from detente.study.plan_records import Move, Plan, Stage


@dataclass(frozen=True)
class Card:
    """A step: the key that names it in addresses, and its words."""

    key: str
    title: str
    start: str
    to: str
    by: tuple[str, ...]
    who: str
    asides: str


@dataclass(frozen=True)
class Row:
    """What a stage asks of one party, at the medians, in its own points."""

    party: str
    label: str
    exposed: str
    tempted: str
    needs: str
    has: str
    refuses: bool


@dataclass(frozen=True)
class Lane:
    """A stage: when it runs, its steps, what it asks of each party, and who would refuse it."""

    place: int
    title: str
    when: str
    cards: tuple[Card, ...]
    rows: tuple[Row, ...]
    refused: str
    kept: str


def make_lanes(names: Names, plan: Plan, draws: int) -> list[Lane]:
    """Make a lane of each stage of a plan."""
    return [_make_lane(names, plan, place, draws) for place in range(1, len(plan.stages) + 1)]


def _make_lane(names: Names, plan: Plan, place: int, draws: int) -> Lane:
    stage = plan.stages[place - 1]
    title, _, when = name_stage(plan, place).rpartition(": ")
    return Lane(
        place=place,
        title=title,
        when=when,
        cards=tuple(_make_card(names, move) for move in stage.items),
        rows=tuple(_list_rows(names, stage)),
        refused=say_refused(names, stage),
        kept=say_mean(stage.p_kept, draws),
    )


def _make_card(names: Names, move: Move) -> Card:
    return Card(
        key=f"{move.issue}.{move.to}",
        title=names.issue(move.issue),
        start=names.option(move.issue, move.start),
        to=names.option(move.issue, move.to),
        by=move.by,
        who=names.performers(move.by),
        asides=" · ".join(list_asides(names, move)),
    )


def _list_rows(names: Names, stage: Stage) -> Iterator[Row]:
    for party in stage.exposure:
        needed = stage.needed_trust[party]
        yield Row(
            party=party,
            label=names.label(party),
            exposed=_say_amount(stage.exposure[party]),
            tempted=_say_amount(stage.temptation[party]),
            needs="none is enough" if needed >= 1 else say_bounded(needed) if needed > 0 else "–",
            has=say_bounded(stage.available_trust[party]),
            refuses=party in stage.refuses,
        )


def _say_amount(amount: float) -> str:
    return say_number(amount) if amount > 0 else "–"


def say_lanes(lanes: Sequence[Lane]) -> str:
    """Say how many stages a plan has, and who would refuse which, for those who only hear it."""
    refused = [f"Stage {lane.place}: {lane.refused}" for lane in lanes if lane.refused]
    return " ".join([f"{say_few(len(lanes), 'stage').capitalize()}.", *refused])
