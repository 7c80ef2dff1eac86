"""All questions that a report asks of a case: what is found of them, and finding the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from detente.case import Case
from detente.errors import DetenteError
from detente.report.findings import Findings
from detente.web.analyst import Fault, Stopped, Superseded
from detente.web.desk import Desk
from detente.web.pages.finding import ask
from detente.web.pages.kinds import KINDS, find_about
from detente.web.question import Question


@dataclass(frozen=True)
class Part:
    """A part of the report: what is asked for it, what that is about, and for which cases."""

    question: str
    said: str
    applies: Callable[[Case], object] = lambda _: True


PARTS: Mapping[str, Part] = {
    "deals": Part("deals", "which deals every side could gain from"),
    "plan": Part("plan", "in which stages they could be carried out"),
    "drivers": Part("drivers", "what would flip the answer", KINDS["drivers"].applies),
    "trust": Part("trust", "how far each side can be believed"),
    "offers": Part("offers", "how past offers would have been taken"),
    "lists": Part("lists", "what each side can give"),
    "meeting": Part("meetings", "who would come to a meeting", KINDS["meet"].applies),
    "track": Part("track", "what was kept so far", KINDS["track"].applies),
    "coalitions": Part("coalitions", "who is needed", KINDS["coalitions"].applies),
    "compare": Part("readings", "where readings differ", KINDS["readings"].applies),
    "claims": Part("claims", "what the authors claim", KINDS["claims"].applies),
    "forecasts": Part("forecasts", "what will probably happen", KINDS["forecasts"].applies),
}
"""By the field of the findings, in the order in which they are asked."""


def list_parts(case: Case) -> list[str]:
    """List which parts a report of a case has."""
    return [name for name, part in PARTS.items() if part.applies(case)]


def recall(desk: Desk, name: str, case: Case | None = None) -> Any | None:
    """Return what was found of a part, or None when it is still to be asked."""
    question, about = PARTS[name].question, case or desk.revision.case
    return desk.analyst.recall(about, Question(question, find_about(about, question)))


async def find(desk: Desk, name: str, case: Case) -> Any:
    """Find a part of the report."""
    question = PARTS[name].question
    return await ask(desk, question, find_about(case, question), case)


async def find_all(desk: Desk, case: Case) -> Findings:
    """Find all parts of the report of a case, one after the other; each that was found is at hand.

    Raises
    ------
    DetenteError : as the studies do; `Stopped` and `Superseded` when it was not answered.
    """
    return Findings(**{name: await find(desk, name, case) for name in list_parts(case)})


@dataclass(frozen=True)
class Progress:
    """How far a part of the report is: ``found``, ``working``, ``waiting`` or ``failed``.

    ``why`` says what failed.
    """

    said: str
    state: str
    why: str = ""


@dataclass(eq=False)
class Search:
    """The search for parts of a report, in the background.

    Parameters
    ----------
    digest : of the case that is shown.
    failed : why a part cannot be found, by its name and the digest of the case that it is of.
    stopped : whether somebody stopped it.
    asked : the parts that are looked for, likewise.
    """

    digest: str
    failed: dict[tuple[str, str], str] = field(default_factory=dict)
    stopped: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)

    def explain(self, names: Iterable[str], case: Case) -> str:
        """Say why parts cannot be found; empty where none of them has failed."""
        failed = (self.failed.get((name, case.digest), "") for name in names)
        return " ".join(filter(None, failed))


_SEARCHES: WeakKeyDictionary[Desk, Search] = WeakKeyDictionary()


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
    search = _SEARCHES.get(desk)
    if search is None or search.digest != desk.revision.digest or again:
        search = _SEARCHES[desk] = Search(desk.revision.digest)
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
            await find(desk, name, case)
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
    part = PARTS[name]
    if why := search.explain([name], desk.revision.case):
        return Progress(part.said, "failed", why)
    if recall(desk, name) is not None:
        return Progress(part.said, "found")
    return Progress(part.said, "working" if part.question == current else "waiting")
