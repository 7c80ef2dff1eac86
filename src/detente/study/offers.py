"""Was each offer on the table balanced, and would the other side have taken it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.case import Offer, Pledge
from detente.core.balance import Balance, compute_balance
from detente.core.layout import BoolArray, FloatArray, IntArray, Layout
from detente.study.measuring import measure_stay
from detente.study.record import Interval, Origin, Record
from detente.study.workspace import Workspace

FIRM_AT_ONCE = ("done", "simultaneous")
"""Levels of firmness at which nothing is left to trust: it is done, or done together."""

TIE = 1e-12
"""Sums of decimals that differ by less than this share of their size are equal: ties are ties."""


@dataclass(frozen=True)
class PledgeEffect(Record):
    """What one pledge means to one party, in its own points.

    ``face`` is its worth if delivered, ``believed`` what is counted after the doubt about its
    delivery; ``delivery`` is the median of that belief.
    """

    issue: str
    option: str
    by: tuple[str, ...]
    firm: str
    delivery: float
    face: Interval
    believed: Interval


@dataclass(frozen=True)
class OfferTo(Record):
    """An offer on one party's own scale.

    ``return_ratio`` is the median of what it gets for each point that it gives, None where it
    gives nothing in most draws; ``p_short`` is the share of draws in which the ratio is below one.
    ``p_accept`` counts its ratifiers, ``p_accept_alone`` does not.
    """

    gives: Interval
    gets: Interval
    net: Interval
    reservation: Interval
    return_ratio: float | None
    return_ratio_p10: float | None
    return_ratio_p90: float | None
    p_short: float
    one_sided: bool
    p_accept: float
    p_accept_alone: float
    p_ratified: dict[str, float]
    pledges: tuple[PledgeEffect, ...]


@dataclass(frozen=True)
class OfferFinding(Record):
    """One past offer: its balance, and the odds that each side, and all, would accept.

    The sides of an offer are those who make it and those to whom it is made, with their ratifiers;
    ``p_all_accept``, ``commensurate`` and ``one_sided_against`` are about them. What it means to
    the other parties of the case stands in ``parties`` beside them.
    ``breaks`` lists constraints of the case that the offer as tabled does not keep.
    """

    id: str
    title: str
    date: dt.date
    by: str
    to: tuple[str, ...]
    outcome: str
    p_all_accept: float
    commensurate: bool
    one_sided_against: tuple[str, ...]
    breaks: tuple[str, ...]
    parties: dict[str, OfferTo]


@dataclass(frozen=True)
class OfferFindings(Record):
    """Every past offer of the case, and the delivery belief of each level of firmness."""

    origin: Origin
    firmness: dict[str, Interval]
    offers: tuple[OfferFinding, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per offer and party."""
        return [
            {
                "offer": offer.id,
                "party": party,
                "return_ratio": to.return_ratio,
                "p_short": to.p_short,
                "one_sided": to.one_sided,
                "p_accept": to.p_accept,
            }
            for offer in self.offers
            for party, to in offer.parties.items()
        ]


def find_offers(workspace: Workspace) -> OfferFindings:
    """Weigh every past offer on each side's own scale.

    Parameters
    ----------
    workspace : the case and its draws.

    Returns
    -------
    Per offer and party: what it gives and gets, its return ratio, whether the offer is one-sided
    against it, and the odds that it accepts, with and without its ratifiers. O(D Q J) an offer.
    """
    return OfferFindings(
        origin=workspace.origin,
        firmness={level: Interval.of(drawn) for level, drawn in workspace.sample.firmness.items()},
        offers=tuple(_weigh(workspace, offer) for offer in workspace.case.offers),
    )


def compute_delivery(workspace: Workspace, pledge: Pledge) -> FloatArray:
    """Say how far each side counts on a pledge being carried out, shape ``(D, Q)``.

    How firmly it is given, times the trust of the viewer in those who perform it, for what comes
    later. A party needs no trust in itself, and a joint act is trusted as far as the least trusted
    of its other performers. A ratifier sees with its party's eyes.
    """
    frame, sample = workspace.frame, workspace.sample
    givers = [frame.parties.index(giver) for giver in _givers(workspace, pledge)]
    delivery = np.empty((sample.n_draws, len(frame.sides)), order="F")
    delivery[:] = sample.firmness[pledge.firm][:, None]
    if pledge.firm in FIRM_AT_ONCE:
        return delivery
    for q, viewer in enumerate(frame.party_of):
        others = [giver for giver in givers if giver != viewer]
        if others:
            delivery[:, q] *= sample.trust[:, viewer, others].min(axis=1)
    return delivery


