"""The pages on sources: what they list, what they change, and what is done to harm them."""

from __future__ import annotations

import asyncio
import html
import re
import threading
import time
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from detente.case import edit as change
from detente.case import load
from detente.case.edit import AttachDocument, open_revision, revise
from detente.case.library import Paragraph, Text, find_anchors, make_index
from detente.errors import InputError
from detente.web.app import make_app
from detente.web.pages import sources
from detente.web.pages.sources_attaching import pick_numbers, propose_id, propose_name
from detente.web.pages.sources_documents import Indexes
from detente.web.pages.sources_highlights import FEW, PART, Part, find_part, lay_out, split_parts
from detente.web.pages.sources_shown import MOST_PASSAGES
from tests.folders import FILES, write

FROZEN = "value/usa/yongbyon/frozen"
HOSTILE = '"><script>alert(1)</script><b onclick=x>&amp;'
SOURCE = "/c/case/sources/kelly2020"
PAPER = "First words.\n\nHere is what it says, in full.\n\nLast words."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "case")


@pytest.fixture
def browser(folder: Path) -> TestClient:
    """A browser of a workbench that starts no process for studies before one is asked for."""
    return TestClient(make_app({"case": folder}, 64))


def read(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def attach(browser: TestClient, **fields: str) -> int:
    form = {"number": FROZEN, "passage": "p. 10", "text": "New words."} | fields
    return browser.post(f"{SOURCE}/attach", data=form).status_code


def list_because(browser: TestClient, key: str = FROZEN) -> list[str]:
    case = browser.app.state.desks["case"].revision.case  # type: ignore[attr-defined]
    entry = next(each for each in case.quantities() if each.key == key)
    return [str(citation) for citation in entry.quantity.because]


# What is shown


def test_pages_answer_without_any_study(browser, monkeypatch):
    monkeypatch.setattr(sources, "ask", None)
    for address in ("", "/_list", "/_bare", "/_numbers", "/kelly2020", "/kelly2020/text"):
        assert read(browser, f"/c/case/sources{address}")


def test_the_list_counts_what_rests_on_each(browser):
    page = read(browser, "/c/case/sources/_list")
    assert "One source stands behind this case" in page
    assert "A paper" in page
    assert "It was read by the coder" in page
    assert re.search(r"<span>\w+ numbers?, \w+ entr", page)


def test_a_number_can_be_brought_along(browser):
    page = read(browser, f"/c/case/sources?for={FROZEN}")
    assert "What does this number rest on?" in page
    assert f"/c/case/lists?at={FROZEN}" in page
    assert f"kelly2020?for={FROZEN}" in read(browser, f"/c/case/sources/_list?for={FROZEN}")
    assert "What does this" not in read(browser, f"/c/case/sources?for={HOSTILE}")


def test_search_finds_passages_and_marks_them(browser):
    page = read(browser, "/c/case/sources/_found?q=says")
    assert "<mark>says</mark>" in page
    assert "No passage" in read(browser, "/c/case/sources/_found?q=zebra")
    told = '<p id="found-said" hx-swap-oob="innerHTML">{}</p>'
    assert told.format("1 place, the best first") in page
    assert read(browser, "/c/case/sources/_found?q=").strip() == told.format("")


@pytest.mark.parametrize("words", ['"', "a OR", "NEAR(", HOSTILE, "\x00", "é" * 400])
def test_no_search_is_an_error(browser, words):
    assert browser.get("/c/case/sources/_found", params={"q": words}).status_code == 200


def test_a_source_without_its_document_says_how_to_add_it(browser):
    page = read(browser, f"{SOURCE}/text")
    assert "The document is not in the folder" in page
    assert "what it says" in page


def test_there_is_no_other_source(browser):
    for address in ("nobody", "nobody/text", "_other"):
        assert browser.get(f"/c/case/sources/{address}").status_code == 404
    assert browser.post("/c/case/sources/nobody/attach", data={"number": FROZEN}).status_code == 404


def test_numbers_without_a_source_are_explained(browser):
    with browser:
        page = read(browser, "/c/case/sources/_bare/live")
    assert "without a source" in page
    assert f"/c/case/lists?at={FROZEN}" in page or "/c/case/lists?at=value" in page


def test_numbers_to_choose_from_are_found_by_words(browser):
    page = read(browser, "/c/case/sources/_numbers?q=frozen")
    assert FROZEN in page
    assert "No number" in read(browser, "/c/case/sources/_numbers?q=zebra")
    first = read(browser, f"/c/case/sources/_numbers?for={FROZEN}")
    chosen = re.findall(r'value="([^"]+)" required checked', first)
    assert chosen == re.findall(r'value="([^"]+)"', first)[:1] == [FROZEN]


# What is changed


def test_a_passage_is_attached_as_one_step_that_can_be_undone(browser, folder):
    before = list_because(browser)
    assert attach(browser) == 204
    assert list_because(browser) == [*before, "kelly2020, p. 10"]
    assert "New words." in read(browser, f"{SOURCE}/text")
    assert (folder / "sources.yaml").read_text(encoding="utf-8") == FILES["sources.yaml"]
    browser.post("/c/case/undo")
    assert list_because(browser) == before
    assert "New words." not in read(browser, f"{SOURCE}/text")


def test_a_passage_that_is_known_is_cited_and_taken_off(browser):
    other = "reservation/dprk"
    assert attach(browser, number=other, passage="p. 9", text="", known="yes") == 204
    assert list_because(browser, other) == ["kelly2020, p. 9"]
    assert attach(browser, number=other, passage="p. 9", text="", known="yes") == 422
    form = {"number": other, "passage": "p. 9"}
    assert browser.post(f"{SOURCE}/detach", data=form).status_code == 204
    assert list_because(browser, other) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": ""}, "choose the number"),
        ({"number": "value/x"}, "choose the number"),
        ({"text": " "}, "write what the source says"),
        ({"passage": ""}, "give the passage a name"),
        ({"passage": "p. 9"}, "choose another name"),
        ({"text": "x" * 30_000}, "cannot be read"),
    ],
)
def test_what_cannot_be_attached_is_said_and_changes_nothing(browser, fields, said):
    form = {"number": FROZEN, "passage": "p. 10", "text": "New words."} | fields
    answer = browser.post(f"{SOURCE}/attach", data=form)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert not browser.app.state.desks["case"].history.undoes


