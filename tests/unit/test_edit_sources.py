"""What a number rests on is added and taken away; so are sources and passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case.edit import (
    AddPassage,
    AddSource,
    AttachDocument,
    Cite,
    Revision,
    SetField,
    Together,
    Uncite,
    open_revision,
    revise,
)
from detente.case.library import MOST_BYTES
from tests.edits import FROZEN, diff, make, open_case, refuse
from tests.folders import CASE, FILES, write


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    return open_revision(write(tmp_path))


# What a number rests on


def test_a_plain_number_becomes_one_that_rests_on_something(tmp_path: Path) -> None:
    sources = "sources:\n  kelly2020: {title: A, date: 2020-07, passages: {p. 9: x, 'a, b': y}}\n"
    revision = open_case(tmp_path, case=CASE, sources=sources)
    key = "value/usa/yongbyon/dismantled"
    old = "-        usa: 14 to 30"
    first = Cite(key, "kelly2020", "a, b")
    assert make(revision, first) == [
        old,
        '+        usa: {value: 14 to 30, because: [kelly2020, "a, b"]}',
    ]
    once = revise(revision, first)
    twice = revise(once, Cite(key, "kelly2020", "p. 9"))
    assert diff(revision, twice) == [
        old,
        '+        usa: {value: 14 to 30, because: [[kelly2020, "a, b"], [kelly2020, p. 9]]}',
    ]
    thrice = revise(twice, Cite(key, "kelly2020"))
    assert diff(revision, thrice)[1].endswith("[kelly2020, p. 9], [kelly2020]]}")
    assert revise(thrice, Uncite(key, "kelly2020")).contents == twice.contents
    assert revise(twice, Uncite(key, "kelly2020", "p. 9")).contents == once.contents
    assert revise(once, Uncite(key, "kelly2020", "a, b")).contents == revision.contents
    assert "already" in refuse(twice, Cite(key, "kelly2020", "p. 9"))
    assert "does not cite" in refuse(once, Uncite(key, "kelly2020", "p. 9"))


def test_what_all_of_an_entry_rests_on_is_kept(revision: Revision) -> None:
    whole = Cite(FROZEN, "kelly2020")
    assert make(revision, whole)[1] == (
        "+        usa: {value: 6 to 14, because: [[kelly2020, p. 9], [kelly2020]]}"
    )
    assert revise(revise(revision, whole), Uncite(FROZEN, "kelly2020")).contents == (
        revision.contents
    )
    assert "with all of the entry" in refuse(revision, Uncite(FROZEN, "kelly2020", "p. 9"))
    assert "already" not in refuse(revision, Cite(FROZEN, "kelly"))


def test_a_number_on_lines_of_its_own_is_cited_there(tmp_path: Path) -> None:
    block = "        usa:\n          value: 14 to 30  # so\n          note: why\n"
    case = CASE.replace("        usa: 14 to 30\n", block)
    revision = open_case(tmp_path, case=case, sources=FILES["sources.yaml"])
    key = "value/usa/yongbyon/dismantled"
    after = revise(revision, Cite(key, "kelly2020", "p. 9"))
    assert diff(revision, after) == ["+          because: [kelly2020, p. 9]"]
    assert revise(after, Uncite(key, "kelly2020", "p. 9")).contents == revision.contents


def test_remarks_on_what_stays_in_a_list_stay(tmp_path: Path) -> None:
    block = """\
        usa:
          value: 14 to 30
          because:
            # of one
            - [kelly2020, p. 9]  # read
            # of the other
            - kelly2020  # too
            - [kelly2020]
"""
    case = CASE.replace("        usa: 14 to 30\n", block)
    case = case.replace("    by: dprk\n", "    by:\n      # who\n      - dprk  # alone\n", 1)
    revision = open_case(tmp_path, case=case, sources=FILES["sources.yaml"])
    said = make(revision, Uncite("value/usa/yongbyon/dismantled", "kelly2020"))
    assert said == ["-            # of the other", "-            - kelly2020  # too",
                    "-            - [kelly2020]"]  # fmt: skip
    both = SetField("yongbyon", "", "by", "dprk, usa")
    assert make(revision, both) == ["+      - usa"]
    other = SetField("yongbyon", "", "by", "usa, dprk")
    assert "+    by: [usa, dprk]  # alone" in make(revision, other)


def test_a_passage_that_is_not_there_is_told(revision: Revision) -> None:
    found = refuse(revision, Cite(FROZEN, "kelly2020", "p. 10"))
    assert found.startswith("case.yaml:15:60  issue yongbyon, option frozen: source kelly2020 has")
    assert "no number of its own here" in refuse(
        revision, Cite("value/usa/yongbyon/kept", "kelly2020")
    )


# Sources


def test_a_passage_is_added(revision: Revision) -> None:
    _, line = make(revision, AddPassage("kelly2020", "p. 10", "He says: no"))
    assert line.endswith('passages: {p. 9: what it says, p. 10: "He says: no"}}')
    assert "already" in refuse(revision, AddPassage("kelly2020", "p. 9", "x"))
    assert "no source" in refuse(revision, AddPassage("kelly", "p. 9", "x"))
    assert "needs a name" in refuse(revision, AddPassage("kelly2020", " ", "x"))


def test_a_source_is_added_with_its_document(tmp_path: Path) -> None:
    case = CASE.replace(", because: [kelly2020, p. 9]", "").replace(
        "        because: [kelly2020, p. 9]\n", ""
    )
    revision = open_case(tmp_path, case=case)
    new = AddSource("memo", "A memo: one", "X", "2020-05")
    after = revise(revision, Together((new, AttachDocument("memo", "memo.txt", b"hello")), "both"))
    assert after.contents["sources.yaml"].decode() == (
        'sources:\n  memo:\n    author: X\n    title: "A memo: one"\n    date: 2020-05\n'
        "    file: sources/memo.txt\n"
    )
    assert after.documents == {"sources/memo.txt": b"hello"}
    more = revise(after, AddPassage("memo", "p. 1", "said"))
    assert diff(after, more) == ["+    passages:", "+      p. 1: said"]
    assert "already" in refuse(after, AddSource("memo", "x"))
    again = AttachDocument("memo", "memo.txt", b"1")
    assert "has a document already" in refuse(after, again)
    assert "is not an id" in refuse(revision, AddSource("A", "x"))
    bare = revise(revision, new)
    large = AttachDocument("memo", "memo.txt", b"x" * (MOST_BYTES + 1))
    assert "at most" in refuse(bare, large)
    for name in ("../x", "/etc/x", ".x", "sources/x", "a/b", ""):
        assert "is no name for a document" in refuse(bare, AttachDocument("memo", name, b"1"))
