"""Sentences about the lists of gives and wants."""

from __future__ import annotations

from collections import Counter

from detente.report.naming import Names
from detente.report.words import say_few, say_list, say_numeral, sentence
from detente.study.lists import ListFindings


def answer_lists(names: Names, lists: ListFindings) -> str:
    """Say how long each side's list is."""
    if not lists.concessions:
        return "Nothing is on the table: no option of any issue changes anything for anybody."
    issues = {concession.issue: concession.by for concession in lists.concessions}
    counts = Counter(issues.values())
    able = [party.id for party in names.case.parties if counts[(party.id,)]]
    singles = [
        f"{names.side(party)} can give on {say_few(counts[(party,)], 'issue')}"
        if place == 0
        else f"{names.side(party)} on {say_numeral(counts[(party,)])}"
        for place, party in enumerate(able)
    ]
    joint = sum(count for by, count in counts.items() if len(by) > 1)
    shared = [f"{say_few(joint, 'issue is', 'issues are')} for several to settle together"]
    return sentence("; ".join([*filter(None, [say_list(singles)]), *(shared if joint else [])]))
