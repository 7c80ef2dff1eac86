"""The page on plans: addresses, sliders, stages set by hand, and what cannot come first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.case.edit import AddDeposit, SetNumber
from detente.case.load import load
from detente.case.model import Quantity
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.sentences.beside import explain_problem
from detente.study.plan_records import Move, Repair
from detente.study.staged_records import StageProblem
from detente.web.app import make_app
from detente.web.pages.plan_address import Address, read_address
from detente.web.pages.plan_numbers import find_step, scale_text
from detente.web.pages.plan_remedies import make_remedy
from detente.web.pages.plan_terms import (
    edit_deposit,
    edit_limit,
    edit_steps,
    list_deposits,
    write_field,
)
from tests.canal import ATTACK, PACKAGE, write_canal

OFFERS = """\
offers:
  - id: spring
    title: The spring offer
    date: 2020-05-01
    by: north
    to: [isle]
    outcome: rejected
    pledges: {locks: shared, tolls: halved}
"""
TERMS = """\
deposits:
  - {id: bond, title: A bond, by: A bank, secures: north, loses: 2 to 6}
stages: {most: 6}
"""
STEPS = ("locks.shared", "locks.given", "tolls.halved", "tolls.free")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small case with two ladders, a requirement across them, and a deposit."""
    folder = tmp_path_factory.mktemp("canal")
    return write_canal(folder, f"North {ATTACK}", offers=OFFERS, plan=TERMS + PACKAGE)


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    """Serve it; each test that edits it takes its edits back."""
    with TestClient(make_app({"canal": folder}, 100)) as client:
        yield client


def _get(client: TestClient, path: str = "", status: int = 200) -> str:
    answer = client.get(f"/c/canal/plan{path}")
    assert answer.status_code == status, answer.text
    return str(answer.text)


def _list_stages(board: str) -> list[list[str]]:
    return [re.findall(r'data-step="([^"]+)"', lane) for lane in board.split('<li class="lane')[1:]]


# Addresses


def test_an_address_says_the_same_when_it_is_written_again() -> None:
    address = read_address("a.b,c-1.d", "a.b;c-1.d")
    assert address.stages == ((("a", "b"),), (("c-1", "d"),))
    assert read_address(*address.query[1:].replace("package=", "").split("&stages=")) == address
    assert read_address() == Address()
    assert Address().query == ""
    assert read_address("recommended", "fewest").query == "?package=recommended&stages=fewest"
    assert read_address("a.b", "fewest").begin("recommended").query == "?package=a.b"


@pytest.mark.parametrize("text", ["a", "a.b.c", "A.b", "<b>.c", "a.b,c"])
def test_an_address_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="belong"):
        read_address(text)
    with pytest.raises(InputError, match="too long"):
        read_address("a.b," * 6000)


# Sliders


@pytest.mark.parametrize(
    ("low", "best", "high", "to", "text"),
    [
        ("2", None, "6", "6.928", "4 to 12"),
        ("0.3", None, "1", "1.0954", "0.6 to 2"),
        ("98", None, "102", "200", "196 to 204"),
        ("2", "3", "6", "6", "4 to 12, best 6"),
    ],
)
def test_a_range_keeps_its_proportions(
    low: str, best: str | None, high: str, to: str, text: str
) -> None:
    middle = None if best is None else Decimal(best)
    quantity = Quantity(low=Decimal(low), best=middle, high=Decimal(high))
    assert scale_text(quantity, to) == text


def test_a_point_becomes_what_the_slider_says() -> None:
    assert scale_text(Quantity(point=Decimal(3)), "4.5") == "4.5"
    assert scale_text(Quantity(low=Decimal(-1), high=Decimal(1)), "2") == "2"
    with pytest.raises(InputError, match="not a number"):
        scale_text(Quantity(point=Decimal(3)), "nan")


def test_steps_are_round_and_fine_enough() -> None:
    assert [find_step(high) for high in (5.0, 10.0, 24.0, 1000.0)] == [0.1, 0.2, 0.5, 20.0]


def test_days_and_percent_are_written_as_a_case_has_them() -> None:
    assert write_field("verify", "1") == "1 day"
    assert write_field("verify", "45") == "45 days"
    assert write_field("undo", "30") == "30%"
    for field, amount in (("verify", "1.5"), ("undo", "-1"), ("title", "3"), ("undo", "inf")):
        with pytest.raises(InputError):
            write_field(field, amount)


