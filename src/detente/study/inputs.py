"""What varies in a case: the numbers that share their uncertainty, and where each draw has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.case import Quantity, terms
from detente.case.arrays import draw_quantity
from detente.case.days import find_payoffs, find_readiness
from detente.core.belief import Belief
from detente.core.layout import FloatArray, IntArray
from detente.study.payoffs import get_day
from detente.study.payoffs import list_inputs as list_meeting_inputs
from detente.study.workspace import Workspace

LOW, HIGH = 0.1, 0.9
"""A range is written from P10 to P90."""


@dataclass(frozen=True)
class Input:
    """Numbers of a case that share their uncertainty: they are low together, or high together.

    Parameters
    ----------
    name : the start of the keys that it moves, such as ``value/usa/yongbyon``.
    side, issue : whose number it is and on what; empty where it is nobody's.
    numbers : by key, the quantities that it moves, or the belief that it is.
    u : where each draw stands in its range, ``(D,)``, strictly between 0 and 1.
    record : of a belief, the share of promises behind it that cite a source.
    """

    name: str
    side: str
    issue: str
    numbers: tuple[tuple[str, Quantity | Belief], ...]
    u: FloatArray
    record: float = 0.0

    @property
    def sourced(self) -> float:
        """Whether its first number rests on a source, 0 or 1; of a belief, how far its record."""
        number = self.numbers[0][1]
        return self.record if isinstance(number, Belief) else float(number.sourced)

    @property
    def unit(self) -> Literal["points", "share"]:
        """In what its numbers count: points of its side, or a share."""
        kind = self.name.split("/")[0]
        return "share" if kind in ("firmness", "trust", "readiness") else "points"

    def put_first(self, key: str) -> Input:
        """Put one of its numbers first, for it to stand for all."""
        ranked = sorted(self.numbers, key=lambda pair: pair[0] != key)
        return replace(self, numbers=tuple(ranked))

    def read(self, u: npt.ArrayLike) -> FloatArray:
        """Read its first number at the given probabilities."""
        number, at = self.numbers[0][1], np.asarray(u, dtype=np.float64)
        if isinstance(number, Belief):
            return number.compute_quantile(at)
        drawn = draw_quantity(number, at)
        return np.clip(drawn, 0.0, 1.0) if self.unit == "share" else drawn


def find_inputs(workspace: Workspace) -> tuple[Input, ...]:
    """Find what varies over the draws of a case; what is written as a point does not.

    Returns
    -------
    One input for each side and issue, side and combination, reservation value, belief of one party
    in another, payoff of a party in a meeting, readiness, payment and term of a plan, and one for
    all levels of firmness. Of the numbers of each, the widest comes first; of a meeting's, the one
    that holds on its date.
    """
    known = {entry.key: entry.quantity for entry in workspace.case.quantities()}
    found = (
        _make(workspace, name, [(key, known[key]) for key in keys], u)
        for name, keys, u in _list_streams(workspace, list(known))
    )
    return (*(each for each in found if each is not None), *_list_beliefs(workspace))


def _list_streams(
    workspace: Workspace, keys: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], FloatArray]]:
    """List the streams of quantities: name, keys, where the draws stand."""
    by_stream: dict[str, list[str]] = {}
    for key in keys:
        by_stream.setdefault(_find_stream(key), []).append(key)
    for name, u in workspace.uniforms.name(workspace.frame):
        if name in by_stream:
            yield name, by_stream[name], u
    for meeting in workspace.case.meetings:
        yield from list_meeting_inputs(workspace, meeting)
    yield from terms.list_inputs(workspace.frame, workspace.draws, workspace.seed)


def _find_stream(key: str) -> str:
    """Name the stream that a quantity is read from: options of an issue share it, so do levels."""
    parts = key.split("/")
    return {"value": "/".join(parts[:3]), "firmness": "firmness"}.get(parts[0], key)


def _make(
    workspace: Workspace, name: str, numbers: Sequence[tuple[str, Quantity]], u: FloatArray
) -> Input | None:
    ranges = [(key, quantity) for key, quantity in numbers if not quantity.is_point]
    if not ranges:
        return None
    now = _find_in_force(workspace, name)
    ranges.sort(key=lambda pair: (pair[1] is not now, -_measure(pair[1])))
    side, issue = _find_owner(workspace, name)
    return Input(name, side, issue, tuple(ranges), u)


def _find_in_force(workspace: Workspace, name: str) -> Quantity | None:
    """Find the number of a meeting that holds on its date, whatever the calendar changes later."""
    kind, *rest = name.split("/")
    if kind not in ("readiness", "payoff"):
        return None
    meeting = workspace.case.meeting(rest[0])
    day = get_day(meeting)
    if kind == "readiness":
        return find_readiness(workspace.case, meeting, day)
    return find_payoffs(workspace.case, meeting, day).get((rest[1], rest[2]))


def _measure(quantity: Quantity) -> float:
    low, high = draw_quantity(quantity, np.array([LOW, HIGH]))
    return float(high - low)


def _find_owner(workspace: Workspace, name: str) -> tuple[str, str]:
    """Say whose points an input counts in, and on which issue."""
    kind, *rest = name.split("/")
    match kind:
        case "value":
            return rest[0], rest[1]
        case "interaction" | "payoff":
            return rest[1], ""
        case "reservation" | "relationship" | "reputation" | "floor":
            return rest[0], ""
        case "deposit":
            by_id = {each.id: each for each in workspace.case.plan.deposits}
            return (by_id[rest[0]].secures if rest[1] == "loses" else rest[2]), ""
        case "pays":
            meeting = workspace.case.meeting(rest[0])
            paid = meeting.pays[int(rest[1]) - 1]
            return (paid.by if rest[-1] == "costs" else paid.to), ""
    return "", ""


def _list_beliefs(workspace: Workspace) -> Iterator[Input]:
    """List how far each party believes each other, where offers draw on it."""
    frame = workspace.frame
    for p, viewer in enumerate(frame.parties):
        for q, giver in enumerate(frame.parties):
            if p != q:
                belief = frame.belief(giver, viewer)
                u = belief.compute_cdf(workspace.sample.trust[:, p, q])
                key = f"trust/{viewer}/{giver}"
                sourced = measure_record(workspace, giver, viewer)
                yield Input(key, giver, "", ((key, belief),), u, sourced)


def measure_record(workspace: Workspace, giver: str, viewer: str | None = None) -> float:
    """Measure which share of the promises that a belief rests on cites a source."""
    promises, _ = workspace.frame.ledger(giver, viewer)
    return sum(bool(each.because) for each in promises) / len(promises) if promises else 0.0


def choose_number(workspace: Workspace, each: Input, package: IntArray | None) -> Input:
    """Let the option that a package takes stand for all options of its issue.

    Without a package, or where it leaves the issue as it is, the widest range does.
    """
    if package is None or not each.issue:
        return each
    issue = workspace.case.issue(each.issue)
    option = issue.options[int(package[workspace.frame.issue_index[each.issue]])].id
    return each.put_first(f"{each.name}/{option}")
