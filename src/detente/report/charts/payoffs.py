"""What each party can expect of each choice, and of the meeting part by part."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.charts.base import (
    LETTERS,
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    spread,
    stack_lines,
    text_layers,
)
from detente.report.charts.panels import FIXED
from detente.report.likelihood import say_bounded
from detente.report.look import Look
from detente.report.meeting_tables import list_parts, tabulate_payoffs
from detente.report.naming import Names
from detente.report.sentences.meeting import open_choice
from detente.report.words import say_number
from detente.study.meeting_records import MeetingFinding, MeetingFor
from detente.study.record import Interval

GAP, TITLE, LABEL, LANE, AXIS = 14, 24, 16, 13, 20
"""Heights in pixels: between parties, a party's name, a label, its mark, the axis below."""

TICKS = 6
BESIDE = 34
"""Letters of a choice for which there is room beside how often it is made."""


@dataclass(frozen=True)
class Line:
    """One mark with its label; ``part`` of the meeting, or a choice."""

    label: str
    payoff: Interval
    said: str = ""
    part: bool = False
    indent: bool = False


def draw_payoffs(names: Names, finding: MeetingFinding, draws: int) -> Chart:
    """Draw for each party what it can expect of each choice, split into its parts if held."""
    drawn = _Drawing(names, finding)
    return Chart(
        id=f"payoffs-{finding.id}",
        title=_title(names, finding),
        measure="What a side can expect, in its own points above where it stands without the "
        "invitation; each side has an axis of its own",
        reading="Filled marks are choices, with the share of draws in which each is made at the "
        "right; below them, hollow, what the meeting brings if it is held: in all, then of the "
        "meeting itself, of what may be agreed and of failing, the last two times their odds. A "
        "mark is the median and its bar runs from P10 to P90. On the line at 0 a side is as well "
        "off as without the invitation.",
        spec=frame_spec("Payoffs by side and choice", drawn.layers(), drawn.height),
        table=tabulate_payoffs(names, finding, draws),
    )


def _title(names: Names, finding: MeetingFinding) -> str:
    """Name those whose gain is made of the meeting itself rather than of what may be agreed."""
    sure = [party for party, to in finding.parties.items() if to.gains_whatever]
    if sure:
        does = "gains" if len(sure) == 1 else "gain"
        who = names.sides(sure)
        return f"{who[0].upper()}{who[1:]} {does} by the meeting in most draws, even if it fails"
    lost = [party for party, to in finding.parties.items() if to.split.failure.p50 < 0]
    most = [p for p in lost if _fear(finding.parties[p])]
    if most:
        return f"For {names.sides(most)} failure weighs more than the meeting and what it may bring"
    return "What the meeting itself, an agreement and failure bring to each side"


def _fear(to: MeetingFor) -> bool:
    """Whether what failing takes, at the median, is more than what the rest brings."""
    split = to.split
    return -split.failure.p50 > max(split.meeting.p50, 0.0) + max(split.agreement.p50, 0.0)


def _list_lines(names: Names, to: MeetingFor) -> Iterator[Line]:
    for each in to.choices:
        said = f"{say_bounded(each.p)} of draws"
        yield Line(open_choice(names, each), each.payoff, said)
    for label, payoff in list_parts(to):
        text = label.removeprefix("Meets: ")
        whole = text == "in all"
        yield Line("If it is held, in all" if whole else text, payoff, "", True, not whole)


