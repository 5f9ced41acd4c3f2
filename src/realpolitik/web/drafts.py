"""Crises of one's own, as drafts in the store: how pages name them, and how one becomes a crisis."""

from __future__ import annotations

import re
from typing import Final

from realpolitik.crisis.characters import masked
from realpolitik.crisis.read import read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import CrisisNotFound
from realpolitik.store import Draft, Store

OWN: Final = "draft:"
"""Stands before the id of a draft where the id of a crisis is asked for; no key of the library has a colon."""
UNTITLED: Final = "A crisis without a title"
LONGEST_TITLE: Final = 120
_TITLE: Final = re.compile(r"^title:[ \t]*(?:[|>][-+]?[ \t]*\n[ \t]+)?(\S[^\n]{0,400})", re.MULTILINE)
_QUOTED: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")


def title_of(text: str) -> str:
    """Return how a draft is called in lists: by its title, as far as one can tell without reading a file that may be wrong."""
    found = _TITLE.search(text)
    if found is None:
        return UNTITLED
    quoted = _QUOTED.match(found[1])
    said = (quoted[1] or quoted[2] or "") if quoted else re.split(r"\s#", found[1])[0]
    shown = "".join(letter if letter.isprintable() else " " for letter in masked(said))
    return " ".join(shown.split())[:LONGEST_TITLE] or UNTITLED


def draft_called(word: str, store: Store) -> Draft | None:
    """Return the draft that is meant where the id of a crisis is asked for; None, if the word means no draft.

    Raises
    ------
    CrisisNotFound
        If it means a draft that is not there.
    """
    if not word.startswith(OWN):
        return None
    found = store.draft(word.removeprefix(OWN))
    if found is None:
        raise CrisisNotFound("there is no such draft any more; those that there are stand under Write your own")
    return found


def crisis_of_draft(draft: Draft) -> Crisis:
    """Return the crisis that a draft is. It was written by anybody: whoever solves it sets limits to that.

    Raises
    ------
    CrisisInvalid
        If something is wrong with it.
    """
    return read_text(draft.text, "this draft")
