"""The frame of import and export: what is found, saved, refused and said."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

import detente
from detente.case.interchange import Draft, get_format, list_formats
from detente.case.interchange.additive import ground, list_tables, share_powers
from detente.case.interchange.exact import find_scale
from detente.case.interchange.text import make_ids, quote_text
from detente.case.interchange.workbook import save_workbooks
from detente.errors import CaseError, InputError
from tests.scenarios import GENIUS, SCENARIOS, bring, find_efficient, write

SMALL = """\
detente: 1
title: Small
as_of: 2020-01-01
parties: {a: {}, b: {}}
issues: {x: {options: {no: {}, yes: {a: 1, b: 1}}}}
"""


def test_a_draft_is_checked_before_anything_is_written(tmp_path: Path) -> None:
    text = SMALL.replace("b: 1}", "c: 1}")
    places = {("case.yaml", 5, 1): ("a.xml", 3, 2), ("case.yaml", 5, 30): ("a.xml  B7", 0, 0)}
    with pytest.raises(CaseError) as caught:
        Draft({"case.yaml": text}, places=places).save(tmp_path / "case")
    (problem,) = caught.value.problems
    assert str(problem).startswith('a.xml  B7  issue x, option yes: party "c" is not declared')
    assert list(tmp_path.iterdir()) == []


def test_what_comes_from_nowhere_is_said_of_the_text(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        Draft({"case.yaml": SMALL.replace("Small", "")}).save(tmp_path / "case")
    assert str(caught.value.problems[0]).startswith("case.yaml (as imported):2:")


def test_a_draft_with_answers_is_checked_too(tmp_path: Path) -> None:
    files = {"case.yaml": SMALL, "resolutions.yaml": "resolutions: [{id: q}]\n"}
    with pytest.raises(CaseError) as caught:
        Draft(files).save(tmp_path / "case")
    assert "resolutions.yaml" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "../case.yaml",
        "/case.yaml",
        "a/../../b",
        "a\\b",
        "",
        ".git/config",
        "con.yaml",
        "a/b/c/d",
        "x\n",
    ],
)
def test_a_draft_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="does not name a file inside"):
        Draft({"case.yaml": SMALL, name: "x"}).save(tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


def test_no_file_of_a_draft_is_a_folder_too(tmp_path: Path) -> None:
    files = {"case.yaml": SMALL, "sources/A": "x", "sources/a/b": "y"}
    with pytest.raises(InputError, match='"sources/a/b" lies in a folder that is named as a file'):
        Draft(files).save(tmp_path / "case")


def test_a_draft_is_not_saved_over_anything(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"is not empty: it holds \"notes.txt\""):
        Draft({"case.yaml": SMALL}).save(tmp_path)
    with pytest.raises(InputError, match="upper and lower case"):
        Draft({"case.yaml": SMALL, "Case.yaml": SMALL}).save(tmp_path / "case")


def test_formats_are_named_or_recognised(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='Did you mean "genius"'):
        get_format("geniu")
    with pytest.raises(InputError, match="is not recognised as a scenario; name its format"):
        detente.import_case(tmp_path)
    with pytest.raises(InputError, match="there is no file or folder"):
        detente.import_case(tmp_path / "nothing")
    for each in list_formats():
        assert get_format(each.name) is each
    save_workbooks(tmp_path / "new")
    with pytest.raises(InputError, match="holds a workbook; name that: case"):
        detente.import_case(tmp_path / "new")


def test_a_case_needs_no_import(tmp_path: Path) -> None:
    Draft({"case.yaml": SMALL}).save(tmp_path / "case")
    for place in ("case", "case/case.yaml"):
        with pytest.raises(InputError, match="is a case already; there is nothing to import"):
            detente.import_case(tmp_path / place)


def test_too_much_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the case would have 10.0 MB of text"):
        Draft({"case.yaml": SMALL, "README.md": "x" * 10_000_000}).save(tmp_path / "case")


def test_an_export_needs_a_place(tmp_path: Path) -> None:
    case = Draft({"case.yaml": SMALL}).save(tmp_path / "case")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        detente.export_case(case, tmp_path / "file", "genius")
    with pytest.raises(InputError, match="cannot write"):
        detente.export_case(case, tmp_path / "file" / "below", "genius")
    with pytest.raises(InputError, match=r'file" is a file, and the format is a folder; name a'):
        detente.export_case(case, tmp_path / "file", "genius", force=True)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["case", "file"]


def test_rules_are_listed_as_lost(tmp_path: Path) -> None:
    rules = "constraints: [{never: [{x: no, y: no}]}]\nagreement: [{all: [a, b]}]\n"
    text = SMALL.replace("{x: {", "{y: {options: {no: {}, yes: {a: 1}}}, x: {")
    case = Draft({"case.yaml": text + rules}).save(tmp_path / "case")
    notes = detente.export_case(case, tmp_path / "out", "genius")
    assert any("place for 1 constraint:" in note for note in notes)
    assert "GENIUS has no rule for who has to agree; all have to." in notes


@pytest.mark.parametrize("name", SCENARIOS)
def test_exports_are_not_written_over_anything(tmp_path: Path, name: str) -> None:
    case = Draft({"case.yaml": SMALL}).save(tmp_path / "case")
    target = write(tmp_path / "out", {"mine.txt": "mine"})
    with pytest.raises(InputError, match="is not empty; name another, or write over it"):
        detente.export_case(case, target, name)
    assert [item.name for item in target.iterdir()] == ["mine.txt"]
    detente.export_case(case, target, name, force=True)
    assert (target / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert len(list(target.iterdir())) >= 3
    assert sorted(item.name for item in tmp_path.iterdir()) == ["case", "out"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_imported_can_be_exported_and_imported_again(tmp_path: Path, name: str) -> None:
    case, _ = bring(tmp_path, SCENARIOS[name])
    notes = detente.export_case(case, tmp_path / "out", name)
    again = detente.import_case(tmp_path / "out").save(tmp_path / "again")
    assert not any("median" in note for note in notes)
    assert find_efficient(again) == find_efficient(case)
    assert [issue.title for issue in again.issues] == [issue.title for issue in case.issues]
    assert [[o.title for o in i.options] for i in again.issues] == [
        [o.title for o in i.options] for i in case.issues
    ]


GATE = """\
detente: 1
title: Water
as_of: 2020-01-01
parties: {{a: {{reservation: {least}}}, b: {{}}}}
issues: {{gate: {{options: {{shut: {{}}, open: {{a: -4, b: 3}}}}}}}}
"""


@pytest.mark.parametrize(
    ("least", "kept", "noted"), [(0, True, False), (-2, False, True), (-5, False, False)]
)
def test_geniusweb_says_what_no_deal_is_worth_by_the_first_options(
    tmp_path: Path, least: int, kept: bool, noted: bool
) -> None:
    Draft({"case.yaml": GATE.format(least=least)}).save(tmp_path / "case")
    case = detente.load(tmp_path / "case")
    notes = detente.export_case(case, tmp_path / "out", "geniusweb")
    assert any("as if anything were acceptable" in note for note in notes) is noted
    again = detente.import_case(tmp_path / "out").save(tmp_path / "again")
    shut = again.issues[0].options[0].values["a"].point
    assert (again.parties[0].reservation.point == shut) is kept
    assert again.parties[1].reservation.point == 0


@pytest.mark.parametrize("name", ["genius", "geniusweb", "negmas"])
def test_what_does_not_fit_is_listed(tmp_path: Path, name: str) -> None:
    case = detente.load(detente.find_case("us-dprk-2020"))
    notes = " ".join(detente.export_case(case, tmp_path / "out", name))
    for lost in (
        "ranges are written at the median",
        "3 interactions, 3 ratifiers",
        "requirements or exclusions",
        "the record of promises",
        "past offers",
        "meetings",
        "readings",
        "sources and notes",
    ):
        assert lost in notes
    assert "packages may be allowed there that the case rules out" in notes


def test_negolog_takes_two_parties(tmp_path: Path) -> None:
    case = detente.load(detente.find_case("six-party-2007"))
    with pytest.raises(InputError, match="NegoLog has places for 2 parties"):
        detente.export_case(case, tmp_path / "out", "negolog")
    assert list(tmp_path.iterdir()) == []


def test_exports_of_genius_are_worth_one_at_best(tmp_path: Path) -> None:
    case, _ = bring(tmp_path, GENIUS)
    detente.export_case(case, tmp_path / "out", "genius")
    for file in ("profile-01-upper-town.xml", "profile-02-lower-town.xml"):
        root = ET.parse(tmp_path / "out" / file).getroot()
        weights = [Fraction(str(each.get("value"))) for each in root.iter("weight")]
        assert sum(weights) == 1
        reservation = root.find("reservation")
        assert reservation is not None
        assert 0 <= Fraction(str(reservation.get("value"))) <= 1


def test_nothing_is_lost_by_counting_from_the_worst(tmp_path: Path) -> None:
    text = SMALL.replace("{}, b: {}}", "{reservation: -7}, b: {reservation: 0.5}}")
    case = Draft({"case.yaml": text}).save(tmp_path / "case")
    first, second = map(ground, list_tables(case))
    assert (first.units, first.reservation, first.total) == ([[7, 8]], 0, 8)
    assert (second.units, second.reservation, second.total) == ([[0, 10]], 5, 10)


@pytest.mark.parametrize("least", [[1], [0, 0, 0], [5, 3, 1], [7, 7, 7], [1000, 1, 1], [3] * 11])
def test_weights_are_binary_and_add_up(least: list[int]) -> None:
    powers = share_powers(least)
    assert all(power >= number for power, number in zip(powers, least, strict=True))
    assert all(power & (power - 1) == 0 for power in [*powers, sum(powers)])


def test_scales_that_do_not_fit_are_rounded() -> None:
    scale = find_scale([[Fraction(1, 3), Fraction(1, 10**17 + 3)], [Fraction(0)]])
    assert scale.factor == 100
    assert scale.decimals == 9
    assert 0 < scale.off < Fraction(1, 2 * 10**9)
    huge = find_scale([[Fraction(10**40), Fraction(1, 3)]])
    assert float(scale.write(Fraction(1, 3))) == pytest.approx(100 / 3)
    assert abs(Fraction(huge.write(Fraction(10**40)))) <= 10**12


def test_ids_are_told_apart_and_never_words_of_the_format() -> None:
    ids = make_ids(["No", "no", "NO", "True", "value", "Ñandú", "5 %", "", "a" * 99], "option")
    assert ids == [
        "no", "no-2", "no-3", "true-2", "value-2", "nandu", "option-5", "option", "a" * 64,
    ]  # fmt: skip


def test_text_is_made_readable() -> None:
    assert quote_text("a\u202eb\x00\n c") == '"a\ufffdb\ufffd c"'
    assert quote_text(" ") == '"-"'
