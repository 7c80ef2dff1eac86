"""In whatever order variants are finished, wherever a sweep is killed: its files are the same."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import find_case, load
from detente.sweep import store
from detente.sweep.plan import Swept, plan_sweep
from detente.sweep.store import opening_store
from detente.sweep.worker import Outcome, Row

N = 7
TORN = ("", "[", '[3,"barter"', "\0\0", '[1,"barter","d",1,[["q","f",0.5,null]]')

rows = st.lists(
    st.tuples(
        st.sampled_from(("deals", "trust")),
        st.text(max_size=5),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def plan():
    case = load(find_case("barter-nash-1950"))
    grid = {"reservation/jack": [str(number) for number in range(N)]}
    named = [Swept("barter", case)]
    return plan_sweep(named, ["trust"], grid=grid, sample=0, vary=(), draws=4, seed=None)


def keep(folder: Path, plan, parts: list[list[Outcome]], torn: str) -> dict[str, bytes]:
    """Keep outcomes in several goes, each of which ends in a kill but the last; read the files."""
    for number, part in enumerate(parts):
        with opening_store(folder, plan) as kept:
            expected = {outcome.variant for before in parts[:number] for outcome in before}
            assert kept.finished == expected
            for outcome in part:
                kept.add(outcome)
        with (folder / store.LINES).open("a", encoding="utf-8") as stream:
            stream.write(torn if number < len(parts) - 1 else "")
    return {path.name: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


@settings(max_examples=8, deadline=None)
@given(data=st.data(), found=st.lists(rows, min_size=N, max_size=N), torn=st.sampled_from(TORN))
def test_order_and_kills_leave_no_trace(plan, data, found, torn):
    outcomes = [make(variant, some) for variant, some in enumerate(found, start=1)]
    order = data.draw(st.permutations(outcomes))
    cuts = sorted(data.draw(st.sets(st.integers(0, N), max_size=2)))
    ends = [0, *cuts, N]
    parts = [list(order[a:b]) for a, b in pairwise(ends)]
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as place:
        patch.setattr(store, "LEAST_BLOCK", 3)
        straight = keep(Path(place) / "straight", plan, [outcomes], "")
        assert keep(Path(place) / "crooked", plan, parts, torn) == straight


def make(variant: int, found: list[Row]) -> Outcome:
    return Outcome(variant, "barter", f"digest-{variant}", 1950, tuple(found))
