"""Wide couplings taken apart through hidden issues, and issues held at an option, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.elimination import count_entries, find_order
from detente.core.frontier import find_frontier, find_packages
from detente.core.layout import Constraint, Interaction, Layout
from detente.core.merging import merge_alike
from detente.core.packages import compute_worth, find_all_packages
from detente.core.unfolding import relax, unfold


def count(issues: int) -> np.ndarray:
    """How many of some issues of two options are at their second, for every package."""
    return np.asarray(np.indices((2,) * issues).sum(axis=0))


def at_most(most: int, issues: int) -> Layout:
    return Layout((2,) * issues, (Constraint(tuple(range(issues)), count(issues) <= most),))


def test_at_most_five_of_sixteen_takes_small_tables() -> None:
    wider = unfold(at_most(5, 16))
    assert max(count_entries(wider, find_order(wider))) <= 2 * 7 * 7


def test_the_best_packages_of_a_counted_space_are_found() -> None:
    # worth one to the first for each issue, a tenth less to the second: five of sixteen are best
    values = np.array([[0, 1] * 16, [0, -1] * 16])
    found = find_frontier(at_most(5, 16), values, parties=2)
    assert found.points.tolist() == [[n, -n] for n in range(5, -1, -1)]
    assert found.counts == (4368, 1820, 560, 120, 16, 1)
    assert found.packages[0].tolist() == [0] * 11 + [1] * 5
    first = find_packages(at_most(5, 16), values, [1, -1], parties=2)
    assert len(first) == 16
    assert first.shape[1] == 16


def test_what_is_small_already_is_left_alone() -> None:
    pair = Constraint((0, 1), np.array([[True, True], [False, True]]))
    layout = Layout((2, 2), (pair,))
    assert unfold(layout) is layout


def test_a_constraint_that_nothing_keeps_stays() -> None:
    layout = Layout((2,) * 6, (Constraint(tuple(range(6)), np.zeros((2,) * 6, dtype=np.bool_)),))
    assert len(find_frontier(layout, np.zeros((1, 12), dtype=np.int64), parties=1)) == 0


def test_an_extra_value_within_ranges_is_counted_once() -> None:
    inside = np.zeros((5,) * 4, dtype=np.bool_)
    inside[1:3, 2:4, :2, 4:] = True
    layout = Layout((5,) * 4, (), (Interaction((0, 1, 2, 3), inside),))
    assert unfold(layout).n_issues > 4
    values = np.zeros((1, 21), dtype=np.int64)
    values[0, -1] = 7
    found = find_frontier(layout, values, parties=1)
    assert found.points.tolist() == [[7]]
    assert found.counts == (8,)
    assert found.packages.tolist() == [[1, 2, 0, 4]]


def test_a_coupling_too_large_for_the_limit_is_let_go() -> None:
    layout = Layout((3, 3), (Constraint((0, 1), np.eye(3, dtype=np.bool_)),))
    bonus = Layout((3, 3), (), (Interaction((0, 1), np.eye(3, dtype=np.bool_)),))
    assert relax(layout, 4).layout == Layout((3, 3))
    switched = relax(bonus, 4).layout
    assert switched.counts == (3, 3, 2)
    assert switched.interactions[0].scope == (2,)


@pytest.mark.parametrize("held", [{1: 2}, {0: 1, 2: 0}, {0: 0, 1: 1, 2: 1}])
def test_held_issues_leave_the_packages_that_agree(held: dict[int, int]) -> None:
    rng = np.random.default_rng(1)
    layout = Layout(
        (2, 3, 2),
        (
            Constraint((0, 1), rng.random((2, 3)) < 0.8),
            Constraint((1, 2), rng.random((3, 2)) < 0.8),
        ),
        (Interaction((0, 1, 2), rng.random((2, 3, 2)) < 0.5),),
    )
    values = rng.integers(-9, 9, (2, 8))
    everything = find_all_packages(layout)
    agree = everything[np.all(everything[:, list(held)] == list(held.values()), axis=1)]
    rest = layout.fix(held)
    if rest is None:
        assert not len(agree)
        return
    left = find_all_packages(rest)
    worth = compute_worth(rest, values[:, layout.locate(held)], left)
    assert np.array_equal(worth, compute_worth(layout, values, agree))


def test_alike_options_count_for_all_of_them() -> None:
    steps = np.zeros((6, 6), dtype=np.bool_)
    steps[2:5, 1:3] = True  # in the same box, and worth the same by themselves
    layout = Layout((6, 6), (), (Interaction((0, 1), steps),))
    values = np.zeros((2, 13), dtype=np.int64)
    values[:, -1] = 3
    merged = merge_alike(layout, values)
    assert merged.layout.counts == (2, 2)
    found = find_frontier(layout, values, parties=2)
    assert found.points.tolist() == [[3, 3]]
    assert found.packages.tolist() == [[2, 1]]
    assert found.counts == (6,)
    assert found.n_packages == 36
    assert len(find_packages(layout, values, [3, 3], parties=2)) == 6
