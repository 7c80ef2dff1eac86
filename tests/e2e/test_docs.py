"""The documentation builds without a warning, and is whole without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REMOTE = re.compile(r"""<(?:script|img|iframe)[^>]*\bsrc="https?:|<link[^>]*\bhref="https?:""")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the documentation once, strictly."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_pages_load_nothing_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 3
    for page in pages:
        assert not REMOTE.search(page.read_text(encoding="utf-8")), page.name


@pytest.mark.browser
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_page_opens_as_a_file(site, open_page, width):
    opened = open_page(site / "index.html", width=width)
    opened.check_quiet()
    assert opened.overflow == 0
    assert opened.page.locator("h1").inner_text().startswith("detente")


@pytest.mark.browser
def test_the_search_works_from_a_file(site, open_page):
    page = open_page(site / "index.html").page
    page.locator("input.md-search__input").click()
    page.keyboard.type("benchmarks")
    page.locator(".md-search-result__item").first.wait_for()
