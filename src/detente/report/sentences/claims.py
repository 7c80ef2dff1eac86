"""Sentences about what becomes of an author's claims."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.likelihood import say_percent
from detente.report.naming import Names, with_article
from detente.report.sentences.conclusions import say_key
from detente.report.words import possessive, say_few, say_list, say_numeral, sentence
from detente.study.claim_records import ClaimFinding, ClaimFindings, Hinge, Verdict

VERDICTS: dict[Verdict, str] = {
    "holds": "holds",
    "does_not": "does not hold",
    "cannot_tell": "cannot tell",
}
METHOD = (
    "Each claim was given a test on what the analysis finds. It holds where the test is true in at "
    "least two thirds of the draws, does not hold where it is true in at most one third, and in "
    "between the model cannot tell. An author's own reading says whether the author's view holds "
    "together, and some claims restate a number of it; the case as coded is the harder question. "
    "All are judged on the same packages and plans, those of the case as coded."
)
WOULD_CHANGE = (
    "With a claim stand the numbers that alone would bring another verdict, with the odds at the "
    "low and the high end of their ranges; where none stands, no single number was found to."
)


def answer_claims(found: ClaimFindings) -> str:
    """Say for each author how many claims the case bears out, and under the own reading."""
    return " ".join(_count_author(found, reading) for reading in list_readings(found))


def list_readings(found: ClaimFindings) -> list[str]:
    """List the readings whose claims were looked at, in order."""
    return list(dict.fromkeys(claim.reading for claim in found.claims))


def name_author(found: ClaimFindings, reading: str) -> str:
    """Name the author of a reading within a sentence: "the strike committee"."""
    return with_article(found.authors[reading])


def _count_author(found: ClaimFindings, reading: str) -> str:
    total = sum(claim.reading == reading for claim in found.claims)
    case = _say_counts(found.count(reading))
    own = found.count(reading, reading)["holds"]
    return (
        f"Of {say_few(total, 'claim')} by {name_author(found, reading)}, the case as coded {case}; "
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
    authors = say_list(name_author(found, reading) for reading in list_readings(found))
    bears = sum(claim.verdict == "holds" for claim in found.claims)
    return sentence(
        f"of {total} by {authors}, the case as coded bears out {say_numeral(bears)} and "
        f"contradicts {say_numeral(len(against))}"
    )


def explain_disagreement(found: ClaimFindings, reading: str) -> str:
    """Say plainly where the model disagrees with an author, even on the author's own numbers."""
    own = [claim for claim in found.claims if claim.reading == reading]
    against = [claim for claim in own if claim.verdict == "does_not"]
    author = name_author(found, reading)
    if not against:
        return f"The case as coded contradicts none of what {author} claims."
    even = [claim for claim in against if claim.own.verdict == "does_not"]
    total = say_few(len(own), "claim")
    said = f"The model disagrees with {author} on {say_numeral(len(against))} of {total}"
    if not even:
        return f"{said}, on none of them under the author's own reading."
    quoted = say_list(f"“{claim.says.rstrip('.')}”" for claim in even)
    which = "It contradicts" if len(even) == len(against) else "It contradicts some of them"
    return f"{said}. {which} even under the author's own reading: {quoted}."


def explain_change(names: Names, found: ClaimFindings, claim: ClaimFinding) -> str:
    """Say what would bring another verdict on a claim: numbers of the case, or of a reading."""
    said = [*_list_hinges(names, claim), *_list_turns(names, found, claim)]
    return sentence("; ".join(said)) if said else ""


def _list_hinges(names: Names, claim: ClaimFinding) -> Iterator[str]:
    for hinge in claim.hangs_on:
        ends = f"{_say_end(hinge.odds_low)} if low, {_say_end(hinge.odds_high)} if high"
        yield f"turns on {name_hinge(names, hinge)} ({ends})"


def _say_end(odds: float) -> str:
    """Say odds that are read off a curve, no finer than it is known."""
    if odds < 0.01:
        return "<1%"
    return ">99%" if odds > 0.99 else say_percent(odds)


def name_hinge(names: Names, hinge: Hinge) -> str:
    """Say within a sentence which input it is: whose number, and of what."""
    kind, *rest = hinge.key.split("/")
    if kind == "trust" and len(rest) == 1:
        return f"trust in {names.side(rest[0])}"
    if kind == "trust":
        return f"the trust of {names.side(rest[0])} in {names.side(rest[1])}"
    return say_key(names, hinge.key)


def _list_turns(names: Names, found: ClaimFindings, claim: ClaimFinding) -> Iterator[str]:
    for reading, seen in claim.under.items():
        if seen.turns:
            named = [f"{say_key(names, turn.key)} ({_say_end(turn.odds)})" for turn in seen.turns]
            yield f"with {name_short(found, reading)} number for {say_list(named, 'or')}"


def name_short(found: ClaimFindings, reading: str) -> str:
    """Say whose reading it is by the last word of its author's name, as an owner."""
    return possessive(found.authors[reading].split()[-1])
