"""Scenarios of others: their frontier and solutions, against the published and plain readings.

The files are not part of this project; without them these tests are skipped. Amounts are read here
a second time, plainly, as fractions, so that nothing of the importer vouches for itself.
"""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import detente
from detente.case.arrays import Frame
from detente.case.interchange import find_format
from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import IntArray
from detente.core.solutions import find_egalitarian, find_nash, find_weighted_sum

SHARED = Path(os.environ.get("DETENTE_FORMATS", Path(__file__).parents[3] / "shared" / "formats"))
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the scenarios are not here")

Amounts = Sequence[Sequence[Mapping[str, Fraction]]]
"""By party and issue, what each option is worth."""


@dataclass
class Imported:
    """A scenario as a case, and its frontier at the medians."""

    case: detente.Case
    frontier: Frontier
    reservation: IntArray

    @property
    def titles(self) -> list[tuple[str, ...]]:
        """The packages of the frontier, by the titles of their options."""
        return [self.name(package) for package in self.frontier.packages]

    def name(self, package: IntArray) -> tuple[str, ...]:
        chosen = zip(self.case.issues, package.tolist(), strict=True)
        return tuple(issue.options[index].title for issue, index in chosen)


def read(folder: Path, tmp_path: Path, *, profiles: Sequence[str] = ()) -> Imported:
    case = detente.import_case(folder, profiles=profiles).save(tmp_path / "case")
    frame = Frame(case)
    frontier = find_frontier(frame.layout, frame.medians.values, parties=len(case.parties))
    return Imported(case, frontier, frame.medians.reservation)


def merge(amounts: Amounts) -> set[tuple[Fraction, ...]]:
    """Find the frontier of two parties issue by issue, with fractions and nothing else."""
    front: list[tuple[Fraction, ...]] = [(Fraction(0), Fraction(0))]
    for first, second in zip(*amounts, strict=True):
        sums = {(a + first[o], b + second[o]) for a, b in front for o in first}
        front = []
        for point in sorted(sums, key=lambda each: (-each[0], -each[1])):
            if not front or point[1] > front[-1][1]:
                front.append(point)
    return set(front)


def weigh(amounts: Amounts, package: Sequence[str]) -> tuple[Fraction, ...]:
    return tuple(
        sum((row[option] for row, option in zip(rows, package, strict=True)), Fraction(0))
        for rows in amounts
    )


def check(found: Imported, amounts: Amounts) -> None:
    """The listed packages attain the frontier of the scenario: all of it, and nothing beside."""
    assert found.frontier.exact
    points = [weigh(amounts, package) for package in found.titles]
    assert len(set(points)) == len(points)
    assert set(points) == merge(amounts)


# -- GENIUS ---------------------------------------------------------------------------------------


def plainly_genius(file: Path) -> list[dict[str, Fraction]]:
    root = ET.parse(file).getroot()
    weights = {w.get("index"): Fraction(str(w.get("value"))) for w in root.iter("weight")}
    return [
        {option: weights[issue.get("index")] * each for option, each in plainly_issue(issue)}
        for issue in root.iter("issue")
    ]


def plainly_issue(issue: ET.Element) -> Iterator[tuple[str, Fraction]]:
    evaluator = issue.find("evaluator")
    if evaluator is not None:
        slope, offset = (Fraction(str(evaluator.get(key))) for key in ("slope", "offset"))
        low, high = (int(str(issue.get(key))) for key in ("lowerbound", "upperbound"))
        for number in range(low, high + 1):
            yield str(number), min(Fraction(1), offset + slope * (number - low))
        return
    items = {str(i.get("value")): Fraction(str(i.get("evaluation"))) for i in issue.findall("item")}
    best = max(items.values())
    yield from ((option, each / best if best else each) for option, each in items.items())


