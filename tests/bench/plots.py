"""Draw the recorded results for the documentation: SVG that reads on light and dark pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from detente.report.charts.base import SANS, SCHEMA
from detente.report.look import OKABE_ITO
from tests.bench.names import NAMES

Entry = dict[str, Any]
INK = "#808890"
WIDTH, HEIGHT = 560, 300


def plot_frontiers(results: Entry) -> str:
    """Plot the time of every contestant over the number of packages of independent values."""
    rows = [
        {"size": float(entry["packages"]), "seconds": figures["best"], "who": NAMES[name]}
        for entry in results["frontier"]
        if entry.get("kind") == "random" and entry["decimals"] == 2 and entry["efficient"]
        for name, figures in entry["contestants"].items()
    ]
    return _draw(rows, "Packages", "Seconds", "Random spaces of two decimals, log scales.")


def plot_growth(results: Entry) -> str:
    """Plot the time of detente and of CP-SAT over the number of issues."""
    if "growth" not in results:
        return ""
    rows = [_point(entry, "issues", "seconds", "detente") for entry in results["growth"]["issues"]]
    rows += [
        _point(entry, "issues", "cpsat_seconds", NAMES["cpsat"])
        for entry in results["growth"]["search"]
    ]
    return _draw(rows, "Issues of five options", "Seconds", "Time by number of issues, log scales.")


def plot_draws(results: Entry) -> str:
    """Plot the time of all questions together, and of some alone, over the number of draws."""
    rows = []
    for entry in results.get("everything", ()):
        rows.append(_point(entry, "draws", "seconds", "all questions"))
        rows += [
            {"size": float(entry["draws"]), "seconds": seconds, "who": name}
            for name, seconds in entry["parts"].items()
            if name in ("deals", "plan", "meet", "drivers")
        ]
    return _draw(rows, "Draws", "Seconds", "Time by number of draws, both on log scales.")


def _point(entry: Entry, size: str, seconds: str, who: str) -> Entry:
    return {"size": float(entry[size]), "seconds": entry[seconds], "who": who}


def _draw(rows: Sequence[Entry], across: str, up: str, description: str) -> str:
    if not rows:
        return ""
    import vl_convert

    names = list(dict.fromkeys(row["who"] for row in rows))
    spec = {
        "$schema": SCHEMA,
        "description": description,
        "data": {"values": list(rows)},
        "width": WIDTH,
        "height": HEIGHT,
        "mark": {"type": "line", "point": {"filled": True, "size": 40}, "strokeWidth": 1.5},
        "encoding": {
            "x": _axis("size", across, "~s"),
            "y": _axis("seconds", up, "~g"),
            "color": {
                "field": "who",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": _cycle(OKABE_ITO, len(names))},
                "legend": {"orient": "bottom", "columns": 3, "symbolType": "circle"},
            },
        },
        "config": {
            "background": "transparent",
            "font": SANS,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "titleColor": INK, "gridColor": INK, "gridOpacity": 0.2},
            "legend": {"labelColor": INK},
        },
    }
    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    fitted = svg.replace("<svg ", '<svg style="max-width:100%;height:auto" role="img" ', 1)
    return f"<figure>{fitted}<figcaption>{description}</figcaption></figure>"


def _axis(field: str, title: str, form: str) -> Entry:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"type": "log"},
        "axis": {"tickCount": 6, "format": form, "domain": False, "ticks": False},
    }


def _cycle(colours: Iterable[str], count: int) -> list[str]:
    given = list(colours)
    return [given[place % len(given)] for place in range(count)]
