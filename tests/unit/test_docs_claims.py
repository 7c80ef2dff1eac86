"""The page on claims names every finding that a test can hold, with its unit and meaning."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from detente.case.finding_patterns import PACKAGES, PATTERNS
from detente.core.expressions import COMPARISONS, FUNCTIONS, MOST_CHARACTERS, MOST_DEPTH, MOST_NODES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "claims.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built() -> str:
    """The page with its tables, as the documentation shows it."""
    said, names = io.StringIO(), {"__name__": "claims"}
    with contextlib.redirect_stdout(said):
        for block in re.findall(r'```python exec="on".*?\n(.*?)```', TEXT, re.DOTALL):
            exec(block, names)
    return TEXT + said.getvalue()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.words)
def test_every_name_is_documented(built: str, pattern: object) -> None:
    words = pattern.words  # type: ignore[attr-defined]
    stem = next((each for each in PACKAGES if words.startswith(f"{each}.")), "")
    if stem and "gain" not in words:
        words = words.replace(stem, "plan.single")
        assert f"| `{stem}` |" in built
    elif stem:
        assert f"`{stem}`" in built
        words = "largest.gain.SIDE"
    assert re.search(rf"^\| `{re.escape(words)}` \| \w", built, re.MULTILINE)


def test_packages_that_can_be_asked_for_a_gain_are_named(built: str) -> None:
    stems = {p.words.removesuffix(".gain.SIDE") for p in PATTERNS if p.words.endswith(".gain.SIDE")}
    (said,) = re.findall(r"^(.*) one ending more:$", built, re.MULTILINE)
    assert stems - {"deal"} == set(re.findall(r"`([^`]+)`", said))


def test_all_that_can_be_written_is_shown() -> None:
    for written in (*FUNCTIONS, *COMPARISONS, "and", "or", "not"):
        assert f"`{written}" in TEXT or f"{written} b`" in TEXT, written
    for limit in (MOST_CHARACTERS, MOST_DEPTH, MOST_NODES):
        assert f" {limit} " in TEXT
