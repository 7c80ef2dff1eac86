"""Questions with a date, and what came of them, as a loaded case holds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.case.model import Citation, Source


@dataclass(frozen=True, slots=True)
class StatedForecast:
    """A probability that somebody stated."""

    who: str
    on: dt.date
    p: float
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often such things have come about before, as a probability for the question."""

    p: float
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A question with a date; ``event`` is a kind (meeting_held, ...) and what it is about."""

    id: str
    question: str
    by: dt.date
    event: tuple[str, str] | None = None
    stated: tuple[StatedForecast, ...] = ()
    base: BaseRate | None = None
    because: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of a question.

    Parameters
    ----------
    id : of the question.
    outcome : whether it came true.
    on : when it came true, or when it was known that it had not.
    sources : the documents that it cites, whether of the case or of resolutions.yaml alone.
    """

    id: str
    outcome: bool
    on: dt.date
    because: tuple[Citation, ...] = ()
    note: str = ""
    sources: tuple[Source, ...] = ()
    place: str = ""
