"""Sources in a browser: words of a document are attached to a number, and that is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import entering
from tests.folders import FILES, write
from tests.serving import Served, serving

pytestmark = pytest.mark.browser

FROZEN = "value/usa/yongbyon/frozen"
DOCUMENT = "# A paper\n\nHere is what it says about plants.\n\nThe other side <b>waits</b>."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    named = FILES["sources.yaml"].replace("{title:", "{file: sources/paper.md, title:")
    files = {"sources.yaml": named, "sources/paper.md": DOCUMENT}
    folder = write(tmp_path_factory.mktemp("sources") / "towns", FILES | files)
    with serving(folder) as process:
        yield process


@pytest.fixture(scope="module")
def page(served: Served, browser: Browser) -> Iterator[Page]:
    with entering(served, browser) as page:
        yield page


def test_words_are_attached_to_a_number_and_taken_back(page, served):
    page.goto(f"{served.home}/c/towns/sources/kelly2020?for={FROZEN}")
    marks = page.locator("mark[data-passages]")
    expect(marks).to_have_text("what it says")
    page.locator("#paragraph-0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#quote")).to_have_value("The other side <b>waits</b>.")

    page.locator("[data-attach]").click()
    name = page.locator("#attach-name")
    expect(name).to_have_value("other-side-b")
    expect(page.locator("#numbers input:checked")).to_have_value(FROZEN)
    name.fill("p. 9")
    page.locator("#attach .primary").click()
    expect(page.locator("#attach-problems")).to_contain_text("choose another name")
    name.fill("waiting")
    page.locator("#attach .primary").click()
    expect(page.locator("#attach")).to_be_hidden()
    expect(marks).to_have_count(2)
    expect(page.locator("#wanted")).to_contain_text("waiting")

    marks.last.click()
    expect(page.locator("#about")).to_contain_text("one number")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(marks).to_have_count(1)
    expect(page.locator("#wanted")).not_to_contain_text("waiting")


def test_the_list_is_filtered_and_search_leads_to_the_paragraph(page, served):
    page.goto(f"{served.home}/c/towns/sources")
    expect(page.locator("#shelf > li")).to_have_count(1)
    page.locator("#filter").fill("zebra")
    expect(page.locator("#none-shown")).to_be_visible()
    page.locator("#filter").fill("PAPER 2020")
    expect(page.locator("#shelf > li")).to_be_visible()
    expect(page.locator("#shown")).to_have_text("1 of 1")
    page.locator("#words").fill("wait*")
    found = page.locator("#found a")
    expect(found).to_have_count(1)
    found.click()
    expect(page.locator("#paragraph-2")).to_be_focused()


@pytest.mark.parametrize("address", ["sources", "sources/kelly2020", "sources/_bare"])
def test_a_phone_shows_it_without_scrolling_sideways(page, served, address):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served.home}/c/towns/{address}")
    expect(page.locator("#live > .loading")).to_have_count(0)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
