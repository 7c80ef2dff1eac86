"""Make the edit that a page asks for, unless the case says something else than the page showed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.case.edit import Edit
    from detente.web.desk import Desk

DONE = 204
"""Nothing is sent back: what has changed is told to every page by its stream."""

CONFLICT = 409


class StaleError(InputError):
    """A page shows something else than the case says by now.

    Parameters
    ----------
    now : what the case says; None where there is no such value any more.
    key : names the value.
    """

    status = CONFLICT

    def __init__(self, now: str | None, key: str = "") -> None:
        self.now, self.key = now, key
        text = f"Meanwhile this was changed elsewhere, to {now or 'nothing'}. That stands now."
        super().__init__(text)


async def make(desk: Desk, edit: Edit, check: Callable[[Case], None] | None = None) -> Response:
    """Make an edit apart from the loop: reading the case again takes a moment.

    Parameters
    ----------
    check : raises `StaleError` where the page is behind; nothing can change between it and the
        edit.
    """
    await run_in_threadpool(desk.edit, edit, check)
    return Response(status_code=DONE)
