"""Sentences about what conclusions hang on, and about what the assumptions behind them rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from detente.report.likelihood import in_draws, say_percent, say_share
from detente.report.naming import Names
from detente.report.sentences.conclusions import name_conclusion, name_key, open_with
from detente.report.words import say_few, say_interval, say_list, say_number, say_numeral, sentence
from detente.study.conclusion_records import Driven, Driver, DriverFindings
from detente.study.drivers import SHOWN

Side = Literal["below", "above"]

MAIN = "recommended_accepted"
"""The conclusion that the first screen of a report is about."""

CHANCES = ("firmness", "trust", "readiness")
AMOUNTS = ("reservation", "relationship", "reputation", "floor")
MEETINGS = {
    "held": "holding “{}”",
    "cost": "taking part in “{}”",
    "fails": "the failure of “{}”",
    "declines": "declining “{}”",
    "declined": "another side declining “{}”",
}
SHORT = {
    "held": "that it is held",
    "cost": "what it costs",
    "fails": "that it fails",
    "declines": "declining",
    "declined": "another side declining",
}
NOUNS = {
    "reservation": "the least that {} would accept",
    "relationship": "what {} would lose with the others by breaking a plan",
    "reputation": "what {} would lose with everybody else by breaking a plan",
    "floor": "the least that {} must hold after every stage",
}
ALONE = (
    "Each number is looked at alone, with all others as uncertain as they are: where it lies low "
    "in its range (P10), and where it lies high (P90). Two numbers that are wrong together can do "
    "what neither does alone."
)
UNKNOWN = (
    "In a meeting the others do not know that number: they go by its whole range, and might choose "
    "differently if they did."
)
EDGE = (
    "The largest deal was sought as the largest that is still carried more often than not, so it "
    "stands near one half by design, and little is enough to flip it."
)
NEAR = 0.15
"""The largest deal stands on the edge where its odds are so near one half."""

BARELY = 0.05
"""Odds so near one half are on their side of it only just."""

CLOSE = 0.01
"""Odds read off a curve are told no finer than this at its ends."""

NOTHING = "No conclusion was asked for."


def name_input(names: Names, driver: Driver) -> str:
    """Name an input for a table or a chart: whose number it is, and of what."""
    key = driver.quantities[0]
    kind, *rest = key.split("/")
    if kind == "trust" and len(rest) == 1:
        return f"Trust in {names.side(rest[0])}"
    if kind == "trust":
        return f"{names.label(rest[0])}: trust in {names.side(rest[1])}"
    if kind == "payoff":
        what = SHORT[rest[-1]]
        return f"{names.label(driver.side)}: {what}, {names.meeting(rest[0])}"
    if kind == "reservation":
        return f"{names.label(rest[0])}: the least it would accept"
    if kind == "readiness":
        return f"{names.meeting(rest[0])}: chance that an acceptable package is found"
    return name_key(names, key)


def label_input(names: Names, driven: Driven, driver: Driver) -> str:
    """Name an input beside the conclusion that it drives, whose meeting need not be named again."""
    subject = driven.conclusion.subject
    title = names.meeting(subject)
    name = name_input(names, driver)
    if not subject or title not in name:
        return name
    bare = name.replace(f", {title}", "").replace(f"{title}: ", "")
    return open_with(bare)


def say_condition(names: Names, driver: Driver, value: float, side: Side) -> str:
    """Say that an input lies on one side of a value, as a clause after "if"."""
    kind = driver.quantities[0].split("/")[0]
    noun = _name_number(names, driver)
    if kind in CHANCES:
        return f"{noun} is {side} {say_percent(value)}"
    if kind in AMOUNTS or kind == "deposit":
        return f"{noun} is {side} {say_value(driver, value)} of its own points"
    whose = names.side(driver.side)
    more = (side == "above") == (value >= 0)
    amount = say_value(driver, abs(value))
    than = f"{'more' if more else 'less'} than {amount} of its own points"
    return f"{noun} costs {whose} {than}" if value < 0 else f"{noun} is worth {than} to {whose}"


def _name_number(names: Names, driver: Driver) -> str:
    """Say what the number of an input is, within a sentence."""
    kind, *rest = driver.quantities[0].split("/")
    match kind:
        case "value":
            return f"“{names.pledge(rest[1], rest[2])}”"
        case "payoff":
            return MEETINGS[rest[-1]].format(names.meeting(rest[0]))
        case "readiness":
            return f"the chance that “{names.meeting(rest[0])}” finds what all would sign"
        case "pays":
            what = "giving" if rest[-1] == "costs" else "getting"
            return f"{what} what is paid at “{names.meeting(rest[0])}”"
        case "trust" if len(rest) == 1:
            return f"the chance that a promise by {names.side(rest[0])} is kept"
        case "trust":
            return f"the chance that {names.side(rest[0])} gives a promise by {names.side(rest[1])}"
        case "firmness":
            return f"the chance that a pledge given as “{rest[0]}” is delivered"
        case "deposit":
            title = next(each.title for each in names.case.plan.deposits if each.id == rest[0])
            verb = "would lose" if rest[1] == "loses" else "is paid"
            return f"what {names.side(driver.side)} {verb} of “{title}” when a plan is broken"
        case kind if kind in NOUNS:
            return NOUNS[kind].format(names.side(rest[0]))
    return f"“{name_key(names, driver.quantities[0])}”"


def say_range(driver: Driver) -> str:
    """Say the range of an input, P10 to P90."""
    if driver.unit == "share":
        ends = [say_percent(driver.range.p10), say_percent(driver.range.p90)]
        return ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return say_interval(driver.range.p10, driver.range.p90)


def say_value(driver: Driver, value: float) -> str:
    """Say a value of an input, in its unit and no finer than its range needs."""
    if driver.unit == "share":
        return say_percent(value)
    return say_number(value, driver.range.p90 - driver.range.p10)


def say_given(odds: float, draws: int) -> str:
    """Say odds that are read off a curve: never that something happens in no draw, or in all.

    Examples
    --------
    >>> say_given(0.0, 4096), say_given(0.35, 4096), say_given(0.999, 4096)
    ('under 1 in 100', 'about 1 in 3', 'over 99 in 100')
    """
    if odds < CLOSE:
        return "under 1 in 100"
    return "over 99 in 100" if odds > 1 - CLOSE else say_share(odds, draws)


def say_source(driver: Driver) -> str:
    """Say whether the number that stands for an input has a source."""
    if driver.quantities[0].startswith("trust/") and driver.sourced:
        return f"{say_percent(driver.sourced)} of the record cited"
    return "has a source" if driver.sourced else "no source"


def find_flip(driven: Driven, driver: Driver) -> Side | None:
    """Find on which side of its switching value an input flips a conclusion; None if on neither."""
    yes = driven.odds >= 0.5
    low, high = (driver.swing.low >= 0.5) != yes, (driver.swing.high >= 0.5) != yes
    if driver.switch_at is None or low == high:
        return None
    return "below" if low else "above"


def answer_drivers(names: Names, found: DriverFindings) -> str:
    """Count the conclusions that a single number would flip, and name the strongest."""
    if not found.conclusions:
        return NOTHING
    flipped = [each for each in found.conclusions if each.flipping]
    total = say_few(len(found.conclusions), "conclusion")
    if not flipped:
        which = "this conclusion" if len(found.conclusions) == 1 else f"any of the {total}"
        none = f"No single number, within its range, would flip {which}"
        return f"{none}{_say_together(found)}."
    main = _find_main(found)
    if main is None:
        return NOTHING
    said = [
        _say_some(len(flipped), len(found.conclusions)),
        *filter(None, [_say_main(names, main)]),
    ]
    said += [
        explain_flip(names, *pair, found.origin.draws) for pair in _list_other_flips(found, main)
    ]
    return " ".join(said[:3])


def _say_main(names: Names, main: Driven) -> str:
    """Say in short what the main conclusion hangs on."""
    if is_settled(main):
        return ""
    clause = name_conclusion(names, main.conclusion)
    first = f"“{name_input(names, main.inputs[0])}”" if main.inputs else ""
    if main.flipping:
        return f"Whether {clause} turns first on {first}."
    moves = f"; {first} moves it most" if first else ""
    none = "No single number, within its range, changes that it is"
    return f"{none} {_say_side(main.odds)} that {clause}{moves}."


def _say_some(count: int, total: int) -> str:
    flip = "there is a number that alone, within its range, would flip the answer."
    which = f"{say_numeral(count)} of the {say_few(total, 'conclusion')}"
    return sentence(f"for {'this conclusion' if total == 1 else which} {flip}")


def _say_together(found: DriverFindings) -> str:
    if not all(is_settled(each) for each in found.conclusions):
        return ""
    return f": {'it' if len(found.conclusions) == 1 else 'each'} is the same in every draw"


def _say_side(odds: float) -> str:
    """Say on which side of one half odds are."""
    if odds == 0.5:
        return "as likely as not"
    return f"{'more' if odds > 0.5 else 'less'} likely than not"


def say_three(names: Names, found: DriverFindings, key: str = "") -> tuple[str, ...]:
    """Say which three assumptions would flip the answer, or that none alone does.

    Parameters
    ----------
    names, found : of one case.
    key : of the conclusion; by default what the first screen is about, and after it the others.

    Returns
    -------
    Up to three whole sentences: the assumption with the value at which it flips, its range, whether
    it has a source, and from what to what the odds would go. Where no single number flips it, one
    sentence says so and names the three that move it most.
    """
    main = _find_main(found, key)
    if main is None or all(is_settled(each) for each in found.conclusions):
        return ()
    draws = found.origin.draws
    if main.flipping:
        return tuple(explain_flip(names, main, each, draws) for each in main.flipping[:3])
    said = [explain_driven(names, main, draws)]
    if not key:
        said += [explain_flip(names, *pair, draws) for pair in _list_other_flips(found, main)]
    return tuple(said[:3])


def _find_main(found: DriverFindings, key: str = "") -> Driven | None:
    by_key = {each.conclusion.key: each for each in found.conclusions}
    first = next(iter(found.conclusions), None)
    return by_key.get(key) if key else by_key.get(MAIN, first)


def _list_other_flips(found: DriverFindings, main: Driven) -> Iterator[tuple[Driven, Driver]]:
    """List the strongest flip of each other conclusion, what stands on the edge by design last."""
    others = [each for each in found.conclusions if each.flipping and each is not main]
    others.sort(key=lambda each: (_is_edge(each), -_measure(each.flipping[0])))
    seen: set[str] = set()
    for each in others:
        driver = next((d for d in each.flipping if d.input not in seen), None)
        if driver is not None:
            seen.add(driver.input)
            yield each, driver


def _is_edge(driven: Driven) -> bool:
    return driven.conclusion.kind == "largest_carried"


def _measure(driver: Driver) -> float:
    return abs(driver.swing.high - driver.swing.low)


def explain_flip(names: Names, driven: Driven, driver: Driver, draws: int) -> str:
    """Say at which value an input flips a conclusion, on what it rests, and what follows."""
    side = find_flip(driven, driver)
    if side is None or driver.switch_at is None:
        return _explain_around(names, driven, driver)
    condition = say_condition(names, driver, driver.switch_at, side)
    end = driver.swing.low if side == "below" else driver.swing.high
    now = "more" if driven.odds >= 0.5 else "less"
    then = "less" if now == "more" else "more"
    clause = _shorten(names, driven, name_conclusion(names, driven.conclusion), condition)
    just = "but only just, " if abs(end - 0.5) < BARELY else ""
    return (
        f"If {condition} ({_say_basis(driver)}), it is {then} likely than not that {clause}, "
        f"{just}{say_given(end, draws)} at the {'low' if side == 'below' else 'high'} end of the "
        f"range, {say_share(driven.odds, draws)} as things are."
    )


def _shorten(names: Names, driven: Driven, clause: str, said: str) -> str:
    """Name a meeting only once in a sentence."""
    title = f"“{names.meeting(driven.conclusion.subject)}”"
    return clause.replace(title, "the meeting") if title in said else clause


def _say_basis(driver: Driver) -> str:
    """Say the range of an input and what it rests on, in brackets."""
    return f"range {say_range(driver)}, {say_source(driver)}"


def _explain_around(names: Names, driven: Driven, driver: Driver) -> str:
    """Say that a conclusion turns within the range of an input, but not from end to end."""
    clause = name_conclusion(names, driven.conclusion)
    at = "" if driver.switch_at is None else f" near {say_value(driver, driver.switch_at)}"
    return (
        f"Whether it is more likely than not that {clause} turns{at} on "
        f"“{name_input(names, driver)}” ({_say_basis(driver)})."
    )


def is_settled(driven: Driven) -> bool:
    """Say whether nothing moves a conclusion: neither any draw, nor what was tried out."""
    return driven.fixed and not driven.inputs


def explain_driven(names: Names, driven: Driven, draws: int) -> str:
    """Say of one conclusion what flips it, or that nothing alone does and what moves it most."""
    clause = name_conclusion(names, driven.conclusion)
    if is_settled(driven):
        return _say_fixed(clause, driven.odds, draws)
    if driven.flipping:
        return " ".join([_count_flips(names, driven, draws), *_warn(driven)])
    none = (
        f"No single number, within its range, changes that it is {_say_side(driven.odds)}, "
        f"{say_share(driven.odds, draws)}, that {clause}"
    )
    moved = [_say_move(names, driven, each, draws) for each in driven.inputs[:3]]
    if not moved:
        return f"{none}; none stands out from the noise of the draws."
    verb = "moves" if len(moved) == 1 else "move"
    count = "The one that" if len(moved) == 1 else f"The {say_numeral(len(moved))} that"
    return f"{none}. {count} {verb} it most: {'; '.join(moved)}."


def _say_fixed(clause: str, odds: float, draws: int) -> str:
    if odds in (0.0, 1.0):
        return sentence(f"{clause} {in_draws(odds, draws)}, so no number was seen to turn it")
    return f"The odds that {clause} are the same in every draw ({say_percent(odds)})."


def _say_move(names: Names, driven: Driven, driver: Driver, draws: int) -> str:
    low, high = (say_given(odds, draws) for odds in (driver.swing.low, driver.swing.high))
    ends = [say_value(driver, end) for end in (driver.range.p10, driver.range.p90)]
    source = say_source(driver)
    name = label_input(names, driven, driver)
    return f"“{name}” ({low} at {ends[0]}, {high} at {ends[1]}; {source})"


def _count_flips(names: Names, driven: Driven, draws: int) -> str:
    clause = name_conclusion(names, driven.conclusion)
    flips = driven.flipping
    listed = [_say_switch(names, driven, each) for each in flips[:3]]
    held = f"It is {_say_side(driven.odds)} ({say_share(driven.odds, draws)}) that {clause}"
    listed = [_once(names, driven, each) for each in listed]
    if len(flips) == 1:
        return f"{held}. One number alone would flip that: {listed[0]}."
    more = ", the strongest" if len(flips) > 3 else ""
    count = _count_numbers(driven)
    return f"{held}. {count}, each alone, would flip that{more}: {'; '.join(listed)}."


def _count_numbers(driven: Driven) -> str:
    """Count the numbers that flip a conclusion; the record may not list them all."""
    count = len(driven.flipping)
    if count == len(driven.inputs) and count >= SHOWN:
        return f"At least {say_numeral(count)} numbers"
    return f"{say_numeral(count)} numbers".capitalize()


def _once(names: Names, driven: Driven, said: str) -> str:
    """Name the conclusion's own meeting as such where it was named before."""
    title = f"“{names.meeting(driven.conclusion.subject)}”"
    return said.replace(title, "it") if driven.conclusion.subject else said


