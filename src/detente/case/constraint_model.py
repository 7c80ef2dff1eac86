"""What a case rules out beyond single options, and who has to agree, as a loaded case holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from detente.case.model import Citation, Reference

LIMIT_WORDS = {"at_most": "at most", "at_least": "at least", "exactly": "exactly"}
MOST_LISTED = 12

Choice: TypeAlias = str | tuple[str, ...]
"""An option, which on a ladder stands for itself and all later ones; or several, each for itself
alone."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of some options a package may hold.

    Parameters
    ----------
    kind : ``at_most``, ``at_least`` or ``exactly``.
    count : how many.
    of : pairs of issue id and option id; one on a ladder counts when it or a later one is chosen.
    place : where it stands, as ``case.yaml:41:5``.
    """

    kind: str
    count: int
    of: tuple[Reference, ...]
    title: str = ""
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""

    @property
    def least(self) -> int:
        """The fewest that are allowed."""
        return 0 if self.kind == "at_most" else self.count

    @property
    def most(self) -> int:
        """The most that are allowed."""
        return len(self.of) if self.kind == "at_least" else self.count

    @property
    def labels(self) -> tuple[str, ...]:
        """What it says in a line, by ids."""
        return (f"{LIMIT_WORDS[self.kind]} {self.count} of {_list(map('.'.join, self.of))}",)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that it speaks of, in the order in which it names them."""
        return tuple(dict.fromkeys(issue for issue, _ in self.of))


@dataclass(frozen=True, slots=True)
class Combinations:
    """Which options of some issues may stand together, or may not.

    Parameters
    ----------
    kind : ``only`` these combinations, or ``never`` one of these.
    rows : each from issue id to the options of it, each of which stands for itself alone. All
        rows of ``only`` name the same issues.
    place : where it stands, as ``case.yaml:41:5``.
    """

    kind: str
    rows: tuple[Mapping[str, tuple[str, ...]], ...]
    title: str = ""
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that it speaks of, in the order in which it names them."""
        return tuple(dict.fromkeys(issue for row in self.rows for issue in row))

    @property
    def labels(self) -> tuple[str, ...]:
        """What it says in a line each, by ids: of ``never``, each of the combinations."""
        if self.kind == "only":
            return (f"only {say_rows(len(self.rows))} of {_list(self.issues)}",)
        return tuple(f"never {label_row(row)}" for row in self.rows)


Constraint: TypeAlias = Limit | Combinations


def say_rows(count: int) -> str:
    """Say how many combinations there are."""
    return f"{count:,} combination{'' if count == 1 else 's'}"


def label_row(row: Mapping[str, Sequence[str]]) -> str:
    """Name a combination by its ids.

    >>> label_row({"tests": ["none"], "plant": ["shut", "gone"]})
    'tests.none with plant.shut or gone'
    """
    return " with ".join(f"{issue}.{' or '.join(options)}" for issue, options in row.items())


def _list(words: Iterable[str]) -> str:
    """List words, and only how many more there are beyond the first few."""
    listed = list(words)
    more = len(listed) - MOST_LISTED
    return ", ".join(listed) if more < 2 else f"{', '.join(listed[:MOST_LISTED])} and {more} more"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of some parties have to agree.

    Examples
    --------
    >>> five_of_six = Quorum(5, ("a", "b", "c", "d", "e", "f"))
    >>> five_of_six.is_met(["a", "b", "c", "d", "e"]), five_of_six.is_met(["a", "b"])
    (True, False)
    """

    count: int
    parties: tuple[str, ...]

    def is_met(self, agreed: Collection[str]) -> bool:
        """Whether enough of them are among those who agree."""
        return len(set(agreed).intersection(self.parties)) >= self.count
