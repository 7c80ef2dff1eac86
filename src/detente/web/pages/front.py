"""The page that one sees first: it is out before anything is imported that only others need."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from detente.web.pages.finding import OpenDesk
from detente.web.rendering import render

router = APIRouter(prefix="/c/{key}")


@router.get("/", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the page around the overview, which fills in piece by piece."""
    return render(request, "overview.html.j2", desk)
