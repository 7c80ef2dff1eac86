"""Conclusions, what drives them, and why two readings differ, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.study.record import Interval, Origin, Record

Kind = Literal[
    "deal_exists",
    "recommended_accepted",
    "plan_completed",
    "largest_carried",
    "meeting_held",
    "meeting_worth",
    "meeting_agreement",
    "offer_accepted",
    "trust",
]
"""What is concluded: a deal exists; all accept the recommended package; its plan is completed;
today's trust carries the largest deal; a meeting is held; a party is better off if it is; it is
held and ends in agreement; all accept a past offer; a promise of a party is kept."""


@dataclass(frozen=True)
class Conclusion(Record):
    """Something that the analysis concludes, with odds.

    ``key`` is stable: ``deal_exists``, ``recommended_accepted``, ``plan_completed``,
    ``largest_carried``, ``meeting/ID/held``, ``meeting/ID/worth/PARTY``, ``meeting/ID/agreement``,
    ``offer/ID/accepted``, ``trust/PARTY``. ``subject`` is the id of the meeting or offer, and
    ``party`` the party, that it is about; empty otherwise.
    """

    key: str
    kind: Kind
    subject: str = ""
    party: str = ""


@dataclass(frozen=True)
class Swing(Record):
    """The odds of a conclusion with one input low (P10), and with it high (P90)."""

    low: float
    high: float


@dataclass(frozen=True)
class Driver(Record):
    """What one input does to one conclusion, all else being as uncertain as it is.

    An input is what varies as one: the values of one party on one issue share their uncertainty,
    as do all levels of firmness. ``quantities`` are their keys; the first stands for them: the
    option that the conclusion is about, or else the widest range. ``range`` is its range, in
    ``unit`` (``points`` of ``side``, or ``share``).

    ``share``: first-order share of the variance over the draws; None for an input that does not
    vary over the draws and was tried out instead. ``swing``: the odds with the input at P10 and at
    P90. ``switch_at``: the value of the first quantity at which the odds cross one half, within P1
    to P99; None where they do not, or not clear of the noise. ``flips``: whether they do between
    P10 and P90. ``p_change``: odds that knowing the input would change which way one calls the
    conclusion, and ``voi`` by how much it would raise the odds of calling it right. ``sourced``: 1
    where the first quantity rests on a source and 0 where not; of a belief, the share of the
    promises behind it that do.
    """

    input: str
    side: str
    issue: str
    quantities: tuple[str, ...]
    unit: Literal["points", "share"]
    range: Interval
    share: float | None
    swing: Swing
    switch_at: float | None
    flips: bool
    p_change: float
    voi: float
    sourced: float


@dataclass(frozen=True)
class Driven(Record):
    """One conclusion and its drivers: first what flips it, then what moves it most.

    ``inputs`` holds the strongest of those that stand out from the noise of the draws.
    ``explained``: sum of the first-order shares of all that do, a lower bound; what is left is
    interaction, inputs too weak to see, and noise. ``unsourced``: of that sum, the part due to
    numbers without a source; None where nothing stands out. ``error``: the sampling error of the
    odds. ``fixed``: the conclusion is the same in every draw.
    """

    conclusion: Conclusion
    odds: float
    error: float
    fixed: bool
    inputs: tuple[Driver, ...]
    explained: float
    unsourced: float | None

    @property
    def flipping(self) -> tuple[Driver, ...]:
        """The inputs that flip it within their range, the strongest first."""
        return tuple(each for each in self.inputs if each.flips)


@dataclass(frozen=True)
class DriverFindings(Record):
    """Which assumptions would flip which conclusion, and which of them rest on no source."""

    origin: Origin
    conclusions: tuple[Driven, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per conclusion and input."""
        return [
            {
                "conclusion": each.conclusion.key,
                "input": driver.input,
                "share": driver.share,
                "low": driver.swing.low,
                "high": driver.swing.high,
                "switch_at": driver.switch_at,
                "flips": driver.flips,
                "p_change": driver.p_change,
                "sourced": driver.sourced,
            }
            for each in self.conclusions
            for driver in each.inputs
        ]


@dataclass(frozen=True)
class Agreeing(Record):
    """What is left of a difference if both readings took the same view of one number.

    ``key`` as in the case's quantities; ``first`` and ``second`` are the two views, as written.
    ``left`` is the difference that remains, the mean of both ways to agree; ``removed`` by how much
    it is smaller.
    """

    key: str
    first: str
    second: str
    left: float
    removed: float


@dataclass(frozen=True)
class Difference(Record):
    """One conclusion under two readings.

    ``attribution`` divides ``second - first`` among groups of inputs by Shapley values, which sum
    to it. ``agree`` is the one number which, if agreed on, would narrow it most; None where
    none of those that were tried does, and for less than half a percentage point. ``same_call``:
    whether both stand on the same side of one half; what is exactly one half goes with either.
    """

    conclusion: Conclusion
    first: float
    second: float
    attribution: dict[str, float]
    agree: Agreeing | None
    same_call: bool


@dataclass(frozen=True)
class Comparison(Record):
    """Two readings of the case, conclusion by conclusion.

    A reading is named by its id, the case itself ``base``. ``by`` says how inputs are grouped:
    ``kind``, ``issue`` or ``party``. ``agree``: the one number which, if agreed on, would do most
    over all conclusions, by the sum of what it removes.
    """

    first: str
    second: str
    by: Literal["kind", "issue", "party"]
    groups: dict[str, tuple[str, ...]]
    differences: tuple[Difference, ...]
    agree: Agreeing | None


@dataclass(frozen=True)
class CompareFindings(Record):
    """Why readings of the case disagree.

    ``draws``: on how many of the draws the readings were compared. ``authors`` by reading.
    """

    origin: Origin
    draws: int
    authors: dict[str, str]
    comparisons: tuple[Comparison, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per comparison, conclusion and group."""
        return [
            {
                "first": comparison.first,
                "second": comparison.second,
                "conclusion": each.conclusion.key,
                "value_first": each.first,
                "value_second": each.second,
                "group": group,
                "attribution": amount,
            }
            for comparison in self.comparisons
            for each in comparison.differences
            for group, amount in each.attribution.items()
        ]
