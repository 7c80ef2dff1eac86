"""What holds of tracking whatever happens: random journals of a small case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, Event, load
from detente.study.following import follow
from detente.study.schedule import find_package
from detente.study.standing import Ground, find_standings
from detente.study.track_records import Standing
from detente.study.workspace import Workspace
from tests.folders import write
from tests.unit.test_study_track import CASE, PLAN

START = dt.date(2020, 1, 1)
MOVES = {"weir": ("lowered", "gone"), "grain": ("half", "all"), "flag": ("raised",)}
PERFORMERS = {"weir": "upper", "grain": "lower"}


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Case:
    folder = tmp_path_factory.mktemp("case")
    return load(write(folder, {"case.yaml": CASE, "plan.yaml": PLAN}))


@st.composite
def events(draw: st.DrawFn) -> Event:
    issue = draw(st.sampled_from(sorted(MOVES)))
    option = draw(st.sampled_from(MOVES[issue]))
    outcome = draw(st.sampled_from(["done", "late", "disputed", "broken"]))
    by = ""
    if outcome == "broken":
        by = PERFORMERS.get(issue) or draw(st.sampled_from(["upper", "lower"]))
    day = START + dt.timedelta(days=draw(st.integers(0, 400)))
    return Event(day, moves={issue: option}, outcome=outcome, by=by)


journals = st.lists(events(), max_size=8).map(tuple)


def stand(case: Case, journal: tuple[Event, ...], on: dt.date | None = None) -> list[Standing]:
    known = replace(case, events=journal)
    followed = follow(known, on)
    today = Workspace(followed.case, 4)
    return list(find_standings(Ground(today, followed, find_package(Workspace(known, 4)))))


@given(journals)
@settings(max_examples=60, deadline=None)
def test_exposure_is_what_is_locked_in_and_paid(case, journal):
    for each in stand(case, journal):
        assert each.exposure == pytest.approx(-(each.done + each.undone + each.deposits))
        assert each.over_draws.p10 <= each.over_draws.p90
        assert each.owed >= 0
        assert each.owes >= 0


@given(journals, events().filter(lambda event: event.outcome == "broken"))
@settings(max_examples=60, deadline=None)
def test_a_break_moves_nobody_but_for_deposits(case, journal, event):
    """What is locked in is reckoned as if all were taken back; taking some back is no news."""
    last = max([START, *(each.date for each in journal)])
    broken = replace(event, date=last)
    before = stand(case, journal, last)
    after = stand(case, (*journal, broken), last)
    for first, second in zip(before, after, strict=True):
        assert second.done + second.undone == pytest.approx(first.done + first.undone)


@given(journals)
@settings(max_examples=60, deadline=None)
def test_marks_agree_with_where_the_issues_stand(case, journal):
    followed = follow(replace(case, events=journal))
    for at, issue in enumerate(case.issues):
        done = {
            step
            for (name, step), mark in followed.marks.items()
            if name == issue.id and mark.state in ("done", "late")
        }
        assert done == set(range(1, int(followed.reached[at]) + 1))
        assert followed.ever[at] >= followed.reached[at]
    for issue, step in followed.undone:
        assert followed.marks[issue, step].state != "done"
        assert followed.marks[issue, step].delivered is not None


@given(journals, st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_later_events_do_not_reach_back(case, journal, days):
    day = START + dt.timedelta(days=days)
    early = tuple(event for event in journal if event.date <= day)
    whole = follow(replace(case, events=journal), day)
    part = follow(replace(case, events=early), day)
    assert np.array_equal(whole.reached, part.reached)
    assert whole.marks == part.marks
    assert [p.outcome for p in whole.promises] == [p.outcome for p in part.promises]
    assert whole.later == len(journal) - len(early)


@given(journals, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_the_file_counts_within_a_day_only(case, journal, random):
    first_of_each_day = tuple({event.date: event for event in reversed(journal)}.values())
    shuffled = list(first_of_each_day)
    random.shuffle(shuffled)
    one = follow(replace(case, events=first_of_each_day))
    other = follow(replace(case, events=tuple(shuffled)))
    assert np.array_equal(one.reached, other.reached)
    assert one.marks == other.marks
    assert one.undone == other.undone


@given(journals)
@settings(max_examples=60, deadline=None)
def test_every_move_says_something_about_somebody_once(case, journal):
    followed = follow(replace(case, events=journal))
    ids = [promise.id for promise in followed.promises]
    assert len(ids) == len(set(ids))
    repeats = [event for event in journal for _ in range(1 + (event.outcome in ("done", "late")))]
    again = follow(replace(case, events=tuple(repeats)))
    assert [p.outcome for p in again.promises] == [p.outcome for p in followed.promises]
    assert np.array_equal(again.reached, followed.reached)
    paid = [deposit.id for deposit in followed.paid]
    assert len(paid) == len(set(paid))
