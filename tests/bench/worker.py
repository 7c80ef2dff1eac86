"""One contestant on one workload, in a process of its own.

``python -m tests.bench.worker CONTESTANT FILE`` prints one line of JSON: the seconds of
each run, the memory before and at its highest, and the packages that were found, so that the
runner can check them against exact integers. Needs numpy and the contestant only; the runner
starts it with the Python of the contestant's environment.
"""

from __future__ import annotations

import gc
import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.workloads import Workload

RUNS = 9
ENOUGH_SECONDS = 5.0


def read_peak_mb() -> float:
    """Highest resident memory of this process so far, in MB.

    Linux keeps one for each program; elsewhere the figure may include what started it.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        kilobytes = float(status.split("VmHWM:")[1].split()[0])
    except (OSError, IndexError):
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


def main(contestant: str, file: str) -> None:
    """Run a contestant and print what it did as JSON."""
    workload = Workload.load(Path(file))
    started = time.perf_counter()
    peer = importlib.import_module(f"tests.bench.contestant_{contestant}")
    import_seconds = time.perf_counter() - started
    problem = peer.prepare(workload)
    gc.collect()
    before = read_peak_mb()
    seconds: list[float] = []
    found: Any = None
    while len(seconds) < RUNS and sum(seconds) < ENOUGH_SECONDS:
        found = None
        started = time.perf_counter()
        found = peer.solve(problem)
        seconds.append(time.perf_counter() - started)
    peak = read_peak_mb()
    answer = peer.report(problem, found)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "import_seconds": import_seconds,
                "before_mb": before,
                "peak_mb": peak,
                **answer,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
