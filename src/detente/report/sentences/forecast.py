"""What will probably happen, how often such odds came true, and how they compare with others'."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import cannot_tell, say_odds, say_percent, say_share
from detente.report.naming import Names
from detente.report.words import MINUS, say_date, say_few, say_list, say_numeral, sentence
from detente.study.forecast_records import (
    Calibration,
    ForecastFindings,
    PooledForecasts,
    Question,
    Rival,
    Scored,
    Versus,
)

NO_QUESTIONS = (
    "The case asks no question with a date: write them to forecasts.yaml, and what came of them "
    "to resolutions.yaml, which no other study reads."
)
LEAST_CURVE = 8
"""Fewer resolved questions than this make no curve."""

RIVALS: dict[Rival, str] = {
    "base": "the base rates of the case",
    "others": "the share that came true in the other cases",
    "stated": "those who stated odds",
}
CLOSE_SCORES = 0.01
"""Mean Brier scores that differ by less are about the same."""

SCALE = "0 is best, and 0.25 is what always saying one half gets"


def answer_forecast(found: ForecastFindings) -> str:
    """Say what is likeliest to come true, and once all is known, how good the odds were."""
    if not found.questions:
        return NO_QUESTIONS
    told = [each for each in found.questions if each.p is not None]
    resolved = [each for each in found.questions if each.outcome is not None]
    if len(resolved) < len(found.questions):
        return f"{_say_likeliest(found, told)} {_say_open(found)}".strip()
    asked = any(each.kind == "question" for each in found.questions)
    parts = [
        _say_likeliest(found, told) if asked and told else "",
        _say_outcomes(resolved),
        _say_expected(found.scored),
    ]
    return " ".join(filter(None, parts))


def answer_pool(found: PooledForecasts) -> str:
    """Say how many questions of several cases came true, and how good the odds were."""
    resolved = [each for each in found.questions if each.outcome is not None]
    if not resolved:
        return "Nothing that these cases ask is resolved yet, so there is nothing to score."
    cases = say_few(len(found.origins), "case")
    total = say_few(len(resolved), name_kind(resolved))
    came = sum(bool(each.outcome) for each in resolved)
    said = f"Of {total} of {cases} that are resolved, {say_numeral(came)} {_came(resolved, came)}."
    return f"{said} {_say_expected(found.scored)}".strip()


def _say_outcomes(resolved: Sequence[Question]) -> str:
    came, total = sum(bool(each.outcome) for each in resolved), len(resolved)
    noun = name_kind(resolved)
    if total == 1:
        said = f"it {_came(resolved, 1)}" if came else "it did not come about"
        return f"The one {noun} is resolved: {said}."
    whole = (
        f"Both {noun}s are resolved" if total == 2 else f"All {say_few(total, noun)} are resolved"
    )
    if came in (0, total):
        every = ("neither", "both") if total == 2 else ("none", "all")
        return f"{whole}, and {every[came == total]} {_came(resolved, max(came, 1))}."
    return f"{whole}: {say_numeral(came)} {_came(resolved, came)}."


def _came(questions: Sequence[Question], count: int) -> str:
    """Say that so many came true, or were kept."""
    if name_kind(questions) == "question":
        return "came true"
    return "was kept" if count == 1 else "were kept"


def name_kind(questions: Sequence[Question]) -> str:
    """Name what is asked about; stages come true by being kept."""
    kinds = {each.kind for each in questions}
    return "agreed stage" if kinds == {"stage"} else "question"


def _say_expected(scored: Scored) -> str:
    """Say how many the model expected of those that it has odds for, and its score."""
    found = scored.calibration
    if found is None:
        return "The model has odds for none of them."
    if scored.resolved == 1:
        some = "it"
    elif found.questions == scored.resolved:
        some = "all of them"
    else:
        some = f"{say_numeral(found.questions)} of them"
    return (
        f"The model has odds for {some}, by which {say_expected(found)} were to be "
        f"expected to come about; {say_numeral(found.came_true)} did. "
        f"Its mean Brier score is {say_score(found.brier)} ({SCALE}){_say_base(scored)}."
    )


def _say_base(scored: Scored) -> str:
    """Add the score of the base rates, where they are of the same questions."""
    found = find_base(scored)
    return f"; that of the base rates of the case, {say_score(found.brier)}" if found else ""


def find_base(scored: Scored) -> Versus | None:
    """Find the score of the base rates, where they are of the same questions as the model's."""
    found = next((each for each in scored.versus if each.rival == "base"), None)
    whole = scored.calibration.questions if scored.calibration is not None else 0
    return found if found is not None and found.questions == whole else None


