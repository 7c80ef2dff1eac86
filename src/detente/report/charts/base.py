"""What all charts share: colours and shapes of parties, the look, and parts of specifications."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from detente.report.look import OKABE_ITO
from detente.report.tables import Table

Spec: TypeAlias = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LETTERS, BOLD = 50, 43
"""So many letters a line has room for on a phone, and so many bold ones."""

LINE = 13
"""Pixels from one line of a label to the next."""

SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

LIGHT: Mapping[str, str] = {
    "ink": "#1d1f21", "soft": "#55595e", "rule": "#dcdad3", "paper": "#fffdf8",
    "accent": "#5e3370", "zone": "#ece7f1",
    **{f"p{place}": colour for place, colour in enumerate(OKABE_ITO, start=1)},
}  # fmt: skip
"""The tokens of the light page, for drawing without a style sheet."""


@dataclass(frozen=True)
class Key:
    """One entry of a chart's key: its sign, what it stands for, and whose it is.

    ``ring`` is a mark that no party made.
    """

    sign: str
    text: str
    party: str = ""
    ring: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart with its words and its data.

    Parameters
    ----------
    id : anchor within the page.
    title : the finding.
    measure : what is drawn, with the unit.
    reading : one line that says how to read it.
    spec : the Vega-Lite specification.
    table : the same data for those who cannot see the chart.
    parties : those whose colours and shapes need a key.
    key : signs and lettered marks that the page explains under the chart.
    half : whether it is one of several small multiples.
    narrow : whether it gains nothing from a wide page.
    """

    id: str
    title: str
    measure: str
    reading: str
    spec: Spec
    table: Table
    parties: tuple[str, ...] = ()
    key: tuple[Key, ...] = ()
    half: bool = False
    narrow: bool = False


def frame_spec(description: str, layers: Sequence[Spec], height: int) -> Spec:
    """Put layers into a drawing as wide as its container."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 4},
        "layer": list(layers),
        "config": CONFIG,
    }


def layer(values: Iterable[Mapping[str, Any]], mark: Spec, encoding: Spec) -> Spec:
    """Make one layer; marks are left out of the accessibility tree, the table stands for them."""
    return {
        "data": {"values": [dict(value) for value in values]},
        "mark": {"aria": False, **mark},
        "encoding": encoding,
    }


def text_layers(values: Sequence[Mapping[str, Any]], mark: Spec, encoding: Spec) -> list[Spec]:
    """Write texts with a halo of paper, so that lines do not strike them through."""
    halo = {"stroke": "var(--paper)", "strokeWidth": 4, "strokeJoin": "round"}
    base = {"type": "text", "baseline": "middle", "fontSize": 12, "fill": "var(--ink)", **mark}
    return [
        layer(values, {**base, **halo, "fill": "var(--paper)"}, encoding),
        layer(values, base, encoding),
    ]


def stack_lines(
    text: str, top: float, high: float, *, room: int = LETTERS, **more: Any
) -> tuple[list[dict[str, Any]], float]:
    """Put a text into lines that the drawing can hold on a phone.

    Parameters
    ----------
    text : the text.
    top, high : where it begins, and how high one line of it stands, in pixels.
    room : so many letters a line has room for.
    more : what each line says besides of itself.

    Returns
    -------
    tuple
        The lines with their rows, and where they end.

    Examples
    --------
    >>> stack_lines("Sanctions: suspended", 10, 16, room=12)
    ([{'row': 18.0, 'text': 'Sanctions:'}, {'row': 31.0, 'text': 'suspended'}], 39)
    """
    parts = _wrap(text, room)
    lines = [
        {"row": top + high / 2 + place * LINE, "text": part, **more}
        for place, part in enumerate(parts)
    ]
    return lines, top + high + (len(parts) - 1) * LINE


def _wrap(text: str, room: int) -> list[str]:
    """Put a text into as few lines as there is room for, all of them about as long."""
    few = textwrap.wrap(text, room) or [text]
    least = max(len(text) // len(few), *map(len, text.split()), 1)
    tried = (textwrap.wrap(text, width) for width in range(least, room))
    return next((lines for lines in tried if len(lines) == len(few)), few)


def rows_scale(height: int) -> Spec:
    """Encode a vertical position given in pixels from the top."""
    return {
        "field": "row",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, {"expr": "height"}], "nice": False},
    }


def spread(values: Iterable[float], *, pad: float = 0.06, zero: bool = True) -> tuple[float, float]:
    """Find an axis that holds all values, with a margin.

    Examples
    --------
    >>> spread([0.0, 10.0], pad=0.1)
    (-1.0, 11.0)
    >>> spread([])
    (-1.0, 1.0)
    """
    known = [*values, *([0.0] if zero else [])]
    low, high = min(known, default=0.0), max(known, default=0.0)
    margin = (high - low) * pad or 1.0
    return low - margin, high + margin


def to_years(day: dt.date) -> float:
    """Turn a date into years, for an axis of time that knows no time zone.

    Examples
    --------
    >>> to_years(dt.date(2020, 1, 1)), to_years(dt.date(2020, 7, 2))
    (2020.0, 2020.5)
    """
    start = dt.date(day.year, 1, 1)
    length = (dt.date(day.year, 12, 31) - start).days + 1
    return round(day.year + (day - start).days / length, 3)


def make_static(spec: Spec, width: int = 640, tokens: Mapping[str, str] = LIGHT) -> Spec:
    """Make a drawing of fixed width that needs no style sheet, for a picture file.

    Examples
    --------
    >>> make_static({"width": "container", "background": None})
    {'width': 640, 'background': '#fffdf8'}
    """
    fixed: Spec = resolve_colours({**spec, "width": width, "background": tokens["paper"]}, tokens)
    return fixed


def resolve_colours(spec: Any, tokens: Mapping[str, str] = LIGHT) -> Any:
    """Replace every CSS variable in a specification by its value.

    Examples
    --------
    >>> resolve_colours({"fill": "var(--p1)"})
    {'fill': '#0072b2'}
    """
    if isinstance(spec, dict):
        return {key: resolve_colours(value, tokens) for key, value in spec.items()}
    if isinstance(spec, list):
        return [resolve_colours(value, tokens) for value in spec]
    if isinstance(spec, str) and spec.startswith("var(--"):
        return tokens[spec[6:-1]]
    return spec


CONFIG: Spec = {
    "font": SANS,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)",
        "titleColor": "var(--soft)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "var(--rule)",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "titlePadding": 8,
        "aria": False,
    },
    "text": {"fill": "var(--ink)"},
    "rule": {"stroke": "var(--ink)"},
}
