"""A case that somebody sent, in which every text is an attack: it is shown, and never run."""

from __future__ import annotations

import json
from itertools import count, cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from detente.web.outline import PAGES
from tests.e2e.conftest import LOCAL, PATIENCE, SIZES, Opened, watch
from tests.folders import write
from tests.serving import Served, serving

AWAY = "http://evil.example"
ATTACKS = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'{{7*7}}${7*7}",
    f'" hx-get={AWAY} hx-trigger=load data-hx-on:load=alert(1) x="',
    "</textarea></title></script></div><svg onload=alert(1)>",
    f'=HYPERLINK("{AWAY}")',
    f"[x](javascript:alert(1)) ![i]({AWAY}/i.png) <{AWAY}>",
    f'" autofocus onfocus=alert(1) style="background:url({AWAY}/c)',
    f"}}*{{background:url({AWAY}/css)}}",
    "datum.x) + alert(1",
    "js:alert(1)",
    f"<iframe src={AWAY}></iframe><base href={AWAY}/>",
    f"<form action={AWAY}><button autofocus>x</button></form>",
)
RECOVERY = ".detente-unsaved-0123456789abcdef.json"
PLACE = '"><script>alert(9)</script>'

CASE = """\
detente: 1
title: @
as_of: 2020-07-15
about: @
parties:
  usa: {name: @, reservation: {value: 0 to 1, because: [kelly, PLACE], note: @}}
  dprk: {name: @, reservation: 0 to 2}
  rok: {name: @, reservation: -1 to 0}
ratifiers:
  congress: {name: @, party: usa, reservation: {value: -5 to 0, note: @}}
issues:
  plant:
    title: @
    about: @
    by: dprk
    options:
      kept: {title: @}
      frozen: {title: @, usa: {value: 6 to 14, because: [kelly, PLACE], note: @}, dprk: -5 to -2,
        congress: 1 to 3, rok: 1, undo: 10%, verify: 30 days, note: @}
  fund:
    title: @
    by: usa
    options: {none: {title: @}, paid: {title: @, usa: -3 to -1, dprk: 4 to 9, congress: -2 to 0}}
constraints:
  - {at_most: 2, of: [plant.frozen, fund.paid], title: @, because: [kelly, PLACE], note: @}
interactions:
  - {when: {plant: frozen, fund: paid}, usa: {value: 1 to 2, note: @}}
"""
SOURCES = """\
sources:
  kelly: {title: @, author: @, publisher: @, date: 2020-07, url: "javascript:alert(1)",
    file: sources/kelly.html, passages: {PLACE: @}}
  other: {title: @, author: @, date: 2020, status: recalled, url: "data:text/html,<script>alert(1)"}
  third: {title: @, url: 'https://127.0.0.1/"onmouseover=alert(1) x="'}
"""
PROMISES = """\
promises:
  - {id: old, by: dprk, to: usa, made: 1994-10-21, settled: 2000-01-01, what: @, outcome: broken,
     because: [kelly, PLACE], note: @}
"""
OFFERS = """\
offers:
  - {id: hanoi, title: @, date: 2019-02-28, by: dprk, to: usa, outcome: rejected, note: @,
     because: [kelly, PLACE],
     pledges: {plant: {option: frozen, firm: stated, note: @}, fund: paid}}
"""
MEETINGS = """\
calendar:
  - {id: vote, title: @, date: 2020-11-03, opens: fund.paid, note: @}
meetings:
  - {id: talks, title: @, date: 2020-10-20, readiness: {value: 0.1 to 0.3, note: @}, proposer: usa,
     invited: dprk, note: @, payoffs: {usa: {held: 1 to 4, cost: {value: -1, note: @}}},
     pays: {by: @, for: dprk, amount: 1 to 2}}
"""
FORECASTS = """\
forecasts:
  - {id: soon, question: @, by: 2020-12-31, event: {meeting_held: talks}, note: @,
     base: {p: 26%, note: @}, stated: [{who: @, on: 2020-07-01, p: 20%}]}
  - {id: test, question: @, by: 2020-12-31, event: @, base: 10%}
"""
PLAN = """\
relationship: {usa: 1 to 2, dprk: {value: 1 to 4, note: @}}
deposits:
  - {id: escrow, title: @, by: @, secures: dprk, loses: {value: 2 to 4, note: @}, note: @}
stages: {most: 4, wait: 30 days, start: 2020-09-01}
agreed:
  - {title: @, due: 2021-01-21, moves: {plant: frozen, fund: paid}, note: @}
"""
EVENTS = """\
events:
  - {date: 2020-11-28, moves: {plant: frozen}, outcome: done, what: @, note: @}
  - {date: 2021-04-01, what: @, change: {parties: {usa: {reservation: 2}}}}
"""
READING = """\
author: @
source: kelly
about: @
overlay: {parties: {usa: {reservation: {value: 3 to 4, note: @}}}}
claims:
  - {id: one, says: @, test: deal.exists, because: [kelly, PLACE], note: @}
"""
FILES = {
    "case.yaml": CASE,
    "sources.yaml": SOURCES,
    "promises.yaml": PROMISES,
    "offers.yaml": OFFERS,
    "meetings.yaml": MEETINGS,
    "forecasts.yaml": FORECASTS,
    "plan.yaml": PLAN,
    "events.yaml": EVENTS,
    "readings/ann.yaml": READING,
}
DOCUMENT = f"<!doctype html><script>alert(1)</script><p>{' '.join(ATTACKS)}<p>words to find"
ADDRESSES = (
    *(page.slug for page in PAGES),
    "seen/ann/deals",
    "drivers?conclusion=deal_exists",
    "drivers?conclusion=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "sources/_bare",
    "sources/kelly?for=reservation/usa",
    "sources/third",
    "sources?for=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
)
READY = "[aria-busy=true], .turning, [data-chart]:not([data-state])"
TOLD = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`violated: ${event.violatedDirective} ${event.blockedURI}`));"""
FOREIGN = """() => [...document.querySelectorAll(
  "iframe, object, embed, base, form[action], script:not([src]), style, [onerror], [onload], " +
  "[onfocus], [onmouseover], [style*=url], [data-hx-on\\\\:load], img[src=x]")]
  .concat([...document.querySelectorAll("a[href]")].filter((a) => !/^https?:$/.test(a.protocol)))
  .filter((each) => !each.matches("form[action^='/c/']")).map((each) => each.outerHTML)"""


def arm(text: str) -> str:
    """Put an attack, each by another number, where a text stands."""
    attacks, numbers = cycle(ATTACKS), count(1)
    parts = text.replace("PLACE", json.dumps(PLACE)).split("@")
    armed = [f"{json.dumps(f'{next(attacks)} {next(numbers)}')}{part}" for part in parts[1:]]
    return parts[0] + "".join(armed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "sent", {name: arm(text) for name, text in FILES.items()})
    more = {"sources/kelly.html": DOCUMENT, RECOVERY: make_recovery()}
    return write(tmp_path / "sent", more)


def make_recovery() -> str:
    """Make changes that nobody made, with files that are none of the case."""
    names = ("../../evil", "/tmp/evil", "sources/../../evil", "readings/../../evil.yaml")
    files = dict.fromkeys(names, "ZXZpbA==")
    data = {"detente-unsaved": 1, "when": "2020-01-01T00:00:00", "process": 0, "whats": [PLACE]}
    return json.dumps(data | {"base": {}, "files": files, "documents": files})


def settle(page: Page) -> None:
    """Wait until a page stands."""
    expect(page.locator(READY)).to_have_count(0)


def press(page: Page) -> None:
    """Open every fold and every source of a number, and save a picture of each chart."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate("document.querySelectorAll('button.num').forEach((each) => each.click())")
    page.evaluate("document.querySelectorAll('[data-save=svg]').forEach((each) => each.click())")
    settle(page)


