"""GeniusWeb: scenarios as JSON, one file for the domain and one for each party.

What a package is worth is the sum over issues of weight times the value of the option; an option
without a value counts 0. An issue of numbers runs from a lowest to a highest one in steps that the
domain states, and its values lie on the line between those two, rounded to eight decimals. What no
agreement is worth is that of a reservation bid.

References
----------
GeniusWeb, the web-based successor of GENIUS, Delft University of Technology.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

from detente.case.interchange.additive import (
    Table,
    ground,
    list_losses,
    list_tables,
    name_files,
    name_topics,
    share_powers,
)
from detente.case.interchange.draft import Draft, Format, Place
from detente.case.interchange.drafting import MOST_ISSUES, MOST_OPTIONS, check_topics, draft_case
from detente.case.interchange.exact import STEPS, read_number, space_evenly, write_decimal
from detente.case.interchange.json_text import Json, write_json
from detente.case.interchange.scenario import Profile, Scenario, Topic
from detente.case.interchange.sources import Sources, glance, open_sources
from detente.case.interchange.trees import Cursor, check_any, read_trees
from detente.case.model import Case
from detente.case.new_folder import save_text
from detente.case.positions import Node
from detente.case.words import quote, suggest_or_list

_SUFFIXES = (".json",)
_SPACE, _DOMAIN = "LinearAdditiveUtilitySpace", "issuesValues"
_ROUNDED = 8
_ZERO = Fraction(0)


@dataclass(frozen=True)
class _Value:
    """What an issue contributes: by option, or along a line between two numbers."""

    table: Mapping[str, Fraction]
    places: Mapping[str, Place]
    line: tuple[Fraction, Fraction, Fraction, Fraction] | None = None

    def find(self, option: str) -> Fraction:
        """Find what an option is worth; 0 where nothing is said."""
        if self.line is None:
            return self.table.get(option, _ZERO)
        low, at_low, high, at_high = self.line
        number = read_number(option)
        if number is None or not low <= number <= high:
            return _ZERO
        exact = at_low + (at_high - at_low) * (number - low) / (high - low)
        return Fraction(math.floor(exact * 10**_ROUNDED + Fraction(1, 2)), 10**_ROUNDED)


def _recognise(path: Path) -> bool:
    return glance(path, _SUFFIXES, (_SPACE, _DOMAIN))


def _read(path: Path) -> Draft:
    return _read_some(path, ())


def _read_some(path: Path, wanted: Sequence[str]) -> Draft:
    sources = open_sources(path, _SUFFIXES, (_SPACE, _DOMAIN))
    trees = read_trees(sources, _belongs)
    check_any(sources, trees, "GeniusWeb")
    parties = [name for name, tree in trees.items() if tree.step(_DOMAIN) is None]
    chosen = sources.choose(wanted, parties)
    name, domain = _find_domain(sources, trees, chosen)
    issues = islice(domain.children().items(), MOST_ISSUES + 1)
    topics = [_read_topic(sources, title, each) for title, each in issues]
    check_topics(sources, topics)
    profiles = [_read_profile(Cursor(sources, each, trees[each]), topics) for each in chosen]
    sources.check()
    sources.note_unread({name, *chosen})
    return draft_case(Scenario(sources.title, "GeniusWeb", topics, profiles, sources.notes))


def _belongs(tree: Node) -> bool:
    return tree.step(_SPACE) is not None or tree.step(_DOMAIN) is not None


def _find_domain(
    sources: Sources, trees: dict[str, Node], chosen: Sequence[str]
) -> tuple[str, Cursor]:
    """Find the list of issues: a file of its own, or what the first party's file says of it."""
    domains = [name for name, tree in trees.items() if tree.step(_DOMAIN) is not None]
    named = [name for name in domains if name == sources.named] or domains
    if len(named) > 1:
        text = f"holds several domains ({', '.join(domains)}); name the file of one"
        sources.add(sources.place, 0, 0, text)
    sources.check()
    if named:
        return named[0], Cursor(sources, named[0], trees[named[0]].at((_DOMAIN,)), _DOMAIN)
    first = (chosen or [*trees])[0]
    found = Cursor(sources, first, trees[first]).need(_SPACE, "domain", _DOMAIN)
    sources.check()
    assert found is not None  # else check raised
    sources.note(f"No file lists the issues by themselves; they are those of {first}.")
    return first, found


