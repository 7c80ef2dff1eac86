"""Where a quantity of a case is written: the file and the path, by the key of the quantity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from detente.case import schema
from detente.case.fields import FIRMNESS
from detente.case.positions import Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision

_LAST = ("because", "note")


@dataclass(frozen=True)
class Place:
    """Where a quantity stands, or would stand.

    Parameters
    ----------
    order : the keys around it in their usual order.
    optional : whether a case is in order without it.
    """

    file: str
    path: Path
    order: tuple[str, ...] = ()
    optional: bool = True


Finder: TypeAlias = "Callable[[Revision, Sequence[str]], Place]"


def find_place(revision: Revision, key: str) -> Place:
    """Find where a quantity is written, or would be, by its key in `Case.quantities`.

    Raises
    ------
    InputError : the case has no place for it.
    """
    kind, *steps = key.split("/")
    try:
        return _FINDERS[kind](revision, steps)
    except (KeyError, IndexError, ValueError):
        text = f"the case has no place for a number {quote(key)}; it may have been removed"
        raise InputError(text) from None


def list_option_keys(revision: Revision) -> tuple[str, ...]:
    """List the keys of an option in the order of the shipped cases."""
    first, *rest = (name for name in schema.OptionEntry.model_fields if name not in _LAST)
    return (first, *_list_actors(revision), *rest, *_LAST)


def list_keys(model: type[schema.Entry]) -> tuple[str, ...]:
    """List the keys of an entry in their usual order, what it rests on last."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return (*(name for name in names if name not in _LAST), *_LAST)


def _list_actors(revision: Revision) -> tuple[str, ...]:
    return tuple(actor.id for actor in revision.case.actors)


def _check(known: Sequence[str], id: str) -> str:
    """Return an id that is known; raises ValueError for another."""
    return known[known.index(id)]


def _find_reservation(revision: Revision, steps: Sequence[str]) -> Place:
    (actor,) = steps
    is_party = actor in (party.id for party in revision.case.parties)
    section = "parties" if is_party else "ratifiers"
    path = (section, _check(_list_actors(revision), actor), "reservation")
    return Place("case.yaml", path, ("name", "party", "reservation", "about"))


def _find_value(revision: Revision, steps: Sequence[str]) -> Place:
    actor, issue, option = steps
    path = ("issues", issue, "options", option)
    if revision.sheet("case.yaml").find(path) is None:
        raise KeyError(option)
    _check(_list_actors(revision), actor)
    return Place("case.yaml", (*path, actor), list_option_keys(revision))


def _find_interaction(revision: Revision, steps: Sequence[str]) -> Place:
    number, actor = steps
    path = ("interactions", int(number) - 1)
    if revision.sheet("case.yaml").find(path) is None:
        raise KeyError(number)
    actors = _list_actors(revision)
    return Place("case.yaml", (*path, _check(actors, actor)), ("when", "title", *actors, *_LAST))


def _find_firmness(_: Revision, steps: Sequence[str]) -> Place:
    (firm,) = steps
    return Place("offers.yaml", ("firmness", _check(FIRMNESS, firm)), FIRMNESS)


def _find_element(revision: Revision, file: str, section: str, id: str) -> Path:
    """Find the element of a list by its id."""
    items = revision.sheet(file).tree.items(section)
    return section, [item.text("id") for item in items].index(id)


def _find_meeting(revision: Revision, steps: Sequence[str]) -> tuple[Path, Sequence[str]]:
    """Find a meeting, or what changes at it from a day on; and the steps that are left."""
    path = _find_element(revision, "meetings.yaml", "meetings", steps[0])
    rest = steps[1:]
    return ((*path, *rest[:2]), rest[2:]) if rest[:1] == ["after"] else (path, rest)


def _find_readiness(revision: Revision, steps: Sequence[str]) -> Place:
    path, rest = _find_meeting(revision, steps)
    if rest:
        raise ValueError(rest)
    order = list_keys(schema.MeetingEntry)
    return Place("meetings.yaml", (*path, "readiness"), order, optional="after" in path)


def _find_payoff(revision: Revision, steps: Sequence[str]) -> Place:
    path, (party, kind) = _find_meeting(revision, steps)
    order = tuple(schema.PayoffEntry.model_fields)
    return Place("meetings.yaml", (*path, "payoffs", party, _check(order, kind)), order)


def _find_help(revision: Revision, steps: Sequence[str]) -> Place:
    path, (number, *rest) = _find_meeting(revision, steps)
    path = (*path, "pays")
    if revision.sheet("meetings.yaml").tree.items(*path):
        path = (*path, int(number) - 1)
    if revision.sheet("meetings.yaml").find(path) is None or rest not in ([], ["costs"]):
        raise KeyError(number)
    key = "costs" if rest else "amount"
    return Place("meetings.yaml", (*path, key), list_keys(schema.PaysEntry), optional=bool(rest))


def _find_term(section: str) -> Finder:
    def find(revision: Revision, steps: Sequence[str]) -> Place:
        (side,) = steps
        actors = _list_actors(revision)
        return Place("plan.yaml", (section, _check(actors, side)), actors)

    return find


def _find_deposit(revision: Revision, steps: Sequence[str]) -> Place:
    path = _find_element(revision, "plan.yaml", "deposits", steps[0])
    if tuple(steps[1:]) == ("loses",):
        order = list_keys(schema.DepositEntry)
        return Place("plan.yaml", (*path, "loses"), order, optional=False)
    pays, party = steps[1:]
    actors = _list_actors(revision)
    return Place("plan.yaml", (*path, _check(("pays",), pays), _check(actors, party)), actors)


_FINDERS: dict[str, Finder] = {
    "reservation": _find_reservation,
    "value": _find_value,
    "interaction": _find_interaction,
    "firmness": _find_firmness,
    "readiness": _find_readiness,
    "payoff": _find_payoff,
    "pays": _find_help,
    "relationship": _find_term("relationship"),
    "reputation": _find_term("reputation"),
    "floor": _find_term("floors"),
    "deposit": _find_deposit,
}
