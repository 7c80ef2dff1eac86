"""A canal between two parties, for tests of pages: two issues, and a requirement across them."""

from __future__ import annotations

from pathlib import Path

ATTACK = "<script>alert(1)</script>"
"""A name that is an attack."""

CANAL = """\
detente: 1
title: Canal
as_of: 2020-07-15
seed: 7
parties:
  north: {name: "NORTH"}
  isle: {name: Isle}
issues:
  locks:
    title: Locks
    by: north
    options:
      kept: {title: Kept}
      shared: {title: Shared, north: -3 to -1, isle: 4 to 6, verify: 20 days}
      given: {title: Given up, north: -8 to -5, isle: 9 to 12, verify: 60 days, undo: 30%}
  tolls:
    title: Tolls
    by: isle
    options:
      full: {title: Full}
      halved: {title: Halved, north: 4 to 6, isle: -3 to -1}
      free: {title: Free, north: 11 to 15, isle: -7 to -4, requires: [locks.shared]}
"""
PACKAGE = "package: {locks: given, tolls: free}\n"
"""A plan of everything."""


def write_canal(folder: Path, north: str = "North", **files: str) -> Path:
    """Write the case, and other files of it, whose names stand without their ending."""
    folder.mkdir(exist_ok=True)
    for name, text in {"case": CANAL.replace("NORTH", north), **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
