"""Processes that tests start and that are not traced: what they cover is covered already."""

from __future__ import annotations

import os

TRACING = ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")


def copy_untraced() -> dict[str, str]:
    """Copy the environment without what has a process traced for coverage."""
    return {name: value for name, value in os.environ.items() if name not in TRACING}
