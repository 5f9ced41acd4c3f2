"""The command line, end to end: what stands on each stream, and the exit code."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from command import call
from realpolitik.cli.app import app
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.write import fingerprint

BROKEN = Path(__file__).parents[1] / "crisis" / "broken"
RUN_KEYS = {
    "crisis", "hash", "seed", "draws", "version", "outcomes", "when", "price", "war", "ledger", "residual", "regret",
    "surprise",
}  # fmt: skip
ROW_KEYS = {
    "outcomes": {"partner", "probability", "error"},
    "when": {"period", "partner", "probability"},
    "price": {"partner", "clause", "probability"},
    "war": {"alignment", "attack", "joins", "aggressor_wins", "aftermath"},
    "ledger": {"alignment", "state", "terms", "total"},
}
PROBLEM_KEYS = {"file", "line", "column", "path", "message", "remedy"}


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crisis")
    made = call("new", "mine.yaml", "--json", cwd=folder)
    assert (made.returncode, made.stderr) == (ExitCode.DONE, "")
    assert json.loads(made.stdout) == {"file": "mine.yaml"}
    # Solved once, so that no test below meets the compiler.
    assert call("run", "mine.yaml", "--draws", "1", "--quiet", cwd=folder).stderr == ""
    return folder / "mine.yaml"


# --- run ---


def test_run_is_the_same_to_the_byte_on_one_thread_and_on_two(starter):
    one, two = (call("run", starter, "--draws", "200", "--seed", "1", "--json", "--threads", n) for n in "12")
    assert (one.returncode, one.stderr) == (two.returncode, two.stderr) == (ExitCode.DONE, "")
    assert one.stdout == two.stdout
    other = call("run", starter, "--draws", "200", "--seed", "0", "--json")
    assert other.stdout != one.stdout


def test_run_answers_with_every_key_that_scripts_rely_on():
    done = call("run", "ussr-1939", "--draws", "4", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    answer = json.loads(done.stdout)
    assert answer.keys() >= RUN_KEYS
    for name, keys in ROW_KEYS.items():
        assert answer[name]
        assert all(row.keys() >= keys for row in answer[name]), name
    assert [row["partner"] for row in answer["outcomes"]] == ["none", "West", "Germany"]
    assert sum(row["probability"] for row in answer["outcomes"]) == pytest.approx(1)
    assert answer["when"][0]["period"] == "1939-04-01"
    assert set(answer["war"][0]["joins"]["USSR"]) == {"attacker", "defender", "out"}
    assert answer["hash"] == fingerprint(load("ussr-1939"))


def test_what_is_not_a_number_is_null_and_not_nan(starter):
    done = call("run", starter, "--draws", "1", "--json")
    assert "NaN" not in done.stdout
    assert {row["error"] for row in json.loads(done.stdout)["outcomes"]} == {None}


def test_set_changes_the_answer_and_a_wrong_path_names_the_nearest(starter):
    plain, changed = (
        json.loads(call("run", starter, "--draws", "8", "--json", *more).stdout)
        for more in ([], ["--set", "constants.precision=3", "--set", "states.PIV.readiness={uniform: [0.2, 0.4]}"])
    )
    assert plain["outcomes"] != changed["outcomes"]
    assert plain["hash"] != changed["hash"]
    wrong = call("run", starter, "--set", "constants.precison=3")
    assert wrong.returncode == ExitCode.WRONG_INPUT
    assert re.search(r"constants\.precison: .*did you mean `precision`\?", wrong.stderr)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_people_read_an_answer_that_fits_their_screen(starter, width):
    told = call("run", starter, "--draws", "8", "--states", "NOR,MAR", "--details", COLUMNS=str(width))
    assert (told.returncode, told.stderr) == (ExitCode.DONE, "")
    for words in (
        "The chance that", "signs with", "the price", "what follows", "the same to North", "the same to March", "is approximated",
    ):  # fmt: skip
        assert words in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= width
    assert "\x1b" not in told.stdout
    assert "nan" not in told.stdout


def test_out_takes_the_answer_and_leaves_the_terminal_empty(starter, tmp_path):
    shown = call("run", starter, "--draws", "8", "--json")
    kept = call("run", starter, "--draws", "8", "--json", "--out", tmp_path / "a.json")
    assert (kept.returncode, kept.stdout) == (ExitCode.DONE, "")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == shown.stdout


def test_figures_are_pictures_that_need_no_network(starter, tmp_path):
    for suffix in (".png", ".svg", ".html"):
        drawn = call("run", starter, "--draws", "8", "--figure", tmp_path / f"picture{suffix}", "--json")
        assert (drawn.returncode, drawn.stderr) == (ExitCode.DONE, "")
        json.loads(drawn.stdout)
    png = (tmp_path / "picture.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert min(struct.unpack(">II", png[16:24])) > 1000
    svg = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert len(svg) > 5000
    page = (tmp_path / "picture.html").read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//|@import|<link""", page)


# --- files ---


@pytest.mark.parametrize("name", ["unknown-key", "types", "unclosed", "not-utf-8"])
def test_check_says_no_and_run_refuses_with_the_same_exact_lines(name):
    expected = (BROKEN / f"{name}.txt").read_text(encoding="utf-8")
    checked = call("check", f"{name}.yaml", cwd=BROKEN)
    assert (checked.returncode, checked.stdout, checked.stderr) == (ExitCode.NO, expected, "")
    ran = call("run", f"{name}.yaml", cwd=BROKEN)
    assert (ran.returncode, ran.stdout, ran.stderr) == (ExitCode.WRONG_INPUT, "", expected)
    refused = json.loads(call("run", f"{name}.yaml", "--json", cwd=BROKEN).stdout)["problems"]
    listed = json.loads(call("check", f"{name}.yaml", "--json", cwd=BROKEN).stdout)["files"][0]["problems"]
    assert refused == listed
    assert all(problem.keys() == PROBLEM_KEYS for problem in refused)


