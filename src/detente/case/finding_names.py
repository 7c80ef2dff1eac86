"""What does a name in the test of a claim stand for? The names of findings, looked up in a case.

The names themselves are listed in :mod:`detente.case.finding_patterns`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.case.finding_patterns import PATTERNS, Pattern
from detente.case.words import quote, suggest_or_list
from detente.core.expression_reader import parse
from detente.core.expression_values import BOOL, Unit, find_unit
from detente.core.expressions import ExpressionError, Name, Node, find_names

if TYPE_CHECKING:
    from detente.case.model import Case, Meeting
    from detente.case.names import Names

_PLACEHOLDERS = {
    "VIEWER": ("party", "parties"),
    "GIVER": ("party", "parties"),
    "PARTY": ("party", "parties"),
    "SIDE": ("party or ratifier", "parties and ratifiers"),
    "ISSUE": ("issue", "issues"),
    "OPTION": ("option", "options of {}"),
    "OFFER": ("offer", "offers"),
    "MEETING": ("meeting", "meetings"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of a case that names may hold. What could not be read is None: nothing is refused.

    ``asked`` lists by meeting who is asked: its proposer and those who are invited.
    """

    parties: Collection[str]
    ratifiers: Collection[str] = ()
    options: Mapping[str, Collection[str]] = field(default_factory=dict)
    offers: Collection[str] | None = ()
    meetings: Collection[str] | None = ()
    asked: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> Known:
        """Collect the ids of a case."""
        return cls(
            parties=[party.id for party in case.parties],
            ratifiers=[ratifier.id for ratifier in case.ratifiers],
            options={issue.id: [option.id for option in issue.options] for issue in case.issues},
            offers=[offer.id for offer in case.offers],
            meetings=[meeting.id for meeting in case.meetings],
            asked={meeting.id: list_asked(meeting) for meeting in case.meetings},
        )

    @classmethod
    def read(cls, names: Names, asked: Mapping[str, Collection[str]]) -> Known:
        """Collect the ids that a case's files declare, before it is built."""
        return cls(
            parties=names.parties,
            ratifiers=names.ratifiers,
            options=names.options,
            offers=names.offers,
            meetings=names.meetings,
            asked=asked,
        )

    def list_ids(self, placeholder: str, issue: str = "") -> Collection[str] | None:
        """List the ids that may stand for a placeholder; None when they could not be read."""
        match placeholder:
            case "SIDE":
                return [*self.parties, *self.ratifiers]
            case "ISSUE":
                return list(self.options)
            case "OPTION":
                return self.options.get(issue, ())
            case "OFFER":
                return self.offers
            case "MEETING":
                return self.meetings
        return self.parties


def list_asked(meeting: Meeting) -> tuple[str, ...]:
    """List who moves when a meeting is proposed."""
    return (meeting.proposer, *meeting.invited)


@dataclass(frozen=True, slots=True)
class FindingName:
    """A name that stands for something in the case, and the ids in it by placeholder."""

    text: str
    pattern: Pattern
    ids: Mapping[str, str]

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        if self.pattern.unit != "points":
            return Unit(self.pattern.unit)
        return Unit("points", self.ids.get("SIDE") or self.ids["PARTY"])

    @property
    def side(self) -> str:
        """The party or ratifier that it is about; empty for nobody in particular."""
        return self.ids.get("SIDE") or self.ids.get("PARTY", "")


def resolve(name: Name, known: Known) -> FindingName:
    """Find what a name stands for.

    Parameters
    ----------
    name : as it stands in a test.
    known : the ids of the case.

    Raises
    ------
    ExpressionError : nothing is called so; ``column`` is that of the word that is wrong.

    Examples
    --------
    >>> resolve(Name("reservation.usa"), Known(["usa", "dprk"])).unit
    Unit(kind='points', of='usa')
    """
    words = name.text.split(".")
    candidates, place = list(PATTERNS), 0
    ids: dict[str, str] = {}
    for place, word in enumerate(words):
        matching = [p for p in candidates if _matches(p, place, word)]
        if not matching:
            raise ExpressionError(_explain_word(candidates, words, place), _column(name, place))
        candidates = matching
        _check_id(name, candidates[0], place, word, ids, known)
    ended = [pattern for pattern in candidates if len(pattern.parts) == len(words)]
    if not ended:
        raise ExpressionError(_explain_short(name, candidates, place + 1), name.at)
    found = FindingName(name.text, ended[0], ids)
    _check_sense(name, found, known)
    return found


def _matches(pattern: Pattern, place: int, word: str) -> bool:
    parts = pattern.parts
    return place < len(parts) and (parts[place].isupper() or parts[place] == word)


