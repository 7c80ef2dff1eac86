"""Brier 1950, *Verification of forecasts expressed in terms of probability*, the example of rain.

Ten occasions with a probability of rain, and whether it rained. Brier adds up both classes, rain
and no rain, so his score is twice that of the event alone: 0.19. The forecasts were checked against
a reprint; which of the ten days were wet is recalled, and gives the published score.
"""

from __future__ import annotations

import numpy as np
import pytest

from detente.core import scores

RAIN = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
RAINED = np.array([0, 1, 1, 1, 0, 0, 0, 0, 0, 0]) > 0
PUBLISHED = 0.19


def test_score_of_both_classes_is_the_published_one():
    both = [scores.compute_brier(RAIN, RAINED), scores.compute_brier(1 - RAIN, ~RAINED)]
    assert sum(each.mean() for each in both) == pytest.approx(PUBLISHED)
    assert 2 * scores.decompose(RAIN, RAINED).score == pytest.approx(PUBLISHED)
