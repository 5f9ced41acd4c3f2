"""The name of a file says what it holds, and no answer is written over a question or over another answer."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from typer.testing import CliRunner

import command
from realpolitik.cli import output
from realpolitik.cli.app import app
from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.output import ANSWER, CRISIS_FILE, REPORT, Container, as_json, emit_table, require_outputs
from realpolitik.crisis.read import library
from realpolitik.crisis.starter import STARTER
from realpolitik.result import Table

VERBS = {
    "run": (), "explain": (), "whatif": ("--without", "scorn"), "sensitivity": (), "audit": (), "claims": (), "infer": (),
    "invert": ("--for", "North", "--by", "1900-06"), "compare": (), "verify": (), "show": (),
    "export": (), "dispatch": (),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(STARTER, encoding="utf-8")
    Path("s").hardlink_to("s.yaml")
    for name in ("link.txt", "link.csv", "link.json", "link.html", "link.efg", "link.svg"):
        Path(name).symlink_to("s.yaml")
    return tmp_path


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def solves(*_args, **_named):
    raise AssertionError("the crisis was solved before the files were looked at")


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_over_what_is_read_or_under_a_false_name(verb, folder, monkeypatch):
    monkeypatch.setattr("realpolitik.cli.progress.working", solves)
    own = {"export": ".efg", "dispatch": ".html"}.get(verb, ".txt")
    for name in ("s.yaml", "./s.yaml", f"link{own}", "s", "a.pdf", "a.png", "a.html.gz"):
        refused = call(verb, "s.yaml", *VERBS[verb], "--out", name)
        assert refused.exit_code == ExitCode.WRONG_INPUT, (name, refused.output)
    assert Path("s.yaml").read_text(encoding="utf-8") == STARTER
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["s.yaml", "s", "link.txt", "link.csv", "link.json", "link.html", "link.efg", "link.svg"]
    )


def test_a_picture_is_not_written_over_the_answer_or_the_question(folder, monkeypatch):
    monkeypatch.setattr("realpolitik.cli.progress.working", solves)
    Path("a.txt").write_text("older")
    Path("a.svg").symlink_to("a.txt")
    for words, says in (
        (("--out", "a.txt", "--figure", "a.svg"), "is the file that --out names too"),
        (("--figure", "link.svg"), "is what is read"),
        (("--out", "/dev/full/x.txt"), ""),
    ):
        refused = call("run", "s.yaml", *words)
        assert refused.exit_code != 0
        assert says in " ".join(refused.output.replace("│", " ").split())
    assert Path("a.txt").read_text() == "older"
    assert Path("s.yaml").read_text(encoding="utf-8") == STARTER


def test_the_library_and_folders_that_are_read_are_guarded(tmp_path):
    path = library()["ussr-1939"]
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "case.txt").write_text("kept")
    (tmp_path / "link.txt").symlink_to(path)
    for reads, out in (("ussr-1939", tmp_path / "link.txt"), (tmp_path, tmp_path / "inputs" / "case.txt")):
        with pytest.raises(Exception, match="is what is read"):
            require_outputs(reads, out=out)


@pytest.mark.parametrize("holds", [ANSWER, REPORT, CRISIS_FILE, (Container.PAGE,), (Container.GAME,)])
def test_every_ending_is_taken_or_refused_with_those_that_work(holds, tmp_path):
    endings = {ending for each in Container for ending in each.value} | {".pdf", ".xls", ".ods", ".tsv", ".gz", ".TXT"}
    for ending in endings:
        out = tmp_path / f"a{ending}"
        if any(ending.lower() in each.value for each in holds):
            require_outputs(out=out, holds=holds)
            continue
        with pytest.raises(Exception, match="is not a") as refused:
            require_outputs(out=out, holds=holds)
        assert all(next(e for e in each.value if e) in str(refused.value) for each in holds)
    assert list(tmp_path.iterdir()) == []


class Found:
    """An answer with a table of awkward text."""

    TEXTS = ("=1+1", " \t@x", "-1", "+1", "\uff1d1", "plain", 'a,b\n"c"', "'=1", "", "x" * 40_000)

    def to_frame(self):
        return pl.DataFrame(
            {"says": self.TEXTS, "many": [["=1", "b"]] * 10, "number": [-1.5] * 10},
            schema_overrides={"number": pl.Float64},
        )


def test_text_in_a_table_is_never_a_formula(tmp_path):
    emit_table(Found(), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["says"] for row in rows][:9] == [
        "'=1+1", "' \t@x", "'-1", "'+1", "'\uff1d1", "plain", "a,b\n\"c\"", "'=1", "",
    ]  # fmt: skip
    assert {row["many"] for row in rows} == {"'=1 b"}
    assert {row["number"] for row in rows} == {"-1.5"}
    emit_table(Found(), tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(Found().to_frame())


def test_a_workbook_holds_text_as_text_and_is_the_same_to_the_byte(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        emit_table(Found(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = ["".join(each.itertext()) for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
    assert "<f>" not in sheet
    assert {"=1+1", " \t@x", "=1 b"} <= set(texts)
    assert max(map(len, texts)) == output.LONGEST_CELL


def test_minus_zero_is_zero_in_every_document(tmp_path):
    class Nothing:
        def to_frame(self):
            return Table("a number", {"number": float}, lambda _: [{"number": -0.0}, {"number": -1.5}]).frame(self)

    emit_table(Nothing(), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().split() == ["number", "0.0", "-1.5"]
    assert json.loads(as_json({"numbers": [-0.0, 0.0, -1.5]}), parse_float=str)["numbers"] == ["0.0", "0.0", "-1.5"]


def test_a_name_and_an_option_that_ask_for_two_things_are_refused(folder, monkeypatch):
    monkeypatch.setattr("realpolitik.cli.progress.working", solves)
    for words, says in (
        (("run", "s.yaml", "--json", "--out", "d.csv"), "--json asks for JSON"),
        (("run", "s.yaml", "--json", "--out", "d.PARQUET"), "--json asks for JSON"),
        (("backtest", "--json", "--out", ".xlsx"), "--json asks for JSON"),
        (("run", "s.yaml", "--out", "a.txt/"), "names a folder"),
        (("run", "s.yaml", "--figure", "a.svg/"), "names a folder"),
        (("dispatch", "s.yaml", "--out", "a.html/"), "names a folder"),
        (("export", "s.yaml", "--out", "a.efg/."), "names a folder"),
        (("new", "a.yaml/"), "names a folder"),
        (("copy", "s.yaml", "a.yaml/"), "names a folder"),
        (("run", "s.yaml", "--out", ".hidden"), "is not a"),
    ):
        refused = call(*words)
        assert refused.exit_code != ExitCode.DONE, words
        assert says in " ".join(f"{refused.output} {refused.exception}".replace("│", " ").split()), words
    assert not [path for path in folder.iterdir() if path.name.startswith(("a.", "d.", ".x", ".h"))]


def test_a_name_that_is_an_ending_alone_says_what_the_file_holds(folder):
    assert call("show", "s.yaml", "--out", ".json").exit_code == ExitCode.DONE
    assert json.loads(Path(".json").read_text(encoding="utf-8"))["id"] == "starter"


def test_no_name_of_a_file_drives_the_terminal(folder):
    bad = "a\x1b[31m\u202e\nb"
    for words in (
        ("new", f"{bad}.yaml"),
        ("new", f"{bad}.yaml"),
        ("new", f"{bad}.pdf"),
        ("copy", "s.yaml", f"{bad}2.yaml"),
        ("copy", "s.yaml", f"{bad}2.yaml"),
        ("check", f"{bad}.yaml", "--quick"),
        ("check", f"{bad}3.yaml", "--quick"),
        ("show", f"{bad}3.yaml"),
        ("show", "s.yaml", "--out", f"{bad}.pdf"),
        ("show", "s.yaml", "--out", f"{bad}/x.yaml"),
        ("show", f"{bad}.yaml", "--out", f"{bad}.yaml"),
        ("run", "s.yaml", "--figure", f"{bad}.pdf"),
        ("run", "s.yaml", "--cluster", bad),
        ("dispatch", "s.yaml", "--out", "a.html", "--voice", bad),
        ("show", "s.yaml", "--set", bad),
    ):
        done = command.call(*words, cwd=folder)
        assert not {"\x1b", "\u202e"} & {*done.stdout, *done.stderr}, words
        assert "\nb" not in done.stdout + done.stderr, words


def test_a_json_file_holds_json_without_being_asked(folder):
    assert call("show", "s.yaml", "--out", "a.json").exit_code == ExitCode.DONE
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["id"] == "starter"
    assert call("compare", "s.yaml", "--out", "b.json", "--quiet").exit_code == ExitCode.DONE
    assert json.loads(Path("b.json").read_text(encoding="utf-8"))["crisis"] == "starter"


def test_new_writes_yaml_under_the_name_of_yaml_and_leaves_nothing_where_it_fails(folder, monkeypatch):
    assert call("new", "a.json").exit_code == ExitCode.WRONG_INPUT

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        assert call("new", "a.yaml").exit_code != 0
    assert not Path("a.yaml").exists()
    assert call("new", "a.yaml").exit_code == ExitCode.DONE
    assert Path("a.yaml").read_text(encoding="utf-8") == STARTER


def test_a_backtest_is_a_table_of_forecasts(tmp_path):
    from realpolitik.history.backtest import Backtest, Prediction  # noqa: PLC0415 - not needed by the tests above
    from realpolitik.history.switches import Leakage  # noqa: PLC0415 - as above

    chances = {"A": 0.5, "B": 0.3, "N": 0.2}
    told = [Prediction("one", "uniform", chances, "B", None), Prediction("two", "uniform", chances, None, "=why")]
    found = Backtest(("one", "two"), ("war",), 1.0, Leakage.HALF_VALUE, (), (), tuple(told))
    emit_table(found, tmp_path / "b.csv")
    assert pl.read_csv(tmp_path / "b.csv").is_empty()  # nothing is scored: the columns are there all the same
    rows = found.to_frame("predictions")
    assert rows["happened"].to_list() == [False, True, False, None, None, None]
    assert rows["reason"].to_list() == [None] * 3 + ["=why"] * 3
    empty = Backtest((), (), 0.0, Leakage.HALF_VALUE, (), (), ())
    assert empty.to_frame().schema == found.to_frame().schema
