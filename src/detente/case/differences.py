"""What is different between two versions of a case: which numbers, and whether its shape is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from detente.case.model import ZERO, Case, Change, Pledge, Promise, Quantity, TrustSettings
from detente.case.readings import apply_changes

_WORDS = frozenset(
    {"about", "author", "because", "condition", "digest", "events", "folder", "forecasts", "name",
     "note", "notices", "place", "readings", "sources", "text", "title", "trust", "what"}
)  # fmt: skip
"""Fields of a case that nothing is computed from, or that are numbers under a key."""

_NUMBERED = {Promise: {"outcome", "share", "weight"}, Pledge: {"option", "firm"}}
"""Fields that :func:`list_known` has under a key."""

_NEVER_NOTHING = ("floor/", "promise/")
"""What is left out under these keys is not 0: it is not there."""


def list_changes(before: Case, after: Case) -> tuple[Change, ...] | None:
    """List what makes one version of a case the other, as far as anything is computed from it.

    Returns
    -------
    Changes that :func:`detente.case.readings.apply_changes` makes of the first all that the second
    computes with; None where no such changes do, since something else is different too. Titles,
    sources, readings, events and forecasts do not count.

    Examples
    --------
    >>> import detente
    >>> case = detente.load(detente.find_case("barter-nash-1950"))
    >>> list_changes(case, case)
    ()
    """
    if not has_same_shape(before, after):
        return None
    known = dict(list_known(after))
    changes = tuple(_make_changes(list_different(before, after), known))
    left = list_different(apply_changes(before, changes, "version"), after)
    return None if left else changes


def _make_changes(keys: tuple[str, ...], known: Mapping[str, Any]) -> Iterator[Change]:
    for key in keys:
        value = known.get(key)
        if value is None and not key.startswith(_NEVER_NOTHING):
            value = ZERO
        if value is not None:
            yield Change(key, value, getattr(value, "place", ""))


def list_different(before: Case, after: Case) -> tuple[str, ...]:
    """List the keys of the numbers that differ, in the order of the second version."""
    known, new = dict(list_known(before)), dict(list_known(after))
    keys = dict.fromkeys([*new, *known])
    return tuple(key for key in keys if not are_equal(key, known.get(key), new.get(key)))


def list_known(case: Case) -> Iterator[tuple[str, Any]]:
    """List what a case has under every key that a reading may change."""
    for entry in case.quantities():
        yield entry.key, entry.quantity
    trust = case.trust
    yield "trust/prior/kept", trust.prior_kept
    yield "trust/prior/broken", trust.prior_broken
    yield "trust/half_life", trust.half_life_days
    yield "trust/precedent_weight", trust.precedent_weight
    yield from ((f"trust/credit/{name}", credit) for name, credit in trust.credit.items())
    for promise in case.promises:
        for name in ("outcome", "share", "weight"):
            yield f"promise/{promise.id}/{name}", getattr(promise, name)
    for offer in case.offers:
        for pledge in offer.pledges:
            for name in ("option", "firm"):
                yield f"pledge/{offer.id}/{pledge.issue}/{name}", getattr(pledge, name)


def are_equal(key: str, one: Any, other: Any) -> bool:
    """Whether two values under a key are the same number, whatever they rest on."""
    return bool(_get_number(key, one) == _get_number(key, other))


def _get_number(key: str, value: Any) -> Any:
    """Return what counts of a value; what nobody wrote counts as 0 where that is its meaning."""
    if value is None and "/after/" not in key and not key.startswith(_NEVER_NOTHING):
        value = ZERO
    return value.numbers if isinstance(value, Quantity) else value


def has_same_shape(before: Case, after: Case) -> bool:
    """Whether two versions of a case differ in nothing but numbers under a key, and in words."""
    return bool(outline(before) == outline(after))


def has_same_lists(before: Case, after: Case) -> bool:
    """Whether two versions of a case have the same sides, issues, options and combinations.

    Their draws are then the same, if their seed is.
    """
    return _name_lists(before) == _name_lists(after)


def _name_lists(case: Case) -> tuple[Any, ...]:
    issues = [(issue.id, [option.id for option in issue.options]) for issue in case.issues]
    return [actor.id for actor in case.actors], issues, len(case.interactions)


def outline(value: Any) -> Any:
    """Say all that is not a number under a key, and no words, in a form that can be compared."""
    if isinstance(value, Mapping):
        named = {key: outline(each) for key, each in value.items()}
        return {key: each for key, each in named.items() if each not in (None, {})}
    if isinstance(value, tuple):
        return [outline(each) for each in value]
    if isinstance(value, Quantity | TrustSettings):
        return None
    if not is_dataclass(value):
        return value
    without = _WORDS | _NUMBERED.get(type(value), set())
    return {
        field.name: outline(getattr(value, field.name))
        for field in fields(value)
        if field.name not in without
    }
