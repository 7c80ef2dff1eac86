"""Styles and scripts: kept by browsers as long as they are the same."""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache
from importlib import resources
from importlib.metadata import version

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from detente.report.templating import read_template
from detente.web.bundle import prepare

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
    return _recall(request, tag) or _send(await asyncio.shield(prepare(request.app)), tag, "js")


@router.get("/{name}")
async def send(request: Request, name: str) -> Response:
    """Send a file, unless the browser has it already."""
    if name not in list_files():
        raise HTTPException(404, "There is no such file.")
    content = read_static(name)
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return _recall(request, tag) or _send(content, tag, name.rpartition(".")[2])


def _recall(request: Request, tag: str) -> Response | None:
    """Tell a browser that it has the file already, where it has."""
    if request.headers.get("if-none-match") != tag:
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": WHILE_SAME})


def _send(content: bytes, tag: str, kind: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": WHILE_SAME}
    return Response(content, headers=headers, media_type=KINDS[kind])
