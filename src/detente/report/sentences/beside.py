"""Sentences that set stages somebody chose beside the recommended ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.report.charts.calendar import say_length
from detente.report.likelihood import say_bounded
from detente.report.naming import Names
from detente.report.sentences.comparing import NEAR, have_same_stages
from detente.report.sentences.plan import SURER, explain_stages, say_end
from detente.report.words import is_negligible, say_few, say_number, say_numeral, sentence
from detente.study.plan_records import Move, Plan
from detente.study.staged_records import StageProblem


@dataclass(frozen=True)
class Beside:
    """What is better and what is worse about a plan than about another, a sentence each."""

    better: tuple[str, ...]
    worse: tuple[str, ...]
    same: bool

    @property
    def summary(self) -> str:
        """Say in one sentence how the two compare."""
        if self.same:
            return "These are the recommended stages."
        if not self.better and not self.worse:
            return "Nothing is clearly better or worse than with the recommended stages."
        if not self.worse:
            return "Nothing is clearly worse than with the recommended stages."
        if not self.better:
            return "Nothing is clearly better than with the recommended stages."
        return "In some ways better than the recommended stages, in others worse."


def explain_chosen(names: Names, plan: Plan, draws: int) -> str:
    """Say whether stages that somebody chose would be entered, and where they break."""
    count = say_few(len(plan.stages), "stage")
    return explain_stages(names, plan, draws, f"{count} like this")


def explain_problem(names: Names, problem: StageProblem) -> str:
    """Say what is wrong with stages as they were set."""
    if problem.kind == "order" and problem.move and problem.other:
        return (
            f"{_quote(names, problem.move)} cannot come before {_quote(names, problem.other)}, "
            f"which stands in stage {problem.needs}: the case asks for that first, or with it."
        )
    if problem.kind == "twice" and problem.move:
        return f"{_quote(names, problem.move)} stands in two stages; leave it in one."
    if problem.kind == "outside":
        step = names.pledge(problem.issue, problem.option)
        return f"“{step}” is not a step of this package; begin again with its own stages."
    if problem.kind == "most_stages":
        return (
            f"{say_few(problem.found, 'stage')} are more than the {say_numeral(problem.allowed)} "
            "that the case allows."
        ).capitalize()
    return (
        f"Stage {problem.stage} holds {say_few(problem.found, 'step')}; the case allows "
        f"{say_numeral(problem.allowed)} in a stage."
    )


def _quote(names: Names, move: Move) -> str:
    return f"“{names.pledge(move.issue, move.to)}”"


def set_beside(names: Names, plan: Plan, other: Plan, draws: int) -> Beside:
    """Set a plan beside another one of the same package: odds, exposure, temptation, trust, time.

    Parameters
    ----------
    names : how things are called.
    plan, other : the one that is looked at, and the one that it is measured by.
    draws : so many draws their odds are over.
    """
    found = list(_compare(names, plan, other, draws))
    return Beside(
        better=tuple(sentence(text) for is_better, text in found if is_better),
        worse=tuple(sentence(text) for is_better, text in found if not is_better),
        same=have_same_stages(plan, other),
    )


def _compare(names: Names, plan: Plan, other: Plan, draws: int) -> Iterator[tuple[bool, str]]:
    if abs(plan.p_completed - other.p_completed) >= SURER:
        odds = [say_end(each.p_completed, draws) for each in (plan, other)]
        yield (
            plan.p_completed > other.p_completed,
            f"carried out to the end: {odds[0]}, instead of {odds[1]}",
        )
    for party in plan.deposit:
        yield from _compare_exposure(names, plan, other, party)
        yield from _compare_temptation(names, plan, other, party)
        yield from _compare_trust(names, plan, other, party)
    if plan.days != other.days:
        more = "longer" if plan.days > other.days else "less"
        yield plan.days < other.days, f"it takes {say_length(abs(plan.days - other.days))} {more}"


def _compare_exposure(
    names: Names, plan: Plan, other: Plan, party: str
) -> Iterator[tuple[bool, str]]:
    now, was = (max(0.0, *_list(each, "exposure", party)) for each in (plan, other))
    if _differ(now, was):
        who = names.side(party)
        most = f"at most {_say_amount(now)}" if now else "nothing"
        yield now < was, f"{who} stands to lose {most}, instead of {_say_amount(was)}"


def _compare_temptation(
    names: Names, plan: Plan, other: Plan, party: str
) -> Iterator[tuple[bool, str]]:
    now, was = plan.deposit[party], other.deposit.get(party, 0.0)
    if _differ(now, was):
        who = names.side(party)
        amounts = f"{_say_amount(now)} instead of {_say_amount(was)}"
        yield now < was, f"{who} could gain {amounts} by breaking off"


def _compare_trust(names: Names, plan: Plan, other: Plan, party: str) -> Iterator[tuple[bool, str]]:
    now, was = (max(0.0, *_list(each, "needed_trust", party)) for each in (plan, other))
    if abs(now - was) >= NEAR and say_bounded(now) != say_bounded(was):
        yield now < was, f"at its tightest stage {_say_needed(names.side(party), now, was)}"


def _list(plan: Plan, what: str, party: str) -> list[float]:
    return [0.0, *(getattr(stage, what)[party] for stage in plan.stages)]


def _differ(now: float, was: float) -> bool:
    return not is_negligible(now - was, max(now, was)) and say_number(now) != say_number(was)


def _say_amount(amount: float) -> str:
    return say_number(amount) if amount > 0 else "nothing"


def _say_needed(who: str, now: float, was: float) -> str:
    if now >= 1:
        return f"no trust is enough for {who}; as recommended, {say_bounded(was)} is"
    if was >= 1:
        return f"{who} needs trust of {say_bounded(now)}; as recommended, none is enough"
    return f"{who} needs trust of {say_bounded(now)}, not {say_bounded(was)}"
