"""``detente check``: is the case in order?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from detente.cli.options import CaseArgument, JsonOption, find_folder, make_console

if TYPE_CHECKING:
    from detente.case import Case


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help="Check a case folder and name every problem in it.")(check)


def _open(text: str) -> Case:
    """Load a case; when it is wrong, say too what is wrong with the file that stands apart."""
    from detente.case import load
    from detente.case.load import UNSEEN
    from detente.case.resolutions import find_shape_problems
    from detente.errors import CaseError

    folder = find_folder(text)
    try:
        return load(folder)
    except CaseError as error:
        apart = [each for each in find_shape_problems(folder) if each not in error.problems]
        if not apart:
            raise
        both = CaseError([*error.problems, *apart])
        both.args = (f"{both}\n\n{UNSEEN}",)
        raise both from None


def check(case: CaseArgument, as_json: JsonOption = False) -> None:
    """Check a case folder: every problem at once, with its place and a way out."""
    import json

    from detente.case.resolutions import check_resolutions
    from detente.cli.tables import print_sentences
    from detente.report.words import say_few
    from detente.study import Workspace

    loaded = _open(case)
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
    count = len(loaded.constraints)
    limits = f", {count} constraint{'' if count == 1 else 's'}" if count else ""
    console = make_console()
    print_sentences(console, [f"warning: {notice}" for notice in notices])
    print_sentences(
        console,
        [
            (
                f"{loaded.title}: no errors, {say_few(len(notices), 'warning')}. "
                f"{len(loaded.parties)} parties, {len(loaded.issues)} issues, "
                f"{len(loaded.offers)} offers, {len(loaded.promises)} promises{limits}."
            ),
            f"{origin.sourced} of {origin.numbers} numbers have a source; others are assumptions.",
        ],
    )
