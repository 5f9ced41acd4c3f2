"""What pages quote of the program is written by a command, and nobody types it."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from test_prose import ROOT, fences


def recorder() -> ModuleType:
    """Load the script beside the pages, which is no module of the package."""
    spec = importlib.util.spec_from_file_location("record", ROOT / "docs" / "record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["record"] = module
    spec.loader.exec_module(module)
    return module


record = recorder()
NOT_OURS = re.compile(r"^(make |source |mine\.yaml: valid)")
"""What stands in fences without a mark and is no answer of the program that could change."""


def quoted(page: Path) -> list[str]:
    """Return the fences of a page that quote an answer."""
    return [
        fence.text
        for fence in fences(page.read_text(encoding="utf-8"))
        if fence.info == "" and not NOT_OURS.match(fence.text)
    ]


@pytest.mark.parametrize("page", record.pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_quoted_answer_is_recorded_and_has_the_parts_that_it_should(page):
    found = [each for _, each in record.records(page.read_text(encoding="utf-8"))]
    assert [each.shown for each in found] == quoted(page)
    for each in found:
        lines = each.shown.splitlines()
        for part in each.parts:
            assert any(record.is_at(line, part.start) for line in lines), part.start
            assert part.end is None or any(record.is_at(line, part.end) for line in lines), part.end


PRINTED = """\
A title

the answer, in two
lines

table     a
one       1
two       2

table     b
one       3
  a footnote
"""


@pytest.mark.parametrize(
    "parts, shown",
    [
        ([], PRINTED),
        ([("the answer", None)], "the answer, in two\nlines\n"),
        ([("the answer", "one")], "the answer, in two\nlines\n\ntable     a\none       1\n"),
        ([("A title", None), ("the answer", None)], "A title\n\nthe answer, in two\nlines\n"),
        ([("A title", None), ("table     b", "one")], "A title\n[…]\ntable     b\none       3\n"),
        ([("A title", None), ("[…]", None)], "A title\n[…]\n"),
        ([("… in two", None), ("…footnote", None)], "the answer, in two\nlines\n[…]\n  a footnote\n"),
    ],
)
def test_parts_of_an_answer_are_shown_in_their_order(parts, shown):
    assert record.excerpt(PRINTED, [record.Part(*part) for part in parts]) == shown


@pytest.mark.parametrize("parts", [["nothing"], ["table     b", "table     a"]])
def test_a_part_that_the_answer_has_not_is_missed(parts):
    with pytest.raises(ValueError, match="begins with"):
        record.excerpt(PRINTED, [record.Part(part) for part in parts])


def page_of(says: str) -> str:
    return f"Before.\n\n<!-- recorded\n{says}-->\n\n```\nold\n```\n\nAfter.\n"


def test_a_page_is_written_anew_where_it_quotes_and_nowhere_else(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(page_of('$ realpolitik copy ussr-1939 mine.yaml\n$ realpolitik glossary "base rate"\n"base"\n'))
    asked = []

    def answer(commands):
        asked.append(commands)
        return "heading\n\nbase rate\n  new\n"

    monkeypatch.setattr(record, "answer", answer)
    record.main(["--page", str(page)])
    assert asked == [(("copy", "ussr-1939", "mine.yaml"), ("glossary", "base rate"))]
    assert page.read_text() == page_of(
        '$ realpolitik copy ussr-1939 mine.yaml\n$ realpolitik glossary "base rate"\n"base"\n'
    ).replace("old\n", "base rate\n  new\n")
    record.main(["--page", str(page), "--only", "no such command"])
    assert len(asked) == 1


def test_commands_run_in_an_empty_folder_and_the_last_one_answers():
    printed = record.answer([("new", "mine.yaml"), ("glossary", "window")])
    assert printed.startswith("window")


@pytest.mark.parametrize("says", ["realpolitik run a\n", '"a part alone"\n'])
def test_a_comment_that_records_nothing_is_refused(says):
    with pytest.raises(ValueError, match="command"):
        list(record.records(page_of(says)))
