"""How the cells of the lists are laid out: a table for each giver, then the other numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from detente.case import Case, Issue, Meeting, Option, Quantity
from detente.case.edit import Revision
from detente.case.model import Entry
from detente.report.naming import Names
from detente.web.pages.lists_cells import Cell, Cells, join_references

_NAMING = ("/title", "/requires", "/excludes")
"""How the keys end of cells whose words stand in other places of the page too."""

PAYOFFS = {
    "held": "It is held",
    "cost": "Its cost",
    "fails": "It fails",
    "declines": "It declines",
    "declined": "Another declines",
}
"""The payoffs of a meeting, and what a column of them is called."""

SIDES = {
    "reservation": ("Without a deal", "its reservation value"),
    "relationship": ("Relationship", "lost with the others by breaking a plan"),
    "reputation": ("Reputation", "lost with everybody else by breaking it"),
    "floor": ("Floor", "the least it must hold after every stage"),
}
"""What is told of a side, and what a column of it is called, with what it means."""


@dataclass(frozen=True)
class Column:
    """A column of numbers: whose, and what they say of it; ``side`` is a party's id or empty."""

    id: str
    title: str
    under: str = ""
    side: str = ""


@dataclass(frozen=True)
class OptionRow:
    """An option of an issue with its cells; ``place`` counts from 1."""

    id: str
    place: int
    title: Cell
    numbers: tuple[Cell, ...]
    terms: tuple[Cell, ...]
    words: tuple[Cell, ...]
    is_status_quo: bool


@dataclass(frozen=True)
class IssueRows:
    """An issue with its options in order."""

    id: str
    name: str
    title: Cell
    about: Cell
    by: tuple[str, ...]
    options: tuple[OptionRow, ...]


@dataclass(frozen=True)
class GiverTable:
    """What one giver could do, or several together; ``by`` is empty for joint acts."""

    id: str
    by: tuple[str, ...]
    title: str
    columns: tuple[Column, ...]
    issues: tuple[IssueRows, ...]


@dataclass(frozen=True)
class NumberRow:
    """A row of other numbers; None where a column says nothing about it."""

    title: str
    cells: tuple[Cell | None, ...]
    under: str = ""
    side: str = ""


@dataclass(frozen=True)
class NumberTable:
    """Numbers that belong to no option; ``link`` names the page that shows what comes of them."""

    id: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[NumberRow, ...]
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Listing:
    """The lists page of a revision: its tables, and every cell by its key."""

    givers: tuple[GiverTable, ...]
    others: tuple[NumberTable, ...]
    cells: Mapping[str, Cell]

    @cached_property
    def shape(self) -> str:
        """Tells layouts apart: the same while nothing changes but numbers and notes."""
        return hashlib.sha256(repr(list(self._list_shape())).encode()).hexdigest()[:20]

    def _list_shape(self) -> Iterator[object]:
        yield list(self.cells)
        yield [cell.text for key, cell in self.cells.items() if key.endswith(_NAMING)]
        for giver in self.givers:
            yield giver.id, giver.title, giver.columns, [(i.id, i.by) for i in giver.issues]
        for table in self.others:
            yield table.title, table.about, table.columns
            yield [(row.title, row.under) for row in table.rows]


@lru_cache(maxsize=8)
def lay_out(revision: Revision, baseline: Revision) -> Listing:
    """Lay out the cells of a revision; every number of its case is in one of them."""
    names, cells = Names(revision.case), Cells(revision, baseline)
    givers = tuple(_lay_out_giver(names, cells, by) for by in list_givers(revision.case))
    return Listing(givers, tuple(_list_others(names, cells)), cells.made)


def list_givers(case: Case) -> list[tuple[str, ...]]:
    """List who gives: each party, then those who act together; () for joint acts comes last."""
    order = [party.id for party in case.parties]
    several = {issue.by for issue in case.issues} - {()} - {(party,) for party in order}
    ranked = sorted(several, key=lambda by: (len(by), [order.index(party) for party in by]))
    return [*((party,) for party in order), *ranked, ()]


# A giver's table


def _lay_out_giver(names: Names, cells: Cells, by: tuple[str, ...]) -> GiverTable:
    issues = [issue for issue in names.case.issues if issue.by == by]
    where = f"by-{'-'.join(by) or 'all'}"
    return GiverTable(
        id=where,
        by=by,
        title=names.performers(by) if by else "Together",
        columns=tuple(_list_columns(names, where, by)),
        issues=tuple(_lay_out_issue(names, cells, issue) for issue in issues),
    )


