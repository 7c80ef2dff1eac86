"""Why readings disagree, in small cases that can be worked out by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.case import load
from detente.cli.app import app
from detente.errors import InputError, TooLargeError
from detente.study import Workspace, compare, find_comparison
from detente.study.anchors import find_anchors
from detente.study.conclusion_records import Comparison, Difference
from detente.study.conclusions import list_conclusions, list_grounds
from detente.study.contrast import find_contrasts, find_group, list_groups
from detente.study.grounds import narrow_grounds
from tests.folders import write

SWAP = """\
detente: 1
title: A swap
as_of: 2020-01-01
parties: {a: {}, b: {}}
ratifiers: {home: {party: a, reservation: -1}}
issues:
  land:
    by: a
    options: {kept: {}, given: {a: -3, b: 8, home: 0}}
  money:
    by: b
    options: {kept: {}, given: {a: 8, b: -3}}
"""
SAME = """\
author: A Second Author
overlay:
  issues: {land: {options: {given: {a: {value: -3, note: "The same, for other reasons."}}}}}
"""
HARD = """\
author: A Hard Author
overlay:
  parties: {b: {reservation: 4}}
  issues: {land: {options: {given: {b: 6}}}}
  trust: {prior: {broken: 3}}
"""
"""Neither the lower value nor the higher reservation value alone ends the deal; both do."""

PROMISES = """\
promises:
  - {id: p1, by: b, to: a, made: 2018-01-01, what: one, outcome: kept}
"""
READINGS = {
    "case.yaml": SWAP,
    "promises.yaml": PROMISES,
    "readings/same.yaml": SAME,
    "readings/hard.yaml": HARD,
}


@pytest.fixture
def swap(tmp_path: Path) -> Path:
    return write(tmp_path, READINGS)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A case with everything that a reading can change, and a reading that changes it."""
    return Workspace(load(write(tmp_path_factory.mktemp("rich"))), 64)


def pick(comparison: Comparison, key: str) -> Difference:
    return next(each for each in comparison.differences if each.conclusion.key == key)


def test_a_reading_equal_to_the_case_changes_nothing(swap: Path) -> None:
    """Another source or note is no other number."""
    (found,) = compare(load(swap), "same", draws=8).comparisons
    assert found.groups == {}
    assert found.agree is None
    for each in found.differences:
        assert each.first == each.second
        assert each.attribution == {}
        assert each.agree is None
        assert each.same_call


def test_what_only_both_do_is_shared_equally(swap: Path) -> None:
    (found,) = compare(load(swap), "hard", draws=8).comparisons
    deal = pick(found, "deal_exists")
    assert (deal.first, deal.second) == (1, 0)
    assert deal.attribution == {"values": -0.5, "reservation values": -0.5, "trust": 0}
    assert not deal.same_call


def test_agreeing_on_one_of_two_that_only_both_do_ends_the_difference(swap: Path) -> None:
    """Where b is worth 6 to both, or 8, they agree on a deal: or neither sees one."""
    (found,) = compare(load(swap), "hard", draws=8).comparisons
    agree = pick(found, "deal_exists").agree
    assert agree is not None
    assert agree.key in ("reservation/b", "value/b/land/given")
    assert (agree.left, agree.removed) == (0.5, 0.5)


def test_the_number_that_removes_most_is_found(swap: Path) -> None:
    """Trust in b rests on one number that the two see differently."""
    (found,) = compare(load(swap), "hard", draws=8).comparisons
    trust = pick(found, "trust/b")
    assert trust.attribution == pytest.approx({"values": 0, "reservation values": 0,
                                               "trust": trust.second - trust.first})  # fmt: skip
    agree = trust.agree
    assert agree is not None
    assert (agree.key, agree.first, agree.second) == ("trust/prior/broken", "1", "3")
    assert agree.left == pytest.approx(0)
    assert agree.removed == pytest.approx(trust.first - trust.second)


