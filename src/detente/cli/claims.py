"""``detente claims``: does the model bear out what the authors of readings say?"""

from __future__ import annotations

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
)

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study.claim_records import ClaimFindings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("claims", help="Does the model bear out what the authors of readings say?")(claims)


def claims(
    case: CaseArgument,
    reading: Annotated[
        str | None,
        typer.Option("--reading", metavar="ID", help="Only the claims of this reading's author."),
    ] = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """Each claim under its author's own reading, under the others, and for the case as coded."""
    from detente.study import Workspace, find_claims

    def find(workspace: Workspace) -> ClaimFindings:
        return find_claims(workspace, reading)

    workspace = open_workspace(case, draws, seed)
    answer(workspace, find, _show, doing="Putting the claims to the case", as_json=as_json)


def _show(console: Console, names: Names, findings: ClaimFindings) -> None:
    from detente.cli.tables import print_sentences
    from detente.report.sentences.claims import METHOD, answer_claims, list_readings

    print_sentences(console, [answer_claims(findings), "", METHOD])
    for reading in list_readings(findings):
        _show_author(console, names, findings, reading)


def _show_author(console: Console, names: Names, findings: ClaimFindings, reading: str) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title
    from detente.report.claim_tables import list_verdicts, name_columns
    from detente.report.sentences.claims import (
        WOULD_CHANGE,
        explain_change,
        explain_disagreement,
    )

    print_title(console, findings.authors[reading])
    print_sentences(console, [explain_disagreement(findings, reading), ""])
    own = [claim for claim in findings.claims if claim.reading == reading]
    rows = [
        (
            claim.id,
            claim.says,
            *(f"{verdict}\n{odds}" for verdict, odds in list_verdicts(findings, claim)),
        )
        for claim in own
    ]
    print_table(console, ("Id", "Claim", *name_columns(findings, reading)), rows, text=2)
    changes = {claim.id: explain_change(names, findings, claim) for claim in own}
    print_sentences(console, [WOULD_CHANGE])
    print_sentences(console, [f"  {id}: {change}" for id, change in changes.items() if change])
