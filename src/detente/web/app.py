"""The application: open cases, pages, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import resources
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from fastapi.staticfiles import StaticFiles

from detente.report.templating import load_bundle, read_template
from detente.web.analyst import Analyst
from detente.web.desk import Desk
from detente.web.pages import sections
from detente.web.pages.finding import OpenDesk
from detente.web.streams import stream

if TYPE_CHECKING:
    from pathlib import Path


def make_app(folders: Mapping[str, Path], draws: int) -> FastAPI:
    """Make the workbench for some case folders, by the keys that name them in addresses."""

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.analyst.close()

    app = FastAPI(lifespan=live, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.analyst = Analyst(draws)
    app.state.desks = {
        key: Desk.open(key, folder, app.state.analyst) for key, folder in folders.items()
    }

    @app.get("/static/base.css")
    async def style() -> Response:
        """Serve the look that the report and the workbench share."""
        return Response(read_template("base.css"), media_type="text/css")

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

    app.include_router(sections.router)
    return app
