"""The verb `compare`, end to end."""

from __future__ import annotations

import json
from functools import partial

import pytest

from command import call
from realpolitik.cli.exit_code import ExitCode
from realpolitik.theories.all import THEORIES

compare = partial(call, "compare")


def test_json_has_every_theory_with_chances_or_a_reason():
    done = compare("austria-1955", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    rows = json.loads(done.stdout)["theories"]
    assert [row["name"] for row in rows] == [theory.name for theory in THEORIES]
    for row in rows:
        assert set(row) == {
            "name",
            "source",
            "abstained",
            "reason",
            "outcomes",
            "numbers",
            "fitted",
            "chance_alone",
            "record",
        }
        assert bool(row["chance_alone"]) == (row["name"] == "alignment game")
        assert not row["chance_alone"] or sum(each["probability"] for each in row["chance_alone"]) == pytest.approx(1)
        assert row["fitted"]
        assert row["abstained"] == (row["reason"] is not None) == (row["outcomes"] == [])
        if not row["abstained"]:
            assert [each["partner"] for each in row["outcomes"]] == ["none", "Soviet", "West"]
            assert sum(each["probability"] for each in row["outcomes"]) == pytest.approx(1)
    assert {row["name"] for row in rows if row["abstained"]} == {"balance of threat"}
    assert compare("austria-1955", "--json", "--quiet").stdout == done.stdout


def test_people_read_names_and_who_says_nothing_and_why():
    done = compare("austria-1955", "--quiet")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    for theory in THEORIES:
        assert theory.name in done.stdout
    assert "- balance of threat: no suitor has a quarrel with the pivot" in done.stdout
    assert "open numbers are those that `realpolitik calibrate` fits to coded cases" in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_a_change_is_made_first_and_a_wrong_one_is_refused():
    changed = compare("austria-1955", "--set", "states.USSR.capability=0.01", "--json", "--quiet")
    weak = next(row for row in json.loads(changed.stdout)["theories"] if row["name"] == "balance of power")
    chances = {row["partner"]: row["probability"] for row in weak["outcomes"]}
    assert chances["Soviet"] > 0.5
    assert compare("austria-1955", "--set", "states.Nobody.capability=0.01").returncode == ExitCode.WRONG_INPUT
