"""The largest deal that today's trust can carry, and how deals can grow from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from detente.core.layout import FloatArray, IntArray
from detente.core.odds import compute_odds
from detente.plan import greedy
from detente.plan.problem import Stages
from detente.study.deals import find_recommended, list_candidates
from detente.study.items import name_moved
from detente.study.judging import LIKELY, Assessed, describe_stages
from detente.study.measuring import measure_odds
from detente.study.plan_records import Carried
from detente.study.repairs import find_binding
from detente.study.sharing import find_planned
from detente.study.staging import Staging
from detente.study.workspace import Workspace

TRYING_DRAWS = 512
"""Larger and smaller deals are tried on so many draws: each of them needs a plan."""

LEVELS = (0.9, 0.7, LIKELY, LIKELY)
"""The same for the deals of the roadmap in turn: it begins with what is nearly sure."""

_SPARE = 0.03
"""Odds that the search, which sees few draws, asks for beyond that."""

_LARGER = 1.02
"""A further deal has to be larger by so much to be worth a line on the roadmap."""

_STARTS = 3
_TRIES = 8
_MOVES = 40
_STEPS = 2
_CHAINS = 32
_FINAL_STEPS = 50
_MARGINS = (0.25, 1.0)


@dataclass(frozen=True)
class Found:
    """A package with a plan that every side would enter.

    ``product`` is that of expected gains; ``beyond`` the best plan found for a larger package,
    which trust does not carry; None where no larger one is acceptable to all often enough.
    """

    package: IntArray
    plan: Assessed
    product: float
    beyond: Assessed | None = None

    @property
    def binds(self) -> Literal["trust", "acceptance"]:
        """What keeps the deal from being larger."""
        return "acceptance" if self.beyond is None else "trust"


@dataclass(frozen=True)
class Carrying:
    """A deal that trust carries, with the plan for it.

    ``begun`` is where the deal before it ends, ``(I,)``; None for the status quo.
    """

    found: Found
    plan: Assessed
    begun: IntArray | None = None


def find_largest(workspace: Workspace) -> Carried | None:
    """Describe the largest deal that today's trust can carry; None when it carries none."""
    largest = workspace.once(carry_largest)
    return None if largest is None else _describe(workspace, largest)


def find_roadmap(workspace: Workspace) -> tuple[Carried, ...]:
    """Describe small deals that cumulate and expand, the first of them nearly sure."""
    return tuple(_describe(workspace, each) for each in workspace.once(carry_roadmap))


def carry_largest(workspace: Workspace) -> Carrying | None:
    """Find the largest deal that today's trust can carry; None when it carries none.

    The size of a deal is the Nash product of expected gains. The largest is searched for, from the
    recommended package, the solutions and the frontier, by dropping steps until every side would
    enter and then adding steps and pairs of steps; it is not proven to be the largest. The deals of
    the roadmap are where it begins.
    """
    home = find_planned(workspace)
    if home is not workspace:
        return home.once(carry_largest)
    known = [deal.found.package for deal in workspace.once(carry_roadmap)[-1:]]
    found = _Search(workspace.thin(TRYING_DRAWS), LIKELY).find(_list_pool(workspace), known)
    plan = None if found is None else _plan_found(workspace, found, LIKELY)
    return None if found is None or plan is None else Carrying(found, plan)


def carry_roadmap(workspace: Workspace) -> tuple[Carrying, ...]:
    """Find small deals that cumulate and expand, the first of them nearly sure.

    Returns
    -------
    Deals in order, none where trust carries no deal. The first is the largest in which nobody
    refuses in nine draws of ten, the next may be less sure, and each is planned from where the one
    before ends, with the trust that keeping it leaves: tempting stages that were kept raise it,
    others teach nothing. See :func:`carry_largest` for the search.
    """
    home = find_planned(workspace)
    if home is not workspace:
        return home.once(carry_roadmap)
    found: list[Carrying] = []
    few, pool = workspace.thin(TRYING_DRAWS), _list_pool(workspace)
    begun, believed, product = None, None, 0.0
    for odds in LEVELS:
        best = _Search(few, odds, begun, believed).find(pool)
        plan = None if best is None else _plan_found(workspace, best, odds, begun, believed)
        if best is not None and plan is not None and best.product > product * _LARGER:
            found.append(Carrying(best, plan, begun))
            begun, believed, product = best.package, compute_grown(plan), best.product
        elif odds == LIKELY:
            break
    return tuple(found)


