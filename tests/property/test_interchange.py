"""Formats of others: nothing that is written is lost, and nothing that is read does harm."""

from __future__ import annotations

import contextlib
import tempfile
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import detente
from detente.case.interchange import Draft
from detente.case.interchange.exact import find_scale, read_number, write_decimal
from detente.errors import DetenteError
from tests.scenarios import SCENARIOS, find_efficient, write

SLOW = [HealthCheck.too_slow]
NUMBERS = st.one_of(
    st.integers(-4, 4).map(str),
    st.decimals(-100, 100, places=2).map(str),
    st.sampled_from(["0", "1", "1 to 3", "0.333333333"]),
)


@st.composite
def cases(draw: st.DrawFn, most_parties: int) -> str:
    """A case without ties between issues, and with many equal values."""
    sides = "abcd"[: draw(st.integers(2, most_parties))]
    counts = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    lines = ["detente: 1", "title: Random", "as_of: 2020-01-01", "parties:"]
    lines += [f"  {side}: {{reservation: {draw(NUMBERS)}}}" for side in sides]
    lines += ["issues:"]
    for issue, count in enumerate(counts):
        lines += [f"  issue-{issue}:", "    ordered: false", "    options:"]
        for option in range(count):
            values = ", ".join(f"{side}: {draw(NUMBERS)}" for side in sides)
            lines.append(f"      option-{option}: {{{values}}}")
    return "\n".join(lines) + "\n"


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(st.data(), st.sampled_from(["genius", "geniusweb", "negmas", "negolog"]))
def test_a_case_that_goes_out_and_comes_back_has_the_same_frontier(
    data: st.DataObject, name: str
) -> None:
    text = data.draw(cases(2 if name == "negolog" else 4))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        case = Draft({"case.yaml": text}).save(folder / "case")
        detente.export_case(case, folder / "out", name)
        again = detente.import_case(folder / "out").save(folder / "again")
        assert find_efficient(again) == find_efficient(case)


WORDS = [b'"', b"<", b">", b"{", b"]", b"&x;", b"<!DOCTYPE a>", b"9" * 300, b"1e9", b"-", b"\x00"]


@st.composite
def spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut a file off, repeat a piece of it, or write something into it."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        piece = draw(
            st.one_of(
                st.sampled_from([b"", content[start:end] * 2, content[start:end] * 50]),
                st.sampled_from(WORDS),
                st.binary(max_size=5),
            )
        )
        content = content[:start] + piece + content[draw(st.sampled_from([start, end])) :]
    return content


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(st.data(), st.sampled_from(sorted(SCENARIOS)))
def test_no_file_does_more_than_be_refused(data: st.DataObject, name: str) -> None:
    files: dict[str, str | bytes] = dict(SCENARIOS[name])
    file = data.draw(st.sampled_from(sorted(files)))
    files[file] = data.draw(spoilt(str(files[file]).encode()))
    with tempfile.TemporaryDirectory() as place:
        folder = write(Path(place) / "scenario", files)
        before = {item.name: item.read_bytes() for item in folder.iterdir()}
        with contextlib.suppress(DetenteError):
            detente.import_case(folder, name).save(Path(place) / "case")
        assert {item.name: item.read_bytes() for item in folder.iterdir()} == before
        assert {item.name for item in Path(place).iterdir()} <= {"scenario", "case"}


@given(st.fractions(), st.integers(0, 6))
def test_numbers_are_read_as_they_are_written(amount: Fraction, decimals: int) -> None:
    rounded = Fraction(round(amount * 10**decimals), 10**decimals)
    text = write_decimal(rounded)
    assert len(text) > 60 or read_number(text) == rounded


@given(st.lists(st.fractions(max_denominator=10**12), min_size=1, max_size=8))
def test_scales_are_exact_or_say_by_how_much_they_are_not(amounts: list[Fraction]) -> None:
    scale = find_scale([amounts[:3], amounts[3:]])
    for amount in amounts:
        off = abs(Fraction(scale.write(amount)) - amount * scale.factor)
        assert off <= scale.off


@given(
    st.decimals("0.1", "0.9", places=17).map(Fraction),
    st.integers(2, 50),
    st.lists(st.lists(st.integers(1, 50), min_size=2, max_size=4), min_size=2, max_size=4),
)
def test_what_ties_across_issues_of_one_weight_still_does(
    weight: Fraction, best: int, evaluations: list[list[int]]
) -> None:
    rows = [[weight * each / best for each in row] for row in evaluations]
    scale = find_scale([*rows, [Fraction(1, 3)], []])
    points = {
        each: Fraction(scale.write(each * weight / best)) for row in evaluations for each in row
    }
    one = {points[each] / each for each in points if each}
    assert len(one) <= 1, "all are multiples of the same"
