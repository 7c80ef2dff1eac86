"""Documents: what kind they are, what they say, where passages stand in them, what is found."""

from __future__ import annotations

import sqlite3
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from detente import find_case, load
from detente.case import Case, Source
from detente.case.library import (
    Paragraph,
    Text,
    find_anchors,
    list_uses,
    make_index,
    open_library,
    read_text,
    recognise,
)
from detente.case.library import anchors as anchors_module
from detente.case.library import apart as apart_module
from detente.case.library.apart import read_apart
from detente.case.library.html_text import list_html
from detente.case.library.kinds import MOST_BYTES, decode, name_file
from detente.case.library.pdf_text import join_lines, list_pdf
from detente.case.library.texts import LONGEST_PARAGRAPH, MOST_CHARACTERS, clean, make_text
from detente.errors import InputError

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"


def make_pdf(*pages: str, packed: bytes = b"") -> bytes:
    """Write a PDF of pages of lines; ``packed`` is put on the first page as it is."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        lines = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("latin-1") for line in page.split("\n"))
        body = b"BT /F1 12 Tf 60 700 Td " + lines + b"ET"
        stream = packed or zlib.compress(body)
        head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        parts.append(head + stream + b"\nendstream")
        font = b"/Resources << /Font << /F1 3 0 R >> >>"
        box = b"/MediaBox [0 0 612 792] /Contents %d 0 R" % len(parts)
        parts.append(b"<< /Type /Page /Parent 2 0 R " + font + box + b" >>")
        kids.append(b"%d 0 R" % len(parts))
    parts[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(parts) + 1,
        len(out),
    )
    return out + start + table + tail


def say(text: Text) -> list[str]:
    return [paragraph.text for paragraph in text.paragraphs]


def make(*paragraphs: str) -> Text:
    return Text(tuple(map(Paragraph, paragraphs)))


# Kinds


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"words", "text"),
        (b"\xef\xbb\xbfwords", "text"),
        ("words".encode("utf-16"), "text"),
        (b"%PDF-1.7 and so on", "pdf"),
        (b"<!DOCTYPE html><p>words", "html"),
        (b"<!-- a --> <!-- b --><HTML>", "html"),
        (b"a < b and <b> is no page", "text"),
    ],
)
def test_a_kind_is_told_by_what_is_there(content, kind):
    assert recognise(content) == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"PK\x03\x04\x00\x00", "control characters"),
        (b"\xff\xd8\xff\xe0", "save it as UTF-8"),
        (b"caf\xe9", "save it as UTF-8"),
        (b"x" * (MOST_BYTES + 1), "at most 20 MB"),
    ],
)
def test_what_is_no_document_is_refused(content, said):
    with pytest.raises(InputError, match=said):
        recognise(content)


def test_many_comments_before_a_page_are_no_trouble():
    start = time.perf_counter()
    assert recognise(b"<!--a-->" * 200_000 + b"words") == "text"
    assert time.perf_counter() - start < 20  # far more, where one begins again at each comment


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\x\\CON", "a/../b.pdf", f"x{OVERRIDE}fdp.exe", "", ".", "x" * 900],
)
def test_a_name_is_safe_whatever_it_was(name):
    named = name_file(name, "pdf")
    assert named.endswith(".pdf")
    assert not {"/", "\\", "..", OVERRIDE} & {*named, named[:2]}
    assert 4 < len(named) < 80


# Texts


def test_paragraphs_of_a_text_are_what_stands_between_empty_lines():
    text = read_text(b"# Title\n\nOne\r\nline.\r\n \r\n\r\nTwo.\fThree.")
    assert say(text) == ["Title", "One line.", "Two.", "Three."]
    assert [each.level for each in text.paragraphs] == [1, 0, 0, 0]


def test_nothing_unseen_is_left():
    assert clean(f"a{OVERRIDE}b\x07c\N{SOFT HYPHEN}d\N{NO-BREAK SPACE}e") == "abcd e"


def test_a_text_is_cut_to_size_and_says_so():
    long = make_text([Paragraph("word " * (MOST_CHARACTERS // 4))])
    assert long.cut
    assert sum(len(each.text) for each in long.paragraphs) <= MOST_CHARACTERS
    assert max(len(each.text) for each in long.paragraphs) <= LONGEST_PARAGRAPH
    assert say(make_text([Paragraph("x" * (LONGEST_PARAGRAPH + 1))]))[1] == "x"


def test_a_page_is_what_its_reader_sees():
    page = "<title>T</title><style>p{}</style><h2>H</h2>a<br>b<p>c &amp; d<script>x()</script>"
    assert [each.text for each in list_html(page + "<noscript><p>n</noscript><li>e<hr/>f")] == [
        "T", "H", "a", "b", "c & d", "e", "f",
    ]  # fmt: skip
    assert next(each.level for each in list_html("<h3>H</h3>")) == 3


def test_a_page_is_read_apart():
    assert say(read_text(b"<html><p>One <b>bold</b> word.<p>Two.")) == ["One bold word.", "Two."]


# PDF


def test_a_pdf_is_read_with_its_pages():
    text = read_text(make_pdf("The first line of it is long enough\nand ends here.\nNext.", "Two."))
    assert [each.page for each in text.paragraphs] == [1, 1, 2]
    assert say(text)[0] == "The first line of it is long enough and ends here."


def test_lines_of_a_paragraph_are_put_together():
    assert list(join_lines("A long line that is bro-\nken.\n\nB")) == [
        "A long line that is broken.",
        "B",
    ]
    assert list(join_lines("")) == []


def test_one_broken_page_leaves_the_others():
    good = make_pdf("One.", "Two.")
    broken = good.replace(b"/Contents 4 0 R", b"/Contents 9 0 X")
    assert "Two." in [each.text for each in list_pdf(broken)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nnothing more", "could not be read"),
        (make_pdf("One.")[:200], "could not be read|no text"),
        (make_pdf("One.", packed=zlib.compress(b"\0" * 200_000_000)), "could not be read|no text"),
    ],
    ids=["bare", "cut", "bomb"],
)
def test_a_broken_pdf_is_refused(content, said):
    with pytest.raises(InputError, match=said):
        read_text(content)


def test_what_takes_too_long_is_given_up():
    with pytest.raises(InputError, match="took longer"):
        read_apart(make_pdf("One."), "pdf", seconds=0.001)


@pytest.mark.parametrize("text", [
    "# a" + " " * 50_000 + "b", "# " + "\t" * 2_000 + "b\nc", "\f" * 10_000_000 + "a",
])  # fmt: skip
def test_a_text_made_to_take_long_is_read_at_once(text):
    started = time.process_time()
    read_text(text.encode())
    assert time.process_time() - started < 10  # minutes, when each blank was tried with each other


def test_a_heading_keeps_its_words_alone():
    found = read_text(b"## A Treaty ##\n\n#not one\n\n# two\nlines")
    assert [(each.text, each.level) for each in found.paragraphs] == [
        ("A Treaty", 2), ("#not one", 0), ("# two lines", 0),
    ]  # fmt: skip


def test_a_passage_made_to_take_long_is_looked_for_at_once():
    started = time.process_time()
    assert not find_anchors(read_text(b"Nothing."), {"p": "a" + "\u2003" * 100_000 + "b"})
    assert time.process_time() - started < 10


def test_the_process_apart_writes_json(monkeypatch, capfdbinary):
    import io
    import sys

    stdin = type("Stdin", (), {"buffer": io.BytesIO(make_pdf("One."))})
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "argv", ["apart", "pdf"])
    monkeypatch.setattr(apart_module, "_limit_memory", lambda: None)
    apart_module.main()
    sys.stdout.flush()
    assert b'"One."' in capfdbinary.readouterr().out


# Anchors

TEXT = make(
    "The two sides will “freeze” the plants at Yongbyon",
    "within ninety days, and Zürich will be told. Nobody else was asked about any of it.",
)


@pytest.mark.parametrize(
    ("passage", "exact"),
    [
        ("freeze the plants", True),
        ("FREEZE the plants, at Yongbyon within 'ninety' days", True),
        ("zurich will be told", True),
        ("The two sides … nobody else was asked", True),
        ("Zürich will be informed. Nobody else was asked about any of it", False),
    ],
)
def test_a_passage_is_found(passage, exact):
    found = find_anchors(TEXT, {"p": passage})["p"]
    assert found.exact is exact


@pytest.mark.parametrize(
    "passage", ["sides", "North Korea was to stop its reactor in three months", "", "…", "freez"]
)
def test_a_paraphrase_is_not_found(passage):
    assert ("p" in find_anchors(TEXT, {"p": passage})) is (passage == "sides")


def test_a_passage_is_marked_from_its_first_word_to_its_last():
    span = find_anchors(TEXT, {"p": "Yongbyon within ninety"})["p"].spans[0]
    assert TEXT.paragraphs[0].text[span.start[1] :] == "Yongbyon"
    assert TEXT.paragraphs[1].text[: span.end[1]] == "within ninety"


def test_words_that_are_not_in_a_close_passage_are_not_marked():
    passage = "Xyz, nobody else was asked about any of it at that time"
    text = make("It was told. Nobody else was asked about any of it at that time.")
    span = find_anchors(text, {"p": passage})["p"].spans[0]
    assert text.paragraphs[0].text[span.start[1] : span.end[1]].startswith("Nobody")


def test_work_is_bounded_and_what_is_there_word_for_word_is_found_all_the_same(monkeypatch):
    monkeypatch.setattr(anchors_module, "MOST_WORK", 10)
    close = "Zürich will be informed. Nobody else was asked about any of it"
    assert set(find_anchors(TEXT, {"close": close, "exact": "freeze the plants"})) == {"exact"}
    monkeypatch.setattr(anchors_module, "MOST_PASSAGES", 1)
    assert find_anchors(TEXT, {"close": close, "exact": "freeze the plants"}) == {}


# Search

SOURCES = {
    "a": Source("a", "On relief", passages={"p. 1": "Relief from sanctions is the first step."}),
    "b": Source("b", "Über Zölle", author="Müller"),
}
DOCUMENTS = {"b": make("Nothing here.", "Early relief, and then inspection of the plants.")}


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("sanctions relief", [("a", "p. 1", -1)]),
        ('"early relief"', [("b", "", 1)]),
        ("inspect*", [("b", "", 1)]),
        ("zolle muller", [("b", "", -1)]),
        ("inspec", []),
        ('relief" ( *', [("a", "", -1), ("a", "p. 1", -1), ("b", "", 1)]),
        ("", []),
        ("* ? _", []),
    ],
)
def test_words_are_found(words, places):
    index = make_index(SOURCES, DOCUMENTS)
    assert sorted((hit.source, hit.passage, hit.paragraph) for hit in index.search(words)) == places


def test_what_is_found_is_marked():
    (hit,) = make_index(SOURCES, DOCUMENTS).search("early")
    assert hit.pieces == (("Early", True), (" relief, and then inspection of the plants.", False))


@pytest.mark.parametrize(
    "words", ['"', "a OR", "NOT", "a NEAR(", "text:", "^", "é" * 5_000, "\0", "🙂"]
)
def test_no_query_is_wrong(words):
    assert isinstance(make_index(SOURCES, DOCUMENTS).search(words), tuple)


# Uses and the library of a case


@pytest.fixture(scope="module")
def case() -> Case:
    return load(find_case("us-dprk-2020"))


def test_uses_name_numbers_and_other_entries(case):
    uses = list_uses(case)
    kinds = {use.what for each in uses.values() for use in each}
    assert {"number", "promise", "offer", "meeting", "forecast", "claim", "reading"} <= kinds
    assert all(bool(use.key) == (use.what == "number") for each in uses.values() for use in each)
    assert {source for source, _ in uses} <= set(case.sources)


def test_a_library_reads_what_is_in_the_folder_and_nothing_else(case, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path.parent / "outside.txt").write_text("Secret.", encoding="utf-8")
    files = {"in": "a.txt", "out": "../outside.txt", "gone": "gone.txt", "none": ""}
    sources = {id: Source(id, id, file=file) for id, file in files.items()}
    library = open_library(replace(case, sources=sources, folder=tmp_path))
    assert library.list_held() == ("in", "out", "gone")
    assert library.read("in") == make("Words.")
    assert "leads out" in str(library.read("out"))
    assert "no such file" in str(library.read("gone"))
    assert library.read("none") is None
    assert "without a folder" in str(open_library(replace(library.case, folder=None)).read("in"))


def test_bytes_that_say_utf_16_are_read_as_such():
    assert decode("café".encode("utf-16")) == "café"


def test_an_index_that_nobody_holds_is_closed():
    index = make_index({}, {})
    base = index._base
    del index
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        base.execute("SELECT 1")
