"""Tables of a sweep as Parquet files, written and read with DuckDB: no network, no extensions."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from detente.errors import InputError

if TYPE_CHECKING:
    import duckdb

Rows: TypeAlias = Iterable[Sequence[Any]]

FINDINGS = {
    "variant": "BIGINT",
    "case": "VARCHAR",
    "digest": "VARCHAR",
    "question": "VARCHAR",
    "finding": "VARCHAR",
    "value": "DOUBLE",
    "text": "VARCHAR",
    "draws": "BIGINT",
    "seed": "BIGINT",
    "version": "VARCHAR",
}
"""Columns of the findings: one row for each variant, question and finding."""

VARIANTS = {
    "variant": "BIGINT",
    "case": "VARCHAR",
    "key": "VARCHAR",
    "value": "VARCHAR",
    "point": "DOUBLE",
}
"""Columns of the variants: one row for each number that is set, without a key where none is."""


_TYPES = {"BIGINT": np.int64, "DOUBLE": np.float64, "VARCHAR": object}
_SELECTED = {
    "BIGINT": '"{0}"',
    "DOUBLE": 'CASE WHEN isnan("{0}") THEN NULL ELSE "{0}" END AS "{0}"',
    "VARCHAR": '"{0}"::{1} AS "{0}"',
}
"""How a column of arrays is read: in an array of numbers, what is missing is not a number."""


def connect() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that loads nothing from anywhere."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )


def save_table(path: Path, columns: Mapping[str, str], rows: Rows) -> None:
    """Write rows as a Parquet file, in their order, in a single step: all of it or nothing.

    The same rows give the same bytes.
    """
    staged = path.with_name(f".{path.name}.new")
    with connect() as database:
        _fill(database, "filled", columns, rows)
        target = _quote(str(staged))
        database.execute(f"COPY filled TO {target} (FORMAT parquet, COMPRESSION zstd)")
    _sync(staged)
    staged.replace(path)


def _fill(
    database: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Rows
) -> None:
    """Make a table of rows: column by column, for that is hundreds of times faster."""
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = {
        column: np.array(values, dtype=_TYPES[kind])
        for (column, kind), values in zip(columns.items(), held, strict=True)
    }
    listed = [_SELECTED[kind].format(column, kind) for column, kind in columns.items()]
    database.register("held", arrays)
    database.execute(f"CREATE TABLE {name} AS SELECT {', '.join(listed)} FROM held")  # noqa: S608
    database.unregister("held")


def _quote(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def _sync(path: Path) -> None:
    """Bring a file down to the disk before it takes its name."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def open_tables(variants: Path, findings: Sequence[Path], rows: Rows) -> duckdb.DuckDBPyConnection:
    """Open a database with the views ``findings`` and ``variants`` of a sweep.

    Parameters
    ----------
    variants, findings : the files.
    rows : findings that stand in no file yet.

    Raises
    ------
    InputError : a file is damaged.
    """
    import duckdb

    database = connect()
    try:
        # Only names of files stand in these, each quoted.
        database.execute(f"CREATE VIEW variants AS SELECT * FROM {_read([variants])}")  # noqa: S608
        _fill(database, "latest", FINDINGS, rows)
        older = f"SELECT * FROM {_read(findings)} UNION ALL " if findings else ""  # noqa: S608
        database.execute(f"CREATE VIEW findings AS {older}SELECT * FROM latest")  # noqa: S608
        database.execute("SELECT count(*), max(text) FROM findings").fetchall()
    except duckdb.Error as error:
        database.close()
        raise InputError(
            f"the results cannot be read: {str(error).splitlines()[0]}. Remove the damaged file; "
            "the same sweep, started again, does what was in it once more"
        ) from None
    return database


def _read(files: Sequence[Path]) -> str:
    """Read files, in SQL. Names are taken for patterns: a star or a bracket has to be escaped."""
    return f"read_parquet([{', '.join(_quote(glob.escape(str(path))) for path in files)}])"
