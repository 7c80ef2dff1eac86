"""Whole case folders, small and random, against complete enumeration of what is written in them."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from detente.case import Case, load
from detente.case.sampling import Sample
from detente.core.layout import BoolArray, FloatArray
from detente.errors import CaseError
from detente.study import DealFindings, OfferFindings, Workspace, find_deals, find_offers
from detente.study.agreement import ENUMERABLE
from detente.study.deal_records import Candidate, Deal

POINT_CASES = 60
RANGE_CASES = 25
DRAWS = 64
DIGITS = 7
"""Sums of drawn values are rounded to so many decimals before signs are read."""

TINY = 1e-6
REFUSALS = ("can never be chosen", "lies too close", "run in a circle")

FIRMNESS = ("done", "simultaneous", "scheduled", "stated", "vague")
AT_ONCE = ("done", "simultaneous")

Package = tuple[int, ...]
Row = tuple[Fraction, ...]


# -- making cases up ------------------------------------------------------------------------------


def write_number(rng: random.Random, ranges: bool) -> str:
    """Write a point of up to two decimals, or a range."""
    kind = rng.random()
    if ranges and kind < 0.5:
        low = rng.randint(-60, 60)
        high = low + rng.randint(2, 60)
        best = f", best {(low + high) / 20}" if low < 0 < high and rng.random() < 0.5 else ""
        return f"{low / 10} to {high / 10}{best}"
    if kind < 0.65:
        return str(rng.randint(-6, 6))
    return str(rng.randint(-30, 30) / 10) if kind < 0.9 else str(rng.randint(-300, 300) / 100)


def write_floor(rng: random.Random, ranges: bool) -> dict[str, str]:
    """Write a reservation value: none, among the values, far below or above them all."""
    kind = rng.random()
    if kind < 0.3:
        return {}
    if kind < 0.75:
        return {"reservation": write_number(rng, ranges)}
    far = ["-20", "-1000", "-12.5", "-30 to -10"[: None if ranges else 3]]
    return {"reservation": rng.choice(far) if kind < 0.96 else "40"}


def write_values(rng: random.Random, sides: list[str], ranges: bool) -> dict[str, Any]:
    chosen = [side for side in sides if rng.random() < 0.8] or sides[:1]
    return {side: write_number(rng, ranges) for side in chosen}


def write_issues(rng: random.Random, sides: list[str], parties: list[str], ranges: bool) -> Any:
    issues: dict[str, Any] = {}
    for i in range(rng.choice([1, 2, 3, 3, 4, 4, 5])):
        options = {f"o{k}": write_values(rng, sides, ranges) for k in range(rng.randint(2, 4))}
        if rng.random() < 0.7:
            options["o0"] = {}
        by = [party for party in parties if rng.random() < 0.4]
        issues[f"i{i}"] = {"ordered": rng.random() < 0.5, "by": by, "options": options}
    unbound = [issue for issue, entry in issues.items() if not entry["ordered"]]
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        (here, this), (there, other) = pick_option(rng, issues), pick_option(rng, issues)
        if unbound and rng.random() < 0.15:  # the status quo is often forbidden by this
            here, this = rng.choice(unbound), "o0"
        if here != there:
            kind = rng.choice(["requires", "excludes"])
            issues[here]["options"][this].setdefault(kind, []).append(f"{there}.{other}")
    return issues


def pick_option(rng: random.Random, issues: Mapping[str, Any]) -> tuple[str, str]:
    """Pick any option, the status quo seldom, and never where everything reaches it."""
    issue = rng.choice(list(issues))
    first = 0 if not issues[issue]["ordered"] and rng.random() < 0.5 else 1
    return issue, rng.choice(list(issues[issue]["options"])[first:])


def write_interaction(rng: random.Random, issues: Any, sides: list[str], ranges: bool) -> Any:
    when = dict(pick_option(rng, issues) for _ in range(3))
    return {"when": when, **write_values(rng, sides, ranges)} if len(when) > 1 else None


def write_offer(rng: random.Random, name: str, parties: list[str], issues: Any) -> Any:
    count = rng.randint(1, len(issues))
    pledges = {
        issue: {
            "option": rng.choice(list(issues[issue]["options"])[1:]),
            "firm": rng.choice(FIRMNESS),
        }
        for issue in rng.sample(list(issues), count)
    }
    by, to = rng.sample(parties, 2)
    return {"id": name, "date": "2019-01-01", "by": by, "to": to, "pledges": pledges}


def write_case(rng: random.Random, ranges: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Write a whole case, and the offers made in it."""
    parties = [f"p{p}" for p in range(rng.choice([2, 2, 3, 4]))]
    ratifiers = [f"r{r}" for r in range(rng.choice([0, 0, 1, 2]))]
    sides = parties + ratifiers
    issues = write_issues(rng, sides, parties, ranges)
    interactions = [
        write_interaction(rng, issues, sides, ranges) for _ in range(rng.choice([0, 0, 1, 2]))
    ]
    case = {
        "detente": 1,
        "title": "Made up",
        "as_of": "2020-01-01",
        "seed": rng.randint(0, 99),
        "parties": {party: write_floor(rng, ranges) for party in parties},
        "ratifiers": {
            side: {"party": rng.choice(parties), **write_floor(rng, ranges)} for side in ratifiers
        },
        "issues": issues,
        "interactions": [interaction for interaction in interactions if interaction],
    }
    offers = [write_offer(rng, f"z{n}", parties, issues) for n in range(rng.choice([0, 1, 2]))]
    return {key: value for key, value in case.items() if value != {} and value != []}, offers