def test_check_accepts_what_new_writes_and_says_what_it_leaves_out(starter):
    done = call("check", starter, "missing.yaml", "--json")
    assert (done.returncode, done.stderr) == (ExitCode.NO, "")
    good, bad = json.loads(done.stdout)["files"]
    assert (good["valid"], good["problems"], good["unreached"]) == (True, [], [])
    assert "states.PIV.readiness" in good["unsourced"]
    assert "states.PIV.capability" not in good["unsourced"]
    assert (bad["valid"], bad["problems"][0]["file"]) == (False, "missing.yaml")
    assert call("check", starter).returncode == ExitCode.DONE


def test_new_never_overwrites(starter):
    before = starter.read_bytes()
    done = call("new", starter)
    assert (done.returncode, done.stdout) == (ExitCode.WRONG_INPUT, "")
    assert done.stderr == f"{starter} exists already; choose another name, or remove it first\n"
    assert starter.read_bytes() == before


def test_show_prints_a_file_that_says_the_same(tmp_path):
    shown = call("show", "ussr-1939")
    assert (shown.returncode, shown.stderr) == (ExitCode.DONE, "")
    assert fingerprint(read_text(shown.stdout, "shown")) == fingerprint(load("ussr-1939"))
    tree = json.loads(call("show", "ussr-1939", "--json", "--set", "constants.precision=7").stdout)
    assert tree["constants"]["precision"] == 7
    assert tree["states"]["USSR"]["patience"]


def test_schema_is_a_schema_and_the_library_keeps_to_it():
    schema = json.loads(call("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text in (STARTER, *(path.read_text(encoding="utf-8") for path in library().values())):
        validator.validate(parse_document(text, "a crisis").tree)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"id": "x", "titel": "y"})


def test_crises_lists_the_library():
    listed = json.loads(call("crises", "--json").stdout)["crises"]
    assert [row["id"] for row in listed] == list(library())
    assert listed[0].keys() == {"id", "title", "pivot", "as_of"}
    assert "ussr-1939" in call("crises").stdout


# --- what goes wrong ---


@pytest.mark.parametrize(
    "words, told",
    [
        (("run", "ussr-1938"), "did you mean ussr-1939"),
        (("run", "/"), "is a directory"),
        (("run", "ussr-1939", "--draws", "0"), "--draws"),
        (("run", "ussr-1939", "--figure", "x.bmp"), "x.bmp is not a .png, .svg or .html file"),
        (("run", "ussr-1939", "--figure", "/no/such/folder/x.png"), "/no/such/folder/x.png: No such file"),
        (("run", "ussr-1939", "--out", "/"), "/: names a folder, not a file"),
        (("run", "ussr-1939", "--states", "USSR,Atlantis"), "`Atlantis` is no state of this crisis"),
        (("run", "ussr-1939", "--set", "states.USSR.readiness"), "write PATH=VALUE"),
        (("run", "ussr-1939", "--set", "states.USSR.readiness=[1"), "close the bracket"),
        (("show", "ussr-1939", "--out", "/no/such/folder/x"), "/no/such/folder/x: No such file"),
        (("new", "/no/such/folder/x.yaml"), "/no/such/folder/x.yaml: No such file"),
        (("run", "ussr-1939", "--drawz", "3"), "No such option"),
        (("walk", "ussr-1939"), "No such command 'walk'"),
    ],
)
def test_wrong_input_is_clear_lines_and_code_2_and_json_if_asked(words, told):
    done = call(*words)
    assert (done.returncode, done.stdout) == (ExitCode.WRONG_INPUT, "")
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    as_json = call(*words, "--json")
    assert as_json.returncode == ExitCode.WRONG_INPUT
    problems = json.loads(as_json.stdout)["problems"]
    assert told in problems[0]["message"] + "; " + problems[0]["remedy"]
    assert all(problem.keys() == PROBLEM_KEYS for problem in problems)


def test_a_reader_that_leaves_and_a_disk_that_is_full_end_in_silence_or_one_line():
    with subprocess.Popen(
        [sys.executable, "-m", "realpolitik", "show", "ussr-1939"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as left:
        assert left.stdout is not None
        assert left.stderr is not None
        left.stdout.read(10)
        left.stdout.close()
        assert (left.stderr.read(), left.wait(timeout=60)) == (b"", 0)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "realpolitik", "show", "ussr-1939"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (ExitCode.WRONG_INPUT, 1)
    assert done.stderr.startswith("No space left on device")


def test_letters_that_a_terminal_lacks_are_no_reason_to_stop(starter):
    done = call("run", starter, "--draws", "8", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert "signs with" in done.stdout


# --- help ---


def test_every_verb_explains_itself():
    runner = CliRunner()
    overview = runner.invoke(app, ["--help"])
    assert overview.exit_code == ExitCode.DONE
    for verb in (
        "run",
        "explain",
        "whatif",
        "claims",
        "infer",
        "invert",
        "compare",
        "backtest",
        "check",
        "show",
        "crises",
        "schema",
        "new",
        "export",
        "verify",
    ):
        assert f"  {verb} " in overview.stdout
        told = runner.invoke(app, [verb, "--help"])
        assert told.exit_code == ExitCode.DONE
        assert "--json" in told.stdout
    assert "2000" in runner.invoke(app, ["run", "--help"]).stdout
    assert not re.search(r"\.\.\.$", overview.stdout.split("Commands:")[1], re.MULTILINE)
