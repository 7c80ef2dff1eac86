"""Tasks on a Dask cluster: it is given a few more than it has threads, and sees to its workers."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias

from detente import __version__
from detente.errors import InputError
from detente.sweep.worker import Lost, Outcome, Task, WrongVersion, answer_task, get_version

Client: TypeAlias = Any
"""A `distributed.Client`: Dask types only a part of what it offers."""

AHEAD = 2
"""Tasks in flight for each thread of the cluster: enough that none waits for the next."""

SECONDS = 10.0


def answer_on_cluster(tasks: Iterable[Task], address: str) -> Generator[Outcome | Lost]:
    """Answer tasks on a cluster, in the order in which they are finished.

    Workers may come and go: the cluster does a task again whose worker was lost.

    Parameters
    ----------
    tasks : taken up one by one, so that never more than a few are on their way.
    address : of the scheduler, as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    InputError : nothing answers there, there is no worker, a worker has another version of
        detente or none, or the connection is lost.
    """
    client = _connect(address)
    with _keeping_quiet():
        try:
            _check_workers(client, address)
            yield from _answer(client, iter(tasks))
        except (OSError, CancelledError) as error:
            raise _lose(address) from error
        finally:
            client.close(timeout=SECONDS)


@contextmanager
def _keeping_quiet() -> Iterator[None]:
    """Keep what Dask logs of a connection that is lost from the terminal: it is said in one line.

    Dask gives this logger a level of its own, so that the level of its parents does not count.
    """
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _connect(address: str) -> Client:
    dask = _load_dask()
    try:
        # A client that is made for no address at all would not end without a complaint.
        dask.comm.resolve_address(address)
        return dask.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"no cluster answers at {address}: {str(error) or type(error).__name__}. Start one "
            "with: dask scheduler, and on each machine: dask worker ADDRESS --nthreads 1"
        ) from None


def _load_dask() -> Any:
    try:
        import distributed
    except ImportError:
        text = "a cluster needs Dask: pip install 'detente[cluster]', here and on its machines"
        raise InputError(text) from None
    return distributed


def _check_workers(client: Client, address: str) -> None:
    """See that there are workers, and that they have this version of detente."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError:
        text = f"the cluster at {address} has no worker; start some with: dask worker {address}"
        raise InputError(text) from None
    try:
        versions = client.run(get_version, on_error="return")
    except ImportError as error:
        versions = {address: error}
    wrong = [
        f"  {worker}: {found if isinstance(found, str) else 'none that can be used'}"
        for worker, found in sorted(versions.items())
        if found != __version__
    ]
    if wrong:
        head = f"this is detente {__version__}, and workers of the cluster have another version:"
        raise InputError("\n".join([head, *wrong, "Install the same version everywhere."]))


def _answer(client: Client, tasks: Iterator[Task]) -> Iterator[Outcome | Lost]:
    run = uuid.uuid4().hex
    pending = _load_dask().as_completed(loop=client.loop)
    names: dict[str, int] = {}
    for task in islice(tasks, _count_ahead(client)):
        pending.add(_submit(client, task, run, names))
    for future in pending:
        yield _take(future, names.pop(future.key))
        # One for each that is done; more when the cluster has grown.
        for task in islice(tasks, max(1, _count_ahead(client) - len(names))):
            pending.add(_submit(client, task, run, names))


def _count_ahead(client: Client) -> int:
    threads: int = sum(client.nthreads().values())
    return max(1, AHEAD * threads)


def _submit(client: Client, task: Task, run: str, names: dict[str, int]) -> Any:
    key = f"detente-{run}-{task.variant}"
    names[key] = task.variant
    return client.submit(answer_task, task, key=key, pure=False)


def _take(future: Any, variant: int) -> Outcome | Lost:
    """Take what became of a task."""
    try:
        outcome = future.result()
    except _load_dask().KilledWorker:
        return Lost(variant, "the workers of the cluster that worked on it ended")
    if isinstance(outcome, WrongVersion):
        text = f"a worker of the cluster has detente {outcome.version}, and this is {__version__}"
        raise InputError(f"{text}; install the same version everywhere, and run the sweep again")
    found: Outcome = outcome
    return found


def _lose(address: str) -> InputError:
    return InputError(
        f"the connection to the cluster at {address} was lost. What is finished is kept; run the "
        "same command again to go on"
    )