def _say_switch(names: Names, driven: Driven, driver: Driver) -> str:
    side = find_flip(driven, driver)
    if side is None or driver.switch_at is None:
        return f"“{name_input(names, driver)}”, within its range"
    condition = say_condition(names, driver, driver.switch_at, side)
    return f"if {condition} ({_say_basis(driver)})"


def _warn(driven: Driven) -> Iterator[str]:
    """Warn where odds stand so close to one half that little is enough."""
    if _is_edge(driven) and abs(driven.odds - 0.5) < NEAR:
        yield EDGE
    elif abs(driven.odds - 0.5) < 2 * driven.error:
        yield "The odds are so even that the draws themselves do not tell on which side they lie."
    elif abs(driven.odds - 0.5) < BARELY:
        yield "The odds are so even that little is enough."


def explain_explained(driven: Driven) -> str:
    """Say how much of a conclusion's doubt single numbers account for, and on what they rest."""
    if driven.fixed:
        return ""
    if driven.unsourced is None:
        return "No single number accounts for a visible part of the doubt about it."
    part = say_percent(driven.explained)
    rest = "the rest comes from several numbers together, and from many that do little each"
    bare = _say_bare(driven.unsourced)
    return f"Of the doubt about it, {part} is due to single numbers that stand out, {bare}; {rest}."


