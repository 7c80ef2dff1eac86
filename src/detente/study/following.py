"""Follow the events of a case: what has been reached, what was promised, what was broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from detente.case import Case, Deposit, Event, Issue, Promise, apply_event
from detente.core.layout import IntArray
from detente.errors import InputError
from detente.study.track_records import MoveState

Step: TypeAlias = tuple[str, int]
"""An issue, and the position of the option that it reaches."""

PROMISED = {"done": "kept", "late": "late", "disputed": "disputed", "broken": "broken"}
"""What the outcome of a move is as a promise."""

DONE: tuple[MoveState, ...] = ("done", "late")
"""What counts as done."""


@dataclass(frozen=True)
class Mark:
    """What has become of a step, and when; ``delivered`` is when it was done, if it ever was."""

    state: MoveState
    date: dt.date
    delivered: dt.date | None
    blamed: str
    what: str


@dataclass(frozen=True)
class Fall:
    """A break: the steps that were not delivered or gone back on, and what it set off.

    Parameters
    ----------
    broken : the steps that were broken; undone : those of them that had been done.
    standing : option indices after it, ``(I,)``.
    deposits : those that secured whoever broke, and are paid.
    """

    event: Event
    broken: tuple[Step, ...]
    undone: tuple[Step, ...]
    standing: IntArray
    deposits: tuple[Deposit, ...]


@dataclass(frozen=True)
class Followed:
    """A case as the events up to a day have left it.

    Parameters
    ----------
    case : with its changes, its promises settled by the events, and without the deposits that were
        paid; it stands on the day itself.
    events : those that count, by date. later : how many are left out.
    reached : option indices, ``(I,)``; ever : the furthest ones that were done at any time.
    marks : what became of each step that an event names or implies.
    undone : steps that were done and gone back on, and are not done now.
    promises : those that the events settle.
    """

    case: Case
    on: dt.date
    events: tuple[Event, ...]
    later: int
    reached: IntArray
    ever: IntArray
    marks: dict[Step, Mark]
    undone: frozenset[Step]
    falls: tuple[Fall, ...]
    promises: tuple[Promise, ...]

    @property
    def paid(self) -> tuple[Deposit, ...]:
        """All deposits that were paid."""
        return tuple(deposit for fall in self.falls for deposit in fall.deposits)


def follow(case: Case, on: dt.date | None = None) -> Followed:
    """Follow the events of a case up to a day.

    Parameters
    ----------
    case : as it stands in its folder.
    on : the last day that counts; by default that of the last event, or of the case if it is later.

    Raises
    ------
    InputError : the day lies before the date of the case.

    Notes
    -----
    Events go by date, those of one day in the order of the file. A move that is done, in time or
    late, brings its issue to the option, on a ladder over all before it. One that is disputed or
    broken does not count as done; where it had been, the issue stands at the option before it.
    """
    ordered = sorted(enumerate(case.events, start=1), key=lambda each: each[1].date)
    day = _choose_day(case, on)
    walk = _Walk(case)
    counted = [(place, event) for place, event in ordered if event.date <= day]
    for place, event in counted:
        walk.take(place, event)
    return Followed(
        case=_stand(walk, day),
        on=day,
        events=tuple(event for _, event in counted),
        later=len(ordered) - len(counted),
        reached=walk.reached,
        ever=walk.ever,
        marks=walk.marks,
        undone=frozenset(walk.undone),
        falls=tuple(walk.falls),
        promises=tuple(walk.promises),
    )


def _choose_day(case: Case, on: dt.date | None) -> dt.date:
    if on is None:
        return max([case.as_of, *(event.date for event in case.events)])
    if on < case.as_of:
        raise InputError(
            f"on: {on} lies before the date of the case, {case.as_of}; give that day or a later one"
        )
    return on


@dataclass
class _Walk:
    """The case while its events are taken up one by one."""

    case: Case
    reached: IntArray = field(init=False)
    ever: IntArray = field(init=False)
    marks: dict[Step, Mark] = field(default_factory=dict)
    undone: set[Step] = field(default_factory=set)
    falls: list[Fall] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reached = np.zeros(len(self.case.issues), dtype=np.int64)
        self.ever = self.reached.copy()

    def take(self, place: int, event: Event) -> None:
        """Take up an event; ``place`` is its number in the file."""
        self.case = apply_event(self.case, event)
        if event.promise is not None:
            self.promises.append(event.promise)
        if event.moves:
            self.promises += _list_promises(self.case, place, self._leave_out_repeats(event))
        if event.outcome == "broken":
            self._break(event)
            return
        for issue, option in event.moves.items():
            self._move(event, issue, option)

    def _leave_out_repeats(self, event: Event) -> Event:
        """Leave out what was done before: to report it again keeps no further promise."""
        if event.outcome not in ("done", "late"):
            return event
        found = {issue: (*self._find(issue), option) for issue, option in event.moves.items()}
        new = {
            issue: option
            for issue, (home, at, option) in found.items()
            if not self._is_done(home, at, home.index(option))
        }
        return replace(event, moves=new)

    def _move(self, event: Event, issue: str, option: str) -> None:
        home, at = self._find(issue)
        to = home.index(option)
        if event.outcome == "disputed":
            open_ = [step for step in home.list_steps(to) if not self._is_done(home, at, step)]
            self._mark(event, issue, [*open_, *self._step_back(home, at, to)])
            return
        new = [step for step in home.list_steps(to) if not self._is_done(home, at, step)]
        if new and not home.ordered:
            self.marks.pop((issue, int(self.reached[at])), None)
        self._mark(event, issue, new)
        self.undone -= {(issue, step) for step in new}
        self.reached[at] = max(to, self.reached[at]) if home.ordered else to
        self.ever[at] = max(self.reached[at], self.ever[at]) if home.ordered else to

    def _break(self, event: Event) -> None:
        broken: list[Step] = []
        undone: list[Step] = []
        for issue, option in event.moves.items():
            home, at = self._find(issue)
            to = home.index(option)
            fallen = self._step_back(home, at, to)
            self._mark(event, issue, fallen or [to])
            broken += [(issue, step) for step in fallen or [to]]
            undone += [(issue, step) for step in fallen]
        self.undone |= set(undone)
        paid = self._pay(event.by)
        self.falls.append(Fall(event, tuple(broken), tuple(undone), self.reached.copy(), paid))

    def _find(self, issue: str) -> tuple[Issue, int]:
        home = self.case.issue(issue)
        return home, self.case.issues.index(home)

    def _is_done(self, home: Issue, at: int, step: int) -> bool:
        return home.is_reached(int(self.reached[at]), step)

    def _step_back(self, home: Issue, at: int, to: int) -> list[int]:
        """Bring an issue back to before an option; the steps that were done and no longer are."""
        if not self._is_done(home, at, to):
            return []
        fallen = list(range(to, int(self.reached[at]) + 1)) if home.ordered else [to]
        self.reached[at] = to - 1 if home.ordered else 0
        return fallen

    def _mark(self, event: Event, issue: str, steps: list[int]) -> None:
        state: MoveState = event.outcome  # type: ignore[assignment]
        for step in steps:
            before = self.marks.get((issue, step))
            delivered = before.delivered if before else None
            if state in DONE:
                delivered = event.date
            self.marks[issue, step] = Mark(state, event.date, delivered, event.by, event.what)

    def _pay(self, by: str) -> tuple[Deposit, ...]:
        """Pay the deposits that secure a party out, so that none of them is there any more."""
        terms = self.case.plan
        paid = tuple(deposit for deposit in terms.deposits if deposit.secures == by)
        kept = tuple(deposit for deposit in terms.deposits if deposit.secures != by)
        self.case = replace(self.case, plan=replace(terms, deposits=kept))
        return paid


def _list_promises(case: Case, place: int, event: Event) -> Iterator[Promise]:
    """Turn moves into promises: one for each issue and each party whose conduct they show."""
    for issue, option in event.moves.items():
        home = case.issue(issue)
        for party, outcome in _find_conduct(case, home, event):
            yield Promise(
                id=f"event-{place}-{issue}-{party}",
                by=party,
                to=tuple(other.id for other in case.parties if other.id != party),
                made=min(case.as_of, event.date),
                due=None,
                settled=event.date,
                what=event.what or f"{home.title}: {home.option(option).title}",
                outcome=outcome,
                because=event.because,
                note=event.note,
                place=event.place,
            )


def _find_conduct(case: Case, home: Issue, event: Event) -> list[tuple[str, str]]:
    """Say whose promise a move settles, and how.

    Whoever broke a move broke a promise, and nobody else did. Whoever delayed one was late, and
    the others who perform it were not. A dispute is about those who perform it but for the party
    that disputes it, unless that one performs it alone.
    """
    givers = home.by or tuple(party.id for party in case.parties)
    outcome = PROMISED[event.outcome]
    if event.outcome == "broken":
        return [(event.by, outcome)] if event.by else [(giver, outcome) for giver in givers]
    if event.outcome == "late" and event.by:
        return [(giver, outcome if giver == event.by else "kept") for giver in givers]
    if event.outcome == "disputed":
        others = [giver for giver in givers if giver != event.by]
        return [(giver, outcome) for giver in others or givers]
    return [(giver, outcome) for giver in givers]


def _stand(walk: _Walk, day: dt.date) -> Case:
    """Put the case on the day to which its events were followed."""
    case, start = walk.case, walk.case.plan.start
    later = start if start is not None and start > day else None
    return replace(
        case,
        as_of=day,
        promises=(*case.promises, *walk.promises),
        plan=replace(case.plan, start=later),
    )
