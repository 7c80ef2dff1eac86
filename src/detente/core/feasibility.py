"""Whether any deal exists, draw by draw.

A *deal* is a package that keeps the constraints, leaves every party and ratifier at or above its
reservation value, and some party above it. Whether there is one is asked over thousands of draws
of the values, and is far cheaper to settle than a frontier:

1. Packages that are known to be good are tried on all draws by matrix products. A deal found on
   any draw joins this pool, since what suits one draw often suits its neighbours.
2. Weighted sums prove that there is none, or find one (:mod:`detente.core.relaxation`); counts
   are sides in them (:mod:`detente.core.quotas`).
3. What they leave unsettled is searched exactly (:mod:`detente.core.search`), within a limit.

Comparisons are exact: see :mod:`detente.core.integers` for how draws become whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.core.choices import Choices, find_choices
from detente.core.integers import compute_scale, scale_reservation, scale_values
from detente.core.layout import BoolArray, FloatArray, IntArray, Layout
from detente.core.quotas import Loader, find_quotas
from detente.core.relaxation import DEAL, KEPT_WEIGHTS, UNSETTLED, Problems, is_deal, relax
from detente.core.search import WORK_LIMIT, search
from detente.errors import InputError

BY_POOL, BY_BOUND, BY_SEARCH = 1, 2, 3
_CHUNK_BYTES = 2**22
_POOL_LIMIT = 512
_POOL_STEP = 32
_POOL_FIRST = 64


@dataclass(frozen=True)
class Existence:
    """Whether a deal exists in each draw.

    Parameters
    ----------
    exists : whether there is a deal, ``(D,)``.
    witness : a package that is one, ``(D, I)``; -1 where none was found.
    open : draws not settled within the work limit, ``(D,)``; ``exists`` is False there.
    stage : what settled the draw: 1 the pool, 2 a weighted sum, 3 the search; ``(D,)``.
    """

    exists: BoolArray
    witness: IntArray
    open: BoolArray
    stage: IntArray


def find_deals(
    layout: Layout,
    values: npt.ArrayLike,
    reservation: npt.ArrayLike,
    *,
    parties: int,
    pool: npt.ArrayLike | None = None,
    work_limit: int = WORK_LIMIT,
) -> Existence:
    """Find out in which draws some package is a deal.

    Parameters
    ----------
    layout : the package space; C columns.
    values : each one's own points, shape ``(D, Q, C)``; parties first, then ratifiers.
    reservation : in the same points, shape ``(D, Q)``; may be infinite.
    parties : how many of the Q are parties.
    pool : packages worth trying first, shape ``(N, I)``; they need not keep the constraints.
    work_limit : largest number of choices that the search tries in one draw.

    Returns
    -------
    Existence, with a deal for each draw that has one.

    Raises
    ------
    InputError : shapes that do not fit, or values that are not numbers.

    Notes
    -----
    The question is NP-hard (it contains subset sum), so the search has a limit; draws beyond it
    are reported as open, never guessed. Which deal is the witness may depend on the other
    draws; whether there is one does not.

    Examples
    --------
    >>> layout = Layout(counts=(2, 2))
    >>> swap = np.array([[[0.0, -1.0, 0.0, 2.0], [0.0, 2.0, 0.0, -1.0]]])
    >>> found = find_deals(layout, swap, [[0.0, 0.0]], parties=2)
    >>> found.exists, found.witness
    (array([ True]), array([[1, 1]]))
    """
    drawn, floors = check_draws(layout, values, reservation, parties)

    def load(draws: IntArray) -> tuple[FloatArray, FloatArray]:
        chosen = drawn[draws]
        scale = compute_scale(chosen)
        return scale_values(chosen, scale), scale_reservation(floors[draws], scale)

    known = Pool(layout, check_packages(layout, pool))
    return settle(load, floors.shape, known, parties=parties, work_limit=work_limit)


def settle(
    load: Loader, shape: tuple[int, ...], pool: Pool, *, parties: int, work_limit: int
) -> Existence:
    """Settle many questions "is there a deal?".

    Parameters
    ----------
    load : from indices of questions to whole-numbered values ``(n, Q, C)`` and reservation values
        ``(n, Q)``; asked for a few questions at a time.
    shape : how many questions there are, and Q.
    pool : packages worth trying; modified in place.
    parties : how many of the Q are parties.
    work_limit : largest number of choices that the search tries for one question.

    Returns
    -------
    Existence, with questions in place of draws.
    """
    found, quotas = _make_unfound(shape[0], pool.layout.n_issues), find_quotas(pool.layout)
    choices = find_choices(quotas.layout)
    if choices is None:
        return found
    sides = shape[1] + len(quotas)
    step = max(1, _CHUNK_BYTES // (8 * sides * pool.layout.n_columns))
    weights = np.zeros((shape[0], KEPT_WEIGHTS, sides))
    finder = _Finder(quotas.add_to(load), choices, pool, parties, found, weights)
    for draws in _split(np.arange(shape[0]), step):
        finder.screen(draws)
    for draws in _split(np.flatnonzero(found.open), step):
        finder.search(draws, work_limit)
    return found


def check_draws(
    layout: Layout, values: npt.ArrayLike, reservation: npt.ArrayLike, parties: int
) -> tuple[FloatArray, FloatArray]:
    """Check that values and reservation values fit the layout and each other."""
    drawn = np.asarray(values, dtype=np.float64)
    floors = np.asarray(reservation, dtype=np.float64)
    if drawn.ndim != 3 or drawn.shape[2] != layout.n_columns:
        raise InputError(
            f"values must have shape (draws, parties and ratifiers, {layout.n_columns}), "
            f"got {drawn.shape}"
        )
    if floors.shape != drawn.shape[:2]:
        raise InputError(f"reservation must have shape {drawn.shape[:2]}, got {floors.shape}")
    if not 1 <= parties <= drawn.shape[1]:
        raise InputError(f"parties must be 1 to {drawn.shape[1]}, got {parties}")
    return drawn, floors


def check_packages(layout: Layout, packages: npt.ArrayLike | None) -> IntArray:
    """Check that packages pick an existing option of every issue; None means no packages."""
    if packages is None:
        return np.zeros((0, layout.n_issues), dtype=np.int64)
    picked = np.asarray(packages, dtype=np.int64)
    if picked.ndim != 2 or picked.shape[1] != layout.n_issues:
        raise InputError(
            f"packages must have shape (packages, {layout.n_issues}), got {picked.shape}"
        )
    if (picked < 0).any() or (picked >= np.asarray(layout.counts)).any():
        raise InputError("packages must pick an option that the issue has, counted from 0")
    return picked


def _make_unfound(draws: int, issues: int) -> Existence:
    """Start from no deal in any draw."""
    return Existence(
        exists=np.zeros(draws, dtype=np.bool_),
        witness=np.full((draws, issues), -1, dtype=np.int64),
        open=np.zeros(draws, dtype=np.bool_),
        stage=np.full(draws, BY_BOUND, dtype=np.int64),
    )


def _split(draws: IntArray, step: int) -> Iterator[IntArray]:
    """Split draws into chunks small enough for the processor's cache."""
    for start in range(0, len(draws), step):
        yield draws[start : start + step]


