"""``detente serve`` as a process, and what a page of another origin can do to it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Dialog, expect

from detente.case.shelf import find_case
from tests.e2e.conftest import PATIENCE, entering
from tests.folders import write
from tests.serving import Served, serving

LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+/open\?key=[A-Za-z0-9_-]{43}")
KEY = "reservation/bill"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(find_case("barter-nash-1950"), tmp_path_factory.mktemp("web") / "barter")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder, traced=True) as process:
        yield process


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx2.Client]:
    with served.enter() as client:
        yield client


def read_version(client: httpx2.Client) -> str:
    page = client.get("/c/barter/lists").text
    found = re.search(r'data-version="(\d+)"', page)
    assert found
    return found[1]


def edit(client: httpx2.Client, text: str, was: str) -> httpx2.Response:
    return client.post("/c/barter/lists/edit", json={"key": KEY, "text": text, "was": was})


def test_link_opens_once_and_enter_prints_another(served, client):
    assert LINK.fullmatch(served.link)
    first = httpx2.get(served.link)
    assert first.status_code == 303
    assert "HttpOnly" in first.headers["set-cookie"]
    assert httpx2.get(served.link).status_code == 403
    another = served.press_enter()
    assert LINK.fullmatch(another)
    assert another != served.link
    assert httpx2.get(another).status_code == 303


def test_answers_say_nothing_of_the_server(client):
    assert "server" not in client.get("/c/barter/lists").headers


def test_what_happens_is_streamed(served, client):
    with client.stream("GET", "/c/barter/stream") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: hello"
        before = read_version(client)
        assert client.post("/c/barter/pin").status_code == 204
        assert "event: changed" in lines
        assert read_version(client) != before


class OtherSite(BaseHTTPRequestHandler):
    """A page on this machine at another port: for cookies the same site, but another origin."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>other</title><form></form>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def other() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


FORGE = """async (home) => {
  const tried = [];
  const attempt = async (path, options) => {
    try {
      const answer = await fetch(home + path, {credentials: "include", ...options});
      tried.push(answer.type === "opaque" ? "sent" : String(answer.status));
    } catch { tried.push("refused"); }
  };
  await attempt("/c/barter/pin", {method: "POST", mode: "no-cors"});
  await attempt("/c/barter/pin", {method: "POST", headers: {"X-CSRF-Token": "0".repeat(64)}});
  await attempt("/c/barter/lists", {});
  const stream = new EventSource(home + "/c/barter/stream", {withCredentials: true});
  tried.push(await new Promise((told) => {
    stream.onerror = () => told("refused");
    stream.addEventListener("hello", () => told("streamed"));
  }));
  stream.close();
  return tried;
}"""


def test_a_page_of_another_origin_changes_and_reads_nothing(
    served, client, other, browser: Browser
):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(served.press_enter(), wait_until="domcontentloaded")
    assert "/c/barter" in page.url
    assert "key=" not in page.url
    before = read_version(client)
    page.goto(other)
    assert page.evaluate(FORGE, served.home) == ["refused"] * 4
    page.evaluate(
        "home => { const form = document.forms[0]; form.method = 'post';"
        " form.action = home + '/c/barter/pin'; form.submit(); }",
        served.home,
    )
    page.wait_for_url("**/pin")
    assert "Another site sent this; it was not done." in page.inner_text("body")
    assert read_version(client) == before
    page.goto(
        f"{served.home}/c/barter/lists", wait_until="domcontentloaded"
    )  # the visitor is still inside
    assert page.locator("main h1").count() == 1
    context.close()


def test_keys_undo_and_a_changed_disk_is_settled(folder, served, browser: Browser):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(served.press_enter(), wait_until="domcontentloaded")
    page.goto(f"{served.home}/c/barter/lists", wait_until="domcontentloaded")
    cell = page.locator('[id="reservation/jack"]')
    cell.fill("0 to 2")
    cell.press("Enter")
    page.locator('#do-undo[aria-disabled="false"]').wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.locator('#do-undo[aria-disabled="true"]').wait_for()
    page.locator("main h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys[open]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+z")
    page.locator('#do-save[aria-disabled="false"]').wait_for()
    with (folder / "case.yaml").open("a", encoding="utf-8") as file:
        file.write("# by another hand\n")
    page.locator("#notices .problems").wait_for()
    page.keyboard.press("Control+s")
    page.locator("#status .problems").wait_for()
    assert "0 to 2" not in (folder / "case.yaml").read_text("utf-8")
    page.get_by_role("button", name="Put my changes on top of it").press("Enter")
    page.get_by_text("Your changes stand on top of what is on the disk.").wait_for()
    page.locator("#notices .problems").wait_for(state="detached")
    page.locator("#status .problems").wait_for(state="detached")
    page.locator('#do-save[aria-disabled="false"]:not(.htmx-added, .htmx-added *)').wait_for()
    page.keyboard.press("Control+s")
    page.get_by_text("Saved in").wait_for()
    text = (folder / "case.yaml").read_text("utf-8")
    assert "0 to 2" in text
    assert text.endswith("# by another hand\n")
    context.close()


