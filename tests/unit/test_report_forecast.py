"""The section on forecasts: what it says, draws and lists; that no other section hangs on it."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import TypeVar

import pytest

from detente.case import load, load_resolutions
from detente.report import render_html, render_markdown, study_all
from detente.report.blocks import Figure, Heading, Items, Paragraph, Sheet
from detente.report.charts import draw_calibration, draw_forecasts, make_static
from detente.report.document import write_document
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections import write_forecast
from detente.report.sentences.forecast import (
    LEAST_CURVE,
    answer_forecast,
    answer_pool,
    explain_basis,
    explain_calibration,
    explain_versus,
    judge_model,
    list_bases,
    say_outcome,
    summarise_forecast,
)
from detente.study.forecast import pool_forecasts, score_questions
from detente.study.forecast_records import ForecastFindings, Question, Verdict, Versus
from detente.study.record import Origin
from tests import forecasts
from tests.report_samples import ATTACK
from tests.unit.test_study_forecast import ask

ORACLE = re.compile(r"\b(optimal|solver|utility|should|ought|recommend\w*|nan)\b", re.IGNORECASE)
DRAWS = 64
T = TypeVar("T")


def sure(found: T | None) -> T:
    assert found is not None
    return found


ORIGIN = Origin("A case", dt.date(2020, 7, 15), "0", 1, 1000, "0", 1, 0)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The small case, its resolutions and its findings."""
    case, resolutions = forecasts.read(forecasts.write(tmp_path_factory.mktemp("asked")))
    return case, study_all(case, DRAWS, resolutions=resolutions)


def find(*questions: Question) -> ForecastFindings:
    return ForecastFindings(ORIGIN, questions, score_questions(questions))


def all_texts(section) -> str:
    blocks = section.blocks
    texts = [block.text for block in blocks if isinstance(block, Paragraph | Heading)]
    texts += [item for block in blocks if isinstance(block, Items) for item in block.items]
    texts += [
        cell.text
        for block in blocks
        if isinstance(block, Sheet)
        for row in block.table.rows
        for cell in row
    ]
    return " ".join([section.answer, section.rests, *texts])


def test_the_section_says_what_will_probably_happen(sample):
    case, findings = sample
    section = write_forecast(Names(case), Passages(case), findings.forecasts)
    said = all_texts(section)
    assert not ORACLE.search(said)
    assert "  " not in said
    assert section.answer.startswith("Of the five questions that the model has odds for")
    assert "Three questions of seven resolved so far." in section.answer
    assert "which no other section of this report reads" in said
    assert "A later paper, 2021-01 (recalled): there was none." in said
    assert section.rests == (
        "One of the four base rates cites a source. "
        "None of the two stated forecasts cites a source."
    )
    assert sum(isinstance(block, Figure) for block in section.blocks) == 1


def test_the_line_on_the_first_screen(sample):
    case, findings = sample
    listed = write_document(case, findings).findings
    assert [each.label for each in listed if each.anchor == "forecasts"] == ["Forecasts"]


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ([True], "The one question is resolved: it came true."),
        ([False], "The one question is resolved: it did not come about."),
        ([False, False], "Both questions are resolved, and neither came true."),
        ([True, True, True], "All three questions are resolved, and all came true."),
        ([True, False, False], "All three questions are resolved: one came true."),
    ],
)
def test_outcomes_in_words(outcomes, said):
    found = find(*(ask("a", 0.25, outcome) for outcome in outcomes))
    assert said in answer_forecast(found)


def test_what_was_expected_stands_beside_what_came():
    found = find(*(ask("a", 0.25, outcome) for outcome in (True, False, False)))
    assert "by which 0.8 were to be expected to come about; one did." in answer_forecast(found)
    some = find(ask("a", 0.25, True), ask("a", None, True))
    assert "odds for one of them, by which 0.2 were to be" in answer_forecast(some)
    based = find(ask("a", 0.25, True, 0.5))
    assert answer_forecast(based).endswith("; that of the base rates of the case, 0.25.")
    none = find(ask("a", None, True))
    assert answer_forecast(none).endswith("The model has odds for none of them.")


def test_the_title_says_who_came_nearer():
    found = find(*(ask(each, 0.5, True, 0.75) for each in "ab"))
    assert judge_model(found.scored) == (
        "the base rates came nearer to what happened than the model"
    )
    assert sure(draw_forecasts(found)).title.startswith(
        "On two questions that are resolved the base"
    )
    found = find(*(ask(each, 0.75, True, 0.5) for each in "ab"))
    assert judge_model(found.scored).startswith("the model came nearer")
    found = find(*(ask(each, 0.75, True, 0.75) for each in "ab"))
    assert judge_model(found.scored).startswith("the model came about as near")
    assert judge_model(find(ask("a", 0.5, True)).scored) == ""


def test_stages_are_kept_and_do_not_come_true():
    stage = replace(ask("a", 0.9, True), kind="stage", basis="agreed_stage")
    found = find(stage, stage)
    assert "Both agreed stages are resolved, and both were kept." in answer_forecast(found)
    assert say_outcome(stage) == "kept"
    assert say_outcome(replace(stage, outcome=False)) == "not kept"
    assert "Of four agreed stages of two cases" in answer_pool(pool_forecasts([found, found]))


