"""Reads ``.efg`` text apart from what writes it, and finds equilibria by trying everything.

The second method beside backward induction: a game is what its text says, a profile gives each
information set an action, and what counts is what a change of one action would bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}]|[^\s{},"]+')
Set = tuple[int, int]
"""An information set: player and number, both from 1."""
Profile = Mapping[Set, int]


@dataclass(frozen=True)
class End:
    outcome: int
    name: str
    payoffs: tuple[Fraction, ...]


@dataclass(frozen=True)
class Event:
    weights: tuple[Fraction, ...]
    children: tuple[Tree, ...]


@dataclass(frozen=True)
class Turn:
    set: Set
    name: str
    actions: tuple[str, ...]
    children: tuple[Tree, ...]


Tree = End | Event | Turn


@dataclass(frozen=True)
class Game:
    title: str
    players: tuple[str, ...]
    root: Tree

    def turns(self) -> dict[Set, list[Turn]]:
        found: dict[Set, list[Turn]] = {}
        for node in walk(self.root):
            if isinstance(node, Turn):
                found.setdefault(node.set, []).append(node)
        return found


def walk(node: Tree) -> Iterator[Tree]:
    yield node
    if not isinstance(node, End):
        for child in node.children:
            yield from walk(child)


def read_efg(text: str) -> Game:
    tokens = iter(TOKEN.findall(text))
    assert [next(tokens) for _ in range(3)] == ["EFG", "2", "R"]
    title, players = _unquote(next(tokens)), tuple(map(_unquote, _read_list(tokens)))
    _unquote(next(tokens))  # the note
    root = _read_node(tokens)
    assert next(tokens, None) is None, "more than one tree"
    return Game(title, players, root)


def _read_node(tokens: Iterator[str]) -> Tree:
    kind, _name = next(tokens), next(tokens)
    if kind == "t":
        outcome, called = int(next(tokens)), _unquote(next(tokens))
        return End(outcome, called, tuple(map(Fraction, _read_list(tokens))))
    if kind == "c":
        next(tokens), next(tokens)
        listed = _read_list(tokens)
        assert next(tokens) == "0"
        weights = tuple(map(Fraction, listed[1::2]))
        assert sum(weights) == 1
        return Event(weights, tuple(_read_node(tokens) for _ in weights))
    assert kind == "p"
    owner = (int(next(tokens)), int(next(tokens)))
    called, actions = _unquote(next(tokens)), tuple(map(_unquote, _read_list(tokens)))
    assert next(tokens) == "0"
    return Turn(owner, called, actions, tuple(_read_node(tokens) for _ in actions))


def _read_list(tokens: Iterator[str]) -> list[str]:
    assert next(tokens) == "{"
    listed = []
    while (token := next(tokens)) != "}":
        listed.append(token)
    return listed


def _unquote(text: str) -> str:
    assert text.startswith('"')
    assert text.endswith('"')
    return text[1:-1].replace('\\"', '"')


def evaluate(node: Tree, profile: Profile) -> tuple[Fraction, ...]:
    """What each player gets from a node on."""
    if isinstance(node, End):
        return node.payoffs
    if isinstance(node, Turn):
        return evaluate(node.children[profile[node.set]], profile)
    parts = [evaluate(child, profile) for child in node.children]
    return tuple(
        sum((w * part[p] for w, part in zip(node.weights, parts, strict=True)), Fraction(0))
        for p in range(len(parts[0]))
    )


def find_regret(game: Game, profile: Profile) -> Fraction:
    """How much somebody could gain by another action at one information set.

    Its nodes count alike, whether they are reached or not: with private values and one move each,
    who has moved before has shown nothing that would matter.
    """
    regrets = [Fraction(0)]
    for (player, number), turns in game.turns().items():
        worth = [
            sum((evaluate(t.children[a], profile)[player - 1] for t in turns), Fraction(0))
            for a in range(len(turns[0].actions))
        ]
        regrets.append((max(worth) - worth[profile[player, number]]) / len(turns))
    return max(regrets)


def find_profiles(game: Game) -> list[dict[Set, int]]:
    """Every pure profile in which nobody regrets anything anywhere, by trying all."""
    turns = game.turns()
    choices = [range(len(at[0].actions)) for at in turns.values()]
    profiles = (dict(zip(turns, picked, strict=True)) for picked in product(*choices))
    return [profile for profile in profiles if find_regret(game, profile) == 0]
