"""GENIUS: scenarios as XML, one file for the domain and one for each party.

What a package is worth is the sum over issues of weight times evaluation over the best evaluation
of the issue (nothing where the best is below 0.00001); weights belong to the issue of the same
index. An integer issue evaluates to offset + slope x (value - lowest value), a real one to a
function of its value, both cut off at 0 and 1. In a space that is not linear it is the sum of what
the boxes are worth in which the package lies, over a largest sum that the file states. All of it
is read exactly, as fractions. References from one file to another are followed by bare name within
the folder, or not at all.

References
----------
Lin, Kraus, Baarslag, Tykhonov, Hindriks, Jonker (2014), Genius: an integrated environment for
supporting the design of generic automated negotiators, Computational Intelligence 30.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.case.interchange.draft import Draft, Format
from detente.case.interchange.drafting import check_topics, draft_case
from detente.case.interchange.genius_domain import Domain, read_domain
from detente.case.interchange.genius_profile import read_profile
from detente.case.interchange.genius_write import write_genius
from detente.case.interchange.scenario import Profile, Scenario
from detente.case.interchange.sources import Sources, glance, open_sources
from detente.case.interchange.xml_tree import Element, read_xml
from detente.case.words import quote

_SUFFIXES = (".xml",)
_ROOTS = ("negotiation_template", "utility_space")


def _recognise(path: Path) -> bool:
    return glance(path, _SUFFIXES, _ROOTS)


def _read(path: Path) -> Draft:
    return _read_some(path, ())


def _read_some(path: Path, wanted: Sequence[str]) -> Draft:
    sources = open_sources(path, _SUFFIXES, _ROOTS)
    trees = _read_trees(sources)
    name = _find_domain(sources, trees)
    parties = {each: tree for each, tree in trees.items() if _is_profile(tree)}
    agents = _find_agents(sources, trees[name], parties)
    named = list(agents) if len(agents) > 1 else []
    chosen = sources.choose(wanted or named, list(parties))
    domain = read_domain(sources, name, trees[name])
    check_topics(sources, [issue.topic for issue in domain.issues])
    profiles = [
        read_profile(sources, domain, each, parties[each], agents.get(each) or Path(each).stem)
        for each in chosen
    ]
    sources.check()
    sources.note_unread({name, *chosen})
    return draft_case(_join(sources, domain, profiles))


def _join(sources: Sources, domain: Domain, profiles: Sequence[Profile]) -> Scenario:
    topics = [issue.topic for issue in domain.issues]
    return Scenario(sources.title, "GENIUS", topics, profiles, sources.notes)


def _read_trees(sources: Sources) -> dict[str, Element]:
    """Read all files as XML; those that belong to GENIUS."""
    trees: dict[str, Element] = {}
    for name, content in sources.contents.items():
        tree, problems = read_xml(name, content)
        sources.problems += problems
        if tree is not None and tree.name in _ROOTS:
            trees[name] = tree
        elif tree is not None and name == sources.named:
            expected = " or ".join(f"<{root}>" for root in _ROOTS)
            sources.add(name, tree.line, tree.column, f"begins with <{tree.name}>, not {expected}")
    sources.check()
    return trees


def _is_profile(tree: Element) -> bool:
    """Whether a file says what something is worth to somebody."""
    items = (item for issue in tree.walk("issue") for item in issue.list("item"))
    return any(item.get("evaluation") for item in items) or any(
        next(tree.walk(tag), None) is not None for tag in ("weight", "evaluator", "utility")
    )


def _find_domain(sources: Sources, trees: dict[str, Element]) -> str:
    """Find the file that lists the issues; without one, a party's, which lists them too."""
    domains = [name for name, tree in trees.items() if not _is_profile(tree)]
    named, folder = sources.named, sources.place
    if not trees:
        sources.add(folder, 0, 0, "holds no scenario of GENIUS; name another")
    elif named and domains and named not in domains:
        text = "is the file of one party; name the folder, or the file of the domain: "
        sources.add(named, 0, 0, text + ", ".join(domains))
    elif not named and len(domains) > 1:
        text = f"holds several domains ({', '.join(domains)}); name the file of one"
        sources.add(folder, 0, 0, text)
    sources.check()
    if domains:
        return named or domains[0]
    first = named or next(iter(trees))
    sources.note(f"No file lists the issues by themselves; they are those of {first}.")
    return first


def _find_agents(sources: Sources, tree: Element, parties: dict[str, Element]) -> dict[str, str]:
    """Find what the domain calls the party of a file, where it says that."""
    named: dict[str, str] = {}
    for agent in tree.walk("agent"):
        file = agent.get("utility_space")
        if file in parties:
            named[file] = agent.get("name")
        elif file:
            sources.note(f"The domain names {quote(file)}, which is not among its files.")
    return named


FORMAT = Format(
    name="genius",
    title="GENIUS XML",
    recognise=_recognise,
    read=_read,
    write=write_genius,
    read_some=_read_some,
)
