"""Many variants of a case, or many cases, through the same questions: a grid, or a sample.

What is finished is kept: a sweep that was stopped goes on where it was. The numbers are the same
in one process, in many, and on a cluster.

>>> import tempfile
>>> import detente
>>> case = detente.load(detente.find_case("barter-nash-1950"))
>>> with tempfile.TemporaryDirectory() as folder:
...     found = detente.sweep.run(
...         case, grid={"reservation/jack": ["0", "4", "9"]}, draws=8, out=f"{folder}/jack"
...     )
...     print(found.find("deals", "p_deal_exists").high, found.n_variants)
1.0 3

Everything heavy is imported when first used: a process that works for a sweep starts here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.sweep.records import Failure, Summary, SweepFindings, SweptCase
    from detente.sweep.sweeping import load, run

__all__ = ["Failure", "Summary", "SweepFindings", "SweptCase", "load", "run"]

_HOMES = {
    "Failure": "records",
    "Summary": "records",
    "SweepFindings": "records",
    "SweptCase": "records",
    "load": "sweeping",
    "run": "sweeping",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"detente.sweep.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'detente.sweep' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
