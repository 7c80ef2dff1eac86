"""What moved between two versions of a case, as records."""

from __future__ import annotations

from dataclasses import dataclass

from detente.study.conclusion_records import Conclusion
from detente.study.record import Origin, Record


@dataclass(frozen=True)
class Moved(Record):
    """A conclusion about two versions of a case, and whether it moved.

    ``error``: sampling error of the difference; small where both are judged on the same draws.
    ``clear``: the difference stands out from it.
    """

    conclusion: Conclusion
    before: float
    after: float
    error: float
    clear: bool

    @property
    def change(self) -> float:
        """By how much the odds are higher than before."""
        return self.after - self.before


@dataclass(frozen=True)
class MovedFindings(Record):
    """What moved between two versions of a case.

    Both are judged on the packages and plans that were found for the version before.

    ``changed``: keys of the numbers that differ. ``terms``: besides these a term of the plan or of
    a step, a rule or a date differs, which has no key. ``restructured``: issues, options,
    combinations or sides were added, removed or moved; packages and plans are then carried over by
    their ids. ``same_draws``: both versions are judged on the same draws, so that little of a
    difference is chance. ``impossible`` names what the rules of the version now forbid:
    ``recommended``, ``plan`` or ``largest``; none of it happens any more. ``digest_before`` tells
    the version before.
    """

    origin: Origin
    digest_before: str
    changed: tuple[str, ...]
    terms: bool
    restructured: bool
    same_draws: bool
    impossible: tuple[str, ...]
    moved: tuple[Moved, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per conclusion."""
        return [
            {
                "conclusion": each.conclusion.key,
                "before": each.before,
                "after": each.after,
                "error": each.error,
                "clear": each.clear,
            }
            for each in self.moved
        ]
