"""Look through a workbook before it is opened: is it one, and is it of a size that can be read?

A workbook is a zip of XML files, and may have been written by anybody. So its parts are weighed
packed and unpacked, and walked through without keeping anything, before a library builds them up
in memory: entities, very many elements or rows are refused here.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from detente.case.interchange.workbook_save import MOST_ROWS
from detente.case.words import quote

MOST_BYTES = 20_000_000
MOST_UNPACKED = 40_000_000
MOST_PARTS = 1_000
MOST_ELEMENTS = 1_500_000
MOST_CELLS = 2_000_000
MOST_COLUMNS = 500
DEEPEST = 60

_WORKBOOK = "xl/workbook.xml"
_OLD = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_SAVE = "open it in a spreadsheet program and save it as .xlsx"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class ScanError(ValueError):
    """A file is no workbook that can be read; the message says why, and what would do."""


def is_workbook(path: Path) -> bool:
    """Whether a file looks like a workbook; also one in an older format, so that this is said."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        return path.is_file()
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except Exception:  # zipfile raises whatever it stumbles over, and this only asks
        return False


def read_bytes(path: Path) -> bytes:
    """Read a file that is no longer than a workbook may be.

    Raises
    ------
    ScanError : it cannot be read, or is longer.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ScanError(f"cannot be read: {error.strerror or error}") from None
    if len(content) > MOST_BYTES:
        raise ScanError(f"is too large: at most {MOST_BYTES / 1e6:g} MB are read")
    return content


def scan(content: bytes) -> bool:
    """Look through a workbook; whether any of its cells holds a formula.

    Raises
    ------
    ScanError : it is no workbook, or larger than is read.
    """
    if content.startswith(_OLD):
        raise ScanError(f"is in an older format of Excel, or has a password; {_SAVE}, without one")
    if not content.startswith(_ZIP):
        raise ScanError(f"is no workbook; {_SAVE}")
    counter = _Counter()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
            for part in archive.infolist():
                _scan_part(archive, part, counter)
    except ScanError:
        raise
    except Exception:  # zipfile raises whatever it stumbles over
        raise ScanError(f"is damaged: its parts cannot be unpacked; {_SAVE} again") from None
    return counter.has_formula


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise ScanError(f"has {len(parts):,} parts, and at most {MOST_PARTS:,} are read; {_SAVE}")
    total = sum(part.file_size for part in parts)
    if total > MOST_UNPACKED:
        raise ScanError(
            f"is too large: {total / 1e6:.0f} MB unpacked, and at most "
            f"{MOST_UNPACKED / 1e6:g} MB are read; remove pictures and what is no part of a case"
        )
    names = {part.filename for part in parts}
    if _WORKBOOK not in names:
        kind = "an OpenDocument file" if "content.xml" in names else "no workbook"
        raise ScanError(f"is {kind}; {_SAVE}")


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, counter: _Counter) -> None:
    """Walk through a part, if it is XML."""
    with archive.open(part) as stream:
        if not _is_xml(stream.read(64)):
            return
    with archive.open(part) as stream:
        _walk(stream, part.filename, counter)


def _is_xml(start: bytes) -> bool:
    marks = (b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<")
    return start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(marks)


def _walk(stream: IO[bytes], name: str, counter: _Counter) -> None:
    from xml.sax import SAXException
    from xml.sax.handler import ContentHandler

    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    class Walker(ContentHandler):
        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name is SAX's
            counter.enter(name.rpartition(":")[2], attrs)

        def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - SAX's
            counter.depth -= 1

    counter.start_part()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(Walker())
    try:
        parser.parse(stream)
    except DefusedXmlException:
        text = f"has entities or a document type in {quote(name)}, which are not read"
        raise ScanError(f"{text}; {_SAVE} again") from None
    except (SAXException, UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, ScanError):
            raise
        raise ScanError(f"is damaged: {quote(name)} is no XML; {_SAVE} again") from None


@dataclass
class _Counter:
    """What has been met so far, within limits."""

    elements: int = 0
    cells: int = 0
    depth: int = 0
    row: int = 0
    column: int = 0
    in_sheet: bool = False
    has_formula: bool = False

    def start_part(self) -> None:
        """Begin with another part."""
        self.depth = self.row = self.column = 0
        self.in_sheet = False

    def enter(self, name: str, attributes: Any) -> None:
        """Count an element."""
        self.elements += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise ScanError(f"is nested more than {DEEPEST} deep; {_SAVE} again")
        if self.elements > MOST_ELEMENTS:
            raise ScanError("holds too much; remove sheets that are no part of the case")
        if name == "sheetData":
            self.row, self.in_sheet = 0, True
        elif name == "row":
            self._enter_row(attributes.get("r", ""))
        elif name == "c":
            self._enter_cell(attributes.get("r", ""))
        elif name == "f":
            self.has_formula = True

    def _enter_row(self, written: str) -> None:
        before = self.row
        self.row = int(written[:9]) if written.isascii() and written.isdigit() else self.row + 1
        self.column = 0
        if self.in_sheet and self.row <= before:
            raise ScanError(f"is damaged: row {self.row} stands behind row {before}; {_SAVE} again")
        if self.row > MOST_ROWS:
            raise ScanError(
                f"has cells below row {MOST_ROWS:,}, which are not read; delete the rows there"
            )

    def _enter_cell(self, written: str) -> None:
        found = _PLACE.fullmatch(written)
        column = _count_letters(found[1]) if found else self.column + 1
        if self.in_sheet and column <= self.column:
            raise ScanError(f"is damaged: cells of row {self.row} are out of order; {_SAVE} again")
        self.cells += max(column - self.column, 0)
        self.column = column
        if column > MOST_COLUMNS:
            raise ScanError(
                f"has cells to the right of column {MOST_COLUMNS}, which are not read; delete the "
                "columns there"
            )
        if self.cells > MOST_CELLS:
            raise ScanError("has too many cells; remove sheets that are no part of the case")


def _count_letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
