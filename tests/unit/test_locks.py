"""The lock files: hashed, free of host names, in step with pyproject.toml and with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)")

Pins = dict[str, set[Version]]


def read_pins(lock: str) -> Pins:
    """Name to versions: more than one where Python versions part ways."""
    pins: Pins = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if found := PIN.match(line):
            pins.setdefault(found["name"], set()).add(Version(found["version"]))
    return pins


def read_requirements(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    texts = list(project["project"]["dependencies"])
    for group in groups:
        for entry in project["dependency-groups"][group]:
            if isinstance(entry, str):
                texts.append(entry)
            else:
                texts += [str(r) for r in read_requirements(entry["include-group"])]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("lock", LOCKS)
def test_names_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|://|--(index|extra-index|find-links|trusted)", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in filter(str.strip, text.splitlines()):
        assert PIN.match(line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["dev"])]
)
def test_satisfies_pyproject(lock, groups):
    pins = read_pins(lock)
    for requirement in read_requirements(*groups):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is missing from {lock}: run make lock"
        assert all(version in requirement.specifier for version in versions), requirement


def test_development_pins_the_same_versions_as_running():
    running, developing = map(read_pins, LOCKS)
    assert {name: developing.get(name) for name in running} == running


def test_the_peer_is_in_no_lock():
    assert not any("negmas" in read_pins(lock) for lock in LOCKS)
