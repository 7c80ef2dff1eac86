"""Forecasts: what the model's odds rest on, and their scores, by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from detente import find_case, load, study
from detente.case import Forecast
from detente.cli.app import app
from detente.errors import InputError
from detente.study import Workspace, find_forecasts, find_meetings, find_plan, pool_forecasts
from detente.study.forecast import score_questions
from detente.study.forecast_odds import compute_any, find_odds
from detente.study.forecast_records import ForecastFindings, Question, StatedOdds
from detente.study.replay import find_replay, tally
from tests import forecasts

HISTORY = ("agreed-framework-1994", "jpoa-2013", "six-party-2007", "sinai-1979")
DRAWS = 128


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The small case with its resolutions."""
    return forecasts.read(forecasts.write(tmp_path_factory.mktemp("asked")))


@pytest.fixture(scope="module")
def found(asked) -> dict[str, Question]:
    """Its questions by id."""
    case, resolutions = asked
    return {each.id: each for each in study.forecast(case, resolutions, draws=DRAWS).questions}


def test_a_meeting_is_as_likely_as_its_invitation_says(asked, found):
    meeting = find_meetings(Workspace(asked[0], DRAWS)).meetings[0]
    assert found["summit-2020"].p == meeting.p_held
    assert found["summit-2020"].basis == "meeting"
    assert found["summit-2020"].rests == ("leaders-2020",)


def test_what_is_dated_later_has_no_chance(found):
    late = found["summit-soon"]
    assert (late.p, late.basis, late.left_out) == (0.0, "too_late", ("leaders-2020",))
    assert late.brier == 0.0
    assert found["early-stage"].p == 0.0
    assert found["early-stage"].basis == "too_late"


def test_one_meeting_signs_what_it_would(asked, found):
    meeting = find_meetings(Workspace(asked[0], DRAWS)).meetings[0]
    assert found["deal-2020"].p == pytest.approx(meeting.p_agreement)


def test_any_of_several_by_hand():
    chances = [np.array([0.5, 0.0, 1.0]), np.array([0.2, 0.3, 0.1]), np.array([0.0, 0.5, 0.0])]
    assert compute_any(chances).tolist() == pytest.approx([0.6, 0.65, 1.0])


def test_an_offer_that_is_closed_has_no_odds(asked, found):
    assert (found["hanoi"].p, found["hanoi"].basis) == (None, "closed_offer")
    assert found["hanoi"].rests == ("hanoi",)


@pytest.mark.parametrize(("outcome", "sure"), [("open", None), ("accepted", 1.0)])
def test_an_offer_that_is_open_is_weighed(asked, outcome, sure):
    case = asked[0]
    offer = dataclasses.replace(case.offers[0], outcome=outcome)
    workspace = Workspace(dataclasses.replace(case, offers=(offer,)), DRAWS)
    odds = find_odds(workspace, next(each for each in case.forecasts if each.id == "hanoi"))
    weighed = study.find_offers(workspace).offers[0].p_all_accept
    assert odds.p == (weighed if sure is None else sure)


def test_words_have_no_odds(found):
    assert (found["test-2020"].p, found["test-2020"].basis) == (None, "no_event")


def test_stages_are_kept_one_after_the_other(asked):
    case = asked[0]
    workspace = Workspace(case, DRAWS)
    late = dt.date(2030, 1, 1)
    odds = [
        find_odds(workspace, Forecast("x", "?", late, ("stage_kept", str(stage)))).p
        for stage in (1, 2)
    ]
    agreed = find_plan(workspace).plans["agreed"]
    assert agreed is not None
    assert odds[1] == agreed.p_completed
    first, second = (each for each in odds if each is not None)
    assert 0 <= second <= first <= agreed.stages[0].p_kept
    missing = find_odds(workspace, Forecast("x", "?", late, ("stage_kept", "3")))
    assert (missing.p, missing.basis) == (None, "no_stage")


