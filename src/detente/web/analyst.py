"""Answers questions about open cases, each once; what was found is kept at hand."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from detente.web.lane import Job, Lane
from detente.web.worker import Order, Question

if TYPE_CHECKING:
    from detente.case import Case

REMEMBERED = 128
"""Answers that are kept at hand."""

QUICK = frozenset({"moved", "staged", "package", "carried"})
"""Questions that an edit waits for; they have a process of their own."""

COMPARING = frozenset({"moved"})
"""Questions whose answer rests on the baseline too."""

NICENESS = {"quick": 0, "deep": 5}
"""The processes, and how far each stands back where there are fewer cores than work.

One that stands back makes room: it is ended when nobody wants what it works on. The other one is
soon done, and knows the baseline, which takes longer to find again.
"""

Key = tuple[str, str, int, str, Any]


def _always() -> bool:
    return True


def _nothing() -> None:
    pass


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
        self._asked: dict[Key, Job] = {}

    def start(self) -> None:
        """Start the processes, so that they are ready when the first question comes."""
        for name in NICENESS:
            self._find_lane(name)

    def recall(self, case: Case, question: Question, before: Case | None = None) -> Any | None:
        """Return what was found, or None when it is still to be asked."""
        return self._found.get(self._key(case, question, before))

    async def ask(
        self,
        case: Case,
        question: Question,
        before: Case | None = None,
        *,
        wanted: Callable[[], bool] = _always,
        begun: Callable[[], None] = _nothing,
    ) -> Any:
        """Answer a question; the same one is asked once, however many wait.

        Parameters
        ----------
        before : the baseline, which questions may compare with.
        wanted : says whether the answer is still wanted; if not, the question may be dropped.
        begun : called when the work on it begins.

        Raises
        ------
        DetenteError : as the study does.
        Stopped, Superseded : it was cancelled, or dropped because nobody wants it.
        Fault : something that nobody foresaw.
        """
        key = self._key(case, question, before)
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        job = self._asked.get(key)
        if job is None or job.stopped.is_set() or job.future.done():
            job = self._send(key, Order(case, self.draws, question, before), begun)
        job.wanted.append(wanted)
        return await asyncio.shield(job.future)

    def _key(self, case: Case, question: Question, before: Case | None) -> Key:
        compared = before.digest if before is not None and question.name in COMPARING else ""
        return case.digest, compared, self.draws, question.name, question.about

    def _send(self, key: Key, order: Order, begun: Callable[[], None]) -> Job:
        job = Job(order, asyncio.get_running_loop().create_future(), [], begun)
        self._asked[key] = job
        job.future.add_done_callback(lambda future: self._note(key, job, future))
        asyncio.get_running_loop().call_soon(self._find_lane(self._choose(order)).put, job)
        return job

    def _choose(self, order: Order) -> str:
        return "quick" if order.question.name in QUICK else "deep"

    def _note(self, key: Key, job: Job, future: asyncio.Future[Any]) -> None:
        """Remember an answer."""
        if self._asked.get(key) is job:
            del self._asked[key]
        if future.cancelled() or future.exception() is not None:
            return
        self._found[key] = future.result()
        while len(self._found) > REMEMBERED:
            self._found.popitem(last=False)

    def _find_lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(asyncio.get_running_loop(), NICENESS[name])
            self._lanes[name].start()
        return self._lanes[name]

    @property
    def waiting(self) -> list[str]:
        """Names of the questions that are worked on or wait, the one that is worked on first."""
        return [job.order.question.name for job in self._asked.values() if not job.future.done()]

    def drop(self) -> None:
        """Stop what nobody wants any more, such as questions about an earlier revision."""
        for lane in self._lanes.values():
            lane.drop()

    def cancel(self) -> None:
        """Stop the long work that is going on, and what waits behind it."""
        if "deep" in self._lanes:
            self._lanes["deep"].cancel()

    def close(self) -> None:
        """End all processes."""
        for lane in self._lanes.values():
            lane.close()