def _say_bare(unsourced: float) -> str:
    """Say how much of a part comes from numbers without a source."""
    if unsourced < 0.005:
        return "all of it from numbers with a source"
    if unsourced > 0.995:
        return "all of it from numbers without a source"
    return f"{say_percent(unsourced)} of that from numbers without a source"


def list_unsourced(found: DriverFindings) -> Sequence[tuple[Driver, float]]:
    """List inputs without a source by their influence: the mean of their shares of the doubt."""
    total: dict[str, float] = {}
    first: dict[str, Driver] = {}
    for driven in found.conclusions:
        for driver in driven.inputs:
            if driver.share and driver.sourced == 0.0:
                first.setdefault(driver.input, driver)
                total[driver.input] = total.get(driver.input, 0.0) + driver.share
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(first[name], weight / len(found.conclusions)) for name, weight in ranked]


def explain_unsourced(names: Names, found: DriverFindings) -> str:
    """Name the numbers without a source that matter most."""
    ranked = [name_input(names, driver) for driver, _ in list_unsourced(found)[:3]]
    if not ranked:
        return "No number without a source stands out."
    quoted = say_list(f"“{each}”" for each in ranked)
    which = "The number" if len(ranked) == 1 else f"The {say_numeral(len(ranked))} numbers"
    verb = "matters" if len(ranked) == 1 else "matter"
    return f"{which} without a source that {verb} most: {quoted}."
