"""Meetings worked out on paper: who comes, what is signed, who is better off.

The package of a summer's water for the fee leaves the Upper Valley with -2 + 5 = 3 and the Lower
Valley with 6 - 2.5 = 3.5. Nobody has a record, so each is believed by one half. In one stage the
Upper Valley needs 2 / (2 + 3) = 0.4 of trust and the Lower Valley 2.5 / (2.5 + 3.5) = 0.417: both
enter. Both are tempted, so each expects the other to deliver with even odds, and signing is worth
3 / 2 - 2 / 2 = 0.5 to the one and 3.5 / 2 - 2.5 / 2 = 0.5 to the other.

Held, the mayors' meeting is worth 1 - 0.25 = 0.75 and 2 - 0.5 = 1.5; with even odds that something
is signed the Upper Valley can expect 0.75 + 0.5 / 2 - 2.25 / 2 = -0.125 and the Lower Valley
1.5 + 0.5 / 2 - 0.5 / 2 = 1.5, which is more than the 0.25 of declining.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.errors import InputError
from detente.study.gambit import write_invitation
from detente.study.helping import find_conditions, find_helps, find_timing
from detente.study.meeting import _describe_party, choose_meetings, find_meetings
from detente.study.menu import cut_package, find_menu, find_menus, list_opened, place_in_stages
from detente.study.payoffs import draw_payoffs, list_inputs
from detente.study.plan_records import Move
from detente.study.playing import find_meeting_draws
from detente.study.workspace import Workspace
from tests.meetings import CASE, CLERKS, HEAD, MAYORS, anchor, load_mayors, play_out

BOTH, WATER, ALL, FEE = [1, 1], [1, 0], [2, 1], [0, 1]
AUTUMN = dt.date(2024, 9, 1)
DAYS = (AUTUMN, dt.date(2024, 11, 1))


def test_signing_is_worth_what_is_delivered_less_what_is_lost_when_let_down(tmp_path):
    menu = play_out(load_mayors(tmp_path), BOTH).holding.menu
    assert menu.kept.tolist() == [0.25]
    assert np.allclose(menu.worth[0], [0.5, 0.5, 0.0])
    assert menu.all_sign.all()


def test_what_a_side_enters_is_worth_something_to_it(tmp_path):
    """In one stage, needed trust is where signing is worth nothing: 0.5 for a fee of 3 for 6."""
    case = CASE.replace("lower: -2.5", "lower: -3")
    menu = play_out(load_mayors(tmp_path, case=case), BOTH).holding.menu
    assert menu.all_sign.all()
    assert np.allclose(menu.worth[0][:, 1], 0.0)
    dear = CASE.replace("lower: -2.5", "lower: -3.5")
    menu = play_out(load_mayors(tmp_path / "dear", case=dear), BOTH).holding.menu
    assert not menu.signs[:, 1].any()
    assert (menu.worth[0][:, 1] < 0).all()


def test_signing_is_worth_what_it_brings_over_no_deal(tmp_path):
    """Who has 1 without a deal gains 3 - 1 = 2 of the 3, and needs 2 / (2 + 2) of trust: all of it.

    Whom having no deal costs 2 gains 5.5 of 3.5: 5.5 / 2 - 2.5 / 2 = 1.5 of signing.
    """
    case = CASE.replace("Upper Valley, reservation: 0", "Upper Valley, reservation: 1")
    case = case.replace("Lower Valley, reservation: 0", "Lower Valley, reservation: -2")
    menu = play_out(load_mayors(tmp_path, case=case), BOTH).holding.menu
    assert menu.all_sign.all()
    assert np.allclose(menu.worth[0], [0.0, 1.5, 0.0])
    spoiled = case.replace("reservation: 1}", "reservation: 1.25}")
    menu = play_out(load_mayors(tmp_path / "spoiled", case=spoiled), BOTH).holding.menu
    assert not menu.signs[:, 0].any()
    assert (menu.worth[0][:, 0] < 0).all()


def test_a_bad_deal_leaves_whom_no_deal_costs_more_better_off(tmp_path):
    """The Lower Valley loses 0.5 by the deal and 10 without one: it signs, and gains by it."""
    case = CASE.replace("Lower Valley, reservation: 0", "Lower Valley, reservation: -10")
    case = case.replace("lower: -2.5", "lower: -6.5")
    found = _describe_party(play_out(load_mayors(tmp_path, case=case), BOTH), "lower")
    assert found.p_better_if_agreed == 1.0


def test_who_owes_a_side_nothing_lets_it_down_by_nothing(tmp_path):
    """The Coast pays a toll to the Upper Valley alone, and is tempted to keep it.

    The Lower Valley relies on the Upper alone, as when it enters: signing is worth 0.5 as before.
    """
    toll = CASE.replace("lower: 6}", "lower: 6, coast: 4}") + (
        "  toll: {by: coast, options: {none: {}, paid: {coast: -3, upper: 2}}}\n"
    )
    menu = play_out(load_mayors(tmp_path, case=toll), [1, 1, 1]).holding.menu
    assert menu.willing[:, 1].all()
    assert np.allclose(menu.worth[0][:, 1], 0.5)
    assert np.allclose(menu.worth[0][:, 0], 5 / 4 - 2 * 3 / 4)


def test_what_a_party_expects_of_a_meeting(tmp_path):
    played = play_out(load_mayors(tmp_path), BOTH)
    assert np.allclose(played.holding.expected, [-0.125, 1.5, 0.5])
    assert np.allclose(played.holding.expected_agreement, [0.25, 0.25, 0.0])
    assert np.allclose(played.holding.expected_failure, [-1.125, -0.25, 0.0])


def test_a_proposer_that_expects_a_loss_does_not_invite(tmp_path):
    played = play_out(load_mayors(tmp_path), BOTH)
    assert played.p_accepts == {"upper": 0.0, "lower": 1.0}
    assert (played.p_held, played.p_agreement) == (0.0, 0.0)


def test_an_empty_menu_means_failure(tmp_path):
    played = play_out(load_mayors(tmp_path))
    assert np.allclose(played.holding.expected, [0.75 - 2.25, 1.5 - 0.5, 0.5])
    found = _describe_party(played, "upper")
    assert found.p_better_if_agreed is None
    assert found.p_worse_if_held == 1.0


def test_a_tie_is_neither_better_nor_worse(tmp_path):
    """Signing brings the Upper Valley exactly what the meeting costs it."""
    mayors = MAYORS.replace("held: 1,", "held: -0.25,")
    found = _describe_party(play_out(load_mayors(tmp_path, mayors=mayors), BOTH), "upper")
    assert found.p_better_if_agreed == 0.0
    assert (found.p_better_if_held, found.p_worse_if_held) == (0.0, 0.5)
    assert found.gain == "cannot_tell"


def test_who_gains_whatever_happens(tmp_path):
    """The Lower Valley: 1.5 + 0.5 = 2 when something is signed, 1.5 - 0.5 = 1 when nothing is."""
    found = _describe_party(play_out(load_mayors(tmp_path), BOTH), "lower")
    assert (found.p_better_if_agreed, found.p_better_if_fails) == (1.0, 1.0)
    assert found.gains_whatever
    assert (found.gain, found.dilemma) == ("wins", False)


def test_accepting_and_declining_beside_what_the_others_do(tmp_path):
    found = _describe_party(play_out(load_mayors(tmp_path), BOTH), "lower")
    assert (found.p_better_if_accepts, found.p_worse_if_accepts) == (1.0, 0.0)
    assert (found.p_better_if_declines, found.p_worse_if_declines) == (1.0, 0.0)
    assert [choice.choice for choice in found.choices] == ["accepts", "declines"]
    assert [choice.payoff.p50 for choice in found.choices] == pytest.approx([1.5, 0.25])


def test_a_proposer_that_does_not_invite_stays_where_it_was(tmp_path):
    found = _describe_party(play_out(load_mayors(tmp_path), BOTH), "upper")
    assert (found.p_better_if_declines, found.p_worse_if_declines) == (0.0, 0.0)
    assert found.dilemma is False
    assert found.equilibrium == "does_not_invite"


def test_a_bystander_is_asked_nothing(tmp_path):
    found = _describe_party(play_out(load_mayors(tmp_path), BOTH), "coast")
    assert (found.role, found.choices, found.equilibrium) == ("bystander", (), "")
    assert found.dilemma is found.p_better_if_accepts is found.p_worse_if_declines is None
    assert found.gain == "wins"


def test_a_dilemma(tmp_path):
    mayors = MAYORS.replace("declines: 0.25", "declines: -2").replace("held: 2", "held: -0.5")
    played = play_out(load_mayors(tmp_path, mayors=mayors), BOTH)
    found = _describe_party(played, "lower")
    # Accepting: -1 + 0.5 / 2 - 0.5 / 2 = -1, which is better than -2.
    assert found.equilibrium == "accepts"
    assert (found.p_worse_if_accepts, found.p_worse_if_declines) == (1.0, 1.0)
    assert found.dilemma is True


def test_a_range_divides_the_draws(tmp_path):
    """The Lower Valley accepts where declining is worth less than 1.5: in half of the draws."""
    mayors = MAYORS.replace("declines: 0.25", 'declines: "1.25 to 1.75"')
    mayors = mayors.replace("proposer: upper", "proposer: The League")
    mayors = mayors.replace("invited: lower", "invited: [lower, upper]")
    mayors = mayors.replace("held: 1,", "held: 2,")
    played = play_out(load_mayors(tmp_path, mayors=mayors), BOTH, draws=1024)
    share = (draw_payoffs_of(played)["declines"][:, 1] <= 1.5).mean()
    assert played.p_accepts == {"lower": pytest.approx(share), "upper": 1.0}
    assert 0.4 < share < 0.6
    # Upper, not knowing, expects 2 - 0.25 + 0.5 / 2 - 2.25 / 2 = 0.875 if it is held, else -0.5.
    assert played.mean_payoff[0] == pytest.approx(share * 0.875 - (1 - share) * 0.5)


def draw_payoffs_of(played):
    return played.holding.payoffs.kinds


def test_a_third_party_always_invites(tmp_path):
    mayors = MAYORS.replace("proposer: upper", "proposer: The League")
    played = play_out(load_mayors(tmp_path, mayors=mayors), BOTH)
    assert list(played.invitation.moves) == ["lower"]
    assert (played.p_held, played.p_held_if_read) == (1.0, 1.0)
    assert played.holding.menu.table == (1,)
    # Who performs a step has to sign, at the table or not.
    assert played.holding.menu.signers[:, 0].tolist() == [True, True, False]


def test_help_is_weighed_beside_the_same_without_it(tmp_path):
    """0.125 brings the proposer to 0: then it invites, as of two equal actions the first."""
    case = load_mayors(
        tmp_path, "pays: [{by: lower, for: upper, amount: 0.25, costs: 0.125, when: agreed}]"
    )
    played = play_out(case, BOTH)
    (effect,) = find_helps(played)
    assert (effect.p_held, effect.p_agreement) == (1.0, 0.5)
    assert effect.p_accepts == {"upper": 1.0, "lower": 0.0}
    assert effect.payoff == pytest.approx({"upper": 0.125, "lower": -0.0625, "coast": 0.0})


@pytest.mark.parametrize(("when", "gains"), [("held", 0.5), ("agreed", 0.25), ("fails", 0.25)])
def test_help_comes_when_it_is_due(tmp_path, when, gains):
    case = load_mayors(tmp_path, f"pays: {{by: The League, for: lower, amount: 0.5, when: {when}}}")
    (effect,) = find_helps(play_out(case, BOTH))
    assert effect.payoff["lower"] == pytest.approx(gains)
    assert effect.payoff["upper"] == pytest.approx(0.0)


def test_a_condition_that_nothing_meets(tmp_path):
    """The offer of the past is the package itself: it is not worth more."""
    case = load_mayors(tmp_path, "conditions: {by: lower, better_than: past}")
    played = play_out(case, BOTH)
    (effect,) = find_conditions(played)
    assert effect.p_met == 0.0
    assert not played.holding.menu.all_sign.any()
    # Without the condition the Lower Valley would sign, and the Upper Valley would not invite: with
    # it, 0.75 - 2.25 = -1.5, it does not either.
    assert (effect.p_held, effect.p_agreement) == (0.0, 0.0)


def test_a_condition_that_a_package_meets(tmp_path):
    case = load_mayors(
        tmp_path,
        "conditions: {by: lower, better_than: past}",
        mayors=MAYORS.replace("held: 1,", "held: 9,"),
    )
    played = play_out(case, ALL, BOTH, on=AUTUMN)
    (effect,) = find_conditions(played)
    # All the year the Lower Valley gains 5.5, the Upper Valley 1 for 4: it needs 0.8 of trust.
    assert played.holding.menu.packages.tolist() == [BOTH, ALL]
    assert played.holding.menu.signs[0].tolist() == [[True, False], [False, True], [True, True]]
    assert effect.p_met == 0.0
    assert (effect.p_held, effect.p_agreement) == (0.0, -0.5)


def test_packages_are_taken_up_by_the_product_of_gains(tmp_path):
    """3 * 3.5 for a summer's water, 1 * 5.5 for all the year; the water alone is a loss."""
    menu = play_out(load_mayors(tmp_path), WATER, ALL, BOTH, on=AUTUMN).holding.menu
    assert menu.packages.tolist() == [BOTH, ALL, WATER]
    assert menu.first.tolist() == [0] * 64


