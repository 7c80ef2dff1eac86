"""Edits from the page on plans: deposits, verification, undoing, limits; each one step to undo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from detente.case import Case
from detente.case.edit import Edit, SetField
from detente.errors import InputError, Problem
from detente.report.naming import Names
from detente.web.chosen import Pair, has_option
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.pages.plan_address import read_steps
from detente.web.pages.plan_terms import (
    edit_deposit,
    edit_limit,
    edit_steps,
    list_limits,
    read_field,
    write_field,
)
from detente.web.rendering import render

router = APIRouter()

Text = Annotated[str, Form(max_length=400)]
Long = Annotated[str, Form(max_length=20_000)]


@router.post("/deposit")
async def set_deposit(
    request: Request,
    desk: OpenDesk,
    was: Text = "",
    deposit: Text = "",
    party: Text = "",
    text: Text = "",
    middle: Text = "",
) -> Response:
    """Set a deposit: in words of the case (``text``), or its median as a slider has it."""
    case = desk.revision.case
    stands = next((each.loses.text for each in case.plan.deposits if each.id == deposit), "0")
    if was != stands:
        return _say_changed(request, desk, stands)
    edit = edit_deposit(case, Names(case), deposit, party, text, middle)
    return await _make(desk, edit)


@router.post("/step")
async def set_step(
    request: Request,
    desk: OpenDesk,
    step: Text,
    field: Text,
    amount: Text,
    was: Text = "",
) -> Response:
    """Set how long a step takes to verify, or how much of it can be undone."""
    case, (issue, option) = desk.revision.case, _find_step(desk.revision.case, step)
    text = write_field(field, amount)
    stands = read_field(case, (issue, option), field)
    if was != stands:
        return _say_changed(request, desk, write_field(field, stands))
    return await _make(desk, SetField(issue, option, field, text))


@router.post("/steps")
async def set_steps(desk: OpenDesk, steps: Long, field: Text, amount: Text) -> Response:
    """Set the same of all steps at once."""
    case = desk.revision.case
    known = [step for step in read_steps(steps) if has_option(case, step)]
    return await _make(desk, edit_steps(case, known, field, amount))


@router.post("/limit")
async def set_limit(
    request: Request, desk: OpenDesk, field: Text, text: Text = "", was: Text = ""
) -> Response:
    """Set how many stages there may be, or how many steps in one."""
    stands = {limit.field: limit.text for limit in list_limits(desk.revision.case)}
    if was != stands.get(field, was):
        return _say_changed(request, desk, stands[field])
    return await _make(desk, edit_limit(field, text))


def _find_step(case: Case, text: str) -> Pair:
    steps = read_steps(text)
    if len(steps) != 1 or not has_option(case, steps[0]):
        raise InputError("the step that was to be changed is not in the case any more")
    return steps[0]


async def _make(desk: Desk, edit: Edit) -> Response:
    await run_in_threadpool(desk.edit, edit)
    return Response(status_code=204)


def _say_changed(request: Request, desk: Desk, stands: str) -> Response:
    told = f"Meanwhile this was changed elsewhere, to {stands or 'nothing'}. That stands now."
    answer = render(request, "problems.html.j2", desk, problems=[Problem("", 0, 0, told)])
    answer.status_code = 409
    return answer
