"""What is too much to be computed, or has too many digits to be computed exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import json_schema, load
from detente.case.arrays import Frame
from detente.case.check_sizes import LIMIT, MAX_INTERACTIONS, MAX_RATIFIERS, MAX_STREAMS
from detente.case.sampling import draw_sample
from detente.core.integers import VALUE_LIMIT, compute_scale
from tests.folders import CASE, FILES, problems, spoil, write

HEAD = "detente: 1\ntitle: T\nas_of: 2020-01-01\n"


def write_case(folder: Path, body: str) -> Path:
    return write(folder, {"case.yaml": HEAD + body})


def test_the_limit_is_the_one_of_the_draws() -> None:
    assert LIMIT == VALUE_LIMIT


def test_too_large_for_its_decimals(tmp_path: Path) -> None:
    found = spoil(tmp_path, ("case.yaml", "usa: 14 to 30", "usa: 1000000.000001 to 2000000"))
    assert found == [
        (
            "case.yaml:20:14  issue yongbyon, option dismantled: the numbers of usa add up to "
            "2,000,023, the largest here, with up to 6 decimals; sums are exact only below "
            "1,099,511,627,776 units of the last decimal. For usa, write at most 5 decimals, or "
            "choose a larger unit"
        )
    ]


def test_too_large_without_decimals(tmp_path: Path) -> None:
    found = spoil(
        tmp_path,
        ("case.yaml", "usa: 6 to 14", "usa: 900000000000"),
        ("case.yaml", "usa: 4 to 8", "usa: 200000000000"),
    )
    assert len(found) == 1
    assert found[0].startswith("case.yaml:15:14  issue yongbyon, option frozen: ")
    assert found[0].endswith("For usa, choose a larger unit")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("usa: 4 to 8", "usa: {value: 999999999999.5}", "31:10", "For usa, write no decimals, or"),
        ("reservation: -5 to 0", "reservation: -2000.123456789 to 0", "8:39", "at most 8 decimals"),
        ("reservation: 0}", "reservation: 0.00000001 to 20000}", "5:43", "at most 7 decimals"),
        ("dprk: -5 to -2", "dprk: -200000000000.2 to 5", "16:15", "with up to 1 decimal; sums are"),
    ],
)
def test_the_largest_number_is_named(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    found = spoil(tmp_path, ("case.yaml", old, new))
    assert len(found) == 1, found
    assert found[0].startswith(f"case.yaml:{place}  "), found
    assert said in found[0]


def test_a_reading_with_too_many_digits(tmp_path: Path) -> None:
    found = spoil(tmp_path, ("readings/kelly.yaml", "usa: 3 to 5", "usa: 300000.0000001"))
    assert len(found) == 1
    assert found[0].startswith("readings/kelly.yaml:5:47  issue yongbyon, option frozen: ")
    assert "the numbers of usa add up to 300,062" in found[0]
    assert "For usa, write at most 6 decimals" in found[0]


def test_what_a_reading_replaces_does_not_count(tmp_path: Path) -> None:
    case = CASE.replace("usa: 6 to 14", "usa: 900000000000")
    reading = FILES["readings/kelly.yaml"].replace("usa: 3 to 5", "usa: 800000000000")
    load(write(tmp_path, {**FILES, "case.yaml": case, "readings/kelly.yaml": reading}))


@pytest.mark.parametrize("value", ["1000000.125", "1000000000", "-999999.999 to 1000000.001"])
def test_ordinary_sizes_pass_and_are_drawn_as_written(tmp_path: Path, value: str) -> None:
    issues = "".join(
        f"  issue-{n}: {{options: {{none: {{}}, some: {{a: 1, b: {value}}}, "
        f"all: {{a: 2, b: {value}}}}}}}\n"
        for n in range(50)
    )
    case = load(write_case(tmp_path, f"parties: {{a: {{}}, b: {{}}}}\nissues:\n{issues}"))
    scale = compute_scale(draw_sample(Frame(case), 4).values)
    assert (scale[:, 1] >= (1 if "." not in value else 1_000)).all()


def test_many_small_numbers_do_not_sum_to_trouble(tmp_path: Path) -> None:
    case = load(write(tmp_path, {**FILES, "case.yaml": CASE.replace("6 to 14", "5.5000000000")}))
    assert case.issue("yongbyon").option("frozen").values["usa"].text == "5.5000000000"


def test_too_many_ratifiers(tmp_path: Path) -> None:
    more = "".join(f"  r{n}: {{party: usa}}\n" for n in range(MAX_RATIFIERS))
    found = spoil(tmp_path, ("case.yaml", "issues:\n", f"{more}issues:\n"))
    assert found == [
        "case.yaml:7:1  ratifiers: 25 given, but at most 24 are allowed; merge some",
    ]


def write_many(folder: Path, parties: int, issues: int, interactions: int) -> Path:
    listed = ", ".join(f"p{n}: {{}}" for n in range(parties))
    body = f"parties: {{{listed}}}\nissues:\n"
    body += "".join(
        f"  i{n}: {{options: {{none: {{}}, some: {{p0: 1, p1: 1}}}}}}\n" for n in range(issues)
    )
    body += "interactions:\n"
    body += "  - {when: {i0: some, i1: some}, p0: 1}\n" * interactions
    return write_case(folder, body)


def test_too_many_interactions(tmp_path: Path) -> None:
    found = problems(write_many(tmp_path, 2, 2, MAX_INTERACTIONS + 1))
    assert found == [
        (
            "case.yaml:8:1  interactions: 501 given, but at most 500 are allowed; "
            "keep those that matter most"
        )
    ]


def test_too_many_values_to_draw(tmp_path: Path) -> None:
    folder = write_many(tmp_path, 12, 200, MAX_INTERACTIONS)
    ratifiers = "".join(f"  r{n}: {{party: p0}}\n" for n in range(MAX_RATIFIERS))
    text = (folder / "case.yaml").read_text().replace("issues:", f"ratifiers:\n{ratifiers}issues:")
    (folder / "case.yaml").write_text(text)
    found = problems(folder)
    assert found == [
        (
            "case.yaml:231:1  interactions: 36 parties and ratifiers times 200 issues and 500 "
            "interactions are 25,200, but at most 20,000 can be drawn; leave out interactions or "
            "ratifiers"
        )
    ]


def test_the_largest_case_can_be_drawn(tmp_path: Path) -> None:
    case = load(write_many(tmp_path, 12, 200, MAX_INTERACTIONS))
    assert draw_sample(Frame(case), 1).values.shape == (1, 12, 900)


def test_the_reserve_covers_what_else_is_drawn() -> None:
    sides, parties, levels = 12 + MAX_RATIFIERS, 12, 5
    assert MAX_STREAMS + sides + parties**2 + levels <= 21_201


def test_the_schema_tells_the_limits() -> None:
    keys = json_schema("case")["$defs"]["case"]["properties"]
    assert f"'maxProperties': {MAX_RATIFIERS}" in str(keys["ratifiers"])
    assert f"'maxItems': {MAX_INTERACTIONS}" in str(keys["interactions"])
