"""An invitation as a small game: who invites, who accepts, declines or answers with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.case import Meeting
from detente.core.games import Action, Leaf, Move, Node, Solved, solve
from detente.core.layout import FloatArray
from detente.study.holding import Holding
from detente.study.offers import is_below

INVITES, STAYS, ACCEPTS, DECLINES = "invites", "does_not_invite", "accepts", "declines"
COUNTERS = "counters"
"""Followed by the id of the meeting with which a party answers."""


@dataclass(frozen=True)
class Outcome:
    """What a leaf of the tree stands for, and who is better off there.

    ``better`` and ``worse`` are chances in each draw, ``(D, P)``.
    """

    kind: str
    meeting: str
    by: str
    better: FloatArray
    worse: FloatArray


@dataclass(frozen=True)
class Invitation:
    """The game that an invitation to a meeting opens.

    Parameters
    ----------
    root : the proposer's move, if it is a party; else the first answer.
    answers : what comes after the invitation.
    moves : the move of each party that is asked, in order, the proposer first; by party id.
    outcomes : what each leaf stands for.
    """

    root: Node
    answers: Node
    moves: Mapping[str, Move]
    outcomes: Mapping[Leaf, Outcome]

    @cached_property
    def solved(self) -> Solved:
        """What everybody does, by backward induction."""
        leaf = next(iter(self.outcomes))
        return solve(self.root, leaf.payoffs.shape[1])

    @cached_property
    def reach(self) -> Mapping[Leaf, FloatArray]:
        """Which leaf each joint draw comes to, ``(D,)`` each."""
        return self._list_reached(self.solved, self.root)

    @property
    def held(self) -> FloatArray:
        """Draws in which the meeting itself is held, ``(D,)``."""
        return self.reach[self._held]

    def find_held(self, solved: Solved) -> FloatArray:
        """Draws in which it would be held, were the game solved in another way, ``(D,)``."""
        return self._list_reached(solved, self.root)[self._held]

    @property
    def _held(self) -> Leaf:
        return next(leaf for leaf, each in self.outcomes.items() if each.kind == "held")

    @property
    def expected(self) -> FloatArray:
        """What each party expects once the invitation is made, ``(D, P)``."""
        return self.solved.values[self.answers]

    def force(self, party: str) -> Mapping[Leaf, FloatArray]:
        """Follow the invitation when a party goes along with it, whatever is best for it.

        Returns
        -------
        Which leaf each joint draw comes to, ``(D,)`` each. The others do what is best for them;
        a proposer has invited.
        """
        move = self.moves[party]
        goes = np.zeros_like(self.solved.choice[move])
        forced = replace(self.solved, choice={**self.solved.choice, move: goes})
        return self._list_reached(forced, self.answers)

    def _list_reached(self, solved: Solved, start: Node) -> dict[Leaf, FloatArray]:
        reach = solved.trace(start).reach
        return {leaf: reach[leaf] for leaf in self.outcomes if leaf in reach}


def build_invitation(
    parties: tuple[str, ...],
    meeting: Meeting,
    holdings: Mapping[str, Holding],
    others: Mapping[str, Meeting],
) -> Invitation:
    """Build the game.

    Parameters
    ----------
    parties : ids, in order.
    meeting : who invites, who is asked, who may answer with what.
    holdings : by id: this meeting, and those that it may be answered with, when held.
    others : the meetings that it may be answered with.

    Returns
    -------
    A proposer that is a party may leave it, which changes nothing for anybody. Then those who are
    invited answer in order, seeing the answers before theirs. Who declines ends it. Who answers
    with another meeting becomes its proposer: the others of that meeting answer in order, and its
    own counters are not followed.
    """
    return _Builder(parties, holdings, others).build(meeting)


class _Builder:
    """Builds the tree from its leaves to its root, and remembers what each leaf stands for."""

    def __init__(
        self,
        parties: tuple[str, ...],
        holdings: Mapping[str, Holding],
        others: Mapping[str, Meeting],
    ) -> None:
        self.parties, self.holdings, self.others = parties, holdings, others
        self.outcomes: dict[Leaf, Outcome] = {}
        self.moves: dict[str, Move] = {}

    def build(self, meeting: Meeting) -> Invitation:
        answers = self._ask(meeting, list(meeting.invited), main=True)
        root = answers
        if meeting.proposer in self.parties:
            actions = (Action(INVITES, answers), Action(STAYS, self._end_uninvited(meeting)))
            root = Move(self.parties.index(meeting.proposer), actions, meeting.proposer)
            self.moves = {meeting.proposer: root, **self.moves}
        return Invitation(root, answers, self.moves, self.outcomes)

    def _ask(self, meeting: Meeting, asked: list[str], *, main: bool) -> Node:
        """Ask parties in order; when all accept, the meeting is held."""
        node: Node = self._end_held(meeting)
        for party in reversed(asked):
            actions = [Action(ACCEPTS, node), Action(DECLINES, self._end_declined(meeting, party))]
            if main:
                actions += self._list_counters(meeting, party)
            node = Move(self.parties.index(party), tuple(actions), party)
            if main:
                self.moves = {party: node, **self.moves}
        return node

    def _list_counters(self, meeting: Meeting, party: str) -> Iterator[Action]:
        for counter in meeting.counters:
            if counter.by == party:
                other = self.others[counter.meeting]
                sit = [p for p in (other.proposer, *other.invited) if p in self.parties]
                asked = [each for each in dict.fromkeys(sit) if each != party]
                yield Action(f"{COUNTERS} {other.id}", self._ask(other, asked, main=False))

    def _end_held(self, meeting: Meeting) -> Leaf:
        held = self.holdings[meeting.id]
        leaf = Leaf(f"{meeting.id} held", held.expected)
        self.outcomes[leaf] = Outcome("held", meeting.id, "", held.better, held.worse)
        return leaf

    def _end_declined(self, meeting: Meeting, party: str) -> Leaf:
        payoffs = self.holdings[meeting.id].payoffs
        amounts = payoffs.kinds["declined"].copy(order="F")
        p = self.parties.index(party)
        amounts[:, p] = payoffs.kinds["declines"][:, p]
        leaf = Leaf(f"{party} declines {meeting.id}", amounts)
        self.outcomes[leaf] = _tell_signs("declined", meeting.id, party, amounts)
        return leaf

    def _end_uninvited(self, meeting: Meeting) -> Leaf:
        nothing = np.zeros_like(self.holdings[meeting.id].expected)
        leaf = Leaf("not invited", nothing)
        self.outcomes[leaf] = _tell_signs("not_invited", "", meeting.proposer, nothing)
        return leaf


def _tell_signs(kind: str, meeting: str, by: str, amounts: FloatArray) -> Outcome:
    better = is_below(-amounts, np.abs(amounts)).astype(np.float64)
    worse = is_below(amounts, np.abs(amounts)).astype(np.float64)
    return Outcome(kind, meeting, by, better, worse)
