"""A small case that asks questions, and what came of them."""

from __future__ import annotations

from pathlib import Path

from detente.case import Case, load, load_resolutions
from detente.case.forecast_model import Resolution
from tests import folders

FORECASTS = """\
forecasts:
  - id: summit-2020
    question: Will they meet by the end of the year?
    by: 2020-12-31
    event: {meeting_held: leaders-2020}
    base: {p: 25%, because: [kelly2020, p. 9], note: once in four years}
    stated:
      - {who: An analyst, on: 2020-07-01, p: 20%}
      - {who: Another one, on: 2020-07-02, p: 40%}
  - id: summit-soon
    question: Will they meet by October?
    by: 2020-10-01
    event: {meeting_held: leaders-2020}
    base: 10%
  - id: deal-2020
    question: Will they sign something?
    by: 2020-12-31
    event: {deal_signed: any}
    base: 10%
  - id: hanoi
    question: Will the offer of Hanoi be accepted?
    by: 2020-12-31
    event: {offer_accepted: hanoi}
  - id: first-stage
    question: Will the first steps be kept?
    by: 2021-01-21
    event: {stage_kept: 1}
  - id: early-stage
    question: Will the second stage be kept within the year?
    by: 2020-12-31
    event: {stage_kept: 2}
  - id: test-2020
    question: Will there be a test?
    by: 2020-11-03
    event: A test that two governments confirm.
    base: 14%
"""
RESOLUTIONS = """\
resolutions:
  - {id: summit-2020, outcome: false, on: 2020-12-31, because: [later, count], note: none was}
  - {id: summit-soon, outcome: false, on: 2020-10-01, because: kelly2020}
  - {id: deal-2020, outcome: true, on: 2020-11-11}
sources:
  later: {title: A later paper, date: 2021-01, status: recalled, passages: {count: there was none}}
"""


def write(folder: Path, resolutions: str = RESOLUTIONS, forecasts: str = FORECASTS) -> Path:
    """Write the case, with resolutions unless they are empty."""
    files = {**folders.FILES, "forecasts.yaml": forecasts}
    del files["events.yaml"]
    if resolutions:
        files["resolutions.yaml"] = resolutions
    return folders.write(folder, files)


def read(folder: Path) -> tuple[Case, tuple[Resolution, ...]]:
    """Load the case, and what came of its questions."""
    case = load(folder)
    return case, load_resolutions(folder, case)
