"""Plans for the tests of the report, reckoned by hand so that their figures fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from typing import Any

from detente.case import Case, Issue, Option, Party, Quantity, Ratifier
from detente.report.blocks import Figure, Section
from detente.report.charts import Chart
from detente.report.naming import Names
from detente.study.plan_records import (
    Break,
    Carried,
    CurvePoint,
    Move,
    Plan,
    PlanFindings,
    Repair,
    Stage,
    Stake,
)
from detente.study.record import Interval, Origin
from tests.report_samples import make_case, quantity

START = dt.date(2020, 9, 1)
DRAWS = 4096
STAGE_DAYS = 90


def make_origin(case: Case) -> Origin:
    return Origin(case.title, case.as_of, case.digest, 7, DRAWS, "0.1.0", 20, 6)


def list_moves(case: Case) -> list[Move]:
    """List every move of a case: each issue through all its options."""
    parties = tuple(party.id for party in case.parties)
    return [
        Move(issue.id, issue.options[at].id, issue.options[at + 1].id, issue.by or parties)
        for issue in case.issues
        for at in range(len(issue.options) - 1)
    ]


@dataclass(frozen=True)
class Ground:
    """A case's moves with what each is worth, the trust between the parties, and their stakes."""

    case: Case
    trust: Mapping[str, Mapping[str, float]]
    loss: Mapping[str, float]

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(party.id for party in self.case.parties)

    def worth(self, move: Move, side: str) -> float:
        issue = self.case.issue(move.issue)
        before, after = (
            _middle(issue.option(option).values.get(side)) for option in (move.start, move.to)
        )
        return after - before

    def sums(self, moves: Sequence[Move], side: str) -> float:
        return sum(self.worth(move, side) for move in moves)

    def lost(self, moves: Sequence[Move], side: str) -> float:
        """What is lost on moves when the others default."""
        worths = [(self.worth(move, side), move.by) for move in moves]
        return sum(-v if v < 0 or by == (side,) else 0.0 for v, by in worths)

    def judge(self, stages: Sequence[Sequence[Move]], place: int) -> Stage:
        everything = [move for stage in stages for move in stage]
        done = [move for stage in stages[:place] for move in stage]
        stage = stages[place]
        held = {p: self.sums(done, p) for p in self.parties}
        cost = {p: self.lost(stage, p) for p in self.parties}
        whole = {p: self.sums(everything, p) for p in self.parties}
        gain = {p: whole[p] - held[p] + self.loss[p] for p in self.parties}
        free = {
            p: held[p] + sum(self.worth(m, p) for m in stage if p not in m.by) - whole[p]
            - self.loss[p]
            for p in self.parties
        }  # fmt: skip
        needed = {p: _needed(cost[p], gain[p]) for p in self.parties}
        tempted = [p for p in self.parties if free[p] > 0]
        available = {p: prod(self.trust[p][q] for q in tempted if q != p) for p in self.parties}
        sides = (*self.parties, *(r.id for r in self.case.ratifiers))
        start = place * (STAGE_DAYS + 30)
        return Stage(
            items=tuple(stage),
            exposure={p: cost[p] - held[p] for p in self.parties},
            temptation=free,
            needed_trust=needed,
            available_trust=available,
            growing_trust={p: min(1.0, a + 0.05 * place) for p, a in available.items()},
            sigma={p: 0.9 if p in tempted else 0.1 for p in self.parties},
            gives={p: max(cost[p], 0.0) for p in self.parties},
            gets={p: self.sums(stage, p) + cost[p] for p in self.parties},
            at_home={side: self.sums([*done, *stage], side) for side in sides},
            refuses=tuple(p for p in self.parties if needed[p] > available[p]),
            p_kept=round(0.93 ** (place + 1), 4),
            start=start,
            days=STAGE_DAYS,
            due=START + dt.timedelta(days=start + STAGE_DAYS),
        )

    def plan(self, stages: Sequence[Sequence[Move]], **changes: Any) -> Plan:
        found = tuple(self.judge(stages, place) for place in range(len(stages)))
        short = [
            (s.needed_trust[p] - s.available_trust[p], place, p)
            for place, s in enumerate(found, start=1)
            for p in self.parties
        ]
        breaks = next((Break(at, p, "trust", gap) for gap, at, p in short if gap > 0), None)
        worst = {p: max(s.exposure[p] for s in found) for p in self.parties}
        gives = {p: max(sum(max(s.gives[p], 0) for s in found), 1e-9) for p in self.parties}
        kept = found[-1].p_kept
        plan = Plan(
            stages=found,
            shortfall=max(0.0, *(gap for gap, _, _ in short)),
            exposure_share=max(0.0, *(worst[p] / gives[p] for p in self.parties)),
            most_exposed=max(self.parties, key=lambda p: worst[p] / gives[p]),
            worst_exposure={
                p: Interval(w - 0.3 * abs(w) - 0.2, w, w + 0.5 * abs(w) + 0.3)
                for p, w in worst.items()
            },
            deposit={p: max(0.0, *(s.temptation[p] for s in found)) for p in self.parties},
            expected_gain={p: sum(s.gets[p] - s.gives[p] for s in found) for p in self.parties},
            p_no_refusal=0.2 if breaks else 0.75,
            p_kept=kept,
            p_completed=kept * (0.2 if breaks else 0.75),
            p_completed_growing=kept * (0.3 if breaks else 0.8),
            margin=-max(gap for gap, _, _ in short),
            enterable=breaks is None,
            breaks=breaks,
            days=found[-1].start + found[-1].days,
            engine="subsets",
            proven=True,
            bound=None,
            p_stops=dict.fromkeys(self.parties, 0.25 if breaks is None else 0.8),
            needed_at_outset={p: max(s.needed_trust[p] for s in found) for p in self.parties},
            available_at_outset={p: min(s.available_trust[p] for s in found) for p in self.parties},
        )
        return replace(plan, **changes)


