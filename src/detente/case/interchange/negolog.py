"""NegoLog: scenarios as JSON, one file for each of two parties and none for the domain.

What a package is worth is the sum over issues of weight times the value of the option. The issues
and their options are those of the first party's file, and the other's have to be the same.

References
----------
Doğru, Keskin, Jonker, Baarslag, Aydoğan (2024), NegoLog: an integrated Python-based automated
negotiation framework with enhanced assessment components, IJCAI.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from detente.case.interchange.additive import (
    check_parties,
    ground,
    list_losses,
    list_tables,
    name_topics,
    share_powers,
)
from detente.case.interchange.draft import Draft, Format
from detente.case.interchange.drafting import check_topics, draft_case
from detente.case.interchange.json_text import Json, write_json
from detente.case.interchange.scenario import Profile, Scenario, Topic
from detente.case.interchange.sources import glance, open_sources
from detente.case.interchange.trees import Cursor, check_any, read_trees
from detente.case.model import Case
from detente.case.new_folder import save_text
from detente.case.positions import Node
from detente.case.words import quote, suggest_or_list

_SUFFIXES = (".json",)
_KEYS = ("issueWeights", "issues")
_FILES = ("profileA", "profileB")


def _recognise(path: Path) -> bool:
    web = glance(path, _SUFFIXES, ("LinearAdditiveUtilitySpace", "issuesValues"))
    return not web and glance(path, _SUFFIXES, _KEYS[:1])


def _read(path: Path) -> Draft:
    return _read_some(path, ())


def _read_some(path: Path, wanted: Sequence[str]) -> Draft:
    sources = open_sources(path, _SUFFIXES, _KEYS[:1])
    trees = read_trees(sources, _belongs)
    check_any(sources, trees, "NegoLog")
    chosen = sources.choose(wanted, list(trees))
    sources.check()
    files = [Cursor(sources, name, trees[name]) for name in chosen]
    topics = _read_topics(files[0])
    check_topics(sources, topics)
    profiles = [_read_profile(file, topics) for file in files]
    sources.check()
    sources.note_unread(chosen)
    return draft_case(Scenario(sources.title, "NegoLog", topics, profiles, sources.notes))


def _belongs(tree: Node) -> bool:
    return all(tree.step(key) is not None for key in _KEYS)


def _read_topics(file: Cursor) -> list[Topic]:
    issues = file.need("issues")
    topics = []
    for title, issue in (issues.children() if issues is not None else {}).items():
        options = issue.children()
        places = [each.place for each in options.values()]
        topics.append(Topic(title, [*options], issue.place, places))
    return topics


def _read_profile(file: Cursor, topics: Sequence[Topic]) -> Profile:
    issues, weights = file.need("issues"), file.need("issueWeights")
    by_issue = _match(issues, [topic.title for topic in topics], "issue")
    weight = _match(weights, [topic.title for topic in topics], "issue")
    amounts, places = [], []
    for topic in topics:
        options = _match(by_issue.get(topic.title), topic.options, "option")
        factor = weight[topic.title].number() if topic.title in weight else Fraction(0)
        amounts.append([factor * options[o].number() for o in topic.options if o in options])
        places.append([options[o].place for o in topic.options if o in options])
    reservation = file.go("reservationValue")
    return Profile(
        name=Path(file.file).stem,
        file=file.file,
        amounts=amounts,
        places=places,
        place=file.place if reservation is None else reservation.place,
        reservation=None if reservation is None else reservation.number(),
    )


def _match(mapping: Cursor | None, known: Sequence[str], what: str) -> dict[str, Cursor]:
    """Go to what stands under each known key; one that is missing or not known is a problem."""
    found = mapping.children() if mapping is not None else {}
    for key in dict.fromkeys(known) if mapping is not None else ():
        if key not in found and mapping is not None:
            mapping.add(f"{what} {quote(key)} is missing here; add it")
    for key in sorted(found.keys() - set(known)):
        hint = suggest_or_list(key, known, f"{what}s of the first file")
        found[key].add(f"{what} {quote(key)} is not known. {hint}")
    return found


def _write(case: Case, folder: Path) -> tuple[str, ...]:
    """Write a case to a folder that does not exist yet; notes on what does not fit."""
    check_parties(case, len(_FILES), "NegoLog")
    folder.mkdir()
    issues, options = name_topics(case)
    for file, table in zip(_FILES, list_tables(case), strict=True):
        grounded = ground(table)
        powers = share_powers([max(row) for row in grounded.units])
        whole = sum(powers)
        rows = zip(issues, options, grounded.units, powers, strict=True)
        profile: dict[str, Json] = {
            "reservationValue": Fraction(grounded.reservation, whole),
            "issueWeights": {i: Fraction(p, whole) for i, p in zip(issues, powers, strict=True)},
            "issues": {
                issue: {n: Fraction(unit, power) for n, unit in zip(names, row, strict=True)}
                for issue, names, row, power in rows
            },
        }
        save_text(folder, f"{file}.json", write_json(profile) + "\n")
    said = zip(_FILES, case.parties, strict=True)
    names = ", ".join(f"{file}.json is {party.name}" for file, party in said)
    return (f"NegoLog does not name parties: {names}.", *list_losses(case, "NegoLog"))


FORMAT = Format(
    name="negolog",
    title="NegoLog JSON",
    recognise=_recognise,
    read=_read,
    write=_write,
    read_some=_read_some,
)
