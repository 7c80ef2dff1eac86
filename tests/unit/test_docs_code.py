"""What the documents show as code runs: Python blocks, doctests, and the README's commands.

The blocks that the pages execute run when the documentation is built, which fails on any error
(``tests/e2e``). Doctests in ``src`` are collected by pytest itself; here it is made sure that they
are.
"""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from docs.examples import share_draws

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md", *PAGES]
FENCE = re.compile(
    r"^```(?P<language>\w+)(?P<rest>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_python_is_executed_or_a_doctest(page):
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        if block["language"] in ("python", "py") and 'exec="on"' not in block["rest"]:
            assert block["code"].startswith(">>>"), f"{name(page)} shows Python that never runs"


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_doctests_of_documents_run(page):
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    done = doctest.testfile(str(page), module_relative=False, optionflags=options, encoding="utf-8")
    assert done.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_sessions_belong_to_one_page(page):
    own = set(re.findall(r'session="([\w-]+)"', page.read_text(encoding="utf-8")))
    others = (path for path in PAGES if path != page)
    for other in others:
        theirs = re.findall(r'session="([\w-]+)"', other.read_text(encoding="utf-8"))
        assert not own & set(theirs), f"{name(page)} and {name(other)} share a session"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_yaml_that_is_shown_is_yaml(page):
    import yaml

    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == "yaml":
            assert yaml.safe_load(block["code"]), block["code"]


def test_doctests_of_the_helpers_run():
    from docs import examples

    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    done = doctest.testmod(examples, optionflags=options)
    assert done.failed == 0
    assert done.attempted > 3


def test_doctests_of_the_sources_are_collected():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "src/detente/core/belief.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "detente.core.belief.Ledger.compute_belief" in done.stdout, done.stdout


def read_readme(before: str) -> str:
    """The indented block of the README that follows a line."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split(f"\n{before}\n")[1]
    lines = []
    for line in text.lstrip("\n").splitlines():
        if line and not line.startswith("    "):
            break
        lines.append(line)
    return textwrap.dedent("\n".join(lines))


@pytest.fixture
def my_case(tmp_path, monkeypatch):
    from detente.case import save_template

    monkeypatch.chdir(tmp_path)
    return save_template(tmp_path / "my-case")


def test_the_readme_shows_python_that_runs(my_case):
    exec(compile(read_readme("In Python:"), "README.md", "exec"), {})


def test_the_tour_of_the_readme_runs(tmp_path, monkeypatch):
    from detente.cli.app import app

    monkeypatch.chdir(tmp_path)
    before = "Activate the environment first (`. .venv/bin/activate`), or call `.venv/bin/detente`."
    commands = [shlex.split(line, comments=True) for line in read_readme(before).splitlines()]
    assert len(commands) > 5
    with share_draws():
        for command in filter(None, commands):
            assert command[0] == "detente"
            done = CliRunner().invoke(app, command[1:], catch_exceptions=False)
            assert done.exit_code == 0, f"{' '.join(command)}\n{done.output}"
    assert (tmp_path / "report.html").stat().st_size > 100_000
