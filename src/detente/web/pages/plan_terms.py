"""What binds the sides of a plan, as sliders: deposits, verification, undoing; and its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from detente.case import Case, Deposit
from detente.case.arrays import find_median
from detente.case.edit import AddDeposit, Edit, SetField, SetNumber, SetPlan, Together
from detente.case.model import Quantity
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.words import say_enough
from detente.study.plan_records import Plan
from detente.web.pages.package_address import Pair, has_option
from detente.web.pages.plan_numbers import find_step, read_number, scale_text, write_number

LEAST_DEPOSIT = 5.0
"""A slider for a deposit goes to this at least, in the points of its party."""

QUICKEST_UNKNOWN = 60
"""Days to which a slider goes for a step that so far takes no time to verify."""

FACTORS = {
    "0.5": "half the time",
    "0.75": "three quarters of the time",
    "1.5": "half as long again",
    "2": "twice the time",
}
"""By how much the verification of all steps can be made longer or shorter."""


@dataclass(frozen=True)
class Slider:
    """A number that a slider sets, with its bounds; ``text`` is as it stands in the case.

    ``mark`` is a value worth a mark, and ``marked`` says in words what it stands for.
    """

    id: str
    label: str
    text: str
    value: str
    low: str
    high: str
    step: str
    mark: str = ""
    marked: str = ""
    party: str = ""
    about: str = ""


# Deposits


def list_deposits(names: Names, plan: Plan | None) -> list[Slider]:
    """List a slider for every deposit, and for every party that has none yet."""
    case = names.case
    bound = {deposit.secures for deposit in case.plan.deposits}
    known = [
        _slide_deposit(names, plan, deposit.secures, deposit.loses, deposit.id, deposit.title)
        for deposit in case.plan.deposits
    ]
    missing = [party.id for party in case.parties if party.id not in bound]
    none = Quantity(point=Decimal(0), text="0")
    sliders = [*known, *(_slide_deposit(names, plan, party, none, "", "") for party in missing)]
    order = [party.id for party in case.parties]
    return sorted(sliders, key=lambda slider: order.index(slider.party))


def _slide_deposit(
    names: Names, plan: Plan | None, party: str, loses: Quantity, deposit: str, title: str
) -> Slider:
    value = find_median(loses)
    more = plan.deposit.get(party, 0.0) if plan else 0.0
    mark = value + more if more > 0 else 0.0
    step = find_step(max(LEAST_DEPOSIT, 3 * value, 1.5 * mark))
    high = np.ceil(max(LEAST_DEPOSIT, 3 * value, 1.5 * mark) / step) * step
    return Slider(
        id=deposit,
        label=names.label(party),
        text=loses.text,
        value=write_number(value, 2),
        low="0",
        high=write_number(high),
        step=write_number(step),
        mark=write_number(np.ceil(mark / step) * step) if mark else "",
        marked=_say_mark(plan, mark),
        party=party,
        about=title or "No deposit yet",
    )


def _say_mark(plan: Plan | None, mark: float) -> str:
    if plan is None:
        return ""
    if not mark:
        return "It gains nothing by breaking these stages off, at the medians."
    return f"From {say_enough(mark)} on it would gain nothing by breaking these stages off."


def edit_deposit(case: Case, names: Names, id: str, party: str, text: str, middle: str) -> Edit:
    """Set what a party loses by breaking a plan off: in words of the case, or by its median.

    Raises
    ------
    InputError : there is no such deposit or party.
    """
    found = find_deposit(case, id, party)
    if found is not None:
        told = scale_text(found.loses, middle) if middle else text
        return SetNumber(f"deposit/{found.id}/loses", told)
    if id or party not in {each.id for each in case.parties}:
        raise InputError("the deposit that was to be changed is not in the case any more")
    told = write_number(float(read_number(middle))) if middle else text
    title = f"Deposit of {names.side(party)}"
    return AddDeposit(_name_deposit(case, party), party, told, party, title)


def find_deposit(case: Case, id: str, party: str) -> Deposit | None:
    """Find a deposit; of a party that had none when it was shown, the one it has by now."""
    named = (each for each in case.plan.deposits if each.id == id)
    own = (each for each in case.plan.deposits if not id and each.secures == party)
    return next(named, next(own, None))


def _name_deposit(case: Case, party: str) -> str:
    taken, stem = {each.id for each in case.plan.deposits}, f"deposit-{party}"[:56]
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


# Verification and undoing


@dataclass(frozen=True)
class StepSliders:
    """A step with its two sliders: days of verification, and the share that can be undone."""

    issue: str
    option: str
    title: str
    by: tuple[str, ...]
    verify: Slider
    undo: Slider


def list_steps(names: Names, steps: Sequence[Pair], base: Case) -> list[StepSliders]:
    """List the sliders of each step; verification goes from half of the baseline's to double."""
    return [_slide_step(names, step, base) for step in steps if has_option(names.case, step)]


