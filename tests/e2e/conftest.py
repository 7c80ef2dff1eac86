"""A real Chromium for the end-to-end tests, and what to look for in it.

``browser`` is Debian's Chromium (or another one found on the path), driven through Playwright.
Where there is none the tests skip and say how to get one; with ``DETENTE_REQUIRE_BROWSER=1``,
as in ``.ci/run``, they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.serving import Served

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Browsers as people have them."""
BROWSERS = ("chromium-headless-shell", *WHOLE)
"""First the same Chromium without its windows: a page takes a third of the time."""
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
MISSING = (
    "no Chromium on the path; to run the browser tests, install one"
    " (Debian: sudo apt-get install chromium-headless-shell; Ubuntu: chromium)"
)
PATIENCE = 60_000
"""Milliseconds: a busy machine takes its time, and nothing here is about how long."""
expect.set_options(timeout=PATIENCE)

UNDRAWN = "[data-chart]:not([data-state])"
SETTLING = 250
"""Milliseconds in which a page that stands may still ask for something; not "networkidle", which
Playwright now and then waits for in vain."""

LOCAL = ("about:", "blob:", "data:", "file:")

Width = Literal["desktop", "phone"]
Scheme = Literal["light", "dark"]
SIZES: dict[Width, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 740},
}


@dataclass
class Opened:
    """A page that has been opened, and what it did meanwhile."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def network_requests(self) -> list[str]:
        """Addresses asked for beyond the file itself; a self-contained page has none."""
        return [address for address in self.requests if not address.startswith(LOCAL)]

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than the window; 0 when nothing sticks out."""
        root = "document.documentElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))

    def check_quiet(self) -> None:
        """Fail unless the page asked nothing of the network and raised no error."""
        assert not self.network_requests
        assert not self.errors

    def save_screenshot(self, file: Path, *, full: bool = True) -> Path:
        """Save what the page looks like, all of it or the window only, as PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=full, animations="disabled")
        return file


def find_browser(names: Iterable[str] = BROWSERS) -> str | None:
    """Path of a Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, names)), None)


class Held:
    """A browser that is started when a test wants one, and closed when no e2e test comes next.

    While it is open a loop of Playwright runs in this thread, and tests elsewhere that run one of
    their own could not.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def open(self, executable: str) -> Browser:
        """Start it, unless it is there."""
        if self._browser is None:
            chromium = self._stack.enter_context(sync_playwright()).chromium
            self._browser = chromium.launch(executable_path=executable, args=list(FLAGS))
            self._stack.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """End it and what drives it."""
        self._browser = None
        self._stack.close()


HELD = Held()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Close the browser once its pages are closed, where a test of another folder follows."""
    try:
        yield
    finally:
        if nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent):
            HELD.close()


@pytest.fixture(scope="module")
def browser() -> Browser:
    """Return one browser for all of these tests; each page gets a profile of its own."""
    executable = find_browser()
    if executable is None:
        if os.environ.get("DETENTE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"DETENTE_REQUIRE_BROWSER=1, but there is {MISSING}")
        pytest.skip(MISSING)
    return HELD.open(executable)


def is_trouble(message: ConsoleMessage) -> bool:
    """Whether what a page logged is an error or a warning of it.

    htmx logs an error, by these names alone, for each request that a later one replaces.
    """
    replaced = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    return message.type in ("error", "warning") and not replaced


@contextmanager
def entering(served: Served, browser: Browser) -> Iterator[Page]:
    """Enter a workbench by a link of its own, in a wide window; no script may fail there."""
    context = browser.new_context(viewport=SIZES["desktop"])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.press_enter(), wait_until="domcontentloaded")  # buttons work from then on
    yield page
    context.close()
    assert not errors


OpenPage = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a file or address: ``open_page(file, width=, scheme=)``."""
    contexts = []

    def open_(target: Path | str, *, width: Width = "desktop", scheme: Scheme = "light") -> Opened:
        context = browser.new_context(
            viewport=SIZES[width],
            color_scheme=scheme,
            device_scale_factor=2 if width == "phone" else 1,
            has_touch=width == "phone",
            is_mobile=width == "phone",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        opened = Opened(context.new_page())
        watch(opened)
        opened.page.goto(target.resolve().as_uri() if isinstance(target, Path) else target)
        expect(opened.page.locator(UNDRAWN)).to_have_count(0)
        opened.page.wait_for_timeout(SETTLING)
        return opened

    yield open_
    for context in contexts:
        context.close()


def watch(opened: Opened) -> None:
    """Note each request, and each error whether thrown, logged or from loading."""
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("pageerror", lambda error: opened.errors.append(f"thrown: {error}"))
    opened.page.on(
        "console",
        lambda message: (
            opened.errors.append(f"console: {message.text}") if is_trouble(message) else None
        ),
    )
    opened.page.on(
        "requestfailed", lambda request: opened.errors.append(f"not loaded: {request.url}")
    )


@pytest.fixture
def save_screenshots(
    open_page: OpenPage, tmp_path: Path
) -> Callable[[Path | str, str], list[Path]]:
    """Return a function that saves a page at both widths, light and dark, to be looked at.

    They go to the folder named by ``DETENTE_SCREENSHOTS``, else to the test's own.
    """
    folder = Path(os.environ.get("DETENTE_SCREENSHOTS", tmp_path))

    def save(target: Path | str, name: str) -> list[Path]:
        return [
            open_page(target, width=width, scheme=scheme).save_screenshot(
                folder / f"{name}-{width}-{scheme}.png"
            )
            for width in ("desktop", "phone")
            for scheme in ("light", "dark")
        ]

    return save
