"""What will happen, as a probability that can be scored later; and how good such ones were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from detente.case import Forecast, Resolution
from detente.core import scores
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.study.forecast_odds import find_odds
from detente.study.forecast_records import (
    Calibration,
    CalibrationBin,
    Evidence,
    ForecastFindings,
    PooledForecasts,
    Question,
    Rival,
    Scored,
    StatedOdds,
    Verdict,
    Versus,
)
from detente.study.replay import find_replay, find_stage_odds
from detente.study.track_records import Replay, ReplayedStage
from detente.study.workspace import Workspace

CONFIDENCE = 0.95
"""How often limits of a difference hold what they are limits of."""

_SETTLED = ("done", "late", "broken", "disputed", "overdue")


def find_forecasts(
    workspace: Workspace, resolutions: Iterable[Resolution] = ()
) -> ForecastFindings:
    """Find the model's probability for every question of a case, and score what is resolved.

    Parameters
    ----------
    workspace : the case and its draws.
    resolutions : what came of the questions, see :func:`detente.case.load_resolutions`. They are
        laid beside the probabilities; none of these depends on them.

    Returns
    -------
    Each question with the model's probability, those that others stated, the base rate, and what
    came of it. Where a case has agreed stages and events, each stage is a question too: is it
    entered and kept, in time or late, once those before it were? Scores of all that is resolved.

    Notes
    -----
    Brier scores, and log scores in bits, of which a probability can tell no less from 0 than half
    a draw. See :mod:`detente.core.scores`.
    """
    known = {each.id: each for each in resolutions}
    asked = [_ask(workspace, each, known.get(each.id)) for each in workspace.case.forecasts]
    questions = (*asked, *_list_stages(workspace))
    return ForecastFindings(workspace.origin, questions, score_questions(questions))


def pool_forecasts(findings: Sequence[ForecastFindings]) -> PooledForecasts:
    """Score the questions of several cases together.

    The model is then also held against the share that came true in the other cases. In a single
    case there is no such share: its outcomes hang together, so each would tell on the others.
    """
    asked = [question for each in findings for question in each.questions]
    cases = np.repeat(np.arange(len(findings)), [len(each.questions) for each in findings])
    questions = _add_others(asked, cases)
    origins = tuple(each.origin for each in findings)
    return PooledForecasts(origins, questions, score_questions(questions))


def _ask(workspace: Workspace, forecast: Forecast, known: Resolution | None) -> Question:
    odds = find_odds(workspace, forecast)
    base = forecast.base.p if forecast.base is not None else None
    outcome = known.outcome if known is not None else None
    least = _find_least(workspace)
    return Question(
        kind="question",
        case=workspace.case.title,
        id=forecast.id,
        question=forecast.question,
        by=forecast.by,
        p=odds.p,
        basis=odds.basis,
        rests=odds.rests,
        left_out=odds.left_out,
        base=base,
        base_brier=_score_brier(base, outcome),
        base_log=_score_log(base, outcome, least),
        others=None,
        stated=tuple(
            StatedOdds(
                each.who,
                each.on,
                each.p,
                _score_brier(each.p, outcome),
                _score_log(each.p, outcome, least),
            )
            for each in forecast.stated
        ),
        outcome=outcome,
        resolved=known.on if known is not None else None,
        evidence=tuple(_list_evidence(known)),
        note=known.note if known is not None else "",
        brier=_score_brier(odds.p, outcome),
        log=_score_log(odds.p, outcome, least),
    )


def _list_evidence(known: Resolution | None) -> Iterator[Evidence]:
    """List the documents that an outcome rests on, with what they say."""
    sources = {source.id: source for source in known.sources} if known is not None else {}
    for citation in known.because if known is not None else ():
        source = sources[citation.source]
        parts = (source.author, source.title, source.publisher, source.date)
        label = ", ".join(dict.fromkeys(part for part in parts if part))
        said = source.passages.get(citation.passage, "")
        yield Evidence(label, said, source.url, source.status)


def _find_least(workspace: Workspace) -> float:
    """The smallest probability that the draws can tell from 0."""
    return 0.5 / workspace.draws


def _score_brier(p: float | None, outcome: bool | None) -> float | None:
    if p is None or outcome is None:
        return None
    return float(scores.compute_brier(np.array([p]), np.array([outcome]))[0])


def _score_log(p: float | None, outcome: bool | None, least: float) -> float | None:
    if p is None or outcome is None:
        return None
    return float(scores.compute_log_score(np.array([p]), np.array([outcome]), least)[0])


def _list_stages(workspace: Workspace) -> list[Question]:
    """Take the agreed stages of a case as questions, where events say what became of them."""
    case = workspace.case
    if not case.plan.agreed or not case.events:
        return []
    replay, least = find_replay(workspace), _find_least(workspace)
    return [
        _ask_stage(replay, stage, min(max(p, 0.0), 1.0), least)
        for stage, p in find_stage_odds(replay)
    ]


def _ask_stage(replay: Replay, stage: ReplayedStage, p: float, least: float) -> Question:
    outcome = stage.kept if _is_settled(replay, stage) else None
    return Question(
        kind="stage",
        case=replay.origin.title,
        id=f"stage-{stage.stage}",
        question=stage.title,
        by=stage.due,
        p=p,
        basis="agreed_stage",
        rests=(str(stage.stage),),
        left_out=(),
        base=None,
        base_brier=None,
        base_log=None,
        others=None,
        stated=(),
        outcome=outcome,
        resolved=None if outcome is None else (stage.delivered or replay.on),
        evidence=(),
        note="",
        brier=_score_brier(p, outcome),
        log=_score_log(p, outcome, least),
    )


def _is_settled(replay: Replay, stage: ReplayedStage) -> bool:
    """Whether it is known what became of a stage; without a date, once a later one is over."""
    if stage.state in _SETTLED:
        return True
    later = [each.due for each in replay.stages[stage.stage :] if each.due is not None]
    return stage.due is None and any(due < replay.on for due in later)


def _add_others(asked: Sequence[Question], groups: IntArray) -> tuple[Question, ...]:
    """Add to each question the share of the others, of other groups, that came true."""
    outcomes = np.array([bool(each.outcome) for each in asked], dtype=np.bool_)
    settled = np.array([each.outcome is not None for each in asked], dtype=np.bool_)
    shares = scores.compute_others_share(outcomes, settled, groups)
    return tuple(
        replace(each, others=share) for each, share in zip(asked, shares.tolist(), strict=True)
    )


def score_questions(questions: Sequence[Question]) -> Scored:
    """Score all that is resolved: the model by itself, and against everybody else."""
    resolved = [each for each in questions if each.outcome is not None]
    told = [each for each in resolved if each.p is not None]
    rivals = (_compare("base", told), _compare("others", told), _compare("stated", told))
    return Scored(
        resolved=len(resolved),
        calibration=_calibrate(told) if told else None,
        versus=tuple(each for each in rivals if each is not None),
    )


def _calibrate(told: Sequence[Question]) -> Calibration:
    p, happened = _to_arrays(told)
    parts, bins = scores.decompose(p, happened), scores.group_forecasts(p, happened)
    return Calibration(
        questions=len(told),
        cases=len({each.case for each in told}),
        came_true=int(happened.sum()),
        expected=float(p.sum()),
        brier=parts.score,
        log=_mean(each.log for each in told),
        reliability=parts.reliability,
        resolution=parts.resolution,
        uncertainty=parts.uncertainty,
        within=parts.within,
        bins=tuple(_list_bins(bins)),
    )


def _to_arrays(told: Sequence[Question]) -> tuple[FloatArray, BoolArray]:
    p = np.array([each.p for each in told], dtype=np.float64)
    return p, np.array([each.outcome for each in told], dtype=np.bool_)


def _list_bins(bins: scores.Bins) -> Iterator[CalibrationBin]:
    rows = (bins.lows, bins.highs, bins.counts, bins.mean, bins.share, bins.low, bins.high)
    for low, high, count, mean, share, p10, p90 in zip(*rows, strict=True):
        yield CalibrationBin(
            float(low), float(high), int(count), float(mean), float(share), float(p10), float(p90)
        )


def _compare(rival: Rival, told: Sequence[Question]) -> Versus | None:
    """Hold the model against somebody else, on the questions that both answer."""
    find = _RIVALS[rival]
    both = [(each, *found) for each in told if (found := find(each)) is not None]
    if not both:
        return None
    cases = [each.case for each, *_ in both]
    groups = np.unique(cases, return_inverse=True)[1]
    mine = np.array([each.brier for each, *_ in both], dtype=np.float64)
    theirs = np.array([brier for _, brier, _ in both], dtype=np.float64)
    limits = scores.compute_mean_limits(mine - theirs, groups, CONFIDENCE)
    return Versus(
        rival=rival,
        questions=len(both),
        cases=len(set(cases)),
        model_brier=float(mine.mean()),
        brier=float(theirs.mean()),
        model_log=_mean(each.log for each, *_ in both),
        log=float(np.mean([log for *_, log in both])),
        low=None if limits is None else limits[0],
        high=None if limits is None else limits[1],
        verdict=_judge(limits),
    )


def _judge(limits: tuple[float, float] | None) -> Verdict:
    if limits is None or limits[0] <= 0 <= limits[1]:
        return "cannot_tell"
    return "better" if limits[1] < 0 else "worse"


def _find_base(question: Question) -> tuple[float, float] | None:
    if question.base_brier is None or question.base_log is None:
        return None
    return question.base_brier, question.base_log


def _find_others(question: Question) -> tuple[float, float] | None:
    if question.others is None or question.outcome is None:
        return None
    p, happened = np.array([question.others]), np.array([question.outcome])
    brier = scores.compute_brier(p, happened)[0]
    return float(brier), float(scores.compute_log_score(p, happened, 1e-9)[0])


def _find_stated(question: Question) -> tuple[float, float] | None:
    """Take the mean score of all who stated something."""
    if not question.stated or question.outcome is None:
        return None
    return (
        _mean(each.brier for each in question.stated),
        _mean(each.log for each in question.stated),
    )


_RIVALS: dict[Rival, Callable[[Question], tuple[float, float] | None]] = {
    "base": _find_base,
    "others": _find_others,
    "stated": _find_stated,
}


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known))
