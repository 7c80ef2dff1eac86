"""A statement of an author's with its test, as a case holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.case.model import Citation


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of an author's, and the test by which the findings bear it out.

    Parameters
    ----------
    id : a name for it; once in its reading.
    says : what the author says, in the coder's own words.
    test : an expression over finding names, see :mod:`detente.core.expressions`.
    because : where the author says it.
    note : the coder's reasoning, such as which number stands for which word.
    place : where the test stands, as ``readings/kelly.yaml:41:11``.
    """

    id: str
    says: str
    test: str
    because: tuple[Citation, ...] = ()
    note: str = ""
    place: str = ""
