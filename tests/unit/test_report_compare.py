"""The section on readings: where they differ, why, and what would end it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
import vl_convert

from detente.case import Case
from detente.report import Findings, render_html, render_markdown
from detente.report.blocks import Figure, Items, Section, Sheet
from detente.report.charts import Chart, draw_attribution, draw_readings, make_static
from detente.report.charts.base import LIGHT
from detente.report.charts.readings import list_shown
from detente.report.compare_tables import (
    collect_odds,
    list_readings,
    tabulate_attribution,
    tabulate_readings,
)
from detente.report.naming import Names
from detente.report.sections import write_compare
from detente.report.sentences import answer_at_top
from detente.report.sentences.compare import (
    NO_READINGS,
    answer_compare,
    answer_comparison,
    explain_agree,
    explain_agree_on,
    explain_difference,
    explain_method,
    find_main,
    list_clear,
    rank_groups,
    summarise_compare,
)
from detente.report.sentences.conclusions import (
    label_conclusion,
    name_conclusion,
    name_group,
    name_key,
    say_key,
)
from detente.study.conclusion_records import CompareFindings, Comparison
from tests.report_compare_samples import CONCLUSIONS, make_compared, make_same
from tests.report_samples import ATTACK, attack, make_case, study

ORACLE = re.compile(
    r"\b(optimal|solver|utility|utilities|should|ought|recommend\w*|nan)\b", re.IGNORECASE
)


@cache
def sample() -> tuple[Names, CompareFindings]:
    case, found = make_compared()
    return Names(case), found


@cache
def report() -> tuple[Case, Findings]:
    case, found = make_compared()
    return case, replace(study(case), compare=found)


def main() -> Comparison:
    found = find_main(sample()[1])
    assert found
    return found


def charts_of(section: Section) -> list[Chart]:
    return [block.chart for block in section.blocks if isinstance(block, Figure)]


# What things are called


def test_every_kind_of_conclusion_has_words() -> None:
    names, _ = sample()
    said = [name_conclusion(names, each) for each in CONCLUSIONS]
    assert said == [
        "some package is acceptable to every side",
        "every side accepts the safest package found",
        "the stages of the safest package are carried out to the end",
        "every side enters the largest deal that trust carries",
        "“A summit on the island” is held",
        "“A summit on the island” leaves the United North better off if it is held",
        "“A summit on the island” leaves the Isle better off if it is held",
        "“A summit on the island” is held and ends in agreement",
        "every side accepts “The first offer”",
        "a promise by the Isle is kept",
    ]
    labels = [label_conclusion(names, each) for each in CONCLUSIONS]
    assert len({str(label) for label in labels}) == len(labels)
    assert [label.party for label in labels if label.party] == ["north", "isle", "isle"]


def test_a_plan_of_a_package_that_the_case_names_is_not_called_that_of_the_safest() -> None:
    case = make_case()
    plan = replace(case.plan, package={"locks": "given"})
    names = Names(replace(case, plan=plan))
    planned = next(each for each in CONCLUSIONS if each.kind == "plan_completed")
    assert "the package that plan.yaml names" in name_conclusion(names, planned)
    assert "plan.yaml's package" in label_conclusion(names, planned).text


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("value/isle/locks/given", "The Isle: Locks, Given up"),
        ("reservation/north", "United North: reservation value"),
        ("promise/p1/outcome", "what became of the promise by the Isle (“open the river”)"),
        ("trust/prior/broken", ("how many broken promises the belief starts from, before any "
         "record")),
        ("trust/credit/late", "how much a promise counts that was kept late"),
        ("trust/half_life", "how fast the record of promises fades"),
        ("pledge/first/tolls/firm", "The first offer, Tolls: how firmly it is pledged"),
        ("payoff/summit/north/held", ("what holding “A summit on the island” is worth to the "
         "United North")),
        ("payoff/summit/after/vote/north/fails", ("what the failure of “A summit on the island” is "
         "worth to the United North from “The vote in the north” on")),
        ("promise/unknown/outcome", "promise/unknown/outcome"),
        ("something/else", "something/else"),
    ],
)  # fmt: skip
def test_every_key_has_words(key: str, said: str) -> None:
    assert name_key(sample()[0], key) == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("value/isle/locks/given", "what “Locks: Given up” is worth to the Isle"),
        ("reservation/north", "the least that the United North would accept"),
        ("readiness/summit", "the chance that “A summit on the island” finds what all would sign"),
        ("readiness/summit/after/vote", ("the chance that “A summit on the island” finds what all "
         "would sign, from “The vote in the north” on")),
        ("trust/half_life", "how fast the record of promises fades"),
    ],
)  # fmt: skip
def test_within_a_sentence_keys_are_clauses(key: str, said: str) -> None:
    assert say_key(sample()[0], key) == said


def test_groups_are_kinds_issues_or_parties() -> None:
    names, _ = sample()
    assert name_group(names, "reservation values") == "reservation values"
    assert name_group(names, "locks") == "Locks"
    assert name_group(names, "north") == "United North"


# What it says


def test_the_readings_of_two_authors_lead() -> None:
    names, found = sample()
    assert (main().first, main().second) == ("envoy", "historian")
    assert answer_compare(names, found) == (
        "An Envoy and A Historian differ by 5 percentage points or more on eight of ten "
        "conclusions; on two, on different sides of one half. They differ most on the odds that “A "
        "summit on the island” leaves the United North better off if it is held: 48% to An Envoy "
        "and 10% to A Historian. The difference, −38 percentage points, is made up of −30 from "
        "what options are worth, −17 from trust and +10 from how firm pledges are. The single "
        "number that would narrow their differences most, if they agreed on it: what “Locks: Given "
        "up” is worth to the Isle (An Envoy: 3 to 5; A Historian: −9 to −4). Summed over all "
        "conclusions that would take 25 off the 115 percentage points between them."
    )
    assert summarise_compare(found).startswith("An Envoy and A Historian differ by")


def test_a_reading_is_set_beside_the_case_where_there_is_no_other() -> None:
    names, found = sample()
    alone = replace(found, comparisons=found.comparisons[:1])
    assert answer_compare(names, alone).startswith("The case itself and An Envoy differ by")
    assert answer_compare(names, replace(found, comparisons=())) == NO_READINGS
    assert "readings/" in NO_READINGS


def test_readings_that_agree_are_said_to_agree() -> None:
    case, found = make_same()
    names = Names(case)
    assert answer_compare(names, found) == (
        "The case itself and A Historian come to the same odds, within 5 percentage points, on all "
        "ten conclusions."
    )
    section = write_compare(names, found)
    assert [chart.id for chart in charts_of(section)] == ["readings-odds"]
    assert not [block for block in section.blocks if isinstance(block, Items)]


def test_small_differences_on_either_side_of_one_half_are_not_agreement() -> None:
    names, found = sample()
    near = replace(main().differences[1], first=0.49, second=0.51, same_call=False)
    only = replace(main(), differences=(near,), agree=None)
    said = answer_comparison(names, found, only)
    assert said == (
        "An Envoy and A Historian differ by 5 percentage points or more on none of one conclusion; "
        "on one, on different sides of one half."
    )


def test_one_group_alone_is_said_so_and_many_are_counted() -> None:
    names, found = sample()
    first = list_clear(main())[0]
    alone = replace(first, attribution={"values": -0.38, "trust": 0.0})
    assert explain_difference(names, found, main(), alone).endswith(
        "only to what options are worth."
    )
    many = replace(first, attribution=dict.fromkeys("abcde", -0.08))
    said = explain_difference(names, found, main(), many)
    assert "−8 from a, −8 from b, −8 from c and two smaller parts." in said


def test_groups_are_ranked_and_what_does_not_show_left_out() -> None:
    first = list_clear(main())[0]
    assert [group for group, _ in rank_groups(first)] == ["values", "trust", "firmness"]


def test_agreeing_that_changes_nothing_is_said_so() -> None:
    names, found = sample()
    assert main().agree
    idle = replace(main(), agree=replace(main().agree, removed=0.001))  # type: ignore[type-var]
    assert explain_agree(names, found, idle).startswith("No single number")
    assert explain_agree(names, found, replace(main(), agree=None)) == ""
    none = replace(main().differences[0], agree=None)
    assert explain_agree_on(names, found, main(), none) == ""


def test_what_agreeing_leaves_of_one_difference() -> None:
    names, found = sample()
    trust = main().differences[9]
    assert explain_agree_on(names, found, main(), trust) == (
        "A promise by the Isle is kept: agreeing on what “Locks: Given up” is worth to the Isle "
        "(An Envoy: 3 to 5; A Historian: −9 to −4) would leave 5 of 25 percentage points."
    )


def test_the_method_names_draws_and_groups() -> None:
    said = explain_method(sample()[1], main().groups)
    assert "2,048 of the draws" in said
    assert "divided among four groups of inputs" in said
    assert "Shapley" not in said


# What it shows


def test_words_are_plain_and_titles_not_ids() -> None:
    text = render_markdown(*report()).split("## Where do readings")[1].split("\n## ")[0]
    assert not ORACLE.findall(text)
    assert not re.search(r"\bNone\b(?! of)", text)
    assert not re.search(r"\b(envoy|isle|deal_exists|meeting_held)\b(?!,)", text)


def test_every_chart_has_its_words_its_data_and_known_colours() -> None:
    charts = charts_of(write_compare(*sample()))
    assert [chart.id for chart in charts] == [
        "readings-odds", "attribution-envoy-historian", "attribution-base-envoy",
        "attribution-base-historian",
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


def test_of_many_comparisons_the_rest_are_tables() -> None:
    names, found = sample()
    more = tuple(replace(each, second="other") for each in found.comparisons)
    section = write_compare(names, replace(found, comparisons=(*found.comparisons, *more)))
    assert len(charts_of(section)) == 4
    assert len([block for block in section.blocks if isinstance(block, Sheet)]) == 3


def test_only_conclusions_on_which_readings_differ_are_drawn() -> None:
    names, found = sample()
    assert len(collect_odds(found)) == 10
    assert [c.key for c, _ in list_shown(found)].count("deal_exists") == 0
    chart = draw_readings(names, found)
    assert chart
    assert chart.reading.endswith("agree to within 2 points, are in the table only.")
    assert len(chart.table.rows) == 10
    assert draw_readings(names, replace(found, comparisons=())) is None


def test_what_crosses_one_half_is_marked_and_counted() -> None:
    names, found = sample()
    chart = draw_readings(names, found)
    assert chart
    assert chart.title == (
        "On two of the ten conclusions readings stand on different sides of one half"
    )
    spans = chart.spec["layer"][1]["data"]["values"]
    assert sorted(span["wide"] for span in spans)[-2:] == [5, 5]
    assert [entry.sign for entry in chart.key] == ["┃", "●", "■"]


def test_the_case_itself_comes_first() -> None:
    names, found = sample()
    assert list_readings(found) == ["base", "envoy", "historian"]
    assert tabulate_readings(names, found).head == (
        "Conclusion", "The case itself", "An Envoy", "A Historian",
    )  # fmt: skip


def test_drawn_parts_sum_to_their_difference() -> None:
    names, found = sample()
    chart = draw_attribution(names, found, main())
    assert chart
    bars = chart.spec["layer"][0]["data"]["values"]
    gaps = [100 * (each.second - each.first) for each in list_clear(main())]
    assert sum(bar["amount"] for bar in bars) == pytest.approx(sum(gaps), abs=0.1)
    assert chart.title == (
        "More than half of these differences come from one group of inputs: values"
    )
    for row in tabulate_attribution(names, found, main()).rows:
        parts = [int(cell.text.replace("−", "-")) for cell in row[3:]]
        assert abs(sum(parts[1:]) - parts[0]) <= 2


def test_conclusions_beyond_the_drawing_are_counted() -> None:
    names, found = sample()
    again = replace(main(), differences=main().differences * 2)
    chart = draw_attribution(names, found, again)
    assert chart
    assert chart.reading.endswith("; eight more conclusions differ, see the table.")
    _, same = make_same()
    assert draw_attribution(names, same, same.comparisons[0]) is None


# In the report


def test_the_section_stands_after_the_plan_and_on_the_first_screen() -> None:
    page = render_html(*report())
    assert page.index('<section id="plan"') < page.index('<section id="readings"')
    assert page.index('<section id="readings"') < page.index('<section id="offers"')
    assert '<a href="#readings">Readings.</a>' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_markup_stays_text() -> None:
    case, found = make_compared()
    readings = tuple(replace(each, author=ATTACK, about=ATTACK) for each in case.readings)
    evil = replace(attack(case), readings=readings)
    findings = replace(study(evil), compare=replace(found, authors=dict.fromkeys(
        found.authors, ATTACK)))  # fmt: skip
    page = render_html(evil, findings)
    assert "<img" not in page.split('<section id="readings"')[1].split("</section>")[0]
    assert not re.search(r"(?<!\\)<(?!https?:)", render_markdown(evil, findings))


def test_the_top_says_whether_trust_carries_it_out() -> None:
    case = make_case()
    names, findings = Names(case), study(case)
    said = answer_at_top(names, findings.deals, findings.plan)
    assert "with today's trust that package would be carried out to the end in" in said
    assert said.count(".") == 1
    named = replace(findings.plan, asked="named")
    assert "today's trust" not in answer_at_top(names, findings.deals, named)
    stuck = replace(findings.plan, plans={**findings.plan.plans, "recommended": None}, stages=())
    assert "no order of its steps that was found could carry" in answer_at_top(
        names, findings.deals, stuck
    )
    none = replace(findings.deals, p_deal_exists=0.0)
    assert "today's trust" not in answer_at_top(names, none, findings.plan)


def test_what_would_flip_it_stands_on_the_first_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.report import document, page
    from detente.report.markdown import write_markdown

    made = replace(document.write_document(*report()), flips=("If so <b>.", "If not."))
    monkeypatch.setattr(page, "write_document", lambda case, findings: made)
    html = render_html(*report())
    assert html.index("What would flip it") < html.index('class="findings"')
    assert "If so &lt;b&gt;." in html
    text = write_markdown(made)
    assert "What would flip it:\n\n1. If so \\<b\\>.\n2. If not." in text
    bare = replace(made, flips=())
    assert "What would flip it:" not in write_markdown(bare).split("Sections:")[0]
