"""Findings turned into words, charts, and a page that anybody can open.

What writes whole reports is imported when it is first used: pages that need a few words do not
wait for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.report.findings import Findings, study_all
    from detente.report.page import render_html, render_markdown, save_report

__all__ = ["Findings", "render_html", "render_markdown", "save_report", "study_all"]

_HOMES = {
    "Findings": "detente.report.findings",
    "study_all": "detente.report.findings",
    "render_html": "detente.report.page",
    "render_markdown": "detente.report.page",
    "save_report": "detente.report.page",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'detente.report' has no attribute {name!r}")
