"""What came of the questions: read apart, checked like the rest, and no part of the case."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import find_case, load
from detente.case import json_schema, load_resolutions
from detente.case.resolutions import check_resolutions
from detente.cli.app import app
from detente.errors import CaseError
from tests import folders, forecasts


def fail(folder: Path) -> list[str]:
    case = load(folder)
    with pytest.raises(CaseError) as caught:
        load_resolutions(folder, case)
    return [str(problem) for problem in caught.value.problems]


def test_everything_is_read(tmp_path):
    case, found = forecasts.read(forecasts.write(tmp_path))
    assert [(each.id, each.outcome) for each in found] == [
        ("summit-2020", False),
        ("summit-soon", False),
        ("deal-2020", True),
    ]
    first, second, third = found
    assert first.on == dt.date(2020, 12, 31)
    assert first.note == "none was"
    assert first.place == "resolutions.yaml:2:5"
    assert [source.status for source in first.sources] == ["recalled"]
    assert second.sources == (case.sources["kelly2020"],)
    assert third.sources == ()
    assert check_resolutions(case) == ()


def test_a_case_without_the_file_has_none(tmp_path):
    assert load_resolutions(forecasts.write(tmp_path, "")) == ()


def test_base_rates_and_stages_are_read(tmp_path):
    asked = {each.id: each for each in load(forecasts.write(tmp_path)).forecasts}
    base = asked["summit-2020"].base
    assert base is not None
    assert (base.p, base.note) == (0.25, "once in four years")
    assert base.because[0].passage == "p. 9"
    base = asked["summit-soon"].base
    assert base is not None
    assert base.p == 0.1
    assert asked["hanoi"].base is None
    assert asked["first-stage"].event == ("stage_kept", "1")


MISTAKES = [
    ("id: summit-soon", "id: summit-son", "3:10", 'forecast "summit-son" is not declared. Did you'),
    ("id: summit-soon", "id: summit-2020", "3:10", 'id "summit-2020" is used at line 2 already'),
    ("on: 2020-11-11", "on: 2021-01-11", "4:40", "lies after 2020-12-31, by when it was to come"),
    ("on: 2020-11-11", "on: 2020-06-11", "4:40", "lies before as_of, 2020-07-15; what was known"),
    ("outcome: true", "outcome: maybe", "4:30", "is neither true nor false"),
    ("because: kelly2020", "because: kely2020", "3:64", 'source "kely2020" is not declared. Did'),
    ("[later, count]", "[later, cont]", "2:64", 'has no passage "cont". Did you mean'),
    (
        "later: {title",
        "kelly2020: {title: x}\n  later: {title",
        "6:3",
        "source kelly2020: its id stands in sources.yaml too",
    ),
    (", on: 2020-11-11", "", "4:5", '"on" is missing; add it'),
    ("outcome: true, ", "", "4:5", '"outcome" is missing; add it'),
    ("note: none was", "nota: none was", "2:80", 'key "nota" is not known here. Did you mean'),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), MISTAKES)
def test_a_mistake_is_one_problem_with_its_place(tmp_path, old, new, place, said):
    assert forecasts.RESOLUTIONS.count(old) == 1
    text = forecasts.RESOLUTIONS.replace(old, new)
    found = fail(forecasts.write(tmp_path, text))
    assert len(found) == 1, found
    assert found[0].startswith(f"resolutions.yaml:{place}  "), found
    assert said in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("- a\n", "must be a mapping with the keys resolutions, sources"),
        ("resolutions: [", "resolutions.yaml:"),
        ("resolutions: []\n\x00", "control character"),
    ],
)
def test_a_broken_file_is_said(tmp_path, text, said):
    folder = forecasts.write(tmp_path)
    (folder / "resolutions.yaml").write_bytes(text.encode())
    assert said in "\n".join(fail(folder))


def test_all_mistakes_are_named_at_once(tmp_path):
    text = forecasts.RESOLUTIONS.replace("summit-soon", "x").replace("2020-11-11", "2022-11-11")
    assert len(fail(forecasts.write(tmp_path, text))) == 2


def test_an_entry_without_an_outcome_hides_nothing(tmp_path):
    text = forecasts.RESOLUTIONS.replace("summit-soon, outcome: false", "soon, outcome: 1")
    found = fail(forecasts.write(tmp_path, text.replace("2020-11-11", "2022-11-11")))
    assert len(found) == 3, found
    assert "is not declared" in found[0]
    assert "is neither true nor false" in found[1]
    assert "lies after 2020-12-31" in found[2]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = forecasts.write(tmp_path / "case", "")
    outside = tmp_path / "outside.yaml"
    outside.write_text(forecasts.RESOLUTIONS, encoding="utf-8")
    (folder / "resolutions.yaml").symlink_to(outside)
    assert "leads out of the case folder" in fail(folder)[0]


def test_an_unused_source_is_a_warning(tmp_path):
    text = forecasts.RESOLUTIONS.replace("because: [later, count], ", "")
    folder = forecasts.write(tmp_path, text)
    notices = check_resolutions(load(folder))
    assert [str(each) for each in notices] == [
        "resolutions.yaml:6:3  source later: it is not cited anywhere; cite it or remove it"
    ]
    done = CliRunner().invoke(app, ["check", str(folder)])
    assert done.exit_code == 0
    assert "warning: resolutions.yaml:6:3" in done.stdout.replace("\n", " ")


def test_check_names_what_is_wrong(tmp_path):
    folder = forecasts.write(tmp_path, forecasts.RESOLUTIONS.replace("summit-soon", "x"))
    done = CliRunner().invoke(app, ["check", str(folder)])
    assert isinstance(done.exception, CaseError)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("p: 25%", "p: 25", "6:15", "share"),
        ("base: 14%", "base: often", "36:11", "not a number"),
        ("stage_kept: 2}", "stage_kept: 3}", "31:25", "plan.yaml has 2 agreed stages"),
        ("stage_kept: 2}", "stage_kept: 0}", "31:25", '"0" is not a whole number from 1 to 30'),
        ("stage_kept: 2}", "stage_kept: first}", "31:25", "is not a whole number"),
        ("stage_kept: 2}", "deal_signed: big}", "31:26", 'about any deal, not "big"'),
        ("[kelly2020, p. 9]", "[kelly2020, p. 8]", "6:29", 'no passage "p. 8"'),
    ],
)
def test_mistakes_in_questions(tmp_path, old, new, place, said):
    assert forecasts.FORECASTS.count(old) == 1
    folder = forecasts.write(tmp_path, "", forecasts.FORECASTS.replace(old, new))
    found = folders.problems(folder)
    text = [str(problem) for problem in found]
    assert len(text) == 1, text
    assert text[0].startswith(f"forecasts.yaml:{place}  "), text
    assert said in text[0]


def test_a_near_name_is_said(tmp_path):
    folder = forecasts.write(tmp_path, "")
    (folder / "resolution.yaml").write_text("x: 1", encoding="utf-8")
    assert 'Did you mean "resolutions.yaml"?' in str(folders.problems(folder))


def test_the_schema_describes_the_file():
    schema = json_schema("resolutions")
    assert schema["$ref"] == "#/$defs/resolutions"
    assert "resolution" in schema["$defs"]


def list_variants(folder: Path) -> list[tuple[bytes, ...]]:
    """Change the file in the ways in which it can be; what everything else says each time."""
    said = []
    path = folder / "resolutions.yaml"
    for text in (None, forecasts.RESOLUTIONS, forecasts.RESOLUTIONS.replace("true", "false")):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        said.append(say_all(folder))
    return said


def say_all(folder: Path) -> tuple[bytes, ...]:
    runner, few = CliRunner(), ["--draws", "16", "--json"]
    commands = [[name, str(folder), *few] for name in ("trust", "offers", "deals", "plan", "meet")]
    commands += [["check", str(folder), "--json"], ["track", str(folder), *few]]
    done = [runner.invoke(app, command, catch_exceptions=False) for command in commands]
    assert all(each.exit_code == 0 for each in done)
    return (load(folder).digest.encode(), *(each.stdout_bytes for each in done))


def test_no_other_output_depends_on_it(tmp_path):
    said = list_variants(forecasts.write(tmp_path))
    assert said[0] == said[1] == said[2]


def test_the_shipped_questions_are_all_resolved_with_sources():
    case = load(find_case("us-dprk-2020"))
    found = {each.id: each for each in load_resolutions(find_case("us-dprk-2020"), case)}
    assert set(found) == {each.id for each in case.forecasts}
    assert all(each.sources for each in found.values())
    assert not any(each.outcome for each in found.values())
    assert all(each.base is not None and each.base.note for each in case.forecasts)
    cited = {source.id for each in found.values() for source in each.sources}
    assert not cited & set(case.sources), "what was known later is no source of the case"


def test_a_copy_of_a_case_keeps_the_file(tmp_path):
    from detente.case.shelf import copy_case

    copy = copy_case("us-dprk-2020", tmp_path / "copy")
    assert len(load_resolutions(copy)) == 6
    shutil.rmtree(copy)


def test_a_mistake_in_the_case_does_not_hide_those_in_the_file(tmp_path):
    text = forecasts.RESOLUTIONS.replace("outcome: true", "outcome: maybe")
    folder = forecasts.write(tmp_path, text)
    case = folder / "case.yaml"
    case.write_text(case.read_text().replace("reservation: 0 to 5", "reservation: 5 to 0"))
    with pytest.raises(CaseError) as caught:
        CliRunner().invoke(app, ["check", str(folder)], catch_exceptions=False)
    assert [each.file for each in caught.value.problems] == ["case.yaml", "resolutions.yaml"]
    assert "more may show" in str(caught.value)


def test_a_folder_without_a_case_is_one_problem(tmp_path):
    with pytest.raises(CaseError) as caught:
        CliRunner().invoke(app, ["check", str(tmp_path)], catch_exceptions=False)
    assert len(caught.value.problems) == 1
