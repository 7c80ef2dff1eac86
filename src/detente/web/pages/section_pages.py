"""The sections of the report that are pages of the workbench: who writes each, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case import Case
from detente.report import sections as write
from detente.report.blocks import Section
from detente.report.findings import has_part
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.web.outline import PARTS, Page

Write = Callable[[Names, Passages, Any], Section]


@dataclass(frozen=True)
class SectionPage:
    """A section of the report as a page of its own.

    Parameters
    ----------
    page : its address and title, and the part of the report that it shows.
    write : turns what was found into a section of the report.
    seen : whether a reading may see it otherwise than the case.
    empty : what it would show and what it needs, for a case that holds nothing of it.
    """

    page: Page
    write: Write
    seen: bool = True
    empty: str = ""

    def applies(self, case: Case) -> bool:
        """Whether a case holds what it is about; a report also says that there are no offers."""
        if self.page.part == "offers":
            return bool(case.offers)
        return has_part(case, self.page.part)


def _plain(write_section: Callable[[Names, Any], Section]) -> Write:
    """Let a section be written that opens no passages."""
    return lambda names, _, found: write_section(names, found)


_SECTIONS = (
    SectionPage(PARTS["trust"], write.write_trust),
    SectionPage(
        PARTS["offers"],
        write.write_offers,
        empty="Past offers are judged here: what each would have been worth to every side, whether "
        "it was balanced, and who would have taken it. Write them into offers.yaml in the folder "
        "of the case, save it there, and they appear.",
    ),
    SectionPage(
        PARTS["meeting"],
        write.write_meetings,
        empty="Meetings are judged here: who would come, what could be signed, and whether it is "
        "worth it even if it fails. Describe one in meetings.yaml in the folder of the case, save "
        "it there, and it appears.",
    ),
    SectionPage(
        PARTS["coalitions"],
        _plain(write.write_coalitions),
        empty="Who could agree without whom is shown here for a case of three parties or more. "
        "This one has two, and either can keep the other from any deal.",
    ),
    SectionPage(
        PARTS["track"],
        write.write_track,
        empty="What was kept of an agreement is followed here, event by event, with what it does "
        "to trust and to the stages still to come. Write what happened into events.yaml in the "
        "folder of the case, save it there, and it appears.",
    ),
    SectionPage(
        PARTS["compare"],
        _plain(write.write_compare),
        seen=False,
        empty="Readings are set side by side here: how different authors see the same case, where "
        "they call it differently, and which numbers make the difference. Add one as "
        "readings/NAME.yaml in the folder of the case, and it appears.",
    ),
    SectionPage(
        PARTS["claims"],
        write.write_claims,
        seen=False,
        empty="What authors claim is tested here against the numbers of the case. List claims in a "
        "reading, readings/NAME.yaml in the folder of the case, and they appear.",
    ),
    SectionPage(
        PARTS["drivers"],
        _plain(write.write_drivers),
        empty="The numbers that would flip a conclusion are found here. Every number of this case "
        "is exact, so that nothing is uncertain: write a range such as “5 to 9” in the lists, and "
        "what hangs on it appears.",
    ),
    SectionPage(
        PARTS["forecasts"],
        write.write_forecast,
        seen=False,
        empty="Questions with a date stand here, with odds that can be scored once it is "
        "known what came of them. Ask one in forecasts.yaml in the folder of the case, and it "
        "appears.",
    ),
)

SECTIONS: Mapping[str, SectionPage] = {each.page.slug: each for each in _SECTIONS}
"""By what names them in addresses."""

SEEN: Mapping[str, SectionPage] = {
    "deals": SectionPage(PARTS["deals"], write.write_deals),
    "plan": SectionPage(PARTS["plan"], _plain(write.write_plan)),
    **{slug: each for slug, each in SECTIONS.items() if each.seen},
}
"""What can be shown as a reading sees it; on deals and plans the case itself has pages of more."""
