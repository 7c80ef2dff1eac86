"""Which numbers of the case would bring another verdict on a claim, if they were known?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.layout import BoolArray, FloatArray
from detente.core.sensitivity import CLEAR, expand
from detente.study.anchors import Anchors
from detente.study.believing import list_givers
from detente.study.claim_records import Hinge, judge_odds
from detente.study.claim_values import Reader
from detente.study.inputs import HIGH, LOW, Input, find_inputs
from detente.study.staging import assume_trust
from detente.study.views import View, begins
from detente.study.workspace import Workspace

SHOWN = 2
"""Inputs that are named for a claim."""

TRIED_DRAWS = 1024
"""Draws on which trust in a party is tried out; it shifts the odds found on all draws."""

_ENDS = np.array([LOW, HIGH])
_DRAWN = frozenset(("trust", "offer"))
_MEANS = frozenset(("plan", "largest", "bargain", "roadmap", "meet"))


@dataclass(frozen=True)
class Test:
    """A claim's test: how to put it, where it is true, and what it rests on.

    Parameters
    ----------
    ask : puts it to a reader of so many draws, ``(D,)``.
    truth : where it is true for the case itself, ``(D,)``.
    grounds : how the keys begin of the numbers that it rests on.
    about : first words of the findings that it names.
    """

    __test__ = False

    ask: Callable[[Reader, int], BoolArray]
    truth: BoolArray
    grounds: tuple[str, ...]
    about: set[str]

    @property
    def odds(self) -> float:
        """Share of draws in which it is true."""
        return float(self.truth.mean())


def find_hinges(
    workspace: Workspace, home: Workspace, anchors: Anchors, tests: Sequence[Test]
) -> list[tuple[Hinge, ...]]:
    """Find for each test the inputs that would bring another verdict.

    Parameters
    ----------
    workspace : the case, on the draws on which the tests were put.
    home, anchors : where packages and plans were found that claims are about, and those.
    tests : what is asked.

    Returns
    -------
    For each test up to two inputs, those that move its odds most first. What varies over the draws
    is read off the draws, as in :mod:`detente.study.drivers`; the trust that plans and meetings
    rest on does not, and is tried out low and high.
    """
    inputs = find_inputs(workspace)
    truths = np.stack([test.truth for test in tests], axis=1).astype(np.float64)
    expansion = expand([each.u for each in inputs], truths)
    means = np.clip(expansion.compute_means(_ENDS), 0.0, 1.0)
    tried = _try_out(workspace, home, anchors, tests)
    found = []
    for place, test in enumerate(tests):
        hinges = [
            _describe(each, means[:, n, place])
            for n, each in enumerate(inputs)
            if expansion.counted[n, place] and _bears(each, test)
        ]
        hinges += tried[place]
        turning = [each for each in hinges if _turns(each, test)]
        turning.sort(key=lambda each: (-abs(each.odds_high - each.odds_low), each.input))
        found.append(tuple(turning[:SHOWN]))
    return found


def _bears(each: Input, test: Test) -> bool:
    """Say whether an input can bear on a test; trust is drawn for offers and beliefs alone."""
    if each.name.startswith("trust/"):
        return bool(test.about & _DRAWN)
    return begins(each.name, test.grounds)


def _turns(hinge: Hinge, test: Test) -> bool:
    now = judge_odds(test.odds)
    return hinge.verdict_low != now or hinge.verdict_high != now


def _describe(each: Input, odds: FloatArray) -> Hinge:
    low, high = each.read(_ENDS).tolist()
    at_low, at_high = float(odds[0]), float(odds[1])
    return Hinge(
        input=each.name,
        key=each.numbers[0][0],
        side=each.side,
        issue=each.issue,
        unit=each.unit,
        low=low,
        high=high,
        odds_low=at_low,
        odds_high=at_high,
        verdict_low=judge_odds(at_low),
        verdict_high=judge_odds(at_high),
        sourced=each.sourced,
    )


def _try_out(
    workspace: Workspace, home: Workspace, anchors: Anchors, tests: Sequence[Test]
) -> list[list[Hinge]]:
    """Try out how the odds shift when one party is believed less, or more."""
    found: list[list[Hinge]] = [[] for _ in tests]
    places = [place for place, test in enumerate(tests) if test.about & _MEANS]
    if not places:
        return found
    few = workspace.thin(TRIED_DRAWS)
    asked = [tests[place] for place in places]
    base = np.array(list(_ask(few, home, anchors, asked)))
    for giver, each in enumerate(list_givers(workspace)):
        rows = [list(_ask(_believe(few, giver, u), home, anchors, asked)) for u in (LOW, HIGH)]
        shift = np.array(rows) - base
        for place, test, moved in zip(places, asked, shift.T, strict=True):
            if np.ptp(moved) > CLEAR * 0.5 / np.sqrt(few.draws):
                found[place].append(_describe(each, np.clip(test.odds + moved, 0.0, 1.0)))
    return found


def _ask(
    workspace: Workspace, home: Workspace, anchors: Anchors, tests: Sequence[Test]
) -> Iterator[float]:
    reader = Reader(View(workspace), anchors, home)
    for test in tests:
        yield float(test.ask(reader, workspace.draws).mean())


def _believe(workspace: Workspace, giver: int, u: float) -> Workspace:
    """Believe one party as at a probability within each one's belief in it."""
    frame = workspace.frame
    party = frame.parties[giver]
    seen = [
        1.0 if viewer == party else float(frame.belief(party, viewer).compute_quantile(np.array(u)))
        for viewer in frame.parties
    ]
    all_see = float(frame.belief(party).compute_quantile(np.array(u)))
    return assume_trust(workspace, giver, np.array(seen), all_see)
