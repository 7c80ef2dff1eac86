"""What every study starts from: the case's arrays, its draws, and where they came from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np

from detente.case import Case
from detente.case.arrays import Frame
from detente.case.sampling import Part, Sample, Uniforms, count_uniforms, draw_case
from detente.core.integers import compute_scale, scale_values
from detente.core.layout import FloatArray
from detente.core.odds import Trials
from detente.errors import InputError, TooLargeError
from detente.study.record import SEARCH_DRAWS, Origin

T = TypeVar("T")

DEFAULT_DRAWS = 4096
MAX_DRAWS = 1_000_000
MAX_NUMBERS = 250_000_000
"""Drawn numbers that one machine is asked to hold, uniforms and values: 2 GB."""

BLOCK = 8192
"""Draws that are measured at a time."""

THREADS = 2
"""Blocks that are measured side by side."""


class Recent(Generic[T]):
    """What was found last, so much of it at most.

    Examples
    --------
    >>> known = Recent[int](2)
    >>> [known.recall(n, lambda: print("found") or 7) for n in (1, 1, 2, 3, 1)]
    found
    found
    found
    found
    [7, 7, 7, 7, 7]
    """

    def __init__(self, most: int) -> None:
        self._most, self._found = most, OrderedDict[Hashable, T]()

    def __len__(self) -> int:
        return len(self._found)

    def recall(self, key: Hashable, find: Callable[[], T]) -> T:
        """Find something under a name, unless it was found lately."""
        if key not in self._found:
            self._found[key] = find()
        self._found.move_to_end(key)
        while len(self._found) > self._most:
            self._found.popitem(last=False)
        return self._found[key]


@dataclass(frozen=True)
class Workspace:
    """A case with its arrays and draws, made once and shared by several studies.

    Parameters
    ----------
    case : what is analysed.
    draws : number of draws, 1 to a million.
    seed : replaces the case's own.
    like : a workspace on the same draws whose case differs in quantities only; what both have in
        common is taken from it. See :meth:`vary`.
    part : the workspace and those of its draws that this one is about. See :meth:`gather`.
    approximate : whether the frontier may be bounded where issues hang together too closely for it
        to be found exactly (:mod:`detente.core.approximation`); else that is an error.
    """

    case: Case
    draws: int = DEFAULT_DRAWS
    seed: int | None = None
    like: Workspace | None = field(default=None, repr=False, compare=False)
    part: tuple[Workspace, slice] | None = field(default=None, repr=False, compare=False)
    approximate: bool = field(default=False, kw_only=True)
    _found: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, find: Callable[[Workspace], T]) -> T:
        """Find something that several studies rest on, the first time it is asked for."""
        return self.recall(find, lambda: find(self))

    def recall(self, key: Hashable, find: Callable[[], T]) -> T:
        """Find something under a name, unless it was found before."""
        if key not in self._found:
            self._found[key] = find()
        found: T = self._found[key]
        return found

    def assume(self, find: Callable[[Workspace], T], found: T) -> None:
        """Take something as found, to see what would follow from it."""
        self._found[find] = found

    def __post_init__(self) -> None:
        if not 1 <= self.draws <= MAX_DRAWS:
            raise InputError(
                f"draws: expected a whole number from 1 to {MAX_DRAWS:,}, got {self.draws:,}"
            )
        if self.seed is not None and not 0 <= self.seed < 2**63:
            raise InputError(f"seed: expected a whole number from 0 to 2^63 - 1, got {self.seed}")

    @cached_property
    def frame(self) -> Frame:
        """Where everything stands in the arrays."""
        if self.part is not None:
            return self.part[0].frame
        if self.like is not None and self.like.case is self.case:
            return self.like.frame
        return Frame(self.case)

    def vary(self, case: Case) -> Workspace:
        """Return a workspace for the same case with other numbers, on the same draws.

        It is what a new one would be, bit for bit, but draws again only what has changed.

        Parameters
        ----------
        case : as :func:`detente.case.readings.apply_changes` returns it: the same sides, issues and
            options, and the same seed.
        """
        if self.seed is None and case.seed != self.case.seed:
            raise ValueError(f"a view has the seed of its case, {self.case.seed}, not {case.seed}")
        return Workspace(case, self.draws, self.seed, self, approximate=self.approximate)

    def thin(self, most: int) -> Workspace:
        """Return the same case on fewer draws: the first of the same sequence, made once.

        Parameters
        ----------
        most : so many draws at most; a workspace that has no more is returned itself.
        """
        if self.draws <= most:
            return self
        return self.recall(("thin", most), lambda: self._thin(most))

    def _thin(self, most: int) -> Workspace:
        if self.like is not None:
            return self.like.thin(most).vary(self.case)
        return Workspace(self.case, most, self.seed, approximate=self.approximate)

    @cached_property
    def uniforms(self) -> Uniforms:
        """Where each draw stands in every range of the case.

        Raises
        ------
        TooLargeError
            More numbers than fit in memory.
        """
        if self.like is not None:
            return self.like.uniforms
        each = count_uniforms(self.frame) + len(self.frame.sides) * self.frame.layout.n_columns
        if self.draws * each > MAX_NUMBERS:
            raise TooLargeError(
                f"draws: {self.draws:,} draws of this case are too many to hold; "
                f"at most {MAX_NUMBERS // each:,} are"
            )
        return draw_case(self.frame, self.draws, self.seed)

    @cached_property
    def sample(self) -> Sample:
        """The draws."""
        if self.part is not None:
            whole, rows = self.part
            return Part.of(whole.sample, rows)
        like = None if self.like is None else self.like.sample
        return Sample(self.frame, self.uniforms, like)

    @property
    def searched(self) -> Workspace:
        """The draws on which packages and plans are searched for: the first of them."""
        return self.thin(SEARCH_DRAWS) if self.part is None else self.part[0].searched

    def gather(self, measure: Callable[[Workspace], T]) -> list[T]:
        """Measure something on all draws, a block of them at a time.

        Parameters
        ----------
        measure : from a workspace on some of the draws to what is measured there. What it finds is
            kept with that workspace, and goes with it. A workspace of one block is measured itself.

        Returns
        -------
        What was measured, in the order of the draws.
        """
        if self.draws <= BLOCK:
            return [measure(self)]
        _ = self.sample.values, self.sample.reservation, self.scale  # not in two threads at once
        rows = [slice(at, min(at + BLOCK, self.draws)) for at in range(0, self.draws, BLOCK)]
        with ThreadPoolExecutor(max_workers=THREADS) as beside:
            return list(beside.map(lambda each: measure(self._take(each)), rows))

    def _take(self, rows: slice) -> Workspace:
        """Take some of the draws."""
        draws = rows.stop - rows.start
        part = (self, rows)
        return Workspace(self.case, draws, self.seed, part=part, approximate=self.approximate)

    @property
    def drawn(self) -> Workspace:
        """The plainest workspace that it was varied from with the same values: itself at worst."""
        if self.like is None or self.sample.values is not self.like.sample.values:
            return self
        return self.like.drawn

    @property
    def plainest(self) -> Workspace:
        """The one that it and all its like were varied from: the same shape, the same draws."""
        return self if self.like is None else self.like.plainest

    @property
    def valued(self) -> Workspace:
        """The plainest that it was varied from with the same values and reservation values."""
        if self.like is None or self.sample.values is not self.like.sample.values:
            return self
        same = self.sample.reservation is self.like.sample.reservation
        return self.like.valued if same else self

    @cached_property
    def scale(self) -> FloatArray:
        """Whole numbers per point, ``(D, Q)``; see :func:`detente.core.integers.compute_scale`."""
        if self.part is not None:
            whole, rows = self.part
            return whole.scale[rows]
        if self.like is not None and self.sample.values is self.like.sample.values:
            return self.like.scale
        if self.draws <= BLOCK:
            return compute_scale(self.sample.values)
        values = self.sample.values
        parts = [values[at : at + BLOCK] for at in range(0, self.draws, BLOCK)]
        return np.concatenate([compute_scale(part) for part in parts])

    @cached_property
    def trials(self) -> Trials:
        """The draws in whole numbers, so that ties are ties; as large as the values themselves."""
        sample, scale = self.sample, self.scale
        reservation = np.rint(sample.reservation * scale)
        if self.like is not None and sample.values is self.like.sample.values:
            return replace(self.like.trials, reservation=reservation)
        values = np.asfortranarray(scale_values(sample.values, scale))
        return Trials(self.frame.layout, values, reservation, scale, len(self.frame.parties))

    @cached_property
    def origin(self) -> Origin:
        """What was analysed, and how."""
        from detente import __version__

        written = [e.quantity for e in self.case.quantities() if not e.quantity.is_default]
        return Origin(
            title=self.case.title,
            as_of=self.case.as_of,
            digest=self.case.digest,
            seed=self.case.seed if self.seed is None else self.seed,
            draws=self.draws,
            version=__version__,
            numbers=len(written),
            sourced=sum(quantity.sourced for quantity in written),
        )
