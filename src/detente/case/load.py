"""Load a case folder: read, check everything, and build, or raise all that is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

from detente.case import schema
from detente.case.build import Folder, build_case
from detente.case.checks import check_folder
from detente.case.documents import Document, validate
from detente.case.files import compute_digest, decode, find_folder, load_files
from detente.case.messages import MISSING
from detente.case.model import Case
from detente.case.names import Names, check_actor_keys, find_names
from detente.case.positions import Node, read_tree
from detente.errors import CaseError, Problem

MAX_SHOWN = 200
UNSEEN = (
    "Some parts could not be read far enough to check them; more may show once these are mended."
)

M = TypeVar("M", bound=schema.Entry)
Read: TypeAlias = tuple[Node | None, list[Problem]]


def load(path: str | os.PathLike[str]) -> Case:
    """Load a case from its folder.

    Parameters
    ----------
    path : the case folder, or its ``case.yaml``.

    Raises
    ------
    CaseError : something in the folder is wrong; ``problems`` holds everything that was found,
        each with file, line, column, the value and a way out.

    Notes
    -----
    Nothing outside the folder is read. Files over 5 MB are refused by their size. Time grows
    with the length of the files: 12,000 lines take about a second.
    """
    root = find_folder(path)
    return build(root, *load_files(root))


def read_file(name: str, content: bytes) -> Read:
    """Read a file as a tree, with what is wrong with it as YAML."""
    text = decode(name, content)
    return (None, [text]) if isinstance(text, Problem) else read_tree(name, text)


def build(
    root: Path,
    contents: dict[str, bytes],
    problems: list[Problem],
    notices: list[Problem],
    *,
    read: Callable[[str, bytes], Read] = read_file,
    documents: frozenset[str] = frozenset(),
) -> Case:
    """Build a case from the files that were read, with what was found while reading them.

    Parameters
    ----------
    read : reads a file as a tree; one that remembers what it read saves time.
    documents : names of documents that are not in the folder yet, and will be.

    Raises
    ------
    CaseError : something in the files is wrong, as for `load`.
    """
    trees = _read_trees(contents, problems, read)
    unread = frozenset(problem.file for problem in problems) - set(trees)
    names = find_names(trees, unread)
    checked = _check_files(trees, names, problems)
    folder = _gather(checked)
    if folder is None:
        raise _make_error(problems, unseen=bool(unread))
    findings = check_folder(folder, names, root, documents)
    if problems or findings.problems:
        unseen = bool(unread) or any(_has_unseen(document) for document in folder.documents())
        raise _make_error(problems + findings.problems, unseen=unseen)
    noticed = sorted({*notices, *findings.notices})
    return Case(
        **build_case(folder),
        digest=compute_digest(contents),
        folder=root,
        notices=tuple(noticed[:MAX_SHOWN]),
    )


def _read_trees(
    contents: dict[str, bytes], problems: list[Problem], read: Callable[[str, bytes], Read]
) -> dict[str, Node]:
    """Read each file as YAML; what is wrong is added to `problems`."""
    trees: dict[str, Node] = {}
    for name, content in contents.items():
        tree, found = read(name, content)
        problems += found
        if tree is not None:
            trees[name] = tree
    return trees


def _check_files(
    trees: dict[str, Node], names: Names, problems: list[Problem]
) -> dict[str, Document[Any]]:
    """Check each file against its model; what is wrong is added to `problems`."""
    documents: dict[str, Document[Any]] = {}
    for name, tree in trees.items():
        kind = "reading" if name.startswith("readings/") else name.removesuffix(".yaml")
        document: Document[Any] = Document(name, tree)
        if kind in ("case", "reading", "events") and "case.yaml" in trees:
            problems += check_actor_keys(document, kind, names)
        problems += validate(document, schema.FILE_MODELS[kind])
        documents[name] = document
    return documents


def _gather(documents: dict[str, Document[Any]]) -> Folder | None:
    """Put the documents where they belong; None without a case.yaml."""
    if "case.yaml" not in documents:
        return None
    named: dict[str, Any] = {
        name.removesuffix(".yaml"): document
        for name, document in documents.items()
        if "/" not in name
    }
    readings = tuple(d for name, d in documents.items() if name.startswith("readings/"))
    return Folder(**named, readings=cast("tuple[Document[schema.ReadingFile], ...]", readings))


def _has_unseen(document: Document[Any]) -> bool:
    """Whether parts of a file could not be checked, or dates not compared, for what is wrong."""
    return document.entry is None or document.unseen or document.lacks_date


def _make_error(problems: list[Problem], *, unseen: bool) -> CaseError:
    """Make the error of all problems, and say at its end whether more may show.

    Of very many, the error holds the first and their number.
    """
    error = _make_list(problems)
    if unseen:
        error.args = (f"{error}\n\n{UNSEEN}",)
    return error


def _make_list(problems: list[Problem]) -> CaseError:
    unique = sorted({_place(problem): problem for problem in reversed(problems)}.values())
    if len(unique) <= MAX_SHOWN:
        return CaseError(unique)
    text = f"{len(unique)} problems were found; these are the first {MAX_SHOWN}"
    return CaseError([Problem("(all files)", 0, 0, text), *unique[:MAX_SHOWN]])


def _place(problem: Problem) -> tuple[object, ...]:
    """Tell problems apart by place; at the top of a file, and of missing keys, by what is said."""
    place = (problem.file, problem.line, problem.column)
    by_text = problem.line <= 1 or problem.message.endswith(MISSING)
    return (*place, problem.message) if by_text else place
