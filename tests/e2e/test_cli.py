"""The command line: what a user types, and what comes back.

It is started as a process where that is the point, and called in this one elsewhere: with the same
arguments, folder, outputs and exit status, and without loading everything anew each time.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli import main
from tests.tracing import copy_untraced

SMALL = ("--draws", "64")


def run(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run detente with its own interpreter; text in, text out."""
    return start(arguments, cwd, {**os.environ, **environment})


def run_again(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run detente as another process would, in which sets have another order.

    It is not traced: a second run covers nothing that the first did not.
    """
    return start(arguments, cwd, {**copy_untraced(), "PYTHONHASHSEED": "7"})


def start(
    arguments: tuple[str, ...], cwd: Path | None, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from detente.cli import main; main()", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def call(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run detente in this process, from its entry point on, as if it had been typed."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENBLAS_NUM_THREADS", os.environ.get("OPENBLAS_NUM_THREADS", "1"))
        patch.setattr(sys, "argv", ["detente", *arguments])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.chdir(cwd or Path.cwd())
        with pytest.raises(SystemExit) as ended:
            main()
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read())
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(arguments, ended.value.code, *said)


def test_a_newcomers_path(tmp_path: Path) -> None:
    started = run("init", "my-case", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    assert "detente serve my-case" in started.stdout
    checked = call("check", "my-case", cwd=tmp_path)
    assert checked.returncode == 0
    assert "no errors, no warnings" in checked.stdout
    for question in ("trust", "offers", "deals", "meet"):
        answered = call(question, "my-case", *SMALL, cwd=tmp_path)
        assert answered.returncode == 0, answered.stderr
        assert len(answered.stdout.splitlines()) > 3
    written = run("report", "my-case", *SMALL, cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    assert "report.html" in written.stdout
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")


def test_an_edited_case_gives_another_answer(tmp_path: Path) -> None:
    call("init", "my-case", cwd=tmp_path)
    before = json.loads(call("deals", "my-case", "--json", *SMALL, cwd=tmp_path).stdout)
    file = tmp_path / "my-case" / "case.yaml"
    text = file.read_text(encoding="utf-8")
    party = next(iter(before["parties"]))
    assert "reservation:" in text
    edited = [
        "    reservation: 1000" if line.strip().startswith("reservation:") else line
        for line in text.splitlines()
    ]
    file.write_text("\n".join(edited), encoding="utf-8")
    done = call("deals", "my-case", "--json", *SMALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    after = json.loads(done.stdout)
    assert before["p_deal_exists"] > 0
    assert after["p_deal_exists"] == 0
    assert after["recommended"] is None
    assert after["reservation"][party] == 1000
    said = call("deals", "my-case", *SMALL, cwd=tmp_path)
    assert said.returncode == 0
    assert "No deal" in said.stdout


def test_bad_input_exits_with_two_and_says_where(tmp_path: Path) -> None:
    call("init", "my-case", cwd=tmp_path)
    file = tmp_path / "my-case" / "case.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    spot = next(n for n, line in enumerate(lines) if line.strip() == "parties:")
    lines.insert(spot + 1, "  third: {nmae: Typo}")
    file.write_text("\n".join(lines), encoding="utf-8")
    for command in ("check", "trust", "offers", "deals", "report"):
        each = run if command == "check" else call
        done = each(command, "my-case", cwd=tmp_path)
        assert done.returncode == 2
        assert f"case.yaml:{spot + 2}:" in done.stderr
        assert 'Did you mean "name"?' in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deals", "nowhere"), "no folder"),
        (("deals", "us-dprk-2021"), "us-dprk-2020"),
        (("deals", "barter-nash-1950", "--draws", "0"), "draws"),
        (("deals", "barter-nash-1950", "--draws", "many"), "--draws"),
        (("deals", "barter-nash-1950", "--seed", "-1"), "seed"),
        (("deals", "barter-nash-1950", "--weights", "bill"), "PARTY=NUMBER"),
        (("deals", "barter-nash-1950", "--weights", "bill=1,jill=2"), "jack"),
        (("deals", "barter-nash-1950", "--weights", "bill=nan,jack=2"), "not a positive number"),
        (("deals", "barter-nash-1950", "--limit", "0"), "limit"),
        (("meet", "us-dprk-2020", "--meeting", "leaders"), "leaders-2020"),
        (("meet", "barter-nash-1950"), "meetings.yaml"),
        (("schema", "offer"), "offers"),
        (("cases", "barter"), "barter-nash-1950"),
        (("report", "barter-nash-1950", "--format", "pdf"), "pdf"),
        (
            ("report", "barter-nash-1950", "--draws", "8", "--out", "no/such/folder/r.html"),
            "no/such",
        ),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_a_bad_argument_exits_with_two(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["trust", "offers", "deals", "meet"])
def test_json_is_json_and_the_same_bytes_again(command: str) -> None:
    first, second = (each(command, "us-dprk-2020", "--json", *SMALL) for each in (call, run_again))
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["origin"]["draws"] == 64
    assert first.stdout == second.stdout


def test_a_report_is_the_same_bytes_again(tmp_path: Path) -> None:
    for each, name in ((call, "a.html"), (run_again, "b.html")):
        done = each("report", "barter-nash-1950", *SMALL, "--out", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_shipped_case_can_be_copied_and_is_not_copied_over(tmp_path: Path) -> None:
    assert call("cases", "barter-nash-1950", "mine", cwd=tmp_path).returncode == 0
    assert call("check", "mine", cwd=tmp_path).returncode == 0
    again = call("cases", "barter-nash-1950", "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert "empty" in again.stderr


def test_a_plain_locale_and_a_closed_pipe_do_no_harm(tmp_path: Path) -> None:
    plain = run("offers", "us-dprk-2020", *SMALL, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert plain.returncode == 0, plain.stderr
    command = f'"{sys.executable}" -c "from detente.cli import main; main()" schema | head -c 10'
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in piped.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['detente', '--help']\n"
        "from detente.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in ('numpy', 'scipy', 'pydantic', 'yaml', 'jinja2') "
        "if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_short_frontier_and_lotteries_are_shown() -> None:
    done = call("deals", "barter-nash-1950", "--lotteries", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "what no other package beats" in done.stdout
    assert "drawn by lot" in done.stdout.lower()
    assert "kalai-smorodinsky" in done.stdout


def test_a_report_that_was_there_is_said_to_be_replaced(tmp_path: Path) -> None:
    for word in ("Wrote", "Replaced"):
        done = call("report", "barter-nash-1950", *SMALL, "--format", "md", cwd=tmp_path)
        assert done.stdout.startswith(f"{word} report.md.")
        assert "browser" not in done.stdout
