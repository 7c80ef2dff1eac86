"""The command that tracks: its options reach the study, and what is added is checked and kept."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente import find_case, load
from detente.cli.app import app
from tests.unit.test_study_track import CASE, PLAN, make

SOURCES = "sources: {letter: {title: A letter, date: 2019-12, passages: {p. 1: the weir is low}}}\n"
ADD = ("add", "--date", "2020-02-01")
DONE = (*ADD, "--outcome", "done", "--move", "weir=lowered")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make(tmp_path)
    (tmp_path / "events.yaml").unlink()
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["track", *map(str, words)])


def refuse(*words: object) -> str:
    """Run what must be refused; what is said."""
    result = run(*words)
    assert result.exit_code != 0
    return str(result.exception) if result.exception else result.output


def flat(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_it_answers_first_and_shows_the_rest(tmp_path):
    make(tmp_path)
    said = flat(run(tmp_path, "--draws", 32))
    assert said.startswith("By 1 September 2020, one of the five steps is done, late;")
    for part in ("Every step", "Where each side stands", "What breaking off cost", "The rest"):
        assert part in said


def test_on_leaves_later_events_out(tmp_path):
    make(tmp_path)
    found = json.loads(run(tmp_path, "--json", "--draws", 32, "--on", "2020-02-15").output)
    assert (found["on"], found["done"], found["events_after"]) == ("2020-02-15", 1, 5)
    assert "2019-01-01 lies before the date of the case" in refuse(tmp_path, "--on", "2019-01-01")
    assert 'expected a date like 2020-11-28, got "May"' in refuse(tmp_path, "--on", "May")


def test_seed_and_draws_reach_the_study(tmp_path):
    make(tmp_path)
    found = json.loads(run(tmp_path, "--json", "--draws", 16, "--seed", 9).output)
    assert (found["origin"]["draws"], found["origin"]["seed"]) == (16, 9)


def test_a_case_without_events_has_everything_before_it(folder):
    said = flat(run(folder, "--draws", 32))
    assert said.startswith(
        "Nothing is on record up to 1 January 2020: none of the five steps has been done."
    )


def test_what_is_added_is_told_with_what_it_changes(folder):
    said = flat(run(folder, *DONE, "--what", "The weir is lowered", "--because", "letter:p. 1"))
    assert said == (
        "Added to events.yaml: 1 February 2020, “weir: lowered”, done. One of the five steps is "
        "done, one more than before; trust in upper moves from 50% to 67%."
    )
    (event,) = load(folder).events
    assert (event.date, event.moves, event.outcome) == (
        dt.date(2020, 2, 1), {"weir": "lowered"}, "done",
    )  # fmt: skip
    assert event.what == "The weir is lowered"
    assert [str(citation) for citation in event.because] == ["letter, p. 1"]


def test_several_moves_and_who_broke_them(folder):
    run(folder, *DONE)
    result = run(
        folder, "add", "--date", "2020-03-01", "--outcome", "broken", "--by", "lower",
        "--move", "flag=raised", "--move", "grain=half", "--note", "a note",
    )  # fmt: skip
    assert (
        "broken by lower. One of the five steps is done, as before; trust in lower moves"
        in flat(result)
    )
    event = load(folder).events[-1]
    assert (event.moves, event.by, event.note) == (
        {"flag": "raised", "grain": "half"}, "lower", "a note",
    )  # fmt: skip


def test_a_promise_is_added(folder):
    result = run(
        folder, *ADD, "--promise", "meet again", "--by", "lower", "--to", "upper",
        "--outcome", "kept",
    )  # fmt: skip
    assert "“meet again”, promised by lower, kept." in flat(result)
    promise = load(folder).events[0].promise
    assert promise is not None
    assert (promise.by, promise.to, promise.outcome) == ("lower", ("upper",), "kept")


def test_adding_as_json(folder):
    effect = json.loads(run(folder, *DONE, "--json", "--draws", 16).output)
    assert (effect["done_before"], effect["done"], effect["steps"]) == (0, 1, 5)
    assert effect["belief"]["upper"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--move", "weyr=lowered"), 'issue "weyr" is not declared. Did you mean "weir"?'),
        (("--move", "weir=low"), "lowered"),
        (("--move", "weir=lowered", "--because", "paper"), 'source "paper" is not declared'),
        (("--move", "weir=lowered", "--by", "upper"), "these are done; remove it"),
        (("--move", "weir"), 'expected ISSUE=OPTION, got "weir"'),
        (("--move", "weir=lowered", "--move", "weir=gone"), "an issue is named twice"),
        (("--move", "weir=lowered", "--to", "upper"), "goes with --promise"),
        (("--move", "weir=lowered", "--promise", "meet"), "either moves or a promise"),
        (("--promise", "meet", "--to", "upper"), "--by: is missing; say who promised"),
        (("--promise", "meet", "--by", "upper"), "--to: is missing; say to whom"),
        ((), "--move: is missing"),
        (("--move", "weir=lowered", "--on", "2020-03-01"), "an event has a --date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(folder, words, said):
    assert said in refuse(folder, *ADD, "--outcome", "done", *words)
    assert not (folder / "events.yaml").exists()


def test_a_date_and_an_outcome_are_needed(folder):
    assert "--date: is missing" in refuse(folder, "add", "--outcome", "done")
    assert "--outcome: is missing" in refuse(folder, *ADD, "--move", "weir=lowered")
    assert "--date: expected a date" in refuse(
        folder, "add", "--date", "1 May", "--outcome", "done", "--move", "weir=lowered"
    )


def test_options_of_an_event_without_add_are_not_ignored(folder):
    assert "--outcome: goes with add: detente track" in refuse(folder, "--outcome", "done")


def test_what_stood_before_stays_byte_for_byte(folder):
    remark = (
        b"# ours\r\nevents:\r\n  - {date: 2020-01-05, moves: {flag: raised}, outcome: done}\r\n"
    )
    (folder / "events.yaml").write_bytes(remark)
    assert run(folder, *DONE).exit_code == 0
    assert (folder / "events.yaml").read_bytes().startswith(remark)
    assert len(load(folder).events) == 2


def test_a_broken_case_takes_nothing(folder):
    (folder / "case.yaml").write_text(CASE.replace("undo: 50%", "undo: 500%"), encoding="utf-8")
    assert "500%" in refuse(folder, *DONE)
    assert not (folder / "events.yaml").exists()


def test_nothing_is_added_to_a_shipped_case():
    before = sorted(path.name for path in find_case("sinai-1979").iterdir())
    said = refuse("sinai-1979", *DONE)
    assert "copy it first: detente cases sinai-1979 my-sinai-1979" in said
    assert sorted(path.name for path in find_case("sinai-1979").iterdir()) == before


def test_a_folder_that_cannot_be_written_says_so(folder, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("detente.case.placing._write", fail)
    assert "events.yaml cannot be written: Read-only file system" in refuse(folder, *DONE)
    assert not (folder / "events.yaml").exists()


def test_two_who_add_at_once_both_stand_in_the_file(folder):
    """Two processes of their own, started together, each adding twice."""
    code = (
        "import sys; from detente.cli.app import app\n"
        "for day in sys.argv[2:]:\n"
        "    app(['track', sys.argv[1], 'add', '--date', day, '--outcome', 'late',\n"
        "         '--move', 'flag=raised', '--draws', '8'], standalone_mode=False)\n"
    )
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    days = (["2020-02-01", "2020-02-02"], ["2020-03-01", "2020-03-02"])
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), *each], env=env) for each in days
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    found = sorted(str(event.date) for event in load(folder).events)
    assert found == sorted([*days[0], *days[1]])


def test_the_plan_file_is_the_one_the_figures_are_reckoned_with(folder):
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == PLAN


def test_what_may_be_a_mistake_is_asked(folder):
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    needy = text.replace("gone: {", "gone: {requires: [grain.half], ")
    (folder / "case.yaml").write_text(needy, encoding="utf-8")
    said = flat(
        run(folder, "add", "--date", "2020-06-02", "--outcome", "done", "--move", "weir=gone")
    )
    assert "That is after 1 February 2020, the day that was agreed: was it late?" in said
    assert said.endswith("“grain: half”, which it requires, is not done.")


def test_an_event_before_the_case_is_refused(folder):
    said = refuse(folder, "add", "--date", "2019-12-31", "--outcome", "done", "--move", "weir=gone")
    assert "date: 2019-12-31 lies before as_of, 2020-01-01" in said
    assert not (folder / "events.yaml").exists()


def test_steps_stand_under_their_stage_in_few_lines(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    output = run(find_case("six-party-2007"), "--draws", 16).output
    lines = output[output.index("Every step") : output.index("Where each side stands")].splitlines()
    assert len(lines) < 45
    assert max(map(len, lines)) <= 100
    assert "3. Second phase, due 31 December 2007" in lines
    assert any(line.startswith("  United States: American oil: 100,000 t ") for line in lines)


def test_a_column_without_words_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    make(tmp_path, "events:\n  - {date: 2020-02-01, moves: {weir: lowered}, outcome: done}\n")
    lines = run(tmp_path, "--draws", 16).output.splitlines()
    (line,) = [line for line in lines if "weir: lowered" in line and "done" in line]
    assert line.index("done, 1 February 2020") > 50


def test_what_others_add_meanwhile_is_not_counted_as_its_effect(folder, monkeypatch):
    from detente import case as cases

    meanwhile = {"date": "2020-02-03", "moves": {"grain": "half"}, "outcome": "done"}
    add = cases.append_event

    def add_and_another(place, event):
        add(place, {**meanwhile, "moves": {"flag": "raised"}})
        added = add(place, event)
        add(place, meanwhile)
        return added

    monkeypatch.setattr(cases, "append_event", add_and_another)
    said = flat(run(folder, *DONE))
    assert "Two of the five steps are done, one more than before; trust in upper moves" in said
    assert "lower" not in said.split("trust in")[1]
    assert len(load(folder).events) == 3
