"""Sentences about the packages that are singled out: how, what they bring, and their rivals."""

from __future__ import annotations

from detente.report.likelihood import in_draws, say_short
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.words import say_few, say_interval, say_list, say_number, sentence
from detente.study.deal_records import Candidate, DealFindings

PICKED = (
    "How it is picked: of the packages tried, the one acceptable to every side in the most draws; "
    "among equals, the one with the largest product of expected gains (Nash)."
)
PICKED_EXACTLY = (
    "How it is picked: of the packages tried that are acceptable to every side, the one with the "
    "largest product of gains (Nash)."
)

SOLUTIONS = {
    "nash": "Nash takes the largest product of gains",
    "kalai_smorodinsky": "Kalai-Smorodinsky gains in proportion to the most each could get",
    "egalitarian": "Egalitarian makes the smallest gain as large as possible",
    "weighted_sum": "Weighted sum adds the gains, weighted as told",
}

CANDIDATES = {
    "recommended": "The safest package found",
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "weighted_sum": "Weighted sum",
}


def explain_rule(names: Names) -> str:
    """Say how the package that is singled out is picked."""
    return PICKED_EXACTLY if is_certain(names) else PICKED


def explain_recommended(names: Names, deals: DealFindings) -> str:
    """Say what the safest package found is, what it brings, and its rivals."""
    best = deals.recommended
    if best is None:
        return "No package is acceptable to every side in any draw, so none is singled out."
    count = len(names.changes(best.package))
    opening = f"It is acceptable to every side {_say_how_often(names, deals, best)}"
    parts = [f"{opening} and has {say_few(count, 'part')}.", say_gains(names, best)]
    return " ".join(part for part in [*parts, say_rivals(names, deals)] if part)


def _say_how_often(names: Names, deals: DealFindings, best: Candidate) -> str:
    if is_certain(names):
        return "on the exact numbers of this case"
    return in_draws(best.p_all_gain, deals.origin.draws)


def say_gains(names: Names, best: Candidate) -> str:
    """Say what a package brings to whom, over no deal."""
    said = [
        f"{names.side(party)} would gain {say_interval(gain.p10, gain.p90)}"
        for party, gain in best.gain.items()
    ]
    return sentence(
        f"over what each has without a deal, {say_list(said)}, each in points of its own"
    )


def find_rivals(deals: DealFindings) -> list[Candidate]:
    """Find the candidates whose odds lie within two standard errors of the best one's."""
    best = deals.recommended
    if best is None:
        return []
    odds = best.p_all_gain
    room = 2 * (odds * (1 - odds) / deals.origin.draws) ** 0.5
    return [
        rival
        for rival in deals.candidates
        if rival is not best
        and rival.package != best.package
        and not rival.breaks
        and odds - rival.p_all_gain <= room + 1e-12
    ]


def say_rivals(names: Names, deals: DealFindings) -> str:
    """Say which other packages the draws cannot tell apart from the safest; "" if none."""
    best, rivals = deals.recommended, find_rivals(deals)
    if best is None or not rivals:
        return ""
    draws = deals.origin.draws
    certain = is_certain(names)
    said = [
        f"“{name_candidate(names, rival)}”"
        + ("" if certain else f" ({say_short(rival.p_all_gain, draws)})")
        for rival in rivals
    ]
    they = "they divide" if len(rivals) > 1 else "it divides"
    if certain:
        tie = f"{say_list(said)} {'are' if len(said) > 1 else 'is'} acceptable to every side too"
        return sentence(f"{tie}; this one has the largest product of gains")
    own = say_short(best.p_all_gain, draws)
    gains = "" if len(rivals) > 1 else f": {_say_split(names, rivals[0], best)}"
    return sentence(
        f"the draws cannot tell it ({own}) from {say_list(said, 'or')}, "
        f"though {they} the gains otherwise{gains}"
    )


def _say_split(names: Names, rival: Candidate, best: Candidate) -> str:
    """Set the expected gains of two packages beside each other."""
    said = [
        f"{say_number(gain)} instead of {say_number(best.expected_gain[party])} for "
        f"{names.side(party)}"
        for party, gain in rival.expected_gain.items()
    ]
    return f"{say_list(said)}, expected"


def name_candidate(names: Names, candidate: Candidate) -> str:
    """Name a package by the rules and the offers that lead to it."""
    said = []
    for name in candidate.names:
        offer = name.removeprefix("offer ")
        if name == "recommended" and is_certain(names):
            said.append("The package above")
            continue
        said.append(CANDIDATES.get(name, names.offer(offer) if offer != name else name))
    return say_list(said)


def explain_solutions(deals: DealFindings) -> str:
    """Say whether the bargaining solutions pick one package, and what each looks for."""
    found = {name: each.package for name, each in deals.solutions.items() if each is not None}
    picks = {tuple(sorted(package.items())) for package in found.values()}
    if not picks:
        return (
            "At the medians no package is acceptable to every side, so no bargaining solution "
            "is defined."
        )
    several = "the same package" if len(picks) == 1 else say_few(len(picks), "different package")
    what = sentence("; ".join(SOLUTIONS.get(name, name) for name in found))
    return f"At the medians the classical solutions pick {several}. {what}"


def explain_division(names: Names, deals: DealFindings) -> str:
    """Say what dividing the issues by Adjusted Winner would give; "" where it does not apply."""
    division = deals.adjusted_winner
    if division is None:
        return ""
    held = [
        f"{say_number(points)} to {names.side(party)}" for party, points in division.points.items()
    ]
    split = f", with only “{names.issue(division.split)}” shared" if division.split else ""
    return (
        "If every issue could be split, Adjusted Winner (Brams and Taylor) would give "
        f"{say_list(held)} of the 100 points that each spreads over them{split}."
    )


def say_refusing(names: Names, judged: Candidate, what: str, draws: int) -> str:
    """Say which sides refuse a package most often, as a clause; empty where none ever does.

    Parameters
    ----------
    what : what the package is called here.
    """
    accepts = {**judged.p_gain, **judged.p_ratified}
    least = min(accepts.values())
    if least >= 1:
        return ""
    most = [side for side, odds in accepts.items() if odds <= least]
    each = "each " if len(most) > 1 else ""
    return f"{names.sides(most)} would refuse {what} most often, {each}{in_draws(1 - least, draws)}"
