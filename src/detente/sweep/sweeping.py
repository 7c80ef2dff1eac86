"""Run a sweep, here, in processes or on a cluster; take one up again; read one back."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from detente.case import Case
from detente.case import load as load_case
from detente.errors import CaseError, InputError, Problem
from detente.study.workspace import DEFAULT_DRAWS, Workspace
from detente.sweep import store as folders
from detente.sweep.plan import Plan, Swept, plan_sweep
from detente.sweep.records import Failure, SweepFindings
from detente.sweep.store import Store, opening_store
from detente.sweep.summary import summarise
from detente.sweep.tables import open_tables
from detente.sweep.worker import Lost, Outcome, Task, pack_case

if TYPE_CHECKING:
    import duckdb

Where: TypeAlias = str | os.PathLike[str]
Progress: TypeAlias = Callable[[int, int], None]

MOST_CASES = 10_000


def run(
    cases: Case | Where | Iterable[Case],
    *,
    ask: Sequence[str] = ("deals",),
    grid: Mapping[str, Sequence[object]] | None = None,
    sample: int = 0,
    vary: Sequence[str] = (),
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    out: Where = "sweep",
    workers: int = 1,
    cluster: str | None = None,
    again: bool = False,
    show: Sequence[str] = (),
    progress: Progress | None = None,
) -> SweepFindings:
    """How do the findings change over many variants of a case, or over many cases?

    Parameters
    ----------
    cases : a case, several, the path of one, or of a folder that holds many.
    ask : the questions, by the names of their commands.
    grid : values, or ranges, by the keys of `Case.quantities`: every combination is a variant.
    sample : so many variants of each case, as a Latin hypercube over its ranges, each range
        replaced by a point. With a grid too, each of the one with each of the other.
    vary : which ranges are sampled: keys, or what they begin with; all of them without any.
    draws, seed : as for every question.
    out : folder of the results. A sweep that was begun there goes on where it was.
    workers : processes; with 1, it is done in this one.
    cluster : address of a Dask scheduler, instead of processes.
    again : forget what is in ``out``.
    show : which findings to summarise: names, or patterns such as ``"recommended.*"``; without
        any, the first of each question that are not the same in all variants.
    progress : called with the number of variants that are finished, and of all.

    Returns
    -------
    What was found, in short; ``frame()`` and ``connect()`` give all of it.

    Raises
    ------
    CaseError : a case has problems.
    InputError : something that was asked for cannot be done; the message says all of it.
    TooLargeError : more variants than one sweep takes.

    Notes
    -----
    A variant gives the same numbers wherever it is worked out: it is drawn from the seed of its
    case, with the same uniforms as the case. Whatever ends this function, what is finished is kept.

    Examples
    --------
    >>> import tempfile
    >>> import detente
    >>> case = detente.load(detente.find_case("barter-nash-1950"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = run(case, ask=["trust"], draws=8, out=f"{folder}/sweep")
    ...     print(found.n_finished, found.connect().table("findings").shape[1])
    1 10
    """
    found = find_cases(cases)
    _check(found[0].case, workers, draws, seed)
    plan = plan_sweep(
        found,
        tuple(ask),
        grid={key: tuple(str(v).strip() for v in values) for key, values in (grid or {}).items()},
        sample=sample,
        vary=tuple(vary),
        draws=draws,
        seed=seed,
    )
    with opening_store(Path(out), plan, again=again) as store:
        before = len(store.finished)
        lost = _finish(store, workers, cluster, progress or _say_nothing)
    return _report(Path(out), show, before, lost)


def load(folder: Where, *, show: Sequence[str] = ()) -> SweepFindings:
    """Read back what a sweep has found, so far as it is finished.

    Parameters
    ----------
    folder : the one that was given as ``out``.
    show : as for :func:`run`.

    Raises
    ------
    InputError : there is no sweep, or its files are damaged.
    """
    return _report(Path(folder), show, None, [])


def open_folder(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the tables of a sweep: a database with the views ``findings`` and ``variants``."""
    manifest = folders.read_manifest(folder)
    latest = folders.read_open(folder, manifest["variants"])
    blocks = [folders.find_path(folder, block) for block in folders.list_blocks(folder)]
    return open_tables(
        folder / folders.TABLE,
        blocks,
        list(latest.values()),
        manifest["draws"],
        manifest["version"],
    )


def _report(
    folder: Path, show: Sequence[str], before: int | None, lost: Sequence[Failure]
) -> SweepFindings:
    with open_folder(folder) as database:
        return summarise(database, folder, folders.read_manifest(folder), show, before, lost)


def _check(case: Case, workers: int, draws: int, seed: int | None) -> None:
    """Refuse numbers that no question takes, before anything is written."""
    if not 1 <= workers <= 256:
        raise InputError(f"workers: expected a whole number from 1 to 256, got {workers}")
    Workspace(case, draws, seed)


def _say_nothing(_finished: int, _all: int) -> None:
    """Report no progress."""


def find_cases(cases: Case | Where | Iterable[Case]) -> tuple[Swept, ...]:
    """Find the cases to sweep, each under the name of its folder.

    Raises
    ------
    CaseError : some have problems; all problems of all of them, with the folder before the file.
    InputError : two have the same name, or there are none, or too many.
    """
    if isinstance(cases, Case):
        return (Swept(_name(cases, 1), cases),)
    if isinstance(cases, str | os.PathLike):
        return _load_cases(Path(cases))
    named = [Swept(_name(case, number), case) for number, case in zip(count(1), cases)]
    if len({each.name for each in named}) < len(named):
        raise InputError("two cases have folders of the same name; name one of them otherwise")
    if not named:
        raise InputError("there is no case to sweep; give one, or several")
    return tuple(named)


def _name(case: Case, number: int) -> str:
    return case.folder.resolve().name if case.folder else f"case-{number}"


def _load_cases(path: Path) -> tuple[Swept, ...]:
    """Load a case, or every case in a folder, in the order of their names."""
    files = [] if (path / "case.yaml").exists() else sorted(path.glob("*/case.yaml"))
    if not files:
        case = load_case(path)
        return (Swept(_name(case, 1), case),)
    if len(files) > MOST_CASES:
        raise InputError(f"{path} holds {len(files):,} cases, and at most {MOST_CASES:,} are swept")
    problems: list[Problem] = []
    loaded = []
    for file in files:
        name = file.parent.name
        try:
            loaded.append(Swept(name, load_case(file.parent)))
        except CaseError as error:
            problems += [
                Problem(f"{name}/{p.file}", p.line, p.column, p.message) for p in error.problems
            ]
    if problems:
        raise CaseError(problems)
    return tuple(loaded)


def _finish(store: Store, workers: int, cluster: str | None, progress: Progress) -> list[Failure]:
    """Answer all that is not finished; list the variants that were lost."""
    total, done = len(store.plan.variants), len(store.finished)
    progress(done, total)
    lost = []
    if done == total:
        return []
    # Closed whatever happens here, so that no process is left behind.
    with closing(_answer(store, min(workers, total - done), cluster)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Lost):
                case = store.plan.cases[store.plan.variants[outcome.variant - 1].case]
                lost.append(Failure("", outcome.why, 1, outcome.variant, case.name))
            else:
                store.add(outcome)
            done += 1
            progress(done, total)
    return sorted(lost, key=lambda failure: failure.variant)


def _answer(store: Store, workers: int, cluster: str | None) -> Generator[Outcome | Lost]:
    tasks = list_tasks(store.plan, store.finished)
    if cluster is not None:
        from detente.sweep.cluster import answer_on_cluster

        return answer_on_cluster(tasks, cluster)
    from detente.sweep.processes import answer_here, answer_in_processes

    return answer_here(tasks) if workers == 1 else answer_in_processes(tasks, workers)


def list_tasks(plan: Plan, finished: Iterable[int] = ()) -> Iterator[Task]:
    """List what is to be done, in order; each case is packed once."""
    done = frozenset(finished)
    packed = -1, b""
    for variant in plan.variants:
        if variant.number in done:
            continue
        each = plan.cases[variant.case]
        if packed[0] != variant.case:
            packed = variant.case, pack_case(each.case)
        yield Task(
            variant.number, each.name, packed[1], variant.values, plan.questions, plan.draws,
            plan.seed,
        )  # fmt: skip
