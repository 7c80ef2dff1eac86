"""Needed against available trust, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import Chart, Key, Spec, frame_spec
from detente.report.charts.panels import (
    FIXED,
    Columns,
    Panel,
    frame_panels,
    get_single,
    label_rows,
    measure_height,
    stack_panels,
)
from detente.report.likelihood import say_bounded
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import say_few, sentence
from detente.study.plan_records import Plan, PlanFindings, Stage

HIGH, HIGH_OF_MANY = 110, 84
LEARNT = 0.005
"""Trust that grows by less than this shows no line of its own."""

READING = (
    "A bar is the chance of delivery that a side needs before entering is better for it than "
    "stopping; the thick line is the chance that it can see today. What stands out above the line "
    "is missing. Where nobody else is tempted to break off, the line is at 100%. No trust is "
    "enough for a side that is to give and would gain nothing by going on."
)


def draw_trust_by_stage(
    names: Names, found: PlanFindings, plan: Plan, id: str = "trust-by-stage"
) -> Chart | None:
    """Draw needed and available trust of each party at each stage; None where none is needed."""
    single = get_single(found, plan)
    stages = [*plan.stages, *(single.stages if single else ())]
    parties = [p for p in found.parties if any(stage.needed_trust[p] > 0 for stage in stages)]
    if not parties or not plan.stages:
        return None
    high = HIGH if len(parties) <= 2 else HIGH_OF_MANY
    panels = stack_panels(dict.fromkeys(parties, (0.0, 1.0)), high)
    height = measure_height(panels)
    columns = Columns(len(plan.stages), height, aside=single is not None)
    grows = _grows(plan, parties)
    return Chart(
        id=id,
        title=_title(names, plan),
        measure="Chance that the others deliver, in percent: needed to enter the stage, "
        "and available, at the medians",
        reading=READING,
        spec=frame_spec(
            "Needed and available trust by stage and side",
            _layers(names, panels, columns, plan, single),
            height,
        ),
        table=_tabulate(names, plan, single, parties),
        key=_make_key(grows=grows, aside=single is not None),
    )


def _grows(plan: Plan, parties: Sequence[str]) -> bool:
    return any(
        stage.growing_trust[party] - stage.available_trust[party] > LEARNT
        for stage in plan.stages
        for party in parties
    )


def _layers(
    names: Names, panels: Sequence[Panel], columns: Columns, plan: Plan, single: Plan | None
) -> list[Spec]:
    look = Look(names)
    rows = [row for panel in panels for row in _bars(names, look, panel, columns, plan)]
    fill = {"fill": FIXED["colour"], "tooltip": {"field": "tip", "type": "nominal"}}
    missing = [_miss(row) for row in rows if row["short"]]
    grown = [{**row, "row": row["grown"]} for row in rows if row["grown"] < row["held"]]
    held = [{**row, "row": row["held"]} for row in rows]
    layers = [
        columns.bars(rows, {"opacity": 0.45}, fill),
        columns.bars(missing, {"opacity": 1, "stroke": "var(--ink)", "strokeWidth": 1}, fill),
        columns.ticks(
            grown, {"stroke": "var(--ink)", "strokeWidth": 1.6, "strokeDash": [3, 3]}, {}
        ),
        columns.ticks(held, {"stroke": "var(--ink)", "strokeWidth": 3}, {}),
    ]
    if single:
        aside = [_column(look, panel, single.stages[0]) for panel in panels]
        layers += [
            columns.aside_bars(aside, {"fillOpacity": 0, "strokeWidth": 2, "strokeDash": [4, 3]},
                               {"stroke": FIXED["colour"]}),
            columns.aside_ticks([{**row, "row": row["held"]} for row in aside],
                                {"stroke": "var(--ink)", "strokeWidth": 3}, {}),
            *columns.aside_words([_raise(row) for row in aside if row["text"]]),
        ]  # fmt: skip
    labels = label_rows(rows, lambda row: row["short"] or row["tight"])
    layers += frame_panels(names, panels, columns)
    return [*layers, *columns.words([_raise(row) for row in labels])]


def _column(look: Look, panel: Panel, stage: Stage) -> dict[str, Any]:
    needed, held = stage.needed_trust[panel.party], stage.available_trust[panel.party]
    return {
        "row": panel.row(needed), "end": panel.row(0.0), "held": panel.row(held),
        "grown": panel.row(stage.growing_trust[panel.party]),
        "short": panel.party in stage.refuses or needed > held, "never": needed >= 1,
        "colour": look.colour(panel.party), "text": _say_needed(needed),
    }  # fmt: skip


def _bars(
    names: Names, look: Look, panel: Panel, columns: Columns, plan: Plan
) -> Iterator[dict[str, Any]]:
    who = names.label(panel.party)
    most = max(stage.needed_trust[panel.party] for stage in plan.stages)
    for place, stage in enumerate(plan.stages, start=1):
        needed, held = stage.needed_trust[panel.party], stage.available_trust[panel.party]
        yield {
            **columns.stage(place),
            **_column(look, panel, stage),
            "tight": needed == most,
            "tip": f"Stage {place}, {who}: needs {say_bounded(needed)}, has {say_bounded(held)}",
        }


def _say_needed(needed: float) -> str:
    if needed >= 1:
        return "none is enough"
    return say_bounded(needed) if needed > 0 else ""


def _miss(row: dict[str, Any]) -> dict[str, Any]:
    """Cut off what is missing; where no trust is enough, that is all of it."""
    return row if row["never"] else {**row, "end": max(row["held"], row["row"])}


def _raise(row: dict[str, Any]) -> dict[str, Any]:
    """Write a label above its bar, and above the line of what is available where that is near."""
    top = row["row"]
    if 0 <= top - row["held"] < 20:
        top = row["held"]
    return {**row, "row": top - 8}


def _make_key(*, grows: bool, aside: bool) -> tuple[Key, ...]:
    keys = [Key("■", "needed; what is missing is outlined"), Key("━", "available today")]
    if grows:
        keys.append(Key("┄", "available if trust grows with every kept stage"))
    if aside:
        keys.append(Key("□", "hollow bar: needed for everything at once"))
    return tuple(keys)


def _title(names: Names, plan: Plan) -> str:
    short = [
        (place, party)
        for place, stage in enumerate(plan.stages, start=1)
        for party in stage.refuses
        if party in stage.needed_trust
    ]
    if not short:
        return "No stage needs more trust than there is"
    place, party = short[0]
    stage = plan.stages[place - 1]
    needed, held = stage.needed_trust[party], stage.available_trust[party]
    who = sentence(names.side(party))[:-1]
    more = f"; {say_few(len(short) - 1, 'more gap')}" if len(short) > 1 else ""
    if needed >= 1:
        return f"No trust is enough for {names.side(party)} at stage {place}{more}"
    return f"{who} needs {say_bounded(needed)} at stage {place} and has {say_bounded(held)}{more}"


def _tabulate(names: Names, plan: Plan, single: Plan | None, parties: Sequence[str]) -> Table:
    stages = [(f"Stage {place}", stage) for place, stage in enumerate(plan.stages, start=1)]
    stages += [("All at once", single.stages[0])] if single else []
    rows = [
        [
            title,
            *(
                say_bounded(amounts[party])
                for party in parties
                for amounts in (stage.needed_trust, stage.available_trust, stage.growing_trust)
            ),
        ]
        for title, stage in stages
    ]
    kinds = ("needs", "has today", "has if trust grows")
    head = ["", *(f"{names.label(party)} {kind}" for party in parties for kind in kinds)]
    caption = "Chance of delivery by the others that each side needs, and has, at the medians"
    return make_table(caption, head, rows, range(1, len(head)))
