"""The section on plans in the report: plain words, whole tables and charts, and safe markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from detente.case import Case
from detente.report import Findings, render_html, render_markdown
from detente.report.blocks import Sheet
from detente.report.charts import (
    make_static,
)
from detente.report.charts.base import LIGHT
from detente.report.sections import write_plan
from tests.report_plan_samples import NAMES, SAMPLES, STAGED, charts_of, sample, with_best
from tests.report_samples import attack, study

ORACLE = re.compile(
    r"\b(optimal|solver|utility|utilities|should|ought|recommend\w*|nan)\b", re.IGNORECASE
)


@cache
def report(name: str) -> tuple[Case, Findings]:
    case, found = SAMPLES[name]()
    return case, replace(study(case), plan=found)


@pytest.mark.parametrize("name", NAMES)
def test_words_are_plain_and_titles_not_ids(name: str) -> None:
    case, findings = report(name)
    text = render_markdown(case, findings).split("## How could it be carried out?")[1]
    text = text.split("\n## ")[0]
    assert not ORACLE.findall(text)
    assert not re.search(r"\bNone\b(?! better| of)", text)
    assert not re.search(r"\b(issue\d|isle|dprk|single_step|nothing_left)\b", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_its_words_its_data_and_known_colours(name: str) -> None:
    charts = charts_of(write_plan(*sample(name)))
    assert bool(charts) is (name != "impossible")
    assert len({chart.id for chart in charts}) == len(charts)
    for chart in charts:
        assert chart.title
        assert chart.measure
        assert chart.reading.endswith(".")
        assert chart.table.rows
        assert all(len(row) == len(chart.table.head) for row in chart.table.rows)
        text = json.dumps(chart.spec, allow_nan=False)
        assert set(re.findall(r"var\(--([a-z0-9]+)\)", text)) <= set(LIGHT)


@pytest.mark.parametrize("name", STAGED)
def test_every_chart_compiles(name: str) -> None:
    import vl_convert

    for chart in charts_of(write_plan(*sample(name))):
        drawn = vl_convert.vegalite_to_svg(make_static(chart.spec))
        assert drawn.startswith("<svg")
        assert "NaN" not in drawn


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_rectangular(name: str) -> None:
    for block in write_plan(*sample(name)).blocks:
        if isinstance(block, Sheet):
            assert all(len(row) == len(block.table.head) for row in block.table.rows)


def test_the_section_stands_after_the_deals() -> None:
    page = render_html(*report("breaking"))
    assert page.index('<section id="deals"') < page.index('<section id="plan"')
    assert page.index('<section id="plan"') < page.index('<section id="offers"')
    assert '<a href="#plan">Carried out in stages.</a>' in page


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', render_html(*report(name)))
    assert len(ids) == len(set(ids))


def test_markup_stays_text() -> None:
    case, found = SAMPLES["breaking"]()
    evil = attack(case)
    stages = tuple(replace(stage, title="<img src=x>") for stage in found.stages)
    findings = replace(study(evil), plan=with_best(found, stages=stages))
    page = render_html(evil, findings)
    section = page.split('<section id="plan"')[1].split("</section>")[0]
    assert "<img" not in section
    assert "&lt;img src=x&gt;" in section
    assert "<img" not in page.split('id="charts">')[1].split("</script>")[0]
    text = render_markdown(evil, findings)
    assert not re.search(r"(?<!\\)<(?!https?:)", text)
