"""Readings: overlays on a case by a named author."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from detente.case import schema
from detente.case.documents import Document
from detente.case.model import (
    Case,
    Change,
    Interaction,
    Issue,
    Meeting,
    MeetingChange,
    Offer,
    Option,
    Party,
    Pledge,
    Promise,
    Quantity,
    Ratifier,
    Reading,
    Transfer,
    TrustSettings,
)
from detente.case.plan_model import Deposit, Event, PlanTerms
from detente.case.positions import Path
from detente.case.quantify import build_payoffs, build_quantity, build_values
from detente.case.words import quote, suggest_or_list
from detente.errors import InputError

TERMS = {"relationship": "relationship", "reputation": "reputation", "floors": "floor"}
"""The mappings of a plan's terms, and what their keys begin with in `Case.quantities`."""

Changes = Mapping[str, Any]
Payoffs: TypeAlias = Mapping[str, Mapping[str, Quantity]]
Values: TypeAlias = dict[tuple[str, str], dict[str, Quantity]]
Actor = TypeVar("Actor", Party, Ratifier)


_OVERLAY: Path = ("overlay",)


def find_changes(
    document: Document[Any], overlay: schema.OverlayEntry, stem: Path = _OVERLAY
) -> Iterator[Change]:
    """List what an overlay changes, by the keys of `Case.quantities` and its like.

    ``stem`` is where the overlay stands in the document: in a reading, or in an event.

    Besides quantities, the keys are ``trust/half_life``, ``trust/prior/kept``,
    ``trust/credit/late``, ``promise/ID/outcome`` and ``pledge/OFFER/ISSUE/firm``.
    """
    for section in ("parties", "ratifiers"):
        for id, actor in getattr(overlay, section).items():
            path: Path = (*stem, section, id, "reservation")
            yield _change(f"reservation/{id}", build_quantity(document, path, actor.reservation))
    yield from _find_values(document, overlay, stem)
    yield from _find_trust(document, overlay.trust, (*stem, "trust"))
    yield from _find_firmness(document, overlay.firmness, (*stem, "firmness"))
    yield from _find_ledger(document, overlay, stem)
    yield from _find_meetings(document, overlay, stem)
    yield from _find_terms(document, overlay.plan, (*stem, "plan"))


def _change(key: str, quantity: Quantity) -> Change:
    return Change(key, quantity, quantity.place)


def _find_values(
    document: Document[Any], overlay: schema.OverlayEntry, stem: Path
) -> Iterator[Change]:
    for issue, entry in overlay.issues.items():
        for option, view in entry.options.items():
            path = (*stem, "issues", issue, "options", option)
            values = build_values(document, path, view.values, view.because)
            for actor, quantity in values.items():
                yield _change(f"value/{actor}/{issue}/{option}", quantity)


def _find_trust(document: Document[Any], trust: schema.TrustEntry, stem: Path) -> Iterator[Change]:
    for name, value in trust.model_dump(exclude_unset=True).items():
        inner = value if isinstance(value, dict) else {"": value}
        for part, number in inner.items():
            steps = (name, part) if part else (name,)
            key = "/".join(("trust", *steps))
            yield Change(key, float(number), document.place(*stem, *steps))


def _find_firmness(
    document: Document[Any], firmness: schema.FirmnessEntry, stem: Path
) -> Iterator[Change]:
    for firm in schema.FirmnessEntry.model_fields:
        entry = getattr(firmness, firm)
        if entry is not None:
            quantity = build_quantity(document, (*stem, firm), entry)
            yield _change(f"firmness/{firm}", quantity)


def _find_ledger(
    document: Document[Any], overlay: schema.OverlayEntry, stem: Path
) -> Iterator[Change]:
    for id, promise in overlay.promises.items():
        for name, value in promise.model_dump(exclude_unset=True).items():
            place = document.place(*stem, "promises", id, name)
            yield Change(f"promise/{id}/{name}", value, place)
    for id, offer in overlay.offers.items():
        for issue, pledge in offer.pledges.items():
            for name, value in pledge.model_dump(exclude_unset=True).items():
                place = document.place(*stem, "offers", id, "pledges", issue, name)
                yield Change(f"pledge/{id}/{issue}/{name}", value, place)


