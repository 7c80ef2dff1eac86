"""Exact search for a deal, many problems at once.

A problem is put in a normal form in which everything is a cost. Take a *row* of weights over
parties and ratifiers; the weighted gain of a package is the bound of that row, less what each
chosen option falls short of the best choice of its block. So a deal is one choice per block whose
shortfalls, row by row, add up to at most the row's *budget*: bound less least required gain. The
rows are each party and ratifier alone (nobody below its reservation value), the parties together
(some party above it), and the weights that the relaxation found. The latter follow from the
others, but see a dead end far earlier.

Shortfalls are never negative. A choice that alone exceeds a budget is therefore out; then
the least shortfall left in a block can be paid at once; and so on until nothing changes.
What remains is settled by depth-first branch and bound over blocks, those with the dearest
choices first, and cheap choices first within a block. The searches of all problems advance
together, so that each step is a few array operations on a thousand nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.choices import Choices
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.relaxation import DEAL, NONE, UNSETTLED, Problems, compute_least_gain

WORK_LIMIT = 100_000
_SWEEPS = 8
_BATCH = 1024


@dataclass(frozen=True)
class Budgets:
    """Problems in normal form, over R rows of weights.

    Parameters
    ----------
    costs : what each choice falls short of the best one of its block, ``(n, R, M)``.
    fines : what a loose interaction costs when off, and when on; ``(2, n, R, J)``.
    budgets : what may be spent, ``(n, R)``.
    alive : choices that may still be part of a deal, ``(n, M)``.
    """

    costs: FloatArray
    fines: FloatArray
    budgets: FloatArray
    alive: BoolArray


@dataclass(frozen=True)
class Nodes:
    """Partial packages: the first ``depth`` blocks, in the problem's own order, are chosen."""

    problem: IntArray
    depth: IntArray
    left: FloatArray
    picks: IntArray

    def __len__(self) -> int:
        return len(self.problem)

    def take(self, rows: IntArray | BoolArray | slice) -> Nodes:
        """Keep some of the nodes."""
        return Nodes(self.problem[rows], self.depth[rows], self.left[rows], self.picks[rows])


@dataclass(frozen=True)
class Agenda:
    """The order in which each problem's blocks and choices are tried.

    Parameters
    ----------
    first, count : where the living choices of the block at each depth stand; ``(n, G)``.
    choice : the living choices, ``(E,)``; each block's by rising cost.
    cost : their costs, ``(E, R)``.
    place : the depth at which each block is chosen, ``(n, G)``.
    """

    first: IntArray
    count: IntArray
    choice: IntArray
    cost: FloatArray
    place: IntArray


@dataclass(frozen=True)
class Settled:
    """Outcome per problem: status ``(n,)``, a deal's choices ``(n, G)``, options tried ``(n,)``."""

    status: IntArray
    picks: IntArray
    work: IntArray


def search(problems: Problems, weights: FloatArray, *, limit: int = WORK_LIMIT) -> Settled:
    """Settle problems exactly, up to a limit of work.

    Parameters
    ----------
    problems : n of them.
    weights : whole-numbered weights that bound each problem, ``(n, W, Q)``.
    limit : largest number of choices to try per problem; beyond it, it stays UNSETTLED.

    Returns
    -------
    Status, deals and work.
    """
    budgets = tighten(problems.choices, find_budgets(problems, weights))
    return _Search(problems.choices, budgets, limit).run()


def find_budgets(problems: Problems, weights: FloatArray) -> Budgets:
    """Put problems in normal form."""
    n, everyone = problems.reservation.shape
    parties, count = problems.parties, problems.choices.n_choices
    alone = np.broadcast_to(np.eye(everyone), (n, everyone, everyone))
    together = np.broadcast_to(np.arange(everyone) < parties, (n, 1, everyone))
    rows = np.concatenate([alone, together, weights], axis=1)
    required = compute_least_gain(rows, parties)
    required[:, :everyone] = 0.0
    scores = rows @ problems.values
    best = problems.choices.maximum(scores[..., :count])
    loose = scores[..., count:]
    bound = best.sum(axis=2) + np.maximum(loose, 0.0).sum(axis=2)
    return Budgets(
        costs=best[..., problems.choices.block] - scores[..., :count],
        fines=np.stack([np.maximum(loose, 0.0), np.maximum(-loose, 0.0)]),
        budgets=bound - (rows @ problems.reservation[:, :, None])[..., 0] - required,
        alive=np.ones((n, count), dtype=np.bool_),
    )


def tighten(choices: Choices, form: Budgets, *, sweeps: int = _SWEEPS) -> Budgets:
    """Drop choices beyond a budget and pay what every remaining choice costs."""
    costs, budgets, alive = form.costs, form.budgets, form.alive
    for _ in range(sweeps):
        fits = alive & (costs <= budgets[:, :, None]).all(axis=1)
        if (fits == alive).all():
            break
        alive = fits
        least = -choices.maximum(np.where(alive[:, None, :], -costs, -np.inf))
        least[np.isinf(least)] = 0.0
        budgets = budgets - least.sum(axis=2)
        budgets[(choices.count(alive) == 0).any(axis=1)] = -1.0
        costs = costs - least[..., choices.block]
    return Budgets(costs, form.fines, budgets, alive)


