"""From a package to its items: each the move of one issue from an option to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from detente.case.arrays import Frame
from detente.case.constraint_model import Choice
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.study.plan_records import Move

PER_MILLE = 1000


@dataclass(frozen=True)
class Item:
    """The move of an issue from one option to the next.

    Parameters
    ----------
    issue : its index; start, to : option indices.
    gives : who performs it, ``(P,)``.
    undo : share that can be snapped back, in thousandths.
    days : days that it takes, verification included as far as it is waited for.
    verify : days that its verification takes in all, waited for or not.
    lag : stages by which its receipt counts late, since verification is slower than that.
    shares : interactions that it helps to complete, with the share of each that it is given.
    """

    issue: int
    start: int
    to: int
    gives: BoolArray
    undo: int
    days: int
    verify: int
    lag: int
    shares: tuple[tuple[int, Fraction], ...] = ()


def find_items(frame: Frame, package: IntArray) -> Iterator[Item]:
    """Go over the items of a package, issue by issue: each step of a ladder is one."""
    wait = frame.case.plan.wait_days
    for index, issue in enumerate(frame.case.issues):
        givers = frame.givers(issue)
        gives = np.array([party in givers for party in frame.parties], dtype=np.bool_)
        for step in issue.list_steps(int(package[index])):
            option = issue.options[step]
            verify = option.verify_days
            waited = verify if wait is None else min(verify, wait)
            yield Item(
                issue=index,
                start=step - 1 if issue.ordered else 0,
                to=step,
                gives=gives,
                undo=round(option.undo * PER_MILLE),
                days=option.duration_days + waited,
                verify=verify,
                lag=compute_lag(verify, wait),
            )


def compute_lag(verify: int, wait: int | None) -> int:
    """Stages by which a receipt counts late when verification takes longer than is waited for."""
    return 0 if wait is None else max(0, -(-verify // max(wait, 1)) - 1)


def share_out(frame: Frame, items: list[Item]) -> list[Item]:
    """Give what each interaction adds, or no longer adds, in equal shares to its items."""
    shares: list[list[tuple[int, Fraction]]] = [[] for _ in items]
    for place, interaction in enumerate(frame.case.interactions):
        parts = [_find_part(frame, items, *part) for part in interaction.when.items()]
        for sign, behind in ((1, _find_completing(parts)), (-1, _find_ending(parts))):
            for part in behind:
                shares[part].append((place, Fraction(sign, len(behind))))
    return [replace(item, shares=tuple(own)) for item, own in zip(items, shares, strict=True)]


@dataclass(frozen=True)
class _Part:
    """One issue of an interaction: whether it holds before and after, and the item between."""

    before: bool
    after: bool
    item: int | None


def _find_completing(parts: Sequence[_Part]) -> list[int]:
    """The items that complete an interaction; none when it does not hold, or held before."""
    if not all(part.after for part in parts) or all(part.before for part in parts):
        return []
    return [part.item for part in parts if part.item is not None]


def _find_ending(parts: Sequence[_Part]) -> list[int]:
    """The items that end an interaction which holds at the status quo."""
    if not all(part.before for part in parts) or all(part.after for part in parts):
        return []
    return [part.item for part in parts if part.item is not None]


def _find_part(frame: Frame, items: Sequence[Item], issue: str, choice: Choice) -> _Part:
    """Find whether a choice holds before and after, and which item makes the last difference."""
    index = frame.issue_index[issue]
    reached = frame.case.issues[index].matches(choice)
    own = [(place, item) for place, item in enumerate(items) if item.issue == index]
    last = own[-1][1].to if own else 0
    switches = [place for place, item in own if (item.start in reached) != (item.to in reached)]
    return _Part(0 in reached, last in reached, switches[-1] if switches else None)


def find_order(frame: Frame, items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """The steps of a ladder in order, and what an option requires before it."""
    for place, item in enumerate(items):
        issue = frame.case.issues[item.issue]
        for other, earlier in enumerate(items):
            if earlier.issue == item.issue and earlier.to == item.start:
                yield other, place
        for required in issue.options[item.to].requires:
            part = _find_part(frame, items, *required)
            if part.after and part.item is not None:
                yield part.item, place


def is_done(frame: Frame, item: Item, begun: IntArray) -> bool:
    """Whether an item is among what has been reached."""
    return frame.case.issues[item.issue].is_reached(int(begun[item.issue]), item.to)


def stack_gives(items: Sequence[Item], parties: int) -> BoolArray:
    """Say who performs each item, ``(P, N)``."""
    return np.array([item.gives for item in items], dtype=np.bool_).reshape(-1, parties).T


def find_reliance(gives: BoolArray, worth: FloatArray) -> BoolArray:
    """Who relies on whom for an act: whom it benefits, on those who perform it, ``(P, P)``."""
    benefits = worth[: len(gives)] > 0
    return benefits[:, None] & gives[None, :] & ~np.eye(len(gives), dtype=np.bool_)


def describe(frame: Frame, item: Item) -> Move:
    """Name the issue, the options and the performers of an item."""
    issue = frame.case.issues[item.issue]
    by = tuple(party for party, gives in zip(frame.parties, item.gives, strict=True) if gives)
    return Move(issue.id, issue.options[item.start].id, issue.options[item.to].id, by)


def name_moved(frame: Frame, package: IntArray) -> dict[str, str]:
    """Name the issues that a package moves off the status quo, and how far."""
    options = frame.to_options(package)
    return {
        issue: option for (issue, option), to in zip(options.items(), package, strict=True) if to
    }
