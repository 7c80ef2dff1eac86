"""One version everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import detente

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_package_knows_its_version():
    assert detente.__version__ == VERSION


def test_the_citation_gives_it():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == VERSION


def test_the_changelog_opens_with_it():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert found is not None
    assert found[1] == VERSION
