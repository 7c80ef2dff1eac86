from __future__ import annotations

import numpy as np
import pytest

from detente.core.layout import Constraint, Interaction, Layout
from detente.core.packages import Keys, compute_worth, find_all_packages, find_passing
from detente.errors import TooLargeError
from tests.strategies import random_space


@pytest.mark.parametrize("counts", [(2, 3, 4), (1, 1), (5,) * 60, (50,) * 40, (2,) * 62])
def test_keys_come_back_as_packages_and_keep_their_order(counts: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(counts))
    keys = Keys.of(counts)
    packages = rng.integers(0, counts, (50, len(counts)))
    coded = sum(keys.encode(i)[:, packages[:, i]] for i in range(len(counts)))
    assert isinstance(coded, np.ndarray)
    assert np.array_equal(keys.decode(coded), packages)
    order = np.lexsort(coded[::-1])
    assert packages[order].tolist() == sorted(packages.tolist())


def test_worth_is_that_of_the_indicator() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        layout, values = random_space(rng, 3)
        packages = find_all_packages(layout)
        assert np.array_equal(
            compute_worth(layout, values, packages), layout.indicator(packages) @ values.T
        )


def test_only_allowed_packages_are_listed() -> None:
    layout = Layout((2, 2), (Constraint((0, 1), np.array([[True, False], [True, True]])),))
    assert find_all_packages(layout).tolist() == [[0, 0], [1, 0], [1, 1]]


def test_interactions_count_where_they_hold() -> None:
    layout = Layout((2,), interactions=(Interaction((0,), np.array([False, True])),))
    assert compute_worth(layout, np.array([[0, 1, 10]]), [[0], [1]]).tolist() == [[0], [11]]


def test_large_spaces_are_not_listed() -> None:
    with pytest.raises(TooLargeError, match="find_frontier"):
        find_all_packages(Layout((5,) * 20))


def test_quorum_and_vetoes() -> None:
    worth = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0]])
    assert find_passing(worth, [1, 1, 1], quorum=2).tolist() == [True, True, False]
    assert find_passing(worth, [1, 1, 1], quorum=1, vetoes=(0,)).tolist() == [True, False, True]
