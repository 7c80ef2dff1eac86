"""A process that answers questions, and what waits for it; a thread feeds it, pages go on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError
from detente.web.processes import start_process
from detente.web.worker import Order, Reply, work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

TRIES = 2
"""So often is a question put whose process dies."""


class Stopped(DetenteError):  # noqa: N818
    """The work was cancelled by whoever waits for it."""


class Superseded(DetenteError):  # noqa: N818
    """The question is about a revision that is no longer shown."""


class Fault(Exception):  # noqa: N818
    """A fault of detente's own, not of the case."""


@dataclass(eq=False)
class Job:
    """A question on its way, and who waits for it.

    Parameters
    ----------
    order : what goes to the process.
    future : gets the answer, in the loop.
    wanted : say whether those who wait still want it; it is dropped when none does.
    begun : called in the loop when the work begins.
    """

    order: Order
    future: asyncio.Future[Any]
    wanted: list[Callable[[], bool]]
    begun: Callable[[], None]
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def is_wanted(self) -> bool:
        """Whether somebody still waits for it."""
        return any(wants() for wants in self.wanted)


@dataclass(eq=False)
class Lane:
    """One process with the thread that feeds it, and the questions that wait for it.

    Parameters
    ----------
    loop : where answers go.
    niceness : how far the process stands back for others.
    """

    loop: asyncio.AbstractEventLoop
    niceness: int
    jobs: SimpleQueue[Job | None] = field(default_factory=SimpleQueue)
    pending: list[Job] = field(default_factory=list)
    current: Job | None = None
    process: BaseProcess | None = None
    pipe: Connection | None = None
    closed: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the thread, which starts the process."""
        threading.Thread(target=self._run, name="detente lane", daemon=True).start()

    def put(self, job: Job) -> None:
        """Take a question; what nobody wants any more makes room for it."""
        self.drop()
        self.pending.append(job)
        self.jobs.put(job)

    def drop(self) -> None:
        """Stop what nobody wants any more."""
        for job in list(self.pending):
            if not job.is_wanted and (self.niceness or job is not self.current):
                self._stop(job)

    def cancel(self) -> None:
        """Stop what is worked on and what waits."""
        for job in list(self.pending):
            self._stop(job)

    def close(self) -> None:
        """End the process, whatever it does."""
        self.closed.set()
        self.cancel()
        self.jobs.put(None)
        self._kill()

    def _stop(self, job: Job) -> None:
        job.stopped.set()
        if job is self.current:
            self._kill()

    def _kill(self) -> None:
        process = self.process
        if process is not None:
            process.kill()

    def _run(self) -> None:
        self._try_ready()
        while (job := self.jobs.get()) is not None:
            self.current = job
            try:
                reply = self._answer(job)
            except Exception as error:  # no process can be started, say: the next may find one
                reply = Fault(f"{type(error).__name__}: {error}")
            self.current = None
            self.pending.remove(job)
            with suppress(RuntimeError):  # the loop has ended meanwhile
                self.loop.call_soon_threadsafe(_settle, job.future, reply)
            self._try_ready()

    def _try_ready(self) -> None:
        """Have a process stand ready before it is needed; where there is none, a question says."""
        with suppress(Exception):
            self._ready()

    def _ready(self) -> None:
        if self.closed.is_set() or (self.process is not None and self.process.is_alive()):
            return
        if self.pipe is not None:
            self.pipe.close()
        self.process, self.pipe = start_process(work, self.niceness)
        if self.closed.is_set():
            self._kill()

    def _answer(self, job: Job) -> Reply | Exception:
        for _ in range(TRIES):
            if job.stopped.is_set():
                return self._give_up(job)
            if not job.is_wanted:
                return Superseded("nobody waits for this any more")
            self.loop.call_soon_threadsafe(job.begun)
            self._ready()
            reply = None if job.stopped.is_set() else self._put(job.order)
            if reply is not None:
                return reply
        if job.stopped.is_set():
            return self._give_up(job)
        return Fault("the process that worked on it died twice")

    def _give_up(self, job: Job) -> DetenteError:
        if job.is_wanted and not self.closed.is_set():
            return Stopped("you stopped this")
        return Superseded("nobody waits for this any more")

    def _put(self, order: Order) -> Reply | None:
        """Put a question to the process; None when it dies."""
        assert self.pipe is not None
        try:
            self.pipe.send(order)
            reply: Reply = self.pipe.recv()
        except (EOFError, OSError):
            self.process = None
            return None
        return reply


def _settle(future: asyncio.Future[Any], reply: Reply | Exception) -> None:
    """Hand an answer to those who wait for it."""
    if future.done():
        return
    if isinstance(reply, Exception):
        future.set_exception(reply)
    elif reply.error is not None:
        future.set_exception(reply.error)
    elif reply.fault:
        future.set_exception(Fault(reply.fault))
    else:
        future.set_result(reply.found)
    future.exception()  # where nobody waits any more, nobody is told
