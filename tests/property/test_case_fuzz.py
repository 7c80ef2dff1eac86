"""Any bytes at all: a case, or an error that names its places; never anything else."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case import Case, apply_event, apply_reading, load
from detente.case.arrays import Frame
from detente.case.days import find_closed, find_payoffs, find_readiness
from detente.errors import CaseError
from tests.folders import FILES, RULES, SOURCES, VALLEYS, write

MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.sampled_from(sorted(FILES))
meetings = st.sampled_from(("meetings.yaml", "readings/lower.yaml"))
WORDS = (
    *("usa", "dprk", "congress", "yongbyon", "frozen", "kept", "inspections.some", "kelly2020"),
    *(
        "moves: {yongbyon: frozen}",
        "broken",
        "late",
        "change",
        "oil-escrow",
        "by: usa",
        "floors: {}",
    ),
    *("null", "true", "~", "{}", "[]", "[[]]", "{a: b}", "- x", "-1", "5 to 9", "9 to 5", "20%"),
    *("1e999", ".nan", "2020-02-30", "2999-01-01", "'", '"', "\t", "&a", "*a", "<<: {}", "!!x y"),
    *("? x", "---", "...", "%YAML 1.1", "#", "|", ">", "\n", "\n  ", "\r", "\u2028", "\ufeff"),
)


def try_to_load(root: Path) -> Case | CaseError:
    try:
        return load(root)
    except CaseError as error:
        return error


def check(files: dict[str, bytes], case: dict[str, str] = FILES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder), case)
        for name, content in files.items():
            (root / name).write_bytes(content)
        found = try_to_load(root)
    if isinstance(found, Case):
        assert list(found.quantities())
        assert Frame(found).layout.n_packages
        for reading in found.readings:
            apply_reading(found, reading.id)
        for event in found.events:
            apply_event(found, event)
        for meeting in found.meetings:
            for on in (None, meeting.date, *meeting.dates):
                assert find_readiness(found, meeting, on)
                assert find_payoffs(found, meeting, on) is not None
                find_closed(found, on)
    else:
        assert found.problems
        for problem in found.problems:
            assert problem.message.strip()
            assert "\n" not in str(problem)


@MANY
@given(names, st.binary(max_size=300))
def test_any_bytes(name: str, content: bytes) -> None:
    check({name: content})


@MANY
@given(names, st.text(max_size=300))
def test_any_text(name: str, content: str) -> None:
    check({name: content.encode("utf-8", "surrogatepass")})


@MANY
@given(names, st.data())
def test_a_word_put_in_anywhere(name: str, data: st.DataObject) -> None:
    text = FILES[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(WORDS)) + text[end:]
    check({name: text.encode()})


@MANY
@given(meetings, st.data())
def test_a_value_put_in_place_of_another_in_meetings(name: str, data: st.DataObject) -> None:
    """Calendar, counters, conditions and helps, and what a reading makes of them."""
    text = VALLEYS[name]
    words = re.findall(r"[\w.-]+", text)
    spots = [found.span() for found in re.finditer(r"[\w.-]+", text)]
    for _ in range(data.draw(st.integers(1, 2))):
        start, end = data.draw(st.sampled_from(spots))
        word = data.draw(st.sampled_from((*WORDS, *words)))
        text = text[:start] + word + text[end:]
    check({name: text.encode()}, VALLEYS)


def test_the_rules_are_in_order_before_anything_is_put_in_their_place(tmp_path: Path) -> None:
    case = load(write(tmp_path, {"case.yaml": FILES["case.yaml"] + RULES, "sources.yaml": SOURCES}))
    assert [each.kind for each in case.constraints] == ["at_most", "exactly", "only", "never"]


@MANY
@given(st.data())
def test_a_value_put_in_place_of_another_in_rules(data: st.DataObject) -> None:
    """Constraints, who has to agree, and combinations of any of several options."""
    text = RULES
    words = re.findall(r"[\w.-]+", text)
    spots = [found.span() for found in re.finditer(r"[\w.-]+|[{}\[\]]", text)]
    start, end = data.draw(st.sampled_from(spots))
    word = data.draw(st.sampled_from((*WORDS, *words, "0", "3")))
    check({"case.yaml": (FILES["case.yaml"] + text[:start] + word + text[end:]).encode()})


@MANY
@given(names, st.data())
def test_a_value_put_in_place_of_another(name: str, data: st.DataObject) -> None:
    parts = FILES[name].split(": ")
    at = data.draw(st.integers(1, len(parts) - 1))
    word = data.draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)))
    rest = parts[at].partition("\n")[2] if "\n" in parts[at] else parts[at]
    parts[at] = f"{word}\n{rest}"
    check({name: ": ".join(parts).encode("utf-8", "surrogatepass")})


@MANY
@given(names, st.data())
def test_lines_lost_doubled_and_moved(name: str, data: st.DataObject) -> None:
    lines = FILES[name].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(0, len(lines) - 1)))
        to = data.draw(st.integers(0, len(lines)))
        lines[to:to] = lines[at : at + 1]
        if data.draw(st.booleans()):
            del lines[at : at + 1]
    check({name: "".join(lines).encode()})
