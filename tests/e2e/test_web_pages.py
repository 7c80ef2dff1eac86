"""Every page of the workbench in a browser: open to all, quiet, and asking nothing of others.

axe-core (MPL-2.0, ``vendor/``, from the npm registry) looks for what keeps people out who cannot
see, hear or point; it is a tool of the tests alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from detente.web.outline import PAGES
from tests.e2e.conftest import LOCAL, PATIENCE, SIZES, Opened, watch
from tests.serving import Served, serving

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async (rules) => {
  const options = { resultTypes: ["violations"] };
  if (rules.length) options.runOnly = rules;
  const found = await axe.run(document, options);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""
COLOURS = ["color-contrast"]
ADDRESSES = [
    *(page.slug for page in PAGES),
    "seen/kelly/trust",
    "sources/kelly2020",
    "sources/_bare",
]
LEFT = "not loaded: "
"""What was asked for and no longer wanted when the page before was left."""

STILL = 0.02
"""The most that a page may shift while it comes (CLS): nobody sees that."""

WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  window.shifted += list.getEntries().reduce((sum, { value }) => sum + value, 0);
}).observe({ type: "layout-shift", buffered: true });"""

READY = "[aria-busy=true], .turning, [data-chart]:not([data-state])"
"""What is gone once a page stands."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("us-dprk-2020") as process:
        yield process


@pytest.fixture(scope="module")
def opened(served: Served, browser: Browser) -> Iterator[Opened]:
    """A page that has entered, and what it did on the way through all others."""
    context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH_SHIFTS)
    opened = Opened(context.new_page())
    opened.page.goto(served.link)
    watch(opened)
    yield opened
    context.close()


def go(opened: Opened, served: Served, slug: str) -> Page:
    """Open a page, wide and light, and wait until it stands."""
    page = opened.page
    page.set_viewport_size(SIZES["desktop"])
    page.emulate_media(color_scheme="light")
    page.goto(f"{served.home}/c/us-dprk-2020/{slug}")
    expect(page.locator(READY)).to_have_count(0)
    return page


@pytest.mark.parametrize("slug", ADDRESSES)
def test_page_is_open_to_all_and_quiet(opened: Opened, served: Served, slug: str) -> None:
    opened.errors.clear()
    page = go(opened, served, slug)
    assert page.evaluate("window.shifted") < STILL
    page.evaluate(AXE)
    violations: dict[str, Any] = {"wide, light": page.evaluate(RUN, [])}
    page.emulate_media(color_scheme="dark")
    violations["wide, dark"] = page.evaluate(RUN, COLOURS)
    page.set_viewport_size(SIZES["phone"])
    violations["narrow, dark"] = page.evaluate(RUN, [])
    page.emulate_media(color_scheme="light")
    violations["narrow, light"] = page.evaluate(RUN, COLOURS)
    assert not {where: found for where, found in violations.items() if found}
    assert opened.overflow == 0
    assert not [each for each in opened.errors if not each.startswith(LEFT)]
    strangers = [each for each in opened.requests if not each.startswith((served.home, *LOCAL))]
    assert not strangers