GENIUS = {
    "AMPOvsCity": ("ampo_vs_city_ampo_space", "ampo_vs_city_city_space"),
    "Energy": ("energy_consumer", "energy_distributor"),
    "EnglandZimbabwe": ("England", "Zimbabwe"),
    "Grocery": ("Grocery_domain_mary", "Grocery_domain_sam"),
    "IntegerDomain": ("IntegerDomain-prof1", "IntegerDomain-prof2"),
    "Jobs": ("Jobs_util1", "Jobs_util2"),
    "Travel": ("travel_chox", "travel_fanny"),
    "laptopdomain": ("laptop_seller_utility", "laptop_buyer_utility"),
    "thompson": ("thompson_employee_utilityspace", "thompson_employer_utilityspace"),
}


@pytest.mark.parametrize("name", GENIUS)
def test_frontiers_of_genius(name: str, tmp_path: Path) -> None:
    folder = SHARED / "genius" / name
    assert find_format(folder).name == "genius"
    found = read(folder, tmp_path)
    check(found, [plainly_genius(folder / f"{file}.xml") for file in GENIUS[name]])


@pytest.mark.parametrize("number", ["00", "04", "09"])
def test_reservations_of_genius(number: str, tmp_path: Path) -> None:
    folder = SHARED / "genius" / "ItexvsCypressDomain"
    files = [f"ItexvsCypress_{who}Reserve{number}.xml" for who in ("ItexB", "CypressA")]
    found = read(folder, tmp_path, profiles=files)
    check(found, [plainly_genius(folder / file) for file in files])
    for party, file in zip(found.case.parties, files, strict=True):
        stated = ET.parse(folder / file).getroot().find("reservation")
        assert stated is not None
        assert party.reservation.point == 100 * Fraction(str(stated.get("value")))


def test_the_union_and_the_city_are_those_of_the_shipped_case(tmp_path: Path) -> None:
    found = read(SHARED / "genius" / "AMPOvsCity", tmp_path)
    frame = Frame(detente.load(detente.find_case("labour-ampo-city")))
    shipped = find_frontier(frame.layout, frame.medians.values, parties=2)
    scale = 10 ** (np.array(frame.medians.decimals) - np.array(Frame(found.case).medians.decimals))
    assert np.array_equal(found.frontier.points * scale[:2], shipped.points)
    assert found.frontier.counts == shipped.counts


def test_boxes_of_genius(tmp_path: Path) -> None:
    """Ten issues, tied together by forty boxes: no amount is lost."""
    folder = SHARED / "genius" / "S-1NIKFRT-1"
    case = detente.import_case(folder).save(tmp_path / "case")
    frame = Frame(case)
    rng = np.random.default_rng(1)
    packages = rng.integers(0, 10, (500, 10))
    worth = frame.layout.indicator(packages) @ frame.medians.values.T
    for side, file in enumerate(("profile-1", "profile-2")):
        root = ET.parse(folder / f"{file}.xml").getroot()
        utility = root.find("objective/utility")
        assert utility is not None
        inside = [weigh_boxes(utility, package) for package in packages.tolist()]
        scale = {Fraction(int(w), i) for w, i in zip(worth[:, side], inside, strict=True) if i}
        assert len(scale) == 1
        largest, least = Fraction(str(utility.get("maxutility"))), root.find("reservation")
        assert least is not None
        stated = largest * Fraction(str(least.get("value"))) * scale.pop()
        assert frame.medians.reservation[side] == stated


def test_the_frontier_of_boxes_is_the_published_one(tmp_path: Path) -> None:
    folder = SHARED / "genius" / "S-1NIKFRT-1"
    frame = Frame(detente.import_case(folder).save(tmp_path / "case"))
    found = find_frontier(frame.layout, frame.medians.values, parties=2)
    # Both profiles have whole amounts, and the largest sum of each is worth 1.
    points = found.points / found.points.max(axis=0)
    lines = (folder / "pareto.xml").read_text(encoding="utf-8").split("\n")
    published = [[float(each) for each in line.split(",")] for line in lines if line.strip()]
    assert found.exact
    assert np.allclose(sorted(points.tolist()), sorted(published), rtol=1e-6)


def weigh_boxes(utility: ET.Element, package: Sequence[int]) -> int:
    return sum(
        int(str(box.get("utility")))
        for box in utility.iter("hyperRectangle")
        if all(
            int(str(b.get("min")))
            <= package[int(str(b.get("index"))) - 1]
            <= int(str(b.get("max")))
            for b in box.findall("INCLUDES")
        )
    )


