"""A case whose issues hang together too closely: refused, or bounded and said to be."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import detente
from detente.case import Case
from detente.cli.app import app
from detente.core.packages import compute_worth, find_all_packages
from detente.report.naming import Names
from detente.report.sentences import explain_exactness
from detente.study import DealFindings, Workspace, find_deals, follow
from detente.web.questions import QUESTIONS

ISSUES, OPTIONS = 7, 6
"""279,936 packages: too many to decide at once, few enough to go through in an array."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven issues, each two of which are worth something together."""
    rng = np.random.default_rng(2003)
    lines = ["detente: 1", "title: Everything with everything", "as_of: 2003-01-01"]
    lines += ["parties:", "  north: {reservation: 0}", "  south: {reservation: 0}", "issues:"]
    for issue in range(ISSUES):
        lines += [f"  i{issue}:", "    ordered: false", "    options:", "      o0:"]
        for option in range(1, OPTIONS):
            north, south = rng.integers(-20, 21, 2)
            lines.append(f"      o{option}: {{north: {north}, south: {south}}}")
    lines.append("interactions:")
    for one, other in combinations(range(ISSUES), 2):
        first, second = rng.integers(1, OPTIONS, 2)
        north, south = rng.integers(-30, 31, 2)
        when = f"{{i{one}: o{first}, i{other}: o{second}}}"
        lines.append(f"  - {{when: {when}, north: {north}, south: {south}}}")
    home = tmp_path_factory.mktemp("wide")
    (home / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return detente.load(folder)


@pytest.fixture(scope="module")
def found(case: Case) -> DealFindings:
    return detente.study.deals(case, draws=16, approximate=True)


def test_too_wide_is_refused_with_a_way_out(case: Case) -> None:
    with pytest.raises(detente.TooLargeError, match=r"i0, i1, .*induced width 6.*--approximate"):
        detente.study.deals(case, draws=16)


def test_what_is_listed_is_as_near_as_it_says(case: Case, found: DealFindings) -> None:
    frame = Workspace(case, 1).frame
    worth = compute_worth(frame.layout, frame.medians.values, find_all_packages(frame.layout))
    listed = np.array([list(deal.value.values()) for deal in found.frontier])
    assert found.approximated
    assert isinstance(found.exact, dict)
    short = np.array([found.exact[party] for party in frame.parties])
    for block in np.array_split(worth, 64):
        near = np.all(listed[None] >= block[:, None] - short, axis=2)
        assert np.all(np.any(near, axis=1))
    assert all(min(deal.value.values()) >= 0 for deal in found.bargaining_set)
    assert np.all(short < np.ptp(worth, axis=0) / 2)  # else it would say little


def test_a_version_of_a_case_is_bounded_too(case: Case) -> None:
    version = follow(Workspace(case, 16), replace(case, title="As it is now", digest="other"))
    found = QUESTIONS["deals"](version, (("near", True),), None)
    assert found.approximated
    with pytest.raises(detente.TooLargeError):
        QUESTIONS["deals"](version, None, None)


def test_solutions_are_picked_among_what_is_listed(found: DealFindings) -> None:
    nash = found.solutions["nash"]
    assert nash is not None
    assert nash.package in [deal.package for deal in found.bargaining_set]
    assert found.p_deal_exists == 1.0


def test_the_sentence_names_the_distance_for_each_party(case: Case, found: DealFindings) -> None:
    said = explain_exactness(Names(case), found)
    assert "seven issues or counts would have to be decided at once" in said
    assert "near it were looked for" in said
    assert said.count("points") == 2


def test_a_case_that_is_not_too_wide_stays_exact() -> None:
    barter = detente.load(detente.find_case("barter-nash-1950"))
    plain, near = Workspace(barter, 8), Workspace(barter, 8, approximate=True)
    assert find_deals(near).to_dict() == find_deals(plain).to_dict()


def test_the_command_lists_the_distance(folder: Path) -> None:
    run = CliRunner().invoke(app, ["deals", str(folder), "--draws", "8", "--approximate"])
    assert run.exit_code == 0
    said = " ".join(run.stdout.split())
    assert "near it were looked for and found instead" in said
    assert "the safest package" in said.lower()
