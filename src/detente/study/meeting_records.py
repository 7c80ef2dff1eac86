"""What a study of meetings finds, as records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from detente.study.record import Interval, Origin, Record

Role = Literal["proposer", "invited", "bystander"]
Gain = Literal["wins", "loses", "cannot_tell"]


@dataclass(frozen=True)
class Split(Record):
    """What a party gets when the meeting is held, part by part, in its own points.

    ``meeting``: of the meeting itself, whatever is agreed: being held, its cost, what others pay.
    ``agreement`` and ``failure``: what an agreement, and what failing, adds, each times its odds.
    """

    meeting: Interval
    agreement: Interval
    failure: Interval


@dataclass(frozen=True)
class Choice(Record):
    """A choice that a party has when it is asked, and the odds that it makes it.

    ``choice``: ``accepts``, ``declines``, ``invites``, ``does_not_invite``, or ``counters``, which
    then names another meeting in ``meeting``. ``payoff`` is what it can expect of the choice, in
    its own points: over its own values, and on average over what it does not know.
    """

    choice: Literal["accepts", "declines", "invites", "does_not_invite", "counters"]
    meeting: str
    p: float
    payoff: Interval


@dataclass(frozen=True)
class MeetingFor(Record):
    """A meeting on one party's own scale. Without the invitation it stands at 0.

    ``p_better_*`` and ``p_worse_*`` are odds of ending above, and below, where it would stand
    without the invitation: ``if_accepts`` with what the others do, ``if_declines``, ``if_held``,
    and, of these, ``if_agreed``, None where nothing is ever agreed, and ``if_fails``. A proposer
    accepts by inviting, and declines by not inviting, which leaves it where it stood. A bystander
    is asked nothing: it has no ``choices``, and None for accepting and declining.

    Most draws are more than three in five. ``dilemma``: worse off than without the invitation in
    most draws, whether it accepts or declines. ``gain``: who wins and who loses by the meeting
    being held, in most draws. ``gains_whatever``: better off in most draws if it fails, and if
    something is agreed.
    ``equilibrium`` is the choice that it makes most often; empty for a bystander.
    """

    role: Role
    choices: tuple[Choice, ...]
    equilibrium: str
    p_better_if_accepts: float | None
    p_better_if_declines: float | None
    p_worse_if_accepts: float | None
    p_worse_if_declines: float | None
    dilemma: bool | None
    p_better_if_held: float
    p_worse_if_held: float
    p_better_if_agreed: float | None
    p_better_if_fails: float
    gain: Gain
    gains_whatever: bool
    payoff_if_held: Interval
    split: Split


@dataclass(frozen=True)
class Ending(Record):
    """One way in which an invitation can end, and its odds.

    ``kind``: ``held`` (``meeting`` takes place), ``declined`` (by ``by``), or ``not_invited``.
    """

    kind: Literal["held", "declined", "not_invited"]
    meeting: str
    by: str
    p: float


@dataclass(frozen=True)
class Equilibrium(Record):
    """How an invitation ends when every side does what is best for it, by backward induction.

    ``p_held_if_read``: the chance that it is held were it read what a first move shows of a party
    that moves again; None where that settles nothing. The same as ``p_held`` where nobody does.
    """

    endings: tuple[Ending, ...]
    likeliest: Ending
    p_held: float
    p_held_if_read: float | None = None


@dataclass(frozen=True)
class Signable(Record):
    """A package that could be signed at the meeting, and the odds that it is what would be found.

    ``p_signed``: chance that it is the one signed if the meeting is held. ``p_all_sign``: that
    every side would sign and enter it. ``refuses`` gives for each signer the odds that it would
    not. ``stages`` in which it would be carried out; ``p_kept`` that it would then be delivered.
    """

    package: dict[str, str]
    stages: int
    p_signed: float
    p_all_sign: float
    refuses: dict[str, float]
    p_kept: float


@dataclass(frozen=True)
class HelpEffect(Record):
    """What a payment, the hosting or a guarantee by somebody changes; with it less without it.

    ``p_held`` and ``p_agreement`` in odds; ``p_accepts`` by party asked; ``payoff`` by party, what
    it can expect after the invitation, in its own points.
    """

    kind: Literal["payment", "hosting", "guarantee"]
    by: str
    to: str
    when: Literal["held", "agreed", "fails"]
    p_held: float
    p_agreement: float
    p_accepts: dict[str, float]
    payoff: dict[str, float]


@dataclass(frozen=True)
class ConditionEffect(Record):
    """What a condition changes: a party signs only what is worth more to it than a past offer.

    ``p_met``: odds that some package that all would sign meets it. ``p_held`` and ``p_agreement``:
    with the condition less without it.
    """

    by: str
    offer: str
    p_met: float
    p_held: float
    p_agreement: float


@dataclass(frozen=True)
class OnDate(Record):
    """The same meeting on one date, with what the calendar has changed by then.

    ``after`` lists the days of the calendar that have passed, ``opens`` the options that only they
    put on the table. ``p_agreement`` is the chance that the meeting is held and ends in agreement.
    """

    date: dt.date
    proposed: bool
    after: tuple[str, ...]
    opens: tuple[tuple[str, str], ...]
    p_held: float
    p_agreement: float
    p_accepts: dict[str, float]
    p_better_if_held: dict[str, float]


@dataclass(frozen=True)
class MeetingFinding(Record):
    """One meeting: who would come, who gains, and what would be agreed.

    ``asked`` lists who moves, in order. ``signers`` must sign what is agreed. ``p_acceptable``:
    chance that some package on the agenda would be signed and entered by all who must.
    ``p_agreement_if_held``: that times the readiness. ``p_agreement``: held and agreed.
    """

    id: str
    title: str
    format: str
    approach: str
    date: dt.date | None
    proposer: str
    asked: tuple[str, ...]
    signers: tuple[str, ...]
    readiness: Interval
    p_acceptable: float
    p_agreement_if_held: float
    p_agreement: float
    p_held: float
    equilibrium: Equilibrium
    parties: dict[str, MeetingFor]
    signable: tuple[Signable, ...]
    helps: tuple[HelpEffect, ...]
    conditions: tuple[ConditionEffect, ...]
    timing: tuple[OnDate, ...]
    condition: str = ""


@dataclass(frozen=True)
class MeetingFindings(Record):
    """Every meeting of the case: whether it is worth it, for whom, even if it fails."""

    origin: Origin
    meetings: tuple[MeetingFinding, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per meeting and party."""
        return [
            {
                "meeting": meeting.id,
                "party": party,
                "p_held": meeting.p_held,
                "p_better_if_accepts": to.p_better_if_accepts,
                "p_better_if_declines": to.p_better_if_declines,
                "p_better_if_held": to.p_better_if_held,
                "p_better_if_fails": to.p_better_if_fails,
                "dilemma": to.dilemma,
            }
            for meeting in self.meetings
            for party, to in meeting.parties.items()
        ]
