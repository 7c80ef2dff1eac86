"""Random games against Gambit: Savani and Turocy, The package for computation in game theory.

Gambit reads what `write_efg` writes, and finds by its own enumeration every profile of pure actions
in which no information set has a reason to change. Backward induction promises more: no reason even
where the game never comes. Of Gambit's profiles exactly one keeps that promise, and it is ours.

Gambit is under the GPL: it is used by these tests, and is no part of what is shipped.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from detente.core.efg import write_efg
from detente.core.games import Node, choose_types, keep_types, solve
from detente.core.signals import solve_reading
from tests.oracle import gambit_games as games
from tests.oracle.gambit_games import gambit
from tests.random_games import count_moves, draw_tree

NAMES = ["Upper", "Lower", "Third"]


def read(root: Node, parties: int) -> Any:
    return gambit.read_efg(io.StringIO(write_efg(root, NAMES[:parties], title="random")))


def check(root: Node, parties: int) -> None:
    game, solved = read(root, parties), solve(root, parties)
    ours = games.our_actions(game, solved, NAMES)
    profile = games.play(game, ours)
    assert profile.max_regret() == 0, "no player gains by another plan"
    assert profile.agent_max_regret() == 0, "nobody gains by another action"
    expected = solved.values[root].mean(axis=0)
    for p, name in enumerate(NAMES[:parties]):
        assert float(profile.payoffs[name]) == pytest.approx(expected[p], abs=1e-9)
    found = gambit.nash.enumpure_agent_solve(game).equilibria
    theirs = [games.read_actions(game, equilibrium) for equilibrium in found]
    assert ours in theirs
    perfect = [a for a, e in zip(theirs, found, strict=True) if games.is_perfect(game, e, a)]
    assert perfect == [ours]


def draw_small(seed: int) -> Node:
    """A tree of three to six moves, of complete information: Gambit tries up to 3^6 profiles."""
    rng = np.random.default_rng([11, seed])
    while True:
        root = draw_tree(rng, 2 + seed % 2, depth=3)
        if 3 <= count_moves(root) <= 6:
            return root


@pytest.mark.parametrize("seed", range(60))
def test_complete_information_with_parties_that_move_again(seed):
    check(draw_small(seed), 2 + seed % 2)


@pytest.mark.parametrize("seed", range(60))
def test_two_parties_of_two_types(seed):
    rng = np.random.default_rng([12, seed])
    check(draw_tree(rng, 2, depth=2, draws=2, once=True), 2)


@pytest.mark.parametrize("seed", range(20))
def test_three_parties_of_two_types_by_regret(seed):
    """Too many profiles to list; that ours leaves no regret anywhere is told all the same."""
    rng = np.random.default_rng([13, seed])
    root = draw_tree(rng, 3, depth=3, draws=2, once=True)
    game = read(root, 3)
    ours = games.our_actions(game, solve(root, 3), NAMES)
    profile = games.play(game, ours)
    assert profile.max_regret() == 0
    assert games.is_perfect(game, profile, ours)


def test_more_is_asked_than_an_equilibrium():
    """In many Gambit finds equilibria that rest on what nobody would do if it came to that."""
    games = [read(draw_small(seed), 2 + seed % 2) for seed in range(20)]
    found = [len(gambit.nash.enumpure_agent_solve(game).equilibria) for game in games]
    assert sum(count > 1 for count in found) >= 10


def test_a_profile_that_is_no_equilibrium_is_told():
    root = draw_tree(np.random.default_rng(4), 2, depth=2, draws=2, once=True, chance=0.0)
    game = read(root, 2)
    ours = games.our_actions(game, solve(root, 2), NAMES)
    regrets = []
    for path, action in ours.items():
        other = next(a for a in game.get_actions(gambit.H.path(*path)) if a != action)
        changed = {**ours, path: other}
        regrets.append(float(games.play(game, changed).agent_max_regret()))
        assert not games.is_perfect(game, games.play(game, changed), changed)
    assert max(regrets) > 0


@pytest.mark.parametrize("seed", range(10))
def test_a_few_types_that_stand_for_many(seed):
    """As `detente meet --efg --types` does: many draws, cut to three types."""
    rng = np.random.default_rng([14, seed])
    root = draw_tree(rng, 2, depth=2, draws=64, once=True, chance=0.0)
    small = keep_types(root, choose_types(solve(root, 2), 3))
    game = read(small, 2)
    ours = games.our_actions(game, solve(small, 2), NAMES)
    profile = games.play(game, ours)
    assert profile.max_regret() == 0
    assert games.is_perfect(game, profile, ours)


def test_who_reads_moves_is_in_equilibrium_too():
    """Two types each that move again. Where moves are not read, some would rather do otherwise."""
    regrets = []
    for seed in range(40):
        root = draw_tree(np.random.default_rng([15, seed]), 2, depth=3, draws=2, chance=0.0)
        game, read_solved = read(root, 2), solve_reading(root, 2)
        plain = games.play(game, games.our_actions(game, solve(root, 2), NAMES))
        regrets.append(float(plain.max_regret()))
        if read_solved is not None:
            ours = games.our_actions(game, read_solved, NAMES)
            assert games.play(game, ours).max_regret() == 0
    assert len(regrets) == 40
    assert sum(regret > 0 for regret in regrets) >= 1
