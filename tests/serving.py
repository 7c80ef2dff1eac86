"""``detente serve`` as a process of its own, for tests: its link, its addresses, its end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from tests.tracing import copy_untraced

COMMAND = (sys.executable, "-c", "from detente.cli import main; main()", "serve")


@dataclass
class Served:
    """A workbench that runs, and the first link that it printed."""

    process: subprocess.Popen[str]
    link: str

    @property
    def home(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"

    def press_enter(self) -> str:
        """Ask for another link, as a person would."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    @contextmanager
    def enter(self) -> Iterator[httpx2.Client]:
        """Open a link in a client that keeps cookies and sends what a page would."""
        with httpx2.Client(base_url=self.home, follow_redirects=True, timeout=60) as client:
            page = client.get(self.press_enter())
            found = re.search(r'data-csrf="([0-9a-f]+)"', page.text)
            assert found, page.text
            sent = {"X-CSRF-Token": found[1], "Origin": self.home, "HX-Request": "true"}
            client.headers.update(sent)
            yield client

    def end(self) -> tuple[int, str, str]:
        """Press Ctrl-C; return the exit status, and what else came on both outputs."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def serving(
    case: Path | str, *options: str, cwd: Path | None = None, traced: bool = False
) -> Iterator[Served]:
    """Serve a case on a free port with few draws, until the block is left.

    It is killed then, and what is killed tells nothing of what it covered: it is traced only for
    tests that end it as a person would.
    """
    process = subprocess.Popen(
        [*COMMAND, str(case), "--no-browser", "--port", "0", "--draws", "64", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=None if traced else copy_untraced(),
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        link = process.stdout.readline().strip()
        assert link, process.communicate(timeout=30)
        yield Served(process, link)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None and not process.stdout.closed:
            process.communicate()
