"""The section on past offers."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case import Offer
from detente.report.blocks import Block, Figure, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_acceptance, draw_ratios
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import (
    answer_offers,
    explain_offer,
    explain_offer_to,
    say_cited,
)
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_interval, say_list, say_percent, sentence
from detente.study.offers import OfferFinding, OfferFindings


def write_offers(names: Names, passages: Passages, offers: OfferFindings) -> Section:
    """Write whether each offer was balanced, and whether it would have been taken."""
    pledges = [pledge for offer in names.case.offers for pledge in offer.pledges]
    backed = [p for o in names.case.offers for p in o.pledges if p.because or o.because]
    return Section(
        id="offers",
        title="Was each offer balanced, and would it have been taken?",
        answer=answer_offers(names, offers),
        blocks=tuple(_list_blocks(names, passages, offers)),
        rests=say_cited("pledge", len(backed), len(pledges)) if pledges else "",
    )


def _list_blocks(names: Names, passages: Passages, offers: OfferFindings) -> Iterator[Block]:
    if not offers.offers:
        yield Paragraph(
            "Offers are written in offers.yaml: who put it to whom and when, what was pledged, "
            "and how firmly."
        )
        return
    charts = [draw_acceptance(names, offers), draw_ratios(names, offers)]
    yield from (Figure(chart) for chart in charts if chart)
    coded = {offer.id: offer for offer in names.case.offers}
    for finding in offers.offers:
        yield from _describe(names, passages, offers, finding, coded.get(finding.id))
    yield Heading("How firmly a pledge is given", "firmness")
    yield Sheet(_tabulate_firmness(names, passages, offers))


def _describe(
    names: Names,
    passages: Passages,
    offers: OfferFindings,
    finding: OfferFinding,
    coded: Offer | None,
) -> Iterator[Block]:
    draws = offers.origin.draws
    yield Heading(finding.title, f"offer-{finding.id}")
    yield Paragraph(explain_offer(names, finding, draws))
    for party in finding.parties:
        yield Paragraph(explain_offer_to(names, finding, party, draws), party)
    if finding.breaks:
        yield Paragraph(
            "As tabled it does not keep what the case requires: "
            + sentence(say_list(finding.breaks))
        )
    if coded:
        yield Sheet(_tabulate_pledges(names, passages, finding, coded), open=False)


def _tabulate_pledges(
    names: Names, passages: Passages, finding: OfferFinding, coded: Offer
) -> Table:
    """List the pledges: how firm, and what each is worth to each side, delivered and believed."""
    parties = list(finding.parties)
    rows: list[list[str | Cell]] = []
    for place, pledge in enumerate(coded.pledges):
        because, note = pledge.because or coded.because, pledge.note or coded.note
        firm = passages.text(pledge.firm, because, note)
        worth = [_worth(finding, party, place) for party in parties]
        by = names.performers(names.givers(pledge.issue))
        rows.append([names.pledge(pledge.issue, pledge.option), by, firm, *worth])
    head = ["Pledge", "By", "How firm", *(f"Counts for {names.side(party)}" for party in parties)]
    caption = f"{finding.title}: the pledges, each in that side's own points after doubt"
    return make_table(caption, head, rows, range(3, len(head)))


def _worth(finding: OfferFinding, party: str, place: int) -> Cell:
    pledges = finding.parties[party].pledges
    if place >= len(pledges):
        return Cell("")
    pledge = pledges[place]
    text = say_interval(pledge.believed.p10, pledge.believed.p90)
    doubted = pledge.delivery < 0.995 and text != "0"
    return Cell(f"{text} (believed at {say_percent(pledge.delivery)})" if doubted else text)


def _tabulate_firmness(names: Names, passages: Passages, offers: OfferFindings) -> Table:
    rows: list[list[str | Cell]] = [
        [level, passages.number(names.case.firmness[level]), MEANING.get(level, "")]
        for level in offers.firmness
        if level in names.case.firmness
    ]
    return make_table(
        "The chance that a pledge is delivered, before the trust in its giver",
        ["How firm", "Chance", "What it means"],
        rows,
        [1],
    )


MEANING = {
    "done": "carried out already",
    "simultaneous": "exchanged at the same time",
    "scheduled": "promised with a date",
    "stated": "promised without a date",
    "vague": "hinted at",
}
