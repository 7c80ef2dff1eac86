"""What a conclusion about known packages rests on, to the option: nothing else can change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.case import Case, Meeting
from detente.core.layout import IntArray
from detente.study.anchors import Anchors
from detente.study.conclusion_records import Conclusion
from detente.study.views import TERMS, TRUST, VALUES


def narrow_grounds(case: Case, anchors: Anchors, conclusion: Conclusion) -> tuple[str, ...]:
    """List how the keys begin of the numbers that can change a conclusion about these packages.

    The same as :func:`detente.study.conclusions.list_grounds`, less the values of options that
    nothing in the conclusion takes or passes through.
    """
    match conclusion.kind:
        case "deal_exists":
            return VALUES
        case "recommended_accepted":
            return list_values(case, [anchors.recommended])
        case "plan_completed":
            plan = None if anchors.plan is None else anchors.plan.package
            return (*list_values(case, [plan]), *TRUST, *TERMS)
        case "largest_carried":
            largest = None if anchors.largest is None else anchors.largest.package
            return (*list_values(case, [largest]), *TRUST, *TERMS)
        case "trust":
            return TRUST
        case "offer_accepted":
            pledged = list_offer_keys(case, conclusion.subject)
            return (*list_values(case, []), *TRUST, "firmness/", *pledged)
    meeting = case.meeting(conclusion.subject)
    return (*narrow_menus(case, anchors, meeting), *list_meeting_keys(meeting))


def narrow_menus(case: Case, anchors: Anchors, meeting: Meeting) -> tuple[str, ...]:
    """List how the keys begin of what can be signed at a meeting, and at those it may lead to."""
    packages = [anchor.package for anchor in anchors.packages]
    meetings = [meeting, *(case.meeting(each.meeting) for each in meeting.counters)]
    named = {each.better_than for one in meetings for each in one.conditions}
    offers = [key for id in sorted(named) for key in list_offer_keys(case, id)]
    return (*list_values(case, packages), *TRUST, *TERMS, *offers)


def list_offer_keys(case: Case, offer_id: str) -> Iterator[str]:
    """List how the keys begin of a past offer: what is pledged, and all options it may pledge."""
    yield f"pledge/{offer_id}/"
    offer = case.offer(offer_id)
    for pledge in offer.pledges:
        yield from (f"value/{actor.id}/{pledge.issue}/" for actor in case.actors)


def list_meeting_keys(meeting: Meeting) -> Iterator[str]:
    """List how the keys begin of a meeting, and of those that it could be answered with."""
    for id in (meeting.id, *(counter.meeting for counter in meeting.counters)):
        yield from (f"payoff/{id}/", f"readiness/{id}/", f"pays/{id}/")


def list_values(case: Case, packages: Iterable[IntArray | None]) -> tuple[str, ...]:
    """List the keys of the values that packages take or pass through, and of what stays as it is.

    Parameters
    ----------
    packages : option indices, ``(I,)`` each; None for none.
    """
    options = {(issue.id, issue.options[0].id): None for issue in case.issues}
    for package in packages:
        if package is not None:
            options |= dict.fromkeys(_list_steps(case, package))
    values = (f"value/{actor.id}/{i}/{o}/" for i, o in options for actor in case.actors)
    return ("reservation/", "interaction/", *values)


def _list_steps(case: Case, package: IntArray) -> Iterator[tuple[str, str]]:
    """List issue and option of every step of a package."""
    for issue, to in zip(case.issues, package.tolist(), strict=True):
        yield from ((issue.id, issue.options[step].id) for step in issue.list_steps(to))
