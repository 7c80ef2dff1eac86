"""The cases that are open, and those that can be: by the keys that name them in addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from detente.web.analyst import Analyst
from detente.web.desk import Desk


@dataclass(eq=False)
class Shelf:
    """Case folders, each opened when it is first used.

    Parameters
    ----------
    folders : where each case is kept, by the key that names it in addresses.
    analyst : answers questions about all of them.
    shipped : keys of those that came with detente, which are never written to.
    desks : those that are open.
    """

    folders: Mapping[str, Path]
    analyst: Analyst
    shipped: frozenset[str] = frozenset()
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

    @property
    def unsaved(self) -> list[Desk]:
        """Open cases that say something else than the disk does."""
        return [desk for desk in self.desks.values() if not desk.is_saved]
