"""The script that draws charts: it takes a second to put together, in a process of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from detente.web.processes import start_process

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from fastapi import FastAPI

NICENESS = 10
"""Answers come first: what draws charts is often put together before there is one."""


def prepare(app: FastAPI) -> asyncio.Future[bytes]:
    """Begin to put the charts' script together, once: the next page may show charts.

    The end of the workbench does not wait for it.
    """
    state = app.state
    if not hasattr(state, "bundle"):
        loop = asyncio.get_running_loop()
        state.bundle = loop.create_future()
        state.bundle.add_done_callback(lambda made: made.cancelled() or made.exception())
        threading.Thread(target=_make, args=(loop, state.bundle), daemon=True).start()
    bundle: asyncio.Future[bytes] = state.bundle
    return bundle


def _make(loop: asyncio.AbstractEventLoop, bundle: asyncio.Future[bytes]) -> None:
    try:
        settle = partial(bundle.set_result, make_bundle())
    except Exception as error:  # whoever asks for it is told
        settle = partial(bundle.set_exception, error)
    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(settle)


def make_bundle() -> bytes:
    """Put the charts' script together in a process of its own: it holds all else up meanwhile.

    Raises
    ------
    EOFError : the process was ended, as all are when the workbench ends.
    """
    from detente.report.templating import load_bundle

    process, pipe = start_process(_send_bundle, NICENESS)
    try:
        with pipe:
            return pipe.recv_bytes()
    except EOFError:
        process.join()
        if (process.exitcode or 0) < 0:
            raise
        return load_bundle().encode()


def _send_bundle(pipe: Connection) -> None:
    from detente.report.templating import load_bundle

    with suppress(OSError), pipe:
        pipe.send_bytes(load_bundle().encode())