def test_a_deposit_is_changed_or_added(folder: Path) -> None:
    case = load(folder)
    names = Names(case)
    assert edit_deposit(case, names, "bond", "north", "3", "") == SetNumber(
        "deposit/bond/loses", "3"
    )
    added = edit_deposit(case, names, "", "isle", "", "4")
    assert isinstance(added, AddDeposit)
    assert (added.id, added.secures, added.loses, added.by) == ("deposit-isle", "isle", "4", "isle")
    with pytest.raises(InputError, match="any more"):
        edit_deposit(case, names, "gone", "north", "3", "")
    sliders = list_deposits(names, None)
    assert [(slider.id, slider.party, slider.text) for slider in sliders] == [
        ("bond", "north", "2 to 6"),
        ("", "isle", "0"),
    ]


def test_a_deposit_from_which_on_nothing_is_gained_is_never_said_too_small(folder: Path) -> None:
    plan: Any = SimpleNamespace(deposit={"north": 0.0, "isle": 10.1})
    north, isle = list_deposits(Names(load(folder)), plan)
    assert north.marked.startswith("It gains nothing")
    assert isle.marked.startswith("From 11 on it would gain nothing")
    assert float(isle.mark) >= 10.1


def test_a_remedy_says_how_it_is_tried(folder: Path) -> None:
    case = load(folder)
    bind = _repair("deposit", party="north", amount=2.0)
    form = dict(make_remedy(case, "a bond", bind).form)
    assert (form["deposit"], form["was"]) == ("bond", "2 to 6")
    assert float(form["middle"]) >= 12**0.5 + 2
    check = _repair("verification", move=Move("locks", "shared", "given", ("north",)))
    assert dict(make_remedy(case, "faster", check).form)["amount"] == "30"
    assert not make_remedy(case, "more trust", _repair("trust", party="north", amount=0.1)).form


def _repair(kind: str, **more: object) -> Repair:
    known = {"party": None, "move": None, "amount": None, "days": None} | more
    return Repair(
        kind,  # type: ignore[arg-type]
        shortfall=0.0,
        shortfall_before=0.1,
        exposure_share=0.0,
        exposure_share_before=0.1,
        enterable=True,
        self_enforcing=True,
        **known,  # type: ignore[arg-type]
    )


def test_all_steps_are_verified_sooner_in_one_edit(folder: Path) -> None:
    case = load(folder)
    steps = [("locks", "shared"), ("locks", "given"), ("tolls", "halved")]
    edit = edit_steps(case, steps, "verify", "0.5")
    assert edit.describe(case) == "Verify all steps in half the time"
    with pytest.raises(InputError, match="nothing changes"):
        edit_steps(case, [("tolls", "halved")], "verify", "0.5")
    with pytest.raises(InputError, match="longer or shorter"):
        edit_steps(case, steps, "verify", "0.1")
    with pytest.raises(InputError, match="two limits"):
        edit_limit("wait", "3 days")


# Problems


def test_what_is_wrong_with_stages_is_said_by_title(folder: Path) -> None:
    names = Names(load(folder))
    move, other = Move("tolls", "halved", "free", ("isle",)), Move("locks", "kept", "shared", ())
    order = StageProblem("order", 1, move=move, other=other, needs=2)
    assert explain_problem(names, order) == (
        "“Tolls: Free” cannot come before “Locks: Shared”, which stands in stage 2: the case asks "
        "for that first, or with it."
    )
    assert "not a step" in explain_problem(
        names, StageProblem("outside", 1, issue="locks", option="given")
    )
    assert "two stages" in explain_problem(names, StageProblem("twice", 2, move=move))
    most = StageProblem("most_stages", 0, found=9, allowed=6)
    assert explain_problem(names, most) == "Nine stages are more than the six that the case allows."
    full = StageProblem("most_items", 2, found=3, allowed=2)
    assert (
        explain_problem(names, full) == "Stage 2 holds three steps; the case allows two in a stage."
    )


# The page


def test_the_frame_comes_before_anything_is_worked_out(client: TestClient) -> None:
    page = _get(client)
    assert "The package of plan.yaml" in page
    assert "Offer: The spring offer" in page
    assert ATTACK not in page
    assert 'value="locks.shared,tolls.halved"' in page
    assert "The package given in the address" in _get(client, "?package=locks.shared")


def test_the_recommended_stages_are_shown_first(client: TestClient) -> None:
    board = _get(client, "/board")
    assert sorted(step for stage in _list_stages(board) for step in stage) == sorted(STEPS)
    assert "These are the recommended stages" in board
    assert ATTACK not in board
    charts = _get(client, "/charts")
    assert "&lt;script&gt;" in charts
    assert ATTACK not in charts


@pytest.mark.parametrize("start", ["single_step", "fewest", "agreed"])
def test_stages_can_begin_with_others(client: TestClient, start: str) -> None:
    board = _get(client, f"/board?stages={start}")
    if start == "single_step":
        assert len(_list_stages(board)) == 1
    if start == "agreed":
        assert "does not say that stages of this package were agreed" in board


