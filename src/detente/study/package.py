"""One package as it stands: would all gain, what rule does it break, and is it balanced?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.core.balance import Balance
from detente.core.layout import IntArray
from detente.study.deals import judge_packages
from detente.study.items import name_moved
from detente.study.medians import AtMedians
from detente.study.offers import find_balance, find_broken, is_below, summarise_ratio
from detente.study.package_records import Balanced, PackageFindings
from detente.study.plan import read_package
from detente.study.record import Interval
from detente.study.workspace import Workspace

ASKED = "asked"
"""The name of the package among those that the study of deals judges."""


def find_package(workspace: Workspace, package: Mapping[str, str]) -> PackageFindings:
    """Find what one package means to every side.

    Parameters
    ----------
    workspace : the case and its draws.
    package : issue to option; issues that are left out stay at the status quo.

    Returns
    -------
    The odds and gains that the study of deals finds for any package, the rules that it breaks, and
    what each party gives and gets, as the study of offers has it for an offer at face value.

    Raises
    ------
    InputError : the package names an issue or option that is not there.
    """
    reached, frame = read_package(workspace, package), workspace.frame
    (candidate,) = judge_packages(workspace, AtMedians(workspace), {ASKED: reached})
    return PackageFindings(
        origin=workspace.origin,
        parties=frame.parties,
        ratifiers=frame.ratifiers,
        package=name_moved(frame, reached),
        candidate=candidate,
        broken=find_broken(frame.layout, reached),
        balance=_weigh(workspace, reached),
    )


def _weigh(workspace: Workspace, reached: IntArray) -> dict[str, Balanced]:
    balance = find_balance(workspace, reached)
    parties = workspace.frame.parties
    return {party: _summarise(balance, p) for p, party in enumerate(parties)}


def _summarise(balance: Balance, p: int) -> Balanced:
    gives, gets = balance.gives[:, p], balance.gets[:, p]
    p10, middle, p90 = summarise_ratio(balance.compute_ratio()[:, p])
    short = float(np.mean(is_below(gets - gives, gives + gets)))
    return Balanced(
        gives=Interval.of(gives),
        gets=Interval.of(gets),
        net=Interval.of(balance.net[:, p]),
        return_ratio=middle,
        return_ratio_p10=p10,
        return_ratio_p90=p90,
        p_short=short,
        one_sided=short > 0.5,
    )
