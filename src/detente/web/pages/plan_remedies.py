"""What would help a plan, in words, with what trying it sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.case import Case
from detente.case.arrays import find_median
from detente.report.naming import Names
from detente.report.sentences.carrying import explain_repairs
from detente.study.plan_records import PlanFindings, Repair
from detente.web.pages.plan_numbers import write_number


@dataclass(frozen=True)
class Remedy:
    """Something that would help, in words.

    ``form`` is what trying it sends, and ``to`` where; both are empty where no edit can do it.
    """

    text: str
    to: str = ""
    form: tuple[tuple[str, str], ...] = ()


def list_remedies(names: Names, found: PlanFindings) -> list[Remedy]:
    """List what would help the recommended plan, and how each can be tried."""
    said = explain_repairs(names, found)
    return [
        make_remedy(names.case, text, repair)
        for text, repair in zip(said, found.repairs, strict=True)
    ]


def make_remedy(case: Case, text: str, repair: Repair) -> Remedy:
    """Say what would help, with what trying it sends."""
    if repair.kind == "deposit" and repair.party and repair.amount:
        return Remedy(text, "deposit", tuple(_raise_deposit(case, repair.party, repair.amount)))
    if repair.kind == "verification" and repair.move:
        days = case.issue(repair.move.issue).option(repair.move.to).verify_days
        step = f"{repair.move.issue}.{repair.move.to}"
        sent = {"step": step, "field": "verify", "amount": str(days // 2), "was": str(days)}
        return Remedy(text, "step", tuple(sent.items()))
    return Remedy(text)


def _raise_deposit(case: Case, party: str, more: float) -> Iterator[tuple[str, str]]:
    """Fill in the form that raises a party's first deposit, or makes it one; rounded up."""
    known = next((each for each in case.plan.deposits if each.secures == party), None)
    middle = (find_median(known.loses) if known else 0.0) + more
    step = 10.0 ** (np.floor(np.log10(middle)) - 1)
    yield "deposit", known.id if known else ""
    yield "party", party
    yield "was", known.loses.text if known else "0"
    yield "middle", write_number(np.ceil(middle / step) * step)
