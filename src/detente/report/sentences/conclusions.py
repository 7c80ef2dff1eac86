"""What conclusions, groups of inputs and single inputs are called, in sentences and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.report.naming import Names
from detente.report.words import sentence
from detente.study.conclusion_records import Conclusion

DEALS, OFFERS, TRUST = "Deals and plan", "Past offers", "Trust"
OF_DEALS = {
    "deal_exists": "some package is acceptable to every side",
    "recommended_accepted": "every side accepts the safest package found",
    "plan_completed": "the stages of the safest package are carried out to the end",
    "largest_carried": "every side enters the largest deal that trust carries",
}
IN_SHORT = {
    "deal_exists": "some package is acceptable to all",
    "recommended_accepted": "all accept the safest package",
    "plan_completed": "its stages are carried out to the end",
    "largest_carried": "all enter the largest deal that trust carries",
}
_AGREED = "the stages of the package that plan.yaml names are carried out to the end"
_AGREED_IN_SHORT = "the stages of plan.yaml's package are carried out to the end"
"""Of a case that says itself what is to be carried out, which need not be the safest package."""
_TRUST_KEYS = {
    "half_life": "how fast the record of promises fades",
    "prior": "how many {} promises the belief starts from, before any record",
    "credit": "how much a promise counts that was {}",
    "precedent_weight": "how much precedents count",
}
_CREDITS = {"late": "kept late", "partial": "kept only in part"}
_PAYOFFS = {
    "held": "what holding “{meeting}” is worth to {party}",
    "cost": "what taking part in “{meeting}” costs {party}",
    "fails": "what the failure of “{meeting}” is worth to {party}",
    "declines": "what declining “{meeting}” is worth to {party}",
    "declined": "what it is worth to {party} that another side declines “{meeting}”",
}
_OUTCOMES = {
    "outcome": "what became of the promise by {by} (“{what}”)",
    "weight": "how much the promise by {by} (“{what}”) counts",
}
_PLEDGED = {"firm": "how firmly it is pledged", "option": "what is pledged"}


_GROUPS = {
    "values": "what options are worth",
    "reservation values": "the least that sides would accept",
    "firmness": "how firm pledges are",
    "meetings": "what meetings bring and cost",
    "terms": "what binds a plan",
}


@dataclass(frozen=True)
class Label:
    """A conclusion in a chart or a table: what it is about, and what of it."""

    heading: str
    text: str
    party: str = ""

    def __str__(self) -> str:
        return f"{self.heading}: {self.text}"


def name_conclusion(names: Names, conclusion: Conclusion) -> str:
    """Say a conclusion as a clause: "it is likely that ..."."""
    subject, party = conclusion.subject, conclusion.party
    match conclusion.kind:
        case "meeting_held":
            return f"“{names.meeting(subject)}” is held"
        case "meeting_worth":
            return f"“{names.meeting(subject)}” leaves {names.side(party)} better off if it is held"
        case "meeting_agreement":
            return f"“{names.meeting(subject)}” is held and ends in agreement"
        case "offer_accepted":
            return f"every side accepts “{names.offer(subject)}”"
        case "trust":
            return f"a promise by {names.side(party)} is kept"
        case kind:
            return say_of_deals(names, kind)


def say_of_deals(names: Names, kind: str) -> str:
    """Say a conclusion about deals and plan: the plan is of the package that the case names."""
    return _AGREED if kind == "plan_completed" and _names_package(names) else OF_DEALS[kind]


def _names_package(names: Names) -> bool:
    return bool(names.case.plan.package or names.case.plan.agreed)


def label_conclusion(names: Names, conclusion: Conclusion) -> Label:
    """Say a conclusion for a chart or a table: a heading, and what of it."""
    subject, party = conclusion.subject, conclusion.party
    match conclusion.kind:
        case "meeting_held":
            return Label(names.meeting(subject), "it is held")
        case "meeting_worth":
            text = f"{names.label(party)} better off if held"
            return Label(names.meeting(subject), text, party)
        case "meeting_agreement":
            return Label(names.meeting(subject), "held, and something is agreed")
        case "offer_accepted":
            return Label(OFFERS, f"all accept “{names.offer(subject)}”")
        case "trust":
            return Label(TRUST, f"a promise by {names.side(party)} is kept", party)
        case "plan_completed" if _names_package(names):
            return Label(DEALS, _AGREED_IN_SHORT)
        case kind:
            return Label(DEALS, IN_SHORT[kind])


def name_group(names: Names, group: str) -> str:
    """Name a group of inputs: a kind as words, an issue or a party by its title."""
    titles = {issue.id: names.issue(issue.id) for issue in names.case.issues}
    titles |= {side: names.label(side) for side in names.everyone()}
    return titles.get(group, group.replace("_", " ").replace("-", " "))


def say_group(names: Names, group: str) -> str:
    """Say within a sentence what the inputs of a group are."""
    return _GROUPS.get(group) or name_group(names, group)


def say_key(names: Names, key: str) -> str:
    """Say within a sentence which input of the case a key stands for."""
    match key.split("/"):
        case ["value", side, issue, option]:
            return f"what “{names.pledge(issue, option)}” is worth to {names.side(side)}"
        case ["reservation", side]:
            return f"the least that {names.side(side)} would accept"
        case ["readiness", meeting]:
            return f"the chance that “{names.meeting(meeting)}” finds what all would sign"
        case ["readiness", meeting, "after", day]:
            since = f"from “{names.day(day)}” on"
            return f"the chance that “{names.meeting(meeting)}” finds what all would sign, {since}"
    return name_key(names, key)


def name_key(names: Names, key: str) -> str:
    """Name which input of the case a key stands for, for a label."""
    parts = key.split("/")
    labels = {entry.key: entry.label for entry in names.case.quantities()}
    return _name_payoff(names, parts) or labels.get(key) or _name_other(names, parts) or key


def _name_payoff(names: Names, parts: Sequence[str]) -> str:
    """Say what a payoff of a meeting is; on and after a day where it is another then."""
    match parts:
        case ["payoff", meeting, party, kind] if kind in _PAYOFFS:
            since = ""
        case ["payoff", meeting, "after", day, party, kind] if kind in _PAYOFFS:
            since = f" from “{names.day(day)}” on"
        case _:
            return ""
    told = _PAYOFFS[kind].format(meeting=names.meeting(meeting), party=names.side(party))
    return f"{told}{since}"


def _name_other(names: Names, parts: Sequence[str]) -> str:
    """Say what keys stand for that hold no quantity."""
    match parts:
        case ["trust", kind, *rest] if kind in _TRUST_KEYS:
            of = [_CREDITS.get(each, each) for each in rest]
            return _TRUST_KEYS[kind].format(" ".join(of))
        case ["promise", id, field]:
            return _name_promise(names, id, field)
        case ["pledge", offer, issue, field]:
            what = _PLEDGED.get(field, field)
            return f"{names.offer(offer)}, {names.issue(issue)}: {what}"
    return ""


def _name_promise(names: Names, id: str, field: str) -> str:
    found = next((promise for promise in names.case.promises if promise.id == id), None)
    if found is None:
        return ""
    told = _OUTCOMES.get(field, f"{field} of the promise by {{by}} (“{{what}}”)")
    return told.format(by=names.side(found.by), what=found.what)


def open_with(text: str) -> str:
    """Open a text with a capital, without a stop."""
    return sentence(text).removesuffix(".")
