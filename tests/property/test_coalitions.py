"""Coalitions against brute force: every package that members can move to, in every draw."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, Interaction, Issue, Option, Party, Quantity, Quorum, Ratifier
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.packages import find_all_packages
from detente.study.coalition_lists import count_coalitions
from detente.study.coalition_records import Coalition
from detente.study.coalitions import find_coalitions
from detente.study.workspace import Workspace

DRAWS = 4
EVERYBODY = ("a", "b", "c", "d")


def make_case(seed: int) -> Case:
    """Two to four parties, up to two ratifiers, up to four issues; ties on purpose."""
    rng = np.random.default_rng(seed)
    parties = EVERYBODY[: int(rng.integers(2, 5))]
    at_home = [f"home-{p}" for p in parties if rng.random() < 0.3][:2]
    sides = [*parties, *at_home]
    issues = tuple(
        _make_issue(rng, number, parties, sides) for number in range(int(rng.integers(1, 5)))
    )
    return Case(
        title="random",
        as_of=dt.date(2024, 1, 1),
        parties=tuple(Party(p, p, _number(rng, -2, 2)) for p in parties),
        ratifiers=tuple(Ratifier(h, h, h[-1], _number(rng, -3, 1)) for h in at_home),
        issues=issues,
        interactions=_make_interactions(rng, issues, sides),
        agreement=_make_rule(rng, parties),
        seed=seed,
    )


def _make_issue(
    rng: np.random.Generator, number: int, parties: tuple[str, ...], sides: list[str]
) -> Issue:
    by = tuple(p for p in parties if rng.random() < 0.5)
    options = [Option("o0", "o0")]
    for place in range(1, int(rng.integers(2, 4))):
        barred = (("i0", "o1"),) if number and rng.random() < 0.2 else ()
        values = {side: _number(rng, -3, 5) for side in sides}
        options.append(Option(f"o{place}", f"o{place}", values, excludes=barred))
    return Issue(f"i{number}", f"i{number}", by, tuple(options), bool(rng.random() < 0.7))


def _make_interactions(
    rng: np.random.Generator, issues: tuple[Issue, ...], sides: list[str]
) -> tuple[Interaction, ...]:
    if len(issues) < 2 or rng.random() < 0.5:
        return ()
    values = {side: _number(rng, -3, 3) for side in sides}
    return (Interaction({issues[0].id: "o1", issues[-1].id: "o1"}, values),)


def _make_rule(rng: np.random.Generator, parties: tuple[str, ...]) -> tuple[Quorum, ...]:
    return () if rng.random() < 0.5 else (Quorum(int(rng.integers(1, len(parties))), parties),)


def _number(rng: np.random.Generator, low: int, high: int) -> Quantity:
    """A whole number or, now and then, a range."""
    at = Decimal(int(rng.integers(low, high + 1)))
    if rng.random() < 0.7:
        return Quantity(point=at, text=str(at))
    return Quantity(low=at, high=at + 2, text=f"{at} to {at + 2}")


class Brute:
    """Every package that keeps the constraints, and what it is worth in whole numbers."""

    def __init__(self, workspace: Workspace) -> None:
        self.case, self.frame, self.trials = workspace.case, workspace.frame, workspace.trials
        layout = self.frame.layout
        packages = find_all_packages(layout)
        self.packages: IntArray = packages[layout.allows(packages)]
        on = layout.indicator(self.packages)
        self.worth: FloatArray = np.einsum("dqc,nc->ndq", self.trials.values, on)

    def reach(self, members: tuple[str, ...]) -> BoolArray:
        """Packages in which nothing moves but what members alone carry out, ``(N,)``."""
        stuck = [
            i
            for i, issue in enumerate(self.case.issues)
            if not set(issue.by or self.frame.parties) <= set(members)
        ]
        if len(stuck) == len(self.case.issues):
            return np.zeros(len(self.packages), dtype=np.bool_)
        return np.asarray((self.packages[:, stuck] == 0).all(axis=1))

    def find_deals(self, members: tuple[str, ...], claims: FloatArray) -> BoolArray:
        """Which of these are deals for members, given what each side has without; ``(N, D)``."""
        frame = self.frame
        own = [frame.parties.index(p) for p in members]
        sides = [q for q, p in enumerate(frame.party_of) if p in own]
        above = self.worth - claims
        deals = (above[:, :, sides] >= 0).all(axis=2) & (above[:, :, own] > 0).any(axis=2)
        return np.asarray(deals & self.reach(members)[:, None])

    def find_claims(self, recommended: dict[str, str] | None) -> FloatArray:
        claims = self.trials.reservation.copy()
        if recommended is not None:
            package = self.frame.to_package(recommended)
            row = int((self.packages == package).all(axis=1).argmax())
            parties = len(self.frame.parties)
            claims[:, :parties] = np.maximum(self.worth[row, :, :parties], claims[:, :parties])
        return claims

    def check(self, each: Coalition, recommended: dict[str, str] | None) -> BoolArray:
        """Hold one coalition to brute force; say in which draws it has a deal."""
        deals = self.find_deals(each.parties, self.trials.reservation)
        exists = np.asarray(deals.any(axis=0))
        assert (each.p_deal_exists, each.p_deal_open) == (exists.mean(), 0)
        assert each.p_all_accept == self._share(deals, each.package)
        if len(each.parties) < len(self.frame.parties):
            assert each.p_all_accept == deals.mean(axis=1).max(initial=0)
        better = self.find_deals(each.parties, self.find_claims(recommended))
        if recommended is None:
            assert each.p_better is each.p_prefers is None
        else:
            assert each.p_better == better.any(axis=0).mean()
            assert each.p_prefers == self._share(better, each.package)
        return exists

    def _share(self, deals: BoolArray, package: dict[str, str] | None) -> float:
        if package is None:
            return 0.0
        row = (self.packages == self.frame.to_package(package)).all(axis=1)
        return float(deals[row].mean())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_coalitions_agree_with_brute_force(seed: int) -> None:
    workspace = Workspace(make_case(seed), DRAWS)
    found, brute = find_coalitions(workspace), Brute(workspace)
    assert len(found.coalitions) == count_coalitions(len(found.parties))
    exists = {each.parties: brute.check(each, found.recommended) for each in found.coalitions}
    counts = [exists[each.parties] for each in found.coalitions if each.winning]
    assert found.p_agreement == (np.any(counts, axis=0).mean() if counts else 0)
    for absence in found.absences:
        (absent,) = absence.parties
        rest = [has for members, has in exists.items() if absent not in members]
        assert absence.p_deal == (np.any(rest, axis=0).mean() if rest else 0)
        assert absence.needed == (absence.p_deal < 0.5)
