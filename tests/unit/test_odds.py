"""Packages judged over draws, against plain loops."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from detente.core.layout import Constraint, FloatArray, Interaction, Layout, Tally
from detente.core.odds import Odds, Trials, _count_pairs, compute_odds, find_safest

COUNTS = (2, 3, 2)


def make_layout() -> Layout:
    allowed = np.ones((2, 3), dtype=np.bool_)
    allowed[1, 0] = False
    holds = np.zeros((3, 2), dtype=np.bool_)
    holds[2, 1] = True
    return Layout(COUNTS, (Constraint((0, 1), allowed),), (Interaction((1, 2), holds, "together"),))


def make_draws(n: int, seed: int) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    values = rng.integers(-30, 31, size=(n, 3, 8)) / 10.0
    values[:, :, [0, 2, 5]] = 0.0
    return values, rng.integers(-10, 11, size=(n, 3)) / 10.0


def worth(layout: Layout, values: FloatArray, package: tuple[int, ...]) -> FloatArray:
    """Add up one package, draw by draw and side by side."""
    columns = [int(layout.starts[i]) + k for i, k in enumerate(package)]
    if package[1:] == (2, 1):
        columns.append(layout.n_options)
    return np.asarray(np.round(values[:, :, columns].sum(axis=2), 6))


def test_odds_agree_with_a_loop() -> None:
    layout = make_layout()
    values, reservation = make_draws(200, 3)
    trials = Trials.of(layout, values, reservation, parties=2)
    packages = np.array(list(product(*map(range, COUNTS))))
    odds = compute_odds(trials, packages)
    for n, package in enumerate(packages):
        gain = np.round(worth(layout, values, tuple(package)) - reservation, 6)
        assert odds.gains[n] == pytest.approx((gain >= 0).mean(axis=0))
        all_gain = (gain >= 0).all(axis=1) & (gain[:, :2] > 0).any(axis=1)
        assert odds.all_gain[n] == pytest.approx(all_gain.mean())
        assert odds.expected_gain[n] == pytest.approx(gain[:, :2].mean(axis=0))


def test_a_tie_with_the_reservation_value_is_a_tie() -> None:
    layout = Layout((2, 2))
    values = np.array([[[0, 0.1, 0, 0.2], [0, 1.0, 0, 1.0]]])
    trials = Trials.of(layout, values, np.array([[0.3, 0.0]]), parties=2)
    assert compute_odds(trials, np.array([[1, 1]])).all_gain.item() == 1.0


def test_doing_nothing_is_not_a_deal() -> None:
    layout = Layout((2,))
    trials = Trials.of(layout, np.zeros((4, 2, 2)), np.zeros((4, 2)), parties=2)
    assert compute_odds(trials, np.array([[0], [1]])).all_gain.tolist() == [0.0, 0.0]


def test_no_packages_have_no_odds() -> None:
    values, reservation = make_draws(5, 1)
    trials = Trials.of(make_layout(), values, reservation, parties=2)
    odds = compute_odds(trials, np.empty((0, 3), dtype=np.int64))
    assert odds.gains.shape == (0, 3)
    assert odds.rank().shape == (0,)


@pytest.mark.parametrize("seed", range(12))
def test_the_safest_package_of_a_small_space_is_found(seed: int) -> None:
    layout = make_layout()
    values, reservation = make_draws(300, seed)
    trials = Trials.of(layout, values, reservation, parties=2)
    every = np.array(list(product(*map(range, COUNTS))))
    allowed = every[layout.allows(every)]
    found = find_safest(trials, np.empty((0, 3), dtype=np.int64))
    assert layout.allows(found).all()
    best = compute_odds(trials, allowed).all_gain.max()
    assert compute_odds(trials, found[:1]).all_gain.item() == best


def test_more_moves_than_can_be_paired_do_not_exhaust_memory() -> None:
    layout = Layout((50,) * 40)
    rng = np.random.default_rng(0)
    values = rng.normal(size=(8, 2, layout.n_columns))
    trials = Trials.of(layout, values, np.zeros((8, 2)), parties=2)
    assert len(find_safest(trials, np.empty((0, 40), dtype=np.int64))) > 0


def test_restricting_leaves_the_rest_at_the_status_quo() -> None:
    layout = make_layout()
    values, reservation = make_draws(50, 7)
    values[:, :, 5] = 0.7
    trials = Trials.of(layout, values, reservation, parties=2)
    some = trials.restrict([1, 2])
    for package in product(range(3), range(2)):
        whole = compute_odds(trials, np.array([(0, *package)]))
        part = compute_odds(some, np.array([package]))
        assert part.gains == pytest.approx(whole.gains)
        assert part.expected_gain == pytest.approx(whole.expected_gain)


def test_restricting_keeps_constraints_and_settles_interactions() -> None:
    layout = make_layout()
    some = layout.restrict([0])
    assert some.layout.constraints[0].allowed.tolist() == [True, False]
    assert some.always.tolist() == [2, 5]
    assert layout.restrict([2]).layout.interactions[0].holds.tolist() == [False, False]


def test_who_counts_in_the_product_is_settled_among_equals() -> None:
    odds = Odds(
        gains=np.ones((4, 3)),
        deals=np.array([[True, True, True, False]]),
        expected_gain=np.array([[10.0, 5, 0], [6, 6, 0], [0, 10, 0], [-1, -1, 5]]),
    )
    assert odds.rank().tolist() == [0, 1, 2, 3]


def test_where_a_limit_is_reached_one_option_goes_as_another_comes() -> None:
    """Exactly five of fourteen: no single change keeps to that, so changes are made in pairs."""
    random = np.random.default_rng(2)
    limit = Tally(tuple(range(14)), (np.array([0, 1]),) * 14, least=5, most=5)
    layout = Layout((2,) * 14, (limit,))
    values = np.zeros((256, 2, 28))
    values[:, :, 1::2] = random.integers(-8, 9, (2, 14)) + random.normal(0, 3, (256, 2, 14))
    trials = Trials.of(layout, values, np.full((256, 2), 10.0), parties=2)
    packages = np.indices((2,) * 14).reshape(14, -1).T
    packages = packages[layout.allows(packages)]
    everything = compute_odds(trials, packages).all_gain
    found = find_safest(trials, packages[:1])
    assert layout.allows(found).all()
    assert compute_odds(trials, found[:1]).all_gain[0] == everything.max() > 0.8
    assert everything[0] < 0.2


def test_pairs_of_changes_are_counted_as_if_added_up() -> None:
    """Comparing one change with another says the same as the sign of their sum, ties included."""
    gains = np.random.default_rng(3).integers(-3, 4, size=(40, 3, 8)).astype(np.float64)
    base, changed = gains[:, :, 0], gains[:, :, 1:]
    wanted = [
        int(((changed[:, :, a] + changed[:, :, b] - base) >= 0).all(axis=1).sum())
        for a, b in combinations(range(7), 2)
    ]
    assert _count_pairs(gains).tolist() == wanted
    assert 0 < sum(wanted) < 40 * len(wanted)
    assert not len(_count_pairs(gains[:, :, :2]))
