"""How large a deal can today's trust carry?"""

from __future__ import annotations

from dataclasses import dataclass

from detente.study.carrying import find_largest, find_roadmap
from detente.study.plan_records import Carried
from detente.study.record import Origin, Record
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class CarriedFindings(Record):
    """The largest deal that today's trust can carry, and the deals that lead there.

    ``largest`` is None where trust carries none; ``roadmap`` is then empty.
    """

    origin: Origin
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    largest: Carried | None
    roadmap: tuple[Carried, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per deal: those of the roadmap, then the largest."""
        deals = (*self.roadmap, *(() if self.largest is None else (self.largest,)))
        return [
            {
                "adds": ", ".join(f"{issue}: {option}" for issue, option in deal.adds.items()),
                "stages": deal.stages,
                "product": deal.product,
                "p_no_refusal": deal.p_no_refusal,
                "p_completed": deal.p_completed,
                "binds": deal.binds,
            }
            for deal in deals
        ]


def find_carried(workspace: Workspace) -> CarriedFindings:
    """Find the largest deal that today's trust can carry, with its roadmap.

    The same as the study of plans finds, without planning what the case carries out by default.
    """
    frame = workspace.frame
    return CarriedFindings(
        origin=workspace.origin,
        parties=frame.parties,
        ratifiers=frame.ratifiers,
        largest=find_largest(workspace),
        roadmap=find_roadmap(workspace),
    )
