"""Figures that are easily got wrong: far floors, ties, tiny ranges, tails and what is tied."""

from __future__ import annotations

import importlib
import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente import study
from detente.case import Case, load
from detente.case.arrays import Frame
from detente.case.sampling import draw_sample
from detente.core.draws import draw_uniforms
from detente.core.efficiency import Efficiency, find_efficient
from detente.core.layout import Constraint, FloatArray, IntArray, Layout
from detente.core.odds import Trials, compute_odds
from detente.study.agreement import Found

DEALS = importlib.import_module("detente.study.deals")
"""The module: the package has a function of the same name."""


def make(
    folder: Path,
    parties: dict[str, str],
    issues: dict[str, Any],
    *,
    ratifiers: dict[str, dict[str, str]] | None = None,
    interactions: list[dict[str, Any]] | None = None,
    pledges: dict[str, Any] | None = None,
    firmness: dict[str, str] | None = None,
) -> Case:
    """Write a case with reservation values by party and ``{issue: {option: values}}``, and load it.

    An issue whose name ends in ``*`` is a choice among alternatives, not a ladder.
    """
    case = {
        "detente": 1,
        "title": "A case",
        "as_of": "2024-01-01",
        "parties": {party: {"reservation": floor} for party, floor in parties.items()},
        "issues": {
            name.rstrip("*"): {"ordered": not name.endswith("*"), "options": options}
            for name, options in issues.items()
        },
    }
    case |= {"ratifiers": ratifiers} if ratifiers else {}
    case |= {"interactions": interactions} if interactions else {}
    offer = {"id": "one", "date": "2023-06-01", "by": "a", "pledges": pledges}
    files: dict[str, Any] = {"case.yaml": case}
    if pledges or firmness:
        levels = {"firmness": firmness} if firmness else {}
        files["offers.yaml"] = {**levels, "offers": [offer] if pledges else []}
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return load(folder)


def done(option: str) -> dict[str, str]:
    """Pledge something as done: it is believed in full."""
    return {"option": option, "firm": "done"}


# -- gains in points ------------------------------------------------------------------------------

SWAP = {
    "first": {"stay": {}, "give": {"a": "-0.5", "b": "1.25"}},
    "second": {"stay": {}, "give": {"a": "1", "b": "-0.25"}},
}


@pytest.mark.parametrize("floor", ["-20", "-1000", "-1000000", "-10000000000"])
def test_gains_over_a_floor_far_below_the_values_are_whole(tmp_path: Path, floor: str) -> None:
    found = study.deals(make(tmp_path, {"a": floor, "b": "0"}, SWAP), draws=32)
    assert found.recommended is not None
    for candidate in found.candidates:
        gain = candidate.value["a"] - float(floor)
        assert candidate.expected_gain["a"] == pytest.approx(gain)
        assert candidate.gain["a"].p50 == pytest.approx(gain)
        assert candidate.p_gain["a"] == 1.0


def test_a_floor_far_above_the_values_is_as_far_as_written(tmp_path: Path) -> None:
    case = make(tmp_path, {"a": "1000", "b": "0"}, SWAP, pledges={"second": done("give")})
    (candidate,) = study.deals(case, draws=32).candidates
    assert candidate.expected_gain["a"] == pytest.approx(1 - 1000)
    assert candidate.p_gain == {"a": 0.0, "b": 0.0}


def test_a_party_without_values_gains_what_its_floor_lies_below_nothing(tmp_path: Path) -> None:
    found = study.deals(make(tmp_path, {"a": "0", "b": "0", "c": "-3"}, SWAP), draws=32)
    assert found.recommended is not None
    assert found.recommended.expected_gain == pytest.approx({"a": 0.5, "b": 1.0, "c": 3.0})
    assert found.recommended.gain["c"].p10 == found.recommended.gain["c"].p90 == 3.0


# -- the package that is recommended ------------------------------------------------------------


def test_a_third_party_that_cannot_gain_is_not_made_to_lose(tmp_path: Path) -> None:
    """Left out of the product, it still decides between packages alike for the others."""
    issues = {
        "first": {"stay": {}, "give": {"a": "1", "b": "2"}},
        "second": {"stay": {}, "move": {"c": "-2"}, "more": {"c": "-1"}},
    }
    found = study.deals(make(tmp_path, {"a": "0", "b": "0", "c": "5"}, issues), draws=8)
    assert found.recommended is None
    found = study.deals(make(tmp_path, {"a": "0", "b": "0", "c": "-5 to -1"}, issues), draws=512)
    assert found.recommended is not None
    assert found.recommended.package == {"first": "give", "second": "stay"}


