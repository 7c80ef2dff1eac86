"""events.yaml: what stands in it stands in the case, and what cannot be meant is refused."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

import pytest

from detente.case import Case, apply_event, apply_events, apply_reading, load
from tests.folders import CASE, FILES, notices, problems, spoil, write

ALONE = {name: FILES[name] for name in ("case.yaml", "sources.yaml")}
PALACE = "  palace: {ordered: false, options: {none: , north: {usa: 1}, south: {usa: 2}}}\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write(tmp_path))


def load_events(folder: Path, *events: str, case: str = CASE) -> Case:
    return load(write_events(folder, *events, case=case))


def write_events(folder: Path, *events: str, case: str = CASE) -> Path:
    text = "events:\n" + "".join(f"  - {{{event}}}\n" for event in events)
    return write(folder, {**ALONE, "case.yaml": case, "events.yaml": text})


def find_problems(folder: Path, *events: str, case: str = CASE) -> list[str]:
    return problems(write_events(folder, *events, case=case))


def test_moves(case: Case) -> None:
    done, disputed, *_ = case.events
    assert (done.date, done.moves, done.outcome, done.by) == (
        *(dt.date(2020, 11, 28), {"yongbyon": "frozen"}),
        *("done", ""),
    )
    assert (str(done.because[0]), done.place) == ("kelly2020", "events.yaml:2:5")
    assert (disputed.outcome, disputed.by) == ("disputed", "usa")
    assert disputed.what == "The inspectors are let in, but not everywhere"


def test_a_promise_is_made_and_settled_on_its_date(case: Case) -> None:
    event = case.events[2]
    promise = event.promise
    assert promise is not None
    assert (promise.by, promise.to, promise.outcome) == ("usa", ("dprk",), "kept")
    assert promise.made == promise.settled == event.date == dt.date(2021, 3, 1)
    assert event.what == promise.what == "talk again"
    assert (event.moves, event.outcome, event.changes) == ({}, "", ())


def test_a_change_has_the_keys_of_a_reading(case: Case) -> None:
    assert {change.key: str(change.value) for change in case.events[3].changes} == {
        "reservation/usa": "2",
        "value/usa/yongbyon/frozen": "2 to 4",
        "floor/usa": "-5",
        "deposit/oil-escrow/loses": "1",
        "deposit/oil-escrow/pays/usa": "2",
    }
    assert case.events[3].changes[0].place == "events.yaml:13:36"


def test_applying_an_event_changes_what_it_says(case: Case) -> None:
    seen = apply_event(case, case.events[3])
    quantities = {entry.key: entry.quantity for entry in seen.quantities()}
    before = {entry.key: entry.quantity for entry in case.quantities()}
    changes = {change.key: change.value for change in case.events[3].changes}
    assert quantities == {**before, **changes}
    assert seen.digest != case.digest
    assert seen.plan.deposits[0].loses == changes["deposit/oil-escrow/loses"]
    assert apply_event(case, case.events[0]) is case
    assert apply_event(apply_reading(case, "kelly"), case.events[3]).digest != seen.digest


def test_many_events_are_applied_as_one_after_the_other(tmp_path: Path) -> None:
    case = load_events(
        tmp_path,
        "date: 2021-01-03, change: {parties: {usa: {reservation: 1}}}",
        "date: 2021-01-01, moves: {yongbyon: frozen}, outcome: done",
        "date: 2021-01-01, change: {parties: {usa: {reservation: 2}, dprk: {reservation: 3}}}",
        "date: 2021-01-04, change: {issues: {yongbyon: {options: {frozen: {usa: 3}}}}}",
        "date: 2021-01-05, change: {issues: {yongbyon: {options: {frozen: {usa: 4, dprk: 5}}}}}",
    )
    one_by_one = case
    for event in case.events:
        one_by_one = apply_event(one_by_one, event)
    at_once = apply_events(case, case.events)
    assert replace(at_once, digest="") == replace(one_by_one, digest="")
    assert at_once.party("usa").reservation.text == "2"
    assert at_once.digest not in (case.digest, apply_events(case, case.events[:4]).digest)
    assert apply_events(case, case.events[1:2]) is case


def test_who_broke_it_is_clear_where_one_party_performs_it(tmp_path: Path) -> None:
    case = load_events(
        tmp_path,
        "date: 2021-01-01, moves: {yongbyon: frozen}, outcome: broken",
        "date: 2021-01-02, moves: {yongbyon: frozen}, outcome: late",
        "date: 2021-01-03, moves: {inspections: some}, outcome: broken, by: usa",
        "date: 2021-01-04, moves: {inspections: some}, outcome: late",
        "date: 2021-01-05, moves: {yongbyon: frozen}, outcome: disputed, by: usa",
    )
    assert [event.by for event in case.events] == ["dprk", "dprk", "usa", "", "usa"]


def test_dates_need_not_ascend_and_may_lie_after_the_case(tmp_path: Path) -> None:
    event = "moves: {inspections: some}, outcome: done"
    case = load_events(tmp_path, f"date: 2999-01-01, {event}")
    assert case.events[0].date > case.as_of
    case = load_events(
        tmp_path,
        "date: 2021-01-02, moves: {yongbyon: dismantled}, outcome: done",
        "date: 2021-01-01, moves: {yongbyon: frozen}, outcome: done",
        "date: 2021-01-01, moves: {inspections: some}, outcome: done",
    )
    assert case.notices == ()


@pytest.mark.parametrize(
    ("event", "column", "said"),
    [
        ("what: x", 5, "nothing that happened in one event; write one of moves, promise, change"),
        (
            "moves: {inspections: some}, outcome: done, change: {parties: {usa: {reservation: 1}}}",
            5,
            "moves and change in one event; write one of moves, promise, change",
        ),
        (
            "moves: {inspections: some}",
            5,
            '"outcome" is missing; say what came of the moves: done, late, disputed, broken',
        ),
        ("moves: {}, outcome: done", 31, "moves: none is named; write issue: option"),
        (
            "moves: {yongbyun: frozen}, outcome: done",
            32,
            'move yongbyun: issue "yongbyun" is not declared. Did you mean "yongbyon"?',
        ),
        (
            "moves: {yongbyon: frozn}, outcome: done",
            42,
            'move yongbyon: issue yongbyon has no option "frozn". Did you mean "frozen"?',
        ),
        (
            "moves: {yongbyon: kept}, outcome: broken",
            42,
            (
                "move yongbyon: kept is where yongbyon stands at first; name the option that it "
                "moves to"
            ),
        ),
        (
            "moves: {yongbyon: frozen}, outcome: kept",
            60,
            'outcome: "kept" is not one of the choices. It may be done, late, disputed, broken.',
        ),
        (
            "moves: {inspections: some}, outcome: broken",
            5,
            '"by" is missing: these moves are performed by usa and dprk; say who broke them',
        ),
        (
            "moves: {yongbyon: frozen, inspections: some}, outcome: broken",
            5,
            (
                '"by" is missing: these moves are performed by dprk and usa; write '
                "an event for each side"
            ),
        ),
        (
            "moves: {yongbyon: frozen}, outcome: broken, by: usa",
            72,
            "by: yongbyon is performed by dprk, not by usa; correct one",
        ),
        (
            "moves: {yongbyon: frozen}, outcome: late, by: usa",
            70,
            "by: yongbyon is performed by dprk, not by usa; correct one",
        ),
        (
            "moves: {yongbyon: frozen}, outcome: done, by: dprk",
            70,
            "by: says who broke, delayed or disputes a move, and these are done; remove it",
        ),
        (
            "moves: {yongbyon: frozen}, outcome: disputed, by: us",
            74,
            'party "us" is not declared. Did you mean "usa"?',
        ),
        (
            "moves: {yongbyon: frozen}, outcome: disputed, by: congress",
            74,
            '"congress" is a ratifier, and only parties act; name its party',
        ),
        (
            "promise: {by: usaa, to: dprk, what: x, outcome: kept}",
            38,
            'party "usaa" is not declared. Did you mean "usa"?',
        ),
        (
            "promise: {by: usa, to: usa, what: x, outcome: kept}",
            47,
            '"usa" makes the promise; name the other side',
        ),
        (
            "promise: {by: usa, to: dprk, what: x, outcome: x}",
            71,
            (
                'outcome: "x" is not one of the choices. It may be kept, late, partial, broken, '
                "disputed."
            ),
        ),
        (
            "promise: {by: usa, to: dprk, what: x}",
            33,
            '"outcome" is missing; add it',
        ),
        (
            "promise: {by: usa, to: dprk, what: x, outcome: kept}, outcome: done",
            87,
            "outcome: goes with moves; write it under promise",
        ),
        (
            "change: {parties: {usa: {reservation: 1}}}, by: usa",
            72,
            "by: goes with moves; remove it",
        ),
        ("change: {}", 32, "change: nothing is changed; say what, as in the overlay of a reading"),
        (
            "change: {parties: {us: {reservation: 1}}}",
            43,
            'party us: party "us" is not declared. Did you mean "usa"?',
        ),
        (
            "change: {issues: {yongbyon: {options: {frozen: {us: 1}}}}}",
            72,
            'issue yongbyon, option frozen: party "us" is not declared. Did you mean "usa"?',
        ),
        (
            "change: {issues: {yongbyon: {options: {frozn: {usa: 1}}}}}",
            63,
            'issue yongbyon, option frozn: option "frozn" is not declared. Did you mean "frozen"?',
        ),
        (
            "change: {promises: {freeze: {outcome: broken}}}",
            44,
            'promise freeze: promise "freeze" is not declared. There are no promises.',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, event: str, column: int, said: str
) -> None:
    event = f"date: 2021-01-01, {event}"
    sign = "," if said.startswith(("move ", "party us", "issue ", "promise ")) else ":"
    assert find_problems(tmp_path, event) == [f"events.yaml:2:{column}  event 1{sign} {said}"]


def test_a_mistake_hides_no_other(tmp_path: Path) -> None:
    found = find_problems(
        tmp_path,
        "date: 1 May, moves: {yongbyon: frozn}, outcome: done",
        "moves: {yongbyon: frozn}, outcome: don",
        "date: 2021-01-01, moves: {yongbyon: frozn}, outcome: done, becuase: kelly2020",
    )
    assert [text.partition("  ")[0] for text in found] == [
        *("events.yaml:2:12", "events.yaml:2:37"),
        *("events.yaml:3:5", "events.yaml:3:24", "events.yaml:3:41"),
        *("events.yaml:4:42", "events.yaml:4:65"),
    ]


@pytest.mark.parametrize(
    "event",
    [
        "chnge: {parties: {usa: {reservation: 1}}}",
        "mooves: {yongbyon: frozen}, outcome: done",
        "moves: {yongbyon: frozen}, outcom: done",
        "moves: {inspections: some}, outcome: broken, buy: usa",
    ],
)
def test_a_key_that_is_misspelt_is_told_once(tmp_path: Path, event: str) -> None:
    (found,) = find_problems(tmp_path, f"date: 2021-01-01, {event}")
    assert "is not known here. Did you mean" in found


def test_without_a_readable_case_there_is_no_trouble(tmp_path: Path) -> None:
    for name in ("yongbyon:\n", "      frozen:\n", "issues:\n", "parties:\n"):
        (tmp_path / name.strip(" :\n")).mkdir()
        new = name.replace(":", "x y:")
        assert spoil(tmp_path / name.strip(" :\n"), ("case.yaml", f"{name}", new))


def test_what_was_reached_before_is_noted(tmp_path: Path) -> None:
    case = load_events(
        tmp_path,
        "date: 2021-01-04, moves: {yongbyon: dismantled}, outcome: done",
        "date: 2021-01-01, moves: {yongbyon: dismantled}, outcome: done",
        "date: 2021-01-02, moves: {yongbyon: frozen}, outcome: late",
        "date: 2021-01-03, moves: {yongbyon: dismantled}, outcome: broken",
        "date: 2021-01-05, moves: {palace: south}, outcome: done",
        "date: 2021-01-06, moves: {palace: north}, outcome: broken, by: usa",
        "date: 2021-01-07, moves: {palace: south}, outcome: done",
        case=CASE.replace("interactions:\n", f"{PALACE}interactions:\n", 1),
    )
    assert [str(notice) for notice in case.notices if "had reached" in notice.message] == [
        (
            "events.yaml:4:42  event 3, move yongbyon: yongbyon had reached frozen by an earlier "
            "event; keep one of them"
        ),
        (
            "events.yaml:8:40  event 7, move palace: palace had reached south by an earlier "
            "event; keep one of them"
        ),
    ]


def test_the_valid_one_has_no_notices(tmp_path: Path) -> None:
    assert notices(tmp_path) == []


@pytest.mark.no_cover
def test_the_list_is_bounded_and_a_full_one_is_read_in_time(tmp_path: Path) -> None:
    change = "change: {parties: {usa: {reservation: 1}}}"
    started = time.perf_counter()
    case = load_events(tmp_path, *5_000 * [f"date: 2021-01-01, {change}"])
    assert len(case.events) == 5_000
    assert time.perf_counter() - started < 20
    found = find_problems(tmp_path, *5_001 * [f"date: 2021-01-01, {change}"])
    assert found == [
        (
            "events.yaml:1:1  events: 5,001 given, but at most 5,000 are allowed; "
            "keep those that matter"
        )
    ]


def test_events_count_together_with_the_numbers_of_the_case(tmp_path: Path) -> None:
    def change(amount: str) -> str:
        return f"date: 2021-01-01, change: {{parties: {{usa: {{reservation: {amount}}}}}}}"

    assert load_events(tmp_path, change("1000000000000"), change("900000000000"))
    (found,) = find_problems(tmp_path, change("1"), change("1000000000000"), change("0.5"))
    assert found.startswith("events.yaml:")
    assert "the numbers of usa add up to 1,000,000,000,0" in found


def test_what_only_events_cite_may_be_later_than_the_case(tmp_path: Path) -> None:
    done = "date: 2021-03-01, moves: {yongbyon: frozen}, outcome: done, because: [later]"
    folder = write_events(tmp_path, done)
    text = (folder / "sources.yaml").read_text(encoding="utf-8")
    added = text.replace(
        "sources:\n", "sources:\n  later: {title: A later report, date: 2021-03}\n"
    )
    (folder / "sources.yaml").write_text(added, encoding="utf-8")
    assert load(folder).sources["later"].date == "2021-03"
    cited = (folder / "case.yaml").read_text(encoding="utf-8")
    cited = cited.replace("because: [", "because: [[later, p. 1], [", 1).replace("]", "]]", 1)
    (folder / "case.yaml").write_text(cited, encoding="utf-8")
    assert any("date: 2021-03 lies after as_of" in text for text in problems(folder))


@pytest.mark.parametrize(
    "event",
    [
        "moves: {yongbyon: frozen}, outcome: done",
        "promise: {by: usa, to: dprk, what: talk, outcome: kept}",
        "change: {parties: {usa: {reservation: 1}}}",
    ],
)
def test_an_event_does_not_lie_before_the_case(tmp_path: Path, event: str) -> None:
    load_events(tmp_path, f"date: 2020-07-15, {event}")
    (found,) = find_problems(tmp_path, f"date: 2020-07-14, {event}")
    assert found.startswith("events.yaml:2:12  ")
    assert found.endswith(
        "date: 2020-07-14 lies before as_of, 2020-07-15; what was known then belongs into "
        "promises.yaml or the case"
    )


def test_the_date_of_the_case_has_to_be_known_for_that(tmp_path: Path) -> None:
    case = CASE.replace("as_of: 2020-07-15", "as_of: soon")
    event = "date: 2019-01-01, moves: {yongbyon: frozen}, outcome: done"
    (found,) = find_problems(tmp_path, event, case=case)
    assert 'as_of: "soon" is not a full date' in found


def find_missing(folder: Path, *events: str, case: str = CASE) -> list[tuple[int, str]]:
    notices = load_events(folder, *events, case=case).notices
    return [(each.line, each.message) for each in notices if "requires" in each.message]


MISSING = "yongbyon.dismantled is done, but inspections.some, which it requires, is not"
LATER = "date: 2021-01-02, moves: {yongbyon: dismantled}, outcome: late"
SOME = "moves: {inspections: some}, outcome"


def test_what_is_done_before_what_it_requires_is_noted(tmp_path: Path) -> None:
    ((line, said),) = find_missing(tmp_path, LATER)
    assert line == 2
    assert f"{MISSING}; correct one" in said
    assert not find_missing(tmp_path, "date: 2021-01-02, moves: {yongbyon: frozen}, outcome: done")
    assert not find_missing(tmp_path, f"{LATER.replace('late', 'broken')}")


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (f"date: 2021-01-01, {SOME}: done", 0),
        (f"date: 2021-01-02, {SOME}: late", 0),
        (f"date: 2021-01-03, {SOME}: done", 1),
        (f"date: 2021-01-01, {SOME}: disputed", 1),
        (f"date: 2021-01-01, {SOME}: broken, by: dprk", 1),
    ],
)
def test_what_is_required_counts_when_it_is_done_by_that_day(
    tmp_path: Path, other: str, count: int
) -> None:
    assert len(find_missing(tmp_path, LATER, other)) == count


def test_what_a_step_on_the_way_requires_counts_and_only_when_it_is_taken(tmp_path: Path) -> None:
    case = CASE.replace("      frozen:\n", "      frozen:\n        requires: [inspections.some]\n")
    both = ("date: 2021-01-01, moves: {yongbyon: frozen}, outcome: done", LATER)
    assert [line for line, _ in find_missing(tmp_path, *both, case=case)] == [2, 3]


def test_a_step_that_was_disputed_may_be_done_again(tmp_path: Path) -> None:
    case = load_events(
        tmp_path,
        "date: 2021-01-01, moves: {yongbyon: frozen}, outcome: done",
        "date: 2021-01-02, moves: {yongbyon: frozen}, outcome: disputed, by: usa",
        "date: 2021-01-03, moves: {yongbyon: frozen}, outcome: done",
    )
    assert not [each for each in case.notices if "had reached" in each.message]
