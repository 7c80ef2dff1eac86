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
from detente.study.claim_records import ClaimFinding, ClaimFindings, Passage, Seen, judge_odds
from detente.study.claim_turns import Asked, Turning
from detente.study.claim_values import Reader, list_grounds
from detente.study.record import compute_standard_error
from detente.study.views import VIEWED_DRAWS, find_family
from detente.study.workspace import Workspace


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
        draws=study.few.draws,
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

    def test(self, reader: Reader, draws: int) -> Test:
        """Put it to the case itself, for what else is asked of it."""
        about = {each.pattern.parts[0] for each in self.findings}
        return Test(self.is_true, self.is_true(reader, draws), self.grounds, about)

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
        self.workspace, self.anchors = workspace, anchors
        self.family, self.turning = (
            find_family(workspace, VIEWED_DRAWS),
            Turning(workspace, anchors),
        )
        self.few = self.family.workspace
        case, known = workspace.case, Known.of(workspace.case)
        self.put = [_Put.of(case, known, reading, claim) for reading, claim in chosen]
        self.tests = [each.test(self._read(), self.few.draws) for each in self.put]

    def _read(self, changes: Sequence[Change] = ()) -> Reader:
        return Reader(self.family.view(changes), self.anchors, self.workspace)

    def describe(self) -> Iterator[ClaimFinding]:
        """Describe every claim, in the order of the readings."""
        hinges = find_hinges(self.few, self.workspace, self.anchors, self.tests)
        seen = {reading.id: self._put_to(reading) for reading in self.workspace.case.readings}
        for place, each in enumerate(self.put):
            odds = self.tests[place].odds
            yield ClaimFinding(
                reading=each.reading.id,
                id=each.claim.id,
                says=each.claim.says,
                test=each.claim.test,
                because=tuple(Passage(cited.source, cited.passage) for cited in each.claim.because),
                note=each.claim.note,
                verdict=judge_odds(odds),
                odds=odds,
                error=0.0 if each.fixed else compute_standard_error(odds, self.few.draws),
                fixed=each.fixed,
                under={id: seen[id][place] for id in self._order(each.reading)},
                hangs_on=hinges[place],
            )

    def _order(self, own: Reading) -> tuple[str, ...]:
        """List the readings, an author's own first."""
        others = (each.id for each in self.workspace.case.readings if each is not own)
        return (own.id, *others)

    def _put_to(self, reading: Reading) -> list[Seen]:
        """Put all claims to one reading, and look for what turns those that it sees otherwise."""
        reader = self._read(reading.changes)
        odds = [float(test.ask(reader, self.few.draws).mean()) for test in self.tests]
        asked = [
            Asked(place, test, odds[place])
            for place, test in enumerate(self.tests)
            if judge_odds(odds[place]) != judge_odds(test.odds)
        ]
        turns = self.turning.find(reading, asked)
        return [
            Seen(judge_odds(each), each, turns.get(place, ())) for place, each in enumerate(odds)
        ]
