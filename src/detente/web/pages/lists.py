"""The lists: what each side could give, and every number of a case, edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field, StringConstraints

from detente.case.edit import (
    AddIssue,
    AddOption,
    MoveIssue,
    MoveOption,
    RemoveIssue,
    RemoveOption,
    SetField,
    SetNumber,
    Together,
    check,
)
from detente.errors import CaseError
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections.couplings import list_rules
from detente.web.pages.finding import OpenDesk
from detente.web.pages.lists_cells import find_grounds
from detente.web.pages.lists_layout import Listing, lay_out
from detente.web.pages.making import CONFLICT, DONE, StaleError, make
from detente.web.rendering import render

if TYPE_CHECKING:
    from detente.case.edit import Edit, Revision
    from detente.web.desk import Desk

router = APIRouter(prefix="/c/{key}/lists")

MOST_PASTED = 2_000
NONE: list[str] = []

Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=50_000)]


class Typed(BaseModel):
    """What was typed into a cell; ``was`` is what the page showed there before."""

    key: Name
    text: Text
    was: Text = ""


class Pasted(BaseModel):
    """What was pasted into several cells."""

    cells: Annotated[list[Typed], Field(min_length=1, max_length=MOST_PASTED)]


class NewIssue(BaseModel):
    """An issue to add; ``by`` names who performs it, ``after`` the issue that it follows."""

    id: Name
    title: Text
    by: Annotated[list[Name], Field(max_length=12)] = []
    after: Name = ""


class NewOption(BaseModel):
    """An option to add to an issue, behind another."""

    issue: Name
    id: Name
    title: Text
    after: Name = ""


class Named(BaseModel):
    """An issue, or one of its options; ``onto`` is the other one whose place it is to take."""

    issue: Name
    option: Name = ""
    onto: Name = ""


# What is shown


@router.get("", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the lists: a table for each giver, and the other numbers."""
    return render(request, "lists.html.j2", desk, **_gather(desk))


