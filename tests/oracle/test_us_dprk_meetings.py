"""Meetings of the shipped case: pushed one way, its inputs move the findings the right way.

No finding is pinned to a number here. The packages and plans are those of the case itself, so that
what moves is the meeting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

import detente
from detente.case import Case, Change, Quantity
from detente.case.readings import apply_changes
from detente.study import Workspace
from detente.study.anchors import find_anchors
from detente.study.menu import find_menus
from detente.study.playing import Played, play

LEADERS, OFFICIALS = "leaders-2020", "working-level-2020"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    case = detente.load(detente.find_case("us-dprk-2020"))
    plain = tuple(replace(meeting, counters=()) for meeting in case.meetings)
    return Workspace(replace(case, meetings=plain), draws=256)


def number(text: str) -> Quantity:
    return Quantity(point=Decimal(text), text=text, place="test")


@pytest.fixture
def push(workspace: Workspace) -> Callable[..., Played]:
    """Play a meeting out with some numbers changed."""

    def play_with(meeting: str, key: str = "", text: str = "") -> Played:
        changes = (Change(key, number(text)),) if key else ()
        case: Case = apply_changes(workspace.case, changes, "test")
        view = workspace.vary(case)
        one = next(each for each in case.meetings if each.id == meeting)
        return play(view, one, find_menus(view, one, find_anchors(workspace)))

    return play_with


def test_a_worse_failure_keeps_the_president_away(push):
    odds = [
        push(LEADERS, f"payoff/{LEADERS}/usa/fails", text).p_accepts["usa"]
        for text in ("-1", "-4", "-12")
    ]
    assert odds[0] >= odds[1] >= odds[2]
    assert odds[0] > odds[2]


def test_better_prepared_leaders_agree_more_often(push):
    played = [push(LEADERS, f"readiness/{LEADERS}", text) for text in ("0.05", "0.9")]
    agreed = [each.holding.p_agreed.mean() for each in played]
    assert agreed[1] == pytest.approx(18 * agreed[0])
    assert played[0].p_accepts["usa"] <= played[1].p_accepts["usa"]


def test_a_picture_worth_nothing_brings_the_north_less_often(push):
    odds = [
        push(LEADERS, f"payoff/{LEADERS}/dprk/held", text).p_accepts["dprk"] for text in ("-4", "6")
    ]
    assert odds[0] < odds[1]


def test_who_would_be_worse_off_by_declining_declines_less(push):
    odds = [
        push(OFFICIALS, f"payoff/{OFFICIALS}/dprk/declines", text).p_accepts["dprk"]
        for text in ("-5", "5")
    ]
    assert odds[0] > odds[1]


def test_officials_can_agree_only_on_what_is_on_their_agenda(workspace, push):
    menu = push(OFFICIALS).holding.menu
    agenda = workspace.case.meetings[1].agenda
    off = [i for i, issue in enumerate(workspace.case.issues) if issue.id not in agenda]
    assert len(menu.packages)
    assert not menu.packages[:, off].any()


def test_a_higher_price_at_home_is_signed_less_often(push):
    odds = [
        push(LEADERS, "reservation/congress", text).holding.menu.all_sign.any(axis=1).mean()
        for text in ("-30", "10")
    ]
    assert odds[0] >= odds[1]
    assert odds[1] < 1
