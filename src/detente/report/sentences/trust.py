"""Sentences about trust: on what record, and which entry moves it most."""

from __future__ import annotations

from detente.report.likelihood import say_band, say_percent
from detente.report.naming import Names
from detente.report.words import say_few, say_list, say_number, say_numeral, sentence, shorten
from detente.study.trust import Entry, TrustFindings, TrustIn

WIDE = 0.3
"""An 80% interval wider than this says little."""

OUTCOME_WORDS = {
    "kept": "kept",
    "late": "kept late",
    "partial": "kept in part",
    "broken": "broken",
    "disputed": "disputed",
    "not_triggered": "not triggered",
    "open": "still open",
}
NO_WEIGHT = ("open", "not_triggered")
"""Outcomes that say nothing yet about the promiser."""


def answer_trust(names: Names, trust: TrustFindings) -> str:
    """Say how far each party can be believed, in one sentence."""
    known = [record for record in trust.parties if record.entries]
    if not known:
        return (
            "No promise is on record, so every belief is the prior that the case assumes: "
            f"{say_percent(trust.prior[0] / sum(trust.prior))} for everybody."
        )
    said = [
        f"{say_percent(record.mean)} for {names.side(record.party)} ({_ends(record)})"
        for record in known
    ]
    none = [record for record in trust.parties if not record.entries]
    rest = f" {_say_prior(names, none)}" if none else ""
    return (
        f"On the record, the chance that a promise is kept is {say_list(said)}. The ranges hold "
        f"four times in five{_hedge(known, ' and are')}.{rest}"
    )


def summarise_trust(names: Names, trust: TrustFindings) -> str:
    """Say in one line how far each party is believed, and whether that says much."""
    known = [record for record in trust.parties if record.entries]
    if not known:
        return "No promise is on record."
    said = [
        f"{say_percent(record.mean)} for {names.side(record.party)} ({_ends(record)})"
        for record in known
    ]
    return f"The chance that a promise is kept is put at {say_list(said)}{_hedge(known, ',')}."


def _hedge(known: list[TrustIn], joint: str) -> str:
    """Warn when no record says much."""
    if any(record.p90 - record.p10 <= WIDE for record in known):
        return ""
    return f"{joint} too wide to lean on"


def _say_prior(names: Names, none: list[TrustIn]) -> str:
    who = names.sides(record.party for record in none)
    verb = "has" if len(none) == 1 else "have"
    return sentence(f"{who} {verb} no promise on record, so the belief is the case's prior")


def _ends(record: TrustIn) -> str:
    return f"{say_percent(record.p10)} to {say_percent(record.p90)}"


def explain_trust(names: Names, record: TrustIn) -> str:
    """Say what the record of one party shows, and what moves the belief most."""
    who = names.side(record.party)
    if not record.entries:
        return sentence(f"{who} has no promise on record; the belief is the case's prior")
    parts = [_belief(who, record), _record(record), _mover(names, record)]
    return " ".join(part for part in parts if part)


def _belief(who: str, record: TrustIn) -> str:
    mean = say_percent(record.mean)
    if record.p90 - record.p10 > WIDE:
        return (
            f"The record cannot tell how far {who} keeps its promises: the mean belief is {mean}, "
            f"but four times in five it is anywhere from {_ends(record)}."
        )
    return (
        f"The chance that {who} keeps a promise is {mean} ({_ends(record)}): "
        f"{say_band(record.mean)}."
    )


def _record(record: TrustIn) -> str:
    counted = [
        f"{count} {OUTCOME_WORDS.get(outcome, outcome)}"
        for outcome in OUTCOME_WORDS
        if (count := record.counts.get(outcome, 0))
    ]
    total = sum(record.counts.values())
    others = sum(entry.precedent for entry in record.entries)
    borrowed = f", {say_numeral(others)} made by others" if others else ""
    return f"The record holds {say_few(total, 'promise')}{borrowed}: {say_list(counted)}."


def _mover(names: Names, record: TrustIn) -> str:
    entry = find_mover(record)
    if entry is None or round(abs(entry.shift) * 100) == 0:
        return "No single entry moves the belief by as much as one percentage point."
    points = say_number(abs(entry.shift) * 100)
    moved = "raises" if entry.shift > 0 else "lowers"
    owner = f" by {names.side(entry.by)}" if entry.precedent else ""
    unit = "percentage point" if points == "1" else "percentage points"
    return (
        f"What moves it most is “{shorten(entry.what, 90)}”{owner} "
        f"({entry.settled.year}, {OUTCOME_WORDS.get(entry.outcome, entry.outcome)}), "
        f"which {moved} it by {points} {unit}."
    )


def find_mover(record: TrustIn) -> Entry | None:
    """Find the entry that moves the belief most; the latest among equals."""
    return max(record.entries, key=lambda entry: (abs(entry.shift), entry.settled), default=None)


def explain_seen_by(names: Names, record: TrustIn) -> str:
    """Say who sees the party differently because of the precedents it cites; empty if nobody."""
    seen = [view for view in record.seen_by if abs(view.mean - record.mean) >= 0.03]
    said = [f"{names.side(view.party)} sees it at {say_percent(view.mean)}" for view in seen]
    whose = "it cites" if len(said) == 1 else "each of them cites"
    return sentence(f"{say_list(said)}, by the precedents that {whose}") if said else ""
