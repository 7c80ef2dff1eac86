"""Files that no case should hold: each refused with its place and a way out, and quickly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from detente.case import load
from detente.errors import CaseError
from tests.folders import CASE, FILES, problems, spoil, write


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < 60, "it hangs"


def spoil_bytes(folder: Path, name: str, content: bytes) -> list[str]:
    write(folder)
    (folder / name).write_bytes(content)
    return problems(folder)


# -- the path ---------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_suggests_one(tmp_path: Path) -> None:
    write(tmp_path / "us-dprk")
    path = tmp_path / "us-dprkk"
    assert problems(path) == [f'{path}  there is no such case folder. Did you mean "us-dprk"?']


def test_a_folder_that_is_nowhere(tmp_path: Path) -> None:
    assert "`detente init FOLDER` starts a new case" in problems(tmp_path / "a" / "b")[0]


def test_no_path_at_all() -> None:
    assert problems("") == ["(no path)  no case folder was named; give its path"]  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero"])
def test_paths_that_cannot_be_folders(path: str) -> None:
    with pytest.raises(CaseError):
        load(path)


@pytest.mark.parametrize("path", ["a\0b", "x" * 5_000, "x/" * 5_000, "/" + "y/" * 2_500])
def test_paths_that_no_file_system_takes(path: str) -> None:
    with pytest.raises(CaseError) as caught:
        load(path)
    text = str(caught.value)
    assert len(text) < 350
    assert "\0" not in text
    assert "this path cannot be used: " in text
    assert text.endswith("; name a folder that holds case.yaml")


def test_another_file_of_the_case_names_the_folder(tmp_path: Path) -> None:
    write(tmp_path)
    found = problems(tmp_path / "offers.yaml")
    assert "this is not a folder; a case is a folder that holds case.yaml. Did you" in found[0]


def test_a_workbook_has_to_be_imported(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_bytes(b"PK")
    found = problems(tmp_path / "case.xlsx")
    assert found[0].endswith(". `detente import WORKBOOK CASE` makes one of a workbook")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        (
            f"case.yaml  is missing in {tmp_path}. Name a folder that holds one; "
            "`detente init NEW-FOLDER` starts a case"
        )
    ]


def test_an_empty_working_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"is missing in {tmp_path}. " in problems(Path())[0]


@pytest.mark.parametrize("name", ["case.yml", "Case.yaml", "case.yaml.txt"])
def test_case_yaml_by_another_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: CASE})
    assert f'case.yaml  is missing in {tmp_path}. Rename "{name}" to case.yaml' in problems(
        tmp_path
    )


def test_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("detente.case.files.os.scandir", refuse)
    assert problems(tmp_path) == [f"{tmp_path}  cannot be listed: Permission denied"]


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"case.yaml": CASE})

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("detente.case.files.os.open", refuse)
    assert problems(tmp_path) == ["case.yaml  permission denied: this file may not be read by you"]


# -- files that are no text -------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n  \n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    assert spoil_bytes(tmp_path, "case.yaml", text.encode()) == [
        "case.yaml  is empty; it needs detente, title, as_of, parties and issues"
    ]


def test_an_empty_optional_file(tmp_path: Path) -> None:
    assert spoil_bytes(tmp_path, "offers.yaml", b"") == [
        "offers.yaml  is empty; fill it or remove it"
    ]


def test_a_file_of_remarks_only(tmp_path: Path) -> None:
    assert spoil_bytes(tmp_path, "case.yaml", b"# nothing yet\n") == [
        "case.yaml  holds no data, only remarks; it needs detente, title, as_of, parties and issues"
    ]


def test_a_binary_file(tmp_path: Path) -> None:
    found = spoil_bytes(tmp_path, "case.yaml", b"\x7fELF\x02\x01\x00\x00")
    assert found == [
        "case.yaml:1:1  a control character (U+007F) stands here; this is not a plain text file"
    ]


def test_a_nul_byte(tmp_path: Path) -> None:
    assert spoil_bytes(tmp_path, "case.yaml", CASE.replace("Two", "T\0o").encode()) == [
        "case.yaml:2:9  a control character (U+0000) stands here; this is not a plain text file"
    ]


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    content = CASE.replace("Two", "Zwö").encode("latin-1")
    assert spoil_bytes(tmp_path, "case.yaml", content) == [
        "case.yaml:2:10  byte 20 (0xf6) is not UTF-8; save the file as UTF-8"
    ]


def test_utf_16(tmp_path: Path) -> None:
    assert spoil_bytes(tmp_path, "case.yaml", CASE.encode("utf-16")) == [
        "case.yaml  is UTF-16 text; save it as UTF-8"
    ]


def test_fifty_megabytes(tmp_path: Path) -> None:
    write(tmp_path)
    with (tmp_path / "case.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    assert problems(tmp_path) == [
        (
            "case.yaml  is too large: 50.0 MB, and at most 5 MB are read; "
            "keep documents in sources/ instead"
        )
    ]


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"case.yaml": CASE + "#" * 6_000_000})
    real = os.fstat

    def shrink(descriptor: int) -> Any:
        values = list(real(descriptor))
        values[6] = 10
        return os.stat_result(values)

    monkeypatch.setattr("detente.case.files.os.fstat", shrink)
    assert "is too large" in problems(tmp_path)[0]


def test_many_files_of_five_megabytes(tmp_path: Path) -> None:
    big = "author: An author\n#" + "x" * 4_900_000
    write(tmp_path, {**FILES, **{f"readings/r{n}.yaml": big for n in range(3)}})
    assert any("the files together exceed 10 MB" in text for text in problems(tmp_path))


# -- what YAML can do and a case may not --------------------------------------------------------


def test_a_bomb_of_aliases(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    found = spoil_bytes(tmp_path, "case.yaml", "\n".join(lines).encode())
    assert "case.yaml:1:5  anchor &a0 is not read; remove it and repeat the value" in found
    assert "case.yaml:2:10  alias *a0 is not read; repeat the value" in found


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end(tmp_path: Path, opening: str) -> None:
    found = spoil_bytes(tmp_path, "case.yaml", opening.encode() * 100_000)
    assert found[0].endswith("nested more than 40 deep; no case needs that")


@pytest.mark.no_cover
def test_too_many_values(tmp_path: Path) -> None:
    content = b"title: [" + b"1," * 300_000 + b"]"
    found = spoil_bytes(tmp_path, "case.yaml", content)
    assert found == ["case.yaml:1:400003  more than 200,000 values in one file; split the case"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("title: !!python/object/apply:os.system [ls]", 'tag "!!python/object/apply:os.system"'),
        ("title: !!str Two", 'tag "!!str" is not read; remove it (quotes make a value text)'),
        ("title: !mine Two", 'tag "!mine" is not read'),
        ("title: &t Two", "anchor &t is not read; remove it and repeat the value"),
        ("title: *t", "alias *t is not read; repeat the value"),
        ("title: Two\n<<: {a: b}", 'merge key "<<" is not read; repeat the keys'),
        ("title: Two\ntitle: Three", 'key "title" is given twice; it stands at line 2 already'),
        ("title: Two\n? [a, b]\n: c", "a key must be plain text, not a mapping or a list"),
        ("title: Two\ntrue: c", "key true is not text; put quotes around it"),
        ("title: Two\n~: c", "key ~ is not text; put quotes around it"),
        ("title: Two\n---\na: b", 'a second document starts here; remove the "---" line'),
        ("title: Two: three", "put quotes around text with a colon"),
        ("title: [Two", "close the bracket"),
        ("title: [Two: three: four]", "put text with a colon in quotes"),
        ("title: {a: Two: three}", "put text with a colon in quotes"),
        ("title: 'Two", "close the quotes"),
        ("title: @two", "put quotes around text that begins with this character"),
        ("\ttitle: Two", "a tab in the indentation; use spaces instead"),
        ('title: "\\e[31m"', "control character U+001B in text; remove it"),
        ('title: "\\0"', "control character U+0000 in text; remove it"),
        ('title: "a \\u202e b"', "control character U+202E in text; remove it"),
        ("title: a \u202e b", "control character U+202E in text; remove it"),
    ],
)
def test_yaml_that_is_refused(tmp_path: Path, new: str, expected: str) -> None:
    found = spoil(tmp_path, ("case.yaml", "title: Two towns", new))
    assert any(expected in text for text in found), found
    assert found[0].startswith("case.yaml:"), found


def test_every_tab_is_reported(tmp_path: Path) -> None:
    found = spoil(
        tmp_path,
        ("case.yaml", "    by: dprk", "\tby: dprk"),
        ("case.yaml", "        congress: 4", "      \tcongress: 4"),
    )
    assert found == [
        "case.yaml:11:1  a tab in the indentation; use spaces instead",
        "case.yaml:22:7  a tab in the indentation; use spaces instead",
    ]


def test_tabs_in_text_are_text(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "case.yaml": CASE + "about: |\n  a\n  \tb\tc\n"})
    assert load(tmp_path).about == "a\n\tb\tc"


def test_without_the_c_library_the_same_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = load(write(tmp_path))
    monkeypatch.setattr("detente.case.positions._LOADER", yaml.SafeLoader)
    assert load(tmp_path) == fast
    for text in ("[" * 100_000, "a: [b", "a: 'b", "\ta: b", "a: b: c", "&a [*a, *a]", "a: @b"):
        (tmp_path / "case.yaml").write_text(text)
        assert problems(tmp_path)[0].startswith("case.yaml:")


# -- what leaves the folder ---------------------------------------------------------------------


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("offers: []")
    folder = write(tmp_path / "case", {k: v for k, v in FILES.items() if "offers" not in k})
    (folder / "offers.yaml").symlink_to(secret)
    found = problems(folder)
    assert found == [
        (
            "offers.yaml  leads out of the case folder and is not read; "
            "copy what it points to into the folder"
        )
    ]


def test_readings_that_lead_out_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "other", {"kelly.yaml": "author: x"})
    folder = write(tmp_path / "case", {k: v for k, v in FILES.items() if "/" not in k})
    (folder / "readings").symlink_to(tmp_path / "other")
    assert "readings  leads out of the case folder" in problems(folder)[0]


def test_links_that_lead_nowhere_or_round(tmp_path: Path) -> None:
    write(tmp_path, {k: v for k, v in FILES.items() if "offers" not in k})
    (tmp_path / "offers.yaml").symlink_to("offers.yaml")
    assert problems(tmp_path)[0].startswith("offers.yaml  cannot be read")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/etc/passwd", "sources/../../x", "..\\x", "C:\\x"]
)
def test_documents_out_of_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    found = spoil(tmp_path / "case", ("sources.yaml", "date: 2020-07,", f"file: '{path}',"))
    assert found == [
        (
            f'sources.yaml:2:37  source kelly2020: file "{path}": leads out of the case folder; '
            "name a file inside it, such as sources/report.txt"
        )
    ]


def test_documents_linked_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "x.txt").symlink_to(tmp_path / "secret.txt")
    found = spoil(tmp_path / "case", ("sources.yaml", "date: 2020-07,", "file: x.txt,"))
    assert "leads out of the case folder" in found[0]


@pytest.mark.parametrize("path", ["sources/x.txt", "readings"])
def test_documents_that_are_not_there(tmp_path: Path, path: str) -> None:
    found = spoil(tmp_path, ("sources.yaml", "date: 2020-07,", f"file: {path},"))
    assert found[0].startswith(f'sources.yaml:2:37  source kelly2020: file "{path}": ')


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are made on Unix only")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    write(tmp_path, {k: v for k, v in FILES.items() if "offers" not in k})
    os.mkfifo(tmp_path / "offers.yaml")
    assert problems(tmp_path)[0] == (
        "offers.yaml  is not an ordinary file and is not read; remove it"
    )


def test_folders_where_files_are_expected(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").mkdir()
    assert problems(tmp_path) == ["case.yaml  is not an ordinary file and is not read; remove it"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("offer.yaml", "offers.yaml"),
        ("promisses.yaml", "promises.yaml"),
        ("Offers.yml", "offers.yaml"),
    ],
)
def test_misspelt_files(tmp_path: Path, name: str, meant: str) -> None:
    write(tmp_path, {**FILES, name: "offers: []"})
    assert problems(tmp_path) == [
        f'{name}  is not part of a case and is not read. Did you mean "{meant}"?'
    ]


def test_a_misspelt_folder(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "reading/kim.yaml": "author: x"})
    assert problems(tmp_path) == [
        'reading  is not part of a case and is not read. Did you mean "readings"?'
    ]


def test_names_that_cannot_be_shown(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "readings" / "a\x1b[31m.yaml").write_text("author: x")
    (tmp_path / "offer\x1b.yaml").write_text("offers: []")
    found = problems(tmp_path)
    assert all(text.isprintable() for text in found)
    assert "its name cannot be shown; rename it with letters and digits" in found[1]


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on Unix only")
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    write(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/readings/\xff.yaml")).write_text("author: x")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/case\xff.yaml")).write_text("author: x")
    assert all(text.encode() for text in problems(tmp_path))


# -- very many mistakes ---------------------------------------------------------------------------


def test_at_most_two_hundred_problems_are_shown(tmp_path: Path) -> None:
    keys = "".join(f"key-{n}: 1\n" for n in range(5_000))
    found = spoil_bytes(tmp_path, "case.yaml", (CASE + keys).encode())
    assert len(found) == 201
    assert found[0] == "(all files)  5000 problems were found; these are the first 200"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    [
        CASE.replace("usa: 6 to 14", "".join(f"\n        p{n}: 1" for n in range(20_000))),
        CASE.replace("[inspections.some]", "[" + "inspections.some," * 60_000 + "]"),
        CASE.replace("[inspections.some]", "[" + "inspections.sme," * 60_000 + "]"),
        CASE.replace("    by: dprk", "    by: [" + "dprk," * 60_000 + "]"),
        CASE.replace("kept: {}", "".join(f"\n      o{n}: {{usa: 1}}" for n in range(20_000))),
        CASE.replace("usa: 6 to 14", "usa: " + "." * 1_000_000),
        CASE.replace("usa: 6 to 14", "usa: " + "9" * 1_000_000),
        CASE.replace("usa: 6 to 14", "usa: 1 to " + "1" * 100_000 + " best"),
        CASE.replace("usa: 6 to 14", "because: [" + "[x]," * 60_000 + "]"),
        CASE.replace("verify: 90 days", "verify: " + "9" * 1_000_000 + " days"),
        CASE.replace("interactions:", "interactions:\n" + "  - {}\n" * 60_000),
    ],
    ids=lambda text: f"{len(text)} characters",
)
def test_very_many_mistakes_take_no_time(tmp_path: Path, text: str) -> None:
    assert 1 <= len(spoil_bytes(tmp_path, "case.yaml", text.encode())) <= 201


@pytest.mark.no_cover
def test_very_many_ledger_mistakes_take_no_time(tmp_path: Path) -> None:
    entry = "  - {id: a, by: x, to: y, made: 2000-01-01, what: z, outcome: kep}\n"
    content = ("promises:\n" + entry * 12_000).encode()
    assert len(spoil_bytes(tmp_path, "promises.yaml", content)) == 201


@pytest.mark.no_cover
def test_a_thousand_constraints_are_decided(tmp_path: Path) -> None:
    issue = "  i{n}:\n    options:\n      a: {{}}\n      b: {{usa: 1, requires: [{refs}]}}\n"
    refs = [", ".join(f"i{m}.b" for m in range(n + 1, min(n + 25, 200))) for n in range(200)]
    body = "".join(issue.format(n=n, refs=refs[n]) for n in range(200)).replace(
        "requires: []", "verify: 1 day"
    )
    write(tmp_path, {"case.yaml": CASE.split("ratifiers:")[0] + "issues:\n" + body})
    assert len(load(tmp_path).issues) == 200


@pytest.mark.parametrize("name", ["plan.yaml", "events.yaml"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "binary", "huge"])
def test_a_plan_and_events_that_are_no_files_of_text(tmp_path: Path, name: str, kind: str) -> None:
    write(tmp_path / "case")
    path = tmp_path / "case" / name
    path.unlink()
    make: dict[str, Callable[[], object]] = {
        "link": lambda: path.symlink_to("/etc/passwd"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "binary": lambda: path.write_bytes(bytes(range(256))),
        "huge": lambda: path.write_bytes(b"#" * 5_000_001),
    }
    make[kind]()
    found = [text for text in problems(tmp_path / "case") if text.startswith(name)]
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "relationship: {usa: 1e400}",
        "relationship: {usa: {usa: {usa: 1}}}",
        "relationship: [usa, 1]",
        "stages: {most: 99999999999999999999}",
        "stages: {wait: 999999999 years}",
        "stages: {start: 99999-01-01}",
        "weights: {usa: 0.0000000000001, dprk: 1}",
        "package: {yongbyon: {a: b}}",
        "package: [yongbyon]",
        "agreed: {moves: {yongbyon: frozen}}",
        "agreed: [[[[]]]]",
        "agreed: [{moves: [yongbyon]}]",
        "agreed: [null, true, 1]",
        "deposits: [{id: [], by: {}, secures: [usa], loses: {}, pays: []}]",
        "deposits: [{id: because, by: x, secures: because, loses: 1, pays: {because: 1}}]",
        "floors: {because: [x]}",
        "[]",
        "x",
    ],
)
def test_a_plan_of_the_wrong_shape(tmp_path: Path, text: str) -> None:
    folder = write(tmp_path, {**FILES, "plan.yaml": text, "events.yaml": "events: []"})
    found = problems(folder)
    assert any(text.startswith("plan.yaml:") for text in found)
    assert all(text.startswith(("plan.yaml:", "readings/kelly.yaml:11:")) for text in found)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "x",
        "null",
        "date: 2021-01-01",
        "{date: [], moves: 1, outcome: {}, by: [a], what: {}}",
        "{date: 2021-01-01, moves: [yongbyon]}",
        "{date: 2021-01-01, moves: {yongbyon: [frozen]}, outcome: done}",
        "{date: 2021-01-01, moves: {because: x}, outcome: done}",
        "{date: 2021-01-01, moves: , outcome: done}",
        "{date: 2021-01-01, promise: x}",
        "{date: 2021-01-01, promise: {by: [], to: {}, what: 1, outcome: }}",
        "{date: 2021-01-01, change: x}",
        "{date: 2021-01-01, change: {issues: [x]}}",
        "{date: 2021-01-01, change: {issues: {yongbyon: {options: {frozen: {because: }}}}}}",
        "{date: 2021-01-01, change: {plan: {deposits: {oil-escrow: {pays: {x: {y: z}}}}}}}",
        "{date: 2021-01-01, moves: {yongbyon: frozen}, promise: {}, change: {}, by: {}}",
    ],
)
def test_an_event_of_the_wrong_shape(tmp_path: Path, text: str) -> None:
    found = problems(write(tmp_path, {**FILES, "events.yaml": f"events:\n  - {text}\n"}))
    assert all(text.startswith("events.yaml:2:") for text in found)
