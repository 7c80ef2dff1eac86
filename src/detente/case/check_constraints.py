"""Check that the constraints of a case run in no circle, and leave every option possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from detente.case import schema
from detente.case.constraints import Network, Rule, find_cycles
from detente.case.documents import Document
from detente.case.names import Findings, find_element
from detente.case.positions import Path

CaseDocument: TypeAlias = Document[schema.CaseFile]
MAX_ISSUES = 200
MAX_OPTIONS = 50
MAX_RULES = 5_000


def check_constraints(document: CaseDocument, entry: schema.CaseFile, findings: Findings) -> None:
    """Check that requirements run in no circle, and leave every option and a package."""
    issues = list(entry.issues.values())
    most = max((len(issue.options) for issue in issues), default=0)
    if not issues or len(issues) > MAX_ISSUES or most > MAX_OPTIONS or _lacks_options(document):
        return
    rules = make_rules(document, entry)
    if len(rules) > MAX_RULES:
        text = f"{len(rules)} requires and excludes, at most {MAX_RULES:,} are allowed; merge some"
        findings.add(document, ("issues",), text, key=True)
        return
    ordered = [issue.ordered for issue in issues]
    for cycle in find_cycles(rules, ordered):
        chain = ", ".join(rule.text for rule in cycle)
        text = f"requirements run in a circle: {chain}. Remove one of them"
        findings.add(document, cycle[0].path, text)
    network = Network([len(issue.options) for issue in issues], ordered, rules)
    conflict = network.find_conflict()
    if conflict is not None:
        _report_conflict(document, rules, conflict, findings)
        return
    _report_impossible(document, entry, network, findings)
    _note_status_quo(document, network, findings)


def _lacks_options(document: CaseDocument) -> bool:
    """Whether an issue or option could not be read, so that nothing is certain."""
    return any(path[0] == "issues" and len(path) in (2, 4) for path in document.left_out)


def _report_conflict(
    document: CaseDocument,
    rules: Sequence[Rule],
    conflict: Sequence[Rule],
    findings: Findings,
) -> None:
    said = "; ".join(rule.text for rule in conflict) or "requires and excludes together"
    text = f"the constraints leave no package at all: {said}. Remove one of them"
    findings.add(document, (conflict or rules)[0].path, text)


def _report_impossible(
    document: CaseDocument, entry: schema.CaseFile, network: Network, findings: Findings
) -> None:
    names = [(issue, list(entry.issues[issue].options)) for issue in entry.issues]
    for item in network.find_impossible():
        issue, options = names[item.issue]
        said = "; ".join(rule.text for rule in item.rules) or "what it needs excludes itself"
        own = [r for r in item.rules if (r.when, r.option) == (item.issue, item.option)]
        path: Path = ("issues", issue, "options", options[item.option])
        text = f"{issue}.{options[item.option]} can never be chosen: {said}. Change one of them"
        at = own[0].path if own else path
        findings.add(document, at, text, key=not own)
    if network.work <= 0:
        text = "too many requires and excludes to check what each of them leaves possible"
        findings.note(document, ("issues",), text, key=True)


def _note_status_quo(document: CaseDocument, network: Network, findings: Findings) -> None:
    broken = network.breaks([0] * len(network.counts))
    if broken is not None:
        text = f"{broken.text}, so the first options together are no package"
        findings.note(document, broken.path, text)
    for rule in network.rules:
        if rule.is_requirement and rule.other == 0 and network.ordered[rule.then]:
            text = f"{rule.text}, which always holds: it is the first option of an ordered list"
            findings.note(document, rule.path, text)


def make_rules(document: CaseDocument, entry: schema.CaseFile) -> list[Rule]:
    """Make the rules of a case from its requires and excludes, those that can be read."""
    issues = {id_: (i, issue) for i, (id_, issue) in enumerate(entry.issues.items())}
    rules = []
    for id_, (index, issue) in issues.items():
        for number, (name, option) in enumerate(issue.options.items()):
            for kind in ("requires", "excludes"):
                for at, (other, target) in enumerate(getattr(option, kind)):
                    found = issues.get(other)
                    if found is None or other == id_ or target not in found[1].options:
                        continue
                    path = find_element(document, ("issues", id_, "options", name, kind), at)
                    place = list(found[1].options).index(target)
                    those = _matching(found[1], place)
                    full = (1 << len(found[1].options)) - 1
                    rules.append(
                        Rule(
                            when=index,
                            option=number,
                            these=_matching(issue, number),
                            then=found[0],
                            other=place,
                            those=those if kind == "requires" else full & ~those,
                            text=f"{id_}.{name} {kind} {other}.{target}",
                            path=path,
                            is_requirement=kind == "requires",
                        )
                    )
    return rules


def _matching(issue: schema.IssueEntry, option: int) -> int:
    """Bits of the options that count as an option: it and every later one, or it alone."""
    full = (1 << len(issue.options)) - 1
    return full & ~((1 << option) - 1) if issue.ordered else 1 << option
