"""What a conclusion hangs on, in small cases that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.case import Quantity
from detente.case.model import Change
from detente.errors import InputError
from detente.study import Workspace
from detente.study.anchors import find_anchors
from detente.study.conclusion_records import Driven, Driver, Swing
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.drivers import _GRID, EVENTS, SHOWN, _Curve, find_drivers
from detente.study.inputs import find_inputs
from detente.study.views import View

SALE = """\
detente: 1
title: A sale
as_of: 2020-01-01
parties:
  seller: {reservation: -10}
  buyer: {reservation: FLOOR}
issues:
  horse:
    by: seller
    options:
      kept: {}
      sold: {seller: -4, buyer: WORTH}
"""

SOURCES = "sources:\n  vet: {title: A letter, date: 2019-01-01}\n"

SWAP = """\
detente: 1
title: A swap
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues:
  land:
    by: a
    options: {kept: {}, given: {a: -4 to -2, b: 6 to 12}}
  money:
    by: b
    options: {kept: {}, given: {a: 6 to 12, b: -4 to -2}}
"""

PROMISES = """\
trust: {prior: {kept: 1, broken: 1}}
promises:
  - {id: p1, by: b, to: a, made: 2018-01-01, what: one, outcome: kept, because: letter}
  - {id: p2, by: b, to: a, made: 2019-01-01, what: two, outcome: broken}
