"""What becomes of an author's claims, as records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from detente.study.record import Origin, Record

Verdict = Literal["holds", "does_not", "cannot_tell"]

LIKELY = 2 / 3
"""A claim holds where its test is true in so many of the draws, and does not where it is false."""


@dataclass(frozen=True)
class Turn(Record):
    """What the odds of a claim would be if the case took one number from a reading, and no more."""

    key: str
    odds: float
    verdict: Verdict


@dataclass(frozen=True)
class Seen(Record):
    """A claim under one reading of the case.

    ``odds``: share of the draws in which the test is true. ``turns``: where the verdict is another
    than for the case itself, the one or two numbers of the reading that by themselves move the odds
    most towards it.
    """

    verdict: Verdict
    odds: float
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Hinge(Record):
    """An input of the case that would bring another verdict, if it were known to be low or high.

    An input is what varies as one; ``key`` is that of its quantity with the widest range, whose
    ``low`` and ``high`` are its P10 and P90, in points of ``side`` or as a share; ``odds_low`` and
    ``odds_high`` the odds of the claim there, all else open. ``sourced``: share of its numbers that
    rest on a source.
    """

    input: str
    key: str
    side: str
    issue: str
    unit: Literal["points", "share"]
    low: float
    high: float
    odds_low: float
    odds_high: float
    verdict_low: Verdict
    verdict_high: Verdict
    sourced: float


@dataclass(frozen=True)
class Passage(Record):
    """Where an author says something; an empty passage is the whole source."""

    source: str
    passage: str


@dataclass(frozen=True)
class ClaimFinding(Record):
    """One claim: what the model makes of it.

    ``reading`` is that of its author. ``verdict`` and ``odds`` are for the case as it stands,
    ``error`` the sampling error of the odds; ``under`` says the same for every reading, the
    author's first. ``fixed``: the test is about all draws together, so that the odds are 0 or 1.
    ``hangs_on``: of the case's inputs, up to two that would bring another verdict if they were
    known to be low or high.
    """

    reading: str
    id: str
    says: str
    test: str
    because: tuple[Passage, ...]
    note: str
    verdict: Verdict
    odds: float
    error: float
    fixed: bool
    under: dict[str, Seen]
    hangs_on: tuple[Hinge, ...]

    @property
    def own(self) -> Seen:
        """The claim under its author's own reading."""
        return self.under[self.reading]


@dataclass(frozen=True)
class ClaimFindings(Record):
    """What the model makes of everything that the authors of readings claim.

    ``draws``: on how many of the draws claims were judged. ``authors`` by reading. A claim holds
    where its test is true in at least two thirds of the draws, and does not where it is true in at
    most one third; in between the model cannot tell.
    """

    origin: Origin
    draws: int
    authors: dict[str, str]
    claims: tuple[ClaimFinding, ...]

    def count(self, reading: str, under: str | None = None) -> dict[Verdict, int]:
        """Count one author's claims by verdict, for the case itself or under a reading."""
        own = [claim for claim in self.claims if claim.reading == reading]
        found = Counter(
            claim.verdict if under is None else claim.under[under].verdict for claim in own
        )
        order: tuple[Verdict, ...] = ("holds", "cannot_tell", "does_not")
        return {verdict: found[verdict] for verdict in order}

    def rows(self) -> list[dict[str, object]]:
        """One row per claim."""
        return [
            {
                "reading": claim.reading,
                "claim": claim.id,
                "verdict": claim.verdict,
                "odds": claim.odds,
            }
            | {f"odds.{reading}": seen.odds for reading, seen in claim.under.items()}
            for claim in self.claims
        ]


def judge_odds(odds: float) -> Verdict:
    """Say whether a claim holds with such odds.

    Examples
    --------
    >>> judge_odds(0.7), judge_odds(0.5), judge_odds(1 / 3)
    ('holds', 'cannot_tell', 'does_not')
    """
    hair = 1e-12
    if odds >= LIKELY - hair:
        return "holds"
    return "does_not" if odds <= 1 - LIKELY + hair else "cannot_tell"
