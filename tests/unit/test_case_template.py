"""The case that `init` writes: complete, valid, and written whole or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detente import study
from detente.case import load, save_template
from detente.case.template import TEMPLATE
from detente.errors import InputError


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


WRITTEN = sorted([*TEMPLATE, *(f".schema/{name.removesuffix('.yaml')}.json" for name in TEMPLATE)])


def test_it_loads_without_a_notice(tmp_path: Path) -> None:
    folder = save_template(tmp_path / "new" / "case")
    case = load(folder)
    assert case.notices == ()
    assert names(folder) == WRITTEN
    assert len(case.parties) == 2
    assert case.ratifiers
    assert case.promises
    assert len(case.offers) == 2


def test_some_values_are_sourced_and_some_are_assumed(tmp_path: Path) -> None:
    entries = list(load(save_template(tmp_path)).quantities())
    assert {entry.quantity.sourced for entry in entries} == {True, False}


def test_its_findings_show_what_the_tool_is_for(tmp_path: Path) -> None:
    case = load(save_template(tmp_path))
    letter, draft = study.offers(case, draws=512).offers
    assert letter.one_sided_against == ("upper",)
    assert draft.commensurate
    assert 0.6 < study.deals(case, draws=512).p_deal_exists < 0.95


def test_editors_find_the_schema_beside_each_file(tmp_path: Path) -> None:
    folder = save_template(tmp_path / "case")
    for name in TEMPLATE:
        first = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found is not None
        assert json.loads((folder / found[1]).read_text(encoding="utf-8"))["$id"]


def test_an_empty_folder_and_a_new_repository_will_do(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert load(save_template(tmp_path)).title
    assert names(tmp_path) == WRITTEN


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty: it holds"):
        save_template(tmp_path)
    assert names(tmp_path) == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "case").write_text("mine")
    with pytest.raises(InputError, match="is not a folder"):
        save_template(tmp_path / "case")
    with pytest.raises(InputError, match="cannot start a case in"):
        save_template(tmp_path / "case" / "below")
    with pytest.raises(InputError, match="cannot start a case in"):
        save_template("a\0b")


@pytest.mark.parametrize("exists", [True, False])
def test_nothing_is_left_behind_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    target = tmp_path / "case"
    if exists:
        target.mkdir()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("detente.case.template.json_schema", fail)
    with pytest.raises(InputError, match="No space left on device"):
        save_template(target)
    assert list(tmp_path.rglob("*")) == ([target] if exists else [])