def plan_agenda(choices: Choices, form: Budgets) -> Agenda:
    """Order blocks by their dearest choice and choices by their cost, relative to budgets."""
    share = (form.costs / np.maximum(form.budgets, 1.0)[:, :, None]).max(axis=1)
    share[~form.alive] = 0.0
    dearest = choices.maximum(share)
    place = np.argsort(np.argsort(-dearest, axis=1, kind="stable"), axis=1, kind="stable")
    problem, choice = np.nonzero(form.alive)
    depth = place[problem, choices.block[choice]]
    order = np.lexsort((share[problem, choice], depth, problem))
    problem, choice, depth = problem[order], choice[order], depth[order]
    count = np.zeros_like(place)
    np.add.at(count, (problem, depth), 1)
    first = (np.cumsum(count) - count.ravel()).reshape(count.shape)
    return Agenda(first, count, choice, form.costs[problem, :, choice], place)


class _Search:
    """Depth-first branch and bound on all problems together."""

    def __init__(self, choices: Choices, form: Budgets, limit: int) -> None:
        self.choices, self.form, self.limit = choices, form, limit
        self.agenda = plan_agenda(choices, form)
        n = len(form.budgets)
        self.status = np.where((form.budgets < 0).any(axis=1), NONE, UNSETTLED)
        self.picks = np.zeros((n, choices.n_blocks), dtype=np.int64)
        self.work = np.zeros(n, dtype=np.int64)

    def run(self) -> Settled:
        stack = [self._plant()]
        while stack:
            nodes = self._drop_settled(stack.pop())
            batch = max(_BATCH, 2 * int((self.status == UNSETTLED).sum()))
            if len(nodes) > batch:
                stack.append(nodes.take(slice(None, -batch)))
                nodes = nodes.take(slice(-batch, None))
            if len(nodes):
                stack.append(self._harvest(self._branch(nodes)))
        exhausted = (self.status == UNSETTLED) & (self.work <= self.limit)
        return Settled(np.where(exhausted, NONE, self.status), self.picks, self.work)

    def _plant(self) -> Nodes:
        """Start each unsettled problem with nothing chosen."""
        problem = np.flatnonzero(self.status == UNSETTLED)
        return Nodes(
            problem=problem,
            depth=np.zeros_like(problem),
            left=self.form.budgets[problem],
            picks=np.zeros((len(problem), self.choices.n_blocks), dtype=np.int64),
        )

    def _drop_settled(self, nodes: Nodes) -> Nodes:
        on = (self.status[nodes.problem] == UNSETTLED) & (self.work[nodes.problem] <= self.limit)
        return nodes if on.all() else nodes.take(on)

    def _branch(self, nodes: Nodes) -> Nodes:
        """Extend nodes by every choice of their next block that the budgets allow.

        The cheapest choices of all nodes come last, where the search goes on.
        """
        agenda = self.agenda
        count = agenda.count[nodes.problem, nodes.depth]
        parent = np.repeat(np.arange(len(nodes)), count)
        rank = np.arange(len(parent)) - np.repeat(np.cumsum(count) - count, count)
        entry = agenda.first[nodes.problem, nodes.depth][parent] + rank
        self.work += np.bincount(nodes.problem[parent], minlength=len(self.work))
        left = nodes.left[parent] - agenda.cost[entry]
        fits = np.flatnonzero((left >= 0).all(axis=1))
        fits = fits[np.argsort(-rank[fits], kind="stable")]
        grown = nodes.take(parent[fits])
        choice = agenda.choice[entry[fits]]
        grown.picks[np.arange(len(fits)), self.choices.block[choice]] = choice
        grown = Nodes(grown.problem, grown.depth + 1, left[fits], grown.picks)
        return self._check_loose(grown) if self.choices.is_loose else grown

    def _check_loose(self, nodes: Nodes) -> Nodes:
        """Settle the loose couplings whose last block was just chosen."""
        packages = self.choices.assemble(nodes.picks)
        ok = np.ones(len(nodes), dtype=np.bool_)
        for term in self.choices.constraints:
            allowed = term.allowed[tuple(packages[:, term.scope].T)]
            ok &= allowed | ~self._is_due(nodes, term.scope)
        for column, term in enumerate(self.choices.interactions):
            due = np.flatnonzero(self._is_due(nodes, term.scope))
            on = term.holds[tuple(packages[np.ix_(due, term.scope)].T)].astype(np.int64)
            nodes.left[due] -= self.form.fines[on, nodes.problem[due], :, column]
        return nodes.take(ok & (nodes.left >= 0).all(axis=1))

    def _is_due(self, nodes: Nodes, scope: tuple[int, ...]) -> BoolArray:
        """Say where the block chosen last was the last one of a scope."""
        blocks = np.unique(self.choices.owner[list(scope)])
        last = self.agenda.place[nodes.problem[:, None], blocks].max(axis=1)
        return np.asarray(last + 1 == nodes.depth, dtype=np.bool_)

    def _harvest(self, nodes: Nodes) -> Nodes:
        """Take complete packages out: they are deals."""
        complete = nodes.depth == self.choices.n_blocks
        if not complete.any():
            return nodes
        deals = nodes.take(complete)
        self.status[deals.problem] = DEAL
        self.picks[deals.problem] = deals.picks
        return nodes.take(~complete)
