"""What a case declares, and the list into which checks write what they find."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from detente.case.documents import Document, check_value
from detente.case.fields import propose_slug
from detente.case.messages import describe
from detente.case.positions import Node, Path
from detente.case.schema import InteractionEntry, OptionEntry
from detente.case.words import (
    RANGE_WORDS,
    explain_range_word,
    quote,
    suggest,
    suggest_or_list,
)
from detente.errors import Problem

MAX_HINTS = 400

ATTRIBUTES = tuple(OptionEntry.model_fields)
OVERLAY_ATTRIBUTES = ("because", "note")
RESERVED = frozenset((*OptionEntry.model_fields, *InteractionEntry.model_fields, "value"))


Ids: TypeAlias = dict[str, None]


@dataclass(frozen=True)
class Names:
    """The ids that a case declares, read from the trees, whatever is wrong inside them.

    What could not be read is None: nothing is said about what it may hold. Where an id is
    written wrongly, the id that was probably meant counts as declared too.
    """

    parties: Ids = field(default_factory=dict)
    ratifiers: Ids = field(default_factory=dict)
    options: dict[str, Ids] = field(default_factory=dict)
    sources: dict[str, Ids] | None = None
    promises: Ids | None = None
    offers: Ids | None = None
    meetings: Ids | None = None
    days: Ids | None = None
    deposits: Ids | None = None

    @cached_property
    def actors(self) -> Ids:
        """Parties, then ratifiers; empty when no party is declared."""
        return self.parties | self.ratifiers if self.parties else {}

    @cached_property
    def issues(self) -> Ids:
        """The issues."""
        return dict.fromkeys(self.options)


def find_names(trees: Mapping[str, Node], unread: frozenset[str]) -> Names:
    """Collect what the files declare; `unread` names the files that could not be read."""
    case = trees.get("case.yaml", Node({}, 1, 1))
    options = {
        issue: _find_keys(case, "issues", key, "options")
        for key in case.keys("issues")
        for issue in (key, propose_slug(key) or key)
    }
    return Names(
        parties=_find_keys(case, "parties"),
        ratifiers=_find_keys(case, "ratifiers"),
        options=options,
        sources=_find_sources(trees, unread),
        promises=_find_ids(trees, unread, "promises"),
        offers=_find_ids(trees, unread, "offers"),
        meetings=_find_ids(trees, unread, "meetings"),
        days=_find_ids(trees, unread, "calendar", "meetings.yaml"),
        deposits=_find_ids(trees, unread, "deposits", "plan.yaml"),
    )


def _find_keys(tree: Node, *path: str) -> Ids:
    return {id_: None for key in tree.keys(*path) for id_ in (key, propose_slug(key) or key)}


def _find_sources(trees: Mapping[str, Node], unread: frozenset[str]) -> dict[str, Ids] | None:
    tree = trees.get("sources.yaml", Node({"sources": Node({}, 1, 1)}, 1, 1))
    listed = tree.find(("sources",))
    if "sources.yaml" in unread or listed is None:
        return None
    return {
        id_: dict.fromkeys(tree.keys("sources", id_, "passages")) for id_ in tree.keys("sources")
    }


def _find_ids(
    trees: Mapping[str, Node], unread: frozenset[str], kind: str, file: str = ""
) -> Ids | None:
    """Collect the ids of a list; ``file`` is named where it need not hold the list."""
    name = file or f"{kind}.yaml"
    tree = trees.get(name, Node({kind: Node([], 1, 1)}, 1, 1))
    if name in unread or (tree.find((kind,)) is None and not file and not _lists_none(tree, kind)):
        return None
    found = (item.text("id") for item in tree.items(kind))
    return {id_: None for key in found if key for id_ in (key, propose_slug(key) or key)}


def _lists_none(tree: Node, kind: str) -> bool:
    """Whether a file leaves its list out, rather than misspells it."""
    beside = {"offers": {"firmness"}, "promises": {"trust"}}
    return isinstance(tree.content, dict) and {*tree.keys()} <= beside.get(kind, set())


@dataclass
class Findings:
    """What checks find: problems, which stop the case, and notices, which do not."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def add(self, document: Document[Any], path: Path, text: str, *, key: bool = False) -> None:
        """Add a problem at `path`, or at its key, saying which part of the case it is in.

        Nothing is said about a value that is only a stand-in: what it stands in for is reported.
        """
        if document.is_filled(path):
            return
        self.problems.append(_locate(document, path, text, key=key))

    def note(self, document: Document[Any], path: Path, text: str, *, key: bool = False) -> None:
        """Add a notice."""
        self.notices.append(_locate(document, path, text, key=key))

    def hint(self, word: str, known: Collection[str], what: str) -> str:
        """Suggest a known word or list them; nothing once very many problems were found."""
        return suggest_or_list(word, known, what) if len(self.problems) < MAX_HINTS else ""

    def check_known(
        self,
        document: Document[Any],
        path: Path,
        word: str,
        known: Collection[str],
        what: tuple[str, str],
        *,
        key: bool = False,
    ) -> bool:
        """Add a problem when `word` is not known; `what` is the kind in singular and plural.

        Where no party or issue is declared at all, which is a problem of its own, nothing is
        said about each place that names one.
        """
        if word in known:
            return True
        if not known and what in (PARTY, ACTOR, ISSUE):
            return False
        hint = self.hint(word, known, what[1])
        self.add(document, path, f"{what[0]} {quote(word)} is not declared. {hint}", key=key)
        return False


