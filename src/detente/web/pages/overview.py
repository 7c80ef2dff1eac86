"""The overview: the answer in one sentence, what would flip it, and a line for each question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from detente.report.document import SUMMARIES, summarise
from detente.report.likelihood import count_dots, say_odds
from detente.report.naming import Names
from detente.report.sentences import answer_at_top, is_certain, say_basis_of, say_three
from detente.report.sentences.conclusions import say_of_deals
from detente.report.sentences.drivers import explain_unsourced
from detente.report.words import sentence
from detente.web.asking import recall
from detente.web.desk import Desk
from detente.web.outline import PARTS
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import DONE
from detente.web.rendering import render
from detente.web.search import Seen
from detente.web.whole import begin, list_parts, list_progress

router = APIRouter(prefix="/c/{key}")


@dataclass(frozen=True)
class Chance:
    """Odds in words and in dots of twenty; empty while they are worked out."""

    what: str
    said: str = ""
    dots: int = 0
    old: bool = False


@dataclass(frozen=True)
class Line:
    """One question: the page that shows it, and what was found, empty while it is worked out."""

    slug: str
    label: str
    text: str = ""
    old: bool = False


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
    return Response(status_code=DONE)


def _see(desk: Desk, name: str) -> Seen | None:
    """Return what is found of a part; what was found before the last edits, until it is."""
    found = recall(desk, name)
    if found is not None:
        desk.last[name] = Seen(Names(desk.revision.case), found)
        return desk.last[name]
    return replace(desk.last[name], old=True) if name in desk.last else None


def _see_answer(desk: Desk, deals: Seen | None, plan: Seen | None) -> Seen | None:
    """Say the answer where deals and plan are of the case as it is; the last one until then."""
    if deals and plan and not (deals.old or plan.old):
        said = answer_at_top(deals.names, deals.found, plan.found)
        desk.last["answer"] = Seen(deals.names, said)
        return desk.last["answer"]
    return replace(desk.last["answer"], old=True) if "answer" in desk.last else None


def _answer(desk: Desk) -> dict[str, Any]:
    """Say what is found so far."""
    case, names = desk.revision.case, Names(desk.revision.case)
    deals, plan, drivers = (_see(desk, name) for name in ("deals", "plan", "drivers"))
    answer = _see_answer(desk, deals, plan)
    quantities = [entry.quantity for entry in case.quantities()]
    return {
        "answer": answer.found if answer else "",
        "old_answer": answer is not None and answer.old,
        "chances": [] if is_certain(names) else list(_list_chances(names, deals, plan)),
        "flips": say_three(drivers.names, drivers.found) if drivers else None,
        "unsourced": explain_unsourced(drivers.names, drivers.found) if drivers else "",
        "old_drivers": drivers is not None and drivers.old,
        "has_ranges": not is_certain(names),
        "basis": say_basis_of("This case", quantities),
        "lines": [_write_line(desk, name) for name in SUMMARIES if name in list_parts(case)],
    }


def _list_chances(names: Names, deals: Seen | None, plan: Seen | None) -> Iterator[Chance]:
    """List the odds behind the answer."""
    exists, completed = (
        sentence(say_of_deals(names, kind)) for kind in ("deal_exists", "plan_completed")
    )
    if deals is None:
        yield Chance(exists)
    else:
        yield _say_chance(exists, deals, deals.found.p_deal_exists)
    if plan is None:
        yield Chance(completed)
    elif plan.found.recommended and plan.found.stages:
        yield _say_chance(completed, plan, plan.found.recommended.p_completed)


def _say_chance(what: str, seen: Seen, odds: float) -> Chance:
    said = sentence(say_odds(odds, seen.found.origin.draws)).removesuffix(".")
    return Chance(what, said, count_dots(odds), seen.old)


def _write_line(desk: Desk, name: str) -> Line:
    seen = _see(desk, name)
    if seen is None:
        return Line(PARTS[name].slug, SUMMARIES[name][1])
    line = summarise(seen.names, name, seen.found)
    return Line(PARTS[name].slug, line.label, line.text, seen.old)
