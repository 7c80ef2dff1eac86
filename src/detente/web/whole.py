"""All questions that a report asks of a case: what is found of them, and finding the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from detente.case import Case
from detente.errors import DetenteError
from detente.report.findings import Findings, has_part
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.lane import Fault, Stopped, Superseded
from detente.web.outline import PARTS
from detente.web.search import Search

FIRST = ("deals", "plan", "drivers")
"""The parts that the overview begins with; the others are asked for in the order of their pages."""


def list_parts(case: Case) -> list[str]:
    """List the parts of the report of a case, in the order in which they are asked for."""
    return [name for name in dict.fromkeys((*FIRST, *PARTS)) if has_part(case, name)]


async def find_all(desk: Desk, case: Case) -> Findings:
    """Find all parts of the report of a case, one after the other; each that was found is at hand.

    Raises
    ------
    DetenteError : as the studies do; `Stopped` and `Superseded` when it was not answered.
    """
    return Findings(**{name: await ask(desk, name, case=case) for name in list_parts(case)})


@dataclass(frozen=True)
class Progress:
    """How far a part of the report is: ``found``, ``working``, ``waiting`` or ``failed``.

    ``finds`` says what it finds, and ``why`` what failed.
    """

    finds: str
    state: str
    why: str = ""


def begin(
    desk: Desk, names: Iterable[str], *, case: Case | None = None, again: bool = False
) -> Search:
    """Begin to find parts of the report that are not found yet, and return at once.

    What was stopped stays so until it is asked for again, or the case changes.

    Parameters
    ----------
    case : whose report it is, such as the baseline; by default the case that is shown.
    """
    case = case or desk.revision.case
    if desk.search.digest != desk.revision.digest or again:
        desk.search = Search(desk.revision.digest)
    search = desk.search
    parts = [name for name in names if (name, case.digest) not in search.asked]
    if parts and not search.stopped:
        search.asked.update((name, case.digest) for name in parts)
        search.tasks.append(asyncio.create_task(_find_rest(desk, search, parts, case)))
    return search


async def _find_rest(desk: Desk, search: Search, names: Iterable[str], case: Case) -> None:
    for name in names:
        if search.stopped:
            return
        try:
            await ask(desk, name, case=case)
        except Superseded:
            return
        except Stopped:
            search.stopped = True
        except (DetenteError, Fault) as error:
            search.failed[name, case.digest] = str(error)


def list_progress(desk: Desk, search: Search) -> list[Progress]:
    """List how far each part of the report is."""
    waiting = desk.analyst.waiting
    current = waiting[0] if waiting else ""
    return [_see(desk, search, name, current) for name in list_parts(desk.revision.case)]


def _see(desk: Desk, search: Search, name: str, current: str) -> Progress:
    finds = PARTS[name].finds
    if why := search.explain([name], desk.revision.case):
        return Progress(finds, "failed", why)
    if recall(desk, name) is not None:
        return Progress(finds, "found")
    return Progress(finds, "working" if name == current else "waiting")
