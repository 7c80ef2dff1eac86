"""``detente sweep``: what it prints, what it refuses, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from detente import InputError, sweep
from detente.cli.app import app
from tests.folders import VALLEYS, write

OTHER = {"case.yaml": VALLEYS["case.yaml"].replace("lower", "below")}
SMALL = ("--draws", "8", "--workers", "1")


@pytest.fixture
def valleys(tmp_path) -> str:
    return str(write(tmp_path / "valleys", VALLEYS))


def run(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, ["sweep", *words], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.stdout if status == 0 else done.stderr


def test_a_grid_is_swept_told_in_short_and_taken_up_again(valleys, tmp_path):
    out = str(tmp_path / "out")
    words = (valleys, "--set", "reservation/upper=0,30", "--ask", "deals, meet", "--out", out)
    said = run(*words, *SMALL)
    assert "Two variants of valleys; asked of each: deals and meet." in said
    lines = said.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("p_deal_exists"))
    assert lines[place].split()[1] == "0"
    assert lines[place + 1].strip() == "reservation/upper: 100%"
    assert f"{out}/findings/*.parquet" in said.replace("\n", "")
    again = json.loads(run(*words, *SMALL, "--json"))
    assert (again["n_before"], again["n_finished"], again["n_failed"]) == (2, 2, 0)
    assert again["folder"] == out
    package = run(*words, *SMALL, "--show", "recommended.package.water")
    assert "recommended.package.water" in package
    assert "p_deal_exists" not in package
    assert "findings that differ; --show NAME" in " ".join(package.split())


def test_one_variant_alone_is_told_how_to_make_more(valleys, tmp_path):
    said = run(valleys, "--ask", "trust", *SMALL, "--out", str(tmp_path / "out"))
    assert "One variant of valleys; asked of each: trust." in said
    assert "--set and --sample make more" in " ".join(said.split())
    assert "Nothing that was found differs" not in said


def test_what_cannot_be_answered_is_told_once_for_all_variants(tmp_path):
    said = run(
        "barter-nash-1950", "--set", "reservation/jack=0,1,2", "--ask", "meet", *SMALL,
        "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert "Not answered: three questions." in said
    assert "meet, in three variants, first in 1 (barter-nash-1950): the case has no" in said
    assert "Nothing that was found differs between variants." in said


def test_keys_are_listed_with_what_they_are_and_of_many_cases_those_that_all_have(
    valleys, tmp_path
):
    out = str(tmp_path / "out")
    said = run(valleys, "--keys", "--out", out)
    assert re.search(r"reservation/upper +Upper Valley: reservation value +0 to 2\n", said)
    assert "Value" in said
    write(tmp_path / "more" / "one", VALLEYS)
    write(tmp_path / "more" / "two", OTHER)
    said = run(str(tmp_path / "more"), "--keys", "--out", out)
    assert "reservation/upper" in said
    assert "reservation/lower" not in said
    assert "Value" not in said
    assert not (tmp_path / "out").exists()


def test_numbers_that_move_a_finding_as_much_are_all_named(valleys, tmp_path):
    said = run(
        valleys, "--set", "reservation/upper=0,99", "--set", "reservation/lower=0,99", *SMALL,
        "--show", "reservation.*", "--show", "p_deal_exists", "--out", str(tmp_path / "out"),
    )  # fmt: skip
    lines = [line.strip() for line in said.splitlines()]
    assert "reservation/upper, reservation/lower: 33% each" in lines
    assert "reservation/upper: 100%" in lines


def test_a_sample_says_that_it_names_only_what_stands_out(valleys, tmp_path):
    words = ("--sample", "12", "--vary", "reservation", "--vary", "value/lower")
    said = run(valleys, *words, *SMALL, "--out", str(tmp_path / "out"))
    assert "only where it stands out from chance" in said
    assert "12 variants of valleys" in said


def test_every_question_of_a_sweep_is_a_command_or_a_list(tmp_path):
    from detente.sweep.questions import QUESTIONS
    from docs.examples import find_commands

    assert set(QUESTIONS) - set(find_commands()) == {"lists"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "reservation/uper=1"), 'Did you mean "reservation/upper"?'),
        (("--set", "reservation/upper"), "expected KEY=VALUE"),
        (("--ask", "deal"), 'Did you mean "deals"?'),
        (("--ask", ""), "is no question"),
        (("--vary", "value"), "--sample 200"),
        (("--show", "p_nothing"), "no finding is called p_nothing"),
    ],
)
def test_bad_options_are_refused_with_a_way_out(valleys, tmp_path, words, said):
    with pytest.raises(InputError) as caught:
        run(valleys, *words, *SMALL, "--out", str(tmp_path / "out"))
    assert said in str(caught.value)


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(valleys, tmp_path, monkeypatch):
    def stop(*_, progress, **__):
        progress(3, 12)
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "run", stop, raising=False)
    said = run(valleys, *SMALL, "--out", str(tmp_path / "out"), status=130)
    assert f"3 variants are finished and kept in {tmp_path / 'out'}" in said
    assert "the same command goes on" in said