def test_a_name_is_proposed(browser):
    answer = browser.post(f"{SOURCE}/name", data={"text": "The new words of it"})
    assert answer.text == "new-words-it"


def test_a_source_is_added_with_an_id_of_its_own(browser):
    for _ in range(2):
        form = {"title": "Neue Zürcher 2020"}
        answer = browser.post("/c/case/sources/_add", data=form)
        assert answer.status_code == 204
        assert "/c/case/sources/" in answer.headers["HX-Redirect"]
    page = read(browser, "/c/case/sources/_list")
    assert "neue-zurcher-2020-2" in page
    assert browser.post("/c/case/sources/_add", data={"title": " "}).status_code == 422


# Documents


def test_a_document_is_added_read_and_searched_before_it_is_saved(browser, folder):
    sent = browser.post(f"{SOURCE}/document?name=../Paper.exe", content=PAPER.encode())
    assert sent.status_code == 204
    page = read(browser, f"{SOURCE}/text")
    assert '<mark data-passages="1">what it says</mark>' in page
    assert "Word for word in the document" in page
    assert "<mark>Last</mark> words" in read(browser, "/c/case/sources/_found?q=last")
    assert not (folder / "sources").exists()
    assert browser.post("/c/case/save").status_code in (200, 204)
    assert (folder / "sources" / "paper-exe.txt").read_text(encoding="utf-8") == PAPER
    assert load(folder).sources["kelly2020"].file == "sources/paper-exe.txt"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00", "control characters"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 20_000_001, "at most 20 MB"),
    ],
    ids=["empty", "zip", "odd", "huge"],
)
def test_what_is_no_document_is_refused(browser, content, said):
    answer = browser.post(f"{SOURCE}/document", content=content)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_broken_document_is_taken_and_said_to_be_unreadable(browser):
    assert browser.post(f"{SOURCE}/document", content=b"%PDF-1.4\nbroken").status_code == 204
    assert "cannot be read" in read(browser, f"{SOURCE}/text")
    assert read(browser, "/c/case/sources/_found?q=says")


def test_nothing_of_a_hostile_case_or_document_is_markup(tmp_path):
    text = HOSTILE.replace("\\", "").replace('"', '\\"')
    written = (
        f'sources:\n  kelly2020:\n    title: "{text}"\n    author: "{text}"\n'
        f'    url: "javascript:alert(1)"\n    passages: {{"p. 9": "{text}"}}\n'
    )
    folder = write(tmp_path / "case", FILES | {"sources.yaml": written})
    browser = TestClient(make_app({"case": folder}, 64))
    content = f"{HOSTILE}\n\n\u202egnirts\u202c".encode()
    assert browser.post(f"{SOURCE}/document?name={HOSTILE}", content=content).status_code == 204
    addresses = ("", "/_list", "/_found?q=alert", "/kelly2020", "/kelly2020/text")
    for address in (
        *addresses,
        f"?for={HOSTILE}",
        f"/kelly2020?passage={HOSTILE}&at=1&part=-1",
    ):
        page = read(browser, f"/c/case/sources{address}")
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert 'href="javascript' not in page
        assert "\u202e" not in page