def _middle(found: Quantity | None) -> float:
    if found is None:
        return 0.0
    if found.point is not None:
        return float(found.point)
    return (float(found.low or 0) + float(found.high or 0)) / 2


def _needed(cost: float, gain: float) -> float:
    if cost <= 0:
        return 0.0
    return cost / (cost + gain) if gain > 0 else 1.0


def make_findings(
    ground: Ground,
    stages: Sequence[Sequence[Move]],
    *,
    fewest: Sequence[Sequence[Move]] | None = None,
    agreed: Sequence[Sequence[Move]] | None = None,
    carried: int = 1,
    **changes: Any,
) -> PlanFindings:
    """Put a plan together with the plans beside it, its curve, repairs and roadmap."""
    best = ground.plan(stages)
    everything = [move for stage in stages for move in stage]
    single = ground.plan([everything])
    parties = ground.parties
    case = ground.case
    sides = (*parties, *(ratifier.id for ratifier in case.ratifiers))
    plans = {
        "single_step": single,
        "recommended": best,
        "fewest": ground.plan(fewest) if fewest else None,
        "agreed": ground.plan(agreed) if agreed else None,
    }
    return PlanFindings(**{
        "origin": make_origin(case),
        "parties": parties,
        "ratifiers": tuple(ratifier.id for ratifier in case.ratifiers),
        "package": {move.issue: move.to for move in everything},
        "asked": "recommended",
        "stages": best.stages,
        "single_step": single.stages[0],
        "plans": plans,
        "engine": "subsets",
        "proven": True,
        "bound": None,
        "p_completed": best.p_completed,
        "impossible": None,
        "complete": {side: ground.sums(everything, side) for side in sides},
        "trust": {p: dict(ground.trust[p]) for p in parties},
        "stakes": {p: Stake(ground.loss[p], 0.0, 0.0, 0.0, 0.0) for p in parties},
        "floors": {ratifier.id: -1.0 for ratifier in case.ratifiers},
        "curve": tuple(_make_curve(ground, everything, len(stages))),
        "repairs": make_repairs(parties, everything, best),
        "largest_deal": make_carried(ground, best, carried),
        "roadmap": tuple(make_carried(ground, best, n) for n in range(1, len(stages) + 1)),
        **changes,
    })  # fmt: skip


