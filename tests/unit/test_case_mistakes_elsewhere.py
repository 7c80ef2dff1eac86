"""One mistake in another file of a case: found at its place, with its value and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import spoil

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
