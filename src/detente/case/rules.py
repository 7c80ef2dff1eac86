"""What forbids packages, one kind of rule each, and what each leaves of the options that are left.

Issues are numbered, and a set of options is the bits of an integer. To *narrow* is to take away the
options that cannot stand any more, given what is left to the other issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from detente.case.positions import Path

Left: TypeAlias = Sequence[int]
"""What each issue may still stand at, in bits."""

Narrowed: TypeAlias = Iterable[tuple[int, int]]
"""Issues, and what is left to each of them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """If issue ``when`` stands in ``these``, issue ``then`` must stand in ``those``.

    ``option`` is the option of ``when`` that states it, ``other`` the one it names; ``text``
    says it in words, and ``path`` leads to where it stands.
    """

    when: int
    option: int
    these: int
    then: int
    other: int
    those: int
    text: str
    path: Path
    is_requirement: bool

    @property
    def scope(self) -> tuple[int, ...]:
        """The issues that it speaks of."""
        return self.when, self.then

    @property
    def cost(self) -> int:
        """How much work it is to apply."""
        return 1

    def is_broken(self, options: Sequence[int]) -> bool:
        """Whether a package, given by the option of each issue, breaks it."""
        applies = self.these >> options[self.when] & 1
        return bool(applies) and not self.those >> options[self.then] & 1

    def narrow(self, left: Left) -> Narrowed:
        """Take away what cannot stand any more."""
        when, then = left[self.when], left[self.then]
        if not when & ~self.these and then & ~self.those:
            return ((self.then, then & self.those),)
        if not then & self.those and when & self.these:
            return ((self.when, when & ~self.these),)
        return ()


@dataclass(frozen=True, slots=True)
class Ban:
    """The issues of ``scope`` may not all stand in ``these``."""

    scope: tuple[int, ...]
    these: tuple[int, ...]
    text: str
    path: Path

    @property
    def cost(self) -> int:
        """How much work it is to apply."""
        return len(self.scope)

    def is_broken(self, options: Sequence[int]) -> bool:
        """Whether a package, given by the option of each issue, breaks it."""
        return all(these >> options[i] & 1 for i, these in zip(self.scope, self.these, strict=True))

    def narrow(self, left: Left) -> Narrowed:
        """Take away what cannot stand any more: something if one issue alone can escape."""
        pairs = list(zip(self.scope, self.these, strict=True))
        free = [(i, these) for i, these in pairs if left[i] & ~these]
        if len(free) > 1:
            return ()
        issue, these = free[0] if free else pairs[0]
        return ((issue, left[issue] & ~these),) if left[issue] & these else ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The issues of ``scope`` stand together as one of ``rows`` says, in bits of each."""

    scope: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    text: str
    path: Path

    @property
    def cost(self) -> int:
        """How much work it is to apply."""
        return len(self.scope) * len(self.rows)

    def is_broken(self, options: Sequence[int]) -> bool:
        """Whether a package, given by the option of each issue, breaks it."""
        return not any(self._meets([1 << options[i] for i in self.scope]))

    def narrow(self, left: Left) -> Narrowed:
        """Take away what cannot stand any more: what no row that is left allows."""
        have = [left[issue] for issue in self.scope]
        rows = list(self._meets(have))
        for place, (issue, bits) in enumerate(zip(self.scope, have, strict=True)):
            kept = 0
            for row in rows:
                kept |= row[place]
            if bits & ~kept:
                yield issue, bits & kept

    def _meets(self, have: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Go over the rows of which every issue can still stand at something."""
        for row in self.rows:
            if all(bits & some for bits, some in zip(have, row, strict=True)):
                yield row


@dataclass(frozen=True, slots=True)
class Tally:
    """From ``least`` to ``most`` of some options are in a package.

    ``counts`` says by issue of the scope how many of them each option stands for.
    """

    scope: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    least: int
    most: int
    text: str
    path: Path

    @property
    def cost(self) -> int:
        """How much work it is to apply."""
        return sum(map(len, self.counts))

    def is_broken(self, options: Sequence[int]) -> bool:
        """Whether a package, given by the option of each issue, breaks it."""
        total = sum(counts[options[i]] for i, counts in zip(self.scope, self.counts, strict=True))
        return not self.least <= total <= self.most

    def narrow(self, left: Left) -> Narrowed:
        """Take away what cannot stand any more: what takes the count out of its bounds."""
        kept = [
            [count for option, count in enumerate(counts) if left[issue] >> option & 1]
            for issue, counts in zip(self.scope, self.counts, strict=True)
        ]
        if not all(kept):
            return
        fewest, most = sum(map(min, kept)), sum(map(max, kept))
        for issue, counts, here in zip(self.scope, self.counts, kept, strict=True):
            floor, roof = self.least - (most - max(here)), self.most - (fewest - min(here))
            bits = left[issue] & _find_bits(counts, floor, roof)
            if bits != left[issue]:
                yield issue, bits


Law: TypeAlias = Rule | Ban | Listing | Tally


def _find_bits(counts: Sequence[int], least: int, most: int) -> int:
    """Mark the options that stand for so many."""
    return sum(1 << option for option, count in enumerate(counts) if least <= count <= most)
