"""Puts questions to processes of their own, so that pages are served while they think."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from detente.web.questions import Question
from detente.web.worker import work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from detente.case import Case

REMEMBERED = 256
"""Answers that are kept at hand."""

QUICK = frozenset({"moved", "staged", "package", "carried"})
"""Questions that an edit waits for; they have a process of their own."""

Key = tuple[str, int, str, Any]


@dataclass
class Lane:
    """One process, and who waits for what from it."""

    loop: asyncio.AbstractEventLoop
    waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    process: Any = None
    pipe: Connection | None = None

    def start(self) -> None:
        """Start the process."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        threading.Thread(target=self._listen, args=(self.pipe,), daemon=True).start()

    def _listen(self, pipe: Connection) -> None:
        while True:
            try:
                ticket, kind, found = pipe.recv()
            except (EOFError, OSError):
                return
            self.loop.call_soon_threadsafe(self._settle, ticket, kind, found)

    def _settle(self, ticket: int, kind: str, found: Any) -> None:
        future = self.waiting.pop(ticket, None)
        if future is None or future.done():
            return
        if kind == "answer":
            future.set_result(found)
        else:
            future.set_exception(found)

    def stop(self) -> None:
        """End the process, whatever it does; what waits for it is cancelled."""
        if self.process is not None:
            self.process.kill()
        if self.pipe is not None:
            self.pipe.close()
        for future in self.waiting.values():
            future.cancel()
        self.waiting.clear()
        self.process = self.pipe = None


class Analyst:
    """Answers questions about revisions, each once.

    Parameters
    ----------
    draws : number of draws for every question.
    """

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self._lanes: dict[str, Lane] = {}
        self._found: OrderedDict[Key, Any] = OrderedDict()
        self._asked: dict[Key, asyncio.Future[Any]] = {}
        self._tickets = count()

    def recall(self, case: Case, question: Question) -> Any | None:
        """Return what was found, or None when it is still to be asked."""
        return self._found.get(self._key(case, question))

    async def ask(self, case: Case, question: Question) -> Any:
        """Answer a question; the same one is asked once, however many wait.

        Raises
        ------
        DetenteError : as the study does.
        asyncio.CancelledError : the work was cancelled.
        """
        key = self._key(case, question)
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        if key not in self._asked:
            self._asked[key] = self._send(case, question)
        try:
            found = await asyncio.shield(self._asked[key])
        finally:
            self._asked.pop(key, None)
        self._found[key] = found
        while len(self._found) > REMEMBERED:
            self._found.popitem(last=False)
        return found

    def _key(self, case: Case, question: Question) -> Key:
        return case.digest, self.draws, question.name, question.about

    def _send(self, case: Case, question: Question) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        name = "quick" if question.name in QUICK else "deep"
        lane = self._lanes.setdefault(name, Lane(loop))
        if lane.process is None or not lane.process.is_alive():
            lane.start()
        ticket, future = next(self._tickets), loop.create_future()
        lane.waiting[ticket] = future
        assert lane.pipe is not None
        lane.pipe.send((ticket, case, self.draws, question))
        return future

    def cancel(self) -> None:
        """Stop the long work that is going on, and what waits behind it."""
        lane = self._lanes.get("deep")
        if lane is not None and lane.waiting:
            lane.stop()

    def close(self) -> None:
        """End all processes."""
        for lane in self._lanes.values():
            lane.stop()
