"""The section on coalitions: who can agree without whom, and what an absence costs."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Fold, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_absences
from detente.report.coalition_tables import (
    list_likeliest,
    name_coalition,
    tabulate_coalitions,
    tabulate_package,
)
from detente.report.naming import Names
from detente.report.sentences.coalitions import (
    KNOWING,
    METHOD,
    answer_coalitions,
    explain_better,
    explain_coalition,
    explain_counting,
    explain_outsiders,
    explain_scope,
)
from detente.report.words import say_count
from detente.study.coalition_records import Coalition, CoalitionFindings


def write_coalitions(names: Names, found: CoalitionFindings) -> Section:
    """Write who is needed for a deal, and what some can do without the others."""
    return Section(
        id="coalitions",
        title="Who can agree without whom?",
        answer=answer_coalitions(names, found),
        blocks=tuple(_list_blocks(names, found)),
        rests=_say_basis(found),
    )


def _say_basis(found: CoalitionFindings) -> str:
    """Say on how many draws it rests, and on what it does not."""
    few = found.draws < found.origin.draws
    draws = f"the first {say_count(found.draws)} of the" if few else f"the same {found.draws:,}"
    return (
        f"Rests on {draws} draws, and on what the section on deals names. Who carries out what is "
        "read off the case: an issue that names nobody takes all parties."
    )


def _list_blocks(names: Names, found: CoalitionFindings) -> Iterator[Block]:
    said = [explain_counting(names, found), explain_better(names, found), explain_scope(found)]
    yield Paragraph(" ".join(filter(None, said)))
    yield Paragraph(f"{METHOD} {KNOWING}")
    yield Heading("What each coalition can do by itself", "each-coalition")
    yield Sheet(tabulate_coalitions(names, found))
    for coalition in list_likeliest(found):
        yield _fold(names, found, coalition)
    yield Heading("What an absence costs", "absences")
    yield Figure(draw_absences(names, found))


def _fold(names: Names, found: CoalitionFindings, coalition: Coalition) -> Fold:
    """Show on what a coalition would agree."""
    title = name_coalition(names, coalition, found)
    said = [explain_coalition(names, coalition, found.draws)]
    said.append(explain_outsiders(names, coalition, found.draws))
    blocks = (Paragraph(" ".join(said)), Sheet(tabulate_package(names, coalition)))
    anchor = f"coalition-{'.'.join(coalition.parties)}"
    return Fold(f"{title}: what they would agree on", anchor, blocks)
