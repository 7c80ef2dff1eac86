"""Find what a page is about: the open case, and what it asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from detente.web.question import Question

if TYPE_CHECKING:
    from detente.case import Case
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


async def ask(desk: Desk, name: str, about: Any = None, case: Case | None = None) -> Any:
    """Answer a question about what a desk shows, and tell its pages while it is worked on.

    ``case`` is asked about instead, such as the one that a reading sees.

    Raises
    ------
    DetenteError : as the study does; `Stopped` and `Superseded` when it was not answered.
    Fault : something that nobody foresaw.
    """
    revision, baseline = desk.revision, desk.baseline
    question, case = Question(name, about), case or revision.case
    found = desk.analyst.recall(case, question, baseline.case)
    if found is not None:
        return found
    try:
        return await desk.analyst.ask(
            case,
            question,
            baseline.case,
            wanted=lambda: desk.revision is revision,
            begun=lambda: desk.tell("working", name),
        )
    finally:
        desk.tell("found", name)
        if not desk.analyst.waiting:
            desk.tell("idle")
