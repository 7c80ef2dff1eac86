"""Change the files of a case as an editor would: what is meant, and not a byte besides."""

from detente.case.edit.fields import ISSUE_FIELDS, OPTION_FIELDS, SetField
from detente.case.edit.numbers import Cite, SetNumber, Uncite
from detente.case.edit.revision import (
    HERE,
    Edit,
    Revision,
    check,
    make_revision,
    open_revision,
    order_problems,
    revise,
)

__all__ = [
    "HERE",
    "ISSUE_FIELDS",
    "OPTION_FIELDS",
    "Cite",
    "Edit",
    "Revision",
    "SetField",
    "SetNumber",
    "Uncite",
    "check",
    "make_revision",
    "open_revision",
    "order_problems",
    "revise",
]