def _list_columns(names: Names, where: str, by: tuple[str, ...]) -> Iterator[Column]:
    """List whose numbers a table has: those who give first, then the others and those at home."""
    for party in names.case.parties:
        under = "cost to the giver" if party.id in by else "worth to it"
        yield Column(f"{where}:{party.id}", party.name, under, party.id)
    for ratifier in names.case.ratifiers:
        under = f"at home in {names.side(ratifier.party)}"
        yield Column(f"{where}:{ratifier.id}", ratifier.name, under)


def _lay_out_issue(names: Names, cells: Cells, issue: Issue) -> IssueRows:
    title = cells.words(issue.id, "", "title", issue.title, "Issue")
    about = cells.words(issue.id, "", "about", issue.about, "About")
    cells.words(issue.id, "", "by", ", ".join(issue.by), "Who does it")
    options = tuple(
        _lay_out_option(names, cells, issue, option, place)
        for place, option in enumerate(issue.options)
    )
    return IssueRows(issue.id, names.issue(issue.id), title, about, issue.by, options)


def _lay_out_option(
    names: Names, cells: Cells, issue: Issue, option: Option, place: int
) -> OptionRow:
    here = (issue.id, option.id)
    is_bare = not place and not option.values
    return OptionRow(
        id=option.id,
        place=place + 1,
        title=cells.words(*here, "title", option.title, "Option"),
        numbers=() if is_bare else tuple(_list_values(names, cells, issue, option)),
        terms=() if is_bare else tuple(_list_terms(cells, here)),
        words=tuple(_list_words(cells, here, option, bare=is_bare)),
        is_status_quo=not place,
    )


def _list_values(names: Names, cells: Cells, issue: Issue, option: Option) -> Iterator[Cell]:
    for actor in names.case.actors:
        key = f"value/{actor.id}/{issue.id}/{option.id}"
        yield cells.number(key, option.values.get(actor.id), actor.name)


def _list_terms(cells: Cells, here: tuple[str, str]) -> Iterator[Cell]:
    yield cells.term(*here, "undo", "Can be undone", "0%")
    yield cells.term(*here, "verify", "Verified in", "at once")
    yield cells.term(*here, "duration", "Takes", "at once")


def _list_words(
    cells: Cells, here: tuple[str, str], option: Option, *, bare: bool
) -> Iterator[Cell]:
    yield cells.words(*here, "note", option.note, "Note")
    if not bare:
        yield cells.words(*here, "requires", join_references(option.requires), "Requires")
        yield cells.words(*here, "excludes", join_references(option.excludes), "Rules out")


# Other numbers


def _list_others(names: Names, cells: Cells) -> Iterator[NumberTable]:
    yield _lay_out_sides(names, cells)
    if names.case.interactions:
        yield _lay_out_interactions(names, cells)
    entries = list(names.case.quantities())
    deposits = [entry for entry in entries if entry.key.startswith("deposit/")]
    if deposits:
        about = "What breaking a plan forfeits, in the points of whoever loses it or is paid."
        yield _lay_out_entries(cells, ("deposits", "Deposits", about), deposits, ("plan", "Plan"))
    firmness = [entry for entry in entries if entry.key.startswith("firmness/")]
    if names.case.offers or not all(entry.quantity.is_default for entry in firmness):
        about = "How likely a pledge is to be delivered, by how it was given; a share."
        yield _lay_out_entries(
            cells, ("firmness", "How firm pledges are", about), firmness, ("offers", "Offers")
        )
    for meeting in names.case.meetings:
        yield _lay_out_payoffs(names, cells, meeting)
        stems = (f"readiness/{meeting.id}", f"pays/{meeting.id}/")
        held = [entry for entry in entries if entry.key.startswith(stems)]
        about = "Readiness is a share; help is in points of the side that it is for."
        place = (f"help-{meeting.id}", f"{meeting.title}: readiness and help", about)
        yield _lay_out_entries(cells, place, held, ("meet", "Meet"), meeting.title)


