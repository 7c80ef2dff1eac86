"""Write a case as a GENIUS scenario: a domain, and a file for each party."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import quoteattr

from detente.case.interchange.additive import (
    Grounded,
    Table,
    find_even,
    ground,
    lift_first,
    list_losses,
    list_tables,
    name_files,
    name_topics,
)
from detente.case.interchange.exact import write_decimal
from detente.case.model import Case
from detente.case.new_folder import save_text


def write_genius(case: Case, folder: Path) -> tuple[str, ...]:
    """Write a case to a folder that does not exist yet; notes on what does not fit.

    The best package is worth exactly 1 to each party, and every number has an end as a decimal:
    where that needs a total larger than the parties' own, the rest is given to every package.
    """
    folder.mkdir()
    tables = list_tables(case)
    files = name_files(case)
    save_text(folder, "domain.xml", "\n".join(_write_domain(case, files, tables)) + "\n")
    for file, table in zip(files, tables, strict=True):
        save_text(folder, f"{file}.xml", "\n".join(_write_profile(case, table)) + "\n")
    return list_losses(case, "GENIUS")


def _write_domain(case: Case, files: list[str], tables: tuple[Table, ...]) -> Iterator[str]:
    yield "<negotiation_template>"
    for file, table in zip(files, tables, strict=True):
        yield f'<agent name={quoteattr(table.name)} utility_space="{file}.xml"/>'
    yield f'<utility_space number_of_issues="{len(case.issues)}">'
    yield from _write_issues(case, None)
    yield "</utility_space>"
    yield "</negotiation_template>"


def _write_profile(case: Case, table: Table) -> Iterator[str]:
    grounded = ground(table)
    whole = find_even(grounded.total)
    grounded = lift_first(grounded, whole - grounded.total)
    yield "<utility_space>"
    yield from _write_issues(case, grounded, whole)
    yield '<discount_factor value="1.0"/>'
    reservation = write_decimal(Fraction(grounded.reservation, whole))
    yield f'<reservation value="{reservation}"/>'
    yield "</utility_space>"


def _write_issues(case: Case, grounded: Grounded | None, whole: int = 1) -> Iterator[str]:
    """Write the issues; with what they are worth, if that is given."""
    kind = 'etype="discrete" type="discrete" vtype="discrete"'
    issues, options = name_topics(case)
    yield (
        f'<objective index="0" etype="objective" type="objective" name={quoteattr(case.title)} '
        'description="">'
    )
    for at, title in enumerate(issues):
        yield f'<issue index="{at + 1}" {kind} name={quoteattr(title)}>'
        for place, option in enumerate(options[at]):
            said = "" if grounded is None else f' evaluation="{grounded.units[at][place]}"'
            yield f'<item index="{place + 1}" value={quoteattr(option)}{said}/>'
        yield "</issue>"
    for at, row in enumerate(grounded.units if grounded is not None else ()):
        weight = write_decimal(Fraction(max(row), whole))
        yield f'<weight index="{at + 1}" value="{weight}"/>'
    yield "</objective>"
