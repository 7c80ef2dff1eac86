"""All findings of a case together: what a report renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.case import Case
from detente.study import (
    Workspace,
    find_deals,
    find_lists,
    find_offers,
    find_plan,
    find_track,
    find_trust,
)
from detente.study.deal_records import DealFindings
from detente.study.lists import ListFindings
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

    ``track`` is None where the case has no events.
    """

    lists: ListFindings
    trust: TrustFindings
    offers: OfferFindings
    deals: DealFindings
    plan: PlanFindings
    track: TrackFindings | None = None

    @property
    def origin(self) -> Origin:
        """What was analysed, and how."""
        return self.deals.origin


def study_all(
    case: Case,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Ask every question about a case, on one set of draws.

    Parameters
    ----------
    case : what is analysed.
    draws : number of draws.
    seed : replaces the case's own.
    progress : called with the name of each question before it is answered.
    """
    say = progress or _say_nothing
    workspace = Workspace(case, draws, seed)
    say("lists")
    lists = find_lists(workspace)
    say("trust")
    trust = find_trust(workspace)
    say("offers")
    offers = find_offers(workspace)
    say("deals")
    deals = find_deals(workspace)
    say("plan")
    plan = find_plan(workspace)
    say("track")
    track = find_track(workspace) if case.events else None
    return Findings(lists, trust, offers, deals, plan, track)


def _say_nothing(_: str) -> None:
    """Report no progress."""
