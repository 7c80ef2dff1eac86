"""How likely each side is to gain from a package, and which package is safest.

A package is judged on every draw at once: the columns of values that it switches on are added up,
and the share of draws in which no side falls below its reservation value is its odds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from detente.core.integers import compute_scale, scale_values
from detente.core.layout import BoolArray, FloatArray, IntArray, Layout

_CHUNK = 2_000_000
"""Numbers held at a time while packages are judged: 16 MB."""

_QUICK_DRAWS = 512
_SEARCH_DRAWS = 1024
_MAX_STEPS = 200
_MAX_MOVES = 90
_MAX_CHANGES = 100
_PROMISING = 32
_KEPT = 100


@dataclass(frozen=True, slots=True)
class Odds:
    """Odds of N packages over the draws.

    Parameters
    ----------
    gains : share of draws in which a side is not below its reservation value, ``(N, Q)``.
    deals : draws in which no side is below it and some party above, ``(D, N)``.
    expected_gain : mean of value less reservation value per party, ``(N, P)``, in its points.
    """

    gains: FloatArray
    deals: BoolArray
    expected_gain: FloatArray

    @property
    def all_gain(self) -> FloatArray:
        """Share of draws in which the package is a deal, ``(N,)``."""
        return np.asarray(self.deals.mean(axis=0))

    def rank(self) -> IntArray:
        """Order packages: highest odds that all gain, then the Nash product of expected gains.

        Among packages of the same odds, a party that gains from none of them is left out of the
        product, and those that leave another party without an expected gain come last. What is
        still tied is ordered by the least share of the best expected gain, then the next least.

        Returns
        -------
        Indices, best first, ``(N,)``.
        """
        levels, level = np.unique(self.all_gain, return_inverse=True)
        best = np.zeros((len(levels), self.expected_gain.shape[1]))
        np.maximum.at(best, level, self.expected_gain)
        counted = best[level] > 0
        shares = self.expected_gain / np.where(counted, best[level], 1.0)
        worst = np.where(counted, shares, np.inf).min(axis=1)
        product = np.where(worst > 0, np.where(counted, shares, 1.0).prod(axis=1), worst)
        least_first = np.sort(shares, axis=1).T
        return np.lexsort((*-least_first[::-1], -product, -self.all_gain))


@dataclass(frozen=True)
class Trials:
    """A package space over draws, in whole numbers, so that ties are ties.

    Arrays are laid out column after column (Fortran order), since packages add up columns.

    Parameters
    ----------
    layout : the package space.
    values : whole numbers, shape ``(D, Q, C)``.
    reservation : whole numbers, shape ``(D, Q)``; one beyond every package's reach is as far beyond
        as it is written, to within a part in 2**53.
    scale : whole numbers per point, shape ``(D, Q)``.
    parties : how many of the Q sides are parties; the rest are ratifiers.
    """

    layout: Layout
    values: FloatArray
    reservation: FloatArray
    scale: FloatArray
    parties: int

    @classmethod
    def of(
        cls, layout: Layout, values: FloatArray, reservation: FloatArray, parties: int
    ) -> Trials:
        """Scale values ``(D, Q, C)`` and reservation values ``(D, Q)``, both in points."""
        scale = compute_scale(values)
        whole = np.asfortranarray(scale_values(values, scale))
        return cls(layout, whole, np.rint(reservation * scale), scale, parties)

    @property
    def n_draws(self) -> int:
        """Number of draws, D."""
        return len(self.values)

    def take(self, rows: slice | IntArray) -> Trials:
        """Keep some draws; those of a slice as views, where nothing is copied."""
        return replace(
            self,
            values=self.values.T[..., rows].T,
            reservation=self.reservation[rows],
            scale=self.scale[rows],
        )

    def first(self, draws: int) -> Trials:
        """Keep the first draws only."""
        return replace(
            self,
            values=np.asfortranarray(self.values[:draws]),
            reservation=self.reservation[:draws],
            scale=self.scale[:draws],
        )

    def restrict(self, issues: Sequence[int]) -> Trials:
        """Keep some issues, indices ascending, and leave the others at the status quo."""
        kept = self.layout.restrict(issues)
        settled = self.values[:, :, kept.always].sum(axis=2)
        return replace(
            self,
            layout=kept.layout,
            values=self.values[:, :, kept.columns],
            reservation=self.reservation - settled,
        )

    def iterate_gains(self, packages: IntArray) -> Iterator[FloatArray]:
        """Yield value less reservation value, whole, ``(D, Q, n)``, a few packages at a time."""
        step = max(1, _CHUNK // max(1, self.reservation.size))
        for start in range(0, len(packages), step):
            yield self._compute_gains(packages[start : start + step])

    def _compute_gains(self, packages: IntArray) -> FloatArray:
        """Add up the first package, and the others as changes to it; ``(D, Q, n)``."""
        base = np.zeros(self.reservation.shape, order="F")
        for column in np.flatnonzero(self.layout.indicator(packages[:1])[0]).tolist():
            base += self.values[:, :, column]
        base -= self.reservation
        gains = np.empty((*base.shape, len(packages)), order="F")
        gains[...] = base[:, :, None]
        starts, switched = self.layout.starts, self.layout.switch(packages)
        for row, issue in np.argwhere(packages != packages[0]).tolist():
            gains[:, :, row] += self.values[:, :, starts[issue] + packages[row, issue]]
            gains[:, :, row] -= self.values[:, :, starts[issue] + packages[0, issue]]
        for row, place in np.argwhere(switched != switched[0]).tolist():
            sign = 1.0 if switched[row, place] else -1.0
            gains[:, :, row] += sign * self.values[:, :, self.layout.n_options + place]
        return gains

    def compute_gain(self, package: IntArray) -> FloatArray:
        """Value of one package less the reservation value, in points, ``(D, Q)``."""
        gains = next(self.iterate_gains(package[None]))
        return np.asarray(gains[:, :, 0] / self.scale)


def compute_odds(trials: Trials, packages: IntArray) -> Odds:
    """Judge packages, option indices of shape ``(N, I)``, on every draw.

    O(D Q I N), in chunks of bounded memory.
    """
    n_draws, n_sides = trials.reservation.shape
    parts = [_judge(trials, gains) for gains in trials.iterate_gains(packages)]
    if not parts:
        nothing = np.empty((n_draws, 0), dtype=np.bool_)
        return Odds(np.empty((0, n_sides)), nothing, np.empty((0, trials.parties)))
    gains, deals, expected = zip(*parts, strict=True)
    return Odds(np.concatenate(gains), np.concatenate(deals, axis=1), np.concatenate(expected))


def _judge(trials: Trials, gains: FloatArray) -> tuple[FloatArray, BoolArray, FloatArray]:
    own = gains[:, : trials.parties]
    deals = (gains.min(axis=1) >= 0) & (own.max(axis=1) > 0)
    points = 1.0 / trials.scale[:, : trials.parties]
    expected = np.einsum("dpn,dp->np", own, points) / len(gains)
    return (gains >= 0).mean(axis=0).T, deals, expected


def find_safest(trials: Trials, start: IntArray) -> IntArray:
    """Look for packages from which all sides gain in as many draws as possible.

    The chance-constrained problem is hard, so this searches: from the safest of the starting
    packages, and from the safest swap of one option of an issue for one of another, it goes on by
    :func:`improve`.

    Parameters
    ----------
    trials : the package space over draws.
    start : packages to begin with, ``(N, I)``, possibly none.

    Returns
    -------
    Packages that keep the constraints, best first by the odds on the draws searched (the first
    1,024), ``(N', I)`` without repeats.
    """
    swaps = _swaps(trials.layout)
    return improve(trials, [swaps, start.reshape(-1, trials.layout.n_issues)])


def improve(trials: Trials, groups: Sequence[IntArray]) -> IntArray:
    """Improve the safest package of each group on few draws, and the best of them on more.

    Issues are changed one at a time, and two at a time where one does not help, until no such
    change raises the odds that all gain. Of the changes of two issues, those that look best are
    judged, among the hundred likeliest single ones.

    Parameters
    ----------
    trials : the package space over draws.
    groups : packages, ``(N, I)`` each.

    Returns
    -------
    As for :func:`find_safest`.
    """
    few = trials.first(_QUICK_DRAWS)
    found = [np.zeros((0, trials.layout.n_issues), dtype=np.int64)]
    for group in groups:
        pool = _rank_allowed(few, group)[:_KEPT]
        found += [pool, *(_climb(few, package)[None] for package in pool[:1])]
    more = trials.first(_SEARCH_DRAWS)
    ranked = _rank_allowed(more, np.concatenate(found))
    last = [_climb(more, package)[None] for package in ranked[:1]]
    return _unique(np.concatenate([*last, ranked]))


def polish(trials: Trials, package: IntArray) -> IntArray:
    """Change one issue at a time until no change raises the odds on all draws; ``(I,)``."""
    for _ in range(_MAX_STEPS):
        best = _rank_allowed(trials, _add(package, _changes(trials.layout, package)))[0]
        if np.array_equal(best, package):
            return package
        package = best
    return package


def _climb(trials: Trials, package: IntArray) -> IntArray:
    """Change one issue for the better, or two, until nothing is gained."""
    for _ in range(_MAX_STEPS):
        changes = _changes(trials.layout, package)
        ranked = _rank_allowed(trials, _add(package, changes))
        if np.array_equal(ranked[0], package):
            alone = ranked[1 : _MAX_CHANGES + 1]
            pairs = _find_promising(trials, package, _add_barred(trials, alone, changes))
            ranked = _rank_allowed(trials, _add(package, pairs))
            if np.array_equal(ranked[0], package):
                return package
        package = ranked[0]
    return package


def _add_barred(trials: Trials, alone: IntArray, changes: IntArray) -> IntArray:
    """Add the likeliest changes that only a limit over many issues forbids by themselves.

    Where a limit is reached, one option comes in only as another one goes.
    """
    barred = _unique(changes[~_keep_wide(trials.layout).allows(changes)])
    if not len(barred):
        return alone
    return np.concatenate([alone, barred[compute_odds(trials, barred).rank()][:_MAX_CHANGES]])


def _keep_wide(layout: Layout) -> Layout:
    """Keep the constraints of more than two issues alone: pairs are changed together anyway."""
    wide = tuple(limit for limit in layout.constraints if len(limit.scope) > 2)
    return replace(layout, constraints=wide)


def _find_promising(trials: Trials, package: IntArray, changed: IntArray) -> IntArray:
    """Make two of the changes at once, wherever they touch different issues; keep the best few.

    The best are found by adding up what each change brings. That leaves out what an interaction
    adds to both together, so the few are to be judged again.
    """
    moved = changed != package
    first, second = np.triu_indices(len(changed), k=1)
    apart = ~(moved[first] & moved[second]).any(axis=1)
    both = np.where(moved[first], changed[first], changed[second])[apart]
    kept = np.flatnonzero(_keep_wide(trials.layout).allows(both))
    odds = _count_pairs(trials._compute_gains(_add(package, changed)))[apart]
    best = np.argsort(-odds[kept], kind="stable")[:_PROMISING]
    return np.asarray(both[kept[best]])


def _count_pairs(gains: FloatArray) -> IntArray:
    """Count the draws in which nobody loses when two changes are made, by adding them up.

    Parameters
    ----------
    gains : of a package, and after it of each of N changes to it, ``(D, Q, 1 + N)``.

    Returns
    -------
    For each two changes, in the order of ``np.triu_indices``. A sum of two numbers is not negative
    exactly where the one is no less than the other with its sign turned, however it is rounded; so
    one change is compared with all later ones at once, and nothing is added up.
    """
    costs, counts = gains[:, :, :1] - gains[:, :, 1:], [np.zeros(0, dtype=np.int64)]
    for n in range(costs.shape[2] - 1):
        bears = np.ones((len(gains), costs.shape[2] - n - 1), dtype=np.bool_, order="F")
        for q in range(gains.shape[1]):
            bears &= costs[:, q, n + 1 :] <= gains[:, q, n + 1, None]
        counts.append(np.count_nonzero(bears, axis=0))
    return np.concatenate(counts)


def _rank_allowed(trials: Trials, packages: IntArray) -> IntArray:
    """Drop repeats and what breaks a constraint, and put the safest first."""
    kept = _unique(packages[trials.layout.allows(packages)])
    return kept[compute_odds(trials, kept).rank()]


def _add(package: IntArray, others: IntArray) -> IntArray:
    return np.concatenate([package[None], others])


def _changes(layout: Layout, package: IntArray) -> IntArray:
    """Change one issue, or two that a constraint couples, in every possible way."""
    scopes: set[tuple[int, ...]] = {(issue,) for issue in range(layout.n_issues)}
    scopes |= {rule.scope for rule in layout.constraints if len(rule.scope) == 2}
    changed = []
    for scope in sorted(scopes):
        options = np.indices([layout.counts[i] for i in scope]).reshape(len(scope), -1).T
        block = np.repeat(package[None], len(options), axis=0)
        block[:, scope] = options
        changed.append(block)
    return np.concatenate(changed)


def _swaps(layout: Layout) -> IntArray:
    """List packages that move one issue, or two of a bounded number, off the status quo."""
    moves = [(i, k) for i, count in enumerate(layout.counts) for k in range(1, count)]
    some = moves[:: -(-len(moves) // _MAX_MOVES)] if moves else []
    pairs = [(a, b) for a, b in combinations(some, 2) if a[0] != b[0]]
    packages = np.zeros((len(moves) + len(pairs), layout.n_issues), dtype=np.int64)
    for row, swap in zip(packages, [*((move,) for move in moves), *pairs], strict=True):
        for issue, option in swap:
            row[issue] = option
    return packages


def _unique(packages: IntArray) -> IntArray:
    """Drop repeats, keeping the order of first appearance."""
    _, first = np.unique(packages, axis=0, return_index=True)
    return packages[np.sort(first)]
