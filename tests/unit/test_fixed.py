from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.fixed import (
    LIMIT,
    check_totals,
    choose_decimals,
    compute_bounds,
    from_fixed,
    read_exactly,
    to_decimal,
    to_fixed,
)
from detente.core.layout import Interaction, Layout
from detente.errors import InputError

written = st.decimals(-(10**5), 10**5, allow_nan=False, allow_infinity=False, places=6)


@settings(deadline=None)
@given(st.lists(written, min_size=1))
def test_decimals_come_back_as_they_went_in(values: list[Decimal]) -> None:
    decimals = choose_decimals(values)
    units = to_fixed(np.array(values, dtype=object), decimals)
    assert [to_decimal(unit, decimals) for unit in units.tolist()] == values


@settings(deadline=None)
@given(st.lists(written, min_size=1))
def test_floats_are_read_as_the_decimals_they_print_as(values: list[Decimal]) -> None:
    floats = [float(value) for value in values]
    assert to_fixed(floats, 6).tolist() == to_fixed(np.array(values, dtype=object), 6).tolist()
    assert from_fixed(to_fixed(floats, 6), 6).tolist() == floats


def test_ties_are_exact() -> None:
    assert 0.1 + 0.2 != 0.3
    assert to_fixed([0.1, 0.2], 1).sum() == to_fixed([0.3], 1)[0]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([], 0),
        ([0, 0.0, Decimal("0.000")], 0),
        ([5, 7], 0),
        ([Decimal("1.50")], 1),
        ([Decimal("1E+3"), 0.25], 2),
        ([1e-9], 9),
        ([1 / 3], 9),
        ([1 / 3, 1e12], 3),
        ([10**12, Decimal("0.001")], 3),
    ],
)
def test_decimals_chosen(values: list[float | Decimal], decimals: int) -> None:
    assert choose_decimals(values) == decimals


@pytest.mark.parametrize(
    "values", [[10**12, Decimal("0.000001")], [1e16], [1e17, 1 / 3], [float("nan")], [float("inf")]]
)
def test_decimals_that_cannot_be_chosen(values: list[float | Decimal]) -> None:
    with pytest.raises(InputError):
        choose_decimals(values)


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(Decimal("0.25"), 1), (Decimal(LIMIT), 0), (1e300, 0), (float("nan"), 2), (1e10, 9)],
)
def test_values_that_do_not_fit(value: float | Decimal, decimals: int) -> None:
    with pytest.raises(InputError):
        to_fixed(np.array([value], dtype=object), decimals)


def test_shapes_are_kept() -> None:
    assert to_fixed(np.zeros((2, 0, 3)), 2).shape == (2, 0, 3)
    assert to_fixed([[1.5], [2.25]], 2).tolist() == [[150], [225]]
    assert to_fixed(float(2**52), 0) == 2**52


def test_numbers_are_read_exactly() -> None:
    assert read_exactly(0.1) == Fraction(1, 10)
    assert read_exactly(Fraction(1, 3)) == Fraction(1, 3)
    with pytest.raises(InputError):
        read_exactly(float("nan"))


def test_bounds_count_interactions_one_way() -> None:
    both = np.array([[False, False], [False, True]])
    layout = Layout((2, 2), interactions=(Interaction((0, 1), both), Interaction((0, 1), both)))
    values = np.array([[0, 3, -1, 2, 10, -7]])
    lowest, highest = compute_bounds(layout, values)
    assert (lowest[0], highest[0]) == (0 - 1 - 7, 3 + 2 + 10)


def test_totals_that_could_reach_the_limit() -> None:
    check_totals(Layout((2, 2)), np.array([[0, LIMIT // 2, 0, -LIMIT // 2 + 1]]))
    with pytest.raises(InputError, match="Row 1"):
        check_totals(Layout((2, 2)), np.array([[0] * 4, [0, LIMIT // 2, 0, -LIMIT // 2]]))
