"""Whether a package is efficient, draw by draw.

A package is *efficient* when no other one that keeps the constraints gives every party at least
as much, and some party more. Ratifiers are floors to be met, not objectives, and have no say.
A better package is nothing but a deal when each party's reservation value is what the candidate
is worth to it; so :mod:`detente.core.feasibility` settles this question too. There, a weighted sum
that is highest at the candidate proves it efficient (Geoffrion 1968), and what no weighted sum
can prove, such as a package in a dent of the frontier, is searched.

References
----------
Geoffrion (1968), Proper efficiency and the theory of vector maximization, Journal of Mathematical
Analysis and Applications 22.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.core.feasibility import Pool, check_draws, check_packages, settle
from detente.core.integers import compute_scale, scale_values
from detente.core.layout import BoolArray, FloatArray, IntArray, Layout
from detente.core.search import WORK_LIMIT


@dataclass(frozen=True)
class Efficiency:
    """Whether each of N packages is efficient in each draw.

    Parameters
    ----------
    efficient : whether it is, ``(D, N)``; False for a package that breaks a constraint.
    better : a package that is at least as good for every party and better for some,
        ``(D, N, I)``; -1 where none was found.
    open : what was not settled within the work limit, ``(D, N)``; ``efficient`` is False there.
    stage : what settled it: 1 the pool, 2 a weighted sum, 3 the search; ``(D, N)``.
    """

    efficient: BoolArray
    better: IntArray
    open: BoolArray
    stage: IntArray


def find_efficient(
    layout: Layout,
    values: npt.ArrayLike,
    packages: npt.ArrayLike,
    *,
    parties: int,
    pool: npt.ArrayLike | None = None,
    work_limit: int = WORK_LIMIT,
) -> Efficiency:
    """Find out in which draws packages are Pareto-efficient for the parties.

    Parameters
    ----------
    layout : the package space; C columns.
    values : each one's own points, shape ``(D, Q, C)``; parties first, then ratifiers.
    packages : the candidates, shape ``(N, I)``.
    parties : how many of the Q are parties; the others are not looked at.
    pool : packages that may be better, shape ``(M, I)``; the candidates are tried anyway.
    work_limit : largest number of choices that the search tries per draw and candidate.

    Returns
    -------
    Efficiency, with a better package wherever a candidate is not efficient.

    Raises
    ------
    InputError : shapes that do not fit, or values that are not numbers.

    Examples
    --------
    >>> layout = Layout(counts=(2, 2))
    >>> swap = np.array([[[0.0, -1.0, 0.0, 2.0], [0.0, 2.0, 0.0, -1.0]]])
    >>> found = find_efficient(layout, swap, [[0, 0], [0, 1], [1, 1]], parties=2)
    >>> found.efficient
    array([[False,  True,  True]])
    >>> found.better[0, 0]
    array([1, 1])
    """
    drawn, _ = check_draws(layout, values, np.zeros(np.shape(values)[:2]), parties)
    candidates = check_packages(layout, packages)
    switched = layout.indicator(candidates)
    different, same_as = _find_different(drawn[:, :parties])
    shape = (len(different), len(candidates))

    def load(questions: IntArray) -> tuple[FloatArray, FloatArray]:
        draws, which = np.divmod(questions, shape[1])
        chosen = drawn[different[draws], :parties]
        whole = scale_values(chosen, compute_scale(chosen))
        return whole, (whole @ switched[which][:, :, None])[:, :, 0]

    known = Pool(layout, candidates if pool is None else _join(candidates, layout, pool))
    questions = (shape[0] * shape[1], parties)
    beaten = settle(load, questions, known, parties=parties, work_limit=work_limit)
    kept = layout.allows(candidates)
    return Efficiency(
        efficient=~(beaten.exists | beaten.open).reshape(shape)[same_as] & kept,
        better=beaten.witness.reshape(*shape, layout.n_issues)[same_as],
        open=beaten.open.reshape(shape)[same_as] & kept,
        stage=beaten.stage.reshape(shape)[same_as],
    )


def _find_different(drawn: FloatArray) -> tuple[IntArray, IntArray]:
    """Find draws that differ, ``(n,)``, and for every draw the place of its like there, ``(D,)``.

    An imported scenario has no ranges, and asks the same question in every draw.
    """
    places: dict[bytes, int] = {}
    same_as = [places.setdefault(draw.tobytes(), len(places)) for draw in drawn]
    return np.unique(same_as, return_index=True)[1], np.asarray(same_as, dtype=np.int64)


def _join(candidates: IntArray, layout: Layout, pool: npt.ArrayLike) -> IntArray:
    return np.concatenate([candidates, check_packages(layout, pool)])
