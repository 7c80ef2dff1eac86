"""What a meeting is worth to each side, over the draws: the meeting itself, not what is agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.case import Meeting, Quantity, Transfer
from detente.case.arrays import draw_quantity
from detente.case.days import find_payoffs, find_readiness
from detente.core.draws import draw_beside
from detente.core.layout import FloatArray
from detente.study.workspace import Workspace

KINDS = ("held", "cost", "fails", "declines", "declined")
"""What a meeting is worth: that it is held, its cost, that it fails, that the party declines, that
somebody else does."""

_STREAM = 2
"""Meetings are drawn beside the values and the terms, so that they change no other draw."""


@dataclass(frozen=True)
class Help:
    """What somebody does for a party, over the draws.

    Parameters
    ----------
    to, by : index of the party helped, and of who helps; None for a third party.
    when : due when the meeting is ``held``, ``agreed`` or ``fails``.
    amount : what it is worth to ``to``, in its points, ``(D,)``; never below 0.
    costs : what it costs ``by``, in its points, ``(D,)``; never below 0.
    """

    to: int
    by: int | None
    when: str
    amount: FloatArray
    costs: FloatArray

    def spread(self, parties: int) -> FloatArray:
        """Put it on the axis of parties, ``(D, P)``."""
        net = np.zeros((len(self.amount), parties), order="F")
        net[:, self.to] += self.amount
        if self.by is not None:
            net[:, self.by] -= self.costs
        return net


@dataclass(frozen=True)
class Payoffs:
    """What a meeting is worth over the draws, each in the party's own points.

    Parameters
    ----------
    kinds : by kind of payoff, :data:`KINDS`, shape ``(D, P)`` each.
    readiness : chance that an acceptable package is found, if there is one, ``(D,)``.
    helps : who helps whom.
    """

    kinds: Mapping[str, FloatArray]
    readiness: FloatArray
    helps: tuple[Help, ...] = ()

    @cached_property
    def meet(self) -> FloatArray:
        """Of the meeting itself, whatever comes of it: held, its cost, help then; ``(D, P)``."""
        return self.kinds["held"] + self.kinds["cost"] + self.compute_help("held")

    @cached_property
    def fails(self) -> FloatArray:
        """What failing adds, help due then included, ``(D, P)``."""
        return self.kinds["fails"] + self.compute_help("fails")

    @cached_property
    def agreed(self) -> FloatArray:
        """Help that is due when something is agreed, ``(D, P)``."""
        return self.compute_help("agreed")

    @cached_property
    def size(self) -> FloatArray:
        """Size of all that is added up, against which sums are rounded, ``(D, P)``."""
        size = np.sum([np.abs(amounts) for amounts in self.kinds.values()], axis=0)
        for each in self.helps:
            size += np.abs(each.spread(size.shape[1]))
        return np.asarray(size)

    def compute_help(self, when: str) -> FloatArray:
        """Add up what help brings and costs each party at that moment, ``(D, P)``."""
        total = np.zeros_like(self.kinds["held"])
        for each in self.helps:
            if each.when == when:
                total += each.spread(total.shape[1])
        return total

    def without(self, place: int) -> Payoffs:
        """Leave out one of the helps."""
        return replace(self, helps=self.helps[:place] + self.helps[place + 1 :])


def draw_payoffs(workspace: Workspace, meeting: Meeting, on: dt.date | None = None) -> Payoffs:
    """Draw what a meeting is worth to each party when it is held on a day.

    Parameters
    ----------
    workspace : the case and its draws.
    meeting : one of the case's.
    on : when it is held; by default on its date. What the calendar has changed by then counts; of
        several days that change a number, the last does.

    Returns
    -------
    Payoffs over the draws, from a stream of the meeting's own. Whatever the day, and whatever the
    numbers, the same draws stand at the same place in each range, so that like is compared with
    like.
    """
    parties, u = workspace.frame.parties, _draw_stream(workspace, meeting)
    P, day = len(parties), get_day(meeting, on)
    payoffs = find_payoffs(workspace.case, meeting, day)
    kinds = {
        kind: _read_row(parties, payoffs, kind, u[:, 1 + k * P : 1 + (k + 1) * P])
        for k, kind in enumerate(KINDS)
    }
    readiness = draw_quantity(find_readiness(workspace.case, meeting, day), u[:, 0])
    helps = [
        _read_help(parties, each, u[:, 1 + len(KINDS) * P + 2 * n :][:, :2])
        for n, each in enumerate(meeting.pays)
    ]
    return Payoffs(kinds, np.clip(readiness, 0.0, 1.0), tuple(helps))


def get_day(meeting: Meeting, on: dt.date | None = None) -> dt.date | None:
    """Return when a meeting is held: on a given day, or else on its date, if it has one."""
    return on or meeting.date


def list_inputs(
    workspace: Workspace, meeting: Meeting
) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """List what varies on its own in a meeting.

    Yields
    ------
    A name: ``readiness/ID``, ``payoff/ID/PARTY/KIND``, ``pays/ID/N`` or ``pays/ID/N/costs``; the
    keys of `Case.quantities` that share these draws, with what the calendar makes of it later; and
    where each draw stands in their ranges, ``(D,)``, strictly between 0 and 1.
    """
    parties, u = workspace.frame.parties, _draw_stream(workspace, meeting)
    known = {entry.key for entry in workspace.case.quantities()}
    for place, (name, later) in enumerate(_name_streams(meeting, parties)):
        keys = (name, *(later.format(day) for day in meeting.after if later))
        written = tuple(key for key in keys if key in known)
        if written:
            yield name, written, u[:, place]


def _name_streams(meeting: Meeting, parties: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Name the streams in order, and how what shares them is called after a day."""
    yield f"readiness/{meeting.id}", f"readiness/{meeting.id}/after/{{}}"
    for kind in KINDS:
        for party in parties:
            ends = f"{party}/{kind}"
            yield f"payoff/{meeting.id}/{ends}", f"payoff/{meeting.id}/after/{{}}/{ends}"
    for number in range(1, len(meeting.pays) + 1):
        yield f"pays/{meeting.id}/{number}", ""
        yield f"pays/{meeting.id}/{number}/costs", ""


def _read_row(
    parties: tuple[str, ...],
    payoffs: Mapping[tuple[str, str], Quantity],
    kind: str,
    u: FloatArray,
) -> FloatArray:
    rows = np.zeros(u.shape, order="F")
    for p, party in enumerate(parties):
        if (party, kind) in payoffs:
            rows[:, p] = draw_quantity(payoffs[party, kind], u[:, p])
    return rows


def _read_help(parties: tuple[str, ...], transfer: Transfer, u: FloatArray) -> Help:
    return Help(
        to=parties.index(transfer.to),
        by=parties.index(transfer.by) if transfer.by in parties else None,
        when=transfer.when,
        amount=draw_quantity(transfer.amount, u[:, 0]),
        costs=draw_quantity(transfer.costs, u[:, 1]),
    )


def _draw_stream(workspace: Workspace, meeting: Meeting) -> FloatArray:
    """Draw where a meeting's numbers stand in their ranges, once for all views of the case."""
    while workspace.like is not None:
        workspace = workspace.like
    place = [each.id for each in workspace.case.meetings].index(meeting.id)
    count = len(list(_name_streams(meeting, workspace.frame.parties)))
    seed = workspace.case.seed if workspace.seed is None else workspace.seed
    draws = workspace.draws

    def draw() -> FloatArray:
        return draw_beside(draws, count, np.random.default_rng([seed, _STREAM, place]))

    return workspace.recall(("meeting stream", place), draw)
