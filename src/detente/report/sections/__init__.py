"""The sections of a report, one module per question."""

from detente.report.sections.claims import write_claims
from detente.report.sections.coalitions import write_coalitions
from detente.report.sections.compare import write_compare
from detente.report.sections.deals import write_deals
from detente.report.sections.drivers import write_drivers
from detente.report.sections.forecast import write_forecast
from detente.report.sections.lists import write_lists
from detente.report.sections.making import write_basis, write_making, write_sources
from detente.report.sections.meeting import write_meetings
from detente.report.sections.offers import write_offers
from detente.report.sections.plan import write_plan
from detente.report.sections.track import write_track
from detente.report.sections.trust import write_trust

__all__ = [
    "write_basis",
    "write_claims",
    "write_coalitions",
    "write_compare",
    "write_deals",
    "write_drivers",
    "write_forecast",
    "write_lists",
    "write_making",
    "write_meetings",
    "write_offers",
    "write_plan",
    "write_sources",
    "write_track",
    "write_trust",
]
