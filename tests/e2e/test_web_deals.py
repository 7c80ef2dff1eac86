"""The page on deals in a browser: a point is pressed, a package built by keyboard, two compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import entering, is_trouble
from tests.folders import write
from tests.serving import Served, serving

FRAME = "#deals-live .chart[data-state=drawn] svg .role-frame .background"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(write(tmp_path_factory.mktemp("deals") / "towns")) as process:
        yield process


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    told: list[str] = []
    with entering(served, browser) as page:
        page.on("console", lambda said: told.append(said.text) if is_trouble(said) else None)
        page.goto(f"{served.home}/c/towns/deals", wait_until="commit")
        expect(page.locator("#deal-title")).to_have_text(re.compile("safest"))
        expect(page.locator(FRAME).first).to_be_visible()
        yield page
    assert not told


def find_point(page: Page) -> dict[str, float]:
    """Find where a package is drawn that is not open, in pixels of the window."""
    found: dict[str, float] = page.evaluate(
        """() => {
        const place = document.querySelector("#deals-live .chart[data-state=drawn]");
        const frame = place.querySelector("svg .role-frame .background");
        frame.scrollIntoView({ block: "center" });
        const specs = JSON.parse(document.querySelector("#deals-live > .specs").textContent);
        const open = place.view.data("open")[0];
        const { x, y } = specs[place.dataset.chart].layer
          .flatMap((layer) => layer.data.values ?? [])
          .find((each) => "at" in each && Math.abs(each.x - open.x) > 1);
        const box = frame.getBoundingClientRect();
        return {
          x: box.left + place.view.scale("x")(x) / place.view.width() * box.width,
          y: box.top + place.view.scale("y")(y) / place.view.height() * box.height,
        };
    }"""
    )
    return found


def test_a_package_is_picked_built_pinned_and_compared(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('#deals-live .chart').view?.data('open').length === 1"
    )
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    point = find_point(page)
    page.mouse.move(point["x"], point["y"])
    expect(page.locator(".deal-tip")).to_contain_text("it changes")
    page.mouse.click(point["x"], point["y"])
    expect(page).to_have_url(re.compile(r"\?package="))
    expect(page.locator(".change")).to_contain_text("The last change")
    picked = page.url

    choice = page.locator("#choice-yongbyon")
    choice.focus()
    page.keyboard.press("ArrowUp")
    expect(page).not_to_have_url(picked)
    expect(choice).to_be_focused()
    built = page.url.partition("package=")[2]
    expect(page.locator("#deal article")).to_have_attribute("data-package", built)

    page.locator("#pin-name").fill("By hand")
    page.get_by_role("button", name="Pin it").click()
    expect(page.locator("#pins th", has_text="By hand").first).to_be_visible()
    expect(page.locator("#deal-pin")).to_have_text("Unpin")
    page.go_back()
    expect(page).to_have_url(picked)
    before = picked.partition("package=")[2]
    expect(page.locator("#deal article")).to_have_attribute("data-package", before)
    page.locator("#pin-name").fill("Picked")
    page.get_by_role("button", name="Pin it").click()
    expect(page.locator("#pins th", has_text="Picked").first).to_be_visible()
    expect(page.locator("#pins")).to_contain_text("Where the packages differ")

    page.reload()
    expect(page.locator("#deal-title")).to_have_text("Picked")
    expect(page.locator("#pins th", has_text="By hand").first).to_be_visible()
    page.locator("#pins").get_by_role("button", name="Remove By hand").click()
    expect(page.locator("#pins th", has_text="By hand")).to_have_count(0)
    expect(page.locator("#pins")).not_to_contain_text("Where the packages differ")


def test_every_drawn_package_has_a_button_and_nothing_sticks_out(page: Page) -> None:
    fold = page.locator("#deal-list details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    drawn = (fold.get_attribute("data-points") or "").split(",")
    expect(fold.locator("button")).to_have_count(len(drawn))
    fold.locator("button").last.press("Enter")
    expect(page).to_have_url(re.compile(r"\?package="))
    expect(fold.locator("button").last).to_have_attribute("aria-current", "true")

    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
