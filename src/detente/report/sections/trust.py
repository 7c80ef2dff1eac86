"""The section on trust."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_timeline
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import answer_trust, explain_seen_by, explain_trust, say_cited
from detente.report.sentences.trust import NO_WEIGHT, OUTCOME_WORDS
from detente.report.tables import Cell, Table, make_table
from detente.report.words import (
    say_date,
    say_number,
    say_numeral,
    say_signed,
    say_years,
)
from detente.study.trust import Entry, TrustFindings, TrustIn


def write_trust(names: Names, passages: Passages, trust: TrustFindings) -> Section:
    """Write how far each side can be believed, on its record."""
    promises = names.case.promises
    cited = sum(bool(promise.because) for promise in promises)
    return Section(
        id="trust",
        title="How far can each side be believed?",
        answer=answer_trust(names, trust),
        blocks=tuple(_list_blocks(names, passages, trust)),
        rests=" ".join([say_cited("promise", cited, len(promises)), *_say_counted(names)]),
    )


def _say_counted(names: Names) -> list[str]:
    """Say how many promises count, and that how they are counted is set, not found."""
    promises = names.case.promises
    if not promises:
        return []
    idle = sum(promise.outcome in NO_WEIGHT for promise in promises)
    counted = (
        f"Only settled promises count, {say_numeral(len(promises) - idle)} of them; those still "
        "open or never triggered say nothing yet."
    )
    how = (
        "The prior, the half-life and the credit for a promise kept late or in part are settings, "
        "not findings."
    )
    return [*([counted] if idle else []), how]


def _list_blocks(names: Names, passages: Passages, trust: TrustFindings) -> Iterator[Block]:
    if not any(record.entries for record in trust.parties):
        yield Paragraph(
            "Promises are written in promises.yaml: who promised what to whom and when, and what "
            "came of it."
        )
        return
    for record in trust.parties:
        yield Heading(names.label(record.party), f"record-{record.party}")
        yield Paragraph(explain_trust(names, record), record.party)
        seen = explain_seen_by(names, record)
        if seen:
            yield Paragraph(seen)
        chart = draw_timeline(names, record)
        if chart:
            yield Figure(chart)
        if record.entries:
            yield Sheet(_tabulate_ledger(names, passages, record), open=False)
    yield Paragraph(_say_method(names, trust))


def _say_method(names: Names, trust: TrustFindings) -> str:
    kept, broken = (say_number(value) for value in trust.prior)
    return (
        f"How it is counted: before any record the belief is that of {kept} kept and {broken} "
        f"broken; an entry loses half its weight every {say_years(trust.half_life)}; a promise "
        f"made by others counts {say_number(names.case.trust.precedent_weight)} of one's own; "
        f"one kept late counts {_credit(names, 'late')} of one kept, one kept in part "
        f"{_credit(names, 'partial')} unless the case says otherwise; "
        "a disputed one is counted once for each side's story, which widens the belief."
    )


def _credit(names: Names, outcome: str) -> str:
    return say_number(names.case.trust.credit[outcome])


def _tabulate_ledger(names: Names, passages: Passages, record: TrustIn) -> Table:
    rows = [_row(names, passages, entry) for entry in record.entries]
    head = ["Settled", "Promise", "By", "Outcome", "Weight", "Moves the belief by"]
    caption = (
        f"The record of {names.side(record.party)}: weight after fading, and shift in "
        "percentage points"
    )
    return make_table(caption, head, rows, [4, 5])


def _row(names: Names, passages: Passages, entry: Entry) -> list[str | Cell]:
    promise = next((p for p in names.case.promises if p.id == entry.promise), None)
    said = OUTCOME_WORDS.get(entry.outcome, entry.outcome)
    outcome = passages.text(said, promise.because, promise.note) if promise else Cell(said)
    return [
        say_date(entry.settled),
        entry.what,
        names.label(entry.by),
        outcome,
        say_number(entry.weight),
        say_signed(100 * entry.shift),
    ]
