"""Meetings for the tests of the report, reckoned by hand so that their figures fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.case import Case, Party
from detente.case.model import CalendarDay, Condition, Counter, Meeting, MeetingChange, Transfer
from detente.study.meeting_records import (
    Choice,
    ConditionEffect,
    Ending,
    Equilibrium,
    HelpEffect,
    MeetingFinding,
    MeetingFindings,
    MeetingFor,
    OnDate,
    Signable,
    Split,
)
from detente.study.record import Interval, Origin
from tests.report_samples import CITED, make_case, quantity

DRAWS = 4096
POLLS, VOTE = dt.date(2020, 10, 20), dt.date(2020, 11, 3)


def make_summit_case(**changes: Any) -> Case:
    """Make the canal's case with a neighbour that invites to a summit, and talks."""
    summit = Meeting(
        "summit", "A summit on the island", "leaders", dt.date(2020, 10, 1), ("locks", "tolls"),
        quantity(0.1, 0.4), "package", "coast", ("north", "isle"),
        payoffs={
            "north": {"held": quantity(0.5, 3, cited=True, note="Cameras."),
                      "cost": quantity(-1, -0.2), "fails": quantity(-7, -1, cited=True),
                      "declines": quantity(-4, -0.5), "declined": quantity(-1, 0)},
            "isle": {"held": quantity(2, 6, cited=True), "fails": quantity(-1, 0),
                     "declines": quantity(-1, 1)},
            "coast": {"held": quantity(2, 7)},
        },
        pays=(Transfer("coast", "isle", quantity(0.1, 0.4, cited=True)),
              Transfer("coast", "north", quantity(1, 2), "guarantee", "fails", quantity(0.5))),
        condition="The river stays open.",
        dates=(dt.date(2020, 10, 25), dt.date(2020, 12, 1)),
        after={"vote": MeetingChange(quantity(0.2, 0.5, cited=True),
                                     {"north": {"fails": quantity(-2, 0)}})},
        counters=(Counter("isle", "talks"),),
        conditions=(Condition("isle", "first"),),
    )  # fmt: skip
    talks = Meeting(
        "talks", "Talks of engineers", "working_level", None, ("tolls",), quantity(0.3),
        "stages", "north", ("isle",), payoffs={"isle": {"fails": quantity(-0.5, 0)}},
    )  # fmt: skip
    case = make_case(
        parties=(*make_case().parties, Party("coast", "Coast", quantity(0))),
        meetings=(summit, talks),
        calendar=(
            CalendarDay("polls", "The last polls", POLLS, opens=(("flag", "given"),)),
            CalendarDay("vote", "The vote in the north", VOTE, because=CITED),
        ),
    )
    return replace(case, **changes)


def span(low: float, high: float) -> Interval:
    return Interval(low, (low + high) / 2, high)


def _choice(choice: Any, p: float, payoff: Interval, meeting: str = "") -> Choice:
    return Choice(choice, meeting, p, payoff)


def make_for(role: Any = "invited", **changes: Any) -> MeetingFor:
    """Make a party that gains by coming, and would rather not be asked to decline."""
    made = MeetingFor(
        role=role,
        choices=(
            _choice("accepts", 0.72, span(-0.5, 3)),
            _choice("declines", 0.28, span(-1, 1)),
        ),
        equilibrium="accepts",
        p_better_if_accepts=0.7,
        p_better_if_declines=0.4,
        p_worse_if_accepts=0.3,
        p_worse_if_declines=0.5,
        dilemma=False,
        p_better_if_held=0.94,
        p_worse_if_held=0.06,
        p_better_if_agreed=0.99,
        p_better_if_fails=0.9,
        gain="wins",
        gains_whatever=True,
        payoff_if_held=span(1.8, 5.6),
        split=Split(span(2, 6), span(0, 0.8), span(-0.8, -0.1)),
    )
    return replace(made, **changes)


def torn() -> MeetingFor:
    """Make a party that is worse off whatever it answers."""
    return make_for(
        choices=(
            _choice("accepts", 0.31, span(-4, 0.5)),
            _choice("declines", 0.69, span(-3, -0.5)),
        ),
        equilibrium="declines",
        p_better_if_accepts=0.22,
        p_better_if_declines=0.02,
        p_worse_if_accepts=0.74,
        p_worse_if_declines=0.98,
        dilemma=True,
        p_better_if_held=0.21,
        p_worse_if_held=0.79,
        p_better_if_agreed=0.8,
        p_better_if_fails=0.12,
        gain="loses",
        gains_whatever=False,
        payoff_if_held=span(-4.6, 1),
        split=Split(span(-0.2, 2.4), span(0, 0.9), span(-6, -1.2)),
    )


def bystander(**changes: Any) -> MeetingFor:
    """Make a party that is not asked, for which nobody can tell."""
    return make_for(
        "bystander",
        **{
            "choices": (),
            "equilibrium": "",
            "p_better_if_accepts": None,
            "p_better_if_declines": None,
            "p_worse_if_accepts": None,
            "p_worse_if_declines": None,
            "dilemma": None,
            "p_better_if_held": 0.52,
            "p_worse_if_held": 0.48,
            "p_better_if_agreed": 0.97,
            "p_better_if_fails": 0.46,
            "gain": "cannot_tell",
            "gains_whatever": False,
            "payoff_if_held": span(-2, 2.2),
            "split": Split(span(0, 2), span(0, 1), span(-2, 0)),
            **changes,
        },
    )


