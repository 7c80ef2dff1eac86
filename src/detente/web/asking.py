"""Ask questions about what a desk shows, and recall what was found of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from detente.case.files import read_inside
from detente.web.worker import Question

if TYPE_CHECKING:
    from detente.case import Case
    from detente.web.desk import Desk


async def ask(desk: Desk, name: str, about: Any = None, case: Case | None = None) -> Any:
    """Answer a question about what a desk shows, and tell its pages while it is worked on.

    Parameters
    ----------
    name : of the question; see `detente.web.questions`.
    about : what it depends on besides the case.
    case : is asked about instead, such as the one that a reading sees.

    Raises
    ------
    DetenteError : as the study does; `Stopped` and `Superseded` when it was not answered.
    Fault : something that nobody foresaw.
    """
    found = recall(desk, name, about, case)
    if found is not None:
        return found
    revision, case = desk.revision, case or desk.revision.case
    try:
        return await desk.analyst.ask(
            case,
            _put(case, name, about),
            desk.baseline.case,
            wanted=lambda: desk.revision is revision,
            begun=lambda: desk.tell("working", name),
        )
    finally:
        desk.tell("found", name)
        if not desk.analyst.waiting:
            desk.tell("idle")


def recall(desk: Desk, name: str, about: Any = None, case: Case | None = None) -> Any | None:
    """Return what was found before, as `ask` would; None when it is still to be asked."""
    case = case or desk.revision.case
    return desk.analyst.recall(case, _put(case, name, about), desk.baseline.case)


def _put(case: Case, name: str, about: Any) -> Question:
    """Put a question; the one on forecasts also depends on what is known to have come of them."""
    if name != "forecasts" or case.folder is None:
        return Question(name, about)
    found = read_inside(case.folder, "resolutions.yaml")
    known = hashlib.sha256(found).hexdigest() if isinstance(found, bytes) else ""
    return Question(name, (str(case.folder), known))