def _read_topic(sources: Sources, title: str, issue: Cursor) -> Topic:
    listed, spread = issue.go("values"), issue.go("range")
    if spread is not None:
        options = list(_list_numbers(sources, title, spread))
        return Topic(title, options, issue.place, [spread.place] * len(options))
    if listed is None:
        issue.add(f"issue {quote(title)} has neither values nor a range; add one of them")
        return Topic(title, (), issue.place, ())
    items = {item.text(): item for item in listed.items()}
    return Topic(title, [*items], issue.place, [item.place for item in items.values()])


def _list_numbers(sources: Sources, title: str, spread: Cursor) -> Iterator[str]:
    """List the numbers of an issue, as its step has it; evenly spaced ones if they are too many."""
    given = [item.number() for item in spread.items()]
    if len(given) != 3 or given[2] <= 0 or given[0] > given[1]:
        spread.add("a range needs a lowest number, a highest one and a step above 0")
        return
    low, high, step = given
    count = int((high - low) / step) + 1
    places: Iterable[int | Fraction] = range(count)
    if count > MOST_OPTIONS:
        places = space_evenly(_ZERO, Fraction(count - 1), whole=True)
        sources.note(
            f"Issue {quote(title)} has {count:,} values; {STEPS} evenly spaced ones stand for "
            f"them, since an issue of a case has at most {MOST_OPTIONS} options. A finer choice "
            "may be better for somebody."
        )
    yield from (write_decimal(low + step * place) for place in places)


# -- parties --------------------------------------------------------------------------------------


def _read_profile(file: Cursor, topics: Sequence[Topic]) -> Profile:
    space = file.need(_SPACE)
    values: dict[str, _Value] = {}
    weights: dict[str, Fraction] = {}
    utilities = space.need("issueUtilities") if space is not None else None
    given = space.need("issueWeights") if space is not None else None
    if space is not None and utilities is not None and given is not None:
        known = {topic.title for topic in topics}
        values = {key: _read_value(each) for key, each in _known(utilities, known).items()}
        weights = {key: each.number() for key, each in _known(given, known).items()}
        _note_missing(file, topics, values, weights)
    nothing = _Value({}, {})
    worth = [
        [
            weights.get(topic.title, _ZERO) * values.get(topic.title, nothing).find(option)
            for option in topic.options
        ]
        for topic in topics
    ]
    places = [
        [values.get(topic.title, nothing).places.get(o, file.place) for o in topic.options]
        for topic in topics
    ]
    name = space.go("name") if space is not None else None
    return Profile(
        name=name.text() if name is not None else Path(file.file).stem,
        file=file.file,
        amounts=worth,
        places=places,
        place=file.place,
        reservation=_read_reservation(space, topics, worth) if space is not None else None,
    )


def _known(mapping: Cursor, known: set[str]) -> dict[str, Cursor]:
    """Go to what a mapping says of the issues; what is no issue is a problem."""
    found = mapping.children()
    for key in found.keys() - known:
        hint = suggest_or_list(key, sorted(known), "issues")
        found.pop(key).add(f"the domain has no issue {quote(key)}. {hint}")
    return found


def _read_value(issue: Cursor) -> _Value:
    table = issue.go("DiscreteValueSetUtilities", "valueUtilities")
    if table is not None:
        entries = table.children()
        amounts = {key: each.number() for key, each in entries.items()}
        return _Value(amounts, {key: each.place for key, each in entries.items()})
    line = issue.go("NumberValueSetUtilities")
    if line is None:
        issue.add("values of this kind are not read; they may be discrete or numbers")
        return _Value({}, {})
    keys = ("lowValue", "lowUtility", "highValue", "highUtility")
    found = [each.number() for key in keys if (each := line.need(key)) is not None]
    if len(found) < len(keys) or found[0] >= found[2]:
        line.add("lowValue has to be below highValue; correct them")
        return _Value({}, {})
    return _Value({}, {}, (found[0], found[1], found[2], found[3]))