def _plan_found(
    workspace: Workspace,
    found: Found,
    odds: float,
    begun: IntArray | None = None,
    believed: FloatArray | None = None,
) -> Assessed | None:
    """Plan a deal well, on more draws; None when it is not carried there."""
    staging = Staging.of(workspace.searched, found.package, begun, believed)
    plan = _plan(staging, found.plan.stages, odds)
    return plan if carries(plan, odds) else None


def carries(plan: Assessed, odds: float = LIKELY) -> bool:
    """Whether every side would enter every stage: at the medians, and in so many draws."""
    return plan.enterable and plan.p_no_refusal >= odds


def compute_grown(plan: Assessed) -> FloatArray:
    """Update what each believes of each other once all stages are kept, ``(P, P)``.

    Bayes: of those who cannot be relied on, only those remain who were never tempted before a stage
    in which they had a part.
    """
    spared = plan.judged.learnt
    pi = plan.staging.trust
    return np.asarray(pi / np.maximum(pi + (1.0 - pi) * spared, 1e-12))


def _plan(staging: Staging, hint: Stages, odds: float) -> Assessed:
    """Plan a deal well: with several margins, from the plan that the search ended with."""
    plans = [Assessed.of(staging, hint)]
    for margin in _MARGINS:
        problem = staging.add_doubt(margin)
        solution = greedy.find_stages(problem, hint=hint, steps=_FINAL_STEPS, chains=_CHAINS)
        if solution is not None:
            plans.append(Assessed.of(staging, solution.stages))
    return min(plans, key=lambda plan: (not carries(plan, odds), *plan.rank))


def _describe(workspace: Workspace, deal: Carrying) -> Carried:
    plan, found, begun = deal.plan.on(workspace), deal.found, deal.begun
    staging, frame = plan.staging, plan.staging.frame
    before = np.zeros_like(staging.package) if begun is None else begun
    odds = measure_odds(staging.workspace, staging.package[None])
    gain = odds.expected_gain[0]
    adds = np.where(staging.package != before, staging.package, 0)
    return Carried(
        package=name_moved(frame, staging.package),
        adds=name_moved(frame, adds),
        first=describe_stages(plan)[0],
        stages=len(plan.stages),
        trust={party: _average(staging.trust, q) for q, party in enumerate(frame.parties)},
        expected_gain=dict(zip(frame.parties, gain.tolist(), strict=True)),
        product=float(compute_product(gain[None])[0]),
        p_all_gain=float(odds.all_gain[0]),
        p_no_refusal=plan.p_no_refusal,
        p_completed=plan.p_completed,
        binds=found.binds,
        beyond=_name_beyond(found),
        extends=() if found.beyond is None else find_binding(found.beyond),
        enterable=plan.enterable,
    )


def _name_beyond(found: Found) -> dict[str, str]:
    """Name what the next larger package would change; nothing where trust does not bind."""
    if found.beyond is None:
        return {}
    staging = found.beyond.staging
    changed = np.flatnonzero(staging.package != found.package)
    options = staging.frame.to_options(staging.package)
    issues = list(options)
    return {issues[issue]: options[issues[issue]] for issue in changed}


def _average(trust: FloatArray, q: int) -> float:
    """How far a party is believed, on average by the others."""
    others = [p for p in range(len(trust)) if p != q]
    return float(trust[others, q].mean())


def compute_product(gains: FloatArray) -> FloatArray:
    """Multiply the expected gains of the parties, ``(N, P)`` to ``(N,)``.

    Below 0 where a party loses: then it is the largest loss.
    """
    worst = gains.min(axis=1)
    return np.asarray(np.where(worst >= 0, gains.prod(axis=1), worst))


