"""The password of a workbench that others on the network can reach."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
import stat
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import InputError

LEAST = 12
"""Characters that a password has at least."""

TRIES = 10
"""Wrong passwords within a minute, from everywhere together; then all wait."""


@dataclass(eq=False)
class Password:
    """A password as a salted scrypt hash: each guess costs time and memory.

    scrypt comes with Python, and nothing is stored that a stronger hash would have to guard: the
    password is read from a file at each start.
    """

    salt: bytes
    hashed: bytes
    clock: Callable[[], float] = time.monotonic
    wrong: deque[float] = field(default_factory=deque)

    @classmethod
    def of(cls, text: str) -> Password:
        """Hash a password."""
        salt = secrets.token_bytes(16)
        return cls(salt, _hash(text, salt))

    @property
    def must_wait(self) -> bool:
        """Whether there were so many wrong ones that none is looked at now."""
        while self.wrong and self.wrong[0] < self.clock() - 60:
            self.wrong.popleft()
        return len(self.wrong) >= TRIES

    async def check(self, text: str) -> bool:
        """Say whether it is the password, in a time that tells nothing else.

        It counts as wrong until it has turned out right: guesses side by side gain nothing.
        """
        begun = self.clock()
        self.wrong.append(begun)
        hashed = await asyncio.to_thread(_hash, text, self.salt)
        right = hmac.compare_digest(hashed, self.hashed)
        if right:
            self.wrong.remove(begun)
        return right


def _hash(text: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        text.encode("utf-8", "replace"), salt=salt, n=2**14, r=8, p=1, maxmem=2**26
    )


def read_password(file: Path) -> Password:
    """Read the password from the first line of a file that nobody else may read.

    Raises
    ------
    InputError : it cannot be read, others may read it, or it is too short.
    """
    try:
        others = file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        line = file.read_text("utf-8").split("\n", 1)[0].strip("\r")
    except (OSError, ValueError) as error:
        raise InputError(f"--password-file: {file} cannot be read: {error}") from error
    if others and os.name == "posix":
        raise InputError(f"--password-file: others may read {file}; first: chmod 600 {file}")
    if len(line) < LEAST:
        raise InputError(
            f"--password-file: the first line of {file} has {len(line)} characters; a password "
            f"has at least {LEAST}"
        )
    return Password.of(line)
