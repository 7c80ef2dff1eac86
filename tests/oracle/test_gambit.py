"""Random games against Gambit: Savani and Turocy, The package for computation in game theory.

Gambit reads what `write_efg` writes, and finds by its own enumeration every profile of pure actions
in which no information set has a reason to change. Backward induction promises more: no reason even
where the game never comes. Of Gambit's profiles exactly one keeps that promise, and it is ours.

Gambit is under the GPL: it is used by these tests, and is no part of what is shipped.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from detente.core.efg import write_efg
from detente.core.games import Node, Solved, choose_types, keep_types, solve
from tests.random_games import count_moves, draw_tree, list_choices

gambit = pytest.importorskip("pygambit")

NAMES = ["Upper", "Lower", "Third"]
Path = tuple[str, ...]
Actions = dict[Path, str]
"""What is done at each information set, by the path to the first of its nodes."""


def read(root: Node, parties: int) -> Any:
    return gambit.read_efg(io.StringIO(write_efg(root, NAMES[:parties], title="random")))


def infosets(game: Any) -> Iterator[tuple[str, Path]]:
    for player in game.players:
        for first in game.get_infosets(player):
            yield player, tuple(first.actions)


def our_actions(game: Any, solved: Solved, parties: int) -> Actions:
    """What backward induction does, at each information set that Gambit read."""
    choices, several = list_choices(solved), len(solved.values[solved.root]) > 1
    movers = sorted({player for _, player in choices})
    found = {}
    for name, path in infosets(game):
        p = NAMES.index(name)
        types = [int(kind) - 1 for kind in path[0].split(", ")] if several else [0] * parties
        own = types[movers.index(p)] if several else 0
        found[path] = choices[path[1:] if several else path, p][own]
    return found


def play(game: Any, actions: Actions) -> Any:
    """Gambit's profile of these actions."""
    profile = game.mixed_behavior_profile(rational=True)
    for path, action in actions.items():
        profile[gambit.H.path(*path)] = {action: 1}
    return profile


def read_actions(game: Any, profile: Any) -> Actions:
    """The actions of a pure profile that Gambit found."""
    found = {}
    for _, path in infosets(game):
        mixed = profile[gambit.H.path(*path)]
        found[path] = next(a for a in game.get_actions(gambit.H.path(*path)) if mixed[a] == 1)
    return found


def is_perfect(game: Any, profile: Any, actions: Actions) -> bool:
    """No reason to change anywhere, by what Gambit says each node is worth once it is reached."""
    for player, path in infosets(game):
        here = gambit.H.path(*path)
        members = [tuple(member.actions) for member in game.get_members(here)]
        worth = by_path(profile.history_values[player])
        totals = {
            action: sum(worth[*member, action] for member in members)
            for action in game.get_actions(here)
        }
        if totals[actions[path]] < max(totals.values()):
            return False
    return True


def by_path(values: Iterable[tuple[Any, Any]]) -> dict[Path, Any]:
    return {tuple(node.actions): value for node, value in values}


def check(root: Node, parties: int) -> None:
    game, solved = read(root, parties), solve(root, parties)
    ours = our_actions(game, solved, parties)
    profile = play(game, ours)
    assert profile.max_regret() == 0, "no player gains by another plan"
    assert profile.agent_max_regret() == 0, "nobody gains by another action"
    expected = solved.values[root].mean(axis=0)
    for p, name in enumerate(NAMES[:parties]):
        assert float(profile.payoffs[name]) == pytest.approx(expected[p], abs=1e-9)
    found = gambit.nash.enumpure_agent_solve(game).equilibria
    theirs = [read_actions(game, equilibrium) for equilibrium in found]
    assert ours in theirs
    perfect = [a for a, e in zip(theirs, found, strict=True) if is_perfect(game, e, a)]
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
    ours = our_actions(game, solve(root, 3), 3)
    profile = play(game, ours)
    assert profile.max_regret() == 0
    assert is_perfect(game, profile, ours)


def test_more_is_asked_than_an_equilibrium():
    """In many Gambit finds equilibria that rest on what nobody would do if it came to that."""
    games = [read(draw_small(seed), 2 + seed % 2) for seed in range(20)]
    found = [len(gambit.nash.enumpure_agent_solve(game).equilibria) for game in games]
    assert sum(count > 1 for count in found) >= 10


def test_a_profile_that_is_no_equilibrium_is_told():
    root = draw_tree(np.random.default_rng(4), 2, depth=2, draws=2, once=True, chance=0.0)
    game = read(root, 2)
    ours = our_actions(game, solve(root, 2), 2)
    regrets = []
    for path, action in ours.items():
        other = next(a for a in game.get_actions(gambit.H.path(*path)) if a != action)
        changed = {**ours, path: other}
        regrets.append(float(play(game, changed).agent_max_regret()))
        assert not is_perfect(game, play(game, changed), changed)
    assert max(regrets) > 0


@pytest.mark.parametrize("seed", range(10))
def test_a_few_types_that_stand_for_many(seed):
    """As `detente meet --efg --types` does: many draws, cut to three types."""
    rng = np.random.default_rng([14, seed])
    root = draw_tree(rng, 2, depth=2, draws=64, once=True, chance=0.0)
    small = keep_types(root, choose_types(solve(root, 2), 3))
    game = read(small, 2)
    ours = our_actions(game, solve(small, 2), 2)
    profile = play(game, ours)
    assert profile.max_regret() == 0
    assert is_perfect(game, profile, ours)
