"""Check that a reading overlays only what the case holds."""

from __future__ import annotations

from typing import Any, TypeAlias

from detente.case import schema
from detente.case.build import Folder
from detente.case.check_case import check_reference
from detente.case.check_claims import check_claims
from detente.case.check_meetings import check_meeting_overlay
from detente.case.check_terms import check_costs, check_floors, check_payments
from detente.case.documents import Document
from detente.case.fields import SLUG, explain_slug
from detente.case.names import ISSUE, PARTY, Findings, Names
from detente.case.positions import Path
from detente.errors import Problem

ReadingDocument: TypeAlias = Document[schema.ReadingFile]
OVERLAY: Path = ("overlay",)


def check_reading(
    document: ReadingDocument, folder: Folder, names: Names, findings: Findings
) -> None:
    """Check one reading against the case."""
    stem = document.name.removeprefix("readings/").removesuffix(".yaml")
    if not SLUG.fullmatch(stem):
        findings.problems.append(Problem(document.name, 0, 0, f"rename it: {explain_slug(stem)}"))
    if document.entry is None:
        return
    check_overlay(document, OVERLAY, document.entry.overlay, folder, names, findings)
    check_claims(document, folder, names, findings)
    if not document.tree.keys("overlay") and not document.tree.items("claims"):
        text = "nothing is read differently, and nothing claimed; write an overlay, or claims"
        findings.add(document, OVERLAY, f"overlay: {text}")


def check_overlay(
    document: Document[Any],
    stem: Path,
    overlay: schema.OverlayEntry,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    """Check that an overlay, of a reading or an event, names only what the case holds."""
    known = {"parties": names.parties, "ratifiers": names.ratifiers}
    for section, kind in (("parties", PARTY), ("ratifiers", ("ratifier", "ratifiers"))):
        for id_ in getattr(overlay, section):
            path = (*stem, section, id_)
            findings.check_known(document, path, id_, known[section], kind, key=True)
    _check_issues(document, stem, overlay, names, findings)
    _check_promises(document, stem, overlay, names, findings)
    _check_offers(document, stem, overlay, folder, names, findings)
    _check_meetings(document, stem, overlay, folder, names, findings)
    _check_terms(document, (*stem, "plan"), overlay.plan, names, findings)


def _check_issues(
    document: Document[Any],
    stem: Path,
    overlay: schema.OverlayEntry,
    names: Names,
    findings: Findings,
) -> None:
    for issue, entry in overlay.issues.items():
        path: Path = (*stem, "issues", issue)
        if not findings.check_known(document, path, issue, names.issues, ISSUE, key=True):
            continue
        for option in entry.options:
            here = (*path, "options", option)
            what = ("option", f"options of {issue}")
            known = names.options[issue]
            findings.check_known(document, here, option, known, what, key=True)


def _check_promises(
    document: Document[Any],
    stem: Path,
    overlay: schema.OverlayEntry,
    names: Names,
    findings: Findings,
) -> None:
    for id_ in overlay.promises if names.promises is not None else ():
        path = (*stem, "promises", id_)
        what = ("promise", "promises")
        findings.check_known(document, path, id_, names.promises or {}, what, key=True)


def _check_offers(
    document: Document[Any],
    stem: Path,
    overlay: schema.OverlayEntry,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    for id_, offer in overlay.offers.items() if names.offers is not None else ():
        path: Path = (*stem, "offers", id_)
        what = ("offer", "offers")
        if not findings.check_known(document, path, id_, names.offers or {}, what, key=True):
            continue
        for issue, pledge in offer.pledges.items():
            here = (*path, "pledges", issue)
            kind = ("pledge on", f"pledges of {id_}")
            known = folder.pledges.get(id_, [])
            if findings.check_known(document, here, issue, known, kind, key=True):
                _check_option(document, here, pledge.option, names, findings)


def _check_option(
    document: Document[Any], path: Path, option: str | None, names: Names, findings: Findings
) -> None:
    if option is not None:
        reference = (str(path[-1]), option)
        check_reference(document, (*path, "option"), reference, names, findings)


def _check_meetings(
    document: Document[Any],
    stem: Path,
    overlay: schema.OverlayEntry,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    for id_, meeting in overlay.meetings.items() if names.meetings is not None else ():
        path: Path = (*stem, "meetings", id_)
        what = ("meeting", "meetings")
        if findings.check_known(document, path, id_, names.meetings or {}, what, key=True):
            check_meeting_overlay(document, path, meeting, folder, names, findings)


def _check_terms(
    document: Document[Any],
    stem: Path,
    terms: schema.PlanOverlay,
    names: Names,
    findings: Findings,
) -> None:
    for section in ("relationship", "reputation"):
        check_costs(document, (*stem, section), getattr(terms, section), names, findings)
    check_floors(document, (*stem, "floors"), terms.floors, names, findings)
    for id_, deposit in terms.deposits.items() if names.deposits is not None else ():
        path = (*stem, "deposits", id_)
        what = ("deposit", "deposits")
        if findings.check_known(document, path, id_, names.deposits or {}, what, key=True):
            check_payments(document, path, deposit, names, findings)
