"""Whether deals exist, and whether packages are efficient: cases worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.core import efficiency, feasibility
from detente.core.efficiency import find_efficient
from detente.core.feasibility import BY_BOUND, BY_POOL, find_deals
from detente.core.integers import compute_scale, scale_reservation, scale_values
from detente.core.layout import Constraint, FloatArray, Interaction, Layout
from detente.errors import InputError

SWAP = Layout(counts=(2, 2))
SWAP_VALUES = np.array([[[0.0, -1.0, 0.0, 2.0], [0.0, 2.0, 0.0, -1.0]]])


def make_tied_draws() -> FloatArray:
    """One issue whose second option is worth 0.1 + 0.2 to one and nothing to the other."""
    return np.array([[[0.0, 0.1, 0.0, 0.2], [0.0, 0.0, 0.0, 0.0]]])


def test_swap_of_concessions_is_a_deal() -> None:
    found = find_deals(SWAP, SWAP_VALUES, [[0, 0]], parties=2)
    assert found.exists.tolist() == [True]
    assert found.witness.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("reservation", "exists"),
    [((1, 1), False), ((1, 0.999999999), True), ((0, 1), True), ((1.000000001, 0), False)],
)
def test_somebody_must_be_better_off(reservation: tuple[float, float], exists: bool) -> None:
    found = find_deals(SWAP, SWAP_VALUES, [reservation], parties=2)
    assert found.exists.tolist() == [exists]


def test_a_sum_of_decimals_equals_the_decimal() -> None:
    assert 0.1 + 0.2 > 0.3
    tied = find_deals(SWAP, make_tied_draws(), [[0.3, 0.0]], parties=2)
    assert tied.exists.tolist() == [False]
    below = find_deals(SWAP, make_tied_draws(), [[0.299999999, 0.0]], parties=2)
    assert below.exists.tolist() == [True]


@pytest.mark.parametrize("unit", [1e-9, 1e-6, 1e-3, 1.0])
def test_ties_are_ties_up_to_the_stated_size(unit: float) -> None:
    total = 0.99 * 2.0**40 * unit / 10
    step = round(total / 3 / unit) * unit
    values = np.array([[[0.0, step, 0.0, step], [0.0, 0.0, 0.0, 0.0]]])
    for extra, exists in ((-1, True), (0, False), (1, False)):
        floor = [[2 * round(step / unit) * unit + extra * unit, 0.0]]
        assert find_deals(SWAP, values, floor, parties=2).exists.tolist() == [exists]


def test_a_ratifier_need_not_be_better_off_but_must_not_be_worse_off() -> None:
    values = np.concatenate([SWAP_VALUES, [[[0.0, 0.0, 0.0, -1.0]]]], axis=1)
    for floor, exists in ((-1.0, True), (-0.5, False)):
        found = find_deals(SWAP, values, [[0.5, 0.5, floor]], parties=2)
        assert found.exists.tolist() == [exists]


def test_only_a_ratifier_being_better_off_is_no_deal() -> None:
    values = np.zeros((1, 3, 4))
    values[0, 2, 1] = 5.0
    assert not find_deals(SWAP, values, np.zeros((1, 3)), parties=2).exists.any()


def test_a_constraint_can_forbid_the_only_deal() -> None:
    apart = Constraint((0, 1), np.array([[True, True], [True, False]]))
    layout = Layout(counts=(2, 2), constraints=(apart,))
    assert not find_deals(layout, SWAP_VALUES, [[0, 0]], parties=2).exists.any()


def test_constraints_that_allow_nothing_leave_no_deal() -> None:
    layout = Layout(counts=(2, 2), constraints=(Constraint((0,), np.zeros(2, dtype=np.bool_)),))
    found = find_deals(layout, SWAP_VALUES, [[-9, -9]], parties=2)
    assert not found.exists.any()
    assert not found.open.any()
    assert not find_efficient(layout, SWAP_VALUES, [[0, 0]], parties=2).efficient.any()


def test_an_interaction_can_make_the_deal() -> None:
    both = Interaction((0, 1), np.array([[False, False], [False, True]]))
    layout = Layout(counts=(2, 2), interactions=(both,))
    values = np.concatenate([-np.abs(SWAP_VALUES), [[[4.0], [4.0]]]], axis=2)
    found = find_deals(layout, values, [[0.5, 0.5]], parties=2)
    assert found.witness.tolist() == [[1, 1]]


def test_reservation_values_may_be_infinite() -> None:
    for floor, exists in ((-np.inf, True), (np.inf, False)):
        found = find_deals(SWAP, SWAP_VALUES, [[floor, 0.0]], parties=2)
        assert found.exists.tolist() == [exists]


def test_pool_settles_what_it_can() -> None:
    found = find_deals(SWAP, SWAP_VALUES, [[0, 0]], parties=2, pool=[[0, 0], [1, 1]])
    assert found.stage.tolist() == [BY_POOL]


def test_no_draws_and_no_candidates() -> None:
    found = find_deals(SWAP, np.zeros((0, 2, 4)), np.zeros((0, 2)), parties=2)
    assert found.exists.shape == (0,)
    assert found.witness.shape == (0, 2)
    none = find_efficient(SWAP, SWAP_VALUES, np.zeros((0, 2)), parties=2)
    assert none.efficient.shape == (1, 0)
    assert none.better.shape == (1, 0, 2)


def test_division_of_a_fixed_pie_is_settled_by_its_tie() -> None:
    """What one gains the other loses, and both ask for half: 3**30 packages, none a deal."""
    layout = Layout(counts=(3,) * 30)
    gains = np.random.default_rng(1).integers(0, 100, (20, 1, 90)).astype(np.float64)
    values = np.concatenate([gains, -gains], axis=1)
    half = gains.sum(axis=2) // 6
    found = find_deals(layout, values, np.concatenate([half, -half], axis=1), parties=2)
    assert not found.exists.any()
    assert (found.stage == BY_BOUND).all()


def test_what_exceeds_the_work_limit_stays_open() -> None:
    """Two parties ask for the same odd total of even numbers: a subset sum in disguise."""
    layout = Layout(counts=(2,) * 40)
    gains = np.zeros((1, 1, 80))
    gains[0, 0, 1::2] = 2.0 * np.random.default_rng(2).integers(10**6, 10**7, 40)
    values = np.concatenate([gains, -gains * 3], axis=1)
    odd = gains.sum() // 4 * 2 + 1.0
    found = find_deals(layout, values, [[odd, -3 * odd - 1]], parties=2, work_limit=2000)
    assert found.open.tolist() == [True]
    assert found.exists.tolist() == [False]
    assert found.witness.max() == -1


def test_answer_of_a_draw_does_not_depend_on_the_others() -> None:
    rng = np.random.default_rng(3)
    layout = Layout(counts=(3,) * 8)
    values, floors = rng.normal(size=(40, 3, 24)), rng.normal(3.0, 1.0, size=(40, 3))
    together = find_deals(layout, values, floors, parties=2).exists
    alone = [
        find_deals(layout, values[d : d + 1], floors[d : d + 1], parties=2).exists[0]
        for d in range(40)
    ]
    np.testing.assert_array_equal(together, alone)
    assert 0 < together.sum() < 40


def test_efficiency_ignores_ratifiers() -> None:
    layout = Layout(counts=(2,))
    values = np.array([[[0.0, 1.0], [0.0, 1.0], [0.0, -9.0]]])
    found = find_efficient(layout, values, [[0], [1]], parties=2)
    assert found.efficient.tolist() == [[False, True]]
    assert found.better[0, 0].tolist() == [1]


def test_a_twin_does_not_make_a_package_inefficient() -> None:
    found = find_efficient(SWAP, np.zeros((1, 2, 4)), [[0, 0], [1, 1]], parties=2)
    assert found.efficient.all()


def test_an_efficient_package_in_a_dent_of_the_frontier() -> None:
    """No weighted sum is highest at the middle option, and yet nothing beats it."""
    layout = Layout(counts=(3,))
    values = np.array([[[0.0, 4.0, 10.0], [10.0, 4.0, 0.0]]])
    assert find_efficient(layout, values, [[0], [1], [2]], parties=2).efficient.all()


def test_a_package_that_breaks_a_constraint_is_not_efficient() -> None:
    apart = Constraint((0, 1), np.array([[True, True], [True, False]]))
    layout = Layout(counts=(2, 2), constraints=(apart,))
    found = find_efficient(layout, SWAP_VALUES, [[0, 0], [1, 1]], parties=2)
    assert found.efficient.tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("values", "reservation", "parties", "pool", "message"),
    [
        (np.zeros((1, 2, 5)), [[0, 0]], 2, None, "values must have shape"),
        (np.zeros((2, 4)), [[0, 0]], 2, None, "values must have shape"),
        (SWAP_VALUES, [[0, 0, 0]], 2, None, "reservation must have shape"),
        (SWAP_VALUES, [[0, 0]], 3, None, "parties must be 1 to 2"),
        (SWAP_VALUES, [[0, np.nan]], 2, None, "reservation values must be numbers"),
        (SWAP_VALUES * np.nan, [[0, 0]], 2, None, "values must be finite"),
        (SWAP_VALUES + np.inf, [[0, 0]], 2, None, "values must be finite"),
        (SWAP_VALUES, [[0, 0]], 2, [[0, 2]], "packages must pick an option"),
        (SWAP_VALUES, [[0, 0]], 2, [[0, 0, 0]], "packages must have shape"),
    ],
)
def test_what_does_not_fit_is_refused(
    values: FloatArray, reservation: object, parties: int, pool: object, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        find_deals(SWAP, values, reservation, parties=parties, pool=pool)  # type: ignore[arg-type]


def test_scaled_values_are_whole_and_leave_room_for_weights() -> None:
    values = np.random.default_rng(4).lognormal(3.0, 4.0, (50, 3, 20))
    scale = compute_scale(values)
    whole = scale_values(values, scale)
    np.testing.assert_array_equal(whole, np.rint(whole))
    total = np.abs(whole).sum(axis=2)
    assert (total <= 2.0**40 + 20).all()
    assert (total > 2.0**40 / 11).all()
    np.testing.assert_array_equal(
        scale_reservation(np.array([[np.inf, -np.inf]]), np.ones((1, 2))),
        [[2.0**40 + 1, -(2.0**40) - 1]],
    )


def test_draws_that_ask_the_same_are_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[int, int]] = []

    def settle(*given: Any, **named: Any) -> feasibility.Existence:
        counted.append(given[1])
        return feasibility.settle(*given, **named)

    monkeypatch.setattr(efficiency, "settle", settle)
    other = SWAP_VALUES[:, ::-1] * [-1.0]
    drawn = np.concatenate([SWAP_VALUES, other, SWAP_VALUES, other, SWAP_VALUES])
    packages = [[0, 0], [1, 1]]
    found = find_efficient(SWAP, drawn, packages, parties=2)
    each = [find_efficient(SWAP, one[None], packages, parties=2) for one in drawn]
    assert counted[0] == (4, 2)  # two packages in each of two kinds of draws
    assert found.efficient.tolist() == [one.efficient[0].tolist() for one in each]
    assert found.efficient[0].tolist() != found.efficient[1].tolist()
    assert np.array_equal(found.stage, np.concatenate([one.stage for one in each]))
    beaten = ~found.efficient
    better = np.concatenate([one.better for one in each])
    assert np.array_equal(found.better[beaten], better[beaten])
