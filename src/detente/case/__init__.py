"""What the user writes: the case folder, read with positions, checked, and made into a `Case`."""

from detente.case.constraint_model import Combinations, Constraint, Limit, Quorum
from detente.case.export import json_schema
from detente.case.forecast_model import BaseRate, Forecast, Resolution, StatedForecast
from detente.case.journal import append_event
from detente.case.load import load
from detente.case.model import (
    CalendarDay,
    Case,
    Change,
    Citation,
    Condition,
    Counter,
    Entry,
    Interaction,
    Issue,
    Meeting,
    MeetingChange,
    Offer,
    Option,
    Party,
    Pledge,
    Promise,
    Quantity,
    Ratifier,
    Reading,
    Source,
    Transfer,
    TrustSettings,
)
from detente.case.plan_model import AgreedStage, Deposit, Event, PlanTerms
from detente.case.readings import apply_changes, apply_event, apply_events, apply_reading
from detente.case.resolutions import load_resolutions
from detente.case.template import save_template

__all__ = [
    "AgreedStage",
    "BaseRate",
    "CalendarDay",
    "Case",
    "Change",
    "Citation",
    "Combinations",
    "Condition",
    "Constraint",
    "Counter",
    "Deposit",
    "Entry",
    "Event",
    "Forecast",
    "Interaction",
    "Issue",
    "Limit",
    "Meeting",
    "MeetingChange",
    "Offer",
    "Option",
    "Party",
    "PlanTerms",
    "Pledge",
    "Promise",
    "Quantity",
    "Quorum",
    "Ratifier",
    "Reading",
    "Resolution",
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
    "load_resolutions",
    "save_template",
]