def judge_model(scored: Scored) -> str:
    """Say whether the model came nearer to what happened than the base rates; else empty.

    Examples
    --------
    >>> judge_model(Scored(0, None, ()))
    ''
    """
    base, model = find_base(scored), scored.calibration
    if base is None or model is None:
        return ""
    if abs(base.brier - model.brier) < CLOSE_SCORES:
        return "the model came about as near to what happened as the base rates"
    nearer, further = "model", "base rates"
    if base.brier < model.brier:
        nearer, further = further, nearer
    return f"the {nearer} came nearer to what happened than the {further}"


def say_expected(found: Calibration) -> str:
    """Say how many come about if the odds are right, in one decimal."""
    return f"{found.expected:.1f}".removesuffix(".0")


def say_score(score: float) -> str:
    """Say a score in two decimals.

    Examples
    --------
    >>> say_score(0.3057), say_score(0.0)
    ('0.31', '0.00')
    """
    return f"{score:.2f}".replace("-", MINUS)


def _say_likeliest(found: ForecastFindings, told: Sequence[Question]) -> str:
    if not told:
        return "The model has odds for none of these questions: it has no event for them."
    best = max(told, key=lambda each: each.p or 0.0)
    some = f"Of the {say_few(len(told), 'question')} that the model has odds for, the likeliest"
    which = some if len(told) > 1 else "The one question that the model has odds for"
    return f"{which} is “{best.question}”: {say_p(best, found.origin.draws)}."


def _say_open(found: ForecastFindings) -> str:
    open_ = [each for each in found.questions if each.outcome is None]
    if len(open_) == len(found.questions):
        return ""
    rest = say_few(len(found.questions) - len(open_), "question")
    return f"{rest.capitalize()} of {say_numeral(len(found.questions))} resolved so far."


def say_p(question: Question, draws: int) -> str:
    """Say the model's probability within a sentence."""
    if question.p is None:
        return "no odds"
    if question.basis == "too_late":
        return "0"
    if cannot_tell(question.p):
        return f"too even to tell, {say_share(question.p, draws)}"
    return say_odds(question.p, draws)


def say_p_short(p: float | None) -> str:
    """Say a probability for a table; a dash where there is none.

    Examples
    --------
    >>> say_p_short(0.5549), say_p_short(0.001), say_p_short(0.999), say_p_short(None)
    ('55%', '<1%', '>99%', '–')
    """
    if p is None:
        return "\N{EN DASH}"
    if 0 < p < 0.01:
        return "<1%"
    return ">99%" if 0.99 < p < 1 else say_percent(p)


def say_outcome(question: Question) -> str:
    """Say in a word what came of a question."""
    if question.outcome is None:
        return "open"
    if question.kind == "stage":
        return "kept" if question.outcome else "not kept"
    return "came true" if question.outcome else "did not"


def explain_basis(names: Names, question: Question) -> str:
    """Say what the model's odds for a question rest on, or why there are none."""
    said = _say_basis(names, question)
    left = [f"“{names.meeting(each)}”" for each in question.left_out]
    if left and question.basis == "deal":
        said += f"; {say_list(left)} {_be(left)} dated after that day"
    return sentence(said)


def _say_basis(names: Names, question: Question) -> str:
    meetings = [f"“{names.meeting(each)}”" for each in question.rests]
    if question.basis == "meeting":
        return f"the odds that {_say_inviting(meetings)}{_say_if(names, question)}"
    if question.basis == "deal":
        where = say_list(meetings, "or")
        return f"the odds that something is signed at {where}; what is signed elsewhere is not seen"
    if question.basis == "offer":
        return f"the share of draws in which all who must would accept “{_offer(names, question)}”"
    if question.basis == "stage":
        stages = "stage 1" if question.rests == ("1",) else f"stages 1 to {question.rests[0]}"
        return (
            f"the odds that nobody refuses, and all is kept, in {stages}; whether a plan is "
            "ever signed is not counted"
        )
    if question.basis == "agreed_stage":
        return "the odds that nobody refuses it and all of it is kept, once those before it were"
    return _say_lack(names, question)


def _say_inviting(meetings: Sequence[str]) -> str:
    """Say which invitations can lead to a meeting, its own first."""
    own = f"the invitation to {meetings[0]} leads to it"
    others = meetings[1:]
    if not others:
        return own
    return f"{own}, or that to {say_list(others, 'or')}, which may be answered with it"


def _say_lack(names: Names, question: Question) -> str:
    """Say why there are no odds, or none above 0."""
    if question.basis == "too_late":
        late = [f"“{names.meeting(each)}”" for each in question.left_out]
        late = late or [f"stage {each}" for each in question.rests]
        return f"0, since {say_list(late)} {_be(late)} dated after that day"
    if question.basis == "closed_offer":
        return _say_closed(names, question)
    return {
        "no_meeting": "none, since the case describes no meeting",
        "no_stage": "none, since the plan has fewer stages",
    }.get(question.basis, "none, since the model has no event for it")


