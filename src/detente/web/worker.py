"""The processes that answer questions: what runs in them, and how they are started."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from detente.case import Case
    from detente.study import Workspace

PRELOADED = ["detente.web.questions", "scipy.stats", "scipy.optimize", "moocore"]
"""What every study needs; it is imported once, by the process from which workers are forked."""

KEPT_NUMBERS = 16_384
"""Draws of all workspaces that are kept at hand; of a hundred issues they are about 250 MB."""

MOST_LIKES = 32
"""So far back may a baseline share with earlier ones: each that it shares with is kept too."""

BUNDLE_NICENESS = 10
"""Answers come first: what draws charts is often put together before there is one."""

THREADS = "OPENBLAS_NUM_THREADS"
"""Arrays are small here: threads of the linear algebra wait for each other more than they work."""


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


def work(pipe: Connection, niceness: int) -> None:
    """Answer orders, one after another, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this
    _stand_back(niceness)
    known: OrderedDict[tuple[str, int], Workspace] = OrderedDict()
    with suppress(EOFError, OSError):  # nobody listens any more
        while True:
            _send(pipe, _answer(known, pipe.recv()))


def _stand_back(niceness: int) -> None:
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


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


def start_worker(niceness: int) -> tuple[BaseProcess, Connection]:
    """Start a process that works; return it with our end of its pipe."""
    ours, theirs = find_context().Pipe()
    process = _start(work, theirs, niceness)
    theirs.close()
    return process, ours


def make_bundle() -> bytes:
    """Put the charts' script together in a process of its own: it holds all else up meanwhile.

    Raises
    ------
    EOFError : the process was ended, as all are when the workbench ends.
    """
    from detente.report.templating import load_bundle

    ours, theirs = find_context().Pipe(duplex=False)
    process = _start(_send_bundle, theirs, BUNDLE_NICENESS)
    theirs.close()
    try:
        with ours:
            return ours.recv_bytes()
    except EOFError:
        process.join()
        if (process.exitcode or 0) < 0:
            raise
        return load_bundle().encode()


def _send_bundle(pipe: Connection, niceness: int) -> None:
    from detente.report.templating import load_bundle

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stand_back(niceness)
    with suppress(OSError), pipe:
        pipe.send_bytes(load_bundle().encode())


def _start(run: Callable[..., None], *arguments: Any) -> BaseProcess:
    process: BaseProcess = find_context().Process(target=run, args=arguments, daemon=True)  # type: ignore[attr-defined]
    with _apart():
        process.start()
    return process


def warm_up() -> None:
    """Let what workers need be imported beside what this process still has to import itself."""
    if find_context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        with _apart():
            ensure_running()


@cache
def find_context() -> BaseContext:
    """Find how processes are started: forked from one that has imported what they need."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextmanager
def _apart() -> Iterator[None]:
    """Let what is started here use one thread, and never hear of Ctrl-C, not even at its start."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    blocked = _block({signal.SIGINT})
    try:
        yield
    finally:
        _unblock({signal.SIGINT} - blocked)
        if before is None:
            del os.environ[THREADS]
        else:
            os.environ[THREADS] = before


def _block(signals: set[signal.Signals]) -> set[int]:
    """Hold signals back, for this thread and what it starts; return what was held back before."""
    if not hasattr(signal, "pthread_sigmask"):
        return set(signals)
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # when it starts, it lets signals through again
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, signals))


def _unblock(signals: set[signal.Signals]) -> None:
    if signals:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
