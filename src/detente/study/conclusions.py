"""What the analysis concludes, as a chance in every draw, for any view of the case.

A conclusion is about the packages, plans, meetings and offers of the case itself. A view changes
the numbers that it is judged by: the same packages and plans, seen through other eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from detente.case import Case
from detente.core.layout import FloatArray
from detente.study.anchors import Anchors
from detente.study.conclusion_records import Conclusion, Kind
from detente.study.grounds import list_meeting_keys, narrow_menus
from detente.study.measuring import measure_existence, measure_odds
from detente.study.menu import find_menus
from detente.study.offers import weigh_offer
from detente.study.playing import MeetingDraws, find_meeting_draws
from detente.study.views import TERMS, TRUST, VALUES, View
from detente.study.workspace import Workspace

MENUS = (*VALUES, *TRUST, *TERMS, "pledge/")
"""What can be signed at a meeting rests on these, and on nothing of the meeting itself."""

Judge = Callable[[Workspace, Anchors, Conclusion], FloatArray]


def list_conclusions(case: Case) -> tuple[Conclusion, ...]:
    """List what can be concluded about a case, in a fixed order.

    Examples
    --------
    >>> import detente
    >>> case = detente.load(detente.find_case("barter-nash-1950"))
    >>> [each.key for each in list_conclusions(case)][:3]
    ['deal_exists', 'recommended_accepted', 'plan_completed']
    """
    return tuple(_list_all(case))


def _list_all(case: Case) -> Iterator[Conclusion]:
    yield Conclusion("deal_exists", "deal_exists")
    yield Conclusion("recommended_accepted", "recommended_accepted")
    yield Conclusion("plan_completed", "plan_completed")
    yield Conclusion("largest_carried", "largest_carried")
    for meeting in case.meetings:
        stem = f"meeting/{meeting.id}"
        yield Conclusion(f"{stem}/held", "meeting_held", meeting.id)
        for party in case.parties:
            yield Conclusion(f"{stem}/worth/{party.id}", "meeting_worth", meeting.id, party.id)
        yield Conclusion(f"{stem}/agreement", "meeting_agreement", meeting.id)
    for offer in case.offers:
        yield Conclusion(f"offer/{offer.id}/accepted", "offer_accepted", offer.id)
    for party in case.parties:
        yield Conclusion(f"trust/{party.id}", "trust", "", party.id)


def list_grounds(case: Case, conclusion: Conclusion) -> tuple[str, ...]:
    """List what a conclusion rests on: how the keys begin of the numbers that can change it."""
    match conclusion.kind:
        case "deal_exists" | "recommended_accepted":
            return VALUES
        case "plan_completed" | "largest_carried":
            return VALUES + TRUST + TERMS
        case "offer_accepted":
            return (*VALUES, *TRUST, "firmness/", f"pledge/{conclusion.subject}/")
        case "trust":
            return TRUST
        case "meeting_held" | "meeting_worth" | "meeting_agreement":
            return list_meeting_grounds(case, conclusion.subject)


def list_meeting_grounds(case: Case, meeting_id: str) -> tuple[str, ...]:
    """List how the keys begin of the numbers that a meeting rests on."""
    return (*MENUS, *list_meeting_keys(case.meeting(meeting_id)))


def compute_conclusion(view: View, anchors: Anchors, conclusion: Conclusion) -> FloatArray:
    """Compute in every draw how likely a conclusion holds.

    Parameters
    ----------
    view : the case, or how somebody sees it.
    anchors : of the case itself, whatever the view.
    conclusion : one of :func:`list_conclusions`.

    Returns
    -------
    Chances, ``(D,)``, 0 or 1 where nothing is left to chance within a draw; the mean is the odds.
    """
    if conclusion.subject and conclusion.kind != "offer_accepted":
        return _judge_meeting(view, anchors, conclusion)
    workspace = view.on(*list_grounds(view.workspace.case, conclusion))
    return _JUDGES[conclusion.kind](workspace, anchors, conclusion)


def _judge_existence(workspace: Workspace, anchors: Anchors, _: Conclusion) -> FloatArray:
    """Whether some package is a deal: one that is known, or else any."""
    exists = measure_existence(workspace, anchors.witnesses)
    return np.asarray(exists, dtype=np.float64)


def _judge_recommended(workspace: Workspace, anchors: Anchors, _: Conclusion) -> FloatArray:
    """Whether all gain from the recommended package."""
    if anchors.recommended is None:
        return np.zeros(workspace.draws)
    deals = measure_odds(workspace, anchors.recommended[None]).deals
    return np.asarray(deals[:, 0], dtype=np.float64)


def _judge_plan(workspace: Workspace, anchors: Anchors, _: Conclusion) -> FloatArray:
    """Whether all enter the plan, times the chance that everything in it is delivered.

    Where there is nothing to carry out, nothing is completed.
    """
    if anchors.plan is None or not anchors.plan.stages:
        return np.zeros(workspace.draws)
    judged = anchors.plan.judge(workspace)
    return np.asarray(judged.enters(judged.available) * judged.kept[:, -1])


def _judge_largest(workspace: Workspace, anchors: Anchors, _: Conclusion) -> FloatArray:
    """Whether nobody refuses at any stage of the largest deal."""
    if anchors.largest is None:
        return np.zeros(workspace.draws)
    judged = anchors.largest.judge(workspace)
    return np.asarray(judged.enters(judged.available), dtype=np.float64)


def _judge_offer(workspace: Workspace, _: Anchors, conclusion: Conclusion) -> FloatArray:
    """Whether all to whom an offer was made, and its maker, would accept it."""
    offer = workspace.case.offer(conclusion.subject)
    return np.asarray(weigh_offer(workspace, offer).accepted, dtype=np.float64)


def _judge_trust(workspace: Workspace, _: Anchors, conclusion: Conclusion) -> FloatArray:
    """How far a party is believed on its record, as all see it: the same in every draw."""
    return np.full(workspace.draws, workspace.frame.belief(conclusion.party).mean)


def _judge_meeting(view: View, anchors: Anchors, conclusion: Conclusion) -> FloatArray:
    """Whether a meeting is held, ends in agreement, or leaves a party better off if held."""
    drawn = draw_meeting(view, anchors, conclusion.subject)
    if conclusion.kind == "meeting_worth":
        return np.asarray(drawn.better[:, view.workspace.frame.parties.index(conclusion.party)])
    held = np.asarray(drawn.held, dtype=np.float64)
    return held if conclusion.kind == "meeting_held" else held * drawn.agreed


def draw_meeting(view: View, anchors: Anchors, meeting_id: str) -> MeetingDraws:
    """Play out the invitation to a meeting, as a view of the case has it.

    What could be signed rests on other numbers than what the meeting itself is worth, so the two
    are asked for apart: a view that changes only the one shares the other.
    """
    case = view.workspace.case
    meeting = case.meeting(meeting_id)
    keys = tuple(list_meeting_keys(meeting))
    grounds = view.share(("grounds", meeting.id), lambda: narrow_menus(case, anchors, meeting))

    def play() -> MeetingDraws:
        menus = view.recall(
            ("menus", meeting.id), grounds, lambda: find_menus(view.on(*MENUS), meeting, anchors)
        )
        workspace = view.on(*keys)
        return find_meeting_draws(workspace, workspace.case.meeting(meeting.id), menus)

    return view.recall(("meeting", meeting.id), (*grounds, *keys), play)


_JUDGES: dict[Kind, Judge] = {
    "deal_exists": _judge_existence,
    "recommended_accepted": _judge_recommended,
    "plan_completed": _judge_plan,
    "largest_carried": _judge_largest,
    "offer_accepted": _judge_offer,
    "trust": _judge_trust,
}