# -- reading them anew ----------------------------------------------------------------------------


class Book:
    """What is written in a case, read without any of the code under test."""

    def __init__(self, case: dict[str, Any]) -> None:
        ratifiers = case.get("ratifiers", {})
        self.parties = list(case["parties"])
        self.sides = [*self.parties, *ratifiers]
        owners = [*self.parties, *(entry["party"] for entry in ratifiers.values())]
        self.owner = [self.parties.index(owner) for owner in owners]
        self.issues: dict[str, Any] = case["issues"]
        self.options = {name: list(issue["options"]) for name, issue in self.issues.items()}
        self.interactions: list[dict[str, Any]] = case.get("interactions", [])
        entries = [*case["parties"].values(), *ratifiers.values()]
        self.floors = [entry.get("reservation", "0") for entry in entries]

    def stands(self, package: Package, issue: str, option: str) -> bool:
        """Whether a package has an option, or on a ladder a later one."""
        place = list(self.issues).index(issue)
        chosen, wanted = package[place], self.options[issue].index(option)
        return chosen >= wanted if self.issues[issue]["ordered"] else chosen == wanted

    def keeps(self, package: Package) -> bool:
        """Whether a package keeps every ``requires`` and ``excludes``."""
        return not any(
            self.stands(package, issue, option)
            and self.stands(package, *other.split(".")) != (kind == "requires")
            for issue, entry in self.issues.items()
            for option, written in entry["options"].items()
            for kind in ("requires", "excludes")
            for other in written.get(kind, [])
        )

    @cached_property
    def packages(self) -> list[Package]:
        """Every package that keeps the constraints."""
        every = itertools.product(*(range(len(options)) for options in self.options.values()))
        return [package for package in every if self.keeps(package)]

    @cached_property
    def columns(self) -> list[Mapping[str, Any]]:
        """What is written at each option of each issue, then at each interaction."""
        options = [o for issue in self.issues.values() for o in issue["options"].values()]
        return [*options, *self.interactions]

    def switch(self, package: Package) -> list[int]:
        """List the columns that a package adds up."""
        counts = [len(options) for options in self.options.values()]
        starts = [sum(counts[:place]) for place in range(len(counts))]
        on = [start + option for start, option in zip(starts, package, strict=True)]
        for column, interaction in enumerate(self.interactions, sum(counts)):
            if all(self.stands(package, *pair) for pair in interaction["when"].items()):
                on.append(column)
        return on

    def add(self, package: Package) -> Row:
        """Add up a package of a case without ranges, exactly."""
        on = [self.columns[column] for column in self.switch(package)]
        return tuple(
            sum((Fraction(o.get(side, "0")) for o in on), Fraction(0)) for side in self.sides
        )

    @cached_property
    def worth(self) -> dict[Package, Row]:
        """What every package is worth to every side of a case without ranges."""
        return {package: self.add(package) for package in self.packages}

    @cached_property
    def reservation(self) -> Row:
        """Reservation values of a case without ranges."""
        return tuple(map(Fraction, self.floors))

    def read(self, package: Mapping[str, str]) -> Package:
        """Turn names of options into their positions."""
        return tuple(self.options[issue].index(option) for issue, option in package.items())

    def own(self, row: Row) -> Row:
        return row[: len(self.parties)]

    def find_efficient(self, packages: Iterable[Package]) -> set[Row]:
        points = {self.own(self.worth[package]) for package in packages}
        return {point for point in points if not any(dominates(o, point) for o in points)}

    @cached_property
    def acceptable(self) -> list[Package]:
        """Packages that nobody refuses, in a case without ranges."""
        return [package for package in self.packages if not self.find_refusing(package)]

    def find_refusing(self, package: Package) -> tuple[str, ...]:
        rows = zip(self.sides, self.worth[package], self.reservation, strict=True)
        return tuple(side for side, worth, floor in rows if worth < floor)

    def gain(self, package: Package) -> Row:
        """What a package is worth to each party over its reservation value."""
        rows = zip(self.worth[package], self.reservation, strict=True)
        return self.own(tuple(worth - floor for worth, floor in rows))

    def spare(self, package: Package) -> Row:
        """What it is worth to each ratifier over its own."""
        rows = zip(self.worth[package], self.reservation, strict=True)
        return tuple(worth - floor for worth, floor in rows)[len(self.parties) :]


