"""Pages that show a section of the report, live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from detente.case import Case
from detente.report import sections as write
from detente.report.blocks import Section
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.web.pages.finding import OpenDesk, ask
from detente.web.rendering import render, show_sections

router = APIRouter(prefix="/c/{key}")


@dataclass(frozen=True)
class Kind:
    """A page of one section: its title, the question behind it, and who writes it."""

    title: str
    question: str
    write: Callable[[Names, Passages, Any], Section]
    applies: Callable[[Case], object] = lambda _: True


KINDS = {
    "trust": Kind("Trust", "trust", write.write_trust),
    "offers": Kind("Offers", "offers", write.write_offers),
    "meet": Kind("Meet", "meetings", write.write_meetings, lambda case: case.meetings),
}


@router.get("/{kind}", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk, kind: str) -> HTMLResponse:
    """Show the page around the section; the section follows when it is found."""
    return render(request, "section.html.j2", desk, kind=kind, title=KINDS[kind].title)


@router.get("/{kind}/live", response_class=HTMLResponse)
async def show_live(request: Request, desk: OpenDesk, kind: str) -> HTMLResponse:
    """Show the section as it is now."""
    found = await ask(desk, KINDS[kind].question)
    names, passages = Names(desk.revision.case), Passages(desk.revision.case)
    section = KINDS[kind].write(names, passages, found)
    return render(request, "live.html.j2", desk, **show_sections([section], passages))
