"""What the user writes: the case folder, read with positions, checked, and made into a `Case`."""

from detente.case.export import json_schema
from detente.case.journal import append_event
from detente.case.load import load
from detente.case.model import (
    Case,
    Change,
    Citation,
    Entry,
    Forecast,
    Interaction,
    Issue,
    Meeting,
    Offer,
    Option,
    Party,
    Pledge,
    Promise,
    Quantity,
    Ratifier,
    Reading,
    Source,
    StatedForecast,
    Transfer,
    TrustSettings,
)
from detente.case.plan_model import AgreedStage, Deposit, Event, PlanTerms
from detente.case.readings import apply_changes, apply_event, apply_events, apply_reading
from detente.case.template import save_template

__all__ = [
    "AgreedStage",
    "Case",
    "Change",
    "Citation",
    "Deposit",
    "Entry",
    "Event",
    "Forecast",
    "Interaction",
    "Issue",
    "Meeting",
    "Offer",
    "Option",
    "Party",
    "PlanTerms",
    "Pledge",
    "Promise",
    "Quantity",
    "Ratifier",
    "Reading",
    "Source",
    "StatedForecast",
    "Transfer",
    "TrustSettings",
    "append_event",
    "apply_changes",
    "apply_event",
    "apply_events",
    "apply_reading",
    "json_schema",
    "load",
    "save_template",
]
