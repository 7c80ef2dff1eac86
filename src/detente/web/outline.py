"""The pages of a case: their addresses and titles, and the part of the report that each shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of a case.

    Parameters
    ----------
    slug : what stands in the address.
    title : what it is called.
    part : the part of the report that it shows: a field of the report's findings, and the question
        that is asked for it; empty where it shows none.
    finds : what that part finds, in words, while it is looked for.
    """

    slug: str
    title: str
    part: str = ""
    finds: str = ""


PAGES = (
    Page("", "Overview"),
    Page("lists", "Lists", "lists", "what each side can give"),
    Page("deals", "Deals", "deals", "which deals every side could gain from"),
    Page("plan", "Plan", "plan", "in which stages they could be carried out"),
    Page("trust", "Trust", "trust", "how far each side can be believed"),
    Page("offers", "Offers", "offers", "how past offers would have been taken"),
    Page("meet", "Meet", "meeting", "who would come to a meeting"),
    Page("coalitions", "Coalitions", "coalitions", "who is needed"),
    Page("track", "Kept so far", "track", "what was kept so far"),
    Page("readings", "Readings", "compare", "where readings differ"),
    Page("claims", "Claims", "claims", "what the authors claim"),
    Page("drivers", "Drivers", "drivers", "what would flip the answer"),
    Page("forecasts", "Forecasts", "forecasts", "what will probably happen"),
    Page("sources", "Sources"),
    Page("export", "Export"),
)
"""All are there for every case, so that they stay where they are while it grows; one that has
nothing to show says what it needs."""

PARTS = {page.part: page for page in PAGES if page.part}
"""The pages that show a part of the report, by that part."""