def test_what_leaves_one_party_where_it_is_goes_to_the_others_in_full(tmp_path: Path) -> None:
    """No package moves the third party: of equal odds is the one that the others share best."""
    issues = {
        "share*": {"none": {}, "poor": {"a": "1", "b": "1"}, "good": {"a": "2", "b": "2"}},
        "side": {"stay": {}, "move": {"c": "-1"}},
    }
    found = study.deals(make(tmp_path, {"a": "0", "b": "0", "c": "0"}, issues), draws=8)
    assert found.recommended is not None
    assert found.recommended.package == {"share": "good", "side": "stay"}


def judge(gains: list[list[float]]) -> IntArray:
    """Rank packages of one issue, one option each, by the gains that they bring for certain."""
    values = np.array(gains).T[None]
    trials = Trials.of(Layout((len(gains),)), values, np.zeros(values.shape[:2]), values.shape[1])
    return compute_odds(trials, np.arange(len(gains))[:, None]).rank()


@pytest.mark.parametrize(
    ("gains", "order"),
    [
        pytest.param([[4, 4], [3, 9], [9, 2]], [1, 2, 0], id="product, not the least share"),
        pytest.param([[6, 6, 0], [10, 5, 0], [0, 10, 0]], [1, 0, 2], id="of those who can gain"),
        pytest.param([[0, 1], [0, 2], [1, 0]], [1, 2, 0], id="none for all: the next least"),
        pytest.param([[2, 2, -1], [2, 2, 0]], [1, 0], id="never at a bystander's cost"),
    ],
)
def test_equal_odds_are_ranked_by_the_nash_product(
    gains: list[list[float]], order: list[int]
) -> None:
    assert judge(gains).tolist() == order


def test_the_product_decides_what_is_recommended(tmp_path: Path) -> None:
    options = {"none": {}, "even": {"a": "4", "b": "4"}, "more": {"a": "3", "b": "9"}}
    found = study.deals(make(tmp_path, {"a": "0", "b": "0"}, {"share*": options}), draws=8)
    assert found.recommended is not None
    assert found.recommended.package == {"share": "more"}


def test_nothing_else_that_is_listed_is_safer_than_what_is_recommended(tmp_path: Path) -> None:
    """On a space too large to be gone through, where a search may miss what is listed beside it."""
    rng = np.random.default_rng(3)
    issues: dict[str, Any] = {}
    for i in range(6):
        giver, taker = ("a", "b") if i % 2 else ("b", "a")
        low = rng.integers(1, 7, size=(2, 4)) * np.arange(4)
        issues[f"i{i}"] = {"o0": {}} | {
            f"o{k}": {
                giver: f"-{2 * low[0, k]} to -{low[0, k]}",
                taker: f"{low[1, k]} to {3 * low[1, k]}",
            }
            for k in range(1, 4)
        }
    pledges = {f"i{i}": f"o{k}" for i, k in enumerate([1, 2, 1, 3])}
    case = make(tmp_path, {"a": "0 to 5", "b": "0 to 5"}, issues, pledges=pledges)
    for seed in range(4):
        found = study.deals(case, draws=256, seed=seed)
        assert found.recommended is not None
        odds = found.recommended.p_all_gain
        assert all(candidate.p_all_gain <= odds for candidate in found.candidates)
        assert all(fuller.p_all_gain <= odds for fuller in found.fuller)
        assert all(fuller.p_deal_exists <= found.p_deal_exists for fuller in found.fuller)


