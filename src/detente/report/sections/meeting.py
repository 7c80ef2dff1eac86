"""The section on meetings: is one held, for whom is it worth it, even if it fails."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case import Meeting
from detente.report.blocks import Block, Figure, Heading, Items, Paragraph, Section, Sheet
from detente.report.charts import draw_dates, draw_gains, draw_payoffs
from detente.report.meeting_inputs import tabulate_coded, tabulate_terms
from detente.report.meeting_tables import (
    tabulate_conditions,
    tabulate_endings,
    tabulate_helps,
    tabulate_meetings,
    tabulate_menu,
    tabulate_signable,
)
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences import say_basis_of
from detente.report.sentences.meeting import (
    answer_meetings,
    describe_meeting,
    explain_dilemma,
    explain_party,
    explain_rows,
    say_agreed,
)
from detente.report.sentences.meeting_changes import (
    explain_condition,
    explain_help,
    explain_opening,
    explain_reading,
    explain_search,
    explain_timing,
)
from detente.study.meeting_records import MeetingFinding, MeetingFindings

KINDS = ("readiness/", "payoff/", "pays/")
KNOWS = (
    "Each side knows its own values and goes by the whole range of the others'; it learns nothing "
    "about them from what they answer. It does what is best for itself."
)
ENDS = (
    "“Better off” and “worse off” count how the invitation ends in a draw, with or without an "
    "agreement; what a side “can expect” is its average over what it does not know. “In most "
    "draws” is in more than three fifths of them; nearer to even, the model cannot tell."
)
TOLD = "What could be signed rests on what the sections on deals, plan and trust name."


def write_meetings(names: Names, passages: Passages, found: MeetingFindings) -> Section:
    """Write for each meeting whether it is held, what comes of it, and for whom it is worth it."""
    return Section(
        id="meeting",
        title="Is a meeting worth it, and for whom?",
        answer=answer_meetings(names, found),
        blocks=tuple(_list_blocks(names, passages, found)),
        rests=_say_basis(names),
    )


def _say_basis(names: Names) -> str:
    numbers = [e.quantity for e in names.case.quantities() if e.key.startswith(KINDS)]
    said = say_basis_of("What the meetings themselves bring, and how ready the sides are,", numbers)
    return " ".join(filter(None, [said, TOLD, KNOWS, ENDS]))


def _list_blocks(names: Names, passages: Passages, found: MeetingFindings) -> Iterator[Block]:
    several = len(found.meetings) > 1
    if several:
        yield Sheet(tabulate_meetings(names, found))
        rows = explain_rows(names)
        if rows:
            yield Paragraph(rows)
    coded = {meeting.id: meeting for meeting in names.case.meetings}
    for finding in found.meetings:
        if several:
            yield Heading(finding.title, f"meeting-{finding.id}")
        yield from _show(names, finding, found.origin.draws, several=several)
        if finding.id in coded:
            yield from _show_coded(names, passages, coded[finding.id])


def _show(names: Names, finding: MeetingFinding, draws: int, *, several: bool) -> Iterator[Block]:
    agreed = say_agreed(finding, draws) if several else ""
    yield Paragraph(" ".join(filter(None, [describe_meeting(names, finding), agreed])))
    yield Paragraph(explain_dilemma(names, finding, draws))
    yield Figure(draw_gains(names, finding, draws))
    for party in finding.parties:
        yield Paragraph(explain_party(names, finding, party, draws), party)
    yield Figure(draw_payoffs(names, finding, draws))
    yield Sheet(tabulate_endings(names, finding, draws))
    read = explain_reading(finding)
    if read:
        yield Paragraph(read)
    yield from _show_signable(names, finding, draws)
    yield from _show_helps(names, finding, draws)
    yield from _show_dates(names, finding, draws)


def _show_signable(names: Names, finding: MeetingFinding, draws: int) -> Iterator[Block]:
    yield Paragraph(explain_search(finding, draws))
    if not finding.signable:
        return
    yield Sheet(tabulate_signable(names, finding, draws))
    yield Sheet(tabulate_menu(names, finding), open=False)


def _show_helps(names: Names, finding: MeetingFinding, draws: int) -> Iterator[Block]:
    if finding.helps:
        told = tuple(explain_help(names, finding, each) for each in finding.helps)
        yield Items("What help changes, with it beside without it", told)
        yield Sheet(tabulate_helps(names, finding), open=False)
    if finding.conditions:
        told = tuple(explain_condition(names, each, draws) for each in finding.conditions)
        yield Items("What sides insist on", told)
        yield Sheet(tabulate_conditions(names, finding, draws), open=False)


def _show_dates(names: Names, finding: MeetingFinding, draws: int) -> Iterator[Block]:
    chart = draw_dates(names, finding, draws)
    if chart is None:
        return
    said = [explain_timing(names, finding, draws), explain_opening(names, finding)]
    yield Paragraph(" ".join(filter(None, said)))
    yield Figure(chart)


def _show_coded(names: Names, passages: Passages, meeting: Meeting) -> Iterator[Block]:
    if any(meeting.payoffs.values()):
        yield Sheet(tabulate_coded(names, passages, meeting), open=False)
    yield Sheet(tabulate_terms(names, passages, meeting), open=False)
