"""Laws of workbooks: text knows its cells, cases come back, and whatever is opened is said."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import load
from detente.case.interchange import import_case
from detente.case.interchange.workbook import save_workbooks
from detente.case.interchange.workbook_cells import read_value, say_value
from detente.case.interchange.workbook_text import (
    Branch,
    Cell,
    Leaf,
    Listing,
    Origins,
    Row,
    Tree,
    write_text,
)
from detente.case.positions import Node, read_tree
from detente.errors import CaseError, InputError, Problem
from tests.workbooks import bare, edit, explain, fill_example, read_back

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff\ufeff"
CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=_TURNING)
TEXT = st.text(CHARACTERS | st.sampled_from("\n :#-'\"[]{},&*!|>%@`?"), min_size=1, max_size=12)
KEYS = TEXT.filter(lambda text: text != "<<")


# -- text and cells -------------------------------------------------------------------------------


@st.composite
def trees(draw: st.DrawFn) -> Branch:
    """Draw a tree whose every part has a cell of its own."""
    count = iter(range(1, 10_000))

    def cell() -> Cell:
        return "Options", next(count), 1

    def leaf() -> Leaf:
        return Leaf(draw(TEXT), cell())

    def grow(depth: int) -> Tree:
        kinds = ["leaf", "row", "branch", "listing"] if depth else ["leaf", "row"]
        kind = draw(st.sampled_from(kinds))
        if kind == "leaf":
            return leaf()
        if kind == "row":
            return Row(tuple(leaf() for _ in range(draw(st.integers(0, 3)))), cell())
        if kind == "branch":
            return branch(depth - 1)
        entries = draw(st.lists(st.booleans(), max_size=3))
        return Listing(cell(), [branch(depth - 1) if each else leaf() for each in entries])

    def branch(depth: int) -> Branch:
        made = Branch(cell())
        for key in draw(st.lists(KEYS, max_size=3, unique=True)):
            made.add(key, grow(depth), cell())
        return made

    root = branch(3)
    root.add("last", Leaf("x", cell()))
    return root


def plain(tree: Tree) -> Any:
    if isinstance(tree, Branch):
        return {key: plain(value) for key, (_, value) in tree.entries.items()}
    if isinstance(tree, Leaf):
        return tree.text
    return [plain(item) for item in tree.items]


def spots(tree: Tree, node: Node) -> Iterator[tuple[int, int, Cell]]:
    """Go over the places of all keys and plain values, each with the cell that it came from."""
    if isinstance(tree, Branch):
        for key, (cell, value) in tree.entries.items():
            child = node.step(key)
            assert child is not None
            yield child.key_line, child.key_column, cell
            yield from spots(value, child)
    elif isinstance(tree, Leaf):
        yield node.line, node.column, tree.cell
    else:
        for number, item in enumerate(tree.items):
            child = node.step(number)
            assert child is not None
            yield from spots(item, child)


@given(trees())
@settings(max_examples=100, deadline=None)
def test_text_says_what_the_cells_say_and_knows_them(tree: Branch):
    origins = Origins("case.xlsx")
    text = write_text("case.yaml", tree, origins, [("# a remark", ("Other files", 2, 2))])
    node, problems = read_tree("case.yaml", text)
    assert not problems
    assert node is not None
    assert node.data() == plain(tree)
    for line, column, cell in spots(tree, node):
        assert origins.find("case.yaml", line, column) == cell
        (moved,) = origins.move([Problem("case.yaml", line, column, "x")])
        assert (moved.file, moved.line, moved.column) == (f"case.xlsx  {cell[0]}", *cell[1:])


IDS = st.from_regex(r"[a-z][a-z0-9_-]{0,5}", fullmatch=True)
WORDS = st.text("ab ,;\n\"[]'.:", min_size=1, max_size=10).map(str.strip).filter(bool)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(st.tuples(IDS, WORDS), min_size=1))
@settings(max_examples=50, deadline=None)
def test_lists_and_citations_come_back(names: list[str], pairs: list[tuple[str, str]]):
    cell = ("Options", 1, 1)
    back = plain(read_value("names", say_value("names", names), cell))
    assert (back if isinstance(back, list) else [back]) == names
    citations = [list(pair) for pair in pairs]
    assert plain(read_value("citations", say_value("citations", citations), cell)) in (
        citations,
        citations[0],
    )


# -- cases ----------------------------------------------------------------------------------------

NUMBERS = st.sampled_from(["1", "-2.5", "0", "3 to 9", "-9 to -1, best -4", "2.50", "0.000001"])
TITLES = TEXT.map(lambda text: " ".join(text.split())).filter(lambda text: bool(text.strip()))


@st.composite
def cases(draw: st.DrawFn) -> str:
    """Draw the text of a small case, as flow YAML; every option has a value."""
    import json

    parties = draw(st.lists(IDS.map(lambda id_: f"p{id_}"), min_size=2, max_size=3, unique=True))
    issues = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    data: dict[str, Any] = {
        "detente": "1",
        "title": draw(TITLES),
        "as_of": draw(st.dates()).isoformat(),
        "parties": {id_: {"name": draw(TITLES), "reservation": draw(NUMBERS)} for id_ in parties},
        "issues": {},
    }
    for issue in issues:
        options: dict[str, Any] = {"first": {}}
        for option in draw(
            st.lists(IDS.map(lambda id_: f"o{id_}"), min_size=1, max_size=3, unique=True)
        ):
            value: Any = draw(NUMBERS)
            if draw(st.booleans()):
                value = {"value": value, "note": draw(TITLES)}
            options[option] = {"title": draw(TITLES), draw(st.sampled_from(parties)): value}
        data["issues"][issue] = {"options": options}
    text = json.dumps(data, ensure_ascii=True)
    return text.replace('"detente": "1"', '"detente": 1')


@given(cases())
@settings(max_examples=20, deadline=None)
def test_cases_come_back(text: str):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "case.yaml").write_text(text, encoding="utf-8")
        try:
            case = load(place)
        except CaseError:
            return  # such as a character that no case may hold
        assert bare(read_back({"case.yaml": text}, place / "back")) == bare(case)


# -- whatever is opened ---------------------------------------------------------------------------

CELLS = st.text() | st.sampled_from(
    ["", "=1", "a.b, c.[d, e]; f", '"', "[", "2024-05-09", "5 to 9", "-1 to 1, best 5", "all of a",
     "at least 9 of b", "true", "\u202e", "usa", "x" * 300, "1e999", "?", "- a", "a: b #"]
)  # fmt: skip
PLACES = st.tuples(
    st.sampled_from(sorted(fill_example())), st.sampled_from("ABCDEFGHIJKLMNO"), st.integers(1, 12)
)


@given(st.dictionaries(PLACES, CELLS, max_size=6))
@settings(max_examples=30, deadline=None)
def test_whatever_is_typed_is_a_case_or_said_at_a_cell(cells: dict[tuple[str, str, int], str]):
    changes = {f"{sheet}!{letter}{row}": text for (sheet, letter, row), text in cells.items()}
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = explain(edit(fill_example(), changes), Path(folder) / "case")
        except InputError:
            return
    assert all(line.startswith("case.xlsx  ") and ".yaml:" not in line for line in found)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = save_workbooks(tmp_path_factory.mktemp("books") / "new")
    return (folder / "example.xlsx").read_bytes()


def open_bytes(content: bytes) -> None:
    """Open some bytes as a workbook; what is wrong with them may only be said."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        try:
            import_case(path, "xlsx").save(Path(folder) / "case")
        except (CaseError, InputError) as error:
            found = error.problems if isinstance(error, CaseError) else ()
        else:
            found = ()
        assert all(str(problem).startswith("a.xlsx") for problem in found)
        assert {item.name for item in Path(folder).iterdir()} <= {"a.xlsx", "case"}


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_spoilt_bytes_are_said(example: bytes, data: st.DataObject):
    content = bytearray(example)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    open_bytes(bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))]))


PARTS = ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet3.xml",
         "xl/_rels/workbook.xml.rels", "[Content_Types].xml")  # fmt: skip


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_spoilt_parts_are_said(example: bytes, data: st.DataObject):
    """The zip is whole, and the XML in it is not what a spreadsheet writes."""
    name = data.draw(st.sampled_from(PARTS))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(example)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == name:
                at = data.draw(st.integers(0, len(content) - 1))
                length = data.draw(st.integers(0, 40))
                what = data.draw(
                    st.sampled_from([b"", b"<", b'"', b"9", b"-1", b"<c/>", b"\xff", b"r"])
                )
                content = content[:at] + what + content[at + length :]
            new.writestr(part, content)
    open_bytes(out.getvalue())
