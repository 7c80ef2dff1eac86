from __future__ import annotations

import numpy as np
import pytest

from detente.core.games import (
    Action,
    Chance,
    Leaf,
    Move,
    check_game,
    choose_types,
    find_nodes,
    keep_types,
    solve,
)


def leaf(name: str, *payoffs: float) -> Leaf:
    """A leaf of a game whose parties have one type each."""
    return Leaf(name, np.array([payoffs]))


def invite(held: np.ndarray, declined: np.ndarray) -> Move:
    """The first side may invite the second; what does not happen is worth 0 to all."""
    asked = Move(
        1, (Action("accepts", Leaf("held", held)), Action("declines", Leaf("no", declined)))
    )
    nothing = Leaf("not invited", np.zeros_like(held))
    return Move(0, (Action("invites", asked), Action("waits", nothing)))


def find_second(root: Move) -> Move:
    child = root.actions[0].child
    assert isinstance(child, Move)
    return child


def test_an_invitation_by_hand():
    """Types of the second: gains 4, gains 1, loses 2. The first wins 3, or loses 6 if declined."""
    held = np.array([[3.0, 4.0], [3.0, 1.0], [3.0, -2.0]])
    root = invite(held, np.array([[-6.0, 0.0]] * 3))
    solved = solve(root, 2)
    asked = find_second(root)
    assert solved.choice[asked].tolist() == [0, 0, 1]
    # The first expects (3 + 3 - 6) / 3 = 0 of inviting, which is what it has without: a tie.
    assert solved.compute_worth(root)[:, 0] == pytest.approx([0.0] * 3)
    assert solved.choice[root].tolist() == [0, 0, 0]
    assert solved.find_takers(asked, "accepts").tolist() == [True, True, False]
    assert solved.compute_shares(asked) == pytest.approx([2 / 3, 1 / 3])
    assert solved.values[root][:, 1].tolist() == [4.0, 1.0, 0.0]
    odds = {node.name: p for node, p in solved.trace().odds.items()}
    assert odds == pytest.approx({"held": 2 / 3, "no": 1 / 3, "not invited": 0.0})


def test_who_would_be_declined_too_often_does_not_invite():
    held = np.array([[3.0, 4.0], [3.0, 1.0], [3.0, -2.0]])
    solved = solve(invite(held, np.array([[-6.1, 0.0]] * 3)), 2)
    assert {n.name: p for n, p in solved.trace().odds.items()}["not invited"] == 1.0


def test_each_type_of_the_first_goes_by_the_share_of_the_second_and_not_by_its_own_draw():
    """The second accepts in the draw in which the first would lose, and the other way round."""
    held = np.array([[-1.0, 1.0], [5.0, -1.0]])
    root = invite(held, np.array([[-2.0, 0.0]] * 2))
    solved = solve(root, 2)
    # Half of the second's types accept: (-1 - 2) / 2 and (5 - 2) / 2.
    assert solved.compute_worth(root)[:, 0].tolist() == [-1.5, 1.5]
    assert solved.choice[root].tolist() == [1, 0]
    # In the second joint draw the first invites, and the second declines.
    assert {n.name: p for n, p in solved.trace().odds.items()} == {
        "held": 0.0,
        "no": 0.5,
        "not invited": 0.5,
    }


def test_a_trace_may_start_anywhere():
    held = np.array([[-1.0, 1.0], [5.0, -1.0]])
    root = invite(held, np.array([[-2.0, 0.0]] * 2))
    asked = find_second(root)
    odds = solve(root, 2).trace(asked).odds
    assert {n.name: p for n, p in odds.items()} == {"held": 0.5, "no": 0.5}


def test_threats_that_would_not_be_carried_out_are_not_believed():
    """Selten's entry game: to fight an entrant costs the incumbent more than to share."""
    fight, share, out = leaf("war", -1, -1), leaf("peace", 1, 1), leaf("out", 0, 2)
    incumbent = Move(1, (Action("fight", fight), Action("share", share)))
    root = Move(0, (Action("stay out", out), Action("enter", incumbent)))
    solved = solve(root, 2)
    assert solved.values[root].tolist() == [[1.0, 1.0]]
    assert solved.trace().reach[share].tolist() == [1.0]


def test_rosenthals_centipede_ends_at_once():
    """Each turn the pot grows, and who takes it gets more of it; the last to move would."""
    node: Move | Leaf = leaf("end", 4.0, 2.0)
    for turn, pot in reversed(list(enumerate([(2.0, 0.0), (0.5, 2.5), (3.0, 1.0), (1.5, 3.5)]))):
        node = Move(turn % 2, (Action("go on", node), Action("take", leaf(f"taken {turn}", *pot))))
    assert {n.name for n, p in solve(node, 2).trace().odds.items() if p} == {"taken 0"}


