"""GENIUS: what its XML means, what is assumed, and what is said of files that cannot be read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.case.arrays import Frame
from detente.case.interchange import genius_profile, xml_tree
from tests.scenarios import DOMAIN, GENIUS, LOWER, UPPER, bring, explain, list_worth, write


def number_party(evaluator: str, weight: str = "1") -> str:
    return (
        f'<utility_space><objective index="0"><weight index="1" value="{weight}"/>{evaluator}'
        "</objective></utility_space>"
    )


def number_domain(issue: str) -> str:
    return (
        "<negotiation_template><utility_space><objective index='0'>"
        f"{issue}</objective></utility_space></negotiation_template>"
    )


def test_amounts_are_weights_by_index_times_shares_of_the_best(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, GENIUS)
    assert list_worth(case) == {
        "upper-town": [["30", "7.5", "0"], ["17.5", "70"]],
        "lower-town": [["0", "24", "60"], ["40", "4"]],
    }
    assert [party.reservation.point for party in case.parties] == [Decimal(25), Decimal(10)]
    assert [party.name for party in case.parties] == ["Upper Town", "Lower Town"]
    assert [issue.title for issue in case.issues] == ["Water", "Price"]
    assert [option.id for option in case.issues[1].options] == ["option-1-50", "option-2"]
    assert all(not issue.ordered for issue in case.issues)
    assert all(each.quantity.sourced or each.quantity.is_default for each in case.quantities())
    assert "Points of Upper Town: 100 for what GENIUS counts as 1; every number is exact." in notes
    assert any("status quo" in note for note in notes)
    assert any("as_of is 2000-01-01" in note for note in notes)
    assert "every number is exact" in case.parties[0].about


def test_sevenths_become_whole_numbers(tmp_path: Path) -> None:
    upper = UPPER.replace('"044"', '"7"').replace('"11"', '"2"')
    case, notes = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"] == [["84", "24", "0"], ["49", "196"]]
    assert case.parties[0].reservation.point == 70
    assert "Points of Upper Town: 280 for what GENIUS counts as 1; every number is exact." in notes


def test_what_fits_on_no_scale_is_rounded_and_said(tmp_path: Path) -> None:
    upper = UPPER.replace('"0.3"', '"0.3333333333333333"').replace('"11"', '"7"')
    case, notes = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"][0][0] == "33.333333333"
    said = next(note for note in notes if "Upper Town" in note)
    assert said.endswith("rounded to 9 decimals, each number by at most 0.0000000004.")


def test_an_issue_whose_best_is_next_to_nothing_counts_nothing(tmp_path: Path) -> None:
    upper = UPPER.replace('"044"', '"0.000009"').replace('"11"', '"0.000001"')
    case, _ = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"][0] == ["0", "0", "0"]


def test_what_genius_no_longer_uses_is_noted(tmp_path: Path) -> None:
    domain = DOMAIN.replace('value="little"', 'value="little" cost="5" description="a trickle"')
    upper = UPPER.replace("<reservation", '<discount_factor value="0.9"/><reservation')
    case, notes = bring(tmp_path, {**GENIUS, "domain.xml": domain, "upper.xml": upper})
    assert "Costs of options are not used, as GENIUS itself no longer uses them." in notes
    assert any(
        note.startswith("The discount factor 0.9 of upper.xml is not used") for note in notes
    )
    assert case.issues[0].options[0].note == "a trickle"


def test_of_an_item_given_twice_the_last_counts(tmp_path: Path) -> None:
    item = '<item index="1" value="little" evaluation="044"/>'
    upper = UPPER.replace(item, item.replace("044", "1") + item)
    case, notes = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"][0] == ["30", "7.5", "0"]
    assert 'upper.xml gives "little" of "Water" twice; as in GENIUS the last counts.' in notes


def test_similarity_functions_are_passed_over(tmp_path: Path) -> None:
    similar = '<similarity_function><item value="little" evaluation="9"/></similarity_function>'
    domain = DOMAIN.replace("</issue>", f"{similar}</issue>")
    case, notes = bring(tmp_path, {**GENIUS, "domain.xml": domain})
    assert list_worth(case)["upper-town"][0] == ["30", "7.5", "0"]
    assert any(note.startswith("Similarity functions are not used") for note in notes)


def test_whole_numbers_are_cut_off_at_one_as_in_genius(tmp_path: Path) -> None:
    issue = '<issue index="1" name="Price" type="integer" lowerbound="-1" upperbound="2"/>'
    spread = '<issue index="1" type="integer"><range lowerbound="-1" upperbound="2"/>{}</issue>'
    up = '<evaluator ftype="linear" slope="0.5" offset="0.25"/>'
    down = '<evaluator ftype="linear" slope="-0.25" offset="1"/>'
    files = {
        "domain.xml": number_domain(issue),
        "a.xml": number_party(spread.format(up)),
        "b.xml": number_party(spread.format(down), "0.5"),
    }
    case, notes = bring(tmp_path, files)
    assert [option.title for option in case.issues[0].options] == ["-1", "0", "1", "2"]
    assert list_worth(case) == {
        "a": [["25", "75", "100", "100"]],
        "b": [["50", "37.5", "25", "12.5"]],
    }
    assert 'What a.xml says of "Price" leaves 0 to 1; as in GENIUS it is cut off there.' in notes


def test_ranges_are_represented_by_as_many_values_as_genius_takes(tmp_path: Path) -> None:
    spread = '<range lowerbound="0" upperbound="10"/>'
    issue = '<issue index="1" name="Share" vtype="real" type="real">{}</issue>'
    up = '<evaluator ftype="linear" parameter0="0" parameter1="0.1"/>'
    peak = '<evaluator ftype="triangular" parameter0="0" parameter1="10" parameter2="5"/>'
    files = {
        "domain.xml": number_domain(issue.format(spread)),
        "a.xml": number_party(issue.format(spread + up)),
        "b.xml": number_party(issue.format(spread + peak)),
    }
    case, notes = bring(tmp_path, files)
    options = case.issues[0].options
    assert [option.title for option in options[:3]] == ["0", "0.5", "1"]
    assert len(options) == 21
    worth = list_worth(case)
    assert worth["a"][0][:3] == ["0", "5", "10"]
    assert worth["b"][0][9:12] == ["90", "100", "90"]
    assert any("21 evenly spaced ones from 0 to 10 stand for it" in note for note in notes)


def test_many_whole_numbers_are_thinned(tmp_path: Path) -> None:
    issue = (
        '<issue index="1" name="Price" type="integer" lowerbound="1" upperbound="1000">{}</issue>'
    )
    up = '<evaluator slope="0.001" offset="0"/>'
    party = number_party(issue.format(up))
    case, notes = bring(
        tmp_path, {"domain.xml": number_domain(issue.format("")), "a.xml": party, "b.xml": party}
    )
    titles = [option.title for option in case.issues[0].options]
    assert (len(titles), titles[0], titles[-1]) == (21, "1", "1000")
    assert any("may take 1,000 values" in note for note in notes)


BOXES = """\
<utility_space type="nonlinear"><objective index="0">
<utility maxutility="50"><ufun aggregation="sum" weight="1">
{}
</ufun></utility></objective></utility_space>
"""
NUMBERS = "".join(
    f'<issue index="{at}" name="i{at}" type="integer" lowerbound="0" upperbound="3"/>'
    for at in (1, 2, 3)
)
FEW = """\
<hyperRectangle utility="5"/>
<hyperRectangle utility="10"><INCLUDES index="1" min="2" max="9"/></hyperRectangle>
<hyperRectangle utility="8" weight="2">
  <INCLUDES index="1" min="1" max="2"/><INCLUDES index="3" min="0" max="0"/></hyperRectangle>
