"""Text that shows nothing and does something is refused alike in files and patches; names that look the same are the same."""

from __future__ import annotations

import json
from functools import reduce
from typing import Any
from unittest.mock import patch as replaced

import pytest

from hostile import plain_tree, text_fields
from realpolitik.crisis import reserved, wording
from realpolitik.crisis.characters import alike
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.lookup import NAMING, partner_of, state_of
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
    assert patch(START, {"question": text}).question == text
    assert parse_document(json.dumps({"question": text}), "a.json").tree == {"question": text}


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
        ("Se\u034fne\u0301gal", "is drawn as nothing"),
        ("S\u00e9n\u00e9gal\ufe0f", "is the name of"),
        ("\u0301S\u00e9n\u00e9gal \u0302", "is the name of"),
        ("\u0301", "is empty to a reader"),
        ("S\u00e9n\u00e9g\u0430l", "mixes Latin and Cyrillic letters in one word (U+0430)"),
        ("S\u00e9n\u00e9g\u0251l", "is the name of"),
        ("Signs nothing", "stands for no alignment"),
        ("N\u00f3body", "stands for no alignment"),
        ("the no-alignment", "stands for no alignment"),
        ("Truth", "stands for what is no state's belief"),
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


@pytest.mark.parametrize("section, entry", [("suitors", "North"), ("states", "NOR")])
@pytest.mark.parametrize("key", ["none", "None", "no-alignment", "Nobody", "signs_nothing", "truth", "Truth"])
def test_keys_that_are_words_of_the_program_are_refused(key, section, entry):
    tree = plain_tree()
    tree[section][key] = tree[section].pop(entry) | {"name": "Elsewhere"}
    with pytest.raises(CrisisInvalid, match=f"{section}.{key}: `{key}` stands for "):
        read_text(json.dumps(tree), "a.json")


@pytest.mark.parametrize("word", reserved.NOBODY_SIGNS)
def test_a_word_for_nobody_is_understood_and_no_name(word):
    assert partner_of(word.upper(), START) == reserved.NOBODY
    assert reserved.reserved_for(word.replace(" ", "-")) == reserved.NO_ALIGNMENT


TABLES = ("stakes", "treaties", "war_plans", "factors", "claims", "states", "suitors")
"""The tables whose entries a path of the command line takes by name."""


@pytest.mark.parametrize("table", [*TABLES, "suitors.North.menu", "states.SOU.types"])
@pytest.mark.parametrize("spelled", ["Same", "s\u0430me".upper(), "\u2060sam\u0435", "same\ufe0f "])
def test_what_looks_the_same_is_the_name_of_one_entry(table, spelled):
    tree: Any = plain_tree()
    entries = reduce(lambda place, step: place[step], table.split("."), tree)
    field = next(field for field in NAMING if field in next(iter(entries.values())))
    key, entry = next(iter(entries.items()))
    entries[key] = entry | {field: "Same"}
    entries["another"] = entry | {field: spelled}
    with pytest.raises(CrisisInvalid) as caught:
        read_text(json.dumps(tree), "a.json")
    places = {(each.path, each.message.partition(" is ")[2]) for each in caught.value.problems}
    assert (f"{table}.another.{field}", f"the name of `{key}` too") in places


def test_what_happened_is_no_name():
    event = plain_tree()["events"]["levy"]
    assert len(patch(START, {"events": {"one": event, "two": event}}).events) == 2


@pytest.mark.parametrize(
    "name",
    [
        "\u00c6thelred",
        "\u0141\u00f3d\u017a",
        "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1",
        "T\u00fcrkiye",
        "\u0420\u043e\u0441\u0441\u0438\u044f",
        "\u65e5\u672c",
        "NATO\u8ecd",
        "\u65e5\u672c\u306e\u56fd",
        "\ub300\ud55c\ubbfc\uad6d",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f",
        "\u0939\u093f\u0928\u094d\u0926\u0940",
        "\u0130stanbul",
        "K\u0131br\u0131s",
        "\u0110\u1ea3ng C\u1ed9ng s\u1ea3n",
        "O\u2019Higgins",
        "\u02bbOkina",
        "Austria\u2010Hungary",
        "\u0421\u0421\u0421\u0420-West",
        "\u2764\ufe0f Party",
        "\U0001f1f9\U0001f1f7",
        "\u2163 Reich",
        "\u30ab\u30fc\u30c9",
        "Nothing Hill",
    ],
)
def test_names_of_all_scripts_may_stand(name):
    crisis = patch(START, {"states.NOR.name": name, "suitors.North.name": name})
    assert crisis.states["NOR"].name == name
    assert state_of(name.upper(), crisis) == "NOR"


def test_names_alike():
    assert alike("Å  B") == alike("a\u030a b")
    assert alike("\uff21") == alike("a")
    assert alike("North") != alike("Nortn")
    assert alike("\u0130ran") == alike("iran")
    assert alike("\u0421\u0421\u0421\u0420") == alike("CCCP")
    assert alike("L\u2019Orient\u2013Est") == alike("l'orient-est")
    assert alike("\u0928\u093f") != alike("\u0928")  # a vowel is a mark


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


@pytest.mark.parametrize(
    "line, broken, place",
    [
        ("    name: North\n", '    name: "North\\n\\nAn attack is certain."\n', "states.NOR.name"),
        ("    name: North\n", '    name: "Nor\\tth"\n', "states.NOR.name"),
        ("title: ", 'title: "One line\\nand another"\nquestion: "Who?" # ', "title"),
    ],
)
def test_a_name_is_one_line(line, broken, place):
    assert line in STARTER
    text = STARTER.replace(line, broken, 1)
    if place == "title":
        text = "\n".join(row for row in text.split("\n") if not row.startswith("question: ") or "Who?" in row)
    with pytest.raises(CrisisInvalid, match=rf"{place}: has a line break or a tab.*write it on one line"):
        read_text(text, "a.yaml")


def test_keys_are_told_apart_by_more_than_capitals():
    state = "\n  nor: {name: Another, capability: 0.1}\nstakes:"
    with pytest.raises(
        CrisisInvalid, match=r"states\.nor: is read as `NOR`, for capitals and strokes make no difference"
    ):
        read_text(STARTER.replace("\nstakes:", state, 1), "a.yaml")
