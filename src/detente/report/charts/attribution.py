"""What makes two readings differ: the part of each group of inputs, as signed bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from detente.report.charts.base import (
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    spread,
    text_layers,
)
from detente.report.compare_tables import tabulate_attribution
from detente.report.likelihood import say_bounded
from detente.report.naming import Names
from detente.report.sentences.compare import (
    list_clear,
    name_reading,
    rank_groups,
    say_shift,
)
from detente.report.sentences.conclusions import label_conclusion, name_group, open_with
from detente.report.words import say_few
from detente.study.conclusion_records import CompareFindings, Comparison, Difference

GAP, TITLE, LANE = 12, 19, 18
MOST = 8
"""So many conclusions are drawn, the most different first."""

HALF = 0.505
"""A share above this is more than half, and not only by rounding."""

SAID = 40
"""Pixels beyond the axis, at either end, in which amounts are written."""


def draw_attribution(names: Names, found: CompareFindings, comparison: Comparison) -> Chart | None:
    """Draw how much of each clear difference is due to which group; None where none is clear."""
    clear = list_clear(comparison)
    shown = clear[:MOST]
    if not shown:
        return None
    bars, texts, zeros, height = _lay_out(names, shown)
    first, second = (name_reading(found, each) for each in (comparison.first, comparison.second))
    return Chart(
        id=f"attribution-{comparison.first}-{comparison.second}",
        title=_title(names, shown),
        measure="Percentage points by which the odds are higher (to the right) or lower to "
        f"{second} than to {first}, by the group of inputs that they are due to",
        reading="Under each conclusion stand the odds of both readings; bars are what each group "
        f"of inputs adds to the difference, and they sum to it{_say_left(clear, shown)}.",
        spec=frame_spec("What makes the readings differ", _layers(bars, texts, zeros, height),
                        height),
        table=tabulate_attribution(names, found, comparison),
    )  # fmt: skip


def _say_left(clear: Sequence[Difference], shown: Sequence[Difference]) -> str:
    left = len(clear) - len(shown)
    more = "conclusion differs" if left == 1 else "conclusions differ"
    return f"; {say_few(left, f'more {more}', f'more {more}')}, see the table" if left else ""


def _title(names: Names, shown: Sequence[Difference]) -> str:
    """Name the group to which most of the differences, all together, are due."""
    total: dict[str, float] = {}
    for each in shown:
        for group, amount in each.attribution.items():
            total[group] = total.get(group, 0.0) + abs(amount)
    most = max(total, key=lambda group: total[group], default="")
    if not most or sum(total.values()) == 0:
        return "What makes the readings differ"
    share = total[most] / sum(total.values())
    name = name_group(names, most)
    part = "More than half" if share > HALF else "The largest part"
    verb = "come" if share > HALF else "comes"
    return f"{part} of these differences {verb} from one group of inputs: {name}"


def _lay_out(
    names: Names, shown: Iterable[Difference]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    bars: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    zeros: list[dict[str, Any]] = []
    top = 0.0
    for each in shown:
        label = label_conclusion(names, each.conclusion)
        odds = f"{say_bounded(each.first)} and {say_bounded(each.second)}"
        said = f"{odds}: {say_shift(each.second - each.first)} points"
        of = [label.heading] if each.conclusion.kind.startswith("meeting") else []
        lines = [*of, label.text, said]
        for line in lines:
            bold = "bold" if line == label.text else "normal"
            texts.append({"row": top + TITLE / 2 - 1, "text": open_with(line), "weight": bold})
            top += TITLE
        begin = top
        for group, amount in rank_groups(each):
            bars.append({
                "row": top + 2, "end": top + LANE - 4, "middle": top + LANE / 2 - 1,
                "amount": round(100 * amount, 2), "zero": 0,
                "text": open_with(name_group(names, group)), "said": say_shift(amount),
                "up": amount > 0,
            })  # fmt: skip
            top += LANE
        zeros.append({"zero": 0, "row": begin, "end": top})
        top += GAP
    return bars, texts, zeros, round(top - GAP)


def _layers(
    bars: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    zeros: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    y = rows_scale(height)
    middle = {**y, "field": "middle"}
    low, high = spread([bar["amount"] for bar in bars], pad=0.02)
    widest = max((len(bar["text"]) for bar in bars), default=0)
    left = f"{min(widest * 6.6 + 10, 150)} + {SAID}"
    x: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [low, high], "nice": False,
                  "range": [{"expr": left}, {"expr": f"width - {SAID}"}]},
    }  # fmt: skip
    said = {"text": {"field": "said", "type": "nominal"}, "y": middle}
    end = {"x": {"field": "amount", **x}}
    over = [bar for bar in bars if bar["up"]]
    under = [bar for bar in bars if not bar["up"]]
    small = {"fontSize": 11.5, "fill": "var(--ink)"}
    return [
        layer(bars, {"type": "rect", "fill": "var(--accent)",
                     "opacity": {"expr": "datum.up ? 0.95 : 0.5"}},
              {"x": {"field": "zero", **x}, "x2": {"field": "amount"}, "y": y,
               "y2": {"field": "end"}}),
        layer(zeros, {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 1.4},
              {"x": {"field": "zero", **x}, "y": y, "y2": {"field": "end"}}),
        *text_layers(over, {"align": "left", "dx": 5, **small}, {**end, **said}),
        *text_layers(under, {"align": "right", "dx": -5, **small}, {**end, **said}),
        *text_layers(bars, {"align": "left", "fill": "var(--soft)", "limit": 150},
                     {"x": {"value": 0}, "y": middle,
                      "text": {"field": "text", "type": "nominal"}}),
        *text_layers(texts, {"align": "left", "fontWeight": {"expr": "datum.weight"},
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": {"field": "text", "type": "nominal"}}),
    ]  # fmt: skip
