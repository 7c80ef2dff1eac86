"""The folder of a sweep: what is finished is kept, whatever happens, and nothing is mixed.

::

    sweep.json              what is asked: the manifest
    variants.parquet        what is different in each variant
    findings/00001.parquet  what was found about a block of variants that is complete
    finished.jsonl          what was found about variants of blocks that are not yet

A variant is written as one line as soon as it is finished. When all of a block are, they become a
Parquet file, and their lines go. So a process that is killed loses the variants that it was at and
no others, and the files do not depend on the order in which variants were finished.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from detente import __version__
from detente.errors import InputError
from detente.sweep.plan import Plan
from detente.sweep.tables import save_findings, save_variants
from detente.sweep.values import get_point
from detente.sweep.worker import Outcome

FORMAT = 1
MANIFEST = "sweep.json"
LINES = "finished.jsonl"
TABLE = "variants.parquet"
BLOCKS = "findings"
LOCK = ".lock"
LEAST_BLOCK = 100
MOST_BLOCKS = 200


@dataclass
class Store:
    """Where the findings of one sweep are put.

    Parameters
    ----------
    folder : of this sweep alone.
    plan : what is asked.
    """

    folder: Path
    plan: Plan
    _open: dict[int, Outcome] = field(default_factory=dict, init=False)
    _lines: TextIO | None = field(default=None, init=False)

    @cached_property
    def finished(self) -> set[int]:
        """Numbers of the variants that are finished."""
        known = {v for block in list_blocks(self.folder) for v in self._list_block(block)}
        return known | set(self._open)

    @property
    def size(self) -> int:
        """Variants in a block."""
        return find_size(len(self.plan.variants))

    def _list_block(self, block: int) -> range:
        first = (block - 1) * self.size + 1
        return range(first, min(first + self.size, len(self.plan.variants) + 1))

    def take_up(self) -> None:
        """Take up what is finished already, and be ready to add to it."""
        (self.folder / BLOCKS).mkdir(exist_ok=True)
        if not (self.folder / TABLE).exists():
            save_variants(self.folder / TABLE, list_values(self.plan))
        self._open = read_open(self.folder, len(self.plan.variants))
        self._rewrite_lines()
        for block in sorted({self._find_block(variant) for variant in self._open}):
            self._close_block(block)

    def _find_block(self, variant: int) -> int:
        return (variant - 1) // self.size + 1

    def add(self, outcome: Outcome) -> None:
        """Keep what was found about a variant: a kill after this loses nothing of it."""
        if outcome.variant in self.finished:
            return
        assert self._lines is not None, "take_up comes first"
        self._lines.write(_write_line(outcome))
        self._lines.flush()
        self._open[outcome.variant] = outcome
        self.finished.add(outcome.variant)
        self._close_block(self._find_block(outcome.variant))

    def _close_block(self, block: int) -> None:
        """Write a block as a table, if all of it is finished, and drop its lines."""
        variants = self._list_block(block)
        if any(variant not in self._open for variant in variants):
            return
        outcomes = [self._open[variant] for variant in variants]
        save_findings(find_path(self.folder, block), outcomes, self.plan.draws, __version__)
        for variant in variants:
            del self._open[variant]
        self._rewrite_lines()

    def _rewrite_lines(self) -> None:
        """Write the lines of the open blocks anew, and go on after them."""
        self.close()
        path = self.folder / LINES
        staged = path.with_name(f".{LINES}.new")
        with staged.open("w", encoding="utf-8") as stream:
            stream.writelines(_write_line(self._open[variant]) for variant in sorted(self._open))
        staged.replace(path)
        self._lines = path.open("a", encoding="utf-8")

    def close(self) -> None:
        """Close the file of lines."""
        if self._lines is not None:
            self._lines.close()
            self._lines = None


def find_size(n_variants: int) -> int:
    """Find how many variants make a block: it depends on their number alone."""
    return max(LEAST_BLOCK, -(-n_variants // MOST_BLOCKS))


def find_path(folder: Path, block: int) -> Path:
    """Name the table of a block."""
    return folder / BLOCKS / f"{block:05}.parquet"


def list_blocks(folder: Path) -> list[int]:
    """List the blocks that are complete, in order."""
    names = (path.stem for path in (folder / BLOCKS).glob("*.parquet"))
    return sorted(int(name) for name in names if name.isdecimal())


def read_open(folder: Path, n_variants: int) -> dict[int, Outcome]:
    """Read what is finished of the blocks that are not complete, by variant."""
    known, size = set(list_blocks(folder)), find_size(n_variants)
    outcomes = {outcome.variant: outcome for outcome in _read_lines(folder / LINES)}
    return {v: outcomes[v] for v in sorted(outcomes) if (v - 1) // size + 1 not in known}


def list_values(plan: Plan) -> Iterator[tuple[Any, ...]]:
    """List the rows of the table of variants."""
    for variant in plan.variants:
        name = plan.cases[variant.case].name
        for key, text in variant.values:
            yield variant.number, name, key, text, get_point(key, text)
        if not variant.values:
            yield variant.number, name, None, None, None


def _write_line(outcome: Outcome) -> str:
    fields = [outcome.variant, outcome.case, outcome.digest, outcome.seed, outcome.rows]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _read_lines(path: Path) -> Iterator[Outcome]:
    """Read what is finished; of a line that was being written when all ended, nothing."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            with suppress(ValueError, TypeError):
                variant, case, digest, seed, rows = json.loads(line)
                yield Outcome(variant, case, digest, seed, tuple(map(tuple, rows)))


