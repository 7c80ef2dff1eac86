"""Laws are tested on random inputs, and what these happen to reach counts for no coverage.

A line is covered when a test by hand reaches it, on this run and on any other. Tracing would also
double the time that these tests take.
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("no_cover")
