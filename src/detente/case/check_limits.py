"""Check the list of constraints, and the rule of who has to agree, each by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from detente.case import schema
from detente.case.build_constraints import LIMITS, TABLES, find_kind
from detente.case.check_case import (
    check_once,
    check_options,
    check_party_list,
    check_reference,
)
from detente.case.make_rules import CaseDocument
from detente.case.names import Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote

MAX_CONSTRAINTS = 500
MAX_COMBINATIONS = 2_000
MAX_CELLS = 1_000_000
"""Most combinations of the options of all issues that a table speaks of."""

_MOST_SHOWN = 10**12

MAX_QUORUMS = 24
_KINDS = (*LIMITS, *TABLES)


def check_limits(document: CaseDocument, names: Names, findings: Findings) -> set[int]:
    """Check the constraints, and who has to agree; the numbers of constraints that are wrong."""
    _check_counts(document, findings)
    entry, unsound = document.entry, set[int]()
    if entry is None:
        return unsound
    for index, item in zip(document.kept("constraints"), entry.constraints, strict=True):
        before = len(findings.problems)
        _check_constraint(document, ("constraints", index), item, names, findings)
        if len(findings.problems) > before:
            unsound.add(index)
    for index, quorum in zip(document.kept("agreement"), entry.agreement, strict=True):
        _check_quorum(document, ("agreement", index), quorum, names, findings)
    _note_left_out(document, entry, names, findings)
    return unsound


def _check_counts(document: CaseDocument, findings: Findings) -> None:
    """Check how many there are of everything."""
    for section, most in (("constraints", MAX_CONSTRAINTS), ("agreement", MAX_QUORUMS)):
        count = len(document.tree.items(section))
        if count > most:
            text = f"{section}: {count:,} given, but at most {most:,} are allowed; merge some"
            findings.add(document, (section,), text, key=True)
    for index in range(len(document.tree.items("constraints"))):
        for kind in TABLES:
            count = len(document.tree.items("constraints", index, kind))
            if count > MAX_COMBINATIONS:
                text = (
                    f"{kind}: {count:,} combinations, but at most {MAX_COMBINATIONS:,} are "
                    "allowed; give several options of an issue as a list"
                )
                findings.add(document, ("constraints", index, kind), text, key=True)


def _check_constraint(
    document: CaseDocument,
    path: Path,
    entry: schema.ConstraintEntry,
    names: Names,
    findings: Findings,
) -> None:
    if not _check_kind(document, path, findings):
        return
    kind = find_kind(entry)
    if kind in LIMITS:
        _check_limit(document, path, kind, entry, names, findings)
    elif kind:
        _check_rows(document, (*path, kind), getattr(entry, kind), names, findings)


def _check_kind(document: CaseDocument, path: Path, findings: Findings) -> bool:
    """Check that a constraint is of one kind, and counts something if it is a limit."""
    keys = document.tree.keys(*path)
    if any(key not in schema.ConstraintEntry.model_fields for key in keys):
        return False
    kinds = [kind for kind in _KINDS if kind in keys]
    if len(kinds) != 1:
        said = " and ".join(kinds) if kinds else "nothing that is limited"
        text = f"{said} in one constraint; write one of {', '.join(_KINDS)}"
        findings.add(document, path, text)
        return False
    if kinds[0] in TABLES and "of" in keys:
        text = f"of: goes with {', '.join(LIMITS)}; remove it, or write one of them"
        findings.add(document, (*path, "of"), text, key=True)
    if kinds[0] in LIMITS and "of" not in keys:
        text = f'"of" is missing; list the options that {kinds[0]} counts, as issue.option'
        findings.add(document, path, text)
        return False
    return True


def _check_limit(
    document: CaseDocument,
    path: Path,
    kind: str,
    entry: schema.ConstraintEntry,
    names: Names,
    findings: Findings,
) -> None:
    here = (*path, "of")
    listed = len(document.tree.items(*here)) or 1
    known = [
        check_reference(document, find_element(document, here, at), pair, names, findings)
        for at, pair in enumerate(entry.of)
    ]
    check_once(document, here, [".".join(pair) for pair in entry.of], findings)
    if listed < 2:
        text = "of: fewer than two options; list those of which some are limited"
        findings.add(document, here, text, key=True)
        return
    count = getattr(entry, kind)
    if kind != "at_most" and count > listed:
        text = f"{kind}: {count}, but only {listed} options are listed; lower it, or list more"
        findings.add(document, (*path, kind), text)
    elif kind == "at_most" and count >= listed:
        text = f"at_most: {count} of {listed} options, which always holds"
        findings.note(document, (*path, kind), text)
    if all(known) and known:
        _note_first(document, here, entry.of, findings)


def _note_first(
    document: CaseDocument, path: Path, pairs: Sequence[tuple[str, str]], findings: Findings
) -> None:
    """Note options that always count, being the first of a ladder."""
    issues = document.entry.issues if document.entry is not None else {}
    for at, (issue, option) in enumerate(pairs):
        home = issues.get(issue)
        if home is not None and home.ordered and option == next(iter(home.options), ""):
            text = f"{issue}.{option} always counts: it is the first option of an ordered list"
            findings.note(document, find_element(document, path, at), text)


def _check_rows(
    document: CaseDocument,
    path: Path,
    rows: Sequence[Mapping[str, Sequence[str]]],
    names: Names,
    findings: Findings,
) -> None:
    """Check the combinations of a table: known options, and of ``only`` the same issues in all."""
    if not document.tree.items(*path):
        text = f"{path[-1]}: no combination; list some, each as issue: option"
        findings.add(document, path, text, key=True)
        return
    before = len(findings.problems)
    for at, row in zip(document.kept(*path), rows, strict=True):
        here = (*path, at)
        for issue, options in row.items():
            if not options:
                text = f"{issue}: an empty list; name an option, or several"
                findings.add(document, (*here, issue), text)
            else:
                check_options(document, (*here, issue), options, names, findings)
        if not document.tree.keys(*here):
            findings.add(document, here, "an empty combination; write issue: option, or remove it")
    if len(findings.problems) > before or _is_torn(document, path):
        return
    if path[-1] == "only":
        _check_same_issues(document, path, rows, findings)
    for at, row in enumerate(rows if path[-1] == "never" else rows[:1]):
        _check_cells(document, (*path, at), list(row), findings)


def _is_torn(document: CaseDocument, path: Path) -> bool:
    """Whether a part of a table could not be read."""
    return any(wrong[: len(path)] == path for wrong in document.left_out)


def _check_same_issues(
    document: CaseDocument,
    path: Path,
    rows: Sequence[Mapping[str, Sequence[str]]],
    findings: Findings,
) -> None:
    """Check that all combinations name the same issues."""
    for at, row in enumerate(rows[1:], start=1):
        missing = [issue for issue in rows[0] if issue not in row]
        extra = [issue for issue in row if issue not in rows[0]]
        if missing or extra:
            said = f"names no option of {', '.join(missing)}" if missing else ""
            more = f"names {', '.join(extra)}, which the first does not" if extra else ""
            text = f"{' and '.join(filter(None, (said, more)))}; name the same issues in all"
            findings.add(document, (*path, at), text)


def _check_cells(
    document: CaseDocument, path: Path, issues: Sequence[str], findings: Findings
) -> None:
    """Check that the combinations of all options of some issues can be looked through."""
    entry = document.entry
    named = list(dict.fromkeys(issues))
    if entry is None or not all(issue in entry.issues for issue in named):
        return
    cells = math.prod(len(entry.issues[issue].options) for issue in named)
    if cells > MAX_CELLS:
        shown = f"{cells:,}" if cells < _MOST_SHOWN else f"over {_MOST_SHOWN:,}"
        text = (
            f"{len(named)} issues in one table have {shown} combinations of options, but "
            f"at most {MAX_CELLS:,} can be looked through; name fewer issues"
        )
        findings.add(document, path, text)


def _check_quorum(
    document: CaseDocument,
    path: Path,
    entry: schema.QuorumEntry,
    names: Names,
    findings: Findings,
) -> None:
    keys = document.tree.keys(*path)
    if any(key not in schema.QuorumEntry.model_fields for key in keys):
        return
    if ("all" in keys) == ("at_least" in keys) or ("of" in keys) != ("at_least" in keys):
        text = "write either all, with a list of parties, or at_least with of"
        findings.add(document, path, text)
        return
    key = "all" if "all" in keys else "of"
    parties = getattr(entry, key)
    if parties is None:
        return
    here = (*path, key)
    check_party_list(document, here, parties, names, findings)
    listed = len(document.tree.items(*here)) or len(parties)
    if not listed:
        findings.add(document, here, f"{key}: an empty list; name parties", key=True)
    elif entry.at_least is not None and entry.at_least > listed:
        text = f"at_least: {entry.at_least}, but only {listed} parties are listed; lower it"
        findings.add(document, (*path, "at_least"), text)


def _note_left_out(
    document: CaseDocument, entry: schema.CaseFile, names: Names, findings: Findings
) -> None:
    """Note parties without whom everything can be agreed, since no rule names them."""
    if not entry.agreement or any(path[0] == "agreement" for path in document.left_out):
        return
    named = {party for quorum in entry.agreement for party in (quorum.all or quorum.of or ())}
    for party in names.parties:
        if party not in named:
            text = f"agreement: names {quote(party)} nowhere, so a deal can do without it"
            findings.note(document, ("agreement",), text, key=True)