"""


def open_case(folder: Path, text: str = SALE, **files: str) -> detente.Case:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return detente.load(folder)


def sell(folder: Path, floor: str = "3.5", worth: str = "2 to 8", **files: str) -> detente.Case:
    return open_case(folder, SALE.replace("FLOOR", floor).replace("WORTH", worth), **files)


def study(case: detente.Case, key: str = "recommended_accepted", draws: int = 4096) -> Driven:
    (found,) = find_drivers(Workspace(case, draws), key).conclusions
    return found


def get(found: Driven, name: str) -> Driver:
    return next(each for each in found.inputs if each.input == name)


def test_a_sale_hangs_on_what_the_buyer_thinks_it_is_worth(tmp_path: Path) -> None:
    found = study(sell(tmp_path))
    (driver,) = found.inputs
    assert driver.input == "value/buyer/horse"
    assert driver.quantities == ("value/buyer/horse/sold",)
    assert (driver.side, driver.issue, driver.unit) == ("buyer", "horse", "points")
    assert driver.range.p10 == pytest.approx(2)
    assert driver.range.p90 == pytest.approx(8)
    assert driver.switch_at == pytest.approx(3.5, rel=0.06)
    assert driver.flips
    assert driver.swing.low == pytest.approx(0, abs=0.1)
    assert driver.swing.high == pytest.approx(1, abs=0.1)
    assert driver.share is not None
    assert driver.share > 0.9
    assert found.explained == driver.share
    assert not found.fixed


def test_knowing_what_settles_it_is_worth_all_doubt(tmp_path: Path) -> None:
    found = study(sell(tmp_path))
    wrong = min(found.odds, 1 - found.odds)
    (driver,) = found.inputs
    assert driver.p_change == pytest.approx(wrong, abs=0.03)
    assert driver.voi == pytest.approx(wrong, abs=0.08), "a step is drawn as a slope"


def test_of_two_the_wider_weighs_more(tmp_path: Path) -> None:
    found = study(sell(tmp_path, floor="-2 to 2", worth="-7 to 9"))
    worth, floor = get(found, "value/buyer/horse"), get(found, "reservation/buyer")
    assert (worth.share or 0) > 4 * (floor.share or 0) > 0
    assert worth.swing.high > worth.swing.low
    assert floor.swing.high < floor.swing.low
    assert found.inputs[0] == worth


def test_a_number_without_doubt_is_no_driver(tmp_path: Path) -> None:
    found = study(sell(tmp_path, worth="8"))
    assert found.fixed
    assert found.inputs == ()
    assert found.unsourced is None
    assert found.odds == 1.0


def test_the_share_that_rests_on_no_source(tmp_path: Path) -> None:
    because = "{value: 2 to 8, because: vet}"
    bare = study(sell(tmp_path / "bare"))
    sourced = study(sell(tmp_path / "sourced", worth=because, sources=SOURCES))
    both = study(sell(tmp_path / "both", "2 to 8", because, sources=SOURCES))
    assert (bare.unsourced, sourced.unsourced) == (1.0, 0.0)
    assert both.unsourced == pytest.approx(0.5, abs=0.1)
    assert get(both, "value/buyer/horse").sourced == 1.0
    assert get(both, "reservation/buyer").sourced == 0.0


def test_another_scale_of_one_side_changes_the_value_and_nothing_else(tmp_path: Path) -> None:
    one = study(sell(tmp_path / "one"))
    ten = study(sell(tmp_path / "ten", floor="35", worth="20 to 80"))
    first, second = one.inputs[0], ten.inputs[0]
    assert second.switch_at == pytest.approx(10 * (first.switch_at or 0))
    assert second.swing == first.swing
    assert second.share == first.share
    assert (second.p_change, second.voi) == (first.p_change, first.voi)


def test_the_order_of_parties_and_issues_changes_no_driver_beyond_noise(tmp_path: Path) -> None:
    turned = SWAP.replace("{a: {}, b: {}}", "{b: {}, a: {}}")
    first = study(open_case(tmp_path / "x", SWAP.replace("6 to 12", "-2 to 9")))
    second = study(open_case(tmp_path / "y", turned.replace("6 to 12", "-2 to 9")))
    assert {each.input for each in first.inputs} == {each.input for each in second.inputs}
    for driver in first.inputs:
        assert get(second, driver.input).swing.low == pytest.approx(driver.swing.low, abs=0.06)


def test_the_option_that_a_package_takes_stands_for_its_issue(tmp_path: Path) -> None:
    text = SALE.replace("FLOOR", "3.5").replace("buyer: WORTH}", "buyer: 2 to 8}")
    text += "      gilded: {seller: -90, buyer: 2 to 30}\n"
    found = study(open_case(tmp_path, text))
    keys = get(found, "value/buyer/horse").quantities
    assert keys == ("value/buyer/horse/sold", "value/buyer/horse/gilded")


def test_what_an_input_is_said_to_do_is_what_happens_when_it_is_set() -> None:
    """The averages read off the draws, against the case with that number fixed."""
    case = detente.load(detente.find_case("us-dprk-2020"))
    workspace = Workspace(case, 2048)
    (found,) = find_drivers(workspace, "recommended_accepted").conclusions
    strong = [each for each in found.inputs if each.input.startswith("reservation/")]
    assert strong
    for driver in strong:
        for value, said in (
            (driver.range.p10, driver.swing.low),
            (driver.range.p90, driver.swing.high),
        ):
            point = Quantity(point=Decimal(repr(value)), text=repr(value), place="case.yaml:1:1")
            view = View(workspace, (Change(driver.quantities[0], point),))
            conclusion = list_conclusions(case)[1]
            set_to = compute_conclusion(view, find_anchors(workspace), conclusion).mean()
            assert said == pytest.approx(set_to, abs=0.035)


def test_reservation_values_never_help_and_gains_never_hurt() -> None:
    case = detente.load(detente.find_case("us-dprk-2020"))
    (found,) = find_drivers(Workspace(case, 1024), "recommended_accepted").conclusions
    assert found.inputs
    for driver in found.inputs:
        rises = driver.swing.high > driver.swing.low
        assert rises != driver.input.startswith("reservation/")


def test_trust_in_a_party_is_tried_out(tmp_path: Path) -> None:
    case = open_case(tmp_path, SWAP, promises=PROMISES, sources=SOURCES.replace("vet", "letter"))
    found = study(case, "plan_completed", 512)
    driver = get(found, "trust/b")
    assert driver.share is None
    assert driver.unit == "share"
    assert driver.sourced == 0.5
    assert driver.swing.high > driver.swing.low
    assert driver.range.p10 < driver.range.p50 < driver.range.p90


def test_an_offer_draws_on_each_sides_own_trust(tmp_path: Path) -> None:
    offers = """\
offers:
  - id: first
    title: First
    date: 2019-06-01
    by: b
    to: a
    outcome: rejected
    pledges:
      land: {option: given, firm: simultaneous}
      money: {option: given, firm: stated}
