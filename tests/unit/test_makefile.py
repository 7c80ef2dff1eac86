"""What the documents say to type is there to be made."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/index.md", "docs/benchmarks.md", "Makefile")
COMMAND = re.compile(r"^(?: {4}|\$ |\t@echo \")make (?P<target>[a-z-]+)", re.MULTILINE)


# These tests may themselves run under make, which would then announce folders.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def read_targets() -> list[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS]
    return sorted({found["target"] for text in texts for found in COMMAND.finditer(text)})


def run_make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_the_documents_name_the_main_targets():
    assert {"bench", "clean", "demo", "docs", "lint", "test"} <= set(read_targets())


@pytest.mark.parametrize("target", read_targets())
def test_every_target_that_is_named_exists(target):
    done = run_make("--dry-run", target)
    assert done.returncode == 0, done.stderr


def test_ci_calls_the_command_that_the_readme_gives():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^ *make test\b", readme, re.MULTILINE)
    assert "grep -oE '^ *make test\\b' README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_help_names_what_it_can_make():
    done = run_make()
    assert done.returncode == 0
    assert done.stdout.startswith("make demo ")
