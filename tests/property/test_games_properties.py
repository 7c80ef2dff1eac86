"""Laws of small games with private values."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.efg import write_efg
from detente.core.games import (
    Action,
    Chance,
    Leaf,
    Move,
    Node,
    find_nodes,
    keep_types,
    solve,
)
from tests.efg_reader import End, read_efg, walk
from tests.random_games import draw_tree

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 12)
calm = settings(deadline=None)


def grow(seed: int, draws: int, parties: int = 3, *, once: bool = True) -> Node:
    return draw_tree(np.random.default_rng(seed), parties, 3, draws=draws, once=once)


def change(root: Node, edit: dict[str, np.ndarray]) -> tuple[Node, dict[Node, Node]]:
    """The same tree with payoffs added at leaves by name, and each node's counterpart."""
    made: dict[Node, Node] = {}
    for node in reversed(find_nodes(root)):
        match node:
            case Leaf():
                made[node] = Leaf(node.name, node.payoffs + edit.get(node.name, 0.0))
            case Move():
                actions = tuple(Action(a.name, made[a.child]) for a in node.actions)
                made[node] = Move(node.player, actions, node.name)
            case Chance():
                made[node] = Chance(node.weights, tuple(made[c] for c in node.children))
    return made[root], made


def moves(root: Node) -> list[Move]:
    return [node for node in find_nodes(root) if isinstance(node, Move)]


def leaves(root: Node) -> list[Leaf]:
    return [node for node in find_nodes(root) if isinstance(node, Leaf)]


@calm
@given(SEEDS, SIZES, st.integers(0, 400))
def test_a_better_alternative_never_makes_acceptance_likelier(seed, draws, more):
    """Whatever p gains in the leaves after an action, it does not take another one more often."""
    root = grow(seed, draws)
    solved = solve(root, 3)
    for move in moves(root):
        gain = np.zeros((draws, 3))
        gain[:, move.player] = more / 4.0
        last = {leaf.name for leaf in leaves(move.actions[-1].child)}
        new, made = change(root, dict.fromkeys(last, gain))
        counterpart = made[move]
        assert isinstance(counterpart, Move)
        before, after = solved.choice[move], solve(new, 3).choice[counterpart]
        assert (after[before == len(move.actions) - 1] == len(move.actions) - 1).all()


@calm
@given(SEEDS, SIZES, st.integers(0, 400), st.integers(0, 20))
def test_a_payment_never_hurts_who_is_asked(seed, draws, more, place):
    """Points for p at any leaf never lower what p expects at its own moves."""
    root = grow(seed, draws)
    ends = leaves(root)
    paid = ends[place % len(ends)].name
    solved = solve(root, 3)
    for move in moves(root):
        gain = np.zeros((draws, 3))
        gain[:, move.player] = more / 4.0
        new, made = change(root, {paid: gain})
        p = move.player
        assert (solve(new, 3).values[made[move]][:, p] >= solved.values[move][:, p] - 1e-9).all()


@calm
@given(SEEDS, SIZES, st.integers(0, 2), st.integers(-6, 6), st.integers(-100, 100))
def test_rescaling_one_party_changes_no_choice(seed, draws, party, power, shift):
    root = grow(seed, draws, once=False)
    solved = solve(root, 3)
    edit = {}
    for leaf in leaves(root):
        edit[leaf.name] = np.zeros((draws, 3))
        edit[leaf.name][:, party] = leaf.payoffs[:, party] * (2.0**power - 1.0) + shift
    new, made = change(root, edit)
    again = solve(new, 3)
    for move in moves(root):
        counterpart = made[move]
        assert isinstance(counterpart, Move)
        assert (again.choice[counterpart] == solved.choice[move]).all()


@calm
@given(SEEDS, SIZES)
def test_which_draw_of_another_stands_beside_ones_own_does_not_matter(seed, draws):
    """Shuffling one party's draws shuffles its own choices, and no other's."""
    root = grow(seed, draws)
    solved = solve(root, 3)
    order = np.random.default_rng(seed).permutation(draws)
    for party in range(3):
        types = np.tile(np.arange(draws)[:, None], 3)
        types[:, party] = order
        new = keep_types(root, types)
        again = solve(new, 3)
        for old, move in zip(moves(root), moves(new), strict=True):
            expected = solved.choice[old]
            mine = expected[order] if old.player == party else expected
            assert (again.choice[move] == mine).all()


@calm
@given(SEEDS, SIZES, st.booleans())
def test_odds_of_the_endings_sum_to_one(seed, draws, once):
    root = grow(seed, draws, once=once)
    trace = solve(root, 3).trace()
    assert abs(sum(trace.odds.values()) - 1.0) < 1e-9
    reached = np.sum([at for node, at in trace.reach.items() if isinstance(node, Leaf)], axis=0)
    assert np.allclose(reached, 1.0)


@calm
@given(SEEDS, SIZES)
def test_what_the_first_to_move_expects_is_the_best_of_its_actions(seed, draws):
    root = grow(seed, draws)
    solved = solve(root, 3)
    for move in moves(root):
        best = solved.compute_worth(move).max(axis=1)
        assert np.allclose(solved.values[move][:, move.player], best, rtol=0, atol=1e-9)


@calm
@given(SEEDS)
def test_with_one_draw_expectation_is_what_happens(seed):
    """All is known: what each side expects at the outset is what it gets where the game ends."""
    root = grow(seed, 1, once=False)
    solved = solve(root, 3)
    got = sum((p * leaf.payoffs[0] for leaf, p in solved.trace().odds.items()), start=np.zeros(3))
    assert np.allclose(got, solved.values[root][0])


@given(SEEDS, st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_what_is_written_reads_back(seed, draws):
    root = grow(seed, draws, parties=2)
    game = read_efg(write_efg(root, ["A", "B"], title="t"))
    told = {node.payoffs for node in walk(game.root) if isinstance(node, End)}
    assert {float(p) for end in told for p in end} <= {
        float(v)
        for leaf in leaves(root)
        for column in leaf.payoffs.T
        for v in (*column, column.mean())
    }
