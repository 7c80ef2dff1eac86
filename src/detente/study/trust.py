"""How far can each side be believed, on its record?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import numpy as np

from detente.case import Promise
from detente.case.arrays import build_ledger, get_half_life, get_prior
from detente.core.belief import Belief
from detente.study.record import Origin, Record
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class Entry(Record):
    """One promise in the ledger: its weight after fading, and how far it moves the belief."""

    promise: str
    by: str
    to: tuple[str, ...]
    made: dt.date
    settled: dt.date
    what: str
    outcome: str
    precedent: bool
    cited_by: str | None
    weight: float
    shift: float


@dataclass(frozen=True)
class Moment(Record):
    """The belief as it would have stood on a date, from what was settled by then."""

    date: dt.date
    mean: float
    p10: float
    p90: float


@dataclass(frozen=True)
class SeenBy(Record):
    """The belief of one viewer: precedents that only others cite are left out."""

    party: str
    mean: float
    p10: float
    p90: float


@dataclass(frozen=True)
class TrustIn(Record):
    """The belief that a promise by this party is kept."""

    party: str
    mean: float
    p10: float
    p90: float
    counts: dict[str, int]
    entries: tuple[Entry, ...]
    history: tuple[Moment, ...]
    seen_by: tuple[SeenBy, ...]


@dataclass(frozen=True)
class TrustFindings(Record):
    """How far each party can be believed. ``half_life`` is in years."""

    origin: Origin
    prior: tuple[float, float]
    half_life: float
    parties: tuple[TrustIn, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per party."""
        return [
            {"party": t.party, "mean": t.mean, "p10": t.p10, "p90": t.p90} for t in self.parties
        ]


def find_trust(workspace: Workspace) -> TrustFindings:
    """Read the ledger of promises.

    Parameters
    ----------
    workspace : the case; its draws are not used, since beliefs are exact.

    Returns
    -------
    Per party the mean and 80% interval of the chance that a promise of its is kept, what every
    entry adds, how it stood over time, and how each other party sees it.
    """
    return TrustFindings(
        origin=workspace.origin,
        prior=get_prior(workspace.case),
        half_life=get_half_life(workspace.case),
        parties=tuple(_read_record(workspace, party) for party in workspace.frame.parties),
    )


def _read_record(workspace: Workspace, party: str) -> TrustIn:
    frame = workspace.frame
    promises, _ = frame.ledger(party)
    mean, p10, p90 = _summarise(frame.belief(party))
    return TrustIn(
        party=party,
        mean=mean,
        p10=p10,
        p90=p90,
        counts=dict(sorted(Counter(promise.outcome for promise in promises).items())),
        entries=_list_entries(workspace, party),
        history=_trace(workspace, promises),
        seen_by=tuple(
            SeenBy(viewer, *_summarise(frame.belief(party, viewer)))
            for viewer in frame.parties
            if viewer != party
        ),
    )


def _list_entries(workspace: Workspace, party: str) -> tuple[Entry, ...]:
    prior, half_life = get_prior(workspace.case), get_half_life(workspace.case)
    promises, ledger = workspace.frame.ledger(party)
    weights = ledger.compute_fading(half_life)
    shifts = ledger.compute_shifts(prior, half_life)
    entries = (
        Entry(
            promise=promise.id,
            by=promise.by,
            to=promise.to,
            made=promise.made,
            settled=promise.settled,
            what=promise.what,
            outcome=promise.outcome,
            precedent=promise.precedent_for is not None,
            cited_by=promise.cited_by,
            weight=float(weight),
            shift=float(shift),
        )
        for promise, weight, shift in zip(promises, weights, shifts, strict=True)
    )
    return tuple(sorted(entries, key=lambda entry: (entry.settled, entry.promise)))


def _trace(workspace: Workspace, promises: list[Promise]) -> tuple[Moment, ...]:
    case = workspace.case
    dates = sorted({promise.settled for promise in promises} | {case.as_of})
    return tuple(Moment(date, *_summarise(_belief_on(workspace, promises, date))) for date in dates)


def _belief_on(workspace: Workspace, promises: list[Promise], date: dt.date) -> Belief:
    settled = [promise for promise in promises if promise.settled <= date]
    ledger = build_ledger(workspace.case, settled, date)
    return ledger.compute_belief(get_prior(workspace.case), get_half_life(workspace.case))


def _summarise(belief: Belief) -> tuple[float, float, float]:
    p10, p90 = belief.compute_quantile(np.array([0.1, 0.9]))
    return belief.mean, float(p10), float(p90)
