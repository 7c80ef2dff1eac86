"""Connections that say nothing, read nothing or are too many are closed: they keep nobody out."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from detente.web.addresses import is_this_machine, name_client

HEAD_SECONDS = 15.0
"""So long may the head of a request take to arrive; browsers send it whole."""

READ_SECONDS = 30.0
READ_BYTES = 30_000
"""So much of an answer is read in that time at least, where it does not go out at once."""

EACH = 64
"""Connections from one address; a browser keeps six."""


class Promptly(H11Protocol):
    """Closes a connection on which a head does not arrive in time, or an answer is not read.

    Without this a few hundred such connections, which take no password, fill all places; and
    somebody at one address could fill them with others.
    """

    _timer: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest where a head has begun; between requests the server itself waits."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._rest()
        self._rest_reading()

    def pause_writing(self) -> None:
        """Wait for what was sent to be read."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """Wait no more: it was read."""
        super().resume_writing()
        self._rest_reading()

    def _is_one_too_many(self) -> bool:
        """Whether a place elsewhere holds its share already; on this machine all share one."""
        if self.client is None or is_this_machine(self.client[0]):
            return False
        own = name_client(self.client[0])
        others = (each.client for each in self.connections if isinstance(each, Promptly))
        return sum(name_client(each[0]) == own for each in others if each is not None) > EACH

    def _watch_reading(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(READ_SECONDS, self._look_at_reading, left)

    def _look_at_reading(self, before: int) -> None:
        if self.transport.get_write_buffer_size() > before - READ_BYTES:
            self.transport.abort()
        else:
            self._watch_reading()

    def _rest_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._rest()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()  # closing would wait for the other side again, under TLS
