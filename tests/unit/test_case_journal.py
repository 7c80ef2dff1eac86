"""Adding an event: the file only grows, or is as it was."""

from __future__ import annotations

import datetime as dt
import errno
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from detente.case import append_event, load, placing
from detente.case import journal as writing
from detente.errors import CaseError, InputError
from tests.folders import CASE, EVENTS, FILES, write

DONE = {"date": "2021-05-01", "moves": {"inspections": "some"}, "outcome": "done"}
LATE = "date: 2021-05-01\nmoves: {inspections: some}\noutcome: late\n"
START = "events:\n  - {date: 2020-11-28, moves: {yongbyon: frozen}, outcome: done}\n"
PROMISE = """\
events:
  - date: 2020-11-28
    promise: {by: usa, to: dprk, what: x, outcome: kept}
"""
ROOT = Path(__file__).parents[2]


def make(folder: Path, events: str | bytes | None = START) -> Path:
    write(folder, {name: text for name, text in FILES.items() if name != "events.yaml"})
    if events is not None:
        content = events.encode() if isinstance(events, str) else events
        (folder / "events.yaml").write_bytes(content)
    return folder


def read(folder: Path) -> bytes:
    return (folder / "events.yaml").read_bytes()


def check_unchanged(folder: Path, before: bytes) -> None:
    assert read(folder) == before
    assert [path.name for path in folder.glob(".events.yaml*")] == []


def test_an_event_is_added_at_the_end(tmp_path: Path) -> None:
    folder = make(tmp_path, EVENTS)
    event = append_event(folder, DONE)
    added = "  - date: 2021-05-01\n    moves: {inspections: some}\n    outcome: done\n"
    assert read(folder).decode() == EVENTS + added
    assert load(folder).events[-1] == event
    assert (event.date, event.moves) == (dt.date(2021, 5, 1), {"inspections": "some"})


def test_the_file_is_made_when_there_is_none(tmp_path: Path) -> None:
    folder = make(tmp_path, None)
    append_event(folder / "case.yaml", LATE)
    append_event(folder, f"- {{{', '.join(LATE.splitlines())}}}")
    entry = "  - date: 2021-05-01\n    moves: {inspections: some}\n    outcome: late\n"
    assert read(folder).decode() == "events:\n" + 2 * entry
    assert [event.outcome for event in load(folder).events] == ["late", "late"]


def test_fields_may_come_as_what_they_are(tmp_path: Path) -> None:
    folder = make(tmp_path)
    fields = {
        "note": 'no: it is "so", they say - or not #1',
        "change": {
            "parties": {"usa": {"reservation": Decimal("2.50")}},
            "trust": {"precedent_weight": 0.5, "prior": {"kept": 3}},
        },
        "date": dt.date(2021, 6, 1),
        "because": [["kelly2020", "p. 9"]],
        "what": "An election",
    }
    event = append_event(folder, fields)
    assert {change.key: str(change.value) for change in event.changes} == {
        "reservation/usa": "2.50",
        "trust/precedent_weight": "0.5",
        "trust/prior/kept": "3.0",
    }
    assert event.note == fields["note"]
    assert read(folder).decode().removeprefix(START) == (
        "  - date: 2021-06-01\n"
        "    what: An election\n"
        "    change:\n"
        "      parties:\n"
        "        usa: {reservation: 2.50}\n"
        "      trust:\n"
        "        precedent_weight: 0.5\n"
        "        prior: {kept: 3}\n"
        "    because:\n"
        "      - [kelly2020, p. 9]\n"
        "    note: 'no: it is \"so\", they say - or not #1'\n"
    )


@pytest.mark.parametrize(
    "note", ["a\x85b", "a\x85\x85b", "a\u2028b", "a\u2029 b", "a\nb", "a\n\nb"]
)
def test_every_kind_of_line_end_comes_back_as_it_was_given(tmp_path: Path, note: str) -> None:
    folder = make(tmp_path)
    assert append_event(folder, DONE | {"note": note}).note == note
    assert load(folder).events[-1].note == note


@pytest.mark.parametrize(
    "before",
    [
        START + "# remarks at the end stay\n\n\n",
        "# a remark\n---\n" + START,
        "\ufeff" + START,
        START.rstrip("\n"),
        START.replace("  - ", "- "),
        START.replace("  - ", "      -   "),
        START.replace("\n", "\r\n"),
        "events:\n",
        "events: # nothing yet",
        "# remarks only\n",
        "",
        PROMISE + "    note: |\n      a text\n      of two lines",
        PROMISE + "    note: a text\n      of two lines",
    ],
)
def test_what_was_there_stays_as_it_was(tmp_path: Path, before: str) -> None:
    folder = make(tmp_path, before)
    append_event(folder, DONE)
    append_event(folder, LATE)
    assert read(folder).startswith(before.encode())
    assert read(folder).endswith(b"\r\n" if "\r\n" in before else b"late\n")
    assert [event.outcome for event in load(folder).events[-2:]] == ["done", "late"]


