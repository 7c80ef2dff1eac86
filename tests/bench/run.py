"""Measure detente, and what it is compared with, in one run: ``make bench``.

Every measurement has a fresh process. The results, with the machine that they were taken on, go to
``docs/benchmarks.json``, which the documentation shows; they are recorded, never a gate.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.bench import targets
from tests.bench.exactness import Truth, find_truth
from tests.bench.workloads import Workload, make_all

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "docs" / "benchmarks.json"
PEERS = ROOT / ".bench-venv" / "bin" / "python"
# Workers find this folder's modules from wherever they run, and keep compiled modules as
# Python does unless told otherwise.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
} | {"PYTHONPATH": str(ROOT)}
PLANS = ("subsets", "serial", "cpsat", "judge", "case")
QUESTIONS = ("found", "alone")
GROWTH = ("issues", "options", "parties", "sums", "constraints", "width", "search")
SWEEPS = ("workers",)
WORKBENCH = ("first", "edit")
SLOW = "negmas_stats"
SLOW_PACKAGES = 2_000_000
"""It is asked of no more packages: at two million it takes four minutes."""

Entry = dict[str, Any]


def main() -> None:
    """Measure everything and write the results down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small spaces; writes nothing")
    parser.add_argument("--output", type=Path, default=RESULTS)
    parser.add_argument("--scenarios", type=Path, help="folder with a GENIUS scenario per folder")
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="measure it again; the others stay"
    )
    options = parser.parse_args()
    chosen: list[str] = options.part or list(PARTS)
    scenarios = options.scenarios and options.scenarios.resolve()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if options.part else {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for part in chosen:
            results[part] = PARTS[part](quick=options.quick, scenarios=scenarios)
    results = {"machine": describe_machine()} | results
    results["targets"] = targets.judge(results)
    show_targets(results["targets"])
    if not options.quick:
        text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
        options.output.write_text(text, encoding="utf-8")
        say(f"Wrote {options.output.relative_to(ROOT)}")


def measure_frontiers(*, quick: bool, scenarios: Path | None) -> list[Entry]:
    """Every contestant on every space that it can answer for."""
    say("Peers, in .bench-venv")
    contestants = ["detente", "numpy", "moocore", "cpsat", *find_peers()]
    workloads = [*make_all(quick=quick), *load_labour_case(), *load_scenarios(scenarios)]
    return [measure_frontier(workload, contestants) for workload in workloads]


def say(text: str) -> None:
    """Tell the terminal how far things are."""
    print(text, flush=True)


# -- the machine and the peers --------------------------------------------------------------------


def describe_machine() -> Entry:
    """What the figures depend on; nothing that says whose machine it is."""
    return {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "processor": read_processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {
            name: importlib.metadata.version(name)
            for name in ("detente", "moocore", "numpy", "ortools", "scipy")
        }
        | read_peer_versions(),
    }


def read_processor() -> str:
    """Name of the processor, as the system gives it."""
    with contextlib.suppress(OSError, IndexError):
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return text.split("model name")[1].split(":")[1].split("\n")[0].strip()
    return platform.processor() or "unknown"


def find_peers() -> list[str]:
    """Set up the peers' environment where it is missing; empty when it cannot be had."""
    wanted = (HERE / "peers.txt").read_text(encoding="utf-8")
    stamp = PEERS.parents[1] / "set-up"
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted):
        say("  setting up, once; it is large")
        install = [str(PEERS), "-m", "pip", "install", "-qq", "-r", str(HERE / "peers.txt")]
        make = [sys.executable, "-m", "venv", "--clear", str(PEERS.parents[1])]
        subprocess.run(make, check=True)
        if subprocess.run(install, check=False).returncode:
            say("  could not be installed; going on without")
            return []
        stamp.write_text(wanted, encoding="utf-8")
    return ["negmas", "negmas_points", SLOW]


def read_peer_versions() -> dict[str, str]:
    """Versions in the peers' environment, if there is one."""
    if not PEERS.is_file():
        return {}
    code = "from importlib.metadata import version as v; print(v('negmas'), v('numpy'))"
    done = subprocess.run([PEERS, "-c", code], capture_output=True, text=True, check=False)
    names = ("negmas", "numpy beside negmas")
    return dict(zip(names, done.stdout.split(), strict=False))


