"""A case as formats without ranges or ties between issues see it: a table of whole numbers a party.

Every party's values at the medians are whole numbers in units of its last decimal. Formats differ
in how they want them written; what makes them exact is the same: divided only by numbers of which
decimals, or binary fractions, have an end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.case.arrays import Frame
from detente.case.interchange.exact import count_decimals
from detente.case.interchange.text import tell_apart
from detente.case.model import Case, Option
from detente.case.plan_model import PlanTerms
from detente.errors import InputError


@dataclass(frozen=True)
class Table:
    """What a party makes of each option, in whole units of which ``10**decimals`` are a point."""

    id: str
    name: str
    units: Sequence[Sequence[int]]
    reservation: int
    decimals: int


@dataclass(frozen=True)
class Grounded:
    """A table raised or lowered as a whole, so that the worst option of each issue is 0.

    Parameters
    ----------
    units : by issue and option, none below 0.
    reservation : in the same units, counted from the worst package, and not below 0 either.
    total : what the best package comes to.
    """

    units: Sequence[Sequence[int]]
    reservation: int
    total: int


def list_tables(case: Case) -> tuple[Table, ...]:
    """List the parties' values at the medians."""
    frame = Frame(case)
    medians, ends = frame.medians, [*frame.layout.starts[1:].tolist(), frame.layout.n_options]
    spans = list(zip(frame.layout.starts.tolist(), ends, strict=True))
    return tuple(
        Table(
            party.id,
            party.name,
            [medians.values[at, start:end].tolist() for start, end in spans],
            int(medians.reservation[at]),
            medians.decimals[at],
        )
        for at, party in enumerate(case.parties)
    )


def ground(table: Table) -> Grounded:
    """Count each issue from its worst option; where no deal is worth less than that, from no deal.

    What is needed to count from no deal is added to every option of the first issue: it is added to
    all packages then, and changes nothing between them.
    """
    worst = [min(row) for row in table.units]
    reservation = table.reservation - sum(worst)
    lift = max(0, -reservation)
    rows = [[unit - low for unit in row] for row, low in zip(table.units, worst, strict=True)]
    return lift_first(Grounded(rows, reservation, sum(map(max, rows))), lift)


def lift_first(grounded: Grounded, lift: int) -> Grounded:
    """Add an amount to every option of the first issue, and so to every package."""
    first = [unit + lift for unit in grounded.units[0]]
    return Grounded(
        [first, *grounded.units[1:]], grounded.reservation + lift, grounded.total + lift
    )


def find_even(least: int) -> int:
    """Find a number not below another, of the parts of which decimals have an end.

    Examples
    --------
    >>> find_even(3), find_even(101), find_even(1_000_001)
    (4, 125, 1250000)
    """
    tail: int = 10 ** max(0, len(str(least)) - 3)
    found = max(1, -(-least // tail))
    while not _has_end(found):
        found += 1
    return found * tail


def _has_end(number: int) -> bool:
    return count_decimals(Fraction(1, number)) is not None


def share_powers(least: Sequence[int]) -> list[int]:
    """Find powers of two, none below its number, that add up to a power of two.

    Each is then that power divided by a power of two: weights are binary fractions that add up to
    exactly 1, so that a reader in floating point adds them up without an error.

    Examples
    --------
    >>> share_powers([5, 3, 1])
    [8, 4, 4]
    """
    powers = [1 << max(0, number - 1).bit_length() for number in least]
    while True:
        total = sum(powers)
        if total & (total - 1) == 0:
            return powers
        smallest = powers.index(min(powers))
        powers[smallest] *= 2


def name_topics(case: Case) -> tuple[list[str], list[list[str]]]:
    """Name issues and options by their titles; with the id behind a title that is given twice."""
    issues = tell_apart([(issue.title, issue.id) for issue in case.issues])
    options = [
        tell_apart([(option.title, option.id) for option in issue.options]) for issue in case.issues
    ]
    return issues, options


def name_files(case: Case) -> list[str]:
    """Name the file of each party, without its ending; in order by name too."""
    return [f"profile-{place:02}-{party.id}" for place, party in enumerate(case.parties, start=1)]


def check_parties(case: Case, most: int, format_: str) -> None:
    """Refuse a case with more parties than a format has places for."""
    if len(case.parties) > most:
        text = f"{format_} has places for {most} parties, and the case has {len(case.parties)}"
        raise InputError(f"{text}; export it in another format")


def list_losses(case: Case, format_: str) -> tuple[str, ...]:
    """Say what of a case does not fit into a table for each party."""
    return tuple(f"{format_} {said}." for said in _find_losses(case))


def _find_losses(case: Case) -> Iterator[str]:
    ranges = sum(
        not entry.quantity.is_point
        for entry in case.quantities()
        if entry.key.startswith(("reservation/", "value/"))
    )
    if ranges:
        many = "1 range is" if ranges == 1 else f"{ranges} ranges are"
        yield f"holds single numbers: {many} written at the median"
    tied = [
        ("requirement or exclusion", sum(len(o.requires + o.excludes) for o in _options(case))),
        ("constraint", len(case.constraints)),
        ("interaction", len(case.interactions)),
        ("ratifier", len(case.ratifiers)),
    ]
    if any(count for _, count in tied):
        listed = ", ".join(_count(count, what) for what, count in tied if count)
        yield (
            f"has no place for {listed}: packages may be allowed there that the case rules out, or "
            "be worth something else"
        )
    if case.agreement:
        yield "has no rule for who has to agree; all have to"
    rest = _find_rest(case)
    if rest:
        yield f"has no place for {', '.join(rest)}"


def _count(count: int, what: str) -> str:
    several = what.replace(" or ", "s or ") + "s"
    return f"{count} {what if count == 1 else several}"


def _find_rest(case: Case) -> list[str]:
    """List what is beside the values."""
    held = {
        "what is carried out by whom": any(issue.by for issue in case.issues),
        "ladders of options": any(i.ordered and len(i.options) > 2 for i in case.issues),
        "undoing and durations": any(
            o.undo or o.verify_days or o.duration_days for o in _options(case)
        ),
        "sources and notes": bool(case.sources),
        "the record of promises": bool(case.promises),
        "past offers": bool(case.offers),
        "meetings": bool(case.meetings or case.calendar),
        "terms of a plan": case.plan != PlanTerms(),
        "events": bool(case.events),
        "forecasts": bool(case.forecasts),
        "readings": bool(case.readings),
    }
    return [what for what, there in held.items() if there]


def _options(case: Case) -> Iterator[Option]:
    return (option for issue in case.issues for option in issue.options)
