"""``detente drivers``: the answer first, then conclusion by conclusion."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from tests.meetings import load_mayors


@pytest.fixture
def folder(tmp_path):
    load_mayors(tmp_path / "case")
    return str(tmp_path / "case")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["drivers", *arguments, "--draws", "64"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_answers_first_and_lists_every_conclusion_in_a_line(folder):
    text = run(folder)
    answer, rest = text.split("Most of all it hangs on")
    overview = rest.split("[deal_exists]")[0]
    assert "conclusions" in answer.splitlines()[0]
    assert "would flip" in " ".join(answer.split())
    for part in ("Deals and plan", "mayors", "clerks"):
        assert part in overview


def test_one_conclusion_needs_no_overview(folder):
    text = run(folder, "--conclusion", "deal_exists")
    assert "Most of all it hangs on" not in text
    assert "[deal_exists]" in text