def _find_meetings(
    document: Document[Any], overlay: schema.OverlayEntry, stem: Path
) -> Iterator[Change]:
    for id, meeting in overlay.meetings.items():
        path = (*stem, "meetings", id)
        yield from _find_meeting(document, meeting, path, id)
        for day, change in meeting.after.items():
            yield from _find_meeting(document, change, (*path, "after", day), f"{id}/after/{day}")
        for number, view in meeting.pays.items():
            here, key = (*path, "pays", number), f"pays/{id}/{int(number)}"
            if view.amount is not None:
                yield _change(key, build_quantity(document, (*here, "amount"), view.amount))
            if view.costs is not None:
                costs = build_quantity(document, (*here, "costs"), view.costs)
                yield _change(f"{key}/costs", costs)


def _find_meeting(
    document: Document[Any], entry: schema.ChangeOverlay, path: Path, key: str
) -> Iterator[Change]:
    """List what changes of a meeting as it is, or from a day of the calendar on."""
    if entry.readiness is not None:
        quantity = build_quantity(document, (*path, "readiness"), entry.readiness)
        yield _change(f"readiness/{key}", quantity)
    for party, payoff in entry.payoffs.items():
        views = build_payoffs(document, (*path, "payoffs", party), payoff)
        for kind, quantity in views.items():
            yield _change(f"payoff/{key}/{party}/{kind}", quantity)


def _find_terms(document: Document[Any], terms: schema.PlanOverlay, stem: Path) -> Iterator[Change]:
    for section, kind in TERMS.items():
        written = getattr(terms, section)
        for side, quantity in build_values(document, (*stem, section), written, []).items():
            yield _change(f"{kind}/{side}", quantity)
    for id, deposit in terms.deposits.items():
        path = (*stem, "deposits", id)
        if deposit.loses is not None:
            loses = build_quantity(document, (*path, "loses"), deposit.loses)
            yield _change(f"deposit/{id}/loses", loses)
        for side, quantity in build_values(document, (*path, "pays"), deposit.pays, []).items():
            yield _change(f"deposit/{id}/pays/{side}", quantity)


def find_reading(case: Case, reading_id: str) -> Reading:
    """Return the reading of that id.

    Raises
    ------
    InputError : the case has no such reading; the message suggests one.
    """
    for reading in case.readings:
        if reading.id == reading_id:
            return reading
    hint = suggest_or_list(reading_id, [reading.id for reading in case.readings], "readings")
    raise InputError(f"the case has no reading {quote(reading_id)}. {hint}")


def apply_reading(case: Case, reading_id: str) -> Case:
    """Return the case as the author of a reading sees it.

    The structure stays; numbers, outcomes and firmness change, and each changed quantity names
    the reading's file as its place. The digest changes with them.

    Raises
    ------
    InputError : the case has no such reading.
    """
    return apply_changes(case, find_reading(case, reading_id).changes, reading_id)


def apply_event(case: Case, event: Event) -> Case:
    """Return the case as an event leaves it; the case itself when the event changes nothing.

    Only the changes of the case are applied: moves and promises are for a study to follow.
    """
    if not event.changes:
        return case
    return apply_changes(case, event.changes, f"event {event.date}")


def apply_events(case: Case, events: Sequence[Event]) -> Case:
    """Return the case as several events leave it: each number as the last of them has it.

    The order is that of `events`. All are applied at once, so that many cost no more than one.
    """
    changing = [event for event in events if event.changes]
    if not changing:
        return case
    changes = {change.key: change for event in changing for change in event.changes}
    label = "events " + ", ".join(str(event.date) for event in changing)
    return apply_changes(case, tuple(changes.values()), label)


def apply_changes(case: Case, changes: tuple[Change, ...], label: str) -> Case:
    """Return the case with some of its quantities and outcomes changed.

    Parameters
    ----------
    changes : keys as in `Case.quantities` and `find_changes`, with what they become.
    label : what the changes are called; it enters the digest.
    """
    new: dict[str, Any] = {change.key: change.value for change in changes}
    kinds = {key.split("/", 1)[0] for key in new}
    seen = f"{case.digest}:{label}:" + ";".join(f"{c.key}={c.value}" for c in changes)
    changed = {name: apply(case, new) for name, of, apply in _SECTIONS if kinds & of}
    return replace(case, **changed, digest=hashlib.sha256(seen.encode()).hexdigest())


