"""An invitation in a case, played out: who comes, what is agreed, who is better off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.case import Meeting
from detente.core.expression_values import cancel
from detente.core.layout import BoolArray, FloatArray
from detente.core.signals import solve_reading
from detente.study.holding import Holding
from detente.study.inviting import Invitation, build_invitation
from detente.study.menu import Menu, list_others
from detente.study.payoffs import draw_payoffs
from detente.study.workspace import Recent, Workspace

PLAYED = 32
"""Invitations whose draws are kept at hand: a meeting, and what could be signed there."""


@dataclass(frozen=True)
class Played:
    """An invitation to a meeting, with all that it rests on.

    Parameters
    ----------
    parties : ids, in order.
    meeting : the meeting.
    holdings : what it brings that a meeting is held, by id: this one, and those that it may be
        answered with.
    others : the meetings that it may be answered with.
    """

    parties: tuple[str, ...]
    meeting: Meeting
    holdings: Mapping[str, Holding]
    others: tuple[Meeting, ...]

    @property
    def holding(self) -> Holding:
        """The meeting itself, when it is held."""
        return self.holdings[self.meeting.id]

    @cached_property
    def invitation(self) -> Invitation:
        """The game that the invitation opens."""
        others = {each.id: each for each in self.others}
        return build_invitation(self.parties, self.meeting, self.holdings, others)

    def change(self, holding: Holding) -> Played:
        """Play it out with another view of the meeting itself."""
        return replace(self, holdings={**self.holdings, self.meeting.id: holding})

    @property
    def p_held(self) -> float:
        """Chance that the meeting is held."""
        return float(self.invitation.held.mean())

    @property
    def p_held_if_read(self) -> float | None:
        """Chance that it is held if what moves show is read; None where that does not settle."""
        solved = solve_reading(self.invitation.root, len(self.parties))
        if solved is None:
            return None
        return float(self.invitation.find_held(solved).mean())

    @property
    def p_agreement(self) -> float:
        """Chance that it is held and something is agreed."""
        return float((self.invitation.held * self.holding.p_agreed).mean())

    @cached_property
    def p_accepts(self) -> dict[str, float]:
        """How often each party that is asked goes along; of a proposer, how often it invites."""
        solved = self.invitation.solved
        return {
            party: float(solved.compute_shares(move)[0])
            for party, move in self.invitation.moves.items()
        }

    @property
    def mean_payoff(self) -> FloatArray:
        """What each party can expect once the invitation is made, on average, ``(P,)``."""
        return np.asarray(self.invitation.expected.mean(axis=0))


def play(
    workspace: Workspace, meeting: Meeting, menus: Mapping[str, Menu], on: dt.date | None = None
) -> Played:
    """Play out an invitation.

    Parameters
    ----------
    workspace : the case, or a view of it, and its draws; payoffs are read from it.
    meeting : one of the case's.
    menus : see :func:`detente.study.menu.find_menus`; they may be those of another view.
    on : the day of the meeting; by default its date. What it may be answered with is held on dates
        of its own.
    """
    others = list_others(workspace.case, meeting)
    holdings = {each.id: Holding(draw_payoffs(workspace, each), menus[each.id]) for each in others}
    holdings[meeting.id] = Holding(draw_payoffs(workspace, meeting, on), menus[meeting.id])
    return Played(workspace.frame.parties, meeting, holdings, others)


@dataclass(frozen=True)
class MeetingDraws:
    """A meeting on every draw.

    Parameters
    ----------
    held : whether it is held when draw d of every party moves, ``(D,)``.
    accepts : whether each party would go along with it when it is asked, ``(D, P)``; True for who
        is not asked.
    holding : what it brings that it is held; the rest is read off it when it is asked for.
    """

    held: BoolArray
    accepts: BoolArray
    holding: Holding

    @property
    def agreed(self) -> FloatArray:
        """Chance that something is agreed if it is held, ``(D,)``."""
        return self.holding.p_agreed

    @property
    def better(self) -> FloatArray:
        """Chance that each party is better off than without the invitation if held, ``(D, P)``."""
        return self.holding.better

    @cached_property
    def payoffs(self) -> Mapping[str, FloatArray]:
        """What each party gets, in its own points, ``(D, P)`` each.

        Of the ``meeting`` itself; all in all when it is held and something is ``agreed`` or it
        ``fails``; when it ``declines`` and when it is ``declined`` by another. What is agreed is
        what the party expects to be signed; the meeting alone where it would itself sign nothing.
        """
        holding, payoffs = self.holding, self.holding.payoffs
        kinds, size = payoffs.kinds, payoffs.size
        signing = np.max([np.zeros_like(size), *holding.menu.size], axis=0)
        return {
            "meeting": cancel(payoffs.meet, size),
            "agreed": cancel(holding.agreed_if, size + signing),
            "fails": cancel(holding.failed_if, size),
            "declines": kinds["declines"],
            "declined": kinds["declined"],
        }


def find_meeting_draws(
    workspace: Workspace, meeting: Meeting, menus: Mapping[str, Menu]
) -> MeetingDraws:
    """Find what becomes of an invitation on every draw.

    Parameters
    ----------
    workspace : the case, or a view of it, and its draws; payoffs are read from it.
    meeting : one of the case's.
    menus : see :func:`detente.study.menu.find_menus`. A menu rests on values, trust, the terms of
        plans and pledges; the rest on payoffs, readiness and payments. So the menus may be those
        of a view in which other numbers have changed, on the same draws.

    Returns
    -------
    The last of them are kept with the workspace, so that asking again costs nothing.
    """
    known: Recent[MeetingDraws] = workspace.recall("meeting draws", lambda: Recent(PLAYED))
    key = (meeting.id, tuple(menus.items()))
    return known.recall(key, lambda: _read_draws(play(workspace, meeting, menus)))


def _read_draws(played: Played) -> MeetingDraws:
    holding, invitation = played.holding, played.invitation
    accepts = np.ones(holding.expected.shape, dtype=np.bool_, order="F")
    for party, move in invitation.moves.items():
        accepts[:, played.parties.index(party)] = invitation.solved.choice[move] == 0
    return MeetingDraws(invitation.held > 0, accepts, holding)
