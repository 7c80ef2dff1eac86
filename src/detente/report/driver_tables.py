"""Tables about what conclusions hang on, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import say_percent
from detente.report.naming import Names
from detente.report.sentences.conclusions import label_conclusion
from detente.report.sentences.drivers import (
    label_input,
    list_unsourced,
    name_input,
    say_range,
    say_source,
    say_value,
)
from detente.report.tables import Table, make_table
from detente.study.conclusion_records import Driven, DriverFindings

HEAD = ("Assumption", "Range", "Odds if low", "if high", "Turns at", "Doubt", "Source")
MOST_BARE = 12


def list_rows(names: Names, driven: Driven) -> list[list[str]]:
    """List what moves one conclusion: range, odds at both ends, where it turns, its source."""
    return [
        [
            label_input(names, driven, driver),
            say_range(driver),
            say_influence(driver.swing.low),
            say_influence(driver.swing.high),
            "–" if driver.switch_at is None else say_value(driver, driver.switch_at),
            "–" if driver.share is None else say_influence(driver.share),
            say_source(driver),
        ]
        for driver in driven.inputs
    ]


def tabulate_swings(names: Names, heading: str, group: Sequence[Driven]) -> Table:
    """Tabulate what moves several conclusions, for a drawing."""
    rows = [
        [label_conclusion(names, driven.conclusion).text, *row]
        for driven in group
        for row in list_rows(names, driven)
    ]
    caption = (
        f"{heading}: odds of each conclusion if one number is low (P10) or high (P90), all others "
        "being as uncertain as they are; the value at which they cross one half; its share of the "
        "doubt. Points are those of the side named"
    )
    return make_table(caption, ["Conclusion", *HEAD], rows, range(2, 7))


def tabulate_unsourced(names: Names, found: DriverFindings) -> Table | None:
    """Rank the numbers without a source by their influence; None where there are none."""
    ranked = list_unsourced(found)[:MOST_BARE]
    if not ranked:
        return None
    rows = [
        [
            name_input(names, driver),
            say_range(driver),
            say_influence(weight),
        ]
        for driver, weight in ranked
    ]
    head = ["Assumption", "Range", "Share of the doubt"]
    caption = (
        "Numbers without a source by influence: their share of the doubt, over all conclusions"
    )
    return make_table(caption, head, rows, range(1, 3))


def say_influence(share: float) -> str:
    """Say a share that is read off a curve in whole percents, bounded at the ends.

    Examples
    --------
    >>> say_influence(0.004), say_influence(0.03), say_influence(1.0)
    ('<1%', '3%', '>99%')
    """
    if 0.01 <= share <= 0.99:
        return say_percent(share)
    return "<1%" if share < 0.5 else ">99%"
