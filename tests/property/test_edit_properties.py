"""An edit changes what it means and not a byte besides, however the file is written."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from detente.case.edit.layout import Text
from detente.case.edit.sheet import Sheet, is_same
from detente.case.edit.writing import Lines, write_text
from detente.case.positions import Node, read_tree
from detente.case.positions import Path as TreePath
from detente.case.shelf import shipped_folder

SHIPPED = sorted(
    path for path in shipped_folder().glob("**/*.yaml") if path.stat().st_size < 120_000
)
ODD = """\
# A remark at the top.

plain: one two   # behind
quoted: "a: b"   # behind\t
single: 'it''s'
"key: odd": 1
folded: >
  several lines
  of text

  and another

literal: |-
  kept
    as it is
long: a text that goes on
  over two lines   # behind
empty:
braces: {}
brackets: []
flow: {a: 1, b: "2, 3", c: [x, [y, z]], d: {e: f}, }
wide: {
  a: 1,  # first
  b: 2
}
unicode: naïve café 😀 – “x”
# ---------------- heading

# of block
block:
  # of first
  first: {title: First}
  # of second, line one
  # line two
  second:
    x: 1

    # of y
    y: 2
    # at the end of second

  third: 3
list:
  - a
  # of b
  - b: 1
    c: 2
  -
    d: 3
  - [e, f]
