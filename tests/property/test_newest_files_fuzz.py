"""Whatever is written into meetings, forecasts, resolutions and readings: said, never a crash."""

from __future__ import annotations

import copy
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import load, load_resolutions
from detente.errors import CaseError, Problem
from detente.study import Workspace, find_forecasts, find_meetings
from tests.folders import VALLEYS, write

THIRD = """\
  - id: third
    proposer: Sweden
    invited: [upper, lower]
    readiness: 0.5
    pays:
      - {by: upper, for: lower, amount: 1 to 2, costs: 1, kind: guarantee, note: n}
      - {by: Sweden, for: upper, amount: 1, when: agreed, kind: hosting}
    after: {vote: {payoffs: {upper: {held: 1}}}}
    conditions: [{by: upper, better_than: spring-2023}]
    counters: [{by: upper, meeting: mayors}]
"""
FORECASTS = """\
forecasts:
  - {id: f1, question: a, by: 2024-12-31, event: {meeting_held: mayors}, base: 5%}
  - {id: f2, question: b, by: 2024-12-31, event: {deal_signed: any}, base: {p: 0.1, note: n}}
  - {id: f3, question: c, by: 2024-12-31, event: {offer_accepted: spring-2023}}
  - {id: f4, question: d, by: 2026-12-31, event: {stage_kept: 1}}
  - {id: f5, question: e, by: 2024-12-31, event: some words}
"""
RESOLUTIONS = """\
resolutions:
  - {id: f1, outcome: false, "on": 2024-12-31, because: s3, note: n}
  - {id: f2, outcome: true, "on": 2024-11-01}
sources:
  s3: {title: C, date: 2025-01-01, status: recalled}
"""
CLAIMS = """\
claims:
  - {id: c1, says: x, test: "meet.mayors.held and trust.upper.lower < 50%", note: n}
  - {id: c2, says: y, test: "offer.spring-2023.return.upper < 1 or plan.single.refused"}
"""
TEXTS = {
    **VALLEYS,
    "meetings.yaml": VALLEYS["meetings.yaml"] + THIRD,
    "forecasts.yaml": FORECASTS,
    "resolutions.yaml": RESOLUTIONS,
    "readings/lower.yaml": VALLEYS["readings/lower.yaml"] + CLAIMS,
}
TREES: dict[str, Any] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
SPOILT = (
    "meetings.yaml",
    "offers.yaml",
    "forecasts.yaml",
    "resolutions.yaml",
    "readings/lower.yaml",
)
EVIL: tuple[Any, ...] = (
    *(None, "", " ", 0, -1, 1, 31, 1e308, float("nan"), float("inf"), True, [], {}, [[]], {"a": 1}),
    *(dt.date(2024, 9, 1), dt.date.min, dt.date.max, "2024-09-01 01:00:00", "2024-02-30"),
    *("1 to 2", "2 to 1", "-5%", "101%", "0.0000000001", "10^12", "1e9", "x" * 3_000, "a|<b>"),
    *("upper", "lower", "farmers", "mayors", "clerks", "vote", "spring-2023", "f1", "Sweden"),
    *("water.none", "gauges.shared", "any", "0/0 == 0/0", "deal.exists", "\u202eabc", "a\u2028b"),
)


def walk(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go over the paths of everything in a tree but its root."""
    if not isinstance(tree, dict | list):
        return
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield (*path, key)
        yield from walk(value, (*path, key))


@st.composite
def draw_trees(draw: st.DrawFn) -> dict[str, Any]:
    """The case with up to three places spoilt: replaced, removed, renamed or repeated."""
    trees = copy.deepcopy(TREES)
    for _ in range(draw(st.integers(1, 3))):
        tree = trees[draw(st.sampled_from(SPOILT))]
        places = list(walk(tree))
        if places:
            spoil(draw, tree, draw(st.sampled_from(places)))
    return trees


def spoil(draw: st.DrawFn, tree: Any, place: tuple[Any, ...]) -> None:
    """Spoil one place of a tree."""
    *above, key = place
    for step in above:
        tree = tree[step]
    how = draw(st.sampled_from(["replace", "replace", "remove", "repeat", "rename"]))
    if how == "remove":
        del tree[key]
    elif how == "repeat" and isinstance(tree, list):
        tree.append(copy.deepcopy(tree[key]))
    elif how == "rename" and isinstance(tree, dict):
        tree[draw(st.sampled_from(["nobody", "", "upper", "id", "2"]))] = tree.pop(key)
    else:
        tree[key] = copy.deepcopy(draw(st.sampled_from(EVIL)))


def check_problems(problems: Sequence[Problem]) -> None:
    """Every problem is one line, and not without end."""
    assert problems
    for problem in problems:
        assert "\n" not in str(problem)
        assert len(str(problem)) < 1_000


@given(draw_trees())
@settings(max_examples=120, deadline=None)
def test_what_is_wrong_is_said_and_the_rest_is_answered(trees: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        texts = {name: yaml.safe_dump(tree, allow_unicode=True) for name, tree in trees.items()}
        folder = write(Path(name), texts)
        try:
            case = load(folder)
            known = load_resolutions(folder, case)
        except CaseError as error:
            check_problems(error.problems)
            return
        workspace = Workspace(case, 4)
        if case.meetings:
            assert "NaN" not in find_meetings(workspace).to_json()
        assert "NaN" not in find_forecasts(workspace, known).to_json()


def test_the_case_that_is_spoilt_is_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, TEXTS)
    assert len(load_resolutions(folder, load(folder))) == 2
