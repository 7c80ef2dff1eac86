"""Whatever is added to events.yaml, and however it is written: it only grows, or stays."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case import append_event, load
from detente.errors import CaseError, InputError
from tests.folders import EVENTS, FILES, write

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALONE = {name: FILES[name] for name in ("case.yaml", "sources.yaml")}
FIRST = "events:\n  - {date: 2020-11-28, moves: {yongbyon: frozen}, outcome: done}\n"

texts = st.text(min_size=1, max_size=120).filter(lambda text: text.strip())
moves = st.fixed_dictionaries(
    {
        "date": st.dates(dt.date(2020, 7, 15)).map(str),
        "moves": st.sampled_from([{"yongbyon": "frozen"}, {"inspections": "some"}]),
        "outcome": st.sampled_from(["done", "late", "disputed"]),
    },
    optional={"what": texts, "note": texts},
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["moves", "by", "usa", "change"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ("date", "what", "moves", "outcome", "by", "promise", "change", "because", "note", "x")
anything = st.dictionaries(st.sampled_from(KEYS), values, max_size=5)
WORDS = (
    "\n",
    "\r\n",
    "  ",
    "- ",
    "#",
    "---\n",
    "...\n",
    "|\n",
    ">-\n",
    "'",
    '"',
    "[",
    "{",
    "\ufeff",
)


def add(folder: Path, event: Any) -> bool:
    """Add an event; whether it was added. The file begins with what it was before."""
    path = folder / "events.yaml"
    before = path.read_bytes()
    try:
        added = append_event(folder, event)
    except (CaseError, InputError) as error:
        said = str(error)
    else:
        said = ""
    after = path.read_bytes()
    if said:
        assert after == before
        return False
    assert after.startswith(before)
    assert after.endswith(b"\n")
    assert load(folder).events[-1] == added
    return True


def make(folder: str, events: bytes = FIRST.encode()) -> Path:
    root = write(Path(folder), ALONE)
    (root / "events.yaml").write_bytes(events)
    return root


@MANY
@given(st.lists(moves, min_size=1, max_size=3))
def test_every_text_comes_back_as_it_was_given(events: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = make(place)
        for event in events:
            if add(folder, event):
                found = load(folder).events[-1]
                assert found.what == event.get("what", "").strip()
                assert found.note == event.get("note", "").strip()
                assert (str(found.date), found.moves) == (event["date"], event["moves"])
            else:
                said = event.get("what", "") + event.get("note", "")
                assert any(not char.isprintable() for char in said)


@MANY
@given(anything)
def test_any_value_at_all(event: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as place:
        add(make(place), event)


@MANY
@given(st.text(max_size=80) | st.binary(max_size=40).map(lambda data: data.decode("latin-1")))
def test_any_text_at_all(event: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        add(make(place), event)


@MANY
@given(st.data())
def test_any_file_at_all(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([FIRST, EVENTS.split("  - date: 2021-04-01")[0], "events:\n"]))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.integers(0, 6)))
        text = text[:at] + data.draw(st.sampled_from(WORDS)) + text[end:]
    event = {"date": "2021-05-01", "moves": {"inspections": "some"}, "outcome": "done"}
    with tempfile.TemporaryDirectory() as place:
        add(make(place, text.encode()), event)
