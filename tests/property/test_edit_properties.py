"""An edit changes what it means and not a byte besides, however the file is written."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.case.edit import (
    AddIssue,
    AddPassage,
    Cite,
    Edit,
    MoveIssue,
    RemoveIssue,
    Revision,
    SetField,
    SetNumber,
    SetPlan,
    Uncite,
    open_revision,
    revise,
)
from detente.case.edit.layout import Text
from detente.case.edit.places import find_place
from detente.case.edit.sheet import Sheet, is_same
from detente.case.edit.writing import Lines, write_text
from detente.case.positions import Node, read_tree
from detente.case.positions import Path as TreePath
from detente.case.shelf import list_cases, shipped_folder
from detente.errors import CaseError, InputError

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


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
@given(st.data(), sheets())
def test_what_is_removed_is_cut_out(data: st.DataObject, sheet: Sheet) -> None:
    path = pick(data.draw, sheet, holds(2))
    steps = [found[-1] for found, _ in walk(sheet.tree) if found[:-1] == path and found]
    step = data.draw(st.sampled_from(steps))
    after = sheet.remove((*path, step))
    top, bottom = count_same(sheet.lines.text, after.lines.text)
    assert top + bottom >= len(after.lines.text)
    assert len(after.tree.at(path).content) == len(steps) - 1  # type: ignore[arg-type]


@settings(deadline=None, max_examples=40)
@given(st.data(), sheets())
def test_moving_there_and_back_leaves_no_trace(data: st.DataObject, sheet: Sheet) -> None:
    path = pick(data.draw, sheet, lambda path, node: holds(2, dict)(path, node) and is_named(path))
    keys = sheet.tree.keys(*path)
    here, there = (data.draw(st.integers(0, len(keys) - 1)) for _ in range(2))
    after = sheet.move((*path, keys[here]), there)
    assert sorted(after.lines.text) == sorted(sheet.lines.text)
    assert after.tree.keys(*path)[there] == keys[here]
    assert after.move((*path, keys[here]), here).content == sheet.content


@settings(deadline=None, max_examples=40)
@given(st.data(), sheets(), value, value)
def test_the_order_of_two_changes_does_not_matter(
    data: st.DataObject, sheet: Sheet, first: str, second: str
) -> None:
    one, other = pick(data.draw, sheet, is_scalar), pick(data.draw, sheet, is_scalar)
    assume(one != other)
    forth = sheet.put(one, first).put(other, second)
    back = sheet.put(other, second).put(one, first)
    assert forth.content == back.content


@settings(deadline=None, max_examples=40)
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


# Whole edits of whole cases


@cache
def open_shipped(name: str) -> Revision:
    return open_revision(shipped_folder() / name)


def draw_edit(draw: Any, revision: Revision) -> tuple[Edit, Edit | None]:
    """Draw an edit that can be made, and its inverse where it has one that leaves no trace."""
    case = revision.case
    entry = draw(st.sampled_from(list(case.quantities())))
    issue = draw(st.sampled_from(case.issues))
    option = draw(st.sampled_from(issue.options))
    kind = draw(st.sampled_from(["number", "cite", "note", "add", "move", "passage", "plan"]))
    if kind == "number":
        new = SetNumber(entry.key, draw(st.sampled_from(["0.3", "0.1 to 0.4"])))
        old = SetNumber(entry.key, entry.quantity.text)
        return new, old if _stands_plain(revision, entry.key) else None
    if kind == "note":
        noted = SetField(issue.id, option.id, "note", draw(value))
        return noted, None if option.note else SetField(issue.id, option.id, "note", "")
    if kind == "add":
        after = draw(st.sampled_from(["", issue.id]))
        return AddIssue("a-new-one", "A new one", "", after), RemoveIssue("a-new-one")
    if kind == "move":
        to = draw(st.integers(0, len(case.issues) - 1))
        return MoveIssue(issue.id, to), MoveIssue(issue.id, case.issues.index(issue))
    source = draw(st.sampled_from(list(case.sources.values())))
    if kind == "passage" or not source.passages:
        return AddPassage(source.id, "a new passage", draw(value)), None
    if kind == "plan":
        return SetPlan("gap", "77 days"), None
    cited = Cite(entry.key, source.id, draw(st.sampled_from(list(source.passages))))
    return cited, Uncite(*vars(cited).values())


def _stands_plain(revision: Revision, key: str) -> bool:
    place = find_place(revision, key)
    node = revision.sheet(place.file).find(place.path)
    return node is not None and isinstance(node.content, str) and not node.raw


@settings(deadline=None, max_examples=20)
@given(st.data(), st.sampled_from(list_cases()))
def test_edits_of_shipped_cases_change_one_place_and_can_be_taken_back(
    data: st.DataObject, name: str
) -> None:
    revision = open_shipped(name)
    edit, inverse = draw_edit(data.draw, revision)
    try:
        after = revise(revision, edit)
    except InputError as error:
        assume("already" not in str(error) and "of its own" not in str(error))
        raise
    except CaseError as error:
        assume(isinstance(edit, MoveIssue) or "cited" in str(error) or "later" in str(error))
        raise
    changed = [n for n, c in after.contents.items() if c != revision.contents.get(n)]
    assert len(changed) <= 1
    for file in changed:
        old, new = (each.contents.get(file, b"").decode() for each in (revision, after))
        top, bottom = count_same(old, new)
        if not isinstance(edit, MoveIssue):
            assert "\n\n" not in old[top : len(old) - bottom]
    if inverse is not None:
        assert revise(after, inverse).contents == revision.contents
