"""Mistakes in a case: each found at its place, with its value and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import load
from tests.folders import CASE, FILES, problems, spoil, write

IN_CASE = [
    # what stands there, what it becomes, where, what is said
    ("congress: 4", "dprkk: 4", "22:9", 'party "dprkk" is not declared. Did you mean "dprk"?'),
    ("congress: 4", "france: 4", "22:9", "The parties and ratifiers are usa, dprk, congress."),
    ("undo: 20%", "undoo: 20%", "23:9", 'key "undoo" is not known here. Did you mean "undo"?'),
    (
        "{usa: 1, dprk: -1,",
        "{usa: 5 to 9, best 6, dprk: -1,",
        "28:27",
        'put quotes around the range: usa: "5 to 9, best 6"',
    ),
    (
        "{usa: 1, dprk: -1,",
        "{usa: 5 to 9, best 6, dprk: 5 to 9, best 6,",
        "28:49",
        'put quotes around the range: dprk: "5 to 9, best 6"',
    ),
    (
        '{value: "1 to 3, best 2",',
        "{value: 1 to 3, best 2,",
        "17:35",
        'put quotes around the range: value: "1 to 3, best 2"',
    ),
    (
        "reservation: 0}",
        "reservation: 0 to 2, best 1}",
        "5:51",
        'put quotes around the range: reservation: "0 to 2, best 1"',
    ),
    (
        "{usa: 1, dprk",
        "{best 6, usa: 1, dprk",
        "28:14",
        'around the range: party: "5 to 9, best 6"',
    ),
    ("by: dprk", "bye: dprk", "11:5", 'key "bye" is not known here. Did you mean "by"?'),
    ("by: dprk", "by: congress", "11:9", '"congress" is a ratifier, and only parties act'),
    ("by: dprk", "by: [usa, drpk]", "11:15", 'party "drpk" is not declared. Did you mean "dprk"?'),
    ("by: dprk", "by: [dprk, dprk]", "11:16", '"dprk" is named twice; remove one'),
    ("party: usa", "party: us", "8:21", 'party "us" is not declared. Did you mean "usa"?'),
    ("congress: {party", "title: {party", "8:3", '"title" is a word of the format; choose another'),
    (
        "congress: {party",
        "usa: {party",
        "8:3",
        '"usa" is the id of a party already; choose another',
    ),
    ("detente: 1", "detente: 2", "1:10", '"2" is not a format that is known; write 1'),
    ("title: Two towns\n", "", "1:1", '"title" is missing; add it'),
    (
        "title: Two towns",
        "titel: Two towns",
        "2:1",
        'key "titel" is not known here. Did you mean "ti',
    ),
    (
        "title: Two towns",
        "title:",
        "2:7",
        "nothing is written here; write a value or remove the line",
    ),
    ("title: Two towns", "title: [a, b]", "2:8", "a list stands where one plain value is needed"),
    ("title: Two towns", "title: true", "2:8", "true stands for yes or no here; put quotes around"),
    ("title: Two towns", "title: ''", "2:8", "an empty text; write something or remove the line"),
    (
        "2020-07-15",
        "2020-07",
        "3:8",
        '"2020-07" is not a full date; write year-month-day, for example 2020-03-15',
    ),
    ("2020-07-15", "15/03/2020", "3:8", 'write year-month-day. Did you mean "2020-03-15"?'),
    (
        "undo: 20%",
        "undo: 50%%",
        "23:15",
        'undo: "50%%" is not a share; write 0 to 1, or 0% to 100%. Did you mean "50%"?',
    ),
    ("congress: 4", "best: 4", "22:9", "are one value: 3 to 5, best 4"),
    ('{value: "1 to 3, best 2",', "{value: 1 to 3, best: 2,", "17:35", "value: 3 to 5, best 4"),
    ("congress: 4", "low: 4", "22:9", 'key "low" is not known here; a range and its median'),
    ("2020-07-15", "2020-02-30", "3:8", '"2020-02-30" is not a day of the calendar; check it'),
    ("2020-07-15", "15/07/2020", "3:8", '"15/07/2020" is not a full date'),
    ("title: Two towns", "title: T\nseed: -1", "3:7", '"-1" is not a seed; write a whole number'),
    ("usa: 6 to 14", "usa: 14 to 6", "15:14", '"14 to 6" runs downwards. Did you mean "6 to 14"?'),
    ("best 2", "best 7", "17:27", '"1 to 3, best 7": best 7 lies outside 1 to 3; move it inside'),
    ("best 2", "best 2.99", "17:27", '"1 to 3, best 2.99": best 2.99 lies too close to an end'),
    ("usa: 6 to 14", "usa: .nan", "15:14", '".nan" is not a number that can be used'),
    ("usa: 6 to 14", "usa: NaN", "15:14", '"NaN" is not a number that can be used'),
    ("usa: 6 to 14", "usa: -.inf", "15:14", '"-.inf" is not a number that can be used'),
    ("usa: 6 to 14", "usa: 10^400", "15:14", '"10^400" is not written out; write the digits'),
    ("usa: 6 to 14", "usa: 1e400", "15:14", '"1e400" is not written out; write the digits'),
    ("usa: 6 to 14", "usa: 1" + "0" * 400, "15:14", "is too large; at most 1,000,000,000,000"),
    ("usa: 6 to 14", "usa: [6, 14]", "15:14", "usa: a list stands where one plain value is needed"),
    ("usa: 6 to 14", "usa:", "15:13", "usa: nothing is written here; write a value or remove"),
    (
        "usa: 6 to 14",
        "usa: {value: 6, x: 1}",
        "15:25",
        'key "x" is not known here. The keys are beca',
    ),
    ("usa: 6 to 14", "usa: {note: why}", "15:14", '"value" is missing; add it'),
    ("usa: 6 to 14", "usa: six", "15:14", '"six" is not a number. Write a number such as "5"'),
    (
        "undo: 20%",
        "undo: 20",
        "23:15",
        '"20" is not a share; write 0 to 1, or 0% to 100%. Did you me',
    ),
    ("undo: 20%", "undo: 120%", "23:15", '"120%" is not a share'),
    (
        "90 days",
        "90",
        "28:53",
        '"90" is not a duration; write "90 days", "3 months". Did you mean "90',
    ),
    ("90 days", "3 fortnights", "28:53", '"3 fortnights" is not a duration'),
    ("90 days", "4000 years", "28:53", '"4000 years" is longer than a thousand years; shorten it'),
    ("kept: {}", "kept: 5", "13:13", 'kept: "5" stands where a mapping is needed'),
    ("kept: {}", "Kept: {}", "13:7", '"Kept" is not an id; an id is a lower-case letter'),
    (
        "usa: 1, dprk: -1, congress: 0, ",
        "",
        "28:7",
        'option "some" has no value for anybody; write o',
    ),
    (
        "inspections.some",
        "inspection.some",
        "24:20",
        'issue "inspection" is not declared. Did you me',
    ),
    (
        "inspections.some",
        "inspections.sme",
        "24:20",
        'issue inspections has no option "sme". Did you',
    ),
    ("inspections.some", "some", "24:20", '"some" does not name an option; write "issue.option"'),
    (
        "inspections.some",
        "yongbyon.frozen",
        "24:20",
        "is an option of the same issue; a package holds",
    ),
    (
        "yongbyon: dismantled,",
        "yongbyn: dismantled,",
        "30:12",
        'issue "yongbyn" is not declared. Did y',
    ),
    ("yongbyon: dismantled,", "yongbyon: gone,", "30:22", 'issue yongbyon has no option "gone"'),
    (
        "yongbyon: dismantled, ",
        "",
        "30:11",
        "when: fewer than two issues; put the value on the opti",
    ),
    (
        "    usa: 4 to 8\n",
        "",
        "30:5",
        "interaction 1: no value for anybody; write one, or remove it",
    ),
    (
        "    usa: 4 to 8",
        "    usaa: 4 to 8",
        "31:5",
        'party "usaa" is not declared. Did you mean "usa"?',
    ),
    (
        "        because: [kelly2020, p. 9]\n",
        "        because: [a, b, c]\n",
        "18:19",
        "3 entries do not",
    ),
    ("9]}", "10]}", "17:54", 'source kelly2020 has no passage "p. 10". Did you mean "p. 9"?'),
    ("p. 9]}", "kelly2020]}", "17:54", "two sources are written [[kelly2020], [kelly2020]]"),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), IN_CASE)
def test_one_mistake_gives_one_problem_in_case_yaml(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    found = spoil(tmp_path, ("case.yaml", old, new))
    first = [text for text in found if text.startswith(f"case.yaml:{place}  ")]
    assert len(first) == 1, found
    assert said in first[0], first


IN_OTHERS = [
    (
        "promises",
        "outcome: kept",
        "outcome: keept",
        "9:14",
        '"keept" is not one of the choices. Did y',
    ),
    (
        "promises",
        "made: 1994-10-21",
        "made: 1995-10-21",
        "7:10",
        "due: 1994-11-21 lies before the prom",
    ),
    (
        "promises",
        "made: 1994-10-21\n    due: 1994-11-21",
        "made: 2021-10-21",
        "6:11",
        "made: 2021-10-21 lies after",
    ),
    ("promises", "due: 1994-11-21", "due: 2030-11-21", "7:10", "say in settled when it was known"),
    (
        "promises",
        "due: 1994-11-21",
        "settled: 1990-01-01",
        "7:14",
        "settled: 1990-01-01 lies before the",
    ),
    (
        "promises",
        "due: 1994-11-21",
        "settled: 2021-01-01",
        "7:14",
        "settled: 2021-01-01 lies after as_of",
    ),
    (
        "promises",
        "outcome: kept",
        "outcome: open\n    settled: 1999-01-01",
        "10:14",
        "has no outcome",
    ),
    (
        "promises",
        "outcome: kept",
        "outcome: kept\n    share: 40%",
        "10:12",
        "goes with outcome late or",
    ),
    ("promises", "outcome: kept", "outcome: kept\n    weight: 0", "10:13", '"0" is not above 0'),
    ("promises", "outcome: kept", "outcome: kept\n    weight: 11", "10:13", '"11" is too heavy'),
    (
        "promises",
        "outcome: kept",
        "outcome: kept\n    cited_by: us",
        "10:15",
        'party "us" is not decl',
    ),
    ("promises", "to: usa", "to: uss", "5:9", 'party "uss" is not declared. Did you mean "usa"?'),
    ("promises", "to: usa", "to: dprk", "5:9", '"dprk" makes the promise; name the other side'),
    (
        "promises",
        "by: dprk",
        "by: dprkk",
        "4:9",
        'party "dprkk" is not declared. Did you mean "dprk"?',
    ),
    (
        "promises",
        "by: dprk",
        "by: libya",
        "4:9",
        "A promise by others counts as a precedent: add prece",
    ),
    (
        "promises",
        "by: dprk",
        "by: Libya\n    precedent_for: us",
        "5:20",
        'party "us" is not declared',
    ),
    (
        "promises",
        "late: 0.7",
        "late: 0.7, kept: 0, broken: 1",
        "1:38",
        "a kept promise must count for",
    ),
    ("promises", "10 years", "0 days", "1:20", '"0 days" is too short; write at least 1 day'),
    (
        "promises",
        "  - id: freeze-1994",
        "  - id: Freeze 1994",
        "3:9",
        'Did you mean "freeze-1994"?',
    ),
    (
        "offers",
        "option: dismantled",
        "option: dismantld",
        "8:26",
        'no option "dismantld". Did you mean',
    ),
    (
        "offers",
        "inspections: some",
        "inspection: some",
        "9:7",
        'issue "inspection" is not declared. Did',
    ),
    (
        "offers",
        "inspections: some",
        "inspections: any",
        "9:20",
        'issue inspections has no option "any"',
    ),
    ("offers", "firm: scheduled", "firm: schedule", "8:44", 'Did you mean "scheduled"?'),
    (
        "offers",
        "by: dprk",
        "by: dprk\n    to: dprk",
        "6:9",
        '"dprk" makes the offer; name the other',
    ),
    (
        "offers",
        "by: dprk",
        "by: dprk\n    to: [us]",
        "6:10",
        'party "us" is not declared. Did you m',
    ),
    (
        "offers",
        "30% to 60%",
        "30 to 60",
        "1:20",
        '"30" is not a share; write 0 to 1, or 0% to 100%',
    ),
    ("offers", "30% to 60%", "60% to 30%", "1:20", 'runs downwards. Did you mean "30% to 60%"?'),
    ("offers", "2019-02-28", "2021-02-28", "4:11", "date: 2021-02-28 lies after as_of, 2020-07-15"),
    (
        "offers",
        "because: kelly2020",
        "because: kelly",
        "8:64",
        'source "kelly" is not declared. Did you',
    ),
    (
        "offers",
        "outcome: rejected",
        "outcome: refused",
        "6:14",
        '"refused" is not one of the choices',
    ),
    (
        "meetings",
        "for: dprk",
        "four: dprk",
        "8:21",
        'key "four" is not known here. Did you mean "for"?',
    ),
    (
        "meetings",
        "cost: -1",
        "cst: -1",
        "7:35",
        'key "cst" is not known here. Did you mean "cost"?',
    ),
    (
        "meetings",
        "payoffs: {usa",
        "payoffs: {us",
        "7:15",
        'party "us" is not declared. Did you mean',
    ),
    (
        "meetings",
        "invited: dprk",
        "invited: dprk\n    agenda: [x]",
        "6:14",
        'issue "x" is not declared',
    ),
    (
        "meetings",
        "proposer: usa",
        "proposer: rok",
        "4:15",
        'party "rok" is not declared. The parties',
    ),
    ("meetings", "0.1 to 0.3", "10 to 30", "3:16", '"10" is not a share'),
    ("forecasts", "leaders-2020", "leaders-2021", "5:27", 'meeting "leaders-2021" is not declared'),
    (
        "forecasts",
        "leaders-2020}",
        "leaders-2020, text: x}",
        "5:12",
        "event: 2 events; write one of",
    ),
    ("forecasts", "on: 2020-07-01", "on: 2020-07-21", "6:36", "on: 2020-07-21 lies after as_of"),
    (
        "forecasts",
        "by: 2020-12-31",
        "by: 2020-07-14",
        "4:9",
        "by: 2020-07-14 lies before as_of, 2020-07-15; a question is about what is not known yet",
    ),
    ("forecasts", "p: 20%", "p: 20", "6:51", 'Did you mean "20%"?'),
    (
        "sources",
        "date: 2020-07,",
        "date: 2020-13,",
        "2:37",
        '"2020-13" is not a day of the calendar',
    ),
    ("sources", "date: 2020-07,", "date: 2021,", "2:37", "date: 2021 lies after as_of, 2020-07-15"),
    ("sources", "date: 2020-07,", "status: seen,", "2:39", '"seen" is not one of the choices'),
    (
        "sources",
        "sources:",
        "source:",
        "1:1",
        'key "source" is not known here. Did you mean "sourc',
    ),
    ("readings/kelly", "frozen:", "frzen:", "5:33", 'option "frzen" is not declared. Did you mean'),
    (
        "readings/kelly",
        "yongbyon: {options",
        "yongbyn: {options",
        "5:12",
        'issue "yongbyn" is not decl',
    ),
    (
        "readings/kelly",
        "freeze-1994",
        "freeze",
        "8:14",
        'promise "freeze" is not declared. Did you m',
    ),
    (
        "readings/kelly",
        "hanoi",
        "hano",
        "9:12",
        'offer "hano" is not declared. Did you mean "hanoi"?',
    ),
    (
        "readings/kelly",
        "yongbyon: vague",
        "inspection: vague",
        "9:30",
        'pledge on "inspection" is not',
    ),
    (
        "readings/kelly",
        "leaders-2020",
        "leaders",
        "10:14",
        'meeting "leaders" is not declared. Did you',
    ),
    (
        "readings/kelly",
        "usa: 3 to 5",
        "us: 3 to 5",
        "5:42",
        'party "us" is not declared. Did you mean',
    ),
    (
        "readings/kelly",
        "source: kelly2020",
        "source: kely",
        "2:9",
        'source "kely" is not declared. Did',
    ),
    ("readings/kelly", "author: An author\n", "", "1:1", '"author" is missing; add it'),
    ("readings/kelly", "prior: {kept: 2}", "prior: {kept: -2}", "6:45", '"-2" is not above 0'),
]


@pytest.mark.parametrize(("name", "old", "new", "place", "said"), IN_OTHERS)
def test_one_mistake_gives_one_problem_elsewhere(
    tmp_path: Path, name: str, old: str, new: str, place: str, said: str
) -> None:
    found = spoil(tmp_path, (f"{name}.yaml", old, new))
    assert len(found) == 1, found
    assert found[0].startswith(f"{name}.yaml:{place}  "), found
    assert said in found[0], found


def test_mistakes_in_all_files_are_reported_at_once_in_order(tmp_path: Path) -> None:
    found = spoil(
        tmp_path,
        ("case.yaml", "title: Two towns\n", ""),
        ("case.yaml", "usa: 6 to 14", "usaa: 6 to 14"),
        ("case.yaml", "undo: 20%", "undo: 20"),
        ("case.yaml", "inspections.some", "inspections.sme"),
        ("offers.yaml", "firm: scheduled", "firm: schedule"),
        ("offers.yaml", "inspections: some", "inspections: sum"),
        ("promises.yaml", "outcome: kept", "outcome: keept"),
        ("readings/kelly.yaml", "hanoi", "hano"),
        ("sources.yaml", "date: 2020-07,", "date: 2021,"),
    )
    assert [text.split("  ")[0] for text in found] == [
        "case.yaml:1:1",
        "case.yaml:14:9",
        "case.yaml:22:15",
        "case.yaml:23:20",
        "offers.yaml:8:44",
        "offers.yaml:9:20",
        "promises.yaml:9:14",
        "readings/kelly.yaml:9:12",
        "sources.yaml:2:37",
    ]


def test_a_missing_part_is_one_problem_and_not_one_for_every_use(tmp_path: Path) -> None:
    files = {**FILES, "case.yaml": CASE.replace("parties:", "partys:")}
    assert problems(write(tmp_path, files)) == [
        'case.yaml:4:1  key "partys" is not known here. Did you mean "parties"?'
    ]


def test_an_unreadable_file_hides_nothing_else(tmp_path: Path) -> None:
    found = spoil(
        tmp_path,
        ("sources.yaml", "sources:", "sources: ["),
        ("offers.yaml", "firm: scheduled", "firm: schedule"),
    )
    assert [text.split(":")[0] for text in found] == ["offers.yaml", "sources.yaml"]


def test_citing_without_sources(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "sources.yaml"}
    assert problems(write(tmp_path, files))[0] == (
        'case.yaml:17:54  issue yongbyon, option frozen: source "kelly2020" is not declared. '
        "List it in sources.yaml"
    )


@pytest.mark.parametrize("section", ["promises", "offers", "meetings", "forecasts"])
def test_two_entries_with_one_id(tmp_path: Path, section: str) -> None:
    files = dict(FILES)
    head, _, entry = files[f"{section}.yaml"].partition(f"{section}:\n")
    files[f"{section}.yaml"] = f"{head}{section}:\n{entry}{entry}"
    found = problems(write(tmp_path, files))
    assert len(found) == 1
    assert "already; choose another" in found[0]


def test_too_few_parties_and_options(tmp_path: Path) -> None:
    text = (
        "detente: 1\ntitle: T\nas_of: 2020-01-01\nparties: {a: }\nissues: {x: {options: {o: }}}\n"
    )
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        "case.yaml:4:1  parties: 1 given, but at least 2 are needed; add what is missing",
        (
            "case.yaml:5:14  issue x: options: 1 given, but at least 2 are needed; "
            "the first is the status quo"
        ),
    ]


def test_too_many_parties(tmp_path: Path) -> None:
    more = "".join(f"  party{n}: {{}}\n" for n in range(11))
    found = spoil(tmp_path, ("case.yaml", "ratifiers:\n", f"{more}ratifiers:\n"))
    assert found == ["case.yaml:4:1  parties: 13 given, but at most 12 are allowed; split the case"]


def test_a_reading_whose_name_is_no_id(tmp_path: Path) -> None:
    files = {**FILES, "readings/Mr Kim.yaml": FILES["readings/kelly.yaml"]}
    assert problems(write(tmp_path, files))[0].startswith(
        'readings/Mr Kim.yaml  rename it: "Mr Kim" is not an id;'
    )


def test_a_precedent_may_name_anybody(tmp_path: Path) -> None:
    files = dict(FILES)
    files["promises.yaml"] = files["promises.yaml"].replace(
        "by: dprk\n    to: usa", "by: usa\n    to: [Libya, a friend]\n    cited_by: dprk"
    )
    assert problems(
        write(tmp_path, {**files, "promises.yaml": files["promises.yaml"] + "    x: 1\n"})
    ) == [
        (
            'promises.yaml:11:5  promise freeze-1994: key "x" is not known here. The keys are '
            "because, note, id, by, to, made, due, settled, what, outcome, share, weight, ..."
        )
    ]


# -- constraints ------------------------------------------------------------------------------


def test_a_later_option_may_require_what_needs_an_earlier_one(tmp_path: Path) -> None:
    new = "some: {requires: yongbyon.frozen, usa: 1,"
    files = {**FILES, "case.yaml": CASE.replace("some: {usa: 1,", new)}
    assert load(write(tmp_path, files)).notices == ()


def test_a_circle_of_two(tmp_path: Path) -> None:
    new = "some: {requires: [yongbyon.dismantled], usa: 1,"
    assert spoil(tmp_path, ("case.yaml", "some: {usa: 1,", new)) == [
        (
            "case.yaml:24:20  issue yongbyon, option dismantled: requirements run in a circle: "
            "yongbyon.dismantled requires inspections.some, inspections.some requires "
            "yongbyon.dismantled. Remove one of them"
        )
    ]


def test_a_circle_through_the_steps_of_a_list(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: , one: {p: 1, q: 1, requires: b.two}, two: {p: 2, q: 2}}}
  b: {options: {none: , one: {p: 1, q: 1, requires: a.two}, two: {p: 2, q: 2}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:53  issue a, option one: requirements run in a circle: "
            "a.one requires b.two, b.one requires a.two. Remove one of them"
        )
    ]


def test_a_requirement_that_can_never_hold(tmp_path: Path) -> None:
    new = "requires: [inspections.some]\n        excludes: inspections.some"
    assert spoil(tmp_path, ("case.yaml", "requires: [inspections.some]", new)) == [
        (
            "case.yaml:24:20  issue yongbyon, option dismantled: yongbyon.dismantled can never be "
            "chosen: yongbyon.dismantled requires inspections.some; yongbyon.dismantled excludes "
            "inspections.some. Change one of them"
        )
    ]


def test_a_requirement_that_fails_through_others_is_told_once(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: , one: {p: 1, q: 1, requires: b.one, excludes: c.one}, two: {p: 2, q: 2}}}
  b: {options: {none: , one: {p: 1, q: 1, requires: c.one}}}
  c: {options: {none: , one: {p: 1, q: 1}}}
  d: {options: {none: , one: {p: 1, q: 1, requires: a.one}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:53  issue a, option one: a.one can never be chosen: a.one requires b.one; "
            "a.one excludes c.one; b.one requires c.one. Change one of them"
        )
    ]


def test_constraints_that_leave_no_package(tmp_path: Path) -> None:
    text = """\
detente: 1
title: T
as_of: 2020-01-01
parties: {p: , q: }
issues:
  a: {options: {none: {requires: b.one, excludes: b.one}, one: {p: 1, q: 1}}}
  b: {options: {none: , one: {p: 1, q: 1}}}
"""
    assert problems(write(tmp_path, {"case.yaml": text})) == [
        (
            "case.yaml:6:34  issue a, option none: the constraints leave no package at all: "
            "a.none requires b.one; a.none excludes b.one. Remove one of them"
        )
    ]


def test_a_payment_that_stands_for_a_list_of_one(tmp_path: Path) -> None:
    assert spoil(tmp_path, ("meetings.yaml", "amount: 1 to 2", "amount: 2 to 1")) == [
        (
            'meetings.yaml:8:40  meeting leaders-2020: amount: "2 to 1" runs downwards. '
            'Did you mean "1 to 2"?'
        )
    ]
