"""A dollar between a risk-neutral and a risk-averse party: Osborne and Rubinstein 1990.

With utilities x and sqrt(1 - x), Nash's solution is x = 2/3 and Kalai and Smorodinsky's
(sqrt(5) - 1) / 2, which is the egalitarian one too, both ideals being 1.
"""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.hull import (
    find_egalitarian_lottery,
    find_kalai_smorodinsky_lottery,
    find_nash_lottery,
)
from detente.core.solutions import find_egalitarian, find_kalai_smorodinsky, find_nash

UNIT = 10**9
SHARES = np.arange(10_001) / 10_000
POINTS = np.rint(UNIT * np.column_stack([SHARES, np.sqrt(1 - SHARES)])).astype(np.int64)
NOTHING = [0, 0]
NASH = (2 / 3, (1 / 3) ** 0.5)
GOLDEN = (5**0.5 - 1) / 2


def test_nash() -> None:
    assert POINTS[find_nash(POINTS, NOTHING)] / UNIT == pytest.approx(NASH, abs=1e-4)
    lottery = find_nash_lottery(POINTS, NOTHING)
    assert [float(v) / UNIT for v in lottery.values] == pytest.approx(NASH, abs=1e-4)


def test_kalai_smorodinsky() -> None:
    found = POINTS[find_kalai_smorodinsky(POINTS, NOTHING)] / UNIT
    assert found == pytest.approx([GOLDEN] * 2, abs=1e-4)
    lottery = find_kalai_smorodinsky_lottery(POINTS, NOTHING)
    assert lottery.values[0] == lottery.values[1]
    assert float(lottery.values[0]) / UNIT == pytest.approx(GOLDEN, abs=1e-8)


def test_egalitarian() -> None:
    found = POINTS[find_egalitarian(POINTS, NOTHING, [1, 1])] / UNIT
    assert found == pytest.approx([GOLDEN] * 2, abs=1e-4)
    lottery = find_egalitarian_lottery(POINTS, NOTHING, [1, 1])
    assert lottery.values == find_kalai_smorodinsky_lottery(POINTS, NOTHING).values
