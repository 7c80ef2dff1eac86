"""Make quantities, citations and settings from the entries of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case import model, ranges, schema
from detente.case.documents import Document
from detente.case.positions import Path


def build_citations(pairs: list[tuple[str, str]]) -> tuple[model.Citation, ...]:
    """Build citations from pairs of source and passage."""
    return tuple(model.Citation(*pair) for pair in pairs)


def build_quantity(
    document: Document[Any],
    path: Path,
    entry: schema.ValueEntry | schema.ShareEntry | None,
    because: list[tuple[str, str]] | None = None,
) -> model.Quantity:
    """Build the quantity at `path`; ``because`` is what it rests on unless it says so itself."""
    if entry is None:
        return model.ZERO
    return make_quantity(
        entry.value,
        because=build_citations(entry.because or because or []),
        note=entry.note,
        place=document.place(*path),
    )


def make_quantity(
    value: ranges.Range,
    *,
    because: tuple[model.Citation, ...] = (),
    note: str = "",
    place: str = "",
) -> model.Quantity:
    """Make a quantity from a range as written."""
    return model.Quantity(
        low=value.low,
        best=value.best if value.point is None else None,
        high=value.high,
        point=value.point,
        because=because,
        note=note,
        place=place,
        text=value.text,
    )


def build_values(
    document: Document[Any],
    path: Path,
    values: Mapping[str, schema.ValueEntry],
    because: list[tuple[str, str]],
) -> dict[str, model.Quantity]:
    """Build the values by party or ratifier that stand in the mapping at `path`."""
    return {
        actor: build_quantity(document, (*path, actor), value, because)
        for actor, value in values.items()
    }


def build_payoffs(
    document: Document[Any], path: Path, entry: schema.PayoffEntry
) -> dict[str, model.Quantity]:
    """Build the payoffs of a meeting to one party, those that are written."""
    return {
        kind: build_quantity(document, (*path, kind), getattr(entry, kind))
        for kind in schema.PayoffEntry.model_fields
        if getattr(entry, kind) is not None
    }


def build_trust(entry: schema.TrustEntry, base: model.TrustSettings) -> model.TrustSettings:
    """Build the settings of trust, with `base` for what is not said."""
    prior, credit = entry.prior, entry.credit
    written = credit.model_dump(exclude_none=True) if credit else {}
    return model.TrustSettings(
        prior_kept=prior.kept if prior else base.prior_kept,
        prior_broken=prior.broken if prior else base.prior_broken,
        half_life_days=entry.half_life or base.half_life_days,
        precedent_weight=(
            base.precedent_weight if entry.precedent_weight is None else entry.precedent_weight
        ),
        credit={**base.credit, **written},
    )
