"""Mistakes in one entry do not hide others in it; what stays hidden is owned up to."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import load
from detente.case.load import UNSEEN
from detente.errors import CaseError
from tests.folders import FILES, spoil, write


def read_message(folder: Path, name: str, old: str, new: str) -> str:
    """Load the valid case with one text replaced; the whole message."""
    assert FILES[name].count(old) == 1
    write(folder, {**FILES, name: FILES[name].replace(old, new)})
    with pytest.raises(CaseError) as caught:
        load(folder)
    return str(caught.value)


def test_a_missing_id_hides_nothing_else_of_an_offer(tmp_path: Path) -> None:
    said = spoil(
        tmp_path,
        ("offers.yaml", "  - id: hanoi\n    date: 2019-02-28", "  - date: 2021-02-28"),
        ("offers.yaml", "inspections: some", "inspections: winter"),
    )
    assert any('"id" is missing; add it' in text for text in said)
    assert any("date: 2021-02-28 lies after as_of, 2020-07-15" in text for text in said)
    assert any('issue inspections has no option "winter"' in text for text in said)


def test_two_missing_keys_of_one_entry_are_both_reported(tmp_path: Path) -> None:
    said = spoil(
        tmp_path,
        ("promises.yaml", "  - id: freeze-1994\n    by: dprk\n    to: usa\n", "  - by: drpk\n"),
        ("promises.yaml", "made: 1994-10-21", "made: 21/10/1994"),
    )
    own = [text for text in said if text.startswith("promises.yaml")]
    assert [text.split("promise 1: ")[1].split(";")[0] for text in own] == [
        '"id" is missing',
        '"to" is missing',
        'party "drpk" is not declared. Did you mean "dprk"?',
        'made: "21/10/1994" is not a full date',
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("outcome: kept", "due: 2021-01-01"),
        ("outcome: kept", "share: 0.5"),
        ("    made: 1994-10-21\n", ""),
        ("    what: freeze\n", ""),
        ("    by: dprk\n", ""),
    ],
)
def test_nothing_is_said_about_what_stands_in_for_a_missing_value(
    tmp_path: Path, old: str, new: str
) -> None:
    text = FILES["promises.yaml"].replace("    due: 1994-11-21\n", "")
    assert text.count(old) == 1
    folder = write(tmp_path, {**FILES, "promises.yaml": text.replace(old, new)})
    with pytest.raises(CaseError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    assert problem.message.endswith("is missing; add it")


def test_missing_values_of_meetings_and_forecasts_hide_nothing(tmp_path: Path) -> None:
    said = spoil(
        tmp_path,
        ("meetings.yaml", "    readiness: 0.1 to 0.3\n    proposer: usa\n", "    agenda: none\n"),
        ("forecasts.yaml", "    by: 2020-12-31\n", ""),
        ("forecasts.yaml", "on: 2020-07-01", "on: 2020-08-01"),
    )
    expected = (
        'issue "none" is not declared',
        '"readiness" is missing',
        '"proposer" is missing',
        '"by" is missing',
        "on: 2020-08-01 lies after as_of",
    )
    assert len(said) == len(expected)
    assert all(any(part in text for text in said) for part in expected)


def test_the_value_of_an_unknown_party_is_read_all_the_same(tmp_path: Path) -> None:
    said = spoil(
        tmp_path,
        ("case.yaml", "congress: 4", "france: 6 to 5"),
        ("case.yaml", "usa: 4 to 8", "frannce: 20% to 30%"),
    )
    assert [text.split("  ")[0].split(":", 1)[1] for text in said] == [
        "22:9",
        "22:17",
        "31:5",
        "31:14",
    ]


def test_a_case_without_parties_is_checked_all_the_same(tmp_path: Path) -> None:
    said = spoil(
        tmp_path,
        ("case.yaml", "parties:\n", "partis:\n"),
        ("case.yaml", "requires: [inspections.some]", "requires: [inspections.sum]"),
        ("offers.yaml", "date: 2019-02-28", "date: 2021-02-28"),
    )
    assert len(said) == 3
    assert 'key "partis" is not known here' in said[0]
    assert "date: 2021-02-28 lies after as_of" in said[2]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("case.yaml", "title: Two towns", "title: Two: towns"),
        ("case.yaml", "as_of: 2020-07-15", "as_of: 15/07/2020"),
        ("case.yaml", "undo: 20%", "undo: {share: 20%}"),
        ("offers.yaml", "date: 2019-02-28", "dat: 2019-02-28"),
    ],
)
def test_what_could_not_be_read_is_owned_up_to_at_the_end(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    assert read_message(tmp_path, name, old, new).endswith(f"\n\n{UNSEEN}")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("case.yaml", "usa: 6 to 14", "usa: 14 to 6"),
        ("offers.yaml", "    date: 2019-02-28\n", ""),
        ("promises.yaml", "outcome: kept", "outcome: keptt"),
    ],
)
def test_nothing_more_is_said_when_all_was_seen(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    assert UNSEEN not in read_message(tmp_path, name, old, new)
