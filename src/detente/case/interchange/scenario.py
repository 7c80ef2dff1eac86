"""What scenarios have in common: issues with options, and what each side makes of them.

Amounts are fractions, on the scale of the scenario. From here on it does not matter which format
they came from: `detente.case.interchange.drafting` writes them as a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.case.interchange.draft import Place

MOST_PARTIES = 12


@dataclass(frozen=True)
class Topic:
    """An issue of a scenario.

    Parameters
    ----------
    title, options : what it and its options are called, as in the file.
    place, places : where it and its options stand.
    remarks : by option, what the file says about it.
    """

    title: str
    options: Sequence[str]
    place: Place
    places: Sequence[Place]
    remarks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Box:
    """An amount for all packages in which each of some issues has one of some options.

    ``within`` maps issues, by position, to positions of options. Nothing in it: all packages.
    """

    within: Mapping[int, tuple[int, ...]]
    amount: Fraction
    place: Place


@dataclass(frozen=True)
class Profile:
    """What one side makes of the issues.

    Parameters
    ----------
    name : what it is called.
    file : the file that says so.
    amounts : by issue and option.
    reservation : what no agreement is worth to it; None where nothing is said.
    boxes : what combinations are worth on top.
    places : where the amounts stand, by issue and option.
    place : where the reservation value stands, or the file begins.
    """

    name: str
    file: str
    amounts: Sequence[Sequence[Fraction]]
    places: Sequence[Sequence[Place]]
    place: Place
    reservation: Fraction | None = None
    boxes: Sequence[Box] = ()


@dataclass(frozen=True)
class Scenario:
    """A scenario as it was read.

    Parameters
    ----------
    title : what it is called.
    format : the format's own name, for sentences: GENIUS.
    points : points for what the format calls 1, if they are exact.
    notes : what was assumed or left out, in sentences.
    """

    title: str
    format: str
    topics: Sequence[Topic]
    profiles: Sequence[Profile]
    notes: Sequence[str] = ()
    points: Fraction = Fraction(100)
