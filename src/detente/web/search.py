"""What is looked for of a case in the background, and what was found of it last."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from detente.case import Case
from detente.report.naming import Names


@dataclass(eq=False)
class Search:
    """The search for parts of a report, in the background.

    Parameters
    ----------
    digest : of the case that is shown.
    failed : why a part cannot be found, by its name and the digest of the case that it is of.
    stopped : whether somebody stopped it.
    asked : the parts that are looked for, likewise.
    """

    digest: str
    failed: dict[tuple[str, str], str] = field(default_factory=dict)
    stopped: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)

    def explain(self, names: Iterable[str], case: Case) -> str:
        """Say why parts cannot be found; empty where none of them has failed."""
        failed = (self.failed.get((name, case.digest), "") for name in names)
        return " ".join(filter(None, failed))


@dataclass(frozen=True)
class Seen:
    """A case with what was found about it; ``old`` where it is an earlier one than is shown."""

    names: Names
    found: Any
    old: bool = False