@pytest.mark.parametrize(
    "before",
    [
        "events: []\n",
        "events: ~\n",
        "{events: [{date: 2020-11-28, moves: {yongbyon: frozen}, outcome: done}]}\n",
        "events: [{date: 2020-11-28, moves: {yongbyon: frozen}, outcome: done}]\n",
        START + "...\n",
    ],
)
def test_a_file_with_no_room_at_its_end_is_left_alone(tmp_path: Path, before: str) -> None:
    folder = make(tmp_path, before)
    with pytest.raises(InputError, match="nothing can be added at its end"):
        append_event(folder, DONE)
    check_unchanged(folder, before.encode())


@pytest.mark.parametrize(
    "before",
    [
        "- x\n",
        "evnts:\n  - x\n",
        START + "  - date: never\n",
        START + START,
        "events: &a\n  - *a\n",
        b"\xff\xfeevents:",
        b"events:\n  - \xff\n",
        "events:\n\t- x\n",
    ],
)
def test_a_file_with_mistakes_is_left_alone(tmp_path: Path, before: str | bytes) -> None:
    folder = make(tmp_path, before)
    kept = read(folder)
    with pytest.raises((CaseError, InputError)):
        append_event(folder, DONE)
    check_unchanged(folder, kept)


def test_a_mistake_elsewhere_is_told_with_its_place(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (folder / "case.yaml").write_text(CASE.replace("usa: 6 to 14", "usa: 14 to 6"))
    with pytest.raises(CaseError, match=r"case\.yaml:15:14 "):
        append_event(folder, DONE)
    check_unchanged(folder, START.encode())


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({**DONE, "moves": {"inspection": "some"}}, 'Did you mean "inspections"'),
        ({**DONE, "moves": {"inspections": "sme"}}, 'Did you mean "some"'),
        ({**DONE, "outcome": "don"}, 'outcome: "don" is not one of the choices'),
        ({**DONE, "date": "1 May"}, '"1 May" is not a full date'),
        ({**DONE, "byy": "usa"}, 'key "byy" is not known here'),
        ({"date": "2021-05-01"}, "nothing that happened in one event"),
        ({**DONE, "because": "kelly"}, 'source "kelly" is not declared'),
        ({**DONE, "what": dt.datetime(2021, 5, 1)}, "is a time; give a date"),  # noqa: DTZ001
        ({**DONE, "what": b"x"}, "cannot be written"),
        ({**DONE, "what": "\x00"}, "control character"),
        ({**DONE, "what": "\ud800"}, "(the new event)"),
        ({}, "is not an event"),
        ([DONE], "is not an event"),
        (7, "is not an event"),
        ("", "nothing is written"),
        ("[]", "0 events are written"),
        ("- a\n- b", "2 events are written"),
        ("done", '"done" is not an event'),
        ("a: [", "cannot be read"),
        ("a: &b c", "anchor"),
        ("x" * 100_001, "100,001 characters"),
    ],
)
def test_an_event_with_a_mistake_changes_nothing(tmp_path: Path, event: Any, message: str) -> None:
    folder = make(tmp_path, EVENTS)
    with pytest.raises((CaseError, InputError)) as caught:
        append_event(folder, event)
    assert message in str(caught.value)
    assert "events.yaml" not in str(caught.value)
    check_unchanged(folder, EVENTS.encode())


def test_a_value_in_a_circle_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    circle: dict[str, Any] = {}
    circle["change"] = circle
    with pytest.raises(InputError, match="nested more than 20 deep"):
        append_event(folder, circle)
    check_unchanged(folder, START.encode())


