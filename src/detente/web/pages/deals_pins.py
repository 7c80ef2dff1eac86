"""The packages that are pinned on the page on deals, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from detente.case import Case
from detente.report.naming import Names
from detente.report.package_tables import (
    list_broken,
    tabulate_choices,
    tabulate_plans_of,
    tabulate_worth,
)
from detente.report.templating import write_json
from detente.study.package_records import PackageFindings
from detente.study.plan_records import Plan
from detente.study.staged_records import StagedFindings
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import DONE
from detente.web.pages.package_address import Chosen, read_chosen
from detente.web.pinned import Pin
from detente.web.rendering import render

router = APIRouter()

Staged: TypeAlias = StagedFindings | str
"""The plan of a package, or why there is none to show."""

WAITING, IDLE, BROKEN = "…", "nothing to carry out", "breaks a rule"


async def judge(desk: Desk, case: Case, chosen: Chosen) -> PackageFindings:
    """Judge a package by the case that an answer began with, also where it changes meanwhile."""
    found: PackageFindings = await ask(desk, "package", chosen.pairs, case)
    return found


async def find_stages(desk: Desk, case: Case, chosen: Chosen) -> StagedFindings:
    """Find in which stages a package could be carried out."""
    found: StagedFindings = await ask(desk, "stages", chosen.pairs, case)
    return found


@router.get("/pins", response_class=HTMLResponse)
async def show_pins(
    request: Request, desk: OpenDesk, every: bool = False, wait: bool = False
) -> HTMLResponse:
    """Show the pinned packages side by side; ``wait`` for their plans, which come last."""
    case, pins = desk.revision.case, list(desk.pins)
    names = Names(case)
    chosen = {pin.id: read_chosen(case, pin.text) for pin in pins}
    found = {pin.id: await judge(desk, case, chosen[pin.id]) for pin in pins}
    plans = await _plan_all(desk, case, chosen, found, wait=wait)
    parts = {
        "pins": [(pin, chosen[pin.id], list_broken(names, found[pin.id])) for pin in pins],
        "tables": _compare(names, pins, found, plans, every=every) if pins else [],
        "waits": WAITING in plans.values(),
        "places": write_json([{"name": p.name, "value": found[p.id].candidate.value}
                              for p in pins]),
    }  # fmt: skip
    return render(request, "deals_pins.html.j2", desk, **parts)


async def _plan_all(
    desk: Desk,
    case: Case,
    chosen: Mapping[int, Chosen],
    found: Mapping[int, PackageFindings],
    *,
    wait: bool,
) -> dict[int, Staged]:
    """Find the plan of every package that has one, or recall those that were found before."""
    able = [place for place, each in found.items() if each.package and not each.broken]
    if wait:
        plans: list[Staged] = list(
            await asyncio.gather(*(find_stages(desk, case, chosen[place]) for place in able))
        )
    else:
        plans = [recall(desk, "stages", chosen[place].pairs, case) or WAITING for place in able]
    none: dict[int, Staged] = {
        place: BROKEN if each.broken else IDLE for place, each in found.items()
    }
    return none | dict(zip(able, plans, strict=True))


def _compare(
    names: Names,
    pins: list[Pin],
    found: Mapping[int, PackageFindings],
    plans: Mapping[int, Staged],
    *,
    every: bool,
) -> list[Any]:
    """Put packages side by side: what they choose, what they bring, how they are carried out."""
    packages = {pin.name: found[pin.id] for pin in pins}
    choices = tabulate_choices(
        names, {name: each.package for name, each in packages.items()}, every=every
    )
    staged: dict[str, Plan | str | None] = {}
    for pin in pins:
        plan = plans[pin.id]
        staged[pin.name] = plan.recommended if isinstance(plan, StagedFindings) else plan
    draws = next(iter(packages.values())).origin.draws
    return [
        tabulate_worth(names, packages),
        tabulate_plans_of(names, staged, draws),
        *([choices] if choices.rows else []),
    ]


@router.post("/pins")
async def pin(
    desk: OpenDesk, package: Annotated[str, Form()] = "", name: Annotated[str, Form()] = ""
) -> Response:
    """Keep a package to compare."""
    desk.pins.add(name, read_chosen(desk.revision.case, package).text)
    return _tell(desk)


@router.post("/pins/{place}/name")
async def rename(desk: OpenDesk, place: int, name: Annotated[str, Form()] = "") -> Response:
    """Call a pinned package something else."""
    desk.pins.rename(place, name)
    return _tell(desk)


@router.post("/pins/{place}/remove")
async def remove(desk: OpenDesk, place: int) -> Response:
    """Keep a package no longer."""
    desk.pins.remove(place)
    return _tell(desk)


def _tell(desk: Desk) -> Response:
    """Let every page of the case know that other packages are pinned."""
    desk.tell("pinned")
    return Response(status_code=DONE)
