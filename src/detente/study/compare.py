"""Two experts read the same case and disagree: which of their assumptions make the difference?"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from detente.case import Case
from detente.case.words import quote, suggest_or_list
from detente.core.layout import FloatArray
from detente.core.shapley import MOST_GROUPS, compute_shapley
from detente.errors import InputError, TooLargeError
from detente.study.anchors import Anchors, find_anchors
from detente.study.conclusion_records import (
    Agreeing,
    CompareFindings,
    Comparison,
    Conclusion,
    Difference,
)
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.contrast import BASE, By, Contrast, find_contrasts, get_changes, list_groups
from detente.study.grounds import narrow_grounds
from detente.study.views import VIEWED_DRAWS, Family, Key, View, begins, find_family, find_key
from detente.study.workspace import Workspace

TRYING_DRAWS = 512
"""Numbers to agree on are tried on so many; what the best of them leave is worked out on all."""

FINALISTS = 2
"""So many of them for each conclusion."""

NOTICED = 0.005
"""Half a percentage point: for a difference below it no number is tried, nor any of a group that
makes less of one."""

MINOR = 1 / 3
"""Nor are those of groups that make less than a third of what the first among them makes."""


def find_comparison(
    workspace: Workspace, first: str | None = None, second: str | None = None, by: By = "kind"
) -> CompareFindings:
    """Find why readings of a case disagree.

    Parameters
    ----------
    workspace : the case and its draws.
    first, second : ids of readings, or ``base`` for the case itself. One alone is compared with the
        case itself; without any, each reading with the case, and every two with each other.
    by : how numbers are put in groups: by ``kind``, by ``issue``, or by ``party``.

    Returns
    -------
    Every conclusion under both readings, on the same packages, plans and draws: those of the case
    itself. What each group of inputs adds to a difference is its Shapley value, so that they sum to
    it; see :mod:`detente.core.shapley`. Each set of the groups that a conclusion rests on is looked
    at once.

    Raises
    ------
    InputError : the case has no readings, or none of that name.
    TooLargeError : too many groups to tell apart.
    """
    pairs = _choose(workspace.case, first, second)
    family, anchors = find_family(workspace, VIEWED_DRAWS), find_anchors(workspace)
    study = _Study(family, anchors)
    rough = _Study(Family(workspace.thin(TRYING_DRAWS)), anchors)
    return CompareFindings(
        origin=workspace.origin,
        draws=family.workspace.draws,
        authors={reading.id: reading.author for reading in workspace.case.readings},
        comparisons=tuple(_compare(study, rough, one, other, by) for one, other in pairs),
    )


def _choose(case: Case, first: str | None, second: str | None) -> list[tuple[str, str]]:
    """Choose which readings to compare, and check that they are there."""
    known = [BASE, *(reading.id for reading in case.readings)]
    if len(known) == 1:
        raise InputError(
            "the case has no readings to compare. Add one as readings/NAME.yaml: `author:`, and "
            "under `overlay:` what that author sees differently"
        )
    named = [each for each in (first, second) if each is not None]
    for name in named:
        if name not in known:
            hint = suggest_or_list(name, known, "readings")
            raise InputError(f"the case has no reading {quote(name)}. {hint}")
    if not named:
        return list(combinations(known, 2))
    return [(BASE, named[0]) if len(named) == 1 else (named[0], named[1])]


@dataclass(frozen=True)
class _Study:
    """Conclusions about one case under any of its readings; each is worked out once."""

    family: Family
    anchors: Anchors
    _odds: dict[tuple[str, Key], float] = field(default_factory=dict)
    _grounds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        return self.family.workspace.case

    def compute_odds(self, view: View, conclusion: Conclusion) -> float:
        """Odds of a conclusion as a view has them."""
        key = (conclusion.key, find_key(view.find_changes(*self.find_grounds(conclusion))))
        if key not in self._odds:
            drawn = compute_conclusion(view, self.anchors, conclusion)
            self._odds[key] = float(drawn.mean())
        return self._odds[key]

    def find_grounds(self, conclusion: Conclusion) -> tuple[str, ...]:
        """Find how the keys begin of the numbers that a conclusion rests on."""
        if conclusion.key not in self._grounds:
            self._grounds[conclusion.key] = narrow_grounds(self.case, self.anchors, conclusion)
        return self._grounds[conclusion.key]

    def find_numbers(
        self, conclusion: Conclusion, contrasts: Sequence[Contrast]
    ) -> tuple[Contrast, ...]:
        """Find the numbers that a conclusion rests on, of those on which two readings differ."""
        grounds = self.find_grounds(conclusion)
        return tuple(each for each in contrasts if begins(each.key, grounds))


@dataclass(frozen=True)
class _Pair:
    """Two readings of the case, and the numbers on which they differ."""

    study: _Study
    readings: tuple[str, str]
    contrasts: tuple[Contrast, ...]

    def see(self, base: int, swapped: Collection[Contrast] = ()) -> View:
        """See the case as one of the two does, but for some numbers as the other does."""
        changes = {c.key: c for c in get_changes(self.study.case, self.readings[base])}
        for each in swapped:
            changes.pop(each.key, None)
        others = (each.changes[1 - base] for each in swapped)
        return self.study.family.view([*changes.values(), *filter(None, others)])

    def divide(self, conclusions: Sequence[Conclusion], groups: Sequence[str]) -> FloatArray:
        """Divide what differs in some conclusions among groups, ``(groups, conclusions)``."""
        _check_groups(self.readings, groups)

        def value(mask: int) -> FloatArray:
            taken = {group for place, group in enumerate(groups) if mask >> place & 1}
            view = self.see(0, [each for each in self.contrasts if each.group in taken])
            return np.array([self.study.compute_odds(view, each) for each in conclusions])

        return compute_shapley(value, len(groups))

    def compute_ends(self, conclusion: Conclusion) -> tuple[float, float]:
        """Odds of a conclusion under both readings."""
        odds = self.study.compute_odds
        return odds(self.see(0), conclusion), odds(self.see(1), conclusion)

    def agree(self, conclusion: Conclusion, each: Contrast) -> Agreeing:
        """Say what is left of a difference when both take the same view of one number."""
        odds = self.study.compute_odds
        first, second = self.compute_ends(conclusion)
        on_first = abs(odds(self.see(1, [each]), conclusion) - first)
        on_second = abs(second - odds(self.see(0, [each]), conclusion))
        left = (on_first + on_second) / 2
        return Agreeing(each.key, *each.texts, left, abs(second - first) - left)


def _check_groups(readings: tuple[str, str], groups: Sequence[str]) -> None:
    if len(groups) > MOST_GROUPS:
        raise TooLargeError(
            f"compare: {' and '.join(readings)} differ in {len(groups)} groups of inputs "
            f"({', '.join(groups)}); at most {MOST_GROUPS} can be told apart. Group them by kind, "
            "or by party"
        )


def _compare(study: _Study, rough: _Study, first: str, second: str, by: By) -> Comparison:
    contrasts = find_contrasts(study.case, first, second, by)
    pair, groups = _Pair(study, (first, second), contrasts), list_groups(study.case, contrasts, by)
    shares = _divide_all(pair, tuple(groups))
    tried = _try_all(_Pair(rough, (first, second), contrasts), shares)
    return Comparison(
        first=first,
        second=second,
        by=by,
        groups=groups,
        differences=tuple(
            _describe(pair, each, shares[each.key], tried[each.key])
            for each in list_conclusions(study.case)
        ),
        agree=_find_overall(pair, tried.values()),
    )


def _divide_all(pair: _Pair, groups: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Divide every difference among all groups; those that a conclusion does not rest on get 0.

    Conclusions that rest on the same groups are worked out together, set by set.
    """
    alike: dict[tuple[str, ...], list[Conclusion]] = {}
    for each in list_conclusions(pair.study.case):
        grounds = {number.group for number in pair.study.find_numbers(each, pair.contrasts)}
        alike.setdefault(tuple(group for group in groups if group in grounds), []).append(each)
    found: dict[str, dict[str, float]] = {}
    for players, conclusions in alike.items():
        shares = pair.divide(conclusions, players)
        for column, each in enumerate(conclusions):
            named = dict(zip(players, shares[:, column].tolist(), strict=True))
            found[each.key] = {group: named.get(group, 0.0) for group in groups}
    return found


