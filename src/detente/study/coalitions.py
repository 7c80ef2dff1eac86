"""Who can agree without whom, and what does it cost the others if somebody stays away?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from detente.case.words import quote, suggest_or_list
from detente.core.layout import BoolArray, FloatArray
from detente.errors import InputError
from detente.study.coalition_lists import Listed, Members, count_coalitions, list_coalitions
from detente.study.coalition_odds import COALITION_DRAWS, Judged, Table, judge
from detente.study.coalition_records import Absence, Agreeing, CoalitionFindings
from detente.study.record import Interval
from detente.study.workspace import Workspace

__all__ = ["COALITION_DRAWS", "find_coalitions"]


def find_coalitions(workspace: Workspace, without: Sequence[str] = ()) -> CoalitionFindings:
    """Find who can agree without whom.

    A coalition moves only the issues that its members alone carry out; all others stay at the
    status quo. Its members and those at home with them must accept; nobody else is asked.

    Parameters
    ----------
    workspace : the case and its draws, of which the first :data:`COALITION_DRAWS` are used.
    without : parties to leave out; by default each in its turn.

    Returns
    -------
    For the whole table, and for each coalition without these parties: the odds that it has a deal
    by itself, its safest package, what that does to everybody, and whether it could do better by
    itself than with the package recommended to the whole table. Of more than six parties not
    every coalition is looked at, see :func:`detente.study.coalition_lists.list_coalitions`.

    Raises
    ------
    InputError : a party is not known, or fewer than two are left.

    Notes
    -----
    In a draw a coalition can do better by itself if it has a package that is worth to each member
    at least as much as the better of the recommended package and no deal, and to one more: it
    blocks the recommended package, which then lies outside the core (Gillies 1959; without side
    payments Aumann and Peleg 1960). The others are taken to do nothing, whatever is done to them.
    """
    left_out = _check_left_out(workspace, without)
    table = Table(workspace)
    parties = workspace.frame.parties
    listed = _list(workspace, left_out)
    members = dict.fromkeys((parties, *listed.members))
    judged = {each: judge(table, each) for each in members}
    exists, is_open = _unite(table, judged.values(), winning=True)
    absent = [left_out] if left_out else [(party,) for party in parties]
    return CoalitionFindings(
        origin=workspace.origin,
        draws=table.trials.n_draws,
        parties=parties,
        ratifiers=workspace.frame.ratifiers,
        without=left_out,
        agreement=tuple(Agreeing(q.count, tuple(q.parties)) for q in workspace.case.agreement),
        n_coalitions=count_coalitions(len(parties) - len(left_out)),
        complete=listed.complete,
        recommended=None if table.best is None else workspace.frame.to_options(table.best),
        p_agreement=float(exists.mean()),
        p_agreement_open=float(is_open.mean()),
        coalitions=tuple(each.record for each in judged.values()),
        absences=tuple(_leave_out(table, judged, parties, listed) for parties in absent),
    )


def _check_left_out(workspace: Workspace, without: Sequence[str]) -> Members:
    """Check the parties to leave out, and put them in the case's order."""
    parties = workspace.frame.parties
    for party in without:
        if party not in parties:
            hint = suggest_or_list(party, parties, "parties")
            raise InputError(f"without: the case has no party {quote(party)}. {hint}")
    left_out = tuple(party for party in parties if party in without)
    if left_out and len(parties) - len(left_out) < 2:
        raise InputError(f"without: {', '.join(left_out)} leaves fewer than two of the parties")
    return left_out


def _list(workspace: Workspace, left_out: Members) -> Listed:
    present = [party for party in workspace.frame.parties if party not in left_out]
    return list_coalitions(present, workspace.case.is_agreed_by)


def _unite(
    table: Table, coalitions: Iterable[Judged], *, winning: bool
) -> tuple[BoolArray, BoolArray]:
    """In which draws one of these has a deal, or one that counts; and in which that is open."""
    exists = np.zeros(table.trials.n_draws, dtype=np.bool_)
    left = exists.copy()
    for each in coalitions:
        if each.record.winning or not winning:
            exists |= each.exists
            left |= each.open
    return exists, left & ~exists


def _leave_out(
    table: Table, judged: Mapping[Members, Judged], absent: Members, listed: Listed
) -> Absence:
    """Find what is left without some parties."""
    parties = table.workspace.frame.parties
    rest = tuple(party for party in parties if party not in absent)
    others = [each for members, each in judged.items() if not set(members) & set(absent)]
    deal, left = _unite(table, others, winning=False)
    counting, _ = _unite(table, others, winning=True)
    # Coalitions that were not looked at may have a deal, unless nothing is theirs to move.
    settled = listed.complete or not table.list_issues(rest)
    return Absence(
        id="+".join(absent),
        parties=absent,
        p_deal=float(deal.mean()),
        p_agreement=float(counting.mean()),
        p_open=float(left.mean()),
        vetoes=not table.workspace.case.is_agreed_by(rest),
        needed=settled and float((deal | left).mean()) < 0.5,
        cost=_compute_cost(table, judged, rest),
    )


def _compute_cost(
    table: Table, judged: Mapping[Members, Judged], rest: Members
) -> dict[str, Interval]:
    """Compare what each has with the whole table and with the rest alone, in its own points."""
    parties = table.workspace.frame.parties
    lost: FloatArray = judged[parties].gain.copy()
    if rest in judged:
        lost -= judged[rest].gain
    return {party: Interval.of(lost[:, parties.index(party)]) for party in rest}
