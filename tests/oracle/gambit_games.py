"""Reads games and profiles in Gambit, and asks of them more than that they are equilibria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from detente.core.games import Solved
from tests.random_games import list_choices

gambit: Any = pytest.importorskip("pygambit")

Path = tuple[str, ...]
Actions = dict[Path, str]
"""What is done at each information set, by the path to the first of its nodes."""


def infosets(game: Any) -> Iterator[tuple[str, Path]]:
    for player in game.players:
        for first in game.get_infosets(player):
            yield player, tuple(first.actions)


def our_actions(game: Any, solved: Solved, names: Sequence[str]) -> Actions:
    """What backward induction does, at each information set that Gambit read."""
    choices, several = list_choices(solved), len(solved.values[solved.root]) > 1
    movers = sorted({player for _, player in choices})
    found = {}
    for name, path in infosets(game):
        p = names.index(name)
        types = [int(kind) - 1 for kind in path[0].split(", ")] if several else []
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
        here = gambit.H.path(*path)
        mixed = profile[here]
        found[path] = next(action for action in game.get_actions(here) if mixed[action] == 1)
    return found


def is_perfect(game: Any, profile: Any, actions: Actions) -> bool:
    """No reason to change anywhere, by what Gambit says each node is worth once it is reached."""
    for player, path in infosets(game):
        here = gambit.H.path(*path)
        members = [tuple(member.actions) for member in game.get_members(here)]
        worth = _by_path(profile.history_values[player])
        totals = {
            action: sum(worth[*member, action] for member in members)
            for action in game.get_actions(here)
        }
        if totals[actions[path]] < max(totals.values()):
            return False
    return True


def _by_path(values: Iterable[tuple[Any, Any]]) -> dict[Path, Any]:
    return {tuple(node.actions): value for node, value in values}
