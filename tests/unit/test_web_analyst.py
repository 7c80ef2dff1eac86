"""Questions put to processes: asked once, dropped, stopped, and processes that die."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import signal
import time
from collections import OrderedDict
from pathlib import Path
from weakref import ref

import pytest

from detente.case import load
from detente.case.edit import SetNumber, open_revision, revise
from detente.case.shelf import find_case
from detente.errors import CaseError, InputError, Problem
from detente.study import Workspace
from detente.web import bundle
from detente.web import lane as lane_module
from detente.web.analyst import Analyst
from detente.web.bundle import make_bundle
from detente.web.lane import Fault, Stopped, Superseded
from detente.web.processes import start_process
from detente.web.worker import Order, Question, _answer, work

CASE = load(find_case("barter-nash-1950"))
LONG = 2_000_000


def ask_all(*steps):
    """Let an analyst of its own go through some steps."""

    async def run():
        analyst = Analyst(64)
        try:
            return [await step(analyst) for step in steps]
        finally:
            analyst.close()

    return asyncio.run(run())


def pid_of(analyst: Analyst, lane: str = "deep") -> int:
    process = analyst._lanes[lane].process
    assert process is not None
    assert process.pid is not None
    return process.pid


async def until(holds) -> None:
    for _ in range(3000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came about")


def test_an_answer_is_remembered():
    async def step(analyst):
        question = Question("lists")
        assert analyst.recall(CASE, question) is None
        first, again = await asyncio.gather(
            analyst.ask(CASE, question), analyst.ask(CASE, question)
        )
        assert first is again
        assert analyst.recall(CASE, question) is first
        assert analyst.waiting == []

    ask_all(step)


def test_what_a_study_refuses_comes_back_whole():
    async def step(analyst):
        with pytest.raises(InputError, match="compare"):
            await analyst.ask(CASE, Question("compare", ("nobody",)))

    ask_all(step)


def test_problems_travel_whole():
    error = CaseError([Problem("case.yaml", 3, 1, "first"), Problem("case.yaml", 9, 1, "second")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_what_nobody_foresaw_is_a_fault_with_its_kind():
    async def step(analyst):
        with pytest.raises(Fault, match="KeyError: 'nonsense'"):
            await analyst.ask(CASE, Question("nonsense"))
        assert await analyst.ask(CASE, Question("lists"))  # the process goes on

    ask_all(step)


def test_a_process_that_dies_idle_is_replaced():
    async def step(analyst):
        await analyst.ask(CASE, Question("lists"))
        before = pid_of(analyst)
        os.kill(before, signal.SIGKILL)
        assert await analyst.ask(CASE, Question("trust"))
        assert pid_of(analyst) != before

    ask_all(step)


def test_a_process_that_dies_at_work_is_asked_once_more_then_told(monkeypatch):
    async def step(analyst):
        begun = []
        asked = asyncio.create_task(
            analyst.ask(CASE, Question("deals"), begun=lambda: begun.append(pid_of(analyst)))
        )
        lane = analyst._find_lane("deep")
        put = lane._put

        def die(order):
            assert lane.process is not None
            lane.process.kill()
            return put(order)

        monkeypatch.setattr(lane, "_put", die)
        with pytest.raises(Fault, match="died twice"):
            await asked
        monkeypatch.undo()
        assert await analyst.ask(CASE, Question("deals"))

    ask_all(step)


def test_a_lane_outlives_that_no_process_can_be_started(monkeypatch):
    def fail(run, niceness):
        raise RuntimeError("no process today")

    async def step(analyst):
        monkeypatch.setattr(lane_module, "start_process", fail)
        with pytest.raises(Fault, match="no process today"):
            await asyncio.wait_for(analyst.ask(CASE, Question("trust")), 60)
        monkeypatch.undo()
        assert await asyncio.wait_for(analyst.ask(CASE, Question("trust")), 60)

    ask_all(step)


def test_what_nobody_wants_any_more_is_dropped_before_it_begins():
    async def step(analyst):
        begun = []
        with pytest.raises(Superseded):
            await analyst.ask(
                CASE, Question("deals"), wanted=lambda: False, begun=lambda: begun.append(1)
            )
        assert not begun

    ask_all(step)


def test_long_work_is_stopped_and_the_next_answered():
    async def step(analyst):
        analyst.draws = LONG // 10
        asked = asyncio.create_task(analyst.ask(CASE, Question("drivers")))
        behind = asyncio.create_task(analyst.ask(CASE, Question("deals")))
        await until(lambda: "deep" in analyst._lanes and analyst._lanes["deep"].current)
        analyst.cancel()
        started = time.monotonic()
        for task in (asked, behind):
            with pytest.raises(Stopped):
                await task
        assert time.monotonic() - started < 20
        analyst.draws = 64
        assert await analyst.ask(CASE, Question("lists"))

    ask_all(step)


def test_work_on_what_is_no_longer_shown_makes_room():
    async def step(analyst):
        analyst.draws, shown = LONG // 10, True
        old = asyncio.create_task(analyst.ask(CASE, Question("drivers"), wanted=lambda: shown))
        await until(lambda: "deep" in analyst._lanes and analyst._lanes["deep"].current)
        analyst.draws, shown = 64, False
        assert await analyst.ask(CASE, Question("trust"))
        with pytest.raises(Superseded):
            await old

    ask_all(step)


def test_nothing_is_left_when_it_closes():
    async def step(analyst):
        await analyst.ask(CASE, Question("lists"))
        return pid_of(analyst)

    (pid,) = ask_all(step)
    for _ in range(6000):
        if not Path(f"/proc/{pid}/cmdline").exists() or not is_running(pid):
            return
        time.sleep(0.01)
    raise AssertionError("the process is still there")


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def test_a_worker_leaves_when_nobody_listens():
    process, pipe = start_process(work, 0)
    pipe.close()
    process.join(30)
    assert process.exitcode == 0


def test_the_charts_script_is_put_together_apart():
    script = make_bundle()
    assert b"vegaEmbed" in script
    assert b"</script" not in script


def test_the_charts_script_is_not_put_together_when_the_workbench_ends(monkeypatch):
    def start_and_kill(*arguments):
        process, pipe = start_process(*arguments)
        process.kill()
        return process, pipe

    monkeypatch.setattr(bundle, "start_process", start_and_kill)
    with pytest.raises(EOFError):
        make_bundle()


def test_baselines_that_were_pinned_long_ago_are_not_kept():
    known: OrderedDict[tuple[str, int], Workspace] = OrderedDict()
    kept = []
    revision = open_revision(find_case("barter-nash-1950"))
    for number in range(30):
        after = revise(revision, SetNumber("value/jack/whip/gives", str(number + 10)))
        order = Order(after.case, 8, Question("lists"), revision.case)
        assert _answer(known, order).found is not None
        kept.append(ref(known[after.case.digest, 8]))
        revision = after
    del order
    gc.collect()
    assert sum(each() is not None for each in kept) < 25
