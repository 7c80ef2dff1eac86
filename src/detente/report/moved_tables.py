"""The table of what moved between two versions of a case."""

from __future__ import annotations

from detente.report.likelihood import say_bounded
from detente.report.naming import Names
from detente.report.sentences.compare import say_shift
from detente.report.sentences.conclusions import label_conclusion
from detente.report.sentences.moved import list_moved
from detente.report.tables import Table, make_table
from detente.study.moved_records import Moved, MovedFindings


def tabulate_moved(names: Names, found: MovedFindings) -> Table:
    """List the conclusions that moved, before and after, what is clear of the noise first."""
    rows = [
        [
            str(label_conclusion(names, each.conclusion)),
            say_bounded(each.before),
            say_bounded(each.after),
            _say_change(each),
            "yes" if each.clear else "no",
        ]
        for each in list_moved(found)
    ]
    head = ["Conclusion", "Before", "After", "Change", "Clear of the noise"]
    caption = "The odds of what moved, before and after; changes in percentage points"
    return make_table(caption, head, rows, range(1, len(head)))


def _say_change(moved: Moved) -> str:
    """Say a change in whole points; what rounds to none by its sign."""
    said = say_shift(moved.change)
    return said if said != "0" else "under +1" if moved.change > 0 else "under −1"
