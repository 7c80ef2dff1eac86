"""Requirements that contradict each other: what stands in the way of what, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from detente.case import load
from detente.case.constraints import Network
from detente.case.rules import Ban
from tests.folders import CASE, FILES, problems, spoil, write


def test_a_later_option_may_require_what_needs_an_earlier_one(tmp_path: Path) -> None:
    new = "some: {requires: yongbyon.frozen, usa: 1,"
    files = {**FILES, "case.yaml": CASE.replace("some: {usa: 1,", new)}
    assert load(write(tmp_path, files)).notices == ()


def test_a_circle_of_two(tmp_path: Path) -> None:
    new = "some: {requires: [yongbyon.dismantled], usa: 1,"
    assert spoil(tmp_path, ("case.yaml", "some: {usa: 1,", new)) == [
        (
            "case.yaml:24:20  issue yongbyon, option dismantled: requirements run in a circle: "
            "yongbyon.dismantled requires inspections.some, inspections.some requires "
            "yongbyon.dismantled. Remove one of them"
        )
    ]


def test_a_circle_through_the_steps_of_a_list(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: , one: {p: 1, q: 1, requires: b.two}, two: {p: 2, q: 2}}}
  b: {options: {none: , one: {p: 1, q: 1, requires: a.two}, two: {p: 2, q: 2}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:53  issue a, option one: requirements run in a circle: "
            "a.one requires b.two, b.one requires a.two. Remove one of them"
        )
    ]


def test_a_requirement_that_can_never_hold(tmp_path: Path) -> None:
    new = "requires: [inspections.some]\n        excludes: inspections.some"
    assert spoil(tmp_path, ("case.yaml", "requires: [inspections.some]", new)) == [
        (
            "case.yaml:24:20  issue yongbyon, option dismantled: yongbyon.dismantled can never be "
            "chosen: yongbyon.dismantled requires inspections.some; yongbyon.dismantled excludes "
            "inspections.some. Change one of them"
        )
    ]


def test_a_requirement_that_fails_through_others_is_told_once(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: , one: {p: 1, q: 1, requires: b.one, excludes: c.one}, two: {p: 2, q: 2}}}
  b: {options: {none: , one: {p: 1, q: 1, requires: c.one}}}
  c: {options: {none: , one: {p: 1, q: 1}}}
  d: {options: {none: , one: {p: 1, q: 1, requires: a.one}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:53  issue a, option one: a.one can never be chosen: a.one requires b.one; "
            "a.one excludes c.one; b.one requires c.one. Change one of them"
        )
    ]


def test_constraints_that_leave_no_package(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: {requires: b.one, excludes: b.one}, one: {p: 1, q: 1}}}
  b: {options: {none: , one: {p: 1, q: 1}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:34  issue a, option none: the constraints leave no package at all: "
            "a.none requires b.one; a.none excludes b.one. Remove one of them"
        )
    ]


def test_a_payment_that_stands_for_a_list_of_one(tmp_path: Path) -> None:
    assert spoil(tmp_path, ("meetings.yaml", "amount: 1 to 2", "amount: 2 to 1")) == [
        (
            'meetings.yaml:8:40  meeting leaders-2020: amount: "2 to 1" runs downwards. '
            'Did you mean "1 to 2"?'
        )
    ]


class _Counted(Ban):
    """A ban that counts how often anybody looks whether a package breaks it."""

    __slots__ = ()
    looks: ClassVar[int] = 0

    def is_broken(self, options: Sequence[int]) -> bool:
        _Counted.looks += 1
        return super().is_broken(options)


def test_a_package_that_differs_in_one_issue_is_not_checked_against_every_rule() -> None:
    issues, options = 60, 10
    bans = [
        _Counted((place, (place + step) % issues), (6, 6), "", ("bans", place, step))
        for place in range(issues)
        for step in range(1, 11)
    ]
    network = Network([options] * issues, [False] * issues, bans)
    assert network.find_conflict() is None
    assert not list(network.find_impossible())
    # Twenty bans speak of each issue, and one look for each of its options is enough.
    assert _Counted.looks <= len(bans) + issues * options * 20
