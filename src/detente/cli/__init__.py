"""The command line: one module per command, all thin."""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO


def main() -> None:
    """Run detente; exit status 0, 2 for bad input, 1 for a fault of detente's own."""
    # The arrays are small: threads of the linear algebra library wait for each other more than
    # they compute, above all on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from detente.cli.app import app
    from detente.errors import DetenteError

    sys.stdout, sys.stderr = _ready(sys.stdout), _ready(sys.stderr)
    try:
        app()
    except DetenteError as error:
        sys.exit(_refuse(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.exit(_refuse(error) if error.errno == errno.ENOSPC else _fail(error))
    except Exception as error:  # the last line of defence: say so, and how to report it
        sys.exit(_fail(error))


def _ready(stream: TextIO | None) -> TextIO:
    """Make an output take any text; one that was closed before the start swallows it."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[attr-defined]
    return stream


def _refuse(error: Exception) -> int:
    from detente.errors import CaseError

    print(error, file=sys.stderr)
    if isinstance(error, CaseError):
        count = len(error.problems)
        print(f"\n{count} problem{'s' if count > 1 else ''} found.", file=sys.stderr)
    return 2


def _fail(error: Exception) -> int:
    if os.environ.get("DETENTE_DEBUG"):
        raise error
    print(
        f"This is a fault in detente, not in your case: {type(error).__name__}: {error}\n"
        "Set DETENTE_DEBUG=1 and run again to see where.",
        file=sys.stderr,
    )
    return 1
