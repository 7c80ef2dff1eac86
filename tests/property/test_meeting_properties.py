"""Laws of invitations, whatever the payoffs: on the menu of a small case."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.layout import FloatArray
from detente.study import Workspace
from detente.study.anchors import find_anchors
from detente.study.helping import find_helps
from detente.study.holding import Holding
from detente.study.meeting import find_meetings
from detente.study.menu import find_menus
from detente.study.payoffs import KINDS, Help, Payoffs
from detente.study.playing import Played, play
from tests.folders import VALLEYS_MEETINGS, load_valleys

DRAWS, PARTIES = 64, ("upper", "lower")
SEEDS = st.integers(0, 2**32 - 1)
PARTY = st.sampled_from([0, 1])
MEETING = st.sampled_from(["mayors", "clerks"])


calm = settings(deadline=None)  # the first example loads the case


@cache
def play_valleys(meeting: str) -> Played:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(load_valleys(Path(folder)), draws=DRAWS)
    chosen = next(each for each in workspace.case.meetings if each.id == meeting)
    return play(workspace, chosen, find_menus(workspace, chosen, find_anchors(workspace)))


def draw_payoffs(rng: np.random.Generator, payoffs: Payoffs) -> Payoffs:
    """Payoffs in quarters of a point: ties, gains and losses of all kinds."""
    kinds = {kind: rng.integers(-12, 13, (DRAWS, len(PARTIES))) / 4.0 for kind in KINDS}
    return replace(payoffs, kinds=kinds)


def draw_game(seed: int, meeting: str) -> Played:
    rng, played = np.random.default_rng(seed), play_valleys(meeting)
    holdings = {
        name: replace(each, payoffs=draw_payoffs(rng, each.payoffs))
        for name, each in played.holdings.items()
    }
    return replace(played, holdings=holdings)


def add(played: Played, kind: str, party: int, amount: FloatArray) -> Played:
    """Add to what a kind of payoff of the meeting itself is worth to a party, draw by draw."""
    payoffs = played.holding.payoffs
    kinds = {**payoffs.kinds, kind: payoffs.kinds[kind].copy()}
    kinds[kind][:, party] += amount
    return played.change(replace(played.holding, payoffs=replace(payoffs, kinds=kinds)))


def goes_along(played: Played, party: int) -> np.ndarray:
    """The draws in which a party goes along with the invitation when it is asked."""
    invitation = played.invitation
    move = invitation.moves[PARTIES[party]]
    return np.asarray(invitation.solved.choice[move] == 0)


def amounts(seed: int) -> FloatArray:
    return np.random.default_rng([seed, 1]).integers(0, 20, DRAWS) / 4.0


@calm
@given(SEEDS, MEETING, PARTY)
def test_a_higher_cost_of_failure_never_makes_a_party_likelier_to_accept(seed, meeting, party):
    played = draw_game(seed, meeting)
    dearer = add(played, "fails", party, -amounts(seed))
    assert (goes_along(dearer, party) <= goes_along(played, party)).all()


@calm
@given(SEEDS, MEETING, PARTY)
def test_a_higher_cost_of_declining_never_makes_a_party_less_likely_to_accept(seed, meeting, party):
    played = draw_game(seed, meeting)
    dearer = add(played, "declines", party, -amounts(seed))
    if PARTIES[party] == played.meeting.proposer:  # it does not decline its own invitation
        assert (goes_along(dearer, party) == goes_along(played, party)).all()
    else:
        assert (goes_along(dearer, party) >= goes_along(played, party)).all()


@calm
@given(SEEDS, MEETING, PARTY, st.sampled_from(["held", "agreed", "fails"]))
def test_help_by_a_third_party_never_hurts(seed, meeting, party, when):
    """Neither what is expected when asked, nor the odds of being better off if it is held."""
    played = draw_game(seed, meeting)
    payoffs = played.holding.payoffs
    gift = Help(to=party, by=None, when=when, amount=amounts(seed), costs=np.zeros(DRAWS))
    helped = played.change(
        replace(played.holding, payoffs=replace(payoffs, helps=(*payoffs.helps, gift)))
    )
    before, after = played.invitation, helped.invitation
    move, moved = (each.moves[PARTIES[party]] for each in (before, after))
    gained = after.solved.values[moved][:, party] - before.solved.values[move][:, party]
    assert (gained >= -1e-9).all()
    assert (after.expected[:, party] >= before.expected[:, party] - 1e-9).all()
    assert (goes_along(helped, party) >= goes_along(played, party)).all()
    assert (helped.holding.better[:, party] >= played.holding.better[:, party]).all()


@calm
@given(SEEDS, MEETING, PARTY)
def test_what_failing_costs_one_side_moves_no_other_but_through_its_answer(seed, meeting, party):
    """The last to be asked does what it does, whatever another's payoffs are."""
    played = draw_game(seed, meeting)
    dearer = add(played, "fails", party, -amounts(seed))
    last = PARTIES.index(played.meeting.invited[-1])
    if last != party and not played.meeting.counters:
        assert (goes_along(dearer, last) == goes_along(played, last)).all()


