"""Small random games for tests: payoffs in whole numbers that differ, so that nothing is a tie."""

from __future__ import annotations

import numpy as np

from detente.core.games import Action, Chance, Leaf, Move, Node, Solved, find_nodes


def draw_tree(
    rng: np.random.Generator,
    parties: int,
    depth: int,
    *,
    draws: int = 1,
    once: bool = False,
    chance: float = 0.15,
) -> Node:
    """A tree of moves and chances; ``once``: nobody moves twice on a path."""
    names = iter(f"end {number}" for number in range(1, 10_000))

    def grow(level: int, left: tuple[int, ...]) -> Node:
        if level == 0 or not left:
            return Leaf(next(names), rng.integers(-50_000, 50_001, (draws, parties)) / 100.0)
        if level < depth and rng.random() < chance:
            return Chance((0.25, 0.75), (grow(level - 1, left), grow(level - 1, left)))
        player = int(rng.choice(left))
        rest = tuple(p for p in left if p != player) if once else left
        actions = [Action(name, grow(level - 1, rest)) for name in _name_actions(rng)]
        return Move(player, tuple(actions))

    return grow(depth, tuple(range(parties)))


def _name_actions(rng: np.random.Generator) -> list[str]:
    return ["accepts", "declines", "counters"][: 2 + int(rng.random() < 0.25)]


def list_choices(solved: Solved) -> dict[tuple[tuple[str, ...], int], dict[int, str]]:
    """The action of each type at each move, by the path of actions to it and who moves."""
    found: dict[tuple[tuple[str, ...], int], dict[int, str]] = {}

    def visit(node: Node, path: tuple[str, ...]) -> None:
        if isinstance(node, Move):
            names = [action.name for action in node.actions]
            taken = [names[choice] for choice in solved.choice[node]]
            found[path, node.player] = dict(enumerate(taken))
            for action in node.actions:
                visit(action.child, (*path, action.name))
        elif isinstance(node, Chance):
            for number, child in enumerate(node.children):
                visit(child, (*path, str(number + 1)))

    visit(solved.root, ())
    return found


def count_moves(root: Node) -> int:
    return sum(isinstance(node, Move) for node in find_nodes(root))
