"""Many draws through all questions: ``python -m tests.bench.draws CASE_FOLDER DRAWS [NAME...]``.

All questions share what they find, as in a report. Prints one line of JSON: seconds with and
without imports, by question, and the highest memory.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

from tests.bench.worker import read_peak_mb

QUESTIONS = {
    "trust": "find_trust",
    "offers": "find_offers",
    "deals": "find_deals",
    "plan": "find_plan",
    "track": "find_track",
    "meet": "find_meetings",
    "drivers": "find_drivers",
    "compare": "find_comparison",
    "claims": "find_claims",
    "forecast": "find_forecasts",
}


def main(folder: str, draws: int, *questions: str) -> None:
    """Time each question in turn and print the seconds as JSON."""
    started = time.perf_counter()
    import detente
    from detente import study

    for library in ("moocore", "scipy.special", "scipy.stats"):  # what detente imports when needed
        importlib.import_module(library)

    imported = time.perf_counter()
    case = detente.load(folder)
    loaded = time.perf_counter()
    before = read_peak_mb()
    parts = {}
    workspace = study.Workspace(case, draws)
    for name in questions or QUESTIONS:
        begun = time.perf_counter()
        getattr(study, QUESTIONS[name])(workspace)
        parts[name] = time.perf_counter() - begun
    ended = time.perf_counter()
    answer = {
        "draws": draws,
        "seconds": ended - loaded,
        "seconds_with_imports": ended - started,
        "import_seconds": imported - started,
        "load_seconds": loaded - imported,
        "parts": parts,
        "before_mb": before,
        "peak_mb": read_peak_mb(),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