def dominates(one: Row, other: Row) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Made:
    """A case that was made up, what was found in it, and its gains draw by draw."""

    book: Book
    offers: list[dict[str, Any]]
    sample: Sample
    deals: DealFindings
    weighed: OfferFindings
    gains: FloatArray
    """Worth less reservation value of every package, ``(D, N, Q)``."""

    @property
    def parties(self) -> int:
        return len(self.book.parties)

    @property
    def is_small(self) -> bool:
        """Whether the whole space is gone through, so that nothing can be missed."""
        return math.prod(map(len, self.book.options.values())) <= ENUMERABLE

    @cached_property
    def is_deal(self) -> BoolArray:
        """Where nobody loses and some party gains, ``(D, N)``."""
        own = self.gains[:, :, : self.parties]
        return np.asarray((self.gains >= 0).all(axis=2) & (own > 0).any(axis=2))

    @cached_property
    def expected(self) -> FloatArray:
        """Expected gains of the parties, ``(N, P)``."""
        return np.asarray(self.gains[:, :, : self.parties].mean(axis=0))

    def place(self, package: Mapping[str, str]) -> int | None:
        """Position of a package among those that keep the constraints."""
        read = self.book.read(package)
        return self.book.packages.index(read) if self.book.keeps(read) else None


@cache
def make(number: int) -> Made:
    """Make up cases until one is accepted: one with an option that can never be chosen is not."""
    ranges = number >= POINT_CASES
    with TemporaryDirectory() as name:
        for attempt in itertools.count():
            case, offers = write_case(random.Random(f"{number} {attempt}"), ranges)
            Path(name, "case.yaml").write_text(json.dumps(case), encoding="utf-8")
            Path(name, "offers.yaml").write_text(json.dumps({"offers": offers}), encoding="utf-8")
            try:
                return study(load(Path(name)), Book(case), offers, ranges)
            except CaseError as error:
                if not any(part in str(error) for part in REFUSALS):
                    raise
    raise AssertionError


def study(case: Case, book: Book, offers: list[dict[str, Any]], ranges: bool) -> Made:
    workspace = Workspace(case, DRAWS if ranges else 8)
    gains = draw_gains(book, workspace.sample)
    if not ranges:
        rows = [[*book.gain(p), *book.spare(p)] for p in book.packages]
        assert gains == pytest.approx(np.array([rows] * 8, dtype=np.float64), abs=1e-6)
    deals = find_deals(workspace, lotteries=not ranges)
    return Made(book, offers, workspace.sample, deals, find_offers(workspace), gains)