def _note_missing(
    file: Cursor,
    topics: Sequence[Topic],
    values: Mapping[str, _Value],
    weights: Mapping[str, Fraction],
) -> None:
    """Say which issues and options a file does not value; they count 0."""
    for topic in topics:
        if topic.title not in values or topic.title not in weights:
            text = f"{file.file} says nothing of {quote(topic.title)}; it counts 0."
            file.sources.note(text)
            continue
        value = values[topic.title]
        missing = [o for o in topic.options if value.line is None and o not in value.table]
        if missing:
            text = f"{file.file} has no value for {quote(missing[0])} of {quote(topic.title)}"
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            file.sources.note(f"{text}{more}; as in GeniusWeb that counts 0.")


def _read_reservation(
    space: Cursor, topics: Sequence[Topic], worth: Sequence[Sequence[Fraction]]
) -> Fraction | None:
    """Find what the reservation bid is worth; None where there is none."""
    bid = space.go("reservationBid", "issuevalues")
    if bid is None:
        return None
    total = _ZERO
    chosen = _known(bid, {topic.title for topic in topics})
    for topic, row in zip(topics, worth, strict=True):
        value = chosen.get(topic.title)
        option = value.text() if value is not None else ""
        if option in topic.options:
            total += row[topic.options.index(option)]
        elif value is not None:
            value.add(f"issue {quote(topic.title)} has no option {quote(option)}; correct it")
    return total


# -- writing --------------------------------------------------------------------------------------


def _write(case: Case, folder: Path) -> tuple[str, ...]:
    """Write a case to a folder that does not exist yet; notes on what does not fit."""
    folder.mkdir()
    domain = _write_domain(case)
    save_text(folder, "domain.json", write_json(domain) + "\n")
    notes = list(list_losses(case, "GeniusWeb"))
    for file, table in zip(name_files(case), list_tables(case), strict=True):
        space = {_SPACE: {**_write_space(case, table), "domain": domain, "name": table.name}}
        save_text(folder, f"{file}.json", write_json(space) + "\n")
        if "reservationBid" not in space[_SPACE] and ground(table).reservation:
            notes.append(
                "GeniusWeb says what no deal is worth by a package, and the first options are not "
                f"worth that to {table.name}: it is left out, as if anything were acceptable."
            )
    return tuple(notes)


def _write_domain(case: Case) -> dict[str, Json]:
    issues, options = name_topics(case)
    values = {issue: {"values": row} for issue, row in zip(issues, options, strict=True)}
    return {"name": case.title, _DOMAIN: values}


def _write_space(case: Case, table: Table) -> dict[str, Json]:
    """Write what a party makes of the issues.

    No deal is a package there: that of the first options, where it is worth just as much.
    """
    issues, options = name_topics(case)
    rows = ground(table).units
    powers = share_powers([max(row) for row in rows])
    whole = sum(powers)
    weights = {issue: Fraction(p, whole) for issue, p in zip(issues, powers, strict=True)}
    utilities: dict[str, Json] = {}
    for issue, names, row, power in zip(issues, options, rows, powers, strict=True):
        table_ = {name: Fraction(unit, power) for name, unit in zip(names, row, strict=True)}
        utilities[issue] = {"DiscreteValueSetUtilities": {"valueUtilities": table_}}
    space: dict[str, Json] = {"issueUtilities": utilities, "issueWeights": weights}
    if table.reservation == sum(row[0] for row in table.units):
        firsts = {issue: names[0] for issue, names in zip(issues, options, strict=True)}
        space["reservationBid"] = {"issuevalues": firsts}
    return space


FORMAT = Format(
    name="geniusweb",
    title="GeniusWeb JSON",
    recognise=_recognise,
    read=_read,
    write=_write,
    read_some=_read_some,
)
