"""Documents read in a process of their own: limited in time and memory, whatever is in them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Literal

from detente.case.library.texts import Paragraph, Text
from detente.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 20.0
MEMORY = 1_500_000_000

RUN = "from detente.case.library.apart import main; main()"

BROKEN = "the document could not be read: it is broken, locked, or not what it says"
SLOW = f"the document took longer than {SECONDS:g} seconds to read; take its text instead"
BARE = "no text was found in the document; if it is a scan, take its text instead"


def read_apart(content: bytes, kind: Literal["html", "pdf"], seconds: float = SECONDS) -> Text:
    """Read a document in another process.

    Raises
    ------
    InputError : it took too long, or too much memory, or could not be read, or holds no text.
    """
    command = [sys.executable, "-P", "-c", RUN, kind]
    try:
        # The command is ours; what is read goes in through a pipe, and text alone comes back.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(SLOW) from None
    if done.returncode or not done.stdout:
        raise InputError(BROKEN)
    found = json.loads(done.stdout)
    if not found["paragraphs"]:
        raise InputError(BARE)
    return Text(tuple(Paragraph(*each) for each in found["paragraphs"]), found["cut"])


def main() -> None:
    """Read the document that comes in, and write its text as JSON."""
    from detente.case.library.texts import make_text

    _limit_memory()
    text = make_text(_list_paragraphs(sys.argv[1], sys.stdin.buffer.read()))
    paragraphs = [(each.text, each.page, each.level) for each in text.paragraphs]
    sys.stdout.buffer.write(json.dumps({"paragraphs": paragraphs, "cut": text.cut}).encode())


def _list_paragraphs(kind: str, content: bytes) -> Iterator[Paragraph]:
    if kind == "pdf":
        from detente.case.library.pdf_text import list_pdf

        return list_pdf(content)
    from detente.case.library.html_text import list_html
    from detente.case.library.kinds import decode

    return list_html(decode(content))


def _limit_memory() -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has the limit of time alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
