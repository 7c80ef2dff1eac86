"""Many draws through trust, offers and deals: ``python -m tests.bench.draws CASE_FOLDER DRAWS``.

Prints one line of JSON: seconds with and without imports, and the highest memory.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

from tests.bench.worker import read_peak_mb


def main(folder: str, draws: int) -> None:
    """Time each step in turn and print the seconds as JSON."""
    started = time.perf_counter()
    import detente
    from detente.study import Workspace, find_deals, find_offers, find_trust

    for library in ("moocore", "scipy.special", "scipy.stats"):  # what detente imports when needed
        importlib.import_module(library)

    imported = time.perf_counter()
    case = detente.load(folder)
    loaded = time.perf_counter()
    before = read_peak_mb()
    parts = {}
    workspace = Workspace(case, draws)
    for name, find in (("trust", find_trust), ("offers", find_offers), ("deals", find_deals)):
        begun = time.perf_counter()
        find(workspace)
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
    main(sys.argv[1], int(sys.argv[2]))
