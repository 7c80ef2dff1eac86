"""The first five minutes of a new analyst: from the open case to a report with a change in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import entering
from tests.serving import Served, serving

pytestmark = pytest.mark.browser

CASES = Path(__file__).parents[2] / "cases"
COST = "value/dprk/yongbyon/plutonium-frozen"
ODDS = ".tiles li"
DOCUMENT = "# On the plants\n\nThey stand still anyway.\n\nTo freeze them costs the North little."


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A copy of the shipped case, since what is not saved is kept beside a case."""
    shutil.copytree(CASES / "us-dprk-2020", tmp_path / "korea")
    with serving(tmp_path / "korea") as process:
        yield process


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    with entering(served, browser) as page:
        yield page


def test_a_new_analyst_gets_from_the_open_case_to_a_report(page: Page, tmp_path: Path) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    _widen_a_range(page)
    _build_a_package(page)
    _move_a_stage(page)
    _attach_a_passage(page, tmp_path)
    _export(page, tmp_path)


def open_page(page: Page, name: str) -> None:
    links = page.get_by_role("navigation", name="Pages")
    links.get_by_role("link", name=name, exact=True).click(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _widen_a_range(page: Page) -> None:
    open_page(page, "Lists")
    expect(page.locator(f"{ODDS} b").first).to_be_visible()
    cell = page.locator(f'[id="{COST}"]')
    cell.click()
    cell.fill("-30 to -1")
    cell.press("Enter")
    moved = page.locator(f"{ODDS}.clear", has_text="All accept")
    expect(moved).to_contain_text(re.compile(r"was \d+%"))
    page.get_by_role("button", name="Details").click()
    box = page.locator("#all-moved")
    expect(box).to_contain_text("Every side accepts the safest package found")
    expect(page.locator(".told .turning")).to_have_count(0)
    expect(box).to_contain_text("If every promise is kept")
    expect(box).to_be_visible()  # though its text was replaced meanwhile
    page.keyboard.press("Escape")


def _build_a_package(page: Page) -> None:
    open_page(page, "Deals")
    choice = page.get_by_label("United Nations sanctions")
    expect(page.locator("#deal")).to_contain_text("acceptable to every side")
    choice.select_option(label="Textile and seafood exports allowed")
    said = page.locator("#deal")
    expect(said).to_contain_text("“United Nations sanctions: Textile")
    expect(said).to_contain_text(re.compile(r"odds that every side accepts: \S+ instead of"))
    page.get_by_role("button", name="Pin it").click()
    expect(page.locator("#pins .card")).to_have_count(1)


def _move_a_stage(page: Page) -> None:
    open_page(page, "Plan")
    step = page.locator(".step .handle").first
    key = step.locator("xpath=..").get_attribute("data-step")
    page.locator(f'[data-step="{key}"] .handle').press("ArrowDown")
    expect(page).to_have_url(re.compile("stages="))
    expect(page.locator(".plan-beside")).to_contain_text("recommended")
    back = page.get_by_role("link", name="Back to the recommended stages")
    expect(back).to_be_visible()


def _attach_a_passage(page: Page, folder: Path) -> None:
    (folder / "plants.md").write_text(DOCUMENT, encoding="utf-8")
    open_page(page, "Sources")
    expect(page.locator("#shelf")).to_be_visible()
    page.get_by_text("Add a source", exact=True).click()
    page.get_by_label("Title").fill("On the plants")
    page.get_by_role("button", name="Add the source").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On the plants")
    page.get_by_label("Add the document").set_input_files(folder / "plants.md")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("To freeze them costs the North little.").select_text()
    expect(page.locator("#quote")).to_have_value("To freeze them costs the North little.")
    page.get_by_role("button", name="Attach to a number …").click()
    page.get_by_label("Which number rests on it?").fill("North Korea Yongbyon Reactors")
    page.get_by_role("radio", name=re.compile("North Korea: Nuclear plants")).check()
    page.get_by_role("button", name="Attach", exact=True).click()
    marked = page.locator("mark[data-passages]")
    expect(marked).to_contain_text("To freeze them costs the North little")


def _export(page: Page, folder: Path) -> None:
    open_page(page, "Export")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Page (HTML)").click()
    downloading.value.save_as(folder / "report.html")
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "To freeze them costs the North little." in report
    assert not (folder / "korea" / "sources").exists()  # nothing is written before it is saved
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Saved")).to_be_visible()
    (kept,) = (folder / "korea" / "sources").iterdir()
    assert kept.read_text("utf-8") == DOCUMENT
    assert "-30 to -1" in (folder / "korea" / "case.yaml").read_text("utf-8")
