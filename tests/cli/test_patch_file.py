"""A patch file changes a crisis as its lines say, for every verb that takes changes."""

import json

import pytest

from command import call

CRISIS = "veldra-1884"


def hash_of(*words):
    done = call("run", CRISIS, "--draws", 2, "--json", "--quiet", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["hash"]


def test_a_patch_file_is_what_is_set_and_what_is_set_comes_after_it(tmp_path):
    file = tmp_path / "bent.yaml"
    file.write_text("states.Veldra.war_cost: 0.5\nfactors.coast: null\n")
    assert hash_of("--patch", file) == hash_of("--set", "states.Veldra.war_cost=0.5", "--set", "factors.coast=null")
    assert hash_of("--patch", file, "--set", "states.Veldra.war_cost=0.6") == hash_of(
        "--set", "states.Veldra.war_cost=0.6", "--set", "factors.coast=null"
    )
    done = call("whatif", CRISIS, "--patch", file, "--draws", 2, "--json", "--quiet")
    assert [each["label"] for each in json.loads(done.stdout)["variants"]] == ["bent.yaml"]


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "bent.yaml:1:1: the file is empty; write one change on each line"),
        ("- a\n- b\n", "bent.yaml:1:1: the file is not a mapping"),
        ("states.Veldra.war_cost: [", "bent.yaml:"),
        ("states.Veldra.war_costs: 1\n", "there is no `war_costs`"),
        ("states.Veldra.war_cost: -1\n", "bent.yaml: states.Veldra.war_cost"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "whatif"])
def test_a_file_that_is_no_patch_is_told_with_its_place(tmp_path, verb, text, says):
    (tmp_path / "bent.yaml").write_text(text)
    done = call(verb, CRISIS, "--patch", "bent.yaml", "--draws", 2, "--quiet", cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr


def test_there_must_be_a_file(tmp_path):
    done = call("run", CRISIS, "--patch", "none.yaml", "--draws", 2, cwd=tmp_path)
    assert done.returncode == 2
    assert "none.yaml" in done.stderr


def test_no_answer_is_written_over_the_patch(tmp_path):
    file = tmp_path / "bent.yaml"
    file.write_text("states.Veldra.war_cost: 0.5\n")
    done = call("run", CRISIS, "--patch", "bent.yaml", "--draws", 2, "--out", "bent.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert file.read_text() == "states.Veldra.war_cost: 0.5\n"