def _locate(document: Document[Any], path: Path, text: str, *, key: bool) -> Problem:
    return document.problem(path, describe(document.tree, path) + text, key=key)


PARTY = ("party", "parties")
ACTOR = ("party or ratifier", "parties and ratifiers")
ISSUE = ("issue", "issues")


def find_actor_keys(tree: Node, kind: str) -> Iterator[Path]:
    """Go over the mappings whose further keys are parties or ratifiers, with those keys.

    Yields the path of each such key.
    """
    if kind == "reading":
        yield from _find_option_keys(tree, ("overlay",), OVERLAY_ATTRIBUTES)
    elif kind == "events":
        for index in range(len(tree.items("events"))):
            yield from _find_option_keys(tree, ("events", index, "change"), OVERLAY_ATTRIBUTES)
    else:
        yield from _find_option_keys(tree, (), ATTRIBUTES)
    for index in range(len(tree.items("interactions"))) if kind == "case" else ():
        path = ("interactions", index)
        known = InteractionEntry.model_fields
        yield from ((*path, key) for key in tree.keys(*path) if key not in known)


def _find_option_keys(tree: Node, stem: Path, attributes: Collection[str]) -> Iterator[Path]:
    for issue in tree.keys(*stem, "issues"):
        for option in tree.keys(*stem, "issues", issue, "options"):
            path = (*stem, "issues", issue, "options", option)
            yield from ((*path, key) for key in tree.keys(*path) if key not in attributes)


def check_actor_keys(document: Document[Any], kind: str, names: Names) -> list[Problem]:
    """Say which keys of options are neither attributes nor declared; leave them out."""
    findings = Findings()
    for path in find_actor_keys(document.tree, kind):
        word = str(path[-1])
        if word not in names.actors and names.parties:
            attributes = ATTRIBUTES if path[0] == "issues" else ("because", "note", "title", "when")
            text = f"party {quote(word)} is not declared"
            if len(findings.problems) < MAX_HINTS:
                torn = document.tree.explain_torn(path)
                text = torn or explain_actor(word, names, attributes)
                if text.startswith("party"):
                    findings.problems += check_value(document, path)
            findings.add(document, path, text, key=True)
        if word not in names.actors:
            document.leave_out(path)
    return findings.problems


def explain_actor(word: str, names: Names, attributes: Sequence[str]) -> str:
    """Say that a key is no party, and what may have been meant."""
    if word in RANGE_WORDS:
        return explain_range_word(word)
    near_actor = suggest(word, names.actors)
    near_key = suggest(word, attributes)
    if near_key and not near_actor:
        return f"key {quote(word)} is not known here. {near_key}"
    hint = near_actor or suggest_or_list(word, names.actors, ACTOR[1])
    return f"party {quote(word)} is not declared. {hint}"


def find_element(document: Document[Any], path: Path, index: int) -> Path:
    """Find the path of an element, where a single value may stand for a list of one."""
    node = document.tree.find(path)
    if node is None or not isinstance(node.content, list):
        return path
    return (*path, document.kept(*path)[index] if path in document.holes else index)
