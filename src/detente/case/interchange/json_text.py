"""Write JSON with numbers that keep every digit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from detente.case.interchange.exact import write_decimal

Json: TypeAlias = "str | Fraction | Sequence[Json] | Mapping[str, Json]"


def write_json(data: Json, indent: int = 0) -> str:
    """Write text, fractions that have an end as decimals, lists and mappings.

    Examples
    --------
    >>> print(write_json({"a": [Fraction(1, 8)]}))
    {
      "a": [
        0.125
      ]
    }
    """
    if isinstance(data, str):
        return json.dumps(data, ensure_ascii=False)
    if isinstance(data, Fraction):
        return write_decimal(data)
    if isinstance(data, Mapping):
        pieces = [
            f"{write_json(key)}: {write_json(each, indent + 1)}" for key, each in data.items()
        ]
        return _wrap(pieces, "{}", indent)
    return _wrap([write_json(each, indent + 1) for each in data], "[]", indent)


def _wrap(pieces: Sequence[str], brackets: str, indent: int) -> str:
    if not pieces:
        return brackets
    inner, outer = "  " * (indent + 1), "  " * indent
    body = ",\n".join(inner + piece for piece in pieces)
    return f"{brackets[0]}\n{body}\n{outer}{brackets[1]}"
