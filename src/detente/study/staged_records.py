"""What stages that were set by hand ask of each side, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.study.plan_records import Move, Plan
from detente.study.record import Origin, Record


@dataclass(frozen=True)
class StageProblem(Record):
    """What is wrong with stages as they were set.

    ``kind``: ``order`` (``move`` stands in stage ``stage``, and must not come before ``other``,
    which stands in stage ``needs``), ``twice`` (``move`` is named in ``stage`` and earlier in
    ``needs``), ``outside`` (the package does not reach ``option`` of ``issue``), ``most_items``
    (``stage`` holds ``found`` steps, and the case allows ``allowed``) or ``most_stages`` (there are
    ``found`` stages). Stages count from 1; 0 where it is no single one.
    """

    kind: Literal["order", "twice", "outside", "most_items", "most_stages"]
    stage: int
    issue: str = ""
    option: str = ""
    move: Move | None = None
    other: Move | None = None
    needs: int = 0
    found: int = 0
    allowed: int = 0


@dataclass(frozen=True)
class StagedFindings(Record):
    """A package in stages that were set by hand, beside the recommended ones.

    ``stages`` lists the moves of each stage as they are judged: what was left out comes last.
    ``plan`` is None where the order is forbidden, ``recommended`` where no order is allowed.
    """

    origin: Origin
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    package: dict[str, str]
    stages: tuple[tuple[Move, ...], ...]
    plan: Plan | None
    recommended: Plan | None
    problems: tuple[StageProblem, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per stage."""
        plan = self.plan.stages if self.plan is not None else ()
        return [
            {
                "stage": number,
                "items": ", ".join(f"{move.issue}: {move.to}" for move in stage.items),
                **{f"exposure.{party}": stage.exposure[party] for party in self.parties},
                **{f"needed_trust.{party}": stage.needed_trust[party] for party in self.parties},
                "refuses": ", ".join(stage.refuses),
            }
            for number, stage in enumerate(plan, start=1)
        ]
