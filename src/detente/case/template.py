"""The case that ``detente init`` starts with: small, commented, and complete enough to analyse."""

from __future__ import annotations

import json
import os
from pathlib import Path

from detente.case.export import json_schema
from detente.case.new_folder import save_folder, save_text

SCHEMA_FOLDER = ".schema"

CASE = """\
# yaml-language-server: $schema=.schema/case.json
#
# A case for detente: two neighbouring towns and a reservoir. It is made up; change everything.
#
#   detente check .      is everything in order?
#   detente deals .      which packages do both sides gain from, and how sure is that?
#   detente offers .     was each past offer balanced?
#   detente meet .       would a meeting be worth it, and for whom?
#   detente report .     all of it on one page
#
# Numbers are points on each party's own scale; 0 is the status quo. "5 to 9" is P10 to P90: in
# your judgement the value lies between four times in five. "5 to 9, best 6" adds the median.
# Scales of different parties are never added, so they need not match.

detente: 1                     # version of the format
title: Water from the Upper Reservoir
as_of: 2024-06-30              # what was known on this day; nothing here may be dated later
seed: 1                        # same seed, same figures
about: >
  The upper town owns a reservoir on the river from which the lower town draws its water. In dry
  summers too little is released. The lower town can pay, but fears paying for promises.

parties:
  upper:
    name: Upper Town
    reservation: 1 to 6        # what no deal is worth to it: its best alternative
  lower:
    name: Lower Town
    reservation: -2 to 2

# Audiences at home that must accept what their party agrees to. They make no moves.
ratifiers:
  farmers: {name: Upper Town's farmers, party: upper, reservation: -3 to 0}

# Each issue has options in order; the first is the status quo, and each stands for everything
# up to it. `by` names who performs it; an issue without `by` is joint. A value that rests on a
# document says so with `because`; one without is your own assumption, and is counted as such.
issues:
  release:
    title: Water released in the dry season
    by: upper
    options:
      none: {title: At discretion}
      summer:
        title: A fixed amount in July and August
        upper: -7 to -3
        lower: 9 to 16
        farmers: {value: -3 to -1, note: One cut of hay is at stake.}
        because: [board2022, section 3]
        verify: 30 days        # how long it takes to see that it is done
        duration: 60 days      # how long it takes to do
        undo: 80%              # share of its value that can be taken back again
      all-year:
        title: A fixed amount all the year round
        upper: -18 to -10
        lower: 16 to 26
        farmers: -9 to -4
        verify: 90 days
        duration: 1 year
        undo: 60%
        requires: gauges.shared

  payment:
    title: Payment for water
    by: lower
    options:
      none: {title: Nothing}
      yearly:
        title: A yearly fee
        lower: -7 to -4
        upper: 6 to 11, best 8
        farmers: 2 to 5
        because: [[budget2023, p. 14]]
        duration: 30 days
        undo: 50%
      fund:
        title: A fee, and a fund for irrigation
        lower: -15 to -9
        upper: 11 to 18
        farmers: 5 to 10
        duration: 6 months
        undo: 10%

  gauges:
    title: Gauges on the river
    options:
      separate: {}
      shared:
        title: Shared gauges, readings published daily
        upper: -2 to 0
        lower: 1 to 3
        farmers: 0
        duration: 90 days

# An extra value for a combination of options, beyond the sum of its parts.
interactions:
  - when: {release: all-year, payment: fund}
    title: A settled regime draws investment
    upper: 1 to 3
    lower: 1 to 4
    note: Both towns could plan for ten years.

# Rules over several options, beyond what an option requires or excludes:
#
# constraints:
#   - {at_most: 1, of: [release.all-year, payment.fund], title: One new body at a time}
#   - never: [{release: none, payment: [yearly, fund]}]
"""

PROMISES = """\
# yaml-language-server: $schema=.schema/promises.json
#
# What each side promised, and what came of it. Outcomes: kept, late, partial, broken, disputed,
# not_triggered, open.

trust:
  half_life: 10 years          # after so long, a promise counts half

promises:
  - id: drought-release
    by: upper
    to: lower
    made: 2018-05-02
    due: 2018-08-31
    what: release water for eight weeks in the drought of 2018
    outcome: kept
    because: [board2022, section 1]

  - id: notice-of-closures
    by: upper
    to: lower
    made: 2019-03-11
    settled: 2021-07-20
    what: give a week's notice before the gates are closed
    outcome: broken
    because: [board2022, section 1]

  - id: bridge-share
    by: lower
    to: upper
    made: 2017-01-15
    due: 2019-12-31
    settled: 2020-10-01
    what: pay its share of the bridge
    outcome: late
    because: [budget2023, p. 6]

  - id: spillway-loan
    by: lower
    to: upper
    made: 2020-02-01
    due: 2023-02-01
    what: pay back the loan for the spillway
    outcome: kept
"""

OFFERS = """\
# yaml-language-server: $schema=.schema/offers.json
#
# Packages that were on the table. A pledge names an option, and how firmly it was given: done,
# simultaneous, scheduled, stated or vague. Each has a default chance of being delivered, which a
# section `firmness:` can change.

offers:
  - id: lower-2023
    title: Lower Town's letter
    date: 2023-04-17
    by: lower
    to: upper
    outcome: rejected
    pledges:
      release: {option: all-year, firm: scheduled}
      payment: {option: yearly, firm: vague}
      gauges: {option: shared, firm: simultaneous}
    note: All the water, for a fee "to be agreed".

  - id: upper-2024
    title: Upper Town's draft
    date: 2024-05-06
    by: upper
    to: lower
    outcome: open
    pledges:
      release: {option: summer, firm: scheduled}
      payment: {option: yearly, firm: simultaneous}
      gauges: {option: shared, firm: simultaneous}
"""

