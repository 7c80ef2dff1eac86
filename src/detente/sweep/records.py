"""What a sweep finds, as records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError
from detente.study.record import Record

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


@dataclass(frozen=True)
class SweptCase(Record):
    """A case that was swept: the name of its folder, and the sha256 of its files."""

    name: str
    digest: str


@dataclass(frozen=True)
class Failure(Record):
    """Why a question could not be answered, and in how many variants; ``variant`` is the first.

    Variants that were lost have no question: the processes that worked on them ended.
    """

    question: str
    why: str
    variants: int
    variant: int
    case: str


@dataclass(frozen=True)
class Summary(Record):
    """One finding over all variants that have it.

    ``low``, ``median``, ``mean`` and ``high`` are None for a finding in words, and ``answers`` then
    counts the commonest of its ``n_answers`` different answers. ``moves`` is the key that goes
    along with most of the differences, or what the keys begin with that vary as one, or ``case``;
    several that do as much are joined by commas. ``share`` is how much of them: of the variance,
    between the values of a key that was set; of that of ranks, with what was sampled. Empty and
    None where nothing stands out from chance, or everything is the same.
    """

    question: str
    finding: str
    variants: int
    low: float | None
    median: float | None
    mean: float | None
    high: float | None
    n_answers: int
    answers: dict[str, int]
    moves: str
    share: float | None


@dataclass(frozen=True)
class SweepFindings(Record):
    """What a sweep found, in short; the whole of it is in the tables of its folder.

    ``n_before`` variants were finished before this run. ``seed`` is None where each case has its
    own. ``n_failed`` counts questions that could not be answered and ``n_lost`` variants that were
    not finished because their processes ended: the same sweep, run again, takes those up again.
    ``failures`` holds the commonest reasons of both.
    ``summaries`` holds ``n_shown`` of the ``n_findings`` that are not the same in all variants.
    """

    folder: str
    version: str
    cases: tuple[SweptCase, ...]
    questions: tuple[str, ...]
    grid: tuple[str, ...]
    sampled: tuple[str, ...]
    draws: int
    seed: int | None
    n_variants: int
    n_finished: int
    n_before: int
    n_failed: int
    n_lost: int
    failures: tuple[Failure, ...]
    n_same: int
    n_findings: int
    summaries: tuple[Summary, ...]

    def find(self, question: str, finding: str) -> Summary:
        """Return the summary of a finding.

        Raises
        ------
        InputError : it is the same in all variants, or not among those that are shown.
        """
        for summary in self.summaries:
            if (summary.question, summary.finding) == (question, finding):
                return summary
        raise InputError(f"{question}: there is no summary of {finding}; ask with show={finding!r}")

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the tables of the sweep: a DuckDB database with views `findings` and `variants`."""
        from detente.sweep.sweeping import open_folder

        return open_folder(Path(self.folder))

    def frame(self) -> pd.DataFrame:
        """Return all findings as a pandas frame, one row each."""
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError("frames need pandas: pip install 'detente[pandas]'") from error
        with self.connect() as database:
            query = "SELECT * FROM findings ORDER BY variant, question, finding"
            found = database.execute(query).fetchnumpy()
        return pd.DataFrame(found)

    def rows(self) -> list[dict[str, Any]]:
        """One row per finding that is shown."""
        return [
            {
                "question": each.question,
                "finding": each.finding,
                "variants": each.variants,
                "low": each.low,
                "median": each.median,
                "mean": each.mean,
                "high": each.high,
                "moves": each.moves,
                "share": each.share,
            }
            for each in self.summaries
        ]
