"""The overview, the answer bar, the live sections and what is taken out, without a browser."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.case import load, load_resolutions
from detente.case.edit import SetNumber
from detente.report import render_html, render_markdown, study_all
from detente.report.naming import Names
from detente.report.tables import Cell, Table
from detente.study import Workspace, find_deals, find_plan
from detente.web.app import make_app
from detente.web.desk import Desk
from detente.web.outline import PAGES
from detente.web.pages.moved import UNKNOWN
from detente.web.pages.overview import _see_answer
from detente.web.search import Seen
from detente.web.tables import KEPT, Tables, write_csv
from tests.folders import write

DRAWS = 64
SECTIONS = [page.slug for page in PAGES][4:-2]
SKELETON = "skeleton"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("overview") / "towns")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(make_app({"towns": folder}, DRAWS)) as client:
        yield client


def fill_in(client: TestClient) -> str:
    """Ask for the overview until nothing is missing in it, as a page does."""
    for _ in range(60):
        page = client.get("/c/towns/overview").text
        if SKELETON not in page:
            return page
        client.get("/c/towns/report.md")
    raise AssertionError("the overview never fills in")


@pytest.mark.parametrize("slug", SECTIONS)
def test_section_follows_its_page(client, slug):
    page = client.get(f"/c/towns/{slug}").text
    assert f'hx-get="/c/towns/{slug}/live"' in page
    part = client.get(f"/c/towns/{slug}/live")
    assert part.status_code == 200
    assert "<section" in part.text or "Nothing here yet" in part.text


def test_unknown_pages_and_readings_are_refused(client):
    assert client.get("/c/towns/nowhere").status_code == 404
    assert client.get("/c/towns/seen/nobody/sources").status_code == 404
    refused = client.get("/c/towns/seen/nobody/trust/live")
    assert refused.status_code == 422
    assert "nobody" in refused.text


def test_a_reading_is_labelled_and_sees_other_numbers(client, folder):
    reading = load(folder).readings[0]
    page = client.get(f"/c/towns/seen/{reading.id}/trust").text
    assert f"Trust, as {reading.author} sees it" in page
    assert "about the case as coded" in page
    assert f'hx-get="/c/towns/seen/{reading.id}/trust/live"' in page
    seen = client.get(f"/c/towns/seen/{reading.id}/deals/live")
    assert seen.status_code == 200
    assert seen.text != client.get("/c/towns/deals/live").text


def test_what_is_chosen_stands_in_the_address(client):
    page = client.get("/c/towns/drivers?conclusion=deal_exists").text
    assert 'hx-get="/c/towns/drivers/live?conclusion=deal_exists"' in page
    assert '<option value="deal_exists" selected>' in page
    assert client.get("/c/towns/drivers/live?conclusion=nonsense").status_code == 422


def test_overview_fills_in_and_links_every_line(client):
    page = fill_in(client)
    assert "All is found" in page
    assert 'class="answer"' in page
    assert 'href="/c/towns/deals"' in page
    assert "Change a number, watch the answer move" in page


def test_bar_says_what_moved_and_goes_back(folder):
    app = make_app({"towns": folder}, DRAWS)
    with TestClient(app) as client:
        assert "The case is as at the baseline." in client.get("/c/towns/moved").text
        desk = app.state.desks["towns"]
        desk.edit(SetNumber("reservation/dprk", "40 to 60"))
        moved = client.get("/c/towns/moved").text
        assert "was " in moved
        assert "The least that dprk would accept differs." in moved
        client.get("/c/towns/report.md")
        assert f"{UNKNOWN} yet." in client.get("/c/towns/moved").text
        assert "A full search singles out no package any more." in wait_for_pick(client)
        assert 'class="answer' in client.get("/c/towns/overview").text
        client.post("/c/towns/pin")
        assert "The case is as at the baseline." in client.get("/c/towns/moved").text


def test_the_answer_is_never_put_together_from_two_versions(folder):
    nobody: Any = None  # who answers no question here
    desk = Desk.open("towns", folder, nobody)
    workspace = Workspace(load(folder), DRAWS)
    deals, plan = (Seen(Names(workspace.case), find(workspace)) for find in (find_deals, find_plan))
    assert _see_answer(desk, deals, None) is None
    first = _see_answer(desk, deals, plan)
    assert first is not None
    other = replace(deals, found=replace(deals.found, recommended=None, p_deal_exists=0.0))
    assert _see_answer(desk, other, replace(plan, old=True)) == replace(first, old=True)
    last = _see_answer(desk, other, plan)
    assert last is not None
    assert not last.old
    assert last.found != first.found


def wait_for_pick(client: TestClient) -> str:
    """Ask for the bar until it says how what is singled out compares with the baseline."""
    for _ in range(1_000):
        page = client.get("/c/towns/moved").text
        if UNKNOWN not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("the packages of the baseline are never found")


def test_report_has_the_bytes_of_the_command(client, folder):
    case = load(folder)
    findings = study_all(case, DRAWS, resolutions=load_resolutions(folder, case))
    page = client.get("/c/towns/report.html")
    assert page.text == render_html(case, findings)
    assert page.headers["content-disposition"] == 'attachment; filename="towns-report.html"'
    assert client.get("/c/towns/report.md").text == render_markdown(case, findings)


def test_folder_is_packed_whole_and_nothing_else(client, folder):
    (folder / ".secret").write_text("hidden")
    (folder / "outside").symlink_to(folder.parent)
    (folder / "README.md").write_text("About the case.")
    with zipfile.ZipFile(io.BytesIO(client.get("/c/towns/case.zip").content)) as archive:
        names = set(archive.namelist())
        assert archive.read("towns/case.yaml") == (folder / "case.yaml").read_bytes()
    assert "towns/README.md" in names
    assert not [name for name in names if "secret" in name or "outside" in name]


def test_tables_are_saved_as_they_were_shown(client):
    page = client.get("/c/towns/trust/live").text
    address = re.search(r'href="(/c/towns/tables/[0-9a-f]+)"', page)
    assert address
    saved = client.get(address[1])
    assert saved.headers["content-type"].startswith("text/csv")
    assert saved.text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert client.get("/c/towns/tables/0123").status_code == 404


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        (" @SUM(A1)", "' @SUM(A1)"),
        ("+49 30", "'+49 30"),
        ("-cmd", "'-cmd"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("\N{MINUS SIGN}1,200.5", '"-1,200.5"'),
        ("5 to 9", "5 to 9"),
        ('say "yes"', '"say ""yes"""'),
    ],
)
def test_cells_are_never_formulas(text, written):
    table = Table("A", ("=Head",), ((Cell(text),),))
    assert write_csv(table) == f"'=Head\r\n{written}\r\n"


def test_only_the_last_tables_are_kept():
    tables = Tables()
    keys = [tables.keep(Table(f"{n}", ("n",), ())) for n in range(KEPT + 1)]
    assert tables.find(keys[0]) is None
    assert tables.find(keys[1]) is not None
