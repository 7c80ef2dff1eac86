"""What stands in one cell: lists, citations, combinations and quorums, written in a line.

Every ``say_`` function writes what stands in a file of a case for a cell, and the ``read_``
function of the same name reads it back. What cannot be read so is handed on as it is written, for
the checks of the case to explain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from detente.case.interchange.workbook_layout import NO, YES
from detente.case.interchange.workbook_text import Branch, Cell, Leaf, Listing, Row, Tree
from detente.case.words import quote


class CellError(ValueError):
    """A cell cannot be read; the message says what would do."""


def say_value(kind: str, data: Any) -> str:
    """Write a value of a file for a cell of that kind."""
    return _SAY.get(kind, _say_text)(data)


def read_value(kind: str, text: str, cell: Cell) -> Tree:
    """Read what stands in a cell of that kind.

    Raises
    ------
    CellError : it is not written as that kind needs it.
    """
    return _READ.get(kind, _read_text)(text, cell)


def _say_text(data: Any) -> str:
    """Write a plain value."""
    if isinstance(data, bool):
        return YES if data else NO
    return str(data).strip()


def _read_text(text: str, cell: Cell) -> Tree:
    return Leaf(text, cell)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def _read_number(text: str, cell: Cell) -> Tree:
    if _DAY.fullmatch(text):
        raise CellError(
            f"the date {text} stands where a number is needed; a spreadsheet may have made it of a "
            'range such as 5-9, so write "5 to 9"'
        )
    return Leaf(text, cell)


_FLAGS = {YES: "true", "true": "true", NO: "false", "false": "false"}


def _read_flag(text: str, cell: Cell) -> Tree:
    word = _FLAGS.get(text.strip().lower())
    if word is None:
        raise CellError(f"{quote(text)} is neither {YES} nor {NO}; write one of them")
    return Leaf(word, cell, bare=True)


_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SPECIAL = re.compile(r'[,;\n"\[\]]')


def _wrap(text: str, special: re.Pattern[str] = _SPECIAL) -> str:
    """Put text in quotes where it would be taken apart."""
    return '"' + text.replace('"', '""') + '"' if special.search(text) else text


def _unwrap(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace('""', '"') if _QUOTED.fullmatch(text) else text


def split(text: str, marks: str) -> list[str]:
    """Split a text at some characters, but not within double quotes or square brackets.

    >>> split('a; "b; c"; d.[e; f]', ";")
    ['a', '"b; c"', 'd.[e; f]']
    """
    parts, start, quoted, depth = [], 0, False, 0
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "[]":
            depth = max(0, depth + (1 if char == "[" else -1))
        elif char in marks and not quoted and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def _say_names(data: Any) -> str:
    return ", ".join(_wrap(str(item)) for item in _as_list(data))


def _read_names(text: str, cell: Cell) -> Tree:
    return _collect([Leaf(_unwrap(part), cell) for part in split(text, ",;\n")], cell)


def _collect(items: Sequence[Leaf | Row], cell: Cell) -> Leaf | Row:
    """Let one entry stand for itself."""
    return items[0] if len(items) == 1 else Row(tuple(items), cell)


def _as_list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]


def _say_citations(data: Any) -> str:
    """Write citations: ``source, passage; source``."""
    several = isinstance(data, list) and any(isinstance(item, list) for item in data)
    return "; ".join(_say_citation(item) for item in (data if several else [data]))


def _say_citation(data: Any) -> str:
    source, *passage = _as_list(data)
    return ", ".join([_wrap(str(source)), *(_wrap(str(each), _AFTER) for each in passage)])


_AFTER = re.compile(r'[;\n"\[\]]')


_CITATION = re.compile(r'("(?:[^"]|"")*"|[^,"]*)(?:,(.*))?', re.DOTALL)


def _read_citations(text: str, cell: Cell) -> Tree:
    found = [_read_citation(part, cell) for part in split(text, ";\n")]
    if len(found) == 1:
        return found[0]
    return Row(tuple(_as_row(item, cell) for item in found), cell)


def _read_citation(text: str, cell: Cell) -> Leaf | Row:
    found = _CITATION.fullmatch(text)
    source, passage = (found[1], _unwrap(found[2] or "")) if found else (text, "")
    leaf = Leaf(_unwrap(source), cell)
    return Row((leaf, Leaf(passage, cell)), cell) if passage else leaf


def _as_row(item: Leaf | Row, cell: Cell) -> Row:
    return item if isinstance(item, Row) else Row((item,), cell)


_TERM = re.compile(r"\s*([^.\s,;\[\]]+)\s*\.\s*(?:\[([^\]\[]*)\]|([^.\s,;\[\]]+))\s*")
_TERM_FORM = 'write options as "issue.option, issue.option", or "issue.[option, option]" for one of'


def _say_combination(data: dict[str, Any]) -> str:
    """Write options that come together: ``issue.option, issue.[option, option]``."""
    return ", ".join(f"{issue}.{_say_choice(choice)}" for issue, choice in data.items())


def _say_choice(choice: Any) -> str:
    return f"[{', '.join(map(str, choice))}]" if isinstance(choice, list) else str(choice)


def _read_combination(text: str, cell: Cell) -> Branch:
    branch = Branch(cell)
    for part in split(text, ",;\n"):
        found = _TERM.fullmatch(part)
        if found is None:
            raise CellError(f"{quote(part)} does not name an option; {_TERM_FORM}")
        if found[1] in branch.entries:
            raise CellError(f"issue {quote(found[1])} is named twice; {_TERM_FORM}")
        branch.add(found[1], _read_choice(found, cell), cell)
    return branch


def _read_choice(found: re.Match[str], cell: Cell) -> Leaf | Row:
    if found[3]:
        return Leaf(found[3], cell)
    return Row(tuple(Leaf(part, cell) for part in split(found[2], ",;")), cell)


def _say_combinations(data: Iterable[dict[str, Any]]) -> str:
    """Write combinations, a line each."""
    return "\n".join(_say_combination(row) for row in data)


def _read_combinations(text: str, cell: Cell) -> Tree:
    return Listing(cell, [_read_combination(part, cell) for part in split(text, ";\n")])


_QUORUM = re.compile(r"(all|at\s+least\s+([0-9]{1,9}))\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)


def _say_quorums(data: Iterable[dict[str, Any]]) -> str:
    """Write who has to agree: ``all of a, b; at least 2 of c, d, e``."""
    return "; ".join(_say_quorum(item) for item in data)


def _say_quorum(data: dict[str, Any]) -> str:
    if "all" in data:
        return f"all of {_say_names(data['all'])}"
    return f"at least {data['at_least']} of {_say_names(data['of'])}"


def _read_quorums(text: str, cell: Cell) -> Tree:
    return Listing(cell, [_read_quorum(part, cell) for part in split(text, ";\n")])


def _read_quorum(text: str, cell: Cell) -> Branch:
    found = _QUORUM.fullmatch(text)
    if found is None:
        example = '"all of a, b", or "at least 2 of c, d, e"'
        raise CellError(f"{quote(text)} does not say who has to agree; write {example}")
    branch, names = Branch(cell), _read_names(found[3], cell)
    if found[2]:
        branch.add("at_least", Leaf(found[2], cell))
    branch.add("of" if found[2] else "all", names)
    return branch


_SAY: dict[str, Callable[[Any], str]] = {
    "names": _say_names,
    "references": _say_names,
    "citations": _say_citations,
    "combination": _say_combination,
    "combinations": _say_combinations,
    "quorums": _say_quorums,
}
_READ: dict[str, Callable[[str, Cell], Tree]] = {
    "number": _read_number,
    "flag": _read_flag,
    "names": _read_names,
    "references": _read_names,
    "citations": _read_citations,
    "combination": _read_combination,
    "combinations": _read_combinations,
    "quorums": _read_quorums,
}
