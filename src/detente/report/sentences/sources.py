"""Sentences about sources: what rests on them, what their documents say, what rests on none."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import say_percent
from detente.report.naming import Names
from detente.report.sentences.conclusions import name_conclusion
from detente.report.sentences.drivers import explain_flip, find_flip, say_given, say_value
from detente.report.words import say_count, say_few, sentence
from detente.study.conclusion_records import Driven, Driver, DriverFindings
from detente.study.sources import Bare, SourceUse

FOUND = {
    "exactly": "word for word in the document",
    "nearly": "nearly word for word in the document",
}
NO_BARE = "Every number of this case has a source."


def answer_sources(sources: Sequence[SourceUse]) -> str:
    """Count the sources, those that were read, and the documents that are at hand."""
    if not sources:
        return "This case names no sources yet."
    read = sum(each.status == "read" for each in sources)
    held = sum(bool(each.file) for each in sources)
    count = say_few(len(sources), "source")
    verb = "stands" if len(sources) == 1 else "stand"
    recalled = len(sources) - read
    said = sentence(f"{count} {verb} behind this case")
    if recalled:
        said += f" {sentence(f'{say_count(recalled)} of them {_be(recalled)} recalled, not read')}"
    else:
        said += f" {'It' if len(sources) == 1 else 'Each of them'} was read by the coder."
    if not held:
        return f"{said} No document is in the folder."
    there = f"{say_few(held, 'document')} {_be(held)} in the folder"
    return f"{said} {sentence(there)}"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def say_resting(numbers: int, others: int) -> str:
    """Say how much rests on a source or a passage.

    Examples
    --------
    >>> say_resting(3, 1), say_resting(0, 2), say_resting(0, 0)
    ('three numbers, one entry', 'two entries', 'nothing yet')
    """
    parts = [say_few(numbers, "number")] if numbers else []
    parts += [say_few(others, "entry", "entries")] if others else []
    return ", ".join(parts) or "nothing yet"


def say_share_bare(found: DriverFindings) -> str:
    """Say how much of the doubt about the answers comes from numbers without a source."""
    told = [each for each in found.conclusions if each.unsourced is not None]
    weight = sum(each.explained for each in told)
    if not weight:
        return "No single number accounts for a visible part of the doubt about the answers."
    bare = sum(each.explained * (each.unsourced or 0.0) for each in told) / weight
    some = "of the doubt that single numbers bring into the answers"
    return sentence(f"{say_percent(bare)} {some} comes from numbers without a source")


def explain_bare(names: Names, driven: Driven, driver: Driver, draws: int) -> str:
    """Say what a number without a source does to the conclusion that it moves most."""
    if find_flip(driven, driver) is not None:
        return explain_flip(names, driven, driver, draws)
    low, high = (say_given(odds, draws) for odds in (driver.swing.low, driver.swing.high))
    ends = [say_value(driver, end) for end in (driver.range.p10, driver.range.p90)]
    clause = name_conclusion(names, driven.conclusion)
    return sentence(f"at {ends[0]} it is {low} that {clause}, and {high} at {ends[1]}")


def count_rest(rest: Sequence[Bare]) -> str:
    """Say how many numbers without a source stand out nowhere."""
    if not rest:
        return ""
    verb = "stands" if len(rest) == 1 else "stand"
    said = sentence(f"{say_few(len(rest), 'more number')} without a source {verb} out nowhere")
    exact = sum(each.width == 0.0 for each in rest)
    if exact == len(rest):
        return f"{said} {'It is' if exact == 1 else 'All of them are'} exact."
    several = f"{say_few(exact, 'of them', 'of them')} {_be(exact)} exact" if exact else ""
    return f"{said} The widest ranges come first. {sentence(several)}".strip()
