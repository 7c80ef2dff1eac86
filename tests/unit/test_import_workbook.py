"""Workbooks: a case written as one and read back, and every mistake at its cell."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from detente.case import load
from detente.case.entries import ConstraintEntry, QuorumEntry
from detente.case.interchange import Draft, export_case, find_format, import_case
from detente.case.interchange.workbook import FORMAT, save_workbooks
from detente.case.interchange.workbook_fill import IN_SHEETS, fill_sheets, read_texts
from detente.case.interchange.workbook_layout import (
    CONSTRAINTS,
    INTERACTIONS,
    KINDS,
    OFFERS,
    OPTIONS,
    PARTIES,
    PROMISES,
    SOURCES,
)
from detente.case.interchange.workbook_numbers import find_number, say_number
from detente.case.interchange.workbook_settings import SETTINGS
from detente.case.ledger_entries import (
    FirmnessEntry,
    OfferEntry,
    OffersFile,
    PledgeEntry,
    PromiseEntry,
    PromisesFile,
    TrustEntry,
)
from detente.case.schema import (
    CaseFile,
    InteractionEntry,
    IssueEntry,
    OptionEntry,
    RatifierEntry,
    SourceEntry,
)
from detente.case.shelf import find_case, list_cases
from detente.case.template import TEMPLATE, save_template
from detente.errors import CaseError, InputError
from detente.study import Workspace, find_deals, find_offers
from tests.workbooks import bare, edit, explain, fill_example, find_cell, read_back

BARTER = "barter-nash-1950"
NINE = dt.datetime(2018, 5, 2, 9)  # noqa: DTZ001 - as Excel has it
FULL = {
    "case.yaml": """\
# Scales: 100 is everything.
#
# A second remark.
detente: 1
title: "=Water: who pays?"
as_of: 2024-06-30
seed: 7
about: |-
  Two lines
  of text.
parties:
  a: {name: "true", reservation: {value: 1 to 6, best 3, note: "n; m"}}
  b:
  c: {about: third}
ratifiers:
  home: {party: a, reservation: -2, about: At home}
issues:
  water:
    title: Water
    by: [a, b]
    about: "- a dash: first"
    options:
      none: {a: 1}
      some: {a: {value: "7 to 18, best 12", because: [[s1, "p. 9; 10"], s2]}, b: 2.50, undo: 20%}
      all: {a: 5, home: 1, verify: 6 weeks, duration: 1 year, requires: [pay.half], because: s2}
  pay:
    ordered: false
    by: b
    options:
      none:
      half: {b: -1.5, title: "12", excludes: road.built, note: "=1+1"}
      full: {b: {value: -3, note: dear}, c: 0, because: [s1, 'p. "1", top']}
  road: {options: {none: {}, built: {c: 4 to 5}}}
interactions:
  - {when: {water: some, pay: half}, a: 1, title: t, because: s2}
  - {when: {water: [none, all], pay: [full]}, b: {value: 2, because: s2}, note: n}
constraints:
  - {at_most: 2, of: [water.some, pay.full, road.built], title: money, because: s2, note: n}
  - {only: [{water: [none, some], pay: [none, half, full]}, {water: all, pay: half}]}
  - {never: [{water: all, road: built}]}
agreement: [{all: [a]}, {at_least: 1, of: [b, c]}]
""".replace("1 to 6, best 3, note", '"1 to 6, best 3", note'),
    "promises.yaml": """\
trust:
  prior: {kept: 2, broken: 0.5}
  half_life: 5 years
  precedent_weight: 20%
  credit: {late: 0.7, broken: 0.1}
promises:
  - {id: p1, by: a, to: [b, "The board, of rivers"], made: 2018-05-02, due: 2018-08-31,
     settled: 2019-01-01, what: "x", outcome: late, share: 50%, weight: 2, because: [s1, top],
     note: n}
  - {id: p2, by: Sweden, to: b, made: 2018-05-02, what: y, outcome: kept, precedent_for: a,
     cited_by: b}
""".replace("because: [s1, top]", "because: s2"),
    "offers.yaml": """\
firmness: {done: {value: 90%, because: s2, note: sure}, stated: 0.4 to 0.6}
offers:
  - {id: o1, title: First, date: 2023-04-17, by: b, to: [a], outcome: rejected, because: s2,
     note: n, pledges: {water: all, pay: {option: full, firm: vague, because: s2, note: m}}}
  - {id: o2, date: 2024-01-01, by: a, pledges: {road: built}}