class Pool:
    """Packages worth trying, the most successful first."""

    def __init__(self, layout: Layout, packages: IntArray) -> None:
        self.layout = layout
        self.packages = packages[layout.allows(packages)]
        self.hits = np.zeros(len(self.packages), dtype=np.int64)

    def try_on(self, values: FloatArray, floor: FloatArray, parties: int, most: int) -> IntArray:
        """Find a deal in the pool for each draw.

        Parameters
        ----------
        values : whole numbers, ``(n, Q, C)``.
        floor : whole-numbered reservation values, ``(n, Q)``.
        parties : how many of the Q are parties.
        most : how many packages to try, the most successful first.

        Returns
        -------
        Index of the package, -1 where none is a deal; ``(n,)``.
        """
        match, left = np.full(len(values), -1), np.arange(len(values))
        for start in range(0, min(most, len(self.packages)), _POOL_STEP):
            if not len(left):
                break
            step = self.layout.indicator(self.packages[start : start + _POOL_STEP])
            worth = np.tensordot(values.take(left, axis=0), step, axes=(2, 1))
            gains = np.moveaxis(worth - floor[left][:, :, None], 1, 2)
            deals = is_deal(gains, parties)
            hit = deals.any(axis=1)
            match[left[hit]] = start + deals[hit].argmax(axis=1)
            left = left[~hit]
        np.add.at(self.hits, match[match >= 0], 1)
        return match

    def add(self, packages: IntArray) -> None:
        """Add packages that were deals somewhere, and drop the least successful."""
        both = np.concatenate([self.packages, packages])
        hits = np.concatenate([self.hits, np.ones(len(packages), dtype=np.int64)])
        unique, inverse = np.unique(both, axis=0, return_inverse=True)
        total = np.bincount(inverse.ravel(), weights=hits, minlength=len(unique))
        best = np.argsort(-total, kind="stable")[:_POOL_LIMIT]
        self.packages, self.hits = unique[best], total[best].astype(np.int64)


@dataclass(frozen=True)
class _Finder:
    """The stages, each on some draws; ``pool``, ``found`` and ``weights`` fill up on the way."""

    load: Loader
    choices: Choices
    pool: Pool
    parties: int
    found: Existence
    weights: FloatArray

    def screen(self, draws: IntArray) -> None:
        """Settle what the pool and weighted sums can settle, and mark the rest as open."""
        draws, problems = self._apply_pool(draws, most=_POOL_FIRST)
        relaxed = relax(problems)
        self.weights[draws] = relaxed.weights
        self._record(draws, relaxed.status, relaxed.picks, BY_BOUND)

    def search(self, draws: IntArray, limit: int) -> None:
        """Settle the rest, now that the pool holds what suited other draws."""
        draws, problems = self._apply_pool(draws, most=_POOL_LIMIT)
        settled = search(problems, self.weights[draws], limit=limit)
        self._record(draws, settled.status, settled.picks, BY_SEARCH)

    def _apply_pool(self, draws: IntArray, *, most: int) -> tuple[IntArray, Problems]:
        """Try the pool on some draws; return those that it leaves, and their problems."""
        values, floor = self.load(draws)
        match = self.pool.try_on(values, floor, self.parties, most)
        hit, left = match >= 0, np.flatnonzero(match < 0)
        self._write(draws[hit], self.pool.packages[match[hit]], BY_POOL)
        values = self.choices.spread(values.take(left, axis=0))
        return draws[left], Problems(self.choices, values, floor[left], self.parties)

    def _record(self, draws: IntArray, status: IntArray, picks: IntArray, stage: int) -> None:
        """Write down what a stage established."""
        deal = status == DEAL
        packages = self.choices.assemble(picks[deal])
        self.pool.add(packages)
        self.found.stage[draws] = stage
        self.found.open[draws] = status == UNSETTLED
        self._write(draws[deal], packages, stage)

    def _write(self, draws: IntArray, packages: IntArray, stage: int) -> None:
        """Write down deals."""
        self.found.exists[draws] = True
        self.found.witness[draws] = packages
        self.found.open[draws] = False
        self.found.stage[draws] = stage
