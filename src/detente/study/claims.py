"""What becomes of an author's statements, claim by claim: does the model bear them out?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.case import Case, Change, Reading
from detente.case.claim_model import Claim
from detente.case.finding_names import FindingName, Known, read_test
from detente.case.words import quote, suggest_or_list
from detente.core.expression_values import Value, evaluate
from detente.core.expressions import Node
from detente.core.layout import BoolArray
from detente.errors import InputError
from detente.study.anchors import Anchors, find_anchors
from detente.study.claim_hinges import Test, find_hinges
from detente.study.claim_records import ClaimFinding, ClaimFindings, Seen, Turn, judge_odds
from detente.study.claim_values import Reader, list_grounds
from detente.study.record import compute_standard_error
from detente.study.views import Family, View
from detente.study.workspace import Workspace

MOST_TURNS = 2
"""Numbers of a reading that are named where it turns a verdict."""

CLEAR = 0.02
"""Odds that a number of a reading has to move by itself, to be named."""


def find_claims(workspace: Workspace, reading: str | None = None) -> ClaimFindings:
    """Find what the model makes of what authors claim.

    Parameters
    ----------
    workspace : the case and its draws.
    reading : id of the reading whose claims are looked at; by default those of all.

    Returns
    -------
    Per claim the share of draws in which its test is true: for the case as it stands, under its
    author's reading, and under every other; always on the packages and plans of the case itself.
    And what would bring another verdict: numbers of the case, and of the readings.

    Raises
    ------
    InputError : the case has no claims, or no reading of that id.
    """
    chosen = _choose(workspace.case, reading)
    study = _Study(workspace, find_anchors(workspace), chosen)
    return ClaimFindings(
        origin=workspace.origin,
        authors={each.id: each.author for each in workspace.case.readings},
        claims=tuple(study.describe()),
    )


def _choose(case: Case, reading: str | None) -> tuple[tuple[Reading, Claim], ...]:
    known = {each.id: each for each in case.readings}
    if reading is not None and reading not in known:
        hint = suggest_or_list(reading, list(known), "readings")
        raise InputError(f"reading: the case has no reading {quote(reading)}. {hint}")
    chosen = case.readings if reading is None else (known[reading],)
    found = tuple((each, claim) for each in chosen for claim in each.claims)
    if not found:
        where = "the case" if reading is None else f"reading {reading}"
        raise InputError(
            f"{where} has no claims; write what an author says under claims in a file of "
            "readings/, each with a test on what the analysis finds"
        )
    return found


@dataclass(frozen=True)
class _Put:
    """A claim, ready to be put to any view of the case."""

    reading: Reading
    claim: Claim
    node: Node
    findings: tuple[FindingName, ...]
    grounds: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, known: Known, reading: Reading, claim: Claim) -> _Put:
        node, findings = read_test(claim.test, known)
        grounds = dict.fromkeys(key for each in findings for key in list_grounds(case, each))
        return cls(reading, claim, node, findings, tuple(grounds))

    def is_true(self, reader: Reader, draws: int) -> BoolArray:
        """Where the test is true, ``(D,)``."""
        values = {each.text: reader.read(each) for each in self.findings}
        return np.broadcast_to(evaluate(self.node, values), (draws,))

    def count(self, reader: Reader) -> float:
        """Share of draws in which the test is true."""
        return float(self.is_true(reader, reader.view.workspace.draws).mean())

    @cached_property
    def fixed(self) -> bool:
        """Whether the test is about all draws together."""
        shapes: Mapping[str, Value] = {
            each.text: np.zeros(() if each.pattern.fixed else 2, _kind(each))
            for each in self.findings
        }
        return evaluate(self.node, shapes).shape == ()


def _kind(finding: FindingName) -> type:
    return bool if finding.pattern.unit == "bool" else float


class _Study:
    """Puts every claim to the case itself and to every reading of it."""

    def __init__(
        self, workspace: Workspace, anchors: Anchors, chosen: Sequence[tuple[Reading, Claim]]
    ) -> None:
        case, known = workspace.case, Known.of(workspace.case)
        self.workspace, self.anchors = workspace, anchors
        self.family = Family(workspace)
        self.put = [_Put.of(case, known, reading, claim) for reading, claim in chosen]
        self.base = [each.is_true(self._read(), workspace.draws) for each in self.put]

    def _read(self, changes: Sequence[Change] = ()) -> Reader:
        return Reader(self.family.view(changes), self.anchors, self.workspace)

    def describe(self) -> Iterator[ClaimFinding]:
        """Describe every claim, in the order of the readings."""
        tests = [
            Test(each.is_true, truth, each.grounds, {f.pattern.parts[0] for f in each.findings})
            for each, truth in zip(self.put, self.base, strict=True)
        ]
        hinges = find_hinges(self.workspace, self.anchors, tests)
        odds = self._count_readings()
        for place, each in enumerate(self.put):
            now = float(self.base[place].mean())
            yield ClaimFinding(
                reading=each.reading.id,
                id=each.claim.id,
                says=each.claim.says,
                test=each.claim.test,
                because=tuple((cited.source, cited.passage) for cited in each.claim.because),
                note=each.claim.note,
                verdict=judge_odds(now),
                odds=now,
                error=0.0 if each.fixed else compute_standard_error(now, self.workspace.draws),
                fixed=each.fixed,
                under={
                    reading.id: self._see(each, now, reading, odds[reading.id][place])
                    for reading in self._order(each.reading)
                },
                hangs_on=hinges[place],
            )

    def _order(self, own: Reading) -> tuple[Reading, ...]:
        return (own, *(each for each in self.workspace.case.readings if each is not own))

    def _count_readings(self) -> dict[str, list[float]]:
        """Put all claims to one reading after the other, so that views are asked for once."""
        found = {}
        for reading in self.workspace.case.readings:
            reader = self._read(reading.changes)
            found[reading.id] = [each.count(reader) for each in self.put]
        return found

    def _see(self, put: _Put, now: float, reading: Reading, odds: float) -> Seen:
        verdict = judge_odds(odds)
        turns = () if verdict == judge_odds(now) else self._find_turns(put, now, reading, odds)
        return Seen(verdict, odds, turns)

    def _find_turns(self, put: _Put, now: float, reading: Reading, odds: float) -> tuple[Turn, ...]:
        """Find the numbers of a reading that, one at a time, move the odds most towards it."""
        view = View(self.workspace, reading.changes)
        turns = []
        for change in reading.changes:
            if change.key.startswith(put.grounds) and view.find_changes(change.key):
                alone = put.count(self._read((change,)))
                turns.append(Turn(change.key, alone, judge_odds(alone)))
        towards = 1.0 if odds > now else -1.0
        turns.sort(key=lambda turn: (-towards * (turn.odds - now), turn.key))
        clear = [turn for turn in turns if towards * (turn.odds - now) > CLEAR]
        return tuple(clear[:MOST_TURNS])
