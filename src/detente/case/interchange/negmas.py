"""NegMAS: scenarios as YAML, one file for the domain and one for each party.

What a package is worth is the sum over issues of weight times the value of the option, plus a bias
if there is one; values stand in the order of the issues. They need not lie between 0 and 1. A
reserved value counts as it is, also below everything that can be agreed.

References
----------
Mohammad, Nakadai, Greenwald (2021), NegMAS: a platform for automated negotiations, PRIMA 2020.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from detente.case.interchange.additive import list_losses, list_tables, name_files, name_topics
from detente.case.interchange.draft import Draft, Format, Place
from detente.case.interchange.drafting import MOST_ISSUES, MOST_OPTIONS, check_topics, draft_case
from detente.case.interchange.exact import read_number, space_evenly, write_decimal
from detente.case.interchange.scenario import Box, Profile, Scenario, Topic
from detente.case.interchange.sources import Sources, glance, open_sources
from detente.case.interchange.text import quote_text
from detente.case.interchange.trees import Cursor, check_any, read_trees
from detente.case.model import Case
from detente.case.new_folder import save_text
from detente.case.positions import Node
from detente.case.words import quote

_SUFFIXES = (".yml", ".yaml")
_TYPE = "LinearAdditiveUtilityFunction"
_WORDS = ("OutcomeSpace", "UtilityFunction")
_NOTHING = ("none", "-.inf", "-inf", ".nan", "nan")
_ZERO, _ONE = Fraction(0), Fraction(1)


def _recognise(path: Path) -> bool:
    return glance(path, _SUFFIXES, _WORDS)


def _read(path: Path) -> Draft:
    return _read_some(path, ())


def _read_some(path: Path, wanted: Sequence[str]) -> Draft:
    sources = open_sources(path, _SUFFIXES, _WORDS)
    trees = read_trees(sources, _belongs)
    check_any(sources, trees, "NegMAS")
    domain = _find_domain(sources, trees)
    topics = [_read_topic(sources, each) for each in domain.items()[: MOST_ISSUES + 1]]
    check_topics(sources, topics)
    parties = [name for name, tree in trees.items() if tree.step("issues") is None]
    chosen = sources.choose(wanted, parties)
    profiles = [_read_profile(Cursor(sources, each, trees[each]), topics) for each in chosen]
    sources.check()
    sources.note_unread({domain.file, *chosen})
    return draft_case(Scenario(sources.title, "NegMAS", topics, profiles, sources.notes, _ONE))


def _belongs(tree: Node) -> bool:
    """Whether a file is a domain or a party's; only one of a party has values and a type."""
    kind = tree.text("type") or ""
    return kind.endswith("OutcomeSpace") or (bool(kind) and tree.step("values") is not None)


def _find_domain(sources: Sources, trees: dict[str, Node]) -> Cursor:
    domains = [name for name, tree in trees.items() if tree.step("issues") is not None]
    named = [name for name in domains if name == sources.named] or domains
    if len(named) != 1:
        found = f"holds several domains ({', '.join(named)})" if named else "holds no domain"
        sources.add(sources.place, 0, 0, f"{found}; name the file of one, with its issues")
    sources.check()
    return Cursor(sources, named[0], trees[named[0]].at(("issues",)), "issues")


def _read_topic(sources: Sources, issue: Cursor) -> Topic:
    name, values = issue.need("name"), issue.need("values")
    title = name.text() if name is not None else ""
    if values is None:
        return Topic(title, (), issue.place, ())
    kind = (issue.node.text("type") or "CategoricalIssue").rsplit(".", 1)[-1]
    if kind in ("ContinuousIssue", "ContiguousIssue"):
        options = list(_list_numbers(sources, title, values, whole=kind == "ContiguousIssue"))
        return Topic(title, options, issue.place, [values.place] * len(options))
    items = {item.text(): item for item in values.items()}
    return Topic(title, [*items], issue.place, [item.place for item in items.values()])


def _list_numbers(sources: Sources, title: str, values: Cursor, *, whole: bool) -> Iterator[str]:
    """List the numbers of an issue: all whole ones if they are few, else evenly spaced ones."""
    ends = [item.number() for item in values.items()]
    if len(ends) != 2 or ends[0] > ends[1]:
        values.add("a lowest and a highest number are needed here; write [0, 10]")
        return
    low, high = (Fraction(math.ceil(ends[0])), Fraction(math.floor(ends[1]))) if whole else ends
    if whole and high - low < MOST_OPTIONS:
        yield from (write_decimal(low + step) for step in range(int(high - low) + 1))
        return
    numbers = space_evenly(low, high, whole=whole)
    sources.note(
        f"Issue {quote(title)} may take any {'whole ' if whole else ''}number of a range; "
        f"{len(numbers)} evenly spaced ones stand for it. A finer choice may be better for "
        "somebody."
    )
    yield from map(write_decimal, numbers)


# -- parties --------------------------------------------------------------------------------------


def _read_profile(file: Cursor, topics: Sequence[Topic]) -> Profile:
    kind = file.need("type")
    if kind is not None and kind.text().rsplit(".", 1)[-1] != _TYPE:
        kind.add(f"values of type {quote(kind.text())} are not read; only {_TYPE} can be")
    functions, weights = _list_by_issue(file, "values", topics), _read_weights(file, topics)
    amounts, places = [], []
    for topic, function, weight in zip(topics, functions, weights, strict=False):
        row, spots = _apply(function, topic)
        amounts.append([weight * each for each in row])
        places.append(spots)
    name, boxes = file.go("name"), _read_bias(file)
    return Profile(
        name=name.text() if name is not None else Path(file.file).stem,
        file=file.file,
        amounts=amounts,
        places=places,
        place=file.place,
        reservation=_read_reservation(file, amounts, boxes),
        boxes=boxes,
    )


