"""Sweeps in this process: what is planned, kept, taken up again and put in short."""

from __future__ import annotations

import json
import logging
import os
import pickle
import threading
import zlib
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente import CaseError, InputError, TooLargeError, find_case, load, study, sweep
from detente.case import Case
from detente.case.readings import apply_changes
from detente.core.layout import FloatArray
from detente.sweep import cluster, processes, store, worker
from detente.sweep import plan as plans
from detente.sweep.plan import Swept, draw_latin, plan_sweep
from detente.sweep.questions import list_findings
from detente.sweep.summary import SHOWN, _bound, _Factors, compute_ratio
from detente.sweep.sweeping import find_cases, list_tasks
from detente.sweep.values import make_changes, read_settings
from tests.folders import VALLEYS, load_valleys, write

GRID = {"reservation/upper": ("0", "1 to 4, best 2", "30"), "value/lower/fee/half": ("-3", "-1")}


@pytest.fixture(scope="module")
def valleys(tmp_path_factory) -> Case:
    return load_valleys(tmp_path_factory.mktemp("valleys") / "valleys")


@pytest.fixture(scope="module")
def swept(valleys, tmp_path_factory) -> sweep.SweepFindings:
    """Six variants of the small case, two questions; the tests read it and leave it as it is."""
    out = tmp_path_factory.mktemp("swept") / "out"
    return sweep.run(valleys, ask=["deals", "trust"], grid=GRID, draws=16, out=out)


def plan(*cases: Case, grid=None, sample=0, vary=(), draws=8, seed=None, ask=("trust",)):
    named = [Swept(f"case-{n}", case) for n, case in enumerate(cases)]
    return plan_sweep(named, ask, grid=grid or {}, sample=sample, vary=vary, draws=draws, seed=seed)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# What is varied


def test_values_are_split_at_commas_but_not_before_a_best_guess():
    assert read_settings(["a/b=1, 2 to 3, best 2.5,4", "c=20%"]) == {
        "a/b": ("1", "2 to 3, best 2.5", "4"),
        "c": ("20%",),
    }


def test_all_that_is_wrong_with_settings_is_said_at_once():
    with pytest.raises(InputError) as caught:
        read_settings(["a", "b=", "c=1", "c=2", "d=1,,2"])
    assert len(str(caught.value).splitlines()) == 4


def test_all_that_is_wrong_with_a_plan_is_said_at_once(valleys):
    grid = {
        "reservation/uper": ["1"],
        "readiness/mayors": ["0.2", "20"],
        "pays/mayors/1": ["-1"],
        "reservation/lower": ["1", "many", "1"],
        "reservation/farmers": ["2 to 3", "2.0 to 3"],
    }
    with pytest.raises(InputError) as caught:
        plan(valleys, grid=grid, ask=("deal", "trust"), sample=-1, vary=["payoff"])
    said = str(caught.value)
    for part in (
        '"deal" is no question. Did you mean "deals"?',
        "sample: expected a number of variants",
        'Did you mean "reservation/upper"?',
        'Did you mean "20%"?',
        '"-1" goes below 0',
        '"many" is not a number',
        "reservation/lower: a value stands there twice",
        "reservation/farmers: a value stands there twice",
    ):
        assert part in said


def test_what_is_set_is_not_sampled_too(valleys):
    with pytest.raises(InputError, match="set and also sampled"):
        plan(valleys, grid={"reservation/upper": ["1"]}, sample=2, vary=["reservation"])
    keys = plan(valleys, grid={"reservation/upper": ["1"]}, sample=2).sampled
    assert "reservation/upper" not in keys
    assert "reservation/lower" in keys


def test_exact_numbers_cannot_be_sampled():
    barter = replace(load(find_case("barter-nash-1950")), firmness={})
    with pytest.raises(InputError, match="has no range to sample"):
        plan(barter, sample=3)
    with pytest.raises(InputError, match="this is exact"):
        plan(barter, sample=3, vary=["reservation/jack"])