def test_without_names_every_two_are_compared(swap: Path) -> None:
    found = compare(load(swap), draws=8)
    pairs = [(each.first, each.second) for each in found.comparisons]
    assert pairs == [("base", "hard"), ("base", "same"), ("hard", "same")]
    assert found.authors == {"hard": "A Hard Author", "same": "A Second Author"}


def test_one_name_is_compared_with_the_case(swap: Path) -> None:
    (found,) = compare(load(swap), "hard", draws=8).comparisons
    assert (found.first, found.second) == ("base", "hard")
    (turned,) = compare(load(swap), "hard", "base", draws=8).comparisons
    assert (turned.first, turned.second) == ("hard", "base")


def test_swapping_the_two_turns_every_sign(rich: Workspace) -> None:
    (there,) = find_comparison(rich, "base", "kelly").comparisons
    (back,) = find_comparison(rich, "kelly", "base").comparisons
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.first, one.second) == (other.second, other.first)
        assert one.attribution == {group: -amount for group, amount in other.attribution.items()}
        assert (one.agree is None) == (other.agree is None)
        if one.agree and other.agree:
            assert one.agree.removed == other.agree.removed


@pytest.mark.parametrize("by", ["kind", "issue", "party"])
def test_parts_sum_to_the_difference(rich: Workspace, by: str) -> None:
    (found,) = find_comparison(rich, "kelly", by=by).comparisons  # type: ignore[arg-type]
    assert found.groups
    for each in found.differences:
        assert list(each.attribution) == list(found.groups)
        assert sum(each.attribution.values()) == pytest.approx(each.second - each.first, abs=1e-12)


def test_the_number_for_all_conclusions_is_added_up_over_all(rich: Workspace) -> None:
    """What it removes is what remains of the differences once both readings have it alike."""
    (found,) = find_comparison(rich, "kelly").comparisons
    assert found.agree is not None
    whole = sum(abs(each.second - each.first) for each in found.differences)
    assert found.agree.left + found.agree.removed == pytest.approx(whole)
    tried = [each.agree for each in found.differences if each.agree]
    assert found.agree.key in {each.key for each in tried}


def test_the_groups_hold_every_number_once(rich: Workspace) -> None:
    contrasts = find_contrasts(rich.case, "base", "kelly", "kind")
    groups = list_groups(rich.case, contrasts, "kind")
    keys = [key for group in groups.values() for key in group]
    assert sorted(keys) == sorted({change.key for change in rich.case.readings[0].changes})
    assert list(groups) == [
        "values", "reservation values", "trust", "firmness", "meetings", "terms",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "groups"),
    [
        ("value/congress/yongbyon/frozen", ("values", "yongbyon", "congress")),
        ("interaction/1/usa", ("values", "combinations", "usa")),
        ("reservation/dprk", ("reservation values", "reservation values", "dprk")),
        ("promise/freeze-1994/outcome", ("trust", "trust", "dprk")),
        ("trust/half_life", ("trust", "trust", "trust")),
        ("pledge/hanoi/yongbyon/firm", ("firmness", "yongbyon", "firmness")),
        ("firmness/stated", ("firmness", "firmness", "firmness")),
        ("payoff/leaders-2020/usa/held", ("meetings", "meetings", "usa")),
        ("payoff/leaders-2020/after/poll/usa/held", ("meetings", "meetings", "usa")),
        ("readiness/leaders-2020", ("meetings", "meetings", "meetings")),
        ("pays/leaders-2020/1", ("meetings", "meetings", "dprk")),
        ("pays/leaders-2020/1/costs", ("meetings", "meetings", "usa")),
        ("floor/congress", ("terms", "terms", "congress")),
        ("deposit/oil-escrow/loses", ("terms", "terms", "dprk")),
        ("deposit/oil-escrow/pays/usa", ("terms", "terms", "usa")),
    ],
)
def test_each_number_belongs_to_a_group(
    rich: Workspace, key: str, groups: tuple[str, str, str]
) -> None:
    assert tuple(find_group(rich.case, key, by) for by in ("kind", "issue", "party")) == groups


