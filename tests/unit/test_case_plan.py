"""plan.yaml: what stands in it stands in the case, and what cannot be meant is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from detente.case import Case, PlanTerms, load
from tests.folders import CASE, FILES, PLAN, notices, problems, spoil, write

ALONE = {name: FILES[name] for name in ("case.yaml", "sources.yaml")}
OVERLAY = "relationship: {usa: 5}, deposits: {oil-escrow: {pays: {usa: 2}}}"
BOTH = "package: {yongbyon: dismantled, inspections: some}\n"
FIRST = "moves: {yongbyon: frozen, inspections: some}"
SECOND = "due: 2022-01-21, moves: {yongbyon: dismantled}"
PALACE = "  palace: {ordered: false, options: {none: , north: {usa: 1}, south: {usa: 2}}}\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write(tmp_path))


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(write(tmp_path, ALONE)).plan == PlanTerms()
    assert load(write(tmp_path, {"plan.yaml": "stages:\n"})).plan == PlanTerms()
    terms = PlanTerms()
    assert (terms.most_stages, terms.most_items, terms.wait_days, terms.gap_days) == (
        *(12, None),
        *(None, 0),
    )


def test_the_costs_of_breaking_it(case: Case) -> None:
    terms = case.plan
    assert {party: str(q) for party, q in terms.relationship.items()} == {
        "usa": "1 to 2",
        "dprk": "1 to 4",
    }
    assert terms.relationship["dprk"].note == "a guess"
    assert terms.relationship["dprk"].place == "plan.yaml:1:35"
    assert str(terms.reputation["usa"]) == "1 to 3"
    assert terms.floors["congress"].point == Decimal(-4)


def test_a_deposit_lends_its_source_to_its_numbers(case: Case) -> None:
    (deposit,) = case.plan.deposits
    assert (deposit.id, deposit.title, deposit.by, deposit.secures) == (
        *("oil-escrow", "Oil in escrow"),
        *("China", "dprk"),
    )
    assert (deposit.loses.low, deposit.pays["usa"].high) == (Decimal(2), Decimal(1))
    assert deposit.loses.because == deposit.pays["usa"].because == deposit.because
    assert deposit.loses.sourced


def test_the_limits_of_stages(case: Case) -> None:
    terms = case.plan
    assert (terms.most_stages, terms.most_items, terms.wait_days, terms.gap_days) == (8, 4, 180, 30)
    assert terms.start == dt.date(2020, 9, 1)


def test_the_package_and_the_agreed_stages(case: Case) -> None:
    terms = case.plan
    assert terms.package == {"yongbyon": "dismantled", "inspections": "some"}
    first, second = terms.agreed
    assert (first.title, second.title) == ("First steps", "Stage 2")
    assert first.moves == {"yongbyon": "frozen", "inspections": "some"}
    assert (second.due, second.note, second.place) == (
        *(dt.date(2022, 1, 21), "a note"),
        "plan.yaml:16:5",
    )


def test_weights_are_exact(tmp_path: Path) -> None:
    case = load(write(tmp_path, {**ALONE, "plan.yaml": "weights: {usa: 1, dprk: 2.125}\n"}))
    assert case.plan.weights == {"usa": Decimal(1), "dprk": Decimal("2.125")}


def test_its_numbers_come_last_among_the_quantities(case: Case) -> None:
    entries = {entry.key: entry for entry in case.quantities()}
    assert list(entries)[-7:] == [
        "relationship/usa",
        "relationship/dprk",
        "reputation/usa",
        "deposit/oil-escrow/loses",
        "deposit/oil-escrow/pays/usa",
        "floor/congress",
        "floor/usa",
    ]
    assert entries["deposit/oil-escrow/loses"].label == "Oil in escrow: dprk loses"
    assert entries["deposit/oil-escrow/pays/usa"].label == "Oil in escrow: United States is paid"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "relationship: {usa: 1 to 2,",
            "relationship: {us: 1 to 2,",
            '1:16  relationship of us: party "us" is not declared. Did you mean "usa"?',
        ),
        (
            "reputation: {usa:",
            "reputation: {congress:",
            (
                '2:14  reputation of congress: "congress" is a ratifier, and only parties act; '
                "name its party"
            ),
        ),
        (
            "reputation: {usa: 1 to 3}",
            "reputation: {usa: -1 to 3}",
            '2:19  reputation of usa: "-1 to 3" goes below 0; write how much is lost or paid',
        ),
        (
            "loses: 2 to 4",
            "loses: -2",
            '8:12  deposit oil-escrow: loses: "-2" goes below 0; write how much is lost or paid',
        ),
        (
            "pays: {usa: 0 to 1}",
            "pays: {usa: -1}",
            (
                '9:17  deposit oil-escrow, payment to usa: "-1" goes below 0; '
                "write how much is lost or paid"
            ),
        ),
        (
            "pays: {usa: 0 to 1}",
            "pays: {dprk: 1}",
            (
                '9:12  deposit oil-escrow, payment to dprk: "dprk" loses this deposit, and cannot '
                "be paid out of it; remove it"
            ),
        ),
        (
            "secures: dprk",
            "secures: dprkk",
            '7:14  deposit oil-escrow: party "dprkk" is not declared. Did you mean "dprk"?',
        ),
        (
            "by: China",
            "by: dprkk",
            (
                '6:9  deposit oil-escrow: party "dprkk" is not declared. Did you mean "dprk"? '
                "Write other names with a capital"
            ),
        ),
        (
            "  - id: oil-escrow\n",
            "  - id: oil-escrow\n    by: b\n    secures: usa\n    loses: 1\n  - id: oil-escrow\n",
            '8:9  deposit oil-escrow: id "oil-escrow" is used at line 4 already; choose another',
        ),
        (
            "floors: {congress:",
            "floors: {congres:",
            (
                '11:10  floor of congres: party or ratifier "congres" is not declared. '
                'Did you mean "congress"?'
            ),
        ),
        ("most: 8", "most: 0", '12:16  most: "0" is not a whole number from 1 to 30'),
        ("most: 8", "most: 2.5", '12:16  most: "2.5" is not a whole number from 1 to 30'),
        ("items: 4", "items: 51", '12:26  items: "51" is not a whole number from 1 to 50'),
        (
            "wait: 180 days",
            "wait: 180",
            (
                '12:35  wait: "180" is not a duration; write "90 days", "3 months". '
                'Did you mean "180 days"?'
            ),
        ),
        (
            "yongbyon: dismantled, inspections: some}",
            "yongbion: dismantled, inspections: some}",
            '13:11  issue "yongbion" is not declared. Did you mean "yongbyon"?',
        ),
        (
            "package: {yongbyon: dismantled",
            "package: {yongbyon: dismantle",
            '13:21  issue yongbyon has no option "dismantle". Did you mean "dismantled"?',
        ),
        (
            SECOND,
            "moves: {yongbyon: dismantle}",
            (
                '16:24  agreed stage 2, move yongbyon: issue yongbyon has no option "dismantle". '
                'Did you mean "dismantled"?'
            ),
        ),
        (
            SECOND,
            "moves: {}",
            "16:13  agreed stage 2: moves: nothing is moved; write issue: option",
        ),
        (
            SECOND,
            "moves: {yongbyon: frozen}",
            (
                "16:24  agreed stage 2, move yongbyon: yongbyon has reached frozen before, "
                "and frozen is no further; correct one of the two"
            ),
        ),
        (
            SECOND,
            "moves: {yongbyon: kept}",
            (
                "16:24  agreed stage 2, move yongbyon: kept is where yongbyon stands at first; "
                "name the option that it moves to"
            ),
        ),
        (
            BOTH,
            "package: {inspections: some}\n",
            (
                "13:10  package: has yongbyon at kept, but the agreed stages end with dismantled; "
                "let them agree, or leave out package"
            ),
        ),
        (
            BOTH,
            "package: {yongbyon: kept}\n",
            "13:1  package: every issue stays where it is; name what is to be carried out",
        ),
        (
            BOTH + "agreed:\n",
            "agreed:\n  - {moves: {yongbyon: dismantled}}\n  - {moves: {inspections: none}}\nx:\n",
            (
                '16:1  key "x" is not known here. The keys are relationship, reputation, deposits, '
                "floors, stages, weights, package, agreed."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert f"plan.yaml:{said}" in spoil(tmp_path, ("plan.yaml", old, new))


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    assert len(spoil(tmp_path, ("plan.yaml", SECOND, "moves: {yongbyon: dismantle}"))) == 1


def test_many_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = spoil(
        tmp_path,
        ("plan.yaml", "most: 8", "most: none"),
        ("plan.yaml", "secures: dprk", "secures: dprkk"),
        ("plan.yaml", "reputation: {usa: 1", "reputation: {us: 1"),
        ("plan.yaml", SECOND, "moves: {yongbyon: dismantle}"),
        ("events.yaml", "outcome: kept", "outcome: keept"),
        ("readings/kelly.yaml", "oil-escrow", "oil-escro"),
    )
    assert [text.partition("  ")[0] for text in found] == [
        "events.yaml:9:61",
        "plan.yaml:2:14",
        "plan.yaml:7:14",
        "plan.yaml:12:16",
        "plan.yaml:16:24",
        "readings/kelly.yaml:11:45",
    ]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("{usa: 1}", "weights: none for dprk; give every party one, or remove them all"),
        ("{usa: 1, dprkk: 1}", 'party "dprkk" is not declared. Did you mean "dprk"?'),
        ("{usa: 1, dprk: 0}", 'weight of dprk: "0" is no weight; it is above 0, at most 1,000'),
        ("{usa: 1, dprk: 1001}", '"1001" is no weight; it is above 0, at most 1,000'),
        ("{usa: 1, dprk: 1.0001}", '"1.0001" has more than 3 decimals; round it'),
        ("{usa: 1, dprk: 1 to 2}", '"1 to 2" is not a number'),
        ("{usa: 1, dprk: 1, congress: 1}", '"congress" is a ratifier, and only parties act'),
    ],
)
def test_weights_are_numbers_for_all_parties(tmp_path: Path, weights: str, said: str) -> None:
    (found,) = problems(write(tmp_path, {**ALONE, "plan.yaml": f"weights: {weights}\n"}))
    assert said in found


def test_a_package_keeps_what_the_case_requires(tmp_path: Path) -> None:
    plan = "package: {yongbyon: dismantled}\n"
    assert problems(write(tmp_path, {**ALONE, "plan.yaml": plan})) == [
        (
            "plan.yaml:1:10  package: it goes against a constraint: yongbyon.dismantled requires "
            "inspections.some. Add what is missing, or take one out"
        )
    ]


def test_so_do_the_agreed_stages_where_there_is_no_package(tmp_path: Path) -> None:
    plan = f"agreed:\n  - {{moves: {{yongbyon: frozen}}}}\n  - {{{SECOND}}}\n"
    assert problems(write(tmp_path, {**ALONE, "plan.yaml": plan})) == [
        (
            "plan.yaml:3:5  agreed stage 2: all stages together go against a constraint: "
            "yongbyon.dismantled requires inspections.some. Add what is missing, or take one out"
        )
    ]


def test_a_stage_that_runs_ahead_of_what_it_requires_is_noted(tmp_path: Path) -> None:
    old, new = FIRST, "moves: {yongbyon: dismantled}"
    second = ("plan.yaml", SECOND, "moves: {inspections: some}")
    assert notices(tmp_path, second, ("plan.yaml", old, new)) == [
        (
            "plan.yaml:15:5  agreed stage 1: yongbyon.dismantled requires inspections.some, and "
            "that comes later; stages made here keep such an order"
        )
    ]


def test_a_stage_that_is_due_before_an_earlier_one_is_noted(tmp_path: Path) -> None:
    assert notices(tmp_path, ("plan.yaml", "due: 2022-01-21", "due: 2020-01-21")) == [
        (
            "plan.yaml:16:11  agreed stage 2: due: 2020-01-21 lies before 2021-01-21, when the "
            "stage before it is due"
        )
    ]


def test_an_issue_may_jump_options_and_alternatives_move_once(tmp_path: Path) -> None:
    case = CASE.replace("interactions:\n", f"{PALACE}interactions:\n", 1)
    plan = "agreed:\n  - moves: {inspections: some, yongbyon: dismantled, palace: south}\n"
    assert load(write(tmp_path, {**ALONE, "case.yaml": case, "plan.yaml": plan})).plan.agreed
    again = plan + "  - moves: {palace: north}\n"
    assert problems(write(tmp_path, {**ALONE, "case.yaml": case, "plan.yaml": again})) == [
        (
            "plan.yaml:3:21  agreed stage 2, move palace: palace has moved to south before, and "
            "its options are alternatives; keep one of the two moves"
        )
    ]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            "deposits:\n" + 51 * "  - {id: a, by: B, secures: usa, loses: 1}\n",
            "deposits: 51 given, but at most 50 are allowed; merge some",
        ),
        (
            "agreed:\n" + 61 * "  - moves: {inspections: some}\n",
            "agreed: 61 given, but at most 60 are allowed; merge some",
        ),
    ],
)
def test_lists_are_bounded(tmp_path: Path, plan: str, said: str) -> None:
    assert f"plan.yaml:1:1  {said}" in problems(write(tmp_path, {**ALONE, "plan.yaml": plan}))


def test_its_numbers_count_with_those_of_the_case(tmp_path: Path) -> None:
    new = "relationship: {usa: 600000.0000001,"
    (found,) = spoil(tmp_path, ("plan.yaml", "relationship: {usa: 1 to 2,", new))
    assert found.startswith(
        "plan.yaml:1:21  relationship of usa: the numbers of usa add up to 600,0"
    )


def test_a_reading_and_an_event_may_see_them_otherwise(tmp_path: Path) -> None:
    for name in ("readings/kelly.yaml", "events.yaml"):
        old = "pays: {usa: 2}"
        (found,) = spoil(tmp_path, (name, old, "pays: {usa: 600000.0000001}"))
        assert found.startswith(name)
        assert "payment to usa: the numbers of usa add up to 600,0" in found


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("relationship: {us: 5}", 'party "us" is not declared. Did you mean "usa"?'),
        ("relationship: {usa: -5}", '"-5" goes below 0'),
        (
            "floors: {congres: 5}",
            'party or ratifier "congres" is not declared. Did you mean "congress"?',
        ),
        (
            "deposits: {oil: {loses: 1}}",
            'deposit "oil" is not declared. The deposits are oil-escrow.',
        ),
        ("deposits: {oil-escrow: {loses: -1}}", 'loses: "-1" goes below 0'),
        ("stages: {most: 3}", 'key "stages" is not known here'),
    ],
)
def test_an_overlay_changes_only_what_is_there(tmp_path: Path, new: str, said: str) -> None:
    (found,) = spoil(tmp_path, ("readings/kelly.yaml", OVERLAY, new))
    assert found.startswith("readings/kelly.yaml:11:")
    assert said in found


def test_without_deposits_an_overlay_can_change_none(tmp_path: Path) -> None:
    files = {**FILES, "plan.yaml": PLAN[: PLAN.index("deposits")]}
    files["events.yaml"] = "events: []\n"
    (found,) = problems(write(tmp_path, files))
    assert 'deposit "oil-escrow" is not declared. There are no deposits.' in found


def find_notices(folder: Path, old: str, new: str) -> list[str]:
    case = load(write(folder, {**FILES, "plan.yaml": PLAN.replace(old, new)}))
    return [str(each) for each in case.notices if each.file == "plan.yaml"]


def test_stages_that_begin_before_the_case_are_noted(tmp_path: Path) -> None:
    assert not find_notices(tmp_path, "start: 2020-09-01", "start: 2020-07-15")
    (found,) = find_notices(tmp_path, "start: 2020-09-01", "start: 2020-07-14")
    assert "start: 2020-07-14 lies before as_of, 2020-07-15" in found


def test_an_empty_package_is_noted(tmp_path: Path) -> None:
    for empty in ("package: {}\n", "package:\n"):
        (found,) = find_notices(tmp_path, BOTH, empty)
        assert "package: nothing is in it, and it counts as left out; write issue: option" in found
    assert not find_notices(tmp_path, BOTH, "")


def test_a_misspelt_side_of_a_floor_may_be_a_party_or_a_ratifier(tmp_path: Path) -> None:
    for wrong, meant in (("congres", "congress"), ("dprkk", "dprk")):
        (found,) = spoil(tmp_path, ("plan.yaml", "floors: {congress:", f"floors: {{{wrong}:"))
        assert f'party or ratifier "{wrong}" is not declared. Did you mean "{meant}"?' in found
