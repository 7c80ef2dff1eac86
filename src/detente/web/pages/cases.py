"""The page of all cases: what can be opened, and what stands in the way where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from detente.errors import CaseError, Problem
from detente.web.rendering import render
from detente.web.shelf import Shelf

router = APIRouter()


@dataclass(frozen=True)
class Entry:
    """A case in the list."""

    key: str
    folder: str
    title: str
    unsaved: bool = False
    problems: Sequence[Problem] = ()


@router.get("/", response_class=HTMLResponse)
async def show(request: Request) -> Response:
    """Show all cases; where there is one alone, open it."""
    shelf: Shelf = request.app.state.desks
    await run_in_threadpool(shelf.look)
    if len(shelf.folders) == 1:
        return RedirectResponse(f"/c/{next(iter(shelf.folders))}/", 303)
    entries = await run_in_threadpool(lambda: [list_case(shelf, key) for key in shelf.folders])
    return render(request, "index.html.j2", entries=entries)


def list_case(shelf: Shelf, key: str) -> Entry:
    """Describe a case by its title, or by what is wrong with it."""
    folder = str(shelf.folders[key])
    try:
        desk = shelf[key]
    except CaseError as error:
        return Entry(key, folder, shelf.folders[key].name, problems=error.problems)
    return Entry(key, folder, desk.revision.case.title, not desk.is_saved)
