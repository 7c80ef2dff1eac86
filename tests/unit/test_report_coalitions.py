"""Coalitions in words, tables and drawings: on the page and in the terminal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import study
from detente.case import Case
from detente.cli.app import app
from detente.report import render_html, render_markdown, study_all
from detente.report.blocks import Figure, Fold, Paragraph, Section, Sheet
from detente.report.charts import draw_absences
from detente.report.coalition_tables import (
    MOST_PACKAGES,
    MOST_ROWS,
    list_likeliest,
    name_coalition,
    tabulate_absences,
    tabulate_coalitions,
)
from detente.report.naming import Names
from detente.report.sections import write_coalitions
from detente.report.sentences.coalitions import (
    ONLY_TWO,
    answer_coalitions,
    explain_better,
    explain_coalition,
    explain_counting,
    explain_outsiders,
    explain_scope,
    summarise_coalitions,
)
from detente.study.coalition_records import Absence, Agreeing, Coalition, CoalitionFindings
from tests.report_samples import ATTACK
from tests.towns import load_towns

FORBIDDEN = re.compile(r"\b(optimal|solver|utility|should|ought|nan|None)\b")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load_towns(tmp_path)


@pytest.fixture
def names(case: Case) -> Names:
    return Names(case)


@pytest.fixture
def found(case: Case) -> CoalitionFindings:
    return study.coalitions(case, draws=8)


def set_odds(found: CoalitionFindings, *odds: float) -> CoalitionFindings:
    """Give each absence other odds that the others have a deal, of 2,048 draws."""
    changed = tuple(
        replace(absence, p_deal=p, needed=p < 0.5)
        for absence, p in zip(found.absences, odds, strict=True)
    )
    return replace(found, draws=2048, absences=changed)


def pair(found: CoalitionFindings) -> Coalition:
    return found.coalitions[1]


# Sentences


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        ((0.1, 0.9, 0.9), "Ash is needed for a deal; if Birch or Cedar stays away, others can"),
        ((0.1, 0.2, 0.9), "Ash and Birch are each needed for a deal; if Cedar stays away, others"),
        ((0.1, 0.5, 0.9), "whether a deal takes Birch, the model cannot tell."),
        ((0.1, 0.2, 0.3), "Every party is needed: whoever stays away, the others can rarely"),
        ((0.7, 0.8, 0.9), "No single party is needed: whoever stays away, some of the others"),
    ],
)
def test_the_answer_says_who_is_needed(
    names: Names, found: CoalitionFindings, odds: tuple[float, ...], said: str
) -> None:
    told = set_odds(found, *odds)
    assert said in answer_coalitions(names, told)
    assert said in summarise_coalitions(names, told)


def test_who_is_needed_is_not_known_where_coalitions_were_left_out(
    names: Names, found: CoalitionFindings
) -> None:
    told = replace(set_odds(found, 0.0, 0.0, 0.9), complete=False)
    first, second, third = told.absences
    told = replace(told, absences=(first, replace(second, needed=False), third))
    said = summarise_coalitions(names, told)
    assert said == (
        "Ash is needed for a deal; if Cedar stays away, others can still agree; whether a deal "
        "takes Birch is not settled."
    )
    cells = [row[1].text for row in tabulate_absences(names, told).rows]
    assert cells == ["none", "≥0%", "≥90%"]
    alone = replace(found, complete=False, coalitions=found.coalitions[:1])
    assert "leaves somebody out and was looked at could" in explain_better(names, alone)


def test_nobody_is_called_needed_where_not_even_all_can_agree(
    names: Names, found: CoalitionFindings
) -> None:
    told = set_odds(found, 0.1, 0.0, 0.0)
    assert summarise_coalitions(names, told).startswith("Every party is needed")
    rare = tuple(replace(each, p_deal_exists=0.1) for each in told.coalitions)
    said = summarise_coalitions(names, replace(told, coalitions=rare))
    assert said == "With all parties or without some, few draws hold a deal."


def test_draws_that_were_not_settled_can_leave_it_open(
    names: Names, found: CoalitionFindings
) -> None:
    told = set_odds(found, 0.3, 0.9, 0.9)
    assert "Ash is needed" in answer_coalitions(names, told)
    first: Absence = replace(told.absences[0], p_open=0.2)
    unsure = replace(told, absences=(first, *told.absences[1:]))
    assert "Ash, the model cannot tell" in answer_coalitions(names, unsure)


def test_the_evidence_is_a_bound_where_not_all_was_looked_at(
    names: Names, found: CoalitionFindings
) -> None:
    told = set_odds(found, 0.1, 0.9, 0.9)
    assert "without Ash, some of the others have a deal in about" in _lower(names, told)
    partial = replace(told, complete=False)
    assert "have a deal at least in about" in _lower(names, partial)
    assert explain_scope(told) == ""
    assert "4 coalitions 4 were looked at" in explain_scope(partial)


def _lower(names: Names, found: CoalitionFindings) -> str:
    return answer_coalitions(names, found).replace("Without", "without")


def test_the_answer_admits_that_all_together_agree_on_nothing(
    names: Names, found: CoalitionFindings
) -> None:
    assert "never accept" not in answer_coalitions(names, found)
    said = answer_coalitions(names, replace(found, recommended=None))
    assert said.endswith("All parties together never accept any package found.")


def test_who_is_left_out_is_answered_for(case: Case, names: Names) -> None:
    said = answer_coalitions(names, study.coalitions(case, ["cedar"], draws=8))
    assert said == (
        "Without Cedar, Ash and Birch are left: they have a deal in all 8 draws. Against the "
        "package for all, Ash loses 2 of its own points and Birch loses 6 of its own points, at "
        "the median."
    )


def test_two_parties_are_told_so(names: Names, found: CoalitionFindings) -> None:
    assert answer_coalitions(names, replace(found, parties=("ash", "birch"))) == ONLY_TWO


def test_the_rule_of_the_case_is_said(names: Names, found: CoalitionFindings) -> None:
    assert "only if all three parties agree" in explain_counting(names, found)
    rule = (Agreeing(1, ("ash",)), Agreeing(1, ("birch", "cedar")))
    vetoes = tuple(replace(each, vetoes=each.parties == ("ash",)) for each in found.absences)
    ruled = replace(found, agreement=rule, absences=vetoes)
    said = explain_counting(names, ruled)
    assert "if Ash and at least one of Birch and Cedar agree" in said
    assert said.endswith("By that rule Ash has to be among them.")
    assert "a deal counts only with Ash" in summarise_coalitions(names, ruled)


def test_a_rule_may_give_nobody_a_veto(names: Names, found: CoalitionFindings) -> None:
    free = tuple(replace(each, vetoes=False) for each in found.absences)
    ruled = replace(found, agreement=(Agreeing(2, found.parties),), absences=free)
    said = explain_counting(names, ruled)
    assert said.endswith("somebody has a deal that counts in all 8 draws.")
    assert "counts only with" not in summarise_coalitions(names, ruled)


def test_of_many_absences_the_odds_are_left_to_the_table(
    names: Names, found: CoalitionFindings
) -> None:
    many = replace(found, absences=found.absences * 2)
    assert "some of the others have a deal" in answer_coalitions(names, found)
    assert "some of the others have a deal" not in answer_coalitions(names, many)


def test_without_a_package_for_all_there_is_nothing_to_lose(case: Case, names: Names) -> None:
    found = study.coalitions(case, ["cedar"], draws=8)
    said = answer_coalitions(names, replace(found, recommended=None))
    assert said.endswith("so that there is nothing to lose.")


def test_who_could_do_better_alone_is_named(names: Names, found: CoalitionFindings) -> None:
    assert explain_better(names, found).startswith("No coalition that leaves somebody out")
    able = replace(pair(found), p_better=0.5, p_prefers=0.25)
    told = replace(found, draws=2048, coalitions=(found.coalitions[0], able))
    said = explain_better(names, told)
    assert said.startswith("Ash and Birch could do better by themselves")
    assert "in about 1 in 2 draws they have" in said
    assert said.endswith("such a package in about 1 in 4 draws.")
    assert explain_better(names, replace(told, recommended=None)) == ""


def test_a_coalition_and_its_outsiders_are_explained(
    names: Names, found: CoalitionFindings
) -> None:
    assert explain_coalition(names, pair(found), 8) == (
        "Ash and Birch can move 2 of the 4 issues by themselves. They accept the safest package "
        "found in all 8 draws."
    )
    assert explain_outsiders(names, pair(found), 8) == (
        "It leaves Cedar worse off than today in all 8 draws."
    )
    idle = explain_coalition(names, found.coalitions[-1], 8)
    assert "have no deal in any of the 8 draws" in idle


# Tables and drawings


def test_the_table_holds_members_and_in_brackets_others(
    names: Names, found: CoalitionFindings
) -> None:
    table = tabulate_coalitions(names, found)
    cells = [[cell.text for cell in row] for row in table.rows]
    assert cells[1] == ["Ash and Birch", "2 of 4", "all", "all", "2", "2", "(−1)", "none"]
    assert [row[0] for row in cells] == ["All parties", "Ash and Birch", "Ash and Cedar"]
    assert table.caption.endswith("Not shown, without a deal in any draw: one")


def test_whether_a_deal_counts_stands_there_only_under_a_rule(
    names: Names, found: CoalitionFindings
) -> None:
    assert "Counts" not in tabulate_coalitions(names, found).head
    ruled = replace(found, agreement=(Agreeing(2, ("ash", "birch")),))
    table = tabulate_coalitions(names, ruled)
    assert [row[2].text for row in table.rows] == ["yes", "no", "no"]
    assert "One that counts" in tabulate_absences(names, ruled).head


def test_of_many_coalitions_the_likeliest_are_shown(names: Names, found: CoalitionFindings) -> None:
    many = tuple(replace(pair(found), p_deal_exists=n / 100) for n in range(1, 41))
    told = replace(found, coalitions=(found.coalitions[0], *many), draws=100)
    table = tabulate_coalitions(names, told)
    assert len(table.rows) == MOST_ROWS + 1
    assert table.rows[1][2].text == f"{41 - MOST_ROWS}%"
    assert f"Not shown, with a deal less often: {40 - MOST_ROWS}" in table.caption
    assert len(list_likeliest(told)) == MOST_PACKAGES


def test_large_coalitions_are_named_by_who_is_missing(found: CoalitionFindings) -> None:
    class Plain(Names):
        def __init__(self) -> None:
            self._sides = {}

    parties = tuple("abcdef")
    wide = replace(found, parties=parties)
    name = lambda *members: name_coalition(Plain(), replace(pair(found), parties=members), wide)  # noqa: E731
    assert name(*parties) == "All parties"
    assert name(*"abcde") == "All but f"
    assert name(*"abcd") == "a, b, c and d"


def test_costs_are_drawn_on_each_party_s_own_scale(names: Names, found: CoalitionFindings) -> None:
    chart = draw_absences(names, found)
    marks = chart.spec["layer"][1]["data"]["values"]
    assert len(marks) == 6
    assert all(0 <= mark[end] <= 1 for mark in marks for end in ("from", "at", "to"))
    assert max(mark["to"] for mark in marks[:2]) == 1  # the dearest absence ends the panel
    assert chart.title.startswith("Whoever stays away")
    assert [cell.text for cell in chart.table.rows[0]] == ["Ash", "none", "–", "8", "1"]


def test_the_title_names_only_whose_absence_costs_everybody(
    names: Names, found: CoalitionFindings
) -> None:
    none = {
        party: replace(cost, p10=-1.0, p50=-1.0, p90=-1.0)
        for party, cost in found.absences[0].cost.items()
    }
    some = replace(found, absences=(replace(found.absences[0], cost=none), *found.absences[1:]))
    assert draw_absences(names, some).title.endswith("if Birch or Cedar stays away")
    gain = tuple(
        replace(each, cost=dict.fromkeys(each.cost, none["birch"])) for each in found.absences
    )
    assert draw_absences(names, replace(found, absences=gain)).title.startswith("Nobody's absence")


# The section, the page and the terminal


def test_the_section_answers_and_shows_packages(names: Names, found: CoalitionFindings) -> None:
    section = write_coalitions(names, found)
    kinds = [type(block) for block in section.blocks]
    assert kinds.count(Fold) == 2
    assert Sheet in kinds
    assert Figure in kinds
    assert not FORBIDDEN.search(_read(section))


def _read(section: Section) -> str:
    said = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    return " ".join([section.answer, section.rests, *said])


def test_a_report_has_the_section_where_there_are_three_parties(case: Case) -> None:
    hostile = replace(case, parties=(replace(case.parties[0], name=ATTACK), *case.parties[1:]))
    findings = study_all(hostile, draws=8)
    page = render_html(hostile, findings)
    assert 'id="coalitions"' in page
    assert 'id="absence-costs"' in page
    assert "<img src=x" not in page
    assert "## Who can agree without whom?" in render_markdown(hostile, findings)
    assert replace(findings, coalitions=None).to_dict()["coalitions"] is None


def run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, ["coalitions", *arguments, "--draws", "8"])
    assert done.exit_code == status, done.output
    return " ".join(done.output.split())


def test_the_command_says_what_the_page_says(case: Case) -> None:
    text = run(str(case.folder))
    for part in ("Ash is needed", "Ash and Birch", "What an absence costs", "road: built"):
        assert part in text


def test_the_command_leaves_parties_out_and_prints_json(case: Case) -> None:
    told = json.loads(run(str(case.folder), "--json", "--without", "birch"))
    assert told["without"] == ["birch"]
    assert [each["parties"] for each in told["coalitions"]][1:] == [["ash", "cedar"]]


def test_the_command_takes_spaces_too_wide(case: Case) -> None:
    """Where the frontier can be worked out, it changes nothing."""
    plain, wide = run(str(case.folder), "--json"), run(str(case.folder), "--json", "--approximate")
    assert plain == wide


def test_the_command_is_short_where_there_are_two(tmp_path: Path) -> None:
    assert run("barter-nash-1950") == ONLY_TWO
