"""Tables of claims, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.report.likelihood import say_short
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.claims import VERDICTS, explain_change, name_short
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_few
from detente.study.claim_records import ClaimFinding, ClaimFindings, Verdict

CASE = "Case as coded"
OWN = "Own reading"


def name_columns(found: ClaimFindings, reading: str) -> list[str]:
    """Name the columns of verdicts on an author's claims: the own reading, others, the case."""
    others = [each for each in found.authors if each != reading]
    if not others:
        return [OWN, CASE]
    alone = len(others) == 1
    other = f"{name_short(found, others[0])} reading" if alone else "Other readings"
    return [OWN, other, CASE]


def list_verdicts(found: ClaimFindings, claim: ClaimFinding) -> list[tuple[str, str]]:
    """List the verdicts on a claim, and the odds, in the order of the columns."""
    draws = found.draws
    own = claim.own
    others = [seen for reading, seen in claim.under.items() if reading != claim.reading]
    said = [_say(own.verdict, own.odds, claim, draws)]
    if len(others) == 1:
        said.append(_say(others[0].verdict, others[0].odds, claim, draws))
    elif others:
        holds = sum(seen.verdict == "holds" for seen in others)
        said.append((f"holds in {holds}", f"of {say_few(len(others), 'reading')}"))
    return [*said, _say(claim.verdict, claim.odds, claim, draws)]


def _say(verdict: Verdict, odds: float, claim: ClaimFinding, draws: int) -> tuple[str, str]:
    return VERDICTS[verdict], "" if claim.fixed else say_short(odds, draws)


def tabulate_claims(
    names: Names,
    passages: Passages,
    found: ClaimFindings,
    reading: str,
    verdicts: Sequence[Verdict],
    caption: str,
) -> Table | None:
    """Tabulate the claims of an author on which the case has one of these verdicts."""
    chosen = [
        claim for claim in found.claims if claim.reading == reading and claim.verdict in verdicts
    ]
    if not chosen:
        return None
    chosen.sort(key=lambda claim: verdicts.index(claim.verdict))
    rows = [list(_list_cells(names, passages, found, claim)) for claim in chosen]
    table = make_table(caption, ["Claim", *name_columns(found, reading)], rows)
    return replace(table, tall=True)


def _list_cells(
    names: Names, passages: Passages, found: ClaimFindings, claim: ClaimFinding
) -> Iterator[Cell]:
    by_id = {each.id: each for each in names.case.readings}
    coded = next(each for each in by_id[claim.reading].claims if each.id == claim.id)
    said = passages.text(claim.says, coded.because, coded.note)
    yield replace(said, under=explain_change(names, found, claim))
    for verdict, odds in list_verdicts(found, claim):
        yield Cell(verdict, under=odds)
