"""The same small games when moves are read: what a move shows of a party's type is learnt.

:func:`detente.core.games.solve` lets everybody weigh a party by all of its types, whatever it has
done. That is exact unless somebody moves twice on a path: by the first move it shows which types it
may be, and the others, if they read that, weigh its second move by those types alone. Here they do,
by Bayes' rule; where no type would have come, all of them count. What is found is a perfect
Bayesian equilibrium in pure actions. There may be none, or several: so this tells how far an answer
rests on reading moves, and is no answer of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.core.games import (
    Chance,
    Move,
    Node,
    Solved,
    check_game,
    find_children,
    induce,
    solve,
)
from detente.core.layout import BoolArray

MOST_ROUNDS = 100
"""Rounds after which beliefs and choices are taken not to settle."""


def solve_reading(root: Node, parties: int) -> Solved | None:
    """Find what every party does when moves are read.

    Beginning with what they do when nothing is read, everybody learns from what everybody does, and
    chooses again, until nothing changes.

    Parameters
    ----------
    root : the game; each move is reached in one way.
    parties : how many they are.

    Returns
    -------
    As of :func:`detente.core.games.solve`; None where it does not settle. O(rounds) of it.

    Raises
    ------
    ValueError : if the tree is malformed, see :func:`detente.core.games.check_game`, or a move is
        reached in several ways.

    Examples
    --------
    The first side has two types. One gains by being answered, and would go along; the other asks
    for nothing, and would not. Weighed by both, an answer is not worth its price; by the one that
    asks, it is:

    >>> from detente.core.games import Action, Leaf
    >>> deal = Leaf("deal", np.array([[5.0, 2.0], [-5.0, 2.0]]))
    >>> off, quiet = Leaf("off", np.array([[0.0, -3.0]] * 2)), Leaf("quiet", np.zeros((2, 2)))
    >>> again = Move(0, (Action("goes along", deal), Action("does not", off)))
    >>> asked = Move(1, (Action("answers", again), Action("ignores", quiet)))
    >>> away = Leaf("away", np.array([[-1.0, 0.0], [1.0, 0.0]]))
    >>> root = Move(0, (Action("asks", asked), Action("stays", away)))
    >>> ignored, read = solve(root, 2), solve_reading(root, 2)
    >>> ignored.compute_shares(asked).tolist(), read.compute_shares(asked).tolist()
    ([0.0, 1.0], [1.0, 0.0])
    """
    order = check_game(root, parties)
    _check_tree(order)
    solved = solve(root, parties)
    for _ in range(MOST_ROUNDS):
        again = induce(order, _find_shown(order, solved))
        if all(np.array_equal(again.choice[move], made) for move, made in solved.choice.items()):
            return again
        solved = again
    return None


def _find_shown(order: Sequence[Node], solved: Solved) -> dict[Move, BoolArray]:
    """Find, at each move, the types of who moves that its earlier moves leave, ``(D,)``.

    All of them, where they leave none.
    """
    left = {order[0]: np.ones(solved.values[order[0]].shape, dtype=np.bool_)}
    for node in order:
        for place, child in enumerate(find_children(node)):
            left[child] = left[node].copy()
            if isinstance(node, Move):
                left[child][:, node.player] &= solved.choice[node] == place
    shown = {node: left[node][:, node.player] for node in order if isinstance(node, Move)}
    return {move: at if at.any() else np.ones_like(at) for move, at in shown.items()}


def _check_tree(order: Sequence[Node]) -> None:
    reached = [child for node in order for child in find_children(node)]
    twice = [n for n in set(reached) if isinstance(n, Move | Chance) and reached.count(n) > 1]
    if twice:
        raise ValueError("a move that is reached in several ways shows different things")
