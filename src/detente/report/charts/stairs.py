"""The staircase of exposure: what each side stands to lose, stage by stage."""

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
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import say_interval, say_number, sentence
from detente.study.plan_records import Plan, PlanFindings

HIGH, HIGH_OF_MANY = 130, 100
"""Pixels of a panel; of one among several."""

PLAIN = 0.05
"""A change of less than this share is none to speak of."""


def draw_stairs(names: Names, found: PlanFindings, plan: Plan, id: str = "stairs") -> Chart | None:
    """Draw the exposure of each party at each stage, beside that of one big step."""
    parties = [party for party in found.parties if _touched(found, plan, party)]
    if not parties or not plan.stages:
        return None
    single = get_single(found, plan)
    panels = stack_panels(
        {party: _find_ends(plan, single, party) for party in parties},
        HIGH if len(parties) <= 2 else HIGH_OF_MANY,
    )
    height = measure_height(panels)
    columns = Columns(len(plan.stages), height, aside=single is not None)
    layers = _layers(names, panels, columns, plan, single)
    return Chart(
        id=id,
        title=_title(names, found, plan, parties),
        measure="Exposure at each stage: how far below the status quo a side would stand if it "
        "delivered and nobody else did, in its own points",
        reading="Bars below the line: even let down at that stage, the side would be better off "
        "than at the start. Bars are medians; the soft bands hold the largest exposure of any "
        "stage four times in five. Points of different sides are different units.",
        spec=frame_spec("Exposure by stage and side", layers, height),
        table=_tabulate(names, plan, single, parties),
        parties=(),
        key=_make_key(single is not None),
    )


def _touched(found: PlanFindings, plan: Plan, party: str) -> bool:
    single = get_single(found, plan)
    stages = [*plan.stages, *(single.stages if single else ())]
    return any(abs(stage.exposure.get(party, 0.0)) > 1e-9 for stage in stages)


def _find_ends(plan: Plan, single: Plan | None, party: str) -> tuple[float, float]:
    values = [0.0, *(stage.exposure[party] for stage in plan.stages)]
    for each in (plan, single):
        worst = each.worst_exposure.get(party) if each else None
        values += [worst.p10, worst.p90] if worst else []
    values += [stage.exposure[party] for stage in single.stages] if single else []
    return min(values), max(values)


def _layers(
    names: Names, panels: Sequence[Panel], columns: Columns, plan: Plan, single: Plan | None
) -> list[Spec]:
    look = Look(names)
    fill = {"fill": FIXED["colour"]}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    bars = [bar for panel in panels for bar in _bars(names, look, panel, columns, plan)]
    ahead = {"condition": {"test": "datum.ahead", "value": 0.3}, "value": 0.85}
    across = {"left": 0.5, "right": columns.count + 0.5}
    bands = [_band(look, panel, plan) | across for panel in panels]
    layers = [
        columns.bars(bands, {"opacity": 0.16}, fill),
        columns.bars(bars, {}, {**fill, **tip, "opacity": ahead}),
    ]
    labels = [label for panel in panels for label in _labels(panel, plan, bars)]
    if single:
        layers += [
            columns.aside_bars([_band(look, panel, single) for panel in panels],
                               {"opacity": 0.16}, fill),
            columns.aside_bars([_aside(look, panel, single) for panel in panels],
                               {"fillOpacity": 0, "strokeWidth": 2, "strokeDash": [4, 3]},
                               {"stroke": FIXED["colour"]}),
            *columns.aside_words([_aside_label(panel, single) for panel in panels]),
        ]  # fmt: skip
    return [*layers, *frame_panels(names, panels, columns), *columns.words(labels)]


def _bars(
    names: Names, look: Look, panel: Panel, columns: Columns, plan: Plan
) -> Iterator[dict[str, Any]]:
    for place, stage in enumerate(plan.stages, start=1):
        amount = stage.exposure[panel.party]
        yield {
            **columns.stage(place, wide=1.0), "row": panel.row(amount), "end": panel.row(0.0),
            "party": panel.party, "ahead": amount < 0, "colour": look.colour(panel.party),
            "text": say_number(amount),
            "tip": f"Stage {place}, {names.label(panel.party)}: {say_number(amount)} points",
        }  # fmt: skip