def compute_face(workspace: Workspace, pledge: Pledge) -> FloatArray:
    """Say what a pledge changes for each side if delivered, shape ``(D, Q)``."""
    frame, sample = workspace.frame, workspace.sample
    start = int(frame.layout.starts[frame.issue_index[pledge.issue]])
    column = start + workspace.case.issue(pledge.issue).index(pledge.option)
    return np.asarray(sample.values[:, :, column] - sample.values[:, :, start])


def _givers(workspace: Workspace, pledge: Pledge) -> tuple[str, ...]:
    return workspace.frame.givers(workspace.case.issue(pledge.issue))


@dataclass(frozen=True)
class Weighed:
    """An offer on every draw and each side's own scale, in points.

    Parameters
    ----------
    face : what each of the J pledges is worth if delivered, ``(D, Q, J)``.
    delivery : how far each side counts on it, ``(D, Q, J)``.
    balance : what each side gives and gets, combinations included, ``(D, Q)`` each.
    accepts : whether a side is no worse off by it than by its reservation value, ``(D, Q)``.
    asked : sides that must accept: of who makes the offer and to whom it is made, ``(Q,)``.
    """

    face: FloatArray
    delivery: FloatArray
    balance: Balance
    accepts: BoolArray
    asked: BoolArray

    @property
    def accepted(self) -> BoolArray:
        """Draws in which all who must would accept, ``(D,)``."""
        return np.asarray(self.accepts[:, self.asked].all(axis=1))


def weigh_offer(workspace: Workspace, offer: Offer) -> Weighed:
    """Weigh an offer on every draw. O(D Q J)."""
    frame, sample, J = workspace.frame, workspace.sample, len(offer.pledges)
    delivery = [compute_delivery(workspace, pledge) for pledge in offer.pledges]
    package = find_face(workspace, offer)
    mixed, believed = _weigh_interactions(workspace, package, offer.pledges, delivery)
    face = _stack([*(compute_face(workspace, pledge) for pledge in offer.pledges), *mixed])
    counted = _stack([*delivery, *believed])
    balance, stay = compute_balance(face, counted), measure_stay(workspace)
    size = np.abs(stay) + balance.gives + balance.gets + np.abs(sample.reservation)
    accepts = ~is_below(stay + balance.net - sample.reservation, size)
    asked = np.isin(frame.party_of, list(_find_asked(workspace, offer)))
    return Weighed(face[:, :, :J], counted[:, :, :J], balance, accepts, asked)


def _stack(amounts: Sequence[FloatArray]) -> FloatArray:
    """Put J arrays ``(D, Q)`` beside each other, ``(D, Q, J)``: one after another in memory."""
    return np.stack([each.T for each in amounts]).T


def _find_asked(workspace: Workspace, offer: Offer) -> Iterator[int]:
    """Find the parties that make an offer, and those to which it is made, by index."""
    for p, party in enumerate(workspace.frame.parties):
        if party in (offer.by, *offer.to):
            yield p


def _weigh(workspace: Workspace, offer: Offer) -> OfferFinding:
    frame, weighed = workspace.frame, weigh_offer(workspace, offer)
    parties = {
        party: _summarise(workspace, offer, p, weighed) for p, party in enumerate(frame.parties)
    }
    asked = [frame.parties[p] for p in _find_asked(workspace, offer)]
    against = tuple(party for party in asked if parties[party].one_sided)
    return OfferFinding(
        id=offer.id,
        title=offer.title,
        date=offer.date,
        by=offer.by,
        to=offer.to,
        outcome=offer.outcome,
        p_all_accept=float(weighed.accepted.mean()),
        commensurate=not against,
        one_sided_against=against,
        breaks=find_broken(frame.layout, find_face(workspace, offer)),
        parties=parties,
    )


