"""What a study of coalitions finds, as records."""

from __future__ import annotations

from dataclasses import dataclass

from detente.study.record import Interval, Origin, Record


@dataclass(frozen=True)
class Outsider(Record):
    """What a coalition's package does to a party that is not in it, in its own points.

    ``p_better`` and ``p_worse`` are the chances that it ends above and below the status quo,
    ``change`` by how much.
    """

    p_better: float
    p_worse: float
    change: Interval


@dataclass(frozen=True)
class Coalition(Record):
    """What some of the parties can agree on by themselves.

    ``id`` joins the members' ids. ``issues`` are those that members alone carry out; all others
    stay at the status quo.
    ``p_deal_exists`` is the chance that some package of these issues is a deal for the members and
    those at home with them, ``package`` the safest one found, None where none is ever one;
    ``p_accept`` is the chance that each of these sides accepts it, ``p_all_accept`` that it is a
    deal for them. ``winning``: whether a deal between them counts, by the rule of the case.
    ``p_better`` is the chance that they could do better by themselves than with the package that
    is recommended to the whole table, with some package of theirs that may be another in each draw;
    ``p_prefers`` that they would with the safest one. Both are None where none is recommended. The
    shares of draws that could not be settled are ``p_deal_open`` and ``p_better_open``.
    """

    id: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    winning: bool
    p_deal_exists: float
    p_deal_open: float
    package: dict[str, str] | None
    p_all_accept: float
    p_accept: dict[str, float]
    expected_gain: dict[str, float]
    outsiders: dict[str, Outsider]
    p_better: float | None
    p_better_open: float
    p_prefers: float | None


@dataclass(frozen=True)
class Absence(Record):
    """What is left without some parties.

    ``id`` joins theirs. ``p_deal`` is the chance that some coalition of the others has a deal,
    ``p_agreement`` that one has whose deals count; both at least, where not every coalition was
    looked at. ``vetoes``: by the rule of the case no deal counts without them. ``needed``: in most
    draws the others have no deal, which is known where all their coalitions were looked at, or
    nothing at all is theirs to move. ``cost`` is what their absence costs each other party, in its
    own points: its gain from the package recommended to the whole table, less its gain from the
    safest package of all the others together.
    """

    id: str
    parties: tuple[str, ...]
    p_deal: float
    p_agreement: float
    p_open: float
    vetoes: bool
    needed: bool
    cost: dict[str, Interval]


@dataclass(frozen=True)
class Agreeing(Record):
    """A rule of the case: at least so many of these parties must agree."""

    count: int
    parties: tuple[str, ...]


@dataclass(frozen=True)
class CoalitionFindings(Record):
    """Who can agree without whom.

    ``agreement`` is the case's rule of who must agree; ``complete``: whether every coalition was
    looked at, of ``n_coalitions`` that there are. ``recommended`` is the package for the whole
    table, None without one. ``p_agreement`` is the chance that some coalition has a deal that
    counts. All odds rest on the first ``draws`` draws.
    """

    origin: Origin
    draws: int
    parties: tuple[str, ...]
    ratifiers: tuple[str, ...]
    without: tuple[str, ...]
    agreement: tuple[Agreeing, ...]
    n_coalitions: int
    complete: bool
    recommended: dict[str, str] | None
    p_agreement: float
    p_agreement_open: float
    coalitions: tuple[Coalition, ...]
    absences: tuple[Absence, ...]

    def rows(self) -> list[dict[str, object]]:
        """One row per coalition."""
        return [
            {
                "parties": ", ".join(coalition.parties),
                "issues": len(coalition.issues),
                "winning": coalition.winning,
                "p_deal_exists": coalition.p_deal_exists,
                "p_all_accept": coalition.p_all_accept,
                "p_better": coalition.p_better,
                "p_prefers": coalition.p_prefers,
                **{f"expected_gain.{p}": gain for p, gain in coalition.expected_gain.items()},
                **{f"p_worse.{p}": each.p_worse for p, each in coalition.outsiders.items()},
            }
            for coalition in self.coalitions
        ]
