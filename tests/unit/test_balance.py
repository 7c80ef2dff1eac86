"""Offers on one side's own scale, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.balance import compute_balance


def test_what_is_given_counts_in_full_and_what_is_got_is_discounted() -> None:
    values = np.array([[[-10.0, 8.0, 4.0]]])
    delivery = np.array([[[1.0, 0.5, 0.25]]])
    balance = compute_balance(values, delivery)
    assert balance.gives.item() == 10.0
    assert balance.gets.item() == 5.0
    assert balance.net.item() == -5.0
    assert balance.compute_ratio().item() == 0.5


def test_nothing_given_has_no_ratio() -> None:
    balance = compute_balance(np.array([[[3.0]]]), np.array([[[1.0]]]))
    assert np.isnan(balance.compute_ratio()).all()


def test_a_scale_of_its_own_leaves_the_ratio_alone() -> None:
    rng = np.random.default_rng(1)
    values, delivery = rng.normal(size=(50, 2, 6)), rng.uniform(size=(50, 2, 6))
    ratio = compute_balance(values, delivery).compute_ratio()
    rescaled = compute_balance(values * 7.0, delivery).compute_ratio()
    assert rescaled == pytest.approx(ratio, nan_ok=True)
