"""Hand the one-use link to a person: in their browser, or in the terminal when they ask for it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from html import escape
from pathlib import Path

from detente.web.access import Access

PAGE = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url={link}">
<title>detente</title>
<p><a href="{link}">To the workbench</a></p>
"""


def open_browser(access: Access) -> Callable[[], None]:
    """Open the browser, where there is a desktop to open it on; return what cleans up after it.

    The link goes through a file that only its owner can read: others on the machine see what a
    browser is started with.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return lambda: None
    folder = Path(tempfile.mkdtemp(prefix="detente-"))
    page = folder / "open.html"
    page.touch(mode=0o600)
    page.write_text(PAGE.format(link=escape(access.make_link())), "utf-8")
    threading.Thread(target=webbrowser.open, args=(page.as_uri(),), daemon=True).start()
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def follow_terminal(access: Access) -> None:
    """Print a fresh link whenever Enter is pressed."""
    if hasattr(signal, "SIGTTIN"):
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # in the background it may go on
    threading.Thread(target=_follow, args=(access,), daemon=True).start()


def _follow(access: Access) -> None:
    """Read what is typed; not through sys.stdin, which would hold up the end."""
    try:
        while typed := os.read(0, 1024):
            for _ in range(min(typed.count(b"\n"), 1)):
                sys.stdout.write(f"{access.make_link()}\n")
                sys.stdout.flush()
    except OSError:
        return