def test_a_grid_has_every_combination_of_every_case(valleys):
    other = replace(valleys, digest="another")
    made = plan(valleys, other, grid=GRID)
    assert [v.number for v in made.variants] == list(range(1, 13))
    assert [v.case for v in made.variants] == [0] * 6 + [1] * 6
    assert made.variants[1].values == (("reservation/upper", "0"), ("value/lower/fee/half", "-1"))
    assert len({v.values for v in made.variants[:6]}) == 6


def test_a_latin_hypercube_meets_each_part_of_each_range_once():
    cube = draw_latin(7, 5, seed=3)
    assert (np.sort(np.floor(7 * cube), axis=0) == np.arange(7)[:, None]).all()
    assert not np.array_equal(cube, draw_latin(7, 5, seed=4))


def test_sampled_points_lie_where_their_ranges_put_them(valleys):
    made = plan(valleys, sample=200, vary=["value/upper/water", "readiness"], seed=5)
    assert set(made.sampled) == {
        "value/upper/water/summer",
        "value/upper/water/always",
        "readiness/mayors",
        "readiness/clerks",
        "readiness/mayors/after/vote",
    }
    points = np.array([float(dict(v.values)["value/upper/water/summer"]) for v in made.variants])
    # P10 to P90 is what was written: -6 to -2.
    assert np.mean((points > -6) & (points < -2)) == pytest.approx(0.8, abs=0.01)
    further = np.array([float(dict(v.values)["value/upper/water/always"]) for v in made.variants])
    assert (np.argsort(points) == np.argsort(further)).all(), "options of an issue move as one"
    ready = [float(dict(v.values)["readiness/clerks"]) for v in made.variants]
    assert 0 <= min(ready) <= max(ready) <= 1


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(valleys):
    first, second, third = (plan(valleys, sample=20, seed=seed) for seed in (1, 1, 2))
    assert first.describe() == second.describe()
    assert first.digest != third.digest


def test_too_many_variants_are_refused_before_they_are_made(valleys, monkeypatch):
    grid = {e.key: [str(n) for n in range(100)] for e in list(valleys.quantities())[:3]}
    with pytest.raises(TooLargeError, match="1,000,000 variants"):
        plan(valleys, grid=grid)
    monkeypatch.setattr(plans, "MOST_VALUES", 100)
    with pytest.raises(TooLargeError, match="sample at most"):
        plan(valleys, sample=50)


# What is asked


def test_a_variant_is_what_the_question_finds_for_such_a_case(valleys, swept):
    values = (("reservation/upper", "1 to 4, best 2"), ("value/lower/fee/half", "-1"))
    changed = apply_changes(valleys, make_changes(values), "by hand")
    expected = list_findings(study.deals(changed, draws=16))
    with swept.connect() as database:
        rows = database.execute(
            "SELECT finding, value, text FROM findings WHERE variant = 4 AND question = 'deals'"
        ).fetchall()
    assert rows == expected


def test_findings_are_named_as_in_the_json_and_lists_by_what_their_entries_are_called(valleys):
    names = {
        question: {name: (value, text) for name, value, text in list_findings(found)}
        for question, found in (
            ("trust", study.trust(valleys, draws=8)),
            ("deals", study.deals(valleys, draws=8)),
            ("meet", study.meet(valleys, draws=8)),
            ("lists", study.lists(valleys, draws=8)),
        )
    }
    assert names["trust"]["parties.upper.mean"][0] == pytest.approx(0.75, abs=0.1)
    assert names["deals"]["recommended.package.water"][1] in ("none", "summer", "always")
    assert names["deals"]["exact"] == (1.0, "true")
    assert names["meet"]["meetings.mayors.parties.upper.role"] == (None, "proposer")
    assert "concessions.fee-half.values.lower.p50" in names["lists"]
    assert not any(name.startswith(("origin", "frontier")) for name in names["deals"])


