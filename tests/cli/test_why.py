"""`whatif` and `explain`, end to end."""

from __future__ import annotations

import json

import pytest

from command import call
from realpolitik.cli.exit_code import ExitCode

PROVENANCE = {"crisis", "hash", "seed", "draws", "version"}


def answer(*words):
    done = call(*words, "--json", "--quiet")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    return json.loads(done.stdout)


def test_whatif_answers_with_every_key_that_scripts_rely_on(tmp_path):
    words = ("--set", "states.USSR.readiness=0.9", "--set", "constants.precision=30", "--without", "munich,guarantees")
    named = ("--variant", "slow:suitors.West.drafting_time=4", "--variant", "slow:states.USSR.readiness=0.5")
    picture = tmp_path / "bars.svg"
    told = answer("whatif", "ussr-1939", "--draws", 2, *words, *named, "--figure", picture)
    assert told.keys() >= PROVENANCE | {"before", "variants"}
    assert [row["partner"] for row in told["before"]] == ["none", "West", "Germany"]
    assert all(row.keys() == {"partner", "probability", "error"} for row in told["before"])
    labels = ["states.USSR.readiness=0.9, constants.precision=30", "without munich, guarantees", "slow"]
    assert [variant["label"] for variant in told["variants"]] == labels
    assert list(told["variants"][2]["changes"]) == ["suitors.West.drafting_time", "states.USSR.readiness"]
    for variant in told["variants"]:
        for before, after, change in zip(told["before"], variant["outcomes"], variant["change"], strict=True):
            assert change.keys() == {"partner", "difference", "error"}
            assert change["difference"] == pytest.approx(after["probability"] - before["probability"], abs=1e-12)
        assert variant["month"].keys() == variant["attack"].keys() == {"before", "after", "difference", "error"}
    assert "without munich, guarantees" in picture.read_text(encoding="utf-8")


def test_explain_answers_with_every_key_that_scripts_rely_on(tmp_path):
    picture = tmp_path / "shares.svg"
    words = ("explain", "ussr-1939", "--factors", "spheres,munich,deadline", "--draws", 2)
    told = answer(*words, "--interactions", "--figure", picture)
    keys = {"outcome", "baseline", "actual", "factors", "month", "price", "ledger", "pairs", "text"}
    assert told.keys() >= PROVENANCE | keys
    assert (told["outcome"], told["variants"]) == ("Germany", 8)
    for shared in (told, *told["month"], *told["price"]):
        assert [row["factor"] for row in shared["factors"]] == ["munich", "deadline", "spheres"]
        assert all(row.keys() >= {"name", "share", "error"} for row in shared["factors"])
        total = sum(row["share"] for row in shared["factors"])
        assert total == pytest.approx(shared["actual"] - shared["baseline"], abs=1e-12)
    assert [row["role"] for row in told["ledger"]] == ["chosen", "rejected", "difference"]
    assert len(told["pairs"]) == 3
    assert told["text"].startswith("The chance that the Soviet Union signs with Germany is ")
    assert "Shut out of Munich" in picture.read_text(encoding="utf-8")
    plain = answer(*words, "--outcome", "none", "--threads", 1)
    assert plain["outcome"] == "none"
    assert "pairs" not in plain


def test_both_are_told_to_people_who_look_at_a_narrow_screen():
    for words in (("whatif", "--without", "munich"), ("explain", "--factors", "munich,spheres", "--interactions")):
        done = call(words[0], "ussr-1939", "--draws", 2, *words[1:], COLUMNS="60")
        assert done.returncode == ExitCode.DONE
        assert max(map(len, done.stdout.splitlines())) <= 60
        assert "as it stands" in done.stdout


@pytest.mark.parametrize(
    "words, told",
    [
        (("whatif", "ussr-1939"), "give --set PATH=VALUE, --without FACTOR, --variant NAME:PATH=VALUE or --patch FILE"),
        (("whatif", "ussr-1939", "--without", "nobody"), "`nobody` is no factor of this crisis"),
        (("whatif", "ussr-1939", "--variant", "states.USSR.readiness=0.9"), "write NAME:PATH=VALUE"),
        (("whatif", "ussr-1939", "--variant", "x:states.USSR.readines=1"), "did you mean `readiness`"),
        (
            ("explain", "ussr-1939", "--outcome", "Sweden"),
            "name one of none (no alignment), West (Britain and France), Germany",
        ),
        (("explain", "ussr-1939", "--set", "factors="), "names no factors"),
        (("explain", "ussr-1939", "--factors", "nobody"), "name one of munich (Shut out of Munich)"),
        (("explain", "ussr-1939", "--figure", "x.bmp"), "is not a .png, .svg or .html file"),
    ],
)
def test_what_does_not_fit_ends_with_code_2_and_says_what_to_do(words, told):
    done = call(*words)
    assert (done.returncode, done.stdout) == (ExitCode.WRONG_INPUT, "")
    assert told in " ".join(done.stderr.split())
    problems = json.loads(call(*words, "--json").stdout)["problems"]
    assert told in problems[0]["message"] + "; " + problems[0]["remedy"]
