"""The roadmap deal by deal: how far trust has to have grown for each larger deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import (
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    stack_lines,
    text_layers,
)
from detente.report.charts.panels import FIXED
from detente.report.likelihood import say_percent, say_short
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.sentences.carrying import say_added
from detente.report.tables import Table, make_table
from detente.report.words import say_few, say_number, sentence
from detente.study.plan_records import Carried, PlanFindings

GAP, TITLE, LABEL, LANE, FOOT = 10, 20, 16, 17, 24
SHOWN = 3
"""So many additions are named under a deal, then counted."""


def draw_roadmap(names: Names, found: PlanFindings) -> Chart | None:
    """Draw the trust in each party with which each deal is planned; None for fewer than two."""
    if len(found.roadmap) < 2:
        return None
    rows, texts, height = _lay_out(names, found)
    return Chart(
        id="roadmap",
        title=_title(names, found),
        measure="Belief that a promise is kept, as the others hold it, when each deal is begun",
        reading="Each deal is what trust can carry once the ones before it have been kept. A mark "
        "is the trust in one side by then, its tail what the deals before have added.",
        spec=frame_spec("Trust deal by deal", _layers(rows, texts, height), height),
        table=tabulate_roadmap(names, found),
        parties=found.parties,
    )


def _title(names: Names, found: PlanFindings) -> str:
    first, last = found.roadmap[0], found.roadmap[-1]
    grown = {p: last.trust[p] - first.trust[p] for p in found.parties}
    most = max(grown, key=lambda party: grown[party])
    few = say_few(len(found.roadmap), "deal").capitalize()
    if grown[most] < 0.005:
        return f"{few} in a row, without trust having to grow"
    ends = f"{say_percent(first.trust[most])} to {say_percent(last.trust[most])}"
    return f"{few} in a row: if each is kept, trust in {names.side(most)} grows from {ends}"


def _lay_out(
    names: Names, found: PlanFindings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    look = Look(names)
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top = 0.0
    before: Carried | None = None
    for place, deal in enumerate(found.roadmap, start=1):
        texts.append({"row": top + TITLE / 2, "weight": "bold",
                      "text": f"Deal {place}, in {say_few(deal.stages, 'stage')}"})  # fmt: skip
        top += TITLE
        for line in _say_lines(names, deal):
            lines, top = stack_lines(line, top, LABEL, weight="normal")
            texts += lines
        for party in found.parties:
            rows.append(_mark(names, look, party, deal, before, top + LANE / 2))
            top += LANE
        top += GAP
        before = deal
    return rows, texts, round(top + FOOT)


def _say_lines(names: Names, deal: Carried) -> Iterator[str]:
    """Name what a deal adds, a line each; of many the first ones."""
    added = [names.pledge(issue, option) for issue, option in names.changes(deal.adds)]
    keep = len(added) if len(added) <= SHOWN else SHOWN - 1
    yield from (f"+ {each}" for each in added[:keep])
    if len(added) > keep:
        yield f"+ {len(added) - keep} more"


def _mark(
    names: Names, look: Look, party: str, deal: Carried, before: Carried | None, row: float
) -> dict[str, Any]:
    trust = deal.trust[party]
    return {
        "row": row, "at": trust, "from": before.trust[party] if before else trust,
        "colour": look.colour(party), "shape": look.shape(party), "text": say_percent(trust),
        "tip": f"Trust in {names.side(party)}: {say_percent(trust)}",
    }  # fmt: skip


def _layers(
    rows: Sequence[dict[str, Any]], texts: Sequence[dict[str, Any]], height: int
) -> list[Spec]:
    y = rows_scale(height)
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": [0, {"expr": "width - 42"}], "nice": False},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1],
                 "orient": "bottom", "grid": False},
    }  # fmt: skip
    text = {"field": "text", "type": "nominal"}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    lanes = [{"row": row["row"], "zero": 0, "one": 1} for row in rows]
    return [
        layer(lanes, {"type": "rule", "stroke": "var(--rule)"},
              {"x": {"field": "zero", **x}, "x2": {"field": "one"}, "y": y}),
        layer(rows, {"type": "rule", "strokeWidth": 5, "opacity": 0.4},
              {"x": {"field": "from", **x}, "x2": {"field": "at"}, "y": y,
               "stroke": FIXED["colour"]}),
        layer(rows, {"type": "point", "filled": True, "size": 75, "opacity": 1},
              {"x": {"field": "at", **x}, "y": y, "fill": FIXED["colour"],
               "shape": FIXED["shape"], **tip}),
        *text_layers(rows, {"align": "left", "dx": 10, "fontSize": 11.5},
                     {"x": {"field": "at", **x}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left", "fontWeight": {"expr": "datum.weight"},
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
    ]  # fmt: skip


def tabulate_roadmap(names: Names, found: PlanFindings) -> Table:
    """List the deals of the roadmap, a row each."""
    draws = found.origin.draws
    rows = [
        [
            f"Deal {place}",
            say_added(names, deal),
            str(deal.stages),
            *(say_percent(deal.trust[party]) for party in found.parties),
            *(say_number(deal.expected_gain[party]) for party in found.parties),
            say_short(deal.p_all_gain, draws),
            say_short(deal.p_completed, draws),
        ]
        for place, deal in enumerate(found.roadmap, start=1)
    ]
    head = [
        "Deal",
        "Adds",
        "Stages",
        *(f"Trust in {names.side(party)}" for party in found.parties),
        *(sentence(f"expected gain of {names.side(party)}")[:-1] for party in found.parties),
        "Acceptable to all",
        "Carried out to the end",
    ]
    caption = "Deal by deal: what trust can carry once the deals before have been kept"
    return make_table(caption, head, rows, range(2, len(head)))
