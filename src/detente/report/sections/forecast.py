"""The section on what will probably happen."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Items, Paragraph, Section, Sheet
from detente.report.charts import draw_calibration, draw_forecasts
from detente.report.forecast_tables import (
    tabulate_evidence,
    tabulate_questions,
    tabulate_scores,
)
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.basis import say_cited
from detente.report.sentences.forecast import (
    answer_forecast,
    explain_calibration,
    explain_log,
    explain_versus,
    list_bases,
)
from detente.study.forecast_records import ForecastFindings


def write_forecast(names: Names, passages: Passages, found: ForecastFindings) -> Section:
    """Write what will probably happen, and how good such odds were."""
    return Section(
        id="forecasts",
        title="What will probably happen?",
        answer=answer_forecast(found),
        blocks=tuple(_list_blocks(names, passages, found)),
        rests=_say_basis(names),
    )


def _say_basis(names: Names) -> str:
    """Count what backs base rates and stated odds."""
    asked = names.case.forecasts
    bases = [each.base for each in asked if each.base is not None]
    stated = [each for forecast in asked for each in forecast.stated]
    parts = [
        say_cited("base rate", sum(bool(each.because) for each in bases), len(bases)),
        say_cited("stated forecast", sum(bool(each.because) for each in stated), len(stated)),
    ]
    return " ".join(part for part, held in zip(parts, (bases, stated), strict=True) if held)


def _list_blocks(names: Names, passages: Passages, found: ForecastFindings) -> Iterator[Block]:
    if not found.questions:
        return
    chart = draw_forecasts(found)
    if chart:
        yield Figure(chart)
    yield Sheet(tabulate_questions(names, passages, found))
    yield Items("What the model's odds are, by question", list_bases(names, found.questions))
    yield from _show_scores(found)


def _show_scores(found: ForecastFindings) -> Iterator[Block]:
    if not found.scored.resolved:
        return
    yield Heading("How good were these odds?", "forecast-scores")
    for versus in found.scored.versus:
        yield Paragraph(explain_versus(versus))
    calibration = found.scored.calibration
    if calibration is not None:
        yield Paragraph(f"{explain_calibration(calibration)} {explain_log(calibration)}")
        chart = draw_calibration(calibration)
        if chart:
            yield Figure(chart)
    if found.scored.versus:
        yield Sheet(tabulate_scores(found.scored), open=False)
    if any(each.evidence for each in found.questions):
        yield Sheet(tabulate_evidence(found.questions), open=False)
        yield Paragraph(
            "What happened stands in resolutions.yaml, which no other section of this report reads."
        )
