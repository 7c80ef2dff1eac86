"""Sentences about deals: whether one exists, which is safest, what a fuller list adds."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report.fronts import count_fronts
from detente.report.likelihood import cannot_tell, hits, in_draws, say_claim, say_share
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.sentences.picks import say_gains, say_refusing
from detente.report.words import say_count, say_few, say_list, say_number, say_numeral, sentence
from detente.study.deal_records import Candidate, DealFindings, FullerList

SOME_DEAL = "some package is acceptable to every side"


def answer_in_short(names: Names, deals: DealFindings) -> str:
    """Give the answer in one sentence with its odds, for the head of a report."""
    odds, draws = deals.p_deal_exists, deals.origin.draws
    best = deals.recommended
    if is_certain(names):
        return _answer_exactly(deals)
    if odds <= 0 or best is None:
        return (
            f"No deal: even if every promise is kept, {say_share(0.0, draws)} is any package "
            "acceptable to every side."
        )
    if cannot_tell(odds):
        return (
            "The model cannot tell whether a deal exists that every side would accept: the odds, "
            f"{say_share(odds, draws)}, are near even; {_say_single(deals, best)}."
        )
    claim = say_claim(SOME_DEAL, odds, draws)
    return f"If every promise is kept, {claim[0].lower()}{claim[1:]}; {_say_single(deals, best)}."


def _answer_exactly(deals: DealFindings) -> str:
    if deals.p_deal_exists <= 0:
        return "No deal: on the exact numbers of this case no package is acceptable to every side."
    return "A deal exists: on the exact numbers of this case some package suits every side."


def _say_single(deals: DealFindings, best: Candidate) -> str:
    """Say how far one package alone goes."""
    draws = deals.origin.draws
    if hits(best.p_all_gain, draws) == hits(deals.p_deal_exists, draws):
        return "one package alone serves them all"
    return f"the safest package found, {in_draws(best.p_all_gain, draws)}"


def answer_deals(names: Names, deals: DealFindings) -> str:
    """Answer whether a deal exists, and who stands in the way of the safest package."""
    parts = [answer_in_short(names, deals), *_say_open(deals)]
    if deals.recommended is None or deals.p_deal_exists <= 0:
        parts.append(_say_nearest(names, deals))
    elif not is_certain(names):
        parts.append(_say_varying(deals, deals.recommended))
        parts.append(_say_weakest(names, deals.recommended, deals.origin.draws))
    return " ".join(part for part in parts if part)


def summarise_deals(names: Names, deals: DealFindings) -> str:
    """Say in one line what the safest package asks, and who refuses it most often."""
    best = deals.recommended
    if best is None:
        return _say_nearest(names, deals) or "None: no package is ever acceptable to every side."
    parts = say_few(len(names.changes(best.package)), "part")
    if is_certain(names):
        return f"It has {parts}. {say_gains(names, best)}"
    refused = say_refusing(names, best, "it", deals.origin.draws)
    return f"It has {parts}; {refused or 'no side refuses it in any draw'}."


def _say_varying(deals: DealFindings, best: Candidate) -> str:
    """Warn that a deal in every draw is not one and the same deal."""
    if deals.p_deal_exists - best.p_all_gain < 0.05:
        return ""
    total = say_count(deals.n_packages)
    return f"Which package suits all, of {total} possible ones, differs from draw to draw."


def _say_weakest(names: Names, best: Candidate, draws: int) -> str:
    """Name who refuses a package most often."""
    refused = say_refusing(names, best, "the safest package found", draws)
    return sentence(refused or "no side refuses the safest package found in any draw")


def _say_open(deals: DealFindings) -> list[str]:
    if round(deals.p_deal_open * deals.origin.draws) == 0:
        return []
    share = in_draws(deals.p_deal_open, deals.origin.draws)
    return [sentence(f"{share} the search could not settle whether one exists")]


def _say_nearest(names: Names, deals: DealFindings) -> str:
    """Name who refuses the efficient packages most often, when there is no deal."""
    fronts = count_fronts(deals)
    if not fronts.refuses_most:
        return ""
    most, refuses = fronts.refuses_most, deals.refusals.by
    each = "each " if len(most) > 1 else ""
    more = ", more than anybody else" if len(most) < len(refuses) else ""
    return (
        f"At the medians {names.sides(most)} would {each}refuse {say_count(refuses[most[0]])} of "
        f"the {say_count(fronts.total)} efficient packages{more}."
    )


def compare_lists(names: Names, deals: DealFindings, *, short: bool = False) -> str:
    """Compare the issues of all past offers, each alone, with the whole list; one paragraph.

    ``short`` leaves out the titles and what the whole list adds to whom.
    """
    if all(len(fuller.issues) == len(names.case.issues) for fuller in deals.fuller):
        each = "The past offer covers" if len(deals.fuller) == 1 else "Every past offer covers"
        return f"{each} all issues of the case already, so there is no fuller list to compare."
    if len(deals.fuller) == 1 and not short:
        return explain_fuller(names, deals, deals.fuller[0])
    draws, total = deals.origin.draws, say_few(len(names.case.issues), "issue")
    ranked = sorted(deals.fuller, key=lambda fuller: fuller.p_deal_exists)
    least, most = ranked[0], ranked[-1]
    low, high = (in_draws(each.p_deal_exists, draws) for each in (least, most))
    whole = in_draws(deals.p_deal_exists, draws)
    if short:
        span = high if low == high else f"at best {high}, at worst {low}"
        offer = "the past offer" if len(ranked) == 1 else "one past offer"
        return f"With only the issues of {offer}, a deal exists {span}; with all {total}, {whole}."
    span = f"at best {high} (“{most.title}”), at worst {low} (“{least.title}”)"
    if low == high:
        span = f"{high}, whichever offer it is"
    return (
        f"With only the issues of one past offer on the table, a deal exists {span}; with all "
        f"{total}, {whole}.{_say_added(names, deals, most)}"
    )


def explain_fuller(names: Names, deals: DealFindings, fuller: FullerList) -> str:
    """Compare what can be agreed on the issues of one offer with the whole list."""
    draws = deals.origin.draws
    count = say_few(len(fuller.issues), "issue")
    within = in_draws(fuller.p_deal_exists, draws)
    whole = in_draws(deals.p_deal_exists, draws)
    total = say_few(len(names.case.issues), "issue")
    compared = (
        f"With only the {count} of “{fuller.title}” on the table, a deal exists {within}; "
        f"with all {total}, {whole}."
    )
    return compared + _say_added(names, deals, fuller)


def _say_added(names: Names, deals: DealFindings, fuller: FullerList) -> str:
    best = deals.recommended
    if best is None or not fuller.expected_gain:
        return ""
    scale = max(abs(gain) for gain in best.expected_gain.values())
    added = [
        (party, say_number(abs(more), scale), more >= 0)
        for party, gain in fuller.expected_gain.items()
        if (more := best.expected_gain.get(party, gain) - gain)
    ]
    said = [
        f"{amount} {'more' if rises else 'less'} for {names.side(party)}"
        for party, amount, rises in added
        if amount != "0"
    ]
    return (
        f" Beside the safest package found within “{fuller.title}”, that of the whole list is "
        f"expected to bring {say_list(said)}."
        if said
        else ""
    )


def explain_exactness(names: Names, deals: DealFindings) -> str:
    """Say how thoroughly the packages were searched, and what of the frontier is acceptable."""
    total = f"all {say_count(deals.n_packages)} possible packages"
    found = say_few(deals.n_efficient, "is efficient", "are efficient")
    if deals.approximated:
        return f"{_say_near(names, deals)}{_say_inside(deals)}"
    if deals.exact is True:
        return (
            f"The frontier is exact: it takes {total} into account, of which {found}, "
            "that is, no other is better for one party and as good for the rest."
            f"{_say_points(deals)}"
            f"{_say_width(deals)}"
            f"{_say_inside(deals)}"
        )
    return (
        f"The frontier of {total} was too large to list in full: a listed package may fall short "
        f"of one that is not listed by up to {_list_short(names, deals.exact)}."
        f"{_say_inside(deals)}"
    )


def _list_short(names: Names, short: Mapping[str, float]) -> str:
    """List by how much each party may be set back."""
    return say_list(
        [f"{say_number(much)} of {names.owner(party)} points" for party, much in short.items()]
    )


def _say_near(names: Names, deals: DealFindings) -> str:
    """Say that packages near the frontier were looked for, and how near they are for certain."""
    packages = say_few(deals.n_frontier, "package")
    wide = (
        f"Of all {say_count(deals.n_packages)} possible packages the frontier could not be worked "
        f"out: {say_numeral(deals.width + 1)} issues or counts would have to be decided at once. "
        f"{packages[:1].upper()}{packages[1:]} near it {'was' if deals.n_frontier == 1 else 'were'}"
        " looked for and found instead."
    )
    if deals.exact is True:
        return f"{wide} Nothing beats them: a bound from above proves that no point is missing."
    return (
        f"{wide} For any other package that the rules allow, one of them is worth to each party at "
        f"least as much, less at most {_list_short(names, deals.exact)}. That is proven, at the "
        "medians; the true distance may be far smaller."
    )


def _say_points(deals: DealFindings) -> str:
    """Say that packages of the same worth are one point."""
    if deals.n_efficient == deals.n_frontier:
        return ""
    points = say_few(deals.n_frontier, "point")
    return f" Some are worth the same to every party: they make up {points} of the frontier."


def _say_width(deals: DealFindings) -> str:
    """Say how closely issues hang together: the effort of the search grows with that alone."""
    if deals.width == 0:
        return ""
    together = say_numeral(deals.width + 1)
    return f" Issues that hang together are decided together, at most {together} at once."


def _say_inside(deals: DealFindings) -> str:
    """Say why no package of the frontier is acceptable although some package is."""
    fronts = count_fronts(deals)
    if fronts.taken or fronts.inside == 0:
        return ""
    who = "those at home refuse" if fronts.home else "somebody refuses"
    few = say_few(fronts.inside, "point")
    better = "is" if fronts.inside == 1 else "are"
    return (
        f" That is on the parties' own values; at the medians {who} all of it. What all do accept "
        f"lies short of it: {few} there {better} acceptable to all and not beaten by another "
        "such point. The classical solutions are picked among these."
    )
