"""Which package is signed: the first that all would sign, by hand and by trying all draws."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.signing import MOST_PACKAGES, compute_first_odds, find_first
from detente.errors import TooLargeError

YES, NO = True, False


def test_the_first_package_that_is_signed_by_draw():
    signed = np.array([[YES, YES], [NO, YES], [NO, NO]])
    assert find_first(signed).tolist() == [0, 1, -1]


def test_nothing_is_signed_where_there_is_nothing():
    assert find_first(np.zeros((2, 0), dtype=np.bool_)).tolist() == [-1, -1]
    assert compute_first_odds(np.zeros((2, 0), bool), np.zeros((3, 0), bool)).shape == (2, 0)


def test_a_side_reckons_with_all_draws_of_the_others():
    own = np.array([[YES, YES], [NO, YES], [NO, NO]])
    others = np.array([[YES, NO], [YES, YES], [NO, YES], [NO, NO]])
    # Of four draws of the others, two sign the first; only in one do they sign just the second.
    assert compute_first_odds(own, others).tolist() == [[0.5, 0.25], [0.0, 0.5], [0.0, 0.0]]


def test_odds_are_those_of_every_draw_against_every_other():
    rng = np.random.default_rng(5)
    own, others = rng.random((40, 5)) < 0.6, rng.random((70, 5)) < 0.5
    odds = np.zeros((40, 5))
    for d, mine in enumerate(own):
        for theirs in others:
            both = np.flatnonzero(mine & theirs)
            if len(both):
                odds[d, both[0]] += 1 / 70
    assert np.allclose(compute_first_odds(own, others), odds)


def test_too_many_packages_are_refused():
    many = np.ones((1, MOST_PACKAGES + 1), dtype=np.bool_)
    with pytest.raises(TooLargeError, match="61 packages"):
        compute_first_odds(many, many)
