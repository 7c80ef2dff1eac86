"""Take the README's picture of a report with a real Chromium: ``take_pictures.py [FOLDER]``.

Analyses the shipped US-North Korea case, opens its report, leaves the answer, what would flip it
and the chart of the frontier, and saves them as ``report.png`` in the folder, by default
``docs/images``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import detente
from detente.report import render_html, save_report, study_all

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "cases" / "us-dprk-2020"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--disable-gpu", "--no-sandbox", "--force-color-profile=srgb"]

WIDTH = 1000
"""Width of the window in CSS pixels."""

PIXELS = 1100
"""Width of the picture in pixels."""

HEAVIEST = 400_000
"""Bytes that a picture in a README may have."""

DRAWN = "document.documentElement.dataset.charts === 'done'"
EXCERPT = """
const style = document.createElement("style");
style.textContent = `
  html { background: var(--paper); }
  header { padding-top: 1.6rem; }
  main { padding-bottom: 1.6rem; }
  h1 { margin-bottom: 1rem; }
  .about, .findings, nav, section, noscript { display: none; }
  section.flips { display: block; }
  section#deals { display: block; margin: 0; padding: 0; border: 0; }
  section#deals > * { display: none; }
  section#deals > figure.shown { display: block; margin: 1.4rem 0 0; max-width: none; }
  figure.shown > .reading, figure.shown > details { display: none; }
`;
document.querySelector("#deals figure[id^='frontier']").classList.add("shown");
document.head.append(style);
"""


def main(folder: Path) -> None:
    """Save the pictures into a folder, or stop and say what is missing."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("No Chromium on the path; Debian and Ubuntu: sudo apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    case = detente.load(CASE)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        report = save_report(render_html(case, study_all(case)), Path(scratch) / "report.html")
        launched = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = launched.new_page(
            viewport={"width": WIDTH, "height": 900},
            device_scale_factor=PIXELS / WIDTH,
            color_scheme="light",
            reduced_motion="reduce",
        )
        page.goto(report.as_uri())
        page.wait_for_function(DRAWN)
        weigh(take(page, folder / "report.png"))
        launched.close()


def take(page: Page, file: Path) -> Path:
    """Leave the answer, what would flip it and the frontier, and save what it then looks like."""
    page.evaluate(EXCERPT)
    height = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom")
    page.set_viewport_size({"width": WIDTH, "height": int(height)})
    page.screenshot(path=file, animations="disabled")
    return file


def weigh(file: Path) -> None:
    """Say how heavy a picture is, and stop when it is too heavy for a README."""
    size = file.stat().st_size
    print(f"{file}: {size // 1000} kB")
    if size > HEAVIEST:
        sys.exit(f"{file} is heavier than {HEAVIEST // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
