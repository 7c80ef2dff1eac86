"""The command on plans: its options reach the study, and it answers first, in plain words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app
from detente.cli.options import read_package
from detente.errors import InputError
from detente.study.workspace import Workspace
from tests.report_plan_samples import SAMPLES


class Study:
    """Stands for the study: remembers what it was asked, gives back a sample."""

    def __init__(self, sample: str) -> None:
        self.case, self.found = SAMPLES[sample]()
        self.asked: dict[str, Any] = {}

    def __call__(self, workspace: Workspace, **asked: Any) -> Any:
        self.asked = asked | {"draws": workspace.draws, "seed": workspace.seed}
        return self.found


def run(monkeypatch: pytest.MonkeyPatch, sample: str, *options: str) -> tuple[Result, Study]:
    study = Study(sample)
    monkeypatch.setattr("detente.study.find_plan", study, raising=False)
    monkeypatch.setattr("detente.cli.options.open_case", lambda _: study.case)
    return CliRunner().invoke(app, ["plan", "canal", *options]), study


def flat(result: Result) -> str:
    return " ".join(result.output.split())


def test_options_reach_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    result, study = run(
        monkeypatch, "enterable", "--package", "locks=given, flag=given", "--most-stages", "3",
        "--items", "2", "--seconds", "1.5", "--engine", "cp-sat", "--draws", "64", "--seed", "9",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert study.asked == {
        "package": {"locks": "given", "flag": "given"}, "most_stages": 3, "most_items": 2,
        "seconds": 1.5, "engine": "cp-sat", "draws": 64, "seed": 9,
    }  # fmt: skip


def test_without_options_the_study_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    _, study = run(monkeypatch, "enterable")
    asked = {key: study.asked[key] for key in ("package", "most_stages", "most_items", "engine")}
    assert asked == {"package": None, "most_stages": None, "most_items": None, "engine": "auto"}


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_answers_first(monkeypatch: pytest.MonkeyPatch, sample: str) -> None:
    result, _ = run(monkeypatch, sample)
    assert result.exit_code == 0, result.exception
    opening = "No order of the steps" if sample == "impossible" else "Today's trust "
    assert flat(result).startswith(opening)
    assert "How large a deal trust can carry" in result.output


def test_a_break_is_said_with_its_place_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    said = flat(run(monkeypatch, "breaking")[0])
    assert "but at stage 3 of 3 the United North would have to believe at 62%" in said
    assert "United North: Locks: Given up (done and verified in 3 months)" in said
    assert re.search(r"Stage 3 0; needs 62%, has 41%", said)
    assert "The stages as they were agreed" in said


def test_the_largest_deal_is_listed_with_its_first_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    case, found = SAMPLES["breaking"]()
    assert found.largest_deal
    deal = replace(found.largest_deal, stages=2)
    monkeypatch.setitem(SAMPLES, "two", lambda: (case, replace(found, largest_deal=deal)))
    said = flat(run(monkeypatch, "two")[0])
    assert re.search(r"Its parts: [\w ]+: Flag: Given up Its first stage, of 2: [\w ]+: Flag", said)
    assert "Its first stage" not in flat(run(monkeypatch, "breaking")[0])


def test_nothing_is_staged_where_nothing_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = run(monkeypatch, "impossible")
    assert "Stage by stage" not in result.output
    assert "there is none" in result.output


def test_json_is_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    result, study = run(monkeypatch, "breaking", "--json")
    assert json.loads(result.output) == study.found.to_dict()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("locks", 'got "locks"'),
        ("locks=", 'got "locks="'),
        ("=given", 'got "=given"'),
        ("locks=given,", 'got ""'),
        ("locks=given,locks=kept", "locks is given twice"),
    ],
)
def test_a_package_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read_package(text, "--package")


@pytest.mark.parametrize("text", ["", "  "])
def test_no_package_is_none(text: str) -> None:
    assert read_package(text, "--package") is None


@pytest.mark.parametrize("option", ["--most-stages", "--items"])
def test_limits_are_at_least_one(monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    result, study = run(monkeypatch, "enterable", option, "0")
    assert result.exit_code == 2
    assert not study.asked
