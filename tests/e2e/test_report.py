"""The report in a real browser: whole, quiet, readable, and true to its notes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from detente.report import render_html, save_report
from tests.e2e.conftest import Opened, OpenPage, Scheme, Width
from tests.report_samples import attack, make_case, sample, study

pytestmark = pytest.mark.browser
DRAWN = "document.documentElement.dataset.charts === 'done'"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    return save_report(render_html(*sample()), file)


def open_drawn(open_page: OpenPage, file: Path, width: Width, scheme: Scheme) -> Opened:
    opened: Opened = open_page(file, width=width, scheme=scheme)
    opened.page.wait_for_function(DRAWN)
    return opened


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_quietly_with_every_chart_drawn(
    open_page: OpenPage, report: Path, width: Width, scheme: Scheme
) -> None:
    opened = open_drawn(open_page, report, width, scheme)
    charts = opened.page.locator("[data-chart]")
    assert charts.count() >= 8
    assert opened.page.locator("[data-chart][data-state=drawn] svg").count() == charts.count()
    assert opened.overflow == 0
    opened.check_quiet()


def test_charts_fill_their_place_and_stay_in_it(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "phone", "light").page
    sizes = page.evaluate(
        "[...document.querySelectorAll('.chart svg')]"
        ".map(svg => [svg.clientWidth, svg.parentElement.closest('.chart').clientWidth])"
    )
    assert all(200 < drawn <= room for drawn, room in sizes)


def test_the_first_screen_holds_the_answer_and_the_findings(
    open_page: OpenPage, report: Path
) -> None:
    page = open_drawn(open_page, report, "desktop", "light").page
    lowest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.answer, main > .rests, .findings li')]"
        ".map(item => item.getBoundingClientRect().bottom))"
    )
    assert lowest < 900
    links = page.locator(".findings a")
    assert links.count() == 5
    for place in range(links.count()):
        target = links.nth(place).get_attribute("href")
        assert page.locator(str(target)).count() == 1


def test_a_link_into_a_fold_opens_it(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "desktop", "light").page
    fold = page.locator("#offer-first")
    assert fold.get_attribute("open") is None
    assert not fold.locator("p").first.is_visible()
    page.evaluate("location.hash = 'offer-first'")
    fold.locator("p").first.wait_for(state="visible")


def test_the_key_of_the_frontier_fits_a_phone(open_page: OpenPage, report: Path) -> None:
    opened = open_drawn(open_page, report, "phone", "light")
    key = opened.page.locator("#deals ul.key li")
    assert key.count() >= 3
    room = opened.page.viewport_size["width"]  # type: ignore[index]
    for place in range(key.count()):
        box = key.nth(place).bounding_box()
        assert box
        assert box["x"] + box["width"] <= room


def test_a_table_that_is_cut_says_so_and_keeps_its_first_column(
    open_page: OpenPage, report: Path
) -> None:
    page = open_drawn(open_page, report, "phone", "light").page
    cut = page.locator("section#deals .scroll[data-cut=more]").first
    sheet = page.get_by_role("group", name=str(cut.get_attribute("aria-label"))).first
    hint = sheet.locator("xpath=preceding-sibling::p[1]")
    assert hint.is_visible()
    first = sheet.locator("tbody th").first
    before = first.bounding_box()
    sheet.evaluate("sheet => { sheet.scrollLeft = sheet.scrollWidth; }")
    page.wait_for_function("sheet => sheet.dataset.cut === 'end'", arg=sheet.element_handle())
    after = first.bounding_box()
    assert before
    assert after
    assert abs(before["x"] - after["x"]) <= 1
    assert not hint.is_visible()


def test_a_number_opens_its_passage(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "desktop", "light").page
    number = page.locator("section#deals button.num", has_text="5 to 8").first
    number.click()
    note = page.locator(".note:popover-open")
    assert "Who keeps the locks." in note.inner_text()
    assert "Treaty of the canal" in note.inner_text()
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_a_note_leads_to_its_source(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "desktop", "light").page
    page.locator("section#deals .cite a").first.click()
    expect(page).to_have_url(re.compile("#source-1$"))
    expect(page.locator(":target")).to_contain_text("Treaty of the canal")


def test_the_keyboard_reaches_the_answer_first(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "desktop", "light").page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_light_and_dark_differ_and_both_have_contrast(open_page: OpenPage, report: Path) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        page = open_drawn(open_page, report, "desktop", scheme).page
        paper, *inks = read_colours(page)
        papers.add(paper)
        for ink in inks:
            assert contrast(paper, ink) >= 4.5
    assert len(papers) == 2


def read_colours(page: Page) -> list[tuple[int, int, int]]:
    found = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, ...['.answer', '.rests', '.measure',"
        " '.reading', 'summary', '.kicker'].map(name =>"
        " getComputedStyle(document.querySelector(name)).color)]"
    )
    return [tuple(map(int, re.findall(r"\d+", colour)[:3])) for colour in found]  # type: ignore[misc]


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """Contrast ratio of two colours, as WCAG 2 defines it."""
    low, high = sorted(luminance(colour) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: tuple[int, int, int]) -> float:
    shares = [part / 255 for part in colour]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_scripts_the_tables_remain(browser: object, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("table").count() > 5
    assert page.locator(".noscript").is_visible()
    page.locator("section#deals button.num").first.click()
    assert page.locator(".note:popover-open").count() == 1
    context.close()


def test_markup_in_a_case_does_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    case = attack(make_case())
    file = save_report(render_html(case, study(case)), tmp_path / "attack.html")
    opened = open_drawn(open_page, file, "desktop", "light")
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("[data-chart]:not([data-state=drawn])").count() == 0
    assert "{{7*7}}" in opened.page.locator("h1").inner_text()
    opened.check_quiet()


def test_an_empty_case_has_a_page_too(open_page: OpenPage, tmp_path: Path) -> None:
    case = make_case(offers=(), promises=(), ratifiers=())
    file = save_report(render_html(case, study(case)), tmp_path / "empty.html")
    opened = open_drawn(open_page, file, "phone", "dark")
    assert "No offer is on record" in opened.page.locator("#offers").inner_text()
    assert "No promise is on record" in opened.page.locator("#trust").inner_text()
    assert opened.overflow == 0
    opened.check_quiet()


def test_it_prints(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "desktop", "dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.pdf(format="A4")[:5] == b"%PDF-"
