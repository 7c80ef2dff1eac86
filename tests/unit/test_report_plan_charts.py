"""The section on plans: its tables, row by row, and what is drawn."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from detente.report.charts import (
    draw_calendar,
    draw_curve,
    draw_roadmap,
    draw_stairs,
    draw_trust_by_stage,
)
from detente.report.charts.panels import stack_panels
from detente.report.naming import Names
from detente.report.plan_tables import list_moves, name_stage, tabulate_plans, tabulate_stages
from detente.report.sentences.comparing import (
    explain_single,
)
from detente.study.plan_records import Plan
from tests.report_plan_samples import best, sample, with_best

# Tables


def test_a_stage_is_a_row_with_who_when_and_what_is_at_stake() -> None:
    names, found = sample("breaking")
    table = tabulate_stages(names, found, best(found))
    assert table.rows[2][1].under == "would refuse"
    assert [cell.text for cell in table.rows[0][1:]] == ["1", "nothing", "93%"]
    plan = best(found)
    assert name_stage(plan, 3) == "Stage 3: 29 April 2021 to 28 July 2021, 3 months"
    assert list_moves(names, plan.stages[2]) == (
        "United North: Locks: Given up (done and verified in 3 months)",
    )
    at_once = replace(plan.stages[0], days=0, due=None, title="First steps")
    found_at = name_stage(replace(plan, stages=(at_once,)), 1)
    assert found_at == "Stage 1, First steps: begins at once"


def test_verification_that_is_not_waited_for_is_told() -> None:
    names, found = sample("breaking")
    plan = best(found)
    names = Names(replace(names.case, plan=replace(names.case.plan, wait_days=60)))
    assert list_moves(names, plan.stages[2]) == (
        "United North: Locks: Given up (verified in 3 months, 30 days longer than the sides wait)",
    )
    short = tuple(replace(stage, days=60) for stage in plan.stages)
    chart = draw_calendar(names, replace(plan, stages=short))
    assert chart
    assert "verified only after their stage has ended" in chart.reading


def test_agreed_dates_are_due_dates() -> None:
    _, found = sample("breaking")
    plan = best(found)
    late = replace(plan.stages[1], due=dt.date(2025, 1, 1))
    agreed = replace(plan, stages=(plan.stages[0], late, plan.stages[2]))
    assert name_stage(agreed, 2) == "Stage 2: due 1 January 2025, takes 3 months"
    undated = replace(agreed, stages=(*agreed.stages[:2], replace(agreed.stages[2], due=None)))
    assert name_stage(undated, 3) == "Stage 3: begins after 8 months, takes 3 months"


def test_who_at_home_refuses_is_named_where_no_party_does() -> None:
    names, found = sample("enterable")
    stage = replace(best(found).stages[0], refuses=("senate",), title="First")
    plan = replace(best(found), stages=(stage, *best(found).stages[1:]))
    table = tabulate_stages(names, found, plan)
    assert table.rows[0][0].under == "First; Senate would refuse"
    chart = draw_trust_by_stage(names, found, plan)
    assert chart
    assert chart.title == "No stage needs more trust than there is"


def test_plans_beside_each_other_say_where_there_is_none() -> None:
    names, found = sample("breaking")
    table = tabulate_plans(names, found)
    assert table.head[1:] == (
        "One big step", "Stages found here", "Fewest stages that all enter", "Stages as agreed",
    )  # fmt: skip
    assert [cell.text for cell in table.rows[0]] == ["Stages", "1", "3", "there is none", "2"]
    assert table.rows[1][2].text == "no: United North, at stage 3"


# Charts


def test_stairs_stand_on_one_zero_line_with_the_big_step_beside() -> None:
    names, found = sample("breaking")
    chart = draw_stairs(names, found, best(found))
    assert chart
    assert chart.title == "The United North never stands to lose more than 1; all at once, 4"
    bars = chart.spec["layer"][1]["data"]["values"]
    assert len(bars) == len(found.stages) * len(found.parties)
    assert len({bar["end"] for bar in bars}) == len(found.parties), "one zero line for each side"
    assert [bar["row"] < bar["end"] for bar in bars[:3]] == [True, True, False]
    assert any(key.sign == "□" for key in chart.key)
    worst = best(found).worst_exposure["north"]
    band = chart.spec["layer"][0]["data"]["values"][0]
    assert band["row"] < bars[0]["row"] < band["end"], "the band holds the median"
    assert worst.p10 < worst.p50 < worst.p90


def test_the_title_names_whom_stages_spare_most() -> None:
    names, found = sample("breaking")
    plan, single = best(found), found.single_step
    calm = tuple(replace(s, exposure={"north": 3.9, "isle": 0.5}) for s in plan.stages)
    given = {"north": 4.0, "isle": 4.0}
    tight = replace(single, exposure={"north": 4.0, "isle": 3.0}, gives=given)
    chart = draw_stairs(names, replace(found, single_step=tight), replace(plan, stages=calm))
    assert chart
    assert chart.title == "The Isle never stands to lose more than 0.5; all at once, 3"


def test_missing_trust_stands_out() -> None:
    names, found = sample("breaking")
    chart = draw_trust_by_stage(names, found, best(found))
    assert chart
    assert chart.title == "The United North needs 62% at stage 3 and has 41%"
    missing = chart.spec["layer"][1]["data"]["values"]
    assert len(missing) == 1
    assert missing[0]["row"] < missing[0]["end"] == missing[0]["held"]
    never = replace(found.stages[2], needed_trust={"north": 1.0, "isle": 0.0})
    never = replace(never, available_trust={"north": 1.0, "isle": 1.0})
    hopeless = with_best(found, stages=(*found.stages[:2], never))
    chart = draw_trust_by_stage(names, hopeless, best(hopeless))
    assert chart
    assert chart.title == "No trust is enough for the United North at stage 3"
    whole = chart.spec["layer"][1]["data"]["values"][0]
    assert whole["row"] == whole["held"] < whole["end"], "all of the bar is missing"
    calm = draw_trust_by_stage(*sample("enterable"), best(sample("enterable")[1]))
    assert calm
    assert calm.title == "No stage needs more trust than there is"


def test_a_single_stage_is_not_set_beside_itself() -> None:
    names, found = sample("enterable")
    one = replace(best(found), stages=found.plans["single_step"].stages)  # type: ignore[union-attr]
    chart = draw_stairs(names, found, one)
    assert chart
    assert chart.title.endswith("in the one stage")
    assert "□" not in [key.sign for key in chart.key]
    assert len(chart.table.rows) == 2
    trust = draw_trust_by_stage(names, found, one)
    assert trust
    assert len(trust.table.rows) == 1
    assert explain_single(names, with_best(found, stages=one.stages)) == ""


def test_nobody_exposed_needs_no_drawing() -> None:
    names, found = sample("enterable")
    none = dict.fromkeys(found.parties, 0.0)
    stages = tuple(replace(s, exposure=none, needed_trust=none) for s in found.stages)
    calm = with_best(found, stages=stages)
    single = calm.plans["single_step"]
    assert single
    still = replace(single.stages[0], exposure=none, needed_trust=none)
    plans = {**calm.plans, "single_step": replace(single, stages=(still,))}
    calm = replace(calm, plans=plans)
    assert draw_stairs(names, calm, best(calm)) is None
    assert draw_trust_by_stage(names, calm, best(calm)) is None


def test_the_curve_says_what_stages_buy_and_marks_who_enters() -> None:
    names, found = sample("breaking")
    points = tuple(
        replace(point, exposure_share=share, shortfall=short, proven=proven)
        for point, share, short, proven in zip(
            found.curve, (1.0, 0.5, 0.25, 0.25), (0.2, 0.1, 0.0, 0.0), (True, True, True, False),
            strict=True,
        )
    )  # fmt: skip
    chart = draw_curve(names, replace(found, curve=points))
    assert chart
    assert chart.title == (
        "Three stages bring the largest exposure from 100% to 25%; from three on every side would "
        "enter"
    )
    assert "For 4 stages there may be a better plan" in chart.reading
    assert [key.sign for key in chart.key] == ["●", "○"]
    assert draw_curve(names, replace(found, curve=points[:1])) is None


def test_the_calendar_needs_times() -> None:
    names, found = sample("breaking")
    chart = draw_calendar(names, best(found))
    assert chart
    assert chart.title == "Three stages take 11 months, 3 months each"
    assert "1 September 2020 to 28 July 2021" in chart.measure
    ticks = chart.spec["layer"][0]["data"]["values"]
    assert [tick["text"] for tick in ticks][:2] == ["Sep 2020", "Nov 2020"]
    assert draw_calendar(names, replace(best(found), days=0)) is None
    undated = tuple(replace(stage, due=None) for stage in found.stages)
    without = draw_calendar(names, replace(best(found), stages=undated))
    assert without
    ticks = without.spec["layer"][0]["data"]["values"]
    assert [tick["text"] for tick in ticks][:2] == ["2 months", "4 months"]


def test_labels_of_the_calendar_keep_apart() -> None:
    names, found = sample("breaking")
    for extra in range(0, 700, 35):
        chart = draw_calendar(names, replace(best(found), days=best(found).days + extra))
        assert chart
        said = [
            each["data"]["values"]
            for each in chart.spec["layer"]
            if "narrow" in str(each["mark"].get("opacity"))
        ]
        for name, width in (("narrow", 330), ("wide", 520)):
            free = -1.0
            for tick in (each for each in said[0] if each[name]):
                wide = len(tick["text"]) * 6
                at = tick["at"] / (best(found).days + extra) * width
                begin = at - {"left": 0, "center": 0.5, "right": 1}[tick["align"]] * wide
                assert begin > free
                free = begin + wide


def test_what_takes_no_time_is_drawn() -> None:
    names, found = sample("breaking")
    plan = best(found)
    last = replace(plan.stages[2], start=plan.days, days=0)
    chart = draw_calendar(names, replace(plan, stages=(*plan.stages[:2], last)))
    assert chart
    bars = chart.spec["layer"][1]["data"]["values"]
    assert all(bar["to"] - bar["from"] >= 0.005 * plan.days for bar in bars)
    assert max(bar["to"] for bar in bars) <= plan.days


def test_a_long_calendar_draws_stages_only() -> None:
    names, found = sample("long")
    short = draw_calendar(*_widen(names, best(found), 1))
    wide = draw_calendar(*_widen(names, best(found), 3))
    assert short
    assert wide
    assert len(wide.spec["layer"][1]["data"]["values"]) == len(found.stages)
    assert len(short.spec["layer"][1]["data"]["values"]) > len(found.stages)


def _widen(names: Names, plan: Plan, times: int) -> tuple[Names, Plan]:
    stages = tuple(replace(stage, items=stage.items * times) for stage in plan.stages)
    return names, replace(plan, stages=stages)


def test_the_roadmap_shows_trust_growing() -> None:
    names, found = sample("breaking")
    chart = draw_roadmap(names, found)
    assert chart
    assert chart.title.startswith("Three deals in a row: if each is kept, trust in")
    marks = chart.spec["layer"][1]["data"]["values"]
    assert all(mark["from"] <= mark["at"] for mark in marks)
    assert draw_roadmap(names, replace(found, roadmap=found.roadmap[:1])) is None


def test_many_stages_keep_few_labels() -> None:
    names, found = sample("long")
    chart = draw_stairs(names, found, best(found))
    assert chart
    labels = chart.spec["layer"][-1]["data"]["values"]
    assert 0 < len(labels) <= 2 * len(found.parties)


def test_panels_do_not_overlap() -> None:
    panels = stack_panels({"a": (-3.0, 1.0), "b": (0.0, 0.0), "c": (0.0, 5.0)}, 100)
    for above, below in itertools.pairwise(panels):
        assert above.bottom < below.top
    assert all(panel.top <= panel.row(0.0) <= panel.bottom for panel in panels)
