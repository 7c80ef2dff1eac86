"""Styles and scripts: kept by browsers as long as they are the same."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from contextlib import suppress
from functools import cache, partial
from importlib import resources
from importlib.metadata import version

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import Response

from detente.report.templating import read_template
from detente.web.worker import make_bundle

router = APIRouter(prefix="/static")

SHARED = ("base.css", "charts.js")
"""What the report and the workbench have in common."""

KINDS = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}
WHILE_SAME = "no-cache"


@cache
def list_files() -> frozenset[str]:
    """List the names of all files that are served."""
    folder = resources.files("detente.web").joinpath("static")
    return frozenset(each.name for each in folder.iterdir() if each.is_file()) | set(SHARED)


def read_static(name: str) -> bytes:
    """Read a file."""
    if name in SHARED:
        return read_template(name).encode()
    return resources.files("detente.web").joinpath("static", name).read_bytes()


@router.get("/vega.js")
async def send_vega(request: Request) -> Response:
    """Send what draws charts; it takes a second to put together, in a process of its own."""
    tag = f'"{version("vl-convert-python")}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": WHILE_SAME})
    return _send(await asyncio.shield(prepare(request.app)), tag, "js")


@router.get("/{name}")
async def send(request: Request, name: str) -> Response:
    """Send a file, unless the browser has it already."""
    if name not in list_files():
        raise HTTPException(404, "There is no such file.")
    content = read_static(name)
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": WHILE_SAME})
    return _send(content, tag, name.rpartition(".")[2])


def _send(content: bytes, tag: str, kind: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": WHILE_SAME}
    return Response(content, headers=headers, media_type=KINDS[kind])


def prepare(app: FastAPI) -> asyncio.Future[bytes]:
    """Begin to put the charts' script together, once: the next page may show charts.

    The end of the workbench does not wait for it.
    """
    state = app.state
    if not hasattr(state, "bundle"):
        loop = asyncio.get_running_loop()
        state.bundle = loop.create_future()
        state.bundle.add_done_callback(lambda made: made.cancelled() or made.exception())
        threading.Thread(target=_make, args=(loop, state.bundle), daemon=True).start()
    bundle: asyncio.Future[bytes] = state.bundle
    return bundle


def _make(loop: asyncio.AbstractEventLoop, bundle: asyncio.Future[bytes]) -> None:
    try:
        settle = partial(bundle.set_result, make_bundle())
    except Exception as error:  # whoever asks for it is told
        settle = partial(bundle.set_exception, error)
    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(settle)
