"""Make the frozen case from checked files. Nothing can fail here: all is checked before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.case import model, ranges, schema
from detente.case.build_claims import build_claims
from detente.case.build_constraints import build_constraints
from detente.case.build_forecasts import build_forecasts
from detente.case.build_meetings import build_meetings
from detente.case.build_plan import build_events, build_plan
from detente.case.documents import Document
from detente.case.fields import FIRMNESS
from detente.case.positions import Path
from detente.case.quantify import (
    build_citations,
    build_quantity,
    build_trust,
    build_values,
    make_quantity,
)
from detente.case.readings import find_changes

DEFAULT_FIRMNESS = {
    "done": "1",
    "simultaneous": "0.9 to 0.98",
    "scheduled": "0.6 to 0.9",
    "stated": "0.3 to 0.6",
    "vague": "0.05 to 0.25",
}


@dataclass(frozen=True)
class Folder:
    """The checked files of a case; a file that is not there is None."""

    case: Document[schema.CaseFile]
    sources: Document[schema.SourcesFile] | None = None
    promises: Document[schema.PromisesFile] | None = None
    offers: Document[schema.OffersFile] | None = None
    meetings: Document[schema.MeetingsFile] | None = None
    forecasts: Document[schema.ForecastsFile] | None = None
    plan: Document[schema.PlanFile] | None = None
    events: Document[schema.EventsFile] | None = None
    readings: tuple[Document[schema.ReadingFile], ...] = ()

    def documents(self) -> Iterator[Document[Any]]:
        """Go over the files that are there."""
        single = (
            self.case,
            self.sources,
            self.promises,
            self.offers,
            self.meetings,
            self.forecasts,
            self.plan,
            self.events,
        )
        yield from (document for document in single if document is not None)
        yield from self.readings

    @cached_property
    def pledges(self) -> dict[str, list[str]]:
        """The issues that each offer pledges, as far as they can be read, by the offer's id."""
        found: dict[str, list[str]] = {}
        tree = self.offers.tree if self.offers is not None else None
        for index, item in enumerate(tree.items("offers") if tree is not None else ()):
            id_ = item.text("id")
            if tree is not None and id_ is not None:
                found[id_] = tree.keys("offers", index, "pledges")
        return found


def build_case(folder: Folder) -> dict[str, Any]:
    """Build everything in a case that stands in its files, by field name."""
    entry = folder.case.checked
    parties = tuple(_build_party(folder.case, *item) for item in entry.parties.items())
    return {
        "title": entry.title,
        "as_of": entry.as_of,
        "seed": entry.seed,
        "about": entry.about,
        "parties": parties,
        "ratifiers": tuple(_build_ratifier(folder.case, *i) for i in entry.ratifiers.items()),
        "issues": tuple(_build_issue(folder.case, *item) for item in entry.issues.items()),
        "interactions": tuple(
            _build_interaction(folder.case, index, item)
            for index, item in enumerate(entry.interactions)
        ),
        **build_constraints(folder.case, entry),
        **_build_sources(folder.sources),
        **_build_promises(folder.promises),
        **_build_offers(folder.offers, [party.id for party in parties]),
        **build_meetings(folder.meetings, list(entry.issues)),
        **build_forecasts(folder.forecasts),
        **build_plan(folder.plan),
        **build_events(folder.events, entry),
        "readings": tuple(_build_reading(document) for document in folder.readings),
    }


def _build_party(
    document: Document[Any], id: str, entry: schema.PartyEntry, section: str = "parties"
) -> model.Party:
    path = (section, id, "reservation")
    reservation = build_quantity(document, path, entry.reservation)
    return model.Party(id, entry.name or id, reservation, entry.about)


def _build_ratifier(
    document: Document[Any], id: str, entry: schema.RatifierEntry
) -> model.Ratifier:
    party = _build_party(document, id, entry, "ratifiers")
    return model.Ratifier(id, party.name, entry.party, party.reservation, party.about)


def _build_issue(document: Document[Any], id: str, entry: schema.IssueEntry) -> model.Issue:
    options = tuple(
        _build_option(document, ("issues", id, "options", name), option)
        for name, option in entry.options.items()
    )
    title = entry.title or id
    return model.Issue(id, title, tuple(entry.by), options, entry.ordered, entry.about)


