"""The commands import and export: what they print, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli import main
from detente.cli.app import app
from tests.scenarios import GENIUS, LOWER, UPPER, write


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> str:
    monkeypatch.setattr("sys.argv", ["detente", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_scenario_becomes_a_case_with_its_notes(tmp_path: Path) -> None:
    folder = write(tmp_path / "water", GENIUS)
    said = run("import", folder, tmp_path / "case")
    assert said.startswith(f"water: two parties and two issues, in {tmp_path / 'case'}.")
    assert "note: Points of Upper Town: 100 for what GENIUS counts as 1; every number is" in said
    assert said.endswith(f"detente deals {tmp_path / 'case'}")
    notes = (tmp_path / "case" / "README.md").read_text(encoding="utf-8")
    assert "- Points of Upper Town: 100 for what GENIUS counts as 1" in notes


def test_parties_can_be_chosen(tmp_path: Path) -> None:
    folder = write(tmp_path / "water", {**GENIUS, "third.xml": LOWER})
    chosen = ("--profile", "third.xml", "--profile", "upper.xml")
    said = run("import", folder, tmp_path / "case", "--format", "genius", *chosen)
    assert "Points of third" in said
    assert "not used: lower.xml" in said


def test_bad_files_end_with_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "water", {**GENIUS, "upper.xml": UPPER.replace('"11"', '"x"')})
    said = fail(monkeypatch, capsys, "import", folder, tmp_path / "case")
    assert said.startswith('upper.xml:4:1  evaluation is "x", where a number is needed')
    assert "1 problem found." in said
    assert not (tmp_path / "case").exists()


def test_a_case_is_written_and_never_over_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    said = run("export", "barter-nash-1950", out, "--format", "negmas")
    assert said.startswith(f"Wrote {out} as NegMAS YAML. note: NegMAS has no place for")
    again = ("export", "barter-nash-1950", out, "--format", "negmas")
    assert "is not empty; name another" in fail(monkeypatch, capsys, *again)
    assert run(*again, "--force").startswith("Wrote")
    said = fail(monkeypatch, capsys, *again[:3], "--format", "negmass")
    assert 'there is no format "negmass". Did you mean "negmas"?' in said
