"""Two like sides and what is learned about them: edges and errors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from detente.errors import InputError
from detente.plan.learning import compute_delivery, compute_posterior
from detente.plan.tranches import (
    compute_best_tranches,
    compute_fewest_stages,
    compute_least_deposit,
    compute_needed_trust,
)


def test_without_a_surplus_tranches_are_equal() -> None:
    one = Fraction(1)
    assert compute_best_tranches(one, one, 5) == (Fraction(1, 5),) * 5
    assert compute_least_deposit(one, one, 5) == Fraction(1, 5)
    assert compute_fewest_stages(one, one, Fraction(1, 5)) == 5
    near = compute_needed_trust(1 + 1e-9, 1.0, 0.1, 4)
    assert compute_needed_trust(1.0, 1.0, 0.1, 4) == pytest.approx(near)


@pytest.mark.parametrize("benefit", [Fraction(2), Fraction(6, 5), Fraction(10), Fraction(1)])
def test_fewest_stages_are_the_first_that_the_deposit_covers(benefit: Fraction) -> None:
    cost = Fraction(1)
    for tranches in range(1, 9):
        deposit = compute_least_deposit(benefit, cost, tranches)
        assert compute_fewest_stages(benefit, cost, deposit) == tranches
        below = deposit * Fraction(999, 1000)
        assert compute_fewest_stages(benefit, cost, below) == tranches + 1


def test_a_deposit_of_the_cost_makes_one_step_enough() -> None:
    assert compute_fewest_stages(2.0, 1.0, 5.0) == 1


def test_only_a_deposit_cures_the_last_step() -> None:
    assert compute_fewest_stages(2.0, 1.0, 0.0) is None
    assert [compute_needed_trust(2, 1, 0, m) for m in (1, 10, 1000)] == [0.5, 0.5, 0.5]
    assert compute_needed_trust(2, 1, 0.1, 1000) < 0.01


def test_numbers_out_of_bounds_are_refused() -> None:
    with pytest.raises(InputError, match="cost has to be above 0, got 0"):
        compute_least_deposit(2.0, 0.0, 1)
    with pytest.raises(InputError, match="at least the cost"):
        compute_best_tranches(0.5, 1.0, 1)
    with pytest.raises(InputError, match="at least 1 tranche, got 0"):
        compute_needed_trust(2, 1, 0.1, 0)
    with pytest.raises(InputError, match="at least 0, got -1"):
        compute_fewest_stages(2.0, 1.0, -1.0)


def test_only_tempting_stages_teach() -> None:
    assert compute_posterior(0.3, 0.0) == 0.3
    assert compute_posterior(0.3, 1.0) == 1.0
    assert compute_delivery(0.3, 1.0) == pytest.approx(0.3)
    assert compute_delivery(0.3, 0.0) == 1.0


def test_beliefs_of_zero_and_one_do_not_move() -> None:
    assert compute_posterior(np.array([0.0, 1.0]), np.array([[0.0], [1.0]])).tolist() == [
        [0.0, 1.0],
        [0.0, 1.0],
    ]
