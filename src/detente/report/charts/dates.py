"""The same meeting on each of its dates: the odds, going down as time passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import Chart, Key, Spec, frame_spec, layer, rows_scale, text_layers
from detente.report.charts.panels import FIXED
from detente.report.likelihood import say_percent
from detente.report.look import Look
from detente.report.meeting_tables import tabulate_dates
from detente.report.naming import Names
from detente.report.sentences.meeting_changes import CLEAR
from detente.report.words import say_date
from detente.study.meeting_records import MeetingFinding, OnDate

TOP, LABEL, LANE, DAY = 6, 17, 20, 22
"""Heights in pixels: above, a date's label, its marks, a day of the calendar between."""


def draw_dates(names: Names, finding: MeetingFinding, draws: int) -> Chart | None:
    """Draw the odds on each date; None for a meeting with a single one."""
    if len(finding.timing) < 2:
        return None
    marks, texts, rules, height = _lay_out(names, finding)
    return Chart(
        id=f"dates-{finding.id}",
        title=_title(finding),
        measure="Odds on each date: that the meeting is held, that it is held and ends in "
        "agreement, and for each side that it is better off if it is held",
        reading="Time goes down; rules are days of the calendar on which something changes. Marks "
        "further to the right are likelier; the dashed line is one half.",
        spec=frame_spec("Odds by date", _layers(marks, texts, rules, height), height),
        table=tabulate_dates(names, finding, draws),
        parties=tuple(finding.parties),
        key=(Key("┃", "it is held"), Key("╎", "held, and something is agreed")),
        narrow=True,
    )


def _title(finding: MeetingFinding) -> str:
    low = min(finding.timing, key=lambda each: each.p_held)
    high = max(finding.timing, key=lambda each: each.p_held)
    if high.p_held - low.p_held < CLEAR:
        return "The date hardly changes whether the meeting is held"
    return (
        f"Held in {say_percent(low.p_held)} of the draws on {say_date(low.date)}, in "
        f"{say_percent(high.p_held)} on {say_date(high.date)}"
    )


def _lay_out(
    names: Names, finding: MeetingFinding
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    look = Look(names)
    marks: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    top, passed = float(TOP), finding.timing[0].after
    for on in finding.timing:
        for day in (day for day in on.after if day not in passed):
            rules.append({"row": top + DAY / 2, "text": _name_day(names, day)})
            top += DAY
        passed = (*passed, *on.after)
        mark = ", as proposed" if on.proposed else ""
        texts.append({"row": top + LABEL / 2, "text": f"{say_date(on.date)}{mark}"})
        top += LABEL
        marks += _mark(look, on, top + LANE / 2)
        top += LANE + 4
    return marks, texts, rules, round(top)


def _name_day(names: Names, day: str) -> str:
    dates = {each.id: say_date(each.date) for each in names.case.calendar}
    return f"{dates[day]}: {names.day(day)}" if day in dates else names.day(day)


def _mark(look: Look, on: OnDate, row: float) -> Iterator[dict[str, Any]]:
    ends = {"row": row, "top": row - LANE / 2, "end": row + LANE / 2}
    yield {**ends, "at": on.p_agreement, "kind": "agreed", "colour": "var(--ink)", "shape": "",
           "tip": f"held and agreed: {say_percent(on.p_agreement)}"}  # fmt: skip
    yield {**ends, "at": on.p_held, "kind": "held", "colour": "var(--ink)", "shape": "",
           "tip": f"held: {say_percent(on.p_held)}"}  # fmt: skip
    for party, odds in on.p_better_if_held.items():
        yield {**ends, "at": odds, "kind": "side", "colour": look.colour(party),
               "shape": look.shape(party), "tip": f"better off: {say_percent(odds)}"}  # fmt: skip


def _layers(
    marks: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    rules: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    y = rows_scale(height)
    x: Spec = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False, "range": [6, {"expr": "width - 6"}]},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1],
                 "orient": "bottom"},
    }  # fmt: skip
    kinds = {kind: [mark for mark in marks if mark["kind"] == kind]
             for kind in ("held", "agreed", "side")}  # fmt: skip
    upright = {"x": x, "y": {**y, "field": "top"}, "y2": {"field": "end"},
               "tooltip": {"field": "tip", "type": "nominal"}}  # fmt: skip
    text = {"field": "text", "type": "nominal"}
    return [
        layer([{"at": 0.5}], {"type": "rule", "stroke": "var(--soft)", "strokeDash": [3, 3]},
              {"x": x}),
        layer(rules, {"type": "rule", "stroke": "var(--rule)"}, {"y": y}),
        *text_layers(rules, {"align": "left", "fill": "var(--soft)", "fontStyle": "italic",
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left", "fontWeight": "bold"},
                     {"x": {"value": 0}, "y": y, "text": text}),
        layer(kinds["agreed"], {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 2,
                                "strokeDash": [3, 3]}, upright),
        layer(kinds["held"], {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 4}, upright),
        layer(kinds["side"], {"type": "point", "filled": True, "size": 85, "opacity": 1,
                              "stroke": "var(--paper)", "strokeWidth": 1},
              {"x": x, "y": y, "fill": FIXED["colour"], "shape": FIXED["shape"],
               "tooltip": {"field": "tip", "type": "nominal"}}),
    ]  # fmt: skip
