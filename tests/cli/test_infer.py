"""The verb `infer`, end to end."""

from __future__ import annotations

import json
import subprocess
import sys

from realpolitik.cli.exit_code import ExitCode

STEP_KEYS = {
    "move",
    "basis",
    "reason",
    "likelihood",
    "likelihood_error",
    "posterior",
    "judged_draws",
    "effective_draws",
}


def call(*words, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "realpolitik", "infer", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
    )


def test_one_observer_stands_at_the_top_of_the_json(tmp_path):
    words = ("turkey-1939", "--draws", "4", "--observer", "Turkey", "--json", "--quiet", "--figure", "hands.svg")
    done = call(*words, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    answer = json.loads(done.stdout)
    assert answer["observer"] == "Turkey"
    assert (answer["crisis"], answer["draws"], answer["seed"]) == ("turkey-1939", 4, 0)
    for step in answer["steps"]:
        assert step.keys() == STEP_KEYS
        assert step["move"].keys() >= {"date", "actor", "kind"}
        assert all(row.keys() >= {"state", "type", "prior", "posterior"} for row in step["posterior"])
    silence = next(step for step in answer["steps"] if step["move"]["key"] == "soviet-silence")
    assert silence["likelihood"].keys() == {"cover", "straits"}
    assert (tmp_path / "hands.svg").read_text(encoding="utf-8").startswith("<svg")
    assert call(*words, cwd=tmp_path).stdout == done.stdout


def test_several_observers_are_a_list_and_people_get_tables():
    done = call("turkey-1939", "--draws", "2", "--json", "--quiet")
    assert [each["observer"] for each in json.loads(done.stdout)["observers"]] == ["Turkey", "Britain", "USSR"]
    told = call("turkey-1939", "--draws", "2", "--quiet").stdout
    assert "Turkey: what it should have believed" in told
    assert "approximations. --details tells it" in " ".join(told.split())
    assert "what is approximated" not in told
    assert "what is approximated" in call("turkey-1939", "--draws", "2", "--quiet", "--details").stdout


def test_an_observer_with_the_only_hidden_hand_is_told_that_there_is_nothing_to_read():
    told = call("austria-1955", "--draws", "1", "--observer", "Soviet Union", "--quiet", "--details").stdout
    assert "No state but the Soviet Union itself has a hidden hand in the file" in " ".join(told.split())
    assert "before" not in told.split()
    assert "the moves that taught it" not in told


def test_wrong_input_is_refused_with_exit_code_2():
    unknown = call("turkey-1939", "--observer", "Narnia")
    assert unknown.returncode == ExitCode.WRONG_INPUT
    assert "Narnia" in unknown.stderr
    bare = call("turkey-1939", "--set", "moves=", "--json", "--quiet")
    assert bare.returncode == ExitCode.WRONG_INPUT
    assert "no observed moves" in json.loads(bare.stdout)["problems"][0]["message"]