def test_a_package_is_cut_to_the_agenda_and_to_what_is_open(tmp_path):
    case = load_mayors(tmp_path)
    mayors, clerks = case.meetings
    workspace = Workspace(case, 16)
    menus = find_menus(workspace, clerks, anchor(ALL, BOTH, WATER))
    assert menus["clerks"].packages.tolist() == [FEE]
    early = find_menu(workspace, mayors, anchor(ALL))
    late = find_menu(workspace, mayors, anchor(ALL), dt.date(2024, 9, 1))
    assert (early.packages.tolist(), late.packages.tolist()) == ([BOTH], [ALL])
    assert list_opened(case, mayors, dt.date(2024, 9, 1)) == (("water", "always"),)
    assert list_opened(case, clerks, dt.date(2024, 9, 1)) == ()


def test_those_at_home_refuse_for_their_party(tmp_path):
    farmers = "ratifiers:\n  farmers: {party: upper, reservation: {}}\nissues:"
    signed = {}
    for least in ("-2", "-1"):
        case = CASE.replace("issues:", farmers.replace("{}", least))
        case = case.replace("summer: {upper: -2", "summer: {farmers: -1.5, upper: -2")
        menu = play_out(load_mayors(tmp_path / least, case=case), BOTH).holding.menu
        signed[least] = menu.signs[0, :, 0].tolist()
    assert signed == {"-2": [True, True, True], "-1": [False, True, True]}


