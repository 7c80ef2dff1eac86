from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from detente.core import efg
from detente.core.efg import write_efg
from detente.core.games import Action, Chance, Leaf, Move, Node, solve
from detente.errors import TooLargeError
from tests.efg_reader import End, Event, Game, Turn, find_profiles, find_regret, read_efg, walk
from tests.random_games import draw_tree, list_choices


def invite(draws: int) -> Move:
    held = np.arange(2.0 * draws).reshape(draws, 2)
    asked = Move(
        1, (Action("accepts", Leaf("held", held)), Action("declines", Leaf("no", held - 2.5)))
    )
    return Move(0, (Action("invites", asked), Action("waits", Leaf("no", held * 0.0))))


def read(root: Node, *names: str) -> Game:
    return read_efg(write_efg(root, names, title="t"))


def profile_of(game: Game, root: Node, parties: int) -> dict[tuple[int, int], int]:
    """What backward induction does, information set by information set, found by their names."""
    choices = list_choices(solve(root, parties))
    profile = {}
    for key, turns in game.turns().items():
        name, _, kind = turns[0].name.partition(" (type ")
        path = tuple(name.split(" / ")[1:])
        own = int(kind.rstrip(")")) - 1 if kind else 0
        profile[key] = turns[0].actions.index(choices[path, key[0] - 1][own])
    return profile


def test_types_are_dealt_alike_and_each_payoff_is_of_the_own_type():
    game = read(invite(2), "Upper", "Lower")
    assert isinstance(game.root, Event)
    assert game.root.weights == (Fraction(1, 4),) * 4
    ends = {node.name: node.payoffs for node in walk(game.root) if isinstance(node, End)}
    assert ends["held (2, 1)"] == (Fraction(2), Fraction(1))
    assert ends["no (1, 2)"] == (Fraction(-5, 2), Fraction(1, 2))
    assert ends["no 2 (1, 2)"] == (Fraction(0), Fraction(0))


def test_a_side_knows_its_own_type_and_what_was_done():
    game = read(invite(3), "Upper", "Lower")
    turns = game.turns()
    # One information set for each of its types, with one node for each of the other's.
    assert sorted(turns) == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert {len(at) for at in turns.values()} == {3}
    assert {at[0].name for at in turns.values()} >= {"Upper (type 1)", "Lower / invites (type 3)"}


def test_who_never_moves_gets_its_average():
    """Its two types get 0 and 4; they decide nothing, so they are not told apart."""
    leaf = Leaf("end", np.array([[1.0, 2.0, 0.0], [3.0, 4.0, 4.0]]))
    other = Leaf("other", np.zeros((2, 3)))
    game = read(Move(0, (Action("a", leaf), Action("b", other))), "A", "B", "C")
    ends = {node.name: node.payoffs for node in walk(game.root) if isinstance(node, End)}
    assert ends["end (2)"] == (Fraction(3), Fraction(3), Fraction(2))


def test_one_type_needs_no_chance():
    game = read(invite(1), "Upper", "Lower")
    assert isinstance(game.root, Turn)
    assert [turn[0].name for turn in game.turns().values()] == ["Upper", "Lower / invites"]


def test_outcomes_have_one_number_and_one_name_each():
    for node in [invite(2), draw_tree(np.random.default_rng(5), 3, 4, draws=2, once=True)]:
        players = ["A", "B", "C"][: node_parties(node)]
        ends = [n for n in walk(read(node, *players).root) if isinstance(n, End)]
        assert len({e.outcome for e in ends}) == len({(e.outcome, e.name, e.payoffs) for e in ends})
        assert len({e.outcome for e in ends}) == len({e.name for e in ends})


def node_parties(node: Node) -> int:
    while not isinstance(node, Leaf):
        node = node.actions[0].child if isinstance(node, Move) else node.children[0]
    return int(node.payoffs.shape[1])


def test_a_leaf_that_is_reached_twice_is_one_outcome():
    end = Leaf("end", np.array([[1.0]]))
    game = read(Chance((0.5, 0.5), (end, end)), "A")
    assert [node.outcome for node in walk(game.root) if isinstance(node, End)] == [1, 1]


def test_chances_are_exact():
    third = Leaf("end", np.zeros((1, 1)))
    root = Chance((0.1, 0.2, 0.7), (third, third, third), "weather")
    assert '"weather 1" { "1" 1/10 "2" 1/5 "3" 7/10 }' in write_efg(root, ["A"])
    thirds = Chance((1 / 3, 1 / 3, 1 / 3), (third, third, third))
    assert isinstance(game := read(thirds, "A").root, Event)
    assert sum(game.weights) == 1


def test_quotes_and_lines_in_names_do_no_harm():
    text = write_efg(invite(1), ['The "Upper"\nside', "Lower\\"], title='a "b"\nc')
    game = read_efg(text)
    assert (game.title, game.players) == ('a "b" c', ('The "Upper" side', "Lower/"))


@pytest.mark.parametrize("names", [["A", "A"], ["A", " "]])
def test_players_need_names_that_differ(names):
    with pytest.raises(ValueError, match="different names"):
        write_efg(invite(1), names)


def test_what_would_be_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(efg, "MOST_NODES", 45)
    write_efg(invite(2), ["A", "B"])
    with pytest.raises(TooLargeError, match=r"46 nodes.*fewer types"):
        write_efg(invite(3), ["A", "B"])


def test_nodes_are_counted_before_they_are_written():
    for draws in (1, 2, 3):
        root = draw_tree(np.random.default_rng(draws), 2, 3, draws=draws)
        nodes = len(list(walk(read(root, "A", "B").root)))
        movers = sorted({key[0] - 1 for key in read(root, "A", "B").turns()})
        assert efg.count_nodes(root, movers) == nodes


@pytest.mark.parametrize("seed", range(40))
def test_trying_everything_finds_the_same_where_all_is_known(seed):
    """Parties move again, and all is known: what is left is one profile, and it is ours."""
    rng = np.random.default_rng([1, seed])
    root = draw_tree(rng, parties=2 + seed % 2, depth=3)
    game = read(root, *["A", "B", "C"][: 2 + seed % 2])
    assert find_profiles(game) == [profile_of(game, root, 2 + seed % 2)]


@pytest.mark.parametrize("seed", range(40))
def test_trying_everything_finds_the_same_where_values_are_private(seed):
    """Two types each, and one move each on a path."""
    rng = np.random.default_rng([2, seed])
    root = draw_tree(rng, parties=2, depth=2, draws=2, once=True)
    game = read(root, "A", "B")
    assert find_profiles(game) == [profile_of(game, root, 2)]


@pytest.mark.parametrize("seed", range(10))
def test_nobody_regrets_anything_among_three_with_three_types(seed):
    rng = np.random.default_rng([3, seed])
    root = draw_tree(rng, parties=3, depth=3, draws=3, once=True)
    game = read(root, "A", "B", "C")
    ours = profile_of(game, root, 3)
    # Payoffs are exact decimals, what backward induction adds up is not: no gain beyond rounding.
    assert find_regret(game, ours) < Fraction(1, 10**9)
    changed = next(iter(ours))
    worse = {**ours, changed: (ours[changed] + 1) % len(game.turns()[changed][0].actions)}
    assert find_regret(game, worse) > Fraction(1, 10**3)
