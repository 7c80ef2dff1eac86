"""Outputs that are closed or full: said in a line or silent, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DETENTE = "import sys; from detente.cli import main; sys.exit(main())"
SHELL = Path("/bin/sh")

pytestmark = pytest.mark.skipif(not SHELL.exists(), reason="needs a POSIX shell")


def run(redirected: str) -> subprocess.CompletedProcess[str]:
    command = f"'{sys.executable}' -c '{DETENTE}' cases {redirected}"
    return subprocess.run(
        [SHELL, "-c", command], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&-"])
def test_an_output_that_is_closed_swallows_what_is_said(closed: str) -> None:
    done = run(closed)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_no_fault_of_detente() -> None:
    done = run(">/dev/full")
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "fault in detente" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_it_without_a_word() -> None:
    assert run("| true").stderr == ""
