"""One mistake in case.yaml: found at its place, with its value and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import spoil

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
