"""What can be shown of a back-test afterwards: freezes, the forecasts that they keep, and the log of looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy, copytree

import pytest

import realpolitik as rp
from realpolitik.crisis.document import MAX_BYTES
from realpolitik.history.read_case import shipped_folder
from realpolitik.history.record import freeze as freezing
from realpolitik.history.record import hashes, looks
from realpolitik.report.backtest_text import tell_backtest
from realpolitik.theories.base_rate import BaseRate
from realpolitik.theories.incumbent import Incumbent
from realpolitik.theories.uniform import Uniform

OPEN, CLOSED = "turkey-1939", "italy-1940"
PACKAGE = Path(rp.__file__).parent


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    """Give each test theories that take no time, and a log of its own."""
    monkeypatch.setattr("realpolitik.history.forecasting.THEORIES", (Uniform(), BaseRate(), Incumbent()))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path):
    """A folder with an open case, and one whose outcome is known."""
    place = tmp_path / "cases"
    for room, cases in (("inputs", (OPEN, CLOSED)), ("outcomes", (CLOSED,))):
        (place / room).mkdir(parents=True)
        for case in cases:
            copy(shipped_folder() / room / f"{case}.yaml", place / room)
    return place


def decide(folder, day):
    """Add the outcome of the open case, decided on a day."""
    lines = (
        f"id: {OPEN}",
        "title: it signs with nobody",
        "choice: N",
        f"decisive_commitment_date: {day}",
        "instrument: words",
    )
    (folder / "outcomes" / f"{OPEN}.yaml").write_text("\n".join(lines), encoding="utf-8")


def frozen_on(folder, day):
    """Freeze a folder as if on a day: such a day is long past for every case of history."""
    rp.freeze(folder)
    rewrite(folder / "frozen.json", lambda told: told | {"at": f"{day}T12:00:00Z"})


def rewrite(file, change):
    file.write_text(json.dumps(change(json.loads(file.read_text(encoding="utf-8")))), encoding="utf-8")


def refusals(folder):
    """What is wrong with a frozen folder: each problem as file and message."""
    with pytest.raises(rp.CrisisInvalid) as refused:
        rp.backtest(folder, frozen=True)
    return [(problem.file.removeprefix(f"{folder}/"), problem.message) for problem in refused.value.problems]


# --- round trip ---


def test_frozen_forecasts_are_scored_once_the_outcome_is_known(folder):
    sealed = rp.freeze(folder)
    assert (sealed.open, sealed.known) == ((OPEN,), (CLOSED,))
    assert sealed.seal == hashes.hash_of((folder / "frozen.json").read_bytes())
    told = json.loads((folder / "forecasts.json").read_text(encoding="utf-8"))
    waiting = rp.backtest(folder, frozen=True)
    assert waiting.frozen.before == ()
    assert [each.outcome for each in waiting.predictions if each.case == OPEN] == [None] * 3
    found = rp.backtest(folder)
    assert found.predictions == waiting.predictions  # fresh ones, as long as nothing changes
    assert {each.theory: dict(each.probabilities) for each in found.predictions if each.case == OPEN} == {
        name: forecast["probabilities"] for name, forecast in told["cases"][OPEN]["theories"].items()
    }


def test_what_is_scored_is_what_was_said_and_nothing_is_forecast_again(folder, monkeypatch):
    frozen_on(folder, "1939-06-01")
    fresh = rp.backtest(folder)
    decide(folder, "1939-10-19")

    def refuse(*_):
        raise AssertionError("a theory was asked again")

    for theory in (Uniform, BaseRate, Incumbent):
        monkeypatch.setattr(theory, "forecast", refuse)
    found = rp.backtest(folder, frozen=True)
    assert (found.frozen.before, found.frozen.known) == ((OPEN,), (CLOSED,))
    assert [each.probabilities for each in found.predictions] == [each.probabilities for each in fresh.predictions]
    assert {score.name: score.abstained for score in found.theories} == {"uniform": 0, "base rate": 0, "incumbent": 0}
    text = " ".join(tell_backtest(found).split())
    assert "froze at 1939-06-01T12:00:00Z, and nothing that they rest on has changed since." in text
    assert f"SHA-256 of frozen.json: {found.frozen.seal}." in text
    assert f"Decided after that day: {OPEN}. Known already when frozen, so no forecast: {CLOSED}." in text
    assert found.to_dict()["frozen"]["known"] == [CLOSED]


@pytest.mark.parametrize("day", ["1939-10-18", "1939-10-19", "1939-10", "1939"])
def test_a_case_that_may_have_been_decided_by_the_day_of_the_freeze_is_no_forecast(folder, day):
    frozen_on(folder, "1939-10-19")
    decide(folder, day)
    assert refusals(folder) == [
        (
            f"outcomes/{OPEN}.yaml",
            f"{day} is, or may be, no later than the day of the freeze, 1939-10-19: that was no forecast",
        )
    ]


def test_a_freeze_is_never_written_over(folder):
    rp.freeze(folder)
    before = {file: file.read_bytes() for file in folder.glob("*.json")}
    with pytest.raises(rp.RealpolitikError, match=r"exists already.*copy inputs/ to another folder and freeze that"):
        rp.freeze(folder)
    (folder / "frozen.json").unlink()
    with pytest.raises(rp.RealpolitikError, match=r"forecasts\.json exists already"):
        rp.freeze(folder)
    (folder / "frozen.json").symlink_to("nowhere")
    with pytest.raises(rp.RealpolitikError, match="exists already"):
        rp.freeze(folder)
    (folder / "frozen.json").unlink()
    (folder / "frozen.json").write_bytes(before[folder / "frozen.json"])
    assert {file: file.read_bytes() for file in folder.glob("*.json")} == before
    assert rp.backtest(folder, frozen=True).frozen is not None


def test_a_freeze_that_fails_leaves_nothing_behind(folder, monkeypatch):
    written = freezing.write_file

    def full(file, *words, **more):
        if file.name == "frozen.json":
            raise OSError(28, "No space left on device", str(file))
        written(file, *words, **more)

    with monkeypatch.context() as broken:
        broken.setattr(freezing, "write_file", full)
        with pytest.raises(OSError, match="No space left"):
            rp.freeze(folder)
    assert not list(folder.glob("*.json"))

    with pytest.raises(rp.RealpolitikError, match="was changed while it was being frozen; freeze it again"):
        rp.freeze(folder, lambda _: touch(f"inputs/{OPEN}.yaml")(folder))
    assert not list(folder.glob("*.json"))


def test_only_the_headline_is_frozen(folder):
    with pytest.raises(rp.RealpolitikError, match="was never frozen; realpolitik freeze does it"):
        rp.backtest(folder, frozen=True)
    rp.freeze(folder)
    for setting in ({"leakage": "full-value"}, {"seed": 1}):
        with pytest.raises(rp.RealpolitikError, match="frozen with half-value and seed 0 alone"):
            rp.backtest(folder, frozen=True, **setting)


# --- tampering ---


def touch(name):
    def tamper(folder):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(f"{text}# a word\n", encoding="utf-8")

    return tamper


def drop(name):
    return lambda folder: (folder / name).unlink()


def add(folder):
    copy(shipped_folder() / "inputs" / "spain-1940.yaml", folder / "inputs")


@pytest.mark.parametrize(
    "tamper, name, how",
    [
        (touch(f"inputs/{OPEN}.yaml"), f"inputs/{OPEN}.yaml", "was changed"),
        (drop(f"inputs/{OPEN}.yaml"), f"inputs/{OPEN}.yaml", "is gone"),
        (add, "inputs/spain-1940.yaml", "was added"),
        (touch(f"outcomes/{CLOSED}.yaml"), f"outcomes/{CLOSED}.yaml", "was changed"),
        (drop(f"outcomes/{CLOSED}.yaml"), f"outcomes/{CLOSED}.yaml", "is gone"),
        (touch("forecasts.json"), "forecasts.json", "was changed"),
        (drop("forecasts.json"), "forecasts.json", "is gone"),
    ],
    ids=lambda each: "how" if callable(each) else each,
)
def test_every_file_that_changed_is_named(folder, tamper, name, how):
    rp.freeze(folder)
    tamper(folder)
    today = datetime.now(UTC).date()
    (found,) = refusals(folder)
    assert found[0] == name
    assert found[1] in {f"{how} since it was frozen on {day}" for day in (today, today - timedelta(days=1))}


def test_every_rule_that_changed_is_named(folder, monkeypatch):
    frozen_on(folder, "2000-01-01")
    rules = dict(hashes.hashes_of_rules())
    other = rules | {"theories/uniform.py": "0" * 64, "theories/horoscope.py": "1" * 64}
    del other["history/coding.py"]
    monkeypatch.setattr(freezing, "hashes_of_rules", lambda: other)
    monkeypatch.setattr(freezing, "hash_of_constants", lambda: "2" * 64)
    assert refusals(folder) == [
        ("realpolitik/history/coding.py", "this rule is gone since it was frozen on 2000-01-01"),
        ("realpolitik/theories/data/constants.json", "this rule was changed since it was frozen on 2000-01-01"),
        ("realpolitik/theories/horoscope.py", "this rule was added since it was frozen on 2000-01-01"),
        ("realpolitik/theories/uniform.py", "this rule was changed since it was frozen on 2000-01-01"),
    ]


def test_all_changes_are_told_at_once(folder):
    rp.freeze(folder)
    for name in (f"inputs/{OPEN}.yaml", f"outcomes/{CLOSED}.yaml", "forecasts.json"):
        touch(name)(folder)
    assert [name for name, _ in refusals(folder)] == [
        "forecasts.json",
        f"inputs/{OPEN}.yaml",
        f"outcomes/{CLOSED}.yaml",
    ]


def test_everything_that_a_forecast_imports_is_a_rule():
    probe = (
        "import sys, realpolitik.history.forecasting, realpolitik.history.read_case, realpolitik.history.leakage,"
        " realpolitik.game.solve\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('realpolitik')), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    loaded = {Path(line).relative_to(PACKAGE).as_posix() for line in done.stdout.splitlines()}
    helpers = {"__init__.py", "environment.py", "errors.py", "files.py", "markup.py", "result.py"}
    fitted = {"history/calibrate.py"}  # which makes the constants, and these have a hash of their own
    assert loaded - set(hashes.hashes_of_rules()) <= helpers | fitted
    assert {"history/coding.py", "theories/data/europe-1936.yaml"} <= set(hashes.hashes_of_rules())
    assert not [
        name for name in hashes.hashes_of_rules() if "cases/" in name or "record/" in name or name == hashes.CONSTANTS
    ]


# --- a freeze that was not written by us ---


def put(key, value):
    return lambda told: told | {key: value}


@pytest.mark.parametrize(
    "change, says",
    [
        (put("at", "yesterday"), "is no time"),
        (put("at", "2026-13-01T00:00:00Z"), "is no time"),
        (put("at", 5), "cannot stand here"),
        (put("at", "2999-01-01T00:00:00Z"), "is still to come"),
        (put("forecasts", "0" * 63), "is no SHA-256"),
        (put("forecasts", None), "is empty"),
        (put("seed", 1), "the number 1 cannot stand here"),
        (put("leakage", "full-accepted"), "the text `full-accepted` cannot stand here"),
        (put("inputs", []), "a list cannot stand here"),
        (put("inputs", {"../../etc/passwd": "0" * 64}), "is no name of a file in the folder"),
        (put("inputs", {"/etc/passwd": "0" * 64}), "is no name of a file in the folder"),
        (put("outcomes", {"..": "0" * 64}), "is no name of a file in the folder"),
        (put("rules", {"crisis/read.py": {"a": 1}}), "a mapping cannot stand here"),
        (put("more", 1), "unknown key"),
        (lambda told: [told], "a list cannot stand here"),
        (lambda told: {}, "the key `at` is missing"),
        (lambda told: None, "is empty"),
    ],
)
def test_a_freeze_of_another_hand_is_checked_and_its_problem_told(folder, change, says):
    rp.freeze(folder)
    rewrite(folder / "frozen.json", change)
    found = refusals(folder)
    assert found[0][0] == "frozen.json"
    assert says in found[0][1]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 5000, b"x" * (MAX_BYTES + 1), b'{"at": 1, "at": 1}', b"\0"]
)
@pytest.mark.parametrize("name", ["frozen.json", "forecasts.json"])
def test_a_freeze_that_cannot_be_read_is_told(folder, content, name):
    rp.freeze(folder)
    (folder / name).write_bytes(content)
    if name == "forecasts.json" and len(content) <= MAX_BYTES:  # whoever writes this can write its hash too
        rewrite(folder / "frozen.json", put("forecasts", hashes.hash_of(content)))
    assert refusals(folder)[0][0] == name


@pytest.mark.parametrize("name", ["frozen.json", "forecasts.json"])
def test_no_link_and_no_pipe_is_followed(folder, tmp_path, name):
    rp.freeze(folder)
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert refusals(folder) == [(name, "is a link")]
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert refusals(folder) == [(name, "is not an ordinary file")]


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda cases: cases | {OPEN: cases[OPEN] | {"theories": {}}}, "has no forecast of each theory"),
        (lambda cases: {OPEN: cases[OPEN]}, f"`{CLOSED}` is a case there or in inputs, and not in both"),
        (lambda cases: cases | {"more": cases[OPEN]}, "`more` is a case there or in inputs"),
    ],
)
def test_forecasts_that_fit_no_freeze_are_told(folder, change, says):
    rp.freeze(folder)
    rewrite(folder / "forecasts.json", lambda told: {"cases": change(told["cases"])})
    rewrite(folder / "frozen.json", put("forecasts", hashes.hash_of((folder / "forecasts.json").read_bytes())))
    assert says in refusals(folder)[0][1]


@pytest.mark.parametrize(
    "chances", [{"A": 0.9, "B": 0.9, "N": 0.9}, {"A": -1.0, "B": 1.0, "N": 1.0}, {"A": 1.0}, "1", None]
)
def test_chances_that_are_none_are_told(folder, chances):
    rp.freeze(folder)

    def change(told):
        told["cases"][OPEN]["theories"]["uniform"]["probabilities"] = chances
        return told

    rewrite(folder / "forecasts.json", change)
    rewrite(folder / "frozen.json", put("forecasts", hashes.hash_of((folder / "forecasts.json").read_bytes())))
    assert refusals(folder)[0][0] == "forecasts.json"


# --- looks ---


def test_looks_are_counted_by_coding_rules_and_outcomes(folder, tmp_path, monkeypatch):
    def look(place=folder, **more):
        found = rp.backtest(place, **more).looks
        return found.times, found.codings, found.outcomes

    assert look() == (1, 1, 1)
    assert look() == (2, 1, 1)
    copytree(folder, tmp_path / "copy")
    assert look(tmp_path / "copy") == (3, 1, 1)  # wherever it lies
    assert look(leakage="full-value") == (1, 2, 1)
    touch(f"inputs/{OPEN}.yaml")(folder)
    assert look() == (1, 3, 1)
    touch(f"outcomes/{CLOSED}.yaml")(folder)
    assert look() == (1, 1, 2)
    with monkeypatch.context() as other:
        other.setattr(looks, "hash_of_constants", lambda: "0" * 64)
        assert look() == (1, 2, 2)
    found = rp.backtest(folder)
    assert (
        "Scored 2 times with this coding and program; 2 codings in all on these outcomes, which are one of 2 codings of the"
        in (" ".join(tell_backtest(found).split()))
    )
    assert found.to_dict()["looks"] == {"times": 2, "codings": 2, "outcomes": 2, "trouble": None}
    assert found == rp.backtest(folder)  # to be looked at changes nothing


def test_a_folder_without_outcomes_is_looked_at_and_not_counted(folder, tmp_path):
    (folder / "outcomes" / f"{CLOSED}.yaml").unlink()
    assert rp.backtest(folder).looks is None
    assert not (tmp_path / "state").exists()


def blocked(state):
    state.write_text("a file", encoding="utf-8")


def piped(state):
    (state / "realpolitik").mkdir(parents=True)
    os.mkfifo(state / "realpolitik" / looks.FILE)


def filled(content):
    def fill(state):
        (state / "realpolitik").mkdir(parents=True)
        (state / "realpolitik" / looks.FILE).write_bytes(content)

    return fill


@pytest.mark.parametrize(
    "trouble, says",
    [
        (blocked, "nothing can be written there"),
        (piped, "it is no ordinary file"),
        (filled(b'{"inputs": 1}\n[' + b"[" * 100_000 + b"\n\xff\n"), "3 of its lines cannot be read"),
        (filled(b" " * (looks.MOST_BYTES + 1)), "it is larger than 16,000,000 bytes"),
    ],
)
def test_a_log_that_cannot_be_kept_is_told_and_is_no_error(folder, tmp_path, trouble, says):
    trouble(tmp_path / "state")
    found = rp.backtest(folder)
    assert (found.looks.times, found.looks.codings) == (1, 1)
    assert says in found.looks.trouble
    assert "There may have been more: the log of looks," in " ".join(tell_backtest(found).split())


def test_a_line_that_was_cut_short_spoils_no_other(folder, tmp_path):
    filled(b'{"at": "20')(tmp_path / "state")
    rp.backtest(folder)
    again = rp.backtest(folder).looks
    assert again.times == 2
    assert "1 of its lines cannot be read" in again.trouble


def test_where_nobody_is_at_home_the_log_has_no_place(folder, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert rp.backtest(folder).looks.trouble == "the log of looks has no place: set XDG_STATE_HOME to a folder"


# --- the command line ---


def test_the_verbs_freeze_and_score(folder, monkeypatch):
    from typer.testing import CliRunner  # noqa: PLC0415

    from realpolitik.cli.app import app  # noqa: PLC0415

    done = CliRunner().invoke(app, ["freeze", str(folder), "--json", "--quiet"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert set(told) == {"folder", "at", "version", "seal", "open", "known"}
    scored = CliRunner().invoke(app, ["backtest", "--cases", str(folder), "--frozen", "--json", "--quiet"])
    assert json.loads(scored.stdout)["frozen"] == {
        "at": told["at"], "version": told["version"], "seal": told["seal"], "before": [], "known": [CLOSED],
    }  # fmt: skip
    assert CliRunner().invoke(app, ["backtest", "--frozen"]).exit_code == 2