def test_what_breaks_a_rule_once_it_is_cut_is_left_out(tmp_path):
    case = CASE.replace("paid: {lower", "paid: {requires: [water.summer], lower")
    loaded = load_mayors(tmp_path, case=case)
    assert play_out(loaded, BOTH).holding.menu.packages.tolist() == [BOTH]
    played = play_out(loaded, BOTH, meeting="clerks")
    assert played.holding.menu.packages.shape == (0, 2)
    assert played.holding.p_agreed.tolist() == [0.0] * 64


def test_what_reading_a_first_move_would_change_may_not_settle(tmp_path, monkeypatch):
    played = play_out(load_mayors(tmp_path), BOTH)
    assert played.p_held_if_read == played.p_held == 0.0
    monkeypatch.setattr("detente.study.playing.solve_reading", lambda *_: None)
    assert played.p_held_if_read is None


def test_a_menu_is_made_once_for_days_that_open_nothing(tmp_path):
    case = load_mayors(tmp_path)
    workspace, mayors = Workspace(case, 16), case.meetings[0]
    first, again = (find_menu(workspace, mayors, anchor(ALL), day) for day in DAYS)
    assert first is again


def test_an_issue_of_alternatives_goes_back_to_the_status_quo(tmp_path):
    from dataclasses import replace

    case = load_mayors(tmp_path)
    loose = replace(case.issues[0], ordered=False)
    case = replace(case, issues=(loose, case.issues[1]))
    closed = frozenset({("water", "always")})
    cut = cut_package(case, np.array(ALL), ("water", "fee"), closed)
    assert cut.tolist() == FEE


