"""Answers as tables: `--out FILE.parquet` and `--out FILE.csv`."""

from __future__ import annotations

import json

import polars as pl
import pytest

from command import call
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.starter import STARTER

COMMANDS = {
    "run": ("--draws", "4"),
    "explain": ("--draws", "4"),
    "whatif": ("--without", "scorn", "--draws", "4"),
    "audit": ("--draws", "4"),
    "claims": ("--draws", "4"),
    "invert": ("--for", "North", "--by", "1900-06", "--draws", "4"),
    "compare": (),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.yaml").write_text(STARTER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("verb", COMMANDS)
def test_the_name_of_the_file_decides_and_both_kinds_hold_the_same_rows(verb, folder):
    for name in ("a.parquet", "a.csv"):
        done = call(verb, "mine.yaml", *COMMANDS[verb], "--quiet", "--out", name, cwd=folder)
        assert (done.returncode, done.stdout, done.stderr) == (ExitCode.DONE, "", "")
    kept, plain = pl.read_parquet(folder / "a.parquet"), pl.read_csv(folder / "a.csv")
    assert kept.height == plain.height > 0
    assert kept.columns == plain.columns


def test_hands_are_a_table_too(tmp_path):
    done = call("infer", "turkey-1939", "--draws", "1", "--quiet", "--out", "hands.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.DONE, "")
    assert {"observer", "date", "posterior"} <= set(pl.read_csv(tmp_path / "hands.csv").columns)


def test_the_table_has_the_numbers_of_the_document(folder):
    call("run", "mine.yaml", "--draws", "4", "--quiet", "--out", "a.parquet", cwd=folder)
    told = call("run", "mine.yaml", "--draws", "4", "--quiet", "--json", cwd=folder)
    assert pl.read_parquet(folder / "a.parquet").to_dicts() == json.loads(told.stdout)["outcomes"]


def test_lists_are_words_in_a_csv_file(folder):
    call("invert", "mine.yaml", *COMMANDS["invert"], "--quiet", "--out", "a.csv", cwd=folder)
    assert "pact staff_talks" in pl.read_csv(folder / "a.csv")["clauses"].to_list()


def test_a_theory_that_abstains_has_a_row_with_its_reason(folder):
    call("compare", "mine.yaml", "--quiet", "--out", "a.parquet", cwd=folder)
    rows = pl.read_parquet(folder / "a.parquet")
    silent = rows.filter(pl.col("partner").is_null())
    assert silent["theory"].to_list() == ["ideology"]
    assert silent["reason"].null_count() == 0
    spoken = rows.filter(pl.col("partner").is_not_null()).group_by("theory").agg(pl.col("probability").sum())
    assert spoken["probability"].to_list() == pytest.approx([1.0] * spoken.height)
