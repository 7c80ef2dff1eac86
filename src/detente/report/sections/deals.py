"""The section on deals."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Paragraph, Section, Sheet
from detente.report.charts import draw_deal_odds, draw_frontiers
from detente.report.likelihood import say_percent, say_short
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import (
    answer_deals,
    compare_lists,
    explain_division,
    explain_exactness,
    explain_recommended,
    explain_rule,
    explain_solutions,
    is_certain,
    name_candidate,
    say_basis_of,
)
from detente.report.tables import Table, make_table
from detente.report.words import say_count, say_interval, say_number
from detente.study.deal_records import Candidate, DealFindings

SAFEST = "The safest package found"
FACE = "Packages are weighed as if every part were carried out."
DOUBTED = (
    "The offers below are weighed after doubt about delivery, so an offer has other odds there."
)


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
    title = "A package that suits all" if is_certain(names) else SAFEST
    yield Heading(title, "recommended")
    yield Paragraph(explain_recommended(names, deals))
    if deals.recommended:
        yield Sheet(_tabulate_package(names, passages, deals.recommended))
        yield Paragraph(explain_rule(names))
    charts = draw_frontiers(names, deals)
    if charts:
        yield Heading("What is efficient, and what all could accept", "frontier")
        yield Paragraph(explain_exactness(names, deals))
        yield from (Figure(chart) for chart in charts)
    yield Heading("Packages compared", "compared")
    said = [explain_solutions(deals), *_say_beaten(deals), explain_division(names, deals)]
    yield Paragraph(" ".join(filter(None, said)))
    if deals.candidates:
        yield Sheet(_tabulate_candidates(names, deals), open=len(deals.candidates) <= 12)
    if deals.fuller:
        yield Heading("What a fuller list adds", "fuller-lists")
        yield Paragraph(compare_lists(names, deals))
        if any(len(fuller.issues) < len(names.case.issues) for fuller in deals.fuller):
            yield Sheet(_tabulate_fuller(names, deals))


def _say_beaten(deals: DealFindings) -> list[str]:
    """Say once what a whole column of zeros would repeat."""
    if _shows_efficiency(deals) or not deals.candidates:
        return []
    draws = say_count(deals.efficiency_draws)
    said = (
        f"In none of the {draws} draws looked at is any package below efficient: some other is "
        "better for one party and as good for the rest, if those at home let it pass."
    )
    return [said]


def _shows_efficiency(deals: DealFindings) -> bool:
    return any(candidate.p_efficient != 0 for candidate in deals.candidates)


def _say_basis(names: Names) -> str:
    kinds = ("value/", "interaction/", "reservation/")
    numbers = [e.quantity for e in names.case.quantities() if e.key.startswith(kinds)]
    parts = [say_basis_of("What can be agreed", numbers), FACE]
    return " ".join([*parts, *([DOUBTED] if names.case.offers else [])])


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


def _tabulate_candidates(names: Names, deals: DealFindings) -> Table:
    if is_certain(names):
        return _tabulate_gains(names, deals)
    draws = deals.origin.draws
    parties = [party.id for party in names.case.parties]
    shown = _shows_efficiency(deals)
    rows = [
        [
            name_candidate(names, candidate),
            say_short(candidate.p_all_gain, draws),
            *([_efficient(candidate)] if shown else []),
            *(_say_both(candidate, party, draws) for party in parties),
        ]
        for candidate in deals.candidates
    ]
    head = [
        "Package",
        "Acceptable to all",
        *(["Nothing beats it"] if shown else []),
        *map(names.label, parties),
    ]
    caption = (
        "Packages delivered in full: the odds that all accept; for each side the odds that it "
        "does, those at home apart, and its gain from P10 to P90 in its own points"
    )
    if shown and deals.efficiency_draws < draws:
        caption += f"; what beats them was sought on {say_count(deals.efficiency_draws)} draws"
    return make_table(caption, head, rows, range(1, len(head)))


def _tabulate_gains(names: Names, deals: DealFindings) -> Table:
    """Compare packages whose worth is certain by their gains alone."""
    rows = [
        [
            name_candidate(names, candidate),
            *(say_number(gain) for gain in candidate.expected_gain.values()),
        ]
        for candidate in deals.candidates
    ]
    caption = "What each side gains over no deal, in its own points"
    return make_table(
        caption, ["Package", *map(names.label, deals.parties)], rows, range(1, 1 + len(rows[0]))
    )


def _efficient(candidate: Candidate) -> str:
    """Say how often nothing beats the package; it is judged on fewer draws than the rest."""
    if candidate.p_efficient is None:
        return "breaks a rule of the case" if candidate.breaks else "cannot tell"
    return say_percent(candidate.p_efficient)


def _say_both(candidate: Candidate, party: str, draws: int) -> str:
    gain = candidate.gain[party]
    return f"{say_short(candidate.p_gain[party], draws)}; {say_interval(gain.p10, gain.p90)}"


def _tabulate_fuller(names: Names, deals: DealFindings) -> Table:
    draws, parties = deals.origin.draws, deals.parties
    best = deals.recommended
    held = [each.expected_gain for each in deals.fuller]
    held += [best.expected_gain] if best else []
    scale = {p: max(abs(gains.get(p, 0.0)) for gains in held) for p in parties}
    rows = [
        [
            fuller.title,
            str(len(fuller.issues)),
            say_short(fuller.p_deal_exists, draws),
            say_short(fuller.p_all_gain, draws),
            *(say_number(fuller.expected_gain.get(p, 0.0), scale[p]) for p in parties),
        ]
        for fuller in deals.fuller
    ]
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
        "Safest package found, acceptable to all",
        *(f"Expected gain of {names.side(party)}" for party in parties),
    ]
    caption = "What could be agreed on the issues of each past offer, and on all"
    return make_table(caption, head, [*rows, whole], range(1, len(head)))
