"""The section on plans: what it says, and what it says when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from detente.report.blocks import Heading
from detente.report.charts import (
    draw_curve,
)
from detente.report.naming import Names
from detente.report.plan_tables import tabulate_plans
from detente.report.sections import write_plan
from detente.report.sentences import answer_plan, summarise_plan
from detente.report.sentences.carrying import (
    compare_deals,
    explain_agreed,
    explain_binding,
    explain_extensions,
    explain_largest,
    explain_no_repairs,
    explain_repair,
    explain_repairs,
    explain_roadmap,
)
from detente.report.sentences.comparing import (
    explain_search,
    explain_single,
    explain_surest,
    name_exposed,
    say_exposed,
)
from detente.report.sentences.plan import (
    explain_floors,
    explain_odds,
    explain_package,
)
from detente.report.sentences.tempted import explain_stopping, explain_tempted
from detente.study.plan_records import Break, PlanFindings
from tests.report_plan_samples import best, charts_of, sample, with_best


def test_a_plan_that_trust_carries() -> None:
    names, found = sample("enterable")
    assert answer_plan(names, found) == (
        "Today's trust carries the whole package in two stages, beginning with “Flag: Given up” "
        "and “Tolls: Given up”. Over the draws, it is likely, about 2 in 3, that every stage "
        "would be entered by all and delivered."
    )
    assert summarise_plan(names, found).startswith("Today's trust carries the package in two")


def test_a_plan_beside_a_big_step_that_all_would_take_too() -> None:
    names, found = sample("enterable")
    less = with_best(found, exposure_share=best(found).exposure_share / 2)
    said = answer_plan(names, less)
    assert said.startswith(
        "Today's trust carries the whole package, even at once; less is at stake"
    )


def test_a_plan_that_breaks_says_where_and_why() -> None:
    names, found = sample("breaking")
    said = answer_plan(names, found)
    assert said.startswith(
        "Today's trust does not carry the package: the first two stages, beginning with “Flag: "
        "Given up”, would be entered, but at stage 3 of 3 the United North would have to believe "
        "at 62% that the Isle delivers, and the record supports only 41%."
    )
    assert "refuse too" not in said
    assert "it breaks at stage 3" in summarise_plan(names, found)


def test_all_who_refuse_at_a_stage_are_named() -> None:
    names, found = sample("breaking")
    last = replace(found.stages[2], refuses=("isle", "north", "senate"))
    both = with_best(found, stages=(*found.stages[:2], last))
    assert "only 41%; the Isle and the Senate would refuse too." in answer_plan(names, both)


def test_a_plan_too_risky_seen_from_the_outset() -> None:
    names, found = sample("breaking")
    outset = with_best(
        found,
        breaks=Break(1, "north", "outset", 0.07),
        needed_at_outset={"north": 0.57, "isle": 0.3},
        available_at_outset={"north": 0.5, "isle": 0.29},
    )
    said = answer_plan(names, outset)
    assert "though each stage by itself: seen from the outset, the United North would have" in said
    assert "7 percentage points more than the record supports; the Isle would refuse too." in said
    assert "breaks at stage" not in summarise_plan(names, outset)
    table = tabulate_plans(names, outset)
    assert table.rows[1][2].text == "no: United North, at the outset"
    row = table.rows[2]
    assert row[0].text == "Trust that the United North needs at the outset"
    assert row[2].text == "57%; has 50%"
    assert "would let every side begin" in explain_repairs(names, outset)[1]
    assert "every side would enter each by itself, but seen from the outset" in explain_agreed(
        names, outset, best(outset)
    )


def test_trust_at_the_outset_is_shown_only_where_some_is_needed() -> None:
    names, found = sample("breaking")
    none = dict.fromkeys(found.parties, 0.0)
    plans = {k: replace(p, needed_at_outset=none) if p else None for k, p in found.plans.items()}
    titles = [row[0].text for row in tabulate_plans(names, replace(found, plans=plans)).rows]
    assert not any("outset" in title for title in titles)


def test_the_first_stage_may_already_ask_too_much() -> None:
    names, found = sample("breaking")
    broken = with_best(found, breaks=Break(1, "isle", "nothing_left", 1.0))
    assert answer_plan(names, broken).startswith(
        "Today's trust does not carry even the first of three stages, “Flag: Given up”: the Isle "
        "is still to give, and what is to come would leave it no better off."
    )


def test_a_floor_that_breaks_is_in_points() -> None:
    names, found = sample("breaking")
    broken = with_best(found, breaks=Break(2, "senate", "floor", 0.7))
    said = answer_plan(names, broken)
    assert "at stage 2 of 3 the Senate would hold 0.7 of its own points less than" in said


def test_trust_that_falls_just_short_is_not_said_to_be_the_same() -> None:
    names, found = sample("breaking")
    stage = replace(
        found.stages[2], needed_trust={"north": 0.4104}, available_trust={"north": 0.4096}
    )
    close = with_best(found, stages=(*found.stages[:2], stage))
    assert "believe at 41%" in answer_plan(names, close)
    assert "the record supports just less than 41%" in answer_plan(names, close)


def test_a_single_stage_is_said_as_one() -> None:
    names, found = sample("enterable")
    one = with_best(found, stages=found.stages[:1])
    assert "at once, in a single stage" in answer_plan(names, one)


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.5, "the model cannot tell whether it would be carried out to the end"),
        (0.0, "In none of the 4,096 draws would it be carried out to the end."),
        (1.0, "In all 4,096 draws it would be carried out to the end."),
        (0.9, "it is very likely, about 9 in 10, that every stage would be entered"),
    ],
)
def test_the_odds_are_said_or_cannot_be_told(odds: float, said: str) -> None:
    names, found = sample("enterable")
    assert said in answer_plan(names, with_best(found, p_completed=odds))


def test_what_no_order_can_carry_names_who_stands_in_the_way() -> None:
    names, found = sample("impossible")
    said = answer_plan(names, found)
    assert "No order of the steps can carry out this package" in said
    assert "the Senate comes to hold 0.7 of its own points less than it has to" in said
    for stuck in (None, Break(3, "", "limit", 2.0)):
        said = answer_plan(names, replace(found, impossible=stuck))
        assert "within the limits set to stages" in said
    assert "two steps are left over" in said
    said = answer_plan(names, replace(found, impossible=Break(1, "", "limit", 2.0)))
    assert "one stage of at most one step leaves two of the three over" in said


def test_nothing_to_carry_out_teaches_what_a_plan_is() -> None:
    names, found = sample("enterable")
    empty = replace(found, package={"locks": "kept"}, stages=())
    section = write_plan(names, empty)
    assert (
        section.answer == "There is nothing to carry out: no package is acceptable to every side."
    )
    named = replace(empty, asked="named")
    assert answer_plan(names, named).endswith("the package changes nothing.")
    assert "plan.yaml" in str(section.blocks)
    assert not charts_of(section)


def test_many_first_steps_are_counted() -> None:
    names, found = sample("breaking")
    moves = tuple(move for stage in found.stages for move in stage.items)
    wide = with_best(found, stages=(replace(found.stages[0], items=moves * 2), *found.stages[1:]))
    assert "“Tolls: Given up” and four more steps" in answer_plan(names, wide)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("named", "the package that was asked for"),
        ("case", "the package that the case names"),
        ("recommended", "the safest package found"),
    ],
)
def test_it_says_whose_package_it_is(asked: str, said: str) -> None:
    _, found = sample("enterable")
    assert said in explain_package(replace(found, asked=asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.0, "In none of the 4,096 draws would every side enter every stage."),
        (1.0, "In all 4,096 draws every side enters every stage."),
        (0.2, "that no side refuses to enter any stage."),
    ],
)
def test_how_often_all_stages_are_entered(odds: float, said: str) -> None:
    _, found = sample("enterable")
    assert said in explain_odds(with_best(found, p_no_refusal=odds))


def test_one_draw_does_not_contradict_itself() -> None:
    names, found = sample("enterable")
    one = with_best(found, p_completed=0.45, p_kept=0.45, p_no_refusal=1.0)
    one = replace(one, origin=replace(one.origin, draws=1))
    texts = [answer_plan(names, one), summarise_plan(names, one), explain_odds(one)]
    assert not any("none of" in text or "near even" in text for text in texts)
    assert all("about 45%" in text for text in texts)
    assert texts[2].startswith("In the one draw every side enters every stage.")
    rows = {row[0].text: row[2].text for row in tabulate_plans(names, one).rows}
    assert rows["Carried out to the end"] == rows["All is delivered, if nobody refuses"] == "45%"


def test_who_is_the_likeliest_to_stop_it() -> None:
    names, found = sample("enterable")
    stops = {"north": 0.1, "isle": 0.2, "senate": 0.25}
    seldom = with_best(found, p_no_refusal=0.7, p_stops=stops)
    assert explain_stopping(names, seldom) == (
        "Over the draws the likeliest to stop it is the Senate (25%, a floor at home)."
    )
    party = with_best(found, p_no_refusal=0.7, p_stops={**stops, "isle": 0.3})
    assert "is the Isle (30%)." in explain_stopping(names, party)
    both = with_best(found, p_no_refusal=0.0, p_stops={"north": 1.0, "isle": 1.0})
    assert "are the United North and the Isle (in all draws)." in explain_stopping(names, both)
    never = with_best(found, p_no_refusal=0.7, p_stops=dict.fromkeys(stops, 0.0))
    assert explain_stopping(names, never) == ""
    assert explain_stopping(names, with_best(found, p_no_refusal=0.95, p_stops=stops)) == ""
    assert explain_stopping(names, with_best(found, p_no_refusal=0.7, p_stops={})) == ""


def with_surest(found: PlanFindings, **changes: object) -> PlanFindings:
    plan = replace(best(found), stages=found.stages[::-1], **changes)  # type: ignore[arg-type]  # named as the fields are
    return replace(found, plans={**found.plans, "surest": plan})


def test_the_surest_stages_stand_beside_where_they_differ() -> None:
    names, found = sample("enterable")
    surer = with_surest(found, p_completed=0.95, exposure_share=best(found).exposure_share + 0.1)
    assert tabulate_plans(names, surer).head[3] == "Surest stages found"
    assert explain_surest(surer) == (
        "The surest stages found, two of them, would be carried out to the end in about 19 in 20 "
        "draws; they put more at stake."
    )
    assert explain_surest(with_surest(found, p_completed=0.95)).endswith("in 20 draws.")
    assert explain_surest(with_surest(found, p_completed=best(found).p_completed + 0.01)) == ""
    for name in ("recommended", "single_step"):
        same = replace(found, plans={**found.plans, "surest": found.plans[name]})
        assert "Surest stages found" not in tabulate_plans(names, same).head
        assert explain_surest(same) == ""


def test_growing_trust_is_said_where_it_shows() -> None:
    _, found = sample("enterable")
    odds = best(found).p_completed
    assert "trust grows" in explain_odds(with_best(found, p_completed_growing=odds + 0.1))
    assert "trust grows" not in explain_odds(with_best(found, p_completed_growing=odds + 0.001))


def test_a_plan_without_temptation_enforces_itself() -> None:
    names, found = sample("breaking")
    assert "the United North at stages 2 and 3" in explain_tempted(names, found)
    calm = tuple(replace(s, temptation=dict.fromkeys(found.parties, 0.0)) for s in found.stages)
    said = explain_tempted(names, replace(found, stages=calm))
    assert said.startswith("At the medians no side would gain by breaking off at any stage; over")
    assert "would gain: very likely, about 9 in 10" in said
    never = tuple(replace(stage, sigma=dict.fromkeys(found.parties, 0.01)) for stage in calm)
    assert "the plan enforces itself" in explain_tempted(names, replace(found, stages=never))


def test_one_big_step_is_set_beside_it() -> None:
    names, found = sample("enterable")
    single = found.plans["single_step"]
    assert single
    broken = replace(single, breaks=Break(1, "north", "trust", 0.1), enterable=False)
    said = explain_single(names, replace(found, plans={**found.plans, "single_step": broken}))
    assert said.startswith("Done all at once it would not be entered: the United North would have")
    whole = replace(single, breaks=None, p_completed=best(found).p_completed)
    said = explain_single(names, replace(found, plans={**found.plans, "single_step": whole}))
    assert said == "Done all at once, every side would enter as well, at the medians."
    surer = replace(whole, p_completed=0.95)
    said = explain_single(names, replace(found, plans={**found.plans, "single_step": surer}))
    assert "carried out to the end more often, in 95% of the draws instead of 65%" in said


def test_a_search_that_ended_early_says_so() -> None:
    names, found = sample("enterable")
    assert "It is proven that" in explain_search(names, found)
    early = with_best(found, proven=False, bound=0.12)
    assert "none as good in trust has less than 12%" in explain_search(names, early)
    share = best(found).exposure_share
    same = explain_search(names, with_best(found, proven=False, bound=share, shortfall=0.1))
    assert same.startswith("It is not proven that no stages are short of less trust; the largest")
    assert "of all that the Isle gives." in same
    least = explain_search(names, with_best(found, proven=False, bound=share, shortfall=0.0))
    assert "no other stages expose the sides by clearly less" in least
    assert "Other stages may expose" in explain_search(
        names, with_best(found, proven=False, bound=None)
    )


def test_the_side_exposed_most_is_named_where_it_is_one() -> None:
    names, found = sample("enterable")
    assert name_exposed(names, replace(best(found), most_exposed="isle")) == "the Isle"
    assert name_exposed(names, replace(best(found), most_exposed=None)) == "the most exposed side"
    assert name_exposed(names, None) == "the most exposed side"


def test_exposures_that_a_case_weighs_are_no_shares() -> None:
    names, found = sample("enterable")
    assert "50% of all that the Isle gives" in say_exposed(names, 0.5, "the Isle")
    plan = replace(names.case.plan, weights={"north": Decimal(1), "isle": Decimal(2)})
    weighs = Names(replace(names.case, plan=plan))
    assert say_exposed(weighs, 12.0, "the Isle") == "12 as the case weighs it"
    points = tuple(
        replace(point, exposure_share=point.exposure_share * 40) for point in found.curve
    )
    chart = draw_curve(weighs, replace(found, curve=points))
    assert chart is not None
    assert "%" not in chart.title
    assert "as weighed" in str(chart.table.head)
    assert "% as" not in explain_search(weighs, with_best(found, proven=False, bound=3.0))


def test_floors_name_who_and_how_much() -> None:
    names, found = sample("enterable")
    assert "in its own points: the Senate −1." in explain_floors(names, found)
    assert explain_floors(names, replace(found, floors={})) == ""


def test_repairs_say_what_they_buy() -> None:
    names, found = sample("breaking")
    said = explain_repairs(names, found)
    assert len(said) == len(found.repairs)
    assert "A deposit by the Isle of 2.4 of its own points" in said[0]
    assert "would leave it nothing to gain by breaking off and would let every side" in said[0]
    assert (
        "A guarantor who pays the Isle 1.5 of the Isle's points if the United North breaks"
        in said[1]
    )
    assert "Trust in the Isle higher by 12 percentage points would let every side enter" in said[2]
    assert "Verifying “Locks: Given up” in half the time would save 45 days" in said[3]
    assert "If all of “Flag: Given up” could be undone, that would bring" in said[4]
    assert "in two halves" in said[5]


def test_a_repair_that_does_not_close_the_gap_says_so() -> None:
    names, found = sample("breaking")
    half = replace(
        found.repairs[2], enterable=False, shortfall=0.1, shortfall_before=0.21,
    )  # fmt: skip
    assert "from 21 percentage points to 10 percentage points, which does not close it" in (
        explain_repair(names, half)
    )
    idle = replace(half, shortfall=0.21, exposure_share=half.exposure_share_before)
    assert "would neither close a gap in trust nor" in explain_repair(names, idle)


def test_without_repairs_it_says_why() -> None:
    _, found = sample("breaking")
    assert "No single repair" in explain_no_repairs(found)
    sound = with_best(found, enterable=True, deposit=dict.fromkeys(found.parties, 0.0))
    assert "Nothing is missing" in explain_no_repairs(sound)
    assert "some order of the steps" in explain_no_repairs(sample("impossible")[1])


def test_the_largest_deal_is_set_beside_that_of_the_baseline() -> None:
    names, found = sample("enterable")
    deal = found.largest_deal
    assert deal
    flag, tolls = (replace(deal, package={issue: "given"}) for issue in ("flag", "tolls"))
    assert compare_deals(names, deal, names, deal) == "It holds the same as at the baseline."
    both = replace(deal, package={"flag": "given", "tolls": "given"})
    assert compare_deals(names, both, names, tolls) == (
        "Beside the baseline it also holds “Flag: Given up”."
    )
    assert compare_deals(names, tolls, names, both) == "It no longer holds “Flag: Given up”."
    assert compare_deals(names, None, names, flag) == "At the baseline one was found."
    assert compare_deals(names, flag, names, None) == "At the baseline none was found."
    assert compare_deals(names, None, names, None) == "None was found at the baseline either."
    case = names.case
    left = replace(case, issues=tuple(each for each in case.issues if each.id != "flag"))
    assert compare_deals(Names(left), tolls, names, both) == "It no longer holds “Flag: Given up”."


def test_the_largest_deal_may_be_none_part_or_all() -> None:
    names, found = sample("breaking")
    assert "No deal was found" in explain_largest(names, sample("impossible")[1])
    assert "has one part, in one stage" in explain_largest(names, found)
    assert found.largest_deal
    whole = replace(found, largest_deal=replace(found.largest_deal, package=found.package))
    said = explain_largest(names, whole)
    assert "is this whole package, in a single stage." in said
    assert "Its first stage" not in str(write_plan(names, whole).blocks)
    two = replace(whole, largest_deal=replace(found.largest_deal, package=found.package, stages=2))
    said = explain_largest(names, two)
    assert "is this whole package, in two stages, other than those above." in said
    assert "Its first stage, of 2" in str(write_plan(names, two).blocks)
    deal = replace(found.largest_deal, package=found.package, stages=len(found.stages))
    same = replace(found, largest_deal=deal)
    assert "is this whole package. " in explain_largest(names, same)
    assert "Its first stage" not in str(write_plan(names, same).blocks)


def test_what_keeps_a_deal_from_being_larger_is_said() -> None:
    names, found = sample("breaking")
    assert found.largest_deal
    assert "is not trust: no larger package" in explain_binding(names, found)
    deal = replace(
        found.largest_deal, binds="trust", beyond={"tolls": "given"}, extends=found.repairs[:1]
    )
    bound = replace(found, largest_deal=deal)
    said = explain_binding(names, bound)
    assert said == (
        "It is trust that keeps it from being larger: the nearest larger package would have "
        "“Tolls: Given up”."
    )
    assert len(explain_extensions(names, bound)) == 1
    assert "What would let trust carry that larger package" in str(write_plan(names, bound).blocks)
    assert explain_binding(names, sample("impossible")[1]) == ""
    assert explain_extensions(names, sample("impossible")[1]) == ()


def test_a_deal_with_everything_in_it_cannot_be_larger() -> None:
    names, found = sample("breaking")
    assert found.largest_deal
    last = {issue.id: issue.options[-1].id for issue in names.case.issues}
    full = replace(found, largest_deal=replace(found.largest_deal, package=last))
    assert explain_binding(names, full) == "It is everything on the table."


def test_the_roadmap_says_how_far_it_goes() -> None:
    names, found = sample("breaking")
    assert "Three deals in a row" in explain_roadmap(names, found)
    assert "reach the whole package" in explain_roadmap(names, found)
    assert "ends with the first one" in explain_roadmap(
        names, replace(found, roadmap=found.roadmap[:1])
    )
    assert explain_roadmap(names, replace(found, roadmap=())) == ""


def test_the_agreed_stages_are_replayed() -> None:
    names, found = sample("breaking")
    plan = found.plans["agreed"]
    assert plan
    broken = replace(plan, breaks=Break(1, "north", "trust", 0.3))
    assert "breaks at stage 1, because the United North" in explain_agreed(names, found, broken)
    kept = replace(plan, breaks=None)
    assert "every side would enter each" in explain_agreed(names, found, kept)
    headings = [b.id for b in write_plan(names, found).blocks if isinstance(b, Heading)]
    assert "plan-agreed" in headings
    without = replace(found, plans={**found.plans, "agreed": None})
    headings = [b.id for b in write_plan(names, without).blocks if isinstance(b, Heading)]
    assert "plan-agreed" not in headings
