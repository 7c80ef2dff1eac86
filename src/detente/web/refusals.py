"""What is said when something cannot be: on the page where it was asked, with a way out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from detente.errors import CaseError, DetenteError, Problem
from detente.web.lane import Fault, Stopped, Superseded
from detente.web.rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from detente.web.desk import Desk
    from detente.web.shelf import Shelf

NOTHING = 204
CANNOT = 422
FAULT = 500

ABSENT = {
    "Not Found": "There is no such page here.",
    "Method Not Allowed": "This page cannot do that.",
}
"""What is said instead of what the framework says."""


def add_refusals(app: FastAPI) -> None:
    """Let an application say on its pages what cannot be."""
    app.add_exception_handler(DetenteError, refuse)
    app.add_exception_handler(Superseded, pass_over)
    app.add_exception_handler(Stopped, say_stopped)
    app.add_exception_handler(Fault, say_fault)
    app.add_exception_handler(HTTPException, say_absent)
    app.add_exception_handler(RequestValidationError, refuse_form)


async def refuse(request: Request, error: Exception) -> Response:
    """Say why something cannot be, with the status that the error asks for."""
    return _answer(request, list_problems(error), getattr(error, "status", CANNOT))


async def pass_over(request: Request, error: Exception) -> Response:
    """Send nothing: the page has asked again meanwhile, about what is shown now."""
    del request, error
    return Response(status_code=NOTHING)


async def say_stopped(request: Request, error: Exception) -> Response:
    """Say that the work was cancelled, and offer to begin again."""
    del error
    return render(request, "stopped.html.j2")


async def say_fault(request: Request, error: Exception) -> Response:
    """Say that it is a fault of detente's own, and nothing of where."""
    return _say(request, tell_fault(error), FAULT)


def tell_fault(error: Exception) -> str:
    """Say in the terminal what nobody foresaw; return what the page says of it."""
    kind = str(error) if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
    text = f"This is a fault in detente, not in your case: {kind}"
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    sys.stderr.write(f"{shown}\n")
    return shown


async def say_absent(request: Request, error: Exception) -> Response:
    """Say that there is no such page, or no such thing to do with it."""
    assert isinstance(error, HTTPException)
    said = str(error.detail)
    return _say(request, ABSENT.get(said, said), error.status_code)


async def refuse_form(request: Request, error: Exception) -> Response:
    """Say what a form left out, or sent in a shape that nothing has."""
    assert isinstance(error, RequestValidationError)
    fields = sorted({str(each["loc"][-1]) for each in error.errors()})
    text = f"This page sent something that cannot be read: {', '.join(fields)}. Load it again."
    return _say(request, text, CANNOT)


def list_problems(error: Exception) -> list[Problem]:
    """List what is wrong, with the places in files where it has some."""
    if isinstance(error, CaseError):
        return list(error.problems)
    return [Problem("", 0, 0, str(error))]


def _say(request: Request, text: str, status: int) -> Response:
    return _answer(request, [Problem("", 0, 0, text)], status)


def _answer(request: Request, problems: list[Problem], status: int) -> Response:
    part = "hx-request" in request.headers or request.method != "GET"
    if part:
        answer = render(request, "problems.html.j2", problems=problems)
    else:
        desk, folder = _find_case(request, status)
        known = {"problems": problems, "status": status, "folder": folder}
        answer = render(request, "refusal.html.j2", desk, **known)
    answer.status_code = status
    return answer


def _find_case(request: Request, status: int) -> tuple[Desk | None, Path | None]:
    """Find the open case that a page is about, or the folder of one that cannot be opened."""
    shelf: Shelf = request.app.state.desks
    key = request.path_params.get("key", "")
    desk = shelf.desks.get(key) if status < FAULT else None
    return desk, shelf.folders.get(key) if desk is None and status == CANNOT else None
