"""Sentences about one package that somebody put together: who accepts it, and what a change did."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import cannot_tell, say_claim, say_share, say_short
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.sentences.picks import say_gains, say_refusing
from detente.report.words import say_few, say_interval, say_list, say_number, sentence
from detente.study.package_records import PackageFindings

SUITS = "it is acceptable to every side"
FEW = 3
"""So many changes are named in a sentence, then counted."""


def explain_package(names: Names, found: PackageFindings) -> str:
    """Say how large a package is, how likely all accept it, who least, and its gains."""
    if not found.package:
        return f"Nothing changes: this is the status quo. {_say_odds(names, found)}"
    parts = [
        f"It has {say_few(len(found.package), 'part')}.",
        _say_odds(names, found),
        say_gains(names, found.candidate),
    ]
    return " ".join(filter(None, parts))


def _say_odds(names: Names, found: PackageFindings) -> str:
    judged, draws = found.candidate, found.origin.draws
    refuses = {side: 1 - odds for side, odds in {**judged.p_gain, **judged.p_ratified}.items()}
    if is_certain(names):
        return _say_exactly(names, judged.p_all_gain > 0, [s for s, p in refuses.items() if p > 0])
    if not found.package:
        return ""
    if cannot_tell(judged.p_all_gain):
        share = say_share(judged.p_all_gain, draws)
        said = f"The model cannot tell whether {SUITS}: the odds, {share}, are near even."
    else:
        said = f"{say_claim(SUITS, judged.p_all_gain, draws)}."
    would = say_refusing(names, judged, "it", draws)
    return f"{said} {sentence(would) if would else _say_idle(judged.p_all_gain)}"


def _say_idle(suits: float) -> str:
    """Say why a package that no side refuses is acceptable in some of the draws, or in none."""
    if suits <= 0:
        return "No side refuses it in any draw, but none gains by it either."
    beside = "" if suits >= 1 else "; in the others nobody gains by it"
    return f"No side refuses it in any draw{beside}."


def say_brief(names: Names, found: PackageFindings) -> str:
    """Say in one line how likely all accept a package, and what each side gains."""
    judged = found.candidate
    gains = [
        f"{names.label(party)} {say_interval(gain.p10, gain.p90)}"
        for party, gain in judged.gain.items()
    ]
    suits = "yes" if judged.p_all_gain > 0 else "no"
    if not is_certain(names):
        suits = say_short(judged.p_all_gain, found.origin.draws)
    rule = "Breaks a rule. " if found.broken else ""
    return f"{rule}Acceptable to all: {suits}. Gains: {', '.join(gains)}."


def _say_exactly(names: Names, suits: bool, refusing: Sequence[str]) -> str:
    if suits:
        return "On the exact numbers of this case it is acceptable to every side."
    if not refusing:
        return "On the exact numbers of this case no side gains by it."
    return sentence(f"on the exact numbers of this case {names.sides(refusing)} would refuse it")


def explain_balance(names: Names, found: PackageFindings) -> str:
    """Say against whom a package is one-sided, at face value."""
    if not found.package:
        return ""
    against = [party for party, each in found.balance.items() if each.one_sided]
    likely = "" if is_certain(names) else "more likely than not "
    asks = f"it {likely}asks more than it returns"
    if not against:
        return f"Delivered in full, there is no side of which {asks}."
    if len(against) > 1:
        return f"Delivered in full, of each of {names.sides(against)} {asks}, on its own scale."
    return f"Delivered in full, of {names.side(against[0])} {asks}, on its own scale."


def explain_change(names: Names, before: PackageFindings, after: PackageFindings) -> str:
    """Say what going from one package to another changes, for whom, and for the odds."""
    changed = list_differences(names, before.package, after.package)
    if not changed:
        return ""
    named = say_list(changed[:FEW]) if len(changed) <= FEW else f"{len(changed)} choices differ"
    parts = [
        sentence(named),
        _say_shift(names, before, after),
        _say_odds_shift(names, before, after),
    ]
    return " ".join(filter(None, parts))


def list_differences(names: Names, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """List where a package differs from another, each in a phrase."""
    said = []
    for issue in names.case.issues:
        quo = issue.options[0].id
        was, now = before.get(issue.id, quo), after.get(issue.id, quo)
        if was != now:
            pledge, instead = names.pledge(issue.id, now), names.option(issue.id, was)
            said.append(f"“{pledge}” instead of “{instead}”")
    return said


def _say_shift(names: Names, before: PackageFindings, after: PackageFindings) -> str:
    """Say what it is expected to bring to whom."""
    gains = after.candidate.expected_gain
    scale = max(abs(gain) for each in (before, after) for gain in
                each.candidate.expected_gain.values())  # fmt: skip
    shifts = {party: gains[party] - before.candidate.expected_gain[party] for party in gains}
    said = [
        f"{amount} {'more' if shift > 0 else 'less'} for {names.side(party)}"
        for party, shift in shifts.items()
        if (amount := say_number(abs(shift), scale)) != "0"
    ]
    if not said:
        return "It is expected to bring no side more or less."
    return f"It is expected to bring {say_list(said)}, each in points of its own."


def _say_odds_shift(names: Names, before: PackageFindings, after: PackageFindings) -> str:
    if is_certain(names):
        return ""
    draws = after.origin.draws
    was, now = (say_short(each.candidate.p_all_gain, draws) for each in (before, after))
    if was == now:
        return f"The odds that every side accepts stay at {now}."
    return f"The odds that every side accepts: {now} instead of {was}."
