"""An open case is written to the disk in whole files, whatever fails or is killed."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from detente.case import load
from detente.case.edit import Cite, SetNumber, SetPlan, Together
from detente.case.placing import LOCK
from detente.errors import InputError
from detente.web import disk
from tests.desks import FROZEN, add_memo, open_desk, read_all
from tests.folders import CASE, FILES, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of every file; what cannot be kept in it is kept in a home of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return write(tmp_path / "case", FILES)


def test_saving_writes_the_changed_files_alone(folder: Path) -> None:
    desk = open_desk(folder)
    old = {path: path.stat().st_ino for path in folder.glob("*.yaml")}
    (folder / "case.yaml").chmod(0o640)
    desk.edit(SetNumber(FROZEN, "7 to 15"))
    desk.save()
    assert desk.is_saved
    new = {path: path.stat().st_ino for path in folder.glob("*.yaml")}
    assert {path.name for path in old if old[path] != new[path]} == {"case.yaml"}
    assert stat.S_IMODE((folder / "case.yaml").stat().st_mode) == 0o640
    text = (folder / "case.yaml").read_text()
    assert text == CASE.replace("usa: 6 to 14", "usa: 7 to 15")
    assert load(folder).digest == desk.revision.digest
    assert not list(folder.glob(".*.new"))
    assert not list(folder.glob(".detente*"))


def test_documents_are_written_with_what_names_them(folder: Path) -> None:
    desk = open_desk(folder)
    add_memo(desk, b"\xff1")
    desk.edit(Cite(FROZEN, "memo"))
    assert not (folder / "sources").exists()
    desk.save()
    assert (folder / "sources" / "memo.txt").read_bytes() == b"\xff1"
    assert desk.is_saved
    desk.undo()
    desk.undo()
    desk.redo()
    desk.redo()
    assert desk.is_saved


def test_a_file_that_was_made_and_saved_is_removed_by_undoing_and_saving(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"case.yaml": FILES["case.yaml"], "sources.yaml": FILES["sources.yaml"]}
    )
    desk = open_desk(folder)
    desk.edit(SetPlan("wait", "30 days"))
    desk.save()
    assert (folder / "plan.yaml").read_text() == "stages: {wait: 30 days}\n"
    desk.undo()
    desk.save()
    assert not (folder / "plan.yaml").exists()
    assert desk.is_saved


def test_a_shipped_case_is_never_written_and_a_copy_goes_on(folder: Path, tmp_path: Path) -> None:
    before = read_all(folder)
    desk = open_desk(folder, shipped=True)
    desk.edit(SetNumber(FROZEN, "7"))
    for write_it in (desk.save, desk.overwrite):
        with pytest.raises(InputError, match="save a copy"):
            write_it()
    assert read_all(folder) == before
    assert list((tmp_path / "state").rglob(".detente-unsaved-*"))
    desk.save_copy(tmp_path / "mine")
    assert read_all(folder) == before
    assert desk.is_saved
    assert desk.folder == tmp_path / "mine"
    assert load(tmp_path / "mine").digest == desk.revision.digest
    desk.undo()
    assert desk.revision.case.folder == tmp_path / "mine"
    desk.save()
    assert load(tmp_path / "mine").digest == load(folder).digest
    assert not list((tmp_path / "state").rglob(".detente-unsaved-*"))


def test_a_copy_takes_everything_but_links_and_what_is_hidden(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md").write_text("hello")
    (folder / ".git").mkdir()
    (folder / "sources").mkdir()
    (folder / "sources" / "a.txt").write_text("a")
    (folder / "sources" / "link.txt").symlink_to("/etc/passwd")
    desk = open_desk(folder)
    desk.save_copy(tmp_path / "mine")
    found = {name for name in read_all(tmp_path / "mine") if not name.endswith(".yaml")}
    assert found == {"README.md", "sources/a.txt"}
    for place in (tmp_path / "mine", tmp_path / "mine" / "inside"):
        with pytest.raises(InputError):
            desk.save_copy(place)


def test_the_lock_of_the_journal_is_respected(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(disk, "WAIT", 0.05)
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    with FileLock(folder / LOCK), pytest.raises(InputError, match="another process"):
        desk.save()
    desk.save()


@pytest.mark.parametrize("name", ["case.yaml", "sources"])
def test_links_are_not_written_through(folder: Path, tmp_path: Path, name: str) -> None:
    desk = open_desk(folder)
    add_memo(desk)
    outside = tmp_path / "outside"
    if name == "sources":
        outside.mkdir()
    else:
        shutil.move(folder / name, outside)
    before = read_all(outside) if name == "sources" else outside.read_bytes()
    (folder / name).symlink_to(outside)
    with pytest.raises(InputError, match=r"is a link|changed on the disk"):
        desk.save()
    assert (folder / name).is_symlink()
    assert (read_all(outside) if name == "sources" else outside.read_bytes()) == before


def test_a_link_within_the_folder_is_not_replaced(folder: Path) -> None:
    shutil.move(folder / "case.yaml", folder / "real.txt")
    (folder / "case.yaml").symlink_to(folder / "real.txt")
    desk = open_desk(folder)
    desk.edit(SetNumber(FROZEN, "7"))
    with pytest.raises(InputError, match=r"case\.yaml is a link"):
        desk.save()
    assert (folder / "real.txt").read_text() == CASE


@pytest.mark.parametrize("step", ["fsync", "open"])
def test_a_full_or_read_only_disk_leaves_every_file_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk = open_desk(folder)
    desk.edit(Together((SetNumber(FROZEN, "7"), SetPlan("wait", "30 days")), "both"))
    before = read_all(folder)
    number = errno.ENOSPC if step == "fsync" else errno.EROFS

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(InputError, match=r"cannot be written: (No space|Read-only).*unchanged"):
            desk.save()
    assert read_all(folder) == before
    assert not desk.is_saved
    desk.save()
    assert desk.is_saved


def test_a_failure_between_two_files_says_which_is_new_and_can_be_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(folder)
    desk.edit(Together((SetNumber(FROZEN, "7"), SetPlan("wait", "30 days")), "both"))
    whole = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if target.name == "case.yaml":
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(
            InputError, match=r"case\.yaml cannot .*plan\.yaml is written; the rest"
        ):
            desk.save()
    assert load(folder).plan.wait_days == 30
    assert not desk.is_saved
    desk.save()
    assert load(folder).digest == desk.revision.digest


KILLED = """\
import os, random, signal, sys, time
from detente.case import load
from detente.case.edit import AddSource, AttachDocument, Cite, SetNumber, SetPlan, Together
from detente.web.desk import Desk

