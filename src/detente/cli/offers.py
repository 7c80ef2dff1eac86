"""``detente offers``: was each offer balanced, and would it be acceptable?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    open_workspace,
)

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import OfferFindings
    from detente.study.offers import OfferFinding


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("offers", help="Was each past offer balanced, and would it be acceptable?")(offers)


def offers(
    case: CaseArgument,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """What each past offer returned to each side for what it asked, and who would accept."""
    from detente.study import find_offers

    workspace = open_workspace(case, draws, seed)
    answer(workspace, find_offers, _show, doing="Weighing the offers", as_json=as_json)


def _show(console: Console, names: Names, findings: OfferFindings) -> None:
    if not findings.offers:
        console.print("The case has no offers: write them to offers.yaml.")
    for offer in findings.offers:
        _show_offer(console, names, offer, findings.origin.draws)


def _show_offer(console: Console, names: Names, offer: OfferFinding, draws: int) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title
    from detente.report.likelihood import say_short
    from detente.report.sentences import explain_offer, explain_offer_to, get_scale
    from detente.report.words import say_date, say_interval, say_number

    print_title(console, f"{offer.title} ({say_date(offer.date)}, {offer.outcome})")
    rows = [
        (
            names.label(party),
            say_interval(to.gives.p10, to.gives.p90, get_scale(to)),
            say_interval(to.gets.p10, to.gets.p90, get_scale(to)),
            "gives nothing" if to.return_ratio is None else say_number(to.return_ratio),
            say_short(to.p_short, draws),
            say_short(to.p_accept, draws),
        )
        for party, to in offer.parties.items()
    ]
    columns = ("Party", "Gives", "Gets", "Return", "Short-changed", "Would accept")
    print_table(console, columns, rows)
    sides = [party for party in offer.parties if party in (offer.by, *offer.to)]
    print_sentences(console, [explain_offer(names, offer, draws)])
    print_sentences(console, [explain_offer_to(names, offer, party, draws) for party in sides])
