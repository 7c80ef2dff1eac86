"""Connections on which nothing comes, or half a request, give their places back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from uvicorn.server import ServerState

from detente.web import promptly
from detente.web.promptly import READ_BYTES, Promptly


async def answer(scope, receive, send):
    await asyncio.sleep(0.8)  # longer than a head may take
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


async def speak(*parts: bytes, most: float = 60.0) -> bytes:
    """Say something to a server, part by part; return all it says before it hangs up."""
    config = uvicorn.Config(answer, log_config=None, lifespan="off", timeout_keep_alive=1)
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Promptly(config, state, {}), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        said = b""
        with suppress(ConnectionError):  # it hung up before it had read all that was said
            for part in parts:
                writer.write(part)
                await asyncio.sleep(0.01)
            async with asyncio.timeout(most):
                while heard := await reader.read(1024):
                    said += heard
        writer.close()
    assert not state.connections
    return said


REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize("parts", [(), (b"GET / HT",), (b"G", b"E", b"T")])
def test_a_silent_connection_is_closed(parts, monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.1)
    assert asyncio.run(speak(*parts)) == b""


def test_half_a_second_request_is_given_up_too(monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.5)
    assert asyncio.run(speak(REQUEST, b"GET /")).count(b"200 OK") == 1


def test_who_waits_for_an_answer_gets_it(monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.5)
    assert asyncio.run(speak(REQUEST)).count(b"200 OK") == 1


BIG = 20_000_000


async def send_much(scope, receive, send):
    length = (b"content-length", b"%d" % BIG)
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": bytes(BIG)})


@asynccontextmanager
async def holding(number: int) -> AsyncIterator[tuple[ServerState, list[asyncio.StreamReader]]]:
    """Hold so many connections to a server that answers at length, and ask on each."""
    config = uvicorn.Config(send_much, log_config=None, lifespan="off")
    state, loop = ServerState(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Promptly(config, state, {}), "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        held = [await asyncio.open_connection(*address) for _ in range(number)]
        for _, writer in held:
            writer.write(REQUEST)
        yield state, [reader for reader, _ in held]
        for _, writer in held:
            writer.transport.abort()
        while state.connections:
            await asyncio.sleep(0.01)


def test_who_does_not_read_gives_the_place_back(monkeypatch):
    monkeypatch.setattr(promptly, "READ_SECONDS", 0.1)

    async def wait() -> None:
        async with asyncio.timeout(60), holding(1) as (state, readers):
            assert await readers[0].readexactly(15) == b"HTTP/1.1 200 OK"
            while state.connections:
                await asyncio.sleep(0.01)

    asyncio.run(wait())


class Slow(asyncio.Transport):
    """A transport on which something is still to be read."""

    aborted = False

    def get_write_buffer_size(self) -> int:
        return 100_000

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(("read", "is_closed"), [(READ_BYTES, False), (READ_BYTES - 1, True)])
def test_who_reads_slowly_is_waited_for(read, is_closed):
    async def look() -> bool:
        protocol = Promptly(uvicorn.Config(send_much, log_config=None), ServerState(), {})
        protocol.transport = slow = Slow()
        protocol._look_at_reading(100_000 + read)
        assert (protocol._reading is None) == slow.aborted
        protocol._rest_reading()
        return slow.aborted

    assert asyncio.run(look()) == is_closed


@pytest.mark.parametrize("is_here", [True, False])
def test_an_address_elsewhere_has_its_share_of_places(is_here, monkeypatch):
    monkeypatch.setattr(promptly, "EACH", 2)
    monkeypatch.setattr(promptly, "is_this_machine", lambda _: is_here)

    async def ask() -> list[bytes]:
        async with asyncio.timeout(60), holding(3) as (_, readers):
            return [await _read_begin(reader) for reader in readers]

    assert [said != b"" for said in asyncio.run(ask())] == [True, True, is_here]


async def _read_begin(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(15)
    except ConnectionResetError:
        return b""
