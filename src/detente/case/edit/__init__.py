"""Change the files of a case as an editor would: what is meant, and not a byte besides."""

from detente.case.edit.attaching import AttachDocument
from detente.case.edit.clashes import Clash, list_clashes
from detente.case.edit.fields import ISSUE_FIELDS, OPTION_FIELDS, SetField
from detente.case.edit.issues import (
    AddIssue,
    AddOption,
    MoveIssue,
    MoveOption,
    RemoveIssue,
    RemoveOption,
)
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
from detente.case.edit.sources import AddPassage, AddSource
from detente.case.edit.terms import AddDeposit, RemoveDeposit, SetPlan
from detente.case.edit.together import Together

__all__ = [
    "HERE",
    "ISSUE_FIELDS",
    "OPTION_FIELDS",
    "AddDeposit",
    "AddIssue",
    "AddOption",
    "AddPassage",
    "AddSource",
    "AttachDocument",
    "Cite",
    "Clash",
    "Edit",
    "MoveIssue",
    "MoveOption",
    "RemoveDeposit",
    "RemoveIssue",
    "RemoveOption",
    "Revision",
    "SetField",
    "SetNumber",
    "SetPlan",
    "Together",
    "Uncite",
    "check",
    "list_clashes",
    "make_revision",
    "open_revision",
    "order_problems",
    "revise",
]