def _make_curve(ground: Ground, moves: Sequence[Move], most: int) -> list[CurvePoint]:
    points = []
    for count in range(1, most + 2):
        size = -(-len(moves) // min(count, len(moves)))
        plan = ground.plan([moves[at : at + size] for at in range(0, len(moves), size)])
        points.append(CurvePoint(
            stages=count,
            exposure_share=plan.exposure_share,
            exposure={p: found.p50 for p, found in plan.worst_exposure.items()},
            needed_trust={
                p: max(stage.needed_trust[p] for stage in plan.stages) for p in ground.parties
            },
            shortfall=plan.shortfall,
            p_completed=plan.p_completed,
            proven=True,
        ))  # fmt: skip
    return points


def make_repairs(parties: tuple[str, ...], moves: Sequence[Move], best: Plan) -> tuple[Repair, ...]:
    """Make one repair of each kind."""

    def repair(
        kind: Any,
        party: str | None,
        move: Move | None,
        amount: float | None,
        days: int | None,
        **more: bool,
    ) -> Repair:
        return Repair(
            kind, party, move, amount, days, best.shortfall / 2, best.shortfall,
            best.exposure_share / 2, best.exposure_share,
            more.get("enterable", False), more.get("self_enforcing", False),
        )  # fmt: skip

    return (
        repair("deposit", parties[1], None, 2.4, None, enterable=True, self_enforcing=True),
        repair("guarantor", parties[1], None, 1.5, None, enterable=True),
        repair("trust", parties[1], None, 0.12, None, enterable=True),
        repair("verification", None, moves[-1], None, 45),
        repair("snap_back", None, moves[0], None, None),
        repair("split", None, moves[-1], None, None),
    )


def make_carried(ground: Ground, best: Plan, count: int) -> Carried:
    """Make a deal out of the first stages of a plan."""
    moves = [move for stage in best.stages[:count] for move in stage.items]
    added = best.stages[count - 1].items
    return Carried(
        package={move.issue: move.to for move in moves},
        adds={move.issue: move.to for move in added},
        first=best.stages[0],
        stages=count,
        trust={p: min(0.95, 0.3 + 0.1 * place + 0.12 * count)
               for place, p in enumerate(ground.parties)},
        expected_gain={p: ground.sums(moves, p) for p in ground.parties},
        product=1.0,
        p_all_gain=0.8 - 0.02 * count,
        p_no_refusal=0.9,
        p_completed=0.9 - 0.05 * count,
        binds="acceptance",
        beyond={},
        extends=(),
        enterable=True,
    )  # fmt: skip


# The cases


def canal(trust: float = 0.7, loss: float = 1.0) -> tuple[Ground, list[Move]]:
    """The canal of the report's tests, between two."""
    case = make_case()
    believed = {"north": {"isle": trust}, "isle": {"north": trust}}
    return Ground(case, believed, {"north": loss, "isle": loss}), list_moves(case)


def enterable() -> tuple[Case, PlanFindings]:
    """Trust carries all of it in two stages."""
    ground, (locks, tolls, flag) = canal(trust=0.9, loss=6.0)
    stages = [[flag, tolls], [locks]]
    return ground.case, make_findings(ground, stages, fewest=[[locks, tolls, flag]])


def breaking() -> tuple[Case, PlanFindings]:
    """Trust runs out at the third stage; the stages that were agreed do no better."""
    ground, (locks, tolls, flag) = canal(trust=0.25, loss=0.4)
    found = make_findings(ground, [[flag], [tolls], [locks]], agreed=[[locks, flag], [tolls]])
    best = found.recommended
    assert best
    short = {**best.stages[2].needed_trust, "north": 0.62}
    held = {**best.stages[2].available_trust, "north": 0.41}
    third = replace(best.stages[2], needed_trust=short, available_trust=held, refuses=("north",))
    calm = [replace(s, needed_trust=dict.fromkeys(s.needed_trust, 0.2),
                    available_trust=dict.fromkeys(s.available_trust, 0.41), refuses=())
            for s in best.stages[:2]]  # fmt: skip
    stages = (*calm, third)
    plan = replace(
        best, stages=stages, breaks=Break(3, "north", "trust", 0.21), enterable=False,
        shortfall=0.21, p_no_refusal=0.2, p_completed=0.16,
    )  # fmt: skip
    return ground.case, replace(found, stages=stages, plans={**found.plans, "recommended": plan})


def impossible() -> tuple[Case, PlanFindings]:
    """The senate's floor lets no plan through, and trust carries no deal."""
    ground, (locks, tolls, flag) = canal()
    found = make_findings(ground, [[locks, tolls, flag]])
    return ground.case, replace(
        found,
        stages=(),
        plans={**found.plans, "recommended": None, "fewest": None},
        impossible=Break(1, "senate", "floor", 0.7),
        p_completed=0.0,
        curve=(),
        repairs=(),
        largest_deal=None,
        roadmap=(),
        proven=True,
    )


def long() -> tuple[Case, PlanFindings]:
    """Three parties, twelve stages, long titles, and a stage in which one alone gives."""
    titles = (
        "Enrichment at the pilot plant", "Sanctions on textiles and seafood",
        "Liaison offices in both capitals and a line between them", "Fuel oil",
        "The reactor and its reprocessing plant", "Exercises", "Remains of the missing",
        "Inspectors at declared sites",
    )  # fmt: skip
    givers = ("dprk", "usa", "", "rok", "dprk", "usa", "dprk", "dprk")
    issues = tuple(
        _make_issue(f"issue{place}", title, by, place)
        for place, (title, by) in enumerate(zip(titles, givers, strict=True))
    )
    case = make_case(
        title="A long way between three",
        parties=(
            Party("usa", "United States", quantity(0)),
            Party("dprk", "North Korea", quantity(0)),
            Party("rok", "South Korea", quantity(0)),
        ),
        ratifiers=(Ratifier("congress", "Congress", "usa", quantity(-4)),),
        issues=issues,
        offers=(),
        promises=(),
    )
    believed = {
        "usa": {"dprk": 0.35, "rok": 0.95},
        "dprk": {"usa": 0.45, "rok": 0.6},
        "rok": {"usa": 0.9, "dprk": 0.4},
    }
    ground = Ground(case, believed, {"usa": 8.0, "dprk": 9.0, "rok": 12.0})
    moves = list_moves(case)
    stages = [moves[at : at + 1] if at % 4 == 0 else [moves[at], moves[-at]] for at in range(1, 8)]
    used = [move for stage in stages for move in stage]
    left = [move for move in moves if move not in used]
    return case, make_findings(ground, [*stages, *([move] for move in left)][:12], carried=3)


def _make_issue(id: str, title: str, by: str, place: int) -> Issue:
    sides = ("usa", "dprk", "rok")

    def values(step: int) -> dict[str, Quantity]:
        return {
            side: quantity(-(1 + place % 3) * step) if side == by
            else quantity(round((1.5 + 0.7 * ((place + at) % 4)) * step, 1))
            for at, side in enumerate(sides)
        }  # fmt: skip

    options = (
        Option("kept", "as it is"),
        Option("half", "halved under watch", values=values(1), verify_days=60),
        Option("gone", "ended for good", values=values(2), verify_days=150),
    )
    return Issue(id, title, (by,) if by else (), options)


SAMPLES = {"enterable": enterable, "breaking": breaking, "impossible": impossible, "long": long}

NAMES = list(SAMPLES)
STAGED = ["enterable", "breaking", "long"]


@cache
def sample(name: str) -> tuple[Names, PlanFindings]:
    case, found = SAMPLES[name]()
    return Names(case), found


def best(found: PlanFindings) -> Plan:
    assert found.recommended
    return found.recommended


def with_best(found: PlanFindings, **changes: object) -> PlanFindings:
    """Change the recommended plan."""
    plan = replace(best(found), **changes)  # type: ignore[arg-type]  # named as the fields are
    return replace(found, plans={**found.plans, "recommended": plan}, stages=plan.stages)


def charts_of(section: Section) -> list[Chart]:
    return [block.chart for block in section.blocks if isinstance(block, Figure)]
