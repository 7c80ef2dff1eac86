"""Whether an offer is balanced, on each side's own scale.

Everybody counts a pledge by the chance that it is carried out: how firmly it is given, times, for
whatever comes later, the trust in those who perform it. Nobody needs trust in itself, so a party
discounts its own pledges by their firmness alone: a vague word costs little to give, and is worth
less still to get. The *return ratio* is what a party gets for each point that it gives: below one,
the offer is against it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.layout import FloatArray


@dataclass(frozen=True, slots=True)
class Balance:
    """What an offer takes from and brings to each party and ratifier, draw by draw.

    Parameters
    ----------
    gives : what the party gives up, at least 0, shape ``(D, Q)``, in its own points.
    gets : what it expects to get, at least 0, shape ``(D, Q)``, in its own points.
    """

    gives: FloatArray
    gets: FloatArray

    @property
    def net(self) -> FloatArray:
        """What the offer is worth on balance, shape ``(D, Q)``."""
        return self.gets - self.gives

    def compute_ratio(self) -> FloatArray:
        """Divide what is got by what is given; NaN where nothing is given; shape ``(D, Q)``."""
        ratio = np.full(self.gives.shape, np.nan)
        np.divide(self.gets, self.gives, out=ratio, where=self.gives > 0)
        return ratio


def compute_balance(values: FloatArray, delivery: FloatArray) -> Balance:
    """Weigh an offer.

    Parameters
    ----------
    values : what each pledge would change, fully delivered, shape ``(D, Q, J)``.
    delivery : the chance that q gives to pledge j being carried out, shape ``(D, Q, J)``.

    Returns
    -------
    The balance over draws. O(D Q J).

    Examples
    --------
    One pledge surely costs the party 4; another, believed at one half, would bring it 6:

    >>> balance = compute_balance(np.array([[[-4.0, 6.0]]]), np.array([[[1.0, 0.5]]]))
    >>> balance.net.tolist(), balance.compute_ratio().tolist()
    ([[-1.0]], [[0.75]])
    """
    believed = values * delivery
    gives = -np.minimum(believed, 0.0).sum(axis=-1)
    gets = np.maximum(believed, 0.0).sum(axis=-1)
    return Balance(gives, gets)
