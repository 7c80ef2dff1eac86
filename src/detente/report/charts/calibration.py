"""Calibration: of all that was given these odds, how much came true?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.report.charts.base import Chart, Spec, frame_spec, layer, text_layers
from detente.report.forecast_tables import tabulate_bins
from detente.report.sentences.forecast import LEAST_CURVE, say_expected
from detente.report.words import say_numeral
from detente.study.forecast_records import Calibration, CalibrationBin

HEIGHT = 320


def draw_calibration(found: Calibration | None) -> Chart | None:
    """Draw how often forecasts came true, by their size; None for too few of them."""
    if found is None or found.questions < LEAST_CURVE:
        return None
    return Chart(
        id="calibration",
        title=_title(found),
        measure="Share that came about, by the model's odds",
        reading="What stands on the slanting line came about as often as the odds said, what "
        "stands below it less often. The number counts the forecasts behind a dot; its bar runs "
        "from P10 to P90 of the chance behind it, so that one bar in five misses the line though "
        "nothing is wrong with the odds.",
        spec=frame_spec("Calibration of the model's odds", _layers(found.bins), HEIGHT),
        table=tabulate_bins(found),
        narrow=True,
    )


def _title(found: Calibration) -> str:
    return (
        f"By its odds {say_expected(found)} of {say_numeral(found.questions)} were to be expected "
        f"to come about; {say_numeral(found.came_true)} did"
    )


def _layers(bins: Sequence[CalibrationBin]) -> list[Spec]:
    x, y = _axis("forecast", "The model's odds"), _axis("came_true", "Came about")
    points: list[dict[str, Any]] = [
        {
            "forecast": each.forecast,
            "came_true": each.came_true,
            "p10": each.p10,
            "p90": each.p90,
            "text": str(each.count),
        }
        for each in bins
    ]
    line = [{"forecast": 0.0, "came_true": 0.0}, {"forecast": 1.0, "came_true": 1.0}]
    text = {"field": "text", "type": "nominal"}
    return [
        layer(line, {"type": "line", "stroke": "var(--soft)", "strokeDash": [4, 4],
                     "strokeWidth": 1}, {"x": x, "y": y}),
        layer(points, {"type": "rule", "stroke": "var(--accent)", "strokeWidth": 1.5,
                       "opacity": 0.6},
              {"x": x, "y": {**y, "field": "p10"}, "y2": {"field": "p90"}}),
        layer(points, {"type": "point", "filled": True, "size": 90, "fill": "var(--accent)",
                       "opacity": 1}, {"x": x, "y": y}),
        *text_layers(points, {"align": "left", "dx": 9}, {"x": x, "y": y, "text": text}),
    ]  # fmt: skip


def _axis(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": title,
            "scale": {"domain": [0, 1.04], "nice": False},
            "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%", "grid": True}}  # fmt: skip
