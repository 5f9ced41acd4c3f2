from __future__ import annotations

import os
from pathlib import Path

import pytest

from realpolitik.crisis.document import parse_document
from realpolitik.crisis.read import library, load, read_crisis, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid, CrisisNotFound

BROKEN = Path(__file__).with_name("broken")
FILES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


def problems(path: Path) -> str:
    """Every problem of a file, one a line, with the file's name alone."""
    with pytest.raises(CrisisInvalid) as caught:
        read_crisis(path)
    return "".join(f"{problem}\n".replace(str(path), path.name) for problem in caught.value.problems)


@pytest.mark.parametrize("name", FILES)
def test_broken_file_is_refused_with_every_problem_in_its_place(name):
    expected = (BROKEN / f"{name}.txt").read_text(encoding="utf-8")
    assert problems(BROKEN / f"{name}.yaml") == expected


@pytest.mark.parametrize("name", FILES)
def test_problem_says_what_is_wrong_and_what_to_do(name):
    for line in (BROKEN / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        assert line.count("; ") >= 1
        for noise in ("Extra inputs", "Input should", "Field required", "tuple[", "pydantic", "Traceback"):
            assert noise not in line


def test_what_is_no_ordinary_file_is_not_opened(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert problems(tmp_path) == f"{tmp_path.name}:1:1: is a directory; name a crisis file\n"
    assert problems(pipe) == "pipe:1:1: is not an ordinary file; name a crisis file\n"
    assert "is not an ordinary file" in problems(Path("/dev/zero"))


def test_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert problems(path).startswith("large.yaml:1:1: is too large: 100,000,000 bytes")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 400_000,
        "- " * 400_000,
        "? " * 400_000,
        "{a: " * 200_000,
        "a: [" + "1, " * 250_000 + "]",
        "".join(f"a{n}: &a{n} x\n" for n in range(40_000)),
        'a: "' + "\\x41" * 200_000,
        "a: 0x" + "f" * 500_000,
        "a: " + "9" * 500_000,
    ],
    ids=["brackets", "dashes", "questions", "braces", "entries", "anchors", "escapes", "hexadecimal", "digits"],
)
def test_hostile_text_is_refused_soon_and_with_few_problems(text):
    with pytest.raises(CrisisInvalid) as caught:
        parse_document(text, "hostile.yaml")
    assert 1 <= len(caught.value.problems) <= 100
    assert all(len(str(problem)) < 400 for problem in caught.value.problems)


def test_syntax_is_the_last_of_very_many_problems():
    with pytest.raises(CrisisInvalid) as caught:
        parse_document("".join(f"a{n}: *x\n" for n in range(99)) + "a: ]", "many.yaml")
    assert len(caught.value.problems) == 100
    assert "not YAML" in str(caught.value.problems[-1])


def test_many_problems_are_counted_and_not_all_shown():
    text = STARTER + "".join(f"unknown{n}: 1\n" for n in range(1000))
    with pytest.raises(CrisisInvalid) as caught:
        read_text(text, "many.yaml")
    assert len(caught.value.problems) == 201
    assert "800 more problems" in str(caught.value)


@pytest.mark.parametrize(
    "text, value",
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("1939-04-01", "1939-04-01"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("True", True),
        ("~", None),
        ("'1'", "1"),
    ],
)
def test_plain_words_are_read_by_the_core_schema(text, value):
    found = parse_document(f"key: {text}\n", "plain.yaml").tree["key"]
    assert found == value
    assert type(found) is type(value)


def test_positions_of_keys_and_values():
    document = parse_document("a: 1\nb:\n  c: [1, {d: 2}]\n", "places.yaml")
    assert document.values[("b", "c", 1, "d")] == (3, 14)
    assert document.keys[("b", "c")] == (3, 3)
    assert document.where(("b", "c", 1, "d")) == (3, 14)
    assert document.where(("b", "nothing")) == (2, 1)


def test_library_holds_valid_crises_under_their_ids():
    assert library()
    for name in library():
        assert load(name).id == name


def test_crisis_that_is_not_there_is_named_with_its_neighbours(tmp_path):
    for word in ("ussr-1938", "USSR 1938"):
        with pytest.raises(CrisisNotFound, match="did you mean ussr-1939"):
            load(word)
    with pytest.raises(CrisisNotFound):
        read_crisis(tmp_path / "nothing.yaml")
    with pytest.raises(CrisisNotFound):
        load("a\0b")


def test_capitals_make_no_difference_in_an_id_where_no_file_is_called_so(tmp_path, monkeypatch):
    assert load("USSR-1939").id == load("Ussr_1939").id == "ussr-1939"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Ussr-1939").write_text(STARTER, encoding="utf-8")
    assert load("Ussr-1939").id == read_text(STARTER, "s").id
