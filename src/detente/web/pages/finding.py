"""Find the open case that a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from detente.web.desk import Desk
    from detente.web.shelf import Shelf


async def find_desk(request: Request, key: str) -> Desk:
    """Find a case by its key in the address; it is opened when it is first used.

    Raises
    ------
    CaseError : it has problems.
    """
    shelf: Shelf = request.app.state.desks
    if key not in shelf:
        raise HTTPException(404, "There is no such case here.")
    if key in shelf.desks:
        return shelf.desks[key]
    return await run_in_threadpool(shelf.__getitem__, key)


OpenDesk = Annotated[Any, Depends(find_desk)]
