"""Claims put to a case: verdicts under every reading, and what would change them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detente.case import Case, apply_reading, load
from detente.case.finding_names import Known, read_test
from detente.core.expression_values import Value
from detente.errors import InputError
from detente.study import Workspace, find_claims, find_deals, find_meetings, find_offers, find_plan
from detente.study.anchors import Anchors, find_anchors
from detente.study.claim_records import judge_odds
from detente.study.claim_values import Reader
from detente.study.views import View

DRAWS = 256
CASE = """\
detente: 1
title: Two towns and a river
as_of: 2020-07-15
parties: {up: {reservation: 0 to 1}, down: {reservation: 0 to 1}}
ratifiers: {mill: {party: up, reservation: -3 to -1}}
issues:
  water: {by: up, options: {none: {}, some: {up: -3 to -1, down: 2 to 6, mill: -2 to 1, undo: 50%},
    much: {up: -8 to -4, down: 5 to 12, mill: -6 to -1, undo: 50%}}}
  grain: {by: down, options: {none: {}, some: {up: 2 to 6, down: -3 to -1},
    much: {up: 5 to 12, down: -8 to -4}}}
"""
OFFERS = """\
offers:
  - {id: one, date: 2020-01-01, by: down, to: up, outcome: rejected,
     pledges: {water: {option: much, firm: done}, grain: {option: some, firm: vague}}}
"""
PROMISES = """\
promises:
  - {id: p1, by: up, to: down, made: 2018-01-01, settled: 2019-01-01, what: a, outcome: kept}
  - {id: p2, by: down, to: up, made: 2018-01-01, settled: 2019-01-01, what: b, outcome: broken}
"""
MEETINGS = """\
meetings:
  - id: talks
    date: 2020-09-01
    readiness: 0.3 to 0.6
    proposer: up
    invited: down
    payoffs: {up: {held: 1 to 3, fails: -2 to -1, cost: -1}, down: {held: -1 to 2, declines: -1}}
    pays: {by: up, for: down, amount: 0.5, costs: 0.25}
"""
PLAN = "relationship: {up: 1 to 3, down: 1 to 3}\n"
ANN = """\
author: Ann Author
overlay:
  issues: {water: {options: {some: {down: 0.1 to 0.4}, much: {down: 0.2 to 0.8}}}}
  parties: {down: {reservation: 6 to 9}}
claims:
  - {id: one-sided, says: It is one-sided., test: offer.one.return.up < 1}
  - {id: never, says: Never., test: deal.exists and not deal.exists}
  - {id: dear, says: Water is dear., test: value.down.water.much > 8}
  - {id: often, says: Often., test: odds(value.down.water.much > 8) > 10%}
  - {id: nothing, says: There is nothing to share., test: not deal.exists}
"""
BEN = """\
author: Ben Author
claims:
  - {id: alike, says: As the case has it., test: value.down.water.much > 8}
