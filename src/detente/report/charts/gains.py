"""Better or worse off than without the invitation: a bar of all draws for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.charts.base import Chart, Key, Spec, frame_spec, layer, rows_scale, text_layers
from detente.report.charts.panels import FIXED
from detente.report.likelihood import say_cell
from detente.report.look import Look
from detente.report.meeting_tables import tabulate_gains
from detente.report.naming import Names
from detente.report.sentences.meeting import call_gain, keep_inside
from detente.report.words import say_few, say_none
from detente.study.meeting_records import MeetingFinding, MeetingFor

GAP, TITLE, LABEL, BAR = 10, 24, 20, 15


@dataclass(frozen=True)
class Way:
    """One way in which the invitation can go for a party, and how it leaves it."""

    label: str
    better: float
    worse: float


def draw_gains(names: Names, finding: MeetingFinding, draws: int) -> Chart:
    """Draw in which share of the draws each answer leaves each party better, or worse, off."""
    bars, texts, heads, height = _lay_out(names, finding, draws)
    return Chart(
        id=f"gains-{finding.id}",
        title=_title(names, finding),
        measure="Share of the draws in which a side is better or worse off than without the "
        "invitation, by what it answers",
        reading="Each bar is all draws: filled from the left those in which the side is better "
        "off, hollow from the right those in which it is worse off; a gap between is neither. What "
        "reaches beyond the dashed line does so more often than not. Two hollow ends well beyond "
        "it, for accepting and for declining, are a dilemma.",
        spec=frame_spec("Better or worse off", _layers(bars, texts, heads, height), height),
        table=tabulate_gains(names, finding, draws),
        key=(Key("■", "better off"), Key("□", "worse off")),
        narrow=True,
    )


def list_ways(to: MeetingFor) -> list[Way]:
    """List the ways an invitation can go of which both sides of the balance are known."""
    verbs = ("inviting", "not inviting") if to.role == "proposer" else ("accepting", "declining")
    odds = (
        (verbs[0], to.p_better_if_accepts, to.p_worse_if_accepts),
        (verbs[1], to.p_better_if_declines, to.p_worse_if_declines),
        ("the meeting being held", to.p_better_if_held, to.p_worse_if_held),
    )
    return [
        Way(label, better, worse)
        for label, better, worse in odds
        if better is not None and worse is not None
    ]


def _title(names: Names, finding: MeetingFinding) -> str:
    torn = [party for party, to in finding.parties.items() if to.dilemma]
    if torn:
        return f"Accepting and declining both leave {names.sides(torn)} worse off in most draws"
    wins = [party for party, to in finding.parties.items() if call_gain(to) == "wins"]
    total = say_few(len(finding.parties), "side")
    if len(wins) == len(finding.parties):
        return f"Held, it leaves all {total} better off in most draws"
    if not wins:
        return f"Held, it leaves {_lower(say_none(total))} better off in most draws"
    return f"Held, it leaves {names.sides(wins)} better off in most draws"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _lay_out(
    names: Names, finding: MeetingFinding, draws: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    look = Look(names)
    bars: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    top = 0.0
    for party, to in finding.parties.items():
        sign = {"colour": look.colour(party), "shape": look.shape(party)}
        heads.append({"row": top + TITLE / 2, "text": names.label(party), **sign})
        top += TITLE
        for way in list_ways(to):
            texts.append({"row": top + LABEL / 2 - 1, "text": way.label, "said": _say(way, draws)})
            top += LABEL
            bars += _cut(way, top, sign["colour"])
            top += BAR + 4
        top += GAP
    return bars, texts, heads, round(top - GAP + 2)


def _say(way: Way, draws: int) -> str:
    if not way.better and not way.worse:
        return "neither better nor worse"
    better, worse = (say_cell(keep_inside(p, draws), draws) for p in (way.better, way.worse))
    return f"better {better}, worse {worse}"


def _cut(way: Way, top: float, colour: str) -> Iterator[dict[str, Any]]:
    """Cut a bar into those draws in which it is better, and those in which it is worse."""
    where = {"row": top, "end": top + BAR, "colour": colour}
    if not way.better and not way.worse:
        yield {**where, "from": 0.0, "to": 0.0, "fill": colour}
    if way.better > 0:
        yield {**where, "from": 0.0, "to": way.better, "fill": colour}
    if way.worse > 0:
        yield {**where, "from": 1 - way.worse, "to": 1.0, "fill": "var(--paper)"}


def _layers(
    bars: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    heads: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    y = rows_scale(height)
    x: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 1], "range": [1, {"expr": "width - 1"}], "nice": False},
    }
    rows = sorted({(bar["row"], bar["end"]) for bar in bars})
    base = [{"row": row, "end": end, "from": 0.0, "to": 1.0} for row, end in rows]
    half = [{"at": 0.5, "row": row - 2, "end": end + 2} for row, end in rows]
    across = {"x": {"field": "from", **x}, "x2": {"field": "to"}}
    down = {"y": y, "y2": {"field": "end"}}
    fill = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
    text = {"field": "text", "type": "nominal"}
    return [
        layer(base, {"type": "rect", "fill": "var(--rule)", "opacity": 0.5}, {**across, **down}),
        layer(bars, {"type": "rect", "strokeWidth": 1.4},
              {**across, **down, "fill": fill, "stroke": FIXED["colour"]}),
        layer(half, {"type": "rule", "stroke": "var(--ink)", "strokeDash": [3, 2]},
              {"x": {"field": "at", **x}, "y": y, "y2": {"field": "end"}}),
        layer(heads, {"type": "point", "filled": True, "size": 90, "opacity": 1},
              {"x": {"value": 6}, "y": y, "fill": FIXED["colour"], "shape": FIXED["shape"]}),
        *text_layers(heads, {"align": "left", "fontWeight": "bold", "limit": {"expr": "width"}},
                     {"x": {"value": 17}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left"}, {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(texts, {"align": "right", "fill": "var(--soft)"},
                     {"x": {"value": "width"}, "y": y,
                      "text": {"field": "said", "type": "nominal"}}),
    ]  # fmt: skip
