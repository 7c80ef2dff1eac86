"""The tables of readings: conclusions side by side, and what makes each difference."""

from __future__ import annotations

from detente.report.likelihood import say_bounded
from detente.report.naming import Names
from detente.report.sentences.compare import (
    BASE,
    explain_agree_on,
    list_clear,
    name_reading,
    say_shift,
)
from detente.report.sentences.conclusions import label_conclusion, name_group, open_with
from detente.report.tables import Cell, Table, make_table
from detente.study.conclusion_records import CompareFindings, Comparison, Conclusion


def list_readings(found: CompareFindings) -> list[str]:
    """List the readings that are compared, the case itself first."""
    named = [name for each in found.comparisons for name in (each.first, each.second)]
    return sorted(dict.fromkeys(named), key=lambda name: name != BASE)


def collect_odds(found: CompareFindings) -> dict[Conclusion, dict[str, float]]:
    """Collect the odds of every conclusion under every reading, in the order of the conclusions."""
    odds: dict[Conclusion, dict[str, float]] = {}
    for comparison in found.comparisons:
        for each in comparison.differences:
            under = odds.setdefault(each.conclusion, {})
            under.setdefault(comparison.first, each.first)
            under.setdefault(comparison.second, each.second)
    return odds


def tabulate_readings(names: Names, found: CompareFindings) -> Table:
    """Put the odds of each conclusion side by side, a column for each reading."""
    readings = list_readings(found)
    rows: list[list[str | Cell]] = [
        [
            str(label_conclusion(names, conclusion)),
            *(say_bounded(odds[name]) if name in odds else "–" for name in readings),
        ]
        for conclusion, odds in collect_odds(found).items()
    ]
    head = ["Conclusion", *(open_with(name_reading(found, name)) for name in readings)]
    return make_table("The odds of each conclusion", head, rows, range(1, len(head)))


def tabulate_attribution(names: Names, found: CompareFindings, comparison: Comparison) -> Table:
    """Divide every difference among the groups of inputs, in percentage points."""
    groups = list(comparison.groups)
    rows: list[list[str]] = [
        [
            str(label_conclusion(names, each.conclusion)),
            say_bounded(each.first),
            say_bounded(each.second),
            say_shift(each.second - each.first),
            *(say_shift(each.attribution.get(group, 0.0)) for group in groups),
        ]
        for each in comparison.differences
    ]
    head = [
        "Conclusion",
        *(open_with(name_reading(found, name)) for name in (comparison.first, comparison.second)),
        "Difference",
        *(open_with(name_group(names, group)) for group in groups),
    ]
    caption = (
        "Every difference, divided among groups of inputs, in percentage points; the parts sum to "
        "the difference but for rounding"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def list_agreeing(names: Names, found: CompareFindings, comparison: Comparison) -> tuple[str, ...]:
    """Say for each clear difference which one number would narrow it most."""
    said = (explain_agree_on(names, found, comparison, each) for each in list_clear(comparison))
    return tuple(filter(None, said))
