"""What the pages of the documentation compute when they are built.

A page's blocks call these and print what comes back, so that nothing that is shown was typed in by
hand. The commands run as a user would run them, in a folder that is thrown away.
"""

from __future__ import annotations

import io
import shlex
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case import Case
    from detente.study import Workspace


class Desk:
    """A folder of its own, with a terminal and an editor, for the length of a page.

    Examples
    --------
    >>> desk = Desk()
    >>> print(desk.run("detente --version"))
    ```console
    $ detente --version
    detente ...
    ```
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="detente-docs-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def call(self, command: str, *, status: int = 0) -> str:
        """Run a command; what it says, on both streams."""
        said, code = _run(shlex.split(command), self.folder)
        if code != status:
            raise RuntimeError(f"{command}: exit status {code}\n{said}")
        return "\n".join(line.rstrip() for line in said.strip("\n").splitlines())

    def run(
        self,
        command: str,
        *,
        status: int = 0,
        start: str = "",
        stop: str = "",
        head: int = 0,
    ) -> str:
        """Show a command and what it says: all, from ``start`` to before ``stop``, or a head."""
        said = cut(self.call(command, status=status), start, stop)
        lines = said.splitlines()
        if head and len(lines) > head:
            said = "\n".join([*lines[:head], "..."])
        if start:
            said = f"...\n{said}"
        return fence("console", f"$ {command}\n{said}")

    def show(self, file: str, start: str = "", stop: str = "") -> str:
        """Show a file, or the part of it from ``start`` to before ``stop``."""
        text = (self.folder / file).read_text(encoding="utf-8")
        return fence("yaml", cut(text, start, stop))

    def edit(self, file: str, old: str, new: str) -> str:
        """Replace one piece of a file, and show the lines before and after."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{file} holds {text.count(old)} times: {old}")
        path.write_text(text.replace(old, new), encoding="utf-8")
        return fence("diff", "\n".join([*_mark("-", old), *_mark("+", new)]))

    def write(self, file: str, text: str, *, quiet: bool = False) -> str:
        """Write a file, and show it."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return "" if quiet else fence("yaml", text)

    def copy_case(self, name: str, folder: str | None = None) -> Path:
        """Copy a shipped case into the folder."""
        from detente import find_case

        return Path(shutil.copytree(find_case(name), self.folder / (folder or name)))

    def explain(self, case: str) -> str:
        """Load a case that is broken, and show all that is said about it."""
        import detente

        try:
            detente.load(self.folder / case)
        except detente.CaseError as error:
            return fence("text", str(error))
        raise RuntimeError(f"{case} loads without a problem")


def _run(command: list[str], folder: Path) -> tuple[str, int]:
    """Run a command as the terminal would, in this process: what it loads, it loads once."""
    from detente.cli import main

    said, code, argv = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), 0, sys.argv
    with chdir(folder), redirect_stdout(said), redirect_stderr(said), share_draws():
        try:
            sys.argv = command
            main()
        except SystemExit as done:
            code = int(done.code or 0)
        finally:
            sys.argv = argv
    said.flush()
    return said.buffer.getvalue().decode("utf-8"), code


@contextmanager
def share_draws(most: int = 4) -> Iterator[None]:
    """Let all that is asked of the same draws of a case share what was found, as a report does.

    A command answers one question and ends; pages ask the same case one after another. What is
    found depends on the case and its draws alone, and not on what was asked before.

    Parameters
    ----------
    most : how many workspaces are kept, the latest ones.

    Examples
    --------
    >>> import detente
    >>> case = detente.load(detente.find_case("barter-nash-1950"))
    >>> with share_draws():
    ...     first = detente.study.Workspace(case, 8)
    ...     again = detente.study.Workspace(case, draws=8, seed=None, approximate=False)
    >>> first is again, first is detente.study.Workspace(case, 8)
    (True, False)
    """
    from detente import study

    make = study.Workspace

    def open_(case: Case, *terms: Any, **named: Any) -> Workspace:
        made = make(case, *terms, **named)  # however the draws are asked for
        found = next((kept for kept in _shared if kept == made), made)
        _shared[:] = [found, *(kept for kept in _shared if kept is not found)][:most]
        return found

    study.Workspace = open_  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        study.Workspace = make  # type: ignore[misc]


_shared: list[Workspace] = []


def _mark(sign: str, text: str) -> list[str]:
    return [f"{sign} {line}" for line in text.strip("\n").splitlines()]


def cut(text: str, start: str = "", stop: str = "") -> str:
    r"""Keep the lines from the first that holds ``start`` to before the next that holds ``stop``.

    Examples
    --------
    >>> cut("a\nb\nc\nd", start="b", stop="d")
    'b\nc'
    """
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if start in line) if start else 0
    rest = lines[first:]
    if stop:
        last = next(n for n, line in enumerate(rest) if n and stop in line)
        rest = rest[:last]
    return "\n".join(rest).strip("\n")


def fence(language: str, text: str) -> str:
    r"""Put text between fences.

    Examples
    --------
    >>> fence("text", "seen")
    '```text\nseen\n```'
    """
    return f"```{language}\n{text}\n```"


def tabulate(columns: Sequence[str], rows: Iterable[Sequence[object]], *, text: int = 1) -> str:
    """Write a Markdown table; the first ``text`` columns hold words and the rest numbers.

    Examples
    --------
    >>> print(tabulate(["Side", "Gains"], [["Upper", 2.5]]))
    | Side | Gains |
    | --- | ---: |
    | Upper | 2.5 |
    """
    rule = ["---" if place < text else "---:" for place in range(len(columns))]
    body = [[_say(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in [list(columns), rule, *body])


def _say(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.3g}".replace("-", "\N{MINUS SIGN}")
    return str(cell)


def describe_command(name: str) -> str:
    """Show how a command is called, and list its arguments and options, as they are registered."""
    parameters = [p for p in find_commands()[name].params if not getattr(p, "hidden", False)]
    places = [_spell(p) for p in parameters if p.param_type_name == "argument"]
    head = fence("console", " ".join(["$ detente", name, "[OPTIONS]", *places]))
    if not parameters:
        return head
    rows = [[f"`{_spell(p)}`", _say_default(p), p.help or ""] for p in parameters]
    return f"{head}\n\n{tabulate(['Argument or option', 'Default', 'What it does'], rows, text=3)}"


def find_commands() -> dict[str, Any]:
    """Find every command by its name, in the order in which it is registered."""
    import typer

    from detente.cli.app import app

    return dict(vars(typer.main.get_command(app))["commands"])


def _spell(parameter: Any) -> str:
    called = str(parameter.metavar or parameter.name.upper()).strip("[]")
    if parameter.param_type_name == "argument":
        return called if parameter.required else f"[{called}]"
    if isinstance(parameter.default, Enum):
        called = " or ".join(choice.value for choice in type(parameter.default))
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag else f"{names} {called}"


def _say_default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    if default in (None, "", False):
        return ""
    return f"`{getattr(default, 'value', default)}`"
