"""Plain sentences about findings: what was found, how sure it is, and on what it rests.

They never tell a party what to do, and they say when the model cannot tell.
"""

from detente.report.sentences.basis import is_certain, say_basis, say_basis_of, say_cited
from detente.report.sentences.claims import summarise_claims
from detente.report.sentences.coalitions import summarise_coalitions
from detente.report.sentences.compare import summarise_compare
from detente.report.sentences.deals import (
    answer_deals,
    answer_in_short,
    compare_lists,
    explain_exactness,
    explain_fuller,
    summarise_deals,
)
from detente.report.sentences.drivers import answer_drivers, say_three
from detente.report.sentences.forecast import summarise_forecast
from detente.report.sentences.lists import answer_lists
from detente.report.sentences.meeting import summarise_meetings
from detente.report.sentences.offers import (
    answer_offers,
    explain_offer,
    explain_offer_to,
    get_scale,
    is_bystander,
    say_judged,
    summarise_offers,
)
from detente.report.sentences.picks import (
    explain_division,
    explain_recommended,
    explain_rule,
    explain_solutions,
    name_candidate,
)
from detente.report.sentences.plan import answer_plan, summarise_plan
from detente.report.sentences.top import answer_at_top
from detente.report.sentences.track import answer_track, summarise_track
from detente.report.sentences.trust import (
    answer_trust,
    explain_seen_by,
    explain_trust,
    summarise_trust,
)

__all__ = [
    "answer_at_top",
    "answer_deals",
    "answer_drivers",
    "answer_in_short",
    "answer_lists",
    "answer_offers",
    "answer_plan",
    "answer_track",
    "answer_trust",
    "compare_lists",
    "explain_division",
    "explain_exactness",
    "explain_fuller",
    "explain_offer",
    "explain_offer_to",
    "explain_recommended",
    "explain_rule",
    "explain_seen_by",
    "explain_solutions",
    "explain_trust",
    "get_scale",
    "is_bystander",
    "is_certain",
    "name_candidate",
    "say_basis",
    "say_basis_of",
    "say_cited",
    "say_judged",
    "say_three",
    "summarise_claims",
    "summarise_coalitions",
    "summarise_compare",
    "summarise_deals",
    "summarise_forecast",
    "summarise_meetings",
    "summarise_offers",
    "summarise_plan",
    "summarise_track",
    "summarise_trust",
]