<hyperRectangle utility="6">
  <EXCLUDES index="1" min="0" max="1"/><EXCLUDES index="2" min="0" max="0"/></hyperRectangle>
<hyperRectangle utility="3">
  <INCLUDES index="2" min="0" max="3"/><INCLUDES index="3" min="1" max="3"/></hyperRectangle>
<hyperRectangle utility="4"><INCLUDES index="2" min="7" max="9"/></hyperRectangle>
"""


def weigh_few(first: int, second: int, third: int) -> int:
    return (
        5
        + 10 * (first >= 2)
        + 16 * (1 <= first <= 2 and third == 0)
        + 6 * (not (first <= 1 and second == 0))
        + 3 * (third >= 1)
    )


def test_boxes_are_worth_what_they_are_worth_in_every_package(tmp_path: Path) -> None:
    files = {
        "domain.xml": number_domain(NUMBERS),
        "a.xml": BOXES.format(FEW),
        "b.xml": BOXES.format('<hyperRectangle utility="50"/>'),
    }
    case, _ = bring(tmp_path, files)
    frame = Frame(case)
    packages = np.array([[a, b, c] for a in range(4) for b in range(4) for c in range(4)])
    worth = frame.layout.indicator(packages) @ frame.medians.values.T
    worth = worth / 10.0 ** np.array(frame.medians.decimals)
    assert worth[:, 0].tolist() == [2 * weigh_few(*package) for package in packages.tolist()]
    assert worth[:, 1].tolist() == [100] * 64
    assert len(case.interactions) == 2, "what hangs on one issue is a value of its options"


def test_an_issue_without_a_choice_is_left_out(tmp_path: Path) -> None:
    domain = DOMAIN.replace('<item index="2" value="$2"/>', "")
    case, notes = bring(tmp_path, {**GENIUS, "domain.xml": domain})
    assert [issue.title for issue in case.issues] == ["Water"]
    assert list_worth(case)["upper-town"] == [["47.5", "25", "17.5"]]
    assert any(note.startswith('Issue "Price" has one option; it is left out') for note in notes)


def test_a_folder_without_a_domain_takes_the_issues_of_the_first_party(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, {"lower.xml": LOWER, "upper.xml": UPPER})
    assert list_worth(case)["upper"] == [["30", "7.5", "0"], ["17.5", "70"]]
    assert "No file lists the issues by themselves; they are those of lower.xml." in notes


def test_an_issue_without_a_weight_counts_nothing(tmp_path: Path) -> None:
    upper = UPPER.replace('<weight index="2"', '<weight index="9"')
    case, notes = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"][1] == ["0", "0"]
    assert 'upper.xml has no weight for "Price"; it counts nothing.' in notes
    assert 'upper.xml has a weight for index "9", which is no issue.' in notes


def test_a_value_that_the_domain_does_not_have_counts_for_the_best(tmp_path: Path) -> None:
    extra = '<item index="4" value="all" evaluation="88"/></issue>'
    upper = UPPER.replace("</issue>", extra, 1)
    case, notes = bring(tmp_path, {**GENIUS, "upper.xml": upper})
    assert list_worth(case)["upper-town"][0] == ["15", "3.75", "0"]
    assert 'upper.xml values "all", which the domain does not have.' in notes


@pytest.mark.parametrize(
    ("evaluator", "said"),
    [
        ("", 'a.xml:1:66  issue "Price" has no evaluator; add one'),
        ('<evaluator ftype="cubic"/>', 'ftype "cubic" is not read; it may be linear, constant or'),
        ('<evaluator slope="steep"/>', 'slope is "steep", where a number is needed'),
    ],
)
def test_functions_that_cannot_be_read(tmp_path: Path, evaluator: str, said: str) -> None:
    issue = '<issue index="1" name="Price" type="integer" lowerbound="0" upperbound="2">{}</issue>'
    flat = number_party(issue.format('<evaluator ftype="constant" parameter0="1"/>'))
    files = {
        "domain.xml": number_domain(issue.format("")),
        "a.xml": number_party(issue.format(evaluator)),
        "b.xml": flat,
    }
    assert said in explain(tmp_path, files)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ('lowerbound="a" upperbound="2"', 'lowerbound "a" is not a number; write one'),
        ('lowerbound="3" upperbound="2"', "lowerbound 3 is above upperbound 2; exchange them"),
        ('lowerbound="3"', 'upperbound "" is not a number; write one'),
    ],
)
def test_bounds_that_cannot_be_read(tmp_path: Path, bounds: str, said: str) -> None:
    domain = number_domain(f'<issue index="1" type="integer" {bounds}/>')
    assert said in explain(tmp_path, {**GENIUS, "domain.xml": domain})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('maxutility="50"', 'maxutility="0"', "maxutility is needed, above 0"),
        ('aggregation="sum"', 'aggregation="max"', 'aggregation "max" is not read; only sums'),
        (
            'INCLUDES index="1"',
            'INCLUDES index="8"',
            'index "8" is not a numeric issue of the domain',
        ),
        ('min="2"', 'min="low"', 'min is "low", where a number is needed'),
    ],
)
def test_boxes_that_cannot_be_read(tmp_path: Path, old: str, new: str, said: str) -> None:
    whole = BOXES.format(FEW)
    broken = whole.replace(old, new, 1)
    assert broken != whole
    files = {"domain.xml": number_domain(NUMBERS), "a.xml": broken, "b.xml": whole}
    assert said in explain(tmp_path, files)


def test_boxes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genius_profile, "MOST_BOUNDS", 3)
    whole = BOXES.format(FEW)
    files = {"domain.xml": number_domain(NUMBERS), "a.xml": whole, "b.xml": whole}
    assert "8 bounds of boxes, and at most 3 are read" in explain(tmp_path, files)


def test_what_a_case_cannot_hold_is_said_of_the_boxes(tmp_path: Path) -> None:
    bound = '<INCLUDES index="{0}" min="{1}" max="{1}"/>'
    box = '<hyperRectangle utility="1">{}{}</hyperRectangle>\n'
    issue = '<issue index="{0}" name="i{0}" type="integer" lowerbound="0" upperbound="29"/>'
    many = "".join(
        box.format(bound.format(1, a), bound.format(2, b)) for a in range(26) for b in range(20)
    )
    domain = number_domain(issue.format(1) + issue.format(2))
    files = {
        "domain.xml": domain,
        "a.xml": BOXES.format(many),
        "b.xml": BOXES.format('<hyperRectangle utility="5"/>'),
    }
    said = explain(tmp_path, files)
    assert "a.xml:3:1  " in said
    assert "520" in said


def test_files_are_chosen_by_name_in_their_order(tmp_path: Path) -> None:
    files = {**GENIUS, "third.xml": LOWER}
    upper = str(tmp_path / "scenario" / "upper.xml")
    case, notes = bring(tmp_path, files, profiles=["third.xml", upper])
    # The domain says what the party of upper.xml is called; of third.xml it says nothing.
    assert [party.name for party in case.parties] == ["third", "Upper Town"]
    assert "Files beside these were not used: lower.xml." in notes


def test_a_name_inside_a_file_never_leads_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(UPPER, encoding="utf-8")
    domain = DOMAIN.replace("upper.xml", "../secret.xml")
    case, notes = bring(tmp_path, {**GENIUS, "domain.xml": domain})
    assert [party.id for party in case.parties] == ["lower-town", "upper"]
    assert any("../secret.xml" in note for note in notes)


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        (
            ["upper.xml", "uper.xml"],
            'holds no file "uper.xml" of a party. Did you mean "upper.xml"?',
        ),
        (["upper.xml", "upper.xml"], "a file of a party is named twice"),
        (["upper.xml", "../lower.xml"], 'holds no file "../lower.xml" of a party'),
    ],
)
def test_files_that_cannot_be_chosen(tmp_path: Path, profiles: list[str], said: str) -> None:
    with pytest.raises(detente.CaseError) as caught:
        bring(tmp_path, GENIUS, profiles=profiles)
    assert said in str(caught.value)


def test_very_many_notes_are_cut_short(tmp_path: Path) -> None:
    strays = "".join(f'<weight index="z{number}" value="1"/>' for number in range(5_000))
    _, notes = bring(
        tmp_path, {**GENIUS, "upper.xml": UPPER.replace("<weight", strays + "<weight", 1)}
    )
    assert 'upper.xml has a weight for index "z99", which is no issue.' in notes
    assert "There are 4,900 more notes like these." in notes
    assert len(notes) < 110


def test_names_of_files_never_steer_a_terminal(tmp_path: Path) -> None:
    stray = "x\x1b[31m\n[red].xml"
    _, notes = bring(tmp_path, {**GENIUS, stray: "<utility_space><weight"})
    assert "Files beside these were not used: x\ufffd[31m\ufffd[red].xml." in notes
    assert "\x1b" not in (tmp_path / "case" / "README.md").read_text(encoding="utf-8")


def test_parties_and_issues_of_one_name_are_told_apart(tmp_path: Path) -> None:
    domain = DOMAIN.replace("Lower Town", "Upper Town").replace("Price", "Water")
    case, notes = bring(tmp_path, {**GENIUS, "domain.xml": domain})
    names = ["Upper Town (upper.xml)", "Upper Town (lower.xml)"]
    assert [party.name for party in case.parties] == names
    assert [issue.title for issue in case.issues] == ["Water (1)", "Water (2)"]
    assert any(note.startswith(f"Points of {names[1]}: ") for note in notes)


def test_several_domains_have_to_be_chosen_from(tmp_path: Path) -> None:
    said = explain(tmp_path, {**GENIUS, "other.xml": DOMAIN})
    assert "holds several domains (domain.xml, other.xml); name the file of one" in said
    named = detente.import_case(tmp_path / "scenario" / "other.xml")
    assert "Files beside these were not used: domain.xml." in named.notes


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(LOWER, encoding="utf-8")
    folder = write(tmp_path / "linked", {"domain.xml": DOMAIN, "upper.xml": UPPER})
    (folder / "lower.xml").symlink_to(tmp_path / "secret.xml")
    said = explain_folder(folder)
    assert said.startswith("lower.xml  leads out of the case folder")


def explain_folder(folder: Path) -> str:
    with pytest.raises(detente.DetenteError) as caught:
        detente.import_case(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("upper.xml", '"11"', '"eleven"', 'upper.xml:4:1  evaluation is "eleven", where a number'),
        ("upper.xml", '"11"', '""', "upper.xml:4:1  evaluation is nothing, where a number"),
        ("upper.xml", '"0.25"', '"1e999"', 'upper.xml:8:13  value is "1e999", where a number'),
        (
            "upper.xml",
            'value="some"',
            'value="a lot"',
            'upper.xml:3:1  issue "Water" has no item "some',
        ),
        ("upper.xml", '<issue index="2"', '<issue index="7"', "upper.xml:1:1  issue "),
        ("upper.xml", "</issue>", "", "upper.xml:8:3  cannot be read: mismatched tag"),
        ("lower.xml", "<utility", "<!DOCTYPE a><utility", "lower.xml:1:12  a document type"),
        ("domain.xml", 'vtype="discrete"', 'vtype="colour"', "domain.xml:5:1  an issue of type "),
        (
            "domain.xml",
            'index="2" name',
            'index="1" name',
            'domain.xml:8:1  index "1" is given to two',
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    broken = GENIUS[file].replace(old, new, 1)
    assert broken != GENIUS[file]
    assert said in explain(tmp_path, {**GENIUS, file: broken})


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    files = {
        **GENIUS,
        "upper.xml": UPPER.replace('"11"', '"x"'),
        "lower.xml": LOWER.replace('"5"', '"y"'),
    }
    said = explain(tmp_path, files).splitlines()
    assert [line.split("  ")[0] for line in said] == ["lower.xml:4:46", "upper.xml:4:1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no scenario of GENIUS"),
        (b"<utility_space>", "cannot be read: no element found"),
        (b"<utility_space>" + b"<a>" * 60, "nested more than 40 deep"),
        (b"<!DOCTYPE utility_space [<!ENTITY a 'b'>]><utility_space/>", "document type or entity"),
        (
            b'<?xml version="1.0" encoding="utf-7"?><utility_space/>',
            "save it as plain XML in UTF-8",
        ),
        (b"<other>utility_space</other>", "holds no scenario of GENIUS"),
        (b"<utility_space>" + b" " * 5_000_001, "is too large: 5.0 MB"),
    ],
)
def test_no_file_is_trusted(tmp_path: Path, content: bytes, said: str) -> None:
    folder = write(tmp_path / "odd", {"odd.xml": content})
    with pytest.raises(detente.DetenteError) as caught:
        detente.import_case(folder, "genius")
    assert said in str(caught.value)


def test_the_number_of_elements_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_ELEMENTS", 3)
    assert xml_tree.read_xml("a.xml", b"<a><b/><b/></a>")[1] == []
    (problem,) = xml_tree.read_xml("a.xml", b"<a><b/><b/><b/></a>")[1]
    assert str(problem) == "a.xml:1:16  more than 3 elements; no scenario needs that"


def test_too_many_parties_have_to_be_chosen_from(tmp_path: Path) -> None:
    files = {"domain.xml": DOMAIN.replace("utility_space=", "x=")}
    files |= {f"p{number:02}.xml": UPPER for number in range(13)}
    assert "13 parties, and a case has at most 12; name those" in explain(tmp_path, files)


def test_one_party_is_not_enough(tmp_path: Path) -> None:
    said = explain(tmp_path, {"domain.xml": DOMAIN, "upper.xml": UPPER})
    assert 'files of two parties are needed, and there is only that of "upper.xml"' in said


def test_a_partys_file_is_not_the_domain(tmp_path: Path) -> None:
    said = explain(tmp_path, GENIUS, "upper.xml")
    assert said.startswith("upper.xml  is the file of one party; name the folder, or the file")


def test_too_many_options_are_refused_before_they_are_written(tmp_path: Path) -> None:
    items = "".join(f'<item value="{n}"/>' for n in range(51))
    domain = DOMAIN.replace('<item index="2" value="$2"/>', items)
    assert 'issue "Price" has 52 options, and at most 50' in explain(
        tmp_path, {**GENIUS, "domain.xml": domain}
    )
