"""Sentences about who would stop a plan, and who is tempted to break it off."""

from __future__ import annotations

from detente.report.likelihood import hits, say_odds, say_short
from detente.report.naming import Names
from detente.report.sentences.plan import FEW
from detente.report.words import say_few, say_list, sentence
from detente.study.plan_records import PlanFindings

SELDOM = 0.05
"""Odds of being tempted that are too small to name who is."""

OFTEN = 0.9
"""Where nobody refuses at least so often, it is not said who would."""


def explain_stopping(names: Names, found: PlanFindings) -> str:
    """Say who is the likeliest to stop the plan; empty where hardly anybody ever does."""
    plan, draws = found.recommended, found.origin.draws
    if plan is None or plan.p_no_refusal >= OFTEN or not plan.p_stops:
        return ""
    count = max(hits(odds, draws) for odds in plan.p_stops.values())
    sides = [side for side, odds in plan.p_stops.items() if hits(odds, draws) == count]
    if count == 0:
        return ""
    odds = "in all draws" if count == draws else say_short(count / draws, draws)
    home = ", a floor at home" if set(sides) <= set(found.ratifiers) else ""
    who = names.sides(sides) if len(sides) <= FEW else f"{say_few(len(sides), 'side')} alike"
    verb = "is" if len(sides) == 1 else "are"
    return f"Over the draws the likeliest to stop it {verb} {who} ({odds}{home})."


def explain_tempted(names: Names, found: PlanFindings) -> str:
    """Say who is tempted to break off, and where."""
    said = []
    for party in found.parties:
        places = [
            str(place)
            for place, stage in enumerate(found.stages, start=1)
            if stage.temptation[party] > 0
        ]
        if places:
            where = "stage" if len(places) == 1 else "stages"
            said.append(f"{names.side(party)} at {where} {say_list(places)}")
    if not said:
        return _say_rarely_tempted(names, found)
    return sentence(f"tempted to take what the others deliver and to break off: {say_list(said)}")


def _say_rarely_tempted(names: Names, found: PlanFindings) -> str:
    """Say who gains most often by breaking off, where nobody does at the medians."""
    none = "At the medians no side would gain by breaking off at any stage"
    odds, place, party = max(
        (stage.sigma[party], place, party)
        for place, stage in enumerate(found.stages, start=1)
        for party in found.parties
    )
    if odds < SELDOM:
        return f"{none}: the plan enforces itself."
    said = say_odds(odds, found.origin.draws)
    likeliest = f"over the draws {names.side(party)} is the likeliest to"
    return f"{none}; {likeliest}, at stage {place}, where it would gain: {said}."
