"""Existence of a deal agrees with mixed-integer programming (HiGHS) beyond enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from detente.core.feasibility import find_deals
from detente.core.layout import BoolArray, Constraint, FloatArray, Layout

PARTIES = 3


def make_layout(issues: int) -> Layout:
    ladder = np.tril(np.ones((3, 3), dtype=np.bool_))
    pairs = [(0, 1), (1, 2), (4, 9)]
    return Layout(counts=(3,) * issues, constraints=tuple(Constraint(p, ladder) for p in pairs))


def draw_negotiation(rng: np.random.Generator, draws: int, issues: int) -> FloatArray:
    """Each issue costs the party that performs it and benefits the others, more or less."""
    step = np.cumsum(rng.uniform(0.5, 1.5, (1, 1, issues, 2)), axis=3)
    size = rng.lognormal(0.0, 0.7, (draws, PARTIES + 1, issues, 1))
    performs = np.arange(issues) % PARTIES == np.arange(PARTIES + 1)[:, None]
    share = np.where(performs[:, :, None], -1.0, 0.25) * np.ones((draws, 1, 1, 1))
    values = np.concatenate([np.zeros_like(size), share * size * step], axis=3)
    return values.reshape(draws, PARTIES + 1, 3 * issues)


def exists_by_milp(layout: Layout, values: FloatArray, floor: FloatArray) -> bool:
    one_each = np.kron(np.eye(layout.n_issues), np.ones(3))
    rows = []
    for constraint in layout.constraints:
        first, second = (layout.starts[issue] for issue in constraint.scope)
        for a, b in np.argwhere(~constraint.allowed):
            rows.append(np.zeros(layout.n_options))
            rows[-1][[first + a, second + b]] = 1.0
    limits = [
        LinearConstraint(one_each, 1, 1),
        LinearConstraint(values, floor, np.inf),
        LinearConstraint(np.array(rows), -np.inf, 1),
    ]
    answer = milp(
        -values[:PARTIES].sum(axis=0),
        constraints=limits,
        bounds=Bounds(0, 1),
        integrality=np.ones(layout.n_options),
    )
    assert answer.status in (0, 2)
    return bool(answer.status == 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_existence_agrees_with_highs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    layout = make_layout(16)
    values = draw_negotiation(rng, 40, 16)
    floors = np.concatenate([rng.uniform(0, 1, (40, PARTIES)), rng.uniform(-4, 0, (40, 1))], axis=1)
    found = find_deals(layout, values, floors, parties=PARTIES)
    expected: BoolArray = np.array(
        [exists_by_milp(layout, v, r) for v, r in zip(values, floors, strict=True)]
    )
    assert not found.open.any()
    np.testing.assert_array_equal(found.exists, expected)
    assert 5 < expected.sum() < 35