def draw_gains(book: Book, sample: Sample) -> FloatArray:
    """Add up every package on every draw; what lies within rounding of nothing is nothing."""
    worth = [sample.values[:, :, book.switch(p)].sum(axis=2) for p in book.packages]
    return np.asarray(np.round(np.stack(worth, axis=1) - sample.reservation[:, None], DIGITS))


@pytest.fixture(params=range(POINT_CASES))
def exact(request: pytest.FixtureRequest) -> Made:
    """A case without ranges."""
    return make(request.param)


@pytest.fixture(params=range(POINT_CASES + RANGE_CASES))
def made(request: pytest.FixtureRequest) -> Made:
    """A case, the last ones with ranges."""
    return make(request.param)


# -- at the medians -------------------------------------------------------------------------------


def near(values: Iterable[float], exact: Iterable[Fraction]) -> bool:
    return list(values) == pytest.approx(list(map(float, exact)), abs=1e-9)


def check_front(book: Book, front: tuple[Deal, ...], expected: set[Row]) -> None:
    """Every efficient point is listed once, with a package that reaches it."""
    listed = [book.own(book.worth[book.read(deal.package)]) for deal in front]
    assert len(set(listed)) == len(listed)
    assert set(listed) == expected
    for deal, point in zip(front, listed, strict=True):
        assert near(deal.value.values(), point)


def test_the_frontiers_are_those_of_enumeration(exact: Made) -> None:
    book, found = exact.book, exact.deals
    check_front(book, found.frontier, book.find_efficient(book.packages))
    check_front(book, found.bargaining_set, book.find_efficient(book.acceptable))
    points = [book.own(row) for row in book.worth.values()]
    for deal in found.frontier:
        package = book.read(deal.package)
        assert deal.refused_by == book.find_refusing(package)
        assert deal.acceptable == (package in book.acceptable)
        assert deal.packages == points.count(book.own(book.worth[package]))


def test_the_solutions_are_those_of_enumeration(exact: Made) -> None:
    book, found = exact.book, exact.deals.solutions
    gains = {package: book.gain(package) for package in book.acceptable}
    ideal = [max(column) for column in zip(*gains.values(), strict=True)]
    if not any(value > 0 for value in ideal):
        assert set(found.values()) == {None}
        return
    rules: dict[str, Callable[[Row], Any]] = {
        "nash": lambda row: math.prod(g for g, best in zip(row, ideal, strict=True) if best),
        "kalai_smorodinsky": lambda row: sorted(
            g / best for g, best in zip(row, ideal, strict=True) if best
        ),
        "egalitarian": sorted,
    }
    for name, rule in rules.items():
        picked = found[name]
        assert picked is not None
        gain = gains[book.read(picked.package)]
        assert rule(gain) == max(map(rule, gains.values()))
        assert near(picked.gain.values(), gain)


def test_lotteries_keep_ratifiers_and_reservations_and_do_no_worse(exact: Made) -> None:
    book, found = exact.book, exact.deals.lotteries
    parties = exact.parties
    ratified = [p for p in book.packages if all(spare >= 0 for spare in book.spare(p))]
    if not ratified:
        assert set(found.values()) == {None}
    for name, lottery in found.items():
        if lottery is None:
            assert not book.acceptable, name
            continue
        tickets = [(book.read(ticket.package), ticket.chance) for ticket in lottery.tickets]
        assert all(package in ratified for package, _ in tickets)
        assert sum(chance for _, chance in tickets) == pytest.approx(1)
        mean = [sum(c * float(book.worth[p][q]) for p, c in tickets) for q in range(parties)]
        assert list(lottery.value.values()) == pytest.approx(mean, abs=1e-6)
        assert min(lottery.gain.values()) >= -1e-6
    alone, nash = exact.deals.solutions["nash"], found["nash"]
    if alone and nash and min(alone.gain.values()) > 0:
        least = math.prod(alone.gain.values())
        assert math.prod(nash.gain.values()) >= least * (1 - 1e-6)