# -- frontier, Nash, Kalai-Smorodinsky ------------------------------------------------------------


def load_labour_case() -> Iterator[Workload]:
    """Raiffa's labour dispute as shipped: ten issues, 1,944,000 packages."""
    folder = ROOT / "cases" / "labour-ampo-city"
    if not folder.is_dir():
        return
    yield read_workload(folder, "AMPO and City, 10 issues", aim="labour")


def load_scenarios(folder: Path | None) -> Iterator[Workload]:
    """GENIUS scenarios of two parties whose issues can be listed, by number of packages."""
    import detente
    from detente.case.interchange import save_draft

    found = []
    for scenario in sorted(folder.iterdir()) if folder else ():
        with contextlib.suppress(detente.DetenteError), tempfile.TemporaryDirectory() as here:
            case = Path(here) / "case"
            save_draft(detente.import_case(scenario, "genius"), case)
            if not detente.load(case).interactions:
                found.append(read_workload(case, f"GENIUS, {scenario.name}"))
    known = [each for each in found if len(each.values) == 2 and each.can_be_listed]
    yield from sorted(known, key=lambda workload: workload.n_packages)


def read_workload(folder: Path, name: str, aim: str = "") -> Workload:
    """Read a case at its medians; a party's worst option of each issue is worth 0."""
    import detente
    from detente.case.arrays import Frame

    frame = Frame(detente.load(folder))
    medians = frame.medians
    decimals = max(medians.decimals)
    scale = 10 ** (decimals - np.array(medians.decimals))
    counts = frame.layout.counts
    issues = np.split(medians.values * scale[:, None], np.cumsum(counts)[:-1], axis=1)
    values = [amounts - amounts.min(axis=1, keepdims=True) for amounts in issues]
    return Workload(name, counts, decimals, np.concatenate(values, axis=1), aim)


def measure_frontier(workload: Workload, contestants: list[str]) -> Entry:
    """Time every contestant that can answer on one workload, and check what it found."""
    say(f"{workload.name}: {workload.n_packages:,} packages")
    file = Path("workload.npz").resolve()
    workload.save(file)
    truth = find_truth(workload)
    entry: Entry = {
        "name": workload.name,
        "aim": workload.aim,
        "kind": workload.kind,
        "decimals": workload.decimals,
        "packages": str(workload.n_packages),
        "efficient": None if truth is None else len(truth.points),
        "contestants": {},
    }
    for contestant in choose_contestants(workload, contestants):
        entry["contestants"][contestant] = figures = measure(contestant, workload, file, truth)
        say(f"  {contestant:14} {figures['best']:9.4f} s {figures['grown_mb']:8.1f} MB more")
    return entry


def choose_contestants(workload: Workload, contestants: list[str]) -> list[str]:
    """Ask those that can answer in minutes, and the slowest once of spaces that are alike."""
    if not workload.can_be_listed:
        return ["detente"]
    left_out = set()
    repeats = workload.kind == "random" and workload.decimals > 2
    if repeats or workload.n_packages > SLOW_PACKAGES:
        left_out = {SLOW}
    if workload.kind == "constant-sum":  # every package is efficient: two searches for each
        left_out = {SLOW, "cpsat"}
    return [each for each in contestants if each not in left_out]


