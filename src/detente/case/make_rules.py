"""Make rules of what a case requires, excludes, limits and lists, as far as it can be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from detente.case import schema
from detente.case.build_constraints import LIMITS, build_rows, find_kind
from detente.case.constraint_model import Choice, Combinations, Limit
from detente.case.documents import Document
from detente.case.names import find_element
from detente.case.positions import Path
from detente.case.rules import Ban, Law, Listing, Rule, Tally

CaseDocument: TypeAlias = Document[schema.CaseFile]


@dataclass(frozen=True)
class _Issue:
    """An issue of the case: its number, its options in order, and whether they are a ladder."""

    number: int
    options: Sequence[str]
    ordered: bool

    @property
    def full(self) -> int:
        """Bits of all options."""
        return (1 << len(self.options)) - 1

    def reach(self, option: str) -> int:
        """Bits of the options that count as one: it and every later one, or it alone."""
        place = self.options.index(option)
        return self.full & ~((1 << place) - 1) if self.ordered else 1 << place

    def mark(self, options: Sequence[str]) -> int:
        """Bits of some options, each by itself."""
        return sum(1 << self.options.index(option) for option in dict.fromkeys(options))


_Issues: TypeAlias = Mapping[str, _Issue]


def make_rules(
    document: CaseDocument, entry: schema.CaseFile, unsound: Collection[int] = ()
) -> list[Law]:
    """Make the rules of a case, those that can be read: of pairs first, then the others.

    ``unsound`` holds the numbers of constraints that are left out.
    """
    return [*_make_pairs(document, entry), *_make_laws(document, entry, unsound)]


def _make_pairs(document: CaseDocument, entry: schema.CaseFile) -> list[Rule]:
    """Make the rules of a case from its requires and excludes, those that can be read."""
    issues = _number(entry)
    rules = []
    for id_, issue in entry.issues.items():
        for name, option in issue.options.items():
            for kind in ("requires", "excludes"):
                path: Path = ("issues", id_, "options", name, kind)
                for at, other in enumerate(getattr(option, kind)):
                    if _knows(issues, other) and other[0] != id_:
                        place = find_element(document, path, at)
                        rules.append(_make_pair(issues, (id_, name), kind, other, place))
    return rules


def find_options(entry: schema.CaseFile, when: Mapping[str, Choice]) -> dict[int, int] | None:
    """Find the options that an interaction needs, in bits by issue; None if it names others."""
    issues, found = _number(entry), {}
    for id_, choice in when.items():
        options = [choice] if isinstance(choice, str) else choice
        if not options or not all(_knows(issues, (id_, option)) for option in options):
            return None
        issue = issues[id_]
        found[issue.number] = issue.reach(choice) if isinstance(choice, str) else issue.mark(choice)
    return found


def _number(entry: schema.CaseFile) -> dict[str, _Issue]:
    return {
        id_: _Issue(number, list(issue.options), issue.ordered)
        for number, (id_, issue) in enumerate(entry.issues.items())
    }


def _knows(issues: _Issues, reference: tuple[str, str]) -> bool:
    issue, option = reference
    return issue in issues and option in issues[issue].options


def _make_pair(
    issues: _Issues, this: tuple[str, str], kind: str, other: tuple[str, str], path: Path
) -> Rule:
    here, there = issues[this[0]], issues[other[0]]
    those = there.reach(other[1])
    return Rule(
        when=here.number,
        option=here.options.index(this[1]),
        these=here.reach(this[1]),
        then=there.number,
        other=there.options.index(other[1]),
        those=those if kind == "requires" else there.full & ~those,
        text=f"{'.'.join(this)} {kind} {'.'.join(other)}",
        path=path,
        is_requirement=kind == "requires",
    )


def _make_laws(
    document: CaseDocument, entry: schema.CaseFile, unsound: Collection[int]
) -> Iterator[Law]:
    """Make the rules of the list of constraints; one of which a part is wrong is left out."""
    issues = _number(entry)
    wrong = {path[1] for path in document.left_out if path[0] == "constraints" and len(path) > 1}
    wrong.update(unsound)
    for index, item in zip(document.kept("constraints"), entry.constraints, strict=True):
        kind, path = find_kind(item), ("constraints", index)
        if index in wrong or not kind:
            continue
        if kind in LIMITS:
            limit = Limit(kind, getattr(item, kind), tuple(item.of))
            if limit.of and all(_knows(issues, pair) for pair in limit.of):
                yield _make_tally(issues, limit, path)
        else:
            table = Combinations(kind, build_rows(getattr(item, kind)))
            if table.rows and _can_be_read(issues, table):
                yield from _make_table(issues, table, path)


def _can_be_read(issues: _Issues, table: Combinations) -> bool:
    """Whether every row names known options, and of ``only`` all rows name the same issues."""
    known = all(
        row
        and all(options and _knows(issues, (i, o)) for i, options in row.items() for o in options)
        for row in table.rows
    )
    return known and (table.kind == "never" or len({frozenset(row) for row in table.rows}) == 1)


def _make_tally(issues: _Issues, limit: Limit, path: Path) -> Tally:
    scope = [issues[issue] for issue in limit.issues]
    counts = []
    for issue, home in zip(limit.issues, scope, strict=True):
        marks = [home.reach(option) for of, option in limit.of if of == issue]
        places = range(len(home.options))
        counts.append(tuple(sum(mark >> place & 1 for mark in marks) for place in places))
    numbers = tuple(home.number for home in scope)
    return Tally(numbers, tuple(counts), limit.least, limit.most, limit.labels[0], path)


def _make_table(issues: _Issues, table: Combinations, path: Path) -> Iterator[Law]:
    if table.kind == "only":
        scope = tuple(issues[issue].number for issue in table.issues)
        rows = tuple(
            tuple(issues[issue].mark(row[issue]) for issue in table.issues) for row in table.rows
        )
        yield Listing(scope, rows, table.labels[0], path)
        return
    for number, (row, text) in enumerate(zip(table.rows, table.labels, strict=True)):
        scope = tuple(issues[issue].number for issue in row)
        these = tuple(issues[issue].mark(options) for issue, options in row.items())
        yield Ban(scope, these, text, (*path, "never", number))