@router.get("/tables", response_class=HTMLResponse)
async def show_tables(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the tables alone, after rows were added, moved, named otherwise or taken away."""
    return render(request, "lists_tables.html.j2", desk, **_gather(desk))


@router.get("/cells")
async def list_news(
    desk: OpenDesk, have: str = "", also: Annotated[list[str], Query()] = NONE
) -> JSONResponse:
    """List the cells that are not as a page has them, by the token of what it has.

    Those that it names besides are listed in any case: it does not know how they stand.
    """
    seen, before = _see(desk), _recall(desk, have)
    now = seen.listing
    cells = {} if before is None else before.cells
    known = {key: cell.news for key, cell in cells.items() if key not in also}
    news = [cell.news for key, cell in now.cells.items() if known.get(key) != cell.news]
    return JSONResponse({"have": seen.token, "shape": now.shape, "cells": news})


@router.get("/grounds", response_class=HTMLResponse)
async def show_grounds(request: Request, desk: OpenDesk, at: str) -> HTMLResponse:
    """Show what a number rests on."""
    now = _see(desk)
    cell = now.listing.cells.get(at)
    if cell is None:
        raise HTTPException(404, "There is no such number here.")
    because, note = find_grounds(now.revision.case, at)
    passages = Passages(now.revision.case)
    found = passages.find(passages.cite(because, note))
    return render(request, "lists_grounds.html.j2", desk, cell=cell, found=found)


def _gather(desk: Desk) -> dict[str, Any]:
    version, now = desk.version, _see(desk)
    names, passages = Names(now.revision.case), Passages(now.revision.case)
    rules = list(list_rules(names, passages))
    notes = {note.key: note for note in passages.notes}
    more = {"listing": now.listing, "have": now.token, "rules": rules, "notes": notes}
    return more | {"version": version}


@dataclass(frozen=True)
class Seen:
    """What a case says, and what it is compared with: both of one moment."""

    revision: Revision
    baseline: Revision

    @property
    def listing(self) -> Listing:
        """Its cells."""
        return lay_out(self.revision, self.baseline)

    @property
    def token(self) -> str:
        """Names it."""
        return f"{self.revision.digest}:{self.baseline.digest}"


def _see(desk: Desk) -> Seen:
    return Seen(desk.revision, desk.baseline)


def _recall(desk: Desk, token: str) -> Listing | None:
    """Lay out again what a page has; None when it is no longer known."""
    known = {step.revision.digest: step.revision for step in desk.history.steps}
    known |= {each.digest: each for each in (desk.saved, desk.baseline)}
    revision, _, baseline = token.partition(":")
    if revision not in known or baseline not in known:
        return None
    return lay_out(known[revision], known[baseline])


# What is changed


@router.post("/check")
async def check_typed(desk: OpenDesk, typed: Typed) -> Response:
    """Say what would be wrong with what is being typed."""
    problems = await run_in_threadpool(check, desk.revision, make_edit(typed))
    if problems:
        raise CaseError(problems)
    return Response(status_code=DONE)


@router.post("/edit")
async def keep(desk: OpenDesk, typed: Typed) -> Response:
    """Write what was typed into a cell."""
    return await _keep(desk, make_edit(typed), [typed])


@router.post("/paste")
async def paste(desk: OpenDesk, pasted: Pasted) -> Response:
    """Write what was pasted into several cells: all of it, as one step, or nothing."""
    edits = tuple(make_edit(typed) for typed in pasted.cells)
    return await _keep(desk, Together(edits, f"paste {len(edits)} cells"), pasted.cells)


@router.post("/issue")
async def add_issue(desk: OpenDesk, new: NewIssue) -> Response:
    """Add an issue."""
    return await make(desk, AddIssue(new.id, new.title, ", ".join(new.by), new.after))


@router.post("/option")
async def add_option(desk: OpenDesk, new: NewOption) -> Response:
    """Add an option to an issue."""
    return await make(desk, AddOption(new.issue, new.id, new.title, new.after))


@router.post("/move")
async def move(desk: OpenDesk, named: Named) -> Response:
    """Put an issue or an option where another one is."""
    case = desk.revision.case
    if named.option:
        to = case.issue(named.issue).index(named.onto)
        return await make(desk, MoveOption(named.issue, named.option, to))
    to = case.issues.index(case.issue(named.onto))
    return await make(desk, MoveIssue(named.issue, to))


@router.post("/remove")
async def remove(desk: OpenDesk, named: Named) -> Response:
    """Remove an issue, or an option of one; refused while something names it."""
    if named.option:
        return await make(desk, RemoveOption(named.issue, named.option))
    return await make(desk, RemoveIssue(named.issue))


def make_edit(typed: Typed) -> Edit:
    """Make the edit that writes what was typed into a cell."""
    text = typed.text.strip()
    kind, *path = typed.key.split("/")
    if kind == "field" and len(path) == 3:
        issue, option, name = path
        return SetField(issue, option, name, text)
    return SetNumber(typed.key, text)


async def _keep(desk: Desk, edit: Edit, typed: list[Typed]) -> Response:
    """Write what was typed; where a cell says something else than the page showed, say what."""
    try:
        return await make(desk, edit, lambda _: _check_shown(desk, typed))
    except StaleError as stale:
        return JSONResponse({"key": stale.key, "now": stale.now}, CONFLICT)


def _check_shown(desk: Desk, typed: list[Typed]) -> None:
    cells = _see(desk).listing.cells
    for each in typed:
        now = cells[each.key].text if each.key in cells else None
        if now is None or _tidy(now) != _tidy(each.was):
            raise StaleError(now, each.key)


def _tidy(text: str) -> str:
    """Leave out what a page does not keep of a text: blanks at its ends, kinds of line ends."""
    return "\n".join(text.strip().splitlines())
