"""What differs between two versions of a case: numbers under keys, or more than that."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import detente
from detente.case import Case
from detente.case.differences import has_same_lists, has_same_shape, list_changes, list_different
from detente.case.model import ZERO, Quantity
from detente.case.readings import apply_changes

SEVEN = Quantity(point=Decimal(7), text="7", place="case.yaml:1:1")


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load(detente.find_case("us-dprk-2020"))


def change_option(case: Case, at: int, **named: Any) -> Case:
    """Change the last option of an issue."""
    issue = case.issues[at]
    options = (*issue.options[:-1], replace(issue.options[-1], **named))
    issues = [*case.issues]
    issues[at] = replace(issue, options=options)
    return replace(case, issues=tuple(issues))


def test_readings_are_listed_as_they_are_written(case: Case) -> None:
    for reading in case.readings:
        after = apply_changes(case, reading.changes, "seen")
        changes = list_changes(case, after)
        assert changes is not None
        assert list_different(apply_changes(case, changes, "again"), after) == ()
        assert {each.key for each in changes} <= {each.key for each in reading.changes}


def test_words_sources_and_places_are_no_difference(case: Case) -> None:
    moved = replace(case.parties[0].reservation, place="case.yaml:999:1", because=(), note="no")
    party = replace(case.parties[0], name="Another name", reservation=moved)
    after = replace(case, title="New", digest="x", parties=(party, *case.parties[1:]), sources={})
    assert list_changes(case, after) == ()


def test_a_value_that_is_taken_out_counts_as_nothing(case: Case) -> None:
    values = dict(case.issues[0].options[-1].values)
    values.pop("usa")
    after = change_option(case, 0, values=values)
    changes = list_changes(case, after)
    assert changes is not None
    assert [each.value for each in changes] == [ZERO]
    assert changes[0].key.startswith("value/usa/")
    back = list_changes(after, case)
    assert back is not None
    assert back[0].value == case.issues[0].options[-1].values["usa"]


@pytest.mark.parametrize(
    "named", [{"undo": 0.77}, {"verify_days": 999}, {"duration_days": 999}, {"requires": ()}]
)
def test_what_has_no_key_is_no_change_of_numbers(case: Case, named: dict[str, object]) -> None:
    at = next(n for n, issue in enumerate(case.issues) if issue.options[-1].requires)
    after = change_option(case, at, **named)
    assert list_changes(case, after) is None
    assert has_same_lists(case, after)
    assert not has_same_shape(case, after)


def test_a_floor_that_is_new_is_not_as_if_it_had_been_nothing(case: Case) -> None:
    floors = {**case.plan.floors, "usa": SEVEN}
    after = replace(case, plan=replace(case.plan, floors=floors))
    changes = list_changes(case, after)
    assert changes is not None
    assert [each.key for each in changes] == ["floor/usa"]
    assert list_changes(after, case) is None  # no number says that there is no floor


def test_what_is_built_differently_has_other_lists(case: Case) -> None:
    fewer = replace(case, issues=case.issues[1:])
    assert not has_same_lists(case, fewer)
    assert list_changes(case, fewer) is None
    assert list_changes(case, replace(case, seed=case.seed + 1)) is None