def test_an_offer_safer_than_what_the_search_found_is_recommended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the search comes back with, the packages listed beside it have their say."""
    case = make(tmp_path, {"a": "0", "b": "0"}, SWAP, pledges={"first": "give", "second": "give"})

    def search(trials: Trials, start: IntArray) -> Found:
        every, nowhere = np.ones(8, dtype=np.bool_), np.zeros(8, dtype=np.bool_)
        return Found(every, nowhere, None, 0.0, np.zeros(2), np.zeros((0, 2), np.int64))

    monkeypatch.setattr(DEALS, "search", search)
    found = study.deals(case, draws=8)
    assert found.recommended is not None
    assert found.recommended.package == {"first": "give", "second": "give"}
    assert "offer one" in found.recommended.names


# -- a space whose status quo is forbidden --------------------------------------------------------


def test_nothing_is_left_where_what_stays_put_is_forbidden() -> None:
    allowed = np.array([[False, True], [True, True]])
    layout = Layout((2, 2, 3), (Constraint((0, 1), allowed, "something must move"),))
    assert not layout.restrict([2]).layout.allows([[0], [1], [2]]).any()
    assert layout.restrict([0]).layout.allows([[0], [1]]).tolist() == [False, True]


def test_an_offer_that_leaves_a_forbidden_status_quo_leads_nowhere(tmp_path: Path) -> None:
    issues = {
        "bridge*": {"closed": {"requires": ["ferry.runs"]}, "open": {"a": "1", "b": "1"}},
        "ferry": {"stops": {}, "runs": {"a": "1", "b": "1"}},
        "toll": {"none": {}, "some": {"a": "1", "b": "1"}},
    }
    case = make(tmp_path, {"a": "0", "b": "0"}, issues, pledges={"toll": "some"})
    found = study.deals(case, draws=8)
    (fuller,) = found.fuller
    assert (fuller.p_deal_exists, fuller.p_all_gain, fuller.package) == (0.0, 0.0, None)
    assert found.p_deal_exists == 1.0


# -- balance ------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [Fraction(1), Fraction(10**9), Fraction(1, 1000)])
@pytest.mark.parametrize("short", [False, True])
def test_a_balanced_offer_is_not_one_sided(tmp_path: Path, unit: Fraction, short: bool) -> None:
    def write(tenths: int) -> str:
        return f"{float(unit * tenths / 10):f}"

    got = f"{float(unit * 3 / 10 - Fraction(short, 1000) * unit):f}"
    issues = {
        "first": {"stay": {}, "give": {"a": write(-1), "b": "1"}},
        "second": {"stay": {}, "give": {"a": write(-2), "b": "1"}},
        "third": {"stay": {}, "give": {"a": got, "b": "1"}},
    }
    pledges = {issue: done("give") for issue in issues}
    case = make(tmp_path, {"a": "0", "b": "0"}, issues, pledges=pledges)
    (offer,) = study.offers(case, draws=16).offers
    to = offer.parties["a"]
    assert (to.p_short, to.one_sided) == (float(short), short)
    assert (to.p_accept, offer.p_all_accept) == (float(not short), float(not short))
    assert offer.commensurate is not short


@pytest.mark.parametrize("cents", [0, 1])
def test_a_tie_of_large_sums_is_a_tie(tmp_path: Path, cents: int) -> None:
    """In doubles the parts add up to a ten-millionth more than the whole."""
    assert 100000000.06 + 700000000.07 > 800000000.13
    issues = {
        "first": {"stay": {}, "give": {"a": "-100000000.06", "b": "1"}},
        "second": {"stay": {}, "give": {"a": "-700000000.07", "b": "1"}},
        "third": {"stay": {}, "give": {"a": f"800000000.{13 - cents}", "b": "1"}},
    }
    pledges = {issue: done("give") for issue in issues}
    case = make(tmp_path, {"a": "0", "b": "0"}, issues, pledges=pledges)
    (offer,) = study.offers(case, draws=16).offers
    assert offer.parties["a"].p_short == float(cents)
    assert offer.parties["a"].p_accept == float(not cents)


def test_an_offer_short_in_exactly_half_of_the_draws_is_not_one_sided(tmp_path: Path) -> None:
    """Evenly spread draws fall on either side of the median equally often."""
    issues = {
        "first": {"stay": {}, "give": {"a": "-2", "b": "1"}},
        "second": {"stay": {}, "give": {"a": "1 to 4", "b": "-1"}},
    }
    pledges = {issue: done("give") for issue in issues}
    case = make(tmp_path, {"a": "0", "b": "0"}, issues, pledges=pledges)
    (offer,) = study.offers(case, draws=256).offers
    assert offer.parties["a"].p_short == 0.5
    assert not offer.parties["a"].one_sided
    assert offer.commensurate


def test_what_the_status_quo_is_worth_counts_towards_acceptance(tmp_path: Path) -> None:
    """A first option with values: an offer that costs less than these lie above the floor holds."""
    issues = {
        "first": {"stay": {"a": "5"}, "give": {"a": "2", "b": "1"}},
        "second": {"stay": {"b": "-4"}, "give": {"a": "-1", "b": "2"}},
    }
    for floor, accepts in (("2", 1.0), ("2.1", 0.0)):
        case = make(tmp_path, {"a": floor, "b": "-3"}, issues, pledges={"first": done("give")})
        (offer,) = study.offers(case, draws=8).offers
        assert offer.parties["a"].p_accept_alone == accepts
        assert offer.parties["b"].p_accept_alone == 1.0


ALTERNATIVES = {
    "road*": {"free": {}, "tolled": {"a": "1", "b": "0"}, "shut": {"a": "0", "b": "1"}},
    "rail*": {"free": {}, "tolled": {"a": "0", "b": "0"}},
    "air": {"none": {}, "some": {"a": "0", "b": "1"}},
}


@pytest.mark.parametrize(
    ("pledges", "gives", "gets"),
    [
        pytest.param({"road": "tolled"}, 4, 1, id="broken up by one"),
        pytest.param({"road": "shut", "rail": "tolled"}, 4, 0, id="broken up by both, once"),
        pytest.param({"air": "some"}, 0, 0, id="left as it is"),
    ],
)
def test_what_holds_already_can_only_be_lost(
    tmp_path: Path, pledges: dict[str, str], gives: float, gets: float
) -> None:
    together = {"when": {"road": "free", "rail": "free"}, "a": "4", "b": "-1"}
    case = make(
        tmp_path,
        {"a": "3", "b": "-1"},
        ALTERNATIVES,
        interactions=[together],
        pledges={issue: done(option) for issue, option in pledges.items()},
    )
    (offer,) = study.offers(case, draws=8).offers
    to = offer.parties["a"]
    assert (to.gives.p50, to.gets.p50) == (gives, gets)
    assert to.p_accept == float(4 - gives + gets >= 3)
    assert offer.parties["b"].p_accept == 1.0


def test_firmer_levels_are_believed_more_in_every_draw(tmp_path: Path) -> None:
    sample = draw_sample(Frame(make(tmp_path, {"a": "0", "b": "0"}, SWAP)), 1024)
    levels = ["done", "simultaneous", "scheduled", "stated", "vague"]
    drawn = np.stack([sample.firmness[level] for level in levels])
    assert (np.diff(drawn, axis=0) <= 0).all()
    assert np.ptp(sample.firmness["stated"]) > 0.3


# -- medians and tails ----------------------------------------------------------------------------


def find_median(folder: Path, written: str, other: str = "1") -> float:
    """Read the median of a range as the frontier shows it."""
    issues = {"first": {"stay": {}, "give": {"a": written, "b": other}}}
    found = study.deals(make(folder, {"a": "0", "b": "0"}, issues), draws=8)
    return max(abs(deal.value["a"]) for deal in found.frontier)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("0.00001", "0.00004"),
        ("0.0000012", "0.0000075"),
        ("0.02", "0.08"),
        ("5", "9"),
        ("123", "4567"),
        ("1234567", "7654321"),
    ],
)
def test_medians_keep_six_digits_or_what_nine_decimals_hold(
    tmp_path: Path, low: str, high: str
) -> None:
    middle = math.sqrt(float(low) * float(high))
    shown = find_median(tmp_path, f"{low} to {high}")
    assert shown == pytest.approx(middle, rel=5.1e-6, abs=5.1e-10)


def test_a_median_is_rounded_to_six_digits(tmp_path: Path) -> None:
    assert find_median(tmp_path, "5 to 9") == 6.70820
    assert find_median(tmp_path, "0.002 to 0.003") == 0.00244949


def test_tiny_medians_beside_large_values_are_held_as_well_as_there_is_room(
    tmp_path: Path,
) -> None:
    issues = {
        "first": {"stay": {}, "give": {"a": "0.00001 to 0.00004", "b": "1"}},
        "second": {"stay": {}, "give": {"a": "-2000000 to -1000000", "b": "2"}},
    }
    found = study.deals(make(tmp_path, {"a": "0", "b": "0"}, issues), draws=8)
    best = max(deal.value["a"] for deal in found.frontier)
    assert best == pytest.approx(0.00002, abs=1e-5)


def test_draws_reach_into_the_tails(tmp_path: Path) -> None:
    issues = {
        "first": {"stay": {}, "give": {"a": "-10 to 10", "b": "1 to 9"}},
    }
    sample = draw_sample(Frame(make(tmp_path, {"a": "0", "b": "0"}, issues)), 2**14)
    a, b = sample.values[:, 0, 1], sample.values[:, 1, 1]
    spread = 10 / 1.2815515655446004
    z = 3.090232306167813
    assert np.quantile(a, [0.001, 0.999]) == pytest.approx([-z * spread, z * spread], rel=0.02)
    ends = [3 * 3 ** (-z / 1.2815515655446004), 3 * 3 ** (z / 1.2815515655446004)]
    assert np.quantile(b, [0.001, 0.999]) == pytest.approx(ends, rel=0.05)


def test_uniforms_fill_the_unit_interval_to_its_ends() -> None:
    drawn = draw_uniforms(4096, 3, np.random.default_rng(1))
    assert (drawn.min(axis=0) < 1 / 2048).all()
    assert (drawn.max(axis=0) > 1 - 1 / 2048).all()


# -- lotteries ------------------------------------------------------------------------------------

PRIZES = {
    "prize*": {
        "none": {},
        "to-a": {"a": "8", "b": "0", "voters": "1"},
        "to-b": {"a": "0", "b": "8", "voters": "1"},
        "both": {"a": "6", "b": "6", "voters": "-1"},
    }
}


@pytest.mark.parametrize("parties", [2, 3])
def test_no_lottery_where_a_ratifier_refuses_everything(tmp_path: Path, parties: int) -> None:
    floors = dict.fromkeys("abc"[:parties], "0")
    voters = {"voters": {"party": "a", "reservation": "2"}}
    found = study.deals(make(tmp_path, floors, PRIZES, ratifiers=voters), draws=8, lotteries=True)
    assert set(found.lotteries) == {"nash", "kalai_smorodinsky", "egalitarian"}
    assert set(found.lotteries.values()) == {None}


@pytest.mark.parametrize("parties", [2, 3])
def test_a_lottery_may_mix_packages_that_a_party_alone_refuses(
    tmp_path: Path, parties: int
) -> None:
    """The floors of parties bind what they expect, those of ratifiers every ticket."""
    floors = {"a": "3", "b": "3", "c": "0"}
    voters = {"voters": {"party": "a", "reservation": "1"}}
    case = make(tmp_path, dict(list(floors.items())[:parties]), PRIZES, ratifiers=voters)
    found = study.deals(case, draws=8, lotteries=True)
    assert set(found.solutions.values()) == {None}
    for name in ("nash", "kalai_smorodinsky"):
        lottery = found.lotteries[name]
        assert lottery is not None
        assert [lottery.value[p] for p in "ab"] == pytest.approx([4, 4])
        assert {ticket.package["prize"] for ticket in lottery.tickets} == {"to-a", "to-b"}


def test_a_party_that_cannot_gain_is_left_out_of_the_lottery(tmp_path: Path) -> None:
    issues = {
        "prize*": {
            "none": {},
            "to-a": {"a": "8", "b": "1", "c": "0"},
            "to-b": {"a": "1", "b": "8", "c": "0"},
            "both": {"a": "9", "b": "9", "c": "-1"},
        }
    }
    case = make(tmp_path, {"a": "0", "b": "0", "c": "0"}, issues)
    found = study.deals(case, draws=8, lotteries=True)
    assert found.solutions["nash"] is not None
    nash = found.lotteries["nash"]
    assert nash is not None
    assert nash.gain == pytest.approx({"a": 4.5, "b": 4.5, "c": 0.0}, abs=1e-6)
    assert "both" not in {ticket.package["prize"] for ticket in nash.tickets}


# -- efficiency -----------------------------------------------------------------------------------


def leave_open(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the first draws of every package unsettled."""

    def find(layout: Layout, values: FloatArray, packages: IntArray, *, parties: int) -> Efficiency:
        found = find_efficient(layout, values, packages, parties=parties)
        unsettled = np.zeros_like(found.open)
        unsettled[: round(share * len(values))] = True
        return Efficiency(found.efficient & ~unsettled, found.better, unsettled, found.stage)

    monkeypatch.setattr(DEALS, "find_efficient", find)


def test_efficiency_is_a_share_of_what_was_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make(tmp_path, {"a": "0", "b": "0"}, SWAP)
    leave_open(0.75, monkeypatch)
    found = study.deals(case, draws=32)
    assert found.recommended is not None
    assert found.recommended.p_efficient == 1.0
    leave_open(1.0, monkeypatch)
    found = study.deals(case, draws=32)
    assert found.recommended is not None
    assert found.recommended.p_efficient is None
