"""Every option that names a thing of a crisis takes its key and its name, and refuses in one way what is neither."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from realpolitik.cli.app import app
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.solve import solve
from realpolitik.report.run_text import tell_run

REFUSED = [
    (("run", "ussr-1939", "--states", "Germany,Sovjet Union"), "--states", "did you mean `Soviet Union`?"),
    (("infer", "ussr-1939", "--observer", "Brittain"), "--observer", "did you mean `Britain`?"),
    (("explain", "ussr-1939", "--outcome", "Britain and Frence"), "--outcome", "did you mean `Britain and France`?"),
    (("explain", "ussr-1939", "--factors", "docrine"), "--factors", "did you mean `Doctrine`?"),
    (("whatif", "ussr-1939", "--without", "the purged arm"), "--without", "did you mean `The purged army`?"),
    (("sensitivity", "ussr-1939", "--partner", "no aligment"), "--partner", "did you mean `no alignment`?"),
    (("invert", "ussr-1939", "--for", "Germani", "--by", "1939-08"), "--for", "did you mean `Germany`?"),
    (
        ("invert", "ussr-1939", "--for", "none", "--by", "1939-08", "--suitor", "wesst"),
        "--suitor",
        "did you mean `West`?",
    ),
    (("export", "ussr-1939", "--out", "x.efg", "--believer", "Polland"), "--believer", "did you mean `Poland`?"),
    (("calibrate", "--theory", "base-rat"), "--theory", "did you mean `base rate`?"),
    (("dispatch", "ussr-1939", "--out", "x.html", "--findings", "claim"), "--findings", "did you mean `claims`?"),
    (("glossary", "wndow"), "WORD", "did you mean `window`?"),
]


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(STARTER, encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, words)


@pytest.mark.parametrize("words, option, near", REFUSED)
def test_what_is_neither_key_nor_name_is_refused_with_the_nearest(call, words, option, near):
    done = call(*words)
    assert done.exit_code == ExitCode.WRONG_INPUT
    said = " ".join(done.stderr.replace("│", " ").split())
    assert f"Invalid value for {option}: " in said
    assert near in said


def test_a_name_answers_as_its_key_does(call):
    def told(*words):
        done = call(*words, "--json")
        assert done.exit_code == ExitCode.DONE, done.stderr
        return json.loads(done.stdout)

    by_key = told("show", "ussr-1939", "--set", "states.USSR.war_cost=1", "--set", "stakes.baltics.worth.USSR=0.5")
    by_name = told(
        "show",
        "ussr-1939",
        "--set",
        "states.soviet union.War cost=1",
        "--set",
        "stakes.baltics.worth.the Soviet-Union=0.5",
    )
    assert by_key == by_name
    few = ("whatif", "ussr-1939", "--draws", "1")
    assert told(*few, "--without", "ideology,deadline") == told(*few, "--without", "Doctrine, the date of fall weiss")


def test_a_change_is_told_by_its_number(call):
    done = call("show", "ussr-1939", "--set", "constants.precision=4", "--set", "states.USSR.readines=1")
    assert str(done.exception).startswith("--set #2: states.USSR.readines: there is no `readines`")
    done = call("show", "ussr-1939", "--set", "precision")
    assert str(done.exception).startswith("--set #1: `precision` is not a change")
    done = call("show", "ussr-1939", "--set", "constants.precision=[1")
    assert str(done.exception).startswith("--set #1: ")
    done = call("whatif", "ussr-1939", "--variant", "a:constants.precision=4", "--variant", "b:precision")
    assert str(done.exception).startswith("--variant #2: `precision` is not a change")


def test_a_report_says_once_which_key_stands_for_a_name():
    crisis = load("ussr-1939")
    told = " ".join(tell_run(solve(crisis, draws=1), crisis, width=120).split())
    assert told.count("Soviet Union (USSR)") == told.count("Britain and France (West)") == 1
    assert told.count("no alignment (none)") == 1


def test_a_crisis_whose_keys_are_names_needs_no_brackets():
    crisis = patch(read_text(STARTER, "starter"), {f"states.{key}.name": key for key in ("PIV", "NOR", "SOU")})
    told = tell_run(solve(crisis, draws=1), crisis)
    assert "(PIV)" not in told
