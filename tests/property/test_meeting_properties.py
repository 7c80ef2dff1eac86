"""Laws of meetings: what a worse failure, a payment, another scale do to who comes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Counter, Meeting, Quantity
from detente.case.readings import apply_changes
from detente.study.holding import Holding
from detente.study.meeting import _describe_party
from detente.study.menu import Menu, find_menus
from detente.study.payoffs import KINDS, Help, Payoffs
from detente.study.playing import Played, find_meeting_draws
from detente.study.workspace import Workspace
from tests.meetings import anchor, load_mayors

DRAWS, PARTIES = 24, ("a", "b", "c")
SEEDS = st.integers(0, 2**32 - 1)
WHO = st.integers(0, 2)
QUICK = settings(max_examples=60, deadline=None)


def make_meeting(name: str, order: list[int], counters: tuple[Counter, ...] = ()) -> Meeting:
    first, *rest = (PARTIES[p] for p in order)
    nothing = Quantity(point=None)
    return Meeting(
        name, name, "leaders", None, (), nothing, "package", first, tuple(rest), {},
        counters=counters,
    )  # fmt: skip


def make_holding(rng: np.random.Generator) -> Holding:
    """Draw a meeting at random, in steps of a quarter so that ties come about."""

    def draw(*shape: int) -> np.ndarray:
        return np.round(rng.normal(0, 2, shape) * 4) / 4

    packages = int(rng.integers(0, 4))
    payoffs = Payoffs({kind: draw(DRAWS, 3) for kind in KINDS}, rng.random(DRAWS))
    worth = tuple(np.moveaxis(draw(DRAWS, 3, packages), 2, 0))
    menu = Menu(
        packages=np.zeros((packages, 1), dtype=np.int64),
        stages=(1,) * packages,
        table=(0, 1, 2),
        signers=np.ones((3, packages), dtype=np.bool_),
        willing=rng.random((DRAWS, 3, packages)) < 0.7,
        meets=(),
        insists=(),
        worth=worth,
        size=tuple(map(np.abs, worth)),
        kept=np.ones(packages),
    )
    return Holding(payoffs, menu)


def make_played(seed: int) -> Played:
    """Draw an invitation at random: who asks whom in which order, who may answer with what."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(3).tolist()
    counters = (Counter(PARTIES[order[1]], "other"),) if rng.random() < 0.5 else ()
    meeting = make_meeting("this", order, counters)
    other = make_meeting("other", rng.permutation(3).tolist())
    holdings = {"this": make_holding(rng), "other": make_holding(rng)}
    return Played(PARTIES, meeting, holdings, (other,) if counters else ())


def change(played: Played, payoffs: Payoffs) -> Played:
    return played.change(Holding(payoffs, played.holding.menu))


@QUICK
@given(SEEDS, WHO, st.floats(0, 8))
def test_a_worse_failure_never_makes_a_party_likelier_to_come(seed, p, worse):
    played = make_played(seed)
    payoffs = played.holding.payoffs
    fails = payoffs.kinds["fails"].copy()
    fails[:, p] -= worse
    harder = change(played, replace(payoffs, kinds={**payoffs.kinds, "fails": fails}))
    assert harder.p_accepts[PARTIES[p]] <= played.p_accepts[PARTIES[p]]


@QUICK
@given(SEEDS, WHO, st.floats(0, 8), st.sampled_from(["held", "agreed", "fails"]))
def test_a_payment_never_hurts_who_gets_it(seed, p, amount, when):
    """At its own move: what it can expect does not fall, nor how often it comes."""
    played = make_played(seed)
    paid = Help(p, None, when, np.full(DRAWS, amount), np.zeros(DRAWS))
    richer = change(played, replace(played.holding.payoffs, helps=(paid,)))
    party = PARTIES[p]
    before, after = (
        each.invitation.solved.values[each.invitation.moves[party]][:, p]
        for each in (played, richer)
    )
    assert (after >= before - 1e-9).all()
    assert richer.p_accepts[party] >= played.p_accepts[party]


@QUICK
@given(SEEDS, WHO, st.sampled_from([0.25, 3.0, 1000.0]))
def test_the_scale_of_a_party_changes_no_odds(seed, p, scale):
    played = make_played(seed)
    factor = np.ones(3)
    factor[p] = scale
    holdings = {name: rescale(each, factor) for name, each in played.holdings.items()}
    scaled = replace(played, holdings=holdings)
    assert scaled.p_accepts == played.p_accepts
    assert scaled.p_held == played.p_held
    for party in PARTIES:
        before, after = _describe_party(played, party), _describe_party(scaled, party)
        for odds in ("p_better_if_accepts", "p_worse_if_declines", "p_worse_if_held", "dilemma"):
            assert getattr(before, odds) == getattr(after, odds)


def rescale(holding: Holding, factor: np.ndarray) -> Holding:
    kinds = {kind: amounts * factor for kind, amounts in holding.payoffs.kinds.items()}
    menu = replace(
        holding.menu,
        worth=tuple(each * factor for each in holding.menu.worth),
        size=tuple(each * factor for each in holding.menu.size),
    )
    return Holding(replace(holding.payoffs, kinds=kinds), menu)


@QUICK
@given(SEEDS)
def test_every_invitation_ends_in_one_way(seed):
    played = make_played(seed)
    reached = np.sum(list(played.invitation.reach.values()), axis=0)
    assert (reached == 1).all()
    for party in PARTIES:
        found = _describe_party(played, party)
        assert found.p_better_if_held + found.p_worse_if_held <= 1 + 1e-12
        forced = np.sum(list(played.invitation.force(party).values()), axis=0)
        assert (forced == 1).all()


@QUICK
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_draws_matters_to_nobody(seed, random):
    """What is expected rests on how often something comes about, not on where it stands."""
    played = make_played(seed)
    shuffle = list(range(DRAWS))
    random.shuffle(shuffle)
    holdings = {name: mix(each, shuffle) for name, each in played.holdings.items()}
    mixed = replace(played, holdings=holdings)
    assert mixed.p_accepts == pytest.approx(played.p_accepts)
    assert mixed.mean_payoff == pytest.approx(played.mean_payoff)


def mix(holding: Holding, shuffle: list[int]) -> Holding:
    """Put the draws of all parties in another order, the same for all."""
    payoffs, menu = holding.payoffs, holding.menu
    kinds = {kind: amounts[shuffle] for kind, amounts in payoffs.kinds.items()}
    return Holding(
        replace(payoffs, kinds=kinds, readiness=payoffs.readiness[shuffle]),
        replace(
            menu,
            willing=menu.willing[shuffle],
            worth=tuple(each[shuffle] for each in menu.worth),
            size=tuple(each[shuffle] for each in menu.size),
        ),
    )


def test_a_reading_that_changes_nothing_changes_nothing(tmp_path):
    from detente.case.model import Change

    case = load_mayors(tmp_path, "after: {vote: {readiness: 75%}}")
    workspace = Workspace(case, 32)
    same = tuple(Change(entry.key, entry.quantity) for entry in case.quantities())
    varied = workspace.vary(apply_changes(case, same, "same"))
    for one, other in zip(case.meetings, varied.case.meetings, strict=True):
        found, again = (
            find_meeting_draws(each, meeting, find_menus(each, meeting, anchor([1, 1], [2, 1])))
            for each, meeting in ((workspace, one), (varied, other))
        )
        assert (found.better == again.better).all()
        assert (found.agreed == again.agreed).all()
        assert (found.held == again.held).all()
