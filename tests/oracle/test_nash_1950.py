"""Bill and Jack's barter: Nash 1950, The bargaining problem, Econometrica 18, 155-162."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from detente.core.frontier import find_frontier, find_packages
from detente.core.hull import (
    find_egalitarian_lottery,
    find_kalai_smorodinsky_lottery,
    find_nash_lottery,
    find_rim,
    trace_raiffa,
)
from detente.core.layout import Layout
from detente.core.packages import compute_worth, find_all_packages
from detente.core.solutions import find_nash, find_rational, find_weighted_sum

BILLS = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACKS = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}
GOODS = [*BILLS, *JACKS]
GIVEN = {"book", "whip", "ball", "bat", "pen", "toy", "knife"}

LAYOUT = Layout((2,) * len(GOODS))
VALUES = np.array(
    [
        [v for a, _ in BILLS.values() for v in (0, -a)]
        + [v for a, _ in JACKS.values() for v in (0, a)],
        [v for _, b in BILLS.values() for v in (0, b)]
        + [v for _, b in JACKS.values() for v in (0, -b)],
    ]
)
FRONTIER = find_frontier(LAYOUT, VALUES, parties=2)
NOTHING = [0, 0]


def test_space() -> None:
    worth = compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT))
    assert FRONTIER.n_packages == 512
    assert len(np.unique(worth, axis=0)) == 126


def test_published_solution() -> None:
    row = find_nash(FRONTIER.points, NOTHING)
    assert FRONTIER.points[row].tolist() == [12, 5]
    assert FRONTIER.packages[row].tolist() == [int(good in GIVEN) for good in GOODS]
    assert FRONTIER.counts[row] == 1
    assert len(find_packages(LAYOUT, VALUES, [12, 5], parties=2)) == 1


def test_published_trades_are_attainable_and_none_has_a_larger_product() -> None:
    trades = [(0, 8), (6, 7), (8, 6), (12, 5), (14, 4), (14, 3), (16, 2), (16, 1), (18, 0)]
    worth = {
        tuple(row) for row in compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT)).tolist()
    }
    assert worth.issuperset(trades)
    assert [a * b for a, b in trades] == [0, 42, 48, 60, 56, 42, 32, 16, 0]


def test_frontier() -> None:
    rational = FRONTIER.points[find_rational(FRONTIER.points, NOTHING)]
    expected = [[18, 0], [16, 2], [14, 4], [12, 5], [8, 6], [6, 7], [2, 8]]
    assert rational.tolist() == expected


def test_hull() -> None:
    rim = FRONTIER.points[find_rim(FRONTIER.points)].tolist()
    assert rim == [[-12, 10], [-2, 9], [6, 7], [12, 5], [14, 4], [20, -2], [22, -6]]


def test_no_weighted_sum_finds_the_unsupported_point() -> None:
    weights = [(a, b) for a in range(1, 12) for b in range(1, 12)]
    rows = [find_weighted_sum(FRONTIER.points, NOTHING, pair) for pair in weights]
    assert [8, 6] not in FRONTIER.points[rows].tolist()


def test_largest_joint_gain() -> None:
    row = find_weighted_sum(FRONTIER.points, NOTHING, [1, 1])
    assert FRONTIER.points[row].sum() == 18


def test_lotteries() -> None:
    points = FRONTIER.points
    assert find_nash_lottery(points, NOTHING).values == (12, 5)
    fair = find_kalai_smorodinsky_lottery(points, NOTHING)
    assert fair.values == (Fraction(324, 29), Fraction(153, 29))
    assert fair.values[0] / 18 == fair.values[1] / Fraction("8.5")
    assert find_egalitarian_lottery(points, NOTHING, [1, 1]).values == (Fraction(27, 4),) * 2


def test_raiffas_sequence() -> None:
    path = trace_raiffa(FRONTIER.points, NOTHING)
    steps = [("9", "4.25"), ("11.25", "5.125"), ("11.4375", "5.1875")]
    assert path == tuple((Fraction(a), Fraction(b)) for a, b in steps)
    assert path[-1] == (Fraction(183, 16), Fraction(83, 16))
