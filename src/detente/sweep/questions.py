"""What can be asked of every variant, and what of an answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from detente import study
from detente.case.words import quote, suggest_or_list
from detente.study.record import Record
from detente.study.workspace import Workspace

Finding: TypeAlias = tuple[str, float | None, str | None]
"""A finding's name, its number, and its text; neither where there is nothing to say."""

QUESTIONS: Mapping[str, Callable[[Workspace], Record]] = {
    "trust": study.find_trust,
    "offers": study.find_offers,
    "deals": study.find_deals,
    "coalitions": study.find_coalitions,
    "plan": study.find_plan,
    "meet": study.find_meetings,
    "compare": study.find_comparison,
    "claims": study.find_claims,
    "drivers": study.find_drivers,
    "forecast": study.find_forecasts,
    "track": study.find_track,
    "lists": study.find_lists,
}
"""The questions by the names of their commands, and the study that answers each."""

MOST_FINDINGS = 5_000
LONGEST_TEXT = 500

_CALLED = (
    ("id",), ("reading", "id"), ("first", "second"), ("party",), ("offer",), ("promise",),
    ("meeting",), ("reading",), ("issue",), ("issue", "option"), ("input",), ("key",), ("rival",),
)  # fmt: skip
"""What an entry of a list may go by: its id, or what it says first. The first that tells all
entries apart is taken."""

_LEFT_OUT = ("origin",)


def check_questions(questions: Sequence[str]) -> list[str]:
    """Say which questions are none, or asked twice."""
    if not questions:
        return [f"ask: name a question; there are {', '.join(QUESTIONS)}"]
    problems = [
        f"ask: {quote(name)} is no question. {suggest_or_list(name, QUESTIONS, 'questions')}"
        for name in questions
        if name not in QUESTIONS
    ]
    if len(set(questions)) < len(questions):
        problems.append("ask: a question stands there twice; name each once")
    return problems


def list_findings(record: Record) -> list[Finding]:
    """List what can be said of a record in a number or a word, by dotted names.

    Names are those of the JSON: ``recommended.p_all_gain``. An entry of a list goes by what it is
    called, ``parties.usa.mean``; lists whose entries have no names of their own are left out, as
    frontiers are, for their entries are others in each variant. So is where the record came from.

    Examples
    --------
    >>> from detente.study.record import Interval
    >>> list_findings(Interval(1.0, 2.5, 4.0))
    [('p10', 1.0, None), ('p50', 2.5, None), ('p90', 4.0, None)]
    """
    tree = {key: item for key, item in record.to_dict().items() if key not in _LEFT_OUT}
    return [finding for finding, _ in zip(_walk(tree, ""), range(MOST_FINDINGS), strict=False)]


def _walk(value: Any, name: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        yield from _walk_list(value, name)
    else:
        yield _say(value, name)


def _walk_list(items: list[Any], name: str) -> Iterator[Finding]:
    if items and all(isinstance(item, str) for item in items):
        yield _say(", ".join(items), name)
        return
    for name_of in _CALLED:
        called = [_call(item, name_of) for item in items]
        if all(called) and len(set(called)) == len(called):
            for key, item in zip(called, items, strict=True):
                yield from _walk(item, f"{name}.{key}")
            return


def _call(item: Any, keys: Sequence[str]) -> str:
    """Name an entry of a list by some of its keys; empty when that names nothing."""
    if not isinstance(item, dict) or not item:
        return ""
    if isinstance(item.get("conclusion"), dict):
        return str(item["conclusion"]["key"])
    said = [item.get(key) for key in keys]
    begins = keys[0] == "id" or next(iter(item)) == keys[0]
    named = begins and all(isinstance(each, str) and each for each in said)
    return "-".join(map(str, said)) if named else ""


def _say(value: Any, name: str) -> Finding:
    if isinstance(value, bool):
        return name, float(value), "true" if value else "false"
    if isinstance(value, int | float):
        return name, float(value), None
    return name, None, None if value is None else str(value)[:LONGEST_TEXT]
