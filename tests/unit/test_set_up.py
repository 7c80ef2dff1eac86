"""tools/set-up.sh: what it says when it cannot go on, and that it does nothing twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_OLD = "exit 1"
WITHOUT_VENV = """case "$2" in
    *ensurepip*) exit 1 ;;
    *print*) echo 3.12 ;;
esac"""


@pytest.fixture
def project(tmp_path):
    """Return a copy of what set-up needs, in a folder whose name has a space."""
    folder = tmp_path / "a project"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "set-up.sh", folder / "tools")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def path(tmp_path):
    """Return a folder to be the whole PATH: the system's few tools, no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "cat", "cksum", "dirname", "mkdir", "rm"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def set_up(project, path, kind="run", **environment):
    return subprocess.run(
        [str(shutil.which("sh")), "tools/set-up.sh", kind],
        cwd=project,
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def write_script(file: Path, body: str) -> None:
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


def test_says_which_pythons_it_looked_for(project, path):
    done = set_up(project, path)
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "python3.13" in done.stderr


def test_passes_over_a_python_that_is_too_old(project, path):
    write_script(path / "python3", TOO_OLD)
    done = set_up(project, path)
    assert done.returncode == 1
    assert "none was found" in done.stderr


def test_names_the_package_when_venv_is_missing(project, path):
    write_script(path / "python3.12", WITHOUT_VENV)
    done = set_up(project, path)
    assert done.returncode == 1
    assert "apt-get install python3.12-venv" in done.stderr


def test_refuses_an_unknown_kind(project, path):
    assert set_up(project, path, kind="prod").returncode == 2


def make_environment(project: Path, pip: str) -> None:
    """Lay an environment whose Python only notes what it was asked to do."""
    scripts = project / ".venv" / "bin"
    scripts.mkdir(parents=True)
    write_script(scripts / "python", f'echo "$*" >> "{project}/asked"\n{pip}')


def test_installs_once_from_hashes_then_does_nothing(project, path):
    make_environment(project, pip="exit 0")
    first = set_up(project, path)
    asked = (project / "asked").read_text(encoding="utf-8")
    assert first.returncode == 0
    assert "--require-hashes -r requirements.lock" in asked
    assert "--no-deps --no-build-isolation --editable ." in asked

    second = set_up(project, path)
    assert (second.returncode, second.stderr) == (0, "")
    assert (project / "asked").read_text(encoding="utf-8") == asked


@pytest.mark.parametrize(("kept", "asked_for"), [("", "--no-compile"), ("1", "--compile")])
def test_compiles_now_only_what_would_not_be_kept_later(project, path, kept, asked_for):
    make_environment(project, pip="exit 0")
    set_up(project, path, PYTHONDONTWRITEBYTECODE=kept)
    installs = (project / "asked").read_text(encoding="utf-8").splitlines()[1:]
    assert [asked_for in line.split() for line in installs if " install " in line] == [True, True]


def test_development_covers_running_but_not_the_reverse(project, path):
    make_environment(project, pip="exit 0")
    set_up(project, path, kind="run")
    set_up(project, path, kind="dev")
    asked = (project / "asked").read_text(encoding="utf-8")
    assert "-r requirements-dev.lock" in asked

    set_up(project, path, kind="run")
    assert (project / "asked").read_text(encoding="utf-8") == asked


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_installs_again_when_what_it_rests_on_changes(project, path, file):
    make_environment(project, pip="exit 0")
    set_up(project, path)
    (project / "asked").unlink()
    with (project / file).open("a", encoding="utf-8") as text:
        text.write("# changed\n")
    set_up(project, path)
    assert "--require-hashes" in (project / "asked").read_text(encoding="utf-8")


def test_starts_afresh_when_the_folder_has_moved(project, path):
    make_environment(project, pip="exit 0")
    set_up(project, path)
    moved = project.rename(project.with_name("moved"))
    done = set_up(moved, path)
    assert "none was found" in done.stderr  # it looks for a Python to make a new one with


def test_says_so_when_packages_cannot_be_installed(project, path):
    make_environment(project, pip='case "$*" in *install*) exit 1 ;; esac')
    done = set_up(project, path)
    assert done.returncode == 1
    assert "Check the network" in done.stderr
    assert not list((project / ".venv").glob(".set-up-*"))
