from __future__ import annotations

import numpy as np
import pytest

from detente.core.games import Action, Chance, Leaf, Move, Node, find_nodes, solve
from detente.core.signals import solve_reading
from tests.random_games import draw_tree, list_choices

RESTLESS = 3
"""The one of forty games in which what is read and what is done chase each other."""


def leaf(name: str, *types: tuple[float, float]) -> Leaf:
    return Leaf(name, np.array(types, dtype=float))


@pytest.mark.parametrize("seed", range(30))
def test_nothing_changes_where_nobody_moves_twice(seed):
    root = draw_tree(np.random.default_rng([21, seed]), 3, 3, draws=5, once=True)
    found = solve_reading(root, 3)
    assert found is not None
    assert list_choices(found) == list_choices(solve(root, 3))


@pytest.mark.parametrize("seed", range(20))
def test_nothing_changes_where_all_is_known(seed):
    root = draw_tree(np.random.default_rng([22, seed]), 2, 3, draws=1)
    found = solve_reading(root, 2)
    assert found is not None
    assert list_choices(found) == list_choices(solve(root, 2))


def draw_repeating(seed: int) -> Node:
    """Two parties of four types that may move again."""
    return draw_tree(np.random.default_rng([23, seed]), 2, 3, draws=4, chance=0.0)


@pytest.mark.parametrize("seed", [seed for seed in range(40) if seed != RESTLESS])
def test_nobody_regrets_an_action_given_what_was_shown(seed):
    """Each type's action is best against those types of the others that can have come there."""
    root = draw_repeating(seed)
    found = solve_reading(root, 2)
    assert found is not None
    for type_ in range(4):
        for move in (n for n in find_nodes(root) if isinstance(n, Move)):
            worth = [expect(root, found.choice, a.child, move.player, type_) for a in move.actions]
            assert worth[found.choice[move][type_]] == pytest.approx(max(worth))


def test_what_never_settles_is_told():
    assert solve_reading(draw_repeating(RESTLESS), 2) is None


def expect(root: Node, choice, node: Node, p: int, own: int) -> float:
    """What a type of p expects at a node, from the definition: type by type of the other."""
    if isinstance(node, Leaf):
        return float(node.payoffs[own, p])
    assert isinstance(node, Move)
    if node.player == p:
        return expect(root, choice, node.actions[choice[node][own]].child, p, own)
    path = find_path(root, node)
    came = [
        t
        for t in range(4)
        if all(choice[move][t] == taken for move, taken in path if move.player == node.player)
    ]
    types = came or list(range(4))
    worth = [expect(root, choice, node.actions[choice[node][t]].child, p, own) for t in types]
    return sum(worth) / len(worth)


def find_path(root: Node, goal: Node) -> list[tuple[Move, int]]:
    """The moves that lead to a node, with what is done at each."""

    def visit(node: Node, path: list[tuple[Move, int]]) -> list[tuple[Move, int]] | None:
        if node is goal:
            return path
        if isinstance(node, Move):
            for place, action in enumerate(node.actions):
                if (found := visit(action.child, [*path, (node, place)])) is not None:
                    return found
        return None

    found = visit(root, [])
    assert found is not None
    return found


def test_a_move_that_is_reached_in_two_ways_is_refused():
    shared = Move(1, (Action("a", leaf("end", (0, 0))),))
    with pytest.raises(ValueError, match="several ways"):
        solve_reading(Chance((0.5, 0.5), (shared, shared)), 2)


def draw_counter(seed: int) -> tuple[Move, Move]:
    """An invitation that may be answered with another, and the same where failing is dearer."""
    rng = np.random.default_rng(seed)
    dearer = rng.integers(1, 6, 4)
    held, declined, other, refused = (rng.integers(-6, 7, (4, 2)).astype(float) for _ in range(4))
    less = held.copy()
    less[:, 0] -= dearer
    cheap, dear = (build_counter(each, declined, other, refused) for each in (held, less))
    return cheap, dear


def build_counter(held, declined, other, refused) -> Move:
    again = Move(0, (Action("accepts", Leaf("o", other)), Action("declines", Leaf("r", refused))))
    answers = (
        Action("accepts", Leaf("held", held)),
        Action("declines", Leaf("declined", declined)),
        Action("counters", again),
    )
    away = Leaf("not invited", np.zeros((4, 2)))
    return Move(0, (Action("invites", Move(1, answers)), Action("does not", away)))


def test_a_dearer_failure_may_make_an_inviter_bolder_where_invitations_are_read():
    """Why what is reported does not read them: this could not happen there."""
    cheap, dear = draw_counter(950)
    before, after = solve_reading(cheap, 2), solve_reading(dear, 2)
    assert before is not None
    assert after is not None
    assert (after.find_takers(dear, "invites") & ~before.find_takers(cheap, "invites")).any()
    plain = solve(cheap, 2).find_takers(cheap, "invites")
    assert (solve(dear, 2).find_takers(dear, "invites") <= plain).all()
