"""Check what numbers rest on: citations, the documents in the folder, unused sources."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.case import ranges, schema
from detente.case.build import Folder
from detente.case.documents import Document
from detente.case.files import check_document
from detente.case.names import Findings, Ids, Names
from detente.case.positions import Node, Path
from detente.case.words import quote

_ID_MAPPINGS = frozenset(
    (
        "parties",
        "ratifiers",
        "issues",
        "options",
        "sources",
        "pledges",
        "passages",
        "payoffs",
        "when",
        "promises",
        "offers",
        "meetings",
        "after",
        "deposits",
        "moves",
        "package",
    )
)


def find_citations(tree: Node) -> Iterator[tuple[Path, Node]]:
    """Go over every ``because`` in a tree, with its path."""
    stack: list[tuple[Path, Node]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        if isinstance(node.content, dict):
            is_ids = bool(path) and path[-1] in _ID_MAPPINGS
            for key, child in node.content.items():
                if key == "because" and not is_ids:
                    yield (*path, key), child
                else:
                    stack.append(((*path, key), child))
        elif isinstance(node.content, list):
            stack += [((*path, index), child) for index, child in enumerate(node.content)]


def check_citations(document: Document[Any], names: Names, findings: Findings) -> set[str]:
    """Check every citation in a file; the sources that it cites."""
    cited: set[str] = set()
    for path, node in find_citations(document.tree):
        for at, source, passage in _read_pairs(path, node):
            cited.add(source)
            if names.sources is not None:
                _check_citation(document, at, source, passage, names.sources, findings)
    return cited


def _read_pairs(path: Path, node: Node) -> Iterator[tuple[Path, str, str]]:
    """Go over the pairs of source and passage in a ``because``, those that can be read."""
    if not isinstance(node.content, list):
        pairs = [(path, [node])]
    elif any(isinstance(item.content, list) for item in node.content):
        pairs = [
            ((*path, index), item.content if isinstance(item.content, list) else [item])
            for index, item in enumerate(node.content)
        ]
    else:
        pairs = [(path, node.content)]
    for at, nodes in pairs:
        texts = [item.content.strip() for item in nodes if isinstance(item.content, str)]
        if len(texts) == len(nodes) and 1 <= len(texts) <= 2:
            yield at, texts[0], texts[1] if len(texts) == 2 else ""


def _check_citation(
    document: Document[Any],
    path: Path,
    source: str,
    passage: str,
    sources: dict[str, Ids],
    findings: Findings,
) -> None:
    if source not in sources:
        hint = findings.hint(source, sources, "sources")
        if not sources:
            hint = "List it in sources.yaml"
        findings.add(document, path, f"source {quote(source)} is not declared. {hint}")
        return
    passages = sources[source]
    if passage in sources and passage not in passages:
        text = f"{quote(passage)} is a source, not a passage of {source}; two sources are written"
        findings.add(document, path, f"{text} [[{source}], [{passage}]]")
    elif passage and passages and passage not in passages:
        hint = findings.hint(passage, passages, "passages")
        findings.add(document, path, f"source {source} has no passage {quote(passage)}. {hint}")


@dataclass(frozen=True)
class Cited:
    """Ids of the sources that are cited: by the case as it stood on its date, and by events."""

    by_case: set[str] = field(default_factory=set)
    by_events: set[str] = field(default_factory=set)


def check_sources(
    document: Document[schema.SourcesFile],
    root: pathlib.Path,
    as_of: dt.date,
    cited: Cited,
    findings: Findings,
    documents: frozenset[str] = frozenset(),
) -> None:
    """Check the sources themselves: their files, their dates, and whether they are used.

    A source may be later than the case when only events cite it, since they are later too.
    """
    for id_ in document.tree.keys("sources"):
        if id_ not in cited.by_case | cited.by_events:
            text = f"source {id_} is not cited anywhere; cite it or remove it"
            findings.note(document, ("sources", id_), text, key=True)
    if document.entry is None:
        return
    for id_, source in document.entry.sources.items():
        is_there = not source.file or source.file in documents
        trouble = None if is_there else check_document(root, source.file)
        if trouble:
            path = ("sources", id_, "file")
            findings.add(document, path, f"file {quote(source.file)}: {trouble}")
        is_later = source.date and ranges.parse_partial_date(source.date) > as_of
        if is_later and id_ not in cited.by_events - cited.by_case:
            text = f"date: {source.date} lies after as_of, {as_of}; correct one of the two"
            findings.add(document, ("sources", id_, "date"), text)


def check_reading_source(
    document: Document[schema.ReadingFile], names: Names, findings: Findings
) -> set[str]:
    """Check the source that a reading names; the sources it cites by that."""
    source = document.entry.source if document.entry else None
    if source is None:
        return set()
    if names.sources is not None:
        _check_citation(document, ("source",), source, "", names.sources, findings)
    return {source}


def check_all_citations(folder: Folder, names: Names, findings: Findings) -> Cited:
    """Check the citations of all files; the sources that they cite."""
    cited = Cited()
    for document in folder.documents():
        ids = check_citations(document, names, findings)
        (cited.by_events if document is folder.events else cited.by_case).update(ids)
    for reading in folder.readings:
        cited.by_case.update(check_reading_source(reading, names, findings))
    return cited