def _apply_parties(case: Case, new: Changes) -> tuple[Party, ...]:
    return tuple(_apply_actor(party, new) for party in case.parties)


def _apply_ratifiers(case: Case, new: Changes) -> tuple[Ratifier, ...]:
    return tuple(_apply_actor(ratifier, new) for ratifier in case.ratifiers)


def _apply_issues(case: Case, new: Changes) -> tuple[Issue, ...]:
    values = _index_values(new)
    touched = {issue for issue, _ in values}
    return tuple(_apply_issue(i, values) if i.id in touched else i for i in case.issues)


def _apply_interactions(case: Case, new: Changes) -> tuple[Interaction, ...]:
    numbered = enumerate(case.interactions, start=1)
    return tuple(_apply_interaction(each, f"interaction/{n}", new) for n, each in numbered)


def _apply_firmness(case: Case, new: Changes) -> dict[str, Quantity]:
    return {firm: new.get(f"firmness/{firm}", q) for firm, q in case.firmness.items()}


def _apply_promises(case: Case, new: Changes) -> tuple[Promise, ...]:
    touched = {key.split("/")[1] for key in new if key.startswith("promise/")}
    return tuple(_apply_promise(p, new) if p.id in touched else p for p in case.promises)


def _apply_offers(case: Case, new: Changes) -> tuple[Offer, ...]:
    return tuple(_apply_offer(offer, new) for offer in case.offers)


def _apply_meetings(case: Case, new: Changes) -> tuple[Meeting, ...]:
    return tuple(_apply_meeting(meeting, new) for meeting in case.meetings)


def _apply_actor(actor: Actor, new: Changes) -> Actor:
    return replace(actor, reservation=new.get(f"reservation/{actor.id}", actor.reservation))


def _index_values(new: Changes) -> Values:
    """Pick the changed values of options, by issue and option and then by actor."""
    found: Values = {}
    for key, value in new.items():
        kind, *steps = key.split("/")
        if kind == "value":
            actor, issue, option = steps
            found.setdefault((issue, option), {})[actor] = value
    return found


def _apply_issue(issue: Issue, values: Values) -> Issue:
    return replace(issue, options=tuple(_apply_option(issue, o, values) for o in issue.options))


def _apply_option(issue: Issue, option: Option, values: Values) -> Option:
    changed = values.get((issue.id, option.id))
    return replace(option, values={**option.values, **changed}) if changed else option


def _apply_interaction(interaction: Interaction, stem: str, new: Changes) -> Interaction:
    values = {actor: new.get(f"{stem}/{actor}", q) for actor, q in interaction.values.items()}
    return replace(interaction, values=values)


def _apply_trust(trust: TrustSettings, new: Changes) -> TrustSettings:
    return TrustSettings(
        prior_kept=new.get("trust/prior/kept", trust.prior_kept),
        prior_broken=new.get("trust/prior/broken", trust.prior_broken),
        half_life_days=new.get("trust/half_life", trust.half_life_days),
        precedent_weight=new.get("trust/precedent_weight", trust.precedent_weight),
        credit={name: new.get(f"trust/credit/{name}", c) for name, c in trust.credit.items()},
    )


def _apply_promise(promise: Promise, new: Changes) -> Promise:
    stem = f"promise/{promise.id}"
    return replace(
        promise,
        outcome=new.get(f"{stem}/outcome", promise.outcome),
        share=new.get(f"{stem}/share", promise.share),
        weight=new.get(f"{stem}/weight", promise.weight),
    )


def _apply_offer(offer: Offer, new: Changes) -> Offer:
    return replace(
        offer, pledges=tuple(_apply_pledge(offer.id, pledge, new) for pledge in offer.pledges)
    )


