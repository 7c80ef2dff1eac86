"""Charts as Vega-Lite specifications: records in, plain dictionaries out.

Every chart carries its finding as a title, its measure with the unit, one line that says how to
read it, and its data as a table. Colours are CSS variables, so that one drawing serves light,
dark and print; :func:`~detente.report.charts.base.resolve_colours` turns them into values where
there is no style sheet.
"""

from detente.report.charts.absences import draw_absences
from detente.report.charts.attribution import draw_attribution
from detente.report.charts.base import Chart, Key, make_static, resolve_colours
from detente.report.charts.calendar import draw_calendar
from detente.report.charts.calibration import draw_calibration
from detente.report.charts.curve import draw_curve
from detente.report.charts.dates import draw_dates
from detente.report.charts.forecasts import draw_forecasts
from detente.report.charts.frontier import draw_frontiers
from detente.report.charts.gains import draw_gains
from detente.report.charts.kept import draw_kept
from detente.report.charts.lists import draw_list, split_lists
from detente.report.charts.odds import draw_acceptance, draw_deal_odds, draw_package_odds
from detente.report.charts.payoffs import draw_payoffs
from detente.report.charts.ratios import draw_ratios
from detente.report.charts.readings import draw_readings
from detente.report.charts.roadmap import draw_roadmap
from detente.report.charts.stairs import draw_stairs
from detente.report.charts.timeline import draw_timeline
from detente.report.charts.tornado import draw_tornados
from detente.report.charts.trust_by_stage import draw_trust_by_stage

__all__ = [
    "Chart",
    "Key",
    "draw_absences",
    "draw_acceptance",
    "draw_attribution",
    "draw_calendar",
    "draw_calibration",
    "draw_curve",
    "draw_dates",
    "draw_deal_odds",
    "draw_forecasts",
    "draw_frontiers",
    "draw_gains",
    "draw_kept",
    "draw_list",
    "draw_package_odds",
    "draw_payoffs",
    "draw_ratios",
    "draw_readings",
    "draw_roadmap",
    "draw_stairs",
    "draw_timeline",
    "draw_tornados",
    "draw_trust_by_stage",
    "make_static",
    "resolve_colours",
    "split_lists",
]
