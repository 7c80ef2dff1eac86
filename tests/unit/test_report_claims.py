"""Claims in sentences, in the terminal and on the page, from records made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from detente.case import Reading
from detente.case.claim_model import Claim
from detente.report.blocks import Sheet
from detente.report.claim_tables import list_verdicts, name_columns
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sections import write_claims
from detente.report.sentences.claims import (
    answer_claims,
    explain_change,
    explain_disagreement,
    summarise_claims,
)
from detente.study.claim_records import ClaimFinding, ClaimFindings, Hinge, Seen, Turn, judge_odds
from detente.study.record import Origin
from tests.report_samples import make_case

ORIGIN = Origin("Two shores", dt.date(2020, 1, 1), "0" * 64, 1, 1000, "0", 10, 5)
HINGE = Hinge(
    input="value/isle/locks",
    key="value/isle/locks/given",
    side="isle",
    issue="locks",
    unit="points",
    low=-2.0,
    high=-1.0,
    odds_low=0.004,
    odds_high=0.8,
    verdict_low="does_not",
    verdict_high="holds",
    sourced=0.0,
)


def make(id: str, odds: float, own: float, other: float = 0.5) -> ClaimFinding:
    return ClaimFinding(
        reading="ann",
        id=id,
        says=f"So it is with {id}.",
        test="deal.exists",
        because=(),
        note="",
        verdict=judge_odds(odds),
        odds=odds,
        error=0.01,
        fixed=False,
        under={
            "ann": Seen(judge_odds(own), own, ()),
            "ben": Seen(judge_odds(other), other, ()),
        },
        hangs_on=(),
    )


@pytest.fixture
def found() -> ClaimFindings:
    turned = Seen("holds", 0.9, (Turn("value/isle/locks/given", 0.7, "holds"),))
    open_one = replace(make("d", 0.5, 0.9), hangs_on=(HINGE,))
    return ClaimFindings(
        origin=ORIGIN,
        draws=1000,
        authors={"ann": "Ann Archer", "ben": "Ben Baker"},
        claims=(
            make("a", 0.9, 0.95),
            make("b", 0.1, 0.2),
            make("c", 0.2, 0.8),
            replace(open_one, under={**open_one.under, "ann": turned}),
            replace(make("e", 1.0, 1.0), fixed=True),
        ),
    )


@pytest.fixture
def names(found: ClaimFindings) -> Names:
    claims = tuple(Claim(each.id, each.says, each.test) for each in found.claims)
    readings = (Reading("ann", "Ann Archer", claims=claims), Reading("ben", "Ben Baker"))
    return Names(replace(make_case(), readings=readings))


def test_the_answer_counts(found: ClaimFindings) -> None:
    assert answer_claims(found) == (
        "Of five claims by Ann Archer, the case as coded bears out two, contradicts two and cannot "
        "tell of one; under the author's own reading four hold."
    )
    assert summarise_claims(found).startswith("Of five claims by Ann Archer")


def test_disagreement_is_said_plainly(found: ClaimFindings) -> None:
    assert explain_disagreement(found, "ann") == (
        "The model disagrees with Ann Archer on two of five claims. It contradicts some of them "
        "even under the author's own reading: “So it is with b”."
    )
    agreed = replace(found, claims=found.claims[:1])
    assert "contradicts none" in explain_disagreement(agreed, "ann")
    only_case = replace(found, claims=found.claims[2:3])
    assert "on none of them under" in explain_disagreement(only_case, "ann")


def test_what_would_change_it(names: Names, found: ClaimFindings) -> None:
    said = explain_change(names, found, found.claims[3])
    assert said.startswith("Turns on ")
    assert "(<1% if low, 80% if high)" in said
    assert "with Archer's number for " in said
    assert said.endswith("(70%).")
    assert explain_change(names, found, found.claims[0]) == ""


def test_columns(found: ClaimFindings) -> None:
    assert name_columns(found, "ann") == ["Own reading", "Baker's reading", "Case as coded"]
    assert list_verdicts(found, found.claims[1]) == [
        ("does not hold", "20%"),
        ("cannot tell", "50%"),
        ("does not hold", "10%"),
    ]
    assert list_verdicts(found, found.claims[4])[2] == ("holds", "")
    three = replace(found, authors={**found.authors, "cay": "Cay Cole"})
    assert name_columns(three, "ann")[1] == "Other readings"
    alone = replace(found, authors={"ann": "Ann Archer"})
    assert name_columns(alone, "ann") == ["Own reading", "Case as coded"]


def test_the_section_shows_doubted_claims_first(names: Names, found: ClaimFindings) -> None:
    section = write_claims(names, Passages(names.case), found)
    sheets = [block for block in section.blocks if isinstance(block, Sheet)]
    doubted, borne = sheets
    assert [row[0].text[-2] for row in doubted.table.rows] == ["b", "c", "d"]
    assert [row[0].text[-2] for row in borne.table.rows] == ["a", "e"]
    assert doubted.open
    assert not borne.open
    assert doubted.table.rows[2][0].under.startswith("Turns on")


def test_nothing_is_claimed_that_the_numbers_do_not_show(
    names: Names, found: ClaimFindings
) -> None:
    section = write_claims(names, Passages(names.case), found)
    assert "not thereby true of the world" in section.rests