def _try_all(pair: _Pair, shares: Mapping[str, Mapping[str, float]]) -> dict[str, list[Agreeing]]:
    """Try what agreeing on each number would leave of the differences, by conclusion, best first.

    Only numbers of the groups that make a noticeable part of a difference are tried.
    """
    known = list_conclusions(pair.study.case)
    tried = {
        each.key: {
            number.key
            for number in pair.study.find_numbers(each, pair.contrasts)
            if number.group in _find_major(shares[each.key])
        }
        for each in known
    }
    found: dict[str, list[Agreeing]] = {each.key: [] for each in known}
    for number in pair.contrasts:
        for each in known:
            if number.key in tried[each.key]:
                found[each.key].append(pair.agree(each, number))
    return {key: sorted(row, key=lambda each: -each.removed) for key, row in found.items()}


def _find_major(shares: Mapping[str, float]) -> set[str]:
    """Find the groups that make a noticeable part of a difference that is noticeable itself."""
    if abs(math.fsum(shares.values())) < NOTICED:
        return set()
    least = max(NOTICED, MINOR * max(map(abs, shares.values()), default=0.0))
    return {group for group, share in shares.items() if abs(share) >= least}


def _find_best(agreed: Iterable[Agreeing]) -> Agreeing | None:
    """Find the number that removes most; None where none removes anything."""
    best = max(agreed, key=lambda each: each.removed, default=None)
    return best if best is not None and best.removed > 0 else None


def _find_overall(pair: _Pair, tried: Iterable[Sequence[Agreeing]]) -> Agreeing | None:
    """Find the number that does most, and add up what it does over all conclusions.

    Those that did most where they were tried are tried on every conclusion that rests on them.
    """
    removed: dict[str, float] = {}
    for row in tried:
        for each in row:
            removed[each.key] = removed.get(each.key, 0.0) + each.removed
    best = sorted(removed, key=lambda key: -removed[key])[:FINALISTS]
    return _find_best(_add_up(pair, each) for each in pair.contrasts if each.key in best)


def _add_up(pair: _Pair, number: Contrast) -> Agreeing:
    """Add up what agreeing on a number leaves of the differences in all conclusions."""
    known = list_conclusions(pair.study.case)
    rests = [each for each in known if pair.study.find_numbers(each, [number])]
    less = math.fsum(pair.agree(each, number).removed for each in rests)
    total = math.fsum(abs(second - first) for first, second in map(pair.compute_ends, known))
    return Agreeing(number.key, *number.texts, total - less, less)


def _describe(
    pair: _Pair, conclusion: Conclusion, attribution: dict[str, float], tried: Sequence[Agreeing]
) -> Difference:
    first, second = pair.compute_ends(conclusion)
    numbers = {each.key: each for each in pair.contrasts}
    finalists = [numbers[each.key] for each in tried[:FINALISTS]]
    return Difference(
        conclusion=conclusion,
        first=first,
        second=second,
        attribution=attribution,
        agree=_find_best(pair.agree(conclusion, each) for each in finalists),
        same_call=not min(first, second) < 0.5 < max(first, second),
    )
