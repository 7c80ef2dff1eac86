"""What the workbench takes, measured in a real Chromium.

``python -m tests.bench.workbench SERIES QUICK`` prints one line of JSON: a list of measurements.
``first`` starts the command and waits for its first page, then for the first answer on it; ``edit``
widens a range in the lists of the shipped case again and again, and waits until the bar on top says
what moved, then until it says the answer of a full search. Without a Chromium the list is empty.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import FLAGS, WHOLE, find_browser
from tests.serving import serving

CASE = Path(__file__).parents[2] / "cases" / "us-dprk-2020"
CELL = "reservation/dprk"
DRAWS = 2_000
RUNS = 9
PATIENCE = 120_000
"""Milliseconds; a machine that is busy elsewhere is slow, and not at fault."""

Row = dict[str, Any]

WATCH = """() => {
  const bar = document.getElementById("answer-bar");
  const asked = new WeakSet();
  const painted = (done) => requestAnimationFrame(() => requestAnimationFrame(done));
  const since = (begun) => (performance.now() - begun) / 1000;
  window.edits = {};
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    window.edits = { begun: performance.now(), changed: false, moved: null, answer: null };
  }, true);
  window.addEventListener("changed", () => { window.edits.changed = true; }, true);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.target === bar && window.edits.changed) asked.add(detail.xhr);
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const edits = window.edits;
    if (detail.target !== bar || !asked.has(detail.xhr)) return;
    const whole = !bar.querySelector(".turning");
    painted(() => {
      edits.moved ??= since(edits.begun);
      if (whole) edits.answer ??= since(edits.begun);
    });
  });
}"""
"""Note how long it takes from the key that ends an edit until the answer has been painted.

What counts is what the page asked for after it heard of the change.
"""


def measure_first(browser: Browser, *, quick: bool) -> Iterator[Row]:
    """From the start of the command to its first page, in a browser that is open already."""
    runs = [_start(browser) for _ in range(1 if quick else RUNS)]
    yield _sum_up("page", [page for page, _ in runs])
    yield _sum_up("answer", [answer for _, answer in runs])


def _start(browser: Browser) -> tuple[float, float]:
    """Return the seconds until the first page is shown, and until an answer stands on it."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    started = time.perf_counter()
    with serving(CASE, "--draws", str(DRAWS)) as served:
        page.goto(served.link, wait_until="commit")
        page.locator("main h1").wait_for()
        shown = time.perf_counter() - started
        page.locator("#overview p.answer").wait_for()
        answered = time.perf_counter() - started
    page.close()
    return shown, answered


def measure_edit(browser: Browser, *, quick: bool) -> Iterator[Row]:
    """From Enter in a cell of the lists to what moved, and to the new answer, in the browser."""
    draws = 100 if quick else DRAWS
    with serving(CASE, "--draws", str(draws)) as served:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(served.link, wait_until="domcontentloaded")
        page.goto(f"{served.home}/c/us-dprk-2020/lists", wait_until="domcontentloaded")
        page.evaluate(WATCH)
        page.locator("#answer-bar .tiles b").first.wait_for()
        runs = [_edit(page, top) for top in range(7, 7 + (1 if quick else RUNS))]
        yield _sum_up("moved", [moved for moved, _ in runs], draws)
        yield _sum_up("answer", [answer for _, answer in runs], draws)


def _edit(page: Page, top: int) -> tuple[float, float]:
    """Widen the range, and return the seconds until what moved is shown, and until all is."""
    page.locator("#answer-bar .turning").wait_for(state="detached")
    cell = page.locator(f'[id="{CELL}"]')
    cell.fill(f"0 to {top}")
    cell.press("Enter")
    while page.evaluate("window.edits.answer") is None:
        page.wait_for_timeout(100)
    edits = page.evaluate("window.edits")
    return float(edits["moved"]), float(edits["answer"])


def _sum_up(until: str, seconds: list[float], draws: int = DRAWS) -> Row:
    return {
        "until": until,
        "draws": draws,
        "runs": len(seconds),
        "median": median(seconds),
        "best": min(seconds),
        "worst": max(seconds),
    }


@contextmanager
def _open_browser() -> Iterator[Browser | None]:
    executable = find_browser(WHOLE)
    if executable is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


def main(series: str, size: str) -> None:
    """Print what was measured."""
    measure = {"first": measure_first, "edit": measure_edit}[series]
    with _open_browser() as browser:
        rows = [] if browser is None else list(measure(browser, quick=size == "quick"))
    print(json.dumps(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
