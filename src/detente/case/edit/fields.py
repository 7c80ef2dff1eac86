"""Set what is said of an issue or an option beside its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case import schema
from detente.case.edit.places import list_option_keys
from detente.case.edit.sheet import Sheet
from detente.case.edit.writing import Value
from detente.case.fields import SLUG, explain_slug
from detente.case.positions import Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

ISSUE_FIELDS = ("title", "by", "about")
OPTION_FIELDS = ("title", "undo", "verify", "duration", "requires", "excludes", "note")
_LISTS = ("by", "requires", "excludes")
_WORDS = {
    "title": "title",
    "by": "who does it",
    "about": "what it is about",
    "undo": "what can be undone",
    "verify": "time to verify",
    "duration": "time to carry out",
    "requires": "what it requires",
    "excludes": "what it excludes",
    "note": "note",
}


@dataclass(frozen=True)
class SetField:
    """Set what is said of an issue, or of one of its options.

    Parameters
    ----------
    option : empty for the issue itself.
    field : one of `ISSUE_FIELDS`, or of `OPTION_FIELDS`.
    text : what is said; empty to say nothing. Several parties or options (``issue.option``) are
        parted by commas.
    """

    issue: str
    option: str
    field: str
    text: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return name_field(case, self.issue, self.option, self.field)

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml with the field."""
        sheet, around = revision.sheet("case.yaml"), find_entry(revision, self.issue, self.option)
        known = OPTION_FIELDS if self.option else ISSUE_FIELDS
        if self.field not in known:
            raise InputError(f"{quote(self.field)} cannot be set here: {', '.join(known)} can")
        path, value = (*around, self.field), self._read()
        node = sheet.find(path)
        if value:
            order = (
                list_option_keys(revision) if self.option else tuple(schema.IssueEntry.model_fields)
            )
            same = node is not None and node.data() == value
            return {} if same else {sheet.name: _put(sheet, path, value, order).content}
        return {} if node is None else {sheet.name: sheet.remove(path).content}

    def _read(self) -> Value:
        """Read the text as what the file holds: a list of several, otherwise a text."""
        text = self.text.replace("\r\n", "\n").strip()
        if self.field not in _LISTS:
            return text
        parts = read_list(text)
        only_one = len(parts) == 1 and self.field == "by"
        return parts[0] if only_one else parts


def _put(sheet: Sheet, path: Path, value: Value, order: tuple[str, ...]) -> Sheet:
    """Put a value in place; of a list on lines of its own, what stays keeps its remarks."""
    node, wanted = sheet.find(path), value if isinstance(value, list) else []
    known = [] if node is None or node.flow else node.data()
    kept = [each for each in known if each in wanted] if isinstance(known, list) else []
    if not kept or kept != wanted[: len(kept)]:
        return sheet.put(path, value, order)
    for index in reversed(range(len(known))):
        sheet = sheet if known[index] in kept else sheet.remove((*path, index))
    for index in range(len(kept), len(wanted)):
        sheet = sheet.insert((*path, index), wanted[index], index)
    return sheet


def read_list(text: str) -> list[str]:
    """Read names that are parted by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def check_new(id: str, known: Collection[str | None], kind: str) -> None:
    """Check the id of something new; ``kind`` is what it names, as in ``an issue``.

    Raises
    ------
    InputError : it is none, or something is called so already.
    """
    if not SLUG.fullmatch(id):
        raise InputError(explain_slug(id))
    if id in known:
        raise InputError(f"{quote(id)} is {kind} already; choose another id")


def find_entry(revision: Revision, issue: str, option: str = "") -> Path:
    """Find the path of an issue, or of one of its options.

    Raises
    ------
    InputError : the case has no such entry.
    """
    path: Path = ("issues", issue, "options", option) if option else ("issues", issue)
    if revision.sheet("case.yaml").find(path) is None:
        named = f"issue {quote(issue)} with an option {quote(option)}" if option else quote(issue)
        kind = "" if option else "issue "
        raise InputError(f"the case has no {kind}{named}; it may have been removed meanwhile")
    return path


def name_option(case: Case, issue: str, option: str = "") -> str:
    """Name an issue, or an option with its issue, by title; by id where the case has none."""
    known = next((each for each in case.issues if each.id == issue), None)
    if known is None:
        return f"{issue}, {option}" if option else issue
    titles = {each.id: each.title for each in known.options}
    return f"{known.title}, {titles.get(option, option)}" if option else known.title


def name_field(case: Case, issue: str, option: str, field: str) -> str:
    """Name what is said of an issue, or of an option of it, in a field."""
    return f"{name_option(case, issue, option)}: {_WORDS.get(field, field)}"
