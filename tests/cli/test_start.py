"""How the program is started: closed and full streams, odd surroundings; a valid file is valid and an answer the same."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import textwrap

import pytest

from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.starter import STARTER
from realpolitik.environment import THREADS, forget_unusable_threads

PROGRAM = f"{shlex.quote(sys.executable)} -m realpolitik"
TITLE = "Łódź, Ωmega → “quoted”"


def shell(line, cwd, **environment):
    """Run a line in a shell, which can close streams; {} stands for the program."""
    surroundings = {name: text for name, text in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    return subprocess.run(
        ["bash", "-c", line.replace("{}", PROGRAM)],
        check=False, capture_output=True, timeout=300, cwd=cwd, env=surroundings | environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a crisis whose title few encodings can spell."""
    place = tmp_path_factory.mktemp("start")
    lines = [f"title: {TITLE}" if line.startswith("title:") else line for line in STARTER.splitlines()]
    (place / "mine.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def answer(folder):
    done = shell("{} run mine.yaml --draws 2 --json", folder)
    assert done.returncode == ExitCode.DONE, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "line, code, told",
    [
        ("{} check mine.yaml --quick >&-", 0, b""),
        ("{} check mine.yaml 2>&-", 0, b"mine.yaml: valid"),
        ("{} check mine.yaml --quick <&- >&- 2>&-", 0, b""),
        ("{} check missing.yaml 2>&-", 1, b"missing.yaml:1:1:"),
        ("{} check missing.yaml >&-", 1, b""),
        ("{} show mine.yaml >&-", 0, b""),
        ("{} run missing.yaml >&- 2>&-", 2, b""),
        ("{} run mine.yaml --draws 2 2>/dev/full", 0, b"signs with"),
        ("{} run mine.yaml --draws 2 --out answer.txt <&- >&- 2>&-; c=$?; cat answer.txt; exit $c", 0, b"signs with"),
        ("{} run mine.yaml --draws 2 >/dev/full", 2, b""),
        ("{} check mine.yaml --quick >/dev/full 2>/dev/full", 2, b""),
        ("{} --help >&-", 0, b""),
        ("{} walk 2>&-", 2, b""),
    ],
)
def test_streams_that_are_closed_or_full_are_no_fault_of_the_file(folder, line, code, told):
    done = shell(line, folder)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert told in done.stdout
    assert bool(told) == bool(done.stdout)


ODD = {
    "plain": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TERM": "", "HOME": "/nonexistent/home"},
    "western": {"PYTHONIOENCODING": "cp1252", "NUMBA_NUM_THREADS": "0", "COLUMNS": "0", "TZ": "Nowhere/Never"},
    "odd": {"PYTHONIOENCODING": "latin-1:strict", "NUMBA_NUM_THREADS": "-3", "COLUMNS": "-1", "NO_COLOR": "1",
            "OMP_NUM_THREADS": "0", "PYTHONHASHSEED": "7"},
    "garbage": {"NUMBA_NUM_THREADS": "many", "NUMBA_THREADING_LAYER": "none", "COLUMNS": "abc", "LANG": "xx_YY.none",
                "OMP_NUM_THREADS": "?", "NUMBA_CACHE_LOCATOR_CLASSES": "no.such.Place", "TERM": "no-such-terminal"},
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_answers_for_programs_are_the_same_bytes_in_any_surroundings(folder, answer, odd):
    done = shell("{} run mine.yaml --draws 2 --json", folder, **ODD[odd])
    assert (done.returncode, done.stdout) == (ExitCode.DONE, answer)
    assert b"Traceback" not in done.stderr
    assert json.loads(answer)["title"] == TITLE
    shown = shell("{} show mine.yaml", folder, **ODD[odd])
    assert TITLE in shown.stdout.decode("utf-8")
    told = shell("{} check mine.yaml && {} run mine.yaml --draws 2", folder, **ODD[odd])
    assert (told.returncode, b"Traceback" in told.stderr) == (ExitCode.DONE, False)


def test_a_folder_that_is_gone_is_no_matter(folder, tmp_path):
    (tmp_path / "gone").mkdir()
    done = shell(f"cd gone && rmdir ../gone && {{}} check {folder}/mine.yaml --quick", tmp_path)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, b"")


def test_a_setting_that_numba_cannot_read_is_one_line(folder):
    done = shell("{} run mine.yaml --draws 2 --json", folder, NUMBA_OPT="fast")
    assert done.returncode == ExitCode.DONE
    assert done.stderr.decode().splitlines() == [
        "warning: Environment variable 'NUMBA_OPT' is defined but its associated value 'fast' could not be parsed."
    ]
    assert shell("{} run mine.yaml --draws 2 --json --quiet", folder, NUMBA_OPT="fast").stderr == b""


def test_a_fault_of_the_program_is_no_answer_about_the_file(folder):
    program = (
        "import sys, realpolitik.analysis.reach as reach; from realpolitik.cli import main; "
        "reach.unread = None; sys.argv = ['realpolitik', 'check', 'mine.yaml', *sys.argv[1:]]; main()"
    )
    plain, told = (
        subprocess.run([sys.executable, *way, "-c", program, "--json"], capture_output=True, cwd=folder, check=False)
        for way in ([], ["-X", "dev", "-W", "ignore"])
    )
    assert plain.returncode == told.returncode == ExitCode.FAULT
    (problem,) = json.loads(plain.stdout)["problems"]
    assert "a fault of the program itself: TypeError in check.py" in problem["message"]
    assert b"Traceback" not in plain.stderr
    assert b"Traceback" in told.stderr


def test_to_check_a_file_nothing_is_compiled_unless_it_is_solved(folder, tmp_path):
    script = (
        "import sys, numba, realpolitik.cli; from numba.core import event; seen = event.install_recorder('numba:compile')\n"
        "with seen as record:\n"
        "    sys.argv = ['realpolitik', 'check', 'ussr-1939', '--json']\n"
        "    try: realpolitik.cli.main()\n"
        "    except SystemExit as stop: print(stop.code, len(record.buffer), file=sys.stderr)\n"
    )
    surroundings = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "nothing")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=surroundings, check=False)
    assert done.stderr == "0 0\n"
    (row,) = json.loads(done.stdout)["files"]
    assert row["valid"]
    assert any(path.startswith("moves.") for path in row["unreached"])
    solved = shell("{} check ussr-1939 --json --solve", folder)
    assert set(row["unreached"]) <= set(json.loads(solved.stdout)["files"][0]["unreached"])
    assert shell("{} check ussr-1939 --solve --quick", folder).returncode == ExitCode.WRONG_INPUT


NO_NUMBER = ("0", "-1", "²", "abc", "", "1000000", "9" * 5000)
LIBRARIES = """
    import os, sys
    sys.set_int_max_str_digits(0)
    import realpolitik as rp
    import numba, polars, realpolitik.game.solve, realpolitik.result
    print(sorted(set(os.environ) & {"NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"}))
"""


@pytest.mark.parametrize("threads", NO_NUMBER)
def test_what_is_no_number_of_threads_is_no_matter_in_python(threads):
    named = dict.fromkeys(("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"), threads)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(LIBRARIES)],
        check=False, capture_output=True, text=True, env=os.environ | named, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_a_number_of_threads_stays(monkeypatch):
    for name in THREADS:
        monkeypatch.setenv(name, "2")
    forget_unusable_threads()
    assert [os.environ[name] for name in THREADS] == ["2"] * len(THREADS)
