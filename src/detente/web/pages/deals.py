"""The page on deals: the frontier, a package opened or put together by hand, and several pinned."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from detente.errors import TooLargeError
from detente.report.blocks import Block, Heading, Section
from detente.report.charts import draw_package_odds
from detente.report.naming import Names
from detente.report.package_tables import (
    list_broken,
    tabulate_choices,
    tabulate_lotteries,
    tabulate_plans_of,
    tabulate_sides,
    tabulate_worth,
)
from detente.report.passages import Passages
from detente.report.sections import write_deals
from detente.report.sentences import answer_deals, explain_exactness, is_certain
from detente.report.sentences.packages import (
    explain_balance,
    explain_change,
    explain_package,
    say_brief,
)
from detente.report.templating import write_json
from detente.study.package_records import PackageFindings
from detente.study.plan_records import Plan
from detente.study.staged_records import StagedFindings
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.pages.deals_address import read_asked
from detente.web.pages.deals_frontier import draw_live, list_points
from detente.web.pages.deals_words import (
    OWN,
    describe_options,
    list_groups,
    list_starts,
    name_package,
    say_plan,
    shorten_stages,
)
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import DONE
from detente.web.pages.package_address import RECOMMENDED, Chosen, choose, read_chosen
from detente.web.pinned import Pin
from detente.web.rendering import render, show_sections

Staged: TypeAlias = StagedFindings | str
"""The plan of a package, or why there is none to show."""

WAITING, IDLE, BROKEN = "…", "nothing to carry out", "breaks a rule"

router = APIRouter(prefix="/c/{key}/deals")

SHOWN_ABOVE = "frontier"
"""The heading under which the report draws the frontier; here it stands at the top."""


@router.get("", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the page; everything that is computed follows."""
    parts = {
        "weights": [(p.id, p.name, request.query_params.get(f"weight.{p.id}", ""))
                    for p in desk.revision.case.parties],
        "query": request.url.query,
    }  # fmt: skip
    return render(request, "deals.html.j2", desk, **parts)


