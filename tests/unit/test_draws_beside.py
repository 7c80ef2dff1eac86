"""Numbers that are drawn beside others are as even, and independent of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from detente import find_case, load
from detente.case.terms import list_inputs
from detente.core.draws import draw_beside, draw_uniforms
from detente.study import Workspace

DRAWS = 1024


def draw(seed: list[int], n: int = DRAWS, dimensions: int = 12) -> np.ndarray:
    return draw_beside(n, dimensions, np.random.default_rng(seed))


def find_correlations(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    size = first.shape[1]
    return np.asarray(np.abs(np.corrcoef(first, second, rowvar=False)[:size, size:]))


@pytest.mark.parametrize("seed", range(4))
def test_streams_are_independent_of_each_other(seed: int) -> None:
    main = draw_uniforms(DRAWS, 12, np.random.default_rng(seed))
    streams = [main, draw([seed, 1]), draw([seed, 2, 0]), draw([seed, 2, 1])]
    for first, second in combinations(streams, 2):
        assert find_correlations(first, second).max() < 5 / np.sqrt(DRAWS)
        leading = find_correlations(first > 0.5, second > 0.5)
        assert leading.max() < 5 / np.sqrt(DRAWS)


def test_a_stream_is_as_even_as_the_sequence_that_it_shuffles() -> None:
    drawn = draw([3])
    for size in (2, 16, 256, 1024):
        for column in drawn[:size].T:
            assert np.array_equal(np.sort((column * size).astype(int)), np.arange(size))


def test_the_first_draws_do_not_depend_on_how_many_are_asked_for() -> None:
    assert np.array_equal(draw([5], 100), draw([5], 1000)[:100])
    assert len(draw([5], 1)) == 1


def test_terms_of_a_plan_do_not_move_with_the_values() -> None:
    workspace = Workspace(load(find_case("us-dprk-2020")), DRAWS)
    values = np.stack([u for _, u in workspace.uniforms.name(workspace.frame)], axis=1)
    terms = np.stack([u for *_, u in list_inputs(workspace.frame, DRAWS)], axis=1)
    assert find_correlations(values, terms).max() < 6 / np.sqrt(DRAWS)
