"""What is a test worth? Its unit, and its value in every draw.

Every amount has a unit, so that what cannot be compared is refused: points of one party are never
added to, or compared with, points of another. Points over points of one party are a ratio; a bare
number takes any unit; ``20%`` is a share.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.core.expressions import (
    Arithmetic,
    Call,
    Comparison,
    ExpressionError,
    Logic,
    Name,
    Node,
    Number,
    Prefix,
)
from detente.core.layout import BoolArray

TIE = 1e-12
"""Amounts that differ by less than this share of their size are equal: ties are ties."""

Value: TypeAlias = npt.NDArray[Any]
"""One number for every draw, ``(D,)``, or one for all of them, ``()``."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount is counted in.

    ``kind``: ``bool`` (it is so or not), ``number`` (bare), ``share``, ``ratio``, ``count``,
    ``days``, or ``points``, which are those of the side ``of``.
    """

    kind: str
    of: str = ""

    @property
    def is_pure(self) -> bool:
        """Whether it multiplies anything without changing what that is counted in."""
        return self.kind in ("number", "share", "ratio")

    def __str__(self) -> str:
        words = {"bool": "true or false", "count": "a count", "number": "a number"}
        if self.kind == "points":
            return f"points of {self.of}"
        return words.get(self.kind, self.kind if self.kind == "days" else f"a {self.kind}")


BOOL, NUMBER, SHARE, RATIO = Unit("bool"), Unit("number"), Unit("share"), Unit("ratio")


def find_unit(node: Node, look_up: Callable[[Name], Unit]) -> Unit:
    """Find the unit of an expression, or say which part of it makes no sense.

    Parameters
    ----------
    node : as :func:`detente.core.expressions.parse` gives it.
    look_up : the unit of a name; it may raise ``ExpressionError`` for one that is not known.

    Raises
    ------
    ExpressionError : a part cannot be added, compared or asked of what it is asked of.

    Examples
    --------
    >>> from detente.core.expression_reader import parse
    >>> str(find_unit(parse("a / b"), lambda name: Unit("points", "usa")))
    'a ratio'
    """
    if isinstance(node, Name):
        return look_up(node)
    if isinstance(node, Number):
        return SHARE if node.share else NUMBER
    if isinstance(node, Prefix):
        unit = find_unit(node.operand, look_up)
        return _want_truth(unit, node.operand) if node.sign == "not" else _want_amount(unit, node)
    if isinstance(node, Logic):
        for part in node.parts:
            _want_truth(find_unit(part, look_up), part)
        return BOOL
    if isinstance(node, Comparison):
        return _check_comparison(node, look_up)
    if isinstance(node, Call):
        return _check_call(node, [find_unit(each, look_up) for each in node.arguments])
    left, right = find_unit(node.left, look_up), find_unit(node.right, look_up)
    return _combine(node, _want_amount(left, node), _want_amount(right, node))


def _want_truth(unit: Unit, node: Node) -> Unit:
    if unit != BOOL:
        text = f"this is {_say(unit)}, where something true or false is needed"
        raise ExpressionError(f"{text}; compare it, as in x < 0.5", _start(node))
    return unit


def _want_amount(unit: Unit, node: Node) -> Unit:
    if unit == BOOL:
        text = "this is true or false, and cannot be reckoned with; odds(...) makes a share of it"
        raise ExpressionError(text, node.at)
    return unit


def _check_comparison(node: Comparison, look_up: Callable[[Name], Unit]) -> Unit:
    before = _want_compared(find_unit(node.first, look_up), node.first)
    for _, operand in node.rest:
        unit = _want_compared(find_unit(operand, look_up), operand)
        if _unite(before, unit) is None:
            raise ExpressionError(_explain_mixed("compared", before, unit), node.at)
        before = unit if unit != NUMBER else before
    return BOOL


def _want_compared(unit: Unit, node: Node) -> Unit:
    if unit == BOOL:
        text = 'this is true or false already; leave the comparison out, or write "not" before it'
        raise ExpressionError(text, _start(node))
    return unit


def _check_call(node: Call, units: list[Unit]) -> Unit:
    name, first = node.function, units[0]
    most = len(units) if name in ("min", "max") else 1
    if len(units) > most or (name in ("min", "max") and len(units) < 2):
        text = "takes two or more amounts" if name in ("min", "max") else "takes one amount"
        raise ExpressionError(f"{name} {text}, separated by commas; {len(units)} given", node.at)
    if name == "odds":
        _want_truth(first, node.arguments[0])
        return SHARE
    for unit, argument in zip(units, node.arguments, strict=True):
        _want_amount(unit, argument)
        united = _unite(first, unit)
        if united is None:
            raise ExpressionError(_explain_mixed("compared", first, unit), _start(argument))
        first = united
    return first


def _combine(node: Arithmetic, left: Unit, right: Unit) -> Unit:
    if node.sign in "+-":
        united = _unite(left, right)
        if united is None:
            raise ExpressionError(_explain_mixed("added", left, right), node.at)
        return united
    if right.is_pure and (node.sign == "/" or not left.is_pure):
        return RATIO if _is_ratio(left, right) else left
    if node.sign == "/" and left == right:
        return RATIO
    if node.sign == "*" and left.is_pure:
        return right if right != NUMBER else left
    done = "multiplied by" if node.sign == "*" else "divided by"
    raise ExpressionError(f"{_say(left)} cannot be {done} {_say(right)}", node.at)


def _is_ratio(left: Unit, right: Unit) -> bool:
    """Whether one of two pure units divided by the other is a ratio, not a bare number again."""
    return (left, right) == (SHARE, SHARE) or (left == NUMBER and right != NUMBER)


def _unite(left: Unit, right: Unit) -> Unit | None:
    """The unit of two amounts that are added or compared; None where they do not go together."""
    if left == right or right == NUMBER:
        return left
    if left == NUMBER:
        return right
    return RATIO if left.is_pure and right.is_pure else None


def _explain_mixed(done: str, left: Unit, right: Unit) -> str:
    text = f"{_say(left)} and {_say(right)} cannot be {done}"
    if left.kind == right.kind == "points":
        return f"{text}: each side counts on a scale of its own; divide each by points of its own"
    return f"{text}; only like goes with like"


def _say(unit: Unit) -> str:
    return str(unit)


def _start(node: Node) -> int:
    """Where a part begins in the text."""
    if isinstance(node, Arithmetic):
        return _start(node.left)
    if isinstance(node, Comparison):
        return _start(node.first)
    return _start(node.parts[0]) if isinstance(node, Logic) else node.at


def evaluate(node: Node, values: Mapping[str, Value]) -> Value:
    """Work out an expression in every draw.

    Parameters
    ----------
    node : one whose units are in order, see :func:`find_unit`.
    values : of each name, ``(D,)`` or ``()``.

    Returns
    -------
    ``(D,)``, or ``()`` where it is the same in all draws. Amounts that differ by less than 1e-12 of
    their size are equal, and what is left of such a difference is 0. Something divided by nothing
    is infinite, nothing by nothing is unknown, and a comparison with what is unknown does not hold.
    O(D) for each part.

    Examples
    --------
    >>> from detente.core.expression_reader import parse
    >>> evaluate(parse("0.1 + 0.2 <= a < 1"), {"a": np.array([0.3, 0.2, 1.0])}).tolist()
    [True, False, False]
    """
    if isinstance(node, Name):
        return np.asarray(values[node.text])
    if isinstance(node, Number):
        return np.asarray(float(node.value))
    if isinstance(node, Prefix):
        operand = evaluate(node.operand, values)
        return ~operand if node.sign == "not" else -operand
    if isinstance(node, Logic):
        join = np.logical_and if node.word == "and" else np.logical_or
        parts = [evaluate(part, values) for part in node.parts]
        found = parts[0]
        for part in parts[1:]:
            found = join(found, part)
        return np.asarray(found)
    if isinstance(node, Comparison):
        return _compare_all(node, values)
    if isinstance(node, Call):
        return _call(node.function, [evaluate(each, values) for each in node.arguments])
    return _reckon(node.sign, evaluate(node.left, values), evaluate(node.right, values))


def _reckon(sign: str, left: Value, right: Value) -> Value:
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = np.asarray(signs[sign](left, right))
    return cancel(found, np.maximum(np.abs(left), np.abs(right))) if sign in "+-" else found


def cancel(amounts: Value, size: Value) -> Value:
    """Take for nothing what is left of amounts of this size by rounding alone.

    Examples
    --------
    >>> cancel(np.array([0.3 - (0.1 + 0.2), 0.1]), np.array(0.6)).tolist()
    [0.0, 0.1]
    """
    with np.errstate(invalid="ignore", over="ignore"):
        rounding = np.isfinite(size) & (np.abs(amounts) <= TIE * size)
    return np.asarray(np.where(rounding, 0.0, amounts))


def _compare_all(node: Comparison, values: Mapping[str, Value]) -> Value:
    before, holds = evaluate(node.first, values), np.asarray(True)
    for sign, operand in node.rest:
        now = evaluate(operand, values)
        holds = np.asarray(holds & compare(sign, before, now))
        before = now
    return holds


def compare(sign: str, left: Value, right: Value) -> BoolArray:
    """Compare amounts, ties being ties; with what is unknown nothing holds, save being unequal.

    Examples
    --------
    >>> compare("<", np.array([0.3]), np.array([0.1 + 0.2])).tolist()
    [False]
    """
    with np.errstate(invalid="ignore", over="ignore"):
        size = np.maximum(np.abs(left), np.abs(right))
        near = np.isfinite(size) & (np.abs(left - right) <= TIE * size)
        same = np.asarray(near | (left == right))
        below, above = (left < right) & ~same, (left > right) & ~same
    chosen = {
        "<": below,
        "<=": below | same,
        ">": above,
        ">=": above | same,
        "==": same,
        "!=": ~same,
    }
    return np.asarray(chosen[sign])


def _call(function: str, arguments: list[Value]) -> Value:
    if function == "abs":
        return np.asarray(np.abs(arguments[0]))
    if function in ("min", "max"):
        choose = np.minimum if function == "min" else np.maximum
        found = arguments[0]
        for each in arguments[1:]:
            found = choose(found, each)
        return np.asarray(found)
    return _summarise(function, arguments[0])


def _summarise(function: str, draws: Value) -> Value:
    with np.errstate(invalid="ignore"):
        if function in ("odds", "mean"):
            return np.asarray(draws.mean(dtype=np.float64))
    return _find_quantile(draws, {"p10": 0.1, "median": 0.5, "p90": 0.9}[function])


def _find_quantile(draws: Value, share: float) -> Value:
    """Find a quantile of amounts that may be infinite; halfway to infinity is infinity."""
    ends = np.quantile(draws, share, method="lower"), np.quantile(draws, share, method="higher")
    if np.isfinite(ends).all():
        return np.asarray(np.quantile(draws, share))
    with np.errstate(invalid="ignore"):
        return np.asarray(ends[0] if ends[0] == ends[1] else ends[0] + ends[1])
