"""What stands in every cell of the lists: the numbers of a case and the words around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from detente.case import Case, Citation, Quantity
from detente.case.edit import Revision
from detente.case.edit.reading import read_file
from detente.case.positions import Node

TERMS = ("undo", "verify", "duration")
"""What is told of an option besides its values, as it was written."""

Texts = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Cell:
    """One value that can be edited in place.

    Parameters
    ----------
    key : what it is: a key of `Case.quantities`, or ``field/ISSUE/OPTION/NAME``.
    text : what the case says, as it was written; empty when it says nothing.
    kind : ``number``, ``term`` (a share, a time) or ``words``.
    empty : what counts where the case says nothing.
    rests : ``cited`` when the number rests on a source, ``bare`` when it does not; else empty.
    cites : how many citations it has.
    before : what the baseline says, where it says something else; else None.
    label : what it is, for a narrow page that has no columns.
    """

    key: str
    text: str
    kind: str = "number"
    empty: str = ""
    rests: str = ""
    cites: int = 0
    before: str | None = None
    label: str = ""

    @property
    def news(self) -> tuple[str, str, str, int, str | None]:
        """What can change of a cell while the lists keep their rows and columns."""
        return self.key, self.text, self.rests, self.cites, self.before


class Cells:
    """Make the cells of a revision, each marked where the baseline says something else.

    Parameters
    ----------
    revision : what is shown.
    baseline : what it is compared with.
    """

    def __init__(self, revision: Revision, baseline: Revision) -> None:
        self.case = revision.case
        self.made: dict[str, Cell] = {}
        self._terms = read_terms(revision)
        self._before = None if revision is baseline else find_texts(baseline)

    def number(self, key: str, quantity: Quantity | None, label: str, empty: str = "0") -> Cell:
        """Show a number with what it rests on; one that nobody wrote shows what counts instead."""
        if quantity is None or quantity.is_default:
            counts = quantity.text if quantity else empty
            return self._keep(Cell(key, "", empty=counts or empty, label=label))
        rests = "cited" if quantity.sourced else "bare"
        cites = len(quantity.because)
        text = quantity.text
        return self._keep(Cell(key, text, "number", empty, rests, cites, label=label))

    def term(self, issue: str, option: str, name: str, label: str, empty: str) -> Cell:
        """Show a share or a time as it was written."""
        text = self._terms.get((issue, option, name), "")
        return self._keep(Cell(f"field/{issue}/{option}/{name}", text, "term", empty, label=label))

    def words(self, issue: str, option: str, name: str, text: str, label: str) -> Cell:
        """Show a text."""
        return self._keep(Cell(f"field/{issue}/{option}/{name}", text, "words", label=label))

    def _keep(self, cell: Cell) -> Cell:
        if self._before is not None:
            before = self._before.get(cell.key, "")
            cell = cell if before == cell.text else replace(cell, before=before)
        self.made[cell.key] = cell
        return cell


def find_texts(revision: Revision) -> dict[str, str]:
    """Find what a revision says for every key of a cell that it says something for."""
    case = revision.case
    texts = {e.key: e.quantity.text for e in case.quantities() if not e.quantity.is_default}
    texts |= {f"field/{'/'.join(path)}": text for path, text in read_terms(revision).items()}
    return texts | dict(_find_words(case))


def _find_words(case: Case) -> Iterator[tuple[str, str]]:
    for issue in case.issues:
        yield f"field/{issue.id}//title", issue.title
        yield f"field/{issue.id}//about", issue.about
        yield f"field/{issue.id}//by", ", ".join(issue.by)
        for option in issue.options:
            stem = f"field/{issue.id}/{option.id}"
            yield f"{stem}/title", option.title
            yield f"{stem}/note", option.note
            yield f"{stem}/requires", join_references(option.requires)
            yield f"{stem}/excludes", join_references(option.excludes)


def join_references(references: tuple[tuple[str, str], ...]) -> str:
    """Write references as they are typed: ``tests.none, plant.shut``."""
    return ", ".join(map(".".join, references))


def read_terms(revision: Revision) -> Texts:
    """Find how shares and times of options are written: a case holds what they come to."""
    tree, _ = read_file("case.yaml", revision.contents["case.yaml"])
    return dict(_find_terms(tree)) if tree else {}


def _find_terms(tree: Node) -> Iterator[tuple[tuple[str, str, str], str]]:
    for issue in tree.keys("issues"):
        for option in tree.keys("issues", issue, "options"):
            for name in TERMS:
                text = tree.text("issues", issue, "options", option, name)
                if text is not None:
                    yield (issue, option, name), text


def find_grounds(case: Case, key: str) -> tuple[tuple[Citation, ...], str]:
    """Find what a number rests on: its citations, and the coder's reasoning."""
    for entry in case.quantities():
        if entry.key == key:
            return entry.quantity.because, entry.quantity.note
    return (), ""
