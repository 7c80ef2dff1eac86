"""Claims in a reading: what is read, and what is said of one that makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import load
from detente.case.finding_names import Known, read_test
from detente.case.finding_patterns import PATTERNS
from detente.core.expressions import ExpressionError
from tests.folders import FILES, KELLY, problems, write

CLAIMS = """\
author: An author
source: kelly2020
claims:
  - id: one-sided
    says: Too little for too much.
    because: [kelly2020, p. 9]
    test: offer.hanoi.return.usa < 1
    note: below one
  - id: long
    says: A test over several lines.
    test: >-
      trust.usa.dprk < 50% and
      not deal.exists
"""


def claim(test: str) -> str:
    return f"author: An author\nclaims:\n  - {{id: one, says: So it is, test: {test}}}\n"


def put(folder: Path, text: str) -> Path:
    return write(folder, {**FILES, "readings/kelly.yaml": text})


def test_a_reading_may_hold_claims_alone(tmp_path: Path) -> None:
    reading = load(put(tmp_path, CLAIMS)).readings[0]
    first, second = reading.claims
    assert (first.id, first.note) == ("one-sided", "below one")
    assert first.says == "Too little for too much."
    assert first.test == "offer.hanoi.return.usa < 1"
    assert [str(each) for each in first.because] == ["kelly2020, p. 9"]
    assert first.place == "readings/kelly.yaml:7:11"
    assert second.test == "trust.usa.dprk < 50% and not deal.exists"
    assert reading.changes == ()


def test_a_reading_may_hold_both(tmp_path: Path) -> None:
    both = KELLY + CLAIMS[CLAIMS.index("claims:") :]
    reading = load(put(tmp_path, both)).readings[0]
    assert len(reading.claims) == 2
    assert reading.changes


def test_a_reading_holds_something(tmp_path: Path) -> None:
    (only,) = problems(put(tmp_path, "author: An author\n"))
    assert "nothing is read differently, and nothing claimed" in only


@pytest.mark.parametrize(
    ("test", "column", "said"),
    [
        ("offer.hanoy.return.usa < 1", 6, 'offer "hanoy" is not declared. Did you mean "hanoi"?'),
        ("offer.hanoi.returns.usa < 1", 12, 'not followed by "returns". Did you mean "return"?'),
        ("trust.usa.usa < 1", 0, "a party needs no trust in itself"),
        ("trust.usa < 1", 0, '"trust.usa" is not a whole name; it goes on with .GIVER'),
        ("value.usa.yongbyon.sold < 1", 19, 'option "sold" is not declared'),
        ("value.usa.yong.kept < 1", 10, 'issue "yong" is not declared'),
        ("deal.exists.now", 12, '"deal.exists" is a whole name; remove ".now"'),
        ("reservation.usa < reservation.dprk", 16, "each side counts on a scale of its own"),
        ("reservation.usa", 0, "a test is true or false, and this is points of usa"),
        ("meet.leaders-2020.accepts.dprk and", 34, "the test ends where a number"),
        ("meets.leaders-2020.held", 0, 'begins no name of a finding. Did you mean "meet"?'),
        ("reservation.congres < 1", 12, 'Did you mean "congress"?'),
        ("plan.single.exposure.congress < 1", 21, 'party "congress" is not declared'),
        ("1 < 2", 0, "names no finding, and so is the same whatever the case says"),
        ("odds(0 / 0 != 1) > 50%", 0, "names no finding"),
    ],
)
def test_a_mistake_is_said_at_its_column(tmp_path: Path, test: str, column: int, said: str) -> None:
    (only,) = problems(put(tmp_path, claim(f'"{test}"')))
    start = '  - {id: one, says: So it is, test: "'
    assert only.startswith(f"readings/kelly.yaml:3:{len(start) + 1 + column}  test: ")
    assert said in only


def test_the_column_of_a_test_over_several_lines(tmp_path: Path) -> None:
    spoilt = CLAIMS.replace("      not deal.exists", "      not  deal.exist")
    (only,) = problems(put(tmp_path, spoilt))
    assert only.startswith("readings/kelly.yaml:13:17  test: ")
    assert 'Did you mean "exists"?' in only


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    spoilt = CLAIMS.replace("offer.hanoi", "offer.oslo").replace("deal.exists", "deal.lasts")
    spoilt = spoilt.replace("id: long", "id: one-sided").replace("p. 9", "p. 7")
    found = problems(put(tmp_path, spoilt))
    assert len(found) == 4
    for said in ("oslo", "lasts", 'claim "one-sided" is given twice', 'no passage "p. 7"'):
        assert any(said in each for each in found)


def test_all_wrong_names_of_a_test_at_once(tmp_path: Path) -> None:
    found = problems(put(tmp_path, claim("deal.lasts and reservation.us < trust.usa.dprc")))
    assert [each.split("test: ")[1][:12] for each in found] == [
        '"deal" is no',
        "party or rat",
        'party "dprc"',
    ]


def test_what_is_missing(tmp_path: Path) -> None:
    found = problems(put(tmp_path, "author: An author\nclaims:\n  - {id: one}\n"))
    assert [each.split("  ")[1] for each in found] == [
        'claim one: "says" is missing; add it',
        'claim one: "test" is missing; add it',
    ]


def test_nothing_is_said_of_what_could_not_be_read(tmp_path: Path) -> None:
    files = {**FILES, "readings/kelly.yaml": CLAIMS, "offers.yaml": "offers: [\n"}
    assert all(each.startswith("offers.yaml") for each in problems(write(tmp_path, files)))


KNOWN = Known(
    ["usa", "dprk"],
    ["congress"],
    {"plants": ["kept", "closed"]},
    ["hanoi"],
    ["talks"],
    {"talks": ["usa", "dprk"]},
)
IDS = {
    "VIEWER": "usa",
    "GIVER": "dprk",
    "PARTY": "usa",
    "SIDE": "congress",
    "ISSUE": "plants",
    "OPTION": "closed",
    "OFFER": "hanoi",
    "MEETING": "talks",
}


@pytest.mark.parametrize("words", [pattern.words for pattern in PATTERNS])
def test_every_kind_of_name_is_found(words: str) -> None:
    pattern = next(each for each in PATTERNS if each.words == words)
    text = ".".join(IDS.get(part, part) for part in pattern.parts)
    test = text if pattern.unit == "bool" else f"{text} < 1"
    _, (found,) = read_test(test, KNOWN)
    assert found.pattern is pattern
    assert found.unit.kind == pattern.unit


def test_names_of_patterns_are_told_apart() -> None:
    assert len({pattern.words for pattern in PATTERNS}) == len(PATTERNS)
    assert all(pattern.meaning and not pattern.meaning.endswith(".") for pattern in PATTERNS)


def test_who_is_not_asked_cannot_accept() -> None:
    known = Known(["usa", "dprk", "rok"], (), {}, (), ["talks"], {"talks": ["usa", "dprk"]})
    with pytest.raises(ExpressionError, match="those who are asked are usa, dprk") as caught:
        read_test("meet.talks.accepts.rok", known)
    assert caught.value.column == len("meet.talks.accepts.")
