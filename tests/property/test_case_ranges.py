"""Numbers and ranges on any text: exact, or one message that quotes it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.case.ranges import (
    LARGEST,
    RangeError,
    parse_date,
    parse_days,
    parse_number,
    parse_partial_date,
    parse_range,
    parse_share_range,
)

PARSERS = (parse_number, parse_range, parse_share_range, parse_days, parse_date, parse_partial_date)
numbers = st.decimals(-LARGEST, LARGEST, places=9, allow_nan=False)
pieces = st.sampled_from(
    ["5", "9", "-", "+", ".", ",", " ", "to", " to ", "best", "%", "e", "^", "0"]
)
written = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=12).map("".join))


def refusal(parse: Callable[[str], object], text: str) -> str | None:
    """What is said against a text; None when it is read."""
    try:
        parse(text)
    except RangeError as error:
        return str(error)
    return None


@given(numbers)
def test_every_decimal_is_read_back_exactly(value: Decimal) -> None:
    assert parse_number(format(value, "f")) == value


@given(numbers, numbers)
def test_a_range_keeps_its_ends_or_asks_to_turn_them(one: Decimal, other: Decimal) -> None:
    text = f"{one:f} to {other:f}"
    if one > other:
        with pytest.raises(RangeError, match="runs downwards"):
            parse_range(text)
    elif one == other:
        assert parse_range(text).point == one
    else:
        found = parse_range(text)
        assert (found.low, found.high, found.point) == (one, other, None)


@given(written, st.sampled_from(PARSERS))
@example("9" * 10_000, parse_number)
@example("." * 10_000, parse_range)
@example("1" * 5_000 + " to " + "2" * 5_000, parse_range)
def test_any_text_is_read_or_refused(text: str, parse: Callable[[str], object]) -> None:
    said = refusal(parse, text)
    assert said is None or (said and "\n" not in said)


@given(written)
def test_what_is_suggested_can_be_read(text: str) -> None:
    said = refusal(parse_range, text) or ""
    before, _, rest = said.rpartition('Did you mean "')
    if before:
        assert "is not a number" not in (refusal(parse_range, rest.removesuffix('"?')) or "")
