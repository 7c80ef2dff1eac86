"""What the page on deals says of a package and its options: names, choices, its plan in short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detente.case import Issue, Option
from detente.report.naming import Names
from detente.report.plan_tables import list_moves, name_stage
from detente.report.sentences.basis import is_certain
from detente.report.sentences.beside import explain_chosen
from detente.report.sentences.picks import name_candidate
from detente.report.sentences.plan import NO_PACKAGE
from detente.report.templating import place_parties
from detente.report.words import MINUS
from detente.study.deal_records import DealFindings
from detente.study.package_records import PackageFindings
from detente.study.staged_records import StagedFindings
from detente.web.pages.package_address import RECOMMENDED, Chosen, choose
from detente.web.pinned import Pin

STATUS_QUO = "The status quo"
OWN = "A package of your own"
BROKEN = (
    "It cannot be carried out as it stands, since it breaks a rule of the case. Once it keeps "
    "every rule, its stages stand here."
)
NO_ORDER = (
    "No order of the steps can carry it out within the limits to stages and the floors that the "
    "case sets."
)


@dataclass(frozen=True)
class Group:
    """The issues that the same parties perform."""

    who: str
    parties: tuple[str, ...]
    issues: tuple[Issue, ...]


def list_groups(names: Names) -> list[Group]:
    """Group the issues by who performs them, in the order of the parties; joint ones come last."""
    order = [party.id for party in names.case.parties]
    held: dict[tuple[str, ...], list[Issue]] = {}
    for issue in names.case.issues:
        held.setdefault(names.givers(issue.id), []).append(issue)
    ranked = sorted(held.items(), key=lambda each: (len(each[0]), order.index(each[0][0])))
    return [Group(names.performers(by), by, tuple(issues)) for by, issues in ranked]


def describe_options(names: Names) -> dict[str, Any]:
    """Tell a script how issues, options and parties are called, and what each option is worth."""
    return {
        "parties": [party.name for party in names.case.parties],
        "signs": [list(place_parties(names)["places"][p.id][:2]) for p in names.case.parties],
        "keys": [party.id for party in names.case.parties],
        "issues": [
            {
                "id": issue.id,
                "title": names.issue(issue.id),
                "options": [
                    [option.id, names.option(issue.id, option.id), _list_worth(names, option)]
                    for option in issue.options
                ],
            }
            for issue in names.case.issues
        ],
    }


def _list_worth(names: Names, option: Option) -> list[str]:
    """List what an option is worth to each party, as it was coded; empty where nobody cares."""
    parties = [party.id for party in names.case.parties]
    if not any(party in option.values for party in parties):
        return []
    coded = (str(option.values.get(party, "0")) for party in parties)
    return [text.replace("-", MINUS) for text in coded]


def list_starts(names: Names) -> list[tuple[str, str]]:
    """List what a package can be built from: its text, and its name."""
    offers = [
        (
            choose(names.case, {pledge.issue: pledge.option for pledge in offer.pledges}).text,
            f"{names.offer(offer.id)}, {offer.date.year}",
        )
        for offer in names.case.offers
    ]
    return [("", STATUS_QUO), (RECOMMENDED, name_safest(names)), *offers]


def name_safest(names: Names) -> str:
    """Name the package that the study of deals singles out."""
    return "A package that suits all" if is_certain(names) else "The safest package found"


def name_package(
    names: Names, chosen: Chosen, deals: DealFindings | None, pins: Iterable[Pin]
) -> str:
    """Name a package: as it was pinned, as a rule or an offer that leads to it, or as one's own."""
    for pin in pins:
        if pin.text == chosen.text:
            return pin.name
    for candidate in deals.candidates if deals else ():
        if choose(names.case, candidate.package).text == chosen.text:
            if RECOMMENDED in candidate.names and is_certain(names):
                return name_safest(names)
            return name_candidate(names, candidate)
    for text, name in list_starts(names):
        if text == chosen.text:
            return name
    return OWN


@dataclass(frozen=True)
class StageInShort:
    """Its title, what is done in it, and who would not enter it."""

    title: str
    moves: tuple[str, ...]
    refused: str


def shorten_stages(names: Names, found: StagedFindings | None) -> list[StageInShort]:
    """List the stages that are best for a package."""
    plan = found.recommended if found else None
    if plan is None:
        return []
    return [
        StageInShort(
            name_stage(plan, place),
            list_moves(names, stage),
            f"{names.labels(stage.refuses)} would refuse" if stage.refuses else "",
        )
        for place, stage in enumerate(plan.stages, start=1)
    ]


def say_plan(names: Names, found: PackageFindings, staged: StagedFindings | None) -> str:
    """Say in short how a package could be carried out, or why it cannot."""
    if not found.package:
        return NO_PACKAGE
    if staged is None:
        return BROKEN
    if staged.recommended is None:
        return NO_ORDER
    return explain_chosen(names, staged.recommended, staged.origin.draws)
