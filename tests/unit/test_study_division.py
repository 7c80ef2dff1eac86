"""Adjusted Winner through a case: the tutorials that Brams and Taylor also solved."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from detente.case import load
from detente.study import Workspace
from detente.study.division import find_division


def divide(name: str):
    return find_division(Workspace(detente.load(detente.find_case(name)), 4))


def test_the_panama_canal_gives_each_side_66_points() -> None:
    division = divide("treaty-panama-1974")
    assert division is not None
    assert list(division.points.values()) == pytest.approx([66, 66])
    assert division.split == "land-water"
    assert list(division.shares["land-water"].values()) == pytest.approx([2 / 15, 13 / 15])


def test_three_parties_are_not_divided_between() -> None:
    assert divide("us-dprk-2020") is None


CASE = """\
detente: 1
title: Two heirs
as_of: 2024-01-01
parties: {a: {}, b: {}}
issues:
  house: {options: {to-a: {a: 60, b: 0}, to-b: {a: 0, b: 30}}}
  boat: {options: {to-a: {a: 40, b: 0}, to-b: {a: 0, b: BOAT}}}
"""


def write(folder: Path, boat: str) -> Workspace:
    (folder / "case.yaml").write_text(CASE.replace("BOAT", boat), encoding="utf-8")
    return Workspace(load(folder), 4)


def test_both_hold_equally_many_points(tmp_path: Path) -> None:
    division = find_division(write(tmp_path, "70"))
    assert division is not None
    assert division.points == pytest.approx({"a": 700 / 11, "b": 700 / 11})
    assert division.shares["boat"] == pytest.approx({"a": 1 / 11, "b": 10 / 11})


def test_points_are_shares_of_what_is_at_stake(tmp_path: Path) -> None:
    division = find_division(write(tmp_path, "0.3"))
    assert division is not None
    assert sum(division.shares["house"].values()) == pytest.approx(1)
    assert division.points["a"] == pytest.approx(division.points["b"])


def test_an_issue_that_both_want_alike_is_no_contest(tmp_path: Path) -> None:
    assert find_division(write(tmp_path, "-5")) is None
