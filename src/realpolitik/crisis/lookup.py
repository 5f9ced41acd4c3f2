"""What a user means by a word: the key of a state, suitor or factor, by its key or by its name.

The one place where words of a user become keys. A key as the file spells it always means itself; else what looks the same is the
same, and upper and lower case, marks on letters, hyphens, underscores and a leading "the" make no difference.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from realpolitik.crisis.characters import fold
from realpolitik.crisis.document import clip, place_in_list
from realpolitik.crisis.reserved import NO_ALIGNMENT, NOBODY, means_nobody
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.tree import to_tree
from realpolitik.errors import UnknownName

MOST_LISTED = 40
NAMING = ("name", "says", "what")
"""Fields of an entry that name it, the first that it has."""


def name_of_entry(entry: Any) -> str:
    """Return what an entry of a crisis calls itself; empty, if it has no name."""
    fields = entry if isinstance(entry, Mapping) else {field: getattr(entry, field, None) for field in NAMING}
    return next((str(fields[field]) for field in NAMING if fields.get(field)), "")


def names_of(entries: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of entries by their keys; the key, of one without a name."""
    return {key: name_of_entry(entry) or key for key, entry in entries.items()}


def partners_of(crisis: Crisis) -> dict[str, str]:
    """Return the names of those with whom the pivot can sign, and of nobody, by their keys."""
    return {NOBODY: NO_ALIGNMENT, **names_of(crisis.suitors)}


def state_of(word: str, crisis: Crisis) -> str:
    """Return the key of a state; see `find`."""
    return find(word, names_of(crisis.states), "state of this crisis")


def suitor_of(word: str, crisis: Crisis) -> str:
    """Return the key of a suitor; see `find`."""
    return find(word, names_of(crisis.suitors), "suitor of this crisis")


def partner_of(word: str, crisis: Crisis) -> str:
    """Return the key of a suitor, or that of no alignment, by any word for it; see `find`."""
    known = partners_of(crisis)
    if word not in known and type(word) is str and means_nobody(word):
        return NOBODY
    return find(word, known, "outcome of this crisis")


def factors_of(text: str, crisis: Crisis) -> tuple[str, ...]:
    """Return the keys of factors that a list with commas means; see `find_all`."""
    if not crisis.factors:
        raise UnknownName(f"{crisis.id} names no factors; give it a section `factors`, with a patch that removes each")
    return find_all(text, names_of(crisis.factors), "factor of this crisis")


def find(word: str, known: Mapping[str, str], kind: str) -> str:
    """Return the key that a word means.

    Parameters
    ----------
    word : str
        A key or a name.
    known : mapping
        Names by their keys.
    kind : str
        What is looked for, such as "state of this crisis", for the message.

    Raises
    ------
    UnknownName
        If nothing is called so, or several things are; with the nearest name, and all of them.
    """
    if not isinstance(word, str):
        raise UnknownName(f"{clip(repr(word))} is no {kind}; {_suggestion('', known)}")
    if word in known:
        return word
    meant = _meanings(known).get(fold(word), ())
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UnknownName(f"{clip(word)} may mean {' or '.join(f'`{key}`' for key in meant)}; write the key")
    raise UnknownName(f"{clip(word)} is no {kind}; {_suggestion(word, known)}")


def find_all(text: str, known: Mapping[str, str], kind: str) -> tuple[str, ...]:
    """Return the keys that a list with commas means, each once; a name may have commas of its own.

    Parameters
    ----------
    text, known, kind
        As of `find`.

    Raises
    ------
    UnknownName
    """
    words, keys = text.split(","), []
    meanings = _meanings(known)
    while words:
        long = next((n for n in range(len(words), 1, -1) if fold(",".join(words[:n])) in meanings), 1)
        word = ",".join(words[:long]).strip()
        words = words[long:]
        if word:
            keys.append(find(word, known, kind))
    return tuple(dict.fromkeys(keys))


def labelled(known: Mapping[str, str]) -> list[str]:
    """Return keys, each with its name in brackets where the name is another word."""
    return [key if fold(key) == fold(name) else f"{key} ({clip_name(name)})" for key, name in known.items()]


def clip_name(name: str) -> str:
    """Return a name of a file as it stands in a line of a message."""
    return clip(name)[1:-1]


def _meanings(known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the keys that each folded word may mean; a key comes before a name that is spelled like it."""
    names: dict[str, tuple[str, ...]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for key, name in known.items():
        names[fold(name)] = (*names.get(fold(name), ()), key)
        keys[fold(key)] = (*keys.get(fold(key), ()), key)
    return names | keys


def _suggestion(word: str, known: Mapping[str, str]) -> str:
    whole = {fold(each): each for each in (*known.values(), *known)}
    words = {part: each for folded, each in whole.items() for part in folded.split() if len(part) > 3} | whole
    near = difflib.get_close_matches(fold(word)[:80], words, n=1, cutoff=0.6)
    all_of_them = labelled(known)
    shown = ", ".join(all_of_them[:MOST_LISTED]) + (", ..." if len(all_of_them) > MOST_LISTED else "")
    listing = f"name one of {shown}" if known else "there are none"
    return f"did you mean `{clip_name(words[near[0]])}`? {listing}" if near else listing


def number_path(path: str, crisis: Crisis) -> str:
    """Return a dotted path with keys in place of names; a step that names nothing stays as it is.

    Parameters
    ----------
    path : str
        Such as ``states.Soviet Union.war cost``.
    crisis : Crisis

    Returns
    -------
    str
        Such as ``states.USSR.war_cost``. Whether there is such a number, `realpolitik.crisis.patch` says.
    """
    beside = names_of(crisis.states) | names_of(crisis.suitors)
    return ".".join(_steps(path.split("."), to_tree(crisis, resolve=True), beside))


def _steps(words: list[str], place: Any, beside: Mapping[str, str]) -> list[str]:
    """Return the steps of a path: each the longest run of words that names an entry, for keys and names may hold dots."""
    if isinstance(place, list) and (entry := place_in_list(words[0], len(place) - 1)) is not None:
        return [words[0], *_steps(words[1:], place[entry], beside)]
    if not isinstance(place, Mapping):
        return words
    known = {key: name_of_entry(entry) or beside.get(key, key) for key, entry in place.items()}
    for length in range(len(words), 0, -1):
        try:
            key = find(".".join(words[:length]), known, "entry")
        except UnknownName:
            continue
        return [key, *_steps(words[length:], place[key], beside)]
    return words
