"""Which coalitions are looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TypeAlias

Members: TypeAlias = tuple[str, ...]
IsWinning: TypeAlias = Callable[[Collection[str]], bool]

ALL_UP_TO = 6
"""Of so many parties every coalition is looked at."""

MOST_WINNING = 48
"""Of more parties, the smallest coalitions whose deals count, at most so many."""


@dataclass(frozen=True)
class Listed:
    """Coalitions, the largest first; ``complete``: whether these are all there are."""

    members: tuple[Members, ...]
    complete: bool


def list_coalitions(parties: Sequence[str], is_winning: IsWinning) -> Listed:
    """List the coalitions to look at, each of two parties or more.

    Parameters
    ----------
    parties : ids in the case's order, at most a dozen or so.
    is_winning : whether a deal between some of them counts; never lost by one more.

    Returns
    -------
    Every coalition, of up to :data:`ALL_UP_TO` parties. Of more, all of them together, all but
    one, and the smallest whose deals count, at most :data:`MOST_WINNING`. The largest come first,
    then the case's order. O(P 2^P).

    Examples
    --------
    >>> list_coalitions("abc", lambda members: "a" in members)
    Listed(members=(('a', 'b', 'c'), ('a', 'b'), ('a', 'c'), ('b', 'c')), complete=True)
    >>> list_coalitions("abcdefgh", lambda members: {"a", "b"} <= set(members)).members[-1]
    ('a', 'b')
    """
    if len(parties) <= ALL_UP_TO:
        return Listed(tuple(_list_all(parties)), complete=True)
    near = [tuple(parties), *combinations(parties, len(parties) - 1)]
    smallest = islice(find_smallest_winning(parties, is_winning), MOST_WINNING)
    place = {party: at for at, party in enumerate(parties)}
    ordered = sorted(
        {*near, *smallest}, key=lambda members: (-len(members), [place[each] for each in members])
    )
    return Listed(tuple(ordered), complete=False)


def find_smallest_winning(parties: Sequence[str], is_winning: IsWinning) -> Iterator[Members]:
    """Find the coalitions whose deals count, but would not without any one member.

    These are the minimal winning coalitions of von Neumann and Morgenstern (1944), the smallest
    first. O(P 2^P).

    Examples
    --------
    >>> list(find_smallest_winning("abcd", lambda m: "a" in m and len(m) > 2))
    [('a', 'b', 'c'), ('a', 'b', 'd'), ('a', 'c', 'd')]
    """
    for size in range(2, len(parties) + 1):
        for members in combinations(parties, size):
            fewer = combinations(members, size - 1) if size > 2 else ()
            if is_winning(members) and not any(map(is_winning, fewer)):
                yield members


def count_coalitions(parties: int) -> int:
    """Count the coalitions of two or more of so many parties.

    Examples
    --------
    >>> count_coalitions(2), count_coalitions(3), count_coalitions(6)
    (1, 4, 57)
    """
    return int(2**parties) - parties - 1


def _list_all(parties: Sequence[str]) -> Iterator[Members]:
    for size in range(len(parties), 1, -1):
        yield from combinations(parties, size)
