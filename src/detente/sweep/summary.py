"""What a sweep found, in short: how far each finding goes, and what moves it most.

Of a key that was set, the share of a finding's variance that lies between its values: the
correlation ratio (Pearson 1905). Of a key that was sampled, the squared rank correlation (Spearman
1904). With a sample, only what stands out from chance is said: in a test at 1 in 100, divided by
the number of keys that are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.core.layout import FloatArray
from detente.errors import InputError
from detente.sweep.records import Failure, Summary, SweepFindings, SweptCase
from detente.sweep.values import find_stream
from detente.sweep.worker import FAILED

if TYPE_CHECKING:
    import duckdb

IntArray: TypeAlias = npt.NDArray[np.int64]

SHOWN = 12
"""Findings of a question that are summarised unless one asks for some."""

MOST_SHOWN = 200
MOST_FAILURES = 20
MOST_ANSWERS = 5
CHANCE = 0.01
SAME = 1e-9
"""Shares that differ by no more are the same: what is between them is rounding."""

NOTHING = "none"
"""What stands for a finding with nothing to say, among answers in words."""

_STATISTICS = """
    SELECT question, finding, count(*) AS variants,
           min(value) AS low, median(value) AS median,
           avg(value) AS mean, max(value) AS high,
           count(text) > 0 AS words,
           count(DISTINCT value) + (count(value) < count(*))::INT AS numbers,
           count(DISTINCT text) + (count(text) < count(*))::INT AS answers
    FROM findings WHERE finding <> ? GROUP BY question, finding
"""


_FAILURES = """
    SELECT question, text, count(*) AS n, min(variant) AS first, arg_min("case", variant)
    FROM findings WHERE finding = ? GROUP BY question, text ORDER BY n DESC, first, question LIMIT ?
"""
_LEVELS = """
    SELECT variant - 1 AS place, dense_rank() OVER (ORDER BY value) AS level
    FROM variants WHERE key = ?
"""
_CASES = """
    SELECT DISTINCT variant - 1 AS place, dense_rank() OVER (ORDER BY "case") AS level FROM variants