# -- over the draws -------------------------------------------------------------------------------


def test_odds_that_a_deal_exists_are_those_of_enumeration(made: Made) -> None:
    assert made.deals.p_deal_open == 0
    assert made.deals.p_deal_exists == pytest.approx(made.is_deal.any(axis=1).mean())


def test_each_candidate_is_judged_as_by_enumeration(made: Made) -> None:
    for candidate in made.deals.candidates:
        place = made.place(candidate.package)
        assert (place is None) == bool(candidate.breaks) == (candidate.p_efficient is None)
        if place is not None:
            check_odds(made, candidate, place)


def check_odds(made: Made, candidate: Candidate, place: int) -> None:
    gains, parties = made.gains[:, place], made.parties
    odds = [*candidate.p_gain.values(), *candidate.p_ratified.values()]
    assert odds == pytest.approx((gains >= 0).mean(axis=0))
    assert candidate.p_all_gain == pytest.approx(made.is_deal[:, place].mean())
    assert list(candidate.expected_gain.values()) == pytest.approx(made.expected[place], abs=1e-6)
    middle = [interval.p50 for interval in candidate.gain.values()]
    assert middle == pytest.approx(np.median(gains[:, :parties], axis=0), abs=1e-6)
    edge = made.gains[:, :, :parties] - made.gains[:, place, None, :parties]
    beaten = np.asarray((edge >= -TINY).all(axis=2) & (edge > TINY).any(axis=2))
    assert candidate.p_efficient == pytest.approx(np.mean(~beaten.any(axis=1)))


def test_what_is_recommended_is_a_deal_most_often(made: Made) -> None:
    best = made.is_deal.mean(axis=0).max()
    odds = made.deals.recommended.p_all_gain if made.deals.recommended else 0.0
    assert odds <= best + TINY
    if made.is_small or best == 1.0:
        assert odds == pytest.approx(best)
    keeping = [candidate for candidate in made.deals.candidates if not candidate.breaks]
    assert all(candidate.p_all_gain <= odds for candidate in keeping)
    assert all(fuller.p_all_gain <= odds for fuller in made.deals.fuller)
    assert all(fuller.p_deal_exists <= made.deals.p_deal_exists for fuller in made.deals.fuller)


def test_nothing_as_safe_is_better_for_one_and_worse_for_none(made: Made) -> None:
    picked = made.deals.recommended
    if picked is None:
        return
    rivals = list(range(len(made.book.packages)))
    if not made.is_small:
        places = [made.place(candidate.package) for candidate in made.deals.candidates]
        rivals = [place for place in places if place is not None]
    tied = np.isclose(made.is_deal[:, rivals].mean(axis=0), picked.p_all_gain)
    own = np.array(list(picked.expected_gain.values()))
    edge = made.expected[rivals][tied] - own
    assert not ((edge >= -TINY).all(axis=1) & (edge > 10 * TINY).any(axis=1)).any()


def test_among_the_safest_the_product_of_expected_gains_decides(made: Made) -> None:
    picked = made.deals.recommended
    if picked is None or not made.is_small:
        return
    tied = np.isclose(made.is_deal.mean(axis=0), picked.p_all_gain)
    gains = made.expected[tied]
    for_all = gains[(gains > TINY).all(axis=1)]
    if len(for_all):
        product = math.prod(picked.expected_gain.values())
        assert product >= for_all.prod(axis=1).max() * (1 - 1e-6)


def test_the_issues_of_an_offer_alone_are_a_part_of_the_space(made: Made) -> None:
    for offer, fuller in zip(made.offers, made.deals.fuller, strict=True):
        still = [k for k, issue in enumerate(made.book.issues) if issue not in offer["pledges"]]
        within = [all(package[k] == 0 for k in still) for package in made.book.packages]
        deals = made.is_deal[:, within]
        assert fuller.p_deal_exists == pytest.approx(deals.any(axis=1).mean())
        assert fuller.p_all_gain == pytest.approx(max([0.0, *deals.mean(axis=0)]))
        assert (fuller.package is None) == (not deals.any())
        if fuller.package is not None:
            place = made.place(fuller.package)
            assert place is not None
            assert list(fuller.expected_gain.values()) == pytest.approx(
                made.expected[place], abs=1e-6
            )


