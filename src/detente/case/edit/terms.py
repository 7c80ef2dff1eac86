"""Set the terms of a plan: how many stages, how large, how long; and deposits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case import schema
from detente.case.edit.fields import check_new
from detente.case.edit.issues import Removal
from detente.case.edit.writing import Lines
from detente.case.positions import Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

_FILE = "plan.yaml"
_KEYS = {
    "most_stages": "most",
    "most_items": "items",
    "wait": "wait",
    "gap": "gap",
    "start": "start",
}
_WORDS = {
    "most_stages": "most stages",
    "most_items": "most steps in a stage",
    "wait": "time to wait for verification",
    "gap": "time between stages",
    "start": "first day",
}


@dataclass(frozen=True)
class SetPlan:
    """Set a term of the plan.

    Parameters
    ----------
    field : ``most_stages``, ``most_items``, ``wait``, ``gap`` or ``start``.
    text : as in plan.yaml; empty for the usual.
    """

    field: str
    text: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        del case
        said = self.text.strip() or "as usual"
        return f"Plan: {_WORDS.get(self.field, self.field)} {said}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return plan.yaml with the term."""
        if self.field not in _KEYS:
            raise InputError(f"{quote(self.field)} is no term of a plan: {', '.join(_KEYS)} are")
        sheet, path = revision.sheet(_FILE), ("stages", _KEYS[self.field])
        node, text = sheet.find(path), self.text.strip()
        if text:
            same = node is not None and node.content == text
            order = tuple(schema.StagesEntry.model_fields)
            return {} if same else {_FILE: sheet.put(path, text, order).content}
        return {} if node is None else {_FILE: sheet.remove(path).content}


@dataclass(frozen=True)
class AddDeposit:
    """Add a deposit: what somebody holds so that a party keeps to the plan."""

    id: str
    secures: str
    loses: str
    by: str
    title: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"new deposit “{self.title.strip() or self.id}” for {case.name(self.secures)}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return plan.yaml with the deposit."""
        sheet = revision.sheet(_FILE)
        ids = [item.text("id") for item in sheet.tree.items("deposits")]
        check_new(self.id, ids, "a deposit")
        said = {
            "id": self.id,
            "title": self.title,
            "by": self.by,
            "secures": self.secures,
            "loses": self.loses,
        }
        entry = Lines({key: text.strip() for key, text in said.items() if text.strip()})
        return {_FILE: sheet.insert(("deposits", len(ids)), entry, len(ids)).content}


@dataclass(frozen=True)
class RemoveDeposit(Removal):
    """Remove a deposit, with the remarks that belong to it."""

    id: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        titles = {deposit.id: deposit.title for deposit in case.plan.deposits}
        return f"deposit “{titles.get(self.id, self.id)}”: removed"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return plan.yaml without the deposit."""
        sheet = revision.sheet(_FILE)
        ids = [item.text("id") for item in sheet.tree.items("deposits")]
        if self.id not in ids:
            raise InputError(f"there is no deposit {quote(self.id)}; it may have been removed")
        path: Path = ("deposits", ids.index(self.id))
        return {_FILE: sheet.remove(path).content}
