"""Note issues whose signs look swapped: doing something gains only whoever does it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from detente.case import schema
from detente.case.documents import Document
from detente.case.names import Findings, Names
from detente.case.ranges import Range

CaseDocument: TypeAlias = Document[schema.CaseFile]


def note_signs(
    document: CaseDocument, entry: schema.CaseFile, names: Names, findings: Findings
) -> None:
    """Note issues that cost their performer nothing, and gain nobody else anything."""
    home = {id_: id_ for id_ in names.parties}
    home |= {id_: ratifier.party for id_, ratifier in entry.ratifiers.items()}
    for id_, issue in entry.issues.items():
        performers = set(issue.by)
        others = {actor for actor, party in home.items() if party not in performers}
        own, foreign = _list_values(issue, performers), _list_values(issue, others)
        if foreign and _never_lose(own) and _never_gain(foreign):
            who = " and ".join(issue.by)
            text = (
                f"no option here costs {who} anything, by whom it is done, and none gains another "
                "side anything; check the signs: what a party does for others is negative for "
                "itself, and positive for them"
            )
            findings.note(document, ("issues", id_), text, key=True)


def _list_values(issue: schema.IssueEntry, sides: Collection[str]) -> list[Range]:
    """List the values of some sides for the options of an issue."""
    return [
        entry.value
        for option in issue.options.values()
        for side, entry in option.values.items()
        if side in sides
    ]


def _never_lose(values: list[Range]) -> bool:
    """Whether nothing reaches below 0, and something lies above it."""
    ends = [value.ends for value in values]
    return all(low >= 0 for low, _ in ends) and any(high > 0 for _, high in ends)


def _never_gain(values: list[Range]) -> bool:
    """Whether nothing reaches above 0."""
    return all(value.ends[1] <= 0 for value in values)