# -- offers ---------------------------------------------------------------------------------------


def believe(made: Made, issue: str, firm: str) -> FloatArray:
    """How far each side counts on a pledge, ``(D, Q)``."""
    book, sample = made.book, made.sample
    givers = [book.parties.index(p) for p in book.issues[issue].get("by") or book.parties]
    belief = np.repeat(sample.firmness[firm][:, None], len(book.sides), axis=1)
    for q, viewer in enumerate(book.owner):
        others = [giver for giver in givers if giver != viewer]
        if others and firm not in AT_ONCE:
            belief[:, q] *= sample.trust[:, viewer, others].min(axis=1)
    return belief


def list_effects(made: Made, offer: dict[str, Any]) -> Iterator[FloatArray]:
    """What each pledge, and each combination made or broken, changes and how far it is believed."""
    book, values = made.book, made.sample.values
    beliefs = {i: believe(made, i, pledge["firm"]) for i, pledge in offer["pledges"].items()}
    stay = (0,) * len(book.issues)
    after = tuple(
        options.index(offer["pledges"][issue]["option"]) if issue in beliefs else 0
        for issue, options in book.options.items()
    )
    options = sum(map(len, book.options.values()))
    before_on, after_on = book.switch(stay), book.switch(after)
    for place, issue in enumerate(book.issues):
        if issue in beliefs:
            face = values[:, :, after_on[place]] - values[:, :, before_on[place]]
            yield face * beliefs[issue]
    for column, interaction in enumerate(book.interactions, options):
        sign = (column in after_on) - (column in before_on)
        if sign:
            least = np.min([beliefs[i] for i in interaction["when"] if i in beliefs], axis=0)
            yield sign * values[:, :, column] * least


def test_offers_are_weighed_as_by_hand(made: Made) -> None:
    book, sample = made.book, made.sample
    stay = sample.values[:, :, book.switch((0,) * len(book.issues))].sum(axis=2)
    for offer, found in zip(made.offers, made.weighed.offers, strict=True):
        effects = np.array(list(list_effects(made, offer)))
        gives, gets = -np.minimum(effects, 0).sum(axis=0), np.maximum(effects, 0).sum(axis=0)
        accepts = np.round(stay + gets - gives - sample.reservation, DIGITS) >= 0
        short = (np.round(gets - gives, DIGITS) < 0).mean(axis=0)
        for p, party in enumerate(book.parties):
            own = [q for q, owner in enumerate(book.owner) if owner == p]
            to = found.parties[party]
            assert to.gives.p50 == pytest.approx(np.median(gives[:, p]))
            assert to.gets.p50 == pytest.approx(np.median(gets[:, p]))
            assert to.p_short == pytest.approx(short[p])
            assert to.one_sided == (short[p] > 0.5)
            assert to.p_accept_alone == pytest.approx(accepts[:, p].mean())
            assert to.p_accept == pytest.approx(accepts[:, own].all(axis=1).mean())
        asked = [q for q, p in enumerate(book.owner) if book.parties[p] in (found.by, *found.to)]
        assert found.p_all_accept == pytest.approx(accepts[:, asked].all(axis=1).mean())
        against = [p for p in found.parties if found.parties[p].one_sided]
        assert list(found.one_sided_against) == [p for p in against if p in (found.by, *found.to)]


def test_enough_of_what_can_happen_does() -> None:
    """The cases made up are not all alike."""
    cases = [make(number) for number in range(POINT_CASES + RANGE_CASES)]
    assert sum(made.deals.recommended is None for made in cases) > 10
    assert sum(0 < made.deals.p_deal_exists < 1 for made in cases) > 5
    assert sum(not made.is_small for made in cases) > 3
    assert sum(any(c.breaks for c in made.deals.candidates) for made in cases) > 5
    assert sum((0,) * len(made.book.issues) not in made.book.packages for made in cases) > 2
