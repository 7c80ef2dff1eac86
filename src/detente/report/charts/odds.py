"""Odds as rows of twenty dots: people read "7 in 20" better than a density."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.charts.base import (
    BOLD,
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    stack_lines,
    text_layers,
)
from detente.report.likelihood import (
    DOTS,
    count_dots,
    has_part,
    in_draws,
    say_band,
    say_bounded,
    say_short,
)
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import say_date, say_few, say_none, say_numeral
from detente.study.deal_records import Candidate, DealFindings
from detente.study.offers import OfferFinding, OfferFindings

GAP, TITLE, LABEL, DOTS_HIGH = 10, 22, 17, 18
READING = (
    "Each row is twenty equally likely cases; filled dots are those in which it happens, "
    "so 7 filled dots mean 7 in 20. A small dot is less than one of twenty."
)


@dataclass(frozen=True)
class Row:
    """One row of dots: under a heading, with its own label, for a party or for all."""

    heading: str
    label: str
    odds: float
    party: str | None = None


def draw_deal_odds(names: Names, deals: DealFindings) -> Chart:
    """Draw the odds that a deal exists, and what the recommended package brings to whom."""
    rows = [Row("", "Some package is acceptable to every side", deals.p_deal_exists)]
    if deals.recommended:
        rows += _list_rows(names, deals.recommended, "The safest package found")
    return Chart(
        id="deal-odds",
        title=_deal_title(deals),
        measure="Odds, as twenty equally likely cases",
        reading=READING,
        spec=_draw(names, "Odds of a deal", rows),
        table=_tabulate(rows, "Odds of a deal", deals.origin.draws),
        narrow=True,
    )


def draw_package_odds(names: Names, package: Candidate, draws: int) -> Chart:
    """Draw the odds of one package: that all accept it, each side, and those at home."""
    rows = _list_rows(names, package, "")
    return Chart(
        id="package-odds",
        title=f"It is acceptable to every side {_say_cases(package.p_all_gain, draws)}",
        measure="Odds, as twenty equally likely cases",
        reading=READING,
        spec=_draw(names, "Odds of a package", rows),
        table=_tabulate(rows, "Odds of the package", draws),
        narrow=True,
    )


def _list_rows(names: Names, package: Candidate, heading: str) -> list[Row]:
    """List the odds of a package: of all at once, of each party, of each side at home."""
    return [
        Row(heading, "acceptable to every side at once", package.p_all_gain),
        *(
            Row(heading, f"not worse for {names.side(party)}", odds, party)
            for party, odds in package.p_gain.items()
        ),
        *(
            Row(heading, f"accepted at home by {names.side(side)}", odds)
            for side, odds in package.p_ratified.items()
        ),
    ]


def _deal_title(deals: DealFindings) -> str:
    draws = deals.origin.draws
    some = f"Some package is acceptable to every side {_say_cases(deals.p_deal_exists, draws)}"
    best = deals.recommended
    return (
        f"{some}, the safest package found {_say_cases(best.p_all_gain, draws)}" if best else some
    )


def _say_cases(odds: float, draws: int) -> str:
    if odds in (0.0, 1.0):
        return "in all draws" if odds else "in no draw"
    return in_draws(odds, draws)


def draw_acceptance(names: Names, offers: OfferFindings) -> Chart | None:
    """Draw the odds that each side would accept each offer, those at home counted."""
    rows = [
        Row(f"{offer.title}, {offer.date.year}", _label(names, offer, party), to.p_accept, party)
        for offer in offers.offers
        for party, to in offer.parties.items()
    ]
    if not rows:
        return None
    return Chart(
        id="acceptance",
        title=_acceptance_title(offers),
        measure="Odds that a side, with those at home whose consent it needs, would accept the "
        "offer, as twenty equally likely cases",
        reading=READING,
        spec=_draw(names, "Odds that each side accepts each offer", rows),
        table=_tabulate_acceptance(names, offers),
        narrow=True,
    )


def _label(names: Names, offer: OfferFinding, party: str) -> str:
    """Name a party, and mark it where the offer was not made to it."""
    bystander = party not in (offer.by, *offer.to)
    return f"{names.label(party)} (bystander)" if bystander else names.label(party)


def _say_row(odds: float) -> str:
    """Say odds beside their dots, as the tables do."""
    return {0.0: "none", 1.0: "all"}.get(odds, say_bounded(odds))


def _acceptance_title(offers: OfferFindings) -> str:
    likely = sum(offer.p_all_accept > 0.5 for offer in offers.offers)
    total = len(offers.offers)
    if total == 1:
        odds = _say_cases(offers.offers[0].p_all_accept, offers.origin.draws)
        return f"All sides would accept the offer {odds}"
    if likely == 0:
        return f"{say_none(say_few(total, 'offer'))} is likely to be acceptable to all its sides"
    verb = "is" if likely == 1 else "are"
    several = f"{say_numeral(likely)} of the {say_few(total, 'offer')}".capitalize()
    return f"{several} {verb} likely to be acceptable to all its sides"


def _draw(names: Names, description: str, rows: Sequence[Row]) -> Spec:
    dots, said, texts, height = _lay_out(Look(names), rows)
    axis = {"type": "quantitative", "axis": None,
            "scale": {"domain": [0, DOTS + 6], "nice": False, "zero": True}}  # fmt: skip
    y = rows_scale(height)
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    filled = {"condition": {"test": "datum.on", "field": "colour", **fixed}, "value": "transparent"}
    mark = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 1.2,
            "size": {"expr": "width < 400 ? 70 : 110"}}  # fmt: skip
    part = {**mark, "size": {"expr": "width < 400 ? 14 : 20"}, "strokeWidth": 0}
    where = {"x": {"field": "at", **axis}, "y": y}
    whose = {"stroke": {"field": "colour", **fixed}, "shape": {"field": "shape", **fixed}}
    parts = [dot for dot in dots if dot["part"]]
    text = {"field": "text", "type": "nominal"}
    layers = [
        layer(dots, mark, {**where, **whose, "fill": filled}),
        layer(parts, part, {**where, **whose, "fill": {"field": "colour", **fixed}}),
        *text_layers(said, {"align": "left", "fontSize": 12.5},
                     {"x": {"field": "at", **axis}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left", "fontWeight": {"expr": "datum.weight"},
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
    ]  # fmt: skip
    return frame_spec(description, layers, height)


def _lay_out(
    look: Look, rows: Sequence[Row]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    dots: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top, heading = 0.0, ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            lines, top = stack_lines(heading, top + GAP, TITLE, room=BOLD, weight="bold")
            texts += lines
        lines, top = stack_lines(row.label, top, LABEL, weight="normal")
        texts += lines
        middle = top + DOTS_HIGH / 2
        dots += _dots(look, row, middle)
        said.append({"row": middle, "at": DOTS + 0.3, "text": _say_row(row.odds)})
        top += DOTS_HIGH + 3
    return dots, said, texts, round(top + 2)


def _dots(look: Look, row: Row, middle: float) -> Iterable[dict[str, Any]]:
    filled = count_dots(row.odds)
    colour = look.colour(row.party) if row.party else "var(--ink)"
    shape = look.shape(row.party) if row.party else "circle"
    for place in range(DOTS):
        yield {"row": middle, "at": place + 0.5, "on": place < filled, "colour": colour,
               "shape": shape, "part": place == filled and has_part(row.odds)}  # fmt: skip


def _tabulate(rows: Sequence[Row], caption: str, draws: int) -> Table:
    return make_table(
        caption,
        ["What", "Odds", "In words"],
        [[_full(row), say_short(row.odds, draws), say_band(row.odds)] for row in rows],
        [1],
    )


def _full(row: Row) -> str:
    return f"{row.heading}: {row.label}" if row.heading else row.label


def _tabulate_acceptance(names: Names, offers: OfferFindings) -> Table:
    draws = offers.origin.draws
    head = ["Offer", "Date", "Side", "Would accept", "Alone, without those at home", "All sides"]
    rows = [
        [
            offer.title,
            say_date(offer.date),
            _label(names, offer, party),
            say_short(to.p_accept, draws),
            say_short(to.p_accept_alone, draws),
            say_short(offer.p_all_accept, draws),
        ]
        for offer in offers.offers
        for party, to in offer.parties.items()
    ]
    return make_table("Odds of acceptance, by offer and side", head, rows, [3, 4, 5])
