"""Every kind of finding that a claim can be about: its name, its unit, what it means.

A name holds a number, or a truth, for every draw, or one for all of them. The names are documented
in ``docs/reference/claims.md``; the page is made from this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Pattern:
    """A kind of name: words, with placeholders in capitals for ids of the case.

    ``unit`` is a kind of :class:`detente.core.expression_values.Unit`; points are those of the
    party or side that is named. ``fixed``: the same in every draw.
    """

    words: str
    unit: str
    meaning: str
    fixed: bool = False

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words and placeholders in order."""
        return tuple(self.words.split("."))


GAIN = "what it is worth to a side at face value, above what it would do without a deal"


def _describe_plan(stem: str) -> Iterator[Pattern]:
    """List what can be said of a package that is carried out in stages."""
    named = (
        ("exposure.PARTY", "points", "how far below the status quo a party stands at worst"),
        (
            "temptation.PARTY",
            "points",
            "the most that a party would gain, at any stage, by taking and walking away",
        ),
        (
            "needed.PARTY",
            "share",
            "the trust that a party needs where it is tightest, at a stage or to begin at all",
        ),
        ("available.PARTY", "share", "the trust that the party has there"),
        ("refused", "bool", "some side would not go through with it"),
        ("kept", "share", "chance that all of it is delivered, if nobody refuses"),
    )
    for name, unit, meaning in named:
        yield Pattern(f"{stem}.{name}", unit, meaning)
    yield Pattern(f"{stem}.count", "count", "the number of its stages", fixed=True)


PACKAGES: dict[str, str] = {
    "plan.single": "the package that `detente plan` carries out, in one big step",
    "plan.stages": "the same package in the stages that `detente plan` recommends",
    "largest": "the largest deal that today's trust carries, in its stages",
    "bargain.single": "the package with the most in it for all (Nash's solution at the medians), "
    "in one big step",
    "roadmap.first": "the first deal of the roadmap, in its stages",
    "roadmap.last": "the last deal of the roadmap, once those before it were kept",
}
"""What the names of plans begin with, and the package and stages that they are about."""


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "trust.VIEWER.GIVER",
        "share",
        "the chance, as a party sees it, that another keeps a promise",
    ),
    Pattern(
        "value.SIDE.ISSUE.OPTION",
        "points",
        "what an option is worth to a side, today being 0",
    ),
    Pattern("reservation.SIDE", "points", "what a side falls back on without a deal"),
    Pattern(
        "offer.OFFER.gives.SIDE",
        "points",
        "what an offer takes from a side, as far as it is believed",
    ),
    Pattern(
        "offer.OFFER.gets.SIDE",
        "points",
        "what an offer brings a side, as far as it is believed",
    ),
    Pattern("offer.OFFER.net.SIDE", "points", "what it brings less what it takes"),
    Pattern(
        "offer.OFFER.return.SIDE",
        "ratio",
        "what it brings for each point that it takes; infinite where it takes nothing",
    ),
    Pattern("offer.OFFER.accepts.SIDE", "bool", "the side would accept the offer"),
    Pattern(
        "offer.OFFER.accepted",
        "bool",
        "all whom the offer concerns would accept it, their ratifiers too",
    ),
    Pattern("deal.exists", "bool", "some package is acceptable to all sides"),
    Pattern(
        "deal.within.OFFER",
        "bool",
        "some package of the issues of an offer alone is acceptable to all sides",
    ),
    Pattern("deal.accepted", "bool", "the recommended package is acceptable to all sides"),
    Pattern("deal.gain.SIDE", "points", f"of the recommended package: {GAIN}"),
    *(pattern for stem in PACKAGES for pattern in _describe_plan(stem)),
    Pattern("largest.gain.SIDE", "points", GAIN),
    Pattern("bargain.gain.SIDE", "points", GAIN),
    Pattern("roadmap.first.gain.SIDE", "points", GAIN),
    Pattern("roadmap.last.gain.SIDE", "points", GAIN),
    Pattern("roadmap.count", "count", "the number of deals on the roadmap", fixed=True),
    Pattern(
        "meet.MEETING.held",
        "bool",
        "the meeting is held, each side doing what is best for it",
    ),
    Pattern("meet.MEETING.agreement", "share", "the chance that something is agreed if it is held"),
    Pattern(
        "meet.MEETING.accepts.PARTY",
        "bool",
        "the party would accept when asked; a proposer, invite",
    ),
    Pattern(
        "meet.MEETING.better.PARTY",
        "share",
        "the chance that the party is better off if it is held than without the invitation",
    ),
    Pattern(
        "meet.MEETING.payoff.PARTY.cost",
        "points",
        "what it costs the party (below 0), with what it pays for others and others pay for it",
    ),
    Pattern(
        "meet.MEETING.payoff.PARTY.meeting",
        "points",
        "what the meeting itself brings, its cost included, whatever comes of it",
    ),
    Pattern("meet.MEETING.payoff.PARTY.agreed", "points", "all in all, if something is agreed"),
    Pattern("meet.MEETING.payoff.PARTY.fails", "points", "all in all, if it is held and fails"),
    Pattern("meet.MEETING.payoff.PARTY.declines", "points", "what comes of declining"),
    Pattern(
        "meet.MEETING.payoff.PARTY.declined",
        "points",
        "what comes of another party's declining",
    ),
)
"""Every kind of name, in the order of the reference."""
