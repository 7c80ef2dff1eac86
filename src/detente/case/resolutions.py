"""What came of the questions of a case, from resolutions.yaml: read apart, never by `load`.

The file holds what nobody knew on the day of the case. So that no number of the case can rest on
it, it is no part of the case: neither of what `load` reads nor of the digest.
"""

from __future__ import annotations

import os
from pathlib import Path

from detente.case import forecast_model, schema
from detente.case.build import build_source
from detente.case.check_ledger import check_ids_differ
from detente.case.check_sources import check_citations
from detente.case.documents import Document, validate
from detente.case.files import check_document, decode, find_folder, list_entries, read_inside
from detente.case.load import load
from detente.case.model import Case, Source
from detente.case.names import Findings, Ids, Names
from detente.case.positions import Path as TreePath
from detente.case.positions import read_tree
from detente.case.quantify import build_citations
from detente.errors import CaseError, Problem

FILE = "resolutions.yaml"


def load_resolutions(
    path: str | os.PathLike[str], case: Case | None = None
) -> tuple[forecast_model.Resolution, ...]:
    """Load what came of the questions of a case; nothing where there is no resolutions.yaml.

    Parameters
    ----------
    path : the case folder, or its ``case.yaml``.
    case : the case as loaded, to save loading it again.

    Raises
    ------
    CaseError : something in resolutions.yaml is wrong, or in the case itself; all of it at once.

    Examples
    --------
    >>> import detente
    >>> [each.outcome for each in load_resolutions(detente.find_case("barter-nash-1950"))]
    []
    """
    root = find_folder(path)
    return _read(root, load(root) if case is None else case)[0]


def check_resolutions(case: Case) -> tuple[Problem, ...]:
    """Check resolutions.yaml in the folder of a case; what is worth saying about it.

    Raises
    ------
    CaseError : something in it is wrong.
    """
    return _read(case.folder, case)[1] if case.folder is not None else ()


def find_shape_problems(path: str | os.PathLike[str]) -> list[Problem]:
    """Find what is wrong with resolutions.yaml by itself, where the case cannot be loaded."""
    try:
        root = find_folder(path)
        return (
            validate(_open(root), schema.ResolutionsFile) if FILE in list_entries(root, "") else []
        )
    except CaseError as error:
        return list(error.problems)


def _read(
    root: Path, case: Case
) -> tuple[tuple[forecast_model.Resolution, ...], tuple[Problem, ...]]:
    if FILE not in list_entries(root, ""):
        return (), ()
    document = _open(root)
    findings = Findings(problems=validate(document, schema.ResolutionsFile))
    _check_entries(document, case, findings)
    _check_sources(document, case, root, findings)
    if findings.problems:
        raise CaseError(sorted(set(findings.problems)))
    return tuple(_build(document, case)), tuple(sorted(set(findings.notices)))


def _open(root: Path) -> Document[schema.ResolutionsFile]:
    """Read the file as YAML."""
    content = read_inside(root, FILE)
    text = content if isinstance(content, Problem) else decode(FILE, content)
    if isinstance(text, Problem):
        raise CaseError([text])
    tree, problems = read_tree(FILE, text)
    if problems or tree is None:
        raise CaseError(problems)
    return Document(FILE, tree)


def _check_entries(
    document: Document[schema.ResolutionsFile], case: Case, findings: Findings
) -> None:
    """Check that every question is asked, and was resolved in its time."""
    check_ids_differ(document, "resolutions", findings)
    if document.entry is None:
        return
    asked = {forecast.id: forecast for forecast in case.forecasts}
    what = ("forecast", "forecasts")
    for index, entry in zip(document.kept("resolutions"), document.entry.resolutions, strict=True):
        path: TreePath = ("resolutions", index)
        if findings.check_known(document, (*path, "id"), entry.id, asked, what):
            _check_day(document, path, entry, asked[entry.id], case, findings)


def _check_day(
    document: Document[schema.ResolutionsFile],
    path: TreePath,
    entry: schema.ResolutionEntry,
    asked: forecast_model.Forecast,
    case: Case,
    findings: Findings,
) -> None:
    here = (*path, "on")
    if entry.on < case.as_of:
        text = f"on: {entry.on} lies before as_of, {case.as_of}; what was known is no forecast"
        findings.add(document, here, text)
    elif entry.outcome and entry.on > asked.by:
        text = f"on: {entry.on} lies after {asked.by}, by when it was to come true; "
        findings.add(document, here, f"{text}then the outcome is false, or the date is wrong")


def _check_sources(
    document: Document[schema.ResolutionsFile], case: Case, root: Path, findings: Findings
) -> None:
    """Check citations against the sources of the case and those of this file."""
    known = {id_: dict.fromkeys(source.passages) for id_, source in case.sources.items()}
    own: dict[str, Ids] = {
        id_: dict.fromkeys(document.tree.keys("sources", id_, "passages"))
        for id_ in document.tree.keys("sources")
    }
    cited = check_citations(document, Names(sources={**known, **own}), findings)
    for id_ in own:
        path: TreePath = ("sources", id_)
        if id_ in known:
            text = "its id stands in sources.yaml too; choose another"
            findings.add(document, path, text, key=True)
        elif id_ not in cited:
            text = "it is not cited anywhere; cite it or remove it"
            findings.note(document, path, text, key=True)
    _check_files(document, root, findings)


def _check_files(
    document: Document[schema.ResolutionsFile], root: Path, findings: Findings
) -> None:
    for id_, source in document.entry.sources.items() if document.entry is not None else ():
        trouble = check_document(root, source.file) if source.file else None
        if trouble:
            findings.add(document, ("sources", id_, "file"), f'file "{source.file}": {trouble}')


def _build(
    document: Document[schema.ResolutionsFile], case: Case
) -> list[forecast_model.Resolution]:
    entry = document.checked
    sources: dict[str, Source] = dict(case.sources)
    sources |= {id_: build_source(id_, source) for id_, source in entry.sources.items()}
    found = []
    for index, item in enumerate(entry.resolutions):
        because = build_citations(item.because)
        named = dict.fromkeys(citation.source for citation in because)
        found.append(
            forecast_model.Resolution(
                id=item.id,
                outcome=item.outcome,
                on=item.on,
                because=because,
                note=item.note,
                sources=tuple(sources[id_] for id_ in named),
                place=document.place("resolutions", index),
            )
        )
    return found
