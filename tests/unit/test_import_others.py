"""GeniusWeb, NegoLog and NegMAS: what their files mean, and what is said of broken ones."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import detente
from tests.scenarios import (
    LOG,
    MAS,
    MAS_DOMAIN,
    SCENARIOS,
    WEB,
    WEB_DOMAIN,
    bring,
    explain,
    list_worth,
    write,
)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_format_is_recognised_by_what_is_in_its_files(tmp_path: Path, name: str) -> None:
    from detente.case.interchange import find_format

    folder = write(tmp_path / "scenario", SCENARIOS[name])
    assert find_format(folder).name == name
    assert find_format(folder / next(iter(SCENARIOS[name]))).name == name


# -- GeniusWeb ------------------------------------------------------------------------------------


def test_geniusweb(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, WEB)
    assert list_worth(case) == {"upper-town": [["100", "25"]], "lower-town": [["0", "100"]]}
    assert all(party.reservation.is_default for party in case.parties)
    assert (
        "Points of Lower Town: 100 for what GeniusWeb counts as 1; every number is exact." in notes
    )


def test_a_value_that_is_missing_counts_nothing(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, {**WEB, "a.json": WEB["a.json"].replace('"little": 1, ', "")})
    assert list_worth(case)["upper-town"] == [["0", "25"]]
    assert 'a.json has no value for "little" of "Water"; as in GeniusWeb that counts 0.' in notes


def test_a_reservation_bid_is_worth_what_its_options_are(tmp_path: Path) -> None:
    bid = '"reservationBid": {"issuevalues": {"Water": "much"}}, "issueWeights"'
    case, _ = bring(tmp_path, {**WEB, "a.json": WEB["a.json"].replace('"issueWeights"', bid)})
    assert case.parties[0].reservation.point == 25


def test_numbers_lie_on_a_line_in_the_steps_of_the_domain(tmp_path: Path) -> None:
    spread = '{"Water": {"range": ["0", "1.5", "0.5"]}}'
    line = '{"lowValue": 0, "lowUtility": 1, "highValue": 1.5, "highUtility": 0}'
    discrete = '"DiscreteValueSetUtilities": {\n    "valueUtilities": {"little": 1, "much": 0.25}}'
    files = {
        name: text.replace('{"Water": {"values": ["little", "much"]}}', spread).replace(
            discrete, f'"NumberValueSetUtilities": {line}'
        )
        for name, text in WEB.items()
    }
    files["b.json"] = files["a.json"].replace("Upper", "Lower")
    case, notes = bring(tmp_path, files)
    assert [option.title for option in case.issues[0].options] == ["0", "0.5", "1", "1.5"]
    # As GeniusWeb does, thirds are rounded to eight decimals.
    assert list_worth(case)["upper-town"] == [["100", "66.666667", "33.333333", "0"]]
    assert not any("evenly spaced" in note for note in notes)
    files = {n: t.replace('"1.5", "0.5"', '"1.5", "0.001"') for n, t in files.items()}
    (tmp_path / "fine").mkdir()
    case, notes = bring(tmp_path / "fine", files)
    assert len(case.issues[0].options) == 21
    assert any('"Water" has 1,501 values; 21 evenly spaced ones' in note for note in notes)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("a.json", "0.25", '"lots"', 'a.json:3:45  much is "lots", where a number is needed'),
        ("a.json", '"Water": 1', '"Wat": 1', 'a.json:4:27  the domain has no issue "Wat". Did you'),
        ("a.json", '"issueWeights"', '"weights"', "a.json:1:32  issueWeights is missing; add it"),
        ("a.json", "DiscreteValueSet", "OtherSet", "a.json:2:31  values of this kind are not read"),
        ("a.json", "}}}}", "}}", "a.json:6:1  cannot be read: did not"),
        ("domain.json", '["little", "much"]', "5", "domain.json:1:56  values should be a list"),
        ("domain.json", '["little", "much"]', "[]", 'issue "Water" has no options'),
        ("domain.json", '["little", "much"]', '["much"]', "no issue has two options"),
        ("domain.json", '"values": [', '"range": [', 'range is "little", where a number'),
        ("domain.json", '"values"', '"value"', "has neither values nor a range; add one"),
        (
            "a.json",
            '"issueWeights"',
            '"reservationBid": {"issuevalues": {"Water": "x"}}, "issueWeights"',
            'has no option "x"',
        ),
        ("a.json", '"valueUtilities": {', '"valueUtilities": [{', "cannot be read"),
    ],
)
def test_broken_files_of_geniusweb(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    broken = WEB[file].replace(old, new, 1)
    assert broken != WEB[file]
    assert said in explain(tmp_path, {**WEB, file: broken})


def test_issues_are_those_of_the_first_party_where_no_file_lists_them(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, {name: WEB[name] for name in ("a.json", "b.json")})
    assert list_worth(case)["upper-town"] == [["100", "25"]]
    assert "No file lists the issues by themselves; they are those of a.json." in notes


def test_escapes_of_json_are_read(tmp_path: Path) -> None:
    files = {
        name: text.replace("little", r"\ud83d\ude00 \u00e9\/\\ud83d") for name, text in WEB.items()
    }
    case, _ = bring(tmp_path, files)
    assert case.issues[0].options[0].title == "\N{GRINNING FACE} é/\\ud83d"
    assert list_worth(case)["upper-town"] == [["100", "25"]]


def test_an_issue_of_which_nothing_is_said_counts_nothing(tmp_path: Path) -> None:
    more = '"Water": {"values": ["little", "much"]}, "Fee": {"values": ["1", "2"]}'
    domain = WEB_DOMAIN.replace('"Water": {"values": ["little", "much"]}', more)
    case, notes = bring(tmp_path, {**WEB, "domain.json": domain})
    assert list_worth(case)["lower-town"][1] == ["0", "0"]
    assert 'a.json says nothing of "Fee"; it counts 0.' in notes


# -- NegoLog --------------------------------------------------------------------------------------


def test_negolog(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, LOG)
    assert list_worth(case) == {
        "profilea": [["60", "18"], ["40", "0"]],
        "profileb": [["0", "60"], ["40", "0"]],
    }
    assert [party.reservation.point for party in case.parties] == [Decimal(0), Decimal(50)]
    assert "Files beside these were not used: specs.json." in notes
    noisy = next(note for note in notes if "profileA" in note)
    assert noisy.endswith("rounded to 9 decimals, each number by at most 0.000000000000003.")


def test_the_files_of_negolog_have_to_agree(tmp_path: Path) -> None:
    other = LOG["profileB.json"].replace('"much"', '"more"')
    said = explain(tmp_path, {**LOG, "profileB.json": other})
    assert 'profileB.json:2:22  option "much" is missing here; add it' in said
    assert 'profileB.json:2:46  option "more" is not known. The options of' in said


# -- NegMAS ---------------------------------------------------------------------------------------


def test_negmas(tmp_path: Path) -> None:
    case, notes = bring(tmp_path, MAS)
    assert list_worth(case) == {
        "lower-town": [["0", "5"], ["0", "-0.5", "-1"]],
        "upper-town": [["8", "2"], ["1.5", "2.5", "3.5"]],
    }
    assert [option.title for option in case.issues[1].options] == ["1", "2", "3"]
    assert case.party("upper-town").reservation.point == -3, "not raised to the least there is"
    assert "Points of Upper Town: 1 for what NegMAS counts as 1; every number is exact." in notes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("LinearAdditive", "Discounted", "upper.yml:2:7  values of type "),
        ("much: 1", "more: 1", 'upper.yml:6:29  issue "Water" has no value for "much"; add it'),
        ("[2, 0.5]", "[2]", "upper.yml:4:10  1 weights for 2 issues; write one for each, in order"),
        ("AffineFun", "LambdaFun", 'upper.yml:7:3  a function of type "LambdaFun" is not read'),
        ("-3", "&a 3", "upper.yml:3:17  anchor &a is not read"),
        ("-3", "!!python/name:os.system x", "is not read; remove it"),
    ],
)
def test_broken_files_of_negmas(tmp_path: Path, old: str, new: str, said: str) -> None:
    broken = MAS["upper.yml"].replace(old, new, 1)
    assert broken != MAS["upper.yml"]
    assert said in explain(tmp_path, {**MAS, "upper.yml": broken})


def test_functions_and_ranges_of_negmas(tmp_path: Path) -> None:
    domain = MAS_DOMAIN.replace(
        "ContiguousIssue, values: [1, 3]", "ContinuousIssue, values: [0, 1]"
    )
    upper = MAS["upper.yml"].replace("AffineFun, slope: 2, bias: 1", "IdentityFun") + "bias: 1\n"
    lower = MAS["lower.yml"].replace("AffineFun, slope: -1, bias: 1", "ConstFun, bias: 3")
    case, notes = bring(tmp_path, {"domain.yml": domain, "upper.yml": upper, "lower.yml": lower})
    worth = list_worth(case)
    assert worth["upper-town"][0] == ["9", "3"], "what is added to all packages counts too"
    assert worth["upper-town"][1][:3] == ["0", "0.025", "0.05"]
    assert set(worth["lower-town"][1]) == {"1.5"}
    assert any("21 evenly spaced ones stand for it" in note for note in notes)


def test_values_by_name_and_without_weights(tmp_path: Path) -> None:
    listed = (
        "- {type: TableFun, mapping: {little: 4, much: 1}}\n- {type: AffineFun, slope: 2, bias: 1}"
    )
    named = (
        "  Price: {type: LinearFun, slope: 2}\n"
        "  Water: {type: TableFun, mapping: {much: 1, little: 4}}"
    )
    upper = MAS["upper.yml"].replace(listed, named).replace("weights: [2, 0.5]\n", "")
    case, _ = bring(tmp_path, {**MAS, "upper.yml": upper})
    assert list_worth(case)["upper-town"] == [["4", "1"], ["2", "4", "6"]]


def test_negmas_needs_one_domain(tmp_path: Path) -> None:
    assert "holds no domain; name" in explain(tmp_path, {"upper.yml": MAS["upper.yml"]})


@pytest.mark.parametrize("values", ["[3, 1]", "[1]", "[a, b]", "{}"])
def test_ranges_of_negmas_that_cannot_be_read(tmp_path: Path, values: str) -> None:
    said = explain(tmp_path, {**MAS, "domain.yml": MAS_DOMAIN.replace("[1, 3]", values)})
    assert said.startswith("domain.yml:5:48  ") or "domain.yml:5:49" in said


def test_whole_numbers_are_those_between_the_ends(tmp_path: Path) -> None:
    files = {**MAS, "domain.yml": MAS_DOMAIN.replace("[1, 3]", "[0.5, 2.9]")}
    case, _ = bring(tmp_path, files)
    assert [option.title for option in case.issues[1].options] == ["1", "2"]


@pytest.mark.parametrize("least", ["null", "-.inf"])
def test_who_would_accept_anything_has_no_reservation_value(tmp_path: Path, least: str) -> None:
    case, _ = bring(tmp_path, {**MAS, "upper.yml": MAS["upper.yml"].replace("-3", least)})
    assert case.party("upper-town").reservation.is_default


def test_who_would_accept_anything_accepts_the_worst_package(tmp_path: Path) -> None:
    lower = MAS["lower.yml"].replace("reserved_value: 0\n", "bias: -1\n")
    case, notes = bring(tmp_path, {**MAS, "lower.yml": lower})
    assert case.party("lower-town").reservation.point == -2  # 2 x 0 + 0.5 x (1 - 3) - 1
    said = "its reservation value is what the worst package is worth to it, until you change it."
    assert f"lower.yml would accept anything; {said}" in notes


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_folder_without_anything_of_a_format(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(detente.CaseError, match="holds no file that ends in"):
        detente.import_case(tmp_path / "empty", name)
