"""What drives an outcome, read off given draws: functions with known answers, two estimators."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.core.draws import draw_uniforms
from detente.core.sensitivity import (
    compute_change,
    compute_information,
    expand,
    find_crossing,
    make_grid,
)

ISHIGAMI = (0.31390, 0.44241, 0.0)
"""First-order shares with a = 7 and b = 0.1 (Ishigami and Homma 1990)."""


def draw(draws: int, inputs: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((draws, inputs))


def compute_ishigami(u: np.ndarray, a: float = 7.0, b: float = 0.1) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def compute_g(u: np.ndarray, a: np.ndarray) -> np.ndarray:
    return np.asarray(np.prod((np.abs(4 * u[:, : len(a)] - 2) + a) / (1 + a), axis=1))


def get_g_shares(a: np.ndarray) -> np.ndarray:
    parts = 1 / (3 * (1 + a) ** 2)
    return parts / (np.prod(1 + parts) - 1)


def find_shares(u: np.ndarray, y: np.ndarray) -> np.ndarray:
    return expand(list(u.T), y[:, None]).shares[:, 0]


def compute_correlation_ratio(u: np.ndarray, y: np.ndarray, bins: int = 32) -> np.ndarray:
    """The second estimator: variance of the means of equally likely bins, corrected for noise."""
    shares = []
    for column in u.T:
        groups = np.array_split(y[np.argsort(column)], bins)
        between = np.var([group.mean() for group in groups])
        within = np.mean([group.var(ddof=1) / len(group) for group in groups])
        shares.append((between - within * (1 - 1 / bins)) / y.var())
    return np.asarray(shares)


@pytest.mark.parametrize("seed", range(3))
def test_ishigami(seed: int) -> None:
    u = draw(16384, 3, seed)
    assert find_shares(u, compute_ishigami(u)) == pytest.approx(ISHIGAMI, abs=0.03)


def test_ishigami_on_sobol_draws() -> None:
    u = draw_uniforms(4096, 3, np.random.default_rng(5))
    assert find_shares(u, compute_ishigami(u)) == pytest.approx(ISHIGAMI, abs=0.02)


def test_sobol_g() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
    u = draw(32768, 6)
    assert find_shares(u, compute_g(u, a)) == pytest.approx(get_g_shares(a), abs=0.025)


def test_a_sum_of_uniforms_is_explained_in_full() -> None:
    u, weights = draw(8192, 4), np.array([4.0, 2.0, 1.0, 0.0])
    shares = find_shares(u, u @ weights)
    assert shares == pytest.approx(weights**2 / (weights**2).sum(), abs=0.03)
    assert shares[3] == 0.0


def test_a_product_of_signs_has_no_drivers_though_both_matter() -> None:
    u = draw(8192, 2)
    assert find_shares(u, np.sign(u[:, 0] - 0.5) * np.sign(u[:, 1] - 0.5)).tolist() == [0.0, 0.0]


def test_both_estimators_agree() -> None:
    rng = np.random.default_rng(3)
    u = draw(16384, 8, 4)
    for _ in range(5):
        weights, bends = rng.normal(size=(2, 8))
        chance = 1 / (1 + np.exp(-(u - 0.5) @ weights * 3 - np.cos(4 * u) @ bends))
        y = (rng.random(len(u)) < chance).astype(float)
        assert find_shares(u, y) == pytest.approx(compute_correlation_ratio(u, y), abs=0.012)


def test_noise_drives_nothing() -> None:
    u = draw(2048, 100)
    y = (np.random.default_rng(9).random(2048) < 0.4).astype(float)
    found = expand(list(u.T), y[:, None])
    assert found.counted.sum() <= 1
    assert found.shares.sum() < 0.02


def test_an_outcome_that_never_changes_has_no_drivers() -> None:
    found = expand(list(draw(256, 3).T), np.ones((256, 1)))
    assert not found.counted.any()
    assert not found.shares.any()
    assert found.compute_means(np.array([0.1, 0.9])) == pytest.approx(1.0)


def test_several_outcomes_are_those_taken_one_by_one() -> None:
    u = draw(2048, 5)
    y = np.stack([compute_ishigami(u), u[:, 0], (u[:, 3] > 0.7).astype(float)], axis=1)
    together = expand(list(u.T), y).shares
    for place in range(3):
        assert together[:, place] == pytest.approx(find_shares(u, y[:, place]))


def test_blocks_of_inputs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    u = draw(512, 7)
    y = compute_ishigami(u)
    whole = expand(list(u.T), y[:, None]).coefficients
    monkeypatch.setattr("detente.core.sensitivity._BLOCK", 1024)
    assert expand(list(u.T), y[:, None]).coefficients == pytest.approx(whole)


def test_the_mean_given_an_input_and_its_error() -> None:
    u = draw(16384, 2)
    chance = 0.2 + 0.6 * u[:, 0]
    y = (np.random.default_rng(2).random(len(u)) < chance).astype(float)
    found = expand(list(u.T), y[:, None])
    at = np.array([0.1, 0.5, 0.9])
    means, errors = found.compute_means(at)[:, :, 0], found.compute_errors(at)[:, :, 0]
    assert np.all(np.abs(means[:, 0] - (0.2 + 0.6 * at)) < 3 * errors[:, 0] + 0.01)
    assert means[:, 1] == pytest.approx(y.mean())
    assert np.all(errors < 0.02)


def test_the_error_of_a_swing_is_what_it_varies_by() -> None:
    rng = np.random.default_rng(6)
    swings, errors = [], []
    for _ in range(200):
        u = rng.random(1024)
        y = (rng.random(1024) < 0.3 + 0.4 * u).astype(float)
        found = expand([u], y[:, None])
        low, high = found.compute_means(np.array([0.1, 0.9]))[:, 0, 0]
        swings.append(high - low)
        errors.append(found.compute_swing_errors(0.1, 0.9).item())
    assert np.mean(swings) == pytest.approx(0.32, abs=0.01)
    assert np.mean(errors) == pytest.approx(np.std(swings), rel=0.25)


def test_where_a_line_crosses_one_half() -> None:
    u = draw(16384, 1)
    y = 0.2 + 0.5 * u[:, 0]
    found = expand(list(u.T), y[:, None])
    grid = make_grid()
    crossing = find_crossing(grid, found.compute_means(grid)[:, 0, 0])
    assert crossing == pytest.approx(0.6, abs=0.01)


def test_of_several_crossings_the_one_nearest_the_middle() -> None:
    at = np.array([0.1, 0.2, 0.5, 0.7, 0.9])
    assert find_crossing(at, np.array([1.0, 0.0, 0.0, 1.0, 1.0])) == pytest.approx(0.6)
    assert find_crossing(at, np.full(5, 0.7)) is None


def test_the_worth_of_knowing_by_hand() -> None:
    means = np.array([0.1, 0.4, 0.8, 0.9])[:, None, None]
    odds = np.array([0.55])
    assert compute_change(odds, means).item() == 0.5
    assert compute_information(odds, means).item() == pytest.approx(
        (0.9 + 0.6 + 0.8 + 0.9) / 4 - 0.55
    )


def test_knowing_what_moves_nothing_across_is_worth_nothing() -> None:
    means = np.array([0.6, 0.8])[:, None, None]
    assert compute_change(np.array([0.7]), means).item() == 0.0
    assert compute_information(np.array([0.7]), means).item() == pytest.approx(0.0)


def test_the_worth_of_knowing_against_a_linear_model_in_closed_form() -> None:
    """P(yes) = u: knowing u one is right in 3/4 of the cases, not knowing it in 1/2."""
    u = draw(65536, 1, 7)
    y = (np.random.default_rng(8).random(len(u)) < u[:, 0]).astype(float)
    found = expand(list(u.T), y[:, None])
    means = np.clip(found.compute_means(make_grid()), 0, 1)
    assert compute_information(found.mean, means).item() == pytest.approx(0.25, abs=0.01)


def test_few_draws_get_a_short_series() -> None:
    assert len(expand([draw(16, 1)[:, 0]], draw(16, 1, 2)).coefficients) == 1
    assert len(expand([draw(128, 1)[:, 0]], draw(128, 1, 2)).coefficients) == 4


def test_salib_agrees() -> None:
    """Its random balance designs (Tarantola, Gatelli and Mara 2006) take given draws too."""
    rbd_fast = pytest.importorskip("SALib.analyze.rbd_fast", reason="SALib is not installed")
    u = draw(8192, 3, 11)
    y = compute_ishigami(u)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = rbd_fast.analyze(problem, u, y, M=8, num_resamples=10, seed=1)["S1"]
    assert find_shares(u, y) == pytest.approx(np.asarray(theirs), abs=0.03)
    assert math.isclose(sum(theirs), sum(ISHIGAMI), abs_tol=0.05)
