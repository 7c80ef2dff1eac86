"""The grammar of numbers, ranges, shares, durations and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from detente.case.ranges import (
    Range,
    RangeError,
    parse_date,
    parse_days,
    parse_number,
    parse_partial_date,
    parse_range,
    parse_share,
    parse_share_range,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("-2.5", "-2.5"),
        ("+5", "5"),
        ("0.1", "0.1"),
        ("007", "7"),
        ("-0", "0"),
        ("1.10", "1.10"),
        ("0.123456789", "0.123456789"),
        ("1000000000000", "1000000000000"),
        ("1.0000000000000000", "1"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


def test_zero_has_no_sign() -> None:
    assert str(parse_number("-0.0")).startswith("0")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a number is missing"),
        ("nan", "is not a number that can be used"),
        ("-.inf", "is not a number that can be used"),
        ("Infinity", "is not a number that can be used"),
        ("10^400", "is not written out"),
        ("10**9", "is not written out"),
        ("1e5", "is not written out"),
        ("1000000000001", "is too large; at most 1,000,000,000,000 either way"),
        ("-" + "9" * 200, "is too large"),
        ("0.1234567891", "has more than 9 decimals; round it"),
        ("5%", "is a percentage; a plain number is needed here"),
        (".5", 'Did you mean "0.5"?'),
        ("5.", 'Did you mean "5"?'),
        ("1,5", 'Did you mean "1.5"?'),
        ("1,000,000", 'Did you mean "1000000"?'),
        ("1_000", 'Did you mean "1000"?'),
        ("\N{MINUS SIGN}5", 'Did you mean "-5"?'),
        ("5-9", 'Did you mean "5 to 9"?'),
        ("5 - 9", 'Did you mean "5 to 9"?'),
        ("5..9", 'Did you mean "5 to 9"?'),
        ("5\N{EN DASH}9", 'Did you mean "5 to 9"?'),
        ("-5--2", 'Did you mean "-5 to -2"?'),
        ("five", 'Write a number such as "5"'),
        ("٥", 'Write a number such as "5"'),
        ("0x10", 'Write a number such as "5"'),
        ("5 to", 'Write a number such as "5"'),
        ("5 to 9 best 6", 'Write a number such as "5"'),
    ],
)
def test_what_is_no_number_says_what_would_be(text: str, said: str) -> None:
    with pytest.raises(RangeError) as caught:
        parse_range(text)
    assert said in str(caught.value)
    assert not text or text[:10] in str(caught.value)


def test_ranges_keep_their_ends() -> None:
    assert parse_range("5 to 9") == Range("5 to 9", low=Decimal(5), high=Decimal(9))
    assert parse_range(" -5  to  -2 , best -3 ").best == Decimal(-3)
    assert parse_range("5 to 9, best 6").ends == (Decimal(5), Decimal(9))
    assert parse_range("5").ends == (Decimal(5), Decimal(5))


def test_equal_ends_are_a_point() -> None:
    flat = parse_range("5 to 5.0, best 5")
    assert (flat.point, flat.flat, flat.low) == (Decimal(5), True, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9 to 5", '"9 to 5" runs downwards. Did you mean "5 to 9"?'),
        ("-2 to -5", 'Did you mean "-5 to -2"?'),
        ("9 to 5, best 6", 'Did you mean "5 to 9, best 6"?'),
        ("5 to 9, best 4", "best 4 lies outside 5 to 9; move it inside"),
        ("5 to 5, best 6", "best 6 lies outside 5 to 5"),
        ("5 to 9, best 9", "best 9 lies too close to an end of 5 to 9"),
        ("5 to nan", '"nan" is not a number that can be used'),
    ],
)
def test_ranges_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(RangeError) as caught:
        parse_range(text)
    assert said in str(caught.value)


def test_shares() -> None:
    assert [parse_share(text) for text in ("20%", "0.2", "1", "0", "12.5 %")] == [
        Decimal("0.2"),
        Decimal("0.2"),
        Decimal(1),
        Decimal(0),
        Decimal("0.125"),
    ]
    assert parse_share_range("30% to 60%").high == Decimal("0.6")
    assert parse_share_range("0.3 to 0.6, best 0.5").best == Decimal("0.5")


def test_durations_count_days() -> None:
    texts = (
        "1 day",
        "90 days",
        "2 weeks",
        "1 month",
        "3 Months",
        "10 years",
        "1.5 years",
        "0 days",
    )
    assert [parse_days(text) for text in texts] == [1, 90, 14, 30, 91, 3652, 547, 0]


def test_dates() -> None:
    assert parse_date("2020-02-29") == dt.date(2020, 2, 29)
    assert parse_partial_date("2020") == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (parse_share, "20", 'Did you mean "20%"?'),
        (parse_share, "-1", "is not a share; write 0 to 1, or 0% to 100%"),
        (parse_share, "101%", "is not a share"),
        (parse_days, "90", 'Did you mean "90 days"?'),
        (parse_days, "-3 days", "is not a duration"),
        (parse_days, "soon", 'is not a duration; write "90 days", "3 months"'),
        (parse_days, "1001 years", "longer than a thousand years"),
        (
            parse_share,
            "50%%",
            '"50%%" is not a share; write 0 to 1, or 0% to 100%. Did you mean "50%"',
        ),
        (parse_share, "20% to 30%", '"20% to 30%" is not a share; write 0 to 1, or 0% to 100%'),
        (parse_share_range, "30%-60%", 'Did you mean "30% to 60%"?'),
        (parse_date, "2020-7-1", 'Did you mean "2020-07-01"?'),
        (parse_date, "15/03/2020", 'write year-month-day. Did you mean "2020-03-15"?'),
        (parse_date, "15.3.2020", 'Did you mean "2020-03-15"?'),
        (parse_date, "03/15/2020", 'Did you mean "2020-03-15"?'),
        (parse_date, "04/03/2020", "write year-month-day, for example 2020-03-15"),
        (parse_date, "31/31/2020", "write year-month-day, for example 2020-03-15"),
        (parse_date, "2021-02-29", "is not a day of the calendar"),
        (parse_date, "0000-01-01", "is not a day of the calendar"),
        (parse_date, "٢٠٢٠-01-01", "is not a full date"),
        (parse_partial_date, "July 2020", 'is not a date; write it as "2020-07-15", "2020-07"'),
    ],
)
def test_what_says_what_would_do(parse: Callable[[str], object], text: str, said: str) -> None:
    with pytest.raises(RangeError) as caught:
        parse(text)
    assert said in str(caught.value)