def test_what_was_cut_leaves_its_stage():
    a, b, c, d, e = (Move(issue, "no", "yes", ()) for issue in "abcde")
    assert place_in_stages([b, c, e], ((a,), (c, b), (d, e))) == ((1, 0), (2,))
    assert place_in_stages([b, c], None) == ((0, 1),)
    assert place_in_stages([b, c], ((c,),)) == ((1,), (0,))


def test_a_package_that_the_agenda_leaves_one_sided_is_not_signed(tmp_path):
    """The fee alone is no deal for who pays it."""
    played = play_out(load_mayors(tmp_path), BOTH, meeting="clerks")
    assert played.holding.menu.packages.tolist() == [FEE]
    assert not played.holding.menu.all_sign.any()


def test_the_calendar_changes_payoffs_and_readiness_from_its_day_on(tmp_path):
    case = load_mayors(
        tmp_path,
        "after:",
        "  rains: {readiness: 75%, payoffs: {upper: {fails: -0.5}}}",
        "  vote: {payoffs: {upper: {fails: -0.25}}}",
    )
    workspace, mayors = Workspace(case, 8), case.meetings[0]
    days = [dt.date(2024, 8, 1), dt.date(2024, 9, 1), dt.date(2024, 10, 1)]
    drawn = [draw_payoffs(workspace, mayors, day) for day in days]
    assert [float(each.kinds["fails"][0, 0]) for each in drawn] == [-2.25, -0.5, -0.25]
    assert [float(each.readiness[0]) for each in drawn] == [0.5, 0.75, 0.75]
    assert float(drawn[2].kinds["held"][0, 0]) == 1.0


