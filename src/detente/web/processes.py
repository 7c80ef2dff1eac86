"""How processes of the workbench are started, and what each does first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

PRELOADED = ["detente.web.questions", "scipy.stats", "scipy.optimize", "moocore"]
"""What every study needs; it is imported once, by the process from which workers are forked."""

THREADS = "OPENBLAS_NUM_THREADS"
"""Arrays are small here: threads of the linear algebra wait for each other more than they work."""


_STARTING = threading.Lock()
"""Lanes start processes side by side; the environment is one for all threads."""


@cache
def _find_context() -> BaseContext:
    """Find how processes are started: forked from one that has imported what they need."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def start_process(
    run: Callable[[Connection], None], niceness: int
) -> tuple[BaseProcess, Connection]:
    """Start a process that ends with this one; return it with our end of its pipe.

    Parameters
    ----------
    run : what it does, with the other end of the pipe.
    niceness : how far it stands back for others.
    """
    context = _find_context()
    ours, theirs = context.Pipe()
    process: BaseProcess = context.Process(  # type: ignore[attr-defined]
        target=_begin, args=(run, theirs, niceness), daemon=True
    )
    with _apart():
        process.start()
    theirs.close()
    return process, ours


def _begin(run: Callable[[Connection], None], pipe: Connection, niceness: int) -> None:
    """Leave Ctrl-C to the server, which ends this, and stand back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    run(pipe)


def warm_up() -> None:
    """Let what workers need be imported beside what this process still has to import itself."""
    if _find_context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        with _apart():
            ensure_running()


@contextmanager
def _apart() -> Iterator[None]:
    """Let what is started here use one thread, and never hear of Ctrl-C, not even at its start."""
    with _STARTING:
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
