"""What open pages are told as it happens, from whatever thread it happens in."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TypeAlias

Queue: TypeAlias = "asyncio.Queue[tuple[str, str]]"


@dataclass(eq=False, kw_only=True)
class Telling:
    """Tells pages that listen.

    Parameters
    ----------
    listeners : one queue for each open page; it gets pairs of an event and a text.
    told : how much was told so far; a page that comes back sees by it that it missed something.
    run : tells what is counted here from what another server counts.
    """

    listeners: set[Queue] = field(default_factory=set)
    told: int = 0
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    _loop: asyncio.AbstractEventLoop | None = None

    def listen(self, queue: Queue) -> None:
        """Let a page hear what happens."""
        self._loop = asyncio.get_running_loop()
        self.listeners.add(queue)

    def tell(self, event: str, text: str = "") -> None:
        """Tell every open page about something; see `detente.web.streams`. From any thread."""
        if self._loop is None or self._loop.is_closed():
            self._put(event, text)
        else:
            self._loop.call_soon_threadsafe(self._put, event, text)

    def _put(self, event: str, text: str) -> None:
        self.told += 1
        for queue in self.listeners:
            queue.put_nowait((event, text))
