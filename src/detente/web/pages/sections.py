"""Pages that show a section of the report, live: of the case, or as a reading sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from detente.case import Case, apply_reading
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.conclusions import label_conclusion
from detente.study.conclusions import list_conclusions
from detente.web.asking import ask
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.pages.section_pages import SECTIONS, SEEN, SectionPage
from detente.web.rendering import render, show_sections

router = APIRouter(prefix="/c/{key}")

BASE = "base"
"""What readings are compared with: the case itself."""


@router.get("/seen/{reading}/{slug}", response_class=HTMLResponse)
async def show_seen(request: Request, desk: OpenDesk, reading: str, slug: str) -> HTMLResponse:
    """Show the page around a section as a reading sees it."""
    return _show(request, desk, _find(SEEN, slug), reading)


@router.get("/seen/{reading}/{slug}/live", response_class=HTMLResponse)
async def show_seen_live(request: Request, desk: OpenDesk, reading: str, slug: str) -> HTMLResponse:
    """Show a section as a reading sees it now."""
    case = apply_reading(desk.revision.case, reading)
    return await _show_live(request, desk, case, _find(SEEN, slug))


@router.get("/{slug}", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk, slug: str) -> HTMLResponse:
    """Show the page around a section; the section follows when it is found."""
    return _show(request, desk, _find(SECTIONS, slug))


@router.get("/{slug}/live", response_class=HTMLResponse)
async def show_live(request: Request, desk: OpenDesk, slug: str) -> HTMLResponse:
    """Show a section as it is now."""
    return await _show_live(request, desk, desk.revision.case, _find(SECTIONS, slug))


def _find(known: Mapping[str, SectionPage], slug: str) -> SectionPage:
    if slug not in known:
        raise HTTPException(404, "There is no such page.")
    return known[slug]


def _show(request: Request, desk: Desk, section: SectionPage, reading: str = "") -> HTMLResponse:
    case, slug = desk.revision.case, section.page.slug
    chosen = request.query_params
    return render(
        request,
        "section.html.j2",
        desk,
        title=section.page.title,
        slug=slug,
        here=slug,
        live=f"{request.url.path}/live{'?' * bool(chosen)}{chosen}",
        seen_by=_list_views(desk, slug) if slug in SEEN else [],
        seen=next((each for each in case.readings if each.id == reading), None),
        elsewhere=[each.page for each in SEEN.values() if each.applies(case)],
        choices=_list_choices(case, slug, chosen),
    )


def _list_views(desk: Desk, slug: str) -> list[tuple[str, str]]:
    """List by whom a section may be seen, with the address that shows it so."""
    readings = desk.revision.case.readings
    seen = [(f"/c/{desk.key}/seen/{each.id}/{slug}", each.author) for each in readings]
    return [(f"/c/{desk.key}/{slug}", "The case as coded"), *seen] if seen else []


def _list_choices(case: Case, slug: str, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """List what can be chosen on a page, each with its options and the one that is shown."""
    if slug == "drivers":
        return [_choose("conclusion", "Conclusion", _list_conclusions(case), chosen)]
    if slug == "readings" and case.readings:
        readings = [(BASE, "The case as coded"), *((e.id, e.author) for e in case.readings)]
        some = [("", "Every pair"), *readings]
        return [
            _choose("first", "Compare", some, chosen),
            _choose("second", "with", readings, chosen),
        ]
    return []


def _choose(
    name: str, label: str, options: list[tuple[str, str]], chosen: Mapping[str, str]
) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "chosen": chosen.get(name, "")}


def _list_conclusions(case: Case) -> list[tuple[str, str]]:
    names = Names(case)
    known = [(each.key, str(label_conclusion(names, each))) for each in list_conclusions(case)]
    return [("", "Deals, the plan and meetings"), *known]


async def _show_live(request: Request, desk: Desk, case: Case, shown: SectionPage) -> HTMLResponse:
    if not shown.applies(case):
        return render(request, "empty.html.j2", desk, text=shown.empty)
    about = _find_about(shown.page.slug, request.query_params)
    found = await ask(desk, shown.page.part, about, case)
    names, passages = Names(case), Passages(case)
    section = shown.write(names, passages, found)
    return render(request, "live.html.j2", desk, **show_sections([section], passages))


def _find_about(slug: str, chosen: Mapping[str, str]) -> Any:
    """Find what was chosen to ask about."""
    if slug == "drivers":
        return chosen.get("conclusion") or None
    if slug == "readings" and chosen.get("first"):
        return chosen["first"], chosen.get("second") or BASE
    return None
