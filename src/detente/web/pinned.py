"""Packages that a person keeps to compare: on the desk, so that every page of a case has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from detente.errors import InputError

MOST = 8
"""Packages that fit beside each other."""

LONGEST = 60
"""Characters of a name."""


@dataclass(frozen=True)
class Pin:
    """A package that is kept.

    Parameters
    ----------
    id : tells it from the others of the desk.
    name : what its owner calls it.
    text : the package as an address names it; see :mod:`detente.web.pages.package_address`.
    """

    id: int
    name: str
    text: str


@dataclass
class Pins:
    """The packages that are kept for one case, in the order in which they came."""

    _held: dict[int, Pin] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __iter__(self) -> Iterator[Pin]:
        """Go over them."""
        return iter(tuple(self._held.values()))

    def __len__(self) -> int:
        """Count them."""
        return len(self._held)

    def add(self, name: str, text: str) -> Pin:
        """Keep a package; one that is kept already stays where it is, under the new name.

        Raises
        ------
        InputError : there are too many already.
        """
        same = next((pin for pin in self if pin.text == text), None)
        if same is not None:
            self.rename(same.id, name)
            return self._held[same.id]
        if len(self) >= MOST:
            raise InputError(f"{MOST} packages are pinned already; remove one of them first")
        place = next(self._ids)
        self._held[place] = Pin(place, self._tidy(name) or self.suggest(), text)
        return self._held[place]

    def rename(self, place: int, name: str) -> None:
        """Call a package something else; an empty name leaves it its own."""
        pin = self._find(place)
        self._held[place] = replace(pin, name=self._tidy(name, but=place) or pin.name)

    def remove(self, place: int) -> None:
        """Keep a package no longer."""
        del self._held[self._find(place).id]

    def suggest(self) -> str:
        """Suggest a name that no other has."""
        used = {pin.name for pin in self}
        return next(name for n in count(1) if (name := f"Package {n}") not in used)

    def _find(self, place: int) -> Pin:
        if place not in self._held:
            raise InputError("that package is not pinned any more")
        return self._held[place]

    def _tidy(self, name: str, but: int = 0) -> str:
        """Cut a name to what fits, and tell it from the same name of another."""
        name = " ".join(name.split())[:LONGEST]
        used = {pin.name for pin in self if pin.id != but}
        tries = (f"{name} ({n})" if n > 1 else name for n in count(1))
        return next(each for each in tries if each not in used) if name else ""
