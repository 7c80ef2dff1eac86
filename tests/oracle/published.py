"""Reads the data of the oracle tests."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from detente.core.fixed import choose_decimals, to_fixed
from detente.core.layout import IntArray, Layout

DATA = Path(__file__).parent / "data"


def load(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def divisible(points: dict[str, list[int]]) -> tuple[Layout, IntArray]:
    """Each item to the first party (option 0) or the second (option 1)."""
    first = [value for a, _ in points.values() for value in (a, 0)]
    second = [value for _, b in points.values() for value in (0, b)]
    return Layout((2,) * len(points)), np.array([first, second], dtype=np.int64)


def ampo_city() -> tuple[Layout, IntArray, list[list[str]], int]:
    """The space, its values, the names of the levels, and the decimals kept."""
    issues = load("ampo_city.yaml")["issues"]
    rows = [[score for issue in issues for score in _weigh(issue, party)] for party in (0, 1)]
    decimals = max(map(choose_decimals, rows))
    values = np.stack([to_fixed(np.array(row, dtype=object), decimals) for row in rows])
    names = [list(issue["levels"]) for issue in issues]
    return Layout(tuple(map(len, names))), values, names, decimals


def _weigh(issue: dict[str, Any], party: int) -> list[Decimal]:
    levels = [scores[party] for scores in issue["levels"].values()]
    weight = Decimal(str(issue["weights"][party]))
    return [weight * level / max(levels) for level in levels]


def fraction(value: float | str) -> Fraction:
    return Fraction(str(value))


def same(found: Sequence[Any], expected: Sequence[Any]) -> bool:
    return [Fraction(value) for value in found] == [fraction(value) for value in expected]
