"""Coalitions of three towns whose deals can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente import find_case, study
from detente.case import Case, Quorum, load
from detente.errors import InputError
from detente.study.coalition_lists import ALL_UP_TO, MOST_WINNING, list_coalitions
from detente.study.coalition_odds import COALITION_DRAWS
from detente.study.coalition_records import Coalition
from detente.study.coalitions import find_coalitions
from detente.study.workspace import Workspace
from tests.towns import load_towns


def ask(case: Case, *without: str) -> study.CoalitionFindings:
    return study.coalitions(case, without, draws=8)


def pick(found: study.CoalitionFindings, *members: str) -> Coalition:
    return next(each for each in found.coalitions if each.parties == members)


def test_every_coalition_is_listed_the_largest_first(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    assert [each.parties for each in found.coalitions] == [
        ("ash", "birch", "cedar"),
        ("ash", "birch"),
        ("ash", "cedar"),
        ("birch", "cedar"),
    ]
    assert (found.n_coalitions, found.complete) == (4, True)


def test_only_what_members_carry_out_alone_can_move(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    assert pick(found, "ash", "birch").issues == ("well", "road")
    assert pick(found, "birch", "cedar").issues == ("road", "port")
    assert "pact" in pick(found, "ash", "birch", "cedar").issues


def test_deals_of_pairs_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    both = pick(found, "ash", "birch")
    assert both.p_deal_exists == both.p_all_accept == 1
    assert both.package == {"well": "dug", "road": "built", "port": "closed", "pact": "none"}
    assert both.expected_gain == {"ash": 2, "birch": 2}
    none = pick(found, "birch", "cedar")  # whatever moves, Cedar only pays for it
    assert (none.p_deal_exists, none.package, none.p_all_accept) == (0, None, 0)
    assert not any([none.expected_gain, none.outsiders, none.p_accept])


def test_outsiders_are_held_against_the_status_quo(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    cedar = pick(found, "ash", "birch").outsiders["cedar"]
    assert (cedar.p_better, cedar.p_worse, cedar.change.p50) == (0, 1, -1)
    birch = pick(found, "ash", "cedar").outsiders["birch"]
    assert (birch.p_better, birch.p_worse, birch.change.p50) == (1, 0, 7)
    assert pick(found, "ash", "birch", "cedar").outsiders == {}


def test_an_absence_costs_each_other_party_in_its_own_points(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    whole = {"ash": 4, "birch": 8, "cedar": 1}
    assert pick(found, *whole).expected_gain == whole
    costs = {
        each.parties[0]: {party: cost.p50 for party, cost in each.cost.items()}
        for each in found.absences
    }
    assert costs == {
        "ash": {"birch": 8, "cedar": 1},
        "birch": {"ash": 1, "cedar": 1},
        "cedar": {"ash": 2, "birch": 6},
    }


def test_who_is_needed_is_who_the_others_have_no_deal_without(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path))
    assert {each.parties[0]: (each.needed, each.p_deal) for each in found.absences} == {
        "ash": (True, 0),
        "birch": (False, 1),
        "cedar": (False, 1),
    }


def test_a_coalition_held_back_by_a_third_would_rather_go_alone(tmp_path: Path) -> None:
    held = ask(
        load_towns(
            tmp_path,
            road="{ash: 5, birch: 3, cedar: -2.5}",
            port="{ash: 0.5, birch: 0.5, cedar: -1}",
        )
    )
    both = pick(held, "ash", "birch")
    assert pick(held, "ash", "birch", "cedar").expected_gain["birch"] == 4.5
    assert both.expected_gain == {"ash": 4, "birch": 6}
    assert both.p_better == both.p_prefers == 1
    assert pick(held, "ash", "cedar").p_better == 0


def test_equal_to_the_package_for_all_is_not_better(tmp_path: Path) -> None:
    """Ash and Birch have alone exactly what the whole table would give them."""
    tied = ask(
        load_towns(tmp_path, road="{ash: 2, birch: -1}", port="{cedar: -1}", pact="{cedar: -1}")
    )
    both = pick(tied, "ash", "birch")
    assert both.package == tied.recommended
    assert (both.p_deal_exists, both.p_better, both.p_prefers) == (1, 0, 0)


def test_those_at_home_with_members_must_accept_and_others_are_not_asked(tmp_path: Path) -> None:
    council = "{council: {party: PARTY, reservation: 1}}"
    at_home = ask(load_towns(tmp_path, ratifiers=council.replace("PARTY", "ash")))
    assert pick(at_home, "ash", "birch").p_deal_exists == 0
    aside = ask(load_towns(tmp_path, ratifiers=council.replace("PARTY", "cedar")))
    assert pick(aside, "ash", "birch").p_deal_exists == 1
    assert set(pick(aside, "ash", "birch").p_accept) == {"ash", "birch"}


def test_parties_can_be_left_out(tmp_path: Path) -> None:
    found = ask(load_towns(tmp_path), "cedar")
    assert [each.parties for each in found.coalitions] == [
        ("ash", "birch", "cedar"),
        ("ash", "birch"),
    ]
    assert [each.parties for each in found.absences] == [("cedar",)]
    assert found.without == ("cedar",)


@pytest.mark.parametrize(
    ("without", "text"),
    [(["cedr"], 'no party "cedr"'), (["ash", "birch"], "fewer than two")],
)
def test_bad_names_say_what_is_wrong(tmp_path: Path, without: list[str], text: str) -> None:
    with pytest.raises(InputError, match=text):
        ask(load_towns(tmp_path), *without)


def test_a_rule_says_whose_deals_count(tmp_path: Path) -> None:
    case = load_towns(tmp_path)
    rule = (Quorum(1, ("ash",)), Quorum(1, ("birch", "cedar")))
    found = find_coalitions(Workspace(replace(case, agreement=rule), 8))
    assert [each.winning for each in found.coalitions] == [True, True, True, False]
    assert {each.parties[0]: each.vetoes for each in found.absences} == {
        "ash": True,
        "birch": False,
        "cedar": False,
    }
    by_default = ask(case)
    assert [each.winning for each in by_default.coalitions] == [True, False, False, False]
    assert all(each.vetoes for each in by_default.absences)


def test_two_parties_have_only_each_other(tmp_path: Path) -> None:
    found = study.coalitions(load(find_case("barter-nash-1950")), draws=8)
    assert len(found.coalitions) == 1
    assert [each.needed for each in found.absences] == [True, True]
    assert found.absences[1].cost["bill"].p50 == 12


MANY = """\
detente: 1
title: Seven towns
as_of: 2024-01-01
parties:
  b: {name: Birch}
  c: {name: Cedar}
  a: {name: Ash, reservation: 3}
  d: {name: Dale, reservation: 3}
  e: {name: Elm, reservation: 3}
  f: {name: Fern, reservation: 3}
  g: {name: Gorse, reservation: 3}