def _column(name: Name, place: int) -> int:
    return name.at + sum(len(word) + 1 for word in name.text.split(".")[:place])


def _explain_word(candidates: list[Pattern], words: list[str], place: int) -> str:
    word, before = words[place], ".".join(words[:place])
    known = _list_next(candidates, place)
    if not known:
        return f"{quote(before)} is a whole name; remove {quote('.' + word)}"
    where = f"{quote(before)} is not followed by {quote(word)}" if before else quote(word)
    text = where if before else f"{where} begins no name of a finding"
    hint = suggest_or_list(word, known, "names that could stand here")
    return f"{text}. {hint}{_say_minus(word)}"


def _list_next(candidates: list[Pattern], place: int) -> list[str]:
    parts = (each.parts[place] for each in candidates if place < len(each.parts))
    return list(dict.fromkeys(parts))


def _say_minus(word: str) -> str:
    return " A minus needs a space on each side." if "-" in word else ""


def _explain_short(name: Name, candidates: list[Pattern], place: int) -> str:
    following = ", ".join(_list_next(candidates, place))
    return f"{quote(name.text)} is not a whole name; it goes on with .{following}"


def _check_id(
    name: Name, pattern: Pattern, place: int, word: str, ids: dict[str, str], known: Known
) -> None:
    """Check a word that stands for an id of the case, and remember it."""
    placeholder = pattern.parts[place]
    if not placeholder.isupper():
        return
    ids[placeholder] = word
    listed = known.list_ids(placeholder, ids.get("ISSUE", ""))
    if listed is None or word in listed:
        return
    one, several = _PLACEHOLDERS[placeholder]
    hint = suggest_or_list(word, listed, several.format(ids.get("ISSUE", "")))
    text = f"{one} {quote(word)} is not declared. {hint}{_say_minus(word)}"
    raise ExpressionError(text, _column(name, place))


def _check_sense(name: Name, found: FindingName, known: Known) -> None:
    """Refuse names of what does not exist for the ids in it."""
    words, ids = found.pattern.words, found.ids
    if words.startswith("trust.") and ids["VIEWER"] == ids["GIVER"]:
        raise ExpressionError("a party needs no trust in itself; name two", name.at)
    asked = known.asked.get(ids.get("MEETING", ""))
    if words == "meet.MEETING.accepts.PARTY" and asked is not None and ids["PARTY"] not in asked:
        hint = (
            f"those who are asked are {', '.join(each for each in asked if each in known.parties)}"
        )
        text = f"{quote(ids['PARTY'])} is not asked to this meeting; {hint}"
        raise ExpressionError(text, _column(name, 3))


def read_test(text: str, known: Known) -> tuple[Node, tuple[FindingName, ...]]:
    """Read the test of a claim.

    Returns
    -------
    Its tree, and the findings that it names, each once, in order.

    Raises
    ------
    ExpressionError : it cannot be read, names what is not there, or is not true or false.

    Examples
    --------
    >>> _, names = read_test("reservation.usa < 5", Known(["usa", "dprk"]))
    >>> [name.text for name in names]
    ['reservation.usa']
    """
    node, found = parse(text), dict[str, FindingName]()

    def look_up(name: Name) -> Unit:
        found[name.text] = resolve(name, known)
        return found[name.text].unit

    unit = find_unit(node, look_up)
    if unit != BOOL:
        text = f"a test is true or false, and this is {unit}; compare it, as in x < 0.5"
        raise ExpressionError(text, 0)
    if not found:
        text = "the test names no finding, and so is the same whatever the case says"
        raise ExpressionError(f"{text}; name one, such as deal.exists", 0)
    return node, tuple(found.values())


def check_test(text: str, known: Known) -> tuple[ExpressionError, ...]:
    """Say what is wrong with the test of a claim: all names that are, or else what is wrong first.

    Examples
    --------
    >>> known = Known(["usa", "dprk"])
    >>> [error.column for error in check_test("reservation.us < trust.usa.dprc", known)]
    [12, 27]
    """
    try:
        node = parse(text)
    except ExpressionError as error:
        return (error,)
    wrong = [it for name in find_names(node) if (it := _refuse(resolve, name, known))]
    first = None if wrong else _refuse(read_test, text, known)
    return tuple(wrong) if first is None else (first,)


def _refuse(read: Callable[..., object], *given: object) -> ExpressionError | None:
    """What is wrong with what is read; None where nothing is."""
    try:
        read(*given)
    except ExpressionError as error:
        return error
    return None