"""
    text = SWAP.replace("a: 6 to 12", "a: 8 to 10")
    found = study(open_case(tmp_path, text, offers=offers), "offer/first/accepted")
    names = {each.input for each in found.inputs}
    assert {"trust/a/b", "firmness", "value/a/land"} <= names
    trust, firm = get(found, "trust/a/b"), get(found, "firmness")
    assert trust.share is not None
    assert trust.swing.high > trust.swing.low
    assert firm.unit == "share"
    assert all(key.startswith("firmness/") for key in firm.quantities)


def test_by_default_all_but_offers_and_trust_are_looked_into(tmp_path: Path) -> None:
    found = find_drivers(Workspace(open_case(tmp_path, SWAP), 64))
    assert [each.conclusion.kind for each in found.conclusions] == list(EVENTS[:4])
    assert all(len(each.inputs) <= SHOWN for each in found.conclusions)
    assert {row["conclusion"] for row in found.rows()} <= {
        each.conclusion.key for each in found.conclusions
    }


def test_an_unknown_conclusion_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'no conclusion "deal_exist".*deal_exists'):
        find_drivers(Workspace(open_case(tmp_path, SWAP), 64), "deal_exist")


def test_flips_come_first_then_the_widest_swing(tmp_path: Path) -> None:
    found = study(open_case(tmp_path, SWAP.replace("6 to 12", "-2 to 9")))
    ranks = [(not each.flips, -abs(each.swing.high - each.swing.low)) for each in found.inputs]
    assert ranks == sorted(ranks)
    assert found.flipping == tuple(each for each in found.inputs if each.flips)


def test_one_draw_does_no_harm(tmp_path: Path) -> None:
    found = study(open_case(tmp_path, SWAP), draws=1)
    assert found.inputs == ()


def test_every_range_of_a_case_is_an_input_once() -> None:
    case = detente.load(detente.find_case("us-dprk-2020"))
    inputs = find_inputs(Workspace(case, 16))
    named = [key for each in inputs for key, _ in each.numbers if not key.startswith("trust/")]
    ranges = {entry.key for entry in case.quantities() if not entry.quantity.is_point}
    assert set(named) == ranges
    assert len(named) == len(set(named))
    assert len({each.name for each in inputs}) == len(inputs)
    for each in inputs:
        assert each.u.shape == (16,)
        assert np.all((each.u > 0) & (each.u < 1))
        low, high = each.read([0.1, 0.9])
        assert low < high


def test_inputs_say_whose_points_they_count_in() -> None:
    case = detente.load(detente.find_case("us-dprk-2020"))
    sides = {each.name: (each.side, each.unit) for each in find_inputs(Workspace(case, 16))}
    assert sides["value/congress/testing"] == ("congress", "points")
    assert sides["payoff/leaders-2020/dprk/held"] == ("dprk", "points")
    assert sides["pays/leaders-2020/1"] == ("dprk", "points")
    assert sides["readiness/leaders-2020"] == ("", "share")
    assert sides["deposit/relief-fund/pays/dprk"] == ("dprk", "points")
    assert sides["deposit/relief-fund/loses"] == ("usa", "points")
    assert sides["relationship/rok"] == ("rok", "points")
    assert sides["trust/usa/dprk"] == ("dprk", "share")


def test_the_first_number_is_what_is_read(tmp_path: Path) -> None:
    each = next(e for e in find_inputs(Workspace(sell(tmp_path), 16)) if e.side == "buyer")
    other = Quantity(low=Decimal(1), high=Decimal(2), text="1 to 2")
    both = replace(each, numbers=(*each.numbers, ("value/buyer/horse/x", other)))
    assert both.read(0.1) == pytest.approx(2)
    assert both.put_first("value/buyer/horse/x").read(0.1) == pytest.approx(1)
    assert both.put_first("nothing").numbers == both.numbers


def test_where_trust_turns_a_deal_at_a_step_the_step_is_found() -> None:
    """In Nash's barter the largest deal is carried, or is not, in every draw alike."""
    case = detente.load(detente.find_case("barter-nash-1950"))
    found = study(case, "largest_carried", 16)
    assert found.fixed
    assert found.odds == 1.0
    for driver in found.inputs:
        assert driver.flips
        assert 0.45 < (driver.switch_at or 0.0) < 0.5
        assert driver.swing == Swing(0.0, 1.0)


@pytest.mark.parametrize("yes", [True, False])
def test_a_ripple_across_one_half_is_no_switching_value(yes: bool, tmp_path: Path) -> None:
    """A ripple in the middle lies within the noise; only far out do the odds come clear."""
    case = SALE.replace("FLOOR", "0 to 2").replace("WORTH", "1 to 9")
    (tmp_path / "case.yaml").write_text(case)
    known = find_inputs(Workspace(detente.load(tmp_path), 64))[0]
    beyond = np.where(abs(_GRID - 0.5) < 0.05, 0.01, np.where(_GRID > 0.95, 0.4, -0.1))
    means = 0.5 - beyond if yes else 0.5 + beyond
    curve = _Curve(known, 0.58 if yes else 0.42, means, means[[20, 180]], 0.02, 0.1)
    assert curve.switch == pytest.approx(0.95, abs=0.01)
    assert not curve.describe().flips
