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
"""Wrong passwords from one address within a minute; then none is taken from there."""

TRIES_OF_ALL = 100
"""Wrong passwords from everywhere within a minute; then each address has one try alone."""


@dataclass(eq=False)
class Password:
    """A password as a salted scrypt hash: each guess costs time and memory.

    scrypt comes with Python, and nothing is stored that a stronger hash would have to guard: the
    password is read from a file at each start.

    Who guesses keeps nobody else out, and guessing from many addresses gains little. What is
    remembered of it needs no bound of its own: hashes are made one at a time.
    """

    salt: bytes
    hashed: bytes
    clock: Callable[[], float] = time.monotonic
    wrong: deque[tuple[float, str]] = field(default_factory=deque)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @classmethod
    def of(cls, text: str) -> Password:
        """Hash a password."""
        salt = secrets.token_bytes(16)
        return cls(salt, _hash(text, salt))

    def must_wait(self, client: str) -> bool:
        """Whether there were so many wrong ones that none of this client is looked at now."""
        while self.wrong and self.wrong[0][0] < self.clock() - 60:
            self.wrong.popleft()
        own = sum(each == client for _, each in self.wrong)
        return own >= (TRIES if len(self.wrong) < TRIES_OF_ALL else 1)

    async def check(self, text: str, client: str) -> bool:
        """Say whether it is the password, in a time that tells nothing else.

        It counts as wrong until it has turned out right: guesses side by side gain nothing.
        """
        tried = (self.clock(), client)
        self.wrong.append(tried)
        async with self._turn:
            hashed = await asyncio.to_thread(_hash, text, self.salt)
        right = hmac.compare_digest(hashed, self.hashed)
        if right and tried in self.wrong:  # it is forgotten by then where many stood before it
            self.wrong.remove(tried)
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
