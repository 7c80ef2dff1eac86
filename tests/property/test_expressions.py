"""Laws of tests on findings: no text breaks the reader, and what is written is read back."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.finding_names import Known, read_test
from detente.core.expression_reader import parse
from detente.core.expression_values import BOOL, Unit, evaluate, find_unit
from detente.core.expressions import (
    COMPARISONS,
    Arithmetic,
    Call,
    Comparison,
    ExpressionError,
    Logic,
    Name,
    Node,
    Number,
    Prefix,
    find_names,
    to_text,
)

KNOWN = Known(
    ["usa", "dprk"], ["congress"], {"un-sanctions": ["kept", "all"]}, ["hanoi"], ["leaders-2020"]
)
PIECES = st.sampled_from(
    [
        *("and", "or", "not", "<", "<=", "==", "+", "-", "*", "/", "(", ")", ",", "%", ".", "é"),
        *("deal.exists", "trust.usa.dprk", "reservation.usa", "value.usa.un-sanctions.all"),
        *("offer.hanoi.return.dprk", "meet.leaders-2020.held", "0.5", "20%", "A", "odds("),
    ]
)

names = st.sampled_from(["a", "b.c", "un-sanctions.all", "x_1.y2"]).map(Name)
numbers = st.builds(
    Number,
    st.decimals(0, 10**6, places=3, allow_nan=False).map(lambda d: Decimal(f"{d:f}")),
    st.booleans(),
)


def extend(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Prefix, st.sampled_from(["not", "-"]), nodes),
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/"]), nodes, nodes),
        st.builds(
            Comparison,
            nodes,
            st.lists(st.tuples(st.sampled_from(COMPARISONS), nodes), min_size=1, max_size=2).map(
                tuple
            ),
        ),
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Call, st.sampled_from(["min", "odds", "p10"]), several),
    )


trees: st.SearchStrategy[Node] = st.recursive(names | numbers, extend, max_leaves=12)


@given(st.text(max_size=80) | st.lists(PIECES, max_size=30).map(" ".join))
@settings(max_examples=400)
def test_no_text_breaks_the_reader(text: str) -> None:
    refused = None
    try:
        node, found = read_test(text, KNOWN)
    except ExpressionError as error:
        refused = error
    if refused is None:
        values = {each.text: np.zeros(3, bool if each.unit == BOOL else float) for each in found}
        assert evaluate(node, values).dtype == np.bool_
    else:
        assert 0 <= refused.column <= max(len(text), 1)
        assert str(refused).isprintable()


@given(trees)
@settings(max_examples=400)
def test_what_is_written_is_read_back(node: Node) -> None:
    text = to_text(node)
    if len(text) <= 500:
        assert parse(text) == node


@given(trees)
def test_whatever_has_a_unit_has_a_value(node: Node) -> None:
    """Nothing that passes the check of units fails when it is worked out."""
    try:
        unit = find_unit(node, lambda _: Unit("points", "usa"))
    except ExpressionError:
        return
    drawn = {name.text: np.array([-1.5, 0.0, 2.0]) for name in find_names(node)}
    found = evaluate(node, drawn)
    assert found.shape in ((), (3,))
    assert (found.dtype == np.bool_) == (unit == BOOL)


@given(trees)
def test_spaces_and_parentheses_around_it_change_nothing(node: Node) -> None:
    text = to_text(node)
    if len(text) <= 490:
        assert parse(f"  ( {text} ) ") == node
