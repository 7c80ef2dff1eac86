"""The page on deals: the frontier, a package opened or put together by hand, and several pinned."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from detente.errors import TooLargeError
from detente.report.blocks import Block, Heading, Section
from detente.report.charts import draw_package_odds
from detente.report.naming import Names
from detente.report.package_tables import (
    list_broken,
    tabulate_lotteries,
    tabulate_sides,
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
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.pages import deals_pins
from detente.web.pages.deals_address import read_asked
from detente.web.pages.deals_frontier import draw_live, list_points
from detente.web.pages.deals_pins import find_stages, judge
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
from detente.web.pages.package_address import RECOMMENDED, Chosen, choose, read_chosen
from detente.web.rendering import render, show_sections

router = APIRouter(prefix="/c/{key}/deals")
router.include_router(deals_pins.router)

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
        deals = await ask(desk, "deals", asked.about, names.case)
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
        deals = await _ask_deals(request, desk, names)
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
    found = await judge(desk, names.case, chosen)
    changed = ""
    if before is not None:
        was = await judge(desk, names.case, read_chosen(names.case, before))
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
        return read_chosen(names.case, package)
    try:
        deals = await _ask_deals(request, desk, names)
    except TooLargeError:
        return Chosen(())
    best = deals.recommended
    return choose(names.case, best.package if best else {})


async def _ask_deals(request: Request, desk: Desk, names: Names) -> Any:
    """Ask what is found on deals, as the address wants it."""
    return await ask(desk, "deals", read_asked(names, request.query_params).about, names.case)


def _recall_deals(request: Request, desk: Desk, names: Names) -> Any:
    """Recall what was found on deals, if anything was; nothing waits for it."""
    return recall(desk, "deals", read_asked(names, request.query_params).about, names.case)


@router.get("/steps", response_class=HTMLResponse)
async def show_steps(request: Request, desk: OpenDesk, package: str = "") -> HTMLResponse:
    """Show in which stages a package could be carried out, in short."""
    names = Names(desk.revision.case)
    chosen = read_chosen(names.case, package)
    found = await judge(desk, names.case, chosen)
    plan = None if found.broken or not chosen.pairs else await find_stages(desk, names.case, chosen)
    parts = {
        "chosen": chosen,
        "said": say_plan(names, found, plan),
        "stages": shorten_stages(names, plan),
    }
    return render(request, "deals_steps.html.j2", desk, **parts)
