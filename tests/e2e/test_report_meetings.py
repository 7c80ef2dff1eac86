"""Meetings and readings in a real browser: drawn, within their place, legible in both schemes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente.report import render_html, save_report
from tests.e2e.conftest import Opened, OpenPage, Scheme, Width
from tests.report_compare_samples import make_compared
from tests.report_meeting_samples import make_meetings
from tests.report_samples import study

pytestmark = pytest.mark.browser
DRAWN = "document.documentElement.dataset.charts === 'done'"
CHARTS = "#meeting [data-chart], #readings [data-chart]"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case, compared = make_compared()
    _, meetings = make_meetings()
    findings = replace(study(case), meeting=meetings, compare=compared)
    file = tmp_path_factory.mktemp("report") / "report.html"
    return save_report(render_html(case, findings), file)


def open_drawn(open_page: OpenPage, file: Path, width: Width, scheme: Scheme) -> Opened:
    opened: Opened = open_page(file, width=width, scheme=scheme)
    opened.page.wait_for_function(DRAWN)
    return opened


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_is_drawn_within_its_place(
    open_page: OpenPage, report: Path, width: Width, scheme: Scheme
) -> None:
    opened = open_drawn(open_page, report, width, scheme)
    charts = opened.page.locator(CHARTS)
    assert charts.count() == 9
    assert all(
        charts.nth(place).get_attribute("data-state") == "drawn" for place in range(charts.count())
    )
    assert opened.overflow == 0
    opened.check_quiet()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_no_text_of_a_chart_leaves_it(open_page: OpenPage, report: Path, width: Width) -> None:
    page = open_drawn(open_page, report, width, "light").page
    outside = page.evaluate(
        f"""[...document.querySelectorAll('{CHARTS}')].flatMap(chart => {{
          const room = chart.getBoundingClientRect();
          return [...chart.querySelectorAll('svg text')]
            .filter(text => text.textContent.trim())
            .filter(text => {{
              const box = text.getBoundingClientRect();
              return box.left < room.left - 2 || box.right > room.right + 2;
            }})
            .map(text => chart.id + ': ' + text.textContent);
        }})"""
    )
    assert outside == []


def test_the_first_screen_leads_to_both(open_page: OpenPage, report: Path) -> None:
    page = open_drawn(open_page, report, "phone", "light").page
    for anchor in ("meeting", "readings"):
        page.locator(f".findings a[href='#{anchor}']").click()
        assert page.locator(f"#{anchor}-title").is_visible()
