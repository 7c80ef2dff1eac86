"""What can go wrong, and what the user can do about it.

The hierarchy::

    DetenteError                 everything that detente raises on purpose
    ├── CaseError                the case folder has problems; carries all of them
    ├── InputError               an argument (an option, a name, a number) cannot be used
    ├── NoDealError              no package leaves every party at or above its reservation value
    └── TooLargeError            the question is beyond the stated limits; says which

Every message says what was expected, what came, from where, and a way out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class DetenteError(Exception):
    """Base of all errors raised on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file, with the place and a way out.

    Parameters
    ----------
    file : path as the user gave it, relative to the case folder.
    line, column : 1-based position; 0 when the problem is the file as a whole.
    message : what was expected, what came, and what to do; one or two sentences.
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}  {self.message}"


class CaseError(DetenteError):
    """The case folder has problems. ``problems`` holds all of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Problem, ...]]]:
        """Travel whole from one process to another."""
        return type(self), (self.problems,)


class InputError(DetenteError):
    """An argument cannot be used; the message says why and what would do."""


class NoDealError(DetenteError):
    """No package leaves every party at or above its reservation value."""


class TooLargeError(DetenteError):
    """The question is beyond the stated limits; the message names the limit and a way out."""