""",
    "sources.yaml": """\
sources:
  s1: {title: Report, author: A, date: 2022-03, publisher: P, url: "https://example.org",
       passages: {"p. 9; 10": "Nine, ten", 'p. "1", top': "One: top"}}
  s2: {title: Other, date: 2023-01-05, status: recalled}
""",
    "plan.yaml": "# How\nstages:\n  most: 6\n\nrelationship:\n  a: 1 to 3   # soon\n",
    "readings/kelly.yaml": "author: K\noverlay:\n  parties:\n    a: {reservation: 2}\n",
    "README.md": "# Read\n\n= not a formula\n\tand a tab\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "full"
    for name, text in FULL.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


def run(*arguments: str) -> Result:
    from detente.cli.app import app

    return CliRunner().invoke(app, [*arguments])


# -- there and back -------------------------------------------------------------------------------


def test_every_key_of_the_format_comes_back(folder: Path, tmp_path: Path):
    case = load(folder)
    notes = export_case(case, tmp_path / "full.xlsx", "xlsx")
    assert notes == ()
    draft = import_case(tmp_path / "full.xlsx")
    assert draft.notes == ()
    again = draft.save(tmp_path / "again")
    assert bare(again) == bare(case)
    for name in ("plan.yaml", "readings/kelly.yaml", "README.md"):
        assert draft.files[name] == FULL[name]
    assert draft.files["case.yaml"].startswith("# Scales: 100 is everything.\n#\n# A second remark")
    assert 'name: "true"' in draft.files["case.yaml"]


def test_once_read_back_nothing_changes_any_more(folder: Path, tmp_path: Path):
    export_case(load(folder), tmp_path / "1.xlsx", "xlsx")
    first = import_case(tmp_path / "1.xlsx").save(tmp_path / "first")
    export_case(first, tmp_path / "2.xlsx", "xlsx")
    second = import_case(tmp_path / "2.xlsx").save(tmp_path / "second")
    assert second.digest == first.digest
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize("name", list_cases())
def test_every_shipped_case_comes_back(name: str, tmp_path: Path):
    case = load(find_case(name))
    assert bare(read_back(read_texts(case).files, tmp_path / name)) == bare(case)


def test_the_findings_of_a_case_that_came_back_are_the_same(tmp_path: Path):
    questions: list[tuple[Path, Callable[[Workspace], Any]]] = [
        (save_template(tmp_path / "a"), find_offers),
        (find_case(BARTER), find_deals),
    ]
    for number, (there, find) in enumerate(questions):
        export_case(load(there), tmp_path / f"{number}.xlsx", "xlsx")
        back = import_case(tmp_path / f"{number}.xlsx").save(tmp_path / f"back-{number}")
        one, two = (find(Workspace(case, draws=16)) for case in (load(there), back))
        assert bare(one) == bare(two)


def _keys(model: Any, *others: str) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()} - set(others)


def test_every_key_has_a_cell():
    """A key that somebody adds to the format needs a column, or a row of the sheet Case."""

    def columns(sheet: Any) -> set[str]:
        return {column.key for column in sheet.columns if column.key}

    def head(sheet: Any) -> set[str]:
        return {column.key for column in sheet.head if column.key}

    assert columns(PARTIES) == _keys(RatifierEntry)
    assert head(OPTIONS) == _keys(IssueEntry, "options")
    assert columns(OPTIONS) == _keys(OptionEntry)
    assert columns(INTERACTIONS) == _keys(InteractionEntry)
    assert columns(PROMISES) == _keys(PromiseEntry)
    assert head(OFFERS) == _keys(OfferEntry, "pledges")
    assert columns(OFFERS) == _keys(PledgeEntry)
    assert head(SOURCES) == _keys(SourceEntry, "passages")
    assert columns(CONSTRAINTS) | {*KINDS, "of"} == _keys(ConstraintEntry)
    assert _keys(QuorumEntry) == {"all", "at_least", "of"}
    rows = {(setting.file, setting.path[0]) for setting in SETTINGS}
    sheets = {"parties", "ratifiers", "issues", "interactions", "constraints", "detente"}
    assert {key for file, key in rows if file == "case.yaml"} == _keys(CaseFile, *sheets)
    assert {path[1] for _, path in _paths("trust")} == _keys(TrustEntry)
    assert {path[1] for _, path in _paths("firmness")} == _keys(FirmnessEntry)
    assert _keys(PromisesFile) == {"trust", "promises"}
    assert _keys(OffersFile) == {"firmness", "offers"}


def _paths(key: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(setting.file, setting.path) for setting in SETTINGS if setting.path[0] == key]


def test_what_is_left_out_is_said(folder: Path, tmp_path: Path):
    (folder / "sources").mkdir()
    (folder / "sources" / "scan.pdf").write_bytes(b"\x00\x01\xff")
    (folder / "sources" / "report.txt").write_text("A report\n")
    (folder / "budget.ods").write_text("x")
    text = FULL["sources.yaml"].replace("status: recalled", "file: sources/report.txt")
    text = text.replace("author: A,", "file: sources/scan.pdf,")
    (folder / "sources.yaml").write_text(text)
    inner = FULL["case.yaml"].replace("seed: 7", "# within\nseed: 7")
    (folder / "case.yaml").write_text(inner)
    notes = export_case(load(folder), tmp_path / "case.xlsx", "xlsx")
    assert len(notes) == 3
    assert notes[0].startswith("sources/scan.pdf is no plain text: source s1 stands without it")
    assert notes[1] == (
        "Remarks (lines that begin with #) are kept at the head of a file only: see case.yaml."
    )
    assert notes[2].endswith("left out: budget.ods.")
    back = import_case(tmp_path / "case.xlsx").save(tmp_path / "back")
    assert back.sources["s1"].file == ""
    assert (tmp_path / "back" / "sources" / "report.txt").read_text() == "A report\n"


def test_a_view_of_a_case_is_not_written(folder: Path, tmp_path: Path):
    from dataclasses import replace

    case = load(folder)
    with pytest.raises(InputError, match="this case was not loaded from one"):
        export_case(replace(case, folder=None), tmp_path / "a.xlsx", "xlsx")
    with pytest.raises(InputError, match="holds another case by now"):
        export_case(replace(case, digest="0"), tmp_path / "a.xlsx", "xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_what_no_cell_can_hold_is_refused(folder: Path, tmp_path: Path):
    (folder / "README.md").write_text("x" * 40_000)
    with pytest.raises(InputError, match=r"Other files!B\d+ would hold 40,000 characters"):
        export_case(load(folder), tmp_path / "a.xlsx", "xlsx")


# -- what an analyst sees -------------------------------------------------------------------------


def test_a_workbook_explains_itself_and_offers_choices(tmp_path: Path):
    save_workbooks(tmp_path / "new")
    book = openpyxl.load_workbook(tmp_path / "new" / "example.xlsx")
    assert book.sheetnames[:4] == ["Read me", "Case", "Parties", "Options"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        for cell in sheet[1]:
            assert cell.comment is not None
            assert len(cell.comment.text) > 5
    lists = {
        (sheet.title, str(rule.sqref)): rule.formula1
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
    }
    firm = next(source for (sheet, _), source in lists.items() if "vague" in source)
    assert firm == '"done,simultaneous,scheduled,stated,vague"'
    assert lists["Options", "H1:J1"] == "'Parties'!$A$2:$A$60"
    assert sum(source == "'Options'!$A$2:$A$2000" for source in lists.values()) == 2
    assert book["Case"]["B3"].value == dt.datetime(2024, 6, 30)  # noqa: DTZ001 - as Excel has it
    assert book["Options"]["M3"].value == 0.8
    assert book["Options"]["M3"].number_format == "0%"


def test_the_blank_workbook_says_what_it_needs(tmp_path: Path):
    save_workbooks(tmp_path / "new")
    with pytest.raises(CaseError) as caught:
        import_case(tmp_path / "new" / "case.xlsx").save(tmp_path / "case")
    assert str(caught.value).splitlines()[:3] == [
        'case.xlsx  Case!B2  "title" is missing; add it',
        'case.xlsx  Case!B3  "as_of" is missing; add it',
        "case.xlsx  Options!A1  issues: 0 given, but at least 1 are needed; add what is missing",
    ]
    assert str(caught.value).endswith("more may show once these are mended.")
    assert not (tmp_path / "case").exists()


def test_a_blank_workbook_can_be_filled_in(tmp_path: Path):
    save_workbooks(tmp_path / "new")
    book = openpyxl.load_workbook(tmp_path / "new" / "case.xlsx")
    book["Case"]["B2"], book["Case"]["B3"] = "Two towns", dt.date(2024, 6, 30)
    book["Options"].append(["water", None, "a", None, None, "none"])
    book["Options"].append([None, None, None, None, None, "some", "Some", -3.0, "5 to 9"])
    book.save(tmp_path / "mine.xlsx")
    case = import_case(tmp_path / "mine.xlsx").save(tmp_path / "case")
    assert case.as_of == dt.date(2024, 6, 30)
    assert {side: str(value) for side, value in case.issues[0].options[1].values.items()} == {
        "a": "-3",
        "b": "5 to 9",
    }


# -- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Options!H3": "5-9"}, 'Options!H3  issue release, option summer: upper: "5-9" is not'),
        ({"Options!H3": "2024-05-09"}, "Options!H3  the date 2024-05-09 stands where a number"),
        ({"Options!H1": "uper"}, 'Options!H1  "uper" is not on the sheet Parties. Did you mean'),
        ({"Options!A1": "Isue"}, 'Options!A1  heading "Isue" is not known here. Did you mean'),
        ({"Options!A1": ""}, 'Options!A1  the heading "Issue" is missing in the first row'),
        ({"Options!I1": "upper"}, 'Options!I1  heading "upper" stands at Options!H1 already'),
        ({"Options!I1": ""}, "Options!I3  stands in a column without a heading"),
        ({"Options!B3": "Other"}, 'Options!B3  "Other" differs from Options!B2; say it once'),
        ({"Options!C2": "uppr"}, 'Options!C2  issue release: party "uppr" is not declared'),
        ({"Options!D2": "maybe"}, 'Options!D2  "maybe" is neither yes nor no'),
        ({"Options!F4": "summer"}, 'Options!F4  option "summer" stands at Options!F3 already'),
        ({"Options!F4": ""}, "Options!F4  the option's id is missing"),
        ({"Options!A2": ""}, "Options!A2  Issue is empty, and no row above names one"),
        ({"Options!F4": "x" * 300}, "is too long for an id; shorten it"),
        ({"Parties!A2": "Upper"}, 'Parties!A2  party Upper: "Upper" is not an id'),
        ({"Parties!A3": "upper"}, 'Parties!A3  the id "upper" stands at Parties!A2 already'),
        ({"Parties!A3": ""}, "Parties!A3  the id is missing; write a short name"),
        ({"Parties!F5": "x", "Parties!A5": "new"}, "Parties!F5  is about a reservation value"),
        ({"Promises!A3": "drought-release"}, 'id "drought-release" is used at Promises!A2 alread'),
        ({"Promises!D3": "2018-13-40"}, "Promises!D3  promise notice-of-closures: made: "),
        ({"Promises!H3": "brken"}, 'Promises!H3  promise notice-of-closures: outcome: "brken"'),
        ({"Promises!G3": ""}, 'Promises!G3  promise notice-of-closures: "what" is missing'),
        ({"Case!A3": "As off"}, 'Case!A3  "As off" is not known here. Did you mean "As of"?'),
        ({"Case!A4": "As of"}, 'Case!A4  "As of" stands at Case!A3 already; keep one of them'),
        ({"Case!D3": "a note"}, "Case!D3  this row has no place for it"),
        ({"Case!D16": "a note"}, "Case!D16  this row has no place for it; a value comes first"),
        ({"Case!B6": "all upper"}, 'Case!B6  "all upper" does not say who has to agree; write'),
        ({"Case!B6": "all of uper"}, 'Case!B6  rule of agreement 1: party "uper" is not declared'),
        ({"Reasons!B2": "sumer"}, 'Reasons!B2  "release.sumer" is not on the sheet Options'),
        ({"Reasons!A2": "relese"}, 'Reasons!A2  "relese.summer" is not on the sheet Options'),
        ({"Reasons!D2": "nobody"}, 'Reasons!D2  no value of "nobody" is written there'),
        ({"Reasons!C2": "4"}, 'Reasons!C2  there is no interaction "4" on the sheet Interactio'),
        ({"Interactions!B2": "release"}, 'Interactions!B2  "release" does not name an option'),
        ({"Interactions!B2": "a.b, a.c"}, 'Interactions!B2  issue "a" is named twice'),
        ({"Interactions!B2": "release.none"}, "Interactions!B2  interaction 1: when: fewer than"),
        ({"Constraints!A2": "most"}, 'Constraints!A2  "most" is no kind. Did you mean "at_most"?'),
        (
            {"Constraints!C2": "release.all-year, payment.fund"},
            "Constraints!A2  the kind is missing. The kinds are at_most, at",
        ),
        ({"Constraints!A2": "at_most"}, "Constraints!B2  how many is missing; write a number"),
        ({"Constraints!A2": "never", "Constraints!B2": "2"}, "Constraints!B2  never has no number"),
        (
            {"Constraints!A2": "never", "Constraints!C2": "release.all-year, payment.fnd"},
            "Constraints!C2  constraint 1, combination 1: issue payment has no option",
        ),
        ({"Offers!J2": "firmish"}, "Offers!J2  offer lower-2023, pledge release: issue release"),
        ({"Offers!I3": "release"}, 'Offers!I3  issue "release" stands at Offers!I2 already'),
        ({"Offers!I3": ""}, "Offers!I3  the issue of this pledge is missing; name it"),
        ({"Sources!I3": ""}, "Sources!I3  the place of this is missing, such as p. 9"),
        ({"Sources!J3": ""}, "Sources!J3  is empty; say what stands there"),
        ({"Other files!A2": "../x"}, 'Other files!A2  "../x" is no file of a case.'),
        ({"Other files!A2": "sources/../../x"}, "Other files!A2  "),
        ({"Other files!A2": "/etc/passwd"}, "Other files!A2  "),
        ({"Other files!B2": "x: 1"}, 'Other files!B2  "x: 1" does not begin with "#"'),
        ({"Promisses!A1": "x"}, ""),
    ],
)
def test_a_mistake_is_said_at_its_cell(cells: dict[str, str], said: str, tmp_path: Path):
    found = explain(edit(fill_example(), cells), tmp_path / "case")
    assert any(f"case.xlsx  {said}" in line or (said and said in line) for line in found) or (
        not said and not found
    ), found
    assert len(found) <= 3, found
    assert not said or not (tmp_path / "case").exists()


def test_all_mistakes_come_at_once_in_order_of_the_rows(tmp_path: Path):
    cells = {"Options!I9": "1 too 3", "Options!I4": "x", "Options!H3": "2024-05-09"}
    found = explain(edit(fill_example(), {**cells, "Offers!C2": "2031-01-01"}), tmp_path / "case")
    places = [line.split("  ")[1] for line in found]
    assert places == ["Offers!C2", "Options!H3", "Options!I4", "Options!I9"]


def test_of_very_many_mistakes_the_first_are_said(tmp_path: Path):
    cells = {f"Options!H{row}": "2024-05-09" for row in range(2, 10)}
    cells |= {f"Promises!Z{row}": "x" for row in range(2, 4)}
    assert len(explain(edit(fill_example(), cells), tmp_path / "case")) == 9
    grids = fill_example()
    grids["Interactions"] += [["", "x", "", "1"]] * 300
    found = explain(grids, tmp_path / "case")
    assert len(found) == 201
    assert found[0] == "case.xlsx  (all sheets)  300 problems were found; these are the first 200"


def test_other_files_are_checked_line_by_line(tmp_path: Path):
    grids = fill_example()
    lines = [row[1] for row in grids["Other files"]]
    at = lines.index("  most: 6                      # at most so many stages")
    found = explain(edit(grids, {f"Other files!B{at + 1}": "  most: many"}), tmp_path / "case")
    assert [line.split("  ")[1] for line in found] == [f"Other files!B{at + 1}"]


def test_names_of_files_that_get_in_each_others_way_are_refused(tmp_path: Path):
    grids = fill_example()
    grids["Other files"] += [["sources/a", "x"], ["sources/a/b", "y"]]
    with pytest.raises(InputError, match="lies in a folder that is named as a file too"):
        explain(grids, tmp_path / "case")
    found = explain(edit(grids, {"Options!D2": "maybe"}), tmp_path / "case")
    assert found == ['case.xlsx  Options!D2  "maybe" is neither yes nor no; write one of them']
    assert not (tmp_path / "case").exists()


def test_a_missing_sheet_is_named_and_one_of_ones_own_is_passed_over(tmp_path: Path):
    grids = fill_example()
    del grids["Options"]
    (found,) = explain(grids, tmp_path / "a")
    assert found.startswith('case.xlsx  Options  there is no sheet "Options"; `detente init')
    grids = fill_example()
    grids["Promisses"] = grids.pop("Promises")
    assert explain(grids, tmp_path / "b")[0].endswith('Did you mean "Promises"?')
    assert explain({**fill_example(), "My notes": [["x"]]}, tmp_path / "c") == []


def test_headings_may_be_moved_and_written_in_small_letters(tmp_path: Path):
    grids = fill_example()
    for name in ("Options", "Promises", "Parties"):
        grids[name] = [row[::-1] for row in grids[name]]
        grids[name][0] = [text.lower() for text in grids[name][0]]
    plain = fill_example()
    assert explain(grids, tmp_path / "a") == explain(plain, tmp_path / "b") == []
    assert bare(load(tmp_path / "a")) == bare(load(tmp_path / "b"))


def test_rows_without_an_issue_belong_to_the_row_above(tmp_path: Path):
    grids = fill_example()
    cells = {find_cell(grids, "Options", "Issue", row): "" for row in (3, 4, 6)}
    assert explain(edit(grids, cells), tmp_path / "a") == []
    assert [issue.id for issue in load(tmp_path / "a").issues] == ["release", "payment", "gauges"]


# -- cells as a spreadsheet has them --------------------------------------------------------------


@lru_cache
def _make_example() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return (save_workbooks(Path(folder) / "new") / "example.xlsx").read_bytes()


def make_book(path: Path, cells: dict[str, Any], formats: dict[str, str] | None = None) -> Path:
    """Write the example with some cells replaced, as an analyst would leave it."""
    book = openpyxl.load_workbook(io.BytesIO(_make_example()))
    for name, value in cells.items():
        sheet, _, cell = name.partition("!")
        book[sheet][cell] = value
        if formats and name in formats:
            book[sheet][cell].number_format = formats[name]
    book.save(path)
    return path


def test_numbers_days_and_shares_are_read_as_they_look(tmp_path: Path):
    day = dt.datetime(2022, 7, 1)  # noqa: DTZ001 - as Excel has it
    cells: dict[str, Any] = {
        "Options!H3": -12.0,
        "Options!I3": 0.1 + 0.2,
        "Options!M3": 0.07,
        "Promises!D2": dt.date(2018, 5, 3),
        "Promises!I4": 0.5,
        "Sources!D2": day,
        "Sources!D4": day,
        "Options!D2": True,
        "Options!G3": 1994,
        "Options!G4": "'=1+1",
        "Case!B4": 17.0,
    }
    formats = {
        "Options!M3": "0.0%",
        "Sources!D2": "mmm-yy",
        "Sources!D4": "yyyy mm",
        "Promises!D2": "dd.mm.yy",
    }
    case = import_case(make_book(tmp_path / "a.xlsx", cells, formats)).save(tmp_path / "case")
    summer = case.issues[0].options[1]
    assert (str(summer.values["upper"]), str(summer.values["lower"])) == ("-12", "0.3")
    assert (summer.undo, summer.title, case.seed) == (0.07, "1994", 17)
    assert case.issues[0].ordered
    assert case.promises[0].made == dt.date(2018, 5, 3)
    assert case.promises[2].share == 0.5
    assert (case.sources["board2022"].date, case.sources["budget2023"].date) == (
        "2022-07",
        "2022-07",
    )


@pytest.mark.parametrize(
    ("cell", "value", "shown", "said"),
    [
        ("Options!H3", 0.2, "0%", '"20%" is a percentage; a plain number is needed here'),
        ("Options!H3", dt.date(2024, 5, 9), "d mmm", "the date 2024-05-09 stands where a number"),
        ("Options!H3", "#REF!", "General", 'holds the error "#REF!"; correct the formula here'),
        ("Options!H3", "=1+1", "General", "a formula stands here whose result is not saved"),
        ("Promises!D2", NINE, "d.m. h:mm", "a time of day (2018-05-02 09:00:00) stands here"),
        ("Options!L3", "a\u202eb", "General", "control character U+202E in text; remove it"),
        ("Options!H3", 1e300, "General", '"1e+300" is not written out'),
        ("Options!H3", True, "General", '"TRUE" is not a number'),
    ],
)
def test_cells_that_cannot_be_used_are_said(
    cell: str, value: Any, shown: str, said: str, tmp_path: Path
):
    path = make_book(tmp_path / "a.xlsx", {cell: value}, {cell: shown})
    with pytest.raises(CaseError) as caught:
        import_case(path).save(tmp_path / "case")
    assert str(caught.value).startswith(f"a.xlsx  {cell}  ")
    assert said in str(caught.value)


def test_formulas_count_with_the_values_that_were_saved(tmp_path: Path):
    grids = fill_example()
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name, grid in grids.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(grid):
                for column, text in enumerate(row):
                    page.write_string(number, column, text)
        options = book.get_worksheet_by_name("Options")
        options.write_formula("H3", "=2+3", None, 5)
        options.write_formula("L3", '=IF(1," ","")', None, " ")
        options.write_rich_string("G3", "A ", book.add_format({"bold": True}), "fixed amount")
    case = import_case(tmp_path / "a.xlsx").save(tmp_path / "case")
    summer = case.issues[0].options[1]
    assert (str(summer.values["upper"]), summer.note, summer.title) == ("5", "", "A fixed amount")


def test_numbers_are_typed_only_where_they_come_back():
    assert find_number("5") == (5.0, "General")
    assert find_number("12.5%") == (0.125, "0.0########%")
    for text in ("2.50", "+5", "05", "1e3", "5 to 9", "", "-0", "12345678901234567", "50.0%"):
        assert find_number(text) is None
    assert say_number(1e15) == "1000000000000000"
    assert say_number(float("inf")) == "inf"


# -- the command line -----------------------------------------------------------------------------


def test_from_the_command_line_there_and_back(tmp_path: Path):
    started = run("init", str(tmp_path / "new"), "--xlsx")
    assert started.exit_code == 0
    assert f"detente import {tmp_path / 'new' / 'case.xlsx'}" in started.stdout
    example = tmp_path / "new" / "example.xlsx"
    read = run("import", str(example), str(tmp_path / "case"))
    assert read.exit_code == 0, read.output
    written = run("export", str(tmp_path / "case"), str(tmp_path / "b.xlsx"), "--format", "xlsx")
    assert written.exit_code == 0, written.output
    assert import_case(tmp_path / "b.xlsx").files == import_case(example).files
    checked = run("check", str(tmp_path / "case"), "--json")
    assert json.loads(checked.stdout)["notices"] == []
    refused = run("init", str(tmp_path / "new"), "--xlsx")
    assert isinstance(refused.exception, InputError)


def test_the_template_and_its_workbook_are_the_same_case(tmp_path: Path):
    save_workbooks(tmp_path / "new")
    case = import_case(tmp_path / "new" / "example.xlsx").save(tmp_path / "case")
    for name, text in TEMPLATE.items():
        (tmp_path / name).write_text(text)
    assert bare(case) == bare(load(tmp_path))
    assert set(IN_SHEETS) < set(TEMPLATE)
    assert fill_sheets({})["Options"] == fill_sheets({"case.yaml": "{}"})["Options"]


def test_workbooks_are_recognised_by_name_or_by_what_they_hold(tmp_path: Path):
    save_workbooks(tmp_path / "new")
    (tmp_path / "nameless").write_bytes((tmp_path / "new" / "case.xlsx").read_bytes())
    assert find_format(tmp_path / "nameless") is FORMAT
    with pytest.raises(CaseError, match='nameless  Case!B2  "title" is missing'):
        import_case(tmp_path / "nameless").save(tmp_path / "case")
    assert find_format(tmp_path / "new" / "case.xlsx") is FORMAT
    (tmp_path / "text").write_text("PK")
    assert not FORMAT.recognise(tmp_path / "text")
    assert not FORMAT.recognise(tmp_path)
    assert isinstance(FORMAT.read(tmp_path / "new" / "example.xlsx"), Draft)