def _list_by_issue(file: Cursor, key: str, topics: Sequence[Topic]) -> list[Cursor]:
    """Go to what a file says of each issue: a list in the order of the issues, or by name."""
    found = file.need(key)
    if found is None:
        return []
    if isinstance(found.node.content, dict):
        listed = [found.need(topic.title) for topic in topics]
        return [each for each in listed if each is not None]
    items = found.items()
    if len(items) != len(topics):
        found.add(f"{len(items)} {key} for {len(topics)} issues; write one for each, in order")
    return items


def _read_weights(file: Cursor, topics: Sequence[Topic]) -> list[Fraction]:
    """Read the weights; without any, each issue counts in full."""
    if file.go("weights") is None:
        return [_ONE] * len(topics)
    return [each.number() for each in _list_by_issue(file, "weights", topics)]


def _apply(function: Cursor, topic: Topic) -> tuple[list[Fraction], list[Place]]:
    """Find what each option is worth, and where that stands."""
    mapping = function.go("mapping")
    if mapping is not None:
        return _look_up(mapping, topic)
    kind = (function.node.text("type") or "").rsplit(".", 1)[-1]
    terms = {"AffineFun": ("slope", "bias"), "LinearFun": ("slope",), "ConstFun": ("bias",)}
    if kind != "IdentityFun" and kind not in terms:
        function.add(f"a function of type {quote(kind)} is not read; write a mapping instead")
        return [_ZERO] * len(topic.options), [function.place] * len(topic.options)
    given = {key: each.number() for key in terms.get(kind, ()) if (each := function.need(key))}
    slope, bias = (
        given.get("slope", _ZERO if kind == "ConstFun" else _ONE),
        given.get("bias", _ZERO),
    )
    numbers = [read_number(option) for option in topic.options]
    if None in numbers and slope:
        function.add(f"options of {quote(topic.title)} are no numbers; write a mapping instead")
    return [slope * (each or _ZERO) + bias for each in numbers], [function.place] * len(numbers)


def _look_up(mapping: Cursor, topic: Topic) -> tuple[list[Fraction], list[Place]]:
    entries = mapping.children()
    by_number = {read_number(key): each for key, each in entries.items()}
    amounts, places = [], []
    for option in topic.options:
        number = read_number(option)
        entry = entries.get(option) or (by_number.get(number) if number is not None else None)
        if entry is None:
            mapping.add(f"issue {quote(topic.title)} has no value for {quote(option)}; add it")
        amounts.append(entry.number() if entry is not None else _ZERO)
        places.append(entry.place if entry is not None else mapping.place)
    return amounts, places


def _read_reservation(
    file: Cursor, amounts: Sequence[Sequence[Fraction]], boxes: Sequence[Box]
) -> Fraction | None:
    """Read the reserved value.

    Who would accept anything has none, or that of the worst package where this is below 0.
    """
    outcome = file.go("reserved_outcome")
    if outcome is not None and outcome.node.content is not None:
        file.sources.note(f"The reserved outcome of {file.file} is not used.")
    value = file.go("reserved_value")
    if value is not None and str(value.node.content).lower() not in _NOTHING:
        return value.number()
    worst = sum((min(row, default=_ZERO) for row in amounts), _ZERO)
    worst += sum((box.amount for box in boxes), _ZERO)
    what = "what the worst package is worth to it" if worst < 0 else "0"
    text = f"{file.file} would accept anything; its reservation value is {what}"
    file.sources.note(f"{text}, until you change it.")
    return min(worst, _ZERO) or None


def _read_bias(file: Cursor) -> tuple[Box, ...]:
    bias = file.go("bias")
    return () if bias is None else (Box({}, bias.number(), bias.place),)


# -- writing --------------------------------------------------------------------------------------


def _write(case: Case, folder: Path) -> tuple[str, ...]:
    """Write a case to a folder that does not exist yet, in each party's own points."""
    folder.mkdir()
    issues, options = name_topics(case)
    lines = [f"name: {quote_text(case.title)}", "type: DiscreteCartesianOutcomeSpace", "issues:"]
    for issue, names in zip(issues, options, strict=True):
        lines += [f"- name: {quote_text(issue)}", "  type: CategoricalIssue", "  values:"]
        lines += [f"  - {quote_text(name)}" for name in names]
    save_text(folder, "domain.yml", "\n".join(lines) + "\n")
    for file, table in zip(name_files(case), list_tables(case), strict=True):
        unit = Fraction(1, 10**table.decimals)
        lines = [f"name: {quote_text(table.name)}", f"type: {_TYPE}"]
        lines += [f"reserved_value: {write_decimal(table.reservation * unit)}", "weights:"]
        lines += ["- 1"] * len(issues) + ["values:"]
        for names, row in zip(options, table.units, strict=True):
            lines += ["- type: TableFun", "  mapping:"]
            lines += [
                f"    {quote_text(name)}: {write_decimal(amount * unit)}"
                for name, amount in zip(names, row, strict=True)
            ]
        save_text(folder, f"{file}.yml", "\n".join(lines) + "\n")
    return list_losses(case, "NegMAS")


FORMAT = Format(
    name="negmas",
    title="NegMAS YAML",
    recognise=_recognise,
    read=_read,
    write=_write,
    read_some=_read_some,
)
