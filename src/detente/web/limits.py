"""Bounds on what is sent: how much, in how many fields, and how slowly."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES = 32_000_000
"""The largest body: a document with room for how forms wrap it."""

FORM_BYTES = 1_000_000
FORM_FIELDS = 1_000

BODY_SECONDS = 60.0
"""So long may a body take to arrive."""


class Limits:
    """Bound bodies before they are read, whether or not they say how long they are.

    Parameters
    ----------
    app : what is guarded.
    most : bytes.
    seconds : for the whole body.
    """

    def __init__(self, app: ASGIApp, most: int = BODY_BYTES, seconds: float = BODY_SECONDS) -> None:
        self.app, self.most, self.seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while it keeps the bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _say_length(scope) > self.most:
            await self._refuse(413)(scope, receive, send)
            return
        body = _Body(receive, self.most, self.seconds)

        async def put(message: Message) -> None:
            if not body.status:  # what is said of half a body is not sent
                await send(message)

        try:
            await self.app(scope, body.receive, put)
        except Exception:
            if not body.status:
                raise
        if body.status:
            await self._refuse(body.status)(scope, receive, send)

    def _refuse(self, status: int) -> PlainTextResponse:
        text = {
            413: f"This is larger than {self.most / 1e6:g} MB, the most that is taken.",
            408: f"This did not arrive within {self.seconds:g} seconds.",
        }[status]
        return PlainTextResponse(text, status, {"Connection": "close"})


class _Body:
    """A body as it arrives."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive, self._left = receive, most
        self._until = asyncio.get_running_loop().time() + seconds
        self._whole = False
        self.status = 0

    async def receive(self) -> Message:
        """Receive the next part; what breaks the bounds ends the request."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.status = 408
            raise
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.status = 413
            raise ValueError("the body is larger than what is taken")
        self._whole = not message.get("more_body", False)
        return message


def _say_length(scope: Scope) -> int:
    """Return how long a body says it is; a length that is none is refused by the server."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


def replay(request: Request) -> Receive:
    """Hand a body on that has been read already; else as it arrives."""
    body: bytes | None = getattr(request, "_body", None)
    if body is None:
        return request.receive
    handed = False

    async def receive() -> Message:
        nonlocal handed
        if handed:
            return await request.receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
