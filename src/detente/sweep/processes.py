"""Tasks in processes of this machine: one that dies is replaced, and its task done again."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess

from detente.errors import InputError
from detente.sweep.worker import READY, Lost, Outcome, Task, WrongVersion, answer_task, serve

MOST_DEATHS = 3
"""Processes that may end at one task before it is given up."""

_PATIENCE = 5.0


def count_cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def answer_here(tasks: Iterable[Task]) -> Generator[Outcome]:
    """Answer tasks one after the other, in this process."""
    for task in tasks:
        outcome = answer_task(task)
        if isinstance(outcome, Outcome):
            yield outcome


@dataclass
class _Worker:
    """A process, our end of its pipe, and what it is doing."""

    process: SpawnProcess
    pipe: Connection
    task: Task | None = None
    ready: bool = False


@dataclass
class _Crew:
    """The processes, the tasks that wait, and how often one ended at each.

    Where all is answered, processes that are only starting are not waited for.
    """

    tasks: Iterator[Task]
    context: SpawnContext = field(default_factory=lambda: multiprocessing.get_context("spawn"))
    workers: list[_Worker] = field(default_factory=list)
    again: deque[Task] = field(default_factory=deque)
    deaths: dict[int, int] = field(default_factory=dict)
    stillborn: int = 0
    exhausted: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether something is left to do, or being done."""
        waiting = not self.exhausted or bool(self.again)
        return waiting or any(worker.task is not None for worker in self.workers)

    def start(self) -> None:
        """Start one more process; daemons, so that none outlives this one."""
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours))

    def feed(self, worker: _Worker) -> None:
        """Give a process its next task, or let it go when there is none."""
        worker.task = self.again.popleft() if self.again else next(self.tasks, None)
        self.exhausted = self.exhausted or worker.task is None
        with suppress(OSError):  # it has ended meanwhile: its pipe says so next time
            worker.pipe.send(worker.task)
        if worker.task is None:
            self.dismiss(worker)

    def dismiss(self, worker: _Worker) -> None:
        """Let a process end, and forget it."""
        worker.pipe.close()
        self.workers.remove(worker)

    def listen(self, worker: _Worker) -> Outcome | Lost | None:
        """Take what a process says; where it has ended, replace it."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self.mourn(worker)
        worker.ready = True
        self.stillborn = 0
        self.feed(worker)
        return None if said == READY or isinstance(said, WrongVersion) else said

    def mourn(self, worker: _Worker) -> Lost | None:
        """Replace a process that has ended, and see to its task."""
        worker.process.join(_PATIENCE)
        self.dismiss(worker)
        lost = self.put_back(worker)
        if not worker.ready:
            self.stillborn += 1
            _check_starting(self.stillborn)
        if not self.exhausted or self.again:
            self.start()
        return lost

    def put_back(self, worker: _Worker) -> Lost | None:
        """Have a task done again, or give it up after so many deaths."""
        task = worker.task
        if task is None:
            return None
        self.deaths[task.variant] = self.deaths.get(task.variant, 0) + 1
        if self.deaths[task.variant] < MOST_DEATHS:
            self.again.append(task)
            return None
        code = worker.process.exitcode
        return Lost(
            task.variant, f"{MOST_DEATHS} processes ended at it, the last with exit status {code}"
        )

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join(_PATIENCE)
            worker.pipe.close()


def _check_starting(stillborn: int) -> None:
    if stillborn >= MOST_DEATHS:
        raise InputError(
            "processes for a sweep end as soon as they start; in a script, start it below "
            '`if __name__ == "__main__":`, or use one worker'
        )


def answer_in_processes(tasks: Iterable[Task], workers: int) -> Generator[Outcome | Lost]:
    """Answer tasks in so many processes, in the order in which they are finished.

    Parameters
    ----------
    tasks : taken up one by one; none is sent before a process is free for it.
    workers : number of processes.

    Yields
    ------
    Outcomes; for a task at which `MOST_DEATHS` processes ended, that it was lost.

    Raises
    ------
    InputError : processes do not start at all.
    """
    crew = _Crew(iter(tasks))
    try:
        for _ in range(workers):
            crew.start()
        while crew.is_busy:
            heard = wait([worker.pipe for worker in crew.workers])
            for worker in [each for each in crew.workers if each.pipe in heard]:
                outcome = crew.listen(worker)
                if outcome is not None:
                    yield outcome
    finally:
        crew.close()
