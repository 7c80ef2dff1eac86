"""Stages set by hand: judged as the study of plans judges its own, and what is wrong is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente.case import load
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.sentences.beside import explain_problem
from detente.study import StagedFindings, Workspace, find_plan, find_staged
from tests.folders import write

DRAWS = 64
CASE = """\
detente: 1
title: A ladder and a gate
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues:
  land:
    by: a
    options: {kept: {}, part: {a: -1 to 0, b: 3}, given: {a: -3, b: 8}}
  money:
    by: b
    options: {kept: {}, given: {a: 8, b: -3 to -2}}
  gate:
    by: b
    options: {shut: {}, open: {a: 2, b: -1, requires: [land.part]}}
"""
ALL = {"land": "given", "money": "given", "gate": "open"}
PART, GIVEN, MONEY, GATE = ("land", "part"), ("land", "given"), ("money", "given"), ("gate", "open")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(load(write(tmp_path, {"case.yaml": CASE})), DRAWS)


def list_steps(found: StagedFindings) -> list[list[tuple[str, str]]]:
    return [[(move.issue, move.to) for move in stage] for stage in found.stages]


def test_the_recommended_stages_set_by_hand_are_the_recommended_plan(workspace: Workspace) -> None:
    planned = find_plan(workspace, ALL)
    stages = [[(move.issue, move.to) for move in stage.items] for stage in planned.stages]
    found = find_staged(workspace, ALL, stages)
    assert planned.recommended is not None
    assert found.recommended == planned.recommended
    searched = {"engine": "", "proven": False, "bound": None}
    assert found.plan == replace(planned.recommended, **searched)  # type: ignore[arg-type]
    assert found.problems == ()


def test_what_is_left_out_comes_last_in_one_stage(workspace: Workspace) -> None:
    found = find_staged(workspace, ALL, [[PART]])
    assert list_steps(found) == [[PART], [GIVEN, MONEY, GATE]]
    assert found.plan is not None
    assert [len(stage.items) for stage in found.plan.stages] == [1, 3]
    assert list_steps(find_staged(workspace, ALL, ())) == [[PART, GIVEN, MONEY, GATE]]


def test_earlier_steps_of_a_ladder_come_along(workspace: Workspace) -> None:
    found = find_staged(workspace, ALL, [[GIVEN], [MONEY]])
    assert list_steps(found) == [[PART, GIVEN], [MONEY], [GATE]]


def test_empty_stages_are_left_out(workspace: Workspace) -> None:
    found = find_staged(workspace, ALL, [[], [PART, GIVEN], [], [MONEY, GATE]])
    assert [len(stage) for stage in found.stages] == [2, 2]


@pytest.mark.parametrize(
    ("stages", "later", "first"),
    [([[GIVEN], [PART]], GIVEN, PART), ([[GATE, MONEY], [PART, GIVEN]], GATE, PART)],
)
def test_what_must_come_first_is_said(
    workspace: Workspace,
    stages: list[list[tuple[str, str]]],
    later: tuple[str, str],
    first: tuple[str, str],
) -> None:
    found = find_staged(workspace, ALL, stages)
    assert found.plan is None
    assert found.recommended is not None
    (problem,) = found.problems
    assert problem.move is not None
    assert problem.other is not None
    assert (problem.kind, problem.stage, problem.needs) == ("order", 1, 2)
    assert (problem.move.issue, problem.move.to) == later
    assert (problem.other.issue, problem.other.to) == first
    assert "cannot come before" in explain_problem(Names(workspace.case), problem)


def test_what_is_named_twice_or_not_reached_is_said_and_judged(workspace: Workspace) -> None:
    found = find_staged(workspace, {"land": "part", "money": "given"}, [[PART], [MONEY], [PART]])
    (twice,) = found.problems
    assert (twice.kind, twice.stage, twice.needs) == ("twice", 3, 1)
    assert list_steps(found) == [[PART], [MONEY]]
    found = find_staged(workspace, {"land": "part"}, [[PART], [GATE]])
    (outside,) = found.problems
    assert (outside.kind, outside.stage, outside.issue) == ("outside", 2, "gate")
    assert found.plan is not None


def test_limits_are_counted(workspace: Workspace) -> None:
    terms = replace(workspace.case.plan, most_stages=2, most_items=1)
    narrow = Workspace(replace(workspace.case, plan=terms), DRAWS)
    found = find_staged(narrow, ALL, [[PART], [GIVEN], [MONEY, GATE]])
    kinds = {each.kind: (each.stage, each.found, each.allowed) for each in found.problems}
    assert kinds == {"most_stages": (0, 3, 2), "most_items": (3, 2, 1)}
    assert found.plan is not None


def test_a_package_of_nothing_has_no_stages(workspace: Workspace) -> None:
    found = find_staged(workspace, {}, ())
    assert found.stages == ()
    assert found.plan is not None
    assert found.plan.stages == ()


@pytest.mark.parametrize("named", [("lnd", "part"), ("land", "prat")])
def test_what_is_not_there_is_refused(workspace: Workspace, named: tuple[str, str]) -> None:
    with pytest.raises(InputError, match=r"land|part"):
        find_staged(workspace, ALL, [[named]])
    with pytest.raises(InputError, match=r"land|part"):
        find_staged(workspace, dict([named]), ())


def test_rows_are_the_stages(workspace: Workspace) -> None:
    rows = find_staged(workspace, ALL, [[PART]]).rows()
    assert [row["stage"] for row in rows] == [1, 2]
    assert find_staged(workspace, ALL, [[GIVEN], [PART]]).rows() == []
