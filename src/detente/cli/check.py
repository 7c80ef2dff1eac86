"""``detente check``: is the case in order?"""

from __future__ import annotations

import typer

from detente.cli.options import CaseArgument, JsonOption, make_console, open_case


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help="Check a case folder and name every problem in it.")(check)


def check(case: CaseArgument, as_json: JsonOption = False) -> None:
    """Check a case folder: every problem at once, with its place and a way out."""
    import json

    from detente.case.resolutions import check_resolutions
    from detente.cli.tables import print_sentences
    from detente.report.words import say_few
    from detente.study import Workspace

    loaded = open_case(case)
    notices = (*loaded.notices, *check_resolutions(loaded))
    origin = Workspace(loaded).origin
    if as_json:
        summary = {
            "title": loaded.title,
            "problems": 0,
            "notices": [str(notice) for notice in notices],
            "numbers": origin.numbers,
            "sourced": origin.sourced,
            "digest": loaded.digest,
        }
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    console = make_console()
    print_sentences(console, [f"warning: {notice}" for notice in notices])
    print_sentences(
        console,
        [
            (
                f"{loaded.title}: no errors, {say_few(len(notices), 'warning')}. "
                f"{len(loaded.parties)} parties, {len(loaded.issues)} issues, "
                f"{len(loaded.offers)} offers, {len(loaded.promises)} promises."
            ),
            f"{origin.sourced} of {origin.numbers} numbers have a source; others are assumptions.",
        ],
    )
