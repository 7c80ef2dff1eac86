"""Every quantity of a case under a stable key, with words for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from detente.case.constraint_model import Choice
from detente.case.model import Case, Entry, Interaction, Issue, Meeting, Quantity

Payoffs: TypeAlias = Mapping[str, Mapping[str, Quantity]]

_PAYOFFS = {
    "held": "it is held",
    "cost": "its cost",
    "fails": "it fails",
    "declines": "it declines",
    "declined": "another declines",
}
_HELPS = {"payment": "pays for", "hosting": "hosts it for", "guarantee": "gives a guarantee to"}


def find_quantities(case: Case) -> Iterator[Entry]:
    """Go over every quantity of the case, in the order of its files."""
    for actor in case.actors:
        yield Entry(
            f"reservation/{actor.id}", f"{actor.name}: reservation value", actor.reservation
        )
    yield from _find_values(case)
    for number, interaction in enumerate(case.interactions, start=1):
        yield from _find_interaction(case, number, interaction)
    for firm, quantity in case.firmness.items():
        yield Entry(f"firmness/{firm}", f'A pledge given as "{firm}" is delivered', quantity)
    for meeting in case.meetings:
        yield from _find_meeting(case, meeting)
    yield from _find_terms(case)


def _find_values(case: Case) -> Iterator[Entry]:
    for issue in case.issues:
        for option in issue.options:
            for actor, quantity in option.values.items():
                key = f"value/{actor}/{issue.id}/{option.id}"
                label = f"{case.name(actor)}: {issue.title}, {option.title}"
                yield Entry(key, label, quantity)


def _find_interaction(case: Case, number: int, interaction: Interaction) -> Iterator[Entry]:
    pairs = [_name_choice(case.issue(issue), choice) for issue, choice in interaction.when.items()]
    title = interaction.title or " with ".join(pairs)
    for actor, quantity in interaction.values.items():
        yield Entry(f"interaction/{number}/{actor}", f"{case.name(actor)}: {title}", quantity)


def _name_choice(issue: Issue, choice: Choice) -> str:
    options = [choice] if isinstance(choice, str) else choice
    return f"{issue.title}, {' or '.join(issue.option(option).title for option in options)}"


def _find_meeting(case: Case, meeting: Meeting) -> Iterator[Entry]:
    """Go over the numbers of a meeting, as it is, and then from each day of the calendar on."""
    yield Entry(f"readiness/{meeting.id}", f"{meeting.title}: readiness", meeting.readiness)
    yield from _find_payoffs(case, meeting, meeting.payoffs, f"payoff/{meeting.id}", "")
    titles = {day.id: day.title for day in case.calendar}
    for day, change in meeting.after.items():
        when = f", after “{titles.get(day, day)}”"
        if change.readiness is not None:
            key = f"readiness/{meeting.id}/after/{day}"
            yield Entry(key, f"{meeting.title}: readiness{when}", change.readiness)
        stem = f"payoff/{meeting.id}/after/{day}"
        yield from _find_payoffs(case, meeting, change.payoffs, stem, when)
    yield from _find_helps(case, meeting)


def _find_payoffs(
    case: Case, meeting: Meeting, payoffs: Payoffs, stem: str, when: str
) -> Iterator[Entry]:
    for party, row in payoffs.items():
        for kind, quantity in row.items():
            label = f"{case.name(party)}: {meeting.title}, {_PAYOFFS[kind]}{when}"
            yield Entry(f"{stem}/{party}/{kind}", label, quantity)


def _find_helps(case: Case, meeting: Meeting) -> Iterator[Entry]:
    """Go over what somebody does for a party, and what that costs a party that does it."""
    for number, given in enumerate(meeting.pays, start=1):
        key = f"pays/{meeting.id}/{number}"
        label = f"{meeting.title}: {case.name(given.by)} {_HELPS[given.kind]} {case.name(given.to)}"
        yield Entry(key, label, given.amount)
        if not given.costs.is_default:
            words = f"{meeting.title}, what helping {case.name(given.to)} costs"
            yield Entry(f"{key}/costs", f"{case.name(given.by)}: {words}", given.costs)


def _find_terms(case: Case) -> Iterator[Entry]:
    """Go over what breaking a plan costs, and what each side must hold."""
    words = {
        "relationship": "its relationship with the others, lost by breaking a plan",
        "reputation": "its reputation with everybody else, lost by breaking a plan",
        "floor": "the least that it must hold after every stage",
    }
    terms = case.plan
    for kind in ("relationship", "reputation"):
        for party, quantity in getattr(terms, kind).items():
            yield Entry(f"{kind}/{party}", f"{case.name(party)}: {words[kind]}", quantity)
    for deposit in terms.deposits:
        stem = f"deposit/{deposit.id}"
        label = f"{deposit.title}: {case.name(deposit.secures)} loses"
        yield Entry(f"{stem}/loses", label, deposit.loses)
        for party, quantity in deposit.pays.items():
            label = f"{deposit.title}: {case.name(party)} is paid"
            yield Entry(f"{stem}/pays/{party}", label, quantity)
    for side, quantity in terms.floors.items():
        yield Entry(f"floor/{side}", f"{case.name(side)}: {words['floor']}", quantity)
