"""What the documents say to type is there to be made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/index.md", "docs/benchmarks.md", "Makefile")
COMMAND = re.compile(r"^(?: {4}|\$ |\t@echo \")make (?P<target>[a-z-]+)", re.MULTILINE)


def read_targets() -> list[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS]
    return sorted({found["target"] for text in texts for found in COMMAND.finditer(text)})


def test_the_documents_name_the_main_targets():
    assert {"bench", "clean", "demo", "docs", "lint", "test"} <= set(read_targets())


@pytest.mark.parametrize("target", read_targets())
def test_every_target_that_is_named_exists(target):
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_ci_calls_the_command_that_the_readme_gives():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^ *make test\b", readme, re.MULTILINE)
    assert "grep -oE '^ *make test\\b' README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_help_names_what_it_can_make():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("make demo ")
