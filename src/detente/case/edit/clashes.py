"""What two people changed at once in the files of a case, one on the disk and one elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from detente.case.edit.fields import ISSUE_FIELDS, OPTION_FIELDS, name_field, name_option
from detente.case.edit.places import find_place
from detente.case.positions import Node, Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision

Spot: TypeAlias = tuple[str, Path]
"""A file, and a path in it; elements of a list are named by their id where they have one."""

_CASE = "case.yaml"
_VALUE = "value"


@dataclass(frozen=True)
class Clash:
    """An entry in which a change on the disk did not stay.

    Parameters
    ----------
    label : names the entry.
    theirs : what stood on the disk, in quotes; empty where it had been removed there.
    mine : what stands instead; empty where it was removed.
    """

    label: str
    theirs: str
    mine: str

    def say(self) -> str:
        """Say what stood on the disk, and what was put in its place."""
        there = f"the disk said {self.theirs}" if self.theirs else "it was removed on the disk"
        put = f"{self.mine} was put there" if self.mine else "it was removed"
        return f"{self.label}: {there}; {put}."


def list_clashes(base: Revision, theirs: Revision, mine: Revision) -> tuple[Clash, ...]:
    """List what somebody changed on the disk that stands otherwise in the end.

    Parameters
    ----------
    base : the files before anybody changed them.
    theirs : as they were on the disk.
    mine : with one's own changes on top of that.
    """
    old, disk, new = (_read(each) for each in (base, theirs, mine))
    spots = [spot for spot in {**disk, **old} if _is_lost(spot, old, disk, new)]
    labels = _label_numbers(base) | _label_numbers(theirs) if spots else {}
    found = (
        Clash(
            labels.get(spot) or _label(theirs, base, spot),
            *(said.get(spot, "") for said in (disk, new)),
        )
        for spot in spots
    )
    return (*found, *_list_moved(base, theirs, mine))


def _is_lost(
    spot: Spot, old: Mapping[Spot, str], disk: Mapping[Spot, str], new: Mapping[Spot, str]
) -> bool:
    there = disk.get(spot)
    return there != old.get(spot) and there != new.get(spot)


# What the files say


def _read(revision: Revision) -> dict[Spot, str]:
    """Read what the files of a case say, entry by entry."""
    return {
        (name, path): said
        for name in revision.contents
        for path, said in _list_entries(revision.sheet(name).tree, ())
    }


def _list_entries(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node.content, dict):
        for key, child in node.content.items():  # a number in brackets is still that number
            is_same = key == _VALUE and not isinstance(child.content, dict)
            yield from _list_entries(child, path if is_same else (*path, key))
    elif isinstance(node.content, list) and _holds_mappings(node.content):
        for place, child in enumerate(node.content):
            yield from _list_entries(child, (*path, _name_element(child, place)))
    else:
        yield path, _say(node.data())


def _holds_mappings(items: Sequence[Node]) -> bool:
    return bool(items) and all(isinstance(item.content, dict) for item in items)


def _name_element(node: Node, place: int) -> str | int:
    """Name an element of a list by its id; one without an id by its place, from 1."""
    return node.text("id") or place + 1


def _say(value: object) -> str:
    if not isinstance(value, list):
        return quote(value)
    flat = (", ".join(map(str, each)) if isinstance(each, list) else str(each) for each in value)
    return quote("; ".join(flat))


# In which order they say it


def _list_moved(base: Revision, theirs: Revision, mine: Revision) -> Iterator[Clash]:
    """List the issues, and the options of each, that were put in another order on the disk."""
    paths: list[Path] = [("issues",), *(("issues", i.id, "options") for i in base.case.issues)]
    for path in paths:
        lists = [each.sheet(_CASE).tree.keys(*path) for each in (base, theirs, mine)]
        shared = set.intersection(*map(set, lists))
        old, disk, new = ([key for key in keys if key in shared] for keys in lists)
        if disk not in (old, new):
            yield Clash(_label_order(theirs, path), quote(", ".join(disk)), quote(", ".join(new)))


def _label_order(theirs: Revision, path: Path) -> str:
    if len(path) == 1:
        return "The order of the issues"
    return f"{name_option(theirs.case, str(path[1]))}: the order of its options"


# How entries are called


def _label_numbers(revision: Revision) -> dict[Spot, str]:
    """Name the entries that are numbers of the case."""
    labels: dict[Spot, str] = {}
    for entry in revision.case.quantities():
        try:
            place = find_place(revision, entry.key)
        except InputError:  # a number that is written in no place of its own
            continue
        labels[place.file, _name_path(revision.sheet(place.file).tree, place.path)] = entry.label
    return labels


def _name_path(tree: Node, path: Path) -> Path:
    """Name the elements of lists on a path as `_list_entries` does."""
    named: list[str | int] = []
    for depth, step in enumerate(path):
        node = tree.find(path[: depth + 1])
        named.append(_name_element(node, step) if isinstance(step, int) and node else step)
    return tuple(named)


def _label(theirs: Revision, base: Revision, spot: Spot) -> str:
    """Name an entry that is no number."""
    file, path = spot
    match path:
        case ("issues", str(issue), str(name)) if name in ISSUE_FIELDS:
            return _name(theirs, base, issue, "", name)
        case ("issues", str(issue), "options", str(option), str(name)) if name in OPTION_FIELDS:
            return _name(theirs, base, issue, option, name)
    return f"{file}, {', '.join(map(str, path))}"


def _name(theirs: Revision, base: Revision, issue: str, option: str, name: str) -> str:
    known = any(each.id == issue for each in theirs.case.issues)
    return name_field((theirs if known else base).case, issue, option, name)
