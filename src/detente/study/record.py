"""Findings as frozen records: what a study returns and every face renders.

A record is plain data: ids, numbers, texts and other records. It turns itself into a
dictionary for JSON, into a table for pandas, and shows itself in a notebook.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.layout import FloatArray

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT_DIGITS = 9
"""Digits kept in JSON: beyond any meaning, short of the last bits that differ by machine."""


@dataclass(frozen=True)
class Record:
    """Base of all findings."""

    def to_dict(self) -> dict[str, Any]:
        """Turn into plain dictionaries, lists, numbers, texts and None, ready for JSON."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}

    def to_json(self) -> str:
        """Turn into JSON text; the same findings give the same bytes."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def rows(self) -> list[dict[str, Any]]:
        """List the findings as flat rows, for a table. Studies override this."""
        return [_flatten(self.to_dict())]

    def frame(self) -> pd.DataFrame:
        """Return :meth:`rows` as a pandas frame; needs ``pip install 'detente[pandas]'``."""
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError("frames need pandas: pip install 'detente[pandas]'") from error
        return pd.DataFrame(self.rows())

    def _repr_html_(self) -> str:
        return _table(self.rows())


@dataclass(frozen=True)
class Interval(Record):
    """A number that is not known exactly: four times in five it lies from P10 to P90."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, draws: FloatArray) -> Interval:
        """Summarise draws, shape ``(D,)``."""
        p10, p50, p90 = np.quantile(draws, [0.1, 0.5, 0.9])
        return cls(float(p10), float(p50), float(p90))


SEARCH_DRAWS = 4096
"""Packages and plans are searched for on the first so many draws, and judged on all."""


@dataclass(frozen=True)
class Origin(Record):
    """What was analysed, and how: enough to repeat it byte for byte.

    ``sourced`` and ``numbers`` count the case's inputs with a source and in all.
    """

    title: str
    as_of: dt.date
    digest: str
    seed: int
    draws: int
    version: str
    numbers: int
    sourced: int

    @property
    def searched(self) -> int:
        """Draws on which packages and plans were searched for; what was found is judged on all."""
        return min(self.draws, SEARCH_DRAWS)


def compute_standard_error(odds: float, draws: int) -> float:
    """Bound the sampling error of odds from so many draws; Sobol draws do better.

    Examples
    --------
    >>> round(compute_standard_error(0.5, 10_000), 4)
    0.005
    """
    return float(np.sqrt(max(odds * (1.0 - odds), 1.0 / draws) / draws))


def _plain(value: object) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float | np.floating):
        return _round(float(value))
    if isinstance(value, np.integer | np.bool_):
        return value.item()
    raise TypeError(f"a record may not hold a {type(value).__name__}")


def _round(number: float) -> float | None:
    if not np.isfinite(number):
        return None
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>Nothing found.</p>"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(column))}</td>" for column in columns) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)
    return html.escape(text)
