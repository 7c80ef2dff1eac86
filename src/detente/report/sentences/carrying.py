"""Sentences about what would help a plan, and about how large a deal trust can carry."""

from __future__ import annotations

from detente.report.likelihood import say_odds
from detente.report.naming import Names
from detente.report.sentences.comparing import name_exposed, say_exposed, say_weighed
from detente.report.sentences.plan import explain_stages, say_end, say_others
from detente.report.words import say_duration, say_enough, say_few, say_list, say_number, sentence
from detente.study.plan_records import Carried, Plan, PlanFindings, Repair

SHOWN = 3
"""So many parts are named, then counted."""

NONE_CARRIED = (
    "No deal was found that today's trust carries: whichever package is put in stages, at some "
    "stage somebody would refuse, at the medians."
)

LEAST = 0.005
"""A change of a share by less than this is none."""


def explain_repairs(names: Names, found: PlanFindings) -> tuple[str, ...]:
    """Say what each repair would buy, a sentence each."""
    plan, who = found.recommended, name_exposed(names, found.recommended)
    outset = plan is not None and plan.breaks is not None and plan.breaks.why == "outset"
    return tuple(explain_repair(names, each, who, outset=outset) for each in found.repairs)


def explain_repair(
    names: Names, repair: Repair, who: str = "the most exposed side", *, outset: bool = False
) -> str:
    """Say what a repair is and what it would buy.

    Parameters
    ----------
    names : how things are called.
    repair : what would help.
    who : the side that the plan exposes most.
    outset : whether the plan asks for too much trust only when seen from the outset.
    """
    what, own = _say_repair(names, repair)
    effects = [*([own] if own else []), *_list_effects(names, repair, who, outset=outset)]
    nothing = "would neither close a gap in trust nor lessen the largest exposure"
    return sentence(f"{what} {say_list(effects) or nothing}")


def _say_repair(names: Names, repair: Repair) -> tuple[str, str]:
    """Say what a repair is, and what it does by itself."""
    who = names.side(repair.party) if repair.party else "every side"
    whose = names.owner(repair.party) if repair.party else "its own"
    others = say_others(names, repair.party or "", "breaks off", "break off")
    amount = say_enough(repair.amount or 0.0)
    move = f"“{names.pledge(repair.move.issue, repair.move.to)}”" if repair.move else "the steps"
    says = {
        "deposit": (
            f"a deposit by {who} of {amount} of its own points, lost if it breaks off,",
            "would leave it nothing to gain by breaking off",
        ),
        "guarantor": (
            f"a guarantor who pays {who} {amount} of {whose} points if {others}",
            "",
        ),
        "trust": (f"trust in {who} higher by {_say_points(repair.amount or 0.0)}", ""),
        "verification": (
            f"verifying {move} in half the time",
            f"would save {say_duration(repair.days or 0)}",
        ),
        "snap_back": (f"if all of {move} could be undone, that", ""),
        "split": (f"doing {move} in two halves", ""),
    }
    return says[repair.kind]


def _say_points(share: float) -> str:
    points = say_number(100 * share)
    return f"{points} percentage point{'' if points == '1' else 's'}"


def _list_effects(names: Names, repair: Repair, who: str, *, outset: bool) -> list[str]:
    """Say what changes for the plan: all would enter, less trust is missing, less is exposed."""
    if repair.enterable and repair.shortfall_before > 0:
        return ["would let every side " + ("begin" if outset else "enter every stage")]
    exposed = repair.exposure_share_before - repair.exposure_share
    missing = repair.shortfall_before - repair.shortfall
    if missing >= LEAST:
        ends = f"{_say_points(repair.shortfall_before)} to {_say_points(repair.shortfall)}"
        return [f"would bring the largest gap in trust from {ends}, which does not close it"]
    if exposed >= LEAST:
        before = say_exposed(names, repair.exposure_share_before, who)
        after = say_weighed(names, repair.exposure_share)
        return [f"would bring the largest exposure from {before} to {after}"]
    return []


def explain_no_repairs(found: PlanFindings) -> str:
    """Say why no repair is listed."""
    plan = found.recommended
    if plan is None:
        return "Repairs are looked for where some order of the steps is possible at all."
    if plan.enterable and not any(plan.deposit.values()):
        return "Nothing is missing: every side would enter, and the plan enforces itself."
    return "No single repair that was tried would help."


def explain_largest(names: Names, found: PlanFindings) -> str:
    """Say which deal is the largest that today's trust carries."""
    deal = found.largest_deal
    if deal is None:
        return NONE_CARRIED
    count = say_few(deal.stages, "stage")
    odds = say_deal_odds(deal, found.origin.draws)
    if is_whole(names, found, deal):
        way = "in a single stage" if deal.stages == 1 else f"in {count}, other than those above"
        other = f", {way}" if has_other_stages(found, deal) else ""
        return (
            f"The largest deal found that today's trust carries is this whole package{other}. "
            f"{odds}"
        )
    return f"The largest deal found that today's trust carries {say_deal(names, deal)}. {odds}"


