"""A workbench for negotiations between parties who do not trust each other.

>>> import detente
>>> case = detente.load(detente.find_case("barter-nash-1950"))
>>> case.title
'...'

Everything heavy is imported when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente import study, sweep
    from detente.case import Case, load
    from detente.case.interchange import export_case, import_case
    from detente.case.shelf import find_case
    from detente.errors import CaseError, DetenteError, InputError, NoDealError, TooLargeError

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseError",
    "DetenteError",
    "InputError",
    "NoDealError",
    "TooLargeError",
    "__version__",
    "export_case",
    "find_case",
    "import_case",
    "load",
    "study",
    "sweep",
]

_HOMES = {
    "Case": "detente.case",
    "load": "detente.case",
    "export_case": "detente.case.interchange",
    "find_case": "detente.case.shelf",
    "import_case": "detente.case.interchange",
    "CaseError": "detente.errors",
    "DetenteError": "detente.errors",
    "InputError": "detente.errors",
    "NoDealError": "detente.errors",
    "TooLargeError": "detente.errors",
}


def __getattr__(name: str) -> Any:
    if name in ("study", "sweep"):
        return importlib.import_module(f"detente.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'detente' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