def test_a_plan_that_nobody_agreed_is_the_recommended_one(asked):
    case = dataclasses.replace(asked[0], plan=dataclasses.replace(asked[0].plan, agreed=()))
    workspace = Workspace(case, DRAWS)
    best = find_plan(workspace).recommended
    assert best is not None
    last = str(len(best.stages))
    odds = find_odds(workspace, Forecast("x", "?", dt.date(2090, 1, 1), ("stage_kept", last)))
    assert odds.p == best.p_completed


def test_a_meeting_may_come_about_as_an_answer():
    """Two invitations, one of which may be answered with the other's meeting."""
    case = load(find_case("us-dprk-2020"))
    workspace = Workspace(case, 64)
    late = dt.date(2030, 1, 1)
    meetings = find_meetings(workspace).meetings
    for meeting in meetings:
        odds = find_odds(workspace, Forecast("x", "?", late, ("meeting_held", meeting.id)))
        endings = [end for each in meetings for end in each.equilibrium.endings]
        ways = [end.p for end in endings if (end.kind, end.meeting) == ("held", meeting.id)]
        assert odds.rests[0] == meeting.id
        assert len(odds.rests) == 2
        assert odds.p is not None
        assert max(ways) - 1e-12 <= odds.p <= sum(ways) + 1e-12


def test_a_case_without_meetings_has_no_odds_for_deals(asked):
    case = dataclasses.replace(asked[0], meetings=())
    odds = find_odds(
        Workspace(case, 8), Forecast("x", "?", dt.date(2021, 1, 1), ("deal_signed", "any"))
    )
    assert (odds.p, odds.basis) == (None, "no_meeting")


def test_what_came_of_a_question_changes_no_odds(asked, found):
    case, _ = asked
    open_ = find_forecasts(Workspace(case, DRAWS)).questions
    assert {each.id: each.p for each in open_} == {each.id: each.p for each in found.values()}
    assert all(each.outcome is None and each.brier is None for each in open_)
    assert study.forecast(case, draws=DRAWS).scored.calibration is None


def test_scores_of_what_is_resolved(found):
    first = found["summit-2020"]
    assert first.brier == pytest.approx(first.p**2)
    assert first.base_brier == pytest.approx(0.0625)
    assert [each.brier for each in first.stated] == pytest.approx([0.04, 0.16])
    assert first.evidence[0].says == "there was none"
    assert first.evidence[0].status == "recalled"
    deal = found["deal-2020"]
    assert deal.brier == pytest.approx((1 - deal.p) ** 2)
    assert deal.base_brier == pytest.approx(0.81)
    assert found["test-2020"].brier is None


def ask(case: str, p: float | None, outcome: bool | None, base: float | None = None) -> Question:
    """Make a resolved question; scores by the definitions."""
    known = outcome is not None

    def brier(said: float | None) -> float | None:
        return None if outcome is None or said is None else (said - outcome) ** 2

    def log(said: float | None) -> float | None:
        if not known or said is None:
            return None
        return -float(np.log2(said if outcome else 1 - said))

    return Question(
        kind="question", case=case, id="x", question="?", by=None, p=p, basis="meeting", rests=(),
        left_out=(), base=base, base_brier=brier(base), base_log=log(base), others=None,
        stated=(StatedOdds("A", dt.date(2020, 1, 1), 0.5, brier(0.5), log(0.5)),),
        outcome=outcome, resolved=None, evidence=(), note="", brier=brier(p), log=log(p),
    )  # fmt: skip


def test_scores_of_several_by_hand():
    scored = score_questions(
        [
            ask("a", 0.8, True, 0.5),
            ask("a", 0.3, False),
            ask("b", None, True, 0.5),
            ask("b", 0.4, None),
        ]
    )
    assert scored.resolved == 3
    calibration = scored.calibration
    assert calibration is not None
    assert (calibration.questions, calibration.came_true) == (2, 1)
    assert calibration.expected == pytest.approx(1.1)
    assert calibration.brier == pytest.approx((0.04 + 0.09) / 2)
    base, stated = scored.versus
    assert (base.rival, base.questions, base.brier) == ("base", 1, 0.25)
    assert base.model_brier == pytest.approx(0.04)
    assert (stated.rival, stated.questions, stated.brier, stated.log) == ("stated", 2, 0.25, 1.0)
    assert base.verdict == stated.verdict == "cannot_tell"
    assert base.low is None