def _say_closed(names: Names, question: Question) -> str:
    if question.p is not None:
        return (
            f"it is certain: “{_offer(names, question)}” had been accepted by the day of the case"
        )
    return (
        f"none, since “{_offer(names, question)}” is no longer open and would have to be made anew"
    )


def _offer(names: Names, question: Question) -> str:
    return names.offer(question.rests[0])


def _say_if(names: Names, question: Question) -> str:
    """Add the condition of a meeting, in words, with which the model does not reckon."""
    found = names.case.meeting(question.rests[0])
    if not found.condition:
        return ""
    said = found.condition.strip().rstrip(".")
    return f"; what the meeting depends on in words is left out ({said})"


def _be(items: Sequence[str]) -> str:
    return "is" if len(items) == 1 else "are"


def explain_versus(versus: Versus) -> str:
    """Say who was nearer to what happened, and whether that tells who forecasts better."""
    both = say_few(versus.questions, "question")
    them = "The question" if versus.questions == 1 else f"The {both}"
    gap = round(versus.model_brier, 2) - round(versus.brier, 2)
    nearer = "as near" if gap == 0 else "nearer" if gap < 0 else "further off"
    said = (
        f"{them} for which there are odds of the model and of {RIVALS[versus.rival]}: mean Brier "
        f"score {say_score(versus.model_brier)} against {say_score(versus.brier)}, so the model "
        f"was {nearer} here."
    )
    return f"{said} {_say_verdict(versus)}"


def _say_verdict(versus: Versus) -> str:
    if versus.low is None or versus.high is None:
        return "One case is too few to tell who forecasts better: what it asks hangs together."
    low, high = say_score(versus.low), say_score(versus.high)
    limits = f"the difference lies from {low} to {high}, 19 times in 20"
    cases = f"Taking the {say_few(versus.cases, 'case')} as independent, {limits}"
    if versus.verdict == "cannot_tell":
        return f"{cases}, so it cannot be told who forecasts better."
    return f"{cases}: more than chance."


def explain_calibration(found: Calibration) -> str:
    """Take the score apart: what is due to wrong odds, what to what was hard to foresee."""
    few = f"{say_few(found.questions, 'question').capitalize()}: too few for a curve."
    parts = [_say_alike(found), few if found.questions < LEAST_CURVE else _say_parts(found)]
    return " ".join(filter(None, parts))


def _say_alike(found: Calibration) -> str:
    """Say what the best single share would have scored; nothing where it is 0 or 1."""
    if found.came_true in (0, found.questions):
        return ""
    return (
        f"Saying the same for each, the share that came about, would have scored "
        f"{say_score(found.uncertainty)}; that share was known only afterwards."
    )


def _say_parts(found: Calibration) -> str:
    return (
        f"Of the score, {say_score(found.reliability)} is due to odds that differ from how often "
        f"what they were said of came about; telling the likely from the unlikely saves "
        f"{say_score(found.resolution)}."
    )


def explain_log(found: Calibration) -> str:
    """Say the other score, which punishes false certainty."""
    return (
        f"In bits of surprise (log score) the model's mean is {say_score(found.log)}; always "
        "saying one half gets 1, and what was called impossible and happens costs the most."
    )


def summarise_forecast(found: ForecastFindings) -> str:
    """Put the forecasts into one line, for the first screen."""
    told = [each for each in found.questions if each.p is not None]
    if not told:
        return f"{say_few(len(found.questions), 'question').capitalize()}, none with odds."
    best = max(told, key=lambda each: each.p or 0.0)
    said = f"“{best.question}”: {say_p(best, found.origin.draws)}"
    calibration = found.scored.calibration
    if calibration is None:
        return f"{said}."
    stage = best.kind == "stage"
    came = {
        None: "still open",
        True: "it was kept" if stage else "it came about",
        False: "it was not kept" if stage else "it did not come about",
    }[best.outcome]
    judged = judge_model(found.scored)
    asked = say_few(calibration.questions, name_kind(found.questions))
    return (
        f"{said}; {came}. Of {asked} with odds that are resolved, {say_expected(calibration)} were "
        f"to be expected to come about and {say_numeral(calibration.came_true)} did"
        f"{f'; {judged}' if judged else ''}."
    )


def explain_stated(question: Question) -> str:
    """List what others stated."""
    return "; ".join(
        f"{each.who}: {say_percent(each.p)} ({say_date(each.on)})" for each in question.stated
    )


def list_bases(names: Names, questions: Sequence[Question]) -> tuple[str, ...]:
    """Say what the odds of each question rest on, the same only once, questions by number."""
    bases: dict[str, list[str]] = {}
    for place, each in enumerate(questions, start=1):
        bases.setdefault(explain_basis(names, each), []).append(str(place))
    return tuple(f"{', '.join(places)}: {text}" for text, places in bases.items())
