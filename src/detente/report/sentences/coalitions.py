"""Sentences about coalitions: who is needed, what some can do alone, what an absence costs."""

from __future__ import annotations

from collections.abc import Iterable

from detente.report.likelihood import cannot_tell, in_draws
from detente.report.naming import Names
from detente.report.words import say_count, say_list, say_number, say_numeral, sentence
from detente.study.coalition_records import (
    Absence,
    Agreeing,
    Coalition,
    CoalitionFindings,
    Outsider,
)

METHOD = (
    "A coalition moves only what its members carry out without anybody else; all other issues stay "
    "as they are today. Its members must accept, and those at home with them. Nobody else is "
    "asked, and all others are taken to do nothing, whatever is done to them."
)
KNOWING = (
    "That a deal exists, or something better, is asked in each draw anew, as if those at the table "
    "knew where everybody stands; the safest package is one and the same in all draws."
)
ONLY_TWO = "With two parties there is nobody to leave out: a deal takes both."

MOST_SAID = 4
"""Of so many absences the odds are said in a sentence; a table holds them all."""


def is_partial(coalition: Coalition, found: CoalitionFindings) -> bool:
    """Whether somebody is not in it."""
    return len(coalition.parties) < len(found.parties)


def list_telling(found: CoalitionFindings) -> list[Coalition]:
    """List the coalitions that leave somebody out and have a deal in some draw."""
    return [each for each in found.coalitions if is_partial(each, found) and each.p_deal_exists]


# The answer


def answer_coalitions(names: Names, found: CoalitionFindings) -> str:
    """Answer who is needed for a deal, and who is not."""
    if len(found.parties) == 2:
        return ONLY_TWO
    if found.without:
        return f"{sentence(_say_left(names, found, found.absences[0]))} {_say_cost(names, found)}"
    evidence = _say_evidence(names, found) + _say_no_package(found)
    return f"{sentence(_say_who_is_needed(names, found))} {evidence}".strip()


def summarise_coalitions(names: Names, found: CoalitionFindings) -> str:
    """Say who is needed, for the first screen."""
    return sentence(_say_who_is_needed(names, found))


def _say_who_is_needed(names: Names, found: CoalitionFindings) -> str:
    vetoes = _list_vetoes(found) if found.agreement else []
    counts = f"; a deal counts only with {names.sides(vetoes)}" if vetoes else ""
    return _say_who_is_missed(names, found) + counts


def _say_who_is_missed(names: Names, found: CoalitionFindings) -> str:
    """Say without whom the others rarely have a deal, whether it counts or not."""
    needed, spared, unsure = _sort(found.absences)
    if _is_hopeless(found):
        return "with all parties or without some, few draws hold a deal"
    if not needed and not unsure:
        return "no single party is needed: whoever stays away, some of the others can still agree"
    if not spared and not unsure:
        return "every party is needed: whoever stays away, the others can rarely agree"
    said = []
    if needed:
        verb = "is" if len(needed) == 1 else "are each"
        said.append(f"{names.sides(needed)} {verb} needed for a deal")
    if spared:
        said.append(f"if {names.sides(spared, 'or')} stays away, others can still agree")
    if unsure:
        why = "the model cannot tell" if found.complete else "is not settled"
        comma = "," if found.complete else ""
        said.append(f"whether a deal takes {names.sides(unsure, 'or')}{comma} {why}")
    return "; ".join(said)


def _is_hopeless(found: CoalitionFindings) -> bool:
    """Whether it was settled that neither all together nor some of them have a deal often."""
    able = max(each.p_deal_exists + each.p_deal_open for each in found.coalitions)
    rare = able < 0.5 and not cannot_tell(able)
    return rare and all(absence.needed for absence in found.absences)


def _sort(absences: Iterable[Absence]) -> tuple[list[str], list[str], list[str]]:
    """Sort single parties into those needed, those not, and those of whom one cannot tell."""
    needed: list[str] = []
    spared: list[str] = []
    unsure: list[str] = []
    for absence in absences:
        too_even = cannot_tell(absence.p_deal) or cannot_tell(absence.p_deal + absence.p_open)
        known = needed if absence.needed else spared if absence.p_deal > 0.5 else unsure
        (unsure if too_even else known).extend(absence.parties)
    return needed, spared, unsure


def _say_evidence(names: Names, found: CoalitionFindings) -> str:
    """Say how often the others have a deal without each; empty of too many."""
    if len(found.absences) > MOST_SAID:
        return ""
    least = "" if found.complete else "at least "
    first, *more = (
        (names.side(absence.parties[0]), in_draws(absence.p_deal, found.draws))
        for absence in found.absences
    )
    said = [f"without {first[0]}, some of the others have a deal {least}{first[1]}"]
    said += [f"without {who}, {least}{share}" for who, share in more]
    return sentence("; ".join(said))


def _say_no_package(found: CoalitionFindings) -> str:
    none = " All parties together never accept any package found."
    return none if found.recommended is None else ""


