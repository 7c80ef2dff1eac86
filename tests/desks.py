"""Desks for tests: a case of every file that is open, and what others do to its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from detente.case.edit import AddSource, AttachDocument, Together
from detente.case.placing import LOCK
from detente.web import recovery
from detente.web.desk import Desk

FROZEN = "value/usa/yongbyon/frozen"


def open_desk(folder: Path, *, shipped: bool = False) -> Desk:
    """Open a case; nobody answers questions about it."""
    return Desk.open("case", folder, cast("Any", None), shipped=shipped)


def forget_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what this process keeps count as left by another one."""
    monkeypatch.setattr(recovery, "_ours", set())


def find_values(desk: Desk, option: str = "frozen") -> dict[str, str]:
    """Find what an option of the first issue is worth to each side, as it was written."""
    values = desk.revision.case.issue("yongbyon").option(option).values
    return {side: quantity.text for side, quantity in values.items()}


def add_memo(desk: Desk, content: bytes = b"1") -> None:
    """Add a source with its document."""
    added = AddSource("memo", "A memo", date="2020")
    desk.edit(Together((added, AttachDocument("memo", "memo.txt", content)), "add a memo"))


def change(
    folder: Path, old: str = "-5 to -2", new: str = "-6 to -2", name: str = "case.yaml"
) -> None:
    """Change a file as somebody else would."""
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def read_all(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder, by name."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != LOCK]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
