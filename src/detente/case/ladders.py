"""Where an issue stands on the list of its options, and which moves along it there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.case import schema
from detente.case.documents import Document


@dataclass(frozen=True)
class Ladders:
    """The options of every issue in order, and whether they are a ladder or alternatives."""

    options: Mapping[str, Sequence[str]]
    ordered: Mapping[str, bool]

    def knows(self, moves: Mapping[str, str]) -> bool:
        """Whether every issue is among them, with its option."""
        return all(option in self.options.get(issue, ()) for issue, option in moves.items())

    def index(self, issue: str, option: str) -> int:
        """Return the position of an option, 0 for the status quo."""
        return self.options[issue].index(option)

    def is_reached(self, issue: str, stands: int, target: int) -> bool:
        """Whether an issue that stands at one option has reached another."""
        return target <= stands if self.ordered[issue] else target == stands

    def explain_first(self, issue: str, option: str) -> str:
        """Say why an option cannot be moved to, being the first; empty when it is not."""
        if option not in self.options.get(issue, ())[:1]:
            return ""
        return f"{option} is where {issue} stands at first; name the option that it moves to"

    def explain_move(self, issue: str, start: int, end: int) -> str:
        """Say why an issue cannot move from one option to another; empty when it can."""
        listed = self.options[issue]
        if end == 0:
            return self.explain_first(issue, listed[0])
        if self.ordered[issue] and end <= start:
            where = f"{issue} has reached {listed[start]} before"
            return f"{where}, and {listed[end]} is no further; correct one of the two"
        if not self.ordered[issue] and start:
            where = f"{issue} has moved to {listed[start]} before"
            return f"{where}, and its options are alternatives; keep one of the two moves"
        return ""


def make_ladders(document: Document[schema.CaseFile]) -> Ladders | None:
    """Collect the ladders of a case; None when an issue or option could not be read."""
    entry = document.entry
    if entry is None or any(path[0] == "issues" and len(path) < 5 for path in document.left_out):
        return None
    return Ladders(
        options={issue: list(listed.options) for issue, listed in entry.issues.items()},
        ordered={issue: listed.ordered for issue, listed in entry.issues.items()},
    )
