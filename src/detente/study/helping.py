"""What changes a meeting: help by others, conditions that a party makes, and the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from detente.case.days import list_passed
from detente.study.holding import Holding
from detente.study.meeting_records import ConditionEffect, HelpEffect, OnDate
from detente.study.menu import find_menus, list_opened
from detente.study.playing import Played, play
from detente.study.workspace import Workspace

if TYPE_CHECKING:
    from detente.study.anchors import Anchors


def find_helps(played: Played) -> Iterator[HelpEffect]:
    """Go over the helps of a meeting: what each changes, beside all the others."""
    payoffs, parties = played.holding.payoffs, played.parties
    for place, transfer in enumerate(played.meeting.pays):
        bare = played.change(Holding(payoffs.without(place), played.holding.menu))
        gained = (played.mean_payoff - bare.mean_payoff).tolist()
        yield HelpEffect(
            kind=cast(Any, transfer.kind),
            by=transfer.by,
            to=transfer.to,
            when=cast(Any, transfer.when),
            p_held=played.p_held - bare.p_held,
            p_agreement=played.p_agreement - bare.p_agreement,
            p_accepts={
                party: share - bare.p_accepts[party] for party, share in played.p_accepts.items()
            },
            payoff=dict(zip(parties, gained, strict=True)),
        )


def find_conditions(played: Played) -> Iterator[ConditionEffect]:
    """Go over the conditions of a meeting: what each changes, beside all the others."""
    menu = played.holding.menu
    for place, condition in enumerate(played.meeting.conditions):
        free = menu.without(place)
        bare = played.change(Holding(played.holding.payoffs, free))
        met = (free.all_sign & menu.meets[place]).any(axis=1)
        yield ConditionEffect(
            by=condition.by,
            offer=condition.better_than,
            p_met=float(met.mean()),
            p_held=played.p_held - bare.p_held,
            p_agreement=played.p_agreement - bare.p_agreement,
        )


def find_timing(played: Played, workspace: Workspace, anchors: Anchors) -> Iterator[OnDate]:
    """Go over the dates on which a meeting could be held, in order; none where it has no date.

    Each date reads the same draws, so that the dates differ by what the calendar changes alone.
    """
    meeting = played.meeting
    proposed = [] if meeting.date is None else [meeting.date]
    for date in sorted({*proposed, *meeting.dates}):
        menus = find_menus(workspace, meeting, anchors, date)
        yield _describe_date(play(workspace, meeting, menus, date), workspace, date)


def _describe_date(played: Played, workspace: Workspace, date: dt.date) -> OnDate:
    case, better = workspace.case, played.holding.better.mean(axis=0).tolist()
    return OnDate(
        date=date,
        proposed=date == played.meeting.date,
        after=tuple(day.id for day in list_passed(case, date)),
        opens=list_opened(case, played.meeting, date),
        p_held=played.p_held,
        p_agreement=played.p_agreement,
        p_accepts=played.p_accepts,
        p_better_if_held=dict(zip(played.parties, better, strict=True)),
    )
