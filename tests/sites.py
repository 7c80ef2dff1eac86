"""The workbench behind its guard, for tests, with a browser that does not follow by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from detente.case.shelf import find_case
from detente.web.access import Access
from detente.web.app import make_app
from detente.web.password import Password

GOOD = "correct horse battery"
HOST = "127.0.0.1:8104"
HOSTS = (HOST, "localhost:8104", "[::1]:8104")
HOME = f"http://{HOST}"
CASE = "barter-nash-1950"
MOST = 5_000


@dataclass
class Clock:
    """Seconds that a test moves on."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """The workbench behind its guard, and a browser that does not follow by itself."""

    clock: Clock = field(default_factory=Clock)
    access: Any = None
    browser: Any = None
    token: str = ""

    def __post_init__(self) -> None:
        self.access = Access("http", HOSTS, clock=self.clock)
        self.browser = self.make_browser()

    def make_browser(self, **more: Any) -> TestClient:
        app = make_app({"barter": find_case(CASE)}, 100, self.access, most=MOST)
        return TestClient(app, base_url=HOME, follow_redirects=False, **more)

    def enter(self) -> Site:
        assert self.browser.get(self.access.make_link()).status_code == 303
        page = self.browser.get("/c/barter/lists").text
        found = re.search(r'data-csrf="([0-9a-f]{64})"', page)
        assert found
        self.token = found[1]
        return self

    def post(self, path: str = "/c/barter/pin", **headers: str) -> Any:
        sent = {"Origin": HOME, "X-CSRF-Token": self.token} | headers
        return self.browser.post(path, headers={k: v for k, v in sent.items() if v})


def make_guarded() -> Site:
    """Make a workbench that takes a password too."""
    site = Site()
    password = Password.of(GOOD)
    password.clock = site.clock
    site.access.password = password
    return site


def log_in(site: Site, password: str, address: str = "") -> int:
    browser = site.make_browser(client=(address, 5000)) if address else site.browser
    headers = {"Origin": HOME}
    answer = browser.post("/login", data={"password": password}, headers=headers)
    return int(answer.status_code)
