"""The frontier of a space whose issues hang together too closely to be decided exactly.

Two frontiers stand in for the one that is out of reach, one from above and one from below.

*From above*: issues are copied until every table is small (:func:`detente.core.unfolding.relax`).
That allows more, so that no package is worth more to everybody than some point of this *ceiling*.

*From below*: packages that are allowed. Hold some issues at what a promising package says, and
the others can be decided exactly. Promising are the packages that the ceiling points at where the
gap is widest, and those found so far; which issues are held changes from round to round.

The widest gap between the two is the guarantee. Each allowed package has a point of the ceiling
above it, and that point a listed package that is short of it by no more than epsilon. Where the two
meet, epsilon is zero, and the frontier is exact after all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from detente.core.dominance import find_nondominated
from detente.core.elimination import MOST_ENTRIES, count_entries
from detente.core.feasibility import find_deals
from detente.core.fixed import compute_bounds
from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import IntArray, Layout
from detente.core.merging import merge_alike
from detente.core.packages import compute_worth
from detente.core.unfolding import arrange, insert_hidden, relax, unfold
from detente.errors import TooLargeError

CEILING_ENTRIES = 4_096
"""Combinations that one elimination may go through for the ceiling."""

ROUND_ENTRIES = 512
"""The same for one round of looking for packages."""

ROUNDS = 24
"""Rounds of looking for packages."""

PASSES = 8
"""Passes in which every listed package is tried with one or two issues changed."""

_MOST_TRIED = 50_000  # packages tried in one pass
_CAP = 2_000  # points of the ceiling, and of the frontier of one round
_SEED = 20_030  # of the order in which issues are held; the same for every space
_CHUNK = 2**22  # differences formed at once


def find_near_frontier(
    layout: Layout,
    values: IntArray,
    *,
    parties: int,
    floors: npt.ArrayLike | None = None,
    cap: int | None = None,
    names: Sequence[str] = (),
    most_entries: int | None = None,
) -> Frontier:
    """Find the frontier of a package space of any width, exactly or with a proven bound.

    Parameters
    ----------
    layout, values, parties, floors, names : as for :func:`detente.core.frontier.find_frontier`.
    cap : the same; where the space is too wide, at most 2,000 by default.
    most_entries : combinations that one elimination may go through before the space counts as too
        wide, and then for the ceiling; by default 200,000 and 4,096.

    Returns
    -------
    The exact frontier wherever the space is not too wide. Otherwise packages that keep the
    constraints and meet the floors, none of which dominates another, with the guarantee that
    ``epsilon`` stands for; ``counted`` is then False.

    Raises
    ------
    TooLargeError
        If no package was found that keeps the constraints and meets the floors, nor proof that
        there is none.

    Notes
    -----
    The ceiling takes time in proportion to issues and ``most_entries``, and so do the rounds.
    Dechter and Rish 2003, *Journal of the ACM* 50, 107-153; Rollon and Larrosa 2006, *Journal of
    Heuristics* 12, 307-328.

    Examples
    --------
    Three issues, each worth something only with one of the others; one elimination may go through
    four combinations, and eight are needed:

    >>> from detente.core.layout import Interaction
    >>> both = np.array([[False, False], [False, True]])
    >>> pairs = tuple(Interaction(pair, both) for pair in ((0, 1), (0, 2), (1, 2)))
    >>> values = np.array([[0, 0, 0, 0, 0, 0, 5, 0, 1], [0, 0, 0, 0, 0, 0, 0, 5, 1]])
    >>> near = find_near_frontier(Layout((2, 2, 2), (), pairs), values, parties=2, most_entries=4)
    >>> near.points.tolist(), near.epsilon.tolist()
    ([[6, 6]], [0, 0])
    """
    most = MOST_ENTRIES if most_entries is None else most_entries
    if not is_too_wide(layout, values, most):
        return find_frontier(layout, values, parties=parties, floors=floors, cap=cap, names=names)
    merged = merge_alike(layout, values)
    asked = None if floors is None else np.asarray(floors)
    space = _Space(merged.layout, values[:, merged.columns], parties, asked, cap)
    ceiling = space.find_ceiling(min(most, CEILING_ENTRIES))
    found = _Approach(space, ceiling, min(most, ROUND_ENTRIES)).run()
    packages = merged.restore(found.packages)
    return replace(found, packages=packages, n_packages=layout.n_packages)


def is_too_wide(layout: Layout, values: IntArray, most_entries: int = MOST_ENTRIES) -> bool:
    """Say whether some elimination would go through more combinations than a limit."""
    return _count_most(merge_alike(layout, values).layout) > most_entries


def _count_most(layout: Layout) -> int:
    """Combinations that the widest elimination goes through."""
    arranged = arrange(layout)
    return max(count_entries(arranged.layout, arranged.order), default=0)


@dataclass(frozen=True)
class _Space:
    """A package space, what is asked of its packages, and how long a front may be."""

    layout: Layout
    values: IntArray
    parties: int
    floors: IntArray | None
    cap: int | None

    @property
    def most_points(self) -> int:
        return _CAP if self.cap is None else self.cap

    def find_ceiling(self, most_entries: int) -> Frontier:
        """Find a frontier that nothing rises above; packages may break couplings."""
        wider = unfold(self.layout)
        relaxed = relax(wider, most_entries)
        return find_frontier(
            relaxed.layout,
            insert_hidden(self.layout, self.values, relaxed.layout),
            parties=self.parties,
            floors=self.floors,
            cap=self.most_points,
            order=relaxed.order,
        )

    def allows(self, packages: IntArray) -> npt.NDArray[np.bool_]:
        """Say which packages keep the constraints and meet the floors."""
        kept = self.layout.allows(packages)
        if self.floors is not None:
            worth = compute_worth(self.layout, self.values, packages)
            kept &= (worth >= self.floors).all(axis=1)
        return kept

    def measure(self, packages: IntArray) -> IntArray:
        """Add up what packages are worth to each party, ``(N, P)``."""
        return compute_worth(self.layout, self.values[: self.parties], packages)

    def find_around(self, held: dict[int, int]) -> IntArray:
        """Find the efficient packages of those that hold some issues at an option, ``(N, I)``."""
        rest = self.layout.fix(held)
        if rest is None:
            return np.zeros((0, self.layout.n_issues), dtype=np.int64)
        front = find_frontier(
            rest,
            self.values[:, self.layout.locate(held)],
            parties=self.parties,
            floors=self.floors,
            cap=self.most_points,
        )
        packages = front.packages.copy()
        packages[:, list(held)] = list(held.values())
        return packages

    def find_any(self) -> IntArray:
        """Find one package that keeps the constraints and meets the floors, ``(N, I)``; or none."""
        lowest, _ = compute_bounds(self.layout, self.values)
        floors = lowest if self.floors is None else self.floors
        # somebody whom nothing touches and anything pleases, so that "better for one" is met
        pleased = np.zeros((1, self.values.shape[1]), dtype=np.int64)
        values = np.concatenate([pleased, self.values]).astype(np.float64)
        found = find_deals(
            self.layout,
            values[None],
            np.concatenate([[-1.0], floors])[None],
            parties=1,
            pool=np.zeros((1, self.layout.n_issues), dtype=np.int64),
        )
        if found.open[0]:
            raise TooLargeError(
                "No package was found that keeps all constraints and leaves nobody below what is "
                "asked, nor proof that there is none. Drop a constraint, or lower a reservation "
                "value."
            )
        return found.witness[found.exists]


class _Approach:
    """Packages that come closer to the ceiling, round by round."""

    def __init__(self, space: _Space, ceiling: Frontier, most_entries: int) -> None:
        self.space, self.ceiling, self.most = space, ceiling, most_entries
        self.span = np.maximum(np.ptp(ceiling.points, axis=0), 1) if len(ceiling) else 1
        self.packages = np.zeros((0, space.layout.n_issues), dtype=np.int64)
        self.points = np.zeros((0, space.parties), dtype=np.int64)
        self.short = np.zeros_like(ceiling.points)
        self.share = np.full(len(ceiling), np.inf)
        self.nearest = np.zeros_like(self.hints)

    @property
    def hints(self) -> IntArray:
        """The package that each point of the ceiling points at; it may break a coupling."""
        hints: IntArray = self.ceiling.packages[:, : self.space.layout.n_issues]
        return hints

    def run(self) -> Frontier:
        self._admit(self.hints)
        if len(self.ceiling) and not len(self.packages):
            self._admit(self.space.find_any())
        if len(self.packages):
            self._close_in()
            self._improve()
        return self._present()

    def _close_in(self) -> None:
        """Look around the widest gap, each time with other issues held."""
        rng = np.random.default_rng(_SEED)
        coupled = sorted({i for scope in _list_scopes(self.space.layout) for i in scope})
        for turn in range(ROUNDS):
            worst = int(self.share.argmax())
            if self.share[worst] <= 0:
                break
            base = self.hints[worst] if turn % 2 == 0 else self.nearest[worst]
            held = self._choose_held(base, rng.permutation(coupled))
            self._admit(self.space.find_around(held))

    def _improve(self) -> None:
        """Change one issue of each listed package, or two that are coupled, while it helps."""
        issues, options = _list_changes(self.space.layout)
        for _ in range(PASSES):
            some = self.packages[:: -(-len(self.packages) * len(issues) // _MOST_TRIED)]
            tried = np.repeat(some, len(issues), axis=0)
            rows = np.arange(len(tried))[:, None]
            tried[rows, np.tile(issues, (len(some), 1))] = np.tile(options, (len(some), 1))
            if not self._admit(tried):
                break

    def _choose_held(self, base: IntArray, issues: IntArray) -> dict[int, int]:
        """Hold as few of some issues as make the rest easy to decide, in the order given."""
        each = [(int(issue), int(base[issue])) for issue in issues]

        def fits(count: int) -> bool:
            rest = self.space.layout.fix(dict(each[:count]))
            return rest is None or _count_most(rest) <= self.most

        return dict(each[: bisect_left(range(len(each)), True, key=fits)])

    def _admit(self, packages: IntArray) -> bool:
        """List what is allowed and not beaten; say whether that is anything new."""
        packages = packages[self.space.allows(packages)]
        packages = np.concatenate([self.packages, packages])
        points = np.concatenate([self.points, self.space.measure(packages[len(self.points) :])])
        kept = np.flatnonzero(find_nondominated(points))
        _, first = np.unique(points[kept], axis=0, return_index=True)  # those listed come first
        listed = kept[first[::-1]]
        new = listed[listed >= len(self.points)]
        self.packages, self.points = packages[listed], points[listed]
        step = max(1, _CHUNK // max(1, new.size * self.space.parties))
        for start in range(0, len(self.ceiling) if len(new) else 0, step):
            self._compare(slice(start, start + step), packages[new], points[new])
        return len(new) > 0

    def _compare(self, rows: slice, packages: IntArray, points: IntArray) -> None:
        """Find what falls least short of some points, in shares of what each party can win."""
        short = np.maximum(self.ceiling.points[rows, None] - points, 0)
        share = (short / self.span).max(axis=2)
        best = share.argmin(axis=1)
        each = np.arange(len(best))
        closer = np.flatnonzero(share[each, best] < self.share[rows])
        place = closer + rows.start
        self.share[place] = share[closer, best[closer]]
        self.short[place] = short[closer, best[closer]]
        self.nearest[place] = packages[best[closer]]

    def _present(self) -> Frontier:
        """State the widest gap between what is listed and the ceiling."""
        layout, parties = self.space.layout, self.space.parties
        epsilon = self.ceiling.epsilon.copy()
        epsilon[:parties] += self.short.max(axis=0, initial=0)
        return Frontier(
            points=self.points,
            packages=self.packages,
            counts=(1,) * len(self.points),
            epsilon=epsilon,
            width=arrange(layout).order.width,
            n_packages=layout.n_packages,
            counted=False,
        )


def _list_scopes(layout: Layout) -> list[tuple[int, ...]]:
    """List what constraints and interactions speak of."""
    scopes = [each.scope for each in layout.constraints]
    return scopes + [each.scope for each in layout.interactions]


def _list_changes(layout: Layout) -> tuple[IntArray, IntArray]:
    """List changes of one issue, and of two that are coupled: issues and options, ``(M, 2)``."""
    counts = layout.counts
    pairs = sorted({pair for scope in _list_scopes(layout) for pair in combinations(scope, 2)})
    changes = [((i, i), (k, k)) for i, count in enumerate(counts) for k in range(count)]
    if sum(counts[i] * counts[j] for i, j in pairs) <= _MOST_TRIED:
        changes += [
            ((i, j), each) for i, j in pairs for each in product(range(counts[i]), range(counts[j]))
        ]
    table = np.array(changes, dtype=np.int64)
    return table[:, 0], table[:, 1]
