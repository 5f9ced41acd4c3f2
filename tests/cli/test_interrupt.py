"""Interruptions: what is complete is told, what is not is given up, and the exit code says which signal it was."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap

import pytest

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.interrupt import NOTHING_DONE

# Interrupts itself once a share of the work is done, so that nothing hangs on how fast the machine is.
DRIVER = """
    import os, signal, sys
    from contextlib import contextmanager
    from realpolitik.cli import main, progress

    numbers, share = [int(each) for each in sys.argv[1].split(",")], float(sys.argv[2])
    del sys.argv[1:3]
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)  # whatever the tests were started with
    usual, done = progress.working, 0

    @contextmanager
    def working(what, total, quiet):
        with usual(what, total, quiet) as advance:
            def step(count):
                global done
                advance(count)
                before, done = done, done + count
                if before <= share * total < done:
                    for number in numbers:
                        os.kill(os.getpid(), number)
            yield step

    progress.working = working
"""
GO = "main()\n"
STUCK = """
    import time
    import realpolitik.game.solve

    def solve(*_, **__):
        os.kill(os.getpid(), numbers[0])
        time.sleep(600)

    realpolitik.game.solve.solve = solve
"""
TELLING = """
    import realpolitik.report.run_text

    def tell(*words, **options):
        os.kill(os.getpid(), numbers[0])
        return usual_tell(*words, **options)

    usual_tell = realpolitik.report.run_text.tell_run
    realpolitik.report.run_text.tell_run = tell
"""
IGNORING = "    signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
AT_ONCE, NEVER = 0, 2
MANY = ("--draws", "100000", "--json")
SOME = 40 / 100_000
"""The share of that many draws which leaves some chunks complete, and one in hand."""


def interrupted(signals, share, *words, more="", cwd=None):
    numbers = ",".join(str(int(each)) for each in signals) or "0"
    program = textwrap.dedent(DRIVER) + textwrap.dedent(more) + GO
    return subprocess.run(
        [sys.executable, "-c", program, numbers, str(share), *map(str, words)],
        check=False, capture_output=True, text=True, encoding="utf-8", timeout=600, cwd=cwd,
    )  # fmt: skip


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_every_signal_keeps_what_is_complete(number):
    done = interrupted([number], SOME, "run", "turkey-1939", *MANY)
    assert done.returncode == ExitCode.of_signal(number)
    answer = json.loads(done.stdout)
    assert 0 < answer["draws"] < 100_000
    assert f"interrupted after {answer['draws']:,} of 100,000 draws" in done.stderr
    assert "Traceback" not in done.stderr
    again = ("run", "turkey-1939", "--draws", str(answer["draws"]), "--json")
    assert interrupted([], NEVER, *again).stdout == done.stdout


@pytest.mark.parametrize(
    "verb",
    [
        ("claims",),
        pytest.param(("whatif", "--without", "declarations"), marks=pytest.mark.slow),
        pytest.param(("audit",), marks=pytest.mark.slow),
        pytest.param(("invert", "--for", "West", "--by", "1939-10"), marks=pytest.mark.slow),
        pytest.param(("infer",), marks=pytest.mark.slow),
    ],
    ids=lambda verb: verb[0],
)
def test_the_draws_that_every_variant_has_are_told(verb):
    done = interrupted([signal.SIGTERM], SOME, verb[0], "turkey-1939", *verb[1:], *MANY)
    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.TERMINATED, False), done.stderr
    answer = json.loads(done.stdout)
    rows = answer if "draws" in answer else answer["observers"][0]
    assert 0 < rows["draws"] < 100_000


@pytest.mark.parametrize(
    "verb",
    [
        ("explain", "ussr-1939", "--draws", "100000"),
        pytest.param(("compare", "turkey-1939"), marks=pytest.mark.slow),
        ("check", "turkey-1939", "--solve"),
        pytest.param(("sensitivity", "turkey-1939"), marks=pytest.mark.slow),
        pytest.param(("claims", "ussr-1939", "--draws", "100000"), marks=pytest.mark.slow),
        pytest.param(("backtest",), marks=pytest.mark.slow),
        pytest.param(("calibrate", "--theory", "base rate"), marks=pytest.mark.slow),
    ],
    ids=lambda verb: verb[0],
)
def test_where_nothing_is_complete_the_work_is_given_up(verb):
    done = interrupted([signal.SIGTERM], AT_ONCE, *verb, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.TERMINATED, False), done.stderr
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["message"].startswith("interrupted")


def test_two_draws_are_an_answer():
    done = interrupted([signal.SIGTERM], AT_ONCE, "audit", "turkey-1939", "--json")
    assert (done.returncode, json.loads(done.stdout)["draws"]) == (ExitCode.TERMINATED, 2), done.stderr
    assert "interrupted after 2 of 100 draws; this is their answer" in done.stderr


@pytest.mark.slow
def test_a_dispatch_tells_the_findings_that_are_there(tmp_path):
    words = ("dispatch", "turkey-1939", "--out", "page.html", "--draws", "64", "--findings", "claims,assumptions")
    done = interrupted([signal.SIGTERM], AT_ONCE, *words, cwd=tmp_path)
    assert done.returncode == ExitCode.TERMINATED, done.stderr
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_second_signal_ends_at_once():
    done = interrupted([signal.SIGTERM, signal.SIGINT], SOME, "run", "turkey-1939", *MANY)
    assert (done.returncode, done.stdout) == (ExitCode.TERMINATED, "")


def test_a_program_that_hears_nothing_ends_all_the_same():
    done = interrupted([signal.SIGTERM], NEVER, "run", "turkey-1939", "--json", more=STUCK)
    assert done.returncode == ExitCode.TERMINATED
    assert json.loads(done.stdout)["problems"][0]["message"] == NOTHING_DONE


def test_an_answer_that_is_being_told_is_told_to_its_end():
    done = interrupted([signal.SIGTERM], NEVER, "run", "turkey-1939", "--draws", "2", more=TELLING)
    assert done.returncode == ExitCode.DONE
    assert "by chance alone" in " ".join(done.stdout.split())
    assert "the answer is being written" in done.stderr


def test_a_signal_that_is_to_be_ignored_is_ignored():
    done = interrupted([signal.SIGHUP], AT_ONCE, "run", "turkey-1939", "--draws", "128", "--json", more=IGNORING)
    assert (done.returncode, json.loads(done.stdout)["draws"]) == (ExitCode.DONE, 128)
