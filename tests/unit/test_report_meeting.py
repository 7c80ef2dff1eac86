"""The section on meetings: what it says, what it draws, and when it cannot tell."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
import vl_convert

from detente.case import Case, Counter
from detente.report import Findings, render_html, render_markdown
from detente.report.blocks import Figure, Section, Sheet
from detente.report.charts import Chart, draw_dates, draw_gains, draw_payoffs, make_static
from detente.report.charts.base import LIGHT
from detente.report.charts.gains import list_ways
from detente.report.charts.payoffs import find_ticks
from detente.report.meeting_inputs import tabulate_terms, tell_asked
from detente.report.meeting_tables import (
    tabulate_endings,
    tabulate_gains,
    tabulate_helps,
    tabulate_meetings,
    tabulate_menu,
    tabulate_payoffs,
)
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections import write_meetings
from detente.report.sentences.meeting import (
    NO_MEETINGS,
    answer_meeting,
    answer_meetings,
    describe_meeting,
    explain_choice,
    explain_dilemma,
    explain_party,
    explain_rows,
    explain_split,
    explain_winners,
    say_agreed,
    say_chance,
    summarise_meetings,
)
from detente.report.sentences.meeting_changes import (
    explain_condition,
    explain_help,
    explain_opening,
    explain_reading,
    explain_search,
    explain_timing,
)
from detente.study.meeting_records import Choice, Equilibrium, HelpEffect, MeetingFindings
from tests.report_meeting_samples import (
    DRAWS,
    HELD,
    bystander,
    make_for,
    make_meetings,
    make_summit,
    make_talks,
    proposing,
    span,
    torn,
)
from tests.report_samples import ATTACK, attack, study

ORACLE = re.compile(
    r"\b(optimal|solver|utility|utilities|should|ought|recommend\w*|nan)\b", re.IGNORECASE
)


@cache
def sample() -> tuple[Names, MeetingFindings]:
    case, found = make_meetings()
    return Names(case), found


@cache
def report() -> tuple[Case, Findings]:
    case, found = make_meetings()
    return case, replace(study(case), meeting=found)


def write(found: MeetingFindings) -> Section:
    names, _ = sample()
    return write_meetings(names, Passages(names.case), found)


def charts_of(section: Section) -> list[Chart]:
    return [block.chart for block in section.blocks if isinstance(block, Figure)]


# What it says


def test_one_meeting_is_answered_in_full() -> None:
    names, _ = sample()
    assert answer_meeting(names, make_summit(), DRAWS) == (
        "With Coast to invite, it is unlikely, about 1 in 4, that “A summit on the island” is "
        "held. If it is held, agreement is very unlikely, about 1 in 10. If it is held, in most "
        "draws the Isle ends up better off and the United North worse off; for Coast the model "
        "cannot tell. The Isle gains in most draws even if it fails. Most often, in about 3 in 5 "
        "draws, the United North declines."
    )


def test_several_meetings_are_answered_one_by_one() -> None:
    names, found = sample()
    said = answer_meetings(names, found)
    assert said.startswith("With Coast to invite")
    assert "With the United North to invite, it is very likely, about 4 in 5" in said
    assert "agreement is" not in said


def test_a_case_without_meetings_says_how_to_add_one() -> None:
    names, found = sample()
    assert answer_meetings(names, replace(found, meetings=())) == NO_MEETINGS
    assert "meetings.yaml" in NO_MEETINGS


def test_near_even_odds_of_being_held_cannot_be_told() -> None:
    names, _ = sample()
    even = make_summit(p_held=0.5, equilibrium=Equilibrium((HELD,), HELD, 0.5))
    said = answer_meeting(names, even, DRAWS)
    assert "the model cannot tell whether “A summit on the island” is held" in said
    assert "Most often" not in said


def test_another_meeting_held_instead_is_named() -> None:
    names, _ = sample()
    finding = make_summit()
    other = finding.equilibrium.endings[2]
    said = answer_meeting(
        names, replace(finding, equilibrium=replace(finding.equilibrium, likeliest=other)), DRAWS
    )
    assert "Most often, in about 1 in 10 draws, “Talks of engineers” is held instead." in said


def test_the_first_screen_says_what_is_held_instead() -> None:
    names, found = sample()
    summit, talks = found.meetings
    other = replace(summit.equilibrium, likeliest=summit.equilibrium.endings[2])
    said = summarise_meetings(
        names, replace(found, meetings=(replace(summit, equilibrium=other), talks))
    )
    assert said.startswith(
        "With Coast to invite, “A summit on the island” is held in about 1 in 4 draws and “Talks "
        "of engineers” instead in about 1 in 10 draws. With the United North to invite, "
    )


def test_invitations_that_answer_each_other_are_said_to_go_one_round() -> None:
    names, _ = sample()
    summit, talks = names.case.meetings
    none = tuple(replace(each, counters=()) for each in (summit, talks))
    assert explain_rows(Names(replace(names.case, meetings=none))) == ""
    one = (replace(summit, counters=(Counter("isle", talks.id),)), none[1])
    said = explain_rows(Names(replace(names.case, meetings=one)))
    assert "taken alone" in said
    assert "not answered in its turn" in said
    both = (one[0], replace(talks, counters=(Counter("isle", summit.id),)))
    assert "one round of answers" in explain_rows(Names(replace(names.case, meetings=both)))


def test_declining_by_who_invites_counts_only_as_an_answer() -> None:
    names, _ = sample()
    summit, talks = names.case.meetings
    assert tell_asked(names, summit, "isle", "declines") == ""
    assert tell_asked(names, summit, summit.proposer, "held") == ""
    alone = Names(replace(names.case, meetings=(replace(summit, counters=()), talks)))
    assert tell_asked(alone, talks, talks.proposer, "declines").startswith("never counts")
    answer = replace(summit, counters=(Counter("isle", talks.id),))
    asked = Names(replace(names.case, meetings=(answer, talks)))
    assert tell_asked(asked, talks, talks.proposer, "declines").startswith("only where")


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.0, "nothing is agreed in any draw."),
        (0.00001, "agreement is almost out of reach, fewer than 1 in"),
        (0.5, "agreement is about even, about 1 in 2."),
        (0.9, "agreement is very likely, about 9 in 10."),
        (1.0, "agreement is reached in all 4,096 draws."),
    ],
)
def test_the_odds_of_an_agreement(odds: float, said: str) -> None:
    assert said in say_agreed(make_summit(p_agreement_if_held=odds), DRAWS)


def test_a_mean_of_chances_is_neither_none_nor_all_of_a_few_draws() -> None:
    assert say_chance(0.45, 1) == "about 45%"
    assert "none" not in say_chance(1e-7, DRAWS)
    assert "all" not in say_chance(1 - 1e-7, DRAWS).split(",")[1]
    assert say_chance(0.0, DRAWS) == "in none of the 4,096 draws"


def test_what_is_proposed_names_who_when_what_and_who_signs() -> None:
    names, found = sample()
    assert describe_meeting(names, found.meetings[0]) == (
        "Coast invites the United North and the Isle, in this order, to a meeting of the leaders "
        "on 1 October 2020, to agree on one package, done at once. What is agreed has to be signed "
        "by the United North and the Isle. It depends on this, which the model does not count: The "
        "river stays open."
    )
    talks = describe_meeting(names, found.meetings[1])
    assert talks.startswith("The United North invites the Isle to talks at working level, to agree")
    assert "depends" not in talks


def test_nobody_known_to_gain_or_lose() -> None:
    names, _ = sample()
    unsure = {"north": bystander(), "isle": bystander()}
    assert explain_winners(names, make_talks(parties=unsure)) == (
        "If it is held, the model cannot tell whether the United North and the Isle gain or lose "
        "by it."
    )
    some = replace(bystander(), p_better_if_held=0.55, p_worse_if_held=0.0)
    assert explain_winners(names, make_talks(parties={"north": some, "isle": torn()})) == (
        "If it is held, in most draws the Isle ends up worse off; the United North ends worse "
        "off in no draw."
    )
    none = replace(bystander(), p_better_if_held=0.0, p_worse_if_held=0.0)
    assert explain_winners(names, make_talks(parties={"north": none, "isle": bystander()})) == (
        "If it is held, the United North ends neither better nor worse off in any draw; for the "
        "Isle the model cannot tell."
    )
    lost = {"north": torn(), "isle": torn()}
    assert explain_winners(names, make_talks(parties=lost)) == (
        "If it is held, in most draws the United North and the Isle end up worse off."
    )


def test_a_dilemma_is_said_with_both_odds() -> None:
    names, found = sample()
    assert explain_dilemma(names, found.meetings[0], DRAWS) == (
        "A dilemma for the United North: it is worse off than without the invitation in about 3 "
        "in 4 draws if it accepts, and in about 49 in 50 draws if it declines."
    )
    assert explain_dilemma(names, found.meetings[1], DRAWS).startswith("No side faces a dilemma")
    assert "The United North faces a dilemma over “A summit on the island”." in summarise_meetings(
        names, found
    )


def test_a_way_out_of_a_dilemma_is_not_kept_silent() -> None:
    names, found = sample()
    way = Choice("counters", "talks", 0.9, span(1, 3))
    out = replace(torn(), choices=(*torn().choices, way))
    finding = make_summit(parties={**found.meetings[0].parties, "north": out})
    assert "It has a way out: by answering with “Talks of engineers” it can expect 1 to 3 of" in (
        explain_dilemma(names, finding, DRAWS)
    )
    one = replace(found, meetings=(finding,))
    assert summarise_meetings(names, one).endswith("unless it answers with “Talks of engineers”.")
    worse = replace(torn(), choices=(*torn().choices, replace(way, payoff=span(-3, 1))))
    finding = make_summit(parties={**found.meetings[0].parties, "north": worse})
    assert "way out" not in explain_dilemma(names, finding, DRAWS)


def test_each_party_is_told_what_it_would_do_and_how_it_ends() -> None:
    names, found = sample()
    summit, talks = found.meetings
    assert explain_party(names, summit, "isle", DRAWS) == (
        "The Isle is asked and would accept in about 7 in 10 draws. If the meeting is held, it "
        "ends better off than without the invitation in about 14 in 15 draws; if it is held and "
        "fails, in about 9 in 10 draws."
    )
    assert explain_choice(names, talks, "coast", DRAWS) == "Coast is not asked."
    assert "has the first word and would invite in" in explain_choice(names, talks, "north", DRAWS)


def test_a_choice_that_cannot_be_told_names_what_it_lies_between() -> None:
    names, _ = sample()
    even = make_for(
        choices=(
            Choice("accepts", "", 0.48, span(-1, 1)),
            Choice("declines", "", 0.1, span(-1, 1)),
            Choice("counters", "talks", 0.42, span(-1, 1)),
        )
    )
    said = explain_choice(names, make_summit(parties={"isle": even}), "isle", DRAWS)
    assert "cannot tell whether it would accept or answer with “Talks of engineers”" in said


def test_losing_most_often_and_gaining_on_average_is_called_a_gamble() -> None:
    names, _ = sample()
    bold = make_for(p_better_if_held=0.44, p_worse_if_held=0.56, payoff_if_held=span(-0.5, 2.8))
    said = explain_party(names, make_summit(parties={"isle": bold}), "isle", DRAWS)
    assert "worse off about as often as not, though at the median what it can expect is a gain" in (
        said
    )
    far = replace(bold, p_better_if_held=0.3, p_worse_if_held=0.7)
    assert "worse off more often than not" in explain_party(
        names, make_summit(parties={"isle": far}), "isle", DRAWS
    )
    shy = replace(bold, p_better_if_held=0.7, p_worse_if_held=0.3, payoff_if_held=span(-3, 1))
    said = explain_party(names, make_summit(parties={"isle": shy}), "isle", DRAWS)
    assert "what it can expect is a loss" in said


def test_the_split_says_what_each_part_brings() -> None:
    names, found = sample()
    assert explain_split(names, found.meetings[0], "isle") == (
        "If it is held, the Isle can expect 1.8 to 5.6 of its own points: 2 to 6 from the meeting "
        "itself, 0 to 0.8 from what may be agreed and −0.8 to −0.1 from failing, the last two "
        "times their odds."
    )
    nothing = span(0, 0)
    calm = bystander(split=replace(bystander().split, meeting=nothing, agreement=nothing,
                                   failure=nothing))  # fmt: skip
    assert "changes nothing" in explain_split(names, make_talks(parties={"isle": calm}), "isle")


def test_what_could_be_signed_claims_no_more_than_was_tried() -> None:
    _, found = sample()
    said = explain_search(found.meetings[0], DRAWS)
    assert said.startswith("Two packages could be signed")
    assert "find it is put at 10% to 40%" in said
    assert "some other might be signed in more draws" in said
    assert explain_search(found.meetings[1], DRAWS).startswith("Nothing could be signed")


def test_help_says_what_it_changes_and_when_nothing_shows() -> None:
    names, found = sample()
    summit = found.meetings[0]
    paid, backed = (explain_help(names, summit, each) for each in summit.helps)
    assert paid == (
        "That Coast pays the Isle if the meeting is held raises the odds that it is held by 3 "
        "percentage points and that the Isle goes along by 5; on average the invitation is then "
        "worth 0.2 more to the Isle and 0.1 less to Coast, each in its own points."
    )
    assert backed == (
        "That Coast gives the United North a guarantee if the meeting fails changes no odds by as "
        "much as one percentage point."
    )
    hosted = HelpEffect("hosting", "Sweden", "north", "held", -0.01, -0.004, {}, {"coast": 1.0})
    assert explain_help(names, summit, hosted) == (
        "That Sweden hosts the meeting for the United North lowers the odds that it is held by 1 "
        "percentage point; on average the invitation is then worth 1 more of its own points to "
        "Coast."
    )


def test_a_condition_says_whether_it_is_met_and_what_it_changes() -> None:
    names, found = sample()
    condition = found.meetings[0].conditions[0]
    assert explain_condition(names, condition, DRAWS) == (
        "The Isle signs only what is worth more to it than “The first offer” at face value; "
        "something that all would sign meets that in about 7 in 10 draws. The condition lowers the "
        "odds that it is held and ends in agreement by 3 percentage points."
    )
    idle = replace(condition, p_agreement=0.0)
    assert explain_condition(names, idle, DRAWS).endswith("changes no odds that would show.")


def test_the_date_is_said_to_matter_only_where_it_does() -> None:
    names, found = sample()
    summit = found.meetings[0]
    said = explain_timing(names, summit, DRAWS)
    assert (
        "It is likeliest to be held on 1 December 2020 (after “The last polls” and “The vote"
        in (said)
    )
    assert "next on 25 October 2020" in said
    assert "for the United North from 21% on 1 October 2020 to 62% on 1 December 2020" in said
    assert "Coast from" not in said
    first, second, third = summit.timing
    same = tuple(replace(each, p_held=0.24, p_better_if_held={"north": 0.2}) for each in (
        first, second, third))  # fmt: skip
    told = explain_timing(names, replace(summit, timing=same), DRAWS)
    assert told.startswith("None of the three dates makes it clearly likelier")
    assert told.endswith("For no side does the date change the odds of gaining by it clearly.")
    late = replace(summit, timing=(first, second, replace(third, p_held=0.1)))
    told = explain_timing(names, late, DRAWS)
    assert "less likely to be held on 1 December 2020" in told
    assert "(10%) than on the other dates (24% to 27%)" in told
    assert explain_timing(names, replace(summit, timing=(first,)), DRAWS) == ""


def test_reading_an_invitation_is_told_where_it_matters() -> None:
    summit = make_summit()
    assert explain_reading(summit) == ""
    for read, said in ((0.24, False), (0.22, False), (0.12, True)):
        held = replace(summit.equilibrium, p_held_if_read=read)
        text = explain_reading(replace(summit, equilibrium=held))
        assert ("held in 12% of the draws in place of 24%." in text) is said


def test_what_a_date_puts_on_the_table_is_said_once() -> None:
    names, found = sample()
    said = explain_opening(names, found.meetings[0])
    assert said == "On the table only later: from 25 October 2020 on, “Flag: Given up”."
    assert explain_opening(names, found.meetings[1]) == ""


# What it shows


def test_words_are_plain_and_titles_not_ids() -> None:
    text = render_markdown(*report()).split("## Is a meeting worth it")[1].split("\n## ")[0]
    assert not ORACLE.findall(text)
    assert not re.search(r"\bNone\b(?! of)", text)
    assert not re.search(
        r"\b(summit|isle|working_level|cannot_tell|does_not_invite)\b(?! on)", text
    )


def test_every_chart_has_its_words_its_data_and_known_colours() -> None:
    charts = charts_of(write(sample()[1]))
    assert [chart.id for chart in charts] == [
        "gains-summit", "payoffs-summit", "dates-summit", "gains-talks", "payoffs-talks",
    ]  # fmt: skip
    for chart in charts:
        assert chart.title
        assert chart.measure
        assert chart.reading.endswith(".")
        assert all(len(row) == len(chart.table.head) for row in chart.table.rows)
        text = json.dumps(chart.spec, allow_nan=False)
        assert set(re.findall(r"var\(--([a-z0-9]+)\)", text)) <= set(LIGHT)
        drawn = vl_convert.vegalite_to_svg(make_static(chart.spec))
        assert drawn.startswith("<svg")
        assert "NaN" not in drawn


def test_tables_are_rectangular() -> None:
    for block in write(sample()[1]).blocks:
        if isinstance(block, Sheet):
            assert all(len(row) == len(block.table.head) for row in block.table.rows)


def test_a_bystander_has_no_answers_to_draw() -> None:
    assert [way.label for way in list_ways(bystander())] == ["the meeting being held"]
    assert [way.label for way in list_ways(proposing())][:2] == ["inviting", "not inviting"]


def test_bars_of_better_and_worse_never_overlap() -> None:
    names, _ = sample()
    spec = draw_gains(names, make_summit(), DRAWS).spec
    bars = spec["layer"][1]["data"]["values"]
    rows: dict[float, list[tuple[float, float]]] = {}
    for bar in bars:
        rows.setdefault(bar["row"], []).append((bar["from"], bar["to"]))
    assert len(rows) == 9
    for ends in rows.values():
        assert sum(end - begin for begin, end in ends) <= 1 + 1e-9


def test_the_title_of_the_gains_is_the_finding() -> None:
    names, found = sample()
    assert draw_gains(names, found.meetings[0], DRAWS).title == (
        "Accepting and declining both leave the United North worse off in most draws"
    )
    titles = {
        (make_for(), make_for()): "Held, it leaves all two sides better off in most draws",
        (make_for(), bystander()): "Held, it leaves the United North better off in most draws",
        (bystander(), bystander()): "Held, it leaves neither of the two sides better off in most "
        "draws",
    }
    for (north, isle), title in titles.items():
        shown = make_talks(parties={"north": north, "isle": isle})
        assert draw_gains(names, shown, DRAWS).title == title


def test_each_side_has_an_axis_with_its_zero() -> None:
    names, found = sample()
    chart = draw_payoffs(names, found.meetings[0], DRAWS)
    zeros = chart.spec["layer"][1]["data"]["values"]
    ticks = chart.spec["layer"][0]["data"]["values"]
    assert len(zeros) == 3
    for zero in zeros:
        own = [tick for tick in ticks if tick["from"] == zero["row"]]
        assert [tick["at"] for tick in own if tick["text"] == "0"] == [zero["at"]]
        assert 2 <= len(own) <= 7
    assert chart.title == "The Isle gains by the meeting in most draws, even if it fails"


def test_failure_that_outweighs_the_rest_is_the_title() -> None:
    names, _ = sample()
    chart = draw_payoffs(names, make_talks(parties={"north": torn()}), DRAWS)
    assert chart.title == (
        "For the United North failure weighs more than the meeting and what it may bring"
    )


@pytest.mark.parametrize(("low", "high"), [(-6.1, 3.3), (0.0, 0.004), (-1e6, 5e6), (-1.0, 1.0)])
def test_ticks_are_few_and_hold_zero(low: float, high: float) -> None:
    ticks = find_ticks(low, high)
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= 7
    assert all(low <= tick <= high for tick in ticks)


def test_dates_go_down_with_the_days_between_them() -> None:
    names, found = sample()
    chart = draw_dates(names, found.meetings[0], DRAWS)
    assert chart
    assert chart.title == "Held in 24% of the draws on 1 October 2020, in 56% on 1 December 2020"
    days = [rule["text"] for rule in chart.spec["layer"][1]["data"]["values"]]
    assert days == ["20 October 2020: The last polls", "3 November 2020: The vote in the north"]
    assert draw_dates(names, found.meetings[1], DRAWS) is None


def test_tables_say_who_is_not_asked_and_what_is_not_known() -> None:
    names, found = sample()
    table = tabulate_gains(names, found.meetings[1], DRAWS)
    column = {row[0].text: row[3].text for row in table.rows}
    assert column["What it would do most often"] == "not asked"
    assert column["Better off if it accepts"] == "–"
    assert column["Worse off whether it accepts or declines"] == "not asked"
    unknown = make_talks(parties={"isle": make_for(p_better_if_agreed=None)})
    rows = {row[0].text: row[1].text for row in tabulate_gains(names, unknown, DRAWS).rows}
    assert rows["Better off if something is agreed"] == "–"


def test_tables_hold_what_the_record_holds() -> None:
    names, found = sample()
    summit = found.meetings[0]
    assert [row[1].text for row in tabulate_endings(names, summit, DRAWS).rows] == [
        "60%", "24%", "10%", "6%",
    ]  # fmt: skip
    assert tabulate_meetings(names, found).rows[0][4].under == "dilemma if asked"
    assert len(tabulate_payoffs(names, summit, DRAWS).rows) == 7 + 3 * 4
    help_row = tabulate_helps(names, summit).rows[0]
    assert [cell.text for cell in help_row][1:4] == ["+3", "under 1", "+5"]
    menu = tabulate_menu(names, summit)
    assert [cell.text for cell in menu.rows[0]] == ["Locks", "Given up", "–"]


def test_what_was_coded_opens_its_passage() -> None:
    names, _ = sample()
    passages = Passages(names.case)
    table = tabulate_terms(names, passages, names.case.meetings[0])
    cells = {row[0].text: row[1] for row in table.rows}
    assert cells["Coast pays The Isle, if held"].sourced
    assert cells["From “The vote in the north”: that chance"].text == "0.2 to 0.5"
    assert cells["From “The vote in the north”, United North: if it fails, on top"].sourced is False
    assert "Coast gives a guarantee to United North, if it fails: costs Coast" in cells


# In the report


def test_the_section_stands_after_the_plan_and_on_the_first_screen() -> None:
    page = render_html(*report())
    assert page.index('<section id="plan"') < page.index('<section id="meeting"')
    assert page.index('<section id="meeting"') < page.index('<section id="offers"')
    assert '<a href="#meeting">Meetings.</a>' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_single_meeting_has_no_heading_of_its_own() -> None:
    names, found = sample()
    section = write(replace(found, meetings=found.meetings[1:]))
    assert section.answer == answer_meeting(names, found.meetings[1], DRAWS)
    assert not [block for block in section.blocks if block.kind == "heading"]


def test_markup_stays_text() -> None:
    case, found = make_meetings()
    meetings = tuple(replace(each, title=ATTACK, condition=ATTACK) for each in found.meetings)
    evil = replace(attack(case), parties=(*attack(case).parties, case.parties[2]))
    findings = replace(study(evil), meeting=replace(found, meetings=meetings))
    page = render_html(evil, findings)
    assert "<img" not in page.split('<section id="meeting"')[1].split("</section>")[0]
    assert not re.search(r"(?<!\\)<(?!https?:)", render_markdown(evil, findings))
