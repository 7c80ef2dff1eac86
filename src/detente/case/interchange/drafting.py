"""Write a scenario as the text of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from detente.case.interchange.draft import Draft, Place
from detente.case.interchange.exact import Scale, find_scale, say_bound, write_decimal
from detente.case.interchange.scenario import MOST_PARTIES, Box, Profile, Scenario, Topic
from detente.case.interchange.sources import Sources
from detente.case.interchange.text import Text, make_ids, quote_text, tell_apart, tidy
from detente.case.words import quote
from detente.errors import CaseError, Problem

MOST_ISSUES = 200
MOST_OPTIONS = 50
SOURCE = "scenario"
AS_OF = "2000-01-01"

_HEAD = """\
# Imported from a scenario of {format}. README.md says what was assumed.
# Options are alternatives that the parties choose together. A package is worth what its options add
# up to; it is not measured from a status quo worth nothing."""
_NO_DATE = f"A scenario has no date; as_of is {AS_OF} until you change it."
_FIRST = (
    "A scenario has no status quo; the first option of each issue stands in its place, and nothing "
    "is measured from it."
)
_JOINT = "Nobody is named who carries an issue out; all are joint until you write `by`."


def draft_case(scenario: Scenario) -> Draft:
    """Write a scenario as the text of a case, with notes on what was assumed.

    Raises
    ------
    CaseError : it has too few or too many parties for a case.
    """
    if not 2 <= len(scenario.profiles) <= MOST_PARTIES:
        raise CaseError([_explain_number(scenario)])
    plain = _name_apart(_simplify(scenario))
    plan = _Plan.of(plain)
    case = Text("case.yaml")
    _write_head(case, plain)
    _write_parties(case, plain, plan)
    _write_issues(case, plain, plan)
    _write_interactions(case, plain, plan)
    said = (*plain.notes, *plan.say_scales(plain), _FIRST, _JOINT, _NO_DATE)
    notes = tuple(map(tidy, said))
    files = {
        "README.md": _write_readme(plain, notes),
        "case.yaml": str(case),
        "sources.yaml": _write_sources(plain),
    }
    return Draft(files, notes, case.places)


def check_topics(sources: Sources, topics: Sequence[Topic]) -> None:
    """Refuse issues that a case cannot hold, before anything more is read.

    Raises
    ------
    CaseError : there are none, or too many of them, or of their options; or another problem was
        found before.
    """
    sources.check()
    sources.problems += _find_excess(sources, topics)
    sources.check()


def _find_excess(sources: Sources, topics: Sequence[Topic]) -> Iterator[Problem]:
    if not topics:
        yield Problem(sources.place, 0, 0, "holds a scenario without issues; name another")
        return
    if len(topics) > MOST_ISSUES:
        text = f"there are more than {MOST_ISSUES} issues; a case holds no more, so leave some out"
        yield Problem(*topics[MOST_ISSUES].place, text)
    if all(len(topic.options) < 2 for topic in topics):
        yield Problem(*topics[0].place, "no issue has two options, so that nothing can be agreed")
    for topic in topics[:MOST_ISSUES]:
        if not topic.options:
            yield Problem(*topic.place, f"issue {quote(topic.title)} has no options; add them")
        if len(topic.options) > MOST_OPTIONS:
            text = f"issue {quote(topic.title)} has {len(topic.options):,} options"
            yield Problem(
                *topic.place, f"{text}, and at most {MOST_OPTIONS} can be held; merge some"
            )


def _explain_number(scenario: Scenario) -> Problem:
    count = len(scenario.profiles)
    if count < 2:
        found = f"only that of {quote(scenario.profiles[0].file)}" if count else "none"
        text = f"files of two parties are needed, and there is {found}; put them beside each other"
        return Problem(scenario.title, 0, 0, text)
    text = (
        f"there are files of {count} parties, and a case has at most {MOST_PARTIES}; name those "
        "that negotiate with --profile FILE, once for each"
    )
    return Problem(scenario.title, 0, 0, text)


# -- making it as simple as a case ----------------------------------------------------------------


