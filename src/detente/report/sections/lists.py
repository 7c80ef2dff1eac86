"""The section on the lists of gives and wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.report.blocks import Block, Figure, Paragraph, Section, Sheet
from detente.report.charts import draw_list, split_lists
from detente.report.likelihood import say_percent
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections.couplings import list_couplings
from detente.report.sentences import answer_lists, say_basis_of
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_duration
from detente.study.lists import Concession, ListFindings


def write_lists(names: Names, passages: Passages, lists: ListFindings) -> Section:
    """Write what each side could give, what it costs, and what it is worth to the others."""
    values = [e.quantity for e in names.case.quantities() if e.key.startswith("value/")]
    return Section(
        id="lists",
        title="What could each side give, and what does it want?",
        answer=answer_lists(names, lists),
        blocks=tuple(_list_blocks(names, passages, lists)),
        rests=say_basis_of("The list", values),
    )


def _list_blocks(names: Names, passages: Passages, lists: ListFindings) -> Iterator[Block]:
    if not lists.concessions:
        yield Paragraph("Issues and their options are written in case.yaml.")
    for part in split_lists(names, lists):
        chart = draw_list(names, part)
        coded = _tabulate(names, passages, part.concessions, chart.table.caption)
        yield Figure(replace(chart, table=coded), coded=True)
    yield Sheet(_tabulate_reservations(names, passages))
    yield from list_couplings(names, passages)


def _tabulate(
    names: Names, passages: Passages, concessions: Sequence[Concession], caption: str
) -> Table:
    """List the options with every number as coded, and how fast each can be checked and undone."""
    shown = [side for side in names.everyone() if any(side in c.values for c in concessions)]
    rows: list[list[str | Cell]] = []
    for concession in concessions:
        values = names.case.issue(concession.issue).option(concession.option).values
        coded = [passages.number(values[side]) if side in values else Cell("0") for side in shown]
        rows.append([
            names.pledge(concession.issue, concession.option),
            *coded,
            say_percent(concession.undo),
            say_duration(concession.verify_days),
        ])  # fmt: skip
    head = ["Option", *(names.label(side) for side in shown), "Can be undone", "Verified in"]
    return make_table(caption, head, rows, range(1, len(head)))


def _tabulate_reservations(names: Names, passages: Passages) -> Table:
    case = names.case
    rows: list[list[str | Cell]] = [
        [p.name, "", passages.number(p.reservation)] for p in case.parties
    ]
    rows += [
        [r.name, f"at home in {names.side(r.party)}", passages.number(r.reservation)]
        for r in case.ratifiers
    ]
    return make_table(
        "What each side can expect without a deal (its reservation value), in its own points",
        ["Side", "", "Reservation value"],
        rows,
        [2],
    )
