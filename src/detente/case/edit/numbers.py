"""Set a number of a case, and say what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case.edit.fields import name_option
from detente.case.edit.places import Place, find_place
from detente.case.edit.sheet import Sheet
from detente.case.edit.sources import name_source
from detente.case.edit.writing import Value
from detente.case.fields import as_list
from detente.case.positions import Node, Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

_CITED = ("value", "because", "note")


@dataclass(frozen=True)
class SetNumber:
    """Set a quantity, as text: ``5``, ``5 to 9``, ``5 to 9, best 6``.

    Parameters
    ----------
    key : as in `Case.quantities`; one that the case has no entry for gets one.
    text : the number; empty to remove the entry with what it rests on, where it may be absent.
    """

    key: str
    text: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        doing = f"set to {self.text.strip()}" if self.text.strip() else "removed"
        return f"{name_number(case, self.key)}: {doing}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the file with the number."""
        place, text = find_place(revision, self.key), self.text.strip()
        sheet = revision.sheet(place.file)
        node = sheet.find(place.path)
        if text:
            after = _set(sheet, place, node, text)
        elif node is None:
            after = sheet
        else:
            after = _remove(sheet, place)
        return {place.file: after.content}


def name_number(case: Case, key: str) -> str:
    """Name a number for a person, one too that the case has no entry for."""
    entry = next((entry for entry in case.quantities() if entry.key == key), None)
    if entry is not None:
        return entry.label
    kind, *steps = key.split("/")
    if kind == "value" and len(steps) == 3:
        return f"{case.name(steps[0])}: {name_option(case, *steps[1:])}"
    return f"{case.name(steps[0])}: {kind}" if len(steps) == 1 else key


def _set(sheet: Sheet, place: Place, node: Node | None, text: str) -> Sheet:
    if node is None:
        return sheet.put(place.path, text, place.order)
    path = _find_value(place.path, node)
    known = sheet.find(path)
    same = known is not None and known.content == text
    return sheet if same else sheet.put(path, text, _CITED)


def _find_value(path: Path, node: Node) -> Path:
    """Find where the number itself stands: it may be a value among what it rests on."""
    return (*path, "value") if isinstance(node.content, dict) else path


def _remove(sheet: Sheet, place: Place) -> Sheet:
    if not place.optional:
        raise InputError("a number is needed here; write one such as 5, or a range such as 5 to 9")
    return sheet.remove(place.path)


@dataclass(frozen=True)
class Cite:
    """Let a number rest on a passage of a source, beside what it rests on already.

    Parameters
    ----------
    passage : its name in the source; empty for the source as a whole.
    """

    key: str
    source: str
    passage: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_number(case, self.key)}: cites {name_passage(case, *_pair(self))}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the file with the citation."""
        place = find_place(revision, self.key)
        sheet = revision.sheet(place.file)
        node = sheet.find(place.path)
        if node is None:
            raise InputError(
                "the case has no number of its own here; write one, then say what it rests on"
            )
        if _pair(self) in _list_pairs(_find_because(node)):
            raise InputError("the number rests on this passage already")
        if not isinstance(node.content, dict):
            return {place.file: self._wrap(revision, sheet, place, node).content}
        return {place.file: self._add(revision, sheet, place, node).content}

    def _wrap(self, revision: Revision, sheet: Sheet, place: Place, node: Node) -> Sheet:
        """Turn a plain number into one with what it rests on."""
        known = list_inherited(revision, self.key)
        cited = _write_pairs([*known, _pair(self)])
        return sheet.put(place.path, {"value": str(node.content), "because": cited})

    def _add(self, revision: Revision, sheet: Sheet, place: Place, node: Node) -> Sheet:
        path, because = (*place.path, "because"), _find_because(node)
        if because is None:
            known = list_inherited(revision, self.key)
            return sheet.put(path, _write_pairs([*known, _pair(self)]), _CITED)
        if _is_several(because):
            count = len(sheet.tree.items(*path))
            return sheet.insert((*path, count), _write_pair(*_pair(self)), count)
        return sheet.put(path, [because.data(), _write_pair(*_pair(self))])


@dataclass(frozen=True)
class Uncite:
    """Let a number no longer rest on a passage of a source."""

    key: str
    source: str
    passage: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_number(case, self.key)}: no longer cites {name_passage(case, *_pair(self))}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the file without the citation."""
        place = find_place(revision, self.key)
        sheet = revision.sheet(place.file)
        node = sheet.find(place.path)
        because = _find_because(node) if node is not None else None
        pairs = list(_list_pairs(because))
        if _pair(self) not in pairs:
            raise InputError(self._explain(revision))
        path = (*place.path, "because")
        left = [pair for pair in pairs if pair != _pair(self)]
        if not left or left == _list_around(sheet, place.path):
            return {place.file: _unwrap(sheet.remove(path), place.path).content}
        if len(left) == 1 and sheet.tree.at(path).flow:
            return {place.file: sheet.put(path, _write_pairs(left)).content}
        for index in reversed(range(len(pairs))):
            sheet = sheet if pairs[index] in left else sheet.remove((*path, index))
        return {place.file: sheet.content}

    def _explain(self, revision: Revision) -> str:
        if _pair(self) in list_inherited(revision, self.key):
            return "what is cited here stands with all of the entry, not with this number alone"
        return f"the number does not cite {quote(self.source)}; it may have been changed meanwhile"


def _pair(edit: Cite | Uncite) -> tuple[str, str]:
    return edit.source, edit.passage


def name_passage(case: Case, source: str, passage: str) -> str:
    """Name a passage of a source for a person."""
    title = name_source(case, source)
    return f"“{title}”, {passage}" if passage else f"“{title}”"


def _find_because(node: Node) -> Node | None:
    return node.content.get("because") if isinstance(node.content, dict) else None


def _is_several(because: Node) -> bool:
    items = because.content if isinstance(because.content, list) else []
    return any(isinstance(item.content, list) for item in items)


def _list_pairs(because: Node | None) -> Iterator[tuple[str, str]]:
    """List the pairs of source and passage that a ``because`` names."""
    if because is None:
        return
    for written in because.data() if _is_several(because) else [because.data()]:
        parts = [str(part).strip() for part in as_list(written)]
        yield (parts[0], parts[1]) if len(parts) == 2 else (parts[0], "")


def _write_pair(source: str, passage: str) -> Value:
    return [source, passage] if passage else [source]


def _write_pairs(pairs: list[tuple[str, str]]) -> Value:
    if len(pairs) > 1:
        return [_write_pair(*pair) for pair in pairs]
    source, passage = pairs[0]
    return [source, passage] if passage else source


def list_inherited(revision: Revision, key: str) -> list[tuple[str, str]]:
    """List what a number rests on because all of its entry does: adding to it keeps that."""
    entry = next((entry for entry in revision.case.quantities() if entry.key == key), None)
    because = entry.quantity.because if entry is not None else ()
    return [(citation.source, citation.passage) for citation in because]


def _list_around(sheet: Sheet, path: Path) -> list[tuple[str, str]]:
    """List what the entry around a number rests on: an option, or a deposit."""
    is_paid = path[0] == "deposits" and path[-2] == "pays"
    around = path[:-2] if is_paid else path[:-1]
    return list(_list_pairs(sheet.find((*around, "because"))))


def _unwrap(sheet: Sheet, path: Path) -> Sheet:
    """Write a number in brackets that rests on nothing, and has no note, as a plain one."""
    number = sheet.tree.text(*path, "value")
    if number is None or not sheet.tree.at(path).flow or sheet.tree.keys(*path) != ["value"]:
        return sheet
    return sheet.put(path, number)
