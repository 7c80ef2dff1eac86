"""Make the questions with a date from forecasts.yaml."""

from __future__ import annotations

from typing import Any

from detente.case import forecast_model, schema
from detente.case.documents import Document
from detente.case.quantify import build_citations


def build_forecasts(document: Document[schema.ForecastsFile] | None) -> dict[str, Any]:
    """Build the forecasts of a case, by field name; nothing without the file."""
    if document is None or document.entry is None:
        return {}
    return {"forecasts": tuple(_build_forecast(item) for item in document.entry.forecasts)}


def _build_forecast(entry: schema.ForecastEntry) -> forecast_model.Forecast:
    stated = tuple(
        forecast_model.StatedForecast(s.who, s.on, s.p, build_citations(s.because), s.note)
        for s in entry.stated
    )
    return forecast_model.Forecast(
        id=entry.id,
        question=entry.question,
        by=entry.by,
        event=_build_event(entry.event),
        stated=stated,
        base=_build_base(entry.base),
        because=build_citations(entry.because),
        note=entry.note,
    )


def _build_event(entry: schema.EventEntry | None) -> tuple[str, str] | None:
    given = entry.model_dump(exclude_none=True) if entry else {}
    return next(((kind, str(about)) for kind, about in given.items()), None)


def _build_base(entry: schema.BaseEntry | None) -> forecast_model.BaseRate | None:
    if entry is None:
        return None
    return forecast_model.BaseRate(entry.p, build_citations(entry.because), entry.note)
