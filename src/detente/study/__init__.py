"""The questions, one module each: a case goes in, a frozen record of findings comes out.

>>> import detente
>>> case = detente.load(detente.find_case("barter-nash-1950"))
>>> findings = detente.study.deals(case, draws=64)
>>> findings.solutions["nash"].gain
{'bill': 12.0, 'jack': 5.0}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from detente.case import Case, Resolution
from detente.case.library import open_library
from detente.plan.solve import SECONDS, Engine
from detente.study.carried import CarriedFindings, find_carried
from detente.study.claim_records import ClaimFindings
from detente.study.claims import find_claims
from detente.study.coalition_records import CoalitionFindings
from detente.study.coalitions import find_coalitions
from detente.study.compare import find_comparison
from detente.study.conclusion_records import CompareFindings, DriverFindings
from detente.study.contrast import By
from detente.study.deal_records import DealFindings
from detente.study.deals import FRONTIER_LIMIT, find_deals
from detente.study.drivers import find_drivers
from detente.study.forecast import find_forecasts, pool_forecasts
from detente.study.forecast_records import ForecastFindings, PooledForecasts
from detente.study.lists import ListFindings, find_lists
from detente.study.meeting import find_meetings
from detente.study.meeting_records import MeetingFindings
from detente.study.moved import find_moved
from detente.study.moved_records import MovedFindings
from detente.study.offers import OfferFindings, find_offers
from detente.study.package import find_package
from detente.study.package_records import PackageFindings
from detente.study.plan import find_plan
from detente.study.plan_records import PlanFindings
from detente.study.replay import find_replay
from detente.study.sources import SourceFindings, find_sources
from detente.study.staged import find_staged
from detente.study.staged_records import StagedFindings
from detente.study.track import find_track
from detente.study.track_records import Replay, TrackFindings
from detente.study.trust import TrustFindings, find_trust
from detente.study.versions import follow
from detente.study.workspace import DEFAULT_DRAWS, Workspace

__all__ = [
    "DEFAULT_DRAWS",
    "CarriedFindings",
    "ClaimFindings",
    "CoalitionFindings",
    "CompareFindings",
    "DealFindings",
    "DriverFindings",
    "ForecastFindings",
    "ListFindings",
    "MeetingFindings",
    "MovedFindings",
    "OfferFindings",
    "PackageFindings",
    "PlanFindings",
    "PooledForecasts",
    "Replay",
    "SourceFindings",
    "StagedFindings",
    "TrackFindings",
    "TrustFindings",
    "Workspace",
    "claims",
    "coalitions",
    "compare",
    "deals",
    "drivers",
    "find_carried",
    "find_claims",
    "find_coalitions",
    "find_comparison",
    "find_deals",
    "find_drivers",
    "find_forecasts",
    "find_lists",
    "find_meetings",
    "find_moved",
    "find_offers",
    "find_package",
    "find_plan",
    "find_replay",
    "find_sources",
    "find_staged",
    "find_track",
    "find_trust",
    "follow",
    "forecast",
    "lists",
    "meet",
    "offers",
    "plan",
    "pool_forecasts",
    "replay",
    "sources",
    "track",
    "trust",
]


def lists(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> ListFindings:
    """What could each side give, what would it cost, what is it worth to the others?"""
    return find_lists(Workspace(case, draws, seed))


def trust(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> TrustFindings:
    """How far can each side be believed, on its record? See :func:`find_trust`."""
    return find_trust(Workspace(case, draws, seed))


def offers(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> OfferFindings:
    """Was each offer balanced, and would it be acceptable? See :func:`find_offers`."""
    return find_offers(Workspace(case, draws, seed))


def deals(
    case: Case,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    weights: Mapping[str, float] | None = None,
    lotteries: bool = False,
    limit: int = FRONTIER_LIMIT,
    approximate: bool = False,
) -> DealFindings:
    """Which packages do all sides gain from, and how sure is that? See :func:`find_deals`."""
    workspace = Workspace(case, draws, seed, approximate=approximate)
    return find_deals(workspace, weights=weights, lotteries=lotteries, limit=limit)


def coalitions(
    case: Case,
    without: Sequence[str] = (),
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    approximate: bool = False,
) -> CoalitionFindings:
    """Who can agree without whom, and what does it cost the others? See :func:`find_coalitions`.

    ``approximate``: as for :func:`deals`; it bears on the package for the whole table alone.
    """
    return find_coalitions(Workspace(case, draws, seed, approximate=approximate), without)


def plan(
    case: Case,
    package: Mapping[str, str] | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    most_stages: int | None = None,
    most_items: int | None = None,
    engine: Engine = "auto",
    seconds: float = SECONDS,
) -> PlanFindings:
    """How can a package be carried out in stages that trust permits? See :func:`find_plan`."""
    return find_plan(
        Workspace(case, draws, seed),
        package,
        most_stages=most_stages,
        most_items=most_items,
        engine=engine,
        seconds=seconds,
    )


def meet(
    case: Case,
    meeting: str | None = None,
    *,
    on: dt.date | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> MeetingFindings:
    """Would a meeting be held, and is it worth it, even if it fails? See :func:`find_meetings`."""
    return find_meetings(Workspace(case, draws, seed), meeting, on)


def track(
    case: Case,
    on: dt.date | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    engine: Engine = "auto",
    seconds: float = SECONDS,
) -> TrackFindings:
    """What has been kept, where does each side stand, how to go on? See :func:`find_track`."""
    return find_track(Workspace(case, draws, seed), on, engine=engine, seconds=seconds)


def replay(
    case: Case, on: dt.date | None = None, *, draws: int = DEFAULT_DRAWS, seed: int | None = None
) -> Replay:
    """What did each agreed stage ask, and what became of it? See :func:`find_replay`."""
    return find_replay(Workspace(case, draws, seed), on)


def forecast(
    case: Case,
    resolutions: Iterable[Resolution] = (),
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> ForecastFindings:
    """What will happen, as probabilities that can be scored? See :func:`find_forecasts`.

    ``resolutions``: what came of the questions, from :func:`detente.case.load_resolutions`. What
    was found about several cases is scored together by :func:`pool_forecasts`.
    """
    return find_forecasts(Workspace(case, draws, seed), resolutions)


def drivers(
    case: Case,
    conclusion: str | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> DriverFindings:
    """Which assumption would flip which conclusion? See :func:`find_drivers`."""
    return find_drivers(Workspace(case, draws, seed), conclusion)


def sources(
    case: Case,
    words: str = "",
    *,
    unsourced: bool = False,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> SourceFindings:
    """What do the numbers rest on, and which on nothing? See :func:`find_sources`.

    ``words``: also look for these in passages and documents. ``unsourced``: also rank the numbers
    without a source by what they move.
    """
    workspace = Workspace(case, draws, seed)
    return find_sources(workspace, open_library(case), words, unsourced=unsourced)


def claims(
    case: Case,
    reading: str | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> ClaimFindings:
    """Does the model bear out what authors say? See :func:`find_claims`."""
    return find_claims(Workspace(case, draws, seed), reading)


def compare(
    case: Case,
    first: str | None = None,
    second: str | None = None,
    *,
    by: By = "kind",
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
) -> CompareFindings:
    """Why do readings of the case disagree? See :func:`find_comparison`."""
    return find_comparison(Workspace(case, draws, seed), first, second, by)