def _say_left(names: Names, found: CoalitionFindings, absence: Absence) -> str:
    rest = [party for party in found.parties if party not in absence.parties]
    some = "some of them" if len(rest) > 2 else "they"
    have = f"{some} have a deal {in_draws(absence.p_deal, found.draws)}"
    return f"without {names.sides(absence.parties)}, {names.sides(rest)} are left: {have}"


def _say_cost(names: Names, found: CoalitionFindings) -> str:
    """Say what the absence costs each of the others, at the median."""
    if found.recommended is None:
        return "No package is recommended to all, so that there is nothing to lose."
    said = [
        f"{names.side(party)} {_say_lost(cost.p50)}"
        for party, cost in found.absences[0].cost.items()
    ]
    return sentence(f"against the package for all, {say_list(said)}, at the median")


def _say_lost(lost: float) -> str:
    return f"{'gains' if lost < 0 else 'loses'} {say_number(abs(lost))} of its own points"


# The rule of who must agree


def explain_counting(names: Names, found: CoalitionFindings) -> str:
    """Say whose deals count, how often there is one, and who must be among them."""
    everybody = say_numeral(len(found.parties))
    if not found.agreement:
        return (
            "The case names no rule of who must agree, so that a deal counts as one only if all "
            f"{everybody} parties agree to it."
        )
    rules = say_list((_say_rule(names, rule) for rule in found.agreement), "and")
    least = "" if found.complete else "at least "
    counted = f"{least}{in_draws(found.p_agreement, found.draws)}"
    return (
        f"By the rule of the case a deal counts if {rules} agree: somebody has a deal that counts "
        f"{counted}.{_say_vetoes(names, found)}"
    )


def _say_vetoes(names: Names, found: CoalitionFindings) -> str:
    vetoes = _list_vetoes(found)
    if not vetoes:
        return ""
    verb = "has" if len(vetoes) == 1 else "have"
    return f" {sentence(f'by that rule {names.sides(vetoes)} {verb} to be among them')}"


def _say_rule(names: Names, rule: Agreeing) -> str:
    if rule.count == len(rule.parties):
        return names.sides(rule.parties)
    return f"at least {say_numeral(rule.count)} of {names.sides(rule.parties)}"


def _list_vetoes(found: CoalitionFindings) -> list[str]:
    """List the parties without which no deal counts."""
    return [each.parties[0] for each in found.absences if each.vetoes and len(each.parties) == 1]


def explain_scope(found: CoalitionFindings) -> str:
    """Say which coalitions were looked at, where not all were; empty where all were."""
    if found.complete:
        return ""
    return (
        f"Of {say_count(found.n_coalitions)} coalitions {say_count(len(found.coalitions))} were "
        "looked at: all parties, all but one, and the smallest whose deals count. Odds that some "
        "of the parties have a deal are therefore at least what is stated."
    )


# What coalitions could do


def explain_better(names: Names, found: CoalitionFindings) -> str:
    """Say which coalition could most often do better by itself than with the package for all."""
    able = [each for each in found.coalitions if is_partial(each, found) and each.p_better]
    if found.recommended is None:
        return ""
    if not able:
        looked = "" if found.complete else " and was looked at"
        return (
            f"No coalition that leaves somebody out{looked} could do better by itself than with "
            "the package recommended to all, in any draw."
        )
    first = max(able, key=lambda each: (each.p_prefers or 0.0, each.p_better or 0.0))
    some, safest = (
        in_draws(odds or 0.0, found.draws) for odds in (first.p_better, first.p_prefers)
    )
    lead = "" if len(able) == 1 else "most of all "
    return sentence(
        f"{lead}{names.sides(first.parties)} could do better by themselves than with the package "
        f"recommended to all: {some} they have a package that is worth more to one of them and no "
        f"less to any; their safest one is such a package {safest}"
    )


def explain_coalition(names: Names, coalition: Coalition, draws: int) -> str:
    """Say what one coalition can do by itself."""
    moves = (
        f"{names.sides(coalition.parties)} can move {len(coalition.issues)} of the "
        f"{len(names.case.issues)} issues by themselves"
    )
    if coalition.package is None:
        return sentence(f"{moves}, and have no deal in any of the {say_count(draws)} draws")
    home = "" if set(coalition.p_accept) == set(coalition.parties) else ", and those at home,"
    accepted = in_draws(coalition.p_all_accept, draws)
    return sentence(f"{moves}. They{home} accept the safest package found {accepted}")


def explain_outsiders(names: Names, coalition: Coalition, draws: int) -> str:
    """Say how that package leaves those who are not in the coalition."""
    said = [
        f"it leaves {names.side(party)} {_say_left_off(outsider, draws)}"
        for party, outsider in coalition.outsiders.items()
    ]
    return " ".join(map(sentence, said))


def _say_left_off(outsider: Outsider, draws: int) -> str:
    ends = [("better", outsider.p_better), ("worse", outsider.p_worse)]
    said = [f"{how} off than today {in_draws(odds, draws)}" for how, odds in ends if odds]
    return " and ".join(said) or "as it is today"
