"""The written pages: built strictly, outputs computed, whole and readable without a network."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracing import copy_untraced

ROOT = Path(__file__).parents[2]
REMOTE = re.compile(r"""<(?:script|img|iframe)[^>]*\bsrc="https?:|<link[^>]*\bhref="https?:""")
PAGES = (
    "tutorial",
    "theory/deals",
    "theory/coalitions",
    "theory/plan",
    "theory/meet",
    "theory/drivers",
    "theory/compare",
    "theory/forecast",
    "reference/claims",
    "reference/json",
    "reference/errors",
    "how-to/use-from-python",
    "how-to/exchange-files",
    "how-to/fill-in-a-workbook",
    "how-to/sweep",
    "benchmarks",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build without --quiet, which would keep warnings from ending a strict build.

    It is not traced: what pages happen to compute is no test of it, and takes long enough.
    """
    folder = tmp_path_factory.mktemp("pages") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=copy_untraced() | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return folder


def read(page: Path) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_no_page_shows_a_fault(built):
    for page in built.rglob("*.html"):
        text = read(page)
        for trouble in ("Traceback (most recent", "This is a fault in detente"):
            assert trouble not in text, page.name


def test_no_page_names_a_folder_of_the_machine(built):
    for page in built.rglob("*.html"):
        assert not re.search(r"/tmp/|/home/|/root/|/work/", read(page)), page.name


def test_blocks_were_run(built):
    text = read(built / "tutorial.html")
    assert "$ detente deals water" in text
    assert "The safest package found" in text
    assert "desk.run" not in text


def test_the_helpers_are_no_page(built):
    assert not list(built.rglob("examples.py"))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_without_a_network(built, open_page, page, width, scheme):
    opened = open_page(built / f"{page}.html", width=width, scheme=scheme)
    opened.check_quiet()
    assert opened.overflow == 0


@pytest.mark.browser
def test_commands_fit_their_column(built, open_page):
    page = open_page(built / "tutorial.html", width="desktop").page
    overhang = page.evaluate(
        "[...document.querySelectorAll('.language-console code')]"
        ".map(code => code.scrollWidth - code.clientWidth)"
    )
    assert len(overhang) > 5
    assert max(overhang) <= 0


def test_pages_load_nothing_from_elsewhere(built):
    pages = list(built.rglob("*.html"))
    assert len(pages) > 3
    for page in pages:
        assert not REMOTE.search(page.read_text(encoding="utf-8")), page.name


@pytest.mark.browser
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_page_opens_as_a_file(built, open_page, width):
    opened = open_page(built / "index.html", width=width)
    opened.check_quiet()
    assert opened.overflow == 0
    assert opened.page.locator("h1").inner_text().startswith("detente")


@pytest.mark.browser
def test_the_search_works_from_a_file(built, open_page):
    page = open_page(built / "index.html").page
    page.locator("input.md-search__input").click()
    page.keyboard.type("benchmarks")
    page.locator(".md-search-result__item").first.wait_for()
