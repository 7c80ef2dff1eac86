"""Sentences about deals: whether one exists, which does best, what a fuller list adds."""

from __future__ import annotations

from detente.report.naming import Names
from detente.report.words import (
    cannot_tell,
    hits,
    say_claim,
    say_count,
    say_few,
    say_interval,
    say_list,
    say_number,
    say_odds,
    say_percent,
    say_share,
    sentence,
)
from detente.study.deal_records import Candidate, DealFindings, FullerList

SOME_DEAL = "some package is acceptable to every side"

SOLUTIONS = {
    "nash": "Nash's, the largest product of gains",
    "kalai_smorodinsky": "Kalai and Smorodinsky's, gains in proportion to the most each could get",
    "egalitarian": "the egalitarian one, the smallest gain as large as possible",
    "weighted_sum": "the largest weighted sum",
}


def is_certain(names: Names) -> bool:
    """Say whether every number that a deal depends on is exact, so that odds say nothing."""
    kinds = ("value/", "interaction/", "reservation/")
    return all(e.quantity.is_point for e in names.case.quantities() if e.key.startswith(kinds))


def answer_in_short(names: Names, deals: DealFindings) -> str:
    """Give the answer in one sentence with its odds, for the head of a report."""
    odds, draws = deals.p_deal_exists, deals.origin.draws
    best = deals.recommended
    if is_certain(names):
        return _answer_exactly(deals)
    if odds <= 0 or best is None:
        return f"No deal: {say_share(0.0, draws)} is any package acceptable to every side."
    if cannot_tell(odds):
        return (
            "The model cannot tell whether a deal exists that every side would accept: "
            f"{say_odds(odds, draws)}; {_say_single(deals, best)}."
        )
    claim = say_claim(SOME_DEAL, odds, draws)
    opening = f"On the numbers of this case {claim[0].lower()}{claim[1:]}"
    return f"{opening}; {_say_single(deals, best)}."


def _answer_exactly(deals: DealFindings) -> str:
    if deals.p_deal_exists <= 0:
        return "No deal: on the exact numbers of this case no package is acceptable to every side."
    return "A deal exists: on the exact numbers of this case some package suits every side."


def _say_single(deals: DealFindings, best: Candidate) -> str:
    """Say how far one package alone goes."""
    draws = deals.origin.draws
    if hits(best.p_all_gain, draws) == hits(deals.p_deal_exists, draws):
        return "one package alone serves them all"
    return (
        f"the likeliest single package is acceptable {_in_draws(say_share(best.p_all_gain, draws))}"
    )


def answer_deals(names: Names, deals: DealFindings) -> str:
    """Answer whether a deal exists, and who stands in the way of the likeliest package."""
    parts = [answer_in_short(names, deals), *_say_open(deals)]
    if deals.recommended is None or deals.p_deal_exists <= 0:
        parts.append(_say_nearest(names, deals))
    elif not is_certain(names):
        parts.append(_say_weakest(names, deals.recommended, deals.origin.draws))
    return " ".join(part for part in parts if part)


def _say_weakest(names: Names, best: Candidate, draws: int) -> str:
    """Name the side that refuses a package most often."""
    side, odds = min({**best.p_gain, **best.p_ratified}.items(), key=lambda item: item[1])
    if odds >= 1:
        return "No side ever refuses that package."
    share = say_share(1 - odds, draws)
    who = names.side(side)
    return f"{who[0].upper()}{who[1:]} would refuse that package most often: {_in_draws(share)}."


def _in_draws(share: str) -> str:
    return share if share.startswith("in ") else f"in {share}"


def _say_open(deals: DealFindings) -> list[str]:
    if round(deals.p_deal_open * deals.origin.draws) == 0:
        return []
    share = say_percent(deals.p_deal_open)
    return [f"In {share} of the draws the search could not settle whether one exists."]


def _say_nearest(names: Names, deals: DealFindings) -> str:
    """Name who refuses the efficient packages most often, when there is no deal."""
    counts: dict[str, int] = {}
    for deal in deals.frontier:
        for side in deal.refused_by:
            counts[side] = counts.get(side, 0) + 1
    if not counts:
        return ""
    side = max(counts, key=lambda key: counts[key])
    return (
        f"At the medians {names.side(side)} would refuse {say_count(counts[side])} of the "
        f"{say_count(len(deals.frontier))} efficient packages, more than anybody else."
    )


def explain_recommended(names: Names, deals: DealFindings) -> str:
    """Say what the package most often acceptable to all is, and what it brings to whom."""
    best = deals.recommended
    if best is None:
        return "No package is acceptable to every side in any draw, so none is singled out."
    count = len(names.changes(best.package))
    opening = f"The package most often acceptable to every side has {say_few(count, 'part')}."
    return f"{opening} {_say_gains(names, best)}"