def test_what_cannot_be_answered_is_a_row_that_says_why(tmp_path):
    barter = load(find_case("barter-nash-1950"))
    found = sweep.run(barter, ask=["meet", "trust"], draws=8, out=tmp_path / "out")
    assert (found.n_finished, found.n_failed) == (1, 1)
    failure = found.failures[0]
    assert (failure.question, failure.variant, failure.variants) == ("meet", 1, 1)
    assert "meetings.yaml" in failure.why
    with found.connect() as database:
        answered = database.execute("SELECT DISTINCT question FROM findings").fetchall()
    assert set(answered) == {("meet",), ("trust",)}


def test_a_fault_in_one_variant_ends_no_other(valleys, tmp_path, monkeypatch):
    from detente.sweep import questions

    def fail(workspace):
        if workspace.case.party("upper").reservation.text == "30":
            raise ZeroDivisionError("oh")
        return study.find_trust(workspace)

    monkeypatch.setitem(questions.QUESTIONS, "trust", fail)
    found = sweep.run(valleys, ask=["trust"], grid=GRID, draws=8, out=tmp_path / "out")
    assert (found.n_finished, found.n_failed) == (6, 2)
    assert found.failures[0].why == "a fault of detente: ZeroDivisionError: oh"


# What is kept


def test_rows_keep_what_is_needed_to_repeat_them(valleys, swept):
    with swept.connect() as database:
        rows = database.execute(
            'SELECT DISTINCT "case", draws, seed, version FROM findings'
        ).fetchall()
        digests = database.execute("SELECT DISTINCT digest FROM findings").fetchall()
        values = database.execute(
            "SELECT key, value, point FROM variants WHERE variant = 3 ORDER BY key"
        ).fetchall()
    assert rows == [("valleys", 16, valleys.seed, swept.version)]
    assert len(digests) == 6
    assert values == [
        ("reservation/upper", "1 to 4, best 2", None),
        ("value/lower/fee/half", "-3", -3.0),
    ]
    manifest = json.loads((Path(swept.folder) / "sweep.json").read_text())
    assert manifest["cases"] == [{"name": "valleys", "digest": valleys.digest}]


class StopError(Exception):
    pass


def test_a_sweep_that_was_stopped_goes_on_and_gives_the_same_bytes(valleys, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "LEAST_BLOCK", 4)
    asked: list[int] = []

    def answer(task: worker.Task):
        asked.append(task.variant)
        return worker.answer_task(task)

    monkeypatch.setattr(processes, "answer_task", answer)

    def stop(finished, _):
        if finished == 5:
            raise StopError

    with pytest.raises(StopError):
        sweep.run(valleys, ask=["trust"], grid=GRID, draws=8, out=tmp_path / "a", progress=stop)
    assert asked == [1, 2, 3, 4, 5]
    assert [path.name for path in (tmp_path / "a" / "findings").iterdir()] == ["00001.parquet"]
    lines = tmp_path / "a" / "finished.jsonl"
    assert lines.read_text().count("\n") == 1
    partly = sweep.load(tmp_path / "a")
    assert (partly.n_finished, partly.n_variants) == (5, 6)
    with lines.open("a") as stream:
        stream.write('[6,"valleys","half a li')  # as a kill leaves it
    done = sweep.run(valleys, ask=["trust"], grid=GRID, draws=8, out=tmp_path / "a")
    assert (done.n_before, done.n_finished) == (5, 6)
    assert asked == [1, 2, 3, 4, 5, 6]
    sweep.run(valleys, ask=["trust"], grid=GRID, draws=8, out=tmp_path / "b")
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")
    assert sweep.run(valleys, ask=["trust"], grid=GRID, draws=8, out=tmp_path / "b").n_before == 6
    assert asked == [1, 2, 3, 4, 5, 6, *range(1, 7)]


