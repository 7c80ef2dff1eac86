"""What every page can do to a case: undo, redo, pin, save, and settle with the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from detente.case.files import show_path
from detente.errors import InputError
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import DONE
from detente.web.rendering import render

T = TypeVar("T")

router = APIRouter(prefix="/c/{key}")

LOOK = "Your changes were put on top of what is on the disk. Look at what is listed above."

OWN = frozenset({"127.0.0.1", "localhost", "::1"})


async def _do(act: Callable[[], T], note: str = "") -> Response:
    """Do something to a case apart from the loop, and have the page say so where it is told to."""
    await run_in_threadpool(act)
    return _say(note)


def _tell_saved(folder: Path) -> str:
    return f"Saved in {show_path(str(folder))}."


def _say(note: str) -> Response:
    headers = {"X-Note": quote(note)} if note else None
    return Response(status_code=DONE, headers=headers)


@router.get("/actions", response_class=HTMLResponse)
async def show_actions(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what can be done to the case now, under the title that it now has."""
    return render(request, "actions_live.html.j2", desk)


@router.get("/notices", response_class=HTMLResponse)
async def show_notices(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what has to be settled: a changed disk, changes that were not saved."""
    return render(request, "notices.html.j2", desk)


@router.post("/undo")
async def undo(desk: OpenDesk) -> Response:
    """Take the last edit back."""
    return await _do(desk.undo)


@router.post("/redo")
async def redo(desk: OpenDesk) -> Response:
    """Make the edit again that was undone last."""
    return await _do(desk.redo)


@router.post("/pin")
async def pin(desk: OpenDesk) -> Response:
    """Compare with what is shown now."""
    return await _do(desk.pin)


@router.post("/back")
async def back(desk: OpenDesk) -> Response:
    """Go back to what is compared with, as a step that can be undone."""
    return await _do(desk.back)


@router.post("/cancel")
async def cancel(desk: OpenDesk) -> Response:
    """Stop the long work that is going on; what waits for it says so."""
    desk.analyst.cancel()
    return Response(status_code=DONE)


@router.post("/save")
async def save(desk: OpenDesk) -> Response:
    """Write what is shown to the disk."""
    return await _do(desk.save, _tell_saved(desk.folder))


@router.post("/copy")
async def save_copy(
    request: Request, desk: OpenDesk, folder: Annotated[str, Form()] = ""
) -> Response:
    """Save what is shown in a new folder, and go on there."""
    target = find_target(folder, is_own=request.url.hostname in OWN)
    return await _do(lambda: desk.save_copy(target), f"{_tell_saved(target)} You go on there.")


def find_target(text: str, *, is_own: bool) -> Path:
    """Find the folder that a person names: relative to where the workbench was started.

    Raises
    ------
    InputError : nothing is named, or, from another machine, a place elsewhere.
    """
    name = text.strip()
    if not name or "\x00" in name:
        raise InputError("name a folder that is not there yet, such as my-case")
    target = Path(name)
    if not is_own and (
        target.is_absolute() or len(target.parts) > 1 or name.startswith((".", "~"))
    ):
        raise InputError("from another machine, name a folder alone, such as my-case")
    try:
        return target.expanduser().absolute() if is_own else target
    except RuntimeError as error:
        raise InputError(f"there is no home folder for {name}; name the whole path") from error


@router.post("/reload")
async def reload(desk: OpenDesk) -> Response:
    """Take what is on the disk; undoing brings back what was shown."""
    return await _do(desk.reload, "This is what is on the disk. Undo brings yours back.")


@router.post("/merge")
async def merge(desk: OpenDesk) -> Response:
    """Take what is on the disk, and make the changes since the last save again on top of it."""
    merged = await run_in_threadpool(desk.merge)
    return _say(LOOK if merged else "Your changes stand on top of what is on the disk.")


@router.post("/settle")
async def settle(desk: OpenDesk) -> Response:
    """Note that what came of putting changes on top of the disk has been looked at."""
    return await _do(desk.settle)


@router.post("/overwrite")
async def overwrite(desk: OpenDesk) -> Response:
    """Write what is shown over what somebody else has written."""
    is_kept = await run_in_threadpool(desk.overwrite)
    return _say(
        "Saved over it. Undo shows what stood there." if is_kept else _tell_saved(desk.folder)
    )


@router.post("/recoveries/{number}/take")
async def take_up(desk: OpenDesk, number: int) -> Response:
    """Take up changes that were not saved when the workbench ended."""
    return await _do(
        lambda: desk.take_up(number), "Taken up. Save keeps them; Undo puts them away."
    )


@router.post("/recoveries/{number}/discard")
async def discard(desk: OpenDesk, number: int) -> Response:
    """Forget changes that were not saved when the workbench ended."""
    return await _do(lambda: desk.discard(number), "Forgotten.")
