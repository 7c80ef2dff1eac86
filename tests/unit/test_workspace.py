"""What studies share: draws that are the same however many there are, and what was found once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import detente
from detente.case.sampling import count_uniforms
from detente.errors import TooLargeError
from detente.plan.judge import Judged
from detente.report.sections.making import write_making
from detente.study import workspace
from detente.study.record import SEARCH_DRAWS
from detente.study.staging import Staging, assume_trust
from detente.study.views import VIEWED_DRAWS, find_family
from detente.study.workspace import Workspace

CASE = detente.load(detente.find_case("barter-nash-1950"))


def test_what_was_found_under_a_name_is_found_once() -> None:
    drawn, asked = Workspace(CASE, 8), iter(range(9))
    assert [drawn.recall(("name", 1), lambda: next(asked)) for _ in range(3)] == [0, 0, 0]
    assert drawn.recall(("name", 2), lambda: next(asked)) == 1


def test_fewer_draws_are_the_first_of_more() -> None:
    drawn = Workspace(CASE, 40)
    few = drawn.thin(16)
    assert few is drawn.thin(16)
    assert drawn.thin(40) is drawn
    np.testing.assert_array_equal(few.sample.values, drawn.sample.values[:16])
    np.testing.assert_array_equal(few.sample.trust, drawn.sample.trust[:16])


def test_blocks_come_in_order_and_hold_the_draws_of_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workspace, "BLOCK", 16)
    drawn = Workspace(CASE, 40)
    blocks = drawn.gather(lambda block: block)
    assert [block.draws for block in blocks] == [16, 16, 8]
    assert all(block.searched is drawn for block in blocks)
    for name in ("values", "reservation", "trust"):
        joined = np.concatenate([getattr(block.sample, name) for block in blocks])
        np.testing.assert_array_equal(joined, getattr(drawn.sample, name), name)
    whole = np.concatenate([block.trials.values for block in blocks])
    np.testing.assert_array_equal(whole, drawn.trials.values)
    for level, belief in drawn.sample.firmness.items():
        joined = np.concatenate([block.sample.firmness[level] for block in blocks])
        np.testing.assert_array_equal(joined, belief)


def test_trust_that_is_assumed_counts_for_all_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(drawn: Workspace) -> Judged:
        staging = Staging.of(drawn, np.ones(len(CASE.issues), dtype=np.int64))
        return staging.judge([[item] for item in range(len(staging.items))])

    def doubt(drawn: Workspace) -> Workspace:
        return assume_trust(drawn, 1, np.full(len(CASE.parties), 0.125), 0.25)

    whole = judge(doubt(Workspace(CASE, 40)))
    monkeypatch.setattr(workspace, "BLOCK", 16)
    parts, sure = judge(doubt(Workspace(CASE, 40))), judge(Workspace(CASE, 40))
    np.testing.assert_array_equal(parts.available, whole.available)
    np.testing.assert_array_equal(parts.kept, whole.kept)
    assert (parts.available != sure.available).any()


def test_a_block_is_measured_itself_where_it_is_all_there_is() -> None:
    drawn = Workspace(CASE, 8)
    assert drawn.gather(lambda block: block) == [drawn]
    assert drawn.searched is drawn


def test_views_on_as_many_draws_are_shared() -> None:
    drawn = Workspace(CASE, 8)
    assert find_family(drawn, VIEWED_DRAWS) is find_family(drawn, VIEWED_DRAWS)
    assert find_family(drawn, 4).workspace is drawn.thin(4)


def test_the_numbers_that_are_held_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Workspace(CASE, 8)
    uniforms, values = small.uniforms, small.sample.values
    parts = (uniforms.values, uniforms.reservation, uniforms.trust, uniforms.firmness)
    assert count_uniforms(small.frame) * 8 == sum(part.size for part in parts)
    each = count_uniforms(small.frame) + values.size // 8
    monkeypatch.setattr(workspace, "MAX_NUMBERS", 100 * each)
    with pytest.raises(TooLargeError, match=r"101 draws .* at most 100 are"):
        _ = Workspace(CASE, 101).uniforms


def test_the_report_says_where_packages_and_plans_were_searched_for() -> None:
    origin = Workspace(CASE, 8).origin
    assert "searched for" not in write_making(CASE, origin).answer
    more = replace(origin, draws=3 * SEARCH_DRAWS)
    assert "searched for on the first 4,096, and judged on all" in write_making(CASE, more).answer
