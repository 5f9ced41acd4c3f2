"""What a shell is offered, and that it is offered quickly and in silence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from realpolitik.cli.exit_code import ExitCode


def offered(words, cwd):
    """Return what zsh is offered to go on with, asked as its script asks."""
    asked = {"_TYPER_COMPLETE_ARGS": f"realpolitik {words}", "_REALPOLITIK_COMPLETE": "complete_zsh"}
    done = subprocess.run(
        [sys.executable, "-m", "realpolitik"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env=os.environ | asked,
    )
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    return done.stdout


@pytest.mark.parametrize(
    "words, wanted",
    [
        ("run ussr", '"ussr-1939"'),
        ("run mi", '"mine.yaml"'),
        ("run below/o", '"below/other.yaml"'),
        ("run ussr-1939 --states Germany,Bri", '"Germany,Britain"'),
        ("infer ussr-1939 --observer US", '"USSR":"Soviet Union"'),
        ("explain ussr-1939 --factors munich,ide", '"munich,ideology":"Doctrine"'),
        ("whatif ussr-1939 --without de", '"deadline"'),
        ("invert ussr-1939 --for no", '"none":"no alignment"'),
        ("sensitivity ussr-1939 --partner W", '"West":"Britain and France"'),
        ("expl", '"explain"'),
    ],
)
def test_a_half_written_word_goes_on(words, wanted, tmp_path):
    (tmp_path / "below").mkdir()
    for name in ("mine.yaml", "mine.txt", "below/other.yaml"):
        (tmp_path / name).touch()
    found = offered(words, tmp_path)
    assert wanted in found
    assert "mine.txt" not in found


def test_a_crisis_that_cannot_be_read_offers_nothing_and_says_nothing(tmp_path):
    (tmp_path / "broken.yaml").write_text("[", encoding="utf-8")
    assert "USSR" not in offered("run broken.yaml --states U", tmp_path)
    assert "USSR" not in offered("run --states U", tmp_path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_every_shell(shell):
    done = subprocess.run(
        [sys.executable, "-m", "realpolitik", "--show-completion", shell],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"SHELL": f"/bin/{shell}", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "_REALPOLITIK_COMPLETE" in done.stdout
