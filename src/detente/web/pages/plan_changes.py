"""Edits from the page on plans: deposits, verification, undoing, limits; each one step to undo."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import Response

from detente.case import Case
from detente.case.edit import SetField
from detente.errors import InputError
from detente.report.naming import Names
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import StaleError, make
from detente.web.pages.package_address import Pair, has_option
from detente.web.pages.plan_address import read_steps
from detente.web.pages.plan_terms import (
    edit_deposit,
    edit_limit,
    edit_steps,
    find_deposit,
    list_limits,
    read_field,
    write_field,
)

router = APIRouter()

Text = Annotated[str, Form(max_length=400)]
Long = Annotated[str, Form(max_length=20_000)]


@router.post("/deposit")
async def set_deposit(
    desk: OpenDesk,
    was: Text = "",
    deposit: Text = "",
    party: Text = "",
    text: Text = "",
    middle: Text = "",
) -> Response:
    """Set a deposit: in words of the case (``text``), or its median as a slider has it."""
    case = desk.revision.case
    _check(was, _read_deposit(case, deposit, party))
    edit = edit_deposit(case, Names(case), deposit, party, text, middle)
    made = await make(desk, edit, lambda now: _check(was, _read_deposit(now, deposit, party)))
    return _say_now(made, _read_deposit(desk.revision.case, deposit, party))


@router.post("/step")
async def set_step(
    desk: OpenDesk, step: Text, field: Text, amount: Text, was: Text = ""
) -> Response:
    """Set how long a step takes to verify, or how much of it can be undone."""
    place = _find_step(desk.revision.case, step)
    edit = SetField(*place, field, write_field(field, amount))

    def check(case: Case) -> None:
        stands = read_field(case, _find_step(case, step), field)
        _check(was, stands, write_field(field, stands))

    made = await make(desk, edit, check)
    now = desk.revision.case
    return _say_now(made, read_field(now, place, field) if has_option(now, place) else None)


@router.post("/steps")
async def set_steps(desk: OpenDesk, steps: Long, field: Text, amount: Text) -> Response:
    """Set the same of all steps at once."""
    case = desk.revision.case
    known = [step for step in read_steps(steps) if has_option(case, step)]
    return await make(desk, edit_steps(case, known, field, amount))


@router.post("/limit")
async def set_limit(desk: OpenDesk, field: Text, text: Text = "", was: Text = "") -> Response:
    """Set how many stages there may be, or how many steps in one."""

    def check(case: Case) -> None:
        stands = {limit.field: limit.text for limit in list_limits(case)}
        _check(was, stands.get(field, was))

    made = await make(desk, edit_limit(field, text), check)
    stands = {limit.field: limit.text for limit in list_limits(desk.revision.case)}
    return _say_now(made, stands.get(field))


def _say_now(made: Response, text: str | None) -> Response:
    """Say what the case says now: the page changes it further before it is shown again."""
    if text is not None:
        made.headers["X-Now"] = quote(text)
    return made


def _find_step(case: Case, text: str) -> Pair:
    steps = read_steps(text)
    if len(steps) != 1 or not has_option(case, steps[0]):
        raise InputError("the step that was to be changed is not in the case any more")
    return steps[0]


def _read_deposit(case: Case, id: str, party: str) -> str:
    found = find_deposit(case, id, party)
    return found.loses.text if found else "0"


def _check(was: str, stands: str, said: str = "") -> None:
    if was != stands:
        raise StaleError(said or stands)
