"""Charts: honest axes, labels that do not cover each other, pictures without a style sheet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from detente.report.charts import draw_frontiers, make_static, split_lists
from detente.report.charts.base import LIGHT
from detente.report.charts.labels import LETTER_WIDTH, place_labels
from detente.report.charts.lists import MOST_HIGH, draw_list
from detente.report.charts.ratios import draw_ratios
from detente.report.charts.timeline import draw_timeline
from detente.report.document import write_document
from detente.report.naming import Names
from tests.report_samples import make_case, sample, study


def all_charts() -> list[Any]:
    return list(write_document(*sample()).charts)


def test_every_chart_has_its_words_and_its_data() -> None:
    for chart in all_charts():
        assert chart.title
        assert chart.measure
        assert chart.reading.endswith(".")
        assert chart.table.rows
        assert all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_charts_are_plain_json_with_known_colours() -> None:
    for chart in all_charts():
        text = json.dumps(chart.spec, allow_nan=False)
        names = set(re.findall(r"var\(--([a-z0-9]+)\)", text))
        assert names <= set(LIGHT)
        assert "var(" not in json.dumps(make_static(chart.spec))


def test_a_chart_can_be_a_picture() -> None:
    import vl_convert

    spec = make_static(all_charts()[0].spec)
    assert vl_convert.vegalite_to_svg(spec).startswith("<svg")


def test_a_long_frontier_is_thinned_and_says_so() -> None:
    case, findings = sample()
    deal = findings.deals.frontier[0]
    many = tuple(replace(deal, value={"north": float(n), "isle": 4000.0 - n}) for n in range(4000))
    deals = replace(findings.deals, frontier=many, n_frontier=4000)
    chart = draw_frontiers(Names(case), deals)[0]
    drawn = max(len(layer["data"]["values"]) for layer in chart.spec["layer"])
    assert drawn <= 1500
    assert "1,500 of 4,000 drawn" in chart.reading


def test_labels_of_one_place_do_not_cover_each_other() -> None:
    texts = ["the first offer", "the second", "a third one", "and a fourth"]
    spots = place_labels([(200.0, 100.0)] * 4, texts, (600, 300))
    boxes = [
        (spot.dx - (LETTER_WIDTH * len(text) if spot.align == "right" else 0), spot.dy)
        for spot, text in zip(spots, texts, strict=True)
    ]
    assert len(set(boxes)) == 4


def test_a_long_list_is_split_between_issues() -> None:
    base = make_case()
    issues = tuple(replace(base.issues[0], id=f"locks-{n}", title=f"Locks {n}") for n in range(40))
    case = make_case(issues=issues, offers=())
    names, lists = Names(case), study(case).lists
    parts = split_lists(names, lists)
    assert sum(len(part.concessions) for part in parts) == len(lists.concessions)
    charts = [draw_list(names, part) for part in parts]
    assert len({chart.id for chart in charts}) == len(charts) > 1
    assert all(chart.spec["height"] <= 1.5 * MOST_HIGH for chart in charts)
    axes = {json.dumps(chart.spec["layer"][0]["encoding"]["x"]["scale"]) for chart in charts}
    assert len(axes) == 1


def test_nothing_to_draw_gives_no_chart() -> None:
    case = make_case(offers=(), promises=())
    findings, names = study(case), Names(case)
    assert draw_ratios(names, findings.offers) is None
    assert draw_timeline(names, findings.trust.parties[0]) is None
    assert draw_frontiers(names, replace(findings.deals, frontier=())) == []


def test_bars_keep_zero_in_sight() -> None:
    for chart in all_charts():
        if chart.id.startswith("list-"):
            low, high = chart.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
            assert low < 0 < high
