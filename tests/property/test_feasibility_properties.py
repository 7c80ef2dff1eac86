"""The routines for existence and efficiency agree with complete enumeration."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from detente.core import feasibility
from detente.core.choices import find_choices
from detente.core.efficiency import find_efficient
from detente.core.feasibility import BY_SEARCH, find_deals
from detente.core.layout import Constraint, IntArray, Interaction, Layout
from detente.core.relaxation import relax


def hobble(monkeypatch: pytest.MonkeyPatch, block_limit: int) -> None:
    """Leave couplings loose, and with them most problems to the search."""
    limited = functools.partial(find_choices, limit=block_limit)
    monkeypatch.setattr(feasibility, "find_choices", limited)
    if block_limit == 1:
        monkeypatch.setattr(feasibility, "relax", functools.partial(relax, rounds=0))


def make_layout(rng: np.random.Generator) -> Layout:
    counts = tuple(int(k) for k in rng.integers(1, 5, rng.integers(1, 6)))

    def scope() -> tuple[int, ...]:
        size = int(rng.integers(1, min(3, len(counts)) + 1))
        return tuple(sorted(int(i) for i in rng.choice(len(counts), size, replace=False)))

    def table(scope: tuple[int, ...], share: float) -> np.ndarray:
        return rng.random([counts[i] for i in scope]) < share

    limits = [(s, table(s, 0.75)) for s in (scope() for _ in range(rng.integers(0, 3)))]
    bonuses = [(s, table(s, 0.5)) for s in (scope() for _ in range(rng.integers(0, 3)))]
    return Layout(
        counts=counts,
        constraints=tuple(Constraint(s, t) for s, t in limits),
        interactions=tuple(Interaction(s, t) for s, t in bonuses),
    )


def list_packages(layout: Layout) -> IntArray:
    packages = np.array(list(itertools.product(*map(range, layout.counts))), dtype=np.int64)
    return packages[layout.allows(packages)]


def draw_numbers(
    rng: np.random.Generator, shape: tuple[int, ...], kind: str
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as a user would write them in float64, and the same as exact integers."""
    whole = rng.integers(-4, 5, shape)
    if kind == "integers":
        return whole.astype(np.float64), whole
    decimals = rng.integers(-3000, 3000, shape) * 100 // (1 if kind == "decimals" else 1000)
    return decimals / 1000.0, decimals


@pytest.mark.parametrize("block_limit", [1, 8, 64])
@pytest.mark.parametrize("kind", ["integers", "decimals", "coarse"])
def test_existence_agrees_with_enumeration(
    kind: str, block_limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hobble(monkeypatch, block_limit)
    rng = np.random.default_rng([block_limit, len(kind)])
    outcomes, stages = [], set()
    for _ in range(150):
        layout = make_layout(rng)
        parties, ratifiers, draws = rng.integers(2, 5), rng.integers(0, 3), int(rng.integers(0, 7))
        shape = (draws, int(parties + ratifiers))
        values, exact_values = draw_numbers(rng, (*shape, layout.n_columns), kind)
        floors, exact_floors = draw_numbers(rng, shape, kind)
        floors, exact_floors = floors * (kind != "integers"), exact_floors * (kind != "integers")
        packages = list_packages(layout)
        switched = layout.indicator(packages).astype(np.int64)
        gains = np.einsum("nc,dqc->dnq", switched, exact_values) - exact_floors[:, None, :]
        deals = (gains >= 0).all(axis=2) & (gains[..., : int(parties)] > 0).any(axis=2)
        found = find_deals(layout, values, floors, parties=int(parties))
        assert not found.open.any()
        np.testing.assert_array_equal(found.exists, deals.any(axis=1))
        for draw in range(draws):
            if found.exists[draw]:
                place = (packages == found.witness[draw]).all(axis=1)
                assert deals[draw][place].tolist() == [True]
            else:
                assert (found.witness[draw] == -1).all()
        outcomes += found.exists.tolist()
        stages |= set(found.stage.tolist())
    assert 0.1 < np.mean(outcomes) < 0.9
    assert BY_SEARCH in stages


@pytest.mark.parametrize("block_limit", [1, 64])
@pytest.mark.parametrize("kind", ["integers", "decimals", "coarse"])
def test_efficiency_agrees_with_enumeration(
    kind: str, block_limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hobble(monkeypatch, block_limit)
    rng = np.random.default_rng([2, block_limit, len(kind)])
    outcomes, stages = [], set()
    for _ in range(100):
        layout = make_layout(rng)
        parties, draws = int(rng.integers(2, 5)), int(rng.integers(0, 4))
        shape = (draws, parties + int(rng.integers(0, 3)), layout.n_columns)
        values, exact = draw_numbers(rng, shape, kind)
        candidates = rng.integers(0, layout.counts, (int(rng.integers(0, 5)), layout.n_issues))
        worth = np.einsum("nc,dqc->dnq", layout.indicator(candidates).astype(np.int64), exact)
        others = layout.indicator(list_packages(layout)).astype(np.int64)
        gains = (
            np.einsum("mc,dqc->dmq", others, exact)[:, None, :, :parties]
            - worth[:, :, None, :parties]
        )
        beaten = ((gains >= 0).all(axis=3) & (gains > 0).any(axis=3)).any(axis=2)
        found = find_efficient(layout, values, candidates, parties=parties)
        assert not found.open.any()
        np.testing.assert_array_equal(found.efficient, ~beaten & layout.allows(candidates))
        np.testing.assert_array_equal((found.better >= 0).all(axis=2), beaten)
        outcomes += found.efficient.ravel().tolist()
        stages |= set(found.stage.ravel().tolist())
    assert 0.1 < np.mean(outcomes) < 0.9
    assert BY_SEARCH in stages
