"""What stands in a reading: an overlay on the case."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from detente.case import fields
from detente.case.claim_entries import MOST_CLAIMS, ClaimEntry
from detente.case.entries import Cited, Entry, ShareValue, Value, Values
from detente.case.fields import FIRMNESS_SCHEMA, Emptyable, Share, Shorthand, Text, Weight
from detente.case.ledger_entries import FirmnessEntry, TrustEntry
from detente.case.meeting_entries import PayoffEntry


class PartyOverlay(Entry):
    """Another view of a party."""

    reservation: Value


class OptionOverlay(Cited):
    """Another view of an option's values, by party or ratifier."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value] = Field(init=False)

    @property
    def values(self) -> Values:
        """The values by party or ratifier, as written."""
        return dict(self.__pydantic_extra__ or {})


class IssueOverlay(Entry):
    """Another view of an issue's options."""

    options: dict[str, OptionOverlay]


class PromiseOverlay(Entry):
    """Another view of what came of a promise."""

    outcome: fields.Outcome | None = Field(default=None, description="What came of it.")
    share: Share | None = Field(default=None, description="Share kept, when late or partial.")
    weight: Weight | None = Field(
        default=None, description="How much it counts: above 0, at most 10."
    )


class PledgeOverlay(Entry):
    """Another view of a pledge."""

    option: Text | None = Field(default=None, description="Another option of the issue.")
    firm: fields.Firm | None = Field(default=None, description="How firmly it is given.")


class OfferOverlay(Entry):
    """Another view of an offer's pledges."""

    pledges: dict[str, Annotated[PledgeOverlay, Shorthand("firm", FIRMNESS_SCHEMA)]]


class ChangeOverlay(Entry):
    """Another view of a meeting from a day of the calendar on."""

    readiness: ShareValue | None = None
    payoffs: dict[str, PayoffEntry] = Field(default_factory=dict)


class PaysOverlay(Entry):
    """Another view of what somebody does for a party."""

    amount: Value | None = Field(default=None, description="What it is worth to that party.")
    costs: Value | None = Field(default=None, description="What it costs the payer.")


class MeetingOverlay(ChangeOverlay):
    """Another view of a meeting."""

    after: dict[str, ChangeOverlay] = Field(
        default_factory=dict, description="By day of the calendar."
    )
    pays: dict[str, PaysOverlay] = Field(
        default_factory=dict, description="By number: 1 is the first of the meeting's list."
    )


class DepositOverlay(Entry):
    """Another view of a deposit."""

    loses: Value | None = Field(default=None, description="What the party secured loses.")
    pays: Values = Field(default_factory=dict, description="What the others get, by party.")


class PlanOverlay(Entry):
    """Another view of what breaking a plan costs, and of what each side must hold."""

    relationship: Values = Field(default_factory=dict)
    reputation: Values = Field(default_factory=dict)
    floors: Values = Field(default_factory=dict)
    deposits: dict[str, DepositOverlay] = Field(default_factory=dict)


class OverlayEntry(Entry):
    """What a reading sees differently; all of it must exist in the case."""

    parties: dict[str, PartyOverlay] = Field(default_factory=dict)
    ratifiers: dict[str, PartyOverlay] = Field(default_factory=dict)
    issues: dict[str, IssueOverlay] = Field(default_factory=dict)
    trust: TrustEntry = TrustEntry()
    firmness: FirmnessEntry = FirmnessEntry()
    promises: dict[str, PromiseOverlay] = Field(default_factory=dict)
    offers: dict[str, OfferOverlay] = Field(default_factory=dict)
    meetings: dict[str, MeetingOverlay] = Field(default_factory=dict)
    plan: PlanOverlay = PlanOverlay()


class ReadingFile(Entry):
    """readings/NAME.yaml: one author's view of the same case."""

    author: Text = Field(description="Whose view this is.")
    source: Text | None = Field(default=None, description="The source in which it stands.")
    about: Text = Field(default="", description="The view, in a paragraph.")
    overlay: OverlayEntry = OverlayEntry()
    claims: Annotated[list[ClaimEntry], Emptyable(list)] = Field(
        default=[], json_schema_extra={"maxItems": MOST_CLAIMS}, description="What the author says."
    )