def test_stages_set_by_hand_stand_beside_the_recommended_ones(client: TestClient) -> None:
    stages = "locks.shared,tolls.halved;tolls.free;locks.given"
    board = _get(client, f"/board?stages={stages}&moved=1")
    assert _list_stages(board) == [part.split(",") for part in stages.split(";")]
    assert "Put in three stages like this" in board
    assert "Back to the recommended stages" in board
    assert "Stages set by hand" in _get(client, f"/charts?stages={stages}")


def test_what_must_not_come_first_is_refused(client: TestClient) -> None:
    wrong = "tolls.halved,tolls.free;locks.shared,locks.given"
    told = _get(client, f"/board?stages={wrong}&moved=1", 422)
    assert "“Tolls: Free” cannot come before “Locks: Shared”" in told
    shown = _get(client, f"/board?stages={wrong}")
    assert "Shown are the recommended stages" in shown
    assert "cannot come before" in shown


def test_another_package_is_carried_out(client: TestClient) -> None:
    board = _get(client, "/board?package=locks.shared,tolls.halved")
    steps = {step for stage in _list_stages(board) for step in stage}
    assert steps == {"locks.shared", "tolls.halved"}
    assert "does not" not in _get(client, "/board?package=recommended")
    _get(client, "/board?package=locks.sold", 422)


def test_a_slider_is_one_step_to_undo_and_beside_the_baseline(client: TestClient) -> None:
    def post(path: str, **sent: str) -> int:
        return client.post(f"/c/canal/plan/{path}", data=sent).status_code

    assert "No deposit yet" in _get(client, "/terms")
    assert "Baseline" not in _get(client, "/carried")
    assert post("deposit", deposit="bond", party="north", was="2 to 6", middle="6.928") == 204
    assert 'value="4 to 12"' in _get(client, "/terms")
    assert post("deposit", deposit="bond", party="north", was="2 to 6", text="1") == 409
    assert post("deposit", deposit="bond", party="north", was="4 to 12", text="1 to x") == 422
    assert post("deposit", party="isle", was="0", text="1 to 3") == 204
    assert "Deposit of Isle" in _get(client, "/terms")
    assert post("deposit", party="isle", was="0", text="4") == 409
    assert post("deposit", party="isle", was="1 to 3", text="2 to 3") == 204
    assert _get(client, "/terms").count("Deposit of Isle") == 1
    assert "Baseline" in _get(client, "/carried")
    set_ = {"party": "isle", "was": "2 to 3", "text": "1 to 3"}
    assert client.post("/c/canal/plan/deposit", data=set_).headers["x-now"] == "1%20to%203"
    assert post("step", step="locks.given", field="verify", was="60", amount="30") == 204
    assert post("step", step="locks.given", field="verify", was="60", amount="20") == 409
    assert post("step", step="locks.sold", field="verify", was="60", amount="20") == 422
    assert post("steps", steps=",".join(STEPS), field="undo", amount="50") == 204
    assert post("limit", field="most_items", was="", text="1") == 204
    assert [len(stage) for stage in _list_stages(_get(client, "/board"))] == [1, 1, 1, 1]
    assert post("limit", field="most_stages", was="6", text="2") == 204
    board = _get(client, "/board")
    assert "No order of the steps can carry out this package" in board
    assert "No stages to show" in board
    for _ in range(8):
        client.post("/c/canal/undo")
    assert 'value="2 to 6"' in _get(client, "/terms")
    assert "Baseline" not in _get(client, "/carried")


def test_the_steps_stay_while_the_plan_is_worked_out_anew(client: TestClient) -> None:
    _get(client, "/board")
    client.post("/c/canal/plan/limit", data={"field": "most_stages", "was": "6", "text": "5"})
    terms = _get(client, "/terms")
    assert "verify-locks.given" in terms
    assert "gains nothing" not in terms
    client.post("/c/canal/undo")


def test_a_package_that_changes_nothing_teaches(tmp_path: Path) -> None:
    folder = write_canal(tmp_path / "still")
    text = (folder / "case.yaml").read_text()
    for worth in ("isle: 4 to 6", "isle: 9 to 12", "north: 4 to 6", "north: 11 to 15"):
        text = text.replace(worth, f"{worth.split(':')[0]}: -9")
    (folder / "case.yaml").write_text(text)
    with TestClient(make_app({"canal": folder}, 50)) as client:
        board = _get(client, "/board")
        assert "There is nothing to carry out" in board
        assert "Deals page" in board
        assert _get(client, "/terms")
        assert _get(client, "/charts")
        assert "No deal was found" in _get(client, "/carried")
