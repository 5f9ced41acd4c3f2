"""The command line, end to end."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from realpolitik.crisis.read import library
from realpolitik.crisis.write import to_tree
from realpolitik.report.text import in_words

RUN_KEYS = {
    "crisis", "hash", "seed", "draws", "version", "outcomes", "when", "price", "war", "ledger", "residual", "regret",
    "surprise",
}  # fmt: skip


def call(*words, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "realpolitik", *words], check=False, capture_output=True, text=True, timeout=300, cwd=cwd
    )


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crisis")
    made = call("new", "mine.yaml", cwd=folder)
    assert (made.returncode, made.stderr) == (0, "")
    return folder / "mine.yaml"


def test_new_writes_what_check_accepts_and_refuses_to_overwrite(starter):
    checked = call("check", str(starter), "--json")
    row = json.loads(checked.stdout)["files"][0]
    assert checked.returncode == 0
    assert row["valid"]
    assert row["problems"] == []
    again = call("new", str(starter))
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert "Traceback" not in again.stderr


def test_run_is_the_same_to_the_byte_on_one_thread_and_on_two(starter):
    one, two = (
        call("run", str(starter), "--draws", "200", "--seed", "1", "--json", "--threads", n) for n in ("1", "2")
    )
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    answer = json.loads(one.stdout)
    assert answer.keys() >= RUN_KEYS
    assert sum(row["probability"] for row in answer["outcomes"]) == pytest.approx(1)
    assert {row["partner"] for row in answer["outcomes"]} >= {"none"}


def test_set_changes_the_answer_and_a_wrong_path_names_the_nearest(starter):
    plain, changed = (
        json.loads(call("run", str(starter), "--draws", "8", "--json", *more).stdout)
        for more in ([], ["--set", "constants.precision=3"])
    )
    assert plain["outcomes"] != changed["outcomes"]
    assert plain["hash"] != changed["hash"]
    wrong = call("run", str(starter), "--set", "constants.precison=3")
    assert wrong.returncode == 2
    assert "precision" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_people_read_chances_prices_and_a_ledger(starter):
    told = call("run", str(starter), "--draws", "8")
    assert told.returncode == 0
    for words in ("signs with", "the price", "what each alignment is worth", "What is approximated"):
        assert words in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 100


def test_check_says_no_to_a_broken_file_with_place_and_remedy(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: x\ntitel: y\n")
    checked = call("check", str(bad))
    assert checked.returncode == 1
    assert f"{bad}:2:1: titel: " in checked.stdout
    ran = call("run", str(bad), "--json")
    assert ran.returncode == 2
    assert {problem["path"] for problem in json.loads(ran.stdout)["problems"]} >= {"titel", "states"}


@pytest.mark.parametrize(
    "words",
    [
        ("run", "no-such-crisis"),
        ("run", "ussr-1939", "--figure", "x.bmp"),
        ("show", "ussr-1939", "--out", "/no/such/folder/x"),
        ("run", "/"),
        ("run", "ussr-1939", "--draws", "0"),
        ("new", "/no/such/folder/x.yaml"),
    ],
)
def test_wrong_input_is_one_clear_line_and_code_2(words):
    done = call(*words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_schema_is_a_schema_and_the_library_keeps_to_it():
    schema = json.loads(call("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"].keys() >= {"states", "suitors", "war_plans"}


def test_crises_lists_the_library_and_show_resolves_it():
    listed = json.loads(call("crises", "--json").stdout)["crises"]
    assert [row["id"] for row in listed] == list(library())
    shown = json.loads(call("show", "ussr-1939", "--json").stdout)
    assert shown["constants"]["precision"] == 30
    assert to_tree


def test_a_closed_pipe_is_not_an_error():
    done = subprocess.run(
        f"{sys.executable} -m realpolitik show ussr-1939 | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout


def test_figures_are_pictures(starter, tmp_path):
    heads = {".png": b"\x89PNG", ".svg": b"<svg", ".html": b"<"}
    for suffix, head in heads.items():
        file = tmp_path / f"picture{suffix}"
        drawn = call("run", str(starter), "--draws", "8", "--figure", str(file), "--quiet")
        assert drawn.returncode == 0, drawn.stderr
        content = Path(file).read_bytes()
        assert content.startswith(head)
        assert b'src="http' not in content


@pytest.mark.parametrize(
    "chance, expected", [(0.0, "almost certainly not"), (0.5, "about even"), (1.0, "almost certainly")]
)
def test_words_for_chances(chance, expected):
    assert in_words(chance) == expected