# -- JSON and YAML --------------------------------------------------------------------------------


def load_json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"), parse_float=Fraction)


def plainly_web(file: Path) -> list[dict[str, Fraction]]:
    space = load_json(file)["LinearAdditiveUtilitySpace"]
    domain = space["domain"]["issuesValues"]
    return [
        {
            option: Fraction(weight)
            * Fraction(
                space["issueUtilities"][issue]["DiscreteValueSetUtilities"]["valueUtilities"].get(
                    option, 0
                )
            )
            for option in domain[issue]["values"]
        }
        for issue, weight in space["issueWeights"].items()
    ]


@pytest.mark.parametrize("name", ["domain00", "domain01", "domain02"])
def test_special_points_of_geniusweb(name: str, tmp_path: Path) -> None:
    folder = SHARED / "geniusweb" / name
    assert find_format(folder).name == "geniusweb"
    found = read(folder, tmp_path)
    amounts = [plainly_web(folder / f"profile{side}.json") for side in "AB"]
    check(found, amounts)
    published = json.loads((folder / "specials.json").read_text(encoding="utf-8"))
    assert found.frontier.n_packages == published["size"]
    bids = {tuple(each["bid"].values()) for each in published["pareto_front"]}
    assert bids == set(found.titles)
    nash = found.titles[find_nash(found.frontier.points, found.reservation)]
    assert nash == tuple(published["nash"]["bid"].values())
    assert list(map(float, weigh(amounts, nash))) == pytest.approx(published["nash"]["utility"])
    gaps = {title: abs(a - b) for title in found.titles for a, b in [weigh(amounts, title)]}
    assert min(gaps, key=gaps.__getitem__) == tuple(published["kalai"]["bid"].values())


@pytest.mark.parametrize("name", ["domain0", "domain1", "domain10", "domain11"])
def test_specifications_of_negolog(name: str, tmp_path: Path) -> None:
    folder = SHARED / "negolog" / name
    assert find_format(folder).name == "negolog"
    found = read(folder, tmp_path)
    amounts = []
    for side in "AB":
        profile = load_json(folder / f"profile{side}.json")
        weights = profile["issueWeights"]
        amounts.append(
            [
                {option: Fraction(weights[issue]) * Fraction(each) for option, each in row.items()}
                for issue, row in profile["issues"].items()
            ]
        )
    check(found, amounts)
    published = json.loads((folder / "specs.json").read_text(encoding="utf-8"))
    points, reservation = found.frontier.points, found.reservation
    nash = weigh(amounts, found.titles[find_nash(points, reservation)])
    assert float(nash[0] * nash[1]) == pytest.approx(published["Nash Product"])
    largest = weigh(amounts, found.titles[find_weighted_sum(points, reservation, [1, 1])])
    assert float(sum(largest)) == pytest.approx(published["Social Welfare"])


def test_statistics_of_negmas(tmp_path: Path) -> None:
    folder = SHARED / "negmas-yaml"
    assert find_format(folder).name == "negmas"
    files = [f"ItexvsCypress_{who}.yml" for who in ("Itex", "Cypress")]
    found = read(folder, tmp_path, profiles=files)
    amounts = []
    for file in files:
        text = (folder / file).read_text(encoding="utf-8")
        profile = yaml.load(text, yaml.BaseLoader)
        rows = zip(profile["values"], profile["weights"], strict=True)
        amounts.append(
            [
                {o: Fraction(w) * Fraction(each) for o, each in row["mapping"].items()}
                for row, w in rows
            ]
        )
    check(found, amounts)
    published = yaml.safe_load((folder / "_stats.yaml").read_text(encoding="utf-8"))
    assert set(map(tuple, published["pareto_outcomes"])) == set(found.titles)
    points, reservation = found.frontier.points, found.reservation
    nash = found.titles[find_nash(points, reservation)]
    assert nash == tuple(published["nash_outcomes"][0])
    egalitarian = found.titles[find_egalitarian(points, reservation, [1, 1])]
    assert egalitarian == tuple(published["kalai_outcomes"][0])
