"""What a case's meetings, drivers and readings take.

``python -m tests.bench.questions SERIES QUICK`` prints one line of JSON: a list of
measurements on the shipped case. ``found`` asks after the deals and the plan, as a report does;
``alone`` asks of a loaded case of which nothing is known yet.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import detente
from detente.case import Case
from detente.study import (
    Workspace,
    find_claims,
    find_comparison,
    find_deals,
    find_drivers,
    find_forecasts,
    find_meetings,
    find_plan,
)
from tests.bench.worker import read_peak_mb

CASE = Path(__file__).parents[2] / "cases" / "us-dprk-2020"
RUNS = 3
WARM = 64
"""Draws on which everything is asked once, so that what is loaded when needed is loaded."""

Row = dict[str, Any]
Ask = Callable[[Workspace], Any]
MAIN: dict[str, Ask] = {
    "meet": find_meetings,
    "drivers": find_drivers,
    "compare": find_comparison,
}
BESIDE: dict[str, Ask] = {"claims": find_claims, "forecast": find_forecasts}


def measure_found(*, quick: bool) -> Iterator[Row]:
    """The deals and the plan are found already: how the time grows with the draws."""
    case = _load()
    for draws in (500,) if quick else (1_000, 3_000, 10_000):
        yield _keep_best(case, draws, 1 if quick else RUNS, found=True)


def measure_alone(*, quick: bool) -> Iterator[Row]:
    """Nothing is found yet."""
    yield _keep_best(_load(), 500 if quick else 10_000, 1 if quick else RUNS, found=False)


def _load() -> Case:
    case = detente.load(CASE)
    _measure(case, WARM, found=True)
    return case


def _keep_best(case: Case, draws: int, runs: int, *, found: bool) -> Row:
    """Measure several times, each from the case on, and keep the best."""
    rows = [_measure(case, draws, found=found) for _ in range(runs)]
    best = min(rows, key=lambda row: float(row["seconds"]))
    return best | {"runs": runs, "peak_mb": read_peak_mb()}


def _measure(case: Case, draws: int, *, found: bool) -> Row:
    workspace = Workspace(case, draws)
    if found:
        find_deals(workspace)
        find_plan(workspace)
    parts = _time(MAIN, workspace)
    return {
        "draws": draws,
        "seconds": sum(parts.values()),
        "parts": parts | (_time(BESIDE, workspace) if found else {}),
    }


def _time(asked: Mapping[str, Ask], workspace: Workspace) -> dict[str, float]:
    seconds = {}
    for name, find in asked.items():
        started = time.perf_counter()
        find(workspace)
        seconds[name] = time.perf_counter() - started
    return seconds


SERIES = {"found": measure_found, "alone": measure_alone}


if __name__ == "__main__":
    print(json.dumps(list(SERIES[sys.argv[1]](quick=sys.argv[2] == "quick"))))
