"""The cases that are open, and those that can be: by the keys that name them in addresses."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from detente.errors import InputError
from detente.web.analyst import Analyst
from detente.web.desk import Desk
from detente.web.shelving import MOST, list_cases, make_keys


@dataclass(eq=False)
class Shelf:
    """Case folders, each opened when it is first used.

    Parameters
    ----------
    folders : where each case is kept, by the key that names it in addresses.
    analyst : answers questions about all of them.
    shipped : keys of those that came with detente, which are never written to.
    root : the folder in which they stand, and others may be put; None for a case alone.
    desks : those that are open.
    """

    folders: Mapping[str, Path]
    analyst: Analyst
    shipped: frozenset[str] = frozenset()
    root: Path | None = None
    desks: dict[str, Desk] = field(default_factory=dict)
    _opening: Lock = field(default_factory=Lock, repr=False)

    def __contains__(self, key: object) -> bool:
        return key in self.folders

    def __getitem__(self, key: str) -> Desk:
        """Open a case, or return it open.

        Raises
        ------
        KeyError : no case has this key.
        CaseError : it has problems; it is tried again the next time.
        """
        folder = self.folders[key]
        with self._opening:
            if key not in self.desks:
                self.desks[key] = Desk.open(key, folder, self.analyst, shipped=key in self.shipped)
        return self.desks[key]

    def look(self) -> None:
        """Take in what was put into the folder since, and pass over what was taken out.

        What has a key keeps it, and what is open stays.
        """
        if self.root is None:
            return
        with suppress(InputError), self._opening:
            there = list_cases(self.root)[:MOST]
            known = make_keys(there, self.folders)
            stay = {key: each for key, each in known.items() if each in there or key in self.desks}
            self.folders = dict(sorted(stay.items(), key=lambda item: item[1]))

    @property
    def unsaved(self) -> list[Desk]:
        """Open cases that say something else than the disk does."""
        return [desk for desk in self.desks.values() if not desk.is_saved]
