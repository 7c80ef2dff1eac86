"""The overview: the answer in one sentence, what would flip it, and a line for each question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from detente.report.document import SUMMARIES, summarise
from detente.report.likelihood import count_dots, say_odds
from detente.report.naming import Names
from detente.report.sentences import answer_at_top, is_certain, say_basis_of, say_three
from detente.report.sentences.conclusions import OF_DEALS
from detente.report.sentences.drivers import explain_unsourced
from detente.report.words import sentence
from detente.study.deal_records import DealFindings
from detente.study.plan_records import PlanFindings
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.rendering import render
from detente.web.whole import begin, list_parts, list_progress, recall

router = APIRouter(prefix="/c/{key}")

SLUGS = {
    "deals": "deals",
    "coalitions": "coalitions",
    "plan": "plan",
    "track": "track",
    "meeting": "meet",
    "compare": "readings",
    "claims": "claims",
    "forecasts": "forecasts",
    "offers": "offers",
    "trust": "trust",
}
"""Which page shows a part of the report."""


@dataclass(frozen=True)
class Chance:
    """Odds in words and in dots of twenty; empty while they are worked out."""

    what: str
    said: str = ""
    dots: int = 0


@dataclass(frozen=True)
class Line:
    """One question: the page that shows it, and what was found, empty while it is worked out."""

    slug: str
    label: str
    text: str = ""


@router.get("/", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the page around the overview, which fills in piece by piece."""
    return render(request, "overview.html.j2", desk)


@router.get("/overview", response_class=HTMLResponse)
async def show_live(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what is found so far, and go on finding the rest."""
    case = desk.revision.case
    search = begin(desk, list_parts(case))
    return render(
        request,
        "overview_live.html.j2",
        desk,
        search=search,
        progress=list_progress(desk, search),
        first=desk.version == 0,
        about=[part.strip() for part in case.about.split("\n\n") if part.strip()],
        **_answer(desk),
    )


@router.post("/overview/again")
async def go_on(desk: OpenDesk) -> Response:
    """Go on after it was stopped."""
    begin(desk, list_parts(desk.revision.case), again=True)
    return Response(status_code=204)


def _answer(desk: Desk) -> dict[str, Any]:
    """Say what is found so far."""
    case, names = desk.revision.case, Names(desk.revision.case)
    deals, plan, drivers = (recall(desk, name) for name in ("deals", "plan", "drivers"))
    quantities = [entry.quantity for entry in case.quantities()]
    return {
        "answer": answer_at_top(names, deals, plan) if deals and plan else "",
        "chances": [] if is_certain(names) else list(_list_chances(deals, plan)),
        "flips": say_three(names, drivers) if drivers else None,
        "has_ranges": not is_certain(names),
        "basis": say_basis_of("This case", quantities),
        "unsourced": explain_unsourced(names, drivers) if drivers else "",
        "lines": [_write_line(desk, names, name) for name in SUMMARIES if name in list_parts(case)],
    }


def _list_chances(deals: DealFindings | None, plan: PlanFindings | None) -> Iterator[Chance]:
    """List the odds behind the answer."""
    exists, completed = sentence(OF_DEALS["deal_exists"]), sentence(OF_DEALS["plan_completed"])
    yield _say_chance(exists, deals.p_deal_exists, deals.origin.draws) if deals else Chance(exists)
    if plan is None:
        yield Chance(completed)
    elif plan.asked == "recommended" and plan.recommended is not None and plan.recommended.stages:
        yield _say_chance(completed, plan.recommended.p_completed, plan.origin.draws)


def _say_chance(what: str, odds: float, draws: int) -> Chance:
    return Chance(what, sentence(say_odds(odds, draws)).removesuffix("."), count_dots(odds))


def _write_line(desk: Desk, names: Names, name: str) -> Line:
    found = recall(desk, name)
    if found is None:
        return Line(SLUGS[name], SUMMARIES[name][1])
    line = summarise(names, name, found)
    return Line(SLUGS[name], line.label, line.text)
