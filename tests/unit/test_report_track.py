"""The section on what has been kept: what it says, draws and lists, and when it is there at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from detente import study
from detente.case import Case, Event, Party
from detente.report import render_html, render_markdown, study_all
from detente.report.blocks import Heading, Items, Section, Sheet
from detente.report.charts import draw_kept, make_static
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections import write_track
from detente.report.sentences.track import (
    answer_track,
    explain_belief,
    explain_breaks,
    explain_effect,
    explain_schedule,
    explain_standing,
    summarise_track,
)
from detente.report.track_tables import tabulate_rest, tabulate_steps
from detente.study.plan_records import Break
from detente.study.record import Interval
from detente.study.track_records import BeliefIn, Effect, Standing, TrackFindings
from tests.report_samples import ATTACK
from tests.unit.test_study_track import CASE, EVENTS, make

ORACLE = re.compile(
    r"\b(optimal|solver|utility|should have|ought|recommend\w*|nan)\b", re.IGNORECASE
)
NAMED = CASE.replace("upper: {}, lower: {}", "upper: {name: Upper Town}, lower: {name: Lower Town}")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make(tmp_path, case=NAMED)


def find(case: Case, on: str = "") -> TrackFindings:
    return study.track(case, dt.date.fromisoformat(on) if on else None, draws=32)


def write(case: Case, on: str = "") -> Section:
    return write_track(Names(case), Passages(case), find(case, on))


def read(section: Section) -> str:
    """All that a section says, outside tables and charts."""
    said = [section.answer, section.rests]
    for block in section.blocks:
        if isinstance(block, Items):
            said += [block.summary, *block.items]
        elif hasattr(block, "text"):
            said.append(block.text)
    return "\n".join(said)


def test_it_answers_first(case):
    assert answer_track(Names(case), find(case)).startswith(
        "By 1 September 2020, one of the five steps is done, late; one is broken, one "
        "disputed, one overdue and one not yet done. Today's trust"
    )
    assert summarise_track(find(case, "2020-01-01")) == (
        "Nothing is on record up to 1 January 2020: none of the five steps has been done."
    )


def test_when_all_is_done(case):
    events = (Event(dt.date(2020, 5, 1), moves={"weir": "gone", "grain": "all", "flag": "raised"},
                    outcome="done"),)  # fmt: skip
    section = write(replace(case, events=events))
    assert section.answer == (
        "By 1 May 2020, every one of the five steps has been done, two of them after their day. "
        "Nothing is left to be done."
    )
    early = (replace(events[0], date=dt.date(2020, 2, 1)),)
    assert "has been done, none of them late." in write(replace(case, events=early)).answer
    assert "track-rest" not in [b.id for b in section.blocks if isinstance(b, Heading)]


def test_where_the_rest_breaks_is_said(case):
    found = find(case)
    assert found.rest is not None
    first = replace(
        found.rest.stages[0], needed_trust={"upper": 0.9, "lower": 0.2},
        available_trust={"upper": 0.4, "lower": 0.5}, refuses=("upper",),
    )  # fmt: skip
    broken = replace(
        found.rest, stages=(first, *found.rest.stages[1:]), breaks=Break(1, "upper", "trust", 0.5)
    )
    said = answer_track(Names(case), replace(found, rest=broken))
    assert "Today's trust does not carry the rest: " in said
    assert "Upper Town would have to believe at 90% that Lower Town delivers" in said
    cell = tabulate_rest(Names(case), found, broken).rows[0][1]
    assert cell.under == "needs 90%, has 40%; would refuse"


def test_a_way_that_is_too_risky_from_its_beginning_is_said(case):
    found = find(case)
    assert found.rest is not None
    risky = replace(found.rest, breaks=Break(0, "lower", "outset", 0.12))
    said = answer_track(Names(case), replace(found, rest=risky))
    assert "does not carry the rest, though each stage by itself: seen from the outset, L" in said


def test_no_order_is_said(case):
    assert "No order of what is left keeps" in answer_track(
        Names(case), replace(find(case), rest=None)
    )


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (
            Break(2, "lower", "floor", 3.0),
            (
                "No order of what is left keeps what each side has to hold at home: in the stages "
                "that would be best otherwise, Lower Town comes to hold 3 of its own points less "
                "than it has to."
            ),
        ),
        (
            Break(1, "", "limit", 2.0),
            (
                "No order of what is left keeps within the limits that the case sets to stages: "
                "two steps are left over."
            ),
        ),
    ],
)
def test_why_no_order_is_possible_is_said(case, breaks, said):
    found = replace(find(case), rest=None, impossible=breaks)
    assert answer_track(Names(case), found).endswith(said)


def test_a_step_that_is_called_done_after_its_day_is_marked(case):
    events = tuple(
        replace(event, outcome=event.outcome.replace("late", "done")) for event in case.events
    )
    late = replace(case, events=events)
    rows = tabulate_steps(Names(late), Passages(late), find(late, "2020-03-01")).rows
    by_step = {row[0].text: row[1].text for row in rows}
    assert (by_step["weir: lowered"], by_step["grain: half"]) == ("done", "done, after its day")
    said = answer_track(Names(late), find(late, "2020-03-01"))
    assert said.startswith(
        "By 1 March 2020, two of the five steps are done, one of them after its day; "
    )
    early = replace(
        late, events=tuple(event for event in events if event.moves == {"grain": "half"})
    )
    said = answer_track(Names(early), find(early, "2020-03-01"))
    assert said.startswith("By 1 March 2020, one of the five steps is done, after its day; ")


def test_steps_that_are_late_and_steps_after_their_day_are_told_apart(case):
    first, second = (
        Event(dt.date(2020, 3, 1), moves=moves, outcome=outcome)
        for moves, outcome in (({"weir": "lowered"}, "late"), ({"grain": "half"}, "done"))
    )
    said = answer_track(Names(case), find(replace(case, events=(first, second))))
    assert "are done, one of them late and one more after its day; " in said


def test_every_heading_is_there_when_something_was_broken(case):
    ids = [block.id for block in write(case).blocks if isinstance(block, Heading)]
    assert ids == ["track-exposure", "track-trust", "track-breaks", "track-rest"]
    early = [block.id for block in write(case, "2020-03-01").blocks if isinstance(block, Heading)]
    assert "track-breaks" not in early


def test_a_case_without_steps_is_short(case):
    found = replace(find(case), steps=0, done=0, stages=(), left={}, rest=None)
    section = write_track(Names(case), Passages(case), found)
    assert section.blocks == ()
    assert section.answer == "There is nothing to keep: no package is to be carried out."


def test_later_events_are_counted(case):
    assert explain_schedule(find(case, "2020-02-01")).endswith("Five later events are left out.")
    assert explain_schedule(find(case, "2020-08-01")).endswith("One later event is left out.")


def test_what_changed_the_case_is_said(case):
    told = explain_schedule(find(case))
    assert told.endswith("The case itself has changed since: “A bad harvest” on 1 August 2020.")
    events = tuple(replace(event, what="") for event in case.events if event.changes)
    bare = replace(case, events=events)
    assert "has changed since: one value on 1 August 2020." in explain_schedule(find(bare))
    assert "changed" not in explain_schedule(find(case, "2020-07-31"))


def stand(exposure: float, p10: float, p90: float, owed: float = 0, owes: float = 0) -> Standing:
    ends = Interval(p10, exposure, p90)
    return Standing("upper", exposure, ends, 0.0, 0.0, 0.0, owed, owes)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (stand(3, 2, 4), "3 of its own points below the status quo (2 to 4),"),
        (stand(-3, -4, -2), "3 of its own points above the status quo (2 to 4),"),
        (stand(-3, -4, 2), "above the status quo (from 2 below to 4 above),"),
        (stand(-3, -3, -3), "3 of its own points above the status quo, should"),
        (stand(0, 0, 0), "stands where it stood at first,"),
        (stand(0, 0, 0), "Nothing more is owed to it, and nothing by it."),
        (
            stand(0, 0, 0, 5),
            "is worth 5 to it, and its own part of the rest would cost it nothing.",
        ),
        (stand(0, 0, 0, 0, 5), "Nothing more is owed to it, and its own part of the rest would"),
    ],
)
def test_where_a_side_stands(case, standing, said):
    assert said in explain_standing(Names(case), standing)


def test_beliefs(case):
    upper, lower = find(case).beliefs
    assert explain_belief(Names(case), upper).endswith(
        "Three of its promises have been settled since: one kept, one disputed and one broken."
    )
    assert "up from 50% at the outset." in explain_belief(Names(case), lower)
    still = BeliefIn("upper", 0.5, 0.1, 0.9, 0.501, 0.1, 0.9, ())
    assert explain_belief(Names(case), still) == (
        "The chance that Upper Town keeps a promise is put at 50%, as it was at the outset (50%). "
        "None of its promises has been settled since."
    )
    kept = replace(still, added=upper.added[:1])
    assert explain_belief(Names(case), kept).endswith("has been settled since: kept.")
    twice = replace(still, added=upper.added[:1] * 2)
    assert explain_belief(Names(case), twice).endswith("settled since: all kept.")


def test_what_a_break_cost(case):
    (said,) = explain_breaks(Names(case), find(case).breaks)
    assert said == (
        "1 July 2020: Upper Town went back on “weir: lowered”. Lower Town loses 3 of what that "
        "was worth to it and keeps 3; Upper Town is spared 2. Lower Town can take back nothing of "
        "the 2 that it had given by then. “silver” is paid out: Upper Town loses 3 and Lower Town "
        "gets 2. By its first break Upper Town also loses 2 in relationship and 0.5 in reputation."
    )


def test_the_same_loss_is_not_told_twice(case):
    (cost,) = find(case).breaks
    first, second = explain_breaks(Names(case), (cost, cost))
    assert "can take back nothing" in first
    assert "can take back nothing" not in second


def test_the_effect_of_an_event(case):
    effect = Effect(
        dt.date(2020, 5, 1), "", {"weir": "lowered"}, "broken", "upper", 2, 1, 5,
        {"upper": 0.5, "lower": 0.5}, {"upper": 0.4, "lower": 0.5}, None, {},
    )  # fmt: skip
    assert explain_effect(Names(case), effect) == (
        "Added to events.yaml: 1 May 2020, “weir: lowered”, broken by Upper Town.",
        (
            "One of the five steps is done, one fewer than before; trust in Upper Town moves from "
            "50% to 40%."
        ),
    )
    both = replace(effect, belief={"upper": 0.4, "lower": 0.6})
    assert explain_effect(Names(case), both)[1].endswith(
        "trust in Upper Town moves from 50% to 40% and in Lower Town from 50% to 60%."
    )
    same = replace(effect, belief=effect.belief_before, done=2)
    assert explain_effect(Names(case), same)[1].endswith("as before; trust stays where it was.")


def test_what_may_be_a_mistake_in_an_event_is_asked(case):
    effect = Effect(
        dt.date(2020, 5, 1), "", {"weir": "gone"}, "done", "", 0, 2, 5, {}, {},
        dt.date(2020, 2, 1), {"grain": "half"},
    )  # fmt: skip
    assert explain_effect(Names(case), effect)[2:] == (
        "That is after 1 February 2020, the day that was agreed: was it late?",
        "“grain: half”, which it requires, is not done.",
    )
    two = replace(
        effect, overran=None, moves={"weir": "gone", "flag": "raised"},
        required={"grain": "half", "flag": "raised"},
    )  # fmt: skip
    assert explain_effect(Names(case), two)[2:] == (
        "“grain: half” and “flag: raised”, which they require, are not done.",
    )


def test_steps_show_their_sources(case):
    cited = make_cited(case)
    passages = Passages(cited)
    rows = tabulate_steps(Names(cited), passages, find(cited)).rows
    by_step = {row[0].text: row for row in rows}
    assert by_step["weir: lowered"][1].text == "broken on 1 July 2020"
    assert by_step["weir: gone"][1].text == "disputed on 1 June 2020 by Lower Town"
    assert by_step["grain: half"][1].text == "done late"
    assert by_step["grain: half"][1].note
    assert by_step["grain: all"][1].text == "overdue"
    assert by_step["flag: raised"][2].text == "no date"
    assert by_step["weir: lowered"][3].text == "1 February 2020"


def make_cited(case: Case) -> Case:
    events = tuple(replace(event, note=f"why {event.date}") for event in case.events)
    return replace(case, events=events)


def test_the_chart_has_every_step_and_its_words(case):
    chart = draw_kept(Names(case), find(case))
    assert chart is not None
    assert chart.title == "1 of 5 steps is done; the latest came 29 days after its day"
    assert len(chart.table.rows) == 5
    assert [key.text for key in chart.key] == [
        "the day on which it was due", "done", "disputed, not counted as done", "broken",
    ]  # fmt: skip
    assert chart.parties == ("upper", "lower")
    assert "nan" not in json.dumps(chart.spec).lower()


def test_the_chart_draws(case):
    import vl_convert

    chart = draw_kept(Names(case), find(case))
    assert chart is not None
    svg = vl_convert.vegalite_to_svg(make_static(chart.spec))
    assert "weir: lowered" in svg


def test_nothing_is_drawn_without_two_days(case):
    bare = replace(case, plan=replace(case.plan, agreed=tuple(
        replace(stage, due=None) for stage in case.plan.agreed
    )))  # fmt: skip
    assert draw_kept(Names(bare), find(bare, "2020-01-01")) is None


def test_the_report_has_the_section_where_there_are_events(case):
    findings = study_all(case, 32)
    assert findings.track is not None
    page, text = render_html(case, findings), render_markdown(case, findings)
    for written in (page, text):
        assert "What has been kept since?" in written
        assert "By 1 September 2020, one of the five steps is done" in written
    assert 'id="track"' in page
    quiet = replace(case, events=())
    assert study_all(quiet, 32).track is None
    assert "What has been kept since?" not in render_html(quiet, study_all(quiet, 32))


def test_what_the_case_says_is_text_and_nothing_else(case):
    hostile = replace(
        case,
        parties=tuple(Party(party.id, ATTACK) for party in case.parties),
        events=tuple(replace(event, what=ATTACK, note=ATTACK) for event in case.events),
    )
    page = render_html(hostile, study_all(hostile, 32))
    assert "<img src=x" not in page
    assert page.count("</script>") == render_html(case, study_all(case, 32)).count("</script>")


@pytest.mark.parametrize("on", ["2020-01-01", "2020-03-01", "2020-06-02", ""])
def test_sentences_are_whole_and_promise_nothing(case, on):
    text = read(write(case, on))
    assert not ORACLE.search(text)
    for line in filter(None, text.splitlines()):
        assert "  " not in line
        assert ".." not in line
        assert not re.search(r"[a-z]_[a-z]", line)


def test_tables_are_even(case):
    for block in write(case).blocks:
        if isinstance(block, Sheet):
            assert {len(row) for row in block.table.rows} == {len(block.table.head)}


def test_the_events_of_the_sample_are_those_that_are_tested():
    assert EVENTS.count("date:") == 6