def test_lines_of_a_block_that_is_complete_are_not_counted_twice(valleys, tmp_path):
    out = tmp_path / "out"
    made = plan(valleys, grid=GRID)
    outcomes = list(processes.answer_here(list_tasks(made)))
    sweep.run([valleys], ask=["trust"], grid=GRID, draws=8, out=out)
    # A kill between the two steps of closing a block leaves its lines behind.
    (out / "finished.jsonl").write_text("".join(map(store._write_line, outcomes)))
    with sweep.load(out).connect() as database:
        rows = database.execute("SELECT count(*), count(DISTINCT (variant, finding)) FROM findings")
        assert len(set(rows.fetchall()[0])) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"draws": 16}, "the number of draws"),
        ({"seed": 4}, "the seed"),
        ({"ask": ["offers"]}, "what is asked"),
        ({"grid": {"reservation/upper": ["7"]}}, "the values of the variants"),
    ],
)
def test_two_sweeps_are_not_mixed(valleys, tmp_path, changes, said):
    first: dict[str, Any] = {"ask": ["trust"], "grid": {"reservation/upper": ["1"]}, "draws": 8}
    sweep.run(valleys, **first, out=tmp_path / "out")
    before = snapshot(tmp_path / "out")
    with pytest.raises(InputError, match=f"differs in {said}: .*--again"):
        sweep.run(valleys, **{**first, **changes}, out=tmp_path / "out")
    assert snapshot(tmp_path / "out") == before


def test_another_case_or_version_is_another_sweep_and_again_replaces_it(
    valleys, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    sweep.run(valleys, ask=["trust"], draws=8, out=out)
    other = apply_changes(valleys, make_changes((("reservation/upper", "9"),)), "other")
    with pytest.raises(InputError, match="what stands in them"):
        sweep.run(other, ask=["trust"], draws=8, out=out)
    monkeypatch.setattr(store, "__version__", "9.9")
    with pytest.raises(InputError, match="the version of detente"):
        sweep.run(valleys, ask=["trust"], draws=8, out=out)
    monkeypatch.undo()
    done = sweep.run(other, ask=["trust"], draws=8, out=out, again=True)
    assert (done.n_before, done.cases[0].digest) == (0, other.digest)


def test_a_folder_with_something_else_in_it_is_left_alone(valleys, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for again in (False, True):
        with pytest.raises(InputError, match="not empty and holds no sweep"):
            sweep.run(valleys, ask=["trust"], draws=8, out=tmp_path, again=again)
    with pytest.raises(InputError, match="holds no sweep"):
        sweep.load(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_folder_in_use_or_out_of_reach_is_refused(valleys, tmp_path):
    def meddle(finished, _):
        if finished == 0:
            with pytest.raises(InputError, match="another sweep is writing there"):
                sweep.run(valleys, ask=["trust"], draws=8, out=tmp_path / "out")
            raise StopError

    with pytest.raises(StopError):
        sweep.run(valleys, ask=["trust"], draws=8, out=tmp_path / "out", progress=meddle)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        sweep.run(valleys, ask=["trust"], draws=8, out=tmp_path / "file" / "out")


def test_a_damaged_table_or_manifest_is_told(valleys, tmp_path):
    out = tmp_path / "with a ' and [brackets]*"
    sweep.run(valleys, ask=["trust"], draws=8, out=out)
    assert sweep.load(out).n_finished == 1
    table = out / "findings" / "00001.parquet"
    table.write_bytes(table.read_bytes()[:-20])
    with pytest.raises(InputError, match="cannot be read"):
        sweep.load(out)
    table.unlink()
    assert sweep.run(valleys, ask=["trust"], draws=8, out=out).n_before == 0
    for text in ("{", "[]", '{"format": 99}'):
        (out / "sweep.json").write_text(text)
        with pytest.raises(InputError, match=r"sweep\.json"):
            sweep.load(out)


# Which cases


def test_a_folder_of_cases_is_swept_by_name(tmp_path):
    for name in ("north", "south"):
        write(tmp_path / "cases" / name, VALLEYS)
    found = sweep.run(
        tmp_path / "cases",
        ask=["trust"],
        grid={"reservation/upper": [0, 1]},
        draws=8,
        out=tmp_path / "out",
    )
    assert [case.name for case in found.cases] == ["north", "south"]
    assert found.n_variants == 4


def test_problems_of_all_cases_come_together_with_their_folders(tmp_path):
    for name in ("north", "south"):
        write(tmp_path / name, {**VALLEYS, "case.yaml": "detente: 1\ntitle: none\n"})
    with pytest.raises(CaseError) as caught:
        find_cases(tmp_path)
    files = {problem.file for problem in caught.value.problems}
    assert files == {"north/case.yaml", "south/case.yaml"}


def test_cases_must_have_names_of_their_own(valleys):
    with pytest.raises(InputError, match="same name"):
        find_cases([valleys, valleys])
    with pytest.raises(InputError, match="no case"):
        find_cases([])
    bare = replace(valleys, folder=None)
    assert [each.name for each in find_cases([bare, bare])] == ["case-1", "case-2"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"workers": 0}, "workers"), ({"draws": 0}, "draws"), ({"seed": -1}, "seed")],
)
def test_numbers_out_of_range_are_refused_before_anything_is_written(
    valleys, tmp_path, changes, said
):
    with pytest.raises(InputError, match=said):
        sweep.run(valleys, out=tmp_path / "out", **changes)
    assert not (tmp_path / "out").exists()