def test_the_views_of_a_number_are_shown_as_written(rich: Workspace) -> None:
    texts = {c.key: c.texts for c in find_contrasts(rich.case, "base", "kelly", "kind")}
    assert texts["value/usa/yongbyon/frozen"] == ("6 to 14", "3 to 5")
    assert texts["trust/half_life"] == ("10 years", "5 years")
    assert texts["promise/freeze-1994/outcome"] == ("kept", "broken")
    assert texts["pledge/hanoi/yongbyon/firm"] == ("scheduled", "vague")


def test_narrow_grounds_leave_nothing_out_that_matters(rich: Workspace) -> None:
    """Every change that a conclusion could rest on and narrow grounds leave out changes nothing."""
    anchors = find_anchors(rich)
    for each in list_conclusions(rich.case):
        wide, narrow = list_grounds(rich.case, each), narrow_grounds(rich.case, anchors, each)
        for entry in rich.case.quantities():
            if entry.key.startswith(narrow):
                assert entry.key.startswith(wide), (each.key, entry.key)


def test_a_reading_that_is_not_there(rich: Workspace) -> None:
    with pytest.raises(InputError, match=r'no reading "keley"\. Did you mean "kelly"'):
        find_comparison(rich, "keley")


def test_a_case_without_readings(tmp_path: Path) -> None:
    case = load(write(tmp_path, {"case.yaml": SWAP}))
    with pytest.raises(InputError, match=r"no readings to compare. Add one as readings/NAME.yaml"):
        compare(case, draws=8)


def test_too_many_groups_are_refused_with_a_way_out(tmp_path: Path) -> None:
    count = 13
    issues = "".join(
        f"  i{n}: {{by: a, options: {{kept: {{}}, given: {{a: -1, b: 2}}}}}}\n"
        for n in range(count)
    )
    case = (
        f"detente: 1\ntitle: T\nas_of: 2020-01-01\nparties: {{a: {{}}, b: {{}}}}\nissues:\n{issues}"
    )
    overlay = "".join(f"    i{n}: {{options: {{given: {{b: 3}}}}}}\n" for n in range(count))
    reading = f"author: A\noverlay:\n  issues:\n{overlay}"
    folder = write(tmp_path, {"case.yaml": case, "readings/r.yaml": reading})
    with pytest.raises(TooLargeError, match=r"13 groups of inputs .* by kind, or by party"):
        compare(load(folder), by="issue", draws=8)


def test_readings_are_compared_on_the_first_draws(swap: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["detente.study.compare"], "VIEWED_DRAWS", 16)
    found = compare(load(swap), "hard", draws=64)
    assert (found.origin.draws, found.draws) == (64, 16)


def test_the_command_prints_what_the_study_found(swap: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(swap), "hard", "--json", "--draws", "8"])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert printed == compare(load(swap), "hard", draws=8).to_dict()
    assert printed["comparisons"][0]["by"] == "kind"


def test_the_command_says_why_they_disagree(swap: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(swap), "--draws", "8", "--by", "party"])
    assert done.exit_code == 0, done.output
    assert "A Hard Author" in done.stdout
    assert "percentage points" in done.stdout


def test_the_command_refuses_a_reading_that_is_not_there(swap: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(swap), "hrad"])
    assert isinstance(done.exception, InputError)


def test_the_command_refuses_another_grouping(swap: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(swap), "--by", "mood"])
    assert done.exit_code == 2


def test_rows_are_one_for_each_group(rich: Workspace) -> None:
    found = find_comparison(rich, "kelly")
    rows = found.rows()
    (comparison,) = found.comparisons
    assert len(rows) == len(comparison.differences) * len(comparison.groups)
