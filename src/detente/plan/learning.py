"""What a kept stage teaches about the other side.

A side is *reliable* with belief pi; an opportunist yields to a temptation with chance sigma. Both
keep a stage that does not tempt, so only tempting stages teach anything (a Bayesian reading of
gradual reciprocation: Osgood 1962, Sobel 1985).
"""

from __future__ import annotations

import numpy as np

from detente.core.layout import FloatArray


def compute_delivery(belief: FloatArray | float, temptation: FloatArray | float) -> FloatArray:
    """Compute the chance that a side delivers, ``phi = pi + (1 - pi) (1 - sigma)``.

    Parameters
    ----------
    belief : pi, the chance that the side is reliable, 0 to 1.
    temptation : sigma, the chance that an opportunist yields, 0 to 1; shapes broadcast.

    Examples
    --------
    >>> round(float(compute_delivery(0.3, 0.5)), 4)
    0.65
    """
    pi, sigma = np.asarray(belief, dtype=np.float64), np.asarray(temptation, dtype=np.float64)
    return np.asarray(pi + (1 - pi) * (1 - sigma))


def compute_posterior(belief: FloatArray | float, temptation: FloatArray | float) -> FloatArray:
    """Compute the belief in a side after a stage that it kept, ``pi / phi``.

    Parameters
    ----------
    belief, temptation : as for :func:`compute_delivery`.

    Returns
    -------
    The belief afterwards, never below the one before; 0 stays 0, also where nobody could have
    expected delivery.

    Examples
    --------
    >>> round(float(compute_posterior(0.3, 0.5)), 4)
    0.4615
    """
    pi = np.asarray(belief, dtype=np.float64)
    delivery = compute_delivery(pi, temptation)
    return np.asarray(np.divide(pi, delivery, out=np.zeros_like(delivery), where=delivery > 0))
