"""Shapley values: worked games, and the limit on groups."""

from __future__ import annotations

import pytest

from detente.core.shapley import MOST_GROUPS, compute_shapley
from detente.errors import TooLargeError


def test_nothing_to_divide() -> None:
    assert compute_shapley(lambda mask: 3.0, 0).shape == (0,)


def test_one_group_gets_all() -> None:
    assert compute_shapley(lambda mask: [2.0, 5.0][mask], 1).tolist() == [3.0]


def test_two_groups_that_only_act_together_share_equally() -> None:
    found = compute_shapley(lambda mask: float(mask == 3), 2)
    assert found.tolist() == [0.5, 0.5]


def test_the_airport_game() -> None:
    """Littlechild and Owen 1973: each runway segment is shared by those who need it."""
    costs = [1.0, 2.0, 4.0]

    def cost(mask: int) -> float:
        return max((c for i, c in enumerate(costs) if mask >> i & 1), default=0.0)

    assert compute_shapley(cost, 3) == pytest.approx([1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2])


def test_the_security_council() -> None:
    """Shapley and Shubik 1954, with the numbers of a small council: one veto of three votes."""

    def passes(mask: int) -> float:
        return float(bool(mask & 1) and mask.bit_count() >= 2)

    assert compute_shapley(passes, 3) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_many_answers_at_once_are_divided_one_by_one() -> None:
    found = compute_shapley(lambda mask: [[mask & 1, mask >> 1], [mask == 3, 7]], 2)
    assert found.shape == (2, 2, 2)
    assert found.tolist() == [[[1.0, 0.0], [0.5, 0.0]], [[0.0, 1.0], [0.5, 0.0]]]


def test_each_set_is_looked_at_once() -> None:
    seen: list[int] = []

    def value(mask: int) -> float:
        seen.append(mask)
        return 0.0

    compute_shapley(value, 5)
    assert sorted(seen) == list(range(32))


def test_too_many_groups_are_refused_before_any_is_looked_at() -> None:
    def value(mask: int) -> float:
        raise AssertionError

    with pytest.raises(TooLargeError, match="13 groups of inputs differ; at most 12"):
        compute_shapley(value, MOST_GROUPS + 1)
