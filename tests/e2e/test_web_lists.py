"""The lists in a browser: cells changed by keyboard, seen in another tab, never lost."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from detente.case.edit import check, open_revision
from detente.web.pages.lists import Typed, make_edit
from tests.e2e.conftest import PATIENCE, entering
from tests.folders import write
from tests.serving import Served, serving

FROZEN = "value/usa/yongbyon/frozen"
GONE = "value/usa/yongbyon/dismantled"
BAD = {
    FROZEN: "5-9",
    "reservation/dprk": "9 to 1",
    "interaction/1/usa": "four",
    "firmness/stated": "150%",
    "readiness/leaders-2020": "2",
    "payoff/leaders-2020/usa/cost": "1,5",
    "deposit/oil-escrow/loses": "a lot",
    "field/yongbyon/dismantled/undo": "120%",
    "field/inspections/some/verify": "90",
    "field/yongbyon/dismantled/requires": "inspections.all",
}


HOLD_FIRST_JSON = """() => {
  const { json } = Response.prototype;
  let hold = new Promise((go) => { window.release = go; });
  Response.prototype.json = async function () {
    const mine = hold;
    hold = null;
    const found = await json.call(this);
    await mine;
    return found;
  };
}"""
"""Let the first news that a page is told of wait until it is released."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("lists") / "towns")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as process:
        yield process


@pytest.fixture(scope="module")
def tabs(served: Served, browser: Browser) -> Iterator[tuple[Page, Page]]:
    with entering(served, browser) as first:
        second = first.context.new_page()
        first.goto(f"{served.home}/c/towns/lists?at={FROZEN}", wait_until="domcontentloaded")
        second.goto(f"{served.home}/c/towns/lists", wait_until="domcontentloaded")
        yield first, second


def cell(page: Page, key: str):
    return page.locator(f'[id="{key}"]')


def take_back(page: Page) -> None:
    settled = "#actions:not(.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added)"
    expect(page.locator(f"{settled} #do-undo[aria-disabled=false]")).to_be_visible()
    page.keyboard.press("Control+z")


def put(page: Page, key: str, text: str) -> None:
    cell(page, key).focus()
    page.keyboard.type(text)


