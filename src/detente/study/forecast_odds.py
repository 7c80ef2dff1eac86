"""The model's probability for a question with a date, and what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.case import Case, Forecast, Meeting
from detente.core.layout import FloatArray
from detente.study.anchors import find_anchors
from detente.study.forecast_records import Basis
from detente.study.inviting import Invitation
from detente.study.menu import find_menus
from detente.study.offers import find_offers
from detente.study.playing import play
from detente.study.schedule import Schedule, find_package, find_schedule
from detente.study.staging import Staging
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class Odds:
    """A probability, None where there is none; what it rests on, and what was dated too late."""

    p: float | None
    basis: Basis
    rests: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def find_odds(workspace: Workspace, forecast: Forecast) -> Odds:
    """Find the model's probability that a question of the case comes true by its day.

    Parameters
    ----------
    workspace : the case and its draws.
    forecast : the question.

    Returns
    -------
    ``meeting_held``: the odds that some invitation leads to the meeting, its own or one that is
    answered with it; 0 if it is dated later. ``deal_signed``: in each draw, that not every meeting
    dated by then ends without agreement, taken as independent given the draw; the mean.
    ``offer_accepted``: that all who must accept an open offer. ``stage_kept``: that nobody refuses
    any stage through it and all of them are kept, 0 if it is due later. None for words.
    """
    kind, about = forecast.event or ("text", "")
    if kind == "meeting_held":
        return _find_meeting(workspace, about, forecast.by)
    if kind == "deal_signed":
        return _find_deal(workspace, forecast.by)
    if kind == "offer_accepted":
        return _find_offer(workspace, about)
    if kind == "stage_kept":
        return _find_stage(workspace, int(about), forecast.by)
    return Odds(None, "no_event")


def _find_meeting(workspace: Workspace, id_: str, by: dt.date) -> Odds:
    meeting = workspace.case.meeting(id_)
    if _is_later(meeting, by):
        return Odds(0.0, "too_late", (), (id_,))
    inviting = tuple(each.id for each in _list_inviting(workspace.case, meeting))
    return Odds(float(_find_held(workspace, meeting).mean()), "meeting", inviting)


def _find_deal(workspace: Workspace, by: dt.date) -> Odds:
    meetings = sorted(workspace.case.meetings, key=lambda each: each.date or dt.date.min)
    late = tuple(each.id for each in meetings if _is_later(each, by))
    timely = [each for each in meetings if each.id not in late]
    if not timely:
        return Odds(0.0, "too_late", (), late) if late else Odds(None, "no_meeting")
    chances = [_find_held(workspace, each) * _play(workspace, each).agreed for each in timely]
    signed = compute_any(chances)
    return Odds(float(signed.mean()), "deal", tuple(each.id for each in timely), late)


def compute_any(chances: Sequence[FloatArray]) -> FloatArray:
    """Compute in each draw the chance that at least one of several things happens, ``(D,)``.

    Examples
    --------
    >>> compute_any([np.array([0.5, 0.0]), np.array([0.5, 0.25])]).tolist()
    [0.75, 0.25]
    """
    none = np.ones_like(chances[0])
    for chance in chances:
        none = none * (1.0 - chance)
    return np.asarray(1.0 - none)


def _is_later(meeting: Meeting, by: dt.date) -> bool:
    """Whether a meeting is dated after a day; one without a date is taken to be in time."""
    return meeting.date is not None and meeting.date > by


def _list_inviting(case: Case, meeting: Meeting) -> list[Meeting]:
    """List the meetings whose invitations can lead to a meeting, its own first."""
    answered = [
        each
        for each in case.meetings
        if each.id != meeting.id and meeting.id in {counter.meeting for counter in each.counters}
    ]
    return [meeting, *answered]


def _find_held(workspace: Workspace, meeting: Meeting) -> FloatArray:
    """Find in each draw whether some invitation leads to a meeting, ``(D,)``."""
    chances = [
        reach
        for inviting in _list_inviting(workspace.case, meeting)
        for held, reach in _play(workspace, inviting).held
        if held == meeting.id
    ]
    return compute_any(chances)


@dataclass(frozen=True)
class _Ends:
    """How an invitation ends, on every draw.

    Parameters
    ----------
    held : the ways in which it ends with a meeting: which, and who takes it, ``(D,)``.
    agreed : chance that something is agreed at its own meeting if that is held, ``(D,)``.
    """

    held: tuple[tuple[str, FloatArray], ...]
    agreed: FloatArray


def _play(workspace: Workspace, meeting: Meeting) -> _Ends:
    """Play out an invitation, once for all questions; of all that comes up little is kept."""

    def find() -> _Ends:
        menus = find_menus(workspace, meeting, find_anchors(workspace))
        played = play(workspace, meeting, menus)
        return _Ends(tuple(_list_held(played.invitation)), played.holding.p_agreed)

    return workspace.recall(("played", meeting.id), find)


def _list_held(invitation: Invitation) -> Iterator[tuple[str, FloatArray]]:
    for leaf, outcome in invitation.outcomes.items():
        if outcome.kind == "held" and leaf in invitation.reach:
            yield outcome.meeting, invitation.reach[leaf]


def _find_offer(workspace: Workspace, id_: str) -> Odds:
    found = next(each for each in workspace.once(find_offers).offers if each.id == id_)
    if found.outcome == "accepted":
        return Odds(1.0, "closed_offer", (id_,))
    if found.outcome != "open":
        return Odds(None, "closed_offer", (id_,))
    return Odds(found.p_all_accept, "offer", (id_,))


def _find_stage(workspace: Workspace, stage: int, by: dt.date) -> Odds:
    schedule = workspace.once(_find_schedule)
    if stage > len(schedule.stages):
        return Odds(None, "no_stage", (str(stage),))
    due = schedule.stages[stage - 1].due
    if due is not None and due > by:
        return Odds(0.0, "too_late", (str(stage),))
    through = workspace.once(_find_through)
    return Odds(float(through[stage - 1]), "stage", (str(stage),))


def _find_schedule(workspace: Workspace) -> Schedule:
    return find_schedule(workspace, find_package(workspace))


def _find_through(workspace: Workspace) -> FloatArray:
    """Chance that nobody refuses and all is kept through each stage, ``(S,)``."""
    schedule = workspace.once(_find_schedule)
    staging = Staging.of(workspace, find_package(workspace))
    judged = staging.judge([stage.items for stage in schedule.stages])
    going = judged.find_going(judged.available)
    return np.asarray((going * judged.kept).mean(axis=0))
