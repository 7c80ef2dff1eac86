"""Check that the installed wheel works on its own: ``check_wheel.py ENVIRONMENT EMPTY_FOLDER``.

Runs the commands of the README's first minute with the environment's own Python, from a folder
where no file of the project can be picked up by accident, and loads every case that it ships.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, build_opener

LOAD_SHIPPED = """
from importlib.resources import files
import detente
folders = sorted(p for p in (files("detente") / "shipped").iterdir() if (p / "case.yaml").is_file())
assert folders, "the wheel ships no case"
for folder in folders:
    case = detente.load(folder)
    print(f"  loads: {folder.name} ({len(case.parties)} parties, {len(case.issues)} issues)")
assert "src" not in detente.__file__.split("/"), detente.__file__
"""


def run(command: list[str], folder: Path) -> str:
    """Run a command in a folder; stop with its output when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} gave {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def open_workbench(detente: Path, folder: Path) -> None:
    """Serve a shipped case, open its link and what its page is made of, and end it."""
    command = [str(detente), "serve", "barter-nash-1950", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            link = process.stdout.readline().strip()
            opener = build_opener(HTTPCookieProcessor(CookieJar()))
            page = opener.open(link).read().decode()
            for file in ("base.css", "charts.js", "htmx.min.js", "workbench.css", "workbench.js"):
                if (
                    f"/static/{file}" not in page
                    or not opener.open(urljoin(link, f"/static/{file}")).read()
                ):
                    sys.exit(f"the workbench's page lacks {file}")
            opener.open(urljoin(link, "/c/barter-nash-1950/trust/live")).read()
        finally:
            process.send_signal(signal.SIGINT)
    if process.returncode:
        sys.exit(f"detente serve gave {process.returncode}")


def main(environment: str, empty: str) -> None:
    """Try the wheel that is installed in `environment`, working in the folder `empty`."""
    folder = Path(empty).resolve()
    scripts = Path(environment).resolve() / "bin"
    print(run([str(scripts / "python"), "-I", "-c", LOAD_SHIPPED], folder).rstrip())
    for arguments in (["--help"], ["cases"], ["demo"]):
        run([str(scripts / "detente"), *arguments], folder)
        print(f"  runs: detente {' '.join(arguments)}")
    open_workbench(scripts / "detente", folder)
    print("  serves: a page, and a question answered behind it")
    report = folder / "report.html"
    if not report.is_file() or report.stat().st_size < 10_000:
        sys.exit("detente demo wrote no report.html worth the name")
    print(f"  report.html: {report.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
