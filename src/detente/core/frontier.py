"""The Pareto frontier of a package space, without going through the packages.

A package is *efficient* when no other package is at least as good for every party and better for
one. Fifty issues of five options make more packages than the Earth has grains of sand, but few
of them are efficient, and those are found by deciding one issue at a time: of two half-made
packages, one that is behind for everybody stays behind whatever follows, and can be struck out.
:mod:`detente.core.semiring` does the striking out and the adding, and
:mod:`detente.core.elimination` sees to it that issues which constrain each other, or are worth
something only together, are decided together. All sums are integers, so ties are exact.

What remains can still be too much. When every issue is a fight over the same points, everything is
efficient, and the frontier is as large as the space. Fronts above a cap are then thinned, and the
result says so: its ``epsilon`` is a proven bound on how far a party may be set back by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from detente.core.elimination import NEVER, Elimination, Floors, Order, check_width
from detente.core.fixed import check_totals, compute_bounds
from detente.core.layout import BoolArray, IntArray, Layout
from detente.core.merging import merge_alike
from detente.core.packages import Keys, compute_worth
from detente.core.semiring import Front, Rules, find_keys
from detente.core.unfolding import Arrangement, arrange, insert_hidden
from detente.errors import InputError, TooLargeError

_CAPS = {1: 100_000, 2: 100_000, 3: 100_000, 4: 50_000}
_CAP_OF_MANY = 20_000


@dataclass(frozen=True)
class Frontier:
    """The efficient packages of a space, by the points that they attain.

    Parameters
    ----------
    points : what each point is worth to each party, fixed point, shape ``(N, P)``: distinct, the
        best for the first party first, then the best for the second, and so on.
    packages : the lexicographically first package of each point, shape ``(N, I)``.
    counts : how many packages attain each point; with a positive epsilon, at least so many.
    epsilon : shape ``(Q,)``. All zeros when the frontier is exact. Otherwise the guarantee is:
        each package that keeps the constraints, and meets every floor with ``epsilon`` to spare,
        is matched by a listed one that is worth to each party at least as much less
        ``epsilon``. Every listed package keeps the constraints and meets the floors in full.
    width : induced width of the elimination; 0 when no issues are coupled.
    n_packages : packages of the space before constraints.
    counted : whether ``counts`` are complete, and packages the first; not so where a space was
        too wide, and packages had to be looked for (:mod:`detente.core.approximation`).
    """

    points: IntArray
    packages: IntArray
    counts: tuple[int, ...]
    epsilon: IntArray
    width: int
    n_packages: int
    counted: bool = True

    def __len__(self) -> int:
        return len(self.points)

    @property
    def exact(self) -> bool:
        """Whether no efficient point is missing, and none that is listed is dominated."""
        return not self.epsilon.any()


def find_frontier(
    layout: Layout,
    values: IntArray,
    *,
    parties: int,
    floors: npt.ArrayLike | None = None,
    cap: int | None = None,
    names: Sequence[str] = (),
    order: Order | None = None,
) -> Frontier:
    """Find every efficient point of a package space, and a package for each.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``: parties first, then ratifiers.
    parties : P, how many of the rows are parties. Ratifiers never count as objectives.
    floors : least worth asked by each party and ratifier, shape ``(Q,)``; the frontier is then
        that of the packages which meet all of them. Without floors, ratifiers are ignored.
    cap : points that a front may hold before it is thinned. By default 100,000 for up to
        three parties, 50,000 for four and 20,000 for more; ratifiers together count as one party,
        since they are carried only until their floors are settled. Where coupled issues need a
        front per combination of options, all of these together hold at most twenty times the cap.
    names : what messages call the issues; by default their positions.
    order : in which to eliminate the issues; by default by min-fill, with hidden issues where a
        constraint is better taken apart (:mod:`detente.core.unfolding`).

    Returns
    -------
    The frontier; empty when no package keeps the constraints and meets the floors.

    Raises
    ------
    TooLargeError
        If the constraints and interactions tie too many issues together.
    InputError
        If totals reach 2**53, or the shapes do not fit.

    Notes
    -----
    Exponential in the induced width only. For two parties and uncoupled issues of K options,
    O(I K N log K) with N the largest front met on the way. Nemhauser and Ullmann 1969,
    *Management Science* 15, 494-505; Rollon and Larrosa 2006, *Journal of Heuristics* 12,
    307-328.

    Examples
    --------
    Two issues; on each, one side gives what the other wants:

    >>> layout = Layout((2, 2))
    >>> frontier = find_frontier(layout, np.array([[0, 9, 0, -4], [0, -3, 0, 6]]), parties=2)
    >>> frontier.points
    array([[ 9, -3],
           [ 5,  3],
           [-4,  6]])
    >>> frontier.packages
    array([[1, 0],
           [1, 1],
           [0, 1]])
    """
    _check_shapes(layout, values, parties)
    merged = merge_alike(layout, values) if order is None else None
    small = layout if merged is None else merged.layout
    kept = values if merged is None else values[:, merged.columns]
    search, rows = _prepare(small, kept, parties, floors, cap, names, order)
    if merged is not None:
        search = replace(search, sizes=merged.sizes)
    found = _present(small, search, rows, search.run(), len(values))
    whole = found.packages if merged is None else merged.restore(found.packages)
    return replace(found, packages=whole, n_packages=layout.n_packages)


def find_packages(
    layout: Layout,
    values: IntArray,
    point: npt.ArrayLike,
    *,
    parties: int,
    floors: npt.ArrayLike | None = None,
    limit: int = 1000,
    cap: int | None = None,
) -> IntArray:
    """Find the packages that attain one point of the frontier.

    Parameters
    ----------
    layout, values, parties, floors, cap : as for :func:`find_frontier`.
    point : a point of the frontier, shape ``(P,)``.
    limit : most packages to return.

    Returns
    -------
    Option indices in lexicographic order, shape ``(N, I)``: all packages of the point or, beyond
    the limit, some of them. Empty when the point is not on the frontier.

    Notes
    -----
    Walks the elimination backwards, from the point to the options that lead there; the cost is
    that of the frontier, and then proportional to the number of packages found.

    Examples
    --------
    >>> find_packages(Layout((2, 2)), np.array([[0, 1, 0, 1]]), [1], parties=1)
    array([], shape=(0, 2), dtype=int64)
    >>> find_packages(Layout((2, 2)), np.array([[0, 0, 0, 1]]), [1], parties=1)
    array([[0, 1],
           [1, 1]])
    """
    search, _ = _prepare(layout, values, parties, floors, cap, ())
    search = replace(search, rules=replace(search.rules, trail=True))
    keys = Keys.of(search.layout.counts)
    front = search.run()
    target = np.asarray(point, dtype=np.int64)
    if front is None or not (front.sums[:parties] == target[:, None]).all(axis=0).any():
        return np.zeros((0, layout.n_issues), dtype=np.int64)
    met = (
        package
        for key in find_keys(front, target, search.rules)
        for package in keys.decode(key[:, None])[:, : layout.n_issues]
        if floors is None or (compute_worth(layout, values, package)[0] >= floors).all()
    )
    found = sorted(tuple(package.tolist()) for package in islice(met, limit))
    return np.array(found, dtype=np.int64)


def is_efficient(
    layout: Layout,
    values: IntArray,
    packages: npt.ArrayLike,
    *,
    parties: int,
    cap: int | None = None,
) -> BoolArray:
    """Say which packages are efficient: allowed, and dominated by no other allowed package.

    Parameters
    ----------
    layout, values, parties, cap : as for :func:`find_frontier`; ratifiers are ignored.
    packages : option indices, shape ``(N, I)``, or ``(I,)`` for a single one.

    Returns
    -------
    bool, shape ``(N,)``.

    Raises
    ------
    TooLargeError
        If the frontier had to be thinned, and a package cannot be decided for that reason.

    Examples
    --------
    >>> layout, values = Layout((2, 2)), np.array([[0, 9, 0, -4], [0, -3, 0, 6]])
    >>> is_efficient(layout, values, [[0, 0], [1, 1]], parties=2)
    array([False,  True])
    """
    chosen = np.asarray(packages, dtype=np.int64).reshape(-1, layout.n_issues)
    objectives = values[:parties]
    worth = compute_worth(layout, objectives, chosen)
    frontier = find_frontier(layout, objectives, parties=parties, cap=cap)
    if frontier.exact:
        listed = set(map(tuple, frontier.points.tolist()))
        on_it = np.array([tuple(row) in listed for row in worth.tolist()], dtype=np.bool_)
    else:
        on_it = np.array([_is_unbeaten(layout, objectives, row, cap) for row in worth])
    return on_it & layout.allows(chosen)


def _is_unbeaten(layout: Layout, values: IntArray, worth: IntArray, cap: int | None) -> bool:
    """Whether what is at least as good for everybody is no better for anybody."""
    rivals = find_frontier(layout, values, parties=len(values), floors=worth, cap=cap)
    if (rivals.points != worth).any():
        return False
    if not rivals.exact:
        raise TooLargeError(
            "Whether the package is efficient cannot be told: the packages that could dominate it "
            "are too many to search exactly. Raise the cap, or use fewer decimals."
        )
    return True


def _prepare(
    layout: Layout,
    values: IntArray,
    parties: int,
    floors: npt.ArrayLike | None,
    cap: int | None,
    names: Sequence[str],
    order: Order | None = None,
) -> tuple[Elimination, IntArray]:
    _check_shapes(layout, values, parties)
    check_totals(layout, values)
    arranged = arrange(layout) if order is None else Arrangement(layout, order)
    wider, order = arranged.layout, arranged.order
    check_width(wider, order, names or [f"issue {i + 1}" for i in range(layout.n_issues)])
    rows, asked = _choose_rows(layout, values, parties, floors)
    limit = _CAPS.get(min(len(rows), parties + 1), _CAP_OF_MANY) if cap is None else cap
    carried = insert_hidden(layout, values[rows], wider)
    return Elimination(wider, carried, order, Rules(parties, limit), asked), rows


def _choose_rows(
    layout: Layout, values: IntArray, parties: int, floors: npt.ArrayLike | None
) -> tuple[IntArray, Floors | None]:
    """Choose the rows to carry: the parties, and the ratifiers whose floor asks something."""
    if floors is None:
        return np.arange(parties), None
    least = np.clip(np.asarray(floors, dtype=np.int64), -NEVER, NEVER)
    if least.shape != (len(values),):
        raise InputError(
            f"There must be a floor for each party and ratifier, {len(values)} in all; "
            f"these have shape {least.shape}."
        )
    worst, best = compute_bounds(layout, values)
    if (least <= worst).all():  # no package can miss them
        return np.arange(parties), None
    rows = np.flatnonzero((np.arange(len(values)) < parties) | (least > worst))
    clamped = rows >= parties
    return rows, Floors(least[rows], clamped, worst[rows], best[rows])


def _check_shapes(layout: Layout, values: IntArray, parties: int) -> None:
    if values.ndim != 2 or values.shape[1] != layout.n_columns or values.dtype != np.int64:
        raise InputError(
            f"Values must be int64 with a row per party and {layout.n_columns} columns; these "
            f"are {values.dtype} of shape {values.shape}."
        )
    if not 1 <= parties <= len(values):
        raise InputError(f"There are values for {len(values)} rows; {parties} parties cannot be.")


def _present(
    layout: Layout, search: Elimination, rows: IntArray, front: Front | None, n_rows: int
) -> Frontier:
    """Order the points, read the packages off their keys, and report the guarantee."""
    parties, keys = search.rules.parties, Keys.of(search.layout.counts)
    if front is None:
        front = _make_empty(len(rows), keys.n_limbs)
    epsilon = np.zeros(n_rows, dtype=np.int64)
    epsilon[rows] = front.epsilon
    return Frontier(
        points=np.ascontiguousarray(front.sums[:parties, ::-1].T),
        packages=keys.decode(front.keys[:, ::-1])[:, : layout.n_issues],
        counts=tuple(front.counts[::-1].tolist()),
        epsilon=epsilon,
        width=search.order.width,
        n_packages=layout.n_packages,
    )


def _make_empty(n_rows: int, n_limbs: int) -> Front:
    nothing = np.zeros((max(n_rows, n_limbs), 0), dtype=np.int64)
    none = np.zeros(n_rows, dtype=np.int64)
    return Front(nothing[:n_rows], nothing[:n_limbs], nothing[0], none)