def test_nothing_is_scored_before_it_is_resolved():
    found = find(ask("a", 0.7, None))
    assert "The one question that the model has odds for is “?”: likely" in answer_forecast(found)
    assert summarise_forecast(found) == "“?”: likely, about 7 in 10."
    even = find(ask("a", 0.56, None))
    assert summarise_forecast(even) == "“?”: too even to tell, about 11 in 20."
    assert "nothing to score" in answer_pool(pool_forecasts([found, found]))


def test_no_questions_say_how_to_ask():
    assert "forecasts.yaml" in answer_forecast(find())


def test_bases_in_words(sample):
    case, findings = sample
    names = Names(case)
    said = {each.id: explain_basis(names, each) for each in findings.forecasts.questions}
    assert said["summit-2020"] == "The odds that the invitation to “leaders-2020” leads to it."
    assert said["summit-soon"] == "0, since “leaders-2020” is dated after that day."
    assert said["early-stage"] == "0, since stage 2 is dated after that day."
    assert said["first-stage"] == (
        "The odds that nobody refuses, and all is kept, in stage 1; whether a plan is ever signed "
        "is not counted."
    )
    assert said["hanoi"].startswith("None, since “hanoi” is no longer open")
    assert said["test-2020"] == "None, since the model has no event for it."
    listed = list_bases(names, findings.forecasts.questions)
    assert len(listed) == len(set(said.values()))
    assert listed[0].startswith("1: ")


def test_a_base_that_a_condition_in_words_limits(sample):
    case, findings = sample
    meeting = replace(case.meetings[0], condition="The roads are open.")
    question = findings.forecasts.questions[0]
    said = explain_basis(Names(replace(case, meetings=(meeting,))), question)
    assert said.endswith("what the meeting depends on in words is left out (The roads are open).")


def versus(low: float | None, high: float | None, verdict: Verdict) -> Versus:
    return Versus("base", 8, 4, 0.2, 0.3, 0.9, 1.1, low, high, verdict)


def test_who_was_nearer_is_not_who_is_better():
    one = explain_versus(versus(None, None, "cannot_tell"))
    assert "the model was nearer here. One case is too few to tell" in one
    open_ = explain_versus(versus(-0.3, 0.1, "cannot_tell"))
    assert "lies from −0.30 to 0.10, 19 times in 20, so it cannot be told" in open_
    clear = explain_versus(versus(-0.15, -0.05, "better"))
    assert clear.endswith("lies from −0.15 to −0.05, 19 times in 20: more than chance.")
    same = replace(versus(None, None, "cannot_tell"), brier=0.2)
    assert "as near here" in explain_versus(same)


def test_too_few_make_no_curve():
    few = find(*(ask("a", 0.3, False) for _ in range(LEAST_CURVE - 1)))
    many = find(*(ask("a", 0.3, n < 2) for n in range(LEAST_CURVE)))
    assert draw_calibration(None) is None
    assert draw_calibration(few.scored.calibration) is None
    assert "too few for a curve" in explain_calibration(sure(few.scored.calibration))
    chart = sure(draw_calibration(many.scored.calibration))
    assert chart.title == "By its odds 2.4 of eight were to be expected to come about; two did"
    assert chart.table.rows[0][1].text == "8"
    assert "would have scored 0.19" in explain_calibration(sure(many.scored.calibration))


def test_the_chart_shows_every_probability(sample):
    _, findings = sample
    chart = sure(draw_forecasts(findings.forecasts))
    drawn = [value for layer in chart.spec["layer"] for value in layer["data"]["values"]]
    kinds = [value["kind"] for value in drawn if "kind" in value]
    assert [kinds.count(kind) for kind in ("model", "base", "stated", "outcome")] == [5, 4, 2, 3]
    assert len(chart.table.rows) == 7
    assert "var(" not in json.dumps(make_static(chart.spec))


@pytest.mark.parametrize(
    ("questions", "title"),
    [
        ([(0.7, None), (0.2, None)], "One of two questions is more likely than not to come true"),
        ([(0.7, True), (0.7, False)], "The model was on the right side of one half in one of two"),
        ([(0.7, False)], "The model was on the wrong side of one half in one question"),
    ],
)
def test_the_title_of_the_chart_is_what_was_found(questions, title):
    chart = sure(draw_forecasts(find(*(ask("a", p, outcome) for p, outcome in questions))))
    assert chart.title.startswith(title)


def test_nothing_else_in_the_report_depends_on_what_happened(sample):
    case, findings = sample
    open_ = study_all(case, DRAWS)
    first, second = (write_document(case, each) for each in (open_, findings))
    for one, other in zip(first.sections, second.sections, strict=True):
        assert (one == other) == (one.id != "forecasts")
    assert first.answer == second.answer
    assert first.notes == second.notes


def test_texts_are_texts(tmp_path):
    quoted = "'" + ATTACK.replace("'", "''") + "'"
    text = forecasts.FORECASTS.replace("An analyst", quoted)
    text = text.replace("Will they meet by October?", quoted)
    came = forecasts.RESOLUTIONS.replace("there was none", "<script>x</script>")
    folder = forecasts.write(tmp_path, came, text)
    case = load(folder)
    findings = study_all(case, 16, resolutions=load_resolutions(folder, case))
    page = render_html(case, findings)
    plain = render_html(*_plain(tmp_path / "plain"))
    assert page.count("</script>") == plain.count("</script>")
    assert "How good were these odds?" in render_markdown(case, findings)


def _plain(folder):
    case, resolutions = forecasts.read(forecasts.write(folder))
    return case, study_all(case, 16, resolutions=resolutions)
