"""How an invitation ends: small games in which all see what is done, by backward induction.

A game is a tree of moves, of chances that everybody observes, and of leaves. Values are private: D
draws are D equally likely types of every party, independent between parties. A party knows its
own type; of the others it knows the whole distribution, and what they have done.

What a party expects at a leaf depends on its own type alone. So it asks of the others only what
they will do, never why. The solution is that of the Bayesian game, exact for its D types, as long
as nobody moves twice on one path. A party that does move twice shows something of its type by its
first move; the others do not use that here, and go on weighing it by the whole distribution. In
:mod:`detente.core.signals` they do.

Backward induction after Kuhn 1953, types after Harsanyi 1967, perfection after Selten 1975.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray

TIE = 1e-12
"""What is expected of two actions is equal within this share of the largest payoff at stake."""

_SURE = 1e-9
"""Chances sum to 1 within this."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One way in which the game ends.

    Parameters
    ----------
    name : what it is called; leaves may share a name.
    payoffs : what each party, of each type, expects there, in its own points, shape ``(D, P)``.
    """

    name: str
    payoffs: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """Something that a party can do at a move, and where it leads."""

    name: str
    child: Node


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A party's turn, seen by all. Of actions that are worth the same to it, the first is taken.

    Parameters
    ----------
    player : index of the party.
    actions : what it can do, at least one, by different names.
    name : what the turn is called.
    """

    player: int
    actions: tuple[Action, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Something that nobody chooses, seen by all when it has happened.

    Parameters
    ----------
    weights : the chance of each child; they sum to 1.
    children : where each leads.
    name : what is decided.
    """

    weights: tuple[float, ...]
    children: tuple[Node, ...]
    name: str = ""


Node = Leaf | Move | Chance


@dataclass(frozen=True, slots=True)
class Trace:
    """How the game ends when draw d of every party moves, for each joint draw d.

    Parameters
    ----------
    reach : for each node, the chance in each draw that the game comes there, shape ``(D,)``: 0 or
        1, where no chance lies before it.
    """

    reach: Mapping[Node, FloatArray]

    @property
    def odds(self) -> dict[Leaf, float]:
        """The chance of each leaf over all draws. They sum to 1."""
        return {n: float(at.mean()) for n, at in self.reach.items() if isinstance(n, Leaf)}


@dataclass(frozen=True, slots=True)
class Solved:
    """What every party does at every move, and what it can expect.

    Parameters
    ----------
    root : the game.
    values : what each party of each type expects from each node on, shape ``(D, P)``. At its own
        moves it does what is best for it; the others' types are as likely as in the draws.
    choice : at each move, the index of the action that the party takes in each draw, ``(D,)``.
    """

    root: Node
    values: Mapping[Node, FloatArray]
    choice: Mapping[Move, IntArray]

    def compute_worth(self, move: Move) -> FloatArray:
        """Say what each action is worth to the party that moves, by its type; ``(D, A)``."""
        return _compare(move, self.values)

    def compute_shares(self, move: Move) -> FloatArray:
        """Say in what share of the draws each action is taken, once it comes to that; ``(A,)``."""
        return _count(self.choice[move], len(move.actions)) / len(self.choice[move])

    def find_takers(self, move: Move, action: str) -> BoolArray:
        """Find the draws in which the party takes the action of that name; ``(D,)``."""
        names = [candidate.name for candidate in move.actions]
        return np.asarray(self.choice[move] == names.index(action))

    def trace(self, start: Node | None = None) -> Trace:
        """Follow the choices of each joint draw from ``start``, or from the root, to the leaves.

        Where types are drawn apart from each other, as in a case, joint draws tell what will
        happen; what a party expects, in ``values``, rests on its own type and the others' shares.
        """
        start = start or self.root
        order = find_nodes(start)
        draws = len(self.values[start])
        reach = {node: np.zeros(draws) for node in order}
        reach[start] = np.ones(draws)
        for node in order:
            for child, share in self._lead_on(node):
                reach[child] += reach[node] * share
        return Trace(reach)

    def _lead_on(self, node: Node) -> Iterator[tuple[Node, BoolArray | float]]:
        """Each next node with the share of a draw that goes there."""
        match node:
            case Move():
                for index, action in enumerate(node.actions):
                    yield action.child, self.choice[node] == index
            case Chance():
                yield from zip(node.children, node.weights, strict=True)


def solve(root: Node, parties: int) -> Solved:
    """Find what every party does, by backward induction.

    At a move of q, each type of q takes the first of the actions that are best for it. What p
    expects of that move is the average over what q does, each as often as q's types do it.

    Parameters
    ----------
    root : the game; a node may be reached in several ways.
    parties : how many they are; players are numbered from 0.

    Returns
    -------
    Every choice and expectation. O(nodes x D x P).

    Raises
    ------
    ValueError : if the tree is malformed, see :func:`check_game`.

    Examples
    --------
    One side may invite. It gains 3 by a meeting, the other 1 or loses 1, which only the other
    knows; to be declined costs 2:

    >>> held = Leaf("held", np.array([[3.0, 1.0], [3.0, -1.0]]))
    >>> declined = Leaf("declined", np.array([[-2.0, 0.0], [-2.0, 0.0]]))
    >>> asked = Move(1, (Action("accepts", held), Action("declines", declined)))
    >>> alone = Leaf("not invited", np.zeros((2, 2)))
    >>> root = Move(0, (Action("invites", asked), Action("waits", alone)))
    >>> solved = solve(root, parties=2)
    >>> solved.compute_worth(root)[0].tolist(), solved.compute_shares(asked).tolist()
    ([0.5, 0.0], [0.5, 0.5])
    >>> {leaf.name: odds for leaf, odds in solved.trace().odds.items()}
    {'held': 0.5, 'declined': 0.5, 'not invited': 0.0}
    """
    return induce(check_game(root, parties))


def induce(order: Sequence[Node], types: Mapping[Move, BoolArray] | None = None) -> Solved:
    """Go through a game from its ends to its beginning.

    Parameters
    ----------
    order : its nodes as :func:`find_nodes` lists them.
    types : at each move, the types of who moves that the others reckon with, at least one,
        ``(D,)``; by default all.

    Returns
    -------
    Every choice and expectation.
    """
    size = _find_size(order)
    values: dict[Node, FloatArray] = {}
    choice: dict[Move, IntArray] = {}
    for node in reversed(order):
        match node:
            case Leaf():
                values[node] = np.asarray(node.payoffs, dtype=np.float64)
            case Chance():
                values[node] = _expect(node, values)
            case Move():
                choice[node] = _choose(_compare(node, values), size[:, node.player])
                seen = choice[node] if types is None else choice[node][types[node]]
                values[node] = _look_ahead(node, values, choice[node], seen)
    return Solved(order[0], values, choice)


def find_nodes(root: Node) -> list[Node]:
    """List every node once, each before all to which it leads, in the order of the tree.

    Examples
    --------
    >>> end = Leaf("end", np.zeros((1, 1)))
    >>> [type(node).__name__ for node in find_nodes(Move(0, (Action("stop", end),)))]
    ['Move', 'Leaf']
    """
    seen: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in seen:
            for child in reversed(find_children(node)):
                visit(child)
            seen[node] = None

    visit(root)
    return list(reversed(seen))


def find_children(node: Node) -> tuple[Node, ...]:
    """List the nodes to which a node leads, in its order; none for a leaf."""
    match node:
        case Move():
            return tuple(action.child for action in node.actions)
        case Chance():
            return node.children
        case Leaf():
            return ()


def check_game(root: Node, parties: int) -> list[Node]:
    """Check that a tree is a game of so many parties; its nodes, as :func:`find_nodes` lists them.

    Raises
    ------
    ValueError : if payoffs differ in shape or are not finite, a player does not exist, a move has
        no action or two of one name, or chances are negative or do not sum to 1.
    """
    order = find_nodes(root)
    shapes = {node.payoffs.shape for node in order if isinstance(node, Leaf)}
    if len(shapes) > 1 or any(len(s) != 2 or s[0] < 1 or s[1] != parties for s in shapes):
        raise ValueError(f"payoffs are (draws, {parties}) at every leaf, not {sorted(shapes)}")
    for node in order:
        _check_node(node, parties)
    return order


def _check_node(node: Node, parties: int) -> None:
    match node:
        case Leaf():
            if not np.isfinite(node.payoffs).all():
                raise ValueError(f"payoffs of {node.name!r} are not finite")
        case Move():
            names = [action.name for action in node.actions]
            if not names or len(set(names)) < len(names):
                raise ValueError(f"actions of a move have different names, not {names}")
            if not 0 <= node.player < parties:
                raise ValueError(f"player {node.player} of {parties}")
        case Chance():
            weights = np.asarray(node.weights, dtype=np.float64)
            if len(weights) != len(node.children) or not (weights >= 0).all():
                raise ValueError(f"chances {node.weights} for {len(node.children)} children")
            if abs(weights.sum() - 1.0) > _SURE:
                raise ValueError(f"chances sum to {weights.sum()}, not to 1")


def keep_types(root: Node, types: IntArray) -> Node:
    """Build the same game over fewer types.

    Parameters
    ----------
    types : the draws that party p keeps as its types, in column p, shape ``(K, P)``.

    Examples
    --------
    >>> leaf = Leaf("end", np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]))
    >>> keep_types(leaf, np.array([[0, 1], [2, 2]])).payoffs.tolist()
    [[1.0, 20.0], [3.0, 30.0]]
    """
    made: dict[Node, Node] = {}
    for node in reversed(find_nodes(root)):
        match node:
            case Leaf():
                made[node] = Leaf(node.name, np.take_along_axis(node.payoffs, types, axis=0))
            case Move():
                actions = tuple(Action(a.name, made[a.child]) for a in node.actions)
                made[node] = Move(node.player, actions, node.name)
            case Chance():
                children = tuple(made[child] for child in node.children)
                made[node] = Chance(node.weights, children, node.name)
    return made[root]


def choose_types(solved: Solved, count: int) -> IntArray:
    """Choose a few draws of each party that stand for all of them.

    A party's draws are ordered by how much its first action is worth to it above the best other,
    at the first move where it has a choice; taken are the middles of so many equal parts. A party
    that never chooses keeps evenly spaced draws.

    Returns
    -------
    For :func:`keep_types`, shape ``(count, P)``; every draw once where there are no more.
    """
    draws, parties = solved.values[solved.root].shape
    kept = min(count, draws)
    at = ((np.arange(kept) + 0.5) * draws / kept).astype(np.int64)
    columns = [_rank_types(solved, p)[at] for p in range(parties)]
    return np.stack(columns, axis=1)


def _rank_types(solved: Solved, p: int) -> IntArray:
    order = find_nodes(solved.root)
    moves = [n for n in order if isinstance(n, Move) and n.player == p and len(n.actions) > 1]
    if not moves:
        return np.arange(len(solved.values[solved.root]))
    worth = solved.compute_worth(moves[0])
    return np.argsort(worth[:, 0] - worth[:, 1:].max(axis=1), kind="stable")


def _find_size(order: Sequence[Node]) -> FloatArray:
    """Find the largest payoff in size, by party and type: what sums are rounded by."""
    leaves = [np.abs(node.payoffs) for node in order if isinstance(node, Leaf)]
    return np.asarray(np.max(leaves, axis=0), dtype=np.float64)


def _compare(move: Move, values: Mapping[Node, FloatArray]) -> FloatArray:
    """What each action is worth to who moves, ``(D, A)``; one action after another in memory."""
    return np.stack([values[action.child][:, move.player] for action in move.actions]).T


def _choose(worth: FloatArray, size: FloatArray) -> IntArray:
    """Find the first of the best actions; what differs by rounding alone is equal."""
    best = worth.max(axis=1, keepdims=True)
    return np.asarray(np.argmax(worth >= best - TIE * size[:, None], axis=1))


def _look_ahead(
    move: Move, values: Mapping[Node, FloatArray], choice: IntArray, seen: IntArray
) -> FloatArray:
    """What everybody expects of a move: who moves by its own choice, the rest by what is seen."""
    counts = _count(seen, len(move.actions))
    children = [values[action.child] for action in move.actions]
    expected = sum(
        (count * child for count, child in zip(counts, children, strict=True) if count),
        start=np.zeros_like(children[0]),
    ) / len(seen)
    worth = _compare(move, values)
    expected[:, move.player] = np.take_along_axis(worth, choice[:, None], axis=1)[:, 0]
    return np.asarray(expected)


def _expect(chance: Chance, values: Mapping[Node, FloatArray]) -> FloatArray:
    weighted = zip(chance.weights, chance.children, strict=True)
    return np.asarray(np.sum([weight * values[child] for weight, child in weighted], axis=0))


def _count(choice: IntArray, actions: int) -> IntArray:
    return np.bincount(choice, minlength=actions).astype(np.int64)