def _list_pool(workspace: Workspace) -> IntArray:
    """List packages that the search may begin with, ``(N, I)``."""
    best = find_recommended(workspace)
    pool = list_candidates(workspace)
    return np.asarray(pool if best is None else [best, *pool])


@dataclass(frozen=True)
class _Search:
    """A search for the largest package that trust can carry from where things stand."""

    workspace: Workspace
    odds: float
    begun: IntArray | None = None
    believed: FloatArray | None = None
    _tried: dict[bytes, Assessed | None] = field(default_factory=dict)

    def find(self, pool: IntArray, known: Sequence[IntArray] = ()) -> Found | None:
        """Find it; None when trust carries no deal.

        The search begins with packages that are known to be large, and with the most promising ones
        of a pool.
        """
        starts = [self._shrink(package) for package in known]
        starts += self._find_starts(np.maximum(pool, self._floor), _STARTS - len(known))
        ends = [self._climb(start) for start in starts if start is not None]
        return max(ends, key=lambda found: found.product, default=None)

    @property
    def _asked(self) -> float:
        """Odds that the search asks for."""
        return min(1.0, self.odds + _SPARE)

    @cached_property
    def _floor(self) -> IntArray:
        issues = self.workspace.frame.layout.n_issues
        return np.zeros(issues, dtype=np.int64) if self.begun is None else self.begun

    def _find_starts(self, pool: IntArray, most: int) -> Iterator[Found | None]:
        """Begin with the likeliest package, and with what is likely of the largest ones."""
        allowed = pool[self.workspace.frame.layout.allows(pool)]
        odds = compute_odds(self.workspace.trials, allowed)
        largest = np.argsort(-compute_product(odds.expected_gain), kind="stable")[: most - 1]
        likeliest = odds.rank()[:1]
        for place in dict.fromkeys([*likeliest.tolist(), *largest.tolist()]):
            yield self._shrink(self._make_likely(allowed[place]))

    def _make_likely(self, package: IntArray) -> IntArray:
        """Drop the steps that stand most in the way, until all gain more likely than not."""
        for _ in range(_MOVES):
            smaller = np.concatenate([package[None], self._list_drops(package)])
            smaller = smaller[self.workspace.frame.layout.allows(smaller)]
            odds = compute_odds(self.workspace.trials, smaller)
            if not len(smaller) or odds.all_gain[0] >= self._asked:
                return package
            package = smaller[int(odds.rank()[0])]
        return package

    def _rank(self, packages: IntArray, at_least: float) -> tuple[IntArray, FloatArray]:
        """Order the packages from which all gain more likely than not, the largest first."""
        kept = packages[self.workspace.frame.layout.allows(packages)]
        odds = compute_odds(self.workspace.trials, kept)
        product = compute_product(odds.expected_gain)
        order = np.argsort(-product, kind="stable")
        likely = (product > at_least) & (product >= 0) & (odds.all_gain >= self._asked)
        order = order[likely[order]]
        return kept[order], product[order]

    def _climb(self, start: Found) -> Found:
        """Add, drop or exchange steps while the product grows and every side would enter."""
        best = start
        for _ in range(_MOVES):
            packages, products = self._rank(self._list_changes(best.package), best.product)
            better = self._first(packages[:_TRIES], products, best.plan)
            if better is None:
                return replace(best, beyond=self._find_beyond(packages))
            best = better
        return best

    def _find_beyond(self, packages: IntArray) -> Assessed | None:
        """Of larger packages that are acceptable, the plan that is nearest to being carried."""
        plans = [self._enter(package, None) for package in packages[:_TRIES]]
        known = [plan for plan in plans if plan is not None]
        return min(known, key=lambda plan: _need(plan, self._asked), default=None)

    def _first(
        self, packages: IntArray, products: FloatArray, hint: Assessed | None
    ) -> Found | None:
        for package, product in zip(packages, products, strict=False):
            plan = self._enter(package, hint)
            if plan is not None and carries(plan, self._asked):
                return Found(package, plan, float(product))
        return None

    def _shrink(self, package: IntArray) -> Found | None:
        """Drop one step after the other, the one that leaves the least shortfall first."""
        plan = self._enter(package, None)
        for _ in range(_MOVES):
            if plan is not None and carries(plan, self._asked):
                product = self._rank(package[None], -np.inf)[1]
                return Found(package, plan, float(product[0])) if len(product) else None
            packages, products = self._rank(self._list_drops(package), -np.inf)
            found = self._first(packages[:_TRIES], products, plan)
            if found is not None:
                return found
            tried = [(self._enter(each, plan), each) for each in packages[:_TRIES]]
            known = [(p, each) for p, each in tried if p is not None]
            if not known:
                return None
            plan, package = min(known, key=lambda pair: _need(pair[0], self._asked))
        return None

    def _list_drops(self, package: IntArray) -> IntArray:
        lower = [i for i in range(len(package)) if package[i] > self._floor[i]]
        return np.array([self._step(package, i, -1) for i in lower]).reshape(-1, len(package))

    def _list_changes(self, package: IntArray) -> IntArray:
        """One step more or less on an issue, and pairs of steps."""
        counts = self.workspace.frame.layout.counts
        up = [i for i in range(len(package)) if package[i] + 1 < counts[i]]
        singles = [self._step(package, i, 1) for i in up]
        pairs = [self._step(one, j, 1) for i, one in zip(up, singles, strict=True)
                 for j in up if j > i or (j == i and one[i] + 1 < counts[i])]  # fmt: skip
        down = list(self._list_drops(package))
        swaps = [self._step(each, i, 1) for each in down for i in up]
        changed = np.array([*singles, *pairs, *down, *swaps]).reshape(-1, len(package))
        return np.asarray(changed[(changed != package).any(axis=1)])

    def _step(self, package: IntArray, issue: int, by: int) -> IntArray:
        changed = package.copy()
        changed[issue] += by
        return changed

    def _enter(self, package: IntArray, hint: Assessed | None) -> Assessed | None:
        """Find a plan that every side would enter, or the best of the few that are tried."""
        key = package.tobytes()
        if key not in self._tried:
            self._tried[key] = self._try(package, hint)
        return self._tried[key]

    def _try(self, package: IntArray, hint: Assessed | None) -> Assessed | None:
        staging = Staging.of(self.workspace, package, self.begun, self.believed)
        if not staging.items:
            return None
        tried = []
        for stages in self._propose(staging, hint):
            plan = Assessed.of(staging, stages)
            tried.append(plan)
            if carries(plan, self._asked) or _find_best_odds(plan) < self._asked:
                break
        return min(tried, key=lambda plan: _need(plan, self._asked), default=None)

    def _propose(self, staging: Staging, hint: Assessed | None) -> Iterator[Stages]:
        limit = staging.problem.most_items
        if limit is None or len(staging.items) <= limit:
            yield [list(range(len(staging.items)))]
        start = None if hint is None else _carry_over(staging, hint)
        if start is not None:
            yield start
        solution = greedy.find_stages(
            staging.add_doubt(0.25), hint=start, steps=_STEPS, chains=_CHAINS
        )
        if solution is not None:
            yield solution.stages


def _need(plan: Assessed, asked: float) -> tuple[float, float, float]:
    """How far a plan is from one that is carried."""
    return (float(not carries(plan, asked)), plan.shortfall, -plan.p_no_refusal)


def _find_best_odds(plan: Assessed) -> float:
    """Odds that the package leaves nobody below a floor at the end: no stages can do better."""
    return 1.0 - float(plan.judged.below[:, :, -1].any(axis=1).mean())


def _carry_over(staging: Staging, hint: Assessed) -> Sequence[Sequence[int]]:
    """Turn the stages of a similar package into stages of this one; what is new comes last."""
    place = {move: at for at, move in enumerate(staging.moves)}
    stages = [
        [place.pop(hint.staging.moves[item]) for item in stage if hint.staging.moves[item] in place]
        for stage in hint.stages
    ]
    kept = [stage for stage in stages if stage]
    if not kept:
        return [sorted(place.values())]
    return [*kept[:-1], sorted([*kept[-1], *place.values()])]