def test_nothing_of_a_hostile_case_runs_on_any_page(folder: Path, browser: Browser) -> None:
    with serving(folder) as served:
        go_through(served, browser)
    assert {each.name for each in folder.parent.iterdir()} == {"sent"}


def go_through(served: Served, browser: Browser) -> None:
    """Open every page, press what opens or draws, type an attack, and take up what is offered."""
    context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TOLD)
    opened = Opened(page := context.new_page())
    watch(opened)

    def dismiss(dialog: Dialog) -> None:
        opened.errors.append(f"asked: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(served.link, wait_until="domcontentloaded")
    for address in ADDRESSES:
        page.goto(f"{served.home}/c/sent/{address}", wait_until="domcontentloaded")
        settle(page)
        press(page)
        assert page.evaluate(FOREIGN) == [], address
        assert page.locator("[data-state=failed]").count() == 0, address
    page.goto(f"{served.home}/c/sent/lists", wait_until="domcontentloaded")
    cell = page.locator('[id="field/fund//title"]')
    cell.fill(ATTACKS[0])
    cell.press("Enter")
    page.locator('#do-undo[aria-disabled="false"]').wait_for()
    page.get_by_role("button", name="Take up").click()
    page.get_by_text("Taken up.").wait_for()
    page.goto(f"{served.home}/c/sent/sources?for=", wait_until="domcontentloaded")
    page.locator("#words").fill("alert")
    page.locator("#found mark").first.wait_for()
    assert page.evaluate(FOREIGN) == []
    context.close()
    refused = "console: Failed to load resource: the server responded with a status of 422"
    expected = ("not loaded: ", refused)
    assert not [each for each in opened.errors if not each.startswith(expected)]
    assert not [each for each in opened.requests if not each.startswith((served.home, *LOCAL))]