def _weigh_interactions(
    workspace: Workspace,
    package: IntArray,
    pledges: Sequence[Pledge],
    delivery: Sequence[FloatArray],
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Weigh the combinations that pledges complete or break up, ``(D, Q)`` each.

    Each is believed as the least believed of the pledges that take part in it.
    """
    frame, sample = workspace.frame, workspace.sample
    place = {frame.issue_index[pledge.issue]: j for j, pledge in enumerate(pledges)}
    stay = np.zeros(len(workspace.case.issues), dtype=np.int64)
    before, after = frame.layout.switch(np.stack([stay, package]))
    faces, beliefs = [], []
    for j in np.flatnonzero(before != after):
        pledged = [place[i] for i in frame.layout.interactions[j].scope if i in place]
        value = sample.values[:, :, frame.layout.n_options + j]
        faces.append(value if after[j] else -value)
        beliefs.append(np.min([delivery[at] for at in pledged], axis=0))
    return faces, beliefs


def is_below(amount: FloatArray, size: FloatArray) -> BoolArray:
    """Say where an amount is below zero, by more than sums of this size are rounded.

    Examples
    --------
    >>> is_below(np.array([0.3 - (0.1 + 0.2), -0.01]), np.array([0.6, 0.6]))
    array([False,  True])
    """
    return np.asarray(amount < -TIE * size)


def _summarise(
    workspace: Workspace,
    offer: Offer,
    p: int,
    weighed: Weighed,
) -> OfferTo:
    frame, balance, accepts = workspace.frame, weighed.balance, weighed.accepts
    ratio = balance.compute_ratio()[:, p]
    gives, gets = balance.gives[:, p], balance.gets[:, p]
    short = float(np.mean(is_below(gets - gives, gives + gets)))
    own = [q for q, owner in enumerate(frame.party_of) if owner == p]
    middle = summarise_ratio(ratio)
    return OfferTo(
        gives=Interval.of(gives),
        gets=Interval.of(gets),
        net=Interval.of(balance.net[:, p]),
        reservation=Interval.of(workspace.sample.reservation[:, p]),
        return_ratio=middle[1],
        return_ratio_p10=middle[0],
        return_ratio_p90=middle[2],
        p_short=short,
        one_sided=short > 0.5,
        p_accept=float(accepts[:, own].all(axis=1).mean()),
        p_accept_alone=float(accepts[:, p].mean()),
        p_ratified={frame.sides[q]: float(accepts[:, q].mean()) for q in own if q != p},
        pledges=tuple(
            _describe(workspace, pledge, weighed.face[:, p, j], weighed.delivery[:, p, j])
            for j, pledge in enumerate(offer.pledges)
        ),
    )


def find_balance(workspace: Workspace, package: IntArray) -> Balance:
    """Find what each side gives and gets in a package, ``(I,)``, as if all of it were delivered.

    Every issue that it moves is weighed by itself, and what combinations add or end beside them.
    """
    options = workspace.frame.to_options(package).items()
    moved = [Pledge(*each) for each, to in zip(options, package.tolist(), strict=True) if to]
    sure = np.ones((workspace.draws, len(workspace.frame.sides)))
    mixed, _ = _weigh_interactions(workspace, package, moved, [sure] * len(moved))
    face = [*(compute_face(workspace, each) for each in moved), *mixed]
    worth = _stack(face) if face else np.zeros((*sure.shape, 0))
    return compute_balance(worth, np.ones_like(worth))


def summarise_ratio(ratio: FloatArray) -> tuple[float | None, float | None, float | None]:
    """Quantiles over the draws in which something is given; None where that is not most."""
    known = ratio[~np.isnan(ratio)]
    if len(known) <= len(ratio) / 2:
        return None, None, None
    p10, p50, p90 = np.quantile(known, [0.1, 0.5, 0.9])
    return float(p10), float(p50), float(p90)


def _describe(
    workspace: Workspace, pledge: Pledge, face: FloatArray, delivery: FloatArray
) -> PledgeEffect:
    return PledgeEffect(
        issue=pledge.issue,
        option=pledge.option,
        by=_givers(workspace, pledge),
        firm=pledge.firm,
        delivery=float(np.median(delivery)),
        face=Interval.of(face),
        believed=Interval.of(face * delivery),
    )


def find_broken(layout: Layout, package: IntArray) -> tuple[str, ...]:
    """Name the constraints that a package, option indices ``(I,)``, does not keep."""
    return tuple(
        constraint.label
        for constraint in layout.constraints
        if not constraint.keeps(package[list(constraint.scope)])
    )


def find_face(workspace: Workspace, offer: Offer) -> IntArray:
    """Read an offer as a package, as if all of it were delivered; shape ``(I,)``."""
    return workspace.frame.to_package({pledge.issue: pledge.option for pledge in offer.pledges})