def test_dates_beside_each_other(tmp_path):
    case = load_mayors(tmp_path, "after: {vote: {payoffs: {upper: {held: 2, fails: -1}}}}")
    workspace = Workspace(case, 32)
    found = list(find_timing(play_out(case, BOTH, draws=32), workspace, anchor(BOTH)))
    assert [(each.date.month, each.proposed) for each in found] == [(8, True), (11, False)]
    assert [each.after for each in found] == [(), ("rains", "vote")]
    assert [each.opens for each in found] == [(), (("water", "always"),)]
    # From -0.125 to 1.75 + 0.5 / 2 - 1 / 2 = 1.5: now the Upper Valley invites.
    assert [each.p_held for each in found] == [0.0, 1.0]
    assert [each.p_better_if_held["upper"] for each in found] == [0.5, 1.0]


def test_an_answer_with_another_meeting(tmp_path):
    """The Lower Valley expects 3 of the clerks' meeting; the Upper Valley accepts: 0.5 > 0.25."""
    mayors = MAYORS.replace("held: 1,", "held: 2,")
    case = load_mayors(tmp_path, "counters: {by: lower, meeting: clerks}", mayors=mayors)
    played = play_out(case, BOTH)
    found = _describe_party(played, "lower")
    assert [(each.choice, each.meeting, each.p) for each in found.choices] == [
        ("accepts", "", 0.0), ("declines", "", 0.0), ("counters", "clerks", 1.0),
    ]  # fmt: skip
    assert found.choices[2].payoff.p50 == 3.0
    assert found.equilibrium == "counters"
    assert played.p_held == 0.0
    assert played.invitation.expected[0, 0] == 0.5


def test_an_answer_that_is_declined_in_turn(tmp_path):
    """Were declining the clerks worth 0.75 to the Upper Valley, an answer would lead to -0.25."""
    mayors = MAYORS.replace("held: 1,", "held: 2,")
    folder = tmp_path / "one"
    case = load_mayors(folder, "counters: {by: lower, meeting: clerks}", mayors=mayors)
    text = (
        (folder / "meetings.yaml")
        .read_text()
        .replace("declines: 0.25, declined: -9", "declines: 0.75")
    )
    (folder / "meetings.yaml").write_text(text)
    from detente.case import load

    case = load(folder)
    played = play_out(case, BOTH)
    assert played.p_accepts == {"upper": 1.0, "lower": 1.0}
    assert played.p_held == 1.0
    assert [each.payoff.p50 for each in _describe_party(played, "lower").choices] == pytest.approx(
        [1.5, 0.25, -0.25]
    )


def test_a_meeting_on_every_draw(tmp_path):
    case = load_mayors(tmp_path, mayors=MAYORS.replace("held: 1,", "held: 2,"))
    workspace = Workspace(case, 16)
    menus = find_menus(workspace, case.meetings[0], anchor(BOTH))
    drawn = find_meeting_draws(workspace, case.meetings[0], menus)
    assert drawn is find_meeting_draws(workspace, case.meetings[0], menus)
    assert drawn.held.all()
    assert drawn.agreed.tolist() == [0.5] * 16
    assert drawn.accepts.all()
    assert drawn.better[0].tolist() == [0.5, 1.0, 1.0]
    amounts = {kind: drawn.payoffs[kind][0].tolist() for kind in drawn.payoffs}
    assert amounts["meeting"] == [1.75, 1.5, 0.5]
    assert amounts["agreed"] == pytest.approx([2.25, 2.0, 0.5])
    assert amounts["fails"] == [-0.5, 1.0, 0.5]
    assert (amounts["declines"][1], amounts["declined"][0]) == (0.25, -0.5)


