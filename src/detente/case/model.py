"""A loaded case: frozen objects that every study reads.

A case keeps exact decimals and remembers, for every number, where it stands and what it rests
on. Arrays for the mathematics are made from it elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from detente.case.claim_model import Claim
from detente.case.constraint_model import Choice, Constraint, Quorum
from detente.case.forecast_model import Forecast
from detente.case.plan_model import Event, PlanTerms
from detente.errors import InputError, Problem

Reference: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and the passage in it; an empty passage is the whole document."""

    source: str
    passage: str = ""

    def __str__(self) -> str:
        return f"{self.source}, {self.passage}" if self.passage else self.source


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range of the case, with its place and what it rests on.

    Parameters
    ----------
    low, best, high : P10, median where it is given, P90; None for a point.
    point : the exact number; None for a range.
    because : what it rests on; empty for an assumption of the coder.
    note : the coder's reasoning.
    place : where it stands, as ``case.yaml:41:9``; empty for a default.
    text : the number as it was written.

    Examples
    --------
    >>> Quantity(point=Decimal("2.5"), text="2.5").is_point
    True
    """

    low: Decimal | None = None
    best: Decimal | None = None
    high: Decimal | None = None
    point: Decimal | None = None
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""
    text: str = ""

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.point is not None

    @property
    def numbers(self) -> tuple[Decimal | None, ...]:
        """What is computed with: two quantities that share it are drawn alike."""
        return self.low, self.best, self.high, self.point

    def is_like(self, other: Quantity) -> bool:
        """Whether another quantity is the same number, whatever both rest on."""
        return self is other or self.numbers == other.numbers

    @property
    def sourced(self) -> bool:
        """Whether it rests on a source."""
        return bool(self.because)

    @property
    def is_default(self) -> bool:
        """Whether nobody wrote it: it is the default of the format."""
        return not self.place

    def __str__(self) -> str:
        return self.text


ZERO = Quantity(point=Decimal(0), text="0")


@dataclass(frozen=True, slots=True)
class Party:
    """A party with a value scale of its own."""

    id: str
    name: str
    reservation: Quantity = ZERO
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ratifier:
    """An audience that must accept what its party agrees to."""

    id: str
    name: str
    party: str
    reservation: Quantity = ZERO
    about: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of an issue.

    Parameters
    ----------
    values : value by party or ratifier id; one that is missing counts 0.
    undo : share that can be snapped back, 0 to 1.
    verify_days, duration_days : time to verify it and to carry it out.
    requires, excludes : pairs of issue id and option id.
    """

    id: str
    title: str
    values: Mapping[str, Quantity] = field(default_factory=dict)
    undo: float = 0.0
    verify_days: int = 0
    duration_days: int = 0
    requires: tuple[Reference, ...] = ()
    excludes: tuple[Reference, ...] = ()
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with its options in order; the first is the status quo.

    ``by`` names the parties that perform it; empty for a joint issue. ``ordered``: an option
    stands for everything up to it.
    """

    id: str
    title: str
    by: tuple[str, ...]
    options: tuple[Option, ...]
    ordered: bool = True
    about: str = ""

    def option(self, option_id: str) -> Option:
        """Return the option of that id."""
        return self.options[self.index(option_id)]

    def index(self, option_id: str) -> int:
        """Return the position of an option, 0 for the status quo."""
        for index, option in enumerate(self.options):
            if option.id == option_id:
                return index
        raise InputError(f'issue {self.id} has no option "{option_id}"')

    def list_steps(self, to: int) -> range:
        """List the steps to an option, by position: on a ladder all up to it; none to the first."""
        return range(1 if self.ordered else max(to, 1), to + 1)

    def is_reached(self, stands: int, target: int) -> bool:
        """Whether an issue that stands at one option has reached another, by position."""
        return target <= stands if self.ordered else target == stands

    def matches(self, choice: Choice) -> tuple[int, ...]:
        """List the options that count as a choice: on a ladder it and every later one.

        Several options stand for themselves alone.
        """
        if not isinstance(choice, str):
            return tuple(sorted(map(self.index, choice)))
        index = self.index(choice)
        return tuple(range(index, len(self.options))) if self.ordered else (index,)


@dataclass(frozen=True, slots=True)
class Interaction:
    """An extra value that a combination of options carries.

    ``when`` says for each issue from which option on, or for which of several options exactly.
    """

    when: Mapping[str, Choice]
    values: Mapping[str, Quantity]
    title: str = ""
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document. ``status`` is ``read``, or ``recalled``: not seen by the coder."""

    id: str
    title: str
    author: str = ""
    date: str = ""
    publisher: str = ""
    url: str = ""
    file: str = ""
    status: str = "read"
    passages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """How the ledger becomes a belief; days, shares and pseudo-promises."""

    prior_kept: float = 1.0
    prior_broken: float = 1.0
    half_life_days: float = 3652.5
    precedent_weight: float = 0.25
    credit: Mapping[str, float] = field(
        default_factory=lambda: {"kept": 1.0, "late": 0.75, "partial": 0.5, "broken": 0.0}
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what came of it; ``settled`` is when the outcome was known."""

    id: str
    by: str
    to: tuple[str, ...]
    made: dt.date
    due: dt.date | None
    settled: dt.date
    what: str
    outcome: str
    share: float | None = None
    weight: float | None = None
    precedent_for: str | None = None
    cited_by: str | None = None
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Pledge:
    """An option pledged in an offer, and how firmly."""

    issue: str
    option: str
    firm: str = "stated"
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that was put on the table."""

    id: str
    title: str
    date: dt.date
    by: str
    to: tuple[str, ...]
    outcome: str
    pledges: tuple[Pledge, ...]
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day from which things stand differently; ``opens`` lists options it puts on the table.

    Of an ordered issue an option stands for itself and all later ones.
    """

    id: str
    title: str
    date: dt.date
    opens: tuple[Reference, ...] = ()
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What somebody does for a party so that a meeting can be held, or pays off.

    Parameters
    ----------
    by : who pays; a party's id, or the name of a third party.
    to : the party it helps.
    amount : what it is worth to ``to``, in the points of ``to``; not below 0.
    kind : ``payment``, ``hosting`` or ``guarantee``.
    when : it is due when the meeting is ``held``, when something is ``agreed``, or when it
        ``fails``.
    costs : what it costs ``by``, in the points of ``by``; not below 0, and 0 for a third party.
    """

    by: str
    to: str
    amount: Quantity
    kind: str = "payment"
    when: str = "held"
    costs: Quantity = ZERO
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """Another meeting with which an invited party may answer."""

    by: str
    meeting: str
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A party signs only what is worth more to it, at face value, than a past offer."""

    by: str
    better_than: str
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """What is different when a meeting is held on or after a day; ``payoffs`` as a meeting's."""

    readiness: Quantity | None = None
    payoffs: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meeting:
    """An invitation to a meeting.

    Parameters
    ----------
    date, dates : when it is to be, and other dates on which it could be held, in order.
    proposer : a party's id, or the name of a third party, which always invites.
    payoffs : by party, then ``held``, ``cost``, ``fails``, ``declines`` or ``declined``; one that
        is missing counts 0.
    after : by day of the calendar, what is different from that day on.
    counters, conditions : what invited parties may answer with, and what they insist on.
    condition : what it depends on, in words; never computed with.
    """

    id: str
    title: str
    format: str
    date: dt.date | None
    agenda: tuple[str, ...]
    readiness: Quantity
    approach: str
    proposer: str
    invited: tuple[str, ...]
    payoffs: Mapping[str, Mapping[str, Quantity]]
    pays: tuple[Transfer, ...] = ()
    condition: str = ""
    because: tuple[Citation, ...] = ()
    note: str = ""
    dates: tuple[dt.date, ...] = ()
    after: Mapping[str, MeetingChange] = field(default_factory=dict)
    counters: tuple[Counter, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a reading sees differently: a key of the case, and what it becomes."""

    key: str
    value: Quantity | str | float
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One author's view of the case, as changes to it, and what the author claims."""

    id: str
    author: str
    source: str = ""
    about: str = ""
    changes: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity of the case under a stable key, with words for a person."""

    key: str
    label: str
    quantity: Quantity


@dataclass(frozen=True)
class Case:
    """A case as loaded: everything that stands in its folder, checked.

    ``agreement`` says who has to agree for a deal to count, all of it together; empty: all
    parties. ``digest`` is the sha256 of its files; ``notices`` are things worth saying that are
    not errors.
    """

    title: str
    as_of: dt.date
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    ratifiers: tuple[Ratifier, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    agreement: tuple[Quorum, ...] = ()
    seed: int = 0
    about: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    trust: TrustSettings = field(default_factory=TrustSettings)
    promises: tuple[Promise, ...] = ()
    firmness: Mapping[str, Quantity] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    readings: tuple[Reading, ...] = ()
    plan: PlanTerms = field(default_factory=PlanTerms)
    events: tuple[Event, ...] = ()
    digest: str = ""
    folder: Path | None = None
    notices: tuple[Problem, ...] = ()

    def quantities(self) -> Iterator[Entry]:
        """Go over every quantity with its key and a label, in the order of the files.

        Keys are stable: ``reservation/usa``, ``value/usa/yongbyon/frozen``,
        ``interaction/1/usa``, ``firmness/stated``, ``readiness/leaders-2020``,
        ``payoff/leaders-2020/usa/held``, ``readiness/leaders-2020/after/election``,
        ``payoff/leaders-2020/after/election/usa/held``, ``pays/leaders-2020/1``,
        ``pays/leaders-2020/1/costs``, ``relationship/usa``, ``reputation/usa``,
        ``deposit/ID/loses``, ``deposit/ID/pays/usa``, ``floor/congress``.
        """
        from detente.case.quantities import find_quantities

        return find_quantities(self)

    @property
    def actors(self) -> tuple[Party | Ratifier, ...]:
        """The parties, then the ratifiers: everybody with values of their own."""
        parties: tuple[Party | Ratifier, ...] = self.parties
        return parties + self.ratifiers

    def party(self, party_id: str) -> Party:
        """Return the party of that id."""
        for party in self.parties:
            if party.id == party_id:
                return party
        raise InputError(f'the case has no party "{party_id}"')

    def issue(self, issue_id: str) -> Issue:
        """Return the issue of that id."""
        for issue in self.issues:
            if issue.id == issue_id:
                return issue
        raise InputError(f'the case has no issue "{issue_id}"')

    def offer(self, offer_id: str) -> Offer:
        """Return the offer of that id."""
        for offer in self.offers:
            if offer.id == offer_id:
                return offer
        raise InputError(f'the case has no offer "{offer_id}"')

    def meeting(self, meeting_id: str) -> Meeting:
        """Return the meeting of that id."""
        for meeting in self.meetings:
            if meeting.id == meeting_id:
                return meeting
        raise InputError(f'the case has no meeting "{meeting_id}"')

    def is_agreed_by(self, parties: Collection[str]) -> bool:
        """Whether these parties together are enough for a deal to count."""
        everybody = Quorum(len(self.parties), tuple(party.id for party in self.parties))
        return all(quorum.is_met(parties) for quorum in self.agreement or (everybody,))

    def name(self, actor_id: str) -> str:
        """Return the name to show for a party or ratifier; any other text as it is."""
        for actor in self.actors:
            if actor.id == actor_id:
                return actor.name
        return actor_id