def say_deal(names: Names, deal: Carried) -> str:
    """Say how large a deal is and what it is expected to bring, as a clause without a subject."""
    gains = [
        f"{say_number(gain)} for {names.side(party)}" for party, gain in deal.expected_gain.items()
    ]
    parts = say_few(len(names.changes(deal.package)), "part")
    return (
        f"has {parts}, in {say_few(deal.stages, 'stage')}, and is expected to bring "
        f"{say_list(gains)}, each in its own points"
    )


def is_whole(names: Names, found: PlanFindings, deal: Carried) -> bool:
    """Whether a deal is the whole package that is to be carried out."""
    return names.changes(deal.package) == names.changes(found.package)


def has_other_stages(found: PlanFindings, deal: Carried) -> bool:
    """Whether a deal's stages are others than the recommended ones, as far as is known."""
    if deal.stages != len(found.stages):
        return True
    first = found.stages[0].items if found.stages else ()
    return set(deal.first.items) != set(first)


def say_deal_odds(deal: Carried, draws: int) -> str:
    """Say how likely a deal is acceptable to all, and carried out."""
    gain = say_odds(deal.p_all_gain, draws)
    done = say_end(deal.p_completed, draws)
    return f"Acceptable to all: {gain}. Carried out to the end: {done}."


def explain_binding(names: Names, found: PlanFindings) -> str:
    """Say what keeps the largest deal from being larger; empty where there is no deal."""
    return "" if found.largest_deal is None else say_bound(names, found.largest_deal)


def say_bound(names: Names, deal: Carried) -> str:
    """Say what keeps a deal from being larger."""
    if all(deal.package.get(issue.id) == issue.options[-1].id for issue in names.case.issues):
        return "It is everything on the table."
    if deal.binds == "acceptance":
        return (
            "What keeps it from being larger is not trust: no larger package was found that is "
            "acceptable to all often enough."
        )
    more = [f"“{names.pledge(*each)}”" for each in names.changes(deal.beyond)]
    nearest = f": the nearest larger package would have {say_list(more)}" if more else ""
    return f"It is trust that keeps it from being larger{nearest}."


def explain_extensions(names: Names, found: PlanFindings) -> tuple[str, ...]:
    """Say what would let trust carry the next larger package, a sentence each."""
    deal = found.largest_deal
    return tuple(explain_repair(names, each) for each in deal.extends) if deal else ()


def explain_roadmap(names: Names, found: PlanFindings) -> str:
    """Say how the deals follow each other, and what the last one reaches."""
    if not found.roadmap:
        return ""
    if len(found.roadmap) == 1:
        return (
            "Keeping it would not add enough trust for a larger deal: the roadmap ends with the "
            "first one."
        )
    last = found.roadmap[-1]
    whole = names.changes(last.package) == names.changes(found.package)
    reach = "the whole package" if whole else say_few(len(names.changes(last.package)), "part")
    count = say_few(len(found.roadmap), "deal").capitalize()
    return (
        f"Kept deals add to the record, and trust grows. {count} in a row, each planned with the "
        f"trust that the ones before leave, reach {reach}."
    )


def compare_deals(
    names: Names, now: Carried | None, names_before: Names, before: Carried | None
) -> str:
    """Say what the largest deal has beyond that of the baseline, and what it lacks."""
    has, had = _list_parts(names, now), _list_parts(names_before, before)
    if now is None or before is None:
        return _compare_with_none(now, before)
    if has == had:
        return "It holds the same as at the baseline."
    more = [f"“{names.pledge(*each)}”" for each in has.items() if each[0] not in had]
    other = [
        f"“{names.pledge(issue, option)}” instead of “{names_before.option(issue, had[issue])}”"
        for issue, option in has.items()
        if had.get(issue, option) != option
    ]
    gone = [f"“{names_before.pledge(*each)}”" for each in had.items() if each[0] not in has]
    said = [f"beside the baseline it also holds {say_list(more)}"] if more else []
    said += [f"it holds {say_list(other)}"] if other else []
    said += [f"it no longer holds {say_list(gone)}"] if gone else []
    return " ".join(map(sentence, said))


def _list_parts(names: Names, deal: Carried | None) -> dict[str, str]:
    return dict(names.changes(deal.package)) if deal else {}


def _compare_with_none(now: Carried | None, before: Carried | None) -> str:
    if now is None and before is None:
        return "None was found at the baseline either."
    return "At the baseline none was found." if before is None else "At the baseline one was found."


def say_added(names: Names, deal: Carried) -> str:
    """Name what a deal adds; of much, the first parts and how many more."""
    added = [names.pledge(*each) for each in names.changes(deal.adds)]
    if len(added) > SHOWN:
        added = [*added[: SHOWN - 1], f"and {len(added) - SHOWN + 1} more parts"]
    return "; ".join(added) or "nothing more"


def explain_agreed(names: Names, found: PlanFindings, plan: Plan) -> str:
    """Replay the stages as they were agreed: would they have been entered, where do they break?"""
    put = f"the {say_few(len(plan.stages), 'stage')} that were agreed"
    return explain_stages(names, plan, found.origin.draws, put)
