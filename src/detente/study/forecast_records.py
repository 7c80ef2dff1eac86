"""What a study of forecasts finds, as records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from detente.study.record import Origin, Record

Basis = Literal[
    "meeting",
    "deal",
    "offer",
    "stage",
    "agreed_stage",
    "too_late",
    "no_meeting",
    "no_stage",
    "closed_offer",
    "no_event",
]
"""What the model's odds rest on: the odds that an invitation leads to the meeting; that something
is signed at one of the meetings; that all accept the offer; that nobody refuses and all is kept
through a stage, or in an agreed stage once those before it were. ``too_late``: it is dated after
the last day, so the odds are 0. The others say why there are none: the case describes no meeting,
or fewer stages; the offer is closed; the question is in words alone."""

Rival = Literal["base", "others", "stated"]
"""Whom the model is held against: the base rate of the case; the share that came true in the
other cases of a pool; all probabilities that somebody stated."""


Verdict = Literal["better", "worse", "cannot_tell"]


@dataclass(frozen=True)
class StatedOdds(Record):
    """A probability that somebody stated; scores once the question is resolved."""

    who: str
    on: dt.date
    p: float
    brier: float | None
    log: float | None


@dataclass(frozen=True)
class Evidence(Record):
    """A document that an outcome rests on: what it is, and what it says, in the coder's words.

    ``status`` is ``read``, or ``recalled``: not seen by the coder.
    """

    source: str
    says: str
    url: str
    status: str


@dataclass(frozen=True)
class Question(Record):
    """A question with a date, and every probability that there is for it.

    ``kind``: ``question`` of forecasts.yaml, or ``stage``, an agreed stage taken as a question.
    ``p`` is the model's probability, None where it has none; ``basis`` says what it rests on, and
    ``rests`` names the meetings, the offer or the stage. ``left_out`` names meetings that are
    dated too late to count. ``base`` is the base rate that the case gives. ``others``: where
    several cases are pooled, the share of the other cases' questions that came true, by the rule of
    succession.
    ``outcome`` and ``resolved`` are None while it is open; ``evidence`` is what they rest on, and
    ``note`` the coder's reasoning. ``brier`` and ``log`` are the scores of the model, less is
    better.
    """

    kind: Literal["question", "stage"]
    case: str
    id: str
    question: str
    by: dt.date | None
    p: float | None
    basis: Basis
    rests: tuple[str, ...]
    left_out: tuple[str, ...]
    base: float | None
    base_brier: float | None
    base_log: float | None
    others: float | None
    stated: tuple[StatedOdds, ...]
    outcome: bool | None
    resolved: dt.date | None
    evidence: tuple[Evidence, ...]
    note: str
    brier: float | None
    log: float | None


@dataclass(frozen=True)
class Versus(Record):
    """The model against somebody else, on the questions that both have an answer for.

    ``questions`` counts them and ``cases`` the cases they are of. Mean scores, less is better.
    ``low`` and ``high``: limits of the model's mean Brier score less the other's, 19 times in 20,
    if cases are independent; None where there is only one case. ``verdict`` is ``cannot_tell``
    unless these limits leave 0 out.
    """

    rival: Rival
    questions: int
    cases: int
    model_brier: float
    brier: float
    model_log: float
    log: float
    low: float | None
    high: float | None
    verdict: Verdict


@dataclass(frozen=True)
class CalibrationBin(Record):
    """Forecasts of the model from ``low`` to ``high``, and how often they came true.

    ``forecast`` is their mean, ``came_true`` the share that did; ``p10`` and ``p90`` are limits of
    the chance behind that share, as if they were independent.
    """

    low: float
    high: float
    count: int
    forecast: float
    came_true: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Calibration(Record):
    """How the model's probabilities compare with what happened.

    ``brier = reliability - resolution + uncertainty + within`` (Murphy 1973; the last for
    forecasts that differ within a bin). ``expected``: how many the probabilities add up to.
    """

    questions: int
    cases: int
    came_true: int
    expected: float
    brier: float
    log: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True)
class Scored(Record):
    """All resolved questions together; ``calibration`` is None where the model has none of them."""

    resolved: int
    calibration: Calibration | None
    versus: tuple[Versus, ...]


@dataclass(frozen=True)
class ForecastFindings(Record):
    """What will happen, as probabilities, and how good such probabilities were."""

    origin: Origin
    questions: tuple[Question, ...]
    scored: Scored

    def rows(self) -> list[dict[str, Any]]:
        """One row per question."""
        return _list_rows(self.questions)


@dataclass(frozen=True)
class PooledForecasts(Record):
    """The questions of several cases, scored together."""

    origins: tuple[Origin, ...]
    questions: tuple[Question, ...]
    scored: Scored

    def rows(self) -> list[dict[str, Any]]:
        """One row per question."""
        return _list_rows(self.questions)


def _list_rows(questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    return [
        {
            "case": each.case,
            "id": each.id,
            "by": each.by,
            "p": each.p,
            "basis": each.basis,
            "base": each.base,
            "outcome": each.outcome,
            "brier": each.brier,
            "log": each.log,
        }
        for each in questions
    ]