LOOK_AWAY = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_nobody_looks_at_follows_nothing_and_then_catches_up(
    served, client, browser: Browser
):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(served.press_enter(), wait_until="domcontentloaded")
    page.evaluate(LOOK_AWAY, True)
    assert client.post("/c/barter/pin").status_code == 204
    version = read_version(client)
    assert page.get_attribute("body", "data-version") != version
    page.evaluate(LOOK_AWAY, False)
    page.locator(f'body[data-version="{version}"]').wait_for()
    context.close()


def find_port() -> str:
    """Find a free port below those that the system hands out: nobody takes it meanwhile."""
    for port in range(20_000 + os.getpid() % 5_000, 30_000):
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return str(port)
    raise AssertionError("no port is free")


def test_a_page_follows_a_workbench_that_was_started_again(tmp_path: Path, browser: Browser):
    folder = write(tmp_path / "towns")
    key = "value/usa/yongbyon/frozen"
    port = find_port()
    with serving(folder, "--port", port) as served, entering(served, browser) as page:
        page.goto(f"{served.home}/c/towns/lists?at={key}", wait_until="domcontentloaded")
        run = page.get_attribute("body", "data-run")
        expect(page.locator(f'[id="{key}"]')).to_be_focused()
        page.keyboard.type("4 to 18")
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.communicate()
        expect(page.locator("#gone")).to_be_visible()
        with serving(folder, "--port", port) as again:
            page.context.new_page().goto(again.link, wait_until="commit")
            page.bring_to_front()
            expect(page.locator("#gone")).to_be_hidden()
            assert page.get_attribute("body", "data-run") != run
            page.keyboard.press("Enter")
            expect(page.locator("#do-undo[aria-disabled=false]")).to_be_visible()
            expect(page.locator(f'[id="{key}"]')).to_have_value("4 to 18")


def test_what_an_earlier_workbench_kept_is_forgotten_only_when_asked_twice(
    tmp_path: Path, browser: Browser
):
    folder = shutil.copytree(find_case("barter-nash-1950"), tmp_path / "barter")
    with serving(folder) as served, served.enter() as client:
        assert edit(client, "0 to 1", "").status_code in (200, 204)
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.communicate()
    with serving(folder) as served, entering(served, browser) as page:
        forget = page.get_by_role("button", name="Forget")
        asked: list[str] = []

        def answer(dialog: Dialog) -> None:
            asked.append(dialog.message)
            if len(asked) == 2:
                dialog.accept()
            else:
                dialog.dismiss()

        page.on("dialog", answer)
        forget.click()
        assert len(asked) == 1
        page.reload(wait_until="domcontentloaded")
        forget.click()
        expect(page.get_by_text("Forgotten.", exact=True)).to_be_visible()
        expect(forget).to_have_count(0)


def is_gone(group: int) -> bool:
    """Whether every process of a group has ended, at once or as soon as it is noticed."""
    for _ in range(6000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_ctrl_c_says_what_is_not_saved_and_leaves_nothing(folder, served, client):
    before = (folder / "case.yaml").read_bytes()
    answer = edit(client, "0 to 1", "")
    assert answer.status_code in (200, 204), answer.text
    with client.stream("GET", "/c/barter/stream") as stream:  # a page that is open holds nothing up
        assert next(stream.iter_lines()) == "event: hello"
        started = time.monotonic()
        status, out, err = served.end()
    assert time.monotonic() - started < 20  # a second, where nothing else is going on
    assert status == 0
    assert not out
    assert "Not saved: changes of" in err
    assert "Traceback" not in err
    assert (folder / "case.yaml").read_bytes() == before
    assert is_gone(served.process.pid)


def test_what_was_not_saved_is_offered_again(folder):
    with serving(folder.parent) as served, served.enter() as client:
        page = client.get("/c/barter/lists").text
        assert "1 change from" in page
        assert client.post("/c/barter/recoveries/0/take").status_code == 204
        assert client.post("/c/barter/save").status_code == 204
        _, _, err = served.end()
    assert "Not saved" not in err
    assert "0 to 1" in (folder / "case.yaml").read_text("utf-8")
