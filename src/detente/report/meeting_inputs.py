"""What a meeting was coded with, each number with what is behind it."""

from __future__ import annotations

from dataclasses import replace

from detente.case import Meeting
from detente.report.meeting_tables import HELPS, WHEN
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.tables import Cell, Table, make_table

KINDS = {
    "held": "Being held",
    "cost": "What it costs",
    "fails": "If it fails, on top",
    "declines": "If it is asked and declines",
    "declined": "If another declines",
}


def tabulate_coded(names: Names, passages: Passages, meeting: Meeting) -> Table:
    """List the numbers of a meeting as they were coded, with what is behind them."""
    parties = [party for party in meeting.payoffs if meeting.payoffs[party]]
    rows: list[list[str | Cell]] = [
        [title, *(_tell_payoff(names, passages, meeting, party, kind) for party in parties)]
        for kind, title in KINDS.items()
        if any(kind in meeting.payoffs[party] for party in parties)
    ]
    caption = "The meeting as coded, in each side's own points"
    head = ["", *map(names.label, parties)]
    return make_table(caption, head, rows, range(1, len(head)))


def _tell_payoff(
    names: Names, passages: Passages, meeting: Meeting, party: str, kind: str
) -> str | Cell:
    """Say a payoff as it was coded, and where one of who invites does not always count."""
    quantity = meeting.payoffs[party].get(kind)
    if quantity is None:
        return "0"
    told = passages.number(quantity)
    counts = tell_asked(names, meeting, party, kind)
    return replace(told, under=counts) if counts else told


def tell_asked(names: Names, meeting: Meeting, party: str, kind: str) -> str:
    """Say when who invites is asked at all, so that its declining counts; else empty."""
    if kind != "declines" or party != meeting.proposer:
        return ""
    answers = {counter.meeting for each in names.case.meetings for counter in each.counters}
    if meeting.id in answers:
        return "only where this answers another invitation"
    return "never counts: it is who asks"


def tabulate_terms(names: Names, passages: Passages, meeting: Meeting) -> Table:
    """List how ready the sides are, who pays, and what later dates change, as coded."""
    rows: list[list[str | Cell]] = [
        ["The chance that an acceptable package is found if there is one (readiness)",
         passages.number(meeting.readiness)],
    ]  # fmt: skip
    for each in meeting.pays:
        who = f"{names.label(each.by)} {HELPS[each.kind]} {names.label(each.to)}, {WHEN[each.when]}"
        rows.append([who, passages.number(each.amount)])
        if not each.costs.is_default:
            rows.append([f"{who}: costs {names.label(each.by)}", passages.number(each.costs)])
    for day, change in meeting.after.items():
        since = f"From “{names.day(day)}”"
        if change.readiness:
            rows.append([f"{since}: that chance", passages.number(change.readiness)])
        for party, payoffs in change.payoffs.items():
            for kind, quantity in payoffs.items():
                title = f"{since}, {names.label(party)}: {_lower(KINDS.get(kind, kind))}"
                under = tell_asked(names, meeting, party, kind)
                rows.append([Cell(title, under=under), passages.number(quantity)])
    caption = "How ready the sides are, help, and what later days change, as coded"
    return make_table(caption, ["What", "As coded"], rows, [1])


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