def save_on_and_on(folder, told, saving):
    desk = Desk.open("case", folder, None)
    for number in range(100_000):
        key = f"memo-{os.getpid()}-{number}"
        desk.edit(Together((
            SetNumber("value/usa/yongbyon/frozen", f"{number} to {number + 9}"),
            SetPlan("wait", f"{number % 900 + 1} days"),
            AddSource(key, "A memo", date="2020"),
            AttachDocument(key, f"{key}.txt", b"t" * 9999),
            Cite("value/dprk/yongbyon/frozen", key),
        ), "all"))
        os.write(told, b".")
        while number and not saving:
            time.sleep(1)
        desk.save()

chance = random.Random(7)
for left in reversed(range(8)):
    read, told = os.pipe()
    child = os.fork()
    if not child:
        save_on_and_on(sys.argv[1], told, saving=left > 0)
    os.read(read, 1)
    os.read(read, 1)  # one save is done; the next one begins, but not in the last server
    time.sleep(chance.uniform(0, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    load(sys.argv[1])
"""


def test_a_server_that_is_killed_while_it_saves_leaves_a_case_that_loads(folder: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    documents = list(folder.glob("sources/*.txt"))
    assert len(documents) >= 8
    assert {path.read_bytes() for path in documents} == {b"t" * 9999}
    desk = open_desk(folder)
    assert desk.recoveries
    desk.edit(SetNumber(FROZEN, "1 to 2"))
    desk.save()
    assert not list(folder.rglob("*.new"))
