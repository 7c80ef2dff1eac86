"""The page on plans in a browser: a step is moved by keyboard and by hand, a deposit raised."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.canal import PACKAGE, write_canal
from tests.e2e.conftest import entering
from tests.serving import Served, serving

SLOW = 30_000
"""Milliseconds within which a page comes on a busy machine."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = write_canal(tmp_path_factory.mktemp("canal") / "canal", plan=PACKAGE)
    with serving(folder) as process:
        yield process


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    with entering(served, browser) as page:
        page.goto(f"{served.home}/c/canal/plan?stages=single_step", wait_until="commit")
        expect(page.locator(".lane")).to_have_count(1, timeout=SLOW)
        yield page


def find_step(page: Page, key: str) -> Locator:
    return page.locator(f'[data-step="{key}"] .handle')


def test_steps_are_moved_and_deposits_raised(page: Page) -> None:
    _move_by_keyboard(page)
    _drag(page)
    page.get_by_role("link", name="Back to the recommended stages").click()
    expect(page).not_to_have_url(re.compile("stages="))
    expect(page.locator(".plan-beside")).to_contain_text(
        "These are the recommended stages", timeout=SLOW
    )
    _raise_deposit(page)


def test_a_move_stands_that_was_not_judged_yet_when_the_next_was_refused(page: Page) -> None:
    held: list[Route] = []
    page.route("**/plan/board?*&moved=1", lambda route: held.append(route), times=1)
    find_step(page, "locks.given").press("ArrowDown")
    find_step(page, "locks.shared").press("Enter")
    page.get_by_role("menuitem", name="New stage, after the last").click()
    expect(page.locator("#plan-problems")).to_contain_text("cannot come before “Locks: Shared”")
    expect(page.locator(".lane")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"stages=.*;locks\.given$"))
    expect(find_step(page, "locks.shared")).to_be_focused()
    expect(page.locator("#plan-problems")).to_contain_text("cannot come before")
    assert held


def test_a_slider_is_not_forgotten_while_the_terms_are_asked_for_again(page: Page) -> None:
    page.goto(page.url.partition("?")[0], wait_until="commit")
    expect(page.locator("#deposit-isle")).to_be_visible(timeout=SLOW)
    held: list[Route] = []
    page.route("**/plan/terms*", lambda route: held.append(route), times=1)
    page.evaluate("() => { htmx.trigger(document.body, 'found-plan', {}); }")
    with page.expect_response("**/plan/deposit") as sent:
        page.locator("#deposit-isle").press("End")
        page.evaluate("() => { htmx.trigger(document.body, 'found-staged', {}); }")
    assert sent.value.status < 400
    assert held
    held[0].continue_()
    expect(page.locator("#deposit-deposit-isle-text")).not_to_have_value("0", timeout=SLOW)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#deposit-isle")).to_be_visible(timeout=SLOW)


def _move_by_keyboard(page: Page) -> None:
    step = find_step(page, "locks.given")
    step.press("ArrowDown")
    expect(page.locator(".lane")).to_have_count(2)
    expect(step).to_be_focused()
    expect(page).to_have_url(re.compile(r"stages=.*;locks\.given$"))
    find_step(page, "locks.shared").press("Enter")
    page.get_by_role("menuitem", name="New stage, after the last").click()
    refused = page.locator("#plan-problems")
    expect(refused).to_contain_text("cannot come before “Locks: Shared”")
    expect(page.locator(".lane")).to_have_count(2)
    page.reload(wait_until="commit")
    expect(page.locator(".lane").nth(1).locator(".step")).to_have_count(1, timeout=SLOW)


def _drag(page: Page) -> None:
    expect(page.locator("[aria-busy=true], #plan-terms .skeleton")).to_have_count(0, timeout=SLOW)
    step = find_step(page, "locks.given")
    step.scroll_into_view_if_needed()
    start, lane = step.bounding_box(), page.locator(".lane").first.bounding_box()
    assert start
    assert lane
    page.mouse.move(start["x"] + 60, start["y"] + 15)
    page.mouse.down()
    page.mouse.move(start["x"] + 70, start["y"] - 20)
    page.mouse.move(lane["x"] + 100, lane["y"] + 5, steps=3)
    expect(page.locator(".lane.above")).to_have_count(1)
    page.mouse.up()
    expect(page.locator("#plan-problems")).to_contain_text("cannot come before")
    tolls = find_step(page, "tolls.free")
    tolls.press("ArrowDown")
    tolls.press("ArrowDown")
    expect(page.locator(".lane").nth(2)).to_contain_text("Free")
    expect(page.locator(".refusal").first).to_contain_text("would refuse this stage")


def _raise_deposit(page: Page) -> None:
    panel = page.locator("#plan-carried")
    expect(panel).to_contain_text("No deal was found", timeout=SLOW)
    expect(panel).not_to_contain_text("Baseline")
    for party in ("isle", "north"):
        page.locator(f"#deposit-{party}").press("End")
        expect(page.locator(f"#deposit-deposit-{party}-text")).not_to_have_value("0", timeout=SLOW)
    expect(panel).to_contain_text("Acceptable to all", timeout=SLOW)
    expect(panel).to_contain_text("At the baseline none was found.")
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(panel).not_to_contain_text("Baseline", timeout=SLOW)