@router.get("/live", response_class=HTMLResponse)
async def show_frontier(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the answer, the frontier, and the packages on it."""
    names = Names(desk.revision.case)
    asked = read_asked(names, request.query_params)
    try:
        deals = await ask(desk, "deals", asked.about)
    except TooLargeError as error:
        if asked.near:
            raise
        return render(request, "deals_large.html.j2", desk, told=str(error))
    live = draw_live(names, deals)
    parts = {
        "answer": answer_deals(names, deals),
        "figures": live.charts,
        "charts": write_json({chart.id: chart.spec for chart in live.charts}),
        "exactness": explain_exactness(names, deals),
        "points": list_points(names, deals, live),
        "packages": write_json(live.packages),
        "lotteries": tabulate_lotteries(names, deals) if deals.lotteries else None,
    }
    return render(request, "deals_live.html.j2", desk, **parts)


@router.get("/more", response_class=HTMLResponse)
async def show_more(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the rest of what the report says on deals."""
    names, passages = Names(desk.revision.case), Passages(desk.revision.case)
    try:
        deals = await ask(desk, "deals", read_asked(names, request.query_params).about)
    except TooLargeError:
        return HTMLResponse("")
    section = write_deals(names, passages, deals)
    return render(request, "deals_more.html.j2", desk, **show_sections([_cut(section)], passages))


def _cut(section: Section) -> Section:
    """Leave out what stands at the top of the page: the frontier, under its heading."""
    kept: list[Block] = []
    above = False
    for block in section.blocks:
        if isinstance(block, Heading):
            above = block.id == SHOWN_ABOVE
        if not above:
            kept.append(block)
    return Section("more", "What the report says besides", "", tuple(kept), section.rests)


@router.get("/choices", response_class=HTMLResponse)
async def show_choices(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show every option of every issue, to choose from."""
    names = Names(desk.revision.case)
    parts = {
        "groups": list_groups(names),
        "starts": list_starts(names),
        "words": write_json(describe_options(names)),
    }
    return render(request, "deals_choices.html.j2", desk, **parts)


@router.get("/package", response_class=HTMLResponse)
async def show_package(
    request: Request, desk: OpenDesk, package: str | None = None, before: str | None = None
) -> HTMLResponse:
    """Show what one package means to every side; without one, the safest that was found."""
    names = Names(desk.revision.case)
    chosen = await _find_chosen(request, desk, names, package)
    found = await _judge(desk, chosen)
    changed = ""
    if before is not None:
        was = await _judge(desk, read_chosen(desk.revision.case, before))
        changed = explain_change(names, was, found)
    figure = None if is_certain(names) else draw_package_odds(
        names, found.candidate, found.origin.draws)  # fmt: skip
    pins = desk.pins
    title = name_package(names, chosen, _recall_deals(request, desk, names), pins)
    parts = {
        "chosen": chosen,
        "title": title,
        "found": found,
        "changed": changed,
        "said": explain_package(names, found),
        "brief": say_brief(names, found),
        "balance": explain_balance(names, found),
        "broken": list_broken(names, found),
        "parts": names.package_by(found.package),
        "sheet": tabulate_sides(names, found),
        "figure": figure,
        "charts": write_json({figure.id: figure.spec} if figure else {}),
        "place": write_json(found.candidate.value),
        "pinned": next((pin for pin in pins if pin.text == chosen.text), None),
        "suggested": pins.suggest() if title == OWN else title,
    }
    return render(request, "deals_package.html.j2", desk, **parts)


async def _find_chosen(request: Request, desk: Desk, names: Names, package: str | None) -> Chosen:
    """Read the package of an address; without one, or by its name, take the safest found.

    Where the study of deals is beyond its limits, which stands above, that is the status quo.
    """
    if package is not None and package != RECOMMENDED:
        return read_chosen(desk.revision.case, package)
    try:
        deals = await ask(desk, "deals", read_asked(names, request.query_params).about)
    except TooLargeError:
        return Chosen(())
    best = deals.recommended
    return choose(desk.revision.case, best.package if best else {})


def _recall_deals(request: Request, desk: Desk, names: Names) -> Any:
    """Recall what was found on deals, if anything was; nothing waits for it."""
    return recall(desk, "deals", read_asked(names, request.query_params).about)


async def _judge(desk: Desk, chosen: Chosen) -> PackageFindings:
    found: PackageFindings = await ask(desk, "package", chosen.pairs)
    return found


@router.get("/steps", response_class=HTMLResponse)
async def show_steps(request: Request, desk: OpenDesk, package: str = "") -> HTMLResponse:
    """Show in which stages a package could be carried out, in short."""
    names = Names(desk.revision.case)
    chosen = read_chosen(desk.revision.case, package)
    found = await _judge(desk, chosen)
    plan = None if found.broken or not chosen.pairs else await _stage(desk, chosen)
    parts = {
        "chosen": chosen,
        "said": say_plan(names, found, plan),
        "stages": shorten_stages(names, plan),
    }
    return render(request, "deals_steps.html.j2", desk, **parts)


async def _stage(desk: Desk, chosen: Chosen) -> StagedFindings:
    found: StagedFindings = await ask(desk, "stages", chosen.pairs)
    return found


@router.get("/pins", response_class=HTMLResponse)
async def show_pins(
    request: Request, desk: OpenDesk, every: bool = False, wait: bool = False
) -> HTMLResponse:
    """Show the pinned packages side by side; ``wait`` for their plans, which come last."""
    names, pins = Names(desk.revision.case), list(desk.pins)
    chosen = {pin.id: read_chosen(desk.revision.case, pin.text) for pin in pins}
    found = {pin.id: await _judge(desk, chosen[pin.id]) for pin in pins}
    plans = await _plan_all(desk, chosen, found, wait=wait)
    parts = {
        "pins": [(pin, chosen[pin.id], list_broken(names, found[pin.id])) for pin in pins],
        "tables": _compare(names, pins, found, plans, every=every) if pins else [],
        "waits": WAITING in plans.values(),
        "places": write_json([{"name": p.name, "value": found[p.id].candidate.value}
                              for p in pins]),
    }  # fmt: skip
    return render(request, "deals_pins.html.j2", desk, **parts)


async def _plan_all(
    desk: Desk,
    chosen: Mapping[int, Chosen],
    found: Mapping[int, PackageFindings],
    *,
    wait: bool,
) -> dict[int, Staged]:
    """Find the plan of every package that has one, or recall those that were found before."""
    able = [place for place, each in found.items() if each.package and not each.broken]
    if wait:
        plans: list[Staged] = list(
            await asyncio.gather(*(_stage(desk, chosen[place]) for place in able))
        )
    else:
        plans = [recall(desk, "stages", chosen[place].pairs) or WAITING for place in able]
    none: dict[int, Staged] = {
        place: BROKEN if each.broken else IDLE for place, each in found.items()
    }
    return none | dict(zip(able, plans, strict=True))


def _compare(
    names: Names,
    pins: list[Pin],
    found: Mapping[int, PackageFindings],
    plans: Mapping[int, Staged],
    *,
    every: bool,
) -> list[Any]:
    """Put packages side by side: what they choose, what they bring, how they are carried out."""
    packages = {pin.name: found[pin.id] for pin in pins}
    choices = tabulate_choices(
        names, {name: each.package for name, each in packages.items()}, every=every
    )
    staged: dict[str, Plan | str | None] = {}
    for pin in pins:
        plan = plans[pin.id]
        staged[pin.name] = plan.recommended if isinstance(plan, StagedFindings) else plan
    draws = next(iter(packages.values())).origin.draws
    return [
        tabulate_worth(names, packages),
        tabulate_plans_of(names, staged, draws),
        *([choices] if choices.rows else []),
    ]


@router.post("/pins")
async def pin(
    desk: OpenDesk, package: Annotated[str, Form()] = "", name: Annotated[str, Form()] = ""
) -> Response:
    """Keep a package to compare."""
    desk.pins.add(name, read_chosen(desk.revision.case, package).text)
    return _tell(desk)


@router.post("/pins/{place}/name")
async def rename(desk: OpenDesk, place: int, name: Annotated[str, Form()] = "") -> Response:
    """Call a pinned package something else."""
    desk.pins.rename(place, name)
    return _tell(desk)


@router.post("/pins/{place}/remove")
async def remove(desk: OpenDesk, place: int) -> Response:
    """Keep a package no longer."""
    desk.pins.remove(place)
    return _tell(desk)


def _tell(desk: Desk) -> Response:
    """Let every page of the case know that other packages are pinned."""
    desk.tell("pinned")
    return Response(status_code=DONE)
