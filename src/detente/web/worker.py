"""The process that answers questions: it keeps the workspaces of the revisions it saw last."""

from __future__ import annotations

from collections import OrderedDict
from multiprocessing.connection import Connection
from typing import Any

KEPT = 4
"""Workspaces that are kept at hand."""


def work(pipe: Connection) -> None:
    """Answer questions until the pipe is closed.

    What comes is ``(ticket, case, draws, question)``; what goes back is ``(ticket, "answer",
    record)`` or ``(ticket, "error", exception)``.
    """
    known: OrderedDict[tuple[str, int], Any] = OrderedDict()
    while True:
        try:
            ticket, case, draws, question = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            pipe.send((ticket, "answer", _answer(known, case, draws, question)))
        except Exception as error:  # what cannot be answered is said, and the next one taken
            pipe.send((ticket, "error", error))


def _answer(known: OrderedDict[tuple[str, int], Any], case: Any, draws: int, question: Any) -> Any:
    from detente.study import Workspace
    from detente.web.questions import QUESTIONS

    key = (case.digest, draws)
    if key not in known:
        known[key] = Workspace(case, draws)
    known.move_to_end(key)
    while len(known) > KEPT:
        known.popitem(last=False)
    return QUESTIONS[question.name](known[key], question.about, None)
