"""What `make bench` checks and records; the measuring itself is no test."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from tests.bench import (
    contestant_cpsat,
    contestant_detente,
    contestant_moocore,
    contestant_numpy,
    plots,
    render,
    targets,
)
from tests.bench.exactness import find_truth
from tests.bench.workloads import Workload, make_opposed, make_random

BARTER = Workload("two issues", (2, 2), 0, np.array([[0, 9, 0, 4], [0, 1, 0, 6]]))
EMPTY: dict[str, list[object]] = {"subsets": [], "serial": [], "cpsat": [], "judge": [], "case": []}
HAGGLE = Workload("who gives", (2, 2), 0, np.array([[0, 9, 4, 0], [2, 0, 0, 6]]))


def test_truth_by_hand():
    truth = find_truth(HAGGLE)
    assert truth is not None
    assert truth.points == {(13, 0), (9, 6), (0, 8)}
    assert truth.nash == 54
    assert truth.kalai_smorodinsky == Fraction(9, 13)


def test_an_answer_is_held_to_the_truth():
    truth = find_truth(HAGGLE)
    assert truth is not None
    answer = {
        "packages": [[1, 0], [1, 1], [0, 0]],  # worth (13, 0), (9, 6) and, dominated, (4, 2)
        "nash": [1, 1],
        "kalai_smorodinsky": [0, 0],
    }
    assert truth.check(HAGGLE, answer) == {
        "missed": 1,
        "dominated": 1,
        "nash_exact": True,
        "kalai_smorodinsky_exact": False,
    }


@pytest.mark.parametrize(
    "contestant", [contestant_detente, contestant_numpy, contestant_moocore, contestant_cpsat]
)
@pytest.mark.parametrize(
    "workload", [BARTER, HAGGLE, make_random(5, 5, 2, seed=1), make_opposed(4, 3, 1, seed=1)]
)
def test_contestants_here_are_exact(contestant, workload):
    truth = find_truth(workload)
    assert truth is not None
    problem = contestant.prepare(workload)
    figures = truth.check(workload, contestant.report(problem, contestant.solve(problem)))
    assert figures == {
        "missed": 0,
        "dominated": 0,
        "nash_exact": True,
        "kalai_smorodinsky_exact": True,
    }


def test_workloads_are_saved_whole(tmp_path):
    HAGGLE.save(tmp_path / "workload.npz")
    loaded = Workload.load(tmp_path / "workload.npz")
    assert (loaded.name, loaded.counts, loaded.decimals) == ("who gives", (2, 2), 0)
    assert (loaded.values == HAGGLE.values).all()


def test_the_record_names_no_machine():
    text = render.RESULTS.read_text(encoding="utf-8")
    assert not re.search(r"https?:|/[a-z]+/[a-z]+|\.venv", text)


def test_the_record_is_whole_and_can_be_shown():
    results = render.load_results()
    assert "cores" in render.render_machine(results)
    assert "targets were met" in render.render_targets(results)
    assert "| detente |" in render.render_frontiers(results)
    assert render.render_slower(results)
    assert "by CP-SAT" in render.render_plans(results)


def test_a_plan_found_in_time_is_held_to_its_gap():
    entry = {"items": 40, "seconds": 12.0, "gap": 0.03, "shortfall": 0, "least_shortfall": 0}
    plans = EMPTY | {"subsets": [{"items": 16, "seconds": 0.2}]}
    wide = targets.judge(make_results(plans | {"cpsat": [entry | {"proven": False}]}))
    tight = targets.judge(make_results(plans | {"cpsat": [entry | {"proven": True, "gap": 0.0}]}))
    assert [row["met"] for row in wide] == [True, False]
    assert [row["met"] for row in tight] == [True, True]
    assert "0 of 1 proven, none above 3.0%" in wide[1]["figure"]


def make_questions(found, alone):
    parts = {"meet": 1.0, "drivers": 1.5, "compare": 2.0}
    rows = [
        {"draws": draws, "seconds": seconds, "parts": parts | {"claims": 3.0, "forecast": 0.1}}
        for draws, seconds in ((1_000, 1.0), (10_000, found))
    ]
    return {"found": rows, "alone": [{"draws": 10_000, "seconds": alone, "parts": parts}]}


def test_questions_are_held_to_their_target_at_the_most_draws():
    questions = make_questions(found=4.5, alone=9.0)
    rows = targets.judge(make_results(EMPTY) | {"questions": questions})
    assert [row["met"] for row in rows] == [True, False]
    assert rows[0]["figure"] == "4.5 s (meet 1.0 s, drivers 1.5 s, compare 2.0 s)"
    assert "10,000 draws, nothing found before: under 5 s" in rows[1]["target"]


def test_questions_are_shown_by_draws_once_measured():
    text = render.render_questions({"questions": make_questions(found=4.5, alone=9.0)})
    assert "| 10,000 | 4.5 s | 1 s | 1.5 s | 2 s | 3 s | 100 ms |" in text
    assert "take 9 s at 10,000 draws" in text
    assert render.render_questions({}) == "Not measured in this run."


@pytest.mark.parametrize(("seconds", "met"), [(14.9, True), (15.0, False)])
def test_a_report_is_held_to_its_target(seconds, met):
    entry = {"key": "report", "name": "`detente report`", "median": seconds, "best": 1.0}
    assert [row["met"] for row in targets._judge_report(entry)] == [met]


def make_results(plans):
    return {"frontier": [], "commands": [], "plans": plans}


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0018, "1.8 ms"), (0.0149, "15 ms"), (2.345, "2.3 s"), (123.0, "120 s")]
)
def test_seconds_have_two_digits(seconds, text):
    assert render._seconds(seconds) == text


def make_growth(**changed):
    row = {"packages": "9", "seconds": 0.1, "points": 5, "width": 0, "share": 0.0, "peak_mb": 40.0}
    growth = {
        "issues": [row | {"issues": 60}],
        "options": [row | {"options": 5}],
        "parties": [row | {"parties": 3, "issues": 30}],
        "sums": [row | {"noise": 0.01, "issues": 50}],
        "constraints": [row | {"rules": 25}],
        "width": [row | {"coupled": 4}],
        "search": [row | {"issues": 10, "cpsat_seconds": 2.0, "same": True}],
    }
    return growth | {name: [growth[name][0] | entry] for name, entry in changed.items()}


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({}, []),
        ({"issues": {"seconds": 0.31}}, [0]),
        ({"parties": {"share": 0.001}}, [3]),  # quick, but not exact
        ({"search": {"same": False}}, [4]),
    ],
)
def test_spaces_are_held_to_time_and_exactness(changed, missed):
    rows = targets._judge_growth(make_growth(**changed))
    assert [place for place, row in enumerate(rows) if not row["met"]] == missed


def test_a_frontier_that_was_thinned_is_shown_with_its_guarantee():
    text = render.render_growth({"growth": make_growth(parties={"share": 0.0004})})
    assert "to 0.0004 of the most" in text
    assert "| 10 | 5 | 100 ms | 2 s | yes |" in text


def test_a_sweep_is_held_to_its_ratio_and_to_the_same_numbers():
    row = {"variants": 8, "draws": 64, "questions": ["deals"], "resumed": None}
    entries = [
        row | {"workers": workers, "seconds": seconds, "same": same}
        for workers, seconds, same in ((1, 10.0, True), (2, 5.2, True), (2, 5.2, False))
    ]
    rows = targets._judge_sweeps({"workers": entries})
    assert [row["met"] for row in rows] == [True, False]
    assert "| 2 | 8 | 64 | deals | 5.2 s | 1.9 × | yes |" in render.render_sweeps(
        {"sweeps": {"workers": entries}}
    )


def test_all_questions_are_held_to_time_and_memory():
    entries = [
        {"draws": draws, "seconds": 50.0, "peak_mb": 2500.0, "parts": {"deals": 1.0}}
        for draws in (1_000, 100_000)
    ]
    assert [row["met"] for row in targets._judge_everything(entries)] == [True, False]
    text = render.render_everything({"everything": entries})
    assert "| 100,000 | 50 s | 2500 MB | 1 s |" in text


def test_plots_are_pictures_that_scale():
    figures = {"detente": {"best": 0.001}, "cpsat": {"best": 0.2}}
    entries = [
        {"packages": n, "efficient": 3, "kind": "random", "decimals": 2, "contestants": figures}
        for n in ("125", "3125")
    ]
    svg = plots.plot_frontiers({"frontier": entries})
    assert svg.startswith("<figure><svg")
    assert "max-width:100%" in svg
    assert "CP-SAT" in svg
    assert plots.plot_growth({}) == ""
