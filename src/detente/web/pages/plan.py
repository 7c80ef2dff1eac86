"""The page on plans: a package in stages, set by hand if one likes, and what binds the sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from detente.errors import InputError
from detente.report.blocks import Block, Figure, Paragraph, Section, Sheet
from detente.report.charts import (
    Chart,
    draw_calendar,
    draw_curve,
    draw_roadmap,
    draw_stairs,
    draw_trust_by_stage,
)
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.plan_tables import tabulate_plans, tabulate_stakes
from detente.report.sentences.carrying import explain_roadmap
from detente.report.sentences.comparing import explain_search, explain_single, explain_surest
from detente.report.sentences.plan import explain_odds, explain_package, say_medians
from detente.report.sentences.tempted import explain_stopping, explain_tempted
from detente.study.plan_records import PlanFindings
from detente.web.asking import ask
from detente.web.pages import plan_changes
from detente.web.pages.finding import OpenDesk
from detente.web.pages.package_address import write_pairs
from detente.web.pages.plan_address import (
    STARTS,
    AskedFor,
    list_choices,
    list_stages,
    write_stages,
)
from detente.web.pages.plan_board import make_lanes, say_lanes
from detente.web.pages.plan_carried import make_panel
from detente.web.pages.plan_remedies import list_remedies
from detente.web.pages.plan_shown import (
    Shown,
    find_found,
    find_shown,
    recall_found,
    recall_plan,
    recall_steps,
)
from detente.web.pages.plan_terms import (
    FACTORS,
    list_deposits,
    list_limits,
    list_steps,
)
from detente.web.rendering import render, show_sections

router = APIRouter(prefix="/c/{key}/plan")
router.include_router(plan_changes.router)


@router.get("", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk, address: AskedFor) -> HTMLResponse:
    """Show the frame of the page; what has to be worked out follows."""
    case = desk.revision.case
    return render(
        request,
        "plan.html.j2",
        desk,
        choices=list_choices(case, address),
        starts=[(start, title, address.begin(start).query) for start, title in STARTS.items()],
        address=address,
    )


@router.get("/board", response_class=HTMLResponse)
async def show_board(
    request: Request, desk: OpenDesk, address: AskedFor, moved: str = ""
) -> HTMLResponse:
    """Show the stages, and what they ask of each side.

    Raises
    ------
    InputError : a step was just moved to where it cannot be.
    """
    names = Names(desk.revision.case)
    shown = await find_shown(desk, address)
    if moved and address.stages and shown.start:
        raise InputError(" ".join(shown.problems))
    lanes = make_lanes(names, shown.plan, shown.draws) if shown.plan else []
    return render(
        request,
        "plan_board.html.j2",
        desk,
        shown=shown,
        lanes=lanes,
        heard=say_lanes(lanes),
        beside=shown.set_beside(names),
        back=f"/c/{desk.key}/plan{address.begin('recommended').query}",
        package=write_pairs(shown.package),
        stages=write_stages(list_stages(shown.plan)) if shown.plan else "",
    )


@router.get("/terms", response_class=HTMLResponse)
async def show_terms(request: Request, desk: OpenDesk, address: AskedFor) -> HTMLResponse:
    """Show what binds the sides, with what is known by now of the plan; waits for nothing."""
    names, plan = Names(desk.revision.case), recall_plan(desk, address)
    found = recall_found(desk, address)
    steps = recall_steps(desk, address)
    return render(
        request,
        "plan_terms.html.j2",
        desk,
        deposits=list_deposits(names, plan),
        steps=list_steps(names, steps, desk.baseline.case),
        all_steps=write_pairs(steps),
        factors=FACTORS.items(),
        limits=list_limits(names.case),
        remedies=list_remedies(names, found) if found else [],
    )


@router.get("/carried", response_class=HTMLResponse)
async def show_carried(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the largest deal that trust carries, beside that of the baseline."""
    case, baseline = desk.revision.case, desk.baseline.case
    now, before = await ask(desk, "carried", case=case), None
    if baseline.digest != case.digest:
        before = await ask(desk, "carried", case=baseline)
    panel = make_panel(Names(case), now, Names(baseline), before)
    return render(request, "plan_carried.html.j2", desk, panel=panel)


@router.get("/charts", response_class=HTMLResponse)
async def show_charts(request: Request, desk: OpenDesk, address: AskedFor) -> HTMLResponse:
    """Show the charts and tables of the plan, as the report has them."""
    found, shown = await find_found(desk, address), await find_shown(desk, address)
    names, passages = Names(desk.revision.case), Passages(desk.revision.case)
    section = Section(
        id="plan-figures",
        title="Stage by stage",
        answer=explain_package(found),
        blocks=tuple(_list_blocks(names, _stand_in(found, shown), shown)),
    )
    return render(request, "live.html.j2", desk, **show_sections([section], passages))


def _stand_in(found: PlanFindings, shown: Shown) -> PlanFindings:
    """Let the stages that are shown stand where sentences and charts look for stages."""
    if shown.plan is None or shown.start == "recommended":
        return found
    plans = found.plans if shown.start else {**found.plans, "by_hand": shown.plan}
    return replace(found, stages=shown.plan.stages, plans=plans)


def _list_blocks(names: Names, found: PlanFindings, shown: Shown) -> Iterator[Block]:
    plan = shown.plan
    if plan is None or not plan.stages:
        return
    yield Paragraph(say_medians(found))
    for chart in (draw_stairs(names, found, plan), draw_trust_by_stage(names, found, plan)):
        yield from _draw(chart)
    yield Paragraph(explain_tempted(names, found))
    if shown.start == "recommended":
        said = [explain_odds(found), explain_stopping(names, found)]
        yield Paragraph(" ".join(filter(None, said)))
    yield from _draw(draw_calendar(names, plan))
    yield from _compare(names, found)
    yield from _draw(draw_roadmap(names, found))
    yield Sheet(tabulate_stakes(names, found))


def _compare(names: Names, found: PlanFindings) -> Iterator[Block]:
    said = [explain_single(names, found), explain_surest(found), explain_search(names, found)]
    told = " ".join(filter(None, said))
    if told:
        yield Paragraph(told)
    yield Sheet(tabulate_plans(names, found))
    yield from _draw(draw_curve(names, found))
    roadmap = explain_roadmap(names, found)
    if roadmap:
        yield Paragraph(roadmap)


def _draw(chart: Chart | None) -> Iterator[Figure]:
    if chart:
        yield Figure(chart)
