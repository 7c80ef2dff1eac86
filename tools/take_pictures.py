"""Take the pictures of the README and the docs with a real Chromium: ``take_pictures.py [FOLDER]``.

Analyses the shipped US-North Korea case, opens its report, leaves the answer, what would flip it
and the chart of the frontier, and saves them as ``report.png`` in the folder, by default
``docs/images``. Then serves a copy of the case, walks through the workbench as `docs/workbench.md`
does, and saves what it looks like on the way as ``workbench*.png``.
"""

from __future__ import annotations

import base64
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

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

HEAVIEST = {"report.png": 400_000}
"""Bytes that a picture may have, where that is more than the usual."""

USUAL = 200_000

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

SERVE = (sys.executable, "-c", "from detente.cli import main; main()", "serve")
WIDE: ViewportSize = {"width": 1200, "height": 720}
STANDS = ("[aria-busy=true]", ".turning", "[data-chart]:not([data-state])")
"""What is gone once a page of the workbench stands."""

PATIENCE = 300_000
"""Milliseconds that a page may take to stand."""


COLOURS = 256
"""So many colours has a picture of the workbench: a third of the bytes, and nobody sees it."""

DECODE = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const { data } = brush.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let at = 0; at < data.length; at += 8192) {
    text += String.fromCharCode(...data.subarray(at, at + 8192));
  }
  return [image.width, image.height, btoa(text)];
}"""


def main(folder: Path) -> None:
    """Save the pictures into a folder, or stop and say what is missing."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("No Chromium on the path; Debian and Ubuntu: sudo apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        take_report(launched, Path(scratch), folder)
        with serve(Path(scratch)) as link:
            take_workbench(launched, link, folder)
        blank = launched.new_page()
        for file in folder.glob("workbench*.png"):
            shrink(blank, file)
        launched.close()
    for file in sorted(folder.glob("*.png")):
        weigh(file)


def take_report(browser: Browser, scratch: Path, folder: Path) -> None:
    """Take the picture of the report."""
    case = detente.load(CASE)
    report = save_report(render_html(case, study_all(case)), scratch / "report.html")
    page = browser.new_page(
        viewport={"width": WIDTH, "height": 900},
        device_scale_factor=PIXELS / WIDTH,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.goto(report.as_uri())
    page.wait_for_function(DRAWN)
    take(page, folder / "report.png")


def take(page: Page, file: Path) -> None:
    """Leave the answer, what would flip it and the frontier, and save what it then looks like."""
    page.evaluate(EXCERPT)
    height = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom")
    page.set_viewport_size({"width": WIDTH, "height": int(height)})
    page.screenshot(path=file, animations="disabled")


@contextmanager
def serve(scratch: Path) -> Iterator[str]:
    """Serve a copy of the case; yield the link that opens it."""
    case = shutil.copytree(CASE, scratch / CASE.name, ignore=shutil.ignore_patterns(".*"))
    process = subprocess.Popen(
        [*SERVE, str(case), "--no-browser", "--port", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate()


def take_workbench(browser: Browser, link: str, folder: Path) -> None:
    """Walk through the workbench: lists, deals, plan and sources, then the answer that moved."""
    page = browser.new_page(viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    page.goto(link)
    home = page.url.rstrip("/").removesuffix(f"/c/{CASE.name}") + f"/c/{CASE.name}/"
    wait(page)
    page.goto(home + "lists")
    wait(page)
    cell = page.locator('[id="reservation/dprk"]')
    cell.fill("6 to 20")
    cell.press("Enter")
    expect(page.locator("#answer-bar .said")).to_contain_text("differs", timeout=PATIENCE)
    wait(page)
    cell.scroll_into_view_if_needed()
    page.screenshot(path=folder / "workbench-lists.png", animations="disabled")
    show(page, home + "deals", "figure[id^='frontier']", folder / "workbench-deals.png")
    show(page, home + "plan", "main h1", folder / "workbench-plan.png")
    show(page, home + "sources", "main h1", folder / "workbench-sources.png")
    page.goto(home)
    expect(page.locator("#overview")).to_contain_text("All is found", timeout=PATIENCE)
    show(page, home, "header", folder / "workbench.png")


def show(page: Page, address: str, top: str, file: Path) -> None:
    """Save what a page looks like from an element on."""
    page.goto(address)
    wait(page)
    page.locator(top).first.evaluate("(element) => element.scrollIntoView()")
    page.screenshot(path=file, animations="disabled")


def wait(page: Page) -> None:
    """Wait until a page of the workbench stands."""
    for what in STANDS:
        expect(page.locator(what)).to_have_count(0, timeout=PATIENCE)


def weigh(file: Path) -> None:
    """Say how heavy a picture is, and stop when it is too heavy."""
    size, most = file.stat().st_size, HEAVIEST.get(file.name, USUAL)
    print(f"{file}: {size // 1000} kB")
    if size > most:
        sys.exit(f"{file} is heavier than {most // 1000} kB")


def shrink(blank: Page, file: Path) -> None:
    """Write a picture again with a palette; ``blank`` is a page that decodes it."""
    address = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
    width, height, text = blank.evaluate(DECODE, address)
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    palette, places = _choose(pixels)
    file.write_bytes(_write(width, height, palette, places))


def _choose(pixels: Any) -> tuple[Any, Any]:
    """Choose colours, and for each pixel the nearest of them.

    Half of them are those that are there most often; the others, one by one, the colour that is
    farthest from all before: a small mark in the colour of a party keeps it.
    """
    packed = pixels @ np.array([1 << 16, 1 << 8, 1])
    known, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([known >> 16, known >> 8 & 255, known & 255], axis=1)
    palette = colours[np.argsort(-counts, kind="stable")[: COLOURS // 2]]
    apart = np.array([((palette - each) ** 2).sum(axis=1).min() for each in colours])
    while len(palette) < COLOURS and apart.max() > 0:
        farthest = colours[apart.argmax()]
        palette = np.vstack([palette, farthest])
        apart = np.minimum(apart, ((colours - farthest) ** 2).sum(axis=1))
    nearest = [int(np.argmin(((palette - each) ** 2).sum(axis=1))) for each in colours]
    return palette, np.array(nearest, np.uint8)[places.reshape(-1)]


def _write(width: int, height: int, palette: Any, places: Any) -> bytes:
    """Write a PNG file with a palette."""
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = places.reshape(height, width)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
