"""Invitations of a case against Gambit: what `detente meet --efg` writes, solved there too.

See `test_gambit.py` for Gambit. The game is that of a small case; its payoffs are what each side
expects at each end. Where nobody moves twice on a path, what we find is an equilibrium of the game
as it is, to the last digit. A proposer that answers a counter-invitation does move twice; with one
type of each side nothing is left to be learnt from that, and it is one again.
"""

from __future__ import annotations

import io
from typing import Any

import pytest

from detente.core.games import Leaf, Move, Solved, choose_types, find_nodes, keep_types, solve
from detente.study import Workspace
from detente.study.anchors import find_anchors
from detente.study.gambit import write_invitation
from detente.study.menu import find_menus
from detente.study.playing import Played, play
from tests.folders import load_valleys
from tests.oracle import gambit_games as games
from tests.oracle.gambit_games import gambit

NAMES = ["Upper Valley", "Lower Valley"]


@pytest.fixture(scope="module")
def valleys(tmp_path_factory) -> Workspace:
    return Workspace(load_valleys(tmp_path_factory.mktemp("valleys")), draws=256)


def open_game(workspace: Workspace, meeting: str, types: int) -> tuple[Any, Solved]:
    """The game as Gambit reads it, and as it is solved here."""
    game = gambit.read_efg(io.StringIO(write_invitation(workspace, meeting, types)))
    solved = play_out(workspace, meeting).invitation.solved
    return game, solve(keep_types(solved.root, choose_types(solved, types)), 2)


def play_out(workspace: Workspace, meeting: str) -> Played:
    chosen = next(each for each in workspace.case.meetings if each.id == meeting)
    return play(workspace, chosen, find_menus(workspace, chosen, find_anchors(workspace)))


@pytest.mark.parametrize(("meeting", "types"), [("clerks", 1), ("clerks", 3), ("mayors", 1)])
def test_what_is_found_is_what_gambit_finds(valleys, meeting, types):
    game, solved = open_game(valleys, meeting, types)
    ours = games.our_actions(game, solved, NAMES)
    profile = games.play(game, ours)
    assert profile.max_regret() == 0
    found = gambit.nash.enumpure_agent_solve(game).equilibria
    theirs = [games.read_actions(game, each) for each in found]
    assert ours in theirs
    perfect = [a for a, e in zip(theirs, found, strict=True) if games.is_perfect(game, e, a)]
    assert perfect == [ours]


@pytest.mark.parametrize(("meeting", "types"), [("clerks", 3), ("mayors", 1)])
def test_gambit_expects_the_same(valleys, meeting, types):
    game, solved = open_game(valleys, meeting, types)
    profile = games.play(game, games.our_actions(game, solved, NAMES))
    expected = solved.values[solved.root].mean(axis=0)
    assert [float(profile.payoffs[name]) for name in NAMES] == pytest.approx(list(expected))


def test_the_counter_is_in_the_game(valleys):
    game, solved = open_game(valleys, "mayors", 1)
    assert game.get_actions(gambit.H.path("invites")) == ["accepts", "declines", "counters clerks"]
    moves = [node for node in find_nodes(solved.root) if isinstance(node, Move)]
    assert [move.player for move in moves] == [0, 1, 0]
    assert len([node for node in find_nodes(solved.root) if isinstance(node, Leaf)]) == 5