def _apply_pledge(offer: str, pledge: Pledge, new: Changes) -> Pledge:
    stem = f"pledge/{offer}/{pledge.issue}"
    return replace(
        pledge,
        option=new.get(f"{stem}/option", pledge.option),
        firm=new.get(f"{stem}/firm", pledge.firm),
    )


def _apply_meeting(meeting: Meeting, new: Changes) -> Meeting:
    stem = f"readiness/{meeting.id}"
    payoffs = _pick(new, f"payoff/{meeting.id}/")
    days = dict.fromkeys((*meeting.after, *_pick(new, f"{stem}/after/"), *_list_days(payoffs)))
    given = enumerate(meeting.pays, start=1)
    return replace(
        meeting,
        readiness=new.get(stem, meeting.readiness),
        payoffs=_apply_payoffs(meeting.payoffs, payoffs),
        after={day: _apply_after(meeting, day, payoffs, new) for day in days},
        pays=tuple(_apply_help(each, f"pays/{meeting.id}/{n}", new) for n, each in given),
    )


def _list_days(payoffs: Changes) -> list[str]:
    """List the days from which payoffs change: keys of four steps are ``after/DAY/PARTY/KIND``."""
    steps = [key.split("/") for key in payoffs]
    return [step[1] for step in steps if len(step) == 4]


def _apply_payoffs(payoffs: Payoffs, new: Changes) -> Payoffs:
    """Put new numbers, by ``PARTY/KIND``, into payoffs; keys of any other form are passed by."""
    rows = {party: dict(row) for party, row in payoffs.items()}
    for key, value in new.items():
        if key.count("/") == 1:
            party, kind = key.split("/")
            rows.setdefault(party, {})[kind] = value
    return rows


def _apply_after(meeting: Meeting, day: str, payoffs: Changes, new: Changes) -> MeetingChange:
    change = meeting.after.get(day, MeetingChange())
    readiness = new.get(f"readiness/{meeting.id}/after/{day}", change.readiness)
    return MeetingChange(readiness, _apply_payoffs(change.payoffs, _pick(payoffs, f"after/{day}/")))


def _apply_help(given: Transfer, key: str, new: Changes) -> Transfer:
    amount, costs = new.get(key, given.amount), new.get(f"{key}/costs", given.costs)
    return replace(given, amount=amount, costs=costs)


def _apply_terms(terms: PlanTerms, new: Changes) -> PlanTerms:
    sections: dict[str, Any] = {
        section: {**getattr(terms, section), **_pick(new, f"{kind}/")}
        for section, kind in TERMS.items()
    }
    deposits = tuple(_apply_deposit(deposit, new) for deposit in terms.deposits)
    return replace(terms, **sections, deposits=deposits)


def _apply_deposit(deposit: Deposit, new: Changes) -> Deposit:
    stem = f"deposit/{deposit.id}"
    pays = {**deposit.pays, **_pick(new, f"{stem}/pays/")}
    return replace(deposit, loses=new.get(f"{stem}/loses", deposit.loses), pays=pays)


def _pick(new: Changes, stem: str) -> dict[str, Any]:
    """Pick the changes under a stem, by what stands behind it."""
    return {key.removeprefix(stem): v for key, v in new.items() if key.startswith(stem)}


_SECTIONS: tuple[tuple[str, frozenset[str], Callable[[Case, Changes], Any]], ...] = (
    ("parties", frozenset({"reservation"}), _apply_parties),
    ("ratifiers", frozenset({"reservation"}), _apply_ratifiers),
    ("issues", frozenset({"value"}), _apply_issues),
    ("interactions", frozenset({"interaction"}), _apply_interactions),
    ("trust", frozenset({"trust"}), lambda case, new: _apply_trust(case.trust, new)),
    ("firmness", frozenset({"firmness"}), _apply_firmness),
    ("promises", frozenset({"promise"}), _apply_promises),
    ("offers", frozenset({"pledge"}), _apply_offers),
    ("meetings", frozenset({"readiness", "payoff", "pays"}), _apply_meetings),
    ("plan", frozenset({*TERMS.values(), "deposit"}), lambda c, new: _apply_terms(c.plan, new)),
)
"""The fields of a case that changes touch, how their keys begin, and how they are applied."""
