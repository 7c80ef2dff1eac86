"""A view of a case is what a case written that way would be, bit for bit."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, load
from detente.case.model import Change
from detente.case.readings import apply_changes
from detente.study import Workspace, find_carried, find_deals, find_moved, find_plan, follow
from detente.study.anchors import Anchors, find_anchors
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.grounds import narrow_grounds
from detente.study.staging import Staging
from detente.study.views import KEPT, TERMS, TRUST, VALUES, Family, View, begins
from tests.folders import write

DRAWS = 32


@cache
def get_case() -> Case:
    with TemporaryDirectory() as folder:
        return load(write(Path(folder)))


@cache
def get_base() -> tuple[Workspace, Anchors]:
    workspace = Workspace(get_case(), DRAWS)
    return workspace, find_anchors(workspace)


def list_changes() -> tuple[Change, ...]:
    return get_case().readings[0].changes


some_changes = st.lists(
    st.integers(0, len(get_case().readings[0].changes) - 1), unique=True, max_size=12
).map(lambda places: tuple(list_changes()[place] for place in places))


def check_same(one: Workspace, other: Workspace) -> None:
    for name in ("values", "reservation", "trust"):
        assert np.array_equal(getattr(one.sample, name), getattr(other.sample, name)), name
    assert list(one.sample.firmness) == list(other.sample.firmness)
    for level, drawn in one.sample.firmness.items():
        assert np.array_equal(drawn, other.sample.firmness[level])
    for name in ("values", "reservation", "scale"):
        assert np.array_equal(getattr(one.trials, name), getattr(other.trials, name)), name


@settings(deadline=None, max_examples=40)
@given(some_changes)
def test_a_varied_workspace_is_a_new_one(changes: tuple[Change, ...]) -> None:
    base, _ = get_base()
    case = apply_changes(get_case(), changes, "view")
    check_same(base.vary(case), Workspace(case, DRAWS))


@settings(deadline=None, max_examples=25)
@given(some_changes, some_changes)
def test_so_is_one_varied_twice(first: tuple[Change, ...], second: tuple[Change, ...]) -> None:
    base, _ = get_base()
    once = apply_changes(get_case(), first, "view")
    case = apply_changes(get_case(), second, "view")
    check_same(base.vary(once).vary(case), Workspace(case, DRAWS))


@settings(deadline=None, max_examples=15)
@given(some_changes)
def test_conclusions_of_a_view_are_those_of_a_new_case(changes: tuple[Change, ...]) -> None:
    base, anchors = get_base()
    family = Family(base)
    fresh = Workspace(apply_changes(get_case(), changes, "view"), DRAWS)
    for each in list_conclusions(get_case()):
        seen = compute_conclusion(family.view(changes), anchors, each)
        assert np.array_equal(seen, compute_conclusion(View(fresh), anchors, each)), each.key


@settings(deadline=None, max_examples=15)
@given(some_changes)
def test_nothing_beyond_narrow_grounds_matters(changes: tuple[Change, ...]) -> None:
    base, anchors = get_base()
    view = View(base, changes)
    for each in list_conclusions(get_case()):
        kept = view.find_changes(*narrow_grounds(get_case(), anchors, each))
        np.testing.assert_array_equal(
            compute_conclusion(view, anchors, each),
            compute_conclusion(View(base, kept), anchors, each),
            err_msg=each.key,
        )


def test_a_view_without_changes_is_the_case() -> None:
    base, _ = get_base()
    assert View(base).on() is base
    assert View(base, list_changes()).on("none/") is base


def test_a_view_takes_only_the_changes_that_are_asked_for() -> None:
    base, _ = get_base()
    view = View(base, list_changes())
    assert np.array_equal(view.on(*TRUST).sample.values, base.sample.values)
    assert not np.array_equal(view.on(*VALUES).sample.values, base.sample.values)
    assert view.on(*VALUES).frame.belief("dprk") == base.frame.belief("dprk")
    assert view.on(*TRUST).frame.belief("dprk") != base.frame.belief("dprk")


def test_views_share_what_they_have_in_common() -> None:
    base, _ = get_base()
    family = Family(base)
    changes = list_changes()
    values = [change for change in changes if change.key.startswith(VALUES)]
    assert family.view(changes).on(*VALUES) is family.view(values).on()
    assert family.view(changes).on().sample.values is family.view(values).on().sample.values


def test_of_several_changes_to_a_number_the_last_counts() -> None:
    base, _ = get_base()
    change = list_changes()[0]
    other = Change(change.key, change.value, "elsewhere")
    assert Family(base).view([change, other]).changes == (other,)


def test_few_workspaces_are_kept() -> None:
    base, _ = get_base()
    family = Family(base)
    for place in range(len(list_changes())):
        family.view(list_changes()[: place + 1]).on()
    assert len(family.memo.workspaces) <= KEPT


def test_what_was_found_is_recalled() -> None:
    base, _ = get_base()
    family = Family(base)
    found = [
        family.view(list_changes()).recall("answer", TRUST, lambda: object()) for _ in range(2)
    ]
    assert found[0] is found[1]
    assert family.view().recall("answer", TRUST, lambda: object()) is not found[0]


def test_another_seed_is_not_the_same_draws() -> None:
    base, _ = get_base()
    other = replace(get_case(), seed=7)
    with pytest.raises(ValueError, match="seed of its case"):
        base.vary(other)


def test_ids_that_begin_alike_are_told_apart() -> None:
    assert begins("reservation/up", ["reservation/up/"])
    assert begins("payoff/talks/after/vote/up/held", ["payoff/talks/"])
    assert not begins("reservation/upper", ["reservation/up/"])
    assert not begins("readiness/talks-2", ["readiness/talks/", "payoff/"])


@settings(deadline=None, max_examples=12)
@given(some_changes, st.integers(0, 9))
def test_views_that_share_what_is_at_stake_would_have_measured_the_same(
    changes: tuple[Change, ...], seed: int
) -> None:
    """Whatever a view takes over from another, it is what it would have found by itself."""
    base, _ = get_base()
    view = View(base, changes).on(*VALUES, *TRUST, *TERMS)
    counts = np.array(base.frame.layout.counts)
    package = np.random.default_rng(seed).integers(0, counts)
    plain, seen = Staging.of(base, package), Staging.of(view, package)
    stages = (tuple(range(len(plain.items))),)
    first, found = plain.measure(stages), seen.measure(stages)
    alone = seen._measure(stages)
    for name in alone.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(found, name), getattr(alone, name), name)
    assert found is seen.measure(stages)
    assert plain.measure(stages) is first


def test_a_value_that_a_package_does_not_take_leaves_what_is_at_stake() -> None:
    """An option that is not taken is not looked at; one that is, is."""
    base, _ = get_base()
    case = get_case()
    change = next(each for each in list_changes() if each.key.startswith("value/"))
    _, _, issue, option = change.key.split("/")
    place = base.frame.issue_index[issue]
    view, package = View(base, (change,)).on(*VALUES), np.zeros(len(case.issues), dtype=np.int64)
    other = next(at for at in range(len(case.issues)) if at != place)
    package[other] = 1
    stages = (tuple(range(len(Staging.of(base, package).items))),)
    kept = Staging.of(base, package).measure(stages)
    assert Staging.of(view, package).measure(stages) is kept
    package[place] = case.issues[place].index(option)
    stages = (tuple(range(len(Staging.of(base, package).items))),)
    moved = Staging.of(base, package).measure(stages)
    assert Staging.of(view, package).measure(stages) is not moved


QUESTIONS: tuple[Callable[[Workspace], object], ...] = (find_deals, find_carried, find_plan)


@cache
def make_version(changes: tuple[Change, ...]) -> Case:
    """Change numbers, and all words and places with them, as an edit of the files would."""
    case = replace(apply_changes(get_case(), changes, "version"), title="As it is now")
    copy: Case = pickle.loads(pickle.dumps(case))
    return copy


@settings(deadline=None, max_examples=15)
@given(some_changes)
def test_a_version_has_the_draws_of_a_case_written_that_way(changes: tuple[Change, ...]) -> None:
    case = make_version(changes)
    check_same(follow(get_base()[0], case), Workspace(case, DRAWS))


@settings(deadline=None, max_examples=15)
@given(some_changes)
def test_what_moved_is_what_the_version_by_itself_says(changes: tuple[Change, ...]) -> None:
    base, anchors = get_base()
    case = make_version(changes)
    found = find_moved(follow(base, case), base)
    alone = View(Workspace(case, DRAWS))
    assert [each.after for each in found.moved] == [
        float(compute_conclusion(alone, anchors, each).mean()) for each in list_conclusions(case)
    ]


@pytest.mark.no_cover
@settings(deadline=None, max_examples=4)
@given(some_changes)
def test_whole_studies_find_the_same(changes: tuple[Change, ...]) -> None:
    base = get_base()[0]
    find_anchors(base)
    case = make_version(changes)
    followed, alone = follow(base, case), Workspace(case, DRAWS)
    for find in QUESTIONS:
        assert find(followed) == find(alone)
