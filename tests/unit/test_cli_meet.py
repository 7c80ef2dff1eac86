"""``detente meet``: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import InputError
from tests.meetings import MAYORS, load_mayors

FEW = ["--draws", "64"]


@pytest.fixture
def folder(tmp_path):
    load_mayors(
        tmp_path / "case",
        "pays: {by: The League, for: upper, amount: 0.5}",
        "conditions: {by: lower, better_than: past}",
        "counters: {by: lower, meeting: clerks}",
    )
    return str(tmp_path / "case")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["meet", *arguments, *FEW], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_answers_first_and_shows_every_meeting(folder):
    text = " ".join(run(folder).split())
    assert text.index("“mayors”") < text.index("Is held")
    assert "Upper Valley" in text
    for part in ("Ending", "as proposed", "2024-11-01", "the League pays", "signs only"):
        assert part in text
    assert "“clerks”" in text.split("2024-11-01", 1)[1]


def test_one_meeting_only_and_on_another_day(folder):
    found = json.loads(run(folder, "--json", "--meeting", "mayors", "--date", "2025-01-31"))
    (meeting,) = found["meetings"]
    assert (meeting["id"], meeting["date"]) == ("mayors", "2025-01-31")
    party = meeting["parties"]["lower"]
    assert {"p_better_if_accepts", "p_better_if_declines", "dilemma", "equilibrium"} <= set(party)


def test_a_menu_without_a_package_is_said(tmp_path):
    mayors = MAYORS.replace("readiness: 50%", "agenda: []\n    readiness: 50%")
    load_mayors(tmp_path / "bare", mayors=mayors)
    text = " ".join(run(str(tmp_path / "bare"), "--meeting", "mayors").split())
    assert "Nothing could be signed" in text
    assert "The likeliest to be signed" not in text


def test_the_package_that_is_likeliest_to_be_signed_is_shown_in_full():
    text = " ".join(run("us-dprk-2020", "--meeting", "leaders-2020").split())
    assert re.search(r"The likeliest to be signed, package \d, \d+ parts: United States: ", text)


def test_the_same_case_and_seed_give_the_same_bytes(folder):
    assert run(folder, "--json") == run(folder, "--json")


def test_it_writes_the_game_for_gambit_and_answers_all_the_same(folder, tmp_path):
    path = tmp_path / "game.efg"
    found = json.loads(
        run(folder, "--json", "--meeting", "mayors", "--efg", str(path), "--types", "2")
    )
    assert [each["id"] for each in found["meetings"]] == ["mayors"]
    text = path.read_text(encoding="utf-8")
    assert text.startswith("EFG 2 R")
    assert '"Lower Valley / invites (type 2)"' in text
    assert '"counters clerks"' in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--meeting", "majors"], 'Did you mean "mayors"'),
        (["--meeting", ""], 'the case has no meeting ""'),
        (["--date", ""], "--date: expected a date"),
        (["--date", "soon"], '--date: expected a date like 2020-11-28, got "soon"'),
        (["--date", "2020-01-01"], "lies before the day of the case"),
        (["--types", "3"], "--types: goes with --efg"),
        (["--efg", "game.efg"], "name one of them: mayors, clerks"),
        (["--efg", "game.efg", "--meeting", "mayors", "--types", "9000"], "ask for fewer types"),
        (["--efg", "no/such/game.efg", "--meeting", "mayors"], "there is no folder"),
    ],
)
def test_refusals_say_what_is_wrong(folder, options, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception, match=said) as caught:
        CliRunner().invoke(
            app, ["meet", folder, "--draws", "9000", *options], catch_exceptions=False
        )
    assert isinstance(caught.value, InputError) or "types" in said
    assert not (tmp_path / "game.efg").exists()


def test_a_case_without_meetings_says_how_to_add_them(tmp_path):
    with pytest.raises(InputError, match=r"write a meetings\.yaml"):
        run("barter-nash-1950")
