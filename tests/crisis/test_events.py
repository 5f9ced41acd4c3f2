"""The quick parser may only say what the careful one says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import realpolitik
from realpolitik.crisis import document
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.events import NotReadable, careful_events, quick_events
from realpolitik.crisis.read import library
from realpolitik.errors import CrisisInvalid

PACKAGE = Path(realpolitik.__file__).parent
FILES = sorted([*PACKAGE.rglob("*.yaml"), *Path(__file__).with_name("broken").glob("*.yaml")])
TEXTS = {path: path.read_text(encoding="utf-8", errors="replace") for path in FILES}


def reading(text):
    """All that is said of a text: its tree, keys and values, or what is wrong with it."""
    try:
        return parse_document(text, "text.yaml")
    except CrisisInvalid as invalid:
        return [str(problem) for problem in invalid.problems]


def all_of(events):
    try:
        return list(events)
    except NotReadable:
        return None


def refuse(text):
    raise NotReadable((1, 1), "not asked", "")
    yield


def test_files_of_the_library_are_read_quickly():
    for path in library().values():
        assert all_of(quick_events(TEXTS[path])) == all_of(careful_events(TEXTS[path])) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_file_reads_the_same_without_the_quick_parser(path, monkeypatch):
    found = reading(TEXTS[path])
    monkeypatch.setattr(document, "quick_events", refuse)
    assert found == reading(TEXTS[path])


def test_file_reads_the_same_where_there_is_no_libyaml(monkeypatch):
    text = TEXTS[library()["ussr-1939"]]
    found = reading(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert all_of(quick_events(text)) is None
    assert found == reading(text)


PIECES = [
    *"-?:,[]{}#&*!|>'\"%@`=~\\<. \n\t\r\0",
    *("\x07", "\x7f", "\x80", "\x85", "\xa0", "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffe", "\ufffd", "\ud800"),
    *("a", "b: ", "k:", "é", "日", "\U0001f600", "1", ".5", "no", "null", "''", '""', '"x"', "'y'", "a:b", "http://x"),
    *("\r\n", "\n\n", "\n ", "\n  ", "\n    ", "  ", " #", "# c\n", "- ", "? ", ": ", "\n- ", "\n? ", "\n: "),
    *("|\n", ">\n", "|-\n  ", ">+\n  ", "|2\n", ">1-\n", "|\n\n  ", "| # c\n  ", "\\n", "\\/", "\\x41", "\\\n", "\\ud83d"),
    *("---", "...", "---\n", "...\n", "\n---\n", "\n...\n", "%YAML 1.1\n---\n", "%TAG ! !\n", "%X\n", "<<: ", "*a", "&a "),
    *("!x ", "!!str ", "k: v\n", "k: [a, b]\n", "k: {a: 1}\n", "- x\n", "  - x\n", "k:\n", "  k:\n", "[" * 40, "- " * 40),
    *("x" * 1024, "é" * 1022 + ": ", "{a: " * 40, "? " * 40, '"' + "z" * 1023 + '":'),
]  # fmt: skip


@st.composite
def mutations(draw):
    """A few lines of a real file, with pieces cut out and put in."""
    lines = TEXTS[draw(st.sampled_from(FILES))].split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *PIECES])) + text[at + draw(st.integers(0, 4)) :]
    return text


TANGLED = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), mutations())


def assert_quick_is_as_careful(text):
    quick = all_of(quick_events(text))
    assume(quick is not None)
    assert quick == all_of(careful_events(text))


@settings(max_examples=200, deadline=None)
@given(TANGLED)
def test_quick_parser_says_what_the_careful_one_says_or_nothing(text):
    assert_quick_is_as_careful(text)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(TANGLED)
def test_quick_parser_says_what_the_careful_one_says_or_nothing_of_much_more(text):
    assert_quick_is_as_careful(text)


@pytest.mark.parametrize(
    "text",
    [
        "a:\n",  # the places of empty values
        "? \n",
        "*a\n",  # what may be a name
        "&a b\n",
        "!a b\n",
        "a: |\n\n   b\n",  # blocks that one refuses
        "|#\n",
        "|\n#\n",
        "a\n...\n...\n",  # how many documents there are
        "--- a\n",
        "a\tb\n",  # white space and line ends
        "a\t\n",
        "a: b\r\n",
        "a\x85b\n",
        "a\u2028b\n",
        "a: 1\n\ufeff",
        "\ufeffa: 1\n",
        "a: \ud800\n",  # text that is none
        "a: \0\n",
    ],
)
def test_what_the_parsers_may_read_differently_is_left_to_the_careful_one(text):
    assert all_of(quick_events(text)) is None
