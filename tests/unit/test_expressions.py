"""Tests on findings: what can be read, what it is worth, and where it goes wrong."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from detente.core.expression_reader import parse
from detente.core.expression_values import Unit, compare, evaluate, find_unit
from detente.core.expressions import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    Arithmetic,
    Comparison,
    ExpressionError,
    Logic,
    Name,
    Number,
    Prefix,
    find_names,
    to_text,
)

UNITS = {
    "usa": Unit("points", "usa"),
    "dprk": Unit("points", "dprk"),
    "share": Unit("share"),
    "ratio": Unit("ratio"),
    "count": Unit("count"),
    "true": Unit("bool"),
}


def unit(text: str) -> str:
    return str(find_unit(parse(text), lambda name: UNITS[name.text]))


def fail(text: str) -> tuple[str, int]:
    with pytest.raises(ExpressionError) as caught:
        find_unit(parse(text), lambda name: UNITS[name.text])
    return str(caught.value), caught.value.column


def value(text: str, **values: object) -> object:
    return evaluate(parse(text), {k: np.asarray(v) for k, v in values.items()}).tolist()


def test_what_binds_tighter() -> None:
    a, b, c = Name("a"), Name("b"), Name("c")
    one = Number(Decimal(1))
    assert parse("a + b * c") == Arithmetic("+", a, Arithmetic("*", b, c))
    assert parse("a - b - c") == Arithmetic("-", Arithmetic("-", a, b), c)
    assert parse("not a < 1 and b or c") == Logic(
        "or", (Logic("and", (Prefix("not", Comparison(a, (("<", one),))), b)), c)
    )
    assert parse("-a * b") == Arithmetic("*", Prefix("-", a), b)
    assert parse("1 < a <= b") == Comparison(one, (("<", a), ("<=", b)))


def test_hyphens_belong_to_names_and_a_minus_stands_apart() -> None:
    assert [name.text for name in find_names(parse("x.un-sanctions < y-z"))] == [
        "x.un-sanctions",
        "y-z",
    ]
    assert parse("a - b") == parse("a -b") == Arithmetic("-", Name("a"), Name("b"))


def test_percent_is_a_share_and_keeps_its_decimals() -> None:
    assert parse("12.5%") == Number(Decimal("0.125"), share=True)
    assert to_text(parse("x < 12.5%")) == "x < 12.5%"
    assert to_text(parse("x < 0.10")) == "x < 0.10"


@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("", "the test ends where a number or a name is needed", 0),
        ("a <", "the test ends where a number or a name is needed", 3),
        ("a < )", '")" stands where a number or a name is needed', 4),
        ("(a < 1", 'this "(" is never closed; add a ")"', 0),
        ("a < 1)", 'this ")" closes nothing; remove it', 5),
        ("a b", '"b" follows where the test could end; put and, or, or a sign between the two', 2),
        ("a = 1", '"=" cannot be read in a test; to compare, write "=="', 2),
        ("a ≤ 1", '"≤" cannot be read in a test; write "<="', 2),
        ("a && b", '"&" cannot be read in a test; write "and"', 2),
        ("A < 1", '"A" cannot be read in a test; names are written in lower case', 0),
        ("a < .5", '".5" cannot be read in a test', 4),
        ("a < 2x", '"2x" cannot be read in a test; write a number such as 0.5 or 20%', 4),
        ("chance(a)", '"chance" is no function; the functions are min, max', 0),
        ("max(a, b", 'this "(" is never closed; add a ")"', 3),
        ("max(a b)", '"b" stands where the parenthesis should close; add a ")" before it', 6),
        ("and", '"and" stands where a number or a name is needed', 0),
        ("a < 50 %", '"%" cannot be read in a test; write it right behind a number, as in 50%', 7),
        ("a < .5", '".5" cannot be read in a test; write a number such as 0.5', 4),
        ("a.B < 1", "cannot be read in a test", 1),
    ],
)
def test_mistakes_are_said_in_their_place(text: str, said: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert caught.value.column == column


def test_limits() -> None:
    for text in ("a" * (MOST_CHARACTERS + 1), "(" * 60 + "a", "not " * 60 + "a", "-" * 80 + "a"):
        with pytest.raises(ExpressionError, match="make two claims of it"):
            parse(text)
    with pytest.raises(ExpressionError, match="more than 200 parts"):
        parse("+".join("1" * 1 for _ in range(150)))
    assert parse("(" * (MOST_DEPTH - 1) + "a" + ")" * (MOST_DEPTH - 1)) == Name("a")


def test_units_of_what_makes_sense() -> None:
    assert unit("usa + 1 - usa") == "points of usa"
    assert unit("usa / usa") == unit("share / share") == unit("share + ratio") == "a ratio"
    assert unit("10% * usa") == unit("usa * share") == unit("usa / 2") == "points of usa"
    assert unit("1 - share") == unit("share * share") == unit("odds(true)") == "a share"
    assert unit("usa / usa < dprk / dprk") == unit("ratio < 10%") == "true or false"
    assert unit("max(usa, 0)") == unit("median(usa)") == unit("-usa") == "points of usa"
    assert unit("2 * 3") == unit("2 / 3") == "a number"
    assert unit("1 / share") == unit("1 / ratio") == unit("1 / 20%") == "a ratio"
    assert unit("count >= 2 and not true") == "true or false"


@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("usa < dprk", "points of usa and points of dprk cannot be compared", 4),
        ("usa + dprk < 1", "each side counts on a scale of its own", 4),
        ("usa < 10%", "points of usa and a share cannot be compared", 4),
        ("usa * usa < 1", "points of usa cannot be multiplied by points of usa", 4),
        ("1 / share < usa", "a ratio and points of usa cannot be compared", 10),
        ("1 / usa < 1", "a number cannot be divided by points of usa", 2),
        ("usa / dprk < 1", "points of usa cannot be divided by points of dprk", 4),
        ("count < share", "a count and a share cannot be compared", 6),
        ("true < 1", "this is true or false already", 0),
        ("1 < true", "this is true or false already", 4),
        ("true + 1 < 2", "odds(...) makes a share of it", 5),
        ("-true < 2", "cannot be reckoned with", 0),
        ("true and usa", "this is points of usa, where something true or false is needed", 9),
        ("not usa", "where something true or false is needed", 4),
        ("odds(usa) < 1", "where something true or false is needed", 5),
        ("mean(true) < 1", "odds(...) makes a share of it", 5),
        ("max(usa) < 1", "max takes two or more amounts", 0),
        ("max(usa, 1, dprk) < 1", "points of usa and points of dprk cannot be compared", 12),
        ("abs(usa, usa) < 1", "abs takes one amount", 0),
        ("usa < 1 < dprk", "points of usa and points of dprk cannot be compared", 4),
    ],
)
def test_units_of_what_does_not(text: str, said: str, column: int) -> None:
    message, at = fail(text)
    assert said in message
    assert at == column


def test_values_in_every_draw() -> None:
    assert value("a < 1 and b", a=[0.0, 2.0], b=[True, True]) == [True, False]
    assert value("0 < a <= 1", a=[0.0, 0.5, 1.0, 2.0]) == [False, True, True, False]
    assert value("max(a, 1) - min(a, 1)", a=[0.0, 3.0]) == [1.0, 2.0]
    assert value("not b or a == 3", a=[3.0, 0.0], b=[True, True]) == [True, False]
    assert value("abs(-a) / 2", a=[4.0]) == [2.0]


def test_values_over_the_draws() -> None:
    assert value("odds(b)", b=[True, False, False, False]) == 0.25
    assert value("odds(a > 1) >= 50%", a=[0.0, 2.0]) is True
    assert value("median(a)", a=[0.0, 1.0, 5.0]) == 1.0
    assert value("mean(a)", a=[0.0, 4.0]) == 2.0
    assert value("p90(a) - p10(a)", a=np.linspace(0, 1, 11)) == pytest.approx(0.8)
    assert value("a > mean(a)", a=[0.0, 4.0]) == [False, True]


def test_quantiles_of_what_may_be_infinite() -> None:
    ratios = [np.inf, np.inf, np.inf, 1.0]
    assert value("median(a)", a=ratios) == value("p90(a)", a=ratios) == np.inf
    assert value("p10(a)", a=[0.0, 1.0, 2.0, np.inf]) == pytest.approx(0.3)
    assert value("median(a)", a=[1.0, np.inf]) == np.inf
    assert value("median(a)", a=[-np.inf, 1.0]) == -np.inf
    assert str(value("median(a)", a=[-np.inf, np.inf])) == "nan"
    assert str(value("median(a)", a=[np.nan, 1.0])) == "nan"


def test_what_rounding_leaves_is_nothing() -> None:
    parts = {"a": [0.3, 0.1], "b": [0.1, 0.2], "c": [0.2, 0.3]}
    assert value("a - b - c >= 0", **parts) == [True, False]
    assert value("a + b - c <= 0", **parts) == [False, True]


def test_ties_are_ties() -> None:
    third = 0.1 + 0.2
    assert value("a < 0.3 or a > 0.3", a=[third]) == [False]
    assert value("a <= 0.3 and a >= 0.3 and a == 0.3", a=[third]) == [True]
    assert value("a != 0.3", a=[third, 0.4]) == [False, True]


def test_what_is_divided_by_nothing() -> None:
    assert value("a / 0 > 1000", a=[1.0, -1.0, 0.0]) == [True, False, False]
    assert value("a / 0 == a / 0", a=[1.0, 0.0]) == [True, False]
    assert compare("<", np.array([1.0]), np.array([np.inf])).tolist() == [True]
