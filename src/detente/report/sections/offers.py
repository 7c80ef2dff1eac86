"""The section on past offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.case import Offer, Pledge, Quantity
from detente.report.blocks import Block, Figure, Fold, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_acceptance, draw_ratios
from detente.report.likelihood import say_cell, say_percent
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import (
    answer_offers,
    explain_offer,
    explain_offer_to,
    get_scale,
    is_bystander,
    say_basis_of,
    say_cited,
    say_judged,
)
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_date, say_few, say_interval, say_number, say_numeral, sentence
from detente.study.offers import OfferFinding, OfferFindings


def write_offers(names: Names, passages: Passages, offers: OfferFindings) -> Section:
    """Write whether each offer is balanced, and whether it would be acceptable."""
    return Section(
        id="offers",
        title="Is each offer balanced, and would it be acceptable?",
        answer=answer_offers(names, offers),
        blocks=tuple(_list_blocks(names, passages, offers)),
        rests=_say_basis(names),
    )


def _say_basis(names: Names) -> str:
    """Count what backs the pledges and their numbers apart, and say which day they are of."""
    pledges = [pledge for offer in names.case.offers for pledge in offer.pledges]
    if not pledges:
        return ""
    backed = [p for o in names.case.offers for p in o.pledges if p.because or o.because]
    cited = say_cited("pledge", len(backed), len(pledges), "a source for what was pledged")
    worth = say_basis_of("What the pledges are worth", _find_worth(names, pledges))
    levels = [
        level for level in names.case.firmness if any(pledge.firm == level for pledge in pledges)
    ]
    return " ".join([cited, worth, _say_firmness(names, levels), say_judged(names)])


def _find_worth(names: Names, pledges: Sequence[Pledge]) -> list[Quantity]:
    """Find the numbers that offers are weighed with, the chances of delivery apart."""
    pledged = {(pledge.issue, pledge.option) for pledge in pledges}
    pledged |= {(issue.id, issue.options[0].id) for issue in names.case.issues}
    found = []
    for entry in names.case.quantities():
        kind, *rest = entry.key.split("/")
        valued = kind == "value" and tuple(rest[1:]) in pledged
        if valued or kind in ("interaction", "reservation"):
            found.append(entry.quantity)
    return found


def _say_firmness(names: Names, levels: Sequence[str]) -> str:
    """Say how many chances of delivery are used, and whose they are."""
    bare = [chance for level in levels if not (chance := names.case.firmness[level]).sourced]
    rests = f"The chance that each is delivered rests on {say_few(len(levels), 'number')}"
    if not bare:
        return f"{rests}, each with a source."
    own = "detente's own defaults" if all(chance.is_default for chance in bare) else "assumptions"
    if len(bare) == len(levels):
        return f"{rests}, one for each level of firmness, none with a source: {own}."
    return f"{rests}, one for each level of firmness, {say_numeral(len(bare))} of them {own}."


def _list_blocks(names: Names, passages: Passages, offers: OfferFindings) -> Iterator[Block]:
    if not offers.offers:
        yield Paragraph(
            "Offers are written in offers.yaml: who put it to whom and when, what was pledged, "
            "and how firmly."
        )
        return
    if len(offers.offers) > 1:
        yield Sheet(_summarise(names, offers))
    charts = [draw_acceptance(names, offers), draw_ratios(names, offers)]
    yield from (Figure(chart) for chart in charts if chart)
    coded = {offer.id: offer for offer in names.case.offers}
    yield Heading("Offer by offer", "each-offer")
    for finding in offers.offers:
        inner = tuple(_describe(names, passages, offers, finding, coded.get(finding.id)))
        title = f"{finding.title}, {say_date(finding.date)}"
        yield Fold(title, f"offer-{finding.id}", inner)
    yield Heading("How firmly a pledge is given", "firmness")
    yield Sheet(_tabulate_firmness(names, passages, offers))


def _describe(
    names: Names,
    passages: Passages,
    offers: OfferFindings,
    finding: OfferFinding,
    coded: Offer | None,
) -> Iterator[Paragraph | Sheet]:
    draws = offers.origin.draws
    yield Paragraph(explain_offer(names, finding, draws))
    for party in finding.parties:
        yield Paragraph(explain_offer_to(names, finding, party, draws), party)
    if finding.breaks:
        yield Paragraph(
            "As tabled it does not keep what the case requires: "
            + sentence("; ".join(names.rule(label) for label in finding.breaks))
        )
    if coded:
        yield Sheet(_tabulate_pledges(names, passages, finding, coded))


def _summarise(names: Names, offers: OfferFindings) -> Table:
    """Put every offer into one row: what each side gets for what it gives, and its odds."""
    draws, parties = offers.origin.draws, [party.id for party in names.case.parties]
    rows: list[list[str | Cell]] = [
        [
            Cell(offer.title, under=f"{names.label(offer.by)}, {say_date(offer.date)}"),
            offer.outcome,
            *(cell for party in parties for cell in _say_both(offer, party, draws)),
            say_cell(offer.p_all_accept, draws),
        ]
        for offer in offers.offers
    ]
    sides = [f"{names.label(p)} {does}" for p in parties for does in ("gets", "accepts")]
    head = ["Offer", "Outcome", *sides, "All accept"]
    caption = (
        "What each side gets for 1 point that it gives (median, after doubt; – where it gives "
        "nothing), and the share of draws in which it and those at home accept"
    )
    if any(is_bystander(offer, party) for offer in offers.offers for party in parties):
        caption += (
            "; “All accept” counts those who make the offer and those to whom it is made; "
            "bystanders stand in brackets and are not counted"
        )
    return make_table(caption, head, rows, range(2, len(head)))


def _say_both(offer: OfferFinding, party: str, draws: int) -> tuple[Cell, Cell]:
    to, aside = offer.parties[party], is_bystander(offer, party)
    gets = "–" if to.return_ratio is None else _say_gets(to.return_ratio)
    first, second = (
        Cell(f"({text})" if aside else text, muted=aside)
        for text in (gets, say_cell(to.p_accept, draws))
    )
    return first, second


def _say_gets(ratio: float) -> str:
    return "0" if ratio < 0.005 else say_number(ratio)


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
    caption = "What each pledge counts for, after doubt, in that side's own points"
    return make_table(caption, head, rows, range(3, len(head)))


def _worth(finding: OfferFinding, party: str, place: int) -> Cell:
    pledges = finding.parties[party].pledges
    if place >= len(pledges):
        return Cell("")
    pledge = pledges[place]
    scale = get_scale(finding.parties[party])
    text = say_interval(pledge.believed.p10, pledge.believed.p90, scale)
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
