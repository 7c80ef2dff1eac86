"""Return ratios: what each side gets for each point that it gives, offer by offer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from detente.report.charts.base import (
    BOLD,
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    stack_lines,
    text_layers,
)
from detente.report.likelihood import say_bounded
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import (
    say_date,
    say_few,
    say_interval,
    say_none,
    say_number,
    say_numeral,
    say_ratio,
)
from detente.study.offers import OfferFinding, OfferFindings, OfferTo

GAP, TITLE, LANE, FOOT = 8, 22, 18, 22
SAID = 52
"""Pixels at the right, beyond the axis, in which the medians are written."""

LEAST, MOST = 0.01, 100.0
"""Ratios beyond these are drawn at the edge."""

TICKS = (0.01, 0.03, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 30.0, 100.0)
TICK_WORDS = {
    0.01: "1/100", 0.03: "1/30", 0.1: "1/10", 0.25: "1/4", 0.5: "1/2", 1.0: "1", 2.0: "2",
    4.0: "4", 10.0: "10", 30.0: "30", 100.0: "100",
}  # fmt: skip


def draw_ratios(names: Names, offers: OfferFindings) -> Chart | None:
    """Draw the return ratio of every offer to every side that gives something."""
    rows, texts, height = _lay_out(names, offers.offers)
    if not rows:
        return None
    low, high = _find_ends(rows)
    return Chart(
        id="return-ratios",
        title=_title(offers.offers),
        measure="What a side gets for each point that it gives, after doubt, on its own scale",
        reading="The mark is the median, written at the right, and its bar runs from P10 to P90. "
        "On the line at 1 a side "
        f"gets as much as it gives, to the left less; sides that give nothing are left out"
        f"{_say_cut(offers.offers)}.",
        spec=frame_spec(
            "Return ratio of each offer", _layers(rows, texts, height, low, high), height
        ),
        table=_tabulate(names, offers.offers),
        parties=tuple(dict.fromkeys(row["party"] for row in rows)),
    )


def _lay_out(
    names: Names, offers: Sequence[OfferFinding]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    look = Look(names)
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top: float = FOOT
    for offer in offers:
        given = [(party, to) for party, to in offer.parties.items() if to.return_ratio is not None]
        if not given:
            continue
        said = f"{offer.title}, {offer.date.year}"
        lines, top = stack_lines(said, top, TITLE, room=BOLD)
        texts += lines
        for party, to in given:
            rows.append(_mark(names, look, party, to, top + LANE / 2))
            top += LANE
        top += GAP
    return rows, texts, round(top)


def _mark(names: Names, look: Look, party: str, to: OfferTo, row: float) -> dict[str, Any]:
    middle = to.return_ratio or 0.0
    return {
        "row": row, "party": party, "colour": look.colour(party), "shape": look.shape(party),
        "low": _clip(to.return_ratio_p10 or 0.0), "middle": _clip(middle),
        "high": _clip(to.return_ratio_p90 or 0.0), "cut": _find_cuts(to),
        "said": "nothing" if middle <= 0 else say_number(middle),
        "tip": f"{names.label(party)} gets {say_ratio(middle)}",
    }  # fmt: skip


def _find_cuts(to: OfferTo) -> str:
    """Point to the ends at which a bar is cut."""
    under, over = (to.return_ratio_p10 or 0.0) < LEAST, (to.return_ratio_p90 or 0.0) > MOST
    return ("<" if under else "") + (">" if over else "")


def _say_cut(offers: Sequence[OfferFinding]) -> str:
    """Admit that bars are cut at the ends of the axis, where any is."""
    ends = [
        end
        for offer in offers
        for to in offer.parties.values()
        for end in (to.return_ratio_p10, to.return_ratio_p90)
        if end is not None
    ]
    if all(LEAST <= end <= MOST for end in ends):
        return ""
    return "; bars with an arrow go on beyond the axis"


def _clip(ratio: float) -> float:
    return min(max(ratio, LEAST), MOST)


def _find_ends(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Find the axis: from the tick below all bars to the tick above, with 1/2 and 2 in it."""
    least = min(row["low"] for row in rows)
    most = max(row["high"] for row in rows)
    low = max(tick for tick in TICKS if tick <= min(least, 0.5))
    high = min(tick for tick in TICKS if tick >= max(most, 2.0))
    return low, high


