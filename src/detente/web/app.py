"""The application: open cases, pages, and what guards them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module, resources
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from fastapi.staticfiles import StaticFiles

from detente.report.templating import load_bundle, read_template
from detente.web.analyst import Analyst
from detente.web.pages.finding import OpenDesk
from detente.web.refusals import add_refusals
from detente.web.shelf import Shelf
from detente.web.streams import stream

if TYPE_CHECKING:
    from pathlib import Path

# The sections stand last: they take what no page before them has taken.
PAGES = (
    "cases", "history", "lists", "deals", "plan", "sources", "overview", "exports", "sections",
)  # fmt: skip


def make_app(folders: Mapping[str, Path], draws: int) -> FastAPI:
    """Make the workbench for some case folders, by the keys that name them in addresses."""

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        app.state.analyst.start()
        yield
        app.state.analyst.close()

    app = FastAPI(lifespan=live, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.analyst = Analyst(draws)
    app.state.desks = Shelf(folders, app.state.analyst)
    add_refusals(app)

    @app.get("/static/base.css")
    async def style() -> Response:
        """Serve the look that the report and the workbench share."""
        return Response(read_template("base.css"), media_type="text/css")

    @app.get("/static/charts.js")
    async def charts() -> Response:
        """Serve what asks for charts to be drawn, which the report shares too."""
        return Response(read_template("charts.js"), media_type="text/javascript")

    @app.get("/static/vega.js")
    async def vega() -> Response:
        """Serve what draws charts."""
        return Response(await run_in_threadpool(load_bundle), media_type="text/javascript")

    static = resources.files("detente.web").joinpath("static")
    app.mount("/static", StaticFiles(directory=str(static)), name="static")

    @app.get("/c/{key}/stream")
    async def follow(desk: OpenDesk) -> StreamingResponse:
        """Follow what happens to a case."""
        return StreamingResponse(stream(desk), media_type="text/event-stream")

    for page in PAGES:
        if find_spec(f"detente.web.pages.{page}"):
            try:
                app.include_router(import_module(f"detente.web.pages.{page}").router)
            except (ImportError, SyntaxError, NameError) as error:
                sys.stderr.write(f"no page {page} yet: {error}\n")
    return app