"""


@dataclass(frozen=True)
class _Statistic:
    """How far one finding goes."""

    question: str
    finding: str
    variants: int
    low: float | None
    median: float | None
    mean: float | None
    high: float | None
    words: bool
    numbers: int
    answers: int

    @property
    def is_same(self) -> bool:
        """Whether it is the same wherever it is found."""
        return self.numbers <= 1 and self.answers <= 1


def summarise(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: Mapping[str, Any],
    show: Sequence[str],
    before: int | None,
    lost: Sequence[Failure],
) -> SweepFindings:
    """Put in short what a sweep found.

    Parameters
    ----------
    database : with the views ``findings`` and ``variants``.
    folder, manifest : where it is, and what was asked.
    show : names or patterns of the findings to summarise; the first of each question without any.
    before : variants that were finished before; None for all.
    lost : variants that were not finished.

    Raises
    ------
    InputError : no finding goes by one of the names.
    """
    questions = tuple(manifest["questions"])
    known = [_Statistic(*row) for row in database.execute(_STATISTICS, [FAILED]).fetchall()]
    known.sort(key=lambda each: (questions.index(each.question), *_rank(each.finding)))
    moving = [each for each in known if not each.is_same]
    shown = _choose(known, moving, show)
    finished = _count(database, "SELECT count(DISTINCT variant) FROM findings")
    return SweepFindings(
        folder=str(folder),
        version=manifest["version"],
        cases=tuple(SweptCase(each["name"], each["digest"]) for each in manifest["cases"]),
        questions=questions,
        grid=tuple(manifest["grid"]),
        sampled=tuple(manifest["sampled"]),
        draws=manifest["draws"],
        seed=manifest["seed"],
        n_variants=manifest["variants"],
        n_finished=finished,
        n_before=finished if before is None else before,
        n_failed=_count(database, "SELECT count(*) FROM findings WHERE finding = ?", FAILED),
        n_lost=len(lost),
        failures=(*lost, *_list_failures(database))[:MOST_FAILURES],
        n_same=len(known) - len(moving),
        n_findings=len(moving),
        summaries=tuple(_summarise(database, manifest, shown)),
    )


def _rank(finding: str) -> tuple[bool, int, str]:
    """Order findings: odds before others, and those with short names first."""
    parts = finding.split(".")
    odds = any(part.startswith("p_") for part in parts)
    return not odds or parts[-1].endswith(("_error", "_open")), len(parts), finding


def _choose(
    known: Sequence[_Statistic], moving: Sequence[_Statistic], show: Sequence[str]
) -> list[_Statistic]:
    """Choose what to summarise: what was asked for, or the first of each question."""
    for pattern in show:
        if not any(fnmatchcase(each.finding, pattern) for each in known):
            raise InputError(
                f"show: no finding is called {pattern}; names are those of the JSON, such as "
                "recommended.p_all_gain, and * stands for any part"
            )
    if show:
        wanted = [e for e in known if any(fnmatchcase(e.finding, pattern) for pattern in show)]
        return wanted[:MOST_SHOWN]
    questions = dict.fromkeys(each.question for each in moving)
    first = [[e for e in moving if e.question == question][:SHOWN] for question in questions]
    return [each for some in first for each in some][:MOST_SHOWN]


def _count(database: duckdb.DuckDBPyConnection, query: str, *values: str) -> int:
    return int(database.execute(query, list(values)).fetchall()[0][0])


def _list_failures(database: duckdb.DuckDBPyConnection) -> Iterator[Failure]:
    rows = database.execute(_FAILURES, [FAILED, MOST_FAILURES]).fetchall()
    return (Failure(*row) for row in rows)


def _summarise(
    database: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], shown: Sequence[_Statistic]
) -> Iterator[Summary]:
    """Summarise the findings that are shown."""
    factors = _Factors.of(database, manifest)
    for each in shown:
        moves, share = "", None
        if each.numbers > 1:
            place, values = _fetch(database, each)
            moves, share = factors.find_mover(place, values)
        yield Summary(
            question=each.question,
            finding=each.finding,
            variants=each.variants,
            low=None if each.words else each.low,
            median=None if each.words else each.median,
            mean=None if each.words else each.mean,
            high=None if each.words else each.high,
            n_answers=each.answers if each.words else each.numbers,
            answers=_count_answers(database, each) if each.words else {},
            moves=moves,
            share=share,
        )


def _fetch(database: duckdb.DuckDBPyConnection, each: _Statistic) -> tuple[IntArray, FloatArray]:
    """Fetch the numbers of a finding, and the positions of the variants that have one."""
    found = database.execute(
        "SELECT variant - 1 AS place, value FROM findings "
        "WHERE question = ? AND finding = ? AND value IS NOT NULL ORDER BY variant",
        [each.question, each.finding],
    ).fetchnumpy()
    return np.asarray(found["place"]), np.asarray(found["value"])


def _count_answers(database: duckdb.DuckDBPyConnection, each: _Statistic) -> dict[str, int]:
    rows = database.execute(
        "SELECT coalesce(text, ?) AS answer, count(*) AS n FROM findings "
        "WHERE question = ? AND finding = ? GROUP BY answer ORDER BY n DESC, answer LIMIT ?",
        [NOTHING, each.question, each.finding, MOST_ANSWERS],
    ).fetchall()
    return dict(rows)


@dataclass(frozen=True)
class _Factors:
    """What differs between variants.

    Parameters
    ----------
    levels : of each key that was set, and of the case, which value a variant has, ``(N,)``; -1 for
        none.
    points : of each key that was sampled, or of several that vary as one, the number that a variant
        has, ``(N,)``; NaN for none.
    """

    levels: Mapping[str, IntArray]
    points: Mapping[str, FloatArray]

    @classmethod
    def of(cls, database: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> _Factors:
        """Read them from the variants."""
        n = manifest["variants"]
        levels = {key: _read_levels(database, n, key) for key in manifest["grid"]}
        if len(manifest["cases"]) > 1:
            levels["case"] = _read_levels(database, n, None)
        streams: dict[str, list[str]] = {}
        for key in manifest["sampled"]:
            streams.setdefault(find_stream(key), []).append(key)
        # Keys of one stream rise and fall together: the first stands for all.
        named = {name if len(keys) > 1 else keys[0]: keys[0] for name, keys in streams.items()}
        return cls(levels, {name: _read_points(database, n, key) for name, key in named.items()})

    def find_mover(self, place: IntArray, values: FloatArray) -> tuple[str, float | None]:
        """Find what goes along with most of the differences of a finding, and with how much.

        Parameters
        ----------
        place : positions of the variants that have a number.
        values : their numbers.
        """
        tried = len(self.levels) + len(self.points)
        shares = {
            key: share
            for key, share, least in self._list_shares(place, values, max(tried, 1))
            if share > least
        }
        most = max(shares.values(), default=0.0)
        if most <= 0.0:
            return "", None
        # Between keys that explain as much, the order in which they were given decides nothing.
        return ", ".join(key for key in shares if shares[key] > most - SAME), most

    def _list_shares(
        self, place: IntArray, values: FloatArray, tried: int
    ) -> Iterator[tuple[str, float, float]]:
        """Go over keys, the share of each, and what chance alone would hardly exceed."""
        doubtful = bool(self.points)
        for key, levels in self.levels.items():
            chosen = levels[place]
            share = compute_ratio(chosen, values)
            yield key, share, _bound(len(np.unique(chosen)), len(values), tried) * doubtful
        ranks = _rank_numbers(values)
        for key, points in self.points.items():
            share = float(np.square(_correlate(_rank_numbers(points[place]), ranks)))
            yield key, share, _bound(2, len(values), tried)


def _read_levels(database: duckdb.DuckDBPyConnection, n: int, key: str | None) -> IntArray:
    """Read which value of a key, or which case, each variant has."""
    query, values = (_LEVELS, [key]) if key else (_CASES, [])
    found = database.execute(query, values).fetchnumpy()
    levels = np.full(n, -1)
    levels[found["place"]] = found["level"]
    return levels


def _read_points(database: duckdb.DuckDBPyConnection, n: int, key: str) -> FloatArray:
    found = database.execute(
        "SELECT variant - 1 AS place, point FROM variants WHERE key = ?", [key]
    ).fetchnumpy()
    points = np.full(n, np.nan)
    points[found["place"]] = found["point"]
    return points


def compute_ratio(levels: IntArray, values: FloatArray) -> float:
    """Compute which share of the variance of values lies between levels, 0 to 1.

    Examples
    --------
    >>> compute_ratio(np.array([0, 0, 1, 1]), np.array([1.0, 1.0, 5.0, 5.0]))
    1.0
    """
    _, inverse, counts = np.unique(levels, return_inverse=True, return_counts=True)
    total = float(np.square(values - values.mean()).sum())
    means = np.bincount(inverse, weights=values) / counts
    between = float((counts * np.square(means - values.mean())).sum())
    return min(between / total, 1.0) if total > 0 else 0.0


def _rank_numbers(values: FloatArray) -> FloatArray:
    """Rank numbers, those that are alike in the middle of their ranks; scaled to length 1."""
    from scipy.stats import rankdata

    if np.isnan(values).any():
        return np.zeros(len(values))
    ranks = rankdata(values) - (len(values) + 1) / 2
    length = float(np.linalg.norm(ranks))
    return np.asarray(ranks / length if length > 0 else ranks)


def _correlate(first: FloatArray, second: FloatArray) -> float:
    return float(first @ second)


def _bound(levels: int, n: int, tried: int) -> float:
    """Bound the share that chance gives the best of so many keys, of so many levels each.

    Shares by chance follow a beta distribution; of ranks of few variants, only roughly, and the
    normal approximation is then the stricter one.
    """
    from scipy.special import betaincinv

    levels = max(levels, 2)
    if n <= levels:
        return 1.0
    z = NormalDist().inv_cdf(1 - CHANCE / (2 * tried))
    share = betaincinv((levels - 1) / 2, (n - levels) / 2, 1 - CHANCE / tried)
    return min(max(float(share), z * z / (n - 1)), 1.0)
