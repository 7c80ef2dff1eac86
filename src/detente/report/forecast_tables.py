"""Tables of forecasts: questions with all their odds, what came of them, scores and bins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.case import Forecast
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.forecast import (
    RIVALS,
    explain_stated,
    say_outcome,
    say_p_short,
    say_score,
)
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_date, sentence
from detente.study.forecast_records import Calibration, ForecastFindings, Question, Scored

DASH = "\N{EN DASH}"


def tabulate_odds(found: ForecastFindings) -> Table:
    """Put every probability for a question into one row."""
    rows = [
        [
            each.question,
            say_p_short(each.p),
            say_p_short(each.base),
            explain_stated(each) or DASH,
            say_outcome(each),
        ]
        for each in found.questions
    ]
    head = ["Question", "Model", "Base rate", "Stated", "What happened"]
    return make_table("Probability that each question comes true", head, rows, [1, 2])


def tabulate_questions(names: Names, passages: Passages, found: ForecastFindings) -> Table:
    """Put every question with its day, all odds, what came of it, and the model's score."""
    coded = {each.id: each for each in names.case.forecasts}
    rows = [
        _tell(passages, place, each, coded.get(each.id) if each.kind == "question" else None)
        for place, each in enumerate(found.questions, start=1)
    ]
    head = ["Question", "By", "Model", "Base rate", "Stated", "What happened", "Brier"]
    caption = "The questions; the Brier score is that of the model's odds, 0 is best"
    return make_table(caption, head, rows, [2, 3, 6])


def _tell(
    passages: Passages, place: int, question: Question, coded: Forecast | None
) -> list[str | Cell]:
    base: str | Cell = say_p_short(question.base)
    if coded is not None and coded.base is not None:
        base = passages.text(say_p_short(question.base), coded.base.because, coded.base.note)
    return [
        f"{place}. {question.question}",
        say_date(question.by) if question.by else DASH,
        say_p_short(question.p),
        base,
        explain_stated(question) or DASH,
        say_outcome(question),
        _say_score(question.brier),
    ]


def _say_score(score: float | None) -> str:
    return DASH if score is None else say_score(score)


def tabulate_evidence(questions: Sequence[Question]) -> Table:
    """List what each outcome rests on."""
    rows: list[list[str | Cell]] = [
        [each.question, say_outcome(each), _say_day(each), *_say_evidence(each)]
        for each in questions
        if each.outcome is not None and each.kind == "question"
    ]
    head = ["Question", "What happened", "Known on", "What it rests on"]
    return make_table("What came of the questions, and who says so", head, rows)


def _say_day(question: Question) -> str:
    return say_date(question.resolved) if question.resolved else DASH


def _say_evidence(question: Question) -> Iterator[Cell]:
    told = [
        sentence(f"{each.source}{' (recalled)' if each.status == 'recalled' else ''}: {each.says}")
        for each in question.evidence
    ]
    text = " ".join(told) or "Nothing is cited."
    yield Cell(text, under=sentence(question.note) if question.note else "")


def tabulate_scores(scored: Scored) -> Table:
    """Put the model beside everybody else, on the questions that both have odds for."""
    rows = [
        [
            f"The model, where there are odds of {RIVALS[each.rival]}"
            if who == "model"
            else f"There: {RIVALS[each.rival]}",
            str(each.questions),
            say_score(brier),
            say_score(log),
        ]
        for each in scored.versus
        for who, brier, log in (
            ("model", each.model_brier, each.model_log),
            ("rival", each.brier, each.log),
        )
    ]
    head = ["Who", "Questions", "Brier", "Bits"]
    caption = "Mean scores, less is better: always saying one half gets 0.25, and 1 bit"
    return make_table(caption, head, rows, [1, 2, 3])


def tabulate_bins(found: Calibration) -> Table:
    """List the bins of a calibration curve."""
    rows = [
        [
            f"{say_p_short(each.low)} to {say_p_short(each.high)}",
            str(each.count),
            say_p_short(each.forecast),
            say_p_short(each.came_true),
            f"{say_p_short(each.p10)} to {say_p_short(each.p90)}",
        ]
        for each in found.bins
    ]
    head = ["Odds said", "How many", "Mean odds", "Came about", "Chance behind it (P10 to P90)"]
    return make_table(
        "The model's odds, by size, and how often they came true", head, rows, [1, 2, 3]
    )
