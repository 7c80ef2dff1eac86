"""A small valid case to spoil, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import load
from detente.errors import CaseError

CASE = """\
detente: 1
title: Two towns
as_of: 2020-07-15
parties:
  usa: {name: United States, reservation: 0}
  dprk: {reservation: 0 to 5}
ratifiers:
  congress: {party: usa, reservation: -5 to 0}
issues:
  yongbyon:
    by: dprk
    options:
      kept: {}
      frozen:
        usa: 6 to 14
        dprk: -5 to -2
        congress: {value: "1 to 3, best 2", because: [kelly2020, p. 9]}
        because: [kelly2020, p. 9]
      dismantled:
        usa: 14 to 30
        dprk: -25 to -10
        congress: 4
        undo: 20%
        requires: [inspections.some]
  inspections:
    options:
      none:
      some: {usa: 1, dprk: -1, congress: 0, verify: 90 days}
interactions:
  - when: {yongbyon: dismantled, inspections: some}
    usa: 4 to 8
"""
SOURCES = """\
sources:
  kelly2020: {title: A paper, date: 2020-07, passages: {p. 9: what it says}}
"""
PROMISES = """\
trust: {half_life: 10 years, credit: {late: 0.7}}
promises:
  - id: freeze-1994
    by: dprk
    to: usa
    made: 1994-10-21
    due: 1994-11-21
    what: freeze
    outcome: kept
"""
OFFERS = """\
firmness: {stated: 30% to 60%}
offers:
  - id: hanoi
    date: 2019-02-28
    by: dprk
    outcome: rejected
    pledges:
      yongbyon: {option: dismantled, firm: scheduled, because: kelly2020}
      inspections: some
"""
MEETINGS = """\
meetings:
  - id: leaders-2020
    readiness: 0.1 to 0.3
    proposer: usa
    invited: dprk
    date: 2020-10-20
    payoffs: {usa: {held: 1 to 4, cost: -1}}
    pays: {by: usa, for: dprk, amount: 1 to 2}
"""
FORECASTS = """\
forecasts:
  - id: summit-2020
    question: Will they meet?
    by: 2020-12-31
    event: {meeting_held: leaders-2020}
    stated: [{who: An analyst, on: 2020-07-01, p: 20%}]
"""
PLAN = """\
relationship: {usa: 1 to 2, dprk: {value: 1 to 4, because: [kelly2020, p. 9], note: a guess}}
reputation: {usa: 1 to 3}
deposits:
  - id: oil-escrow
    title: Oil in escrow
    by: China
    secures: dprk
    loses: 2 to 4
    pays: {usa: 0 to 1}
    because: kelly2020
floors: {congress: -4, usa: -10}
stages: {most: 8, items: 4, wait: 180 days, gap: 30 days, start: 2020-09-01}
package: {yongbyon: dismantled, inspections: some}
agreed:
  - {title: First steps, due: 2021-01-21, moves: {yongbyon: frozen, inspections: some}}
  - {due: 2022-01-21, moves: {yongbyon: dismantled}, because: [kelly2020, p. 9], note: a note}
"""
EVENTS = """\
events:
  - {date: 2020-11-28, moves: {yongbyon: frozen}, outcome: done, because: kelly2020}
  - date: 2021-02-01
    moves: {inspections: some}
    outcome: disputed
    by: usa
    what: The inspectors are let in, but not everywhere
  - date: 2021-03-01
    promise: {by: usa, to: dprk, what: talk again, outcome: kept}
  - date: 2021-04-01
    what: An election
    change:
      parties: {usa: {reservation: 2}}
      issues: {yongbyon: {options: {frozen: {usa: 2 to 4}}}}
      plan: {floors: {usa: -5}, deposits: {oil-escrow: {loses: 1, pays: {usa: 2}}}}
"""
KELLY = """\
author: An author
source: kelly2020
overlay:
  parties: {usa: {reservation: 3}}
  issues: {yongbyon: {options: {frozen: {usa: 3 to 5, because: [kelly2020, p. 9]}}}}
  trust: {half_life: 5 years, prior: {kept: 2}}
  firmness: {stated: 0.1}
  promises: {freeze-1994: {outcome: broken}}
  offers: {hanoi: {pledges: {yongbyon: vague}}}
  meetings: {leaders-2020: {readiness: 0.5, payoffs: {usa: {held: 2}}}}
  plan: {relationship: {usa: 5}, deposits: {oil-escrow: {pays: {usa: 2}}}}
"""

FILES = {
    "case.yaml": CASE,
    "sources.yaml": SOURCES,
    "promises.yaml": PROMISES,
    "offers.yaml": OFFERS,
    "meetings.yaml": MEETINGS,
    "forecasts.yaml": FORECASTS,
    "plan.yaml": PLAN,
    "events.yaml": EVENTS,
    "readings/kelly.yaml": KELLY,
}


def write(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write a case folder, by default the valid one."""
    for name, text in (FILES if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def spoil(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """Load the valid case with texts replaced; the problems, as they are shown.

    Each change is a file, a text that stands in it once, and what it becomes.
    """
    files = dict(FILES)
    for name, old, new in changes:
        assert files[name].count(old) == 1, (name, old)
        files[name] = files[name].replace(old, new)
    return problems(write(folder, files))


def problems(folder: Path) -> list[str]:
    """Load a case that must fail; its problems, as they are shown."""
    with pytest.raises(CaseError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def notices(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """Load the valid case with texts replaced; the notices, as they are shown."""
    files = dict(FILES)
    for name, old, new in changes:
        assert files[name].count(old) == 1, (name, old)
        files[name] = files[name].replace(old, new)
    return [str(notice) for notice in load(write(folder, files)).notices]