def proposing(**changes: Any) -> MeetingFor:
    """Make the party that invites."""
    return make_for(
        "proposer",
        **{
            "choices": (
                _choice("invites", 0.88, span(0, 2)),
                _choice("does_not_invite", 0.12, span(0, 0)),
            ),
            "equilibrium": "invites",
            **changes,
        },
    )


def unsure() -> MeetingFor:
    """Make the party that invites, for which nobody can tell what it brings."""
    told = bystander()
    kept = ("choices", "equilibrium", "role", "dilemma")
    return proposing(
        **{field: getattr(told, field) for field in told.__dataclass_fields__
           if field not in kept and "_if_accepts" not in field and "_if_declines" not in field}
    )  # fmt: skip


DECLINED = Ending("declined", "summit", "north", 0.6)
HELD = Ending("held", "summit", "", 0.24)
COUNTERED = Ending("held", "talks", "", 0.1)
REFUSED = Ending("declined", "talks", "north", 0.06)


def make_summit(**changes: Any) -> MeetingFinding:
    """Make the finding about the summit: the north declines most often."""
    countering = make_for(
        choices=(
            _choice("accepts", 0.7, span(-0.5, 3)),
            _choice("counters", 0.2, span(-1, 1.5), "talks"),
            _choice("declines", 0.1, span(-1, 1)),
        )
    )
    made = MeetingFinding(
        id="summit",
        title="A summit on the island",
        format="leaders",
        approach="package",
        date=dt.date(2020, 10, 1),
        proposer="coast",
        asked=("coast", "north", "isle"),
        signers=("north", "isle"),
        readiness=Interval(0.1, 0.2, 0.4),
        p_acceptable=0.41,
        p_agreement_if_held=0.09,
        p_agreement=0.024,
        p_held=0.24,
        equilibrium=Equilibrium((HELD, DECLINED, COUNTERED, REFUSED), DECLINED, 0.24),
        parties={"north": torn(), "isle": countering, "coast": unsure()},
        signable=tuple(make_menu()),
        helps=(
            HelpEffect("payment", "coast", "isle", "held", 0.03, 0.002, {"isle": 0.05},
                       {"isle": 0.2, "coast": -0.1, "north": 0.0}),
            HelpEffect("guarantee", "coast", "north", "fails", 0.0, 0.0, {"north": 0.001}, {}),
        ),
        conditions=(ConditionEffect("isle", "first", 0.7, -0.004, -0.03),),
        timing=tuple(make_dates()),
        condition="The river stays open.",
    )  # fmt: skip
    return replace(made, **changes)


def make_menu() -> list[Signable]:
    refuses = {"north": 0.3, "isle": 0.4}
    return [
        Signable({"locks": "given", "tolls": "given"}, 1, 0.08, 0.38, refuses, 0.7),
        Signable({"tolls": "given"}, 2, 0.01, 0.05, {"north": 0.0, "isle": 0.95}, 0.93),
    ]


def make_dates() -> list[OnDate]:
    flag = (("flag", "given"),)
    return [
        _on(dt.date(2020, 10, 1), True, (), (), 0.24, 0.024, {"north": 0.21, "isle": 0.94}),
        _on(dt.date(2020, 10, 25), False, ("polls",), flag, 0.27, 0.03,
            {"north": 0.24, "isle": 0.94}),
        _on(dt.date(2020, 12, 1), False, ("polls", "vote"), flag, 0.56, 0.1,
            {"north": 0.62, "isle": 0.95}),
    ]  # fmt: skip


def _on(
    date: dt.date,
    proposed: bool,
    after: tuple[str, ...],
    opens: tuple[tuple[str, str], ...],
    p_held: float,
    p_agreement: float,
    better: Mapping[str, float],
) -> OnDate:
    accepts = {party: min(odds + 0.05, 1.0) for party, odds in better.items()}
    gains = {**better, "coast": 0.53}
    return OnDate(date, proposed, after, opens, p_held, p_agreement, accepts, gains)


def make_talks(**changes: Any) -> MeetingFinding:
    """Make the finding about talks: they are held, and nobody loses by them."""
    made = MeetingFinding(
        id="talks",
        title="Talks of engineers",
        format="working_level",
        approach="stages",
        date=None,
        proposer="north",
        asked=("north", "isle"),
        signers=("north", "isle"),
        readiness=Interval(0.3, 0.3, 0.3),
        p_acceptable=0.0,
        p_agreement_if_held=0.0,
        p_agreement=0.0,
        p_held=0.81,
        equilibrium=Equilibrium(
            (
                Ending("held", "talks", "", 0.81),
                Ending("not_invited", "talks", "north", 0.12),
                Ending("declined", "talks", "isle", 0.07),
            ),
            Ending("held", "talks", "", 0.81),
            0.81,
        ),
        parties={"north": proposing(), "isle": make_for(), "coast": bystander()},
        signable=(),
        helps=(),
        conditions=(),
        timing=(),
    )
    return replace(made, **changes)


def make_meetings(*meetings: MeetingFinding) -> tuple[Case, MeetingFindings]:
    """Put meetings together; the summit and the talks when none are given."""
    case = make_summit_case()
    origin = Origin(case.title, case.as_of, case.digest, 7, DRAWS, "0.1.0", 20, 6)
    return case, MeetingFindings(origin, meetings or (make_summit(), make_talks()))
