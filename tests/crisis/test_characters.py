"""Text that shows nothing and does something is refused alike in files and patches; names that look the same are the same."""

from __future__ import annotations

import json
from unittest.mock import patch as replaced

import pytest

from hostile import plain_tree, text_fields
from realpolitik.crisis import wording
from realpolitik.crisis.characters import alike
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.patch import parse_assignment, patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid

START = read_text(STARTER, "starter.yaml")
REFUSED = (
    "\x00\x07\x0b\x0c\r\x1b\x7f\x85\x9b\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\u206a\ufeff\ufff9\ufffe\uffff"
    "\ud800\udfff\U000e0041\U0001fffe"
)
KEPT = "\t\u00a0\u00ad\u200c\u200d\u202f\u3000é日\U0001f600e\u0301"


@pytest.mark.parametrize("letter", REFUSED, ids=lambda letter: f"{ord(letter):04x}")
def test_a_character_is_refused_in_a_file_as_an_escape_and_in_a_patch(letter):
    name = f"U+{ord(letter):04X} cannot stand in"
    raw = STARTER.replace("title: A pivot", f"title: A{letter} pivot")
    escaped = STARTER.replace("title: A pivot between two suitors", f"title: {json.dumps(f'A{letter} pivot')}")
    readings = [lambda: read_text(escaped, "a.yaml"), lambda: patch(START, {"title": f"A{letter}"})]
    readings.append(
        lambda: patch(START, {"factors": {f"f{letter}": {"name": "x", "line": "x", "without": {"stakes": None}}}})
    )
    readings.append(lambda: patch(START, {f"title{letter}": "x"}))
    if letter not in "\x00\r":  # the first is in no argument, the second is how some end their lines
        readings += [lambda: read_text(raw, "a.yaml"), lambda: parse_assignment(f"title=A{letter}")]
        readings.append(lambda: read_text(f"# {letter}\n{STARTER}", "a.yaml"))
    for reading in readings:
        with pytest.raises(CrisisInvalid, match="cannot stand in") as caught:
            reading()
        problem = caught.value.problems[0]
        assert name in problem.message or letter > "\uffff"
        assert letter not in str(caught.value)
    with pytest.raises(CrisisInvalid) as caught:
        read_text(escaped, "a.yaml")
    assert (caught.value.problems[0].line, caught.value.problems[0].path) == (5, "title")


def test_every_text_of_a_crisis_is_guarded():
    tree = plain_tree()
    for place in text_fields(tree):
        if place[0] != "id":
            with pytest.raises(CrisisInvalid, match=r"U\+202E"):
                patch(START, {".".join(map(str, place)): "a\u202eb"})


@pytest.mark.parametrize("letter", KEPT, ids=lambda letter: f"{ord(letter):04x}")
def test_other_characters_are_read_as_they_are(letter):
    text = f"a{letter}b"
    assert patch(START, {"title": text}).title == text
    assert parse_document(json.dumps({"title": text}), "a.json").tree == {"title": text}


def test_a_crisis_is_read_from_json_as_any_library_writes_it():
    tree = plain_tree() | {"title": "A \U0001f600 crisis", "question": "\U00020000?"}
    one = read_text(json.dumps(tree), "a.json")
    assert one == read_text(json.dumps(tree, ensure_ascii=False, indent=1), "a.json")
    assert one.title == tree["title"]
    key = "\U0001f600"
    assert parse_document(json.dumps({key: 1}), "a.json").tree == {key: 1}
    with pytest.raises(CrisisInvalid, match=r"a\.json:3:2: x: character U\+D83D cannot stand in text"):
        parse_document('{"y": 1,\n "x": "\\ud83d \\ude00"}'.replace('"x": ', '"x":\n '), "a.json")


@pytest.mark.parametrize(
    "section, one, other", [("states", "NOR", "SOU"), ("suitors", "North", "South")], ids=["states", "suitors"]
)
@pytest.mark.parametrize(
    "name, says",
    [
        ("", "is empty to a reader"),
        (" \t ", "is empty to a reader"),
        ("\u200c\u3164\u2800", "is empty to a reader"),
        ("No  Alignment", "stands for no alignment"),
        ("NOBODY", "stands for no alignment"),
        ("none", "stands for no alignment"),
        ("Se\u0301n\u00e9gal", "is the name of"),
        (" S\u00c9N\u00c9GAL\u200d", "is the name of"),
    ],
)  # fmt: skip
def test_names_that_a_reader_cannot_tell_apart_are_refused(section, one, other, name, says):
    changes = {f"{section}.{one}.name": "S\u00e9n\u00e9gal", f"{section}.{other}.name": name}
    with pytest.raises(CrisisInvalid) as caught:
        patch(START, changes)
    assert any(says in each.message and each.path == f"{section}.{other}.name" for each in caught.value.problems)


def test_a_name_that_is_the_key_of_another_is_refused():
    with pytest.raises(CrisisInvalid, match="`sou` is the key of another entry"):
        patch(START, {"states.NOR.name": "sou"})
    assert patch(START, {"states.NOR.name": "nor"}).states["NOR"].name == "nor"


@pytest.mark.parametrize("key", ["none", "None", "no-alignment", "Nobody"])
def test_keys_that_stand_for_nobody_are_refused(key):
    tree = plain_tree()
    tree["suitors"][key] = tree["suitors"].pop("North") | {"name": "Elsewhere"}
    with pytest.raises(CrisisInvalid, match=f"suitors.{key}: `{key}` stands for no alignment"):
        read_text(json.dumps(tree), "a.json")


def test_names_alike():
    assert alike("Å  B") == alike("a\u030a b")
    assert alike("\uff21") == alike("a")
    assert alike("North") != alike("Nortn")


@pytest.mark.parametrize("many", [1, 2000])
def test_what_may_have_been_meant_is_looked_for_only_where_it_is_shown(many):
    effects = ", ".join(f"states.PIW.readiness{n}: {{set: 0.5}}" for n in range(many))
    text = STARTER.replace("\nevents:\n", f"\nevents:\n  more: {{date: 1900-01-01, what: x, effects: {{{effects}}}}}\n")
    with (
        replaced.object(wording.difflib, "get_close_matches", wraps=wording.difflib.get_close_matches) as searches,
        pytest.raises(CrisisInvalid, match=r"did you mean `states\.PIV\.readiness`") as caught,
    ):
        read_text(text, "a.yaml")
    assert searches.call_count == min(many, wording.MAX_SUGGESTED)
    assert len(caught.value.problems) == min(many, wording.MAX_REPORTED + 1)


def test_a_wrong_word_is_compared_with_few_of_very_many():
    known = [f"s{n}" for n in range(50_000)]
    with replaced.object(wording.difflib, "get_close_matches", wraps=wording.difflib.get_close_matches) as search:
        told = str(wording.suggestion("s49999x", known, "the sources are"))
    assert len(search.call_args.args[1]) == wording.MAX_COMPARED
    assert len(told) < 400


def test_a_patch_of_very_many_mistakes_is_cut_like_a_file():
    with pytest.raises(CrisisInvalid) as caught:
        patch(START, {f"states.PIV.readines{n}": 1 for n in range(1000)})
    assert len(caught.value.problems) == wording.MAX_REPORTED + 1
    with pytest.raises(CrisisInvalid, match="a path of 100,001 steps leads nowhere"):
        patch(START, {"a." * 100_000 + "a": 1})
