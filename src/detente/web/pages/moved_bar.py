"""What stands in the answer bar: the key odds beside those of the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.report.likelihood import say_cell
from detente.report.naming import Names
from detente.report.sentences.conclusions import IN_SHORT, label_conclusion
from detente.report.sentences.moved import (
    answer_moved,
    count_moved,
    explain_moved_basis,
    list_moved,
    say_moved,
)
from detente.report.words import sentence
from detente.study.moved_records import Moved, MovedFindings

MOST = 8
"""Odds that are shown; further meetings are left to their page."""

SAME = "The case is as at the baseline."


@dataclass(frozen=True)
class Tile:
    """Odds of one conclusion: now, at the baseline where they were others, and whether clearly."""

    label: str
    now: str
    was: str = ""
    clear: bool = False
    said: str = ""

    @property
    def note(self) -> str:
        """Say in a few words what it was."""
        if not self.was:
            return "as before"
        if self.was == self.now:
            return "hardly changed" if self.clear else "about as before"
        return f"was {self.was}" if self.clear else f"was {self.was}, noise"


def list_tiles(names: Names, found: MovedFindings) -> list[Tile]:
    """List the odds of the conclusions that the bar shows, always in the same order."""
    draws = found.origin.draws
    shown = [each for each in found.moved if each.conclusion.kind in (*IN_SHORT, "meeting_held")]
    return [_make_tile(names, each, draws) for each in shown[:MOST]]


def _make_tile(names: Names, moved: Moved, draws: int) -> Tile:
    label, kind = label_conclusion(names, moved.conclusion), moved.conclusion.kind
    text = label.text if kind in IN_SHORT else f"Held: “{label.heading}”"
    now, was = (_say_odds(odds, draws) for odds in (moved.after, moved.before))
    return Tile(
        label=sentence(text).removesuffix("."),
        now=now,
        was="" if not moved.change else was,
        clear=moved.clear,
        said=say_moved(names, moved, draws),
    )


def _say_odds(odds: float, draws: int) -> str:
    """Say odds where no table says of what: a lone “all” is a puzzle."""
    said = say_cell(odds, draws)
    return {"all": "all draws", "none": "no draw"}.get(said, said)


@dataclass(frozen=True)
class Bar:
    """The answer bar.

    Parameters
    ----------
    tiles : the key odds.
    short : what was changed, and how much moved.
    said : what moved, in a few sentences.
    rows : the conclusions that moved, a sentence for each, under a heading.
    basis : what both versions were judged on.
    changed : whether the case is another one than the baseline.
    """

    tiles: tuple[Tile, ...]
    short: str
    said: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    basis: str
    changed: bool


def make_bar(names: Names, found: MovedFindings, *, changed: bool) -> Bar:
    """Make the answer bar of a case from what moved since the baseline."""
    return Bar(
        tiles=tuple(list_tiles(names, found)),
        short=count_moved(names, found) if changed else SAME,
        said=answer_moved(names, found) if changed else SAME,
        rows=tuple(_list_rows(names, found)),
        basis=explain_moved_basis(found),
        changed=changed,
    )


def _list_rows(names: Names, found: MovedFindings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """List what moved, clear of the noise first, so that it need not be said in every sentence."""
    moved, draws = list_moved(found), found.origin.draws
    for heading, clear in (("Clear of the noise of the draws", True), ("Within the noise", False)):
        rows = [say_moved(names, each, draws, noise=False) for each in moved if each.clear == clear]
        if rows:
            yield heading, tuple(rows)
