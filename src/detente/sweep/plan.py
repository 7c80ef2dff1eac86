"""What a sweep consists of: cases, variants of each, questions; the same at every start."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from detente.case import Case
from detente.case.arrays import draw_quantity
from detente.core.layout import FloatArray
from detente.errors import InputError, TooLargeError
from detente.sweep.questions import check_questions
from detente.sweep.values import (
    Values,
    check_settings,
    find_ranges,
    find_stream,
    is_under,
    raise_all,
    write_number,
)

MOST_VARIANTS = 100_000
MOST_VALUES = 3_000_000
"""Changed numbers, over all variants, that a plan may hold."""


@dataclass(frozen=True)
class Swept:
    """A case of a sweep, under the name of its folder."""

    name: str
    case: Case


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the cases, by its position, with some of its numbers changed."""

    number: int
    case: int
    values: Values


@dataclass(frozen=True)
class Plan:
    """What is asked of which variants.

    Parameters
    ----------
    cases : each under a name of its own.
    questions : as :data:`detente.sweep.questions.QUESTIONS` names them.
    variants : in order; their numbers count from 1.
    keys : what is varied on a grid, and what is sampled.
    draws, seed : as for every question; ``seed`` None for each case's own.
    """

    cases: tuple[Swept, ...]
    questions: tuple[str, ...]
    variants: tuple[Variant, ...]
    grid: tuple[str, ...]
    sampled: tuple[str, ...]
    draws: int
    seed: int | None

    def describe(self) -> dict[str, Any]:
        """Describe what is asked, for the manifest: two sweeps that agree in it are the same."""
        return {
            "cases": [{"name": each.name, "digest": each.case.digest} for each in self.cases],
            "questions": list(self.questions),
            "draws": self.draws,
            "seed": self.seed,
            "grid": list(self.grid),
            "sampled": list(self.sampled),
            "variants": len(self.variants),
            "plan": self.digest,
        }

    @property
    def digest(self) -> str:
        """The sha256 of the variants, as hexadecimal text."""
        total = hashlib.sha256()
        for variant in self.variants:
            total.update(json.dumps([variant.case, variant.values]).encode() + b"\n")
        return total.hexdigest()


def plan_sweep(
    cases: Sequence[Swept],
    questions: Sequence[str],
    *,
    grid: Mapping[str, Sequence[str]],
    sample: int,
    vary: Sequence[str],
    draws: int,
    seed: int | None,
) -> Plan:
    """Plan every variant of every case: each point of the grid with each point of the sample.

    Parameters
    ----------
    cases : what is varied.
    questions : what is asked.
    grid : values by key; every combination of them is a variant.
    sample : so many points for each case, 0 for none: a Latin hypercube over its ranges, so that
        each range is cut into as many parts of equal probability and each part is met once
        (McKay, Beckman and Conover 1979).
    vary : which ranges are sampled, by key or what keys begin with; all of them without any.
    draws, seed : as for every question. The sample is made from the seed too.

    Raises
    ------
    InputError : a key, value or question cannot be used; all that is wrong at once.
    TooLargeError : more variants than one sweep takes.
    """
    problems = check_questions(questions) + _check_sample(sample, vary)
    for each in cases:
        problems += check_settings(each.case, each.name, grid)
        if sample > 0:
            problems += find_ranges(each.case, vary, each.name)[1]
    problems += [
        f"{stem}: it is set and also sampled; do one of the two"
        for stem in vary
        if any(is_under(key, stem) for key in grid)
    ]
    raise_all(problems)
    _check_size(cases, grid, sample, vary)
    variants = tuple(_list_variants(cases, grid, sample, vary, seed))
    sampled = {
        key: None for each in (cases if sample else ()) for key in _list_keys(each.case, vary, grid)
    }
    return Plan(tuple(cases), tuple(questions), variants, tuple(grid), tuple(sampled), draws, seed)


def _check_sample(sample: int, vary: Sequence[str]) -> list[str]:
    if sample < 0:
        return [f"sample: expected a number of variants, 0 or more, got {sample}"]
    if vary and not sample:
        return ["vary: say how many variants to sample, as in --sample 200"]
    return []


def _check_size(
    cases: Sequence[Swept], grid: Mapping[str, Sequence[str]], sample: int, vary: Sequence[str]
) -> None:
    """Refuse a sweep that is too large, before anything of it is made."""
    points = max(sample, 1)
    for texts in grid.values():
        points *= len(texts)
    count = points * len(cases)
    if count > MOST_VARIANTS:
        text = f"{count:,} variants are asked for, and at most {MOST_VARIANTS:,} are planned"
        raise TooLargeError(f"{text}; set fewer values, sample fewer points, or split the sweep")
    each = max(len(_list_keys(s.case, vary, grid)) for s in cases) if sample else 0
    if count * each > MOST_VALUES:
        most = f"{MOST_VALUES // each:,}"
        raise TooLargeError(f"{count:,} variants of {each:,} numbers each; sample at most {most}")


def _list_keys(case: Case, vary: Sequence[str], grid: Mapping[str, Sequence[str]]) -> list[str]:
    return [entry.key for entry in find_ranges(case, vary, "")[0] if entry.key not in grid]


def _list_variants(
    cases: Sequence[Swept],
    grid: Mapping[str, Sequence[str]],
    sample: int,
    vary: Sequence[str],
    seed: int | None,
) -> Iterator[Variant]:
    number = 0
    for place, each in enumerate(cases):
        points = _sample_case(each.case, sample, vary, grid, seed) if sample else [()]
        for chosen in product(*grid.values()):
            fixed = tuple(zip(grid, chosen, strict=True))
            for point in points:
                number += 1
                yield Variant(number, place, fixed + point)


def _sample_case(
    case: Case,
    sample: int,
    vary: Sequence[str],
    grid: Mapping[str, Sequence[str]],
    seed: int | None,
) -> list[Values]:
    """Sample the ranges of a case that are not set otherwise; what varies as one, as one."""
    entries = [entry for entry in find_ranges(case, vary, "")[0] if entry.key not in grid]
    if not entries:
        raise InputError("every range of the case is set, so that there is nothing to sample")
    streams = list(dict.fromkeys(find_stream(entry.key) for entry in entries))
    cube = draw_latin(sample, len(streams), case.seed if seed is None else seed)
    shared = dict(zip(streams, cube.T, strict=True))
    columns = [
        [
            write_number(n, entry)
            for n in draw_quantity(entry.quantity, shared[find_stream(entry.key)])
        ]
        for entry in entries
    ]
    keys = [entry.key for entry in entries]
    return [tuple(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def draw_latin(n: int, dimensions: int, seed: int) -> FloatArray:
    """Draw a Latin hypercube in the open unit cube, ``(n, dimensions)``.

    Each coordinate meets each of ``n`` equal parts once (McKay, Beckman and Conover 1979).

    Examples
    --------
    >>> [sorted(int(4 * u) for u in column) for column in draw_latin(4, 2, seed=1).T]
    [[0, 1, 2, 3], [0, 1, 2, 3]]
    """
    rng = np.random.default_rng(seed)
    parts = rng.permuted(np.tile(np.arange(n), (dimensions, 1)), axis=1).T
    inside = rng.uniform(size=(n, dimensions))
    return np.clip((parts + inside) / n, 1e-9, 1.0 - 1e-9)
