"""``detente plan``: how could a package be carried out, and how large a deal can trust carry?"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    open_workspace,
    read_package,
)

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import Workspace
    from detente.study.plan_records import Carried, Plan, PlanFindings, Stage
    from detente.study.staged_records import StagedFindings


class Method(StrEnum):
    """What looks for the stages."""

    AUTO = "auto"
    SUBSETS = "subsets"
    CP_SAT = "cp-sat"


PackageOption = Annotated[
    str,
    typer.Option(
        "--package",
        metavar="ISSUE=OPTION,...",
        help="Carry out this package; issues that are not named stay as they are.",
    ),
]
StageOption = Annotated[
    list[str] | None,
    typer.Option(
        "--stage",
        metavar="ISSUE=OPTION,...",
        help="Set a stage by hand; once for each stage, in order. What is not named comes last.",
    ),
]
MostStagesOption = Annotated[
    int | None,
    typer.Option("--most-stages", metavar="N", min=1, help="Use at most so many stages."),
]
ItemsOption = Annotated[
    int | None,
    typer.Option("--items", metavar="N", min=1, help="Put at most so many steps into a stage."),
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", metavar="S", help="Search at most so long for each plan.")
]
EngineOption = Annotated[
    Method, typer.Option("--engine", help="What looks for the stages; auto chooses by their size.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan", help="How could it be carried out, stage by stage, with today's trust?")(
        plan
    )


def plan(
    case: CaseArgument,
    package: PackageOption = "",
    stage: StageOption = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    most_stages: MostStagesOption = None,
    items: ItemsOption = None,
    seconds: SecondsOption = 20.0,
    engine: EngineOption = Method.AUTO,
) -> None:
    """In which stages a package could be carried out, and how large a deal trust can carry."""
    from detente.study import find_plan

    named = read_package(package, "--package")
    workspace = open_workspace(case, draws, seed)
    if stage:
        _judge_stages(workspace, named, stage, as_json=as_json)
        return
    find = partial(
        find_plan,
        package=named,
        most_stages=most_stages,
        most_items=items,
        engine=engine.value,
        seconds=seconds,
    )
    answer(workspace, find, _show, doing="Putting the steps in stages", as_json=as_json)


def _judge_stages(
    workspace: Workspace, package: dict[str, str] | None, stage: list[str], *, as_json: bool
) -> None:
    """Judge stages that were set by hand."""
    from detente.study import find_staged

    stages = tuple(tuple((read_package(text, "--stage") or {}).items()) for text in stage)
    find = partial(find_staged, package=package, stages=stages)
    answer(workspace, find, _show_staged, doing="Judging the stages", as_json=as_json)


def _show_staged(console: Console, names: Names, found: StagedFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import plan as sentences
    from detente.report.sentences.beside import explain_chosen, explain_problem

    draws = found.origin.draws
    problems = [explain_problem(names, each) for each in found.problems]
    chosen = [] if found.plan is None else [explain_chosen(names, found.plan, draws)]
    print_sentences(console, chosen or ["The stages cannot be carried out in this order."])
    print_sentences(console, problems)
    if found.plan is None or not found.plan.stages:
        return
    print_title(console, "Stage by stage")
    print_sentences(console, sentences.explain_terms())
    _print_stages(console, names, found, found.plan)
    _show_beside(console, names, found, found.plan)


def _show_beside(console: Console, names: Names, found: StagedFindings, plan: Plan) -> None:
    """Show what is better and what is worse than in the recommended stages."""
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.beside import set_beside

    if found.recommended is None:
        return
    beside = set_beside(names, plan, found.recommended, found.origin.draws)
    print_title(console, "Beside the recommended stages")
    print_sentences(console, [beside.summary])
    for title, said in (("Better:", beside.better), ("Worse:", beside.worse)):
        print_sentences(console, [title, *(f"  {text}" for text in said)] if said else [])


def _show(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_sentences
    from detente.report.sentences import plan as sentences

    print_sentences(console, [sentences.answer_plan(names, found)])
    if not names.changes(found.package):
        return
    print_sentences(console, ["", sentences.explain_package(found)])
    _show_stages(console, names, found)
    _show_plans(console, names, found)
    _show_repairs(console, names, found)
    _show_carried(console, names, found)
    _show_agreed(console, names, found)


def _show_stages(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import plan as sentences
    from detente.report.sentences import tempted

    recommended = found.recommended
    if recommended is None:
        return
    print_title(console, "Stage by stage")
    print_sentences(console, sentences.explain_terms())
    _print_stages(console, names, found, recommended)
    said = [
        sentences.say_medians(found),
        sentences.explain_odds(found),
        tempted.explain_stopping(names, found),
        tempted.explain_tempted(names, found),
        sentences.explain_floors(names, found),
    ]
    print_sentences(console, filter(None, said))


def _print_stages(
    console: Console, names: Names, found: PlanFindings | StagedFindings, plan: Plan
) -> None:
    """Print what is done in each stage, and what it asks of each party."""
    from detente.cli.tables import print_sentences, print_table
    from detente.report.plan_tables import list_moves, name_stage
    from detente.report.sentences.plan import say_mean

    for place, stage in enumerate(plan.stages, start=1):
        steps = [f"  {step}" for step in list_moves(names, stage)]
        print_sentences(console, ["", name_stage(plan, place), *steps])
    rows = [
        (
            _say_place(names, found, stage, place),
            *(_say_asked(stage, party) for party in found.parties),
            say_mean(stage.p_kept, found.origin.draws),
        )
        for place, stage in enumerate(plan.stages, start=1)
    ]
    said = "For each side its exposure, in its own points, and the trust that it needs and has:"
    print_sentences(console, ["", said])
    print_table(console, ("", *map(names.label, found.parties), "Kept through here"), rows)


def _say_place(names: Names, found: PlanFindings | StagedFindings, stage: Stage, place: int) -> str:
    """Name a stage, and those at home who would refuse it."""
    home = [side for side in stage.refuses if side not in found.parties]
    return f"Stage {place}" + (f"\n{names.labels(home)} would refuse" if home else "")


def _say_asked(stage: Stage, party: str) -> str:
    from detente.report.likelihood import say_percent
    from detente.report.words import say_number

    exposed = say_number(max(stage.exposure[party], 0.0))
    needed, held = stage.needed_trust[party], stage.available_trust[party]
    if needed >= 1:
        return f"{exposed}; would refuse,\nhas nothing to gain"
    trust = f"needs {say_percent(needed)}, has {say_percent(held)}" if needed > 0 else "needs none"
    return f"{exposed}; {trust}" + ("\nwould refuse" if party in stage.refuses else "")


def _show_plans(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences, print_title
    from detente.report.plan_tables import tabulate_plans
    from detente.report.sentences import comparing

    print_title(console, "Plans beside each other")
    said = [
        comparing.explain_single(names, found),
        comparing.explain_surest(found),
        comparing.explain_search(names, found),
    ]
    print_sentences(console, filter(None, said))
    print_report_table(console, tabulate_plans(names, found))


def _show_repairs(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import carrying

    print_title(console, "What would help, one thing at a time")
    said = carrying.explain_repairs(names, found) or (carrying.explain_no_repairs(found),)
    print_sentences(console, said)


def _show_carried(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import carrying

    print_title(console, "How large a deal trust can carry")
    said = [
        carrying.explain_largest(names, found),
        *(_list_parts(names, found, found.largest_deal) if found.largest_deal else ()),
        carrying.explain_binding(names, found),
        *carrying.explain_extensions(names, found),
        carrying.explain_roadmap(names, found),
    ]
    print_sentences(console, filter(None, said))
    if len(found.roadmap) > 1:
        _print_roadmap(console, names, found)


def _list_parts(names: Names, found: PlanFindings, deal: Carried) -> Iterator[str]:
    """List a deal's parts and its first stage, as far as they are not shown already."""
    from detente.report.plan_tables import list_moves
    from detente.report.sentences import carrying

    whole = carrying.is_whole(names, found, deal)
    if not whole:
        yield "Its parts:"
        yield from (f"  {who}: {'; '.join(moves)}" for who, moves in names.package_by(deal.package))
    if deal.stages > 1 and (not whole or carrying.has_other_stages(found, deal)):
        yield f"Its first stage, of {deal.stages}:"
        yield from (f"  {step}" for step in list_moves(names, deal.first))


def _print_roadmap(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_table
    from detente.report.likelihood import say_percent
    from detente.report.sentences import carrying
    from detente.report.sentences.plan import say_mean

    rows = [
        (
            f"{place}. {carrying.say_added(names, deal)}",
            str(deal.stages),
            *(say_percent(deal.trust[party]) for party in found.parties),
            say_mean(deal.p_completed, found.origin.draws),
        )
        for place, deal in enumerate(found.roadmap, start=1)
    ]
    trust = [f"Trust in {names.side(party)}" for party in found.parties]
    print_table(console, ("Deal by deal, what each adds", "Stages", *trust, "To the end"), rows)


def _show_agreed(console: Console, names: Names, found: PlanFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import carrying

    agreed = found.plans.get("agreed")
    if agreed is None:
        return
    print_title(console, "The stages as they were agreed")
    print_sentences(console, [carrying.explain_agreed(names, found, agreed)])
    _print_stages(console, names, found, agreed)