class _Drawing:
    """Marks, texts and axes, stacked from the top; places across are shares of the width."""

    def __init__(self, names: Names, finding: MeetingFinding) -> None:
        self.marks: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.heads: list[dict[str, Any]] = []
        self.zeros: list[dict[str, Any]] = []
        self.ticks: list[dict[str, Any]] = []
        self.look = Look(names)
        top = 0.0
        for party, to in finding.parties.items():
            top = self._add(names, party, list(_list_lines(names, to)), top) + GAP
        self.height = round(top - GAP)

    def _add(self, names: Names, party: str, lines: Sequence[Line], top: float) -> float:
        sign = {"colour": self.look.colour(party), "shape": self.look.shape(party)}
        ends = [end for line in lines for end in (line.payoff.p10, line.payoff.p90)]
        low, high = spread(ends, pad=0.06)

        def place(value: float) -> float:
            return round((value - low) / (high - low), 4)

        self.heads.append({"row": top + TITLE / 2, "text": names.label(party), **sign})
        top += TITLE
        begin = top
        for line in lines:
            self.said += [{"row": top + LABEL / 2, "said": line.said}] if line.said else []
            room, at = BESIDE if line.said else LETTERS, 12 if line.indent else 0
            ink = "var(--soft)" if line.indent else "var(--ink)"
            texts, top = stack_lines(line.label, top, LABEL, room=room, at=at, ink=ink)
            self.texts += texts
            self.marks.append(self._mark(line, sign, place, top + LANE / 2))
            top += LANE
        self.zeros.append({"at": place(0.0), "row": begin, "end": top})
        for tick in find_ticks(low, high):
            self.ticks.append({"at": place(tick), "row": top + AXIS / 2,
                               "from": begin, "to": top, "text": say_number(tick)})  # fmt: skip
        return top + AXIS

    @staticmethod
    def _mark(line: Line, sign: dict[str, str], place: Any, row: float) -> dict[str, Any]:
        payoff = line.payoff
        return {
            **sign, "row": row, "low": place(payoff.p10), "middle": place(payoff.p50),
            "high": place(payoff.p90),
            "fill": "var(--paper)" if line.part else sign["colour"],
            "tip": f"{line.label}: {say_number(payoff.p10)} to {say_number(payoff.p90)}",
        }  # fmt: skip

    def layers(self) -> list[Spec]:
        """Draw ticks below, then bars and marks, then the words."""
        y = rows_scale(self.height)
        x: Spec = {
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [0, 1], "range": [0, {"expr": "width"}], "nice": False},
        }
        text = {"field": "text", "type": "nominal"}
        tip = {"tooltip": {"field": "tip", "type": "nominal"}}
        fill = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
        return [
            layer(self.ticks, {"type": "rule", "stroke": "var(--rule)"},
                  {"x": {"field": "at", **x}, "y": {**y, "field": "from"}, "y2": {"field": "to"}}),
            layer(self.zeros, {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 1.4},
                  {"x": {"field": "at", **x}, "y": y, "y2": {"field": "end"}}),
            layer(self.marks, {"type": "rule", "strokeWidth": 7, "opacity": 0.35,
                               "strokeCap": "round"},
                  {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y,
                   "stroke": FIXED["colour"], **tip}),
            layer(self.marks, {"type": "point", "filled": True, "size": 62, "opacity": 1,
                               "strokeWidth": 1.8},
                  {"x": {"field": "middle", **x}, "y": y, "fill": fill,
                   "stroke": FIXED["colour"], "shape": FIXED["shape"], **tip}),
            *text_layers(self.ticks, {"align": "center", "fill": "var(--soft)", "fontSize": 11.5},
                         {"x": {"field": "at", **x}, "y": y, "text": text}),
            layer(self.heads, {"type": "point", "filled": True, "size": 90, "opacity": 1},
                  {"x": {"value": 6}, "y": y, "fill": FIXED["colour"], "shape": FIXED["shape"]}),
            *text_layers(self.heads, {"align": "left", "fontWeight": "bold", "fontSize": 13},
                         {"x": {"value": 17}, "y": y, "text": text}),
            *text_layers(self.texts, {"align": "left", "dx": {"expr": "datum.at"},
                                      "fill": {"expr": "datum.ink"},
                                      "limit": {"expr": "width"}},
                         {"x": {"value": 0}, "y": y, "text": text}),
            *text_layers(self.said, {"align": "right", "fill": "var(--soft)"},
                         {"x": {"value": "width"}, "y": y,
                          "text": {"field": "said", "type": "nominal"}}),
        ]  # fmt: skip


def find_ticks(low: float, high: float, most: int = TICKS) -> list[float]:
    """Find round numbers within an axis, zero among them.

    Examples
    --------
    >>> find_ticks(-4.6, 3.2)
    [-4.0, -2.0, 0.0, 2.0]
    """
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(size * by for by in (1, 2, 5, 10) if (high - low) / (size * by) <= most)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(step * count, 10) + 0.0 for count in range(first, last + 1)]
