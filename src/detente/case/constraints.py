"""Which options the rules of a case leave possible, and why not.

Rules are narrowed on, each by itself (:mod:`detente.case.rules`), until nothing follows any more.
Sets of options are bits of an integer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from detente.case.positions import Path
from detente.case.rules import Law, Rule

_BUDGET = 2_000
_WORK = 2_000_000
_LARGEST_EXPLANATION = 40


@dataclass(frozen=True)
class Impossible:
    """An option that no package can hold, and the smallest set of rules that says so."""

    issue: int
    option: int
    rules: tuple[Law, ...]


@dataclass
class _Domains:
    """What each issue may still stand at, and which rules have narrowed it."""

    left: list[int]
    reasons: list[list[tuple[Law, int]]]
    empty: int | None = None

    def take(self, issue: int, left: int, rule: Law) -> None:
        """Leave an issue no more than a rule does."""
        self.left[issue] = left
        causes = [cause for cause in rule.scope if cause != issue] or [issue]
        self.reasons[issue] += [(rule, cause) for cause in causes]
        self.empty = self.empty if left else issue

    def copy(self) -> _Domains:
        return _Domains(list(self.left), [list(reasons) for reasons in self.reasons], self.empty)


@dataclass
class Network:
    """The rules of a case, for finding out what they leave possible.

    Parameters
    ----------
    counts : number of options by issue.
    ordered : whether an option stands for everything up to it, by issue.
    rules : the rules.

    Notes
    -----
    While all issues are ordered and every rule speaks of two, narrowing alone decides what is
    possible (2-satisfiability). Alternatives of three options and more, and rules of other kinds,
    need a search as well, which is bounded. ``work`` is what is left of the effort; once it is
    spent, nothing more is found. ``known`` is the first package found to keep every rule.
    """

    counts: Sequence[int]
    ordered: Sequence[bool]
    rules: Sequence[Law]
    work: int = _WORK
    touching: list[list[Law]] = field(init=False)
    known: Sequence[int] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.touching = [[] for _ in self.counts]
        for rule in self.rules:
            for issue in rule.scope:
                self.touching[issue].append(rule)

    def find_conflict(self) -> tuple[Law, ...] | None:
        """Find rules that leave no package at all; None when some package is left.

        The empty tuple tells that none is left without a short reason.
        """
        domains = self._start
        if domains.empty is not None:
            return self._minimise(self._explain(domains), {})
        return () if self._search(domains, [_BUDGET]) is False else None

    def find_impossible(self) -> Iterator[Impossible]:
        """Find options other than the first that no package can hold.

        One mistake is reported once: an option is passed over when the rules against it
        include all those against one already found.
        """
        found: list[Impossible] = []
        start = self._start
        for issue, count in enumerate(self.counts):
            if self.touching[issue]:
                for option in range(1, count) if self.work > 0 else ():
                    rules = self._refute(start, {issue: 1 << option})
                    if rules is not None:
                        found.append(Impossible(issue, option, rules))
        seen: list[set[Path]] = []
        for item in sorted(found, key=lambda item: len(item.rules)):
            paths = {rule.path for rule in item.rules}
            if not any(earlier <= paths for earlier in seen):
                seen.append(paths)
                yield item

    def breaks(self, options: Sequence[int]) -> Law | None:
        """Return a rule that a package breaks; None when it keeps them all."""
        return next((rule for rule in self.rules if rule.is_broken(options)), None)

    def _is_package(self, options: Sequence[int]) -> bool:
        """Whether options keep every rule: those about issues that differ from a known package."""
        rules: Iterable[Law] = self.rules
        if self.known is not None:
            pairs = zip(options, self.known, self.touching, strict=True)
            rules = [rule for here, there, near in pairs if here != there for rule in near]
        for rule in rules:
            self.work -= 1
            if rule.is_broken(options):
                return False
        self.known = self.known or options
        return True

    def explain_never(self, together: Mapping[int, int]) -> tuple[Law, ...] | None:
        """Find rules by which some issues never stand at these options together.

        None when they may; the empty tuple when they do not without a short reason.
        """
        return self._refute(self._start, together)

    def _refute(self, start: _Domains, fixed: Mapping[int, int]) -> tuple[Law, ...] | None:
        domains = start.copy()
        for issue, bits in fixed.items():
            domains.left[issue] &= bits
            if not domains.left[issue]:
                return self._minimise(self._explain_issue(domains, issue), fixed)
        self._propagate(domains, fixed, self.touching)
        if domains.empty is not None:
            return self._minimise(self._explain(domains), fixed)
        if self._is_decided:
            return None
        return () if self._search(domains, [_BUDGET]) is False else None

    @cached_property
    def _is_decided(self) -> bool:
        """Whether narrowing without a contradiction proves that some package is left."""
        pairs = all(isinstance(rule, Rule) for rule in self.rules)
        return pairs and all(
            ordered or count <= 2 or not touching
            for ordered, count, touching in zip(
                self.ordered, self.counts, self.touching, strict=True
            )
        )

    @cached_property
    def _start(self) -> _Domains:
        """What follows from the rules alone."""
        full = [(1 << count) - 1 for count in self.counts]
        domains = _Domains(full, [[] for _ in self.counts])
        self._propagate(domains, range(len(self.counts)), self.touching)
        return domains

    def _propagate(
        self, domains: _Domains, changed: Iterable[int], touching: Sequence[Sequence[Law]]
    ) -> None:
        """Narrow until nothing follows any more, or some issue has nothing left."""
        queue = list(changed)
        while queue and domains.empty is None and self.work > 0:
            for rule in touching[queue.pop()]:
                self.work -= rule.cost
                for issue, left in rule.narrow(domains.left):
                    domains.take(issue, left, rule)
                    queue.append(issue)
                    if not left:
                        return

    def _explain(self, domains: _Domains) -> list[Law]:
        return [] if domains.empty is None else self._explain_issue(domains, domains.empty)

    @staticmethod
    def _explain_issue(domains: _Domains, issue: int) -> list[Law]:
        """Collect the rules that narrowed an issue, and those that narrowed their causes."""
        rules: dict[Law, None] = {}
        seen, queue = {issue}, [issue]
        while queue:
            for rule, cause in domains.reasons[queue.pop()]:
                rules[rule] = None
                if cause not in seen:
                    seen.add(cause)
                    queue.append(cause)
        return list(rules)

    def _minimise(self, rules: Sequence[Law], fixed: Mapping[int, int]) -> tuple[Law, ...]:
        """Drop the rules without which the contradiction still stands."""
        kept = list(rules)
        if len(kept) > _LARGEST_EXPLANATION:
            return tuple(kept)
        for rule in rules:
            fewer = [other for other in kept if other is not rule]
            if self._contradict(fewer, fixed):
                kept = fewer
        return tuple(sorted(kept, key=self.rules.index))

    def _contradict(self, rules: Sequence[Law], fixed: Mapping[int, int]) -> bool:
        touching: dict[int, list[Law]] = {}
        for rule in rules:
            for issue in rule.scope:
                touching.setdefault(issue, []).append(rule)
        full = [(1 << count) - 1 for count in self.counts]
        domains = _Domains(full, [[] for _ in self.counts])
        for issue, bits in fixed.items():
            domains.left[issue] &= bits
        table = [touching.get(issue, []) for issue in range(len(self.counts))]
        self._propagate(domains, list(touching), table)
        return domains.empty is not None

    def _search(self, domains: _Domains, budget: list[int]) -> bool | None:
        """Look for a package; None when the search was given up."""
        if self._is_package([_lowest(left) for left in domains.left]):
            return True
        open_issues = [
            issue
            for issue, left in enumerate(domains.left)
            if self.touching[issue] and left & (left - 1)
        ]
        if not open_issues:
            return False
        issue = min(open_issues, key=lambda issue: domains.left[issue].bit_count())
        given_up = False
        for option in _bits(domains.left[issue]):
            budget[0] -= 1
            self.work -= len(self.rules)
            if budget[0] < 0 or self.work < 0:
                return None
            below = domains.copy()
            below.left[issue] = 1 << option
            self._propagate(below, [issue], self.touching)
            if below.empty is None:
                answer = self._search(below, budget)
                if answer:
                    return True
                given_up |= answer is None
        return None if given_up else False


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _bits(bits: int) -> Iterator[int]:
    while bits:
        yield _lowest(bits)
        bits &= bits - 1


Spot: TypeAlias = tuple[int, int]
Arrow: TypeAlias = tuple[Spot, Rule | None]


def find_cycles(rules: Sequence[Rule], ordered: Sequence[bool]) -> Iterator[tuple[Rule, ...]]:
    """Find circles of requirements: one for each group of options that require each other.

    An option of an ordered issue also requires what the options before it require. Time is
    linear in the number of options and rules.
    """
    leaving: dict[Spot, list[Arrow]] = {}
    for rule in rules:
        if rule.is_requirement:
            for spot in ((rule.when, rule.option), (rule.then, rule.other)):
                _add_steps_down(leaving, spot, ordered[spot[0]])
            leaving[rule.when, rule.option].append(((rule.then, rule.other), rule))
    group = _find_groups(leaving)
    seen: set[Spot] = set()
    for rule in rules:
        start, end = (rule.when, rule.option), (rule.then, rule.other)
        if rule.is_requirement and group[start] == group[end] and group[start] not in seen:
            seen.add(group[start])
            yield (rule, *_find_way(end, start, leaving))


def _add_steps_down(leaving: dict[Spot, list[Arrow]], spot: Spot, ordered: bool) -> None:
    """Add an option and, in an ordered issue, the steps from it down to the first."""
    issue, option = spot
    while spot not in leaving:
        leaving[spot] = []
        if not ordered or option == 0:
            return
        option -= 1
        leaving[spot].append(((issue, option), None))
        spot = (issue, option)


def _find_groups(leaving: Mapping[Spot, Sequence[Arrow]]) -> dict[Spot, Spot]:
    """Name the strongly connected group of each option by a member (Kosaraju's two passes)."""
    arriving: dict[Spot, list[Spot]] = {spot: [] for spot in leaving}
    for spot, arrows in leaving.items():
        for target, _ in arrows:
            arriving[target].append(spot)
    group: dict[Spot, Spot] = {}
    for spot in reversed(_find_finished(leaving)):
        queue = [] if spot in group else [spot]
        while queue:
            reached = queue.pop()
            if reached not in group:
                group[reached] = spot
                queue += arriving[reached]
    return group


def _find_finished(leaving: Mapping[Spot, Sequence[Arrow]]) -> list[Spot]:
    """List the options in the order in which a depth-first search leaves them."""
    finished: list[Spot] = []
    seen: set[Spot] = set()
    for root in leaving:
        stack = [(root, iter(leaving[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            spot, arrows = stack[-1]
            target = next((t for t, _ in arrows if t not in seen), None)
            if target is None:
                finished.append(spot)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(leaving[target])))
    return finished


def _find_way(start: Spot, end: Spot, leaving: Mapping[Spot, Sequence[Arrow]]) -> tuple[Rule, ...]:
    """List the rules on the shortest way from one option to another."""
    came: dict[Spot, tuple[Spot, Rule | None]] = {start: (start, None)}
    queue = [start]
    for spot in queue:
        for target, rule in leaving[spot]:
            if target not in came:
                came[target] = (spot, rule)
                queue.append(target)
    way: list[Rule] = []
    while end != start:
        end, rule = came[end]
        if rule is not None:
            way.append(rule)
    return tuple(reversed(way))
