"""The section on what conclusions hang on: which number would flip which."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Fold, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_tornados
from detente.report.driver_tables import tabulate_unsourced
from detente.report.naming import Names
from detente.report.sentences.conclusions import label_conclusion
from detente.report.sentences.drivers import (
    ALONE,
    UNKNOWN,
    answer_drivers,
    explain_driven,
    explain_explained,
    explain_unsourced,
    is_settled,
)
from detente.report.words import say_count
from detente.study.conclusion_records import Driven, DriverFindings


def write_drivers(names: Names, found: DriverFindings) -> Section:
    """Write what each conclusion hangs on, and which of it rests on no source."""
    return Section(
        id="drivers",
        title="What would flip it?",
        answer=answer_drivers(names, found),
        blocks=tuple(_list_blocks(names, found)),
        rests=_say_basis(found),
    )


def _say_basis(found: DriverFindings) -> str:
    draws = say_count(found.origin.draws)
    meets = any(each.conclusion.kind.startswith("meeting") for each in found.conclusions)
    known = f" {UNKNOWN}" if meets else ""
    return (
        f"Read off the same {draws} draws as the conclusions, but for the trust that plans need, "
        f"which was tried out. {ALONE}{known}"
    )


def _list_blocks(names: Names, found: DriverFindings) -> Iterator[Block]:
    draws = found.origin.draws
    for driven in found.conclusions:
        if is_settled(driven):
            yield Paragraph(explain_driven(names, driven, draws))
    yield from (Figure(chart) for chart in draw_tornados(names, found))
    moved = [each for each in found.conclusions if not is_settled(each)]
    if moved:
        yield Heading("Conclusion by conclusion", "each-conclusion")
    for driven in moved:
        yield _fold(names, driven, draws)
    table = tabulate_unsourced(names, found)
    if table is not None:
        yield Heading("Numbers without a source, by influence", "unsourced")
        yield Paragraph(explain_unsourced(names, found))
        yield Sheet(table)


def _fold(names: Names, driven: Driven, draws: int) -> Fold:
    said = [explain_driven(names, driven, draws), explain_explained(driven)]
    paragraphs = (Paragraph(text) for text in said if text)
    anchor = f"drivers-{driven.conclusion.key.replace('/', '-')}"
    return Fold(str(label_conclusion(names, driven.conclusion)), anchor, tuple(paragraphs))
