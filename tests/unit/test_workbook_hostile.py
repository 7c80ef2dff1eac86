"""Workbooks that were made to do harm, or are none: refused by what they are, and quickly."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detente.case.interchange import import_case, workbook_scan
from detente.case.interchange.workbook import save_workbooks
from detente.errors import CaseError

SHEET = "xl/worksheets/sheet3.xml"
STRINGS = "xl/sharedStrings.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = save_workbooks(tmp_path_factory.mktemp("hostile") / "new")
    return (folder / "example.xlsx").read_bytes()


def swap(example: bytes, parts: dict[str, bytes], *, drop: str = "") -> bytes:
    """Replace parts of a workbook, or add them."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(example)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in (*parts, drop):
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def refuse(content: bytes, folder: Path) -> str:
    """Open a workbook that is refused as a whole, within a few seconds; what is said."""
    (folder / "a.xlsx").write_bytes(content)
    start = time.process_time()
    with pytest.raises(CaseError) as caught:
        import_case(folder / "a.xlsx", "xlsx")
    assert time.process_time() - start < 8
    (problem,) = caught.value.problems
    assert str(problem).startswith("a.xlsx  ")
    return problem.message


def cells(place: str, count: int = 1) -> bytes:
    cell = f'<row r="{place.lstrip("ABCDEFX")}"><c r="{place}"><v>1</v></c></row>'.encode()
    return HEAD + SPACE + cell * count + END


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({SHEET: HEAD + ENTITY + SPACE + b"&b;" + END}, "has entities or a document type in"),
        ({STRINGS: HEAD + OUTSIDE + b"<sst>&a;</sst>"}, "has entities or a document type in"),
        ({SHEET: cells("A1048576")}, "has cells below row 100,000, which are not read"),
        ({SHEET: cells("XFD2")}, "has cells to the right of column 500"),
        ({SHEET: cells("A3", 2)}, "is damaged: row 3 stands behind row 3"),
        (
            {SHEET: HEAD + SPACE + b'<row r="2"><c r="B2"/><c r="A2"/></row>' + END},
            "is damaged: cells of row 2 are out of order",
        ),
        ({SHEET: HEAD + b"<x>" * 100 + b"</x>" * 100}, "is nested more than 60 deep"),
        ({SHEET: HEAD + SPACE + b'<c r="RR1"/><row>' * 5_000}, "is nested more than"),
        ({SHEET: HEAD + SPACE}, "is damaged: "),
        ({SHEET: b""}, "is damaged: "),
        ({"xl/media/bomb.bin": bytes(45_000_000)}, "is too large: 45 MB unpacked"),
        ({f"x/{number}": b"" for number in range(1_100)}, "parts, and at most 1,000 are read"),
        ({"xl/workbook.xml": b"no"}, "is damaged: "),
    ],
)
def test_what_would_do_harm_is_refused(
    parts: dict[str, bytes], said: str, example: bytes, tmp_path: Path
):
    assert said in refuse(swap(example, parts), tmp_path)


def test_very_many_elements_are_refused(
    example: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbook_scan, "MOST_ELEMENTS", 20_000)
    parts = {SHEET: HEAD + SPACE + b"<x/>" * 20_000 + END}
    assert "holds too much; remove sheets" in refuse(swap(example, parts), tmp_path)


def test_a_text_that_stands_in_very_many_cells_is_refused(example: bytes, tmp_path: Path):
    text = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    more = b"<si><t>a</t></si>" * 1_000
    rows = b'<row><c t="s"><v>0</v></c></row>' * 1_000
    parts = {
        STRINGS: text + b"x" * 30_000 + b"</t></si>" + more + b"</sst>",
        SHEET: SPACE + rows + END,
    }
    assert "holds more than 10 MB of text" in refuse(swap(example, parts), tmp_path)


def test_a_cell_far_below_or_with_too_long_a_text_is_said(example: bytes, tmp_path: Path):
    long = b'<row r="9"><c r="B9" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c></row>"
    (tmp_path / "a.xlsx").write_bytes(swap(example, {SHEET: SPACE + long + END}))
    with pytest.raises(CaseError, match="Parties!B9  40,000 characters are too many for a cell"):
        import_case(tmp_path / "a.xlsx")


def _encrypt(example: bytes) -> bytes:
    """Mark the parts as having a password."""
    content = bytearray(example)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: b"", "is no workbook; open it"),
        (lambda _: b"a,b,c\n", "is no workbook; open it"),
        (lambda _: b"\xd0\xcf\x11\xe0" + bytes(100), "is in an older format of Excel, or has a p"),
        (lambda example: example[:5_000], "is damaged: its parts cannot be unpacked"),
        (lambda example: swap(example, {}, drop="xl/workbook.xml"), "is no workbook; open it"),
        (
            lambda example: swap(example, {"content.xml": b"<x/>"}, drop="xl/workbook.xml"),
            "is an OpenDocument file; open it",
        ),
        (lambda example: swap(example, {}, drop=STRINGS), "is damaged: "),
        (_encrypt, "is damaged: its parts cannot be unpacked"),
        (lambda example: example + bytes(20_000_000), "is too large: at most 20 MB are read"),
    ],
)
def test_what_is_no_workbook_is_said(
    make: Callable[[bytes], bytes], said: str, example: bytes, tmp_path: Path
):
    assert said in refuse(make(example), tmp_path)


def test_a_sheet_that_hides_behind_another_name_is_looked_through_too(
    example: bytes, tmp_path: Path
):
    with zipfile.ZipFile(io.BytesIO(example)) as book:
        links = book.read("xl/_rels/workbook.xml.rels")
    parts = {
        "xl/_rels/workbook.xml.rels": links.replace(b"worksheets/sheet3.xml", b"media/a.png"),
        "xl/media/a.png": b" " + cells("A1048576").removeprefix(HEAD),
    }
    assert "has cells below row 100,000" in refuse(swap(example, parts), tmp_path)


def test_nothing_is_written_beside_the_case(example: bytes, tmp_path: Path):
    """Names of other files are those of a case folder, wherever the workbook says they are."""
    path = tmp_path / "a.xlsx"
    text = b'<row r="2"><c r="A2" t="inlineStr"><is><t>../out.yaml</t></is></c></row>'
    head = b'<row r="1">' + b"".join(_inline(each) for each in (b"File", b"Text")) + b"</row>"
    files = "xl/worksheets/sheet11.xml"
    path.write_bytes(swap(example, {files: SPACE + head + text + END}))
    with pytest.raises(CaseError, match=r'Other files!A2  "../out.yaml" is no file of a case'):
        import_case(path).save(tmp_path / "case")
    assert list(_names(tmp_path)) == ["a.xlsx"]


def _inline(text: bytes) -> bytes:
    return b'<c t="inlineStr"><is><t>' + text + b"</t></is></c>"


def _names(folder: Path) -> Iterator[str]:
    return (item.name for item in sorted(folder.iterdir()))