def _slide_step(names: Names, step: Pair, base: Case) -> StepSliders:
    option = names.case.issue(step[0]).option(step[1])
    before = base.issue(step[0]).option(step[1]).verify_days if has_option(base, step) else 0
    high = max(2 * (before or option.verify_days), option.verify_days) or QUICKEST_UNKNOWN
    key, percent = f"{step[0]}.{step[1]}", str(round(100 * option.undo))
    verify = str(option.verify_days)
    return StepSliders(
        issue=step[0],
        option=step[1],
        title=names.pledge(*step),
        by=names.givers(step[0]),
        verify=Slider(
            f"verify-{key}", "Verification, in days", verify, verify,
            low=str(min(before // 2, option.verify_days)), high=str(high), step="1",
            mark=str(before // 2) if before > 1 else "",
        ),
        undo=Slider(f"undo-{key}", "Can be undone, in percent", percent, percent, "0", "100", "5"),
    )  # fmt: skip


UNITS = {"verify": "days", "undo": "%"}


def write_field(field: str, amount: str) -> str:
    """Write days or percent as a case has them.

    Raises
    ------
    InputError : it is no whole number of them, or the field is another one.
    """
    number = read_number(amount)
    if field not in UNITS or number != number.to_integral_value() or number < 0:
        raise InputError(f'"{amount[:40]}" is not a whole number of days or percent')
    if field == "undo":
        return f"{number:f}%"
    return "1 day" if number == 1 else f"{number:f} days"


def read_field(case: Case, step: Pair, field: str) -> str:
    """Read days or percent of a step, as its slider has them."""
    option = case.issue(step[0]).option(step[1])
    return str(option.verify_days if field == "verify" else round(100 * option.undo))


def edit_steps(case: Case, steps: Iterable[Pair], field: str, how: str) -> Edit:
    """Change all steps together: verification by a factor, undoing to one share.

    Raises
    ------
    InputError : the amount is no number, or nothing is changed by it.
    """
    wanted = {}
    for step in steps:
        now = read_field(case, step, field)
        amount = _scale_days(now, how) if field == "verify" else how
        if amount != now:
            wanted[step] = write_field(field, amount)
    if not wanted:
        raise InputError("nothing changes: every step is like that already")
    said = "Verify all steps" if field == "verify" else "Let all steps be undone"
    tail = f"in {FACTORS.get(how, how)}" if field == "verify" else f"by {how}%"
    edits = tuple(SetField(*step, field, text) for step, text in wanted.items())
    return Together(edits, f"{said} {tail}")


def _scale_days(days: str, factor: str) -> str:
    if factor not in FACTORS:
        raise InputError(f"verification can be made longer or shorter by {', '.join(FACTORS)}")
    return str(int(Decimal(days) * Decimal(factor)))


# Limits


@dataclass(frozen=True)
class Limit:
    """A limit to stages: its field, its label, what it means, and what the case says."""

    field: str
    label: str
    hint: str
    text: str


def list_limits(case: Case) -> list[Limit]:
    """List the limits of a plan, as the case has them; empty where it sets none."""
    terms = case.plan
    most = "" if terms.most_items is None else str(terms.most_items)
    return [
        Limit(
            "most_stages", "Most stages", "A plan has no more than these.", str(terms.most_stages)
        ),
        Limit("most_items", "Most steps in a stage", "Empty: no limit.", most),
    ]


def edit_limit(field: str, text: str) -> Edit:
    """Set a limit of plan.yaml."""
    if field not in ("most_stages", "most_items"):
        raise InputError("a plan has two limits: most stages, and most steps in a stage")
    return SetPlan(field, text.strip())
