"""What could be signed at a meeting, by whom, and what signing is worth to each party.

The packages are those that the study of plans ends with: the deals of the roadmap, the largest deal
that trust carries, and the recommended package, cut down to the meeting's agenda and to what is on
the table on its day. A side signs what it would also enter: what is no worse than its reservation
value, at home too, and what it would not walk out of on the way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.case import Case, Meeting
from detente.case.days import find_closed, list_passed
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.signing import compute_first_odds, find_first
from detente.plan.judge import Judged, Measured
from detente.plan.learning import compute_delivery
from detente.plan.problem import Stages
from detente.study.measuring import measure_gains
from detente.study.offers import find_face
from detente.study.payoffs import get_day
from detente.study.plan_records import Move
from detente.study.staging import Staging
from detente.study.workspace import Workspace

if TYPE_CHECKING:
    from detente.study.anchors import Anchors

MOST_PACKAGES = 6
"""Packages that are looked at for one meeting."""

Steps: TypeAlias = tuple[tuple[Move, ...], ...]
"""Stages as moves, so that any view of the case can stage them."""


@dataclass(frozen=True, eq=False)
class Menu:
    """Packages that might be signed at a meeting, in the order in which they are taken up.

    Parameters
    ----------
    packages : option indices, ``(M, I)``.
    stages : in how many stages each would be carried out.
    table : parties at the table, by index.
    signers : who must sign each package: those at the table, and who performs a step; ``(P, M)``.
    willing : whether a party would sign, but for conditions; True for who need not; ``(D, P, M)``.
    meets : for each condition of the meeting, where a package meets it, ``(D, M)``.
    insists : for each condition, the index of the party that makes it.
    worth : for each package, what it is worth to each party that it is signed, ``(D, P)``, over
        what it has without a deal: carried out as far as it believes the others, who may be
        tempted, and let down at some stage otherwise. Menus that share a package share it.
    size : for each package, size of the amounts that make up that worth, ``(D, P)``.
    kept : chance that all of a package is delivered once it is signed, ``(M,)``.
    """

    packages: IntArray
    stages: tuple[int, ...]
    table: tuple[int, ...]
    signers: BoolArray
    willing: BoolArray
    meets: tuple[BoolArray, ...]
    insists: tuple[int, ...]
    worth: tuple[FloatArray, ...]
    size: tuple[FloatArray, ...]
    kept: FloatArray

    @cached_property
    def signs(self) -> BoolArray:
        """Whether a party would sign each package, conditions included, ``(D, P, M)``."""
        signs = self.willing.copy(order="F")
        for party, met in zip(self.insists, self.meets, strict=True):
            signs[:, party] &= met | ~self.signers[party]
        return signs

    @cached_property
    def all_sign(self) -> BoolArray:
        """Whether all who must would sign each package, ``(D, M)``."""
        return np.asarray(self.signs.all(axis=1))

    @cached_property
    def first(self) -> IntArray:
        """The package that is signed in each draw, ``(D,)``; -1 for none."""
        return find_first(self.all_sign)

    @cached_property
    def expected(self) -> FloatArray:
        """Chance that each package is the one signed, as each party sees it, ``(D, P, M)``.

        A party knows what it would sign itself in a draw; of the others it knows all draws.
        """
        odds = np.empty(self.signs.shape, order="F")
        for p in range(self.signs.shape[1]):
            others = np.asarray(np.delete(self.signs, p, axis=1).all(axis=1))
            odds[:, p] = compute_first_odds(self.signs[:, p], others)
        return odds

    def expect(self, amounts: Sequence[FloatArray], more: FloatArray) -> FloatArray:
        """Add up amounts of packages, ``(D, P)`` each, and `more`, by the chances expected."""
        total = np.zeros(more.shape, order="F")
        for m, amount in enumerate(amounts):
            total += self.expected[:, :, m] * (amount + more)
        return total

    def take_first(self, amounts: Sequence[FloatArray]) -> FloatArray:
        """Pick from ``(D, P)`` for each package what belongs to the one signed; 0 for none."""
        picked = np.zeros(self.signs.shape[:2], order="F")
        for m, amount in enumerate(amounts):
            np.copyto(picked, amount, where=(self.first == m)[:, None])
        return picked

    def without(self, condition: int) -> Menu:
        """Drop one of the conditions."""
        meets = self.meets[:condition] + self.meets[condition + 1 :]
        insists = self.insists[:condition] + self.insists[condition + 1 :]
        return replace(self, meets=meets, insists=insists)


def find_menu(
    workspace: Workspace, meeting: Meeting, anchors: Anchors, on: dt.date | None = None
) -> Menu:
    """Find what could be signed at a meeting.

    Parameters
    ----------
    workspace : the case, or a view of it, and its draws.
    meeting : what is on the agenda, who is at the table, on which conditions.
    anchors : the packages and stages that the study of plans ends with, of the case itself.
    on : the day of the meeting; by default its date.

    Returns
    -------
    At most :data:`MOST_PACKAGES` packages, by the Nash product of what those who sign can expect to
    gain, the largest first. A package is cut: issues beyond the agenda stay as they are, and an
    ordered issue goes no further than the last option that is open on that day. What is then
    empty, a repeat, or breaks a constraint, is left out.

    Menus are kept with the workspace: a day that opens nothing asks for no new one.
    """
    closed = find_closed(workspace.case, get_day(meeting, on))
    return workspace.recall(
        ("menu", meeting.id, closed), lambda: _make_menu(workspace, meeting, anchors, closed)
    )


def find_menus(
    workspace: Workspace, meeting: Meeting, anchors: Anchors, on: dt.date | None = None
) -> dict[str, Menu]:
    """Find the menus of a meeting and of those that it may be answered with, by meeting.

    The others are held on their own dates.
    """
    others = list_others(workspace.case, meeting)
    return {meeting.id: find_menu(workspace, meeting, anchors, on)} | {
        other.id: find_menu(workspace, other, anchors) for other in others
    }


def list_others(case: Case, meeting: Meeting) -> tuple[Meeting, ...]:
    """List the meetings that a meeting may be answered with, each once."""
    named = {counter.meeting for counter in meeting.counters}
    return tuple(each for each in case.meetings if each.id in named)


def list_opened(case: Case, meeting: Meeting, on: dt.date | None) -> tuple[tuple[str, str], ...]:
    """List the options on the agenda that days of the calendar have put on the table by a day."""
    closed = find_closed(case, on)
    opens = dict.fromkeys(option for day in list_passed(case, on) for option in day.opens)
    return tuple(each for each in opens if each not in closed and each[0] in meeting.agenda)


def find_table(workspace: Workspace, meeting: Meeting) -> tuple[int, ...]:
    """Find who is at the table: the proposer, if it is a party, and who is invited."""
    sit = (meeting.proposer, *meeting.invited)
    return tuple(p for p, party in enumerate(workspace.frame.parties) if party in sit)


def cut_package(
    case: Case, package: IntArray, agenda: Sequence[str], closed: frozenset[tuple[str, str]]
) -> IntArray:
    """Cut a package, ``(I,)``, down to an agenda and to what is open."""
    cut = np.zeros_like(package)
    for place, issue in enumerate(case.issues):
        to = int(package[place]) if issue.id in agenda else 0
        if issue.ordered:
            ends = [at for at in range(1, to + 1) if (issue.id, issue.options[at].id) in closed]
            cut[place] = min(ends, default=to + 1) - 1
        else:
            cut[place] = 0 if (issue.id, issue.options[to].id) in closed else to
    return cut


def _make_menu(
    workspace: Workspace, meeting: Meeting, anchors: Anchors, closed: frozenset[tuple[str, str]]
) -> Menu:
    table = find_table(workspace, meeting)
    judged = [
        _judge(workspace, package, steps if meeting.approach == "stages" else None)
        for package, steps in _list_packages(workspace, anchors, meeting.agenda, closed)
    ]
    signers = np.zeros((len(workspace.frame.parties), len(judged)), dtype=np.bool_)
    for m, each in enumerate(judged):
        signers[:, m] = each.performs
        signers[list(table), m] = True
    gains = np.array([each.expected_gain for each in judged]).reshape(-1, len(signers))
    order = _rank(gains[:, signers.any(axis=1)])[:MOST_PACKAGES]
    return _collect(workspace, meeting, [judged[at] for at in order], table, signers[:, order])


def _list_packages(
    workspace: Workspace,
    anchors: Anchors,
    agenda: Sequence[str],
    closed: frozenset[tuple[str, str]],
) -> Iterator[tuple[IntArray, Steps]]:
    """Go over the packages once cut, each once."""
    seen: set[bytes] = set()
    for anchor in anchors.packages:
        package = cut_package(workspace.case, anchor.package, agenda, closed)
        if not package.any() or package.tobytes() in seen:
            continue
        seen.add(package.tobytes())
        if workspace.frame.layout.allows(package[None])[0]:
            yield package, anchor.stages


def _rank(gains: FloatArray) -> IntArray:
    """Order packages by the product of gains, ``(N, P)``; last those from which somebody loses.

    Products of gains do not depend on anybody's scale; losses are counted by heads.
    """
    losers = (gains < 0).sum(axis=1)
    product = np.where(losers == 0, gains.prod(axis=1), 0.0)
    return np.lexsort((-product, losers))


@dataclass(frozen=True)
class _Judged:
    """One package on every draw; axes as in :class:`Menu`, less M.

    ``gains`` are value less reservation value, in whole numbers, ``(D, P)``.
    """

    package: IntArray
    stages: int
    performs: BoolArray
    willing: BoolArray
    gains: FloatArray
    worth: FloatArray
    size: FloatArray
    kept: float
    expected_gain: FloatArray


def _judge(workspace: Workspace, package: IntArray, steps: Steps | None) -> _Judged:
    """Judge a package carried out in these stages, or in one; the same only once."""
    return workspace.recall(
        ("menu judged", package.tobytes(), steps),
        lambda: _judge_package(workspace, package, steps),
    )


def _judge_package(workspace: Workspace, package: IntArray, steps: Steps | None) -> _Judged:
    staging = Staging.of(workspace, package)
    stages = place_in_stages(staging.moves, steps)
    P = len(workspace.frame.parties)
    measured = staging.measure(stages)
    judged = measured.believe(staging.trust, staging.reliable)
    gains = measure_gains(workspace, package[None])[:, :, 0]
    through = _see_through(measured, staging.trust)
    lost = judged.exposure * (through[:, :-1] - through[:, 1:])
    gained = gains[:, :P] / workspace.scale[:, :P]
    return _Judged(
        package=package,
        stages=len(stages),
        performs=np.asarray(staging.gives.any(axis=1)),
        willing=_find_willing(staging, judged, gains),
        gains=gains[:, :P],
        worth=through[:, -1] * gained - lost.sum(axis=2),
        size=measured.size + np.abs(gained),
        kept=float(judged.kept[:, -1].mean()),
        expected_gain=gained.mean(axis=0),
    )


def _see_through(measured: Measured, trust: FloatArray) -> FloatArray:
    """Chance that those on whom a party relies have delivered through each stage, as it sees them.

    Shape ``(P, 1 + S)``, from 1 before the first stage. Where this makes a package worth less than
    nothing in one stage, with nothing else to lose, that stage needs more trust than there is: the
    two are one reckoning. So who delivers nothing to a party lets it down by nothing.
    """
    delivers = compute_delivery(trust[:, :, None], measured.come[None])
    delivers = np.where(measured.relied[:, :, None], delivers, 1.0)
    return np.concatenate([np.ones((len(trust), 1)), delivers.prod(axis=1)], axis=1)


def place_in_stages(moves: Sequence[Move], steps: Steps | None) -> Stages:
    """Put moves into stages as they were planned, less what was cut; into one without a plan.

    Examples
    --------
    >>> freeze, declare = Move("yongbyon", "none", "frozen", ()), Move("war-end", "no", "yes", ())
    >>> lift = Move("sanctions", "all", "fewer", ())
    >>> place_in_stages([freeze, lift], ((declare, freeze), (declare,), (lift,)))
    ((0,), (1,))
    """
    if steps is None:
        return (tuple(range(len(moves))),)
    place = {move: at for at, move in enumerate(moves)}
    stages = [tuple(place[move] for move in stage if move in place) for stage in steps]
    kept = tuple(stage for stage in stages if stage)
    left = tuple(sorted(set(place.values()) - {item for stage in kept for item in stage}))
    return (*kept, left) if left else kept


def _find_willing(staging: Staging, judged: Judged, gains: FloatArray) -> BoolArray:
    """Whether each party would sign and go through with it, its ratifiers too, ``(D, P)``."""
    party_of = staging.frame.party_of
    willing = ~judged.find_stops(judged.available)
    for q, p in enumerate(party_of):
        willing[:, p] &= gains[:, q] >= 0
    for place, q in enumerate(staging.floored):
        willing[:, party_of[q]] &= ~judged.below[:, place].any(axis=1)
    return np.asarray(willing)


def _collect(
    workspace: Workspace,
    meeting: Meeting,
    judged: Sequence[_Judged],
    table: tuple[int, ...],
    signers: BoolArray,
) -> Menu:
    D, P = workspace.draws, len(workspace.frame.parties)
    packages = np.array([each.package for each in judged], dtype=np.int64)
    return Menu(
        packages=packages.reshape(-1, len(workspace.case.issues)),
        stages=tuple(each.stages for each in judged),
        table=table,
        signers=signers,
        willing=_stack([each.willing for each in judged], (D, P)).astype(np.bool_) | ~signers,
        meets=tuple(_find_meets(workspace, meeting, judged)),
        insists=tuple(workspace.frame.parties.index(each.by) for each in meeting.conditions),
        worth=tuple(each.worth for each in judged),
        size=tuple(each.size for each in judged),
        kept=np.array([each.kept for each in judged]),
    )


def _stack(arrays: Sequence[npt.NDArray[Any]], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Put packages beside each other, M as the last axis: one after another in memory."""
    return np.stack([each.T for each in arrays]).T if arrays else np.empty((*shape, 0))


def _find_meets(
    workspace: Workspace, meeting: Meeting, judged: Sequence[_Judged]
) -> Iterator[BoolArray]:
    """For each condition, where a package is worth more at face value, ``(D, M)``."""
    offers = {offer.id: offer for offer in workspace.case.offers}
    for condition in meeting.conditions:
        p = workspace.frame.parties.index(condition.by)
        past = find_face(workspace, offers[condition.better_than])
        least = measure_gains(workspace, past[None])[:, p, 0]
        yield _stack([each.gains[:, p] > least for each in judged], least.shape).astype(np.bool_)