def _layers(
    rows: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    height: int,
    low: float,
    high: float,
) -> list[Spec]:
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axis = {
        "type": "quantitative",
        "scale": {"type": "log", "base": 2, "domain": [low / 1.3, high * 1.3], "nice": False,
                  "range": [0, {"expr": f"width - {SAID}"}]},
        "axis": {"title": "gets for each point given (log scale)", "orient": "bottom",
                 "values": ticks, "labelExpr": _tick_words(ticks), "labelOverlap": "greedy",
                 "labelSeparation": 7},
    }  # fmt: skip
    y = rows_scale(height)
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    colour = {"field": "colour", **fixed}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    one = [{"one": 1, "text": "gets as much as it gives", "row": 10}]
    at_one = {"x": {"field": "one", **axis}}
    parts = [{"one": 1, "row": row, "end": end} for row, end in _find_lanes(rows)]
    beyond = -math.log(low) > math.log(high)
    said = {"text": {"field": "said", "type": "nominal"}, "y": y}
    arrow = {"type": "point", "shape": "triangle", "filled": True, "size": 70, "opacity": 1}
    return [
        layer(parts, {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 1.4},
              {**at_one, "y": y, "y2": {"field": "end"}}),
        layer(rows, {"type": "rule", "strokeWidth": 8, "opacity": 0.35, "strokeCap": "round"},
              {"x": {"field": "low", **axis}, "x2": {"field": "high"}, "y": y, "stroke": colour,
               **tip}),
        layer(rows, {"type": "point", "filled": True, "size": 80, "opacity": 1},
              {"x": {"field": "middle", **axis}, "y": y, "fill": colour,
               "shape": {"field": "shape", **fixed}, **tip}),
        layer([row for row in rows if "<" in row["cut"]], {**arrow, "angle": -90, "xOffset": -5},
              {"x": {"field": "low", **axis}, "y": y, "fill": colour}),
        layer([row for row in rows if ">" in row["cut"]], {**arrow, "angle": 90, "xOffset": 5},
              {"x": {"field": "high", **axis}, "y": y, "fill": colour}),
        *text_layers(rows, {"align": "right", "fontSize": 11.5}, {**said, "x": {"value": "width"}}),
        *text_layers(one, {"align": "right" if beyond else "left", "fill": "var(--soft)",
                            "dx": -6 if beyond else 6},
                     {**at_one, "y": y, "text": {"field": "text", "type": "nominal"}}),
        *text_layers(texts, {"align": "left", "fontWeight": "bold", "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": {"field": "text", "type": "nominal"}}),
    ]  # fmt: skip


def _find_lanes(rows: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """Find where the line at 1 is drawn: beside its label and the bars, not through titles."""
    parts = [(2.0, FOOT - 4.0)]
    for middle in (row["row"] for row in rows):
        top, end = middle - LANE / 2, middle + LANE / 2
        if parts[-1][1] == top:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((top, end))
    return parts


def _tick_words(ticks: Sequence[float]) -> str:
    """Write the axis labels as one expression: Vega has no table of labels."""
    words = "''"
    for tick in ticks:
        words = f"abs(datum.value - {tick}) < {tick / 100} ? '{TICK_WORDS[tick]}' : {words}"
    return words


def _title(offers: Sequence[OfferFinding]) -> str:
    balanced = sum(offer.commensurate for offer in offers)
    total = say_few(len(offers), "offer")
    likely = "more likely than not balanced"
    if len(offers) == 1:
        return f"The offer is {likely if balanced else 'more likely than not one-sided'}"
    if balanced == 0:
        return f"{say_none(total)} is {likely}"
    if balanced == len(offers):
        return f"All {total} are {likely}"
    verb = "is" if balanced == 1 else "are"
    return f"{say_numeral(balanced).capitalize()} of the {total} {verb} {likely}"


def _tabulate(names: Names, offers: Sequence[OfferFinding]) -> Table:
    rows = [
        [
            offer.title,
            say_date(offer.date),
            names.label(party),
            say_ratio(to.return_ratio) if to.return_ratio is not None else "gives nothing",
            _ends(to),
            say_bounded(to.p_short),
        ]
        for offer in offers
        for party, to in offer.parties.items()
    ]
    head = ["Offer", "Date", "Side", "Gets for 1 given", "P10 to P90", "Gets less than it gives"]
    return make_table("Return ratio of each offer, by side", head, rows, [3, 4, 5])


def _ends(to: OfferTo) -> str:
    if to.return_ratio_p10 is None or to.return_ratio_p90 is None:
        return ""
    return say_interval(to.return_ratio_p10, to.return_ratio_p90)
