"""A small case with meetings whose odds and payoffs can be worked out on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from detente.case import Case, load
from detente.study.anchors import Anchor, Anchors
from detente.study.menu import find_menus
from detente.study.playing import Played, play
from detente.study.workspace import Workspace
from tests.folders import write

CASE = """\
detente: 1
title: Two valleys
as_of: 2024-06-30
seed: 3
parties:
  upper: {name: Upper Valley, reservation: 0}
  lower: {name: Lower Valley, reservation: 0}
  coast: {name: The Coast, reservation: 0}
issues:
  water:
    by: upper
    options: {none: {}, summer: {upper: -2, lower: 6}, always: {upper: -4, lower: 8}}
  fee:
    by: lower
    options: {none: {}, paid: {lower: -2.5, upper: 5}}
"""
OFFERS = """\
offers:
  - {id: past, date: 2023-01-01, by: upper, to: lower, outcome: rejected,
     pledges: {water: summer, fee: paid}}
"""
HEAD = """\
calendar:
  - {id: rains, date: 2024-09-01, opens: water.always}
  - {id: vote, date: 2024-10-01}
meetings:
"""
MAYORS = """\
  - id: mayors
    date: 2024-08-01
    dates: [2024-11-01]
    readiness: 50%
    proposer: upper
    invited: lower
    payoffs:
      upper: {held: 1, cost: -0.25, fails: -2.25, declines: -3, declined: -0.5}
      lower: {held: 2, cost: -0.5, fails: -0.5, declines: 0.25, declined: -7}
      coast: {held: 0.5, declined: -0.125}
"""
CLERKS = """\
  - id: clerks
    agenda: fee
    readiness: 40%
    approach: stages
    proposer: lower
    invited: upper
    payoffs:
      upper: {held: 0.5, declines: 0.25, declined: -9}
      lower: {held: 3, declined: -0.25}
"""


def load_mayors(folder: Path, *more: str, mayors: str = MAYORS, case: str = CASE) -> Case:
    """Load the case; ``more`` is added to the meeting of the mayors, line by line."""
    added = "".join(f"    {line}\n" for line in more)
    meetings = HEAD + mayors + added + CLERKS
    files = {"case.yaml": case, "offers.yaml": OFFERS, "meetings.yaml": meetings}
    return load(write(folder, files))


def anchor(*packages: list[int]) -> Anchors:
    """Take these packages, each in one stage, for what the study of plans ends with."""
    found = tuple(Anchor(np.array(package), ()) for package in packages)
    return Anchors(None, None, None, found, np.zeros((0, 2), dtype=np.int64))


def play_out(
    case: Case,
    *packages: list[int],
    draws: int = 64,
    meeting: str = "mayors",
    on: dt.date | None = None,
) -> Played:
    """Play out an invitation with these packages."""
    workspace = Workspace(case, draws)
    one = next(each for each in case.meetings if each.id == meeting)
    menus = find_menus(workspace, one, anchor(*packages), on)
    return play(workspace, one, menus, on)
