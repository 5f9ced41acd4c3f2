"""The verb `play`, as a person at a terminal or a script meets it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from command import ENVIRONMENT, call
from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.play import PLAYERS
from realpolitik.crisis.starter import STARTER
from realpolitik.table.players import BY_NAME

LONGEST = 40
"""Lines of the longest screen."""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("play") / "mine.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return path


def play(typed, *words):
    """Play with what is typed."""
    done = subprocess.run(
        [sys.executable, "-m", "realpolitik", "play", *map(str, words), "--quiet"],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        input=typed,
        env=ENVIRONMENT | {"COLUMNS": "80"},
    )
    assert "Traceback" not in done.stderr
    return done


ONES = "1\n" * 400


@pytest.mark.parametrize("seat", ["PIV", "North", "SOU", "March"])
def test_who_types_only_ones_reaches_the_review_in_any_seat(file, seat):
    done = play(ONES, file, "--seat", seat, "--seed", 4)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert "The hands are turned over" in done.stdout
    assert "dealt by --seed 4" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    screens = re.split(r"^── \d", done.stdout, flags=re.M)
    assert all(len(screen.splitlines()) <= LONGEST for screen in screens[:-1])


def test_a_crisis_of_the_library_is_played_to_its_review():
    done = play(ONES, "veldra-1884", "--seat", "Veldra", "--seed", 1)
    assert done.returncode == ExitCode.DONE
    assert "The hands are turned over" in done.stdout
    assert "In history" not in done.stdout  # nothing of the kind has happened


def test_the_same_seed_is_the_same_game_and_none_is_another(file):
    first, again = (play(ONES, file, "--seat", "PIV", "--seed", 9).stdout for _ in range(2))
    assert first == again
    fresh = {re.findall(r"--seed (\d+)", play(ONES, file, "--seat", "PIV").stdout)[-1] for _ in range(2)}
    assert len(fresh) == 2


def test_what_is_no_move_is_asked_again_and_nothing_is_lost(file):
    typed = "\nfoo\n0\n-1\n999999999999999999999\n\uff11\n²\nm\nh\nc\n" + ONES
    done = play(typed, file, "--seat", "PIV", "--seed", 4)
    assert done.returncode == ExitCode.DONE
    assert done.stdout.count("Type the number of a move") >= 7
    assert "North can offer" in done.stdout


def test_the_end_of_input_says_where_the_game_stood(file):
    done = play("1\n", file, "--seat", "PIV", "--seed", 4)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert "the input ended before the game was over" in done.stderr
    assert "play on with the same --seed" in done.stderr
    assert "turned over" not in done.stdout


def test_who_leaves_is_told_the_seed_and_no_hands(file):
    done = play("q\n", file, "--seat", "PIV", "--seed", 4)
    assert done.returncode == ExitCode.DONE
    assert "You leave the table" in done.stdout
    assert "--seed 4" in done.stdout
    assert "turned over" not in done.stdout


def test_the_players_that_the_verb_names_are_those_there_are():
    assert set(PLAYERS) == set(BY_NAME)


@pytest.mark.parametrize("player", PLAYERS[1:])
def test_others_can_play_in_other_ways_and_the_review_left_out(file, player):
    done = play(ONES, file, "--seat", "NOR", "--seed", 2, "--players", player, "--no-review")
    assert done.returncode == ExitCode.DONE
    assert f"played by the computer ({player})" in " ".join(done.stdout.split())
    assert "turned over" not in done.stdout


@pytest.mark.parametrize(
    "words, said",
    [
        (("--seat", "Nobody"), "Nobody"),
        ((), "--seat"),
        (("--seat", "PIV", "--players", "cheats"), "cheats"),
        (("--seat", "PIV", "--seed", "x"), "--seed"),
        (("--seat", "PIV", "--set", "states.PIV.nothing=1"), "states.PIV"),
    ],
)
def test_what_names_nothing_is_refused(file, words, said):
    done = call("play", file, *words)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert said in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no pipes of this kind")
def test_a_reader_that_has_seen_enough_ends_the_game(file):
    words = [sys.executable, "-m", "realpolitik", "play", str(file), "--seat", "PIV", "--seed", "4", "--quiet"]
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, **piped, text=True, env=ENVIRONMENT) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        program.stdin.write(ONES)
        program.stdin.close()
        assert program.wait(timeout=120) == ExitCode.DONE
        assert program.stderr.read() == ""
