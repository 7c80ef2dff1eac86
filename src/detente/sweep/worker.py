"""What is done for one variant, wherever that is: in this process, in another, on a cluster.

Only light modules are imported at the top: a new process sets its environment before NumPy loads.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from detente import __version__

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from detente.case import Case
    from detente.study import Workspace
    from detente.sweep.questions import Finding

Row: TypeAlias = tuple[str, str, float | None, str | None]
"""A question, a finding, its number, and its text."""

FAILED = "error"
"""The finding of a question that could not be answered: its text says why."""

READY = "ready"
_HELD = 2
_here = threading.local()


@dataclass(frozen=True, slots=True)
class Task:
    """One variant of a case, with all that is needed to ask it: no file is read where it is done.

    ``parcel`` is the case, as :func:`pack_case` makes it; ``version`` is that of who asks.
    """

    variant: int
    case: str
    parcel: bytes
    values: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    draws: int
    seed: int | None
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found about a variant; ``digest`` and ``seed`` are those that its draws rest on."""

    variant: int
    case: str
    digest: str
    seed: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A variant that was not finished, because the processes that worked on it ended."""

    variant: int
    why: str


@dataclass(frozen=True, slots=True)
class WrongVersion:
    """What a worker of another version answers: its version."""

    version: str


def pack_case(case: Case) -> bytes:
    """Pack a case so that another process can take it up, without its folder."""
    return zlib.compress(pickle.dumps(replace(case, folder=None), protocol=5))


def get_version() -> str:
    """Return the version of detente here."""
    return __version__


def answer_task(task: Task) -> Outcome | WrongVersion:
    """Ask all questions of one variant.

    A question that cannot be answered gives one row that says why: the others are still asked.
    """
    if task.version != __version__:
        return WrongVersion(__version__)
    workspace = _open_variant(task)
    rows: list[Row] = []
    for question in task.questions:
        rows += _ask(workspace, question)
    origin = workspace.origin
    return Outcome(task.variant, task.case, origin.digest, origin.seed, tuple(rows))


def _open_variant(task: Task) -> Workspace:
    """Make the variant's workspace; what it has in common with its case is not drawn again."""
    from detente.case.readings import apply_changes
    from detente.sweep.values import make_changes

    base = _open_base(task)
    if not task.values:
        return base
    changes = make_changes(task.values)
    return base.vary(apply_changes(base.case, changes, "variant"))


def _open_base(task: Task) -> Workspace:
    """Unpack a case and draw it, unless that was done before: in this thread, a moment ago."""
    from detente.study import Workspace

    held: OrderedDict[Any, Workspace] = _here.__dict__.setdefault("held", OrderedDict())
    key = task.parcel, task.draws, task.seed
    if key not in held:
        while len(held) >= _HELD:
            held.popitem(last=False)
        # The parcel comes from who started the sweep, never from a file.
        case: Case = pickle.loads(zlib.decompress(task.parcel))  # noqa: S301
        held[key] = Workspace(case, task.draws, task.seed)
    held.move_to_end(key)
    return held[key]


def _ask(workspace: Workspace, question: str) -> list[Row]:
    from detente.errors import DetenteError
    from detente.sweep.questions import QUESTIONS, list_findings

    try:
        found: list[Finding] = list_findings(QUESTIONS[question](workspace))
    except DetenteError as error:
        return [(question, FAILED, None, str(error))]
    except Exception as error:  # a fault of ours in one variant must not end all others
        return [(question, FAILED, None, f"a fault of detente: {type(error).__name__}: {error}")]
    return [(question, *finding) for finding in found]


def serve(pipe: Connection) -> None:
    """Answer tasks as they come, until nobody sends any more: the whole life of a process."""
    # Whoever started it decides when it ends; at Ctrl-C the terminal tells all processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    answer_all(pipe)


def answer_all(pipe: Connection) -> None:
    """Say that all is ready, then answer each task that comes."""
    try:
        pipe.send(READY)
        while (task := pipe.recv()) is not None:
            pipe.send(answer_task(task))
    except (EOFError, OSError):  # who asked is gone
        return