# In short


def test_the_summary_says_how_far_findings_go_and_what_moves_them(swept):
    exists = swept.find("deals", "p_deal_exists")
    assert (exists.variants, exists.moves) == (6, "reservation/upper")
    assert exists.low == 0.0  # nobody pays 30 for anything
    assert exists.high is not None
    assert exists.high > 0.5
    with swept.connect() as database:
        values = database.execute(
            "SELECT value FROM findings WHERE finding = 'p_deal_exists' ORDER BY variant"
        ).fetchall()
    numbers = np.ravel(values).astype(float)
    assert exists.median == pytest.approx(np.median(numbers))
    assert exists.share == pytest.approx(compute_ratio(np.repeat([0, 1, 2], 2), numbers))
    assert not any(each.question == "trust" for each in swept.summaries)
    assert swept.n_same > 10
    assert len(swept.summaries) == SHOWN < swept.n_findings


def test_findings_in_words_are_counted(swept):
    shown = sweep.load(swept.folder, show=["recommended.package.*"]).summaries
    water = next(each for each in shown if each.finding == "recommended.package.water")
    assert water.low is None
    assert sum(water.answers.values()) == water.variants
    with pytest.raises(InputError, match=r"no finding is called p_nothing"):
        sweep.load(swept.folder, show=["p_nothing"])


def test_findings_come_as_a_frame(swept):
    frame = swept.frame()
    assert list(frame.columns)[:5] == ["variant", "case", "digest", "question", "finding"]
    assert frame.variant.nunique() == 6
    assert {row["finding"] for row in swept.rows()} == {s.finding for s in swept.summaries}


def find_mover(points: dict[str, FloatArray], values: FloatArray) -> tuple[str, float | None]:
    return _Factors({}, points).find_mover(np.arange(len(values)), values)


def test_of_sampled_numbers_only_what_stands_out_is_named():
    rng = np.random.default_rng(7)
    points = {f"key-{k}": rng.uniform(size=60) for k in range(40)}
    noise = rng.uniform(size=60)
    assert find_mover(points, noise) == ("", None)
    key, share = find_mover(points, np.exp(9 * points["key-3"]) + noise)
    assert key == "key-3"
    assert share is not None
    assert 0.9 < share <= 1.0
    assert find_mover({"a": np.array([1.0, 2.0])}, np.array([1.0, 2.0])) == ("", None)


