"""The claims of the shipped case: as many as promised, each with its passage, in our own words."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from detente import find_case, load
from detente.case import Case, Reading
from detente.case.finding_names import Known, read_test

LEAST = {"kelly": 12, "kim": 10}


@pytest.fixture(scope="module")
def case() -> Case:
    return load(find_case("us-dprk-2020"))


@pytest.fixture(params=LEAST)
def reading(request: pytest.FixtureRequest, case: Case) -> Reading:
    return next(each for each in case.readings if each.id == request.param)


def test_there_are_as_many_as_promised(reading: Reading) -> None:
    assert len(reading.claims) >= LEAST[reading.id]
    assert len({claim.id for claim in reading.claims}) == len(reading.claims)


def test_each_rests_on_what_its_author_says(case: Case, reading: Reading) -> None:
    for claim in reading.claims:
        assert {cited.source for cited in claim.because} == {reading.source}, claim.id
        passages = case.sources[reading.source].passages
        assert all(cited.passage in passages for cited in claim.because), claim.id


def test_each_can_be_put_to_the_case_and_says_something_of_its_own(
    case: Case, reading: Reading
) -> None:
    known = Known.of(case)
    for claim in reading.claims:
        _, findings = read_test(claim.test, known)
        assert findings, claim.id
    assert len({claim.test for claim in reading.claims}) == len(reading.claims)


def test_the_command(case: Case) -> None:
    from detente.cli.app import app

    done = CliRunner().invoke(
        app, ["claims", "us-dprk-2020", "--reading", "kim", "--json", "--draws", "64"]
    )
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    kim = next(each for each in case.readings if each.id == "kim")
    assert [claim["id"] for claim in found["claims"]] == [claim.id for claim in kim.claims]
    for claim in found["claims"]:
        assert claim["verdict"] in ("holds", "does_not", "cannot_tell")
        assert list(claim["under"]) == ["kim", "kelly"]
