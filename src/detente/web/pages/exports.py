"""What is taken out of the workbench: tables, the whole report, the folder of the case."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from detente.case.files import MAX_ENTRIES, read_inside, show_path
from detente.errors import InputError, Problem
from detente.report import render_html, render_markdown
from detente.report.charts.base import LIGHT
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.rendering import render
from detente.web.whole import begin, find_all, list_parts, list_progress

router = APIRouter()

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells spreadsheets that a CSV file is UTF-8."""

MOST_PACKED = 200_000_000
"""Bytes of the files that are put into an archive, beside those of the case itself."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the same case makes the same bytes."""


@router.get("/c/{key}/tokens.json")
async def show_tokens(desk: OpenDesk) -> Response:
    """Show the colours of the light page, which a picture that leaves it is drawn with."""
    del desk
    return JSONResponse(dict(LIGHT))


@router.get("/c/{key}/tables/{table}")
async def save_table(request: Request, desk: OpenDesk, table: str) -> Response:
    """Save a table as it was shown."""
    shown = request.app.state.tables.find(table)
    if shown is None:
        raise HTTPException(404, "This table was shown too long ago. Open its page again.")
    return _attach(BOM + shown.text, "text/csv", f"{desk.key}-{shown.name}.csv")


@router.get("/c/{key}/export", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what can be taken out."""
    return render(request, "exports.html.j2", desk)


@router.get("/c/{key}/export/progress", response_class=HTMLResponse)
async def show_progress(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show which parts of the report are found, and what is worked on."""
    search = begin(desk, list_parts(desk.revision.case))
    progress = list_progress(desk, search)
    return render(request, "progress.html.j2", desk, search=search, progress=progress)


@router.get("/c/{key}/report.html")
async def save_report(desk: OpenDesk) -> Response:
    """Save the report of the case as it stands, as one HTML file."""
    case = desk.revision.case
    findings = await find_all(desk, case)
    page = await run_in_threadpool(render_html, case, findings)
    return _attach(page, "text/html", f"{desk.key}-report.html")


@router.get("/c/{key}/report.md")
async def save_markdown(desk: OpenDesk) -> Response:
    """Save the report of the case as it stands, as Markdown."""
    case = desk.revision.case
    findings = await find_all(desk, case)
    page = await run_in_threadpool(render_markdown, case, findings)
    return _attach(page, "text/markdown", f"{desk.key}-report.md")


@router.get("/c/{key}/case.zip")
async def save_folder(desk: OpenDesk) -> Response:
    """Save the folder of the case as it stands, edits that are not saved included."""
    archive = await run_in_threadpool(_pack, desk)
    return _attach(archive, "application/zip", f"{desk.key}.zip")


def _attach(content: str | bytes, kind: str, name: str) -> Response:
    """Answer with a file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


def _pack(desk: Desk) -> bytes:
    """Put the files of a case into an archive, in one folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_list_files(desk)):
            archive.writestr(zipfile.ZipInfo(f"{desk.key}/{name}", _EPOCH), content)
    return file.getvalue()


def _list_files(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """List the files of a case: as they are edited, and the rest as the disk has them."""
    revision = desk.revision
    edited = {**revision.contents, **revision.documents}
    yield from edited.items()
    room = MOST_PACKED
    for path in _list_paths(revision.root):
        name = path.relative_to(revision.root).as_posix()
        if name not in edited and _belongs(path, revision.root):
            content = _read(revision.root, name, room)
            room -= len(content)
            yield name, content


def _list_paths(root: Path) -> Iterator[Path]:
    """List what stands in a folder and in those below it, however deep they lie."""
    waiting, left = [root], MAX_ENTRIES
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    text = f"the folder holds more than {MAX_ENTRIES:,} files"
                    raise InputError(f"{text}; copy it as it is on the disk")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                else:
                    yield Path(entry.path)


def _read(root: Path, name: str, room: int) -> bytes:
    """Read a file of the folder, whatever has become of it since it was listed."""
    if not name.isprintable() or "\\" in name:
        text = "its name is not the same everywhere; rename it with letters and digits"
        raise InputError(f"{show_path(name)}: {text}")
    found = read_inside(root, name, MOST_PACKED)
    if isinstance(found, Problem):
        raise InputError(f"{name} {found.message}")
    if len(found) > room:
        most = f"{MOST_PACKED / 1e6:g} MB"
        raise InputError(f"the folder holds more than {most}; copy it as it is on the disk")
    return found


def _belongs(path: Path, root: Path) -> bool:
    """Whether a file is an ordinary one of the case: no link, nothing hidden."""
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return not hidden and path.is_file() and path.resolve().is_relative_to(root.resolve())
