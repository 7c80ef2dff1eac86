"""How far a promise can be believed: a Beta-binomial ledger.

Every settled promise is a trial. A kept one counts as a success, a broken one as a failure,
a late or partial one as a fraction of each. Old entries fade by half every half-life, and a
precedent (a promise by somebody else) enters with a lower weight.

A disputed entry is counted once for each side's story: in the promiser's story all disputed
promises were kept, in the other's all were broken. The belief is the even mixture of the two
posteriors. It is as wide as the disagreement; with an even prior and a single disputed entry it
is the prior itself: Beta(2, 1) and Beta(1, 2) mix to the uniform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Belief:
    """The chance that a promise is kept, as an even mixture of two Beta distributions.

    Parameters
    ----------
    kept : the first Beta parameter in the promiser's story and in the other's.
    broken : the second Beta parameter in the same order.
    """

    kept: tuple[float, float]
    broken: tuple[float, float]

    @property
    def mean(self) -> float:
        """The chance itself."""
        a, b = np.asarray(self.kept), np.asarray(self.broken)
        return float(np.mean(a / (a + b)))

    def compute_quantile(self, u: npt.ArrayLike) -> FloatArray:
        """Read the belief at the given probabilities, by bisection on its distribution.

        Examples
        --------
        >>> Belief((2.0, 1.0), (1.0, 2.0)).compute_quantile([0.1, 0.5]).round(6).tolist()
        [0.1, 0.5]
        """
        probability = np.asarray(u, dtype=np.float64)
        low, high = np.zeros(probability.shape), np.ones(probability.shape)
        for _ in range(52):
            middle = (low + high) / 2.0
            below = self.compute_cdf(middle) < probability
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2.0

    def compute_cdf(self, x: npt.ArrayLike) -> FloatArray:
        """Say how likely the chance is to lie below each ``x``."""
        from scipy.special import betainc

        at = np.asarray(x, dtype=np.float64)
        stories = [betainc(a, b, at) for a, b in zip(self.kept, self.broken, strict=True)]
        return np.asarray((stories[0] + stories[1]) / 2.0)

    def draw(self, u: FloatArray) -> FloatArray:
        """Turn uniforms into draws: the lower half tells one story, the upper the other.

        Shape ``(D,)`` to ``(D,)``. Exactly the mixture, without a search; but not monotone in
        ``u``, so quantiles come from :meth:`compute_quantile`.
        """
        from scipy.special import betaincinv

        a = np.where(u < 0.5, self.kept[0], self.kept[1])
        b = np.where(u < 0.5, self.broken[0], self.broken[1])
        return np.asarray(betaincinv(a, b, np.where(u < 0.5, 2.0 * u, 2.0 * u - 1.0)))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Settled promises as arrays over E entries.

    Parameters
    ----------
    credit : share of the promise that was kept, 0 to 1, shape ``(E,)``; ignored when disputed.
    weight : how much the entry counts before it fades, shape ``(E,)``.
    age : years since it was settled, shape ``(E,)``.
    disputed : whether the sides tell different stories, shape ``(E,)``.
    """

    credit: FloatArray
    weight: FloatArray
    age: FloatArray
    disputed: BoolArray

    def compute_fading(self, half_life: float) -> FloatArray:
        """Weigh each entry at its age; ``half_life`` in years; shape ``(E,)``."""
        return np.asarray(self.weight * 0.5 ** (self.age / half_life))

    def compute_belief(self, prior: tuple[float, float], half_life: float) -> Belief:
        """Update the prior on every entry.

        Parameters
        ----------
        prior : pseudo-promises kept and broken before the record is read.
        half_life : years in which an entry loses half its weight.

        Examples
        --------
        >>> ledger = Ledger(np.array([1.0, 0.0, 1.0]), np.ones(3), np.zeros(3), np.zeros(3, bool))
        >>> round(ledger.compute_belief((1.0, 1.0), 10.0).mean, 3)
        0.6
        """
        weight = self.compute_fading(half_life)
        return _update(prior, self.credit, weight, self.disputed)

    def compute_shifts(self, prior: tuple[float, float], half_life: float) -> FloatArray:
        """Say how far each entry moves the mean: with it, less without it; shape ``(E,)``."""
        weight = self.compute_fading(half_life)
        whole = _update(prior, self.credit, weight, self.disputed).mean
        shifts = np.empty(len(weight))
        for entry in range(len(weight)):
            without = weight.copy()
            without[entry] = 0.0
            shifts[entry] = whole - _update(prior, self.credit, without, self.disputed).mean
        return shifts


def _update(
    prior: tuple[float, float], credit: FloatArray, weight: FloatArray, disputed: BoolArray
) -> Belief:
    """Tell both stories: all disputed promises kept, and all broken."""
    kept, broken = [], []
    for story in (1.0, 0.0):
        share = np.where(disputed, story, credit)
        kept.append(prior[0] + float(np.sum(weight * share)))
        broken.append(prior[1] + float(np.sum(weight * (1.0 - share))))
    return Belief((kept[0], kept[1]), (broken[0], broken[1]))