SOURCES = """\
# yaml-language-server: $schema=.schema/sources.json
#
# The documents that numbers rest on, and what stands at each passage, in your own words. A
# document itself may lie in sources/ and be named with `file: sources/NAME`. These are examples.

sources:
  board2022:
    title: Report of the joint river board (example)
    date: 2022
    passages:
      section 1: How past undertakings on releases were carried out, year by year.
      section 3: Estimates of what summer releases cost upstream and save downstream.

  budget2023:
    title: Budget of the lower town (example)
    date: 2023-11
    passages:
      p. 6: The bridge was paid for ten months late.
      p. 14: Room for a yearly fee, and its limits.
"""

PLAN = """\
# yaml-language-server: $schema=.schema/plan.json
#
# What a plan of stages has to keep to, and what it costs to break one. All of it may be left out.
#
#   detente plan .       how could the package be carried out, so that nobody has to trust too far?

# What each side loses, in its own points, when it breaks a plan: its future with the other side,
# and its name with everybody else.
relationship:
  upper: 1 to 3
  lower: {value: 2 to 5, note: Its water will always come through these gates.}
reputation:
  lower: 0 to 1

# What somebody holds until a plan is kept: the side that it secures loses it by breaking the plan,
# and the other is paid out of it.
deposits:
  - id: year-of-fees
    title: A year's fee, with the river board
    by: The joint river board
    secures: lower
    loses: 3 to 5
    pays: {upper: 4 to 7}

# What a side must hold after every stage. A ratifier without a floor has its reservation value.
floors:
  farmers: -4

stages:
  most: 6                      # at most so many stages
  wait: 60 days                # so long the sides wait for verification after a stage
  gap: 14 days                 # and so long they pause

# `package` names what is to be carried out, as `issue: option`; without it, it is the recommended
# package. `agreed` lists stages that were agreed, as `- {title: ..., due: ..., moves: {...}}`.
"""

MEETINGS = """\
# yaml-language-server: $schema=.schema/meetings.json
#
# Who could invite whom, to what, and what meeting is worth by itself, whatever is agreed on top.
#
#   detente meet .       who would come, who gains, and even if it fails?

# Days from which things stand differently. `opens` names options that are not on the table before.
calendar:
  - id: vote
    title: The council election in Upper Town
    date: 2024-10-06

meetings:
  - id: mayors
    title: A meeting of the mayors
    format: leaders            # or working_level
    date: 2024-09-20
    dates: 2024-11-15          # other days on which it could be held
    approach: package          # all at once, or in stages
    readiness: 0.3 to 0.6      # chance that a package which suits all is found, if there is one
    proposer: lower            # who invites: a party, or anybody else
    invited: upper
    payoffs:                   # each in the party's own points; what is left out counts 0
      upper:
        held: -1 to 1          # being seen together
        cost: -0.3
        fails: {value: -4 to -1, note: The council would say that it was tricked.}
        declines: -1.5 to 0    # it is asked, and declines
      lower:
        held: 1 to 3
        cost: -0.5
        fails: -2 to 0
        declined: -2 to -0.5   # somebody else declines
    after:                     # what is different when it is held on that day or later
      vote:
        readiness: 0.4 to 0.7
        payoffs: {upper: {fails: -1 to 0}}
    pays:                      # what somebody does for a party: payment, hosting or guarantee
      by: The joint river board
      for: upper
      kind: hosting
      amount: 0.1 to 0.4       # what it is worth to that party
    counters:                  # what an invited party may answer with
      by: upper
      meeting: engineers
    conditions:                # it signs only what is worth more to it than that offer
      by: upper
      better_than: lower-2023

  - id: engineers
    title: Talks of the engineers
    format: working_level
    date: 2024-08-30
    approach: stages
    readiness: 0.4 to 0.7
    agenda: [release, payment] # all issues, when it is left out
    proposer: upper
    invited: lower
    payoffs:
      upper: {held: 0 to 0.5, cost: -0.2, fails: -0.5 to 0}
      lower: {held: 0 to 0.5, cost: -0.2, fails: -0.5 to 0, declines: -0.5 to 0}
"""

TEMPLATE = {
    "case.yaml": CASE,
    "promises.yaml": PROMISES,
    "offers.yaml": OFFERS,
    "sources.yaml": SOURCES,
    "plan.yaml": PLAN,
    "meetings.yaml": MEETINGS,
}


def save_template(folder: str | os.PathLike[str]) -> Path:
    """Start a case in a new or empty folder, and return the folder.

    Beside the files of the case, a hidden folder ``.schema`` holds the JSON Schemas that the
    first line of each file points editors to; nothing is fetched from anywhere.

    Raises
    ------
    InputError : the folder holds something already, or cannot be written. Nothing is left
        behind then.
    """
    save_folder(folder, _write, "start a case")
    return Path(folder)


def _write(stage: Path) -> None:
    for name, text in TEMPLATE.items():
        save_text(stage, name, text)
        kind = name.removesuffix(".yaml")
        schema = json.dumps(json_schema(kind), indent=2) + "\n"
        save_text(stage, f"{SCHEMA_FOLDER}/{kind}.json", schema)
