"""What one party of a GENIUS scenario makes of the issues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from detente.case.interchange.draft import Place
from detente.case.interchange.exact import read_number
from detente.case.interchange.genius_domain import Domain, Issue, read_bounds
from detente.case.interchange.scenario import Box, Profile
from detente.case.interchange.sources import Sources
from detente.case.interchange.xml_tree import Element
from detente.case.words import quote

SMALLEST = Fraction(1, 100_000)
"""An issue whose best evaluation is below this counts nothing."""

MOST_BOUNDS = 20_000

_ZERO, _ONE = Fraction(0), Fraction(1)


class _Reader:
    """Reads one file, and says of everything where it stands."""

    def __init__(self, sources: Sources, domain: Domain, file: str, tree: Element) -> None:
        self.sources, self.domain, self.file, self.tree = sources, domain, file, tree

    def place(self, element: Element) -> Place:
        """Say where an element stands."""
        return self.file, element.line, element.column

    def add(self, element: Element, text: str) -> None:
        """Add a problem."""
        self.sources.add(*self.place(element), text)

    def number(self, element: Element, key: str, default: Fraction | None = None) -> Fraction:
        """Read a number from an attribute; 0 after adding a problem when there is none."""
        written = element.get(key)
        if not written and default is not None:
            return default
        number = read_number(written)
        if number is None:
            shown = quote(written) if written else "nothing"
            self.add(element, f"{key} is {shown}, where a number is needed; write one")
        return number or _ZERO


def read_profile(sources: Sources, domain: Domain, file: str, tree: Element, name: str) -> Profile:
    """Read what a party makes of the issues; problems are added to the sources."""
    reader = _Reader(sources, domain, file, tree)
    reservation = next(iter(tree.walk("reservation")), None)
    _note_discount(reader)
    utility = next(tree.walk("utility"), None)
    if utility is not None:
        amounts: list[list[Fraction]] = [[_ZERO] * len(i.topic.options) for i in domain.issues]
        places = [[reader.place(utility)] * len(row) for row in amounts]
        boxes = list(_read_utility(reader, utility))
    else:
        amounts, places = _read_issues(reader)
        boxes = []
    return Profile(
        name=name,
        file=file,
        amounts=amounts,
        places=places,
        place=reader.place(tree if reservation is None else reservation),
        reservation=None if reservation is None else reader.number(reservation, "value"),
        boxes=boxes,
    )


def _note_discount(reader: _Reader) -> None:
    """Say that time is not counted, where the file counts it."""
    for element in reader.tree.walk("discount_factor"):
        if reader.number(element, "value") not in (_ZERO, _ONE):
            text = f"The discount factor {element.get('value')} of {reader.file} is not used"
            reader.sources.note(f"{text}: values do not shrink with time.")


# -- issues one by one ----------------------------------------------------------------------------


def _read_issues(reader: _Reader) -> tuple[list[list[Fraction]], list[list[Place]]]:
    elements = _find_issues(reader)
    weights = _read_weights(reader)
    amounts, places = [], []
    for issue in reader.domain.issues:
        element = elements.get(issue.index)
        if element is None:
            text = f"issue {quote(issue.topic.title)} (index {issue.index}) is missing; add it"
            reader.add(reader.tree, text)
            continue
        weight = weights.get(issue.index)
        if weight is None:
            reader.sources.note(
                f"{reader.file} has no weight for {quote(issue.topic.title)}; it counts nothing."
            )
        evaluated, spots = _evaluate(reader, issue, element)
        amounts.append([(weight or _ZERO) * each for each in evaluated])
        places.append(spots)
    return amounts, places


def _find_issues(reader: _Reader) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in reader.tree.walk("issue"):
        index = element.get("index")
        if reader.domain.find(index) is None:
            reader.add(element, f"the domain has no issue of index {quote(index)}; remove it")
        elif index in found:
            reader.add(element, f"index {quote(index)} is given to two issues; number them anew")
        found[index] = element
    return found


def _read_weights(reader: _Reader) -> dict[str, Fraction]:
    """Read the weights, by the index of the issue, whatever their order."""
    found: dict[str, Fraction] = {}
    for element in reader.tree.walk("weight"):
        index = element.get("index")
        if reader.domain.find(index) is None:
            reader.sources.note(
                f"{reader.file} has a weight for index {quote(index)}, which is no issue."
            )
        found[index] = reader.number(element, "value")
    return found


def _evaluate(
    reader: _Reader, issue: Issue, element: Element
) -> tuple[list[Fraction], list[Place]]:
    """Find what each option is worth before weighting, and where that stands."""
    if issue.kind == "discrete":
        return _evaluate_items(reader, issue, element)
    evaluator = next(iter(element.list("evaluator")), None)
    if evaluator is None:
        reader.add(element, f"issue {quote(issue.topic.title)} has no evaluator; add one")
        return [_ZERO] * len(issue.numbers), [reader.place(element)] * len(issue.numbers)
    lowest = issue.numbers[0]
    if element.get("lowerbound") or element.list("range"):
        bounds = read_bounds(reader.sources, reader.file, element)
        lowest = bounds[0] if bounds else lowest
    values = list(_apply(reader, issue, evaluator, lowest))
    cut = [min(max(value, _ZERO), _ONE) for value in values]
    if cut != values:
        reader.sources.note(
            f"What {reader.file} says of {quote(issue.topic.title)} leaves 0 to 1; as in GENIUS it "
            "is cut off there."
        )
    return cut, [reader.place(evaluator)] * len(cut)


def _evaluate_items(
    reader: _Reader, issue: Issue, element: Element
) -> tuple[list[Fraction], list[Place]]:
    items: dict[str, Element] = {}
    for item in element.list("item"):
        value = item.get("value")
        if value in items:
            reader.sources.note(
                f"{reader.file} gives {quote(value)} of {quote(issue.topic.title)} twice; as in "
                "GENIUS the last counts."
            )
        items[value] = item
    evaluations = {value: _read_evaluation(reader, item) for value, item in items.items()}
    for value in issue.topic.options:
        if value not in items:
            text = f"issue {quote(issue.topic.title)} has no item {quote(value)}; add it"
            reader.add(element, text)
    other = min(items.keys() - set(issue.topic.options), default=None)
    if other is not None:
        reader.sources.note(f"{reader.file} values {quote(other)}, which the domain does not have.")
    best = max(evaluations.values(), default=_ZERO)
    scale = 1 / best if best >= SMALLEST else _ZERO
    found = [evaluations.get(value, _ZERO) * scale for value in issue.topic.options]
    places = [reader.place(items.get(value, element)) for value in issue.topic.options]
    return found, places


def _read_evaluation(reader: _Reader, item: Element) -> Fraction:
    return reader.number(item, "evaluation")


def _apply(
    reader: _Reader, issue: Issue, evaluator: Element, lowest: Fraction
) -> Iterator[Fraction]:
    """Apply the function of a numeric issue to each of its values."""
    kind = evaluator.get("ftype").lower() or "linear"
    if issue.kind == "integer" and evaluator.get("slope"):
        slope, offset = reader.number(evaluator, "slope"), reader.number(evaluator, "offset", _ZERO)
        yield from (offset + slope * (number - lowest) for number in issue.numbers)
    elif kind == "linear":
        slope = reader.number(evaluator, "parameter1")
        offset = reader.number(evaluator, "parameter0", _ZERO)
        yield from (offset + slope * number for number in issue.numbers)
    elif kind == "constant":
        constant = reader.number(evaluator, "parameter0")
        yield from (constant for _ in issue.numbers)
    elif kind == "triangular":
        corners = [reader.number(evaluator, f"parameter{place}") for place in range(3)]
        yield from (_rise(number, *corners) for number in issue.numbers)
    else:
        text = f"ftype {quote(kind)} is not read; it may be linear, constant or triangular"
        reader.add(evaluator, text)


def _rise(number: Fraction, low: Fraction, high: Fraction, top: Fraction) -> Fraction:
    """Rise from 0 at the low corner to 1 at the top, and fall to 0 at the high one."""
    if not low <= number <= high:
        return _ZERO
    if number < top:
        return (number - low) / (top - low)
    return _ONE - (number - top) / (high - top) if high > top else _ONE


# -- boxes ----------------------------------------------------------------------------------------


def _read_utility(reader: _Reader, utility: Element) -> Iterator[Box]:
    """Read what the boxes are worth, over the largest sum that the file states."""
    bounds = sum(1 for tag in ("INCLUDES", "EXCLUDES") for _ in utility.walk(tag))
    if bounds > MOST_BOUNDS:
        text = f"{bounds:,} bounds of boxes, and at most {MOST_BOUNDS:,} are read; leave some out"
        reader.add(utility, text)
        return
    largest = reader.number(utility, "maxutility")
    if largest <= 0:
        reader.add(utility, "maxutility is needed, above 0: all amounts are divided by it")
        largest = _ONE
    total = _ZERO
    for box in _read_functions(reader, utility, 1 / largest):
        total += max(box.amount, _ZERO)
        yield box
    if total > 1:
        reader.sources.note(
            f"GENIUS counts what lies above maxutility of {reader.file} as maxutility; here it "
            "counts in full, if any package reaches that."
        )


def _read_functions(reader: _Reader, parent: Element, factor: Fraction) -> Iterator[Box]:
    for function in parent.list("ufun"):
        aggregation = function.get("aggregation").lower() or "sum"
        if aggregation != "sum":
            text = f"aggregation {quote(aggregation)} is not read; only sums can be divided up"
            reader.add(function, text)
            continue
        weight = factor * reader.number(function, "weight", _ONE)
        for rectangle in function.list("hyperRectangle"):
            yield from _read_rectangle(reader, rectangle, weight)
        yield from _read_functions(reader, function, weight)


def _read_rectangle(reader: _Reader, element: Element, factor: Fraction) -> Iterator[Box]:
    """Read a box; one that excludes is worth its amount everywhere but inside."""
    amount = factor * reader.number(element, "utility") * reader.number(element, "weight", _ONE)
    bounds = element.list("EXCLUDES") or element.list("INCLUDES")
    within = _read_ranges(reader, bounds)
    place = reader.place(element)
    if within is None:
        return
    if element.list("EXCLUDES"):
        yield Box({}, amount, place)
        amount = -amount
    yield Box(within, amount, place)


def _read_ranges(reader: _Reader, bounds: Sequence[Element]) -> dict[int, tuple[int, ...]] | None:
    """Read which options of each issue lie in a box; None after adding a problem."""
    within: dict[int, tuple[int, ...]] = {}
    for bound in bounds:
        at = reader.domain.find(bound.get("index"))
        if at is None or reader.domain.issues[at].kind == "discrete":
            text = f"index {quote(bound.get('index'))} is not a numeric issue of the domain"
            reader.add(bound, f"{text}; correct it")
            return None
        low, high = reader.number(bound, "min"), reader.number(bound, "max")
        numbers = reader.domain.issues[at].numbers
        inside = {place for place, number in enumerate(numbers) if low <= number <= high}
        within[at] = tuple(sorted(inside & set(within.get(at, range(len(numbers))))))
    return within
