"""What a study of deals finds, as records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from detente.study.division import Division
from detente.study.record import Interval, Origin, Record

RULE = (
    "Of the packages considered, the one acceptable to all sides in the most draws; "
    "among equals, the one with the highest Nash product of expected gains."
)


@dataclass(frozen=True)
class Deal(Record):
    """One point of the frontier at the medians, with a package that reaches it.

    ``packages`` counts how many packages share its value; ``refused_by`` names the parties and
    ratifiers for whom it falls below the reservation value.
    """

    package: dict[str, str]
    value: dict[str, float]
    acceptable: bool
    refused_by: tuple[str, ...]
    packages: int


@dataclass(frozen=True)
class Refusals(Record):
    """How the whole frontier is received at the medians, point by point.

    ``accepted`` counts the points acceptable to all, ``at_home`` those that some ratifier refuses,
    and ``by`` those that each party or ratifier refuses.
    """

    accepted: int
    at_home: int
    by: dict[str, int]


@dataclass(frozen=True)
class Solution(Record):
    """The package that a bargaining solution picks at the medians."""

    package: dict[str, str]
    value: dict[str, float]
    gain: dict[str, float]


@dataclass(frozen=True)
class Ticket(Record):
    """One package of a lottery, and its chance."""

    package: dict[str, str]
    chance: float


@dataclass(frozen=True)
class Lottery(Record):
    """The point that a solution picks when packages may be drawn by lot."""

    value: dict[str, float]
    gain: dict[str, float]
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True)
class Candidate(Record):
    """A package judged on every draw.

    ``p_gain`` is the chance that a party does not fall below its own reservation value,
    ``p_ratified`` the same for each ratifier, ``p_all_gain`` that none of them does and some party
    ends above. ``p_efficient`` is the chance that no other package is better for one party and
    worse for none, over the draws that could be settled, None where the package breaks a
    constraint; ``p_efficient_open`` is the share of draws that could not. ``breaks`` lists the
    constraints that a past offer breaks.
    """

    names: tuple[str, ...]
    package: dict[str, str]
    value: dict[str, float]
    p_gain: dict[str, float]
    p_ratified: dict[str, float]
    p_all_gain: float
    p_efficient: float | None
    p_efficient_open: float
    breaks: tuple[str, ...]
    expected_gain: dict[str, float]
    gain: dict[str, Interval]


@dataclass(frozen=True)
class Placed(Record):
    """A past offer placed among the packages, at its face value at the medians."""

    offer: str
    title: str
    date: dt.date
    package: dict[str, str]
    value: dict[str, float]


@dataclass(frozen=True)
class FullerList(Record):
    """What could be agreed on the issues of one past offer alone, beside the whole list.

    ``package`` is the one within those issues from which all gain most often, None when no
    package within them is ever acceptable to all.
    """

    offer: str
    title: str
    issues: tuple[str, ...]
    p_deal_exists: float
    p_all_gain: float
    expected_gain: dict[str, float]
    package: dict[str, str] | None


@dataclass(frozen=True)
class DealFindings(Record):
    """The frontier, the solutions on it, and the odds of what can be agreed.

    ``exact`` is True, or by how much, per party, a listed package may fall short of one that is
    not listed. ``approximated`` says that issues hang together too closely for the frontier to be
    worked out, and that packages near it were looked for. ``n_frontier`` counts the points of the
    frontier, of which ``frontier`` lists at most a stated number, evenly spread; ``n_efficient``
    counts the packages that reach them, those that were found where it is approximated.
    The ``bargaining_set`` is the frontier among the packages acceptable to all, ratifiers included,
    counted and listed likewise; the solutions lie on it.
    ``reservation`` is at the medians. A solution is None where no package is a deal at the medians.
    ``adjusted_winner`` is None unless it applies (:func:`detente.study.division.find_division`).
    ``p_efficient`` of a candidate rests on the first ``efficiency_draws`` draws, and
    ``p_deal_open`` is the share of draws that could not be settled within the work limit.
    """

    origin: Origin
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    reservation: dict[str, float]
    n_packages: int
    n_frontier: int
    n_efficient: int
    width: int
    exact: Literal[True] | dict[str, float]
    approximated: bool
    frontier: tuple[Deal, ...]
    refusals: Refusals
    n_bargaining_set: int
    bargaining_set: tuple[Deal, ...]
    solutions: dict[str, Solution | None]
    lotteries: dict[str, Lottery | None]
    adjusted_winner: Division | None
    p_deal_exists: float
    p_deal_error: float
    p_deal_open: float
    efficiency_draws: int
    recommended: Candidate | None
    rule: str
    candidates: tuple[Candidate, ...]
    placed: tuple[Placed, ...]
    fuller: tuple[FullerList, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per candidate package."""
        return [
            {
                "names": ", ".join(candidate.names),
                "p_all_gain": candidate.p_all_gain,
                "p_efficient": candidate.p_efficient,
                **{f"p_gain.{party}": odds for party, odds in candidate.p_gain.items()},
                **{f"expected_gain.{p}": gain for p, gain in candidate.expected_gain.items()},
            }
            for candidate in self.candidates
        ]
