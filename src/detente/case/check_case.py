"""Check case.yaml: parties, issues, options, interactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.case import schema
from detente.case.check_constraints import MAX_ISSUES, MAX_OPTIONS
from detente.case.check_order import note_order
from detente.case.check_signs import note_signs
from detente.case.documents import Document
from detente.case.make_rules import CaseDocument
from detente.case.names import ATTRIBUTES, ISSUE, PARTY, RESERVED, Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote

_COUNTS = {"parties": (2, 12), "issues": (1, MAX_ISSUES)}


def check_case(document: CaseDocument, names: Names, findings: Findings) -> None:
    """Check everything that lies within case.yaml."""
    _check_counts(document, findings)
    _check_ids(document, names, findings)
    entry = document.entry
    if entry is None:
        return
    for id_, ratifier in entry.ratifiers.items():
        path = ("ratifiers", id_, "party")
        findings.check_known(document, path, ratifier.party, names.parties, PARTY)
    for id_, issue in entry.issues.items():
        _check_issue(document, id_, issue, names, findings)
    for index, interaction in zip(document.kept("interactions"), entry.interactions, strict=True):
        _check_interaction(document, index, interaction, names, findings)
    _check_unvalued(document, entry, names, findings)
    note_signs(document, entry, names, findings)


def _check_counts(document: CaseDocument, findings: Findings) -> None:
    tree = document.tree
    for section, (least, most) in _COUNTS.items():
        if tree.find((section,)) is not None:
            _check_count(document, (section,), section, least, most, findings)
    for issue in tree.keys("issues"):
        path = ("issues", issue, "options")
        if tree.find(path) is not None:
            _check_count(document, path, "options", 2, MAX_OPTIONS, findings)


def _check_count(
    document: CaseDocument, path: Path, what: str, least: int, most: int, findings: Findings
) -> None:
    node = document.tree.find(path)
    if node is None or not isinstance(node.content, dict):
        return
    count = len(node.content)
    if count < least:
        way_out = "the first is the status quo" if what == "options" else "add what is missing"
        text = f"{what}: {count} given, but at least {least} are needed; {way_out}"
        findings.add(document, path, text, key=True)
    elif count > most:
        text = f"{what}: {count} given, but at most {most} are allowed; split the case"
        findings.add(document, path, text, key=True)


def _check_ids(document: CaseDocument, names: Names, findings: Findings) -> None:
    for section in ("parties", "ratifiers"):
        for id_ in document.tree.keys(section):
            if id_ in RESERVED:
                text = f"{quote(id_)} is a word of the format; choose another id"
                findings.add(document, (section, id_), text, key=True)
    for id_ in names.ratifiers:
        if id_ in names.parties:
            text = f"{quote(id_)} is the id of a party already; choose another id"
            findings.add(document, ("ratifiers", id_), text, key=True)


def check_party_list(
    document: Document[Any],
    path: Path,
    words: Sequence[str],
    names: Names,
    findings: Findings,
) -> None:
    """Check that one or several ids, written as a value or a list, are parties, each once."""
    for index, word in enumerate(words):
        check_party(document, find_element(document, path, index), word, names, findings)
    check_once(document, path, words, findings)


def check_once(
    document: Document[Any], path: Path, words: Sequence[str], findings: Findings
) -> None:
    """Check that no word of a list stands there twice."""
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word in seen:
            at = find_element(document, path, index)
            findings.add(document, at, f"{quote(word)} is named twice; remove one")
        seen.add(word)


def check_party(
    document: Document[Any],
    path: Path,
    word: str,
    names: Names,
    findings: Findings,
    *,
    key: bool = False,
) -> bool:
    """Check that an id is a declared party, and not a ratifier."""
    if word in names.ratifiers and word not in names.parties:
        text = f"{quote(word)} is a ratifier, and only parties act; name its party"
        findings.add(document, path, text, key=key)
        return False
    return findings.check_known(document, path, word, names.parties, PARTY, key=key)


def check_reference(
    document: Document[Any],
    path: Path,
    reference: tuple[str, str],
    names: Names,
    findings: Findings,
) -> bool:
    """Check that an issue and its option are declared."""
    issue, option = reference
    if not findings.check_known(document, path, issue, names.issues, ISSUE):
        return False
    known = names.options[issue]
    if option in known or not known:
        return option in known
    hint = findings.hint(option, known, f"options of {issue}")
    findings.add(document, path, f"issue {issue} has no option {quote(option)}. {hint}")
    return False


def check_options(
    document: Document[Any],
    path: Path,
    options: Sequence[str],
    names: Names,
    findings: Findings,
) -> bool:
    """Check one or several options written behind their issue, each once."""
    issue = str(path[-1])
    if not findings.check_known(document, path, issue, names.issues, ISSUE, key=True):
        return False
    check_once(document, path, options, findings)
    found = [
        check_reference(
            document, find_element(document, path, index), (issue, option), names, findings
        )
        for index, option in enumerate(options)
    ]
    return all(found)


def _check_issue(
    document: CaseDocument,
    id_: str,
    issue: schema.IssueEntry,
    names: Names,
    findings: Findings,
) -> None:
    path = ("issues", id_)
    check_party_list(document, (*path, "by"), issue.by, names, findings)
    for number, (name, option) in enumerate(issue.options.items()):
        here = (*path, "options", name)
        written = set(document.tree.keys(*here)) - set(ATTRIBUTES)
        if number and not written and document.tree.keys(*path, "options")[0] != name:
            way_out = 'write one, such as "PARTY: 0", or remove the option'
            text = f"option {quote(name)} has no value for anybody; {way_out}"
            findings.add(document, here, text, key=True)
        for kind in ("requires", "excludes"):
            _check_references(document, (*here, kind), getattr(option, kind), names, findings)
    _note_gaps(document, path, issue, names, findings)
    if issue.ordered:
        note_order(document, id_, issue, names, findings)


def _check_references(
    document: CaseDocument,
    path: Path,
    references: Sequence[tuple[str, str]],
    names: Names,
    findings: Findings,
) -> None:
    own = str(path[1])
    for index, reference in enumerate(references):
        here = find_element(document, path, index)
        if check_reference(document, here, reference, names, findings) and reference[0] == own:
            text = f"{quote('.'.join(reference))} is an option of the same issue; a package holds"
            findings.add(document, here, f"{path[-1]}: {text} one of them anyway; remove this")


def _note_gaps(
    document: CaseDocument,
    path: Path,
    issue: schema.IssueEntry,
    names: Names,
    findings: Findings,
) -> None:
    """Note values that are missing, and so count 0, though they matter."""
    later = list(issue.options.items())[1:]
    for actor in names.actors:
        without = [name for name, option in later if actor not in option.values]
        if not without or (len(without) == len(later) and actor not in issue.by):
            continue
        left_out = document.left_out
        if any((*path, "options", name, actor) in left_out for name in without):
            continue
        where = f"options {', '.join(without)}" if len(without) > 1 else f"option {without[0]}"
        text = f"{actor} has no value for {where}, which counts 0; write 0 if that is meant"
        findings.note(document, (*path, "options", without[0]), text, key=True)


def _check_interaction(
    document: CaseDocument,
    index: int,
    entry: schema.InteractionEntry,
    names: Names,
    findings: Findings,
) -> None:
    path: Path = ("interactions", index)
    for issue, choice in entry.when.items():
        here = (*path, "when", issue)
        options = [choice] if isinstance(choice, str) else list(choice)
        check_options(document, here, options, names, findings)
    if len(document.tree.keys(*path, "when")) < 2:
        text = "when: fewer than two issues; put the value on the option itself"
        findings.add(document, (*path, "when"), text)
    known = schema.InteractionEntry.model_fields
    if not set(document.tree.keys(*path)) - set(known):
        findings.add(document, path, "no value for anybody; write one, or remove it")


def _check_unvalued(
    document: CaseDocument, entry: schema.CaseFile, names: Names, findings: Findings
) -> None:
    """Note parties and ratifiers that care about nothing in the case."""
    valued: set[str] = set()
    for issue in entry.issues.values():
        for option in issue.options.values():
            valued.update(option.values)
    for interaction in entry.interactions:
        valued.update(interaction.values)
    if document.left_out:
        return
    for section in ("parties", "ratifiers"):
        for id_ in getattr(names, section):
            if id_ not in valued:
                text = f"{id_} has no value anywhere, so every package is worth 0 to it"
                findings.note(document, (section, id_), text, key=True)
