"""What the calendar has changed by a day: days that have passed, options not yet on the table."""

from __future__ import annotations

import datetime as dt

from detente.case.model import CalendarDay, Case, Meeting, MeetingChange, Quantity


def list_passed(case: Case, on: dt.date | None) -> tuple[CalendarDay, ...]:
    """List the days of the calendar that a meeting on a date comes on or after, in their order.

    Without a date none has passed.
    """
    return tuple(day for day in case.calendar if on is not None and day.date <= on)


def find_closed(case: Case, on: dt.date | None) -> frozenset[tuple[str, str]]:
    """Find the options that are not on the table yet, as issue and option.

    An option that several days open, by itself or as a later one of a ladder, waits for the last.
    """
    passed = list_passed(case, on)
    waiting = [day for day in case.calendar if day not in passed]
    return frozenset(reference for day in waiting for reference in _list_opened(case, day))


def _list_opened(case: Case, day: CalendarDay) -> list[tuple[str, str]]:
    """List what a day opens: of a ladder the option that it names and every later one."""
    issues = [(case.issue(issue), option) for issue, option in day.opens]
    return [
        (issue.id, issue.options[place].id)
        for issue, option in issues
        for place in issue.matches(option)
    ]


def find_readiness(case: Case, meeting: Meeting, on: dt.date | None) -> Quantity:
    """Find the readiness of a meeting on a date: the last day that has passed and names it."""
    named = [change.readiness for change in _list_changes(case, meeting, on)]
    return next((each for each in reversed(named) if each is not None), meeting.readiness)


def find_payoffs(
    case: Case, meeting: Meeting, on: dt.date | None
) -> dict[tuple[str, str], Quantity]:
    """Find the payoffs of a meeting on a date, by party and kind; see `find_readiness`."""
    changes = _list_changes(case, meeting, on)
    return {
        (party, kind): quantity
        for payoffs in (meeting.payoffs, *(change.payoffs for change in changes))
        for party, row in payoffs.items()
        for kind, quantity in row.items()
    }


def _list_changes(case: Case, meeting: Meeting, on: dt.date | None) -> list[MeetingChange]:
    """List what has changed about a meeting by a date, in the order of the days."""
    passed = list_passed(case, on)
    return [meeting.after[day.id] for day in passed if day.id in meeting.after]
