"""The report as one self-contained HTML file, or as Markdown; and saving it whole or not at all."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.report.document import write_document
from detente.report.findings import Findings
from detente.report.markdown import write_markdown
from detente.report.templating import (
    load_bundle,
    load_environment,
    place_parties,
    read_template,
    write_json,
)

if TYPE_CHECKING:
    from detente.case import Case

TEMPLATE = "report.html.j2"


def render_html(case: Case, findings: Findings) -> str:
    """Write the report as one HTML file that needs no network.

    The scripts are named by their hashes in the page's content security policy; charts are data
    that Vega draws without evaluating code. The same case and findings give the same bytes.

    Parameters
    ----------
    case : what was analysed; everything shown from it is escaped.
    findings : what the studies found, see :func:`~detente.report.findings.study_all`.

    Returns
    -------
    The page.
    """
    document = write_document(case, findings)
    bundle = load_bundle()
    script = read_template("charts.js") + read_template("report.js")
    return (
        load_environment()
        .get_template(TEMPLATE)
        .render(
            document=document,
            notes={note.key: note for note in document.notes},
            **place_parties(document.names),
            charts=write_json({chart.id: chart.spec for chart in document.charts}),
            style=read_template("base.css") + read_template("report.css"),
            bundle=bundle,
            script=script,
            policy=_write_policy(bundle, script),
        )
    )


def render_markdown(case: Case, findings: Findings) -> str:
    """Write the report as Markdown: the same sentences and tables, without the charts."""
    return write_markdown(write_document(case, findings))


def save_report(text: str, path: str | os.PathLike[str]) -> Path:
    """Save a report whole or not at all: into a file beside it, which then takes its place.

    A link is followed; anything but an ordinary file is left alone, and so is a YAML file, which
    may be part of a case.

    Raises
    ------
    InputError
        When the folder does not exist, or the file cannot be written there.
    """
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise InputError(
            f"{target}: there is no folder {target.parent} to save it in; make it first, "
            "or name a file in another folder"
        )
    if target.is_dir():
        raise InputError(f"{target} is a folder; name a file to save it in")
    if target.exists() and not target.is_file():
        raise InputError(f"{target} is not an ordinary file; name another to save it in")
    if target.exists() and target.suffix in (".yaml", ".yml"):
        raise InputError(f"{target} may be part of a case; name another file to save it in")
    try:
        _replace(target, text)
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror or error}") from error
    return Path(path)


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_usual_mode())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _usual_mode() -> int:
    """Read which permissions a new file usually gets: a temporary one is private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write_policy(*scripts: str) -> str:
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
