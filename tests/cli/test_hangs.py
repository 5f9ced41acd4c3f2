"""The verbs that say what an answer hangs on, end to end."""

from __future__ import annotations

import json

import pytest

from command import call
from realpolitik.cli.exit_code import ExitCode

ASSUMPTION_KEYS = {
    "state", "path", "believed", "actual", "because", "effect", "bid_change", "cost", "shapley", "confirming", "error",
}  # fmt: skip


def test_audit_answers_with_every_key_and_the_same_bytes_on_one_thread_and_two():
    words = ("audit", "turkey-1939", "--draws", "2", "--seed", "1", "--json", "--quiet", "--threads")
    one, two = (call(*words, threads) for threads in "12")
    assert (one.returncode, one.stderr) == (ExitCode.DONE, "")
    assert one.stdout == two.stdout
    answer = json.loads(one.stdout)
    assert answer.keys() >= {"assumptions", "together", "consistency"}
    assert all(row.keys() >= ASSUMPTION_KEYS for row in answer["assumptions"])
    assert [effect.keys() for effect in answer["together"]["effect"]] == [{"partner", "difference", "error"}] * 3


@pytest.mark.parametrize("width", [80, 120])
def test_people_read_an_audit_that_fits_their_screen(width, tmp_path):
    done = call(
        "audit",
        "turkey-1939",
        "--draws",
        "1",
        "--details",
        "--quiet",
        "--figure",
        "a.svg",
        cwd=tmp_path,
        COLUMNS=str(width),
    )
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    assert "nan" not in done.stdout
    for words in ("cost to it", "every state believed the truth", "odd about the assumptions"):
        assert words in done.stdout
    assert "Which assumptions" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_crisis_without_perceptions_is_refused():
    done = call("audit", "turkey-1939", "--set", "perceptions=", "--json")
    assert done.returncode == ExitCode.WRONG_INPUT
    (problem,) = json.loads(done.stdout)["problems"]
    assert "add `perceptions`" in problem["remedy"]


FEW = ("--trajectories", "2", "--base", "4", "--apart", "2", "--draws", "1", "--quiet")


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crisis")
    assert call("new", "mine.yaml", cwd=folder).returncode == ExitCode.DONE
    return folder / "mine.yaml"


def test_sensitivity_answers_with_every_key_and_the_same_bytes_on_one_thread_and_two(starter):
    one, two = (call("sensitivity", starter, *FEW, "--json", "--threads", threads) for threads in "12")
    assert (one.returncode, one.stderr) == (ExitCode.DONE, "")
    assert one.stdout == two.stdout
    answer = json.loads(one.stdout)
    assert answer["outcome"] in {"none", "North", "South"}
    # Two numbers of the file, and its doubts; of those that are not told apart only their sum is told.
    assert 2 < len(answer["indices"]) <= answer["inputs"]
    assert all(row.keys() >= {"path", "first", "total", "first_error", "total_error"} for row in answer["indices"])
    assert all(row.keys() >= {"path", "value", "flips_at", "range"} for row in answer["flips"])
    assert len(answer["flips"]) == answer["inputs"]


@pytest.mark.parametrize("width", [80, 120])
def test_people_read_on_one_screen_what_an_answer_hangs_on(width, starter, tmp_path):
    words = ("sensitivity", starter, *FEW, "--partner", "South", "--figure", "s.svg")
    done = call(*words, cwd=tmp_path, COLUMNS=str(width))
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    assert len(done.stdout.splitlines()) <= 60
    assert "nan" not in done.stdout
    for words in ("conclusion", "share of the variance", "cannot flip it"):
        assert words in " ".join(done.stdout.split())
    assert "How far each must move" in (tmp_path / "s.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [("--base", "100"), ("--partner", "Narnia"), ("--figure", "a.gif")], ids=str)
def test_what_makes_no_sense_to_sensitivity_is_wrong_input(wrong):
    done = call("sensitivity", "turkey-1939", *wrong)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert wrong[0] in done.stderr