def _lay_out_payoffs(names: Names, cells: Cells, meeting: Meeting) -> NumberTable:
    """Show what a meeting is worth to each side, as it is and from each day of the calendar on."""
    where = f"payoff-{meeting.id}"
    columns = tuple(Column(f"{where}:{kind}", title) for kind, title in PAYOFFS.items())
    rows = list(_list_payoffs(names, cells, meeting, "", meeting.payoffs))
    for day, change in meeting.after.items():
        rows += _list_payoffs(names, cells, meeting, day, change.payoffs)
    about = "What the meeting itself is worth, by how it ends, in each side's own points."
    return NumberTable(where, meeting.title, about, columns, tuple(rows), ("meet", "Meet"))


def _list_payoffs(
    names: Names,
    cells: Cells,
    meeting: Meeting,
    day: str,
    payoffs: Mapping[str, Mapping[str, Quantity]],
) -> Iterator[NumberRow]:
    invited = [*payoffs] if day else [meeting.proposer, *meeting.invited, *payoffs]
    stem = f"payoff/{meeting.id}" + (f"/after/{day}" if day else "")
    for party in names.case.parties:
        if party.id in invited:
            given = payoffs.get(party.id, {})
            empty = "as before" if day else "0"
            made = tuple(
                cells.number(f"{stem}/{party.id}/{kind}", given.get(kind), title, empty)
                for kind, title in PAYOFFS.items()
            )
            under = f"after “{names.day(day)}”" if day else ""
            yield NumberRow(party.name, made, under, party.id)


def _lay_out_sides(names: Names, cells: Cells) -> NumberTable:
    terms = names.case.plan
    rows = []
    for party in names.case.parties:
        told = {
            "reservation": party.reservation,
            "relationship": terms.relationship.get(party.id),
            "reputation": terms.reputation.get(party.id),
            "floor": terms.floors.get(party.id),
        }
        rows.append(NumberRow(party.name, _show_side(cells, party.id, told), side=party.id))
    for ratifier in names.case.ratifiers:
        told = {"reservation": ratifier.reservation, "floor": terms.floors.get(ratifier.id)}
        made = _show_side(cells, ratifier.id, told, floor="its reservation value")
        rows.append(NumberRow(ratifier.name, made, f"at home in {names.side(ratifier.party)}"))
    columns = (Column(f"sides:{kind}", *titles) for kind, titles in SIDES.items())
    about = "Each in its own points: a side takes no deal that is worth less to it than no deal."
    return NumberTable("sides", "The sides", about, tuple(columns), tuple(rows), ("plan", "Plan"))


def _show_side(
    cells: Cells, side: str, told: Mapping[str, Quantity | None], floor: str = "none"
) -> tuple[Cell | None, ...]:
    """Show what is told of a side; ``floor`` is what counts where it has none of its own."""
    empty = {"floor": floor}
    return tuple(
        cells.number(f"{kind}/{side}", told[kind], title, empty.get(kind, "0"))
        if kind in told
        else None
        for kind, (title, _) in SIDES.items()
    )


def _lay_out_interactions(names: Names, cells: Cells) -> NumberTable:
    actors = names.case.actors
    columns = tuple(Column(f"together:{actor.id}", actor.name, side=actor.id) for actor in actors)
    rows = []
    for number, each in enumerate(names.case.interactions, start=1):
        made = tuple(
            cells.number(f"interaction/{number}/{a.id}", each.values.get(a.id), a.name)
            for a in actors
        )
        options = names.combination(each.when)
        rows.append(NumberRow(each.title or options, made, options if each.title else ""))
    about = "What combinations are worth beyond their parts, in each side's own points."
    return NumberTable("together", "What combinations add", about, columns, tuple(rows))


def _lay_out_entries(
    cells: Cells,
    place: tuple[str, str, str],
    entries: Sequence[Entry],
    link: tuple[str, str],
    strip: str = "",
) -> NumberTable:
    """List numbers under each other; ``strip`` is what their labels need not say again."""
    where, title, about = place
    rows = []
    for entry in entries:
        label = entry.label.removeprefix(f"{strip}: ").replace(f": {strip}, ", ": ")
        cell = cells.number(entry.key, entry.quantity, label)
        rows.append(NumberRow(label[:1].upper() + label[1:], (cell,)))
    return NumberTable(where, title, about, (Column(f"{where}:value", "Value"),), tuple(rows), link)