def hold_next(page: Page, pattern: str) -> Callable[[], Route]:
    """Hold the next request of a kind back; return what waits until it is sent."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route), times=1)

    def wait() -> Route:
        until = time.monotonic() + PATIENCE / 1000
        while not held:
            assert time.monotonic() < until, f"{pattern} was not asked for"
            page.wait_for_timeout(10)
        return held[0]

    return wait


def test_a_range_is_widened_by_keyboard_and_seen_in_another_tab(tabs):
    page, other = tabs
    expect(cell(page, FROZEN)).to_be_focused()
    page.keyboard.type("4 to 18")
    page.keyboard.press("Enter")
    expect(cell(page, GONE)).to_be_focused()
    expect(cell(other, FROZEN)).to_have_value("4 to 18")
    expect(cell(other, FROZEN)).to_have_attribute("title", "At the baseline: 6 to 14")
    take_back(page)
    expect(cell(page, FROZEN)).to_have_value("6 to 14")
    expect(cell(other, FROZEN)).to_have_value("6 to 14")
    expect(cell(page, GONE)).to_be_focused()


def test_an_undo_before_the_page_knows_of_the_edit_is_shown(tabs):
    page, other = tabs
    wait_for_edit = hold_next(page, "**/lists/edit")
    put(page, FROZEN, "5 to 17")
    page.keyboard.press("Enter")
    page.evaluate(HOLD_FIRST_JSON)
    sent = wait_for_edit()
    answer = sent.fetch()  # done there; the page is not told yet
    with other.expect_response("**/undo"):
        take_back(other)
    expect(page.locator("#do-undo[aria-disabled=true]")).to_be_visible()
    sent.fulfill(response=answer)
    page.evaluate("window.release()")
    expect(cell(page, FROZEN)).to_have_value("6 to 14")
    expect(cell(page, FROZEN)).not_to_have_attribute("title", re.compile("baseline"))


def test_an_undo_while_new_tables_are_on_their_way_is_shown(tabs):
    page, other = tabs
    title = "field/yongbyon/frozen/title"
    before = cell(page, title).input_value()
    wait_for_tables = hold_next(page, "**/lists/tables")
    put(page, title, "Called otherwise")
    page.keyboard.press("Enter")
    asked = wait_for_tables()
    expect(cell(other, title)).to_have_value("Called otherwise")
    take_back(other)
    expect(cell(page, title)).to_have_value(before)
    asked.continue_()
    expect(cell(other, title)).to_have_value(before)
    expect(cell(page, title)).to_have_value(before)


def test_what_is_typed_next_and_undone_waits_for_what_was_typed_before(tabs):
    page, _ = tabs
    wait_for_edit = hold_next(page, "**/lists/edit")
    put(page, FROZEN, "5 to 17")
    page.keyboard.press("Enter")
    put(page, FROZEN, "5 to 18")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")  # nothing is left to be saved by then, or all of it is
    expect(page.locator("#cell-problem")).to_be_hidden()
    wait_for_edit().continue_()
    expect(page.locator("#status")).to_contain_text("Saved in")
    expect(cell(page, FROZEN)).to_have_value("6 to 14")
    expect(page.locator("#do-undo[aria-disabled=true]")).to_be_visible()
    expect(page.locator("#cell-problem")).to_be_hidden()


def test_keys_move_as_in_a_spreadsheet(tabs):
    page, _ = tabs
    cell(page, FROZEN).focus()
    for key, there in (
        ("ArrowRight", "value/dprk/yongbyon/frozen"),
        ("Home", "field/yongbyon/frozen/title"),
        ("End", "field/yongbyon/frozen/excludes"),
        ("Home", "field/yongbyon/frozen/title"),
        ("Tab", FROZEN),
        ("ArrowDown", GONE),
        ("Control+ArrowUp", FROZEN),
        ("Shift+Tab", "field/yongbyon/frozen/title"),
        ("ArrowUp", "field/yongbyon/kept/title"),
    ):
        page.keyboard.press(key)
        expect(cell(page, there)).to_be_focused()
    put(page, FROZEN, "77")
    page.keyboard.press("ArrowLeft")  # within what is being typed
    expect(cell(page, FROZEN)).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, FROZEN)).to_have_value("6 to 14")


def test_bad_input_in_every_kind_of_cell_says_what_a_check_says(tabs, folder):
    page, _ = tabs
    revision = open_revision(folder)
    for key, text in BAD.items():
        said = check(revision, make_edit(Typed(key=key, text=text)))[0].message
        put(page, key, text)
        expect(page.locator("#cell-problem")).to_contain_text(html.unescape(said))
        expect(cell(page, key)).to_have_attribute("aria-invalid", "true")
        expect(cell(page, key)).to_have_attribute("aria-describedby", re.compile("cell-problem"))
        page.keyboard.press("Escape")
        expect(page.locator("#cell-problem")).to_be_hidden()
    expect(page.locator("#lists-wrong")).to_be_hidden()


def test_refused_text_stays_and_is_not_lost_when_the_page_follows(tabs):
    page, other = tabs
    put(page, FROZEN, "lots")
    page.keyboard.press("Tab")
    expect(page.locator("#lists-wrong")).to_have_text("One cell is not kept: show it")
    put(other, GONE, "15 to 31")
    other.keyboard.press("Enter")
    expect(cell(page, GONE)).to_have_value("15 to 31")
    put(other, "field/yongbyon//title", "The plants <b>&amp;")
    other.keyboard.press("Enter")
    expect(cell(page, "field/yongbyon//title")).to_have_value("The plants <b>&amp;")
    expect(cell(page, FROZEN)).to_have_value("lots")
    page.locator("#lists-wrong").click()
    expect(cell(page, FROZEN)).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, FROZEN)).to_have_value("6 to 14")


def test_two_tabs_at_one_cell_choose(tabs):
    page, other = tabs
    page.bring_to_front()
    put(page, FROZEN, "1 to 2")
    put(other, FROZEN, "3 to 4")
    with other.expect_response("**/lists/edit"):
        other.keyboard.press("Enter")
    page.bring_to_front()
    cell(page, FROZEN).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cell-problem")).to_contain_text("it now says “3 to 4”")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Leave “3 to 4”")).to_be_focused()
    page.get_by_role("button", name="Write “1 to 2”").click()
    expect(cell(other, FROZEN)).to_have_value("1 to 2")


PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  cell.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def test_a_block_is_pasted_as_one_step(tabs):
    page, other = tabs
    cell(page, FROZEN).focus()
    cell(page, FROZEN).evaluate(PASTE, "2 to 3\t-3 to -2\n9 to 1\t-8 to -7\n")
    expect(page.locator("#cell-problem")).to_contain_text("Nothing was pasted.")
    page.keyboard.press("Escape")
    cell(page, FROZEN).evaluate(PASTE, "2 to 3\t-3 to -2\n8 to 9\t-8 to -7\n")
    expect(cell(other, "value/dprk/yongbyon/dismantled")).to_have_value("-8 to -7")
    expect(cell(other, FROZEN)).to_have_value("2 to 3")
    take_back(page)
    expect(cell(page, FROZEN)).to_have_value("1 to 2")
    expect(cell(page, GONE)).to_have_value("15 to 31")


def test_rows_are_added_and_moved_by_keyboard(tabs):
    page, other = tabs
    page.locator('[data-add-option="yongbyon"]').click()
    page.keyboard.type("Sold for scrap!")
    expect(page.locator("#new-option-id")).to_have_value("sold-for-scrap")
    page.keyboard.press("Enter")
    added = "field/yongbyon/sold-for-scrap/title"
    expect(cell(page, added)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    rows = page.locator('tbody[data-issue="yongbyon"] tr.option')
    expect(rows.nth(2)).to_have_attribute("data-option", "sold-for-scrap")
    expect(cell(page, added)).to_be_focused()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Remove this option").click()
    expect(rows).to_have_count(3)
    expect(cell(other, added)).to_have_count(0)
    page.locator('tbody[data-issue="inspections"] .grip').first.click()
    page.get_by_role("menuitem", name="Remove this issue").click()
    expect(page.locator("#refused")).to_contain_text("offers.yaml")
    page.get_by_role("button", name="Close").first.click()
