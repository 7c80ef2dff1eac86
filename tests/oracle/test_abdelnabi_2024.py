"""A six-party scorable game with vetoes: Abdelnabi and others 2024, after Susskind."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.core.frontier import find_frontier
from detente.core.layout import Layout
from detente.core.packages import compute_worth, find_all_packages, find_passing
from tests.oracle.published import load

GAME = load("scorable_game.yaml")
PARTIES = list(GAME["parties"].values())
LAYOUT = Layout(tuple(map(len, PARTIES[0]["scores"])))
VALUES = np.array([np.concatenate(party["scores"]) for party in PARTIES], dtype=np.int64)
LEAST = np.array([party["least"] for party in PARTIES])
WORTH = compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT))


def test_packages_that_pass() -> None:
    assert len(WORTH) == LAYOUT.n_packages == GAME["published"]["packages"]
    passing = find_passing(WORTH, LEAST, quorum=5, vetoes=(0, 1))
    assert passing.sum() == GAME["published"]["pass"]


def test_packages_that_all_accept() -> None:
    passing = find_passing(WORTH, LEAST, quorum=6)
    assert passing.sum() == GAME["published"]["unanimous"]


def test_frontier_of_what_all_accept() -> None:
    frontier = find_frontier(LAYOUT, VALUES, parties=6, floors=LEAST)
    acceptable: Any = WORTH[find_passing(WORTH, LEAST, quorum=6)]
    above = (acceptable[None] >= acceptable[:, None]).all(axis=2)
    beaten = (above & (acceptable[None] > acceptable[:, None]).any(axis=2)).any(axis=1)
    assert sorted(map(tuple, frontier.points)) == sorted(map(tuple, acceptable[~beaten]))
