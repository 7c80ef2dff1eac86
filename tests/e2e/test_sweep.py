"""Sweeps that lose a process, a worker of a cluster or their terminal, and end as all others."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detente import InputError, load, sweep
from tests.folders import VALLEYS, write

PATIENCE = 60.0
N = 12
"""Variants: six values of one number, with each of two of another."""

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.e2e.test_sweep import run_here

def kill_this(finished, _):
    if finished == 5:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    run_here(Path(sys.argv[1]), Path(sys.argv[2]), progress=kill_this)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("case") / "valleys", VALLEYS)


def run_here(folder: Path, out: Path, **options: Any) -> sweep.SweepFindings:
    grid: dict[str, list[object]] = {
        "reservation/upper": [0, 1, 2, 3, 5, 8],
        "value/lower/fee/half": ["-3", "-1"],
    }
    return sweep.run(load(folder), ask=["trust", "offers"], grid=grid, draws=8, out=out, **options)


@pytest.fixture(scope="module")
def expected(folder, tmp_path_factory) -> dict[str, bytes]:
    """The files of a sweep that nothing happened to, in one process."""
    out = tmp_path_factory.mktemp("expected") / "out"
    assert run_here(folder, out).n_finished == N
    return read(out)


def read(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.*")}


def wait_for(ready: Callable[[], object], what: str) -> None:
    stop = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < stop, f"waited in vain for {what}"
        time.sleep(0.02)


def test_a_sweep_that_is_killed_goes_on_and_a_process_that_is_killed_is_replaced(
    folder, expected, tmp_path
):
    out, script = tmp_path / "out", tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, script, folder, out], env=environment, timeout=PATIENCE, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    kept = (out / "finished.jsonl").read_text(encoding="utf-8")
    assert kept.count("\n") == 5
    steps = []

    def kill_one(finished: int, _: int) -> None:
        steps.append(finished)
        if finished == 7:
            multiprocessing.active_children()[0].kill()

    found = run_here(folder, out, workers=2, progress=kill_one)
    assert steps == [5, *range(6, N + 1)]
    assert (found.n_before, found.n_finished, found.n_lost) == (5, N, 0)
    assert read(out) == expected


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on the loopback address: the address, and the workers."""
    place = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(place), "--host", "127.0.0.1", "--no-dashboard"]
    alone = ["--nthreads", "1", "--no-nanny"]
    begin = [
        ["distributed.cli.dask_scheduler", *common, "--port", "0"],
        *([["distributed.cli.dask_worker", *common, *alone]] * 2),
    ]
    with (tmp_path / "log").open("wb") as log:
        started = [
            subprocess.Popen([sys.executable, "-m", *words], stdout=log, stderr=log, cwd=tmp_path)
            for words in begin
        ]
        try:
            yield find_address(place), started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def find_address(place: Path) -> str:
    """Wait for the scheduler to say where it is, and for both workers."""
    from distributed import Client

    wait_for(lambda: place.exists() and place.read_text().endswith("}"), "the scheduler")
    address: str = json.loads(place.read_text())["address"]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    return address


def test_a_cluster_loses_a_worker_and_gives_the_same_bytes(
    folder, expected, cluster, tmp_path, monkeypatch
):
    address, workers = cluster

    def kill_one(finished: int, _: int) -> None:
        if finished == 2:
            workers[0].kill()

    found = run_here(folder, tmp_path / "out", cluster=address, progress=kill_one)
    assert workers[0].wait(PATIENCE) == -signal.SIGKILL
    assert (found.n_finished, found.n_lost, found.n_before) == (N, 0, 0)
    assert read(tmp_path / "out") == expected
    monkeypatch.setattr("detente.sweep.cluster.__version__", "9.9")
    with pytest.raises(InputError, match=r"this is detente 9\.9(.|\n)*tcp://127\.0\.0\.1"):
        run_here(folder, tmp_path / "other", cluster=address)
