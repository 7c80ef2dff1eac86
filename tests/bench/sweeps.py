"""What a sweep takes on one worker and on two.

``python -m tests.bench.sweeps SERIES QUICK`` prints one line of JSON: a list of measurements of a
sample of variants of the shipped case. ``workers``: the same sweep with more and more processes,
and whether its tables are the same to the byte.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from detente import sweep

CASE = Path(__file__).parents[2] / "cases" / "us-dprk-2020"
WORKERS = (1, 2)
ASK = ("trust", "offers")
VARY = ("value", "reservation")

Row = dict[str, Any]


def measure_workers(*, quick: bool) -> Iterator[Row]:
    """The same sweep with one process and with two, starting them included."""
    variants, draws = (6, 64) if quick else (1_000, 1_000)
    first: dict[str, bytes] = {}
    for workers in WORKERS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "sweep"
            started = time.perf_counter()
            sweep.run(
                CASE, ask=ASK, sample=variants, vary=VARY, draws=draws, out=out, workers=workers
            )
            seconds = time.perf_counter() - started
            tables = read_tables(out)
        first = first or tables
        yield {
            "workers": workers,
            "variants": variants,
            "draws": draws,
            "questions": list(ASK),
            "seconds": seconds,
            "same": tables == first,
        }


def read_tables(folder: Path) -> dict[str, bytes]:
    """Read the tables of a sweep, byte for byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


SERIES: Mapping[str, Callable[..., Iterator[Row]]] = {"workers": measure_workers}


def main(series: str, size: str) -> None:
    """Print the measurements of one series."""
    # As the command line does: threads of the linear algebra library only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print(json.dumps(list(SERIES[series](quick=size == "quick"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
