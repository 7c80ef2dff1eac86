"""The processes that answer questions: what they are asked, and what runs in them."""

from __future__ import annotations

import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.study import Workspace

KEPT_NUMBERS = 16_384
"""Draws of all workspaces that are kept at hand; of a hundred issues they are about 250 MB."""

MOST_LIKES = 32
"""So far back may a baseline share with earlier ones: each that it shares with is kept too."""


@dataclass(frozen=True)
class Question:
    """Something that is asked: which question of `detente.web.questions`, and what about."""

    name: str
    about: Any = None


@dataclass(frozen=True)
class Order:
    """A question as it goes to a process.

    Parameters
    ----------
    case : what it is about.
    draws : number of draws.
    question : what is asked.
    before : the baseline: what is compared with, and what versions of the case share with.
    """

    case: Case
    draws: int
    question: Question
    before: Case | None = None


@dataclass(frozen=True)
class Reply:
    """What comes back: what was found, or why there is nothing.

    Parameters
    ----------
    found : the record.
    error : what the study says stands in the way.
    fault : the kind of an exception that nobody foresaw, and what it says.
    """

    found: Any = None
    error: DetenteError | None = None
    fault: str = ""


def work(pipe: Connection) -> None:
    """Answer orders, one after another, until the pipe is closed."""
    known: OrderedDict[tuple[str, int], Workspace] = OrderedDict()
    with suppress(EOFError, OSError):  # nobody listens any more
        while True:
            _send(pipe, _answer(known, pipe.recv()))


def _send(pipe: Connection, reply: Reply) -> None:
    try:
        pipe.send(reply)
    except OSError:
        raise
    except Exception as error:  # a record that cannot travel is a fault like any other
        pipe.send(Reply(fault=_describe(error)))


def _answer(known: OrderedDict[tuple[str, int], Workspace], order: Order) -> Reply:
    from detente.web.questions import QUESTIONS

    try:
        before = _find_baseline(known, order.before, order.draws) if order.before else None
        workspace = _find(known, order.case, order.draws, before)
        found = QUESTIONS[order.question.name](workspace, order.question.about, before)
    except DetenteError as error:
        return Reply(error=error)
    except Exception as error:  # what nobody foresaw is said, and the next question taken
        return Reply(fault=_describe(error))
    return Reply(found)


def _find_baseline(
    known: OrderedDict[tuple[str, int], Workspace], case: Case, draws: int
) -> Workspace:
    """Find the workspace of a baseline; after many of them, one that shares with none before it."""
    if (found := known.get((case.digest, draws))) is not None and _count_likes(found) > MOST_LIKES:
        del known[case.digest, draws]
    return _find(known, case, draws)


def _count_likes(workspace: Workspace) -> int:
    count = 0
    while workspace.like is not None:
        workspace, count = workspace.like, count + 1
    return count


def _find(
    known: OrderedDict[tuple[str, int], Workspace],
    case: Case,
    draws: int,
    before: Workspace | None = None,
) -> Workspace:
    """Find the workspace of a case; it shares with the baseline what rests on nothing new."""
    from detente.study import Workspace, follow

    key = (case.digest, draws)
    if key not in known:
        known[key] = Workspace(case, draws) if before is None else follow(before, case)
    known.move_to_end(key)
    while len(known) > max(2, min(8, KEPT_NUMBERS // draws)):
        known.popitem(last=False)
    return known[key]


def _describe(error: Exception) -> str:
    if os.environ.get("DETENTE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    return f"{type(error).__name__}: {error}"
