"""What every page can do to a case: undo, redo, pin what others are compared with, save."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from detente.web.pages.finding import OpenDesk
from detente.web.rendering import render

router = APIRouter(prefix="/c/{key}")

DONE = 204
"""Nothing is sent back: what has changed is told to every page by its stream."""


@router.get("/actions", response_class=HTMLResponse)
async def show_actions(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what can be done to the case now."""
    return render(request, "actions.html.j2", desk)


@router.post("/undo")
async def undo(desk: OpenDesk) -> Response:
    """Take the last edit back."""
    desk.undo()
    return Response(status_code=DONE)


@router.post("/redo")
async def redo(desk: OpenDesk) -> Response:
    """Make the edit again that was undone last."""
    desk.redo()
    return Response(status_code=DONE)


@router.post("/pin")
async def pin(desk: OpenDesk) -> Response:
    """Compare with what is shown now."""
    desk.pin()
    return Response(status_code=DONE)


@router.post("/back")
async def back(desk: OpenDesk) -> Response:
    """Go back to what is compared with, as a step that can be undone."""
    desk.back()
    return Response(status_code=DONE)


@router.post("/cancel")
async def cancel(desk: OpenDesk) -> Response:
    """Stop the long work that is going on; what waits for it says so."""
    desk.analyst.cancel()
    return Response(status_code=DONE)


@router.post("/save")
async def save(desk: OpenDesk) -> Response:
    """Write what is shown to the disk."""
    await run_in_threadpool(desk.save)
    return Response(status_code=DONE)