def test_the_first_of_equal_actions_is_taken_whatever_the_rounding():
    exact, summed = leaf("exact", 0.3), leaf("summed", 0.1 + 0.2)
    for first, second in [(exact, summed), (summed, exact)]:
        root = Move(0, (Action("a", first), Action("b", second)))
        assert solve(root, 1).choice[root].tolist() == [0]
    better = Move(0, (Action("a", exact), Action("b", leaf("more", 0.3 + 1e-9))))
    assert solve(better, 1).choice[better].tolist() == [1]


def test_chance_is_weighed_and_traced():
    root = Chance((0.25, 0.75), (leaf("rain", 8.0), leaf("sun", 4.0)))
    solved = solve(root, 1)
    assert solved.values[root].tolist() == [[5.0]]
    assert {n.name: p for n, p in solved.trace().odds.items()} == {"rain": 0.25, "sun": 0.75}


def test_a_shared_node_is_reached_in_two_ways():
    end = leaf("end", 1.0)
    root = Chance((0.5, 0.25, 0.25), (end, leaf("other", 0.0), end))
    solved = solve(root, 1)
    assert solved.trace().odds[end] == 0.75
    assert find_nodes(root).count(end) == 1


def test_nodes_come_before_those_they_lead_to():
    low = leaf("low", 0.0)
    middle = Move(0, (Action("a", low),))
    root = Chance((0.5, 0.5), (low, middle))
    order = find_nodes(root)
    assert order.index(root) < order.index(middle) < order.index(low)


@pytest.mark.parametrize(
    ("root", "says"),
    [
        (leaf("short", 1.0), "not"),
        (Leaf("flat", np.zeros(2)), "payoffs are"),
        (Leaf("empty", np.zeros((0, 2))), "payoffs are"),
        (leaf("nan", np.nan, 0.0), "not finite"),
        (Move(2, (Action("a", leaf("end", 0, 0)),)), "player 2 of 2"),
        (Move(0, ()), "different names"),
        (Move(0, (Action("a", leaf("x", 0, 0)), Action("a", leaf("y", 0, 0)))), "different names"),
        (Chance((0.5, 0.6), (leaf("x", 0, 0), leaf("y", 0, 0))), "sum to"),
        (Chance((-0.5, 1.5), (leaf("x", 0, 0), leaf("y", 0, 0))), "chances"),
        (Chance((1.0,), (leaf("x", 0, 0), leaf("y", 0, 0))), "chances"),
        (Chance((0.5, 0.5), (leaf("x", 0, 0), Leaf("y", np.zeros((2, 2))))), "payoffs are"),
    ],
)
def test_what_is_no_game_is_refused(root, says):
    with pytest.raises(ValueError, match=says):
        check_game(root, 2)


def test_fewer_types_stand_for_all():
    """Of six types that gain 0 to 5, two stand for the lower and the upper half."""
    held = np.stack([np.zeros(6), np.array([3.0, 1.0, 5.0, 0.0, 2.0, 4.0])], axis=1)
    root = invite(held, np.zeros((6, 2)))
    kept = choose_types(solve(root, 2), 2)
    assert held[kept[:, 1], 1].tolist() == [1.0, 4.0]
    small = keep_types(root, kept)
    assert isinstance(small, Move)
    ends = [n for n in find_nodes(small) if isinstance(n, Leaf) and n.name == "held"]
    assert ends[0].payoffs[:, 1].tolist() == [1.0, 4.0]


def test_all_types_are_kept_where_more_are_asked_for():
    held = np.stack([np.zeros(3), np.array([3.0, 1.0, 5.0])], axis=1)
    kept = choose_types(solve(invite(held, np.zeros((3, 2))), 2), 10)
    assert sorted(kept[:, 1].tolist()) == [0, 1, 2]


def test_fewer_types_keep_chances():
    root = Chance((0.25, 0.75), (leaf("rain", 8.0), leaf("sun", 4.0)), "weather")
    same = keep_types(root, np.array([[0]]))
    assert isinstance(same, Chance)
    assert (same.weights, same.name) == ((0.25, 0.75), "weather")


def test_help_that_a_party_pays_for_may_hurt_whom_it_is_for():
    """What the second gains by the help, it loses when the first no longer comes."""

    def expect(amount: float, cost: float) -> float:
        held = Leaf("held", np.array([[1.0 - cost, 5.0 + amount]]))
        asked = Move(0, (Action("accepts", held), Action("declines", leaf("no", 0, 0))))
        return float(solve(asked, 2).values[asked][0, 1])

    assert expect(amount=0, cost=0) == 5.0
    assert expect(amount=2, cost=0) == 7.0
    assert expect(amount=2, cost=3) == 0.0


def test_who_is_likelier_to_accept_may_not_be_invited():
    """To be declined suits the first side: it can say that it tried."""

    def odds(gain: float) -> dict[str, float]:
        held, no = np.array([[-1.0, gain]]), np.array([[1.0, 0.0]])
        return {leaf.name: p for leaf, p in solve(invite(held, no), 2).trace().odds.items()}

    assert odds(-2.0) == {"held": 0.0, "no": 1.0, "not invited": 0.0}
    assert odds(2.0) == {"held": 0.0, "no": 0.0, "not invited": 1.0}
