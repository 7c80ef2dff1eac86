"""Two readings of the canal for the tests of the report, with differences that sum by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from detente.case import Case, Change, Reading
from detente.study.conclusion_records import (
    Agreeing,
    CompareFindings,
    Comparison,
    Conclusion,
    Difference,
)
from detente.study.record import Origin
from tests.report_meeting_samples import make_summit_case
from tests.report_samples import quantity

DRAWS = 2048
GROUPS = ("values", "trust", "firmness", "meetings")
LOCKS = Agreeing("value/isle/locks/given", "3 to 5", "-9 to -4", 0.05, 0.25)
RIVER = Agreeing("promise/p1/outcome", "kept", "broken", 0.16, 0.06)

CONCLUSIONS = (
    Conclusion("deal_exists", "deal_exists"),
    Conclusion("recommended_accepted", "recommended_accepted"),
    Conclusion("plan_completed", "plan_completed"),
    Conclusion("largest_carried", "largest_carried"),
    Conclusion("meeting/summit/held", "meeting_held", "summit"),
    Conclusion("meeting/summit/worth/north", "meeting_worth", "summit", "north"),
    Conclusion("meeting/summit/worth/isle", "meeting_worth", "summit", "isle"),
    Conclusion("meeting/summit/agreement", "meeting_agreement", "summit"),
    Conclusion("offer/first/accepted", "offer_accepted", "first"),
    Conclusion("trust/isle", "trust", "", "isle"),
)
BASE_ODDS = (1.0, 0.62, 0.31, 0.4, 0.24, 0.21, 0.94, 0.03, 0.2, 0.51)
FIRST_ODDS = (1.0, 0.3, 0.12, 0.35, 0.3, 0.48, 0.97, 0.02, 0.1, 0.33)
SECOND_ODDS = (1.0, 0.6, 0.34, 0.44, 0.2, 0.1, 0.9, 0.03, 0.22, 0.58)


def make_read_case() -> Case:
    """Make the summit's case as an envoy and a historian read it."""
    changes = (
        Change("value/isle/locks/given", quantity(3, 5), "readings/envoy.yaml:3:1"),
        Change("promise/p1/outcome", "kept", "readings/envoy.yaml:4:1"),
    )
    envoy = Reading("envoy", "An Envoy", "memoir", "The island never meant it.", changes)
    return make_summit_case(readings=(envoy, Reading("historian", "A Historian")))


def make_difference(
    conclusion: Conclusion,
    first: float,
    second: float,
    agree: Agreeing | None = None,
    shares: Mapping[str, float] | None = None,
) -> Difference:
    """Divide a difference: most of it to values, some to trust, and a little against both."""
    gap = second - first
    shares = shares or {"values": 0.8, "trust": 0.45, "firmness": -0.25, "meetings": 0.0}
    return Difference(
        conclusion,
        first,
        second,
        {group: gap * share for group, share in shares.items()},
        agree if gap else None,
        (first >= 0.5) == (second >= 0.5),
    )


def make_comparison(
    first: str, second: str, odds: tuple[float, ...], others: tuple[float, ...]
) -> Comparison:
    """Compare two readings on every conclusion."""
    ends = zip(CONCLUSIONS, odds, others, strict=True)
    differences = tuple(
        make_difference(conclusion, one, other, LOCKS if place % 2 else RIVER)
        for place, (conclusion, one, other) in enumerate(ends)
    )
    groups: dict[str, tuple[str, ...]] = {group: (f"{group}/all",) for group in GROUPS}
    return Comparison(first, second, "kind", groups, differences, replace(LOCKS, left=0.9))


def make_compared() -> tuple[Case, CompareFindings]:
    """Compare the case with both readings, and these with each other."""
    case = make_read_case()
    origin = Origin(case.title, dt.date(2020, 7, 15), case.digest, 7, 4096, "0.1.0", 20, 6)
    authors = {reading.id: reading.author for reading in case.readings}
    comparisons = (
        make_comparison("base", "envoy", BASE_ODDS, FIRST_ODDS),
        make_comparison("base", "historian", BASE_ODDS, SECOND_ODDS),
        make_comparison("envoy", "historian", FIRST_ODDS, SECOND_ODDS),
    )
    return case, CompareFindings(origin, DRAWS, authors, comparisons)


def make_same() -> tuple[Case, CompareFindings]:
    """Compare the case with a reading that changes nothing."""
    case, found = make_compared()
    same = make_comparison("base", "historian", BASE_ODDS, BASE_ODDS)
    return case, replace(found, comparisons=(replace(same, agree=None),))
