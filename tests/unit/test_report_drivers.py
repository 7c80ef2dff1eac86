"""The section on what would flip a conclusion: what it says, draws and admits."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from detente import find_case, load
from detente.case import Case
from detente.report import render_html, render_markdown
from detente.report.blocks import Figure, Fold, Paragraph, Section
from detente.report.charts import draw_tornados, make_static
from detente.report.charts.base import LIGHT
from detente.report.driver_tables import say_influence, tabulate_swings, tabulate_unsourced
from detente.report.naming import Names
from detente.report.sections import write_drivers
from detente.report.sentences import answer_drivers, say_three
from detente.report.sentences.drivers import (
    EDGE,
    NOTHING,
    explain_driven,
    explain_explained,
    explain_flip,
    explain_unsourced,
    find_flip,
    label_input,
    name_input,
    say_condition,
    say_value,
)
from detente.study.conclusion_records import Conclusion, Driven, Driver, DriverFindings, Swing
from detente.study.record import Interval
from tests.report_plan_samples import make_origin
from tests.report_samples import attack, make_case, study

ORACLE = re.compile(r"\b(optimal|solver|utility|utilities|should|ought|nan)\b", re.IGNORECASE)
DRAWS = 4096
ACCEPTED = Conclusion("recommended_accepted", "recommended_accepted")


def names() -> Names:
    return Names(make_case())


def make_driver(key: str = "value/isle/locks/given", **changes: object) -> Driver:
    parts = key.split("/")
    driver = Driver(
        input="/".join(parts[:3]),
        side=parts[1],
        issue=parts[2] if parts[0] == "value" else "",
        quantities=(key,),
        unit="points",
        range=Interval(6.0, 7.3, 9.0),
        share=0.3,
        swing=Swing(0.3, 0.9),
        switch_at=6.5,
        flips=True,
        p_change=0.2,
        voi=0.05,
        sourced=0.0,
    )
    return replace(driver, **changes)  # type: ignore[arg-type]


STILL = make_driver(
    "value/north/locks/given", side="north", swing=Swing(0.55, 0.9), switch_at=None, flips=False,
    range=Interval(-4.0, -2.8, -2.0), share=0.1, sourced=1.0,
)  # fmt: skip


def make_driven(*inputs: Driver, conclusion: Conclusion = ACCEPTED, odds: float = 0.7) -> Driven:
    return Driven(conclusion, odds, 0.007, False, inputs, 0.4, 0.75 if inputs else None)


def make_found(*conclusions: Driven) -> DriverFindings:
    return DriverFindings(make_origin(make_case()), conclusions)


def test_a_flip_names_the_number_its_value_its_range_and_its_source() -> None:
    said = explain_flip(names(), make_driven(make_driver()), make_driver(), DRAWS)
    assert said == (
        "If “Locks: Given up” is worth less than 6.5 of its own points to The Isle (range 6 to 9, "
        "no source), it is less likely than not that every side accepts the safest package found, "
        "about 3 in 10 at the low end of the range, about 7 in 10 as things are."
    ).replace("The Isle", "the Isle")


def test_a_cost_is_said_as_a_cost() -> None:
    driver = replace(STILL, switch_at=-3.5, flips=True)
    assert say_condition(names(), driver, -3.5, "below") == (
        "“Locks: Given up” costs the United North more than 3.5 of its own points"
    )
    assert "less than 3.5" in say_condition(names(), driver, -3.5, "above")


@pytest.mark.parametrize(
    ("key", "unit", "said"),
    [
        ("reservation/isle", "points", "the least that the Isle would accept is above 0.5 of its"),
        ("relationship/isle", "points", "would lose with the others by breaking a plan is above"),
        ("floor/isle", "points", "the least that the Isle must hold after every stage is above"),
        ("trust/isle", "share", "the chance that a promise by the Isle is kept is above 50%"),
        ("trust/north/isle", "share", "the United North gives a promise by the Isle is above 50%"),
        ("firmness/stated", "share", "a pledge given as “stated” is delivered is above 50%"),
    ],
)
def test_every_kind_of_number_can_be_said(key: str, unit: str, said: str) -> None:
    driver = make_driver(key, unit=unit, side="isle", range=Interval(0.0, 0.5, 1.0))
    assert said in say_condition(names(), driver, 0.5, "above")
    assert name_input(names(), driver)


def test_a_meeting_is_named_once_beside_its_own_conclusion() -> None:
    case = load(find_case("us-dprk-2020"))
    title = case.meetings[0].title
    driver = make_driver("payoff/leaders-2020/usa/fails", side="usa", switch_at=-3.0)
    held = Conclusion("meeting/leaders-2020/held", "meeting_held", "leaders-2020")
    here = label_input(Names(case), make_driven(driver, conclusion=held), driver)
    assert here == "United States: that it fails"
    elsewhere = label_input(Names(case), make_driven(driver), driver)
    assert elsewhere == f"{here}, {title}"
    assert f"the failure of “{title}” costs the United States more than 3" in say_condition(
        Names(case), driver, -3.0, "below"
    )
    said = explain_flip(Names(case), make_driven(driver, conclusion=held), driver, DRAWS)
    assert said.count(title) == 1


def test_which_side_of_the_value_flips_it() -> None:
    driver = make_driver()
    assert find_flip(make_driven(driver), driver) == "below"
    assert find_flip(make_driven(driver, odds=0.4), driver) == "above"
    assert find_flip(make_driven(driver), replace(driver, switch_at=None)) is None
    both = replace(driver, swing=Swing(0.3, 0.4))
    assert find_flip(make_driven(both), both) is None
    assert "turns" in explain_flip(names(), make_driven(both), both, DRAWS)


def test_the_three_are_of_the_conclusion_that_is_asked_for() -> None:
    plan = make_driven(make_driver(), conclusion=Conclusion("plan_completed", "plan_completed"))
    found = make_found(make_driven(STILL), plan)
    (said,) = say_three(names(), found, "plan_completed")
    assert "carried out to the end" in said
    assert say_three(names(), found, "no such key") == ()


def test_where_nothing_flips_it_says_so_and_names_what_moves_it_most() -> None:
    (said,) = say_three(names(), make_found(make_driven(STILL)), "recommended_accepted")
    assert said.startswith("No single number, within its range, changes that it is more likely")
    assert "United North: Locks, Given up" in said
    assert "about 11 in 20 at −4" in said or "about 1 in 2 at −4" in said
    assert "has a source" in said


def test_after_a_no_the_first_screen_names_what_flips_other_conclusions() -> None:
    edge = Conclusion("largest_carried", "largest_carried")
    plan = Conclusion("plan_completed", "plan_completed")
    other = make_driver("value/isle/tolls/given", swing=Swing(0.45, 0.6))
    found = make_found(
        make_driven(STILL),
        make_driven(make_driver(), conclusion=edge),
        make_driven(other, conclusion=plan),
    )
    said = say_three(names(), found)
    assert len(said) == 3
    assert "carried out to the end" in said[1], "what stands on the edge by design comes last"


def test_at_most_three_and_whole_sentences() -> None:
    many = [make_driver(f"value/{side}/locks/given", side=side) for side in ("isle", "north")] * 3
    said = say_three(names(), make_found(make_driven(*many)))
    assert len(said) == 3
    assert all(each.endswith(".") and each[0].isupper() for each in said)


def test_odds_read_off_a_curve_are_never_told_as_counts_of_draws() -> None:
    driver = make_driver(swing=Swing(0.0, 1.0))
    said = explain_driven(names(), make_driven(replace(driver, flips=False)), DRAWS)
    assert "under 1 in 100" in said
    assert "over 99 in 100" in said
    assert "of the 4,096" not in said
    assert (say_influence(0.0), say_influence(1.0)) == ("<1%", ">99%")


def test_an_end_of_a_range_at_nothing_is_nothing() -> None:
    driver = make_driver(range=Interval(-4e-16, 3.0, 6.0))
    assert say_value(driver, driver.range.p10) == "0"


def test_even_odds_and_edges_carry_a_warning() -> None:
    even = make_driven(make_driver(swing=Swing(0.4, 0.6)), odds=0.53)
    assert "little is enough" in explain_driven(names(), even, DRAWS)
    closer = replace(even, odds=0.505)
    assert "do not tell on which side" in explain_driven(names(), closer, DRAWS)
    edge = replace(even, conclusion=Conclusion("largest_carried", "largest_carried"))
    assert explain_driven(names(), edge, DRAWS).endswith(EDGE)


def test_odds_of_one_half_are_on_neither_side() -> None:
    even = replace(make_driven(odds=0.5), inputs=())
    assert "that it is as likely as not" in explain_driven(names(), even, DRAWS)
    less = replace(even, odds=0.4)
    assert "that it is less likely than not" in explain_driven(names(), less, DRAWS)


def test_what_is_the_same_in_every_draw_has_no_drivers() -> None:
    sure = replace(make_driven(odds=1.0), fixed=True, explained=0.0)
    assert "in all 4,096 draws" in explain_driven(names(), sure, DRAWS)
    assert explain_explained(sure) == ""
    assert say_three(names(), make_found(sure)) == ()
    assert answer_drivers(names(), make_found(sure)) == (
        "No single number, within its range, would flip this conclusion: it is the same in every "
        "draw."
    )
    assert "each is the same in every draw" in answer_drivers(names(), make_found(sure, sure))
    trust = make_driver("trust/isle", unit="share", share=None, range=Interval(0.2, 0.5, 0.8))
    tried = replace(make_driven(trust), fixed=True)
    assert "Trust in the Isle" in explain_driven(names(), replace(tried, odds=0.9), DRAWS) or (
        "promise by the Isle" in explain_driven(names(), tried, DRAWS)
    )
    half = replace(sure, odds=0.25)
    assert "25%" in explain_driven(names(), half, DRAWS)


def test_what_single_numbers_do_not_explain_is_admitted() -> None:
    assert "Of the doubt about it, 40% is due to single numbers" in explain_explained(
        make_driven(make_driver())
    )
    assert "75% of that from numbers without a source" in explain_explained(make_driven(STILL))
    assert "No single number accounts" in explain_explained(make_driven())
    for unsourced, said in ((0.0, "all of it from numbers with a"), (1.0, "numbers without")):
        assert said in explain_explained(replace(make_driven(STILL), unsourced=unsourced))
    assert "none stands out" in explain_driven(names(), make_driven(), DRAWS)


def test_numbers_without_a_source_are_ranked_by_influence() -> None:
    weak = make_driver("value/isle/tolls/given", share=0.05)
    found = make_found(make_driven(STILL, weak, make_driver()))
    said = explain_unsourced(names(), found)
    assert said.index("Locks") < said.index("Tolls")
    assert "United North" not in said, "it has a source"
    table = tabulate_unsourced(names(), found)
    assert table is not None
    assert [row[2].text for row in table.rows] == ["30%", "5%"]
    assert tabulate_unsourced(names(), make_found(make_driven(STILL))) is None
    assert "No number" in explain_unsourced(names(), make_found(make_driven(STILL)))


def test_the_table_says_where_it_turns_or_that_it_does_not() -> None:
    table = tabulate_swings(names(), "Deals", [make_driven(make_driver(), STILL)])
    turns, sources = ([row[place].text for row in table.rows] for place in (5, 7))
    assert turns == ["6.5", "–"]
    assert sources == ["no source", "has a source"]


def test_a_bar_runs_from_the_lower_odds_to_the_higher_with_the_values_at_its_ends() -> None:
    turned = make_driver(swing=Swing(0.9, 0.3))
    (chart,) = draw_tornados(names(), make_found(make_driven(turned)))
    bars = next(
        each["data"]["values"] for each in chart.spec["layer"] if "fill" in each["encoding"]
    )
    assert (bars[0]["low"], bars[0]["high"]) == (0.3, 0.9)
    assert (bars[0]["left"], bars[0]["right"]) == ("9", "6")


def test_flips_and_missing_sources_have_a_sign_besides_the_colour() -> None:
    (chart,) = draw_tornados(names(), make_found(make_driven(make_driver(), STILL)))
    assert [key.sign for key in chart.key] == ["■", "□", "◆"]
    (plain,) = draw_tornados(names(), make_found(make_driven(STILL)))
    assert [key.sign for key in plain.key] == ["■"]
    assert "No single number" in plain.title


def test_a_drawing_has_no_size_of_its_own_and_its_colours_are_known() -> None:
    (chart,) = draw_tornados(names(), make_found(make_driven(make_driver(), STILL)))
    assert chart.spec["width"] == "container"
    text = json.dumps(chart.spec, allow_nan=False)
    assert set(re.findall(r"var\(--(\w+)\)", text)) <= set(LIGHT)
    make_static(chart.spec)


def list_texts(section: Section) -> list[str]:
    folds = [block for block in section.blocks if isinstance(block, Fold)]
    inside = [each for fold in folds for each in fold.blocks]
    paragraphs = [b for b in [*section.blocks, *inside] if isinstance(b, Paragraph)]
    return [section.answer, section.rests, *(block.text for block in paragraphs)]


@pytest.fixture(scope="module")
def canal() -> tuple[Case, Section]:
    case = make_case()
    found = study(case).drivers
    assert found is not None
    return case, write_drivers(Names(case), found)


def test_the_section_shows_every_conclusion(canal: tuple[Case, Section]) -> None:
    _, section = canal
    texts = " ".join(list_texts(section))
    for clause in ("acceptable to every side", "accepts the safest package", "carried out"):
        assert clause in texts
    assert not ORACLE.search(texts)
    assert any(isinstance(block, Figure) for block in section.blocks)


def test_anchors_are_unique(canal: tuple[Case, Section]) -> None:
    folds = [block.id for block in canal[1].blocks if isinstance(block, Fold)]
    assert len(folds) == len(set(folds))


def test_the_report_puts_it_on_the_first_screen(canal: tuple[Case, Section]) -> None:
    case, section = canal
    findings = study(case)
    page, text = render_html(case, findings), render_markdown(case, findings)
    assert "What would flip it" in page
    assert section.title in text
    assert findings.drivers is not None
    for said in say_three(Names(case), findings.drivers):
        assert said.split("“")[0][:40] in text


def test_hostile_titles_are_only_text() -> None:
    case = attack(make_case())
    page = render_html(case, study(case))
    assert "<img src=x" not in page


def test_without_conclusions_there_is_nothing_to_say() -> None:
    empty = make_found()
    assert answer_drivers(names(), empty) == NOTHING
    assert draw_tornados(names(), empty) == ()
