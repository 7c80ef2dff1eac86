"""Connections on which nothing comes, or half a request, give their places back."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn
from uvicorn.server import ServerState

from detente.web import promptly
from detente.web.promptly import Promptly


async def answer(scope, receive, send):
    await asyncio.sleep(0.3)  # longer than a head may take
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


async def speak(*parts: bytes, most: float = 3.0) -> bytes:
    """Say something to a server, part by part; return all it says before it hangs up."""
    config = uvicorn.Config(answer, log_config=None, lifespan="off", timeout_keep_alive=1)
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Promptly(config, state, {}), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0.01)
        said = await asyncio.wait_for(reader.read(), most)
        writer.close()
    assert not state.connections
    return said


REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize("parts", [(), (b"GET / HT",), (b"G", b"E", b"T")])
def test_a_silent_connection_is_closed(parts, monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.1)
    assert asyncio.run(speak(*parts)) == b""


def test_half_a_second_request_is_given_up_too(monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.1)
    assert asyncio.run(speak(REQUEST, b"GET /")).count(b"200 OK") == 1


def test_who_waits_for_an_answer_gets_it(monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.1)
    assert asyncio.run(speak(REQUEST)).count(b"200 OK") == 1
