"""Tables of a sweep as Parquet files, written and read with DuckDB: no network, no extensions."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import InputError

if TYPE_CHECKING:
    import duckdb

    from detente.sweep.worker import Outcome

VARIANTS = {
    "variant": "BIGINT",
    "case": "VARCHAR",
    "key": "VARCHAR",
    "value": "VARCHAR",
    "point": "DOUBLE",
}
"""Columns of the variants: one row for each number that is set, without a key where none is."""


_TYPES = {"BIGINT": np.int64, "DOUBLE": np.float64, "VARCHAR": object}

# In an array of numbers, what is missing is not a number.
_VARIANTS = """
    SELECT variant, "case"::VARCHAR AS "case", key::VARCHAR AS key, value::VARCHAR AS value,
           CASE WHEN isnan(point) THEN NULL ELSE point END AS point
    FROM held
"""
_FINDINGS = """
    SELECT variant, "case"::VARCHAR AS "case", digest::VARCHAR AS digest,
           question::VARCHAR AS question, finding::VARCHAR AS finding,
           CASE WHEN isnan(value) THEN NULL ELSE value END AS value, text::VARCHAR AS text,
           $1::BIGINT AS draws, seed, $2::VARCHAR AS version
    FROM held JOIN outcomes USING (place) JOIN labels USING (label) ORDER BY number
"""
"""One row for each variant, question and finding."""


def connect(*, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that loads nothing from anywhere; None: a thread for each core."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if threads is not None:
        config["threads"] = threads
    return duckdb.connect(":memory:", config=config)


def save_variants(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    """Write what is different in each variant; a row as `VARIANTS` has it."""
    held = list(zip(*rows, strict=True))
    columns = zip(VARIANTS.items(), held, strict=True)
    arrays = {name: np.array(values, dtype=_TYPES[kind]) for (name, kind), values in columns}
    with connect(threads=1) as database:
        database.register("held", arrays)
        database.execute(f"CREATE TABLE filled AS {_VARIANTS}")
        _save(database, path)


def save_findings(path: Path, outcomes: Sequence[Outcome], draws: int, version: str) -> None:
    """Write what was found about some variants, in their order."""
    with connect(threads=1) as database:
        _fill(database, "filled", outcomes, draws, version)
        _save(database, path)


def _save(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write a table as a Parquet file, in a single step: all of it or nothing."""
    staged = path.with_name(f".{path.name}.new")
    database.execute(f"COPY filled TO {_quote(str(staged))} (FORMAT parquet, COMPRESSION zstd)")
    _sync(staged)
    staged.replace(path)


def _fill(
    database: duckdb.DuckDBPyConnection,
    name: str,
    outcomes: Sequence[Outcome],
    draws: int,
    version: str,
) -> None:
    """Make a table of findings.

    Names and digests stand in thousands of rows: they are handed over once, and the database puts
    them where they belong.
    """
    labels: dict[tuple[str, str], int] = {}
    rows = [
        (place, labels.setdefault((question, finding), len(labels)), value, text)
        for place, outcome in enumerate(outcomes)
        for question, finding, value, text in outcome.rows
    ]
    places, label, values, texts = zip(*rows, strict=True) if rows else ((), (), (), ())
    tables = {
        "held": {
            "number": np.arange(len(rows)),
            "place": np.array(places, dtype=np.int64),
            "label": np.array(label, dtype=np.int64),
            "value": np.array(values, dtype=np.float64),
            "text": np.array(texts, dtype=object),
        },
        "outcomes": {
            "place": np.arange(len(outcomes)),
            "variant": np.array([each.variant for each in outcomes], dtype=np.int64),
            "seed": np.array([each.seed for each in outcomes], dtype=np.int64),
            "case": np.array([each.case for each in outcomes], dtype=object),
            "digest": np.array([each.digest for each in outcomes], dtype=object),
        },
        "labels": {
            "label": np.arange(len(labels)),
            "question": np.array([question for question, _ in labels], dtype=object),
            "finding": np.array([finding for _, finding in labels], dtype=object),
        },
    }
    for table, columns in tables.items():
        database.register(table, columns)
    database.execute(f"CREATE TABLE {name} AS {_FINDINGS}", [draws, version])


def _quote(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def _sync(path: Path) -> None:
    """Bring a file down to the disk before it takes its name."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def open_tables(
    variants: Path,
    findings: Sequence[Path],
    latest: Sequence[Outcome],
    draws: int,
    version: str,
) -> duckdb.DuckDBPyConnection:
    """Open a database with the views ``findings`` and ``variants`` of a sweep.

    Parameters
    ----------
    variants, findings : the files.
    latest : what was found and stands in no file yet.
    draws, version : that it rests on.

    Raises
    ------
    InputError : a file is damaged.
    """
    import duckdb

    database = connect()
    try:
        # Only names of files stand in these, each quoted.
        database.execute(f"CREATE VIEW variants AS SELECT * FROM {_read([variants])}")  # noqa: S608
        _fill(database, "latest", latest, draws, version)
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
