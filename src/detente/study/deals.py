"""Put both full lists on the table: which packages do all gain from, and how sure is that?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from detente.case import Offer
from detente.core.efficiency import find_efficient
from detente.core.frontier import Frontier
from detente.core.layout import IntArray
from detente.core.odds import Trials, compute_odds, polish
from detente.core.packages import compute_worth
from detente.errors import InputError
from detente.study.agreement import Found, search
from detente.study.deal_records import (
    RULE,
    Candidate,
    Deal,
    DealFindings,
    FullerList,
    Placed,
    Refusals,
    Solution,
)
from detente.study.division import find_division
from detente.study.measuring import measure_gain, measure_odds, recount
from detente.study.medians import AtMedians, check_weights, spread
from detente.study.offers import find_broken, find_face
from detente.study.record import Interval, compute_standard_error
from detente.study.sharing import find_dealt
from detente.study.workspace import Recent, Workspace

FRONTIER_LIMIT = 2000
EFFICIENCY_DRAWS = 512
"""Efficiency is judged on the first so many draws: it is asked anew for every draw."""

_NARROWED = 64
"""Searches within the issues of past offers that are kept at hand, of a case and its views."""

POOL = 128
"""Packages of the bargaining set and of the frontier that start the search."""


def find_deals(
    workspace: Workspace,
    *,
    weights: Mapping[str, float] | None = None,
    lotteries: bool = False,
    limit: int = FRONTIER_LIMIT,
) -> DealFindings:
    """Find what can be agreed.

    Parameters
    ----------
    workspace : the case and its draws.
    weights : named weights of the parties for a weighted sum, positive; none by default,
        since points of different parties are not comparable.
    lotteries : also solve over lotteries between packages (the convex hull).
    limit : most points of the frontier to list.

    Returns
    -------
    At the medians, the exact frontier, or a proven bound on what it could hold, and the solutions
    on it; over the draws, the odds that a deal exists, the recommended package and others judged
    beside it, and what the issues of each past offer could carry alone. The space is never
    enumerated.

    Raises
    ------
    InputError
        A weight is missing, not positive, or names no party; or the limit is below 1.
    TooLargeError
        Constraints and interactions couple too many issues, and the workspace asks for no
        approximation.
    """
    if limit < 1:
        raise InputError(f"limit: expected a whole number of at least 1, got {limit}")
    if weights is not None:
        check_weights(weights, workspace.frame.parties)
    home, terms = find_dealt(workspace), (tuple((weights or {}).items()), lotteries, limit)
    find = partial(_find_deals, home, weights=weights, lotteries=lotteries, limit=limit)
    return replace(home.recall(("deals", *terms), find), origin=workspace.origin)


def _find_deals(
    workspace: Workspace, weights: Mapping[str, float] | None, lotteries: bool, limit: int
) -> DealFindings:
    frame = workspace.frame
    searched = workspace.once(_search)
    medians, found, best = searched.medians, searched.found, searched.best
    picks = {**searched.picks, **medians.find_weighted(weights)}
    named = {} if best is None else {"recommended": best}
    named |= {name: package for name, package in picks.items() if package is not None}
    named |= {f"offer {offer}": package for offer, package in searched.faces.items()}
    candidates = judge_packages(workspace, medians, named)
    return DealFindings(
        origin=workspace.origin,
        parties=frame.parties,
        ratifiers=frame.ratifiers,
        reservation=medians.to_points(frame.medians.reservation),
        n_packages=frame.layout.n_packages,
        n_frontier=len(medians.frontier),
        n_efficient=sum(medians.frontier.counts),
        width=medians.frontier.width,
        exact=medians.exact,
        approximated=medians.is_approximated,
        frontier=_list_front(medians, medians.frontier, limit),
        refusals=_count_refusals(medians),
        n_bargaining_set=len(medians.bargaining_set),
        bargaining_set=_list_front(medians, medians.bargaining_set, limit),
        solutions={name: _describe_solution(medians, pick) for name, pick in picks.items()},
        lotteries=medians.find_lotteries() if lotteries else {},
        adjusted_winner=find_division(workspace),
        p_deal_exists=found.p_exists,
        p_deal_error=compute_standard_error(found.p_exists, workspace.draws),
        p_deal_open=found.p_open,
        efficiency_draws=min(EFFICIENCY_DRAWS, workspace.draws),
        recommended=None if best is None else candidates[0],
        rule=RULE,
        candidates=candidates,
        placed=tuple(
            _place(medians, offer, searched.faces[offer.id]) for offer in workspace.case.offers
        ),
        fuller=searched.fuller,
    )


def find_recommended(workspace: Workspace) -> IntArray | None:
    """Find the package that is recommended, ``(I,)``; None when none is ever acceptable to all."""
    return workspace.once(_search).best


def find_solution(workspace: Workspace, name: str) -> IntArray | None:
    """Find a solution at the medians by its name, such as ``nash``, ``(I,)``; None without one."""
    return workspace.once(_search).picks.get(name)


def list_likely(workspace: Workspace) -> IntArray:
    """List packages that are deals in many draws, the likeliest first, ``(N, I)``."""
    return workspace.once(_search).found.likely


def list_candidates(workspace: Workspace, most: int = POOL) -> list[IntArray]:
    """List the solutions, some efficient packages, and what past offers could carry, ``(I,)``."""
    searched = workspace.once(_search)
    picks = [package for package in searched.picks.values() if package is not None]
    narrow = [workspace.frame.to_package(f.package) for f in searched.fuller if f.package]
    return [*picks, *narrow, *searched.medians.list_some(most)]


@dataclass(frozen=True)
class _Searched:
    """What the search for packages turned up, for all who ask."""

    medians: AtMedians
    picks: Mapping[str, IntArray | None]
    faces: Mapping[str, IntArray]
    found: Found
    fuller: tuple[FullerList, ...]
    best: IntArray | None


def _search(workspace: Workspace) -> _Searched:
    """Find the solutions at the medians, and search for the package acceptable in most draws.

    The search looks at the first draws; what it finds is counted on all of them. Cases that differ
    in nothing that it looks at share it.
    """
    home = find_dealt(workspace)
    if home is not workspace:
        return home.once(_search)
    medians, frame, few = AtMedians(workspace), workspace.frame, workspace.searched
    _ = few.trials  # not in two threads at once
    offers = [_list_issues(workspace, offer) for offer in workspace.case.offers]
    with ThreadPoolExecutor(max_workers=1) as beside:
        drawn = beside.submit(lambda: medians.frontier)
        narrowed = beside.submit(_narrow_all, few, offers)
        picks = medians.find_solutions()
        faces = {offer.id: find_face(workspace, offer) for offer in workspace.case.offers}
        named = [*(package for package in picks.values() if package is not None), *faces.values()]
        drawn.result()
        found = search(few.trials, np.stack([*medians.list_some(POOL), *named]))
        apart = narrowed.result()
    found, *apart = recount(workspace, [found, *apart], [None, *offers])
    fuller = _describe_narrow(workspace, offers, apart)
    narrow = [frame.to_package(each.package) for each in fuller if each.package]
    considered = [*named, *narrow] if found.best is None else [found.best, *named, *narrow]
    best = _choose(few.trials, considered)
    return _Searched(medians, picks, faces, found, fuller, best)


def _choose(trials: Trials, packages: list[IntArray]) -> IntArray | None:
    """Choose the package that the rule recommends; None when none is ever a deal."""
    allowed = np.array([p for p in packages if trials.layout.allows(p)[0]], dtype=np.int64)
    if not len(allowed):
        return None
    odds = compute_odds(trials, allowed)
    best = int(odds.rank()[0])
    return polish(trials, allowed[best]) if odds.deals[:, best].any() else None


def judge_packages(
    workspace: Workspace, medians: AtMedians, named: Mapping[str, IntArray]
) -> tuple[Candidate, ...]:
    """Judge each distinct package once, under all its names."""
    names: dict[tuple[int, ...], list[str]] = {}
    for name, package in named.items():
        names.setdefault(tuple(package.tolist()), []).append(name)
    if not names:
        return ()
    packages = np.asarray(list(names), dtype=np.int64)
    odds = measure_odds(workspace, packages)
    efficient = _compute_efficiency(workspace, packages)
    frame = workspace.frame
    sides, parties = frame.sides, len(frame.parties)
    found = []
    for n, labels in enumerate(names.values()):
        gain = measure_gain(workspace, packages[n])
        p_gain = dict(zip(sides, odds.gains[n].tolist(), strict=True))
        found.append(
            Candidate(
                names=tuple(labels),
                package=frame.to_options(packages[n]),
                value=medians.to_points(medians.worth(packages[n])),
                p_gain={side: p_gain[side] for side in frame.parties},
                p_ratified={side: p_gain[side] for side in frame.ratifiers},
                p_all_gain=float(odds.all_gain[n]),
                p_efficient=efficient[n][0],
                p_efficient_open=efficient[n][1],
                breaks=find_broken(frame.layout, packages[n]),
                expected_gain=dict(zip(frame.parties, odds.expected_gain[n].tolist(), strict=True)),
                gain={sides[p]: Interval.of(gain[:, p]) for p in range(parties)},
            )
        )
    return tuple(found)


def _compute_efficiency(
    workspace: Workspace, packages: IntArray
) -> list[tuple[float | None, float]]:
    """Share of draws in which each package is efficient, of those settled; and share left open."""
    trials = workspace.searched.trials.first(EFFICIENCY_DRAWS)
    allowed = trials.layout.allows(packages)
    shares: list[tuple[float | None, float]] = [(None, 0.0)] * len(packages)
    judged = find_efficient(trials.layout, trials.values, packages[allowed], parties=trials.parties)
    for n, place in enumerate(np.flatnonzero(allowed)):
        settled = ~judged.open[:, n]
        share = float(judged.efficient[settled, n].mean()) if settled.any() else None
        shares[place] = share, float(judged.open[:, n].mean())
    return shares


def _count_refusals(medians: AtMedians) -> Refusals:
    frame = medians.workspace.frame
    packages = medians.frontier.packages
    worth = compute_worth(frame.layout, frame.medians.values, packages)
    refuses = worth < frame.medians.reservation
    return Refusals(
        accepted=int((~refuses.any(axis=1)).sum()),
        at_home=int(refuses[:, len(frame.parties) :].any(axis=1).sum()),
        by=dict(zip(frame.sides, refuses.sum(axis=0).tolist(), strict=True)),
    )


def _list_front(medians: AtMedians, front: Frontier, limit: int) -> tuple[Deal, ...]:
    """Describe the points of a front, evenly spread if there are more than the limit."""
    frame = medians.workspace.frame
    rows = spread(len(front), limit)
    worth = compute_worth(frame.layout, frame.medians.values, front.packages[rows])
    return tuple(
        Deal(
            package=frame.to_options(front.packages[row]),
            value=medians.to_points(each),
            acceptable=not (refusing := medians.find_refusing(each)),
            refused_by=refusing,
            packages=int(front.counts[row]),
        )
        for row, each in zip(rows.tolist(), worth, strict=True)
    )


def _describe_solution(medians: AtMedians, package: IntArray | None) -> Solution | None:
    if package is None:
        return None
    worth = medians.worth(package)
    return Solution(
        package=medians.workspace.frame.to_options(package),
        value=medians.to_points(worth),
        gain=medians.to_points(worth - medians.workspace.frame.medians.reservation),
    )


def _place(medians: AtMedians, offer: Offer, package: IntArray) -> Placed:
    return Placed(
        offer=offer.id,
        title=offer.title,
        date=offer.date,
        package=medians.workspace.frame.to_options(package),
        value=medians.to_points(medians.worth(package)),
    )


def _list_issues(workspace: Workspace, offer: Offer) -> list[int]:
    """List the issues of an offer, by index."""
    return sorted(workspace.frame.issue_index[pledge.issue] for pledge in offer.pledges)


def _narrow_all(workspace: Workspace, offers: Sequence[Sequence[int]]) -> list[Found]:
    """Ask of the issues of each past offer what is asked of all; on a core of its own."""
    return [
        _narrow(workspace, issues, find_face(workspace, offer)[issues])
        for offer, issues in zip(workspace.case.offers, offers, strict=True)
    ]


def _narrow(workspace: Workspace, issues: Sequence[int], face: IntArray) -> Found:
    """Ask of some issues what is asked of all; once for views in which they are worth the same."""
    trials = workspace.trials.restrict(issues)
    known: Recent[Found] = workspace.plainest.recall("narrowed", lambda: Recent(_NARROWED))
    drawn = hashlib.blake2b()
    for part in (trials.values, trials.reservation, trials.scale, face):
        drawn.update(part.tobytes())
    key = (tuple(issues), drawn.digest())
    return known.recall(key, lambda: search(trials, face[None]))


def _describe_narrow(
    workspace: Workspace, offers: Sequence[Sequence[int]], found: Sequence[Found]
) -> tuple[FullerList, ...]:
    """Describe what the issues of each past offer could carry alone."""
    return tuple(
        _describe_fuller(workspace, *each)
        for each in zip(workspace.case.offers, offers, found, strict=True)
    )


def _describe_fuller(
    workspace: Workspace, offer: Offer, issues: Sequence[int], found: Found
) -> FullerList:
    """Keep only the issues of an offer, and leave all others as they are."""
    frame, package = workspace.frame, None
    if found.best is not None:
        whole = np.zeros(len(workspace.case.issues), dtype=np.int64)
        whole[list(issues)] = found.best
        package = frame.to_options(whole)
    return FullerList(
        offer=offer.id,
        title=offer.title,
        issues=tuple(workspace.case.issues[issue].id for issue in issues),
        p_deal_exists=found.p_exists,
        p_all_gain=found.p_all_gain,
        expected_gain=dict(zip(frame.parties, found.expected_gain.tolist(), strict=True)),
        package=package,
    )
