"""Check what lies between files."""

from __future__ import annotations

from pathlib import Path

from detente.case.build import Folder
from detente.errors import Problem


def check_folder(folder: Folder, root: Path) -> tuple[list[Problem], list[Problem]]:
    """Check references; problems and notices."""
    return [], []
