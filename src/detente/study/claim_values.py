"""The findings that claims are about, in every draw, for any view of a case.

The packages and plans are those of the case itself, whatever the view: the same deals, seen through
other eyes. Each finding asks the view only for the numbers that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from detente.case import Case
from detente.case.finding_names import FindingName
from detente.core.expression_values import Value, cancel
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.plan.judge import Judged
from detente.study.agreement import settle_by
from detente.study.anchors import Anchor, Anchors
from detente.study.carrying import carry_roadmap, compute_grown
from detente.study.conclusion_records import Conclusion
from detente.study.conclusions import (
    compute_conclusion,
    draw_meeting,
    list_meeting_grounds,
)
from detente.study.deals import find_solution
from detente.study.judging import Assessed
from detente.study.menu import place_in_stages
from detente.study.offers import Weighed, find_face, weigh_offer
from detente.study.payoffs import draw_payoffs
from detente.study.staging import Staging
from detente.study.views import TERMS, TRUST, VALUES, View
from detente.study.workspace import Workspace

PLANS = (*VALUES, *TRUST, *TERMS)
"""What a plan rests on."""


def list_grounds(case: Case, finding: FindingName) -> tuple[str, ...]:
    """List what a finding rests on: how the keys begin of the numbers that can change it."""
    words, ids = finding.pattern.parts, finding.ids
    match words[0]:
        case "trust":
            return TRUST
        case "value":
            return (f"value/{ids['SIDE']}/{ids['ISSUE']}/",)
        case "reservation":
            return (f"reservation/{ids['SIDE']}/",)
        case "offer":
            return (*VALUES, *TRUST, "firmness/", f"pledge/{ids['OFFER']}/")
        case "meet":
            return list_meeting_grounds(case, ids["MEETING"])
    if finding.pattern.fixed:
        return ("(nothing)",)
    return VALUES if words[0] == "deal" or "gain" in words else PLANS


@dataclass(frozen=True)
class Reader:
    """Reads findings off a view of a case.

    Parameters
    ----------
    view : how the case is seen.
    anchors : the packages and plans of the case itself.
    home : the case itself and its draws, where packages and plans were found.
    """

    view: View
    anchors: Anchors
    home: Workspace

    def read(self, finding: FindingName) -> Value:
        """Read one finding, ``(D,)``, or ``()`` where it is the same in every draw."""
        read = {
            "trust": self._read_trust,
            "value": self._read_value,
            "reservation": self._read_reservation,
            "offer": self._read_offer,
            "deal": self._read_deal,
            "meet": self._read_meeting,
        }.get(finding.pattern.parts[0], self._read_package)
        return read(finding)

    def _see(self, finding: FindingName) -> Workspace:
        return self.view.on(*list_grounds(self.home.case, finding))

    def _read_trust(self, finding: FindingName) -> Value:
        parties, ids = self.home.frame.parties, finding.ids
        viewer, giver = parties.index(ids["VIEWER"]), parties.index(ids["GIVER"])
        return np.asarray(self._see(finding).sample.trust[:, viewer, giver])

    def _read_value(self, finding: FindingName) -> Value:
        frame, ids = self.home.frame, finding.ids
        start = int(frame.layout.starts[frame.issue_index[ids["ISSUE"]]])
        column = start + self.home.case.issue(ids["ISSUE"]).index(ids["OPTION"])
        values = self._see(finding).sample.values[:, frame.sides.index(finding.side)]
        to, now = values[:, column], values[:, start]
        return cancel(to - now, np.maximum(np.abs(to), np.abs(now)))

    def _read_reservation(self, finding: FindingName) -> Value:
        q = self.home.frame.sides.index(finding.side)
        return np.asarray(self._see(finding).sample.reservation[:, q])

    def _read_offer(self, finding: FindingName) -> Value:
        weighed = self._weigh(finding)
        what = finding.pattern.parts[2]
        if what == "accepted":
            return weighed.accepted
        q = self.home.frame.sides.index(finding.side)
        if what == "accepts":
            return np.asarray(weighed.accepts[:, q])
        if what == "return":
            ratio = weighed.balance.compute_ratio()[:, q]
            return np.asarray(np.where(np.isnan(ratio), np.inf, ratio))
        balance = weighed.balance
        if what == "net":
            return cancel(balance.net[:, q], balance.gives[:, q] + balance.gets[:, q])
        return np.asarray(getattr(balance, what)[:, q])

    def _weigh(self, finding: FindingName) -> Weighed:
        grounds = list_grounds(self.home.case, finding)

        def weigh() -> Weighed:
            workspace = self.view.on(*grounds)
            offers = {offer.id: offer for offer in workspace.case.offers}
            return weigh_offer(workspace, offers[finding.ids["OFFER"]])

        return self.view.recall(("weighed", finding.ids["OFFER"]), grounds, weigh)

    def _read_deal(self, finding: FindingName) -> Value:
        match finding.pattern.parts[1]:
            case "within":
                offer = finding.ids["OFFER"]
                known = self.anchors.witnesses
                find = partial(_find_within, self.view.on(*VALUES), offer, known)
                return self.view.recall(("within", offer), VALUES, find)
            case "gain":
                return self._read_gain(finding, self.anchors.recommended)
            case "exists":
                return self._conclude(Conclusion("deal_exists", "deal_exists"))
        return self._conclude(Conclusion("recommended_accepted", "recommended_accepted"))

    def _conclude(self, conclusion: Conclusion) -> Value:
        find = partial(compute_conclusion, self.view, self.anchors, conclusion)
        return np.asarray(self.view.recall(("concluded", conclusion.key), VALUES, find) > 0)

    def _read_gain(self, finding: FindingName, package: IntArray | None) -> Value:
        """What a package is worth to a side above its reservation value."""
        if package is None:
            return np.asarray(0.0)
        q = self.home.frame.sides.index(finding.side)
        return np.asarray(self._see(finding).trials.compute_gain(package)[:, q])

    def _read_package(self, finding: FindingName) -> Value:
        words = finding.pattern.parts
        if words == ("roadmap", "count"):
            return np.asarray(float(len(self.anchors.roadmap)))
        whole = {"largest": "largest", "bargain": "bargain.single"}
        stem = whole.get(words[0], ".".join(words[:2]))
        if "gain" in words:
            return self._read_gain(finding, self._find_package(stem))
        judged = self.view.recall(("judged", stem), PLANS, partial(self._judge, stem))
        if judged is None:
            return _read_missing(words[-1] if not words[-1].isupper() else words[-2])
        return _read_judged(judged, self.home.frame.parties, finding)

    def _find_anchor(self, stem: str) -> Anchor | None:
        """Find a package and its stages from the status quo on."""
        match stem:
            case "plan.stages":
                return self.anchors.plan
            case "plan.single":
                return _put_in_one(None if self.anchors.plan is None else self.anchors.plan.package)
            case "bargain.single":
                return _put_in_one(find_solution(self.home, "nash"))
            case "largest":
                return self.anchors.largest
        place = {"roadmap.first": 0, "roadmap.last": -1}[stem]
        return self.anchors.roadmap[place] if self.anchors.roadmap else None

    def _find_package(self, stem: str) -> IntArray | None:
        anchor = self._find_anchor(stem)
        return None if anchor is None else anchor.package

    def _judge(self, stem: str) -> Judged | None:
        """Judge a package in its stages; None where there is nothing to carry out."""
        anchor, workspace = self._find_anchor(stem), self.view.on(*PLANS)
        if anchor is None or not anchor.package.any():
            return None
        if stem == "roadmap.last":
            return _judge_last(workspace, self.home)
        return anchor.judge(workspace)

    def _read_meeting(self, finding: FindingName) -> Value:
        drawn = draw_meeting(self.view, self.anchors, finding.ids["MEETING"])
        words = finding.pattern.parts
        if words[2] in ("held", "agreement"):
            return drawn.held if words[2] == "held" else drawn.agreed
        p = self.home.frame.parties.index(finding.ids["PARTY"])
        if words[2] == "payoff":
            if words[-1] == "cost":
                return self._find_cost(finding)[:, p]
            return np.asarray(drawn.payoffs[words[-1]][:, p])
        return np.asarray((drawn.accepts if words[2] == "accepts" else drawn.better)[:, p])

    def _find_cost(self, finding: FindingName) -> FloatArray:
        """What a meeting that is held costs each party, help given and got included, ``(D, P)``."""
        workspace = self._see(finding)
        by_id = {meeting.id: meeting for meeting in workspace.case.meetings}
        payoffs = draw_payoffs(workspace, by_id[finding.ids["MEETING"]])
        return cancel(payoffs.kinds["cost"] + payoffs.compute_help("held"), payoffs.size)


def _put_in_one(package: IntArray | None) -> Anchor | None:
    """Put a whole package into one stage."""
    return None if package is None else Anchor(package, ())


def _find_within(workspace: Workspace, offer_id: str, known: IntArray) -> BoolArray:
    """Whether some package of an offer's issues alone is acceptable to all sides, ``(D,)``.

    What is left of known packages, ``(N, I)``, and of the offer itself is tried first.
    """
    offer = workspace.case.offer(offer_id)
    issues = sorted(workspace.frame.issue_index[pledge.issue] for pledge in offer.pledges)
    trials = workspace.trials.restrict(issues)
    tried = np.unique([find_face(workspace, offer)[issues], *known[:, issues]], axis=0)
    return settle_by(trials, tried[trials.layout.allows(tried)], tried).exists


def _judge_last(workspace: Workspace, home: Workspace) -> Judged | None:
    """Judge the last deal of the roadmap, begun where the one before ends, all before it kept.

    What keeping them teaches raises trust, as in :func:`detente.study.carrying.carry_roadmap`.
    """
    begun, believed, judged = None, None, None
    for deal in home.once(carry_roadmap):
        plan = deal.plan
        steps = tuple(tuple(plan.staging.moves[item] for item in stage) for stage in plan.stages)
        staging = Staging.of(workspace, plan.staging.package, begun, believed)
        seen = Assessed.of(staging, place_in_stages(staging.moves, steps))
        begun, believed, judged = plan.staging.package, compute_grown(seen), seen.judged
    return judged


def _read_judged(judged: Judged, parties: tuple[str, ...], finding: FindingName) -> Value:
    """Read a finding off a plan that was judged on every draw."""
    words = finding.pattern.parts
    if words[-1] == "refused":
        return ~judged.enters(judged.available)
    if words[-1] == "kept":
        return np.asarray(judged.kept[:, -1])
    if words[-1] == "count":
        return np.asarray(float(judged.kept.shape[1]))
    p = parties.index(finding.ids["PARTY"])
    if words[-2] in ("exposure", "temptation"):
        size = np.abs(judged.exposure[:, p]) + np.abs(judged.temptation[:, p])
        return np.asarray(cancel(getattr(judged, words[-2])[:, p], size).max(axis=1))
    needed, available = _find_tightest(judged, p)
    return needed if words[-2] == "needed" else available


def _find_tightest(judged: Judged, p: int) -> tuple[FloatArray, FloatArray]:
    """Trust needed and available where it is tightest, the outset included, ``(D,)`` each."""
    needed = np.concatenate([judged.needed[:, p], judged.outset[:, [p]]], axis=1)
    has = np.append(judged.available[p], judged.throughout[p])
    refuses = np.concatenate([judged.refuses[:, p], np.zeros((len(needed), 1), bool)], axis=1)
    at = np.where(refuses, -1.0, has - needed).argmin(axis=1)
    return np.take_along_axis(needed, at[:, None], axis=1)[:, 0], np.asarray(has[at])


def _read_missing(what: str) -> Value:
    """What is said of a package that is not there: nobody goes through with it, nothing is kept."""
    known = {"refused": np.asarray(True), "needed": np.asarray(1.0)}
    return known.get(what, np.asarray(0.0))
