"""What the address of the page on plans says: which package, and how it is put in stages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from detente.case import Case
from detente.errors import InputError
from detente.study.plan_records import Plan
from detente.web.pages.package_address import LONGEST, RECOMMENDED, Pairs, choose, write_pairs

STARTS = {
    "recommended": "Recommended stages",
    "fewest": "Fewest stages",
    "single_step": "One big step",
    "agreed": "As agreed",
}
"""Stages that can be asked for by name."""

_STEP = re.compile(r"([a-z][a-z0-9_-]{0,63})\.([a-z][a-z0-9_-]{0,63})")


@dataclass(frozen=True)
class Address:
    """Which package is carried out, and in which stages.

    Parameters
    ----------
    package : options by issue; empty for what the case carries out by default.
    recommended : whether the package is the one that the study of deals recommends.
    start : a name out of `STARTS`, where the stages are asked for by name.
    stages : steps of each stage, where they are set by hand; else empty.
    """

    package: Pairs = ()
    recommended: bool = False
    start: str = "recommended"
    stages: tuple[Pairs, ...] = ()

    @property
    def query(self) -> str:
        """The same, as it stands in an address; empty, or with its question mark."""
        package = RECOMMENDED if self.recommended else write_pairs(self.package)
        stages = write_stages(self.stages) if self.stages else self.start
        parts = {"package": package, "stages": "" if stages == "recommended" else stages}
        told = urlencode({key: part for key, part in parts.items() if part}, safe=",;.")
        return f"?{told}" if told else ""

    def begin(self, start: str) -> Address:
        """Ask for stages by name."""
        return replace(self, start=start, stages=())


def read_address(package: str = "", stages: str = "") -> Address:
    """Read an address.

    Raises
    ------
    InputError : it is not written as this page writes it.
    """
    if len(package) + len(stages) > LONGEST:
        raise InputError("the address is too long to be one of this page")
    named = stages in STARTS or not stages
    return Address(
        package=() if package == RECOMMENDED else read_steps(package),
        recommended=package == RECOMMENDED,
        start=(stages or "recommended") if named else "",
        stages=() if named else tuple(read_steps(stage) for stage in stages.split(";")),
    )


AskedFor = Annotated[Address, Depends(read_address)]


def read_steps(text: str) -> Pairs:
    """Read steps such as ``yongbyon.frozen,aid.food``."""
    steps = []
    for part in filter(None, text.split(",")):
        found = _STEP.fullmatch(part)
        if found is None:
            raise InputError(
                f'the address has "{part[:80]}" where an issue and its option belong, '
                'such as "yongbyon.frozen"'
            )
        steps.append((found[1], found[2]))
    return tuple(steps)


def write_stages(stages: Iterable[Pairs]) -> str:
    """Write stages as an address has them."""
    return ";".join(write_pairs(stage) for stage in stages)


def list_stages(plan: Plan) -> tuple[Pairs, ...]:
    """List the steps of a plan, stage by stage."""
    return tuple(tuple((move.issue, move.to) for move in stage.items) for stage in plan.stages)


@dataclass(frozen=True)
class Choice:
    """A package that can be carried out: what stands in the address, and its title."""

    value: str
    title: str
    chosen: bool


def list_choices(case: Case, address: Address) -> list[Choice]:
    """List what can be carried out: the case's own package, the recommended one, past offers."""
    chosen = RECOMMENDED if address.recommended else write_pairs(address.package)
    known = {"": "The safest package found"}
    if case.plan.package or case.plan.agreed:
        known = {"": "The package of plan.yaml", RECOMMENDED: "The safest package found"}
    for offer in case.offers:
        options = {pledge.issue: pledge.option for pledge in offer.pledges}
        known.setdefault(choose(case, options).text, f"Offer: {offer.title}")
    known.setdefault(chosen, "The package given in the address")
    return [Choice(value, title, value == chosen) for value, title in known.items()]