@contextmanager
def opening_store(folder: Path, plan: Plan, *, again: bool = False) -> Iterator[Store]:
    """Open the folder of a sweep, new or begun before, for this process alone.

    Parameters
    ----------
    folder : made if it is not there.
    again : forget what was found before, whatever was asked.

    Raises
    ------
    InputError : the folder holds something else, or another sweep, or cannot be written, or another
        process is at it.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        text = f"{folder}: another sweep is writing there; wait for it, or name another folder"
        raise InputError(text) from None
    except OSError as error:
        raise _fail(folder, error) from None
    try:
        store = _prepare(folder, plan, again=again)
        try:
            yield store
        finally:
            store.close()
    except OSError as error:
        raise _fail(folder, error) from error
    finally:
        lock.release()


def _fail(folder: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"{folder} cannot be written: {reason}. What is finished is kept")


def _prepare(folder: Path, plan: Plan, *, again: bool) -> Store:
    wanted = {"format": FORMAT, "version": __version__, **plan.describe()}
    if (folder / MANIFEST).exists():
        if again:
            _clear(folder)
        else:
            _check_same(folder, read_manifest(folder), wanted)
    elif any(path.name != LOCK for path in folder.iterdir()):
        raise InputError(f"{folder} is not empty and holds no sweep: name another folder")
    if not (folder / MANIFEST).exists():
        _save_manifest(folder, wanted)
    store = Store(folder, plan)
    store.take_up()
    return store


def _clear(folder: Path) -> None:
    """Remove what a sweep wrote, and nothing else; the manifest last."""
    for path in (folder / LINES, folder / TABLE):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / BLOCKS, ignore_errors=True)
    (folder / MANIFEST).unlink()


def _save_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    staged = folder / f".{MANIFEST}.new"
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    staged.write_text(text + "\n", encoding="utf-8")
    staged.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a sweep asks.

    Raises
    ------
    InputError : the folder holds no sweep, or its manifest is damaged.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        text = f"{folder} holds no sweep; run one with: detente sweep CASE --out {folder}"
        raise InputError(text) from None
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / MANIFEST} cannot be read: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"{folder / MANIFEST} is not of format {FORMAT}; run the sweep again")
    return manifest


_WORDS = {
    "version": "the version of detente",
    "cases": "the cases, or what stands in them",
    "questions": "what is asked",
    "draws": "the number of draws",
    "seed": "the seed",
    "plan": "the values of the variants",
}


def _check_same(folder: Path, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse to mix two sweeps."""
    differs = [words for key, words in _WORDS.items() if there.get(key) != wanted[key]]
    if differs:
        raise InputError(
            f"{folder} holds another sweep, which differs in {_list(differs)}: name another folder "
            "with --out, or replace what is there with --again"
        )


def _list(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
