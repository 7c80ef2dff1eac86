"""``detente trust``: how far can each side be believed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from detente.study import TrustFindings
    from detente.study.trust import TrustIn

MOST_ENTRIES = 6


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trust", help="How far can each side be believed, on its record?")(trust)


def trust(
    case: CaseArgument,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """How far each side can be believed, and which entries of its record move that most."""
    from detente.study import find_trust

    workspace = open_workspace(case, draws, seed)
    answer(workspace, find_trust, _show, doing="Reading the record", as_json=as_json)


def _show(console: Console, names: Names, findings: TrustFindings) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title
    from detente.report.sentences import explain_trust
    from detente.report.words import say_interval, say_number

    print_sentences(console, [explain_trust(names, trusted) for trusted in findings.parties])
    print_title(console, "The chance that a promise is kept")
    rows = [
        (
            names.label(trusted.party),
            say_number(trusted.mean),
            say_interval(trusted.p10, trusted.p90),
            str(len(trusted.entries)),
            *(_say_seen(trusted, viewer) for viewer in _viewers(findings)),
        )
        for trusted in findings.parties
    ]
    seen = [f"as {names.label(viewer)} sees it" for viewer in _viewers(findings)]
    print_table(console, ("Promises by", "Chance", "4 times in 5", "Entries", *seen), rows)
    for trusted in findings.parties:
        _show_entries(console, names, trusted)


def _viewers(findings: TrustFindings) -> list[str]:
    return [trusted.party for trusted in findings.parties]


def _say_seen(trusted: TrustIn, viewer: str) -> str:
    from detente.report.words import say_number

    return next((say_number(seen.mean) for seen in trusted.seen_by if seen.party == viewer), "")


def _show_entries(console: Console, names: Names, trusted: TrustIn) -> None:
    from detente.cli.tables import print_table, print_title
    from detente.report.words import say_date, say_signed

    strongest = sorted(trusted.entries, key=lambda entry: -abs(entry.shift))[:MOST_ENTRIES]
    if not strongest:
        return
    print_title(console, f"What moves the belief in {names.side(trusted.party)} most")
    rows = [
        (
            say_date(entry.settled),
            entry.what,
            entry.outcome + (", precedent" if entry.precedent else ""),
            say_signed(entry.shift),
        )
        for entry in strongest
    ]
    print_table(console, ("Settled", "Promise", "Outcome", "Shift"), rows, text=3)
