"""Mistakes in a case, taken together: all at once, in order, and none told twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import CASE, FILES, problems, spoil, write


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
