"""Issues whose signs look swapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import load
from tests.folders import notices

CASES = Path(__file__).parents[2] / "cases"
LIST = "{usa: 1, dprk: -1, congress: 0, verify: 90 days}"


def list_notices(folder: Path, by: str, values: str) -> list[str]:
    """Give one issue performers and values; the notices about signs."""
    old = "  inspections:\n    options:\n      none:\n      some: " + LIST
    new = f"  inspections:\n    by: {by}\n    options:\n      none:\n      some: {values}"
    return [text for text in notices(folder, ("case.yaml", old, new)) if "check the signs" in text]


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("usa", "{usa: 1 to 3, dprk: -2 to -1, congress: 0}"),
        ("usa", "{usa: 1, dprk: 0, congress: -4}"),
        ("dprk", "{usa: -1, dprk: 0 to 2, congress: -1 to 0}"),
    ],
)
def test_an_issue_that_only_gains_its_performer_is_noted(
    tmp_path: Path, by: str, values: str
) -> None:
    (said,) = list_notices(tmp_path, by, values)
    assert said.startswith("case.yaml:25:3  ")
    assert f"no option here costs {by} anything" in said


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("usa", "{usa: -1, dprk: 1, congress: 0}"),
        ("usa", "{usa: -1 to 3, dprk: -1, congress: 0}"),
        ("usa", "{usa: 0, dprk: -1, congress: 0}"),
        ("usa", "{usa: 1, dprk: -1 to 1, congress: 0}"),
        ("usa", "{usa: 1, congress: -1}"),
        ("dprk", "{usa: -1, dprk: 1, congress: 1}"),
        ("[usa, dprk]", "{usa: 1, dprk: 1, congress: 0}"),
        ("[]", "{usa: 1, dprk: -1, congress: 0}"),
    ],
)
def test_an_issue_that_costs_or_gains_another_is_not(tmp_path: Path, by: str, values: str) -> None:
    assert list_notices(tmp_path, by, values) == []


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_the_shipped_cases_have_no_notices(folder: Path) -> None:
    assert load(folder).notices == ()
