"""Campsite negotiations between people: Chawla and others 2021, CaSiNo, NAACL.

The shares below are recomputed from the published outcomes, not quoted from the paper.
"""

from __future__ import annotations

import csv
from functools import cache
from statistics import fmean

import numpy as np

from detente.core.frontier import Frontier, find_frontier, is_efficient
from detente.core.layout import IntArray, Layout
from detente.core.packages import compute_worth
from detente.core.solutions import find_nash
from tests.oracle.published import DATA

ITEMS = ("food", "water", "firewood")
LAYOUT = Layout((4, 4, 4))
WALK_AWAY = [5, 5]

Row = dict[str, str]


def read() -> list[Row]:
    with (DATA / "casino_outcomes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read()
DEALS = [row for row in ROWS if row["outcome"] == "deal"]


def values(row: Row) -> IntArray:
    """Option k of an item: k of the three go to the first side, the rest to the second."""
    first = [int(row[f"a_{item}"]) * k for item in ITEMS for k in range(4)]
    second = [int(row[f"b_{item}"]) * (3 - k) for item in ITEMS for k in range(4)]
    return np.array([first, second], dtype=np.int64)


def package(row: Row) -> list[int]:
    return [int(row[f"a_gets_{item}"]) for item in ITEMS]


def points(row: Row) -> list[int]:
    return [int(row["a_points"]), int(row["b_points"])]


@cache
def frontier_of(table: tuple[tuple[int, ...], ...]) -> Frontier:
    return find_frontier(LAYOUT, np.array(table, dtype=np.int64), parties=2)


def frontier(row: Row) -> Frontier:
    return frontier_of(tuple(map(tuple, values(row).tolist())))


def largest_sum(row: Row) -> int:
    return int(frontier(row).points.sum(axis=1).max())


def is_optimal(row: Row) -> bool:
    return points(row) in frontier(row).points.tolist()


def test_outcomes() -> None:
    assert len(ROWS) == 1030
    assert len(DEALS) == 1005


def test_points_follow_from_the_packages() -> None:
    for row in DEALS:
        assert compute_worth(LAYOUT, values(row), package(row))[0].tolist() == points(row)


def test_mean_points() -> None:
    assert round(fmean(point for row in DEALS for point in points(row)), 2) == 18.98
    everyone = [point for row in ROWS for point in points(row)]
    assert round(fmean(everyone), 2) == 18.64


def test_share_of_efficient_deals() -> None:
    efficient = sum(map(is_optimal, DEALS))
    assert efficient == 677
    assert round(100 * efficient / len(DEALS), 1) == 67.4


def test_efficiency_is_told_for_single_packages_as_well() -> None:
    for row in DEALS[:60]:
        told = is_efficient(LAYOUT, values(row), package(row), parties=2)
        assert told.tolist() == [is_optimal(row)]


def test_share_of_the_largest_sum() -> None:
    shares = [sum(points(row)) / largest_sum(row) for row in DEALS]
    assert round(100 * fmean(shares), 1) == 96.4
    assert round(100 * fmean(share == 1 for share in shares), 1) == 39.4


def test_nash_products() -> None:
    ratios = [nash_product(points(row)) / best_nash_product(row) for row in DEALS]
    assert round(fmean(ratios), 3) == 0.901


def nash_product(pair: list[int]) -> int:
    return (pair[0] - WALK_AWAY[0]) * (pair[1] - WALK_AWAY[1])


def best_nash_product(row: Row) -> int:
    listed = frontier(row).points
    return nash_product(listed[find_nash(listed, WALK_AWAY)].tolist())


def test_by_integrative_potential() -> None:
    groups = {total: [row for row in DEALS if largest_sum(row) == total] for total in (36, 39, 42)}
    assert {total: len(rows) for total, rows in groups.items()} == {36: 248, 39: 370, 42: 387}
    optimal = {t: round(100 * fmean(map(is_optimal, rows)), 1) for t, rows in groups.items()}
    assert optimal == {36: 100.0, 39: 46.5, 42: 66.4}
    means = {t: round(fmean(sum(points(row)) for row in rows), 1) for t, rows in groups.items()}
    assert means == {36: 36.0, 39: 37.3, 42: 39.8}
