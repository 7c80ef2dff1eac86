"""Which plan the page on plans shows, and beside which it stands."""

from __future__ import annotations

from dataclasses import dataclass

from detente.case import Case
from detente.report.naming import Names
from detente.report.sentences.beside import (
    Beside,
    explain_chosen,
    explain_problem,
    set_beside,
)
from detente.report.sentences.plan import answer_plan
from detente.study.plan_records import Plan, PlanFindings
from detente.study.staged_records import StagedFindings
from detente.web.asking import ask, recall
from detente.web.desk import Desk
from detente.web.pages.package_address import Pairs, choose
from detente.web.pages.plan_address import STARTS, Address, list_stages

MISTAKEN = ("order", "outside", "twice")
"""Stages with these problems are not those of this package; limits may be tried beyond."""


@dataclass(frozen=True)
class Shown:
    """A plan as it is shown.

    Parameters
    ----------
    package : what it carries out.
    plan : its stages; None where no order is possible.
    recommended : the recommended plan of the same package, the same one where that is shown.
    answer : what is to be said of it first.
    start : how it was asked for: a name out of `STARTS`, or empty for stages set by hand.
    draws : over so many draws its odds are.
    problems : why other stages are shown than were asked for.
    """

    package: Pairs
    plan: Plan | None
    recommended: Plan | None
    answer: str
    start: str
    draws: int
    problems: tuple[str, ...] = ()

    def set_beside(self, names: Names) -> Beside | None:
        """Set it beside the recommended plan; None where it is that, or there is none."""
        if self.start == "recommended" or self.plan is None or self.recommended is None:
            return None
        return set_beside(names, self.plan, self.recommended, self.draws)


async def find_package(desk: Desk, address: Address) -> Pairs | None:
    """Find the package of an address; None for what the case carries out by default."""
    if not address.recommended:
        return address.package or None
    deals = await ask(desk, "deals")
    options = deals.recommended.package if deals.recommended else {}
    return choose(desk.revision.case, options).pairs


async def find_found(desk: Desk, address: Address) -> PlanFindings:
    """Find what the study of plans says of the package of an address."""
    found: PlanFindings = await ask(desk, "plan", await find_package(desk, address))
    return found


async def find_shown(desk: Desk, address: Address) -> Shown:
    """Find the plan of an address; where it cannot be, the recommended one, and why."""
    if address.stages:
        return await _find_by_hand(desk, address)
    return _show(Names(desk.revision.case), await find_found(desk, address), address.start)


def _show(names: Names, found: PlanFindings, start: str, problems: tuple[str, ...] = ()) -> Shown:
    """Show a plan of those that the study found; the recommended one where it has none such."""
    plan = found.plans.get(start)
    if plan is None and start != "recommended":
        return _show(names, found, "recommended", (*problems, _say_missing(start)))
    draws = found.origin.draws
    chosen = start != "recommended" and plan is not None
    return Shown(
        package=tuple(found.package.items()),
        plan=plan,
        recommended=found.recommended,
        answer=explain_chosen(names, plan, draws) if chosen and plan else answer_plan(names, found),
        start=start,
        draws=draws,
        problems=problems,
    )


def _say_missing(start: str) -> str:
    if start == "agreed":
        return "The case does not say that stages of this package were agreed."
    return (
        f"There are no stages of this kind ({STARTS[start].lower()}) that every side would enter."
    )


async def _find_by_hand(desk: Desk, address: Address) -> Shown:
    """Judge stages set by hand; limits that they break are said, an order that is forbidden not."""
    names, package = Names(desk.revision.case), await find_package(desk, address)
    staged: StagedFindings = await ask(desk, "staged", (package, address.stages))
    problems = tuple(explain_problem(names, problem) for problem in staged.problems)
    if staged.plan is None or any(problem.kind in MISTAKEN for problem in staged.problems):
        return _show(names, await find_found(desk, address), "recommended", problems)
    draws = staged.origin.draws
    return Shown(
        package=tuple(staged.package.items()),
        plan=staged.plan,
        recommended=staged.recommended,
        answer=explain_chosen(names, staged.plan, draws),
        start="",
        draws=draws,
        problems=problems,
    )


def recall_found(desk: Desk, address: Address) -> PlanFindings | None:
    """Recall what the study of plans says, where it was asked before; None otherwise."""
    return _recall_found(desk, desk.revision.case, address)


def _recall_found(desk: Desk, case: Case, address: Address) -> PlanFindings | None:
    if address.recommended:
        return None
    found: PlanFindings | None = recall(desk, "plan", address.package or None, case)
    return found


def recall_plan(desk: Desk, address: Address) -> Plan | None:
    """Recall the plan of an address, where it was found before; None otherwise."""
    return _recall_plan(desk, desk.revision.case, address)


def _recall_plan(desk: Desk, case: Case, address: Address) -> Plan | None:
    if address.stages:
        staged = recall(desk, "staged", (address.package or None, address.stages), case)
        return staged.plan if staged else None
    found = _recall_found(desk, case, address)
    return found.plans.get(address.start) if found else None


def recall_steps(desk: Desk, address: Address) -> Pairs:
    """Recall the steps of an address: as they were found last, before the latest edits too."""
    for step in reversed(desk.history.steps[: desk.history.at + 1]):
        plan = _recall_plan(desk, step.revision.case, address)
        if plan is not None:
            return tuple(each for stage in list_stages(plan) for each in stage)
    return ()
