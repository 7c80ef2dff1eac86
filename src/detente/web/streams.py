"""What is told to open pages as it happens: server-sent events, one stream for each page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from detente.web.desk import Desk
from detente.web.telling import Queue

BEAT = 15.0
"""Seconds after which a silent stream says that it is alive."""


async def stream(desk: Desk, csrf: str = "") -> AsyncIterator[str]:
    """Follow a desk.

    Parameters
    ----------
    csrf : the token of who follows; a page of an earlier server has another one.

    Yields
    ------
    Server-sent events, each with how many were told up to it: ``hello`` (which version is shown,
    how much was told so far, in which run of the server, and the token), ``changed`` (another
    revision is shown), ``working`` (a question is being worked on; its name), ``found`` (it is
    answered), ``idle`` (nothing is), ``disk`` (the files were changed by somebody else),
    ``saved`` (they hold what is shown), ``pinned`` (other packages are), ``bye`` (the workbench
    ends, and with it the stream).
    """
    queue: Queue = asyncio.Queue()
    desk.listen(queue)
    told = desk.told
    hello = {"run": desk.run, "version": str(desk.version), "told": str(told), "csrf": csrf}
    try:
        yield f"event: hello\ndata: {json.dumps(hello)}\n\n"
        while True:
            try:
                event, text = await asyncio.wait_for(queue.get(), BEAT)
                told += 1
                if event == "changed":  # pages wait for answers about what was, before they ask
                    desk.analyst.drop()
                yield f"id: {told}\nevent: {event}\ndata: {json.dumps(text)}\n\n"
                if event == "bye":
                    return
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        desk.listeners.discard(queue)
