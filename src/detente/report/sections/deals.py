"""The section on deals."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_deal_odds, draw_frontiers
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import (
    answer_deals,
    compare_lists,
    explain_exactness,
    explain_recommended,
    explain_solutions,
    is_certain,
    say_basis_of,
)
from detente.report.tables import Table, make_table
from detente.report.words import (
    say_count,
    say_interval,
    say_list,
    say_number,
    say_percent,
    say_short,
)
from detente.study.deal_records import Candidate, DealFindings

CANDIDATES = {
    "recommended": "Most often acceptable to all",
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "weighted_sum": "Weighted sum",
}


def write_deals(names: Names, passages: Passages, deals: DealFindings) -> Section:
    """Write which packages every side gains from, and how sure that is."""
    return Section(
        id="deals",
        title="Which deals could every side gain from?",
        answer=answer_deals(names, deals),
        blocks=tuple(_list_blocks(names, passages, deals)),
        rests=_say_basis(names),
    )


def _list_blocks(names: Names, passages: Passages, deals: DealFindings) -> Iterator[Block]:
    if not is_certain(names):
        yield Figure(draw_deal_odds(names, deals))
    yield Heading("The package most often acceptable to all", "recommended")
    yield Paragraph(explain_recommended(names, deals))
    if deals.recommended:
        yield Sheet(_tabulate_package(names, passages, deals.recommended))
        yield Paragraph(f"How it is picked: {deals.rule}")
    charts = draw_frontiers(names, deals)
    if charts:
        yield Heading("All efficient packages", "frontier")
        yield Paragraph(explain_exactness(names, deals))
        yield from (Figure(chart) for chart in charts)
    yield Paragraph(explain_solutions(deals))
    if deals.candidates:
        yield Sheet(_tabulate_candidates(names, deals), open=len(deals.candidates) <= 12)
    if deals.fuller:
        yield Heading("What a fuller list adds", "fuller-lists")
        yield Paragraph(compare_lists(names, deals))
        yield Sheet(_tabulate_fuller(names, deals))


def _say_basis(names: Names) -> str:
    kinds = ("value/", "interaction/", "reservation/")
    numbers = [e.quantity for e in names.case.quantities() if e.key.startswith(kinds)]
    return say_basis_of("What can be agreed", numbers)


def _tabulate_package(names: Names, passages: Passages, best: Candidate) -> Table:
    """List what the package changes, with the numbers as they were coded."""
    parties = names.case.parties
    rows = []
    for issue, option in names.changes(best.package):
        values = names.case.issue(issue).option(option).values
        coded = [passages.number(values[p.id]) if p.id in values else "0" for p in parties]
        by = names.performers(names.givers(issue))
        rows.append([names.pledge(issue, option), by, *coded])
    rows.sort(key=lambda row: str(row[1]))
    head = ["Part of the package", "By", *(f"Worth to {names.side(p.id)}" for p in parties)]
    caption = "What it consists of, each number as coded, in that side's own points"
    return make_table(caption, head, rows, range(2, len(head)))


def _name(names: Names, candidate: Candidate) -> str:
    said = []
    for name in candidate.names:
        offer = name.removeprefix("offer ")
        said.append(CANDIDATES.get(name, names.offer(offer) if offer != name else name))
    return say_list(said)


def _tabulate_candidates(names: Names, deals: DealFindings) -> Table:
    draws = deals.origin.draws
    parties = [party.id for party in names.case.parties]
    rows = [
        [
            _name(names, candidate),
            say_short(candidate.p_all_gain, draws),
            *(say_short(candidate.p_gain[party], draws) for party in parties),
            _efficient(candidate),
            *(_gain(candidate, party) for party in parties),
        ]
        for candidate in deals.candidates
    ]
    head = [
        "Package",
        "Acceptable to all",
        *(f"Acceptable to {names.side(party)}" for party in parties),
        "Nothing beats it",
        *(f"Gain of {names.side(party)}" for party in parties),
    ]
    caption = "Packages compared: odds over all draws, and gains from P10 to P90 in own points"
    if deals.efficiency_draws < draws:
        caption += f"; what beats them was sought on {say_count(deals.efficiency_draws)} draws"
    return make_table(caption, head, rows, range(1, len(head)))


def _efficient(candidate: Candidate) -> str:
    """Say how often nothing beats the package; it is judged on fewer draws than the rest."""
    if candidate.p_efficient is None:
        return "breaks a rule of the case"
    return say_percent(candidate.p_efficient)


def _gain(candidate: Candidate, party: str) -> str:
    gain = candidate.gain[party]
    return say_interval(gain.p10, gain.p90)


def _tabulate_fuller(names: Names, deals: DealFindings) -> Table:
    draws, parties = deals.origin.draws, deals.parties
    rows = [
        [
            fuller.title,
            str(len(fuller.issues)),
            say_short(fuller.p_deal_exists, draws),
            say_short(fuller.p_all_gain, draws),
            *(say_number(fuller.expected_gain.get(party, 0.0)) for party in parties),
        ]
        for fuller in deals.fuller
    ]
    best = deals.recommended
    whole = [
        "The whole list",
        str(len(names.case.issues)),
        say_short(deals.p_deal_exists, draws),
        say_short(best.p_all_gain if best else 0.0, draws),
        *(say_number(best.expected_gain[party] if best else 0.0) for party in parties),
    ]
    head = [
        "Issues of",
        "Issues",
        "A deal exists",
        "Best package acceptable to all",
        *(f"Expected gain of {names.side(party)}" for party in parties),
    ]
    caption = "What could be agreed on the issues of each past offer, and on all"
    return make_table(caption, head, [*rows, whole], range(1, len(head)))
