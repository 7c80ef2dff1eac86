"""Sentences about what becomes of an author's claims."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.naming import Names
from detente.report.sentences.conclusions import name_key
from detente.report.words import (
    in_draws,
    say_few,
    say_list,
    say_numeral,
    say_percent,
    say_short,
    sentence,
)
from detente.study.claim_records import ClaimFinding, ClaimFindings, Hinge, Seen, Verdict

VERDICTS: dict[Verdict, str] = {
    "holds": "holds",
    "does_not": "does not",
    "cannot_tell": "cannot tell",
}
METHOD = (
    "Each claim was given a test on what the analysis finds. It holds where the test is true in at "
    "least two thirds of the draws, does not where it is true in at most one third, and in between "
    "the model cannot tell. An author's own reading says whether the author's view holds together, "
    "and some claims restate a number of it; the case as coded is the harder question. All are "
    "judged on the same packages and plans, those of the case as coded."
)
NOTHING_ALONE = "No single number within its range brings another verdict."


def answer_claims(found: ClaimFindings) -> str:
    """Say for each author how many claims the case bears out, and under the own reading."""
    return " ".join(_count_author(found, reading) for reading in list_readings(found))


def list_readings(found: ClaimFindings) -> list[str]:
    """List the readings whose claims were looked at, in order."""
    return list(dict.fromkeys(claim.reading for claim in found.claims))


def _count_author(found: ClaimFindings, reading: str) -> str:
    total = sum(claim.reading == reading for claim in found.claims)
    case = _say_counts(found.count(reading))
    own = found.count(reading, reading)["holds"]
    return (
        f"Of {say_few(total, 'claim')} by {found.authors[reading]}, the case as coded {case}; "
        f"under the author's own reading {say_numeral(own)} {'holds' if own == 1 else 'hold'}."
    )


def _say_counts(counts: dict[Verdict, int]) -> str:
    said = {
        "holds": "bears out {}",
        "does_not": "contradicts {}",
        "cannot_tell": "cannot tell of {}",
    }
    parts = [said[verdict].format(say_numeral(counts[verdict])) for verdict in VERDICTS]
    return say_list(parts)


def summarise_claims(found: ClaimFindings) -> str:
    """Say in one line how many claims the case as coded contradicts."""
    against = [claim for claim in found.claims if claim.verdict == "does_not"]
    total = say_few(len(found.claims), "claim")
    authors = say_list(found.authors[reading] for reading in list_readings(found))
    bears = sum(claim.verdict == "holds" for claim in found.claims)
    return sentence(
        f"of {total} by {authors}, the case as coded bears out {say_numeral(bears)} and "
        f"contradicts {say_numeral(len(against))}"
    )


def explain_disagreement(found: ClaimFindings, reading: str) -> str:
    """Say plainly where the model disagrees with an author, even on the author's own numbers."""
    own = [claim for claim in found.claims if claim.reading == reading]
    against = [claim for claim in own if claim.verdict == "does_not"]
    author = found.authors[reading]
    if not against:
        return f"The case as coded contradicts none of what {author} claims."
    even = [claim for claim in against if claim.own.verdict == "does_not"]
    count = say_numeral(len(against))
    also = "none of them under the author's own reading"
    if even:
        also = f"{say_numeral(len(even))} of them even under the author's own reading"
    return (
        f"The model disagrees with {author} on {count} of {say_numeral(len(own))} claims: {also}."
    )


def list_disagreements(found: ClaimFindings, reading: str) -> tuple[str, ...]:
    """List the claims of an author that the case as coded contradicts, with the odds."""
    against = [
        claim for claim in found.claims if claim.reading == reading and claim.verdict == "does_not"
    ]
    against.sort(key=lambda claim: claim.own.verdict != "does_not")
    return tuple(_say_against(found, claim) for claim in against)


def _say_against(found: ClaimFindings, claim: ClaimFinding) -> str:
    said = claim.says.rstrip(".")
    if claim.fixed:
        case = "not so for the case as coded"
    else:
        case = f"true {in_draws(claim.odds, found.origin.draws)} of the case as coded"
    return (
        f"“{said}”: {case}; under the author's own reading it {_say_own(claim.own, found, claim)}."
    )


def _say_own(own: Seen, found: ClaimFindings, claim: ClaimFinding) -> str:
    verdict = {
        "holds": "holds",
        "does_not": "does not hold either",
        "cannot_tell": "is open",
    }[own.verdict]
    return verdict if claim.fixed else f"{verdict} ({say_short(own.odds, found.origin.draws)})"


def explain_change(names: Names, found: ClaimFindings, claim: ClaimFinding) -> str:
    """Say what would bring another verdict on a claim: numbers of the case, or of a reading."""
    said = [*_list_hinges(names, claim), *_list_turns(names, found, claim)]
    if claim.fixed and not said:
        return "It is about all draws together; single numbers were not tried."
    return sentence("; ".join(said)) if said else NOTHING_ALONE


def _list_hinges(names: Names, claim: ClaimFinding) -> Iterator[str]:
    for hinge in claim.hangs_on:
        ends = f"{_say_end(hinge.odds_low)} if low, {_say_end(hinge.odds_high)} if high"
        yield f"turns on “{name_hinge(names, hinge)}” ({ends})"


def _say_end(odds: float) -> str:
    """Say odds that are read off a curve, no finer than it is known."""
    if odds < 0.01:
        return "<1%"
    return ">99%" if odds > 0.99 else say_percent(odds)


def name_hinge(names: Names, hinge: Hinge) -> str:
    """Name an input: whose number it is, and of what."""
    kind, *rest = hinge.key.split("/")
    if kind == "trust" and len(rest) == 1:
        return f"Trust in {names.side(rest[0])}"
    if kind == "trust":
        return f"{names.label(rest[0])}: trust in {names.side(rest[1])}"
    return name_key(names, hinge.key)


def _list_turns(names: Names, found: ClaimFindings, claim: ClaimFinding) -> Iterator[str]:
    for reading, seen in claim.under.items():
        if seen.turns:
            named = [f"“{name_key(names, turn.key)}”" for turn in seen.turns]
            verb = "takes" if len(named) == 1 else "take"
            odds = say_list([_say_end(turn.odds) for turn in seen.turns], "or")
            alone = "" if len(named) == 1 else ", each alone,"
            author = found.authors[reading]
            yield f"what {author} puts for {say_list(named)}{alone} {verb} it to {odds}"
