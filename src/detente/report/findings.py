"""All findings of a case together: what a report renders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from detente.case import Case, Resolution
from detente.study import (
    Workspace,
    find_claims,
    find_coalitions,
    find_deals,
    find_drivers,
    find_forecasts,
    find_lists,
    find_meetings,
    find_offers,
    find_plan,
    find_track,
    find_trust,
)
from detente.study.claim_records import ClaimFindings
from detente.study.coalition_records import CoalitionFindings
from detente.study.compare import find_comparison
from detente.study.conclusion_records import CompareFindings, DriverFindings
from detente.study.deal_records import DealFindings
from detente.study.forecast_records import ForecastFindings
from detente.study.lists import ListFindings
from detente.study.meeting_records import MeetingFindings
from detente.study.offers import OfferFindings
from detente.study.plan_records import PlanFindings
from detente.study.record import Origin, Record
from detente.study.track_records import TrackFindings
from detente.study.trust import TrustFindings
from detente.study.workspace import DEFAULT_DRAWS

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Findings(Record):
    """What the studies found about one case, from the same draws.

    ``track`` is None where the case has no events, ``meeting`` where it has no meetings,
    ``compare`` where it has no readings, ``claims`` where they claim nothing, and ``drivers`` where
    every number is exact; ``forecasts`` where it asks no question with a date, and has no agreed
    stages with events; ``coalitions`` where it has two parties.
    """

    lists: ListFindings
    trust: TrustFindings
    offers: OfferFindings
    deals: DealFindings
    plan: PlanFindings
    track: TrackFindings | None = None
    meeting: MeetingFindings | None = None
    compare: CompareFindings | None = None
    claims: ClaimFindings | None = None
    drivers: DriverFindings | None = None
    forecasts: ForecastFindings | None = None
    coalitions: CoalitionFindings | None = None

    @property
    def origin(self) -> Origin:
        """What was analysed, and how."""
        return self.deals.origin


NEEDS: Mapping[str, Callable[[Case], object]] = {
    "track": lambda case: case.events,
    "meeting": lambda case: case.meetings,
    "compare": lambda case: case.readings,
    "claims": lambda case: any(reading.claims for reading in case.readings),
    "drivers": lambda case: any(not entry.quantity.is_point for entry in case.quantities()),
    "forecasts": lambda case: case.forecasts or (case.plan.agreed and case.events),
    "coalitions": lambda case: len(case.parties) > 2,
}
"""What a case has to hold for a part of its findings; the other parts are found for every case."""


def has_part(case: Case, name: str) -> bool:
    """Whether a part of the findings, by its field, is found for a case."""
    return name not in NEEDS or bool(NEEDS[name](case))


def study_all(
    case: Case,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    progress: Progress | None = None,
    resolutions: Iterable[Resolution] = (),
    *,
    approximate: bool = False,
) -> Findings:
    """Ask every question about a case, on one set of draws.

    Parameters
    ----------
    case : what is analysed.
    draws : number of draws.
    seed : replaces the case's own.
    progress : called with the name of each question before it is answered.
    resolutions : what came of questions with a date; it is laid beside the forecasts, and nothing
        else depends on it.
    approximate : as for :class:`~detente.study.workspace.Workspace`.
    """
    say = progress or _say_nothing
    workspace = Workspace(case, draws, seed, approximate=approximate)
    say("lists")
    lists = find_lists(workspace)
    say("trust")
    trust = find_trust(workspace)
    say("offers")
    offers = find_offers(workspace)
    say("deals")
    deals = find_deals(workspace)
    say("coalitions")
    coalitions = find_coalitions(workspace) if has_part(case, "coalitions") else None
    say("plan")
    plan = find_plan(workspace)
    say("track")
    track = find_track(workspace) if has_part(case, "track") else None
    say("meetings")
    meeting = find_meetings(workspace) if has_part(case, "meeting") else None
    say("readings")
    compare = find_comparison(workspace) if has_part(case, "compare") else None
    say("claims")
    claims = find_claims(workspace) if has_part(case, "claims") else None
    say("drivers")
    drivers = find_drivers(workspace) if has_part(case, "drivers") else None
    say("forecasts")
    asks = has_part(case, "forecasts")
    forecasts = find_forecasts(workspace, resolutions) if asks else None
    return Findings(
        lists,
        trust,
        offers,
        deals,
        plan,
        track,
        meeting,
        compare,
        claims=claims,
        drivers=drivers,
        forecasts=forecasts,
        coalitions=coalitions,
    )


def _say_nothing(_: str) -> None:
    """Report no progress."""
