"""A small valid case to spoil, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import Case, load
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
RULES = """\
  - when: {yongbyon: [kept, frozen], inspections: some}
    usa: 1
constraints:
  - {at_most: 2, of: [yongbyon.frozen, inspections.some], title: Not all, because: kelly2020}
  - {exactly: 2, of: [yongbyon.frozen, inspections.some]}
  - only: [{yongbyon: frozen, inspections: [none, some]}, {yongbyon: dismantled, inspections: some}]
  - never: [{yongbyon: kept, inspections: some}, {yongbyon: [frozen], inspections: none}]
agreement: [{all: [usa, dprk]}, {at_least: 1, of: [usa, dprk]}]
"""
"""Rules over several options, to follow the case; they leave something, not everything."""

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


VALLEYS_CASE = """\
detente: 1
title: Two valleys and a spring
as_of: 2024-06-30
seed: 7
parties:
  upper: {name: Upper Valley, reservation: 0 to 2}
  lower: {name: Lower Valley, reservation: -1 to 1}
ratifiers:
  farmers: {name: Farmers, party: upper, reservation: -3 to 0}
issues:
  water:
    title: Water from the spring
    by: upper
    options:
      none: {title: Nothing}
      summer: {title: In summer, upper: -6 to -2, lower: 6 to 12, farmers: -3 to 0}
      always: {title: All year, upper: -12 to -6, lower: 9 to 16, farmers: -8 to -3}
  fee:
    title: A yearly fee
    by: lower
    options:
      none: {title: Nothing}
      half: {title: Half of it, lower: -4 to -2, upper: 3 to 7, farmers: 1 to 3}
      full: {title: All of it, lower: -9 to -5, upper: 7 to 12, farmers: 3 to 6}
  gauges:
    title: Shared gauges
    options:
      none: {title: Apart}
      shared: {title: Shared, upper: -1 to 1, lower: 0 to 2, farmers: 0}
"""
VALLEYS_OFFERS = """\
offers:
  - id: spring-2023
    title: The offer of 2023
    date: 2023-04-01
    by: upper
    to: lower
    outcome: rejected
    pledges: {water: summer, fee: full}
"""
VALLEYS_MEETINGS = """\
calendar:
  - {id: vote, title: The vote in the Upper Valley, date: 2024-10-01, opens: gauges.shared}
meetings:
  - id: mayors
    title: A meeting of the mayors
    date: 2024-09-01
    dates: [2024-11-01]
    readiness: 0.3 to 0.6
    proposer: upper
    invited: lower
    payoffs:
      upper: {held: 1 to 3, cost: -1 to -0.2, fails: -4 to -1, declines: -1 to 0, declined: -1 to 0}
      lower: {held: -1 to 2, cost: -0.5, fails: -2 to 0, declines: -1 to 1, declined: -1 to 0}
    after:
      vote: {readiness: 0.5 to 0.8, payoffs: {upper: {held: 0 to 1, fails: -1 to 0}}}
    pays: {by: The Lake Fund, for: lower, amount: 0.2 to 0.6, kind: payment}
    counters: {by: lower, meeting: clerks}
    conditions: {by: lower, better_than: spring-2023}
  - id: clerks
    title: Talks of the clerks
    format: working_level
    date: 2024-08-01
    agenda: [fee, gauges]
    readiness: 0.4 to 0.7
    approach: stages
    proposer: lower
    invited: upper
    payoffs:
      upper: {held: 0 to 0.5, cost: -0.2, fails: -0.5 to 0, declines: -0.4 to 0}
      lower: {held: 0 to 1, cost: -0.2, fails: -0.5 to 0, declined: -0.3 to 0}
"""
VALLEYS_PROMISES = """\
promises:
  - {id: dry-2022, by: upper, to: lower, made: 2022-05-01, what: release water, outcome: kept}
  - {id: fee-2022, by: lower, to: upper, made: 2022-05-01, what: pay the fee, outcome: late}
  - {id: dry-2023, by: upper, to: lower, made: 2023-05-01, what: release water, outcome: kept}
  - {id: fee-2023, by: lower, to: upper, made: 2023-05-01, what: pay the fee, outcome: kept}
"""
VALLEYS_READING = """\
author: An author of the Lower Valley
overlay:
  issues: {water: {options: {summer: {lower: 8 to 12}}}}
  meetings:
    mayors:
      readiness: 0.2
      payoffs: {upper: {fails: -5 to -2}}
      after: {vote: {payoffs: {upper: {held: -1}}}}
      pays: {1: {amount: 1}}
"""
VALLEYS = {
    "case.yaml": VALLEYS_CASE,
    "promises.yaml": VALLEYS_PROMISES,
    "offers.yaml": VALLEYS_OFFERS,
    "meetings.yaml": VALLEYS_MEETINGS,
    "readings/lower.yaml": VALLEYS_READING,
}
"""A small valid case with two meetings: a counter, a condition, a help, a day of the calendar."""


def load_valleys(folder: Path, **changes: str) -> Case:
    """Load the small case with meetings; ``changes`` replace or add files, by their stem."""
    files = {f"{name}.yaml": text for name, text in changes.items()}
    return load(write(folder, {**VALLEYS, **files}))
