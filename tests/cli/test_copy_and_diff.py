"""The verbs `copy` and `diff`, end to end."""

from __future__ import annotations

import json
import os

import polars as pl
import pytest

import realpolitik as rp
from command import call
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.starter import STARTER

# --- copy ---


@pytest.mark.parametrize("name", rp.library())
def test_a_copy_is_the_file_to_the_last_byte(name, tmp_path):
    done = call("copy", name, "mine.yaml", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert json.loads(done.stdout) == {"file": "mine.yaml"}
    assert (tmp_path / "mine.yaml").read_bytes() == rp.library()[name].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_bytes_that_a_reader_does_not_see_are_kept(tmp_path):
    odd = b"\xef\xbb\xbf" + STARTER.replace("\n", "\r\n").encode()
    (tmp_path / "odd.yaml").write_bytes(odd)
    assert rp.copy(tmp_path / "odd.yaml", tmp_path / "same.yaml").read_bytes() == odd


def test_nothing_is_written_over_unless_asked(tmp_path):
    target = tmp_path / "mine.yaml"
    target.write_text("mine", encoding="utf-8")
    done = call("copy", "austria-1955", "mine.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.WRONG_INPUT, "")
    assert done.stderr == "mine.yaml exists already; choose another name, or write over it with --force\n"
    assert target.read_text(encoding="utf-8") == "mine"
    forced = call("copy", "austria-1955", "mine.yaml", "--force", cwd=tmp_path)
    assert (forced.returncode, forced.stdout) == (ExitCode.DONE, "wrote mine.yaml; try: realpolitik check mine.yaml\n")
    assert target.read_bytes() == rp.library()["austria-1955"].read_bytes()


def test_nonsense_is_refused_with_what_to_do_and_leaves_everything_as_it_was(tmp_path):
    source = tmp_path / "mine.yaml"
    source.write_text(STARTER, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "linked.yaml").hardlink_to(source)
    os.mkfifo(tmp_path / "pipe")
    before = sorted(path.name for path in tmp_path.iterdir())
    for words, says in (
        (("ussr-1938", "a.yaml"), "did you mean ussr-1939"),
        (("broken.yaml", "a.yaml"), "broken.yaml:1:"),
        (("mine.yaml", "folder"), "is a directory; name a file in it, such as folder/mine.yaml"),
        (("mine.yaml", "no/a.yaml"), "there is no directory no for a.yaml; make it first"),
        (("mine.yaml", "austria-1955"), "would be taken for the crisis of the library; name a file"),
        (("mine.yaml", "mine.yaml", "--force"), "is the crisis itself; choose another name"),
        (("mine.yaml", "linked.yaml", "--force"), "is the crisis itself; choose another name"),
        (("mine.yaml", "dangling.yaml"), "exists already"),
        (("mine.yaml", "pipe", "--force"), "is not an ordinary file; choose another name"),
        (("mine.yaml", "x" * 300), "cannot be written"),
        (("mine.yaml", "a.xlsx"), "a.xlsx would hold YAML: take .yaml"),
    ):
        done = call("copy", *words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (ExitCode.WRONG_INPUT, ""), words
        assert says in done.stderr, words
        assert "Traceback" not in done.stderr
    assert source.read_text(encoding="utf-8") == STARTER
    assert sorted(path.name for path in tmp_path.iterdir()) == before


# --- diff ---


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diff")
    (folder / "a.yaml").write_text(STARTER, encoding="utf-8")
    text = STARTER.replace("readiness: 0.6 ", "readiness: 0.9 ").replace("title: A pivot", "title: Another pivot")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    return folder


def test_diff_answers_in_words_json_tables_and_a_picture(folder):
    words = ("diff", "a.yaml", "b.yaml", "--draws", "4", "--seed", "2", "--quiet")
    told = call(*words, "--figure", "d.svg", cwd=folder)
    assert (told.returncode, told.stderr) == (ExitCode.DONE, "")
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert "states.PIV.readiness" in told.stdout
    assert (folder / "d.svg").read_text(encoding="utf-8").startswith("<svg")
    one, two = (call(*words, "--json", "--threads", n, cwd=folder) for n in "12")
    assert one.stdout == two.stdout
    document = json.loads(one.stdout)
    assert document["numbers"] == [{"path": "states.PIV.readiness", "first": "0.6", "second": "0.9"}]
    assert [row["path"] for row in document["structure"]] == ["title"]
    assert call(*words, "--out", "d.parquet", cwd=folder).returncode == ExitCode.DONE
    frame = pl.read_parquet(folder / "d.parquet")
    assert frame["partner"].to_list() == [row["partner"] for row in document["signs"]]
    assert frame["difference"].to_list() == [row["chance"]["difference"] for row in document["signs"]]


def test_diff_refuses_what_is_no_crisis_before_any_work(folder):
    done = call("diff", "a.yaml", "ussr-1938", "--json", cwd=folder)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert "did you mean" in json.loads(done.stdout)["problems"][0]["remedy"]
    assert call("diff", "a.yaml", cwd=folder).returncode == ExitCode.WRONG_INPUT
