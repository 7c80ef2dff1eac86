"""Would a meeting be held, and is it worth it: for whom, and even if it fails?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np

from detente.case import Case, Meeting
from detente.case.words import quote, suggest_or_list
from detente.core.games import Leaf
from detente.core.layout import FloatArray
from detente.errors import InputError
from detente.study.anchors import Anchors, find_anchors
from detente.study.helping import find_conditions, find_helps, find_timing
from detente.study.holding import Holding
from detente.study.items import name_moved
from detente.study.meeting_records import (
    Choice,
    Ending,
    Equilibrium,
    Gain,
    MeetingFinding,
    MeetingFindings,
    MeetingFor,
    Role,
    Signable,
    Split,
)
from detente.study.menu import find_menus
from detente.study.payoffs import get_day
from detente.study.playing import MeetingDraws, Played, find_meeting_draws, play
from detente.study.record import Interval
from detente.study.workspace import Workspace

__all__ = ["MeetingDraws", "choose_meetings", "find_meeting_draws", "find_meetings"]

MOST = 0.6
"""More than this share of the draws are most of them; nearer to one half nobody can tell."""

_BY_CHOICE = (
    "p_better_if_accepts",
    "p_better_if_declines",
    "p_worse_if_accepts",
    "p_worse_if_declines",
    "dilemma",
)


def find_meetings(
    workspace: Workspace, meeting: str | None = None, on: dt.date | None = None
) -> MeetingFindings:
    """Find whether meetings would be held, what would come of them, and for whom they are worth it.

    Parameters
    ----------
    workspace : the case and its draws.
    meeting : id of the only one that is looked at; by default all.
    on : when they are held, in place of their own dates.

    Returns
    -------
    Per meeting and party: the odds of ending better off than without the invitation, by choice;
    what it would do, and what it hangs on. The invitation is a game of private values, solved
    exactly on the draws by backward induction, see :mod:`detente.core.games`. What could be signed
    are packages that other studies single out, see :func:`detente.study.menu.find_menu`; whether
    they would be is exact on every draw.

    Raises
    ------
    InputError : the case has no meetings, or none of that id; or the day lies before the case.
    """
    chosen = choose_meetings(workspace.case, meeting, on)
    anchors = find_anchors(workspace)
    return MeetingFindings(
        origin=workspace.origin,
        meetings=tuple(_find(workspace, each, anchors, on) for each in chosen),
    )


def choose_meetings(
    case: Case, meeting: str | None = None, on: dt.date | None = None
) -> tuple[Meeting, ...]:
    """Choose a meeting of a case by its id, or all of them, and check the day.

    Raises
    ------
    InputError : the case has no meetings, or none of that id; or the day lies before the case.
    """
    if not case.meetings:
        raise InputError(
            "the case has no meetings; write a meetings.yaml: who invites whom, how ready they "
            "are, and what being held, failing and declining is worth to each"
        )
    if on is not None and on < case.as_of:
        raise InputError(
            f"date: {on} lies before the day of the case; expected {case.as_of} or a later day"
        )
    known = {each.id: each for each in case.meetings}
    if meeting is None:
        return case.meetings
    if meeting not in known:
        hint = suggest_or_list(meeting, list(known), "meetings")
        raise InputError(f"meeting: the case has no meeting {quote(meeting)}. {hint}")
    return (known[meeting],)


def _find(
    workspace: Workspace, meeting: Meeting, anchors: Anchors, on: dt.date | None
) -> MeetingFinding:
    played = play(workspace, meeting, find_menus(workspace, meeting, anchors, on), on)
    holding, menu = played.holding, played.holding.menu
    acceptable = menu.first >= 0
    signers = {*menu.table, *np.flatnonzero(menu.signers.any(axis=1)).tolist()}
    return MeetingFinding(
        id=meeting.id,
        title=meeting.title,
        format=meeting.format,
        approach=meeting.approach,
        date=get_day(meeting, on),
        proposer=meeting.proposer,
        asked=tuple(played.invitation.moves),
        signers=tuple(party for p, party in enumerate(played.parties) if p in signers),
        readiness=Interval.of(holding.payoffs.readiness),
        p_acceptable=float(acceptable.mean()),
        p_agreement_if_held=float(holding.p_agreed.mean()),
        p_agreement=played.p_agreement,
        p_held=played.p_held,
        equilibrium=_find_equilibrium(played),
        parties={party: _describe_party(played, party) for party in played.parties},
        signable=tuple(_describe_packages(played, workspace)),
        helps=tuple(find_helps(played)),
        conditions=tuple(find_conditions(played)),
        timing=tuple(find_timing(played, workspace, anchors)),
        condition=meeting.condition,
    )


def _find_equilibrium(played: Played) -> Equilibrium:
    """Add up the leaves that end alike, the likeliest first."""
    odds: dict[tuple[str, str, str], float] = {}
    for leaf, reach in played.invitation.reach.items():
        outcome = played.invitation.outcomes[leaf]
        key = (outcome.kind, outcome.meeting, outcome.by)
        odds[key] = odds.get(key, 0.0) + float(reach.mean())
    endings = [Ending(cast(Any, kind), of, by, p) for (kind, of, by), p in odds.items()]
    endings.sort(key=lambda ending: -ending.p)
    return Equilibrium(tuple(endings), endings[0], played.p_held, played.p_held_if_read)


def _describe_party(played: Played, party: str) -> MeetingFor:
    p, holding = played.parties.index(party), played.holding
    choices = tuple(_describe_choices(played, party))
    better, worse = float(holding.better[:, p].mean()), float(holding.worse[:, p].mean())
    agreed = _find_odds_if_agreed(holding, p)
    fails = float(holding.better_if_fails[:, p].mean())
    return MeetingFor(
        role=_find_role(played.meeting, party),
        choices=choices,
        equilibrium=max(choices, key=lambda each: each.p).choice if choices else "",
        **_weigh_choices(played, party),
        p_better_if_held=better,
        p_worse_if_held=worse,
        p_better_if_agreed=agreed,
        p_better_if_fails=fails,
        gain=_call(better, worse),
        gains_whatever=fails > MOST and (agreed is None or agreed > MOST),
        payoff_if_held=Interval.of(holding.expected[:, p]),
        split=Split(
            meeting=Interval.of(holding.payoffs.meet[:, p]),
            agreement=Interval.of(holding.expected_agreement[:, p]),
            failure=Interval.of(holding.expected_failure[:, p]),
        ),
    )


def _find_role(meeting: Meeting, party: str) -> Role:
    if party == meeting.proposer:
        return "proposer"
    return "invited" if party in meeting.invited else "bystander"


def _call(better: float, worse: float) -> Gain:
    """Say who wins by a meeting that is held, and who loses, in most draws."""
    return "wins" if better > MOST else "loses" if worse > MOST else "cannot_tell"


def _describe_choices(played: Played, party: str) -> Iterator[Choice]:
    move = played.invitation.moves.get(party)
    if move is None:
        return
    solved = played.invitation.solved
    worth, shares = solved.compute_worth(move), solved.compute_shares(move)
    for place, action in enumerate(move.actions):
        kind, _, other = action.name.partition(" ")
        yield Choice(
            choice=cast(Any, kind),
            meeting=other,
            p=float(shares[place]),
            payoff=Interval.of(worth[:, place]),
        )


def _weigh_choices(played: Played, party: str) -> dict[str, Any]:
    """Odds of ending better, and worse, off by going along or not; None for who is not asked."""
    move = played.invitation.moves.get(party)
    if move is None:
        return dict.fromkeys(_BY_CHOICE)
    leaf = cast(Leaf, move.actions[1].child)
    goes = _weigh(played, played.invitation.force(party), party)
    stays = _weigh(played, {leaf: np.ones(len(goes[0]))}, party)
    odds = [float(each.mean()) for each in (goes[0], stays[0], goes[1], stays[1])]
    dilemma = odds[2] > MOST and odds[3] > MOST
    return dict(zip(_BY_CHOICE, (*odds, dilemma), strict=True))


def _weigh(
    played: Played, reach: Mapping[Leaf, FloatArray], party: str
) -> tuple[FloatArray, FloatArray]:
    """Chance in each draw that a party ends better, and worse, off, ``(D,)`` each."""
    p, outcomes = played.parties.index(party), played.invitation.outcomes
    better = [at * outcomes[leaf].better[:, p] for leaf, at in reach.items()]
    worse = [at * outcomes[leaf].worse[:, p] for leaf, at in reach.items()]
    return np.sum(better, axis=0), np.sum(worse, axis=0)


def _find_odds_if_agreed(holding: Holding, p: int) -> float | None:
    """Odds of being better off where something is agreed; None where nothing ever is."""
    agreed = holding.p_agreed
    if not agreed.any():
        return None
    return float((agreed * holding.better_if_agreed[:, p]).sum() / agreed.sum())


def _describe_packages(played: Played, workspace: Workspace) -> Iterator[Signable]:
    menu, readiness = played.holding.menu, played.holding.payoffs.readiness
    for m, package in enumerate(menu.packages):
        refuses = 1.0 - menu.signs[:, :, m].mean(axis=0)
        yield Signable(
            package=name_moved(workspace.frame, package),
            stages=menu.stages[m],
            p_signed=float(np.mean(readiness * (menu.first == m))),
            p_all_sign=float(menu.all_sign[:, m].mean()),
            refuses={
                party: float(refuses[p])
                for p, party in enumerate(played.parties)
                if menu.signers[p, m]
            },
            p_kept=float(menu.kept[m]),
        )