"""
FILES = {
    "case.yaml": CASE,
    "offers.yaml": OFFERS,
    "promises.yaml": PROMISES,
    "meetings.yaml": MEETINGS,
    "plan.yaml": PLAN,
    "readings/ann.yaml": ANN,
    "readings/ben.yaml": BEN,
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("case")
    for name, text in FILES.items():
        path: Path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return load(folder)


@pytest.fixture(scope="module")
def workspace(case: Case) -> Workspace:
    return Workspace(case, DRAWS)


@pytest.fixture(scope="module")
def anchors(workspace: Workspace) -> Anchors:
    return find_anchors(workspace)


def read(workspace: Workspace, anchors: Anchors, text: str, reading: int | None = None) -> Value:
    changes = () if reading is None else workspace.case.readings[reading].changes
    reader = Reader(View(workspace, changes), anchors, workspace)
    _, names = read_test(f"{text}{'' if is_truth(text) else ' < 1'}", Known.of(workspace.case))
    return np.broadcast_to(reader.read(names[0]), (workspace.draws,))


def is_truth(text: str) -> bool:
    words = text.split(".")
    return (
        words[-1] in ("exists", "accepted", "refused", "held")
        or "accepts" in words
        or (words[1] == "within")
    )


def test_verdicts_and_odds(workspace: Workspace) -> None:
    found = find_claims(workspace)
    by_id = {claim.id: claim for claim in found.claims}
    dear = workspace.sample.values[:, 1, 2] > 8
    assert by_id["dear"].odds == dear.mean() == by_id["alike"].odds
    assert by_id["never"].verdict == "does_not"
    assert by_id["never"].odds == 0
    assert by_id["often"].fixed
    assert by_id["often"].odds == 1.0
    assert not by_id["dear"].fixed
    assert found.authors == {"ann": "Ann Author", "ben": "Ben Author"}
    assert [claim.reading for claim in found.claims] == ["ann"] * 5 + ["ben"]


def test_under_a_reading_it_is_what_the_reading_makes_of_the_case(workspace: Workspace) -> None:
    found = find_claims(workspace)
    seen = Workspace(apply_reading(workspace.case, "ann"), DRAWS).sample.values[:, 1, 2] > 8
    by_id = {claim.id: claim for claim in found.claims}
    assert by_id["dear"].own.odds == seen.mean() == by_id["alike"].under["ann"].odds
    assert list(by_id["dear"].under) == ["ann", "ben"]
    assert list(by_id["alike"].under) == ["ben", "ann"]


def test_a_reading_that_changes_nothing_sees_what_the_case_does(workspace: Workspace) -> None:
    for claim in find_claims(workspace).claims:
        assert (claim.under["ben"].odds, claim.under["ben"].turns) == (claim.odds, ())


def test_what_would_change_it(workspace: Workspace) -> None:
    by_id = {claim.id: claim for claim in find_claims(workspace).claims}
    (hinge,) = by_id["dear"].hangs_on
    assert (hinge.input, hinge.key) == ("value/down/water", "value/down/water/much")
    assert (hinge.low, hinge.high) == pytest.approx((5, 12))
    assert hinge.verdict_low == "does_not"
    assert hinge.verdict_high == "holds"
    assert by_id["never"].hangs_on == ()
    nothing = by_id["nothing"].own
    assert nothing.verdict == "holds"
    assert by_id["nothing"].verdict != "holds"
    assert nothing.turns
    keys = {change.key for change in workspace.case.readings[0].changes}
    assert {turn.key for turn in nothing.turns} <= keys
    assert all(turn.odds > by_id["nothing"].odds for turn in nothing.turns)


def test_only_one_readings_claims(workspace: Workspace) -> None:
    found = find_claims(workspace, "ben")
    assert [claim.id for claim in found.claims] == ["alike"]
    counts = found.count("ben")
    assert counts[found.claims[0].verdict] == sum(counts.values()) == 1
    with pytest.raises(InputError, match=r'no reading "bem"\. Did you mean "ben"'):
        find_claims(workspace, "bem")


def test_a_case_without_claims_says_how_to_add_them(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    with pytest.raises(InputError, match=r"has no claims; write what an author says under claims"):
        find_claims(Workspace(load(tmp_path), 16))


def test_the_same_bytes_again(case: Case, workspace: Workspace) -> None:
    found = find_claims(workspace).to_json()
    assert find_claims(Workspace(case, DRAWS)).to_json() == found
    claim = json.loads(found)["claims"][0]
    assert claim["verdict"] in ("holds", "does_not", "cannot_tell")
    assert 0 <= claim["odds"] <= 1


def test_findings_of_offers_are_those_of_the_study(workspace: Workspace, anchors: Anchors) -> None:
    offer = find_offers(workspace).offers[0]
    up = offer.parties["up"]
    ratio = read(workspace, anchors, "offer.one.return.up")
    assert np.median(ratio) == pytest.approx(up.return_ratio)
    assert (ratio < 1).mean() == pytest.approx(up.p_short)
    assert np.mean(read(workspace, anchors, "offer.one.accepts.up")) == up.p_accept_alone
    assert np.mean(read(workspace, anchors, "offer.one.accepted")) == offer.p_all_accept
    net = read(workspace, anchors, "offer.one.net.up")
    assert np.quantile(net, 0.9) == pytest.approx(up.net.p90)


def test_findings_of_deals_are_those_of_the_study(workspace: Workspace, anchors: Anchors) -> None:
    found = find_deals(workspace)
    assert np.mean(read(workspace, anchors, "deal.exists")) == found.p_deal_exists
    within = read(workspace, anchors, "deal.within.one")
    assert np.mean(within) == found.fuller[0].p_deal_exists
    assert found.recommended is not None
    assert np.mean(read(workspace, anchors, "deal.accepted")) == found.recommended.p_all_gain
    nash = next(each for each in found.candidates if "nash" in each.names)
    bargain = read(workspace, anchors, "bargain.gain.down")
    assert np.median(bargain) == pytest.approx(nash.gain["down"].p50)
    gain = read(workspace, anchors, "deal.gain.up")
    assert np.median(gain) == pytest.approx(found.recommended.gain["up"].p50)


def test_findings_of_plans_are_those_of_the_study(workspace: Workspace, anchors: Anchors) -> None:
    found = find_plan(workspace)
    best, single = found.recommended, found.plans["single_step"]
    assert best is not None
    assert single is not None
    for stem, plan in (("plan.stages", best), ("plan.single", single)):
        assert 1 - np.mean(read(workspace, anchors, f"{stem}.refused")) == plan.p_no_refusal
        assert np.mean(read(workspace, anchors, f"{stem}.kept")) == pytest.approx(plan.p_kept)
        assert read(workspace, anchors, f"{stem}.count")[0] == len(plan.stages)
        worst = read(workspace, anchors, f"{stem}.exposure.up")
        assert np.median(worst) == pytest.approx(plan.worst_exposure["up"].p50)
    assert found.largest_deal is not None
    refused = read(workspace, anchors, "largest.refused")
    assert 1 - np.mean(refused) == pytest.approx(found.largest_deal.p_no_refusal)
    assert read(workspace, anchors, "roadmap.count")[0] == len(found.roadmap)
    last = read(workspace, anchors, "roadmap.last.refused")
    assert 1 - np.mean(last) == pytest.approx(found.roadmap[-1].p_no_refusal)
    gain = read(workspace, anchors, "roadmap.last.gain.up")
    assert np.mean(gain) == pytest.approx(found.roadmap[-1].expected_gain["up"])


def test_a_side_refuses_where_it_needs_more_trust_than_it_has(
    workspace: Workspace, anchors: Anchors
) -> None:
    for stem in ("plan.single", "bargain.single", "largest"):
        refused = read(workspace, anchors, f"{stem}.refused")
        short = [
            read(workspace, anchors, f"{stem}.needed.{p}")
            > read(workspace, anchors, f"{stem}.available.{p}") + 1e-9
            for p in ("up", "down")
        ]
        assert (refused >= (short[0] | short[1])).all()


def test_findings_of_meetings_are_those_of_the_study(
    workspace: Workspace, anchors: Anchors
) -> None:
    (found,) = find_meetings(workspace).meetings
    assert np.mean(read(workspace, anchors, "meet.talks.held")) == pytest.approx(found.p_held)
    agreed = read(workspace, anchors, "meet.talks.agreement")
    assert np.mean(agreed) == pytest.approx(found.p_agreement_if_held)
    down = found.parties["down"]
    better = read(workspace, anchors, "meet.talks.better.down")
    assert np.mean(better) == pytest.approx(down.p_better_if_held)
    meeting = read(workspace, anchors, "meet.talks.payoff.up.meeting")
    assert np.median(meeting) == pytest.approx(found.parties["up"].split.meeting.p50)
    accepts = read(workspace, anchors, "meet.talks.accepts.down")
    assert np.mean(accepts) == next(c.p for c in down.choices if c.choice == "accepts")
    assert read(workspace, anchors, "meet.talks.payoff.up.cost")[0] == -1.25
    assert read(workspace, anchors, "meet.talks.payoff.down.cost")[0] == 0.5


TIES = """\
author: A Teller
claims:
  - {id: even, says: It costs nobody anything on balance., test: offer.even.net.up == 0}
  - {id: dearer, says: It costs more than it brings., test: offer.even.net.up < 0}
  - {id: dear, says: Meeting costs it something., test: meet.talks.payoff.up.meeting < 0}
  - {id: worse, says: Failing leaves it worse off., test: meet.talks.payoff.up.fails < 0}
  - {id: step, says: The step is worth something., test: value.up.water.some > -0.7}
