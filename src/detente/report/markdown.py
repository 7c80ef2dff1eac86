"""The report as Markdown: the same order, sentences and tables, without the charts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.report.blocks import (
    Block,
    Figure,
    Fold,
    Heading,
    Items,
    Paragraph,
    Reference,
    References,
    Section,
    Sheet,
)
from detente.report.charts import Chart
from detente.report.document import Document
from detente.report.passages import Note
from detente.report.tables import Cell, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def write_markdown(document: Document) -> str:
    """Write a report as Markdown; everything from the case is escaped."""
    notes = {note.key: note for note in document.notes}
    parts = [
        f"# {escape(document.title)}",
        f"As of {document.as_of}.",
        f"**{escape(document.answer)}**",
        _write_flips(document.flips),
        escape(document.rests),
        "\n".join(f"- {escape(f'{item.label}: {item.text}')}" for item in document.findings),
        *(escape(part) for part in document.about),
        f"Sections: {escape('; '.join(section.title for section in document.sections))}",
    ]
    for section in document.sections:
        parts.extend(_write_section(section, notes))
    return "\n\n".join(part for part in parts if part) + "\n"


def _write_flips(flips: tuple[str, ...]) -> str:
    """List what would flip the answer; "" when nothing would."""
    lines = [f"{place}. {escape(flip)}" for place, flip in enumerate(flips, start=1)]
    return "\n".join(["What would flip it:", "", *lines]) if flips else ""


def escape(text: str) -> str:
    r"""Keep text from being read as Markdown or HTML.

    Examples
    --------
    >>> escape("a *b* <c>")
    'a \\*b\\* \\<c\\>'
    """
    flat = " ".join(text.split())
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat)).replace("&", "&amp;")


def _write_section(section: Section, notes: dict[str, Note]) -> Iterator[str]:
    yield f"## {escape(section.title)}"
    yield escape(section.answer)
    for block in section.blocks:
        yield from _write_block(block, notes)
    if section.rests:
        yield f"*What this rests on:* {escape(section.rests)}"


def _write_block(block: Block, notes: dict[str, Note]) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield f"### {escape(text)}"
        case Paragraph(text=text):
            yield escape(text)
        case Items(summary=summary, items=items):
            yield f"{escape(summary)}:"
            yield "\n".join(f"- {escape(item)}" for item in items)
        case Figure(chart=chart):
            yield from _write_chart(chart, notes)
        case Sheet(table=table):
            yield _write_table(table, notes)
        case Fold(title=title, blocks=blocks):
            yield f"#### {escape(title)}"
            for inner in blocks:
                yield from _write_block(inner, notes)
        case References(references=references):
            yield "\n".join(_write_reference(reference) for reference in references)


def _write_chart(chart: Chart, notes: dict[str, Note]) -> Iterator[str]:
    if not chart.half:
        yield f"#### {escape(chart.title)}"
        yield _write_table(chart.table, notes)


def _write_table(table: Table, notes: dict[str, Note]) -> str:
    rule = ["---:" if place in table.numbers else "---" for place in range(len(table.head))]
    lines = [[escape(title) for title in table.head], rule]
    lines += [[_write_cell(cell, notes) for cell in row] for row in table.rows]
    grid = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{escape(table.caption)}:\n\n{grid}"


def _write_cell(cell: Cell, notes: dict[str, Note]) -> str:
    text = escape(f"{cell.text} ({cell.under})" if cell.under else cell.text)
    if cell.sourced is False:
        return f"{text} ○"
    numbers = notes[cell.note].numbers if cell.note in notes else ()
    return text + "".join(f" \\[{number}\\]" for number in numbers)


def _write_reference(reference: Reference) -> str:
    recalled = " (recalled, not read)" if reference.recalled else ""
    address = f" <{reference.url}>" if _is_plain(reference.url) else ""
    lines = [f"{reference.number}. {escape(reference.label)}{recalled}{address}"]
    lines += [
        f"    - {escape(': '.join(part for part in (quote.locator, quote.text) if part))}"
        for quote in reference.quotes
    ]
    return "\n".join(lines)


def _is_plain(url: str) -> bool:
    return bool(url) and not re.search(r"[\s<>]", url)
