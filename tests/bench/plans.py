"""The packages whose carrying out in stages detente is timed on."""

from __future__ import annotations

import numpy as np

from detente.plan.problem import Problem

CHAIN = 4


def make_problem(n_items: int, seed: int, *, parties: int = 2, trust: float = 0.6) -> Problem:
    """Items in chains of four, each given by one party at a cost and worth more to the others.

    Costs are even between 1 and 10, benefits between 1 and 15, in thousandths; what a party would
    lose by breaking the plan is a tenth of all that it gives.
    """
    rng = np.random.default_rng(seed)
    chains = -(-n_items // CHAIN)
    giver = np.repeat(rng.permutation(np.arange(chains) % parties), CHAIN)[:n_items]
    gives = giver == np.arange(parties)[:, None]
    costs = rng.integers(1_000, 10_000, size=(parties, n_items), endpoint=True)
    benefits = rng.integers(1_000, 15_000, size=(parties, n_items), endpoint=True)
    return Problem.make(
        np.where(gives, -costs, benefits),
        gives,
        loss=np.where(gives, costs, 0).sum(axis=1) // 10,
        trust=np.full((parties, parties), round(trust * 10_000)),
        before=tuple((j, j + 1) for j in range(n_items - 1) if (j + 1) % CHAIN),
    )
