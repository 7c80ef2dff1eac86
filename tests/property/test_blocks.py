"""However the draws are cut into blocks, what is measured on them is the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case import Case, save_template
from detente.core.odds import compute_odds
from detente.study import (
    find_deals,
    find_meetings,
    find_offers,
    find_plan,
    find_track,
    workspace,
)
from detente.study.agreement import search, settle, settle_by
from detente.study.anchors import find_anchors
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.measuring import measure_existence, measure_gains, measure_odds, recount
from detente.study.staging import Staging
from detente.study.views import View
from detente.study.workspace import Workspace

DRAWS = 96
CASE = detente.load(detente.find_case("us-dprk-2020"))


@pytest.fixture(autouse=True, scope="module")
def _restore() -> Any:
    """Leave the size of a block as it was."""
    known = workspace.BLOCK
    yield
    workspace.BLOCK = known


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A small case that has something of everything."""
    return detente.load(save_template(tmp_path_factory.mktemp("case") / "talks"))


def in_blocks(of: int, ask: Callable[[Workspace], Any], case: Case = CASE) -> Any:
    """Ask something of a case in blocks of so many draws."""
    workspace.BLOCK = of
    return ask(Workspace(case, DRAWS))


def list_packages(drawn: Workspace) -> Any:
    """Some packages, allowed or not."""
    counts = np.array(drawn.frame.layout.counts)
    return np.random.default_rng(1).integers(0, counts, size=(5, len(counts)))


@settings(max_examples=6, deadline=None)
@given(of=st.integers(5, DRAWS))
def test_packages_are_worth_the_same_in_blocks_of_any_size(of: int) -> None:
    def ask(drawn: Workspace) -> Any:
        packages = list_packages(drawn)
        odds = measure_odds(drawn, packages)
        exists = measure_existence(drawn, packages)
        return measure_gains(drawn, packages), odds, exists

    gains, odds, exists = in_blocks(DRAWS, ask)
    cut = in_blocks(of, ask)
    np.testing.assert_array_equal(cut[0], gains)
    np.testing.assert_array_equal(cut[1].deals, odds.deals)
    np.testing.assert_array_equal(cut[1].gains, odds.gains)
    np.testing.assert_allclose(cut[1].expected_gain, odds.expected_gain, rtol=1e-12)
    np.testing.assert_array_equal(cut[2], exists)


@settings(max_examples=6, deadline=None)
@given(of=st.integers(5, DRAWS), stages=st.integers(1, 4))
def test_plans_are_judged_the_same_in_blocks_of_any_size(of: int, stages: int) -> None:
    def ask(drawn: Workspace) -> Any:
        staging = Staging.of(drawn, list_packages(drawn)[0])
        items = np.array_split(np.arange(len(staging.items)), stages)
        cut = tuple(tuple(each.tolist()) for each in items if len(each))
        return staging.measure(cut), staging.judge(cut)

    for whole, parts in zip(in_blocks(DRAWS, ask), in_blocks(of, ask), strict=True):
        for name in whole.__dataclass_fields__:
            np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name), name)


def round_off(found: Any) -> Any:
    """Read a record, numbers to nine digits: means are added up in another order."""
    return json.loads(found.to_json(), parse_float=lambda text: float(f"{float(text):.9g}"))


FIND = (find_deals, find_plan, find_meetings, find_offers, find_track)


def test_findings_are_the_same_in_blocks(template: Case) -> None:
    def ask(drawn: Workspace) -> Any:
        anchors, view = find_anchors(drawn), View(drawn)
        concluded = [compute_conclusion(view, anchors, c) for c in list_conclusions(template)]
        return [round_off(find(drawn)) for find in FIND], concluded

    whole, parts = in_blocks(DRAWS, ask, template), in_blocks(37, ask, template)
    assert parts[0] == whole[0]
    for one, other in zip(whole[1], parts[1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_draws_look_at_the_same_packages_and_plans(
    template: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "SEARCH_DRAWS", 64)
    few, more = Workspace(template, 64), Workspace(template, 512)
    assert few.searched is few
    assert more.searched.draws == 64
    one, other = find_deals(few).recommended, find_deals(more).recommended
    assert one is not None
    assert other is not None
    assert one.package == other.package
    assert one.p_gain != other.p_gain
    first, second = find_plan(few), find_plan(more)
    assert [s.items for s in first.stages] == [s.items for s in second.stages]
    assert first.p_completed != second.p_completed
    assert second.p_completed == pytest.approx(first.p_completed, abs=0.1)


@settings(max_examples=10, deadline=None)
@given(known=st.integers(0, 20), seed=st.integers(0, 99))
def test_known_packages_settle_what_they_settle_however_few_are_tried_first(
    known: int, seed: int
) -> None:
    """Trying a few on all draws, and the others on what is left, leaves nothing out."""
    trials = Workspace(CASE, DRAWS, seed).trials
    counts = np.array(trials.layout.counts)
    packages = np.random.default_rng(seed).integers(0, counts, size=(known, len(counts)))
    packages = packages[trials.layout.allows(packages)]
    at_once = settle(trials, compute_odds(trials, packages).deals)
    in_turn = settle_by(trials, packages)
    np.testing.assert_array_equal(in_turn.exists, at_once.exists)
    np.testing.assert_array_equal(in_turn.open, at_once.open)


def test_what_the_search_settled_is_not_settled_again(
    template: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first draws are taken as they were found, the others counted, whatever the blocks."""
    monkeypatch.setattr(workspace, "SEARCH_DRAWS", 64)
    for block in (DRAWS, 37):
        monkeypatch.setattr(workspace, "BLOCK", block)
        drawn = Workspace(template, DRAWS)
        found = search(drawn.searched.trials, np.zeros((1, len(template.issues)), dtype=np.int64))
        (counted,) = recount(drawn, [found], [None])
        whole = settle_by(drawn.trials, found.likely)
        np.testing.assert_array_equal(counted.exists, whole.exists)
        assert counted.p_exists == whole.exists.mean()
        (wrong,) = recount(drawn, [replace(found, exists=~found.exists)], [None])
        np.testing.assert_array_equal(wrong.exists[:64], ~whole.exists[:64])
        np.testing.assert_array_equal(wrong.exists[64:], whole.exists[64:])
