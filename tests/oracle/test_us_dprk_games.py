"""Published thresholds of games between the two Koreas and the United States.

- The North Korea summit, a course exercise (edututorai.com, question 5805424): a proposal that is
  earnest with chance p. Being rejected is printed as worth 1 to the proposer, while the text says
  that it loses face; -1 is meant, and the threshold does not depend on it.
- Appendices A and B of a book of the University Press of Kentucky (ISBN 978-0-8131-2995-2; Project
  MUSE shows these pages, not the author): perfect Bayesian equilibria of two games in which the
  North is sincere or deceitful, and the United States hawkish or dovish.

Backward induction knows private values alone. Where it matters to one side of which type the other
is, the type is a chance that falls after the choice: right as long as both types do the same.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from detente.core.games import Action, Chance, Leaf, Move, Node, Solved, solve

NORTH, OTHER = 0, 1


def leaf(name: str, north: float, other: float) -> Leaf:
    return Leaf(name, np.array([[north, other]]))


def propose(p: float, rejected: tuple[float, float], earnest: Leaf, duplicitous: Leaf) -> Move:
    """The North proposes or not; the other side, not knowing, takes it up or rejects it."""
    taken = Chance((p, 1.0 - p), (earnest, duplicitous))
    asked = Move(OTHER, (Action("takes it up", taken), Action("rejects", leaf("no", *rejected))))
    return Move(NORTH, (Action("proposes", asked), Action("waits", leaf("nothing", 0, 0))))


def summit(p: float) -> Move:
    return propose(p, (-1, 0), leaf("earnest", 2, 2), leaf("duplicitous", 4, -4))


def takes_up(root: Move) -> bool:
    asked = root.actions[0].child
    assert isinstance(asked, Move)
    return bool(solve(root, 2).choice[asked][0] == 0)


def proposes(root: Move) -> bool:
    return bool(solve(root, 2).choice[root][0] == 0)


def test_the_summit_is_taken_up_from_two_thirds_on():
    for step in range(301):
        p = Fraction(step, 300)
        assert takes_up(summit(float(p))) == (p >= Fraction(2, 3)), p


def test_the_threshold_of_the_summit_by_bisection():
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if takes_up(summit(middle)) else (middle, high)
    assert high == pytest.approx(2 / 3, abs=1e-11)


def test_who_would_be_rejected_does_not_propose():
    assert not proposes(summit(0.66))
    assert proposes(summit(0.67))


@pytest.mark.parametrize("seed", range(50))
def test_appendix_a_the_south_takes_up_what_both_types_propose(seed):
    """From p >= (REJ - EXPN) / (RECON - EXPN) on, in the South's values."""
    rng = np.random.default_rng(seed)
    exploited, refused, reconciled = sorted(rng.choice(100, 3, replace=False) - 50)
    threshold = Fraction(int(refused - exploited), int(reconciled - exploited))
    for p in around(threshold):
        root = propose(
            float(p), (-1, refused), leaf("RECON", 3, reconciled), leaf("EXPN", 5, exploited)
        )
        assert takes_up(root) == (p >= threshold)


def separate(hawks: int, draws: int, values: dict[str, int]) -> Solved:
    """The sincere North acts first, or not; then the United States acts, each type in its own way.

    So many of the draws of the United States are hawks. They let an act stand unanswered and do
    not act by themselves; doves answer it, and act by themselves where the North did not.
    """
    hawk = (np.arange(draws) < hawks).astype(float)

    def end(name: str, hawks_like: float) -> Leaf:
        us = np.where(hawk, hawks_like, -hawks_like)
        return Leaf(name, np.stack([np.full(draws, float(values[name])), us], axis=1))

    after_act: Node = Move(
        OTHER, (Action("rejects", end("REJ_US", 1)), Action("reconciles", end("RECON_NK", -1)))
    )
    after_none: Node = Move(
        OTHER, (Action("stays", end("SQ", 1)), Action("reconciles", end("RECON_US", -1)))
    )
    return solve(Move(NORTH, (Action("acts", after_act), Action("waits", after_none))), 2)


@pytest.mark.parametrize("seed", range(50))
def test_appendix_b_the_sincere_north_acts_first(seed):
    """From q on, the chance of a hawk, where q is as printed, in the North's values.

    (RECON_US - RECON_NK) / (RECON_US + REJ_US - RECON_NK - SQ)
    """
    rng = np.random.default_rng([1, seed])
    worst, rejected, second, best = sorted(int(v) for v in rng.choice(60, 4, replace=False))
    values = {"SQ": worst, "REJ_US": rejected, "RECON_NK": second, "RECON_US": best}
    threshold = Fraction(best - second, best + rejected - second - worst)
    draws = threshold.denominator * 4
    for hawks in (0, *(int(threshold * draws) + step for step in (-1, 0, 1)), draws):
        solved = separate(hawks, draws, values)
        assert isinstance(solved.root, Move)
        acts = solved.choice[solved.root] == 0
        assert (acts == (Fraction(hawks, draws) >= threshold)).all()


def around(threshold: Fraction) -> list[Fraction]:
    """The threshold itself, and what lies a thousandth to either side."""
    near = [threshold + Fraction(step, 1000) for step in (-1, 0, 1)]
    return [p for p in near if 0 <= p <= 1]
