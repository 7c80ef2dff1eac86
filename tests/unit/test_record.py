"""Findings as records: JSON, tables, notebooks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest

import detente
from detente import study
from detente.study.record import Interval, Record, compute_standard_error


@dataclass(frozen=True)
class Sample(Record):
    """A record with one of everything."""

    text: str
    number: float
    count: int
    flag: bool
    nothing: None
    day: dt.date
    nested: Interval
    items: tuple[Interval, ...]
    by_party: dict[str, float]


def make(number: float = 0.1 + 0.2, text: str = "a & <b>") -> Sample:
    interval = Interval(1.0, 2.0, 3.0)
    return Sample(
        text, number, 3, True, None, dt.date(2020, 7, 15), interval, (interval,), {"usa": 1.5}
    )


def test_json_keeps_what_means_something() -> None:
    tree = json.loads(make().to_json())
    assert tree["number"] == 0.3
    assert tree["day"] == "2020-07-15"
    assert tree["nothing"] is None
    assert tree["flag"] is True
    assert tree["items"] == [{"p10": 1.0, "p50": 2.0, "p90": 3.0}]


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_numbers_that_are_none_become_null(odd: float) -> None:
    assert make(odd).to_dict()["number"] is None


def test_a_record_is_frozen_and_refuses_strange_contents() -> None:
    record = make()
    with pytest.raises(FrozenInstanceError):
        record.number = 1.0  # type: ignore[misc]

    @dataclass(frozen=True)
    class Odd(Record):
        thing: object

    with pytest.raises(TypeError, match="complex"):
        Odd(1j).to_dict()
    assert Odd(np.float64(2.5)).to_dict() == {"thing": 2.5}
    assert Odd(np.int64(2)).to_dict() == {"thing": 2}


def test_a_record_shows_itself_in_a_notebook_escaped() -> None:
    shown = make()._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_findings_give_a_frame_with_a_row_for_each_thing() -> None:
    case = detente.load(detente.find_case("us-dprk-2020"))
    offers = study.offers(case, draws=16)
    frame = offers.frame()
    assert len(frame) == len(case.offers) * len(case.parties)
    assert {"offer", "party", "return_ratio", "p_accept"} <= set(frame.columns)
    trust = study.trust(case, draws=16)
    assert len(trust.frame()) == len(case.parties)
    lists = study.lists(case, draws=16)
    assert len(lists.frame()) == sum(
        len(option.values) for issue in case.issues for option in issue.options
    )
    assert "<table>" in offers._repr_html_()


def test_a_frame_without_pandas_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r"detente\[pandas\]"):
        make().frame()


def test_sampling_error_shrinks_with_draws_and_is_never_zero() -> None:
    assert compute_standard_error(0.5, 400) == pytest.approx(0.025)
    assert compute_standard_error(0.0, 400) == pytest.approx(1 / 400)
