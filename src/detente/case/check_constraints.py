"""Check that the constraints of a case run in no circle, and leave every option possible."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from detente.case import schema
from detente.case.constraints import Impossible, Network, find_cycles
from detente.case.make_rules import CaseDocument, find_options, make_rules
from detente.case.names import Findings
from detente.case.positions import Path
from detente.case.rules import Law, Rule

MAX_ISSUES = 200
MAX_OPTIONS = 50
MAX_RULES = 5_000


def check_constraints(document: CaseDocument, unsound: Collection[int], findings: Findings) -> None:
    """Check that requirements run in no circle, and that all rules leave options and a package.

    ``unsound`` holds the numbers of constraints with which something else is wrong.
    """
    entry = document.entry
    if entry is None:
        return
    issues = list(entry.issues.values())
    most = max((len(issue.options) for issue in issues), default=0)
    if not issues or len(issues) > MAX_ISSUES or most > MAX_OPTIONS or _lacks_options(document):
        return
    rules = make_rules(document, entry, unsound)
    if len(rules) > MAX_RULES:
        text = f"{len(rules):,} constraints, at most {MAX_RULES:,} are allowed; merge some"
        findings.add(document, ("issues",), text, key=True)
        return
    ordered = [issue.ordered for issue in issues]
    for cycle in find_cycles([rule for rule in rules if isinstance(rule, Rule)], ordered):
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
    _note_interactions(document, entry, network, findings)


def _lacks_options(document: CaseDocument) -> bool:
    """Whether an issue or option could not be read, so that nothing is certain."""
    return any(path[0] == "issues" and len(path) in (2, 4) for path in document.left_out)


def _report_conflict(
    document: CaseDocument,
    rules: Sequence[Law],
    conflict: Sequence[Law],
    findings: Findings,
) -> None:
    said = "; ".join(rule.text for rule in conflict) or "all of them together"
    text = f"the constraints leave no package at all: {said}. Remove one of them"
    findings.add(document, (conflict or rules)[0].path, text)


def _report_impossible(
    document: CaseDocument, entry: schema.CaseFile, network: Network, findings: Findings
) -> None:
    names = [(issue, list(entry.issues[issue].options)) for issue in entry.issues]
    for item in network.find_impossible():
        issue, options = names[item.issue]
        said = "; ".join(rule.text for rule in item.rules) or "what it needs excludes itself"
        path: Path = ("issues", issue, "options", options[item.option])
        text = f"{issue}.{options[item.option]} can never be chosen: {said}. Change one of them"
        at = _find_place(item)
        findings.add(document, at or path, text, key=not at)
    if network.work <= 0:
        text = "too many constraints to check what each of them leaves possible"
        findings.note(document, ("issues",), text, key=True)


def _find_place(item: Impossible) -> Path:
    """Find the rule that the option states itself, or the only one; nothing if others share it."""
    spot = (item.issue, item.option)
    pairs = [rule for rule in item.rules if isinstance(rule, Rule)]
    own = [rule.path for rule in pairs if (rule.when, rule.option) == spot]
    if len(item.rules) == 1 and not pairs:
        return item.rules[0].path
    return own[0] if own else ()


def _note_interactions(
    document: CaseDocument, entry: schema.CaseFile, network: Network, findings: Findings
) -> None:
    """Note combinations with a value of their own that no package can hold."""
    pairs = zip(document.kept("interactions"), entry.interactions, strict=True)
    for index, interaction in pairs if network.rules else ():
        together = find_options(entry, interaction.when)
        never = network.explain_never(together) if together and network.work > 0 else None
        if never is not None:
            said = "; ".join(rule.text for rule in never) or "of all rules together"
            text = f"these never come together, because {said}; the value counts for nothing"
            findings.note(document, ("interactions", index, "when"), text, key=True)


def _note_status_quo(document: CaseDocument, network: Network, findings: Findings) -> None:
    broken = network.breaks([0] * len(network.counts))
    if broken is not None:
        text = f"{broken.text}, so the first options together are no package"
        findings.note(document, broken.path, text)
    for rule in (rule for rule in network.rules if isinstance(rule, Rule)):
        if rule.is_requirement and rule.other == 0 and network.ordered[rule.then]:
            text = f"{rule.text}, which always holds: it is the first option of an ordered list"
            findings.note(document, rule.path, text)
