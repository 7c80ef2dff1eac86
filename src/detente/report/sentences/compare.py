"""Sentences about readings: where they call it differently, why, and what would end it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.report.likelihood import say_bounded
from detente.report.naming import Names, with_article
from detente.report.sentences.conclusions import name_conclusion, say_group, say_key
from detente.report.words import say_count, say_few, say_list, say_numeral, sentence
from detente.study.conclusion_records import Agreeing, CompareFindings, Comparison, Difference

BASE = "base"
CLEAR = 0.05
"""Odds that differ by less than this are not said to differ."""

SHOWS = 0.005
"""What is due to a group does not show below this, half a percentage point."""

MOST = 3
"""So many groups are named in a sentence."""

NO_READINGS = (
    "The case has no readings. A reading is a file in readings/: an author's view of the same "
    "case, as other numbers for some of its inputs."
)


def name_reading(found: CompareFindings, reading: str) -> str:
    """Name a reading by its author; the case itself as it was coded.

    Examples
    --------
    >>> name_reading(CompareFindings(None, 1, {"kim": "An Author"}, ()), "kim")
    'An Author'
    """
    author = found.authors.get(reading, reading)
    return "the case itself" if reading == BASE else with_article(author)


def find_main(found: CompareFindings) -> Comparison | None:
    """Find the comparison that leads: of two authors where there are, else with the case."""
    pairs = [each for each in found.comparisons if BASE not in (each.first, each.second)]
    return next(iter([*pairs, *found.comparisons]), None)


def list_clear(comparison: Comparison) -> list[Difference]:
    """List the conclusions whose odds differ clearly, the most different first."""
    clear = [each for each in comparison.differences if abs(each.second - each.first) >= CLEAR]
    return sorted(clear, key=lambda each: -abs(each.second - each.first))


# The answer


def answer_compare(names: Names, found: CompareFindings) -> str:
    """Answer where the readings that lead call it differently, and what would end it."""
    main = find_main(found)
    if main is None:
        return NO_READINGS
    return answer_comparison(names, found, main)


def answer_comparison(names: Names, found: CompareFindings, comparison: Comparison) -> str:
    """Say on how many conclusions two readings differ, where most, why, and what would end it."""
    clear = list_clear(comparison)
    parts = [_count(found, comparison)]
    if clear:
        parts.append(explain_difference(names, found, comparison, clear[0], most=True))
        parts.append(explain_agree(names, found, comparison))
    return " ".join(filter(None, parts))


def summarise_compare(found: CompareFindings) -> str:
    """Count in one line how many conclusions the readings that lead call differently."""
    main = find_main(found)
    return NO_READINGS if main is None else _count(found, main)


def _count(found: CompareFindings, comparison: Comparison) -> str:
    """Count the conclusions that differ clearly, and those that are called the other way."""
    total, clear = len(comparison.differences), list_clear(comparison)
    other = [each for each in comparison.differences if not each.same_call]
    who = _name_both(found, comparison)
    if not clear and not other:
        every = say_few(total, "conclusion")
        return f"{_open(who)} come to the same odds, within 5 percentage points, on all {every}."
    differ = say_numeral(len(clear), zero="none")
    said = f"{_open(who)} differ by 5 percentage points or more on {differ} of {_few(total)}"
    if not other:
        return f"{said}, and on none do they stand on different sides of one half."
    return f"{said}; on {say_numeral(len(other))}, on different sides of one half."


def _few(total: int) -> str:
    return say_few(total, "conclusion")


def _name_both(found: CompareFindings, comparison: Comparison) -> str:
    return say_list(name_reading(found, each) for each in (comparison.first, comparison.second))


def _open(text: str) -> str:
    return text[0].upper() + text[1:]


# One conclusion


def explain_difference(
    names: Names,
    found: CompareFindings,
    comparison: Comparison,
    difference: Difference,
    *,
    most: bool = False,
) -> str:
    """Say the odds of one conclusion under both readings, and which inputs make the difference.

    ``most`` says that it is the conclusion on which they differ most.
    """
    first, second = (name_reading(found, each) for each in (comparison.first, comparison.second))
    what = name_conclusion(names, difference.conclusion)
    ends = (
        f"{say_bounded(difference.first)} to {first} and {say_bounded(difference.second)} to "
        f"{second}"
    )
    opening = f"{'they differ most on ' if most else ''}the odds that {what}: {ends}"
    return " ".join(filter(None, [sentence(opening), _say_why(names, difference)]))


def _say_why(names: Names, difference: Difference) -> str:
    """Name the groups of inputs that the difference is due to, the largest first."""
    ranked = [
        f"{say_shift(amount)} from {say_group(names, group)}"
        for group, amount in rank_groups(difference)
    ]
    if not ranked:
        return ""
    if len(ranked) == 1:
        only = say_group(names, rank_groups(difference)[0][0])
        if sum(map(bool, difference.attribution.values())) > 1:
            return f"The difference is nearly all due to {only}."
        return f"The difference is due only to {only}."
    named = ranked[:MOST]
    if len(ranked) > MOST:
        named.append(say_few(len(ranked) - MOST, "smaller part"))
    total = say_shift(difference.second - difference.first)
    return f"The difference, {total} percentage points, is made up of {say_list(named)}."


def rank_groups(difference: Difference) -> list[tuple[str, float]]:
    """Rank the groups by how much of a difference is due to them; those that do not show left out.

    Examples
    --------
    >>> found = Difference(None, 0.2, 0.5, {"trust": -0.1, "terms": 0.001, "values": 0.4}, None,
    ...                    True)
    >>> rank_groups(found)
    [('values', 0.4), ('trust', -0.1)]
    """
    shown = [pair for pair in difference.attribution.items() if abs(pair[1]) >= SHOWS]
    return sorted(shown, key=lambda pair: -abs(pair[1]))


def say_shift(change: float) -> str:
    """Say a change of odds in percentage points, with its sign.

    Examples
    --------
    >>> say_shift(0.302), say_shift(-0.05), say_shift(0.001)
    ('+30', '−5', '0')
    """
    points = int(100 * abs(change) + 0.5)
    return f"{'+' if change > 0 else '−'}{points}" if points else "0"


# What would end it


def explain_agree(names: Names, found: CompareFindings, comparison: Comparison) -> str:
    """Say which one number, if agreed on, would do most to end the disagreement."""
    agree = comparison.agree
    if agree is None:
        return ""
    views = _say_views(found, comparison, agree)
    whole = agree.left + agree.removed
    if agree.removed < SHOWS:
        return "No single number, if they agreed on it, would bring them clearly closer."
    return (
        "The single number that would narrow their differences most, if they agreed on it: "
        f"{say_key(names, agree.key)} ({views}). Summed over all conclusions that would take "
        f"{say_shift(agree.removed)[1:]} off the {say_shift(whole)[1:]} percentage points between "
        "them."
    )


def explain_agree_on(
    names: Names, found: CompareFindings, comparison: Comparison, difference: Difference
) -> str:
    """Say which number, if agreed on, would narrow one difference most, and what would be left."""
    agree = difference.agree
    if agree is None or agree.removed < SHOWS:
        return ""
    left = say_shift(abs(agree.left)).lstrip("+")
    return sentence(
        f"{name_conclusion(names, difference.conclusion)}: agreeing on "
        f"{say_key(names, agree.key)} ({_say_views(found, comparison, agree)}) would leave "
        f"{left} of {say_shift(abs(difference.second - difference.first)).lstrip('+')} percentage "
        "points"
    )


def _say_views(found: CompareFindings, comparison: Comparison, agree: Agreeing) -> str:
    names = [name_reading(found, each) for each in (comparison.first, comparison.second)]
    return "; ".join(
        f"{who}: {_tidy(view)}"
        for who, view in zip(names, (agree.first, agree.second), strict=True)
    )


def _tidy(view: str) -> str:
    return view.replace("-", "\N{MINUS SIGN}") if view[:1] in "-0123456789" else view


def explain_method(found: CompareFindings, groups: Iterable[str]) -> str:
    """Say on what readings were compared, and how a difference is divided."""
    count = len(set(groups))
    return (
        f"Compared on {say_count(found.draws)} of the draws, with the packages and plans of the "
        "case itself, so that only the view of them differs. A difference is divided among "
        f"{say_few(count, 'group')} of inputs: the part of a group is what changes when it alone "
        "goes over from one reading to the other, averaged over every order in which the groups "
        "could go over one after the other. The parts sum to the difference."
    )
