"""What numbers rest on: counted, held against documents, and ranked where there is nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import find_case, load, study
from detente.case import Case, save_template
from detente.cli.app import app
from detente.report.naming import Names
from detente.report.sentences.sources import (
    answer_sources,
    count_rest,
    explain_bare,
    say_share_bare,
)
from detente.study import Workspace, find_drivers
from detente.study.sources import find_side, find_strongest, rank_unsourced

DRAWS = 256


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The template, with a document for its first source."""
    folder = save_template(tmp_path_factory.mktemp("case") / "case")
    case = load(folder)
    source = next(iter(case.sources.values()))
    said = next(iter(source.passages.values()))
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "paper.txt").write_text(f"Before.\n\n{said}\n\nAfter.", encoding="utf-8")
    text = (folder / "sources.yaml").read_text(encoding="utf-8")
    named = text.replace(f"  {source.id}:\n", f"  {source.id}:\n    file: sources/paper.txt\n", 1)
    assert named != text
    (folder / "sources.yaml").write_text(named, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def case(folder) -> Case:
    return load(folder)


def test_numbers_are_counted_once_for_a_source(case):
    found = study.sources(case, draws=16)
    for each in found.sources:
        keys = {key for passage in each.passages for key in passage.numbers}
        assert each.numbers == len(keys)
    cited = {citation.source for entry in case.quantities() for citation in entry.quantity.because}
    assert {each.id for each in found.sources if each.numbers} == cited
    assert not found.unsourced
    assert not found.found
    assert len(found.rows()) == sum(len(each.passages) for each in found.sources)


def test_passages_are_held_against_the_document(case):
    first, *others = study.sources(case, draws=16).sources
    assert first.document == "read"
    assert first.passages[0].found == "exactly"
    assert {passage.found for passage in first.passages[1:]} <= {"elsewhere", ""}
    assert {each.document for each in others} <= {"none"}


def test_a_document_that_cannot_be_read_says_why(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "case")
    (copy / "sources" / "paper.txt").write_bytes(b"PK\x03\x04\x00")
    first = study.sources(load(copy), draws=16).sources[0]
    assert first.document == "unread"
    assert "control characters" in first.trouble


def test_words_are_looked_for_in_documents_too(case):
    found = study.sources(case, "befor*", draws=16).found
    assert "[Before]" in found[0].text


def test_numbers_that_move_something_stand_before_the_widest(case):
    found = find_drivers(Workspace(case, DRAWS))
    ranked = rank_unsourced(case, found)
    bare = [e for e in case.quantities() if not e.quantity.sourced and not e.quantity.is_default]
    assert {each.key for each in ranked} == {entry.key for entry in bare}
    moving = [bool(each.conclusion) for each in ranked]
    assert moving == sorted(moving, reverse=True)
    flips = [each.flips for each in ranked]
    assert flips == sorted(flips, reverse=True)
    rest = [each.width for each in ranked if not each.conclusion]
    assert rest == sorted(rest, reverse=True)


def test_without_drivers_the_widest_comes_first(case):
    widths = [each.width for each in rank_unsourced(case)]
    assert widths == sorted(widths, reverse=True)


def test_the_points_of_every_number_are_some_side_of_the_case():
    case = load(find_case("us-dprk-2020"))
    sides = {actor.id for actor in case.actors}
    for entry in case.quantities():
        is_share = entry.key.startswith(("firmness/", "readiness/"))
        assert (find_side(case, entry.key) in sides) is not is_share


def test_a_sentence_says_what_each_number_does(case):
    names, found = Names(case), find_drivers(Workspace(case, DRAWS))
    for driven, driver in find_strongest(found).values():
        said = explain_bare(names, driven, driver, DRAWS)
        assert said.endswith(".")
        assert "{" not in said
    assert "without a source" in say_share_bare(found)
    assert "stand" in count_rest(rank_unsourced(case))
    assert count_rest(()) == ""


def test_the_answer_counts_sources_and_documents(case):
    found = study.sources(case, draws=16).sources
    assert "one document is in the folder".capitalize() in answer_sources(found)
    assert answer_sources(()) == "This case names no sources yet."


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["sources", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_lists_sources(folder, case):
    said = run(str(folder))
    assert all(source in said for source in case.sources)
    assert "1 of" in said


def test_the_command_searches(folder):
    assert "[Before]" in run(str(folder), "--search", "before")
    assert "in no passage" in run(str(folder), "--search", "zebra unicorn")


def test_the_command_ranks_numbers_without_a_source(folder):
    assert "Moves most" in run(str(folder), "--unsourced", "--draws", "64")
    found = json.loads(run(str(folder), "--unsourced", "--json", "--draws", "64"))
    assert found["unsourced"][0]["label"]
