"""Meetings: the calendar, other dates, counters, conditions, kinds of help."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from detente.case import Case, apply_changes, apply_reading
from detente.case.days import find_closed, find_payoffs, find_readiness, list_passed
from detente.case.model import ZERO, Change, MeetingChange, Quantity
from tests.folders import VALLEYS, VALLEYS_MEETINGS, load_valleys, problems, write

BEFORE, DAY, LATER = dt.date(2024, 9, 30), dt.date(2024, 10, 1), dt.date(2024, 11, 1)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load_valleys(tmp_path)


def load_with(folder: Path, old: str, new: str) -> Case:
    """Load the case with one text of its meetings replaced."""
    assert VALLEYS_MEETINGS.count(old) == 1, old
    return load_valleys(folder, meetings=VALLEYS_MEETINGS.replace(old, new))


def spoil(folder: Path, old: str, new: str, name: str = "meetings.yaml") -> list[str]:
    """The problems of the case with one text replaced, without the name of the file."""
    assert VALLEYS[name].count(old) == 1, old
    changed = {**VALLEYS, name: VALLEYS[name].replace(old, new)}
    return [text.removeprefix(f"{name}:") for text in problems(write(folder, changed))]


# -- what is read ---------------------------------------------------------------------------------


def test_the_case_has_no_problem_and_nothing_to_note(case: Case) -> None:
    assert case.notices == ()


def test_a_day_of_the_calendar(case: Case) -> None:
    (day,) = case.calendar
    assert (day.id, day.title) == ("vote", "The vote in the Upper Valley")
    assert (day.date, day.opens) == (DAY, (("gauges", "shared"),))


def test_days_are_in_the_order_of_their_dates(tmp_path: Path) -> None:
    early = "calendar:\n  - {id: early, date: 2024-07-01}\n  - {id: first, date: 2024-06-30}\n"
    case = load_with(tmp_path, "calendar:\n", early)
    assert [day.id for day in case.calendar] == ["first", "early", "vote"]
    assert case.calendar[0].title == "first"


def test_a_meeting_with_everything(case: Case) -> None:
    meeting, other = case.meetings
    assert meeting.dates == (LATER,)
    assert (meeting.counters[0].by, meeting.counters[0].meeting) == ("lower", "clerks")
    assert (meeting.conditions[0].by, meeting.conditions[0].better_than) == ("lower", "spring-2023")
    change = meeting.after["vote"]
    assert change.readiness is not None
    assert change.readiness.text == "0.5 to 0.8"
    assert change.payoffs["upper"]["fails"].text == "-1 to 0"
    assert (other.dates, other.after, other.counters, other.conditions) == ((), {}, (), ())


def test_other_dates_are_sorted(tmp_path: Path) -> None:
    case = load_with(tmp_path, "dates: [2024-11-01]", "dates: [2024-11-01, 2024-08-01]")
    assert case.meetings[0].dates == (dt.date(2024, 8, 1), LATER)


def test_one_date_may_stand_for_a_list(tmp_path: Path) -> None:
    case = load_with(tmp_path, "dates: [2024-11-01]", "dates: 2024-11-01")
    assert case.meetings[0].dates == (LATER,)


@pytest.mark.parametrize(
    ("written", "kind", "when"),
    [
        ("", "payment", "held"),
        (", kind: hosting", "hosting", "held"),
        (", kind: guarantee", "guarantee", "fails"),
        (", kind: guarantee, when: agreed", "guarantee", "agreed"),
        (", when: fails", "payment", "fails"),
    ],
)
def test_a_help_is_a_payment_when_held_unless_said(
    tmp_path: Path, written: str, kind: str, when: str
) -> None:
    case = load_with(tmp_path, ", kind: payment", written)
    (transfer,) = case.meetings[0].pays
    assert (transfer.by, transfer.to) == ("The Lake Fund", "lower")
    assert (transfer.kind, transfer.when) == (kind, when)
    assert transfer.costs is ZERO


def test_a_help_by_a_party_may_cost_it_something(tmp_path: Path) -> None:
    new = "by: upper, for: lower, amount: 1, costs: {value: 2, note: dear}, note: a note"
    case = load_with(tmp_path, "by: The Lake Fund, for: lower, amount: 0.2 to 0.6", new)
    (transfer,) = case.meetings[0].pays
    assert (transfer.costs.text, transfer.costs.note, transfer.note) == ("2", "dear", "a note")
    assert transfer.amount.place.startswith("meetings.yaml:16:")


def test_a_third_party_may_invite(tmp_path: Path) -> None:
    case = load_with(tmp_path, "proposer: upper", "proposer: The Lake Fund")
    assert case.meetings[0].proposer == "The Lake Fund"


# -- keys and labels ------------------------------------------------------------------------------


def test_every_number_has_a_key_and_words(case: Case) -> None:
    labels = {entry.key: entry.label for entry in case.quantities()}
    assert labels["readiness/mayors/after/vote"] == (
        "A meeting of the mayors: readiness, after “The vote in the Upper Valley”"
    )
    assert labels["payoff/mayors/after/vote/upper/fails"] == (
        "Upper Valley: A meeting of the mayors, it fails, after “The vote in the Upper Valley”"
    )
    assert labels["pays/mayors/1"] == (
        "A meeting of the mayors: The Lake Fund pays for Lower Valley"
    )
    assert "pays/mayors/1/costs" not in labels
    assert len(labels) == len(list(case.quantities()))


def test_what_helping_costs_a_party_has_a_key_once_it_is_written(tmp_path: Path) -> None:
    case = load_with(tmp_path, "by: The Lake Fund, for", "by: upper, costs: 1, for")
    labels = {entry.key: entry.label for entry in case.quantities()}
    assert labels["pays/mayors/1/costs"] == (
        "Upper Valley: A meeting of the mayors, what helping Lower Valley costs"
    )
    new = Quantity(point=Decimal(3), text="3", place="here")
    plain = load_with(tmp_path, "by: The Lake Fund", "by: upper")
    assert "pays/mayors/1/costs" not in {entry.key for entry in plain.quantities()}
    seen = apply_changes(plain, (Change("pays/mayors/1/costs", new),), "one")
    assert {entry.key: entry.quantity for entry in seen.quantities()}["pays/mayors/1/costs"] is new


# -- what the calendar changes --------------------------------------------------------------------


@pytest.mark.parametrize(("on", "passed"), [(None, []), (BEFORE, []), (DAY, ["vote"])])
def test_a_day_has_passed_from_its_date_on(
    case: Case, on: dt.date | None, passed: list[str]
) -> None:
    assert [day.id for day in list_passed(case, on)] == passed
    assert find_closed(case, on) == (frozenset() if passed else {("gauges", "shared")})


def test_of_a_ladder_later_options_wait_too(tmp_path: Path) -> None:
    case = load_with(tmp_path, "opens: gauges.shared", "opens: [water.summer, gauges.shared]")
    waiting = {("water", "summer"), ("water", "always"), ("gauges", "shared")}
    assert find_closed(case, BEFORE) == waiting


def test_an_option_waits_for_the_last_day_that_opens_it(tmp_path: Path) -> None:
    days = (
        "calendar:\n  - {id: a, date: 2024-07-01, opens: water.summer}\n"
        "  - {id: b, date: 2024-08-01, opens: water.always}\n"
    )
    case = load_with(tmp_path, "calendar:\n", days)
    assert ("water", "always") in find_closed(case, dt.date(2024, 7, 1))
    assert ("water", "summer") not in find_closed(case, dt.date(2024, 7, 1))
    assert ("water", "always") not in find_closed(case, dt.date(2024, 8, 1))


def test_payoffs_change_on_the_day(case: Case) -> None:
    meeting = case.meetings[0]
    before, after = find_payoffs(case, meeting, BEFORE), find_payoffs(case, meeting, DAY)
    assert before["upper", "held"].text == "1 to 3"
    assert after["upper", "held"].text == "0 to 1"
    assert after["upper", "cost"] is before["upper", "cost"]
    assert find_readiness(case, meeting, BEFORE).text == "0.3 to 0.6"
    assert find_readiness(case, meeting, DAY).text == "0.5 to 0.8"


def test_the_last_day_that_names_a_number_wins(tmp_path: Path) -> None:
    text = VALLEYS_MEETINGS.replace("calendar:\n", "calendar:\n  - {id: z, date: 2024-10-15}\n")
    text = text.replace("    after:\n", "    after:\n      z: {payoffs: {upper: {held: 9}}}\n")
    case = load_valleys(tmp_path, meetings=text)
    meeting = case.meetings[0]
    assert find_payoffs(case, meeting, LATER)["upper", "held"].point == 9
    assert find_payoffs(case, meeting, LATER)["upper", "fails"].text == "-1 to 0"
    assert find_readiness(case, meeting, LATER).text == "0.5 to 0.8"


# -- readings -------------------------------------------------------------------------------------


def test_a_reading_changes_what_it_names_and_nothing_else(case: Case) -> None:
    seen = apply_reading(case, "lower")
    before = {entry.key: entry.quantity for entry in case.quantities()}
    after = {entry.key: entry.quantity for entry in seen.quantities()}
    changed = {key for key in after if after[key] is not before.get(key)}
    assert changed == {
        "value/lower/water/summer",
        "readiness/mayors",
        "payoff/mayors/upper/fails",
        "payoff/mayors/after/vote/upper/held",
        "pays/mayors/1",
    }
    assert set(before) == set(after)
    assert after["pays/mayors/1"].place.startswith("readings/lower.yaml:9:")


def test_every_key_of_a_meeting_can_be_changed(case: Case) -> None:
    new = Quantity(point=Decimal(1), text="1", place="here")
    keys = [
        entry.key
        for entry in case.quantities()
        if entry.key.split("/")[0] in ("readiness", "payoff", "pays")
    ]
    seen = apply_changes(case, tuple(Change(key, new) for key in keys), "all")
    found = {entry.key: entry.quantity for entry in seen.quantities()}
    assert all(found[key] is new for key in keys)
    assert len(found) == len(list(case.quantities()))


def test_a_reading_may_add_a_day_and_a_payoff(case: Case) -> None:
    new = Quantity(point=Decimal(1), text="1", place="here")
    keys = ("payoff/clerks/after/vote/lower/held", "readiness/clerks/after/vote")
    seen = apply_changes(case, tuple(Change(key, new) for key in keys), "more")
    assert seen.meetings[1].after == {"vote": MeetingChange(new, {"lower": {"held": new}})}
    assert seen.meetings[0].after == case.meetings[0].after


def test_a_party_called_after_is_no_day(tmp_path: Path) -> None:
    files = {
        name: text.replace("upper", "after") for name, text in VALLEYS.items() if "read" not in name
    }
    files["meetings.yaml"] = files["meetings.yaml"].replace("    after:\n      vote", "    AFT")
    files["meetings.yaml"] = "".join(
        line for line in files["meetings.yaml"].splitlines(keepends=True) if "AFT" not in line
    )
    from detente.case import load

    case = load(write(tmp_path, files))
    new = Quantity(point=Decimal(1), text="1", place="here")
    seen = apply_changes(case, (Change("payoff/mayors/after/held", new),), "one")
    assert seen.meetings[0].payoffs["after"]["held"] is new
    assert seen.meetings[0].after == {}


# -- what is wrong --------------------------------------------------------------------------------

MISTAKES = [
    # The calendar.
    ("date: 2024-10-01, opens", "opens", '2:5  day vote: "date" is missing; add it'),
    ("gauges.shared", "gauges.none", 'opens: "gauges.none" is where things stand today; name a'),
    (
        "gauges.shared",
        "gauges.sharde",
        'issue gauges has no option "sharde". Did you mean "shared"?',
    ),
    ("gauges.shared", "gauge.shared", 'issue "gauge" is not declared. Did you mean "gauges"?'),
    (
        "gauges.shared",
        "[gauges.shared, gauges.shared]",
        'opens: "gauges.shared" waits for vote already; remove one of the two',
    ),
    (
        "meetings:\n",
        "  - {id: vote, date: 2024-12-01}\nmeetings:\n",
        '3:10  day vote: id "vote" is used at line 2 already; choose another',
    ),
    # Dates.
    ("[2024-11-01]", "[2024-09-01]", "7:13  meeting mayors: dates: 2024-09-01 is named twice"),
    ("    date: 2024-09-01\n", "", "dates: these are other dates than date, which is missing"),
    ("[2024-11-01]", "[2024-13-01]", "2024-13-01"),
    ("[2024-11-01]", "soon", '"soon" is not a full date'),
    # Who invites whom.
    ("proposer: upper", "proposer: sweden", 'party "sweden" is not declared. The parties are'),
    ("proposer: upper", "proposer: sweden", "Write a third party with a capital"),
    ("proposer: upper", "proposer: farmers", '"farmers" is a ratifier, which makes no moves'),
    ("invited: lower", "invited: [lower, upper]", '"upper" makes the invitation; name the others'),
    ("invited: lower", "invited: []", "invited: nobody is invited; name a party"),
    # Days of the calendar.
    (
        "vote: {readi",
        "vite: {readi",
        'day of the calendar "vite" is not declared. Did you mean "vote"',
    ),
    (
        "{readiness: 0.5 to 0.8, payoffs: {upper: {held: 0 to 1, fails: -1 to 0}}}",
        "{}",
        "15:7  meeting mayors, after vote: nothing is different; write readiness or payoffs",
    ),
    ("{upper: {held: 0 to 1", "{uper: {held: 0 to 1", 'party "uper" is not declared. Did you mean'),
    ("readiness: 0.5 to 0.8", "readiness: 5", '"5" is not a share'),
    # Payoffs.
    (
        "      lower: {held: -1 to 2",
        "      farmers: {held: -1 to 2",
        '"farmers" is a ratifier, which',
    ),
    # Helps.
    ("for: lower", "for: lowr", 'party "lowr" is not declared. Did you mean "lower"?'),
    ("by: The Lake Fund", "by: lower", 'for: "lower" pays; name the party that it pays for'),
    ("by: The Lake Fund", "by: lakefund", 'party "lakefund" is not declared. The parties are'),
    ("by: The Lake Fund", "by: uper", 'party "uper" is not declared. Did you mean "upper"?'),
    ("by: The Lake Fund", "by: farmers", '"farmers" is a ratifier, which makes no moves'),
    ("0.2 to 0.6", "-0.2 to 0.6", 'amount: "-0.2 to 0.6" goes below 0; write how much'),
    ("0.2 to 0.6", "0.2 to 0.6, costs: 1", 'costs: "The Lake Fund" is no party of the case'),
    ("kind: payment", "kind: loan", '"loan" is not one of the choices. It may be payment, hosting'),
    ("kind: payment", "when: never", '"never" is not one of the choices. It may be held, agreed'),
    # Counters.
    (
        "{by: lower, meeting: clerks}",
        "{by: upper, meeting: clerks}",
        '"upper" is not invited to this',
    ),
    (
        "meeting: clerks",
        "meeting: clerk",
        'meeting "clerk" is not declared. Did you mean "clerks"?',
    ),
    ("meeting: clerks", "meeting: mayors", 'meeting: "mayors" is this meeting; name another'),
    ("{by: lower, meeting: clerks}", "{by: lower}", '"meeting" is missing; add it'),
    (
        "{by: lower, meeting: clerks}",
        "[{by: lower, meeting: clerks}, {by: lower, meeting: clerks}]",
        'counter 2: "lower" counters with this meeting already; remove one',
    ),
    # Conditions.
    ("better_than: spring-2023", "better_than: spring", 'offer "spring" is not declared. Did you'),
    (
        "{by: lower, better",
        "{by: loer, better",
        'party "loer" is not declared. Did you mean "lower"?',
    ),
    ("better_than: spring-2023", "beter_than: spring-2023", 'Did you mean "better_than"?'),
    (
        "{by: lower, better_than: spring-2023}",
        "[{by: lower, better_than: spring-2023}, {by: lower, better_than: spring-2023}]",
        'condition 2: "lower" says so already; remove one',
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_in_a_meeting(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = spoil(tmp_path, old, new)
    own = [text for text in found if not text.startswith("readings")]
    assert len(own) == 1, found
    assert said in own[0], own


def test_a_counter_must_lead_to_a_meeting_that_one_takes_part_in(tmp_path: Path) -> None:
    files = dict(VALLEYS)
    files["case.yaml"] = files["case.yaml"].replace(
        "ratifiers:", "  hills: {name: The Hills}\nratifiers:"
    )
    files["case.yaml"] = files["case.yaml"].replace("lower: 0 to 2, far", "lower: 0, hills: 1, far")
    files["meetings.yaml"] = VALLEYS_MEETINGS.replace("invited: lower", "invited: [lower, hills]")
    files["meetings.yaml"] = files["meetings.yaml"].replace("{by: lower, meet", "{by: hills, meet")
    files["meetings.yaml"] = files["meetings.yaml"].replace("{by: lower, bett", "{by: hills, bett")
    found = problems(write(tmp_path, files))
    assert [text.split("meeting mayors: ")[1].split(";")[0] for text in found] == [
        'meeting: "hills" takes no part in "clerks"',
        'better_than: "spring-2023" was neither made by hills nor to it',
    ]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = VALLEYS_MEETINGS
    for old, new in (
        ("gauges.shared", "gauges.none"),
        ("proposer: upper", "proposer: sweden"),
        ("0.2 to 0.6", "-1"),
        ("meeting: clerks", "meeting: clerk"),
        ("better_than: spring-2023", "better_than: spring"),
        ("vote: {readiness", "vite: {readiness"),
    ):
        text = text.replace(old, new)
    files = {**VALLEYS, "meetings.yaml": text}
    del files["readings/lower.yaml"]
    assert len(problems(write(tmp_path, files))) == 6


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "1: {amount: 1}",
            "2: {amount: 1}",
            'pays: "2" is not the number of a help; the meeting has',
        ),
        (
            "1: {amount: 1}",
            "0: {amount: 1}",
            'pays: "0" is not the number of a help; the meeting has',
        ),
        ("1: {amount: 1}", "01: {amount: 1}", 'pays: "01" is not the number of a help'),
        ("1: {amount: 1}", "1: {amount: -1}", 'help 1: amount: "-1" goes below 0'),
        ("1: {amount: 1}", "1: {costs: 1}", 'costs: "The Lake Fund" is no party of the case'),
        ("vote: {payoffs", "vite: {payoffs", 'day of the calendar "vite" is not declared.'),
        ("{upper: {held: -1}}", "{farmers: {held: -1}}", '"farmers" is a ratifier'),
        (
            "{upper: {held: -1}}",
            "{upper: {hold: -1}}",
            'key "hold" is not known here. Did you mean',
        ),
        ("{payoffs: {upper: {held: -1}}}", "{}", "after vote: nothing is different"),
    ],
)
def test_a_mistake_in_a_reading_of_a_meeting(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = spoil(tmp_path, old, new, "readings/lower.yaml")
    assert len(found) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(
    ("section", "entries", "most"),
    [
        ("    dates: [{}]\n", (f"{2030 + n}-01-01" for n in range(25)), 24),
        ("    pays: [{}]\n", ("{by: X, for: lower, amount: 1}" for _ in range(13)), 12),
        ("    counters: [{}]\n", ("{by: lower, meeting: clerks}" for _ in range(9)), 8),
        ("    conditions: [{}]\n", ("{by: lower, better_than: spring-2023}" for _ in range(9)), 8),
    ],
)
def test_lists_of_a_meeting_are_bounded(
    tmp_path: Path, section: str, entries: list[str], most: int
) -> None:
    head = section.split(":", maxsplit=1)[0]
    lines = [
        line for line in VALLEYS_MEETINGS.splitlines(keepends=True) if not line.startswith(head)
    ]
    place = next(n for n, line in enumerate(lines) if "title: A meeting of" in line)
    lines.insert(place + 1, section.replace("{}", ", ".join(entries)))
    found = problems(write(tmp_path, {**VALLEYS, "meetings.yaml": "".join(lines)}))
    assert any(f"{most + 1} given, but at most {most} are allowed; keep" in text for text in found)


def test_calendar_and_meetings_are_bounded(tmp_path: Path) -> None:
    days = "".join(f"  - {{id: d{n}, date: 2025-01-01}}\n" for n in range(24))
    text = VALLEYS_MEETINGS.replace("meetings:\n", f"{days}meetings:\n", 1)
    found = problems(write(tmp_path, {**VALLEYS, "meetings.yaml": text}))
    assert [each.split("  ")[1] for each in found] == [
        "calendar: 25 given, but at most 24 are allowed; keep those that matter"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date: 2024-09-01", "date: 2024-05-01", "2024-05-01 lies before as_of, 2024-06-30; the"),
        ("[2024-11-01]", "[2024-05-01]", "2024-05-01 lies before as_of, 2024-06-30; the"),
        ("cost: -0.5", "cost: 0.5", 'cost: "0.5" is added as it stands, a gain; write a cost with'),
    ],
)
def test_what_looks_wrong_is_noted(tmp_path: Path, old: str, new: str, said: str) -> None:
    case = load_with(tmp_path, old, new)
    assert len(case.notices) == 1
    assert said in str(case.notices[0])


def test_a_case_with_a_calendar_only(tmp_path: Path) -> None:
    text = VALLEYS_MEETINGS.split("meetings:")[0] + "meetings: []\n"
    files = {name: text for name, text in VALLEYS.items() if "read" not in name}
    from detente.case import load

    assert load(write(tmp_path, {**files, "meetings.yaml": text})).meetings == ()


@pytest.mark.parametrize("offers", ["{}\n", "firmness: {stated: 0.5}\n", "offers:\n"])
def test_a_condition_on_an_offer_of_an_empty_list_is_a_mistake(tmp_path: Path, offers: str) -> None:
    (only,) = problems(write(tmp_path, {**VALLEYS, "offers.yaml": offers}))
    assert only.startswith("meetings.yaml:")
    assert 'offer "spring-2023" is not declared. There are no offers.' in only


def test_a_list_that_is_misspelt_makes_no_other_mistakes(tmp_path: Path) -> None:
    (only,) = problems(write(tmp_path, {**VALLEYS, "offers.yaml": "ofers: []\n"}))
    assert 'key "ofers" is not known here. Did you mean "offers"?' in only


def test_an_id_without_end_is_shortened_where_a_mistake_is_said(tmp_path: Path) -> None:
    found = spoil(tmp_path, "id: mayors", f"id: {'x' * 3_000}")
    assert found
    assert max(map(len, found)) < 400
