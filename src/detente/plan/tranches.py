"""Two like sides that trade in tranches: how many it takes, how large, and at what deposit.

Each side gives the same whole, at a cost c to itself and a benefit b to the other, in m tranches,
and loses R (a deposit, the relationship) by walking away. What is left to gain after a tranche has
to outweigh what the tranche offers to whoever keeps it and walks away. At the last tranche nothing
is left but R, so without R the last step always needs trust c / b, however small it is; with R,
tranches may grow backwards from the end by b / c, the return of each step.

Fractions give fractions and floats give floats, except where a root is taken.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log1p
from typing import TypeVar

from detente.errors import InputError

Number = TypeVar("Number", float, Fraction)


def compute_least_deposit(benefit: Number, cost: Number, tranches: int) -> Number:
    """Compute the least deposit with which m tranches enforce themselves.

    Parameters
    ----------
    benefit, cost : of the whole, to who gets and to who gives it; ``benefit >= cost > 0``.
    tranches : m, at least 1.

    Returns
    -------
    ``(b - c) / ((b / c)^m - 1)``, with the tranches of :func:`compute_best_tranches`; ``c / m``
    where b = c.

    Raises
    ------
    InputError
        A number is out of bounds.

    Examples
    --------
    >>> [str(compute_least_deposit(Fraction(2), Fraction(1), m)) for m in (1, 2, 4)]
    ['1', '1/3', '1/15']
    """
    _check(benefit, cost, tranches)
    return cost * compute_best_tranches(benefit, cost, tranches)[-1]


def compute_best_tranches(benefit: Number, cost: Number, tranches: int) -> tuple[Number, ...]:
    """Compute the shares of the whole, first to last, that need the least deposit.

    Parameters
    ----------
    benefit, cost, tranches : as for :func:`compute_least_deposit`.

    Returns
    -------
    Shares that add up to 1, each b / c times the next.

    Raises
    ------
    InputError
        A number is out of bounds.

    Examples
    --------
    >>> [str(share) for share in compute_best_tranches(Fraction(2), Fraction(1), 4)]
    ['8/15', '4/15', '2/15', '1/15']
    """
    _check(benefit, cost, tranches)
    shrink = cost / benefit
    powers = [shrink**k for k in range(tranches)]
    whole = sum(powers[1:], start=powers[0])
    return tuple(power / whole for power in powers)


def compute_fewest_stages(benefit: Number, cost: Number, deposit: Number) -> int | None:
    """Compute how many tranches it takes at least, for a deposit to be enough.

    Parameters
    ----------
    benefit, cost : as for :func:`compute_least_deposit`.
    deposit : R of each side, at least 0.

    Returns
    -------
    ``ceil(ln(1 + (b - c) / R) / ln(b / c))``; None without a deposit: then no number is enough.

    Raises
    ------
    InputError
        A number is out of bounds.

    Examples
    --------
    >>> compute_fewest_stages(2.0, 1.0, 0.1), compute_fewest_stages(1.2, 1.0, 0.1)
    (4, 7)
    >>> compute_fewest_stages(2.0, 1.0, 0.0) is None
    True
    """
    _check(benefit, cost, 1)
    _check_deposit(deposit)
    if deposit == 0:
        return None
    gain = float((benefit - cost) / cost)
    count = float(cost / deposit)
    exact = log1p(gain * count) / log1p(gain) if gain > 0 else count
    return max(1, ceil(exact - 1e-12 * max(1.0, exact)))


def compute_needed_trust(benefit: float, cost: float, loss: float, tranches: int) -> float:
    """Compute the trust that m tranches need at least, where trust is all there is.

    Parameters
    ----------
    benefit, cost, tranches : as for :func:`compute_least_deposit`.
    loss : R of each side, at least 0.

    Returns
    -------
    ``kappa / (1 + kappa)`` with ``kappa = c / (b - c) (1 - (1 + (b - c) / R)^(-1 / m))``: the
    needed trust of every tranche when they are cut so that all need the same. Without R it is
    c / b whatever m is.

    Raises
    ------
    InputError
        A number is out of bounds.

    Examples
    --------
    >>> [round(compute_needed_trust(2, 1, 0.1, m), 4) for m in (1, 2, 4, 10)]
    [0.4762, 0.4112, 0.3108, 0.1757]
    """
    _check(benefit, cost, tranches)
    _check_deposit(loss)
    if loss == 0:
        return cost / benefit
    gain = benefit - cost
    if gain == 0:
        kappa = cost / (tranches * loss)
    else:
        kappa = cost / gain * (1 - (1 + gain / loss) ** (-1 / tranches))
    return kappa / (1 + kappa)


def _check(benefit: Number, cost: Number, tranches: int) -> None:
    if not cost > 0:
        raise InputError(f"the cost has to be above 0, got {cost}")
    if not benefit >= cost:
        raise InputError(f"the benefit has to be at least the cost {cost}, got {benefit}")
    if tranches < 1:
        raise InputError(f"there has to be at least 1 tranche, got {tranches}")


def _check_deposit(deposit: Number) -> None:
    if not deposit >= 0:
        raise InputError(f"what is lost by walking away has to be at least 0, got {deposit}")
