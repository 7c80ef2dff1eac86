"""Readings: what an author sees differently, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from detente.case import Case, Change, Citation, Quantity, apply_changes, apply_reading, load
from detente.errors import InputError
from tests.folders import write


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write(tmp_path))


def test_a_reading_lists_its_changes_by_key(case: Case) -> None:
    reading = case.readings[0]
    assert (reading.id, reading.author, reading.source) == ("kelly", "An author", "kelly2020")
    changes = {change.key: str(change.value) for change in reading.changes}
    assert changes == {
        "reservation/usa": "3",
        "value/usa/yongbyon/frozen": "3 to 5",
        "trust/half_life": "1826.25",
        "trust/prior/kept": "2.0",
        "firmness/stated": "0.1",
        "promise/freeze-1994/outcome": "broken",
        "pledge/hanoi/yongbyon/firm": "vague",
        "readiness/leaders-2020": "0.5",
        "payoff/leaders-2020/usa/held": "2",
        "relationship/usa": "5",
        "deposit/oil-escrow/pays/usa": "2",
    }
    assert reading.changes[0].place == "readings/kelly.yaml:4:32"


def test_every_change_lands(case: Case) -> None:
    seen = apply_reading(case, "kelly")
    quantities = {entry.key: entry.quantity for entry in seen.quantities()}
    for change in case.readings[0].changes:
        if isinstance(change.value, Quantity):
            assert quantities[change.key] == change.value
    assert (seen.trust.half_life_days, seen.trust.prior_kept) == (1826.25, 2.0)
    assert seen.promises[0].outcome == "broken"
    assert seen.offers[0].pledges[0].firm == "vague"


def test_nothing_else_changes(case: Case) -> None:
    seen = apply_reading(case, "kelly")
    changed = {change.key for change in case.readings[0].changes}
    before = {entry.key: entry.quantity for entry in case.quantities()}
    after = {entry.key: entry.quantity for entry in seen.quantities()}
    assert before.keys() == after.keys()
    assert {key for key in before if before[key] != after[key]} <= changed
    assert (seen.trust.credit, seen.title, seen.folder) == (
        case.trust.credit,
        case.title,
        case.folder,
    )
    assert case == load(case.folder or "")


def test_changed_values_cite_the_reading(case: Case) -> None:
    value = apply_reading(case, "kelly").issue("yongbyon").option("frozen").values["usa"]
    assert value.because == (Citation("kelly2020", "p. 9"),)
    assert value.place.startswith("readings/kelly.yaml:")


def test_the_digest_tells_readings_apart(case: Case) -> None:
    assert apply_reading(case, "kelly").digest == apply_reading(case, "kelly").digest
    assert apply_reading(case, "kelly").digest != case.digest


def test_some_changes_alone(case: Case) -> None:
    change = Change("reservation/dprk", Quantity(point=Decimal(9), text="9"))
    seen = apply_changes(case, (change,), "by hand")
    assert seen.party("dprk").reservation.point == Decimal(9)
    assert seen.issues == case.issues


def test_no_changes_change_no_number(case: Case) -> None:
    assert list(apply_changes(case, (), "none").quantities()) == list(case.quantities())


def test_an_unknown_reading_suggests_one(case: Case) -> None:
    with pytest.raises(InputError, match=r'no reading "kely"\. Did you mean "kelly"\?'):
        apply_reading(case, "kely")
