"""Three towns whose coalitions can be worked out on paper."""

from __future__ import annotations

from pathlib import Path

from detente.case import Case, load

TOWNS = """\
detente: 1
title: Three towns
as_of: 2024-01-01
parties:
  ash: {name: Ash}
  birch: {name: Birch}
  cedar: {name: Cedar}
ratifiers: RATIFIERS
issues:
  well:
    by: ash
    options: {dry: {}, dug: {ash: -1, birch: 3, cedar: 1}}
  road:
    by: birch
    options: {none: {}, built: ROAD}
  port:
    by: cedar
    options: {closed: {}, open: PORT}
  pact:
    options: {none: {}, signed: PACT}
"""
ROAD = "{ash: 3, birch: -1, cedar: -2}"
PORT = "{ash: 4, birch: 4, cedar: -1}"
PACT = "{ash: 1, birch: 1, cedar: 1}"


def load_towns(
    folder: Path,
    *,
    road: str = ROAD,
    port: str = PORT,
    pact: str = PACT,
    ratifiers: str = "{}",
) -> Case:
    """Load the towns, with other values where they are given."""
    text = TOWNS.replace("ROAD", road).replace("PORT", port).replace("PACT", pact)
    text = text.replace("RATIFIERS", ratifiers)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return load(folder)