def _labels(panel: Panel, plan: Plan, bars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the amounts beyond the ends of their bars; of many stages, the worst and the last."""
    worst = max(plan.stages, key=lambda stage: stage.exposure[panel.party])
    kept = {plan.stages.index(worst) + 1, len(plan.stages)}
    own = [bar for bar in bars if bar["party"] == panel.party]
    rows = label_rows(own, lambda row: row["at"] in kept)
    return [{**row, "row": row["row"] + (9 if row["ahead"] else -8)} for row in rows]


def _band(look: Look, panel: Panel, plan: Plan) -> dict[str, Any]:
    worst = plan.worst_exposure.get(panel.party)
    low, high = (worst.p10, worst.p90) if worst else (0.0, 0.0)
    return {"row": panel.row(high), "end": panel.row(low), "colour": look.colour(panel.party)}


def _aside(look: Look, panel: Panel, single: Plan) -> dict[str, Any]:
    amount = single.stages[0].exposure[panel.party]
    return {"row": panel.row(amount), "end": panel.row(0.0), "colour": look.colour(panel.party)}


def _aside_label(panel: Panel, single: Plan) -> dict[str, Any]:
    amount = single.stages[0].exposure[panel.party]
    shift = 9 if amount < 0 else -8
    return {"row": panel.row(amount) + shift, "text": say_number(amount)}


def _make_key(aside: bool) -> tuple[Key, ...]:
    keys = [
        Key("■", "exposed at this stage: above the line"),
        Key("▒", "already ahead, whatever the others do: below the line"),
    ]
    if aside:
        keys.append(Key("□", "hollow: everything at once, in one big step"))
    return tuple(keys)


def _title(names: Names, found: PlanFindings, plan: Plan, parties: Sequence[str]) -> str:
    """Say what stages do to the exposure of whoever they spare most, of all that it gives."""
    single = found.single_step.exposure
    most = max(parties, key=lambda party: _spare(found, plan, party))
    whole, staged = single[most], max(stage.exposure[most] for stage in plan.stages)
    who = sentence(names.side(most))[:-1]
    if whole <= 0:
        return "No side is exposed, even if everything is done at once"
    if len(plan.stages) == 1:
        return f"{who} stands to lose {say_number(staged)} in the one stage"
    if staged <= 0:
        plain = f"At the medians {names.side(most)} is never exposed"
        return f"{plain}; all at once it would be, by {say_number(whole)}"
    if staged >= whole * (1 - PLAIN):
        return f"{who} stands to lose {say_number(staged)}, about as much as all at once"
    amounts = f"{say_number(staged)}; all at once, {say_number(whole)}"
    return f"{who} never stands to lose more than {amounts}"


def _spare(found: PlanFindings, plan: Plan, party: str) -> tuple[float, float]:
    """By how much stages lessen a party's exposure, then how exposed it is all at once."""
    scale, whole = _scale(found, party), found.single_step.exposure[party]
    staged = max(stage.exposure[party] for stage in plan.stages)
    return (max(whole, 0.0) - max(staged, 0.0)) / scale, whole / scale


def _scale(found: PlanFindings, party: str) -> float:
    return max(found.single_step.gives[party], abs(found.complete.get(party, 0.0)), 1e-9)


def _tabulate(names: Names, plan: Plan, single: Plan | None, parties: Sequence[str]) -> Table:
    rows = [
        [f"Stage {place}", *(say_number(stage.exposure[party]) for party in parties)]
        for place, stage in enumerate(plan.stages, start=1)
    ]
    for title, each in (
        ("Largest of any stage, P10 to P90", plan),
        ("All at once, P10 to P90", single),
    ):
        if each:
            worst = [each.worst_exposure[party] for party in parties]
            rows.append([title, *(say_interval(one.p10, one.p90) for one in worst)])
    if single:
        amounts = [single.stages[0].exposure[party] for party in parties]
        rows.insert(len(plan.stages), ["All at once", *map(say_number, amounts)])
    caption = "Exposure at the medians, in each side's own points; below zero it is ahead already"
    return make_table(caption, ["", *map(names.label, parties)], rows, range(1, len(parties) + 1))
