"""Parties, issues, options and offers by their titles, as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from detente.case.constraint_model import LIMIT_WORDS, Limit
from detente.report.words import possessive, say_list, say_numeral

if TYPE_CHECKING:
    from detente.case import Case, Constraint, Issue
    from detente.case.constraint_model import Choice

_PLURALS = (
    "Netherlands", "Philippines", "Bahamas", "Maldives", "Seychelles", "Comoros", "Emirates",
    "States", "Nations",
)  # fmt: skip
_HEADED = ("United ", "European Union", "Soviet Union", "African Union")
_HEADS = (
    "Republic", "Kingdom", "Federation", "Union", "Congress", "Senate", "Parliament", "Assembly",
    "Council", "Cabinet", "leadership", "public",
)  # fmt: skip

MOST_NAMED = 10
_RULES = {"requires": "requires", "excludes": "rules out"}


def with_article(name: str) -> str:
    """Give a name the article that it takes in a sentence.

    Examples
    --------
    >>> with_article("United States"), with_article("North Korea"), with_article("the Company")
    ('the United States', 'North Korea', 'the Company')
    """
    if name[:4].lower() == "the ":
        return "the " + name[4:]
    takes = name.startswith(_HEADED) or name.endswith((*_PLURALS, *_HEADS))
    return f"the {name}" if takes else name


def say_some(items: Iterable[str], what: str, joint: str = ", ") -> str:
    """List the first of many items, and how many more there are.

    Examples
    --------
    >>> say_some("abc", "letters"), say_some("abcdefghijklmn", "letters")
    ('a, b, c', 'a, b, c, d, e, f, g, h, i, j and four more letters')
    """
    listed = list(items)
    more = len(listed) - MOST_NAMED
    if more < 2:
        return joint.join(listed)
    return f"{joint.join(listed[:MOST_NAMED])} and {say_numeral(more)} more {what}"


def _tidy(title: str, key: str) -> str:
    """Read an id without a title as words."""
    return key.replace("-", " ").replace("_", " ") if title == key else title


class Names:
    """Look up what to call the things of a case.

    Parameters
    ----------
    case : whose parties, ratifiers, issues, options and offers are named.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._sides = {party.id: party.name for party in case.parties}
        self._sides |= {ratifier.id: ratifier.name for ratifier in case.ratifiers}
        self._issues: dict[str, Issue] = {issue.id: issue for issue in case.issues}
        self._options = {
            (issue.id, option.id): _tidy(option.title, option.id)
            for issue in case.issues
            for option in issue.options
        }
        self._offers = {offer.id: offer.title for offer in case.offers}
        self._meetings = {meeting.id: meeting.title for meeting in case.meetings}
        self._days = {day.id: day.title for day in case.calendar}
        self._rules = {
            label: said
            for constraint in case.constraints
            for label, said in zip(constraint.labels, self.constraint(constraint), strict=True)
        }

    def label(self, side: str) -> str:
        """Name a party or ratifier for a label or a table; text that is no id stays as it is."""
        return self._sides.get(side, side)

    def side(self, side: str) -> str:
        """Name a party or ratifier within a sentence."""
        return with_article(self.label(side))

    def owner(self, side: str) -> str:
        """Name a party as an owner: "North Korea's"."""
        return possessive(self.side(side))

    def sides(self, sides: Iterable[str], joint: str = "and") -> str:
        """Name several in a sentence."""
        return say_list((self.side(side) for side in sides), joint)

    def labels(self, sides: Iterable[str]) -> str:
        """Name several for a table."""
        return say_list(self.label(side) for side in sides)

    def issue(self, issue: str) -> str:
        """Give the title of an issue."""
        found = self._issues.get(issue)
        return _tidy(found.title, found.id) if found else issue

    def option(self, issue: str, option: str) -> str:
        """Give the title of an option."""
        return self._options.get((issue, option), option)

    def pledge(self, issue: str, option: str) -> str:
        """Name an option with its issue: "Uranium plants: declared"."""
        return f"{self.issue(issue)}: {self.option(issue, option)}"

    def rule(self, label: str) -> str:
        """Say a rule of the case by the titles of its options; other text stays as it is."""
        if label in self._rules:
            return self._rules[label]
        for kind, words in _RULES.items():
            ends = [end.split(".") for end in label.split(f" {kind} ")]
            if len(ends) == 2 and all((end[0], end[-1]) in self._options for end in ends):
                first, second = (f"“{self.pledge(end[0], end[-1])}”" for end in ends)
                return f"{first} {words} {second}"
        return label

    def constraint(self, constraint: Constraint) -> tuple[str, ...]:
        """Say what a constraint asks, in a clause for each of its labels."""
        if isinstance(constraint, Limit):
            options = say_some((f"“{self.reach(*pair)}”" for pair in constraint.of), "options")
            count = f"{LIMIT_WORDS[constraint.kind]} {say_numeral(constraint.count)}"
            return (f"{count} of these: {options}",)
        if constraint.kind == "never":
            return tuple(map(self._rule_out, constraint.rows))
        rows = map(self.combination, constraint.rows)
        issues = say_list(f"“{self.issue(issue)}”" for issue in constraint.issues)
        return (f"of {issues} only: {say_some(rows, 'combinations', '; ')}",)

    def combination(self, row: Mapping[str, Choice]) -> str:
        """Name the options that stand together."""
        return " with ".join(f"“{self.choice(issue, choice)}”" for issue, choice in row.items())

    def _rule_out(self, row: Mapping[str, Choice]) -> str:
        """Say that some options never stand together."""
        parts = [f"“{self.choice(issue, choice)}”" for issue, choice in row.items()]
        return f"{say_list(parts)} never stand together" if len(parts) > 1 else f"never {parts[0]}"

    def choice(self, issue: str, choice: Choice) -> str:
        """Name an option with its issue, which stands for the later ones too, or several."""
        if isinstance(choice, str):
            return self.reach(issue, choice)
        return f"{self.issue(issue)}: {say_list((self.option(issue, o) for o in choice), 'or')}"

    def reach(self, issue: str, option: str) -> str:
        """Name an option with its issue, and say where later ones count as it."""
        found = self._issues.get(issue)
        is_more = found is not None and found.ordered and found.options[-1].id != option
        return f"{self.pledge(issue, option)}{' or more' if is_more else ''}"

    def offer(self, offer: str) -> str:
        """Give the title of an offer."""
        return self._offers.get(offer, offer)

    def meeting(self, meeting: str) -> str:
        """Give the title of a meeting."""
        return self._meetings.get(meeting, meeting)

    def day(self, day: str) -> str:
        """Give the title of a day of the calendar."""
        return self._days.get(day, day)

    def everyone(self) -> list[str]:
        """List the ids of parties, then ratifiers."""
        return list(self._sides)

    def givers(self, issue: str) -> tuple[str, ...]:
        """List who performs an issue: every party when it is joint."""
        by = self._issues[issue].by if issue in self._issues else ()
        return by or tuple(party.id for party in self.case.parties)

    def changes(self, package: Mapping[str, str]) -> list[tuple[str, str]]:
        """List the options of a package that differ from the status quo, in the case's order."""
        return [
            (issue.id, package[issue.id])
            for issue in self.case.issues
            if issue.id in package and package[issue.id] != issue.options[0].id
        ]

    def package(self, package: Mapping[str, str]) -> str:
        """Name what a package changes, in one phrase."""
        moves = [self.pledge(issue, option) for issue, option in self.changes(package)]
        return "; ".join(moves) if moves else "nothing changes"

    def package_by(self, package: Mapping[str, str]) -> list[tuple[str, list[str]]]:
        """Group what a package changes by who performs it, in the case's order of parties."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for issue, option in self.changes(package):
            groups.setdefault(self.givers(issue), []).append(self.pledge(issue, option))
        order = [party.id for party in self.case.parties]
        ranked = sorted(groups.items(), key=lambda item: (len(item[0]), order.index(item[0][0])))
        return [(self.performers(by), moves) for by, moves in ranked]

    def performers(self, by: tuple[str, ...]) -> str:
        """Name who performs something: "Together" for all parties."""
        return "Together" if len(by) == len(self.case.parties) > 1 else self.labels(by)
