"""What can be asked about a revision of a case, by name; answered in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente import study
from detente.study import Workspace

Answer = Callable[[Workspace, Any], Any]


def _find(name: str) -> Answer:
    return lambda workspace, _: getattr(study, name)(workspace)


QUESTIONS: Mapping[str, Answer] = {
    "lists": _find("find_lists"),
    "trust": _find("find_trust"),
    "offers": _find("find_offers"),
    "deals": _find("find_deals"),
    "coalitions": _find("find_coalitions"),
    "plan": _find("find_plan"),
    "track": _find("find_track"),
    "meetings": _find("find_meetings"),
    "readings": _find("find_comparison"),
    "claims": _find("find_claims"),
    "drivers": _find("find_drivers"),
    "forecasts": _find("find_forecasts"),
}
"""By name: a function of the workspace and of what is asked besides (None, or plain hashables)."""


@dataclass(frozen=True)
class Question:
    """Something that is asked: which question, and what else it depends on."""

    name: str
    about: Any = None
