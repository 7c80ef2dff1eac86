"""What open pages are told, and how they see that they missed something."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from detente.web.analyst import Analyst
from detente.web.desk import Desk
from detente.web.streams import stream
from tests.folders import write


def test_what_is_told_is_counted(tmp_path: Path) -> None:
    desk = Desk.open("towns", write(tmp_path / "towns"), Analyst(64))
    other = Desk.open("towns", tmp_path / "towns", Analyst(64))
    desk.tell("pinned")  # while nobody listens

    async def follow() -> tuple[str, str]:
        news = stream(desk, "token")
        hello = await anext(news)
        desk.pin()
        told = await anext(news)
        return hello, told

    hello, told = asyncio.run(follow())
    event, data = hello.strip().split("\n")
    assert event == "event: hello"
    assert json.loads(data.removeprefix("data: ")) == {
        "run": desk.run,
        "version": "0",
        "told": "1",
        "csrf": "token",
    }
    assert told == 'id: 2\nevent: changed\ndata: "1"\n\n'
    assert desk.run != other.run
