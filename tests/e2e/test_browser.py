"""The browser fixtures notice what they are there to notice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PLAIN = """<!doctype html><html lang="en"><head><title>x</title>
<style>@media (prefers-color-scheme: dark) { body { background: black } }</style></head>
<body><p id="size"></p><script>size.textContent = innerWidth</script></body></html>"""


@pytest.fixture
def write_page(tmp_path):
    def write(text):
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_plain_page_is_quiet(open_page, write_page):
    opened = open_page(write_page(PLAIN))
    opened.check_quiet()
    assert opened.page.title() == "x"
    assert opened.overflow == 0


def test_an_error_on_the_page_is_noticed(open_page, write_page):
    opened = open_page(write_page("<script>console.error('oh'); throw Error('no')</script>"))
    assert [error.split(":")[0] for error in opened.errors] == ["console", "thrown"]


def test_a_request_is_noticed(open_page, write_page):
    opened = open_page(write_page("<img src='http://127.0.0.1:9/x.png' alt=''>"))
    assert opened.network_requests == ["http://127.0.0.1:9/x.png"]
    with pytest.raises(AssertionError):
        opened.check_quiet()


def test_a_phone_is_narrow(open_page, write_page):
    opened = open_page(
        write_page(f"<meta name=viewport content='width=device-width'>{PLAIN}"), width="phone"
    )
    assert opened.page.text_content("#size") == "360"


def test_screenshots_come_at_both_widths_light_and_dark(save_screenshots, write_page):
    files = save_screenshots(write_page(PLAIN), "plain")
    assert [file.stem for file in files] == [
        "plain-desktop-light",
        "plain-desktop-dark",
        "plain-phone-light",
        "plain-phone-dark",
    ]
    assert len({file.read_bytes() for file in files}) == 4


@pytest.mark.parametrize(("required", "outcome"), [("0", "1 skipped"), ("1", "1 error")])
def test_without_a_browser_the_tests_skip_unless_one_is_required(monkeypatch, required, outcome):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("DETENTE_REQUIRE_BROWSER", required)
    test = "tests/e2e/test_browser.py::test_a_plain_page_is_quiet"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rsE", "-p", "no:cacheprovider", test],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
    assert "apt-get install chromium" in done.stdout
