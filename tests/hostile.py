"""A crisis whose every text is written to do harm where it is shown."""

from __future__ import annotations

from functools import cache
from itertools import count

from realpolitik import patch, read_text
from realpolitik.analysis.brief import Brief, gather
from realpolitik.analysis.work import Work
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.shape import bare, expected, is_key
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.tree import to_tree
from staged import STAGED

HARM = (
    "=cmd|'/c calc'!A1</script></SCRIPT ><script>top.harmed=\"{0}\"</script><!-- --> ]]>{{{{ 7*7 }}}}{{% raw %}}"
    '"><img src=x onerror="top.harmed={0}"><svg onload=top.harmed={0}></style></title></textarea>\\u0027;top.harmed={0};//'
    "'+datum.x+'\\&amp;&#60;|javascript:top.harmed={0} \u202fÅ " + "long" * 40 + "|" + "\U0001f600"
)
NOT_FREE = {"path", "source", "disputed_by"}
"""Texts that must name something."""


def text_fields(tree, path=()):
    """Walk the places of a crisis where any text may stand."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, item in items:
        place = (*path, step)
        annotation = expected(Crisis, place)
        if isinstance(item, str) and bare(annotation) is str and not is_key(annotation) and step not in NOT_FREE:
            yield place
        yield from text_fields(item, place)


def plain_tree():
    """Return the tree of a crisis that has every section, and every kind of text in them."""
    tree = to_tree(patch(read_text(STARTER, "starter.yaml"), STAGED))
    tree["sources"]["yearbook"]["locator"] = "p. 1"
    tree["states"]["PIV"]["capability"]["note"] = "as printed"
    tree["suitors"]["North"]["menu"]["pact"]["says"] = "A pact"
    tree["war_plans"]["autumn"]["occasions"] = {
        key: {**occasion, "why": "harvest"} for key, occasion in tree["war_plans"]["autumn"]["occasions"].items()
    }
    return tree


def hostile_crisis() -> Crisis:
    """Return a crisis with harm in every text of it."""
    tree, number = plain_tree(), count()
    places = list(text_fields(tree))
    assert {place[0] for place in places} >= {
        "title", "question", "sources", "states", "stakes", "suitors", "war_plans", "events", "moves", "perceptions",
        "factors", "claims",
    }  # fmt: skip
    changes = {".".join(map(str, place)): HARM.format(next(number)) for place in places if place[0] != "id"}
    return patch(patch(read_text(STARTER, "starter.yaml"), STAGED), changes)


@cache
def hostile_brief() -> Brief:
    """Return all findings about the hostile crisis."""
    return gather(hostile_crisis(), Work(2))


def document_of(text: str):
    """Return the tree of a text."""
    return parse_document(text, "text.yaml").tree
