"""Sentences about two versions of a case: what was changed, and what moved with it."""

from __future__ import annotations

from detente.report.likelihood import hits, say_percent, say_share
from detente.report.naming import Names
from detente.report.sentences.conclusions import name_conclusion, say_key
from detente.report.words import say_count, say_few, say_list, say_numeral, sentence
from detente.study.deal_records import DealFindings
from detente.study.moved_records import Moved, MovedFindings

FEW = 3
"""So many changed numbers are named in a sentence, then counted."""

NAMED = 2
"""So many options of another package are named, then counted."""

TERMS = "a term, a rule or a date"
"""What can differ between two versions beside the numbers that have a key."""

_FORBIDDEN = {
    "recommended": "the safest package",
    "plan": "the planned package in its stages",
    "largest": "the largest deal that trust carried",
}


def answer_moved(names: Names, found: MovedFindings) -> str:
    """Answer what is different between two versions of a case, and what moved most with it."""
    moved = list_moved(found)
    clear = [each for each in moved if each.clear]
    parts = [explain_changed(names, found), _count(found, moved, clear)]
    if clear:
        parts.append(say_moved(names, clear[0], found.origin.draws))
    return " ".join(filter(None, [*parts, explain_impossible(found)]))


def list_moved(found: MovedFindings) -> list[Moved]:
    """List the conclusions whose odds moved at all: the clear ones first, then the largest."""
    moved = [each for each in found.moved if each.change]
    return sorted(moved, key=lambda each: (not each.clear, -abs(each.change)))


def explain_changed(names: Names, found: MovedFindings) -> str:
    """Say which numbers differ, or what else does."""
    if found.restructured:
        return "Sides, issues, options or combinations were added, removed or moved."
    if not found.changed:
        return f"No value differs, but {TERMS} does." if found.terms else "No number differs."
    if len(found.changed) > FEW:
        said = f"{say_few(len(found.changed), 'number')} differ"
    else:
        verb = "differs" if len(found.changed) == 1 else "differ"
        said = f"{say_list(say_key(names, key) for key in found.changed)} {verb}"
    return sentence(f"{said}, and so does {TERMS}" if found.terms else said)


def _count(found: MovedFindings, moved: list[Moved], clear: list[Moved]) -> str:
    total = say_few(len(found.moved), "conclusion")
    if not moved:
        return f"None of {total} moved."
    if not clear:
        return f"Of {total} none moved clear of the noise of the draws."
    return f"Of {total} {say_numeral(len(clear))} moved clear of the noise of the draws."


def say_moved(names: Names, moved: Moved, draws: int, *, noise: bool = True) -> str:
    """Say how likely a conclusion is now, how likely it was, and whether that is noise.

    Parameters
    ----------
    noise : whether it says so; not under a heading that does.
    """
    what = name_conclusion(names, moved.conclusion)
    if not moved.change:
        return sentence(f"{what}: {say_share(moved.after, draws)}, as before")
    judged = ("; clear of the noise" if moved.clear else "; within the noise") if noise else ""
    return sentence(f"{what}: {_say_both(moved, draws)}{judged}")


def _say_both(moved: Moved, draws: int) -> str:
    """Say odds that moved beside what they were."""
    now, was = (say_share(odds, draws) for odds in (moved.after, moved.before))
    if now == was:
        ends = [say_percent(odds) for odds in (moved.before, moved.after)]
        hardly = f"from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "hardly changed"
        return f"{now}, {hardly}"
    is_whole = any(share.startswith("in ") for share in (now, was))
    if is_whole or _is_bound(now) == _is_bound(was):
        return f"{now}, was {was}"
    # A bound is wider than the odds behind it, so that beside a fraction it can seem the larger.
    counts = [say_count(hits(odds, draws)) for odds in (moved.after, moved.before)]
    return f"in about {counts[0]} of {say_count(draws)} draws, was in about {counts[1]}"


def _is_bound(share: str) -> bool:
    return share.startswith(("fewer ", "more "))


def count_moved(names: Names, found: MovedFindings) -> str:
    """Say in short what was changed, and how many conclusions moved clear of the noise."""
    clear = sum(each.clear for each in found.moved)
    count = f"{say_numeral(clear)} of {say_few(len(found.moved), 'conclusion')}"
    return f"{explain_changed(names, found)} {sentence(f'{count} moved clear of the noise')}"


def compare_picks(
    names: Names, deals: DealFindings, names_before: Names, before: DealFindings
) -> str:
    """Say whether the package that is singled out is another one than before."""
    now, was = _list_pick(names, deals), _list_pick(names_before, before)
    if now is None:
        said = "no package, as before" if was is None else "no package any more"
    elif was is None:
        said = "a package, where none was before"
    elif set(now) == set(was):
        said = "the same package as before"
    else:
        said = f"another package, {_contrast(names, now, names_before, was)}"
    return f"A full search singles out {said}."


def _list_pick(names: Names, deals: DealFindings) -> list[tuple[str, str]] | None:
    """List what the package that is singled out changes; None where none is."""
    return None if deals.recommended is None else names.changes(deals.recommended.package)


def _contrast(
    names: Names,
    now: list[tuple[str, str]],
    names_before: Names,
    was: list[tuple[str, str]],
) -> str:
    """Say which parts one package has beyond the other; what it leaves alone, where it has none."""
    moved = dict(now)
    more = [f"“{names.pledge(*pair)}”" for pair in now if pair not in was]
    less = [f"“{names_before.pledge(*pair)}”" for pair in was if pair[0] not in moved]
    return f"with {_say_first(more)}" if more else f"without {_say_first(less)}"


def _say_first(named: list[str]) -> str:
    rest = [say_few(len(named) - NAMED, "more part")] if len(named) > NAMED else []
    return say_list([*named[:NAMED], *rest])


def explain_impossible(found: MovedFindings) -> str:
    """Say what the rules of the case now forbid; empty without it."""
    if not found.impossible:
        return ""
    named = [_FORBIDDEN[each] for each in found.impossible]
    return sentence(f"the case now forbids {say_list(named)} of before, so that never happens")


def explain_moved_basis(found: MovedFindings) -> str:
    """Say on which packages, plans and draws the two versions were judged."""
    draws = say_count(found.origin.draws)
    basis = "Both versions are judged on the packages and plans found for the one before"
    if found.same_draws:
        return f"{basis}, on the same {draws} draws, so that little of a difference is chance."
    carried = ", carried over by their ids" if found.restructured else ""
    return f"{basis}{carried}; each on {draws} draws of its own, so that more is chance."
