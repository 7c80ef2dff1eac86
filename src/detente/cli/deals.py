"""``detente deals``: which packages do all sides gain from, and how sure is that?"""

from __future__ import annotations

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
from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import DealFindings, PackageFindings, Workspace
    from detente.study.deal_records import Candidate

MOST_POINTS = 20
"""A frontier of more points is left to the report and to --json."""

WeightsOption = Annotated[
    str,
    typer.Option(
        "--weights",
        metavar="A=1,B=2",
        help="Also the largest weighted sum, for parties whose points you declare comparable.",
    ),
]
LotteriesOption = Annotated[
    bool, typer.Option("--lotteries", help="Also solve over lotteries between packages.")
]
ApproximateOption = Annotated[
    bool,
    typer.Option(
        "--approximate",
        help="Where issues hang together too closely: packages near the frontier, and how near.",
    ),
]
LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", help="List at most so many points of the frontier.")
]

PackageOption = Annotated[
    str,
    typer.Option(
        "--package",
        metavar="ISSUE=OPTION,...",
        help="Judge this package alone; issues that are not named stay as they are.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deals", help="Which packages do all sides gain from, and how sure is that?")(deals)


def deals(
    case: CaseArgument,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    weights: WeightsOption = "",
    lotteries: LotteriesOption = False,
    limit: LimitOption = 2000,
    approximate: ApproximateOption = False,
    package: PackageOption = "",
) -> None:
    """Which packages all sides gain from: the frontier, the solutions on it, and the odds."""
    from detente.study import find_deals

    named = read_weights(weights)
    workspace = open_workspace(case, draws, seed, approximate=approximate)
    asked = read_package(package, "--package")
    if asked is not None:
        _judge(workspace, asked, as_json=as_json)
        return
    find = partial(find_deals, weights=named, lotteries=lotteries, limit=limit)
    answer(workspace, find, _show, doing="Searching the packages", as_json=as_json)


def read_weights(text: str) -> dict[str, float] | None:
    """Read ``usa=1,dprk=2``; None for an empty text.

    Examples
    --------
    >>> read_weights("usa=1, dprk=2.5")
    {'usa': 1.0, 'dprk': 2.5}
    """
    if not text.strip():
        return None
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = (each.strip() for each in part.partition("="))
        if name in weights:
            raise InputError(f"--weights: {name} is given twice")
        try:
            weights[name] = float(number)
        except ValueError:
            raise InputError(
                f'--weights: expected PARTY=NUMBER, separated by commas, got "{part.strip()}"'
            ) from None
    return weights


def _judge(workspace: Workspace, package: dict[str, str], *, as_json: bool) -> None:
    """Judge one package."""
    from detente.study import find_package

    find = partial(find_package, package=package)
    answer(workspace, find, _show_one, doing="Judging the package", as_json=as_json)


def _show_one(console: Console, names: Names, found: PackageFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences
    from detente.report.package_tables import list_broken, tabulate_sides
    from detente.report.sentences import packages as sentences

    print_sentences(console, [sentences.explain_package(names, found)])
    broken = [f"It breaks a rule: {each.rule}" for each in list_broken(names, found)]
    print_sentences(console, [*broken, ""])
    _show_package(console, names, found.candidate)
    table = tabulate_sides(names, found)
    print_sentences(console, ["", f"{table.caption}."])
    print_report_table(console, table)
    print_sentences(console, filter(None, [sentences.explain_balance(names, found)]))


def _show(console: Console, names: Names, findings: DealFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report import sentences

    print_sentences(console, [sentences.answer_deals(names, findings)])
    if findings.recommended is not None:
        print_title(console, "The safest package found: most often acceptable to all")
        said = [sentences.explain_recommended(names, findings), sentences.explain_rule(names)]
        print_sentences(console, said)
        _show_package(console, names, findings.recommended)
    _show_candidates(console, names, findings)
    _show_frontier(console, names, findings)
    _show_lotteries(console, names, findings)
    print_title(console, "What a fuller list adds")
    print_sentences(
        console,
        [sentences.explain_fuller(names, findings, fuller) for fuller in findings.fuller]
        or ["The case has no past offers to compare with."],
    )
    print_sentences(
        console,
        [
            "",
            sentences.explain_solutions(findings),
            sentences.explain_exactness(names, findings),
            *filter(None, [sentences.explain_division(names, findings)]),
        ],
    )


def _show_package(console: Console, names: Names, candidate: Candidate) -> None:
    from detente.cli.tables import print_table

    rows = [(who, move) for who, moves in names.package_by(candidate.package) for move in moves]
    print_table(console, ("Who", "Does"), rows, text=2)


def _show_candidates(console: Console, names: Names, findings: DealFindings) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title
    from detente.report.likelihood import say_short
    from detente.report.words import say_signed

    draws = findings.origin.draws
    print_title(console, "Packages beside each other")
    rows = [
        (
            ", ".join(name.replace("_", "-") for name in candidate.names),
            say_short(candidate.p_all_gain, draws),
            *(
                f"{say_signed(candidate.expected_gain[party])}"
                f" ({say_short(candidate.p_gain[party], draws)})"
                for party in findings.parties
            ),
            _say_efficient(candidate, findings.efficiency_draws),
        )
        for candidate in findings.candidates
    ]
    gains = [f"{names.label(party)} gains" for party in findings.parties]
    print_table(console, ("Package", "Acceptable to all", *gains, "Efficient"), rows)
    if findings.candidates:
        console.print("Gains are means in each party's own points, with the odds of no loss.")
        for candidate in findings.candidates:
            if candidate.breaks:
                names_of = ", ".join(candidate.names)
                print_sentences(
                    console,
                    [f"{names_of} breaks a rule: {'; '.join(map(names.rule, candidate.breaks))}."],
                )


def _show_frontier(console: Console, names: Names, findings: DealFindings) -> None:
    """Show a short frontier point by point, at the medians."""
    from detente.cli.tables import print_table, print_title
    from detente.report.words import say_number

    if findings.n_frontier > MOST_POINTS:
        return
    beaten = "near the frontier" if findings.approximated else "what no other package beats"
    print_title(console, f"The frontier at the medians: {beaten}")
    rows = [
        (
            names.package(deal.package),
            *(say_number(deal.value[party]) for party in findings.parties),
            "yes" if deal.acceptable else f"no: {names.labels(deal.refused_by)}",
        )
        for deal in findings.frontier
    ]
    worth = [f"worth to {names.side(party)}" for party in findings.parties]
    print_table(console, ("Package", *worth, "Acceptable"), rows)


def _show_lotteries(console: Console, names: Names, findings: DealFindings) -> None:
    """Show the points that solutions pick when packages may be drawn by lot."""
    from detente.cli.tables import print_table, print_title
    from detente.report.likelihood import say_percent
    from detente.report.words import say_list, say_signed

    if not findings.lotteries:
        return
    print_title(console, "With lotteries between packages, at the medians")
    rows = []
    for name, lottery in findings.lotteries.items():
        if lottery is None:
            nothing = ["" for _ in findings.parties]
            rows.append((name.replace("_", "-"), "no lottery suits all", *nothing))
            continue
        tickets = [
            f"{say_percent(ticket.chance)} for {names.package(ticket.package)}"
            for ticket in lottery.tickets
        ]
        gains = (say_signed(lottery.gain[party]) for party in findings.parties)
        rows.append((name.replace("_", "-"), say_list(tickets), *gains))
    gained = [f"{names.label(party)} gains" for party in findings.parties]
    print_table(console, ("Solution", "Drawn by lot", *gained), rows, text=2)


def _say_efficient(candidate: Candidate, draws: int) -> str:
    from detente.report.likelihood import say_short

    return "" if candidate.p_efficient is None else say_short(candidate.p_efficient, draws)
