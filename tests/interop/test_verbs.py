"""The verbs `export` and `verify`, end to end."""

from __future__ import annotations

import json
import sys

import pytest
import typer

from command import call
from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.verify import verify
from realpolitik.interop import openspiel
from realpolitik.interop.openspiel import EngineMissing, load_engine

GAME_KEYS = {"believer", "nodes", "residual", "value_difference", "regret", "regret_bound", "multiple"}


def test_verify_answers_with_its_keys():
    done = call("verify", "ussr-1939", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    answer = json.loads(done.stdout)
    assert answer["engine"] == "OpenSpiel"
    assert answer["holds"] is True
    assert answer["games"][0]["believer"] == "truth"
    assert all(row.keys() == GAME_KEYS for row in answer["games"])


def test_verify_says_no_with_exit_code_1(monkeypatch, capsys):
    monkeypatch.setattr(openspiel, "TOLERANCE", -1.0)
    with pytest.raises(typer.Exit) as stop:
        verify("ussr-1939", quiet=True)
    assert stop.value.exit_code == ExitCode.NO
    assert "does not agree" in capsys.readouterr().out


def test_export_writes_a_file_and_tells_its_nodes(tmp_path):
    done = call("export", "ussr-1939", "--to", "efg", "--out", "game.efg", "--json", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    lines = (tmp_path / "game.efg").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("EFG 2 R ")
    assert json.loads(done.stdout)["nodes"] == len(lines) - 2
    assert json.loads(done.stdout)["file"] == "game.efg"
    folded = call(
        "export", "ussr-1939", "--fold-wars", "--steps", "1", "--bundles", "1", "--out", "f.efg", cwd=tmp_path
    )
    assert folded.returncode == ExitCode.DONE
    text = (tmp_path / "f.efg").read_text(encoding="utf-8")
    assert not any(word in text for word in ("wins", "prevails", "turn on"))


@pytest.mark.parametrize(
    "words, told",
    [
        (
            ("export", "ussr-1939", "--out", "x.efg", "--believer", "Sweden"),
            "`Sweden` is no believer with a game of its own; name one of truth, USSR",
        ),
        (
            ("export", "ussr-1939", "--out", "x.efg", "--most-nodes", "20"),
            "more than 20 nodes; keep less of the crisis",
        ),
        (("verify", "ussr-1939", "--steps", "9", "--bundles", "3"), "more than 20,000 nodes; keep less of the crisis"),
        (("verify", "ussr-1939", "--set", "states.USSR.readyness=1"), "readiness"),
    ],
)
def test_what_cannot_be_done_is_told_with_exit_code_2(words, told, tmp_path):
    done = call(*words, cwd=tmp_path)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert told in done.stderr


def test_without_the_engine_there_is_a_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspiel", None)
    with pytest.raises(EngineMissing, match="install the extra `verify`"):
        load_engine()
