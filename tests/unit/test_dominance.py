from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.core.dominance import find_nondominated, order_nondominated
from detente.core.fixed import LIMIT
from detente.errors import InputError


def brute(points: Any) -> Any:
    above = (points[None] >= points[:, None]).all(axis=2)
    return ~(above & (points[None] > points[:, None]).any(axis=2)).any(axis=1)


@pytest.mark.parametrize("objectives", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_agrees_with_comparing_all_with_all(objectives: int, size: int) -> None:
    rng = np.random.default_rng([objectives, size])
    for _ in range(80):
        points = rng.integers(-size, size + 1, (int(rng.integers(1, 70)), objectives))
        expected = brute(points)
        assert np.array_equal(find_nondominated(points), expected)
        order = order_nondominated(points.T)
        assert sorted(order.tolist()) == np.flatnonzero(expected).tolist()
        assert sorted(points[order].tolist()) == points[order].tolist()


@pytest.mark.parametrize("objectives", [3, 4])
def test_agrees_where_the_library_divides_and_conquers(objectives: int) -> None:
    rng = np.random.default_rng(objectives)
    for size in (2, 8, 10**6):
        points = rng.integers(0, size, (1500, objectives))
        assert np.array_equal(find_nondominated(points), brute(points))


@pytest.mark.parametrize("objectives", [2, 3])
def test_neighbours_just_below_the_limit_are_told_apart(objectives: int) -> None:
    top = LIMIT - 1
    points = np.full((2, objectives), top)
    points[1, 0] -= 1
    points[0, 1:] -= np.arange(objectives - 1)
    points[1, 1:] -= np.arange(objectives - 1)
    assert find_nondominated(points).tolist() == [True, False]


@pytest.mark.parametrize("objectives", [0, 1, 2, 3])
def test_no_points(objectives: int) -> None:
    assert find_nondominated(np.zeros((0, objectives), dtype=np.int64)).tolist() == []


def test_equal_points_all_stay() -> None:
    assert find_nondominated([[4, 4, 4]] * 3).all()


def test_beyond_the_limit() -> None:
    points = [[LIMIT, 0, 1], [0, 1, 2], [1, 0, 0]]
    with pytest.raises(InputError, match=r"2\*\*53"):
        find_nondominated(points)


@pytest.mark.parametrize("points", [[1, 2], [[0.5, 1.0]]])
def test_points_that_are_no_table_of_integers(points: Any) -> None:
    with pytest.raises(InputError):
        find_nondominated(points)


@pytest.mark.parametrize("reach", [3, 60, 4000, 2**50])
def test_a_grid_strikes_out_nothing_that_stays(reach: int) -> None:
    from moocore import is_nondominated

    from detente.core.dominance import _drop_beaten

    rng = np.random.default_rng(reach)
    for size in (2048, 6000):
        points = rng.integers(-reach, reach + 1, (size, 3))
        points[:: size // 9] += reach // 2
        expected = is_nondominated(points.astype(np.float64), maximise=True, keep_weakly=True)
        assert np.array_equal(find_nondominated(points), expected)
        assert len(_drop_beaten(np.ascontiguousarray(points.T))) < size or reach == 3
