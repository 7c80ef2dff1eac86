"""What one package means to every side, as a record."""

from __future__ import annotations

from dataclasses import dataclass

from detente.study.deal_records import Candidate
from detente.study.record import Interval, Origin, Record


@dataclass(frozen=True)
class Balanced(Record):
    """What a party gives and gets in a package, at face value, in its own points.

    As of an offer: ``return_ratio`` is the median of what it gets for each point that it gives,
    None where it gives nothing in most draws; ``p_short`` is the share of draws in which the ratio
    is below one, and ``one_sided`` says that those are most.
    """

    gives: Interval
    gets: Interval
    net: Interval
    return_ratio: float | None
    return_ratio_p10: float | None
    return_ratio_p90: float | None
    p_short: float
    one_sided: bool


@dataclass(frozen=True)
class PackageFindings(Record):
    """One package, as it stands: the odds that all gain, and what each side gives and gets.

    ``package`` names the issues that it moves off the status quo. ``broken`` lists the rules of the
    case that it breaks: what breaks one is judged all the same, but cannot be agreed.
    """

    origin: Origin
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    package: dict[str, str]
    candidate: Candidate
    broken: tuple[str, ...]
    balance: dict[str, Balanced]

    def rows(self) -> list[dict[str, object]]:
        """One row per party."""
        judged = self.candidate
        return [
            {
                "party": party,
                "p_gain": judged.p_gain[party],
                "expected_gain": judged.expected_gain[party],
                "gives": balance.gives.p50,
                "gets": balance.gets.p50,
                "return_ratio": balance.return_ratio,
            }
            for party, balance in self.balance.items()
        ]
