"""What the study of deals finds, on small cases that can be worked by hand."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from detente import study
from detente.case import Case, load
from detente.errors import InputError

TWO = """\
detente: 1
title: A swap
as_of: 2024-01-01
seed: 7
parties:
  a: {reservation: RA}
  b: {reservation: RB}
RATIFIERS
issues:
  first:
    by: a
    options:
      stay: {}
      half: {a: -0.1, b: 0.3}
      full: {a: -0.3, b: 0.6}
  second:
    by: b
    options:
      stay: {}
      give: {a: 0.4, b: -0.1}
  third:
    by: b
    options:
      stay: {}
      give: {a: 0.2, b: -0.3REQUIRES}
"""


def make(
    folder: Path, *, a: str = "0", b: str = "0", ratifiers: str = "", requires: str = ""
) -> Case:
    text = TWO.replace("RA", a, 1).replace("RB", b, 1)
    text = text.replace("RATIFIERS", ratifiers).replace("REQUIRES", requires)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return load(folder)


VALUES = {
    "first": {"stay": (0, 0), "half": (-1, 3), "full": (-3, 6)},
    "second": {"stay": (0, 0), "give": (4, -1)},
    "third": {"stay": (0, 0), "give": (2, -3)},
}


def list_points() -> dict[tuple[str, ...], tuple[int, int]]:
    """Every package with its worth in tenths of a point."""
    return {
        choice: tuple(
            sum(VALUES[i][o][p] for i, o in zip(VALUES, choice, strict=True)) for p in range(2)
        )  # type: ignore[misc]
        for choice in product(*VALUES.values())
    }


def test_the_frontier_is_that_of_brute_force(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path), draws=16)
    points = set(list_points().values())
    efficient = {
        p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)
    }
    listed = {tuple(round(10 * v) for v in deal.value.values()) for deal in findings.frontier}
    assert listed == efficient
    assert findings.exact is True
    assert findings.n_packages == 12
    assert findings.n_frontier == len(efficient)


def test_each_listed_package_has_the_value_beside_it(tmp_path: Path) -> None:
    points = list_points()
    for deal in study.deals(make(tmp_path), draws=16).frontier:
        assert tuple(deal.package) == tuple(VALUES)
        tenths = points[tuple(deal.package.values())]
        assert list(deal.value.values()) == pytest.approx([t / 10 for t in tenths])


def test_solutions_are_taken_over_what_is_acceptable(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path, a="0.15", b="0.15"), draws=16)
    nash = findings.solutions["nash"]
    assert nash is not None
    acceptable = [p for p in list_points().values() if min(p) >= 1.5]
    best = max((x - 1.5) * (y - 1.5) for x, y in acceptable)
    gain = nash.gain
    assert 100 * gain["a"] * gain["b"] == pytest.approx(best)


def test_the_bargaining_set_is_the_frontier_of_what_all_accept(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path, a="0.15", b="0.15"), draws=16)
    points = {p for p in list_points().values() if min(p) >= 1.5}
    best = {p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)}
    listed = {tuple(round(10 * v) for v in d.value.values()) for d in findings.bargaining_set}
    assert listed == best
    assert findings.n_bargaining_set == len(best)
    assert all(deal.acceptable for deal in findings.bargaining_set)


def test_a_ratifier_can_refuse_what_its_party_would_take(tmp_path: Path) -> None:
    free = study.deals(make(tmp_path), draws=16)
    rule = "ratifiers:\n  voters: {party: b, reservation: 0}"
    case = make(tmp_path, ratifiers=rule)
    text = (tmp_path / "case.yaml").read_text(encoding="utf-8")
    text = text.replace("{a: 0.4, b: -0.1}", "{a: 0.4, b: -0.1, voters: -1}")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = load(tmp_path)
    bound = study.deals(case, draws=16)
    assert free.solutions["nash"] is not None
    assert free.solutions["nash"].package["second"] == "give"
    assert bound.solutions["nash"] is None or bound.solutions["nash"].package["second"] == "stay"
    refused = [deal for deal in bound.frontier if deal.package["second"] == "give"]
    assert refused
    assert all("voters" in deal.refused_by and not deal.acceptable for deal in refused)


def test_no_feasible_deal_is_said_plainly(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path, a="5", b="5"), draws=16)
    assert findings.p_deal_exists == 0.0
    assert findings.recommended is None
    assert set(findings.solutions.values()) == {None}
    assert findings.frontier
    assert not any(deal.acceptable for deal in findings.frontier)


def test_a_reservation_value_below_every_package_leaves_all_acceptable(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path, a="-9", b="-9"), draws=16)
    assert all(deal.acceptable for deal in findings.frontier)
    assert findings.p_deal_exists == 1.0


def test_a_requirement_is_kept_exactly(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path, requires=", requires: first.half"), draws=16)
    for deal in findings.frontier:
        if deal.package["third"] == "give":
            assert deal.package["first"] in ("half", "full")


def test_a_weighted_sum_needs_a_weight_for_every_party(tmp_path: Path) -> None:
    case = make(tmp_path)
    with pytest.raises(InputError, match="expected one for each of a, b"):
        study.deals(case, draws=16, weights={"a": 1})
    with pytest.raises(InputError, match="not a positive number"):
        study.deals(case, draws=16, weights={"a": 1, "b": -1})
    picked = study.deals(case, draws=16, weights={"a": 1, "b": 3}).solutions["weighted_sum"]
    assert picked is not None
    best = max(x + 3 * y for x, y in list_points().values() if min(x, y) >= 0)
    assert 10 * (picked.value["a"] + 3 * picked.value["b"]) == pytest.approx(best)


def test_lotteries_do_at_least_as_well_as_packages(tmp_path: Path) -> None:
    findings = study.deals(make(tmp_path), draws=16, lotteries=True)
    nash, lottery = findings.solutions["nash"], findings.lotteries["nash"]
    assert nash is not None
    assert lottery is not None
    product_of = [gain["a"] * gain["b"] for gain in (nash.gain, lottery.gain)]
    assert product_of[1] >= product_of[0] - 1e-12
    assert sum(ticket.chance for ticket in lottery.tickets) == pytest.approx(1.0)


def test_a_long_frontier_is_listed_in_part_and_counted_whole(tmp_path: Path) -> None:
    case = make(tmp_path)
    whole = study.deals(case, draws=16)
    part = study.deals(case, draws=16, limit=2)
    assert len(part.frontier) == 2
    assert part.n_frontier == whole.n_frontier == len(whole.frontier)
    assert part.frontier[0] == whole.frontier[0]
    assert part.frontier[-1] == whole.frontier[-1]


@pytest.mark.parametrize("draws", [1, 3, 64])
def test_the_same_case_and_seed_give_the_same_bytes(tmp_path: Path, draws: int) -> None:
    case = make(tmp_path, a="-0.1 to 0.2", b="0 to 0.2")
    first, second = (study.deals(case, draws=draws).to_json() for _ in range(2))
    assert first == second
    assert study.deals(case, draws=draws, seed=8).to_json() != first


@pytest.mark.parametrize("draws", [0, -1, 10**7])
def test_a_number_of_draws_out_of_bounds_is_refused(tmp_path: Path, draws: int) -> None:
    with pytest.raises(InputError, match="draws"):
        study.deals(make(tmp_path), draws=draws)


def test_the_terminal_draws_as_often_as_python() -> None:
    from detente.cli import options

    assert options.DEFAULT_DRAWS == study.DEFAULT_DRAWS