def test_one_case_never_tells_who_is_better_and_several_may():
    one = score_questions([ask("a", 0.99, True, 0.01) for _ in range(50)])
    assert one.versus[0].verdict == "cannot_tell"
    many = score_questions([ask(f"{n}", 0.99, True, 0.01 + n / 1000) for n in range(8)])
    assert many.versus[0].verdict == "better"
    assert many.versus[0].high is not None
    assert many.versus[0].high < 0
    worse = score_questions([ask(f"{n}", 0.02, True, 0.9 + n / 1000) for n in range(8)])
    assert worse.versus[0].verdict == "worse"
    mixed = score_questions([ask(f"{n}", 0.9 if n % 2 else 0.1, True, 0.5) for n in range(8)])
    assert mixed.versus[0].verdict == "cannot_tell"


@pytest.fixture(scope="module")
def history() -> list[ForecastFindings]:
    """The four staged deals, whose stages are forecasts that were resolved."""
    return [study.forecast(load(find_case(name)), draws=DRAWS) for name in HISTORY]


def test_agreed_stages_are_forecasts_and_score_as_the_replay_does(history):
    replays = [find_replay(Workspace(load(find_case(name)), DRAWS)) for name in HISTORY]
    found = tally(replays)
    pooled = pool_forecasts(history).scored
    assert pooled.resolved == found.stages
    assert pooled.calibration is not None
    assert pooled.calibration.brier == pytest.approx(found.score)
    assert pooled.calibration.uncertainty == pytest.approx(found.base)


def test_the_others_are_the_other_cases(history):
    pooled = pool_forecasts(history)
    for each in pooled.questions:
        others = [bool(other.outcome) for other in pooled.questions if other.case != each.case]
        assert each.others == pytest.approx((sum(others) + 1) / (len(others) + 2))
    assert all(each.others is None for found in history for each in found.questions)


def test_a_stage_that_is_still_to_come_is_open():
    case = load(find_case("jpoa-2013"))
    events = tuple(each for each in case.events if each.date < dt.date(2014, 3, 2))
    found = study.forecast(dataclasses.replace(case, events=events), draws=16)
    outcomes = [each.outcome for each in found.questions]
    assert outcomes[:3] == [True, True, True]
    assert set(outcomes[3:]) == {None}
    assert found.scored.resolved == 3


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["forecast", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_one_case(tmp_path):
    folder = forecasts.write(tmp_path)
    said = " ".join(run(str(folder), "--draws", "64").split())
    assert "Will they meet by the end of the year?" in said
    assert "0, since “leaders-2020” is dated after that day" in said
    assert "How good were these odds?" in said
    assert "One case is too few to tell" in said
    record = json.loads(run(str(folder), "--draws", "64", "--json"))
    assert record["scored"]["resolved"] == 3


def test_the_command_pools_several():
    said = run("sinai-1979", "jpoa-2013", "--draws", "32")
    assert "All cases together" in said
    assert "18 agreed stages of two cases" in " ".join(said.split())
    record = json.loads(run("sinai-1979", "jpoa-2013", "--draws", "32", "--json"))
    assert len(record["origins"]) == 2


def test_a_case_that_is_named_twice_is_refused(tmp_path):
    folder = str(forecasts.write(tmp_path))
    with pytest.raises(InputError, match="named twice"):
        CliRunner().invoke(app, ["forecast", folder, f"{folder}/."], catch_exceptions=False)
    with pytest.raises(InputError, match=r"named twice, as .* too"):
        CliRunner().invoke(app, ["forecast", folder, f"{folder}/case.yaml"], catch_exceptions=False)
    copy = str(forecasts.write(tmp_path / "copy"))
    with pytest.raises(InputError, match="its questions would count twice"):
        CliRunner().invoke(app, ["forecast", folder, copy], catch_exceptions=False)


def test_a_case_without_questions_says_how_to_ask():
    assert "write them to forecasts.yaml" in " ".join(run("barter-nash-1950").split())
