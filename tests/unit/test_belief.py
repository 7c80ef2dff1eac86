"""The ledger of promises, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.belief import Belief, Ledger

EVEN = (1.0, 1.0)


def make_ledger(
    credit: list[float],
    *,
    weight: list[float] | None = None,
    age: list[float] | None = None,
    disputed: list[bool] | None = None,
) -> Ledger:
    n = len(credit)
    return Ledger(
        np.array(credit),
        np.array(weight or [1.0] * n),
        np.array(age or [0.0] * n),
        np.array(disputed or [False] * n),
    )


def test_an_empty_ledger_leaves_the_prior() -> None:
    belief = make_ledger([]).compute_belief((3.0, 1.0), 10.0)
    assert belief.mean == pytest.approx(0.75)


def test_kept_and_broken_promises_are_counted() -> None:
    belief = make_ledger([1, 1, 1, 0]).compute_belief(EVEN, 10.0)
    assert belief.mean == pytest.approx(4 / 6)


def test_a_partial_promise_is_a_fraction_of_both() -> None:
    belief = make_ledger([0.25]).compute_belief(EVEN, 10.0)
    assert belief.kept == (1.25, 1.25)
    assert belief.broken == (1.75, 1.75)


def test_an_entry_fades_by_half_every_half_life() -> None:
    fading = make_ledger([1, 1, 1], age=[0, 10, 20]).compute_fading(10.0)
    assert fading == pytest.approx([1.0, 0.5, 0.25])


def test_a_precedent_with_a_quarter_of_the_weight_moves_less() -> None:
    whole = make_ledger([0]).compute_belief(EVEN, 10.0).mean
    quarter = make_ledger([0], weight=[0.25]).compute_belief(EVEN, 10.0).mean
    assert whole == pytest.approx(1 / 3)
    assert quarter == pytest.approx(1 / 2.25)


def test_one_disputed_promise_on_an_even_prior_changes_nothing() -> None:
    belief = make_ledger([0], disputed=[True]).compute_belief(EVEN, 10.0)
    at = np.linspace(0.05, 0.95, 19)
    assert belief.compute_cdf(at) == pytest.approx(at)


def test_disputed_promises_widen_where_half_credit_would_narrow() -> None:
    disputed = make_ledger([0] * 6, disputed=[True] * 6).compute_belief(EVEN, 10.0)
    halves = make_ledger([0.5] * 6).compute_belief(EVEN, 10.0)

    def width(belief: Belief) -> float:
        p10, p90 = belief.compute_quantile([0.1, 0.9])
        return float(p90 - p10)

    assert disputed.mean == pytest.approx(halves.mean)
    assert width(disputed) > 2 * width(halves)


def test_the_shift_of_an_entry_is_the_mean_with_it_less_the_mean_without_it() -> None:
    ledger = make_ledger([1, 0, 0.5], age=[1, 2, 3], disputed=[False, False, True])
    shifts = ledger.compute_shifts((2.0, 1.0), 8.0)
    whole = ledger.compute_belief((2.0, 1.0), 8.0).mean
    without = make_ledger([1, 0.5], age=[1, 3], disputed=[False, True])
    assert shifts[1] == pytest.approx(whole - without.compute_belief((2.0, 1.0), 8.0).mean)
    assert shifts[0] > 0 > shifts[1]


def test_draws_follow_the_mixture() -> None:
    belief = Belief((9.0, 5.0), (2.0, 6.0))
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = belief.draw(u)
    assert drawn.mean() == pytest.approx(belief.mean, abs=1e-4)
    quantiles = np.quantile(drawn, [0.1, 0.5, 0.9])
    assert quantiles == pytest.approx(belief.compute_quantile([0.1, 0.5, 0.9]), abs=1e-3)
