"""The answer bar on every page: what moved since the baseline, at once and after a full search."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from detente.case import Case
from detente.report.naming import Names
from detente.report.sentences import answer_at_top
from detente.report.sentences.moved import compare_picks
from detente.study.deal_records import DealFindings
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.pages.finding import OpenDesk
from detente.web.pages.moved_bar import make_bar
from detente.web.rendering import render
from detente.web.search import Search
from detente.web.whole import begin

router = APIRouter(prefix="/c/{key}")

SEARCHED = ("deals", "plan")
"""What is searched for again after every edit, so that the answer is that of the case as it is."""


HINT = "Change a number in the lists, and the odds below move within a second."
UNKNOWN = "Whether another package is singled out than at the baseline is not known"
JUDGED = "Judged on the packages and plan found before the change"


@router.get("/moved", response_class=HTMLResponse)
async def show_moved(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show what moved since the baseline, and the answer once a full search has found it."""
    case, baseline = desk.revision.case, desk.baseline.case
    changed = case.digest != baseline.digest
    found = await ask(desk, "moved")
    search = begin(desk, SEARCHED) if changed else None
    names = Names(case)
    return render(
        request,
        "moved.html.j2",
        desk,
        shown=make_bar(names, found, changed=changed),
        **_find_answer(desk, names, baseline, search),
    )


def _find_answer(desk: Desk, names: Names, baseline: Case, search: Search | None) -> dict[str, Any]:
    """Say the answer of a full search; or that one goes on, was stopped, or failed."""
    deals, plan = recall(desk, "deals"), recall(desk, "plan")
    if search is None:
        return _say(answer_at_top(names, deals, plan) if deals and plan else HINT)
    if deals is not None and plan is not None:
        compared, searching = _compare(desk, names, deals, baseline)
        return _say(f"{compared} {answer_at_top(names, deals, plan)}", searching=searching)
    failed = search.explain(SEARCHED, names.case)
    if failed:
        return _say(f"{JUDGED}. A full search found no answer: {failed}")
    if search.stopped:
        return _say(f"{JUDGED}. The search for better ones was cancelled.")
    return _say(f"{JUDGED}; searching for better ones …", searching=True)


def _compare(desk: Desk, names: Names, deals: DealFindings, baseline: Case) -> tuple[str, bool]:
    """Say whether another package is singled out than at the baseline; whether that is sought."""
    before = recall(desk, "deals", case=baseline)
    if before is not None:
        return compare_picks(names, deals, Names(baseline), before), False
    search = begin(desk, ("deals",), case=baseline)
    failed = search.explain(("deals",), baseline)
    if failed:
        return f"{UNKNOWN}: {failed}", False
    return (f"{UNKNOWN}.", False) if search.stopped else (f"{UNKNOWN} yet.", True)


def _say(answer: str, *, searching: bool = False) -> dict[str, Any]:
    return {"answer": answer, "searching": searching}