@calm
@given(SEEDS, MEETING, PARTY, st.integers(-3, 3))
def test_rescaling_the_payoffs_of_one_side_changes_no_choice(seed, meeting, party, power):
    """Payoffs of the meeting and the worth of what is signed, all in the same points."""
    played = draw_game(seed, meeting)
    scale = np.ones(len(PARTIES))
    scale[party] = 2.0**power

    def rescale(holding: Holding) -> Holding:
        menu, payoffs = holding.menu, holding.payoffs
        kinds = {kind: each * scale for kind, each in payoffs.kinds.items()}
        helps = tuple(replace(h, amount=h.amount * scale[h.to]) for h in payoffs.helps)
        return Holding(
            replace(payoffs, kinds=kinds, helps=helps),
            replace(menu, worth=menu.worth * scale[:, None], size=menu.size * scale[:, None]),
        )

    holdings = {name: rescale(each) for name, each in played.holdings.items()}
    other = replace(played, holdings=holdings)
    for each in range(len(PARTIES)):
        assert (goes_along(other, each) == goes_along(played, each)).all()
    assert np.allclose(other.holding.better, played.holding.better)


@given(SEEDS, MEETING)
@settings(max_examples=15, deadline=None)
def test_what_a_side_expects_is_the_average_over_all_draws_of_the_others(seed, meeting):
    """One by one: its own draw beside each draw of the other, and the first that both sign."""
    holding = draw_game(seed, meeting).holding
    menu, payoffs = holding.menu, holding.payoffs
    chance = float(payoffs.readiness.mean())
    for p in range(len(PARTIES)):
        for d in range(0, DRAWS, 7):
            total = 0.0
            for e in range(DRAWS):
                both = menu.signs[d, p] & np.delete(menu.signs[e], p, axis=0).all(axis=0)
                fails = payoffs.fails[d, p]
                if both.any():
                    signed = menu.worth[d, p, int(both.argmax())] + payoffs.agreed[d, p]
                    total += chance * signed + (1 - chance) * fails
                else:
                    total += fails
            expected = payoffs.meet[d, p] + total / DRAWS
            assert holding.expected[d, p] == pytest.approx(expected)


@calm
@given(SEEDS, MEETING)
def test_a_dilemma_is_two_bad_answers(seed, meeting):
    """Who loses by declining and by all that accepting leads to is worse off in every draw."""
    played = draw_game(seed, meeting)
    asked = PARTIES.index(played.meeting.invited[0])
    low = played
    for kind in ("held", "declines", "declined"):
        low = add(low, kind, asked, np.full(DRAWS, -1000.0))
    reach = low.invitation.force(PARTIES[asked])
    worse = sum(at * low.invitation.outcomes[leaf].worse[:, asked] for leaf, at in reach.items())
    assert np.allclose(worse, 1.0)


def test_helps_of_the_case_never_hurt_whom_they_are_for():
    played = play_valleys("mayors")
    (effect,) = find_helps(played)
    assert effect.payoff["lower"] >= 0
    assert effect.p_accepts["lower"] >= 0


def accepts(tmp_path: Path, old: str, new: str) -> float:
    """The odds that the Lower Valley accepts, with one text of the meetings replaced."""
    assert VALLEYS_MEETINGS.count(old) == 1
    case = load_valleys(tmp_path, meetings=VALLEYS_MEETINGS.replace(old, new))
    (found,) = find_meetings(Workspace(case, draws=256), meeting="mayors").meetings
    return next(c.p for c in found.parties["lower"].choices if c.choice == "accepts")


def test_from_the_text_of_a_case_to_the_odds(tmp_path):
    """The same laws for numbers as they are written, without ranges."""
    old = "cost: -0.5, fails: -2 to 0"
    odds = [accepts(tmp_path, old, f"cost: -0.5, fails: {x}") for x in (0, -0.5, -1, -3, -9)]
    assert odds == sorted(odds, reverse=True)
    assert odds[0] > odds[-1]
    old = "amount: 0.2 to 0.6"
    odds = [accepts(tmp_path, old, f"amount: {x}") for x in (0, 0.3, 1, 4)]
    assert odds == sorted(odds)
    assert odds[0] < odds[-1]
