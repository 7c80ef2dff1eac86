"""What could each side give, what would it cost, and what is it worth to the others?"""

from __future__ import annotations

from dataclasses import dataclass

from detente.case import Issue, Option
from detente.study.record import Interval, Origin, Record
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class Concession(Record):
    """One option of one issue, by those who perform it.

    ``values`` holds, for every party and ratifier it touches, what it is worth relative to the
    status quo in that side's own points; ``sourced`` whether that number has a source.
    """

    issue: str
    option: str
    by: tuple[str, ...]
    values: dict[str, Interval]
    sourced: dict[str, bool]
    undo: float
    verify_days: int
    duration_days: int


@dataclass(frozen=True)
class ListFindings(Record):
    """Both full lists on the table."""

    origin: Origin
    concessions: tuple[Concession, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per concession and side."""
        return [
            {
                "issue": concession.issue,
                "option": concession.option,
                "by": ", ".join(concession.by),
                "side": side,
                "p10": worth.p10,
                "p50": worth.p50,
                "p90": worth.p90,
                "sourced": concession.sourced[side],
            }
            for concession in self.concessions
            for side, worth in concession.values.items()
        ]


def find_lists(workspace: Workspace) -> ListFindings:
    """Put every option that changes something on one list, with its costs and benefits."""
    return ListFindings(
        origin=workspace.origin,
        concessions=tuple(
            _describe(workspace, issue, option)
            for issue in workspace.case.issues
            for option in issue.options
            if option.values
        ),
    )


def _describe(workspace: Workspace, issue: Issue, option: Option) -> Concession:
    frame = workspace.frame
    start = int(frame.layout.starts[frame.issue_index[issue.id]])
    column = start + issue.index(option.id)
    touched = [side for side in frame.sides if side in option.values]
    return Concession(
        issue=issue.id,
        option=option.id,
        by=frame.givers(issue),
        values={
            side: Interval.of(workspace.sample.values[:, frame.sides.index(side), column])
            for side in touched
        },
        sourced={side: option.values[side].sourced for side in touched},
        undo=option.undo,
        verify_days=option.verify_days,
        duration_days=option.duration_days,
    )
