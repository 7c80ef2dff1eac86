"""A game as text that Gambit reads: the extensive-form format ``.efg``, version 2.

Gambit (Savani and Turocy) computes equilibria by methods of its own. What it is given is the game
in full: first a chance that deals every party its type, then the moves, each in an information set
of a party that knows its own type and all that was done. Nothing is solved here.

Nodes stay without a name, since names of nodes have to differ, and those of information sets say
more. Numbers are written as decimals, chances as fractions that sum to exactly 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np

from detente.core.games import Chance, Leaf, Move, Node, check_game, find_children, find_nodes
from detente.errors import TooLargeError

MOST_NODES = 200_000
"""Nodes of the written game, at most: some 20 MB of text."""

Path = tuple[str, ...]


def write_efg(root: Node, players: Sequence[str], *, title: str = "", note: str = "") -> str:
    """Write a game of incomplete information for Gambit.

    Every draw of a party is one of its types, and all types are equally likely. The types of a
    party that never moves decide nothing, so it gets its average instead. With one draw, all know
    everything.

    Parameters
    ----------
    root : the game; cut it to few types first, see :func:`detente.core.games.keep_types`.
    players : a name for each party.
    title, note : what the file says of itself.

    Returns
    -------
    The text of the file. O(nodes x types to the power of parties that move).

    Raises
    ------
    TooLargeError : if the written game had more than ``MOST_NODES`` nodes.
    ValueError : if names of players are missing or not different, or the tree is malformed, see
        :func:`detente.core.games.check_game`.

    Examples
    --------
    >>> from detente.core.games import Action
    >>> held, declined = Leaf("held", np.array([[2.0, -0.5]])), Leaf("declined", np.zeros((1, 2)))
    >>> asked = Move(1, (Action("accepts", held), Action("declines", declined)))
    >>> print(write_efg(asked, ["Upper", "Lower"], title="An invitation"))
    EFG 2 R "An invitation" { "Upper" "Lower" }
    ""
    <BLANKLINE>
    p "" 2 1 "Lower" { "accepts" "declines" } 0
    t "" 1 "held" { 2, -0.5 }
    t "" 2 "declined" { 0, 0 }
    <BLANKLINE>
    """
    if not all(map(str.strip, players)) or len(set(players)) < len(players):
        raise ValueError(f"players have different names, not {list(players)}")
    nodes = check_game(root, len(players))
    writer = _Writer(players, _find_movers(nodes), _name_leaves(nodes))
    _check_size(count_nodes(root, writer.movers))
    body = "\n".join(writer.write_types(root))
    names = " ".join(map(_quote, players))
    return f"EFG 2 R {_quote(title)} {{ {names} }}\n{_quote(note)}\n\n{body}\n"


def count_nodes(root: Node, movers: Sequence[int]) -> int:
    """Count the nodes of the written game: the tree for each joint type, and the chance of them.

    Examples
    --------
    >>> count_nodes(Leaf("end", np.zeros((3, 2))), movers=[0, 1])
    10
    """
    order = find_nodes(root)
    size: dict[Node, int] = {}
    for node in reversed(order):
        size[node] = 1 + sum(size[child] for child in find_children(node))
    draws = len(next(node for node in order if isinstance(node, Leaf)).payoffs)
    joint = int(draws ** len(movers))
    return joint * size[root] + (joint > 1)


def _check_size(nodes: int) -> None:
    if nodes > MOST_NODES:
        raise TooLargeError(
            f"the game for Gambit would have {nodes:,} nodes, and at most {MOST_NODES:,} are "
            "written; ask for fewer types"
        )


def _find_movers(nodes: Sequence[Node]) -> list[int]:
    return sorted({node.player for node in nodes if isinstance(node, Move)})


def _name_leaves(nodes: Sequence[Node]) -> dict[Leaf, str]:
    """Name each leaf so that names differ: the second ``held`` is ``held 2``."""
    named: dict[Leaf, str] = {}
    taken: set[str] = set()
    for leaf in (node for node in nodes if isinstance(node, Leaf)):
        name, count = leaf.name or "end", 1
        while name in taken:
            count += 1
            name = f"{leaf.name or 'end'} {count}"
        taken.add(name)
        named[leaf] = name
    return named


@dataclass(slots=True)
class _Writer:
    """Writes a game node by node, and numbers what it meets."""

    players: Sequence[str]
    movers: Sequence[int]
    leaves: dict[Leaf, str]
    sets: dict[tuple[int, Path, int], int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    outcomes: dict[tuple[Leaf, Path], int] = field(default_factory=dict)
    events: int = 0

    def write_types(self, root: Node) -> Iterator[str]:
        """Write the chance that deals the types, and the game for each of them."""
        draws = len(next(iter(self.leaves)).payoffs)
        joint = list(product(range(draws), repeat=len(self.movers)))
        if len(joint) > 1:
            names = [", ".join(str(t + 1) for t in types) for types in joint]
            yield self._write_event("types", names, [Fraction(1, len(joint))] * len(joint))
        for types in joint:
            yield from self._write(root, dict(zip(self.movers, types, strict=True)), (), draws)

    def _write(self, node: Node, types: dict[int, int], path: Path, draws: int) -> Iterator[str]:
        match node:
            case Leaf():
                yield self._write_leaf(node, types, draws)
            case Move():
                yield self._write_move(node, types, path, draws)
                for action in node.actions:
                    yield from self._write(action.child, types, (*path, action.name), draws)
            case Chance():
                names = [str(number + 1) for number in range(len(node.children))]
                yield self._write_event(node.name or "chance", names, _make_exact(node.weights))
                for name, child in zip(names, node.children, strict=True):
                    yield from self._write(child, types, (*path, name), draws)

    def _write_event(self, name: str, names: list[str], weights: list[Fraction]) -> str:
        self.events += 1
        called = " ".join(f"{_quote(n)} {w}" for n, w in zip(names, weights, strict=True))
        return f'c "" {self.events} {_quote(f"{name} {self.events}")} {{ {called} }} 0'

    def _write_move(self, move: Move, types: dict[int, int], path: Path, draws: int) -> str:
        p, own = move.player, types[move.player]
        key = (p, path, own)
        if key not in self.sets:
            self.counts[p] = self.counts.get(p, 0) + 1
            self.sets[key] = self.counts[p]
        name = " / ".join([self.players[p], *path]) + (f" (type {own + 1})" if draws > 1 else "")
        actions = " ".join(_quote(action.name) for action in move.actions)
        return f'p "" {p + 1} {self.sets[key]} {_quote(name)} {{ {actions} }} 0'

    def _write_leaf(self, leaf: Leaf, types: dict[int, int], draws: int) -> str:
        told = tuple(str(types[p] + 1) for p in self.movers) if draws > 1 else ()
        number = self.outcomes.setdefault((leaf, told), len(self.outcomes) + 1)
        name = self.leaves[leaf] + (f" ({', '.join(told)})" if told else "")
        payoffs = ", ".join(
            _write_number(leaf.payoffs[types[p], p] if p in types else leaf.payoffs[:, p].mean())
            for p in range(len(self.players))
        )
        return f't "" {number} {_quote(name)} {{ {payoffs} }}'


def _make_exact(weights: Sequence[float]) -> list[Fraction]:
    """Turn chances into fractions that sum to exactly 1.

    Examples
    --------
    >>> [str(weight) for weight in _make_exact([0.1, 0.2, 0.7])]
    ['1/10', '1/5', '7/10']
    """
    exact = [Fraction(repr(float(weight))) for weight in weights]
    return [weight / sum(exact) for weight in exact]


def _write_number(number: float | np.floating) -> str:
    """Write a number in full and without an exponent.

    Examples
    --------
    >>> _write_number(2.0), _write_number(1e-7), _write_number(-0.0)
    ('2', '0.0000001', '0')
    """
    text = format(Decimal(repr(float(number) + 0.0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quote(text: str) -> str:
    r"""Quote a text, on one line.

    Examples
    --------
    >>> print(_quote('the "summit"\n'))
    "the \"summit\""
    """
    flat = " ".join(text.split())
    return '"' + flat.replace("\\", "/").replace('"', '\\"') + '"'