class Disk:
    """A stream on a disk that is full after some bytes."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> Disk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, content: bytes) -> None:
        self.stream.write(content[:10])
        self.stream.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path)
    whole = Path.open

    def open_full(path: Path, mode: str = "r", *arguments: Any) -> Any:
        stream = whole(path, mode, *arguments)
        return Disk(stream) if mode == "xb" else stream

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(InputError, match="No space left on device"):
        append_event(folder, DONE)
    check_unchanged(folder, START.encode())


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = make(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    owner: object = os if step == "fsync" else Path
    monkeypatch.setattr(owner, step, fail)
    with pytest.raises(InputError, match="Input/output error"):
        append_event(folder, DONE)
    check_unchanged(folder, START.encode())


def test_a_killed_process_leaves_the_old_file_and_the_next_one_tidies_up(tmp_path: Path) -> None:
    folder = make(tmp_path)
    code = (
        "import os, sys; from pathlib import Path; from detente.case import append_event\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        f"append_event(sys.argv[1], {DONE!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], check=False, timeout=60)
    assert done.returncode != 0
    assert read(folder) == START.encode()
    assert len(list(folder.glob(".events.yaml.*.new"))) == 1
    assert len(load(folder).events) == 1
    append_event(folder, DONE)
    assert len(load(folder).events) == 2
    assert list(folder.glob(".events.yaml.*")) == []


def test_a_change_by_another_program_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path)
    sync = os.fsync

    def edit(handle: int) -> None:
        sync(handle)
        (folder / "events.yaml").write_text(START + "# mine\n")

    monkeypatch.setattr(os, "fsync", edit)
    with pytest.raises(InputError, match="changed by somebody else meanwhile"):
        append_event(folder, DONE)
    check_unchanged(folder, (START + "# mine\n").encode())


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = make(tmp_path)
    code = (
        "import sys; from detente.case import append_event\n"
        "for number in range(20):\n"
        "    promise = {'by': 'usa', 'to': 'dprk', 'what': 'x', 'outcome': 'kept'}\n"
        "    what = f'{sys.argv[2]} {number}'\n"
        "    event = {'date': '2021-01-01', 'what': what, 'promise': promise}\n"
        "    append_event(sys.argv[1], event, timeout=60)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), name], cwd=ROOT)
        for name in ("first", "second")
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    found = [event.what for event in load(folder).events[1:]]
    assert sorted(found) == sorted(f"{name} {n}" for name in ("first", "second") for n in range(20))
    for name in ("first", "second"):
        mine = [what for what in found if what.startswith(name)]
        assert mine == [f"{name} {number}" for number in range(20)]


def test_a_process_that_holds_the_lock_is_not_waited_for_without_end(tmp_path: Path) -> None:
    from filelock import FileLock

    folder = make(tmp_path)
    with (
        FileLock(folder / placing.LOCK),
        pytest.raises(InputError, match="being written by another process"),
    ):
        append_event(folder, DONE, timeout=0.1)
    check_unchanged(folder, START.encode())


@pytest.mark.parametrize("name", ["events.yaml", ".events.lock"])
def test_links_are_not_written_through(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "mine.yaml"
    outside.write_text(START)
    folder = make(tmp_path / "case", None)
    (folder / name).symlink_to(outside)
    with pytest.raises((CaseError, InputError), match=r"leads out of|not an ordinary file"):
        append_event(folder, DONE)
    assert outside.read_text() == START
    assert (folder / name).is_symlink()


def test_a_link_inside_the_folder_is_not_replaced(tmp_path: Path) -> None:
    folder = make(tmp_path, None)
    (folder / "sources").mkdir()
    (folder / "sources" / "events.yaml").write_text(START)
    (folder / "events.yaml").symlink_to(folder / "sources" / "events.yaml")
    with pytest.raises(InputError, match="is a link"):
        append_event(folder, DONE)
    assert (folder / "events.yaml").is_symlink()
    assert (folder / "sources" / "events.yaml").read_text() == START


def test_a_pipe_in_its_place_does_not_hang(tmp_path: Path) -> None:
    folder = make(tmp_path, None)
    os.mkfifo(folder / "events.yaml")
    with pytest.raises(CaseError, match="not an ordinary file"):
        append_event(folder, DONE)
    os.mkfifo(folder / "other")
    (folder / ".events.lock").unlink()
    (folder / "events.yaml").unlink()
    os.mkfifo(folder / ".events.lock")
    with pytest.raises(InputError, match="not an ordinary file"):
        append_event(folder, DONE)


def test_the_mode_of_the_file_stays(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (folder / "events.yaml").chmod(0o640)
    append_event(folder, DONE)
    assert (folder / "events.yaml").stat().st_mode & 0o777 == 0o640


def test_it_does_not_grow_beyond_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path)
    monkeypatch.setattr(writing, "MAX_BYTES", len(START) + 20)
    with pytest.raises(InputError, match="would be too large"):
        append_event(folder, DONE)
    check_unchanged(folder, START.encode())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such case folder"):
        append_event(tmp_path / "none", DONE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CaseError, match=r"case\.yaml  is missing"):
        append_event(tmp_path / "empty", DONE)
    assert list((tmp_path / "empty").iterdir()) == []
