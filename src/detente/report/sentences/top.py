"""The answer of a whole report, in one sentence: is there a deal, and would it be carried out."""

from __future__ import annotations

from detente.report.likelihood import hits, in_draws
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.sentences.deals import answer_in_short
from detente.report.sentences.plan import ENOUGH, say_end
from detente.study.deal_records import DealFindings
from detente.study.plan_records import PlanFindings


def answer_at_top(names: Names, deals: DealFindings, plan: PlanFindings) -> str:
    """Answer in one sentence whether a deal exists, and whether today's trust carries it out."""
    answer = answer_in_short(names, deals)
    carried = _say_carried(names, deals, plan)
    return f"{answer.removesuffix('.')}; {carried}." if carried else answer


def _say_carried(names: Names, deals: DealFindings, plan: PlanFindings) -> str:
    """Say how likely the package that is singled out is carried out to the end, as a clause."""
    best = deals.recommended
    if best is None or deals.p_deal_exists <= 0 or plan.asked != "recommended":
        return ""
    if not names.changes(plan.package):
        return ""
    staged = plan.recommended
    if staged is None or not staged.stages:
        return "but no order of its steps that was found could carry that package out"
    odds, draws = staged.p_completed, plan.origin.draws
    few = draws < ENOUGH and 0 < odds < 1 and hits(odds, draws) in (0, draws)
    share = f"with odds of {say_end(odds, draws)}" if few else in_draws(odds, draws)
    which = "the one singled out" if is_certain(names) else "that package"
    return f"with today's trust {which} would be carried out to the end {share}"
