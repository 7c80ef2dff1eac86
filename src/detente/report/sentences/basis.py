"""What an answer rests on: how many of its numbers have a source."""

from __future__ import annotations

from collections.abc import Iterable

from detente.case import Quantity
from detente.report.likelihood import say_percent
from detente.report.naming import Names
from detente.report.words import say_count, say_few, say_numeral
from detente.study.record import Origin


def is_certain(names: Names) -> bool:
    """Say whether every number that a deal depends on is exact, so that odds say nothing."""
    kinds = ("value/", "interaction/", "reservation/")
    return all(e.quantity.is_point for e in names.case.quantities() if e.key.startswith(kinds))


def say_basis(origin: Origin) -> str:
    """Say how many of a case's numbers have a source."""
    return _say(origin.numbers, origin.sourced, "This case")


def say_basis_of(what: str, quantities: Iterable[Quantity]) -> str:
    """Say how many of some numbers have a source; ``what`` opens the sentence.

    Defaults of the format, which nobody wrote, are not counted.
    """
    numbers = [quantity for quantity in quantities if not quantity.is_default]
    return _say(len(numbers), sum(quantity.sourced for quantity in numbers), what)


def say_cited(what: str, cited: int, total: int, source: str = "a source") -> str:
    """Say how many of some entries cite a source.

    Examples
    --------
    >>> say_cited("promise", 3, 4), say_cited("offer", 0, 2)
    ('Three of the four promises cite a source.', 'None of the two offers cites a source.')
    """
    if total == 0:
        return f"The case holds no {what}."
    if total == 1:
        return f"The one {what} {'cites' if cited else 'does not cite'} {source}."
    every = say_few(total, what)
    if cited == total:
        return f"All {every} cite {source}."
    if cited == 0:
        return f"None of the {every} cites {source}."
    number = say_numeral(cited).capitalize()
    return f"{number} of the {every} {'cites' if cited == 1 else 'cite'} {source}."


def _say(total: int, sourced: int, what: str) -> str:
    if total == 0:
        return f"{what} holds no numbers."
    unsourced = total - sourced
    if unsourced == 0:
        return f"{what} rests on {_numbers(total)}, each with a source."
    if sourced == 0:
        return f"{what} rests on {_numbers(total)}, none of which has a source."
    return (
        f"{what} rests on {_numbers(total)}; {say_count(unsourced)} of them "
        f"({say_percent(unsourced / total)}) {'has' if unsourced == 1 else 'have'} no source "
        f"and {'is an assumption' if unsourced == 1 else 'are assumptions'} of the coder."
    )


def _numbers(total: int) -> str:
    return "one number" if total == 1 else f"{say_count(total)} numbers"