def _say_gains(names: Names, best: Candidate) -> str:
    said = [
        f"{names.side(party)} would gain {say_interval(gain.p10, gain.p90)}"
        for party, gain in best.gain.items()
    ]
    return sentence(
        f"over what each has without a deal, {say_list(said)}, each in points of its own"
    )


def explain_solutions(deals: DealFindings) -> str:
    """Say which package each bargaining solution picks, equal picks together."""
    picks: dict[tuple[tuple[str, str], ...], list[str]] = {}
    missing = []
    for name, solution in deals.solutions.items():
        if solution is None:
            missing.append(SOLUTIONS.get(name, name))
        else:
            key = tuple(sorted(solution.package.items()))
            picks.setdefault(key, []).append(SOLUTIONS.get(name, name))
    if not picks:
        return (
            "At the medians no package is acceptable to every side, so no bargaining solution "
            "is defined."
        )
    if len(picks) == 1 and not missing:
        return (
            "At the medians the classical solutions all pick the same package: "
            f"{say_list(next(iter(picks.values())))}."
        )
    several = say_few(len(picks), "different package")
    return f"At the medians the classical solutions pick {several}; the table names them."


def compare_lists(names: Names, deals: DealFindings) -> str:
    """Compare the issues of all past offers, each alone, with the whole list; one paragraph."""
    if len(deals.fuller) == 1:
        return explain_fuller(names, deals, deals.fuller[0])
    draws, total = deals.origin.draws, say_few(len(names.case.issues), "issue")
    ranked = sorted(deals.fuller, key=lambda fuller: fuller.p_deal_exists)
    least, most = ranked[0], ranked[-1]
    return (
        "With only the issues of one past offer on the table, a deal exists "
        f"{_in_draws(say_share(least.p_deal_exists, draws))} (“{least.title}”) to "
        f"{_in_draws(say_share(most.p_deal_exists, draws))} (“{most.title}”); with all {total}, "
        f"{_in_draws(say_share(deals.p_deal_exists, draws))}.{_say_added(names, deals, most)}"
    )


def explain_fuller(names: Names, deals: DealFindings, fuller: FullerList) -> str:
    """Compare what can be agreed on the issues of one offer with the whole list."""
    draws = deals.origin.draws
    count = say_few(len(fuller.issues), "issue")
    within = say_share(fuller.p_deal_exists, draws)
    whole = say_share(deals.p_deal_exists, draws)
    total = say_few(len(names.case.issues), "issue")
    sentence_ = (
        f"With only the {count} of “{fuller.title}” on the table, a deal exists "
        f"{_in_draws(within)}; with all {total}, {_in_draws(whole)}."
    )
    return sentence_ + _say_added(names, deals, fuller)


def _say_added(names: Names, deals: DealFindings, fuller: FullerList) -> str:
    best = deals.recommended
    if best is None or not fuller.expected_gain:
        return ""
    added = [
        (party, best.expected_gain[party] - gain)
        for party, gain in fuller.expected_gain.items()
        if party in best.expected_gain
    ]
    said = [
        f"{say_number(abs(more))} {'more' if more >= 0 else 'less'} for {names.side(party)}"
        for party, more in added
        if say_number(more) != "0"
    ]
    return (
        f" The best package of the whole list is expected to bring {say_list(said)}."
        if said
        else ""
    )


def explain_exactness(names: Names, deals: DealFindings) -> str:
    """Say how thoroughly the packages were searched."""
    total = f"all {say_count(deals.n_packages)} possible packages"
    found = say_few(deals.n_efficient, "is efficient", "are efficient")
    if deals.exact is True:
        return (
            f"The frontier is exact: it takes {total} into account, of which {found}, "
            "that is, no other is better for one party and as good for the rest."
            f"{_say_inside(deals)}"
        )
    short = [
        f"{say_number(epsilon)} of {names.owner(party)} points"
        for party, epsilon in deals.exact.items()
    ]
    return (
        f"The frontier of {total} was too large to list in full: a listed package may fall short "
        f"of one that is not listed by up to {say_list(short)}.{_say_inside(deals)}"
    )


def _say_inside(deals: DealFindings) -> str:
    """Say why no package of the frontier is acceptable although some package is."""
    taken = any(deal.acceptable for deal in deals.frontier)
    if taken or not any(deals.solutions.values()):
        return ""
    return (
        " It is drawn for the parties' own values. Those at home refuse all of it at the medians: "
        "the packages that they accept too lie inside, and the solutions are picked among them."
    )