"""


def test_what_adds_up_to_nothing_is_nothing(tmp_path: Path) -> None:
    """0.1 - 0.3 + 0.2 is not quite 0 in binary."""
    case = """\
detente: 1
title: Ties
as_of: 2020-07-15
parties: {up: {}, down: {}}
issues:
  water: {by: up, options: {none: {up: 0.1}, some: {up: -0.6}}}
  a: {options: {none: {}, done: {up: 0.1}}}
  b: {options: {none: {}, done: {up: 0.2}}}
  c: {options: {none: {}, done: {up: -0.3}}}
"""
    pledged = "{option: done, firm: done}"
    offers = f"pledges: {{a: {pledged}, b: {pledged}, c: {pledged}}}"
    meetings = """\
meetings:
  - {id: talks, readiness: 0.5, proposer: up, invited: down,
     payoffs: {up: {held: 0.1, cost: -0.3}}, pays: {by: The Lake Fund, for: up, amount: 0.2}}
"""
    files = {
        "case.yaml": case,
        "offers.yaml": f"offers: [{{id: even, date: 2020-01-01, by: down, to: up, {offers}}}]",
        "meetings.yaml": meetings,
        "readings/teller.yaml": TIES,
    }
    (tmp_path / "readings").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = {each.id: each.odds for each in find_claims(Workspace(load(tmp_path), 4)).claims}
    assert found == {"even": 1.0, "dearer": 0.0, "dear": 0.0, "worse": 0.0, "step": 0.0}


def test_a_reading_is_asked_only_for_what_a_finding_rests_on(
    workspace: Workspace, anchors: Anchors
) -> None:
    """Trust is not touched by another view of values; a value of one issue is not by another."""
    grain = read(workspace, anchors, "value.down.grain.much", 0)
    assert (grain == read(workspace, anchors, "value.down.grain.much")).all()
    water = read(workspace, anchors, "value.down.water.much", 0)
    assert (water != read(workspace, anchors, "value.down.water.much")).any()
    assert (
        read(workspace, anchors, "reservation.down", 0)
        > read(workspace, anchors, "reservation.down")
    ).all()


def test_what_is_said_of_a_package_that_is_not_there(workspace: Workspace) -> None:
    nothing = Anchors(None, None, None, (), np.empty((0, 2), dtype=np.int64))
    assert read(workspace, nothing, "largest.refused").all()
    assert not read(workspace, nothing, "roadmap.count").any()
    assert (read(workspace, nothing, "plan.stages.needed.up") == 1).all()
    assert not read(workspace, nothing, "largest.gain.up").any()
    assert not read(workspace, nothing, "plan.single.available.up").any()


def test_thresholds() -> None:
    assert [judge_odds(odds) for odds in (0, 1 / 3, 0.34, 0.66, 2 / 3, 1)] == [
        "does_not",
        "does_not",
        "cannot_tell",
        "cannot_tell",
        "holds",
        "holds",
    ]
