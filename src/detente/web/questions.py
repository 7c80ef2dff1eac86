"""What can be asked about a revision of a case, by name; answered in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from detente import study
from detente.case import load_resolutions
from detente.study import ForecastFindings, Workspace

Answer = Callable[[Workspace, Any, Workspace | None], Any]


QUESTIONS: Mapping[str, Answer] = {
    "lists": lambda workspace, *_: study.find_lists(workspace),
    "trust": lambda workspace, *_: study.find_trust(workspace),
    "offers": lambda workspace, *_: study.find_offers(workspace),
    "deals": lambda workspace, about, _: _find_deals(workspace, **dict(about or ())),
    "coalitions": lambda workspace, *_: study.find_coalitions(workspace),
    "plan": lambda workspace, about, _: study.find_plan(workspace, _name(about)),
    "track": lambda workspace, *_: study.find_track(workspace),
    "meeting": lambda workspace, *_: study.find_meetings(workspace),
    "compare": lambda workspace, about, _: study.find_comparison(workspace, *(about or ())),
    "claims": lambda workspace, *_: study.find_claims(workspace),
    "drivers": lambda workspace, about, _: study.find_drivers(workspace, about),
    "forecasts": lambda workspace, about, _: _find_forecasts(workspace, about),
    "moved": lambda workspace, _, before: study.find_moved(workspace, before or workspace),
    "package": lambda workspace, about, _: study.find_package(workspace, _name(about) or {}),
    "staged": lambda workspace, about, _: study.find_staged(workspace, _name(about[0]), about[1]),
    "carried": lambda workspace, *_: study.find_carried(workspace),
    "stages": lambda workspace, about, _: study.find_staged(workspace, _name(about), ()),
}
"""By name: a function of the workspace, of what is asked besides, and of the baseline's workspace.

What is asked besides is None or plain hashables: for ``package``, ``plan`` and ``stages`` pairs of
issue and option, for ``staged`` such pairs (None for what the case carries out by default) and
stages of such pairs, for ``deals`` pairs of an option and its value (see :func:`_find_deals`), for
``forecasts`` the folder with what came of them and a digest of that. The baseline's workspace may
be None for all but ``moved``. ``stages`` are those that are best for a package, asked for apart
from the quick questions, which it would keep waiting.
"""


def _find_deals(
    workspace: Workspace,
    *,
    weights: Iterable[tuple[str, float]] = (),
    lotteries: bool = False,
    near: bool = False,
) -> study.DealFindings:
    """Find what can be agreed; ``near``: packages near the frontier, where it is too large."""
    if near:  # by itself: what it is like is refused where this is bounded
        alone = partial(replace, workspace, like=None, approximate=True)
        workspace = workspace.recall("near", alone)
    return study.find_deals(workspace, weights=dict(weights) or None, lotteries=lotteries)


def _find_forecasts(workspace: Workspace, about: tuple[str, str] | None) -> ForecastFindings:
    """Put odds on questions, beside what came of them by the resolutions.yaml in a folder."""
    known = load_resolutions(about[0], workspace.case) if about else ()
    return study.find_forecasts(workspace, known)


def _name(package: Iterable[tuple[str, str]] | None) -> dict[str, str] | None:
    """Name the options of a package by issue; None for the package of the case."""
    return None if package is None else dict(package)