pairs:
- one
- two
last:
  z: 9"""

text = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"), blacklist_characters="\ufeff"),
    min_size=1,
    max_size=30,
)
value = st.one_of(
    st.sampled_from(
        ["5", "5 to 9", "5 to 9, best 6", "-1", "20%", "no", "true", "~", "null", "#x"]
    ),
    st.sampled_from(
        ["a # b", "a: b", "- a", "{x}", "[x]", "&a", "*a", "!t", "? x", "'", '"', "|", ">"]
    ),
    text.map(str.strip).filter(bool),
)


@cache
def read_shipped(path: Path) -> bytes:
    return path.read_bytes()


@st.composite
def sheets(draw: Any) -> Sheet:
    """Draw a shipped file, or an odd one; with other line ends, a mark, no end, blanks behind."""
    is_odd = draw(st.booleans())
    path = draw(st.sampled_from(SHIPPED))
    said = ODD if is_odd else read_shipped(path).decode()
    if draw(st.booleans()):
        said = said.rstrip("\n") if draw(st.booleans()) else said.rstrip("\n") + "\n\n\n"
    if draw(st.booleans()):
        said = said.replace("\n", "\r\n")
    if draw(st.booleans()):
        said = "\ufeff" + said
    return Sheet("case.yaml" if is_odd else path.name, said.encode())


def walk(node: Node, path: TreePath = ()) -> list[tuple[TreePath, Node]]:
    """List all values in a tree."""
    items: Any = ()
    if isinstance(node.content, dict):
        items = node.content.items()
    elif isinstance(node.content, list):
        items = enumerate(node.content)
    below = [found for step, child in items for found in walk(child, (*path, step))]
    return [(path, node), *below]


def pick(draw: Any, sheet: Sheet, wanted: Any) -> TreePath:
    found = [path for path, node in walk(sheet.tree) if wanted(path, node)]
    assume(found)
    path: TreePath = draw(st.sampled_from(found))
    return path


def is_scalar(_: TreePath, node: Node) -> bool:
    return not isinstance(node.content, (dict, list))


def holds(least: int, kind: Any = (dict, list)) -> Any:
    def check(_: TreePath, node: Node) -> bool:
        return isinstance(node.content, kind) and len(node.content) >= least

    return check


def is_named(path: TreePath) -> bool:
    """Whether a mapping stands under a key, not in a list, where its first entry follows a dash."""
    return not path or isinstance(path[-1], str)


def count_same(left: str, right: str) -> tuple[int, int]:
    """Count the characters that two texts share at their beginnings and at their ends."""
    most = min(len(left), len(right))
    top = next((i for i in range(most) if left[i] != right[i]), most)
    rest = most - top
    return top, next((i for i in range(rest) if left[-1 - i] != right[-1 - i]), rest)


@given(st.data(), sheets(), value)
def test_a_text_is_replaced_where_it_stands(data: st.DataObject, sheet: Sheet, new: str) -> None:
    path = pick(data.draw, sheet, is_scalar)
    node = sheet.tree.at(path)
    after = sheet.put(path, new)
    assert after.tree.text(*path) == new or (after.tree.text(*path) or "").rstrip("\n") == new
    top, bottom = count_same(sheet.lines.text, after.lines.text)
    assert top >= min(node.span[0], len(after.lines.text)) or sheet.lines.text == after.lines.text
    assert len(sheet.lines.text) - bottom <= node.span[1]
    old = node.content
    if isinstance(old, str) and sheet.lines.text[slice(*node.span)] in (old, write_text(old)):
        back = after.put(path, old)
        assert is_same(back.tree.data(), sheet.tree.data())


@given(st.data(), sheets(), value, value)
def test_what_is_added_and_removed_again_leaves_no_trace(
    data: st.DataObject, sheet: Sheet, key: str, new: str
) -> None:
    path = pick(data.draw, sheet, holds(1))
    node = sheet.tree.at(path)
    count = len(node.content)  # type: ignore[arg-type]
    index = data.draw(st.integers(0, count))
    assume(isinstance(node.content, list) or key not in sheet.tree.keys(*path))
    step: str | int = index if isinstance(node.content, list) else key
    entry: Any = Lines({"title": new, "x": "1"}) if data.draw(st.booleans()) else new
    after = sheet.insert((*path, step), entry, index)
    top, bottom = count_same(sheet.lines.text, after.lines.text)
    assert top + bottom >= len(sheet.lines.text)
    assert after.remove((*path, step)).content == sheet.content


@given(st.data(), sheets())
def test_what_is_removed_is_cut_out(data: st.DataObject, sheet: Sheet) -> None:
    path = pick(data.draw, sheet, holds(2))
    steps = [found[-1] for found, _ in walk(sheet.tree) if found[:-1] == path and found]
    step = data.draw(st.sampled_from(steps))
    after = sheet.remove((*path, step))
    top, bottom = count_same(sheet.lines.text, after.lines.text)
    assert top + bottom >= len(after.lines.text)
    assert len(after.tree.at(path).content) == len(steps) - 1  # type: ignore[arg-type]


@given(st.data(), sheets())
def test_moving_there_and_back_leaves_no_trace(data: st.DataObject, sheet: Sheet) -> None:
    path = pick(data.draw, sheet, lambda path, node: holds(2, dict)(path, node) and is_named(path))
    keys = sheet.tree.keys(*path)
    here, there = (data.draw(st.integers(0, len(keys) - 1)) for _ in range(2))
    after = sheet.move((*path, keys[here]), there)
    assert sorted(after.lines.text) == sorted(sheet.lines.text)
    assert after.tree.keys(*path)[there] == keys[here]
    assert after.move((*path, keys[here]), here).content == sheet.content


@given(st.data(), sheets(), value, value)
def test_the_order_of_two_changes_does_not_matter(
    data: st.DataObject, sheet: Sheet, first: str, second: str
) -> None:
    one, other = pick(data.draw, sheet, is_scalar), pick(data.draw, sheet, is_scalar)
    assume(one != other)
    forth = sheet.put(one, first).put(other, second)
    back = sheet.put(other, second).put(one, first)
    assert forth.content == back.content


@given(value, st.booleans())
def test_a_text_is_read_as_it_was_written(said: str, flow: bool) -> None:
    written = write_text(said, flow=flow)
    tree, problems = read_tree("", f"[{written}, x]" if flow else f"- {written}\n- x")
    assert not problems
    assert tree is not None
    assert tree.data() == [said, "x"]


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    text = Text("a\r\nb\rc\u2028d\x85e\nf")
    assert len(text.lines) == 6
    tree, _ = read_tree("", "- a\r\n- b\r- c\u2028- d\x85- e\n- f")
    assert tree is not None
    assert [item.line for item in tree.items()] == [1, 2, 3, 4, 5, 6]
