"""The terms of a plan, and the events that followed, as a loaded case holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.case.model import Change, Citation, Promise, Quantity


@dataclass(frozen=True, slots=True)
class Deposit:
    """What a third side holds for the keeping of a plan, and pays out when it is broken.

    Parameters
    ----------
    by : who puts it up; a party's id, or any text.
    secures : the party that loses ``loses`` of its own points when it breaks the plan.
    pays : what the others get out of it then, each in its own points.
    """

    id: str
    title: str
    by: str
    secures: str
    loses: Quantity
    pays: Mapping[str, Quantity] = field(default_factory=dict)
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class AgreedStage:
    """A stage as it was agreed; ``moves`` names the option that each issue reaches in it."""

    title: str
    due: dt.date | None
    moves: Mapping[str, str]
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a plan of stages has to keep to, and what breaking it costs.

    Parameters
    ----------
    relationship, reputation : by party, what it loses when it breaks a plan: the future with
        the others, and what everybody else thinks of it; one that is missing loses 0.
    floors : by party or ratifier, what it must hold after every stage. A ratifier without one
        has its reservation value, a party without one has none.
    most_stages, most_items : limits; None for no limit.
    wait_days : how long the sides wait for verification after a stage; None for as long as it
        takes.
    gap_days : days between two stages.
    start : the day on which the first stage begins; None for the date of the case.
    weights : how the parties' exposures compare; empty for a share of what each gives in all.
    package : issue to option, what is to be carried out; empty when the file does not say.
    agreed : the stages as they were agreed.
    """

    relationship: Mapping[str, Quantity] = field(default_factory=dict)
    reputation: Mapping[str, Quantity] = field(default_factory=dict)
    deposits: tuple[Deposit, ...] = ()
    floors: Mapping[str, Quantity] = field(default_factory=dict)
    most_stages: int = 12
    most_items: int | None = None
    wait_days: int | None = None
    gap_days: int = 0
    start: dt.date | None = None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    package: Mapping[str, str] = field(default_factory=dict)
    agreed: tuple[AgreedStage, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on a day: moves, or a promise that was settled, or a change of the case.

    Parameters
    ----------
    moves : issue to option: the option reached, or (outcome ``broken``) the one not delivered
        or gone back on.
    outcome : ``done``, ``late``, ``disputed`` or ``broken``; empty without moves.
    by : who broke, delayed or disputes the moves; the only performer where nobody is named and
        they are broken; empty where nobody needs to be named.
    promise : a promise that is settled by it, ``made`` and ``settled`` on its date.
    changes : what it changes in the case, as in a reading.
    """

    date: dt.date
    what: str = ""
    moves: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    by: str = ""
    promise: Promise | None = None
    changes: tuple[Change, ...] = ()
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""
