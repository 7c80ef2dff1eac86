"""What the address of the page on deals asks: weights, lotteries, packages near the frontier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from detente.errors import InputError
from detente.report.naming import Names

Setting: TypeAlias = tuple[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the page asks of the study of deals, beyond what it answers anyway.

    Parameters
    ----------
    weights : weight by party, of all of them or of none.
    lotteries : whether packages may be drawn by lot.
    near : whether packages near the frontier will do, where it is too large to be worked out.
    """

    weights: tuple[tuple[str, float], ...] = ()
    lotteries: bool = False
    near: bool = False

    @property
    def about(self) -> tuple[Setting, ...] | None:
        """The same, as the question has it; None when it asks nothing more."""
        told = {"weights": self.weights, "lotteries": self.lotteries, "near": self.near}
        return tuple((name, value) for name, value in told.items() if value) or None


def read_asked(names: Names, told: Mapping[str, str]) -> Asked:
    """Read what an address asks.

    Raises
    ------
    InputError : a weight is no number above 0, or is left out where others are named.
    """
    given = {
        party.id: text
        for party in names.case.parties
        if (text := told.get(f"weight.{party.id}", "").strip())
    }
    left = [party.id for party in names.case.parties if party.id not in given]
    if given and left:
        raise InputError(
            f"a weight is missing for {names.sides(left)}; name one for every party, or none"
        )
    weights = tuple((party, _read_weight(names, party, text)) for party, text in given.items())
    return Asked(weights, bool(told.get("lotteries")), bool(told.get("near")))


def _read_weight(names: Names, party: str, text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise InputError(
            f'the weight of {names.side(party)} should be a number above 0, not "{text[:40]}"'
        )
    return weight
