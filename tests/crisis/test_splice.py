"""Changes in the text of a file: they say what they are to say, and leave all else as it was written."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from realpolitik.crisis.document import follow, parse_document
from realpolitik.crisis.read import library
from realpolitik.crisis.splice import NotSpliced, splice
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid

ODD = """\
# head
plain: words   # beside
folded: >-
  two
  lines

# above the empty ones
empty:
flow: {a: 1, b: [1, 2],
    c: {d: "x # no comment"}}   # after flow
"quoted key": 'it''s'
many words: of
  two lines   # at its end
block:
  - one   # first
  # between
  - two
nested:
  deep:
    er: 1
    # last within
literal: |
  a

  b
# end
"""
CONTENTS = (
    None,
    0.25,
    True,
    "some words: with a colon",
    "words # that are long " * 9,
    " blanks  and\nlines ",
    ["a", 1],
    {"a": 1, "b": {"c": [1, 2], "d": {"e": "x " * 60}}},
)


def paths_in(tree, path=()):
    """Walk all paths of a tree but that of the whole."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, entry in entries:
        yield (*path, step)
        yield from paths_in(entry, (*path, step))


def changed(tree, path, content):
    """What a tree says after a change, worked out plainly."""
    if len(path) > 1:
        inner = changed(tree[path[0]], path[1:], content)
        return {**tree, path[0]: inner} if isinstance(tree, dict) else [*tree[: path[0]], inner, *tree[path[0] + 1 :]]
    if isinstance(tree, list):
        return [*tree[: path[0]], *([] if content is None else [content]), *tree[path[0] + 1 :]]
    kept = {key: entry for key, entry in tree.items() if key != path[0]}
    return kept if content is None else {**tree, path[0]: content}


def comments_in(text):
    return Counter(line.strip() for line in text.splitlines() if line.strip().startswith("#"))


@pytest.mark.parametrize("name", ["odd", "starter", "veldra-1884", "ussr-1939"])
def test_any_place_takes_any_content_and_the_rest_stays(name):
    text = {"odd": ODD, "starter": STARTER}.get(name) or library()[name].read_text(encoding="utf-8")
    tree = parse_document(text, name).tree
    paths = list(paths_in(tree))
    chosen = random.Random(7)
    for path in paths if name == "odd" else chosen.sample(paths, 12):
        for content in CONTENTS if len(text) < 20_000 else chosen.sample(CONTENTS, 2):
            new = splice(text, [(path, content)])
            assert parse_document(new, name).tree == changed(tree, path, content)
            if not isinstance(follow(tree, path), (dict, list)):
                assert not comments_in(text) - comments_in(new), (path, content)


@pytest.mark.parametrize(
    "path, content, gone, come",
    [
        (("plain",), 3, "plain: words ", "plain: 3 "),
        (("empty",), "x", "empty:\n", "empty: x\n"),
        (("flow", "b"), None, "a: 1, b: [1, 2],\n    c", "a: 1, c"),
        (("flow", "e"), 5, 'comment"}}', 'comment"}, e: 5}'),
        (("block", 2), "three", "- two\n", "- two\n  - three\n"),
        (("nested", "deep", "fe"), {"r": 2}, "er: 1\n", "er: 1\n    fe: {r: 2}\n"),
        (("nested", "deep"), None, "deep:\n    er: 1\n", "{}\n"),
        (("new", "one"), 1, "# end", "new: {one: 1}\n# end"),
        (("many words",), "less", "of\n  two lines", "less"),
    ],
)
def test_a_change_touches_nothing_else(path, content, gone, come):
    assert ODD.count(gone) == 1
    assert splice(ODD, [(path, content)]) == ODD.replace(gone, come)


def test_a_new_field_stands_where_the_schema_has_it():
    new = splice(STARTER, [(("states", "NOR", "readiness"), 0.5), (("states", "PIV", "types", "x", "prior"), 1)])
    assert "source: yearbook}\n    readiness: 0.5\n    reputation: 0.15" in new
    assert "    war_cost: 0.2\n    types: {x: {prior: 1}}\n  NOR:" in new


def test_what_says_so_already_is_left_as_it_is_written():
    assert splice(ODD, [(("flow", "a"), 1), (("nothing", "here"), None)]) == ODD


@pytest.mark.parametrize("path", [("plain", "in"), ("block", 7, "x"), ("block", "x"), ()])
def test_a_place_that_cannot_be_is_refused(path):
    with pytest.raises(NotSpliced):
        splice(ODD, [(path, {} if path else None)])


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "? a\n", "? a\n? b\n", "a: b: c", "- a", "\ufeffa: 1\n", "'a'", "{? a}", "a:\r\n  b: 1\r\n"],
)
@pytest.mark.parametrize("change", [(("a",), 2), (("a",), None), (("a", "b"), {"c": [1]}), (("a", 0), "x")])
def test_odd_texts_are_changed_rightly_or_not_at_all(text, change):
    try:
        new = splice(text, [change])
    except (NotSpliced, CrisisInvalid):
        return
    tree = parse_document(new, "odd.yaml").tree
    if change[1] is None:
        assert not (isinstance(tree, dict) and "a" in tree)
    else:
        assert follow(tree, change[0]) == change[1]


def test_a_text_that_cannot_be_read_is_not_changed():
    with pytest.raises(CrisisInvalid):
        splice("a: &x 1\nb: *x\n", [(("a",), 2)])