issues:
  well: {by: GIVER, options: {dry: {}, dug: {b: -1, c: 4}}}
  road: {by: c, options: {none: {}, built: {b: 4, c: -1}}}
  treaty: {options: {none: {}, signed: {a: 4, d: 4, e: 4, f: 4, g: 4}}}
"""


def test_of_many_parties_only_who_leaves_nothing_to_move_is_known_to_be_needed(
    tmp_path: Path,
) -> None:
    """Birch and Cedar have a deal by themselves, but such a pair is not looked at."""
    found = ask(_load(tmp_path / "each", MANY.replace("GIVER", "b")))
    assert not found.complete
    assert {each.p_deal for each in found.absences} == {0.0}
    assert not any(each.needed for each in found.absences)
    found = ask(_load(tmp_path / "one", MANY.replace("GIVER", "c")))
    assert [each.id for each in found.absences if each.needed] == ["c"]


def _load(folder: Path, text: str) -> Case:
    folder.mkdir()
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def test_of_many_parties_the_smallest_that_count_are_looked_at() -> None:
    parties = "abcdefghijkl"
    rule = (Quorum(2, ("a", "b")), Quorum(5, tuple("cdefgh")))
    listed = list_coalitions(parties, lambda members: all(q.is_met(members) for q in rule))
    assert len(parties) > ALL_UP_TO
    assert not listed.complete
    assert listed.members[0] == tuple(parties)
    assert [len(members) for members in listed.members[1:13]] == [11] * 12
    assert [len(members) for members in listed.members[13:]] == [7] * 6
    most = list_coalitions(parties, lambda members: len(members) >= 6)
    assert len(most.members) == MOST_WINNING + 1 + len(parties)


def test_rows_hold_what_each_coalition_gains_and_whom_it_harms(tmp_path: Path) -> None:
    whole, both, *_ = ask(load_towns(tmp_path)).rows()
    assert whole["expected_gain.birch"] == 8
    assert both["p_worse.cedar"] == 1
    assert both["parties"] == "ash, birch"


def test_so_many_draws_are_looked_at_and_no_more(tmp_path: Path) -> None:
    case = load_towns(tmp_path, road="{ash: 1 to 5, birch: -3 to 1, cedar: -2}")
    most = study.coalitions(case, draws=COALITION_DRAWS)
    more = study.coalitions(case, draws=2 * COALITION_DRAWS)
    assert (most.draws, more.draws) == (COALITION_DRAWS, COALITION_DRAWS)
    assert 0 < pick(most, "ash", "birch").p_deal_exists < 1
    pairs = [each.p_deal_exists for each in most.coalitions if len(each.parties) == 2]
    assert pairs == [each.p_deal_exists for each in more.coalitions if len(each.parties) == 2]
