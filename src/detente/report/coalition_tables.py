"""Tables about coalitions, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report.likelihood import say_cell
from detente.report.naming import Names
from detente.report.sentences.coalitions import is_partial, list_telling
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_count, say_interval, say_number, say_numeral, say_signed
from detente.study.coalition_records import Coalition, CoalitionFindings
from detente.study.record import Interval

MOST_ROWS = 24
"""So many coalitions are tabulated, the likeliest to agree."""


MOST_PACKAGES = 8
"""Of so many coalitions it is said what they would agree on."""


def list_likeliest(found: CoalitionFindings) -> list[Coalition]:
    """List the coalitions, all parties left aside, that most often accept their safest package."""
    able = [each for each in list_telling(found) if each.package is not None]
    return sorted(able, key=lambda each: -each.p_all_accept)[:MOST_PACKAGES]


def list_moves(names: Names, coalition: Coalition) -> list[tuple[str, list[str]]]:
    """List what its safest package changes, by who performs it."""
    return names.package_by(coalition.package or {})


def list_shown(found: CoalitionFindings) -> list[Coalition]:
    """List the whole table, and the coalitions that have a deal in some draw, in their order."""
    telling = sorted(list_telling(found), key=lambda each: -each.p_deal_exists)[:MOST_ROWS]
    return [each for each in found.coalitions if each in telling or not is_partial(each, found)]


def tabulate_coalitions(names: Names, found: CoalitionFindings) -> Table:
    """Tabulate what each coalition can do by itself, and what that does to everybody."""
    counted = bool(found.agreement)
    rows: list[list[str | Cell]] = [
        [
            name_coalition(names, each, found),
            f"{len(each.issues)} of {len(names.case.issues)}",
            *(["yes" if each.winning else "no"] if counted else []),
            say_cell(each.p_deal_exists, found.draws),
            say_cell(each.p_all_accept, found.draws),
            *(_say_party(each, party) for party in found.parties),
            _say_better(each, found),
        ]
        for each in list_shown(found)
    ]
    head = ["Who agrees", "Issues", *(["Counts"] if counted else []), "Deal exists", "Accepted"]
    head += [*map(names.label, found.parties), "Better"]
    caption = (
        "What each coalition can do by itself: how many issues it can move; in which share of "
        "draws it has a deal, and accepts the safest package found; what that leaves each member "
        "over no deal (mean) and, in brackets, what it changes for others from today (median), "
        "each in its own points; in which share of draws it could do better than with the package "
        "for all, and does with its safest one" + _say_left_out(found)
    )
    return make_table(caption, head, rows, range(1, len(head)))


def name_coalition(names: Names, coalition: Coalition, found: CoalitionFindings) -> str:
    """Name a coalition for a table: by its members, or by who is not in it if that is shorter."""
    absent = [party for party in found.parties if party not in coalition.parties]
    if not absent:
        return "All parties"
    if len(absent) * 2 < len(coalition.parties):
        return f"All but {names.sides(absent)}"
    return names.labels(coalition.parties)


def _say_party(coalition: Coalition, party: str) -> Cell:
    if party in coalition.expected_gain:
        return Cell(say_number(coalition.expected_gain[party]))
    if party in coalition.outsiders:
        change = coalition.outsiders[party].change.p50
        return Cell(f"({say_signed(change) if change else '0'})", muted=True)
    return Cell("–", muted=True)


def _say_better(coalition: Coalition, found: CoalitionFindings) -> str:
    if coalition.p_better is None or not is_partial(coalition, found):
        return "–"
    both = (coalition.p_better, coalition.p_prefers or 0.0)
    some, safest = (say_cell(odds, found.draws) for odds in both)
    return some if some == safest else f"{some}; {safest}"


def _say_left_out(found: CoalitionFindings) -> str:
    partial = [each for each in found.coalitions if is_partial(each, found)]
    idle = sum(not each.p_deal_exists for each in partial)
    rest = len(partial) - idle - MOST_ROWS
    said = f". Not shown, without a deal in any draw: {say_numeral(idle)}" if idle else ""
    return said + (f". Not shown, with a deal less often: {say_count(rest)}" if rest > 0 else "")


def tabulate_absences(names: Names, found: CoalitionFindings) -> Table:
    """Tabulate what is left if one party stays away, and what that costs each of the others."""
    counted = bool(found.agreement)
    rows: list[list[str | Cell]] = []
    for absence in found.absences:
        odds = [absence.p_deal, *([absence.p_agreement] if counted else [])]
        rows.append(
            [
                names.labels(absence.parties),
                *(_say_odds(each, found, absence.needed) for each in odds),
                *(_say_cost(absence.cost, party) for party in found.parties),
            ]
        )
    head = ["Who stays away", "Others have a deal", *(["One that counts"] if counted else [])]
    head += [f"Costs {names.side(party)}" for party in found.parties]
    caption = (
        "Without one party: in which share of draws some of the others have a deal, and what its "
        "absence costs each of them: the gain from the package for all, less that from the safest "
        "package of all the others, in its own points (P10 to P90)"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_odds(odds: float, found: CoalitionFindings, needed: bool) -> str:
    """Say odds; as a bound where coalitions that were not looked at could raise them."""
    said = say_cell(odds, found.draws)
    if found.complete or needed or odds == 1.0:
        return said
    return f"≥{said}" if said[0].isdecimal() else "≥0%"


def _say_cost(cost: Mapping[str, Interval], party: str) -> Cell:
    if party not in cost:
        return Cell("–", muted=True)
    return Cell(say_interval(cost[party].p10, cost[party].p90))


def tabulate_package(names: Names, coalition: Coalition) -> Table:
    """Tabulate what a coalition would agree on, by who performs it."""
    rows = [[who, "; ".join(moves)] for who, moves in list_moves(names, coalition)]
    return make_table("The safest package found", ["By", "What it changes"], rows)
