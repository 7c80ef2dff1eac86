"""Check promises and offers against the case and its date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from detente.case import schema
from detente.case.check_case import (
    check_party,
    check_party_list,
    check_reference,
)
from detente.case.documents import Document
from detente.case.fields import SLUG
from detente.case.names import ISSUE, Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote, suggest

_SETTLED = ("kept", "late", "partial", "broken", "disputed")


def check_ids_differ(document: Document[Any], section: str, findings: Findings) -> None:
    """Check that no two entries of a list have the same id."""
    first: dict[str, int] = {}
    for index, item in enumerate(document.tree.items(section)):
        id_ = item.text("id")
        if id_ in first:
            text = f"id {quote(id_)} is used at line {first[id_]} already; choose another"
            findings.add(document, (section, index, "id"), text)
        elif id_ is not None:
            first[id_] = item.at(("id",)).line


def check_not_after(
    document: Document[Any],
    path: Path,
    date: dt.date | None,
    as_of: dt.date,
    findings: Findings,
) -> None:
    """Check that a date is not later than what the case can know."""
    if date is not None and date > as_of:
        text = f"{path[-1]}: {date} lies after as_of, {as_of}; correct one of the two"
        findings.add(document, path, text)


def check_promises(
    document: Document[schema.PromisesFile],
    names: Names,
    as_of: dt.date,
    findings: Findings,
) -> None:
    """Check the ledger of promises."""
    check_ids_differ(document, "promises", findings)
    if document.entry is None:
        return
    for index, promise in zip(document.kept("promises"), document.entry.promises, strict=True):
        path: Path = ("promises", index)
        _check_promisor(document, path, promise, names, findings)
        _check_promise_dates(document, path, promise, as_of, findings)
        if promise.share is not None and promise.outcome not in ("late", "partial"):
            text = f"share: goes with outcome late or partial, not {promise.outcome}; remove it"
            findings.add(document, (*path, "share"), text)
    _check_credit(document, document.entry.trust, findings)


def _check_promisor(
    document: Document[Any],
    path: Path,
    promise: schema.PromiseEntry,
    names: Names,
    findings: Findings,
) -> None:
    if promise.precedent_for is not None:
        check_party(document, (*path, "precedent_for"), promise.precedent_for, names, findings)
        check_free(document, (*path, "by"), promise.by, names, findings)
    elif names.parties and promise.by not in names.actors and not suggest(promise.by, names.actors):
        known = ", ".join(names.parties)
        text = f"party {quote(promise.by)} is not declared; the parties are {known}. "
        way_out = "A promise by others counts as a precedent: add precedent_for"
        findings.add(document, (*path, "by"), text + way_out)
    else:
        check_party(document, (*path, "by"), promise.by, names, findings)
    for number, word in enumerate(promise.to):
        here = find_element(document, (*path, "to"), number)
        check_free(document, here, word, names, findings)
        if word == promise.by:
            findings.add(document, here, f"{quote(word)} makes the promise; name the other side")
    if promise.cited_by is not None:
        check_party(document, (*path, "cited_by"), promise.cited_by, names, findings)


def check_free(
    document: Document[Any], path: Path, word: str, names: Names, findings: Findings
) -> None:
    """Check free text that may name a party: an id that is nearly one is a slip."""
    if word in names.actors or not SLUG.fullmatch(word):
        return
    hint = suggest(word, names.parties)
    if hint:
        text = f"party {quote(word)} is not declared. {hint} Write other names with a capital"
        findings.add(document, path, text)


def _check_promise_dates(
    document: Document[Any],
    path: Path,
    promise: schema.PromiseEntry,
    as_of: dt.date,
    findings: Findings,
) -> None:
    made, due, settled = promise.made, promise.due, promise.settled
    check_not_after(document, (*path, "made"), made, as_of, findings)
    check_not_after(document, (*path, "settled"), settled, as_of, findings)
    for name, date in (("due", due), ("settled", settled)):
        if date is not None and date < made:
            text = f"{name}: {date} lies before the promise was made, {made}; correct one"
            findings.add(document, (*path, name), text)
    is_known = promise.outcome in _SETTLED and not document.is_filled((*path, "outcome"))
    if due is not None and due > as_of and settled is None and is_known:
        text = f"due: {due} lies after as_of, {as_of}, yet the outcome is {promise.outcome}"
        findings.add(document, (*path, "due"), f"{text}; say in settled when it was known")
    if settled is not None and promise.outcome == "open":
        text = "settled: an open promise has no outcome yet; remove it, or give the outcome"
        findings.add(document, (*path, "settled"), text)


def _check_credit(
    document: Document[Any],
    trust: schema.TrustEntry,
    findings: Findings,
    stem: Path = ("trust",),
) -> None:
    if trust.credit is None or trust.credit.kept is None or trust.credit.broken is None:
        return
    if trust.credit.kept <= trust.credit.broken:
        text = "credit: a kept promise must count for more than a broken one"
        findings.add(document, (*stem, "credit"), text)


def check_offers(
    document: Document[schema.OffersFile],
    names: Names,
    as_of: dt.date,
    findings: Findings,
) -> None:
    """Check the offers."""
    check_ids_differ(document, "offers", findings)
    if document.entry is None:
        return
    for index, offer in zip(document.kept("offers"), document.entry.offers, strict=True):
        path: Path = ("offers", index)
        check_not_after(document, (*path, "date"), offer.date, as_of, findings)
        check_party(document, (*path, "by"), offer.by, names, findings)
        check_party_list(document, (*path, "to"), offer.to or [], names, findings)
        if offer.by in (offer.to or []):
            text = f"to: {quote(offer.by)} makes the offer; name the other side"
            findings.add(document, (*path, "to"), text)
        if not document.tree.keys(*path, "pledges"):
            text = "pledges: an offer pledges something; write issue: option"
            findings.add(document, (*path, "pledges"), text)
        for issue, pledge in offer.pledges.items():
            here = (*path, "pledges", issue)
            _check_pledge(document, here, pledge.option, names, findings)


def _check_pledge(
    document: Document[Any], path: Path, option: str, names: Names, findings: Findings
) -> None:
    issue = str(path[-1])
    at = (*path, "option") if document.tree.find((*path, "option")) else path
    if findings.check_known(document, path, issue, names.issues, ISSUE, key=True):
        check_reference(document, at, (issue, option), names, findings)