def _simplify(scenario: Scenario) -> Scenario:
    """Give what hangs on one issue or none to options, and leave out issues without a choice."""
    kept = [at for at, topic in enumerate(scenario.topics) if len(topic.options) > 1]
    left_out = [each.title for each in scenario.topics if len(each.options) < 2]
    notes = [
        f"Issue {quote(title)} has one option; it is left out, and what it is worth is added to "
        f"every option of {quote(scenario.topics[kept[0]].title)}."
        for title in left_out
    ]
    return replace(
        scenario,
        topics=[scenario.topics[at] for at in kept],
        profiles=[_simplify_profile(scenario.topics, kept, each) for each in scenario.profiles],
        notes=(*scenario.notes, *notes),
    )


def _simplify_profile(topics: Sequence[Topic], kept: Sequence[int], profile: Profile) -> Profile:
    amounts = [list(row) for row in profile.amounts]
    base, boxes = Fraction(0), []
    for box in profile.boxes:
        narrow = _narrow(topics, box)
        if not narrow.within:
            base += box.amount
        elif len(narrow.within) == 1:
            ((issue, options),) = narrow.within.items()
            for option in options:
                amounts[issue][option] += box.amount
        elif all(narrow.within.values()):
            boxes.append(narrow)
    base += sum((row[0] for at, row in enumerate(amounts) if at not in kept), Fraction(0))
    amounts[kept[0]] = [amount + base for amount in amounts[kept[0]]]
    place = {at: position for position, at in enumerate(kept)}
    return replace(
        profile,
        amounts=[amounts[at] for at in kept],
        places=[profile.places[at] for at in kept],
        boxes=[replace(b, within={place[at]: o for at, o in b.within.items()}) for b in boxes],
    )


def _narrow(topics: Sequence[Topic], box: Box) -> Box:
    """Leave out issues of which the box takes every option."""
    within = {
        issue: options
        for issue, options in sorted(box.within.items())
        if len(options) < len(topics[issue].options)
    }
    return replace(box, within=within)


def _name_apart(scenario: Scenario) -> Scenario:
    """Tell parties of one name apart by their files, and issues of one title by their number."""
    names = tell_apart([(each.name, each.file) for each in scenario.profiles])
    titles = tell_apart([(t.title, str(number)) for number, t in enumerate(scenario.topics, 1)])
    return replace(
        scenario,
        profiles=[replace(p, name=name) for p, name in zip(scenario.profiles, names, strict=True)],
        topics=[replace(t, title=title) for t, title in zip(scenario.topics, titles, strict=True)],
    )


# -- ids and scales -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    """The ids of everything, and the scale of each party."""

    parties: Sequence[str]
    issues: Sequence[str]
    options: Sequence[Sequence[str]]
    scales: Sequence[Scale]

    @classmethod
    def of(cls, scenario: Scenario) -> _Plan:
        return cls(
            make_ids([each.name for each in scenario.profiles], "party"),
            make_ids([each.title for each in scenario.topics], "issue"),
            [make_ids(each.options, "option") for each in scenario.topics],
            [find_scale(_list_amounts(p), scenario.points) for p in scenario.profiles],
        )

    def say_scales(self, scenario: Scenario) -> Iterator[str]:
        for profile, scale in zip(scenario.profiles, self.scales, strict=True):
            yield f"Points of {profile.name}: {say_scale(scale, scenario.format)}."


def say_scale(scale: Scale, format_: str) -> str:
    """Say what a party's points are.

    Examples
    --------
    >>> say_scale(Scale(Fraction(100), 2), "GENIUS")
    '100 for what GENIUS counts as 1; every number is exact'
    """
    said = f"{_say_factor(scale.factor)} for what {format_} counts as 1"
    if not scale.off:
        return f"{said}; every number is exact"
    plural = "" if scale.decimals == 1 else "s"
    digits = f"{scale.decimals} decimal{plural}" if scale.decimals else "whole numbers"
    return f"{said}; rounded to {digits}, each number by at most {say_bound(scale.off)}"


def _say_factor(factor: Fraction) -> str:
    try:
        return write_decimal(factor)
    except ValueError:
        return f"{factor.numerator}/{factor.denominator}"


def _list_amounts(profile: Profile) -> list[Sequence[Fraction]]:
    """List all amounts of a side: by issue, then the reservation value, then combinations."""
    boxes = list(_add_boxes(profile).values())
    return [*profile.amounts, [profile.reservation or Fraction(0)], boxes]


def _add_boxes(profile: Profile) -> dict[tuple[tuple[int, tuple[int, ...]], ...], Fraction]:
    """Add up the boxes of one side that cover the same packages."""
    total: dict[tuple[tuple[int, tuple[int, ...]], ...], Fraction] = {}
    for box in profile.boxes:
        key = tuple(box.within.items())
        total[key] = total.get(key, Fraction(0)) + box.amount
    return total


