"""The largest deal that trust carries, as a panel: now, and at the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.report.likelihood import say_short
from detente.report.naming import Names
from detente.report.plan_tables import list_moves
from detente.report.sentences.carrying import (
    NONE_CARRIED,
    compare_deals,
    explain_repair,
    say_bound,
    say_deal,
    say_deal_odds,
)
from detente.report.sentences.plan import say_mean
from detente.report.tables import Table, make_table
from detente.report.words import say_number, sentence
from detente.study import CarriedFindings
from detente.study.plan_records import Carried
from detente.web.pages.plan_remedies import Remedy, make_remedy


@dataclass(frozen=True)
class Panel:
    """What is said of the largest deal.

    ``parts`` lists what it holds by who performs it, ``first`` its first stage, ``extends`` what
    would let trust carry a larger one; ``moved`` says what is other than at the baseline, empty
    where that is what is shown.
    """

    answer: str
    bound: str
    parts: tuple[tuple[str, list[str]], ...]
    first: tuple[str, ...]
    extends: tuple[Remedy, ...]
    moved: str
    table: Table | None


def make_panel(
    names: Names, now: CarriedFindings, names_before: Names, before: CarriedFindings | None
) -> Panel:
    """Make the panel; ``before`` is what the baseline carries, None where that is shown."""
    deal, draws = now.largest, now.origin.draws
    answer = NONE_CARRIED if deal is None else _answer(names, deal, draws)
    return Panel(
        answer=answer,
        bound="" if deal is None else say_bound(names, deal),
        parts=() if deal is None else tuple(names.package_by(deal.package)),
        first=() if deal is None else list_moves(names, deal.first),
        extends=() if deal is None else tuple(_list_remedies(names, deal)),
        moved="" if before is None else compare_deals(names, deal, names_before, before.largest),
        table=None if before is None else _tabulate((names_before, before), (names, now)),
    )


def _list_remedies(names: Names, deal: Carried) -> Iterator[Remedy]:
    for repair in deal.extends:
        yield make_remedy(names.case, explain_repair(names, repair), repair)


def _answer(names: Names, deal: Carried, draws: int) -> str:
    return f"{sentence(f'it {say_deal(names, deal)}')} {say_deal_odds(deal, draws)}"


def _tabulate(*versions: tuple[Names, CarriedFindings]) -> Table:
    """Put the largest deals of the baseline and of the case as it is now next to each other."""
    columns = [dict(_list(names, found.largest, found.origin.draws)) for names, found in versions]
    titles = dict.fromkeys(title for column in columns for title in column)
    rows = [[title, *(column.get(title, "–") for column in columns)] for title in titles]
    caption = "The largest deal that trust carries, at the baseline and now"
    return make_table(caption, ["", "Baseline", "Now"], rows, range(1, 3))


def _list(names: Names, deal: Carried | None, draws: int) -> Iterator[tuple[str, str]]:
    """List what is measured of a deal, in words."""
    yield "Parts", "none" if deal is None else str(len(names.changes(deal.package)))
    if deal is None:
        return
    yield "Stages", str(deal.stages)
    for party, gain in deal.expected_gain.items():
        yield f"Expected gain, {names.label(party)}", say_number(gain)
    yield "Acceptable to all", say_short(deal.p_all_gain, draws)
    yield "Carried out to the end", say_mean(deal.p_completed, draws)
