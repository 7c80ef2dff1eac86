"""What two readings of a case see differently, number by number and in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from detente.case import Case
from detente.case.arrays import DAYS_PER_YEAR
from detente.case.differences import are_equal, list_known
from detente.case.model import Change
from detente.case.readings import find_reading

By: TypeAlias = Literal["kind", "issue", "party"]

BASE = "base"
"""What the case itself is called beside its readings."""

KINDS = {
    "values": ("value/", "interaction/"),
    "reservation values": ("reservation/",),
    "trust": ("trust/", "promise/"),
    "firmness": ("firmness/", "pledge/"),
    "meetings": ("payoff/", "readiness/", "pays/"),
    "terms": ("relationship/", "reputation/", "deposit/", "floor/"),
}
"""Groups of inputs by kind, and how their keys begin."""

_STEMS = {stem.rstrip("/"): kind for kind, stems in KINDS.items() for stem in stems}


@dataclass(frozen=True)
class Contrast:
    """One number that two readings see differently.

    Parameters
    ----------
    key : as in the case's quantities.
    group : the group of inputs that it belongs to.
    changes : what each of the two makes of it; None where it is as in the case itself.
    texts : what each of the two has, as written.
    """

    key: str
    group: str
    changes: tuple[Change | None, Change | None]
    texts: tuple[str, str]


def get_changes(case: Case, reading: str) -> tuple[Change, ...]:
    """Return what a reading changes; nothing for the case itself.

    Raises
    ------
    InputError : the case has no such reading.
    """
    return () if reading == BASE else find_reading(case, reading).changes


def find_contrasts(case: Case, first: str, second: str, by: By) -> tuple[Contrast, ...]:
    """List the numbers that two readings see differently, in the order of the readings.

    Parameters
    ----------
    first, second : ids of readings; ``base`` for the case itself.
    by : how numbers are put in groups.
    """
    sides = [{c.key: c for c in get_changes(case, each)} for each in (first, second)]
    known = dict(list_known(case))
    found = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        changes = (sides[0].get(key), sides[1].get(key))
        values = [known.get(key) if c is None else c.value for c in changes]
        if not are_equal(key, *values):
            texts = (_write(key, values[0]), _write(key, values[1]))
            found.append(Contrast(key, find_group(case, key, by), changes, texts))
    return tuple(found)


def list_groups(case: Case, contrasts: Sequence[Contrast], by: By) -> dict[str, tuple[str, ...]]:
    """List the groups in which something differs, with the keys of each."""
    order = [*_list_own(case, by), *KINDS]
    named = sorted({each.group for each in contrasts}, key=order.index)
    return {group: tuple(c.key for c in contrasts if c.group == group) for group in named}


def _list_own(case: Case, by: By) -> tuple[str, ...]:
    match by:
        case "issue":
            return (*(issue.id for issue in case.issues), "combinations")
        case "party":
            return tuple(actor.id for actor in case.actors)
        case "kind":
            return ()


def find_group(case: Case, key: str, by: By) -> str:
    """Find the group of inputs that a key belongs to.

    Examples
    --------
    >>> import detente
    >>> case = detente.load(detente.find_case("us-dprk-2020"))
    >>> key = "value/congress/un-sanctions/plus-coal"
    >>> find_group(case, key, "kind"), find_group(case, key, "issue")
    ('values', 'un-sanctions')
    >>> find_group(case, key, "party"), find_group(case, "firmness/stated", "party")
    ('congress', 'firmness')
    """
    parts = key.split("/")
    own = {"kind": "", "issue": _find_issue(parts), "party": _find_side(case, parts)}[by]
    return own or _STEMS[parts[0]]


def _find_issue(parts: Sequence[str]) -> str:
    match parts:
        case ["value", _, issue, _]:
            return issue
        case ["interaction", *_]:
            return "combinations"
        case ["pledge", _, issue, _]:
            return issue
    return ""


def _find_side(case: Case, parts: Sequence[str]) -> str:
    """Find whose number it is; nothing for what is nobody's own."""
    match parts:
        case ["value", side, *_] | ["interaction", _, side]:
            return side
        case ["reservation" | "relationship" | "reputation" | "floor", side]:
            return side
        case ["payoff", *_, side, _] | ["deposit", _, "pays", side]:
            return side
        case ["deposit", id, "loses"]:
            return next(each.secures for each in case.plan.deposits if each.id == id)
        case ["pays", id, number, *costs]:
            paid = case.meeting(id).pays[int(number) - 1]
            return paid.by if costs else paid.to
        case ["promise", id, _]:
            return next(each.by for each in case.promises if each.id == id)
    return ""


def _write(key: str, value: Any) -> str:
    """Write a value as it stands in the case."""
    if value is None:
        return "not given"
    if key == "trust/half_life":
        return f"{value / DAYS_PER_YEAR:.3g} years"
    return f"{value:g}" if isinstance(value, float) else str(value)