# -- the texts ------------------------------------------------------------------------------------


def _write_head(text: Text, scenario: Scenario) -> None:
    for line in _HEAD.format(format=scenario.format).split("\n"):
        text.add(line)
    text.add("detente: 1")
    text.add("title: ", quote_text(scenario.title))
    text.add(f"as_of: {AS_OF}")
    files = ", ".join(profile.file for profile in scenario.profiles)
    text.add("about: ", quote_text(f"Imported from a scenario of {scenario.format}: {files}."))


def _write_parties(text: Text, scenario: Scenario, plan: _Plan) -> None:
    text.add("")
    text.add(("parties:", scenario.profiles[0].place))
    for id_, profile, scale in zip(plan.parties, scenario.profiles, plan.scales, strict=True):
        text.add("  ", (f"{id_}:", profile.place))
        text.add("    name: ", (quote_text(profile.name), profile.place))
        if profile.reservation is not None:
            amount = scale.write(profile.reservation)
            text.add(
                "    reservation: ", (f"{{value: {amount}, because: {SOURCE}}}", profile.place)
            )
        text.add("    about: ", quote_text(f"Points: {say_scale(scale, scenario.format)}."))


def _write_issues(text: Text, scenario: Scenario, plan: _Plan) -> None:
    text.add("")
    text.add(("issues:", scenario.topics[0].place))
    for at, topic in enumerate(scenario.topics):
        text.add("  ", (f"{plan.issues[at]}:", topic.place))
        text.add("    title: ", (quote_text(topic.title), topic.place))
        text.add("    ordered: false")
        text.add("    options:")
        for option in range(len(topic.options)):
            _write_option(text, scenario, plan, at, option)


def _write_option(text: Text, scenario: Scenario, plan: _Plan, at: int, option: int) -> None:
    topic = scenario.topics[at]
    place = topic.places[option]
    pieces: list[str | tuple[str, Place]] = [
        "      ",
        (f"{plan.options[at][option]}: ", place),
        "{title: ",
        (quote_text(topic.options[option]), place),
    ]
    for id_, profile, scale in zip(plan.parties, scenario.profiles, plan.scales, strict=True):
        amount = scale.write(profile.amounts[at][option])
        pieces += [f", {id_}: ", (amount, profile.places[at][option])]
    remark = topic.remarks.get(option)
    note = f", note: {quote_text(remark)}" if remark else ""
    text.add(*pieces, f", because: {SOURCE}{note}}}")


def _write_interactions(text: Text, scenario: Scenario, plan: _Plan) -> None:
    """Write each combination once, with what it is worth to everybody."""
    values: dict[tuple[tuple[int, tuple[int, ...]], ...], dict[int, Fraction]] = {}
    places: dict[tuple[tuple[int, tuple[int, ...]], ...], Place] = {}
    for side, profile in enumerate(scenario.profiles):
        for key, amount in _add_boxes(profile).items():
            values.setdefault(key, {})[side] = amount
        for box in profile.boxes:
            places.setdefault(tuple(box.within.items()), box.place)
    if values:
        text.add("")
        text.add(("interactions:", next(iter(places.values()))))
    for key, by_side in values.items():
        when = ", ".join(
            f"{plan.issues[at]}: [{', '.join(plan.options[at][option] for option in options)}]"
            for at, options in key
        )
        amounts = "".join(
            f", {plan.parties[side]}: {plan.scales[side].write(amount)}"
            for side, amount in by_side.items()
        )
        text.add("  - ", (f"{{when: {{{when}}}{amounts}, because: {SOURCE}}}", places[key]))


def _write_sources(scenario: Scenario) -> str:
    text = Text("sources.yaml")
    text.add("sources:")
    text.add(f"  {SOURCE}:")
    files = ", ".join(profile.file for profile in scenario.profiles)
    text.add(
        "    title: ", quote_text(f"{scenario.title}, a scenario of {scenario.format}: {files}")
    )
    return str(text)


def _write_readme(scenario: Scenario, notes: Sequence[str]) -> str:
    lines = [f"# {scenario.title}", ""]
    lines += [f"Imported from a scenario of {scenario.format}. What that took:", ""]
    lines += [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"
