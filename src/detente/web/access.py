"""Who may use the workbench: whoever opened the one-use link, from this machine's own pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlencode

from itsdangerous import BadSignature, Signer

from detente.web.password import Password

LINK_MINUTES = 10
"""So long can a link be opened."""

LINKS = 16
"""Links that are open at a time; the oldest closes when there are more."""


@dataclass(eq=False)
class Access:
    """The links that are open, and the sessions that were begun with one.

    Parameters
    ----------
    scheme : ``http``, or ``https`` under TLS.
    hosts : what the Host header may say, the one that links name first.
    password : may be given instead of a link, where others can reach the workbench.
    clock : seconds that only grow.
    """

    scheme: str
    hosts: tuple[str, ...]
    password: Password | None = None
    clock: Callable[[], float] = time.monotonic
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _links: dict[bytes, float] = field(default_factory=dict, repr=False)
    _ended: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def origins(self) -> frozenset[str]:
        """What the Origin header may say."""
        return frozenset(f"{self.scheme}://{host}" for host in self.hosts)

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; cookies know no ports, so it names the port.

        Under TLS its name keeps every other site of the same domain from setting it.
        """
        port = self.hosts[0].rpartition(":")[2]
        return f"__Host-detente-{port}" if self.scheme == "https" else f"detente-{port}"

    def make_link(self) -> str:
        """Make a link that opens the workbench once."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._links) >= LINKS:
                del self._links[next(iter(self._links))]
            self._links[_hide(key)] = self.clock() + 60 * LINK_MINUTES
        return f"{self.scheme}://{self.hosts[0]}/open?{urlencode({'key': key})}"

    def use_link(self, key: str) -> bool:
        """Say whether a link may be opened, and close it.

        What is compared are hashes, so that the time it takes tells nothing of a key.
        """
        hidden, valid = _hide(key), False
        with self._lock:
            for known, until in list(self._links.items()):
                if hmac.compare_digest(known, hidden):
                    valid = self.clock() < until
                    del self._links[known]
        return valid

    def begin(self) -> str:
        """Begin a session; return what its cookie says."""
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def end(self, session: str) -> None:
        """End a session: its cookie lets nobody in any more, whoever kept it."""
        self._ended.add(session)

    def find_session(self, cookies: Iterable[tuple[str, str]]) -> str | None:
        """Return the session that one of the cookies of a request belongs to.

        There may be several of its name: whatever runs at another port can set one too.
        """
        for name, said in cookies:
            if name == self.cookie:
                with suppress(BadSignature):
                    session = self._signer.unsign(said).decode()
                    if session not in self._ended:
                        return session
        return None

    def make_token(self, session: str) -> str:
        """Return the token that every change within a session has to show."""
        return hmac.new(self._secret, b"token " + session.encode(), hashlib.sha256).hexdigest()

    def is_token(self, session: str, token: str) -> bool:
        """Say whether a request shows the token of its session."""
        return hmac.compare_digest(self.make_token(session).encode(), token.encode())

    def write_cookie(self) -> str:
        """Write the header that gives a browser a new session."""
        secure = "; Secure" if self.scheme == "https" else ""
        return f"{self.cookie}={self.begin()}; Path=/; HttpOnly; SameSite=Strict{secure}"

    @property
    def _signer(self) -> Signer:
        return Signer(self._secret, salt="detente session", digest_method=hashlib.sha256)


def _hide(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
