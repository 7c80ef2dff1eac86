"""The sections of the report that are pages of the workbench: what each asks, and who writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case import Case
from detente.case.files import read_inside
from detente.report import sections as write
from detente.report.blocks import Section
from detente.report.naming import Names
from detente.report.passages import Passages

Write = Callable[[Names, Passages, Any], Section]


@dataclass(frozen=True)
class Kind:
    """A page of one section.

    Parameters
    ----------
    title : what it is called.
    question : what is asked for it, see `detente.web.questions`.
    write : turns what was found into a section of the report.
    seen : whether a reading may see it otherwise than the case.
    applies : whether a case holds what it is about.
    empty : what it would show and what it needs, for a case that holds nothing of it.
    """

    title: str
    question: str
    write: Write
    seen: bool = True
    applies: Callable[[Case], object] = lambda _: True
    empty: str = ""


def _plain(write_section: Callable[[Names, Any], Section]) -> Write:
    """Let a section be written that opens no passages."""
    return lambda names, _, found: write_section(names, found)


def _has_ranges(case: Case) -> bool:
    return any(not entry.quantity.is_point for entry in case.quantities())


def _has_claims(case: Case) -> bool:
    return any(reading.claims for reading in case.readings)


def _asks(case: Case) -> object:
    return case.forecasts or (case.plan.agreed and case.events)


KINDS: Mapping[str, Kind] = {
    "trust": Kind("Trust", "trust", write.write_trust),
    "offers": Kind(
        "Offers",
        "offers",
        write.write_offers,
        applies=lambda case: case.offers,
        empty="Past offers are judged here: what each would have been worth to every side, whether "
        "it was balanced, and who would have taken it. Write them into offers.yaml in the folder "
        "of the case, save it there, and they appear.",
    ),
    "meet": Kind(
        "Meet",
        "meetings",
        write.write_meetings,
        applies=lambda case: case.meetings,
        empty="Meetings are judged here: who would come, what could be signed, and whether it is "
        "worth it even if it fails. Describe one in meetings.yaml in the folder of the case, save "
        "it there, and it appears.",
    ),
    "coalitions": Kind(
        "Coalitions",
        "coalitions",
        _plain(write.write_coalitions),
        applies=lambda case: len(case.parties) > 2,
        empty="Who could agree without whom is shown here for a case of three parties or more. "
        "This one has two, and either can keep the other from any deal.",
    ),
    "track": Kind(
        "Kept so far",
        "track",
        write.write_track,
        applies=lambda case: case.events,
        empty="What was kept of an agreement is followed here, event by event, with what it does "
        "to trust and to the stages still to come. Write what happened into events.yaml in the "
        "folder of the case, save it there, and it appears.",
    ),
    "readings": Kind(
        "Readings",
        "readings",
        _plain(write.write_compare),
        seen=False,
        applies=lambda case: case.readings,
        empty="Readings are set side by side here: how different authors see the same case, where "
        "they call it differently, and which numbers make the difference. Add one as "
        "readings/NAME.yaml in the folder of the case, and it appears.",
    ),
    "claims": Kind(
        "Claims",
        "claims",
        write.write_claims,
        seen=False,
        applies=_has_claims,
        empty="What authors claim is tested here against the numbers of the case. List claims in a "
        "reading, readings/NAME.yaml in the folder of the case, and they appear.",
    ),
    "drivers": Kind(
        "Drivers",
        "drivers",
        _plain(write.write_drivers),
        applies=_has_ranges,
        empty="The numbers that would flip a conclusion are found here. Every number of this case "
        "is exact, so that nothing is uncertain: write a range such as “5 to 9” in the lists, and "
        "what hangs on it appears.",
    ),
    "forecasts": Kind(
        "Forecasts",
        "forecasts",
        write.write_forecast,
        seen=False,
        applies=_asks,
        empty="Questions with a date stand here, with odds that can be scored once it is "
        "known what came of them. Ask one in forecasts.yaml in the folder of the case, and it "
        "appears.",
    ),
}
"""By what names them in addresses."""

SEEN: Mapping[str, Kind] = {
    "deals": Kind("Deals", "deals", write.write_deals),
    "plan": Kind("Plan", "plan", _plain(write.write_plan)),
    **{slug: kind for slug, kind in KINDS.items() if kind.seen},
}
"""What can be shown as a reading sees it."""


def find_about(case: Case, question: str) -> Any:
    """Find what a question depends on besides the case: of forecasts, what came of them."""
    if question != "forecasts" or case.folder is None:
        return None
    found = read_inside(case.folder, "resolutions.yaml")
    known = hashlib.sha256(found).hexdigest() if isinstance(found, bytes) else ""
    return str(case.folder), known