def _build_option(document: Document[Any], path: Path, entry: schema.OptionEntry) -> model.Option:
    id = str(path[-1])
    return model.Option(
        id=id,
        title=entry.title or id,
        values=build_values(document, path, entry.values, entry.because),
        undo=entry.undo,
        verify_days=entry.verify,
        duration_days=entry.duration,
        requires=tuple(entry.requires),
        excludes=tuple(entry.excludes),
        because=build_citations(entry.because),
        note=entry.note,
    )


def _build_interaction(
    document: Document[Any], index: int, entry: schema.InteractionEntry
) -> model.Interaction:
    path = ("interactions", index)
    return model.Interaction(
        when=dict(entry.when),
        values=build_values(document, path, entry.values, entry.because),
        title=entry.title,
        because=build_citations(entry.because),
        note=entry.note,
    )


def _build_sources(document: Document[schema.SourcesFile] | None) -> dict[str, Any]:
    if document is None or document.entry is None:
        return {}
    return {"sources": {id: build_source(id, e) for id, e in document.entry.sources.items()}}


def build_source(id: str, entry: schema.SourceEntry) -> model.Source:
    """Build a source."""
    return model.Source(
        id=id,
        title=entry.title,
        author=entry.author,
        date=entry.date or "",
        publisher=entry.publisher,
        url=entry.url,
        file=entry.file,
        status=entry.status,
        passages=dict(entry.passages),
    )


def _build_promises(document: Document[schema.PromisesFile] | None) -> dict[str, Any]:
    if document is None or document.entry is None:
        return {}
    return {
        "trust": build_trust(document.entry.trust, model.TrustSettings()),
        "promises": tuple(
            _build_promise(document, index, item)
            for index, item in enumerate(document.entry.promises)
        ),
    }


def _build_promise(
    document: Document[Any], index: int, entry: schema.PromiseEntry
) -> model.Promise:
    return model.Promise(
        id=entry.id,
        by=entry.by,
        to=tuple(entry.to),
        made=entry.made,
        due=entry.due,
        settled=entry.settled or entry.due or entry.made,
        what=entry.what,
        outcome=entry.outcome,
        share=entry.share,
        weight=entry.weight,
        precedent_for=entry.precedent_for,
        cited_by=entry.cited_by,
        because=build_citations(entry.because),
        note=entry.note,
        place=document.place("promises", index),
    )


def _build_offers(
    document: Document[schema.OffersFile] | None, parties: list[str]
) -> dict[str, Any]:
    firmness = {
        firm: make_quantity(ranges.parse_share_range(text))
        for firm, text in DEFAULT_FIRMNESS.items()
    }
    if document is None or document.entry is None:
        return {"firmness": firmness}
    for firm in FIRMNESS:
        entry = getattr(document.entry.firmness, firm)
        if entry is not None:
            firmness[firm] = build_quantity(document, ("firmness", firm), entry)
    offers = tuple(
        _build_offer(document, index, item, parties)
        for index, item in enumerate(document.entry.offers)
    )
    return {"firmness": firmness, "offers": offers}


def _build_offer(
    document: Document[Any], index: int, entry: schema.OfferEntry, parties: list[str]
) -> model.Offer:
    others = [party for party in parties if party != entry.by]
    return model.Offer(
        id=entry.id,
        title=entry.title or entry.id,
        date=entry.date,
        by=entry.by,
        to=tuple(others if entry.to is None else entry.to),
        outcome=entry.outcome,
        pledges=tuple(_build_pledge(issue, item) for issue, item in entry.pledges.items()),
        because=build_citations(entry.because),
        note=entry.note,
        place=document.place("offers", index),
    )


def _build_pledge(issue: str, entry: schema.PledgeEntry) -> model.Pledge:
    because = build_citations(entry.because)
    return model.Pledge(issue, entry.option, entry.firm, because, entry.note)


def _build_reading(document: Document[schema.ReadingFile]) -> model.Reading:
    entry = document.checked
    return model.Reading(
        id=document.name.removeprefix("readings/").removesuffix(".yaml"),
        author=entry.author,
        source=entry.source or "",
        about=entry.about,
        changes=tuple(find_changes(document, entry.overlay)),
        claims=build_claims(document),
    )
