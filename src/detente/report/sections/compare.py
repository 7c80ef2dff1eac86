"""The section on readings: where they call it differently, why, and what would end it."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case import Reading
from detente.report.blocks import Block, Figure, Heading, Items, Paragraph, Section, Sheet
from detente.report.charts import draw_attribution, draw_readings
from detente.report.compare_tables import list_agreeing, tabulate_attribution
from detente.report.naming import Names
from detente.report.passages import describe_source
from detente.report.sentences.compare import (
    BASE,
    answer_compare,
    answer_comparison,
    explain_method,
    find_main,
    list_clear,
    name_reading,
)
from detente.report.sentences.conclusions import open_with
from detente.report.words import say_few, say_list
from detente.study.conclusion_records import CompareFindings, Comparison

DRAWN = 3
"""So many comparisons are drawn; of more, the tables stand folded."""


def write_compare(names: Names, found: CompareFindings) -> Section:
    """Write where the readings of the case call it differently, and which inputs make them."""
    return Section(
        id="readings",
        title="Where do readings of this case differ, and why?",
        answer=answer_compare(names, found),
        blocks=tuple(_list_blocks(names, found)),
        rests=_say_basis(names),
    )


def _say_basis(names: Names) -> str:
    readings = names.case.readings
    changes = sum(len(reading.changes) for reading in readings)
    return (
        f"{say_few(len(readings), 'reading').capitalize()} of the case, which see "
        f"{say_few(changes, 'input')} differently. Each is a coder's rendering of what its author "
        "wrote, not the author's own numbers."
    )


def _list_blocks(names: Names, found: CompareFindings) -> Iterator[Block]:
    for reading in names.case.readings:
        yield Paragraph(_describe(names, reading))
    chart = draw_readings(names, found)
    if chart:
        yield Figure(chart)
    main = find_main(found)
    if main is None:
        return
    yield Paragraph(explain_method(found, main.groups))
    others = [each for each in found.comparisons if each is not main]
    for place, comparison in enumerate([main, *others]):
        yield from _show(names, found, comparison, main=place == 0, drawn=place < DRAWN)


def _describe(names: Names, reading: Reading) -> str:
    """Say whose reading it is, on what, and in how much it differs from the case."""
    source = names.case.sources.get(reading.source)
    of = f" ({describe_source(source)})" if source else ""
    sees = f"sees {say_few(len(reading.changes), 'input')} differently from the case as coded."
    about = " ".join(reading.about.split())
    return " ".join(filter(None, [f"{reading.author}{of} {sees}", about]))


def _show(
    names: Names, found: CompareFindings, comparison: Comparison, *, main: bool, drawn: bool
) -> Iterator[Block]:
    both = (comparison.first, comparison.second)
    title = say_list((name_reading(found, each) for each in both), "beside")
    yield Heading(open_with(title), f"compare-{comparison.first}-{comparison.second}")
    if not main:
        yield Paragraph(answer_comparison(names, found, comparison))
    chart = draw_attribution(names, found, comparison) if drawn else None
    if chart:
        yield Figure(chart)
    elif list_clear(comparison):
        yield Sheet(tabulate_attribution(names, found, comparison), open=False)
    agreeing = list_agreeing(names, found, comparison)
    if agreeing:
        told = "The one number that would narrow each difference most, if they agreed on it"
        yield Items(told, agreeing, open=BASE not in both)
