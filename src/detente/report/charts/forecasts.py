"""Questions with a date: the model's odds beside those of others, and what happened."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import (
    Chart,
    Key,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    text_layers,
)
from detente.report.forecast_tables import tabulate_odds
from detente.report.sentences.forecast import judge_model, name_kind, say_p_short
from detente.report.words import say_few, say_numeral
from detente.study.forecast_records import ForecastFindings, Question, Scored

LINE, LANE, GAP, TOP, FOOT = 16, 22, 12, 6, 4
WRAP = 48
"""Letters in a line of a question that fit on a phone."""


def draw_forecasts(found: ForecastFindings) -> Chart | None:
    """Draw every probability that there is for each question, and what came of it."""
    shown = [each for each in found.questions if _list_marks(each)]
    if not shown:
        return None
    marks, texts, said, height = _lay_out(shown)
    return Chart(
        id="forecast-odds",
        title=_title(shown, found.scored),
        measure="Probability that it comes true",
        reading="The filled dot is the model, written at the right; the upright line is a base "
        "rate, how often such things came about before; hollow triangles are odds that "
        "others stated. A cross stands at the end that turned out right.",
        spec=frame_spec("Odds of each question", _layers(marks, texts, said, height), height),
        table=tabulate_odds(found),
        key=_list_keys(shown),
    )


def _title(shown: Sequence[Question], scored: Scored) -> str:
    told = [each for each in shown if each.p is not None]
    known = [each for each in told if each.outcome is not None]
    judged = judge_model(scored)
    if judged and len(known) > 1:
        return f"On {_count(known)} that are resolved {judged}"
    if known:
        right = sum((each.p or 0.0) > 0.5 for each in known if each.outcome)
        right += sum((each.p or 0.0) < 0.5 for each in known if not each.outcome)
        said = f"{say_numeral(right)} of {_count(known)}" if len(known) > 1 else _count(known)
        side = "right" if right or len(known) > 1 else "wrong"
        return f"The model was on the {side} side of one half in {said}"
    likely = sum((each.p or 0.0) > 0.5 for each in told)
    verb = "is" if likely == 1 else "are"
    said = f"{say_numeral(likely)} of {_count(told)} {verb} more likely than not to come true"
    return said[0].upper() + said[1:]


def _count(questions: Sequence[Question]) -> str:
    return say_few(len(questions), name_kind(questions))


def _list_keys(shown: Sequence[Question]) -> tuple[Key, ...]:
    kinds = {mark["kind"] for each in shown for mark in _list_marks(each)}
    keys = {
        "model": Key("●", "the model"),
        "base": Key("|", "base rate"),
        "stated": Key("△", "stated by others"),
        "outcome": Key("✕", "what happened"),
    }
    return tuple(key for kind, key in keys.items() if kind in kinds)


def _list_marks(question: Question) -> list[dict[str, Any]]:
    """List the probabilities of a question, and its outcome as 0 or 1."""
    marks: list[dict[str, Any]] = []
    if question.base is not None:
        marks.append(
            {"kind": "base", "p": question.base, "tip": f"Base rate: {say_p_short(question.base)}"}
        )
    marks += [
        {"kind": "stated", "p": each.p, "tip": f"{each.who}: {say_p_short(each.p)}"}
        for each in question.stated
    ]
    if question.p is not None:
        marks.append(
            {"kind": "model", "p": question.p, "tip": f"The model: {say_p_short(question.p)}"}
        )
    if marks and question.outcome is not None:
        tip = "Came true" if question.outcome else "Did not come true"
        marks.append({"kind": "outcome", "p": float(question.outcome), "tip": tip})
    return marks


def _lay_out(
    shown: Sequence[Question],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    marks: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    top = TOP
    for question in shown:
        for line in textwrap.wrap(question.question, WRAP) or [question.id]:
            texts.append({"row": top + LINE / 2, "text": line})
            top += LINE
        middle = top + LANE / 2
        marks += [{"row": middle, **mark} for mark in _list_marks(question)]
        said.append({"row": middle, "text": say_p_short(question.p)})
        top += LANE + GAP
    return marks, texts, said, top - GAP + FOOT


def _layers(
    marks: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    said: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    x: Spec = {"field": "p", "type": "quantitative", "title": None,
               "scale": {"domain": [0, 1], "range": [8, {"expr": "width - 46"}], "nice": False},
               "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%", "grid": False,
                        "orient": "bottom"}}  # fmt: skip
    y = rows_scale(height)
    lanes = [{"row": row, "p": 0.0, "to": 1.0} for row in dict.fromkeys(m["row"] for m in marks)]
    text = {"field": "text", "type": "nominal"}
    return [
        layer(lanes, {"type": "rule", "stroke": "var(--rule)", "strokeWidth": 1},
              {"x": x, "x2": {"field": "to"}, "y": y}),
        layer([{"p": 0.5}], {"type": "rule", "stroke": "var(--rule)", "strokeDash": [3, 3]},
              {"x": x}),
        *_mark_layers(marks, x, y),
        *text_layers(said, {"align": "right", "fontWeight": "bold"},
                     {"x": {"value": {"expr": "width"}}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left", "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
    ]  # fmt: skip


STYLES: dict[str, Spec] = {
    "base": {"type": "tick", "orient": "vertical", "size": 16, "thickness": 2.5,
             "color": "var(--soft)", "opacity": 1},
    "stated": {"type": "point", "shape": "triangle-up", "filled": False, "size": 80,
               "stroke": "var(--ink)", "strokeWidth": 1.5, "opacity": 1},
    "model": {"type": "point", "shape": "circle", "filled": True, "size": 120,
              "fill": "var(--accent)", "stroke": "var(--paper)", "strokeWidth": 1, "opacity": 1},
    "outcome": {"type": "text", "text": "✕", "fontSize": 15, "baseline": "middle",
                "fill": "var(--ink)"},
}  # fmt: skip


def _mark_layers(marks: Sequence[dict[str, Any]], x: Spec, y: Spec) -> Iterator[Spec]:
    for kind, style in STYLES.items():
        chosen = [mark for mark in marks if mark["kind"] == kind]
        if chosen:
            tip = {"field": "tip", "type": "nominal"}
            yield layer(chosen, style, {"x": x, "y": y, "tooltip": tip})
