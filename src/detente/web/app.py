"""The application: open cases, pages, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from detente.web import statics
from detente.web.analyst import Analyst
from detente.web.bundle import prepare
from detente.web.guard import Guard, Headers
from detente.web.later import Later
from detente.web.limits import BODY_BYTES, Limits
from detente.web.pages import cases, front
from detente.web.pages.finding import OpenDesk
from detente.web.refusals import add_refusals
from detente.web.shelf import Shelf
from detente.web.streams import stream
from detente.web.tables import Tables

if TYPE_CHECKING:
    from pathlib import Path

    from detente.web.access import Access

FIRST = (cases, front)
"""What is there when it starts."""


def make_app(
    folders: Mapping[str, Path],
    draws: int,
    access: Access | None = None,
    *,
    shipped: frozenset[str] = frozenset(),
    root: Path | None = None,
    most: int = BODY_BYTES,
) -> FastAPI:
    """Make the workbench.

    Parameters
    ----------
    folders : case folders, by the keys that name them in addresses.
    draws : number of draws for every question.
    access : who may use it; without it whoever reaches it may.
    shipped : keys of the cases that came with detente, which are never written to.
    root : the folder in which they stand, and others may be put.
    most : bytes that a request may send.
    """

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        app.state.analyst.start()
        yield
        app.state.analyst.close()

    app = FastAPI(lifespan=live, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.analyst = Analyst(draws)
    app.state.tables = Tables()
    app.state.desks = Shelf(folders, app.state.analyst, shipped, root)
    add_refusals(app)
    if access is not None:
        app.add_middleware(Guard, access=access)
    app.add_middleware(Limits, most=most)
    app.add_middleware(Headers)
    app.include_router(statics.router)

    @app.get("/c/{key}/stream")
    async def follow(request: Request, desk: OpenDesk) -> StreamingResponse:
        """Follow what happens to a case."""
        prepare(app)
        csrf = getattr(request.state, "csrf", "")
        return StreamingResponse(stream(desk, csrf), media_type="text/event-stream")

    for page in FIRST:
        app.include_router(page.router)
    app.router.default = Later(app)
    return app
