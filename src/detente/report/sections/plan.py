"""The section on plans: how a package could be carried out, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Items, Paragraph, Section, Sheet
from detente.report.charts import (
    Chart,
    draw_calendar,
    draw_curve,
    draw_roadmap,
    draw_stairs,
    draw_trust_by_stage,
)
from detente.report.naming import Names
from detente.report.plan_tables import (
    list_moves,
    name_stage,
    tabulate_package,
    tabulate_plans,
    tabulate_stages,
    tabulate_stakes,
)
from detente.report.sentences import say_basis_of
from detente.report.sentences.carrying import (
    explain_agreed,
    explain_binding,
    explain_extensions,
    explain_largest,
    explain_no_repairs,
    explain_repairs,
    explain_roadmap,
    has_other_stages,
    is_whole,
)
from detente.report.sentences.comparing import (
    explain_choice,
    explain_search,
    explain_single,
    explain_surest,
)
from detente.report.sentences.plan import (
    answer_plan,
    explain_floors,
    explain_odds,
    explain_package,
    explain_terms,
    say_medians,
)
from detente.report.sentences.tempted import explain_stopping, explain_tempted
from detente.study.plan_records import Carried, Plan, PlanFindings

TEACH = (
    "What a plan has to keep to is written in plan.yaml: what each side loses by breaking off, "
    "deposits, floors, limits to the stages, and stages that were agreed."
)
UNBOUND = (
    "The case does not say what a side loses by breaking a plan off, so each counts as losing "
    "only what is still to come. Relationship, reputation and deposits are written in plan.yaml."
)
KINDS = ("relationship/", "reputation/", "deposit/", "floor/")


def write_plan(names: Names, found: PlanFindings) -> Section:
    """Write how the package could be carried out, and how large a deal trust can carry."""
    return Section(
        id="plan",
        title="How could it be carried out?",
        answer=answer_plan(names, found),
        blocks=tuple(_list_blocks(names, found)),
        rests=_say_basis(names),
    )


def _say_basis(names: Names) -> str:
    numbers = [e.quantity for e in names.case.quantities() if e.key.startswith(KINDS)]
    told = "The worth of the steps and the trust rest on what the sections on deals and trust name."
    if not any(not quantity.is_default for quantity in numbers):
        return f"{UNBOUND} {told}"
    return f"{say_basis_of('What breaking off would cost', numbers)} {told}"


def _list_blocks(names: Names, found: PlanFindings) -> Iterator[Block]:
    if not names.changes(found.package):
        yield Paragraph(TEACH)
        return
    yield Paragraph(explain_package(found))
    yield Items("Three words that are used here", explain_terms())
    yield Paragraph(say_medians(found))
    plan = found.recommended
    if plan and plan.stages:
        yield from _show_plan(names, found, plan)
    else:
        yield from _show_floors(names, found)
    yield from _compare(names, found)
    yield from _show_repairs(names, found)
    yield from _show_carried(names, found)
    yield from _show_agreed(names, found)
    yield Heading("What binds each side", "plan-stakes")
    yield Sheet(tabulate_stakes(names, found))


def _show_plan(names: Names, found: PlanFindings, plan: Plan) -> Iterator[Block]:
    yield Heading("Stage by stage", "plan-stages")
    yield from _list_stages(names, plan)
    yield Sheet(tabulate_stages(names, found, plan))
    yield Paragraph(" ".join(filter(None, [explain_odds(found), explain_stopping(names, found)])))
    yield from _draw(draw_stairs(names, found, plan))
    yield from _draw(draw_trust_by_stage(names, found, plan))
    yield Paragraph(explain_tempted(names, found))
    yield from _show_floors(names, found)
    yield from _draw(draw_calendar(names, plan))


def _list_stages(names: Names, plan: Plan) -> Iterator[Items]:
    for place, stage in enumerate(plan.stages, start=1):
        yield Items(name_stage(plan, place), list_moves(names, stage))


def _show_floors(names: Names, found: PlanFindings) -> Iterator[Block]:
    floors = explain_floors(names, found)
    if floors:
        yield Paragraph(floors)


def _compare(names: Names, found: PlanFindings) -> Iterator[Block]:
    yield Heading("Beside one big step, and fewer stages", "plan-compared")
    said = [explain_single(names, found), explain_surest(found), explain_search(names, found)]
    yield Paragraph(" ".join(filter(None, said)))
    yield Sheet(tabulate_plans(names, found))
    if found.recommended:
        yield Paragraph(explain_choice(found))
    yield from _draw(draw_curve(names, found))


def _show_repairs(names: Names, found: PlanFindings) -> Iterator[Block]:
    yield Heading("What would help", "plan-repairs")
    repairs = explain_repairs(names, found)
    if repairs:
        yield Items("One at a time, each with the best plan that it then allows", repairs)
    else:
        yield Paragraph(explain_no_repairs(found))


def _show_carried(names: Names, found: PlanFindings) -> Iterator[Block]:
    yield Heading("How large a deal can trust carry?", "largest-deal")
    said = [explain_largest(names, found), explain_binding(names, found)]
    yield Paragraph(" ".join(filter(None, said)))
    if found.largest_deal:
        yield from _list_parts(names, found, found.largest_deal)
    extensions = explain_extensions(names, found)
    if extensions:
        yield Items("What would let trust carry that larger package, one at a time", extensions)
    roadmap = explain_roadmap(names, found)
    if roadmap:
        yield Paragraph(roadmap)
    yield from _draw(draw_roadmap(names, found))


def _list_parts(names: Names, found: PlanFindings, deal: Carried) -> Iterator[Block]:
    """List a deal's parts and its first stage, as far as they are not shown already."""
    whole = is_whole(names, found, deal)
    if not whole:
        caption = "The largest deal found that today's trust carries"
        yield Sheet(tabulate_package(names, deal.package, caption))
    if deal.stages > 1 and (not whole or has_other_stages(found, deal)):
        yield Items(f"Its first stage, of {deal.stages}", list_moves(names, deal.first))


def _show_agreed(names: Names, found: PlanFindings) -> Iterator[Block]:
    plan = found.plans.get("agreed")
    if plan is None or not plan.stages:
        return
    yield Heading("The stages as they were agreed", "plan-agreed")
    yield Paragraph(explain_agreed(names, found, plan))
    yield from _list_stages(names, plan)
    yield Sheet(tabulate_stages(names, found, plan))
    yield from _draw(draw_stairs(names, found, plan, "agreed-stairs"))
    yield from _draw(draw_trust_by_stage(names, found, plan, "agreed-trust"))


def _draw(chart: Chart | None) -> Iterator[Figure]:
    if chart:
        yield Figure(chart)
