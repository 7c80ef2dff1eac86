"""What-if on the command line: two versions of a case, one package, stages set by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import InputError
from tests.folders import write

CASE = """\
detente: 1
title: A swap
as_of: 2020-01-01
parties: {a: {reservation: 0 to 4}, b: {}}
issues:
  land:
    title: The land
    by: a
    options: {kept: {}, part: {a: -1, b: 3}, given: {a: -3, b: 8}}
  money:
    title: The money
    by: b
    options: {kept: {}, given: {title: All of it, a: 8, b: -3}}
constraints:
  - never: [{land: given, money: kept}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(write(tmp_path / "now", {"case.yaml": CASE}))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--draws", "64"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_two_versions_are_compared(tmp_path: Path, folder: str) -> None:
    older = str(write(tmp_path / "older", {"case.yaml": CASE.replace("0 to 4", "4 to 12")}))
    said = run("compare", folder, "--with", older)
    assert said.startswith("The least that a would accept differs.")
    assert "clear of the noise" in said
    assert "on the same 64 draws" in said
    found = json.loads(run("compare", folder, "--with", older, "--json"))
    assert found["changed"] == ["reservation/a"]


def test_the_same_version_twice_does_not_move(folder: str) -> None:
    said = run("compare", folder, "--with", folder)
    assert said.startswith("No number differs. None of ")


def test_readings_and_versions_are_not_mixed(folder: str) -> None:
    with pytest.raises(InputError, match="not both"):
        run("compare", folder, "reading", "--with", folder)


def test_one_package_is_judged(folder: str) -> None:
    said = run("deals", folder, "--package", "land=given,money=given")
    assert said.startswith("It has two parts.")
    assert "there is no side of which it more likely than not asks more" in said
    broken = run("deals", folder, "--package", "land=given")
    assert "It breaks a rule" in broken
    found = json.loads(run("deals", folder, "--package", "land=given", "--json"))
    assert found["package"] == {"land": "given"}
    assert len(found["broken"]) == 1


def test_stages_set_by_hand_are_judged(folder: str) -> None:
    package = ("--package", "land=given,money=given")
    said = run("plan", folder, *package, "--stage", "land=part", "--stage", "money=given")
    assert said.startswith("Put in three stages like this,")
    assert "Beside the recommended stages" in said
    found = json.loads(run("plan", folder, *package, "--stage", "land=part", "--json"))
    assert [len(stage) for stage in found["stages"]] == [1, 2]


def test_an_order_that_is_forbidden_is_said(folder: str) -> None:
    package = ("--package", "land=given,money=given")
    said = run("plan", folder, *package, "--stage", "land=given", "--stage", "land=part")
    assert said.startswith("The stages cannot be carried out in this order.")
    assert "cannot come before" in said


def test_a_stage_that_cannot_be_read_names_its_option(folder: str) -> None:
    with pytest.raises(InputError, match="--stage: expected ISSUE=OPTION"):
        run("plan", folder, "--stage", "land")