def measure(contestant: str, workload: Workload, file: Path, truth: Truth | None) -> Entry:
    """Time one contestant on one workload in a fresh process."""
    python = PEERS if contestant.startswith("negmas") else sys.executable
    # negmas keeps settings in the home folder, which here is the temporary one.
    environment = ENVIRONMENT | {"HOME": str(file.parent), "OMP_NUM_THREADS": "1"}
    command = [python, "-m", "tests.bench.worker", contestant, file]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{contestant} failed on {workload.name}:\n{done.stderr[-2000:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    figures = {
        "best": min(answer["seconds"]),
        "median": median(answer["seconds"]),
        "first": answer["seconds"][0],
        "runs": len(answer["seconds"]),
        "import_seconds": answer["import_seconds"],
        "peak_mb": answer["peak_mb"],
        "grown_mb": answer["peak_mb"] - answer["before_mb"],
        "found": len(answer["packages"]),
    }
    return figures | ({} if truth is None else truth.check(workload, answer))


# -- commands -------------------------------------------------------------------------------------


def measure_commands(*, quick: bool) -> list[Entry]:
    """Time what a user waits for: the help, the demo, ten thousand draws of the shipped case."""
    size = "500" if quick else "10000"
    detente = str(Path(sys.executable).parent / "detente")
    case = str(ROOT / "cases" / "us-dprk-2020")
    draws = [sys.executable, "-m", "tests.bench.draws", case]
    three = ["trust", "offers", "deals"]
    once = 1 if quick else 3
    return [
        measure_command("help", "`detente --help`", [detente, "--help"], 10),
        measure_command("demo", "`detente demo`, report included", [detente, "demo"], once),
        measure_draws([*draws, size, *three], once),
        measure_report([detente, "report", case, "--draws", size], int(size), once),
    ]


def measure_command(key: str, name: str, command: list[str], runs: int) -> Entry:
    """Time a command as a process, start to end."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    say(f"{name}: {median(seconds):.3f} s (median of {runs})")
    return {
        "key": key,
        "name": name,
        "best": min(seconds),
        "median": median(seconds),
        "runs": runs,
    }


def measure_draws(command: list[str], runs: int) -> Entry:
    """Time trust, offers and deals over the draws, each run in a fresh process."""
    answers = []
    for _ in range(runs):
        done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True)
        answers.append(json.loads(done.stdout.splitlines()[-1]))
    best: Entry = min(answers, key=lambda answer: float(answer["seconds"]))
    say(f"draws: {best['seconds']:.2f} s, {best['peak_mb']:.0f} MB (best of {runs})")
    return {"key": "draws", "name": "trust, offers and deals over draws", "runs": runs} | best


def measure_report(command: list[str], draws: int, runs: int) -> Entry:
    """Time the full report, start to end."""
    name = f"`detente report`, the shipped case, {draws:,} draws"
    return measure_command("report", name, command, runs) | {"draws": draws}


def measure_everything(*, quick: bool) -> list[Entry]:
    """Every question at once, of more and more draws, in a process each."""
    case = str(ROOT / "cases" / "us-dprk-2020")
    command = [sys.executable, "-m", "tests.bench.draws", case]
    sizes = (200,) if quick else (1_000, 10_000, 100_000)
    return [measure_draws([*command, str(size)], 1) for size in sizes]


# -- plans and questions --------------------------------------------------------------------------


def measure_series(module: str, names: Iterable[str], *, quick: bool) -> Entry:
    """Time each series of a module here, each in a fresh process."""
    found: Entry = {}
    for series in names:
        started = time.perf_counter()
        size = "quick" if quick else "full"
        command = [sys.executable, "-m", f"tests.bench.{module}", series, size]
        done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True)
        found[series] = json.loads(done.stdout.splitlines()[-1])
        say(f"{module}, {series}: measured in {time.perf_counter() - started:.0f} s")
    return found


def show_targets(judged: list[Entry]) -> None:
    """Print each target and whether it was met."""
    say("")
    for row in judged:
        say(f"{'met   ' if row['met'] else 'MISSED'}  {row['target']}: {row['figure']}")


PARTS: Mapping[str, Callable[..., Any]] = {
    "frontier": measure_frontiers,
    "commands": lambda *, quick, **_: measure_commands(quick=quick),
    "plans": lambda *, quick, **_: measure_series("plans", PLANS, quick=quick),
    "questions": lambda *, quick, **_: measure_series("questions", QUESTIONS, quick=quick),
    "growth": lambda *, quick, **_: measure_series("growth", GROWTH, quick=quick),
    "everything": lambda *, quick, **_: measure_everything(quick=quick),
    "sweeps": lambda *, quick, **_: measure_series("sweeps", SWEEPS, quick=quick),
    "workbench": lambda *, quick, **_: measure_series("workbench", WORKBENCH, quick=quick),
}
"""What is measured, by where it stands in the record."""

if __name__ == "__main__":
    main()
