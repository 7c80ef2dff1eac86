"""Check where a plan leads: the agreed stages climb, and the package keeps the constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from detente.case import schema
from detente.case.constraints import Network
from detente.case.documents import Document
from detente.case.ladders import Ladders, make_ladders
from detente.case.make_rules import make_rules
from detente.case.names import Findings
from detente.case.positions import Path
from detente.case.rules import Rule

Standing: TypeAlias = Mapping[str, int]
"""The position on its list at which each issue stands."""


@dataclass(frozen=True)
class _Plan:
    """A plan whose moves all name options of the case."""

    document: Document[schema.PlanFile]
    entry: schema.PlanFile
    ladders: Ladders
    network: Network

    @property
    def package(self) -> Standing:
        """Where the package has every issue; one that it does not name stays at the first."""
        named = {i: self.ladders.index(i, option) for i, option in self.entry.package.items()}
        return dict.fromkeys(self.ladders.options, 0) | named

    def list(self, standing: Standing) -> list[int]:
        """List where the issues stand, in the order of the case."""
        return [standing[issue] for issue in self.ladders.options]


def check_agreed(
    document: Document[schema.PlanFile],
    case: Document[schema.CaseFile],
    entry: schema.PlanFile,
    findings: Findings,
) -> None:
    """Check the package and the agreed stages, of which every move names an option."""
    ladders = make_ladders(case)
    moves = [entry.package, *(stage.moves for stage in entry.agreed)]
    if ladders is None or case.entry is None or not all(map(ladders.knows, moves)):
        return
    network = Network(
        [len(options) for options in ladders.options.values()],
        list(ladders.ordered.values()),
        make_rules(case, case.entry),
    )
    plan = _Plan(document, entry, ladders, network)
    before = len(findings.problems)
    stands = _check_climb(plan, findings)
    if len(findings.problems) > before:
        return
    if entry.package:
        _check_package(plan, stands, findings)
    elif stands:
        path = ("agreed", len(stands) - 1)
        _check_rules(plan, path, "all stages together go", stands[-1], findings)
    if len(findings.problems) == before:
        _note_order(plan, stands, findings)


def _check_climb(plan: _Plan, findings: Findings) -> list[Standing]:
    """Check that the agreed stages move each issue up its list; where all stand after each."""
    now: dict[str, int] = dict.fromkeys(plan.ladders.options, 0)
    after: list[Standing] = []
    for index, stage in enumerate(plan.entry.agreed):
        for issue, option in stage.moves.items():
            target = plan.ladders.index(issue, option)
            trouble = plan.ladders.explain_move(issue, now[issue], target)
            if trouble:
                findings.add(plan.document, ("agreed", index, "moves", issue), trouble)
            now[issue] = max(target, now[issue])
        after.append(dict(now))
    return after


def _check_package(plan: _Plan, stands: Sequence[Standing], findings: Findings) -> None:
    """Check that something is carried out, and is where the agreed stages lead."""
    package = plan.package
    if not any(package.values()):
        text = "package: every issue stays where it is; name what is to be carried out"
        findings.add(plan.document, ("package",), text, key=True)
        return
    for issue, options in plan.ladders.options.items() if stands else ():
        agreed = stands[-1][issue]
        if package[issue] != agreed:
            text = (
                f"package: has {issue} at {options[package[issue]]}, but the agreed stages end "
                f"with {options[agreed]}; let them agree, or leave out package"
            )
            findings.add(plan.document, _find_place(plan, issue), text)
    _check_rules(plan, ("package",), "package: it goes", package, findings)


def _find_place(plan: _Plan, issue: str) -> Path:
    path = ("package", issue)
    return path if plan.document.tree.find(path) else path[:1]


def _check_rules(
    plan: _Plan, path: Path, what: str, standing: Standing, findings: Findings
) -> None:
    """Check that the constraints of the case are kept in the end, if they are in order."""
    if any(problem.file == "case.yaml" for problem in findings.problems):
        return
    broken = plan.network.breaks(plan.list(standing))
    if broken is not None:
        text = f"{what} against a constraint: {broken.text}. Add what is missing, or take one out"
        findings.add(plan.document, path, text)


def _note_order(plan: _Plan, stands: Sequence[Standing], findings: Findings) -> None:
    """Note requirements that agreed stages run ahead of, each where it happens first."""
    pairs = (rule for rule in plan.network.rules if isinstance(rule, Rule))
    left = [rule for rule in pairs if rule.is_requirement]
    for index, standing in enumerate(stands):
        options = plan.list(standing)
        broken = [rule for rule in left if rule.is_broken(options)]
        for rule in broken:
            text = f"{rule.text}, and that comes later; stages made here keep such an order"
            findings.note(plan.document, ("agreed", index), text)
        left = [rule for rule in left if not rule.is_broken(options)]
