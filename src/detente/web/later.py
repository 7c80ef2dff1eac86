"""The pages behind the first one: imported when the first of them is asked for."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Receive, Scope, Send

MODULES = (
    "history", "moved", "overview", "lists", "deals", "plan", "sources", "exports", "sections",
)  # fmt: skip
"""The modules of the pages; the sections stand last, and take what none before them has taken."""


class Later:
    """Takes what the pages that are there do not: adds the others, and lets them answer.

    Parameters
    ----------
    app : gets the pages.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app, self.absent = app, app.router.default
        self._adding = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a page that is not there yet."""
        async with self._adding:
            if self.app.router.default is self:
                for router in await run_in_threadpool(load_routers):
                    self.app.include_router(router)
                self.app.router.default = self.absent
        await self.app.router(scope, receive, send)


def load_routers() -> list[APIRouter]:
    """Import the pages."""
    return [importlib.import_module(f"detente.web.pages.{name}").router for name in MODULES]
