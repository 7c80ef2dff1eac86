"""The domain of a GENIUS scenario: its issues, and the values that each may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice

from detente.case.interchange.drafting import MOST_ISSUES, MOST_OPTIONS
from detente.case.interchange.exact import read_number, space_evenly, write_decimal
from detente.case.interchange.scenario import Topic
from detente.case.interchange.sources import Sources
from detente.case.interchange.xml_tree import Element
from detente.case.words import quote

KINDS = ("discrete", "integer", "real")


@dataclass(frozen=True)
class Issue:
    """An issue: its index and kind, and for numbers the value of each option."""

    index: str
    kind: str
    topic: Topic
    numbers: Sequence[Fraction]


@dataclass(frozen=True)
class Domain:
    """The issues of a scenario, in the order of the file."""

    issues: Sequence[Issue]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {issue.index: place for place, issue in enumerate(self.issues)}

    def find(self, index: str) -> int | None:
        """Find the position of the issue of an index; None when there is none."""
        return self._places.get(index)


def read_domain(sources: Sources, name: str, tree: Element) -> Domain:
    """Read the issues; what is wrong is added to the problems of the sources."""
    elements = list(islice(tree.walk("issue"), MOST_ISSUES + 1))
    found = [_read_issue(sources, name, element) for element in elements]
    seen: set[str] = set()
    for element in elements:
        index = element.get("index")
        if index in seen:
            text = f"index {quote(index)} is given to two issues; number them anew"
            sources.add(name, element.line, element.column, text)
        seen.add(index)
    return Domain([issue for issue in found if issue is not None])


def find_kind(element: Element) -> str:
    """Find what kind of values an issue has: as ``vtype`` says, else ``type``, else discrete."""
    return (element.get("vtype") or element.get("type") or KINDS[0]).lower()


def _read_issue(sources: Sources, name: str, element: Element) -> Issue | None:
    kind = find_kind(element)
    if kind not in KINDS:
        text = f"an issue of type {quote(kind)} is not read; it may be {', '.join(KINDS)}"
        sources.add(name, element.line, element.column, text)
        return None
    if kind == KINDS[0]:
        return _read_discrete(sources, name, element)
    bounds = read_bounds(sources, name, element)
    if bounds is None:
        return None
    numbers = list(_list_numbers(sources, element, kind, *bounds))
    place = (name, element.line, element.column)
    titles = [_show(number) for number in numbers]
    topic = Topic(_name(element), titles, place, [place] * len(titles))
    return Issue(element.get("index"), kind, topic, numbers)


def _name(element: Element) -> str:
    return element.get("name") or f"issue {element.get('index')}"


def _read_discrete(sources: Sources, name: str, element: Element) -> Issue:
    items: dict[str, Element] = {}
    for item in element.list("item"):
        items.setdefault(item.get("value"), item)
    places = [(name, item.line, item.column) for item in items.values()]
    remarks = {
        at: item.get("description")
        for at, (value, item) in enumerate(items.items())
        if item.get("description") not in ("", value)
    }
    place = (name, element.line, element.column)
    topic = Topic(_name(element), list(items), place, places, remarks)
    _note_ignored(sources, element)
    return Issue(element.get("index"), KINDS[0], topic, ())


def _note_ignored(sources: Sources, element: Element) -> None:
    """Say once what GENIUS itself no longer uses."""
    costs = [read_number(item.get("cost")) for item in element.list("item") if item.get("cost")]
    ignored = {
        "Costs of options are not used, as GENIUS itself no longer uses them.": any(costs),
        "Similarity functions are not used: they are for guessing what others want.": bool(
            element.list("similarity_function")
        ),
    }
    for note, there in ignored.items():
        if there:
            sources.note(note)


def read_bounds(sources: Sources, name: str, element: Element) -> tuple[Fraction, Fraction] | None:
    """Read the lowest and highest value of an issue, from itself or its ``range``."""
    homes = [element, *element.list("range")]
    found: list[Fraction] = []
    for key in ("lowerbound", "upperbound"):
        home = next((each for each in homes if each.get(key)), element)
        number = read_number(home.get(key))
        if number is None:
            text = f"{key} {quote(home.get(key))} is not a number; write one"
            sources.add(name, home.line, home.column, text)
            return None
        found.append(number)
    if found[0] > found[1]:
        text = f"lowerbound {_show(found[0])} is above upperbound {_show(found[1])}; exchange them"
        sources.add(name, element.line, element.column, text)
        return None
    return found[0], found[1]


def _list_numbers(
    sources: Sources, element: Element, kind: str, low: Fraction, high: Fraction
) -> Iterator[Fraction]:
    """List the values that stand for a range: all whole numbers, if they are few."""
    if kind == "integer":
        low, high = Fraction(round(low)), Fraction(round(high))
        if high - low < MOST_OPTIONS:
            yield from (low + step for step in range(int(high - low) + 1))
            return
    numbers = space_evenly(low, high, whole=kind == "integer")
    what = f"{int(high - low) + 1:,} values" if kind == "integer" else "any value of a range"
    sources.note(
        f"Issue {quote(_name(element))} may take {what}; {len(numbers)} evenly spaced ones from "
        f"{_show(low)} to {_show(high)} stand for it, as many as GENIUS takes of a range. A finer "
        "choice may be better for somebody."
    )
    yield from numbers


def _show(number: Fraction) -> str:
    """Show a number: exactly if it is short, else to six digits."""
    try:
        text = write_decimal(number)
    except ValueError:
        return f"{float(number):.6g}"
    return text if len(text) <= 15 else f"{float(number):.12g}"
