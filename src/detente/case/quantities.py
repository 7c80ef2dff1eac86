"""Every quantity of a case under a stable key, with words for it."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.model import Case, Entry, Interaction, Meeting


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
    pairs = [
        f"{case.issue(issue).title}, {case.issue(issue).option(option).title}"
        for issue, option in interaction.when.items()
    ]
    title = interaction.title or " with ".join(pairs)
    for actor, quantity in interaction.values.items():
        yield Entry(f"interaction/{number}/{actor}", f"{case.name(actor)}: {title}", quantity)


def _find_meeting(case: Case, meeting: Meeting) -> Iterator[Entry]:
    yield Entry(f"readiness/{meeting.id}", f"{meeting.title}: readiness", meeting.readiness)
    words = {
        "held": "it is held",
        "cost": "its cost",
        "fails": "it fails",
        "declines": "it declines",
        "declined": "another declines",
    }
    for party, payoffs in meeting.payoffs.items():
        for kind, quantity in payoffs.items():
            label = f"{case.name(party)}: {meeting.title}, {words[kind]}"
            yield Entry(f"payoff/{meeting.id}/{party}/{kind}", label, quantity)
    for number, transfer in enumerate(meeting.pays, start=1):
        label = f"{meeting.title}: {case.name(transfer.by)} pays for {case.name(transfer.to)}"
        yield Entry(f"pays/{meeting.id}/{number}", label, transfer.amount)


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
