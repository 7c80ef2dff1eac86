"""Ordered lists whose ranges change places in the draws, though both ends keep their order."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from detente.case import load
from detente.case.arrays import Frame
from detente.case.sampling import draw_sample
from detente.case.shelf import find_case, list_cases
from tests.folders import write

HEAD = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {a: {}, b: {}}
ratifiers: {r: {party: a}}
issues:
"""


def load_list(folder: Path, small: str, large: str, side: str = "b", more: str = "") -> list[str]:
    text = (
        f"{HEAD}  x:\n    by: a\n{more}    options:\n      none: {{}}\n"
        f'      small: {{a: -1, b: 1, r: 0, {side}: "{small}"}}\n'
        f'      large: {{a: -1, b: 1, r: 0, {side}: "{large}"}}\n'
    ).replace({"a": "a: -1, ", "b": "b: 1, ", "r": "r: 0, "}[side], "")
    notices = load(write(folder, {"case.yaml": text})).notices
    return [str(notice) for notice in notices if "no value anywhere" not in notice.message]


def test_a_range_across_0_overtakes_one_above_it(tmp_path: Path) -> None:
    assert load_list(tmp_path, "-1 to 10", "1 to 11") == [
        (
            "case.yaml:12:28  issue x, option large: b's range for large (1 to 11) lies above "
            "that for small (-1 to 10) at both ends, but its median is lower (3.32 against 4.5), "
            "and so is the value in about 59% of draws; write a best for both, or move an end"
        )
    ]


def test_the_share_is_that_of_the_draws(tmp_path: Path) -> None:
    load_list(tmp_path, "-1 to 10", "1 to 11")
    drawn = draw_sample(Frame(load(tmp_path)), 4096).values[:, 1]
    assert np.mean(drawn[:, 2] < drawn[:, 1]) == pytest.approx(0.59, abs=0.01)


def test_costs_that_fall(tmp_path: Path) -> None:
    found = load_list(tmp_path, "-10 to 1", "-11 to -1", "a")
    assert len(found) == 1
    assert "a's range for small (-10 to 1) lies above that for large (-11 to -1)" in found[0]
    assert "its median is lower (-4.5 against -3.32)" in found[0]


def test_medians_that_are_written_the_other_way_round(tmp_path: Path) -> None:
    found = load_list(tmp_path, "1 to 9, best 6", "2 to 10, best 4")
    assert "its median is lower (4 against 6)" in found[0]


@pytest.mark.parametrize(
    ("small", "large", "side"),
    [
        ("5 to 9", "6 to 14", "b"),  # one family, one direction
        ("1 to 10", "2 to 10", "b"),  # one family, other widths
        ("2 to 10", "4 to 6", "b"),  # the ends do not run one way
        ("-1 to 10", "1 to 40", "b"),  # the median rises too
        ("-1 to 4", "5 to 9", "b"),  # no overlap
        ("-1 to 10", "5", "b"),  # points
        ("-1 to 10, best 3", "1 to 11, best 4", "b"),  # a best settles it
        ("-1 to 10", "1 to 11", "r"),  # ratifiers are floors
    ],
)
def test_lists_that_keep_their_order(tmp_path: Path, small: str, large: str, side: str) -> None:
    assert load_list(tmp_path, small, large, side) == []


def test_alternatives_have_no_order(tmp_path: Path) -> None:
    assert load_list(tmp_path, "-1 to 10", "1 to 11", more="    ordered: false\n") == []


@pytest.mark.parametrize("name", list_cases())
def test_shipped_cases_have_no_such_list(name: str) -> None:
    assert load(find_case(name)).notices == ()


@pytest.mark.no_cover
def test_two_hundred_long_lists_are_compared_quickly(tmp_path: Path) -> None:
    steps = "".join(
        f"      o{k}: {{a: {'-1 to 1' if k % 2 else 1}{k:02}, b: {k - 9} to {k + 9}}}\n"
        for k in range(1, 50)
    )
    issues = "".join(
        f"  i{n}:\n    by: a\n    options:\n      none: {{}}\n{steps}" for n in range(200)
    )
    write(tmp_path, {"case.yaml": HEAD + issues})
    start = time.process_time()
    case = load(tmp_path)
    assert time.process_time() - start < 60, "it hangs"
    assert len([n for n in case.notices if "at both ends" in n.message]) >= 100