@pytest.mark.parametrize(("n", "levels"), [(40, 2), (40, 10), (12, 4)])
def test_chance_rarely_exceeds_what_it_is_said_to_reach(n, levels):
    """With five keys at 1 in 100, one of them is named by chance in 2 sweeps of 1,000."""
    rng = np.random.default_rng(5)
    least = _bound(levels, n, 5)
    places = np.arange(n) % levels
    shares = [compute_ratio(places, rng.normal(size=n)) for _ in range(4000)]
    assert 0.0 < least < 1.0
    assert np.mean(np.array(shares) > least) < 0.004
    assert [_bound(1, 1, 5), _bound(1, 2, 5), _bound(12, 12, 5)] == [1.0, 1.0, 1.0]


def test_between_cases_the_case_can_be_what_moves_a_finding(valleys, tmp_path):
    other = apply_changes(valleys, make_changes((("reservation/upper", "30"),)), "other")
    other = replace(other, folder=Path("other"))
    found = sweep.run([valleys, other], draws=8, out=tmp_path / "out")
    assert found.find("deals", "p_deal_exists").moves == "case"


# Where it is done


def test_a_worker_answers_until_nobody_asks_any_more(valleys):
    ours, theirs = Pipe()
    thread = threading.Thread(target=worker.answer_all, args=(theirs,))
    thread.start()
    assert ours.recv() == worker.READY
    task = next(iter(list_tasks(plan(valleys, grid=GRID))))
    ours.send(task)
    assert ours.recv() == worker.answer_task(task)
    ours.close()
    thread.join(10)
    assert not thread.is_alive()
    theirs.close()


def test_a_worker_of_another_version_says_so(valleys):
    task = replace(next(iter(list_tasks(plan(valleys)))), version="0.0.1")
    answered = worker.answer_task(task)
    assert isinstance(answered, worker.WrongVersion)


def test_without_dask_or_with_nobody_there_a_cluster_is_refused(valleys, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'detente\[cluster\]'"):
        sweep.run(valleys, draws=8, out=tmp_path / "out", cluster="tcp://127.0.0.1:1")


@pytest.mark.parametrize("address", ["", "nowhere:://x", "tcp://nosuchhost.invalid:8786"])
def test_what_is_no_address_is_refused_before_a_client_is_made(address, monkeypatch):
    monkeypatch.setattr("distributed.Client", None)
    with pytest.raises(InputError, match=f"no cluster answers at {address}: "):
        list(cluster.answer_on_cluster([], address))


def test_what_dask_logs_of_a_lost_connection_stays_off_the_terminal(caplog):
    logger = logging.getLogger(pytest.importorskip("distributed.client").__name__)
    before = logger.level
    with cluster._keeping_quiet():
        logger.error("a page of it")
    assert not caplog.records
    assert logger.level == before


class Poison:
    """What ends the process that takes it up."""

    def __reduce__(self):
        return os._exit, (3,)


def test_a_task_that_ends_its_processes_is_given_up_and_the_others_are_done(valleys, monkeypatch):
    monkeypatch.setattr(processes, "MOST_DEATHS", 2)
    good = next(iter(list_tasks(plan(valleys))))
    bad = replace(good, variant=2, parcel=zlib.compress(pickle.dumps(Poison())))
    found = {o.variant: o for o in processes.answer_in_processes([bad, good], 1)}
    assert found == {
        1: worker.answer_task(good),
        2: worker.Lost(2, "2 processes ended at it, the last with exit status 3"),
    }


def test_processes_that_do_not_start_are_told(valleys, monkeypatch):
    monkeypatch.setattr(processes, "serve", id)  # ends at once, and says nothing
    with pytest.raises(InputError, match="__main__"):
        list(processes.answer_in_processes(list_tasks(plan(valleys)), 2))


def test_cores_are_counted():
    assert 1 <= processes.count_cores() <= (os.cpu_count() or 1)