def test_a_document_is_attached_once_and_under_a_free_name(folder):
    (folder / "sources").mkdir()
    (folder / "sources" / "a.txt").write_text("Another.", encoding="utf-8")
    revision = open_revision(folder)
    after = revise(revision, AttachDocument("kelly2020", "a.txt", b"Words."))
    assert after.documents == {"sources/a-2.txt": b"Words."}
    assert AttachDocument("kelly2020", "a.txt", b"").describe(after.case).endswith("the document")
    for source, name, content, said in (
        ("kelly2020", "b.txt", b"Words.", "a document already"),
        ("nobody", "b.txt", b"Words.", "no source"),
    ):
        with pytest.raises(InputError, match=said):
            revise(after, AttachDocument(source, name, content))
    for name, content, said in (("../b", b"Words.", "no name"), ("b.txt", b"", "something in it")):
        with pytest.raises(InputError, match=said):
            revise(revision, AttachDocument("kelly2020", name, content))


# Laid out


def make(*paragraphs: str) -> Text:
    return Text(tuple(map(Paragraph, paragraphs)))


def mark(text: Text, *passages: str) -> Part:
    names = {str(n): said for n, said in enumerate(passages, start=1)}
    found = {int(n): anchor for n, anchor in find_anchors(text, names).items()}
    return lay_out(text, found, 1)


def test_passages_may_overlap_and_go_over_paragraphs():
    part = mark(make("one two three", "four five"), "two three four", "three four five", "two")
    pieces = [
        (piece.text, piece.marks, piece.ends) for each in part.paragraphs for piece in each.pieces
    ]
    assert pieces == [
        ("one ", (), ()),
        ("two", (1, 3), (3,)),
        (" ", (1,), ()),
        ("three", (1, 2), ()),
        ("four", (1, 2), (1,)),
        (" five", (2,), (2,)),
    ]


def test_what_is_left_out_is_not_marked():
    part = mark(make("one two three four"), "one … four")
    assert [piece.text for piece in part.paragraphs[0].pieces if piece.marks] == ["one", "four"]


def test_a_long_document_is_shown_in_parts():
    text = make(*("x" * 4_000 for _ in range(100)))
    starts = split_parts(text)
    parts = [lay_out(text, {}, number) for number in range(1, len(starts) + 1)]
    assert sum(len(part.paragraphs) for part in parts) == 100
    assert all(4_000 * len(part.paragraphs) <= PART for part in parts)
    assert (parts[0].earlier, parts[0].later, parts[-1].later) == (0, 2, 0)
    assert lay_out(text, {}, 999).number == parts[-1].number
    assert find_part(starts, 99) == len(parts)


def test_very_many_marks_stay_small():
    text = make("one two three four five six " * 50)
    start = time.perf_counter()
    part = mark(text, *("one two three" for _ in range(1_000)))
    assert max(len(piece.marks) for piece in part.paragraphs[0].pieces) <= FEW
    assert time.perf_counter() - start < 5


def test_a_source_of_very_many_passages_is_shown_in_part(tmp_path):
    lines = "".join(f"      p{n}: w{n}\n" for n in range(3_000))
    text = f"sources:\n  kelly2020:\n    title: A paper\n    passages:\n      p. 9: w\n{lines}"
    folder = write(tmp_path / "case", FILES | {"sources.yaml": text})
    browser = TestClient(make_app({"case": folder}, 64))
    words = " ".join(f"w{n}" for n in range(100_000)).encode()
    assert browser.post(f"{SOURCE}/document", content=words).status_code == 204
    page = read(browser, f"{SOURCE}/text")
    assert "2502 more passages are not listed" in page
    assert page.count("<mark") == MOST_PASSAGES - 1  # "w" stands there nowhere by itself
    assert len(page) < 1_000_000


# Proposals


def test_proposed_names_and_ids_are_free():
    assert propose_name("", []) == "passage"
    assert propose_name("of the", []) == "of-the"
    assert propose_id("???", ["passage"]) == "passage-2"


def test_numbers_without_a_source_come_first(folder):
    case = load(folder)
    entries = tuple(case.quantities())
    picked = pick_numbers(entries, (), "")
    assert [entry.quantity.sourced for entry in picked] == sorted(
        entry.quantity.sourced for entry in picked
    )
    assert change.Cite(FROZEN, "kelly2020").key in {entry.key for entry in entries}


def test_documents_that_take_long_hold_up_no_other_page(folder, monkeypatch):
    told = threading.Event()
    monkeypatch.setattr(Indexes, "find", lambda *_: told.wait(60) and make_index({}, {}))

    async def ask() -> tuple[int, set[int]]:
        transport = httpx2.ASGITransport(make_app({"case": folder}, 64))
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
            await client.get("/c/case/sources")
            found = [asyncio.create_task(client.get("/c/case/sources/_found")) for _ in range(60)]
            await asyncio.sleep(0.1)
            undone = await client.post("/c/case/undo")
            told.set()
            return undone.status_code, {each.status_code for each in await asyncio.gather(*found)}

    assert asyncio.run(asyncio.wait_for(ask(), 50)) == (422, {200})
