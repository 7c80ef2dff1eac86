"""Charts: honest axes, labels that do not cover each other, pictures without a style sheet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from detente.report.charts import draw_frontiers, labels, make_static, split_lists
from detente.report.charts.base import LETTERS, LIGHT, LINE, stack_lines
from detente.report.charts.labels import LETTER_WIDTH, place_labels
from detente.report.charts.lists import MOST_HIGH, draw_list
from detente.report.charts.marks import make_title
from detente.report.charts.ratios import draw_ratios
from detente.report.charts.timeline import draw_timeline
from detente.report.document import write_document
from detente.report.naming import Names
from detente.study.deal_records import Refusals
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
    refused = Refusals(accepted=0, at_home=4000, by={"senate": 4000})
    deals = replace(findings.deals, frontier=many, n_frontier=4000, refusals=refused)
    chart = draw_frontiers(Names(case), deals)[0]
    drawn = max(len(layer["data"]["values"]) for layer in chart.spec["layer"])
    assert drawn <= 700
    assert "of 4,000 drawn" in chart.reading


def draw_with(taken: int, refused_by: tuple[str, ...], inside: int) -> Any:
    """Draw a frontier of which some points are taken, with a bargaining set of some size."""
    case, findings = sample()
    deal = findings.deals.frontier[0]
    good = replace(deal, acceptable=True, refused_by=())
    bad = replace(deal, acceptable=False, refused_by=refused_by)
    deals = replace(
        findings.deals,
        frontier=(good,) * taken + (bad,) * (4 - taken),
        n_frontier=4,
        refusals=Refusals(
            accepted=taken,
            at_home=(4 - taken) * ("senate" in refused_by),
            by={side: (4 - taken) * (side in refused_by) for side in ("north", "isle", "senate")},
        ),
        bargaining_set=(good,) * inside,
        n_bargaining_set=inside,
    )
    return draw_frontiers(Names(case), deals)[0]


@pytest.mark.parametrize(
    ("taken", "refused_by", "inside", "title"),
    [
        (4, (), 4, "Every point of the frontier is acceptable to all"),
        (3, ("isle",), 3, "3 of the 4 points of the frontier are acceptable to all"),
        (0, ("senate",), 2,
         "Those at home refuse the whole frontier; 2 points short of it are acceptable to all"),
        (0, ("isle",), 1,
         "Somebody refuses the whole frontier; 1 point short of it is acceptable to all"),
        (0, ("isle", "senate"), 0, "No package is acceptable to all at the medians"),
    ],
)  # fmt: skip
def test_the_title_states_what_all_could_accept(
    taken: int, refused_by: tuple[str, ...], inside: int, title: str
) -> None:
    assert draw_with(taken, refused_by, inside).title == title


def test_filled_dots_are_the_bargaining_set_and_hollow_ones_refused() -> None:
    chart = draw_with(1, ("isle",), 2)
    hollow, filled = (layer for layer in chart.spec["layer"] if layer["mark"].get("size") == 46)
    assert len(hollow["data"]["values"]) == 3
    assert len(filled["data"]["values"]) == 2
    assert filled["mark"]["fill"] == "var(--ink)"
    assert [key.sign for key in chart.key[:2]] == ["●", "○"]


def test_a_mark_far_off_stands_at_the_edge_and_says_where_it_is() -> None:
    case, findings = sample()
    placed = findings.deals.placed[0]
    far = replace(placed, value={"north": 5.0, "isle": -9000.0})
    chart = draw_frontiers(Names(case), replace(findings.deals, placed=(far,)))[0]
    key = next(key for key in chart.key if key.sign == "A")
    assert "beyond the edge, at −9,000 for the Isle" in key.text
    up = next(part["encoding"]["y"] for part in chart.spec["layer"] if "y" in part["encoding"])
    assert up["scale"]["domain"][0] > -100


def test_the_safest_package_is_marked_by_a_ring() -> None:
    case, findings = sample()
    chart = draw_frontiers(Names(case), findings.deals)[0]
    key = next(key for key in chart.key if key.text.startswith("The safest package found"))
    assert key.ring
    assert key.sign == "B"


def test_a_bar_beyond_the_axis_has_an_arrow() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    wide = replace(offer.parties["isle"], return_ratio_p10=0.001, return_ratio_p90=2.0)
    offers = replace(findings.offers, offers=(replace(offer, parties={"isle": wide}),))
    chart = draw_ratios(Names(case), offers)
    assert chart
    arrows = [part for part in chart.spec["layer"] if part["mark"].get("shape") == "triangle"]
    assert [len(part["data"]["values"]) for part in arrows] == [1, 0]
    assert "arrow" in chart.reading


def test_labels_of_one_place_do_not_cover_each_other() -> None:
    texts = ["the first offer", "the second", "a third one", "and a fourth"]
    spots = place_labels([(200.0, 100.0)] * 4, texts, (600, 300))
    boxes = [
        (spot.dx - (LETTER_WIDTH * len(text) if spot.align == "right" else 0), spot.dy)
        for spot, text in zip(spots, texts, strict=True)
    ]
    assert len(set(boxes)) == 4


def test_points_out_of_reach_do_not_move_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(1)
    crowd = [(rng.uniform(0, 600), rng.uniform(0, 300)) for _ in range(400)]
    texts = ["the first offer", "the second", "a third one", "and a fourth"]
    placed = place_labels(crowd[:4], texts, (600, 300), crowd)
    monkeypatch.setattr(labels, "_list_near", lambda all_points, *_: all_points)
    assert placed == place_labels(crowd[:4], texts, (600, 300), crowd)


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


def test_what_is_no_better_than_no_deal_is_not_called_a_deal() -> None:
    deals = sample()[1].deals
    idle = replace(deals.bargaining_set[0], value=dict(deals.reservation))
    found = replace(deals, bargaining_set=(idle,), n_bargaining_set=1)
    assert make_title(found) == "Nothing acceptable to all at the medians is better than no deal"
    assert "better than no deal" not in make_title(replace(found, n_bargaining_set=2))
    assert "better than no deal" not in make_title(deals)


def test_long_text_stands_in_lines_of_about_one_length() -> None:
    lines, end = stack_lines("Nuclear plants at Yongbyon: Enrichment frozen too", 10, 16, room=40)
    assert [line["text"] for line in lines] == [
        "Nuclear plants at Yongbyon:",
        "Enrichment frozen too",
    ]
    assert [line["row"] for line in lines] == [18, 18 + LINE]
    assert end == 26 + LINE


@pytest.mark.parametrize("text", ["", "word", "w" * 60, "a " * 90, f"{'w' * 60} and more"])
def test_text_of_any_length_is_whole_in_its_lines(text: str) -> None:
    lines, _ = stack_lines(text, 0, 16)
    assert "".join(line["text"] for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line["text"]) <= LETTERS for line in lines)