def test_what_varies_in_a_meeting_is_listed_with_its_draws(tmp_path):
    case = load_mayors(
        tmp_path,
        "pays: {by: lower, for: upper, amount: 0.1 to 0.5}",
        "after: {vote: {readiness: 75%, payoffs: {upper: {fails: -0.5}}}}",
    )
    workspace = Workspace(case, 16)
    listed = {name: (keys, u) for name, keys, u in list_inputs(workspace, case.meetings[0])}
    known = {entry.key for entry in case.quantities()}
    assert set().union(*(keys for keys, _ in listed.values())) <= known
    assert listed["readiness/mayors"][0] == ("readiness/mayors", "readiness/mayors/after/vote")
    assert listed["payoff/mayors/upper/fails"][0] == (
        "payoff/mayors/upper/fails", "payoff/mayors/after/vote/upper/fails",
    )  # fmt: skip
    amount = draw_payoffs(workspace, case.meetings[0]).helps[0].amount
    u = listed["pays/mayors/1"][1]
    assert (np.argsort(amount) == np.argsort(u)).all()


def test_meetings_change_no_other_draw_and_each_has_its_own(tmp_path):
    text = MAYORS.replace("readiness: 50%", "readiness: 20% to 60%")
    alone = load_mayors(tmp_path / "one", mayors=text)
    twice = load_mayors(tmp_path / "two", "pays: {by: lower, for: upper, amount: 1}", mayors=text)
    assert twice.calendar == alone.calendar
    first = draw_payoffs(Workspace(alone, 32), alone.meetings[0]).readiness
    again = draw_payoffs(Workspace(alone, 32), alone.meetings[0]).readiness
    other = draw_payoffs(Workspace(alone, 32, seed=4), alone.meetings[0]).readiness
    assert (first == again).all()
    assert (first != other).any()


def test_the_whole_finding_holds_together(tmp_path):
    case = load_mayors(tmp_path, "counters: {by: lower, meeting: clerks}")
    found = find_meetings(Workspace(case, 64))
    assert [each.id for each in found.meetings] == ["mayors", "clerks"]
    for each in found.meetings:
        assert sum(ending.p for ending in each.equilibrium.endings) == pytest.approx(1.0)
        assert each.equilibrium.likeliest == each.equilibrium.endings[0]
        assert each.p_held == each.equilibrium.p_held
        assert each.p_agreement_if_held <= each.p_acceptable
        assert sum(package.p_signed for package in each.signable) == pytest.approx(
            each.p_agreement_if_held
        )
        for to in each.parties.values():
            assert sum(choice.p for choice in to.choices) == pytest.approx(1.0 if to.choices else 0)
            assert to.p_better_if_held + to.p_worse_if_held <= 1 + 1e-12
    assert len(found.rows()) == 6


def test_a_day_moves_every_meeting(tmp_path):
    case = load_mayors(tmp_path)
    found = find_meetings(Workspace(case, 16), on=dt.date(2024, 12, 24))
    assert {each.date for each in found.meetings} == {dt.date(2024, 12, 24)}
    assert [on.proposed for on in found.meetings[0].timing] == [True, False]


def test_refusals_say_what_to_do(tmp_path):
    from dataclasses import replace

    case = load_mayors(tmp_path)
    with pytest.raises(InputError, match=r'no meeting "mayor". Did you mean "mayors"'):
        choose_meetings(case, "mayor")
    with pytest.raises(InputError, match=r"write a meetings\.yaml"):
        find_meetings(Workspace(replace(case, meetings=()), 4))
    with pytest.raises(
        InputError, match="2024-06-29 lies before the day of the case; expected 2024-06-30"
    ):
        choose_meetings(case, None, dt.date(2024, 6, 29))
    with pytest.raises(InputError, match="name one of them: mayors, clerks"):
        write_invitation(Workspace(case, 4))
    with pytest.raises(InputError, match="types: expected a whole number from 1 on, got 0"):
        write_invitation(Workspace(case, 4), "mayors", 0)


def test_the_game_for_gambit_has_what_the_parties_expect(tmp_path):
    case = load_mayors(tmp_path)
    text = write_invitation(Workspace(case, 16), "mayors", 1)
    assert 'EFG 2 R "mayors, 2024-08-01" { "Upper Valley" "Lower Valley" "The Coast" }' in text
    assert '{ "invites" "does_not_invite" }' in text
    assert '"lower declines mayors" { -0.5, 0.25, -0.125 }' in text


def test_the_sample_is_as_small_as_it_looks():
    assert HEAD.count("- {id") == 2
    assert CLERKS.count("id:") == 1
