"""Make what a case rules out, and who has to agree, from checked entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case import schema
from detente.case.constraint_model import Combinations, Constraint, Limit, Quorum
from detente.case.documents import Document
from detente.case.quantify import build_citations

LIMITS = ("at_most", "at_least", "exactly")
TABLES = ("only", "never")


def build_constraints(document: Document[Any], entry: schema.CaseFile) -> dict[str, Any]:
    """Build the constraints of a case and its rule of agreement, by field name."""
    return {
        "constraints": tuple(
            _build_constraint(item, document.place("constraints", index))
            for index, item in enumerate(entry.constraints)
        ),
        "agreement": tuple(map(_build_quorum, entry.agreement)),
    }


def find_kind(entry: schema.ConstraintEntry) -> str:
    """Name what kind of constraint an entry is, by the first of its keys."""
    return next((kind for kind in (*LIMITS, *TABLES) if getattr(entry, kind) is not None), "")


def _build_constraint(entry: schema.ConstraintEntry, place: str) -> Constraint:
    kind = find_kind(entry)
    because = build_citations(entry.because)
    if kind in LIMITS:
        count = getattr(entry, kind)
        return Limit(kind, count, tuple(entry.of), entry.title, because, entry.note, place)
    rows = build_rows(getattr(entry, kind))
    return Combinations(kind, rows, entry.title, because, entry.note, place)


def build_rows(
    rows: Sequence[Mapping[str, Sequence[str]]],
) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Build the rows of a table."""
    return tuple({issue: tuple(options) for issue, options in row.items()} for row in rows)


def _build_quorum(entry: schema.QuorumEntry) -> Quorum:
    if entry.all is not None:
        return Quorum(len(entry.all), tuple(entry.all))
    return Quorum(entry.at_least or 0, tuple(entry.of or ()))
