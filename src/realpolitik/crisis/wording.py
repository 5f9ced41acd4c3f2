"""What the schema refuses, in plain English: a place, what is wrong, what to do."""

from __future__ import annotations

import difflib
import heapq
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from realpolitik.crisis.characters import fold
from realpolitik.crisis.document import Document, TreePath, clip, clip_plain, dotted, follow
from realpolitik.crisis.lookup import name_of_entry
from realpolitik.crisis.shape import bare, expected, field_at, is_key, is_list, is_number, record, table_of
from realpolitik.errors import Problem

MAX_REPORTED = 200
"""Problems of one input that are shown; nobody reads more."""
MAX_SUGGESTED = 20
"""Of these, so many come with what may have been meant: to look for it takes as long as all else together."""
MAX_COMPARED = 500
"""Known words that a wrong one is compared with."""


@dataclass(frozen=True)
class Suggestion:
    """What may have been meant, looked for only when it is shown.

    Attributes
    ----------
    word : str
        The wrong word.
    known : collection of str
        The right ones.
    otherwise : str
        What to do, if nothing is near or nobody looks.
    listing : str
        What is said after what may have been meant.
    few : int
        How many are named.
    cutoff : float
        How near they must be, as `difflib` measures it: 1 is the same.
    names : mapping, optional
        Entries, or their names, by key: what the word may be the name of.
    rest : tuple of str, optional
        What follows the word after dots, which a name may have.
    """

    word: str
    known: Collection[str] = field(compare=False, repr=False)
    otherwise: str
    listing: str
    few: int
    cutoff: float
    names: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = self._named()
        if named is not None:
            name, key = named
            return f"write `{key}`, the key of {name}"
        near = " or ".join(f"`{clip_plain(each, 200)}`" for each in self._near())
        return f"did you mean {near}? {self.listing}".rstrip() if near else self.otherwise

    def _named(self) -> tuple[str, str] | None:
        """Return the longest name that begins with the word, and its key, if one thing is called so."""
        meant: dict[str, list[str]] = {}
        for key, entry in self.names.items():
            meant.setdefault(fold(entry if isinstance(entry, str) else name_of_entry(entry)), []).append(key)
        for length in range(len(self.rest), -1, -1):
            name = ".".join((self.word, *self.rest[:length]))
            keys = meant.get(fold(name), [])
            if len(keys) == 1 and fold(name):
                return clip(name), keys[0]
        return None

    def _near(self) -> list[str]:
        folded = {each.lower()[:200]: each for each in _likely(self.word, self.known)}
        close = difflib.get_close_matches(self.word.lower()[:200], folded, n=self.few, cutoff=self.cutoff)
        return [folded[each] for each in close]


def _likely(word: str, known: Collection[str]) -> Collection[str]:
    """Return the words that a wrong one is worth comparing with: of very many, those that share most steps of a path with it."""
    if len(known) <= MAX_COMPARED:
        return known
    steps = set(word[:200].lower().split("."))
    shared = ((len(steps & set(each.lower().split("."))), -abs(len(each) - len(word)), each) for each in known)
    return [each for _, _, each in heapq.nlargest(MAX_COMPARED, shared)]


@dataclass(frozen=True)
class Finding:
    """A problem that does not yet know its line.

    Attributes
    ----------
    path : tuple
        The way to the place in the file.
    message : str
        What is wrong.
    remedy : str or Suggestion
        What to do.
    """

    path: TreePath
    message: str
    remedy: str | Suggestion


def problems_of(
    findings: Iterable[Finding], file: str, place: Callable[[Finding], tuple[int | None, int | None]]
) -> list[Problem]:
    """Return findings with their places, in order; beyond a number that nobody reads they are only counted.

    Parameters
    ----------
    findings : iterable of Finding
    file : str
        The input as the user named it.
    place : callable
        Returns line and column of a finding; None where there are none.
    """
    placed = sorted(
        ((*place(finding), dotted(finding.path), finding.message, finding) for finding in dict.fromkeys(findings)),
        key=lambda row: row[:4],
    )
    problems = []
    searches = MAX_SUGGESTED
    for line, column, path, message, finding in placed[:MAX_REPORTED]:
        remedy = finding.remedy
        if isinstance(remedy, Suggestion):
            remedy, searches = str(remedy) if searches > 0 else remedy.otherwise, searches - 1
        problems.append(Problem(file, line, column, path, message, remedy))
    more = len(placed) - MAX_REPORTED
    if more > 0:
        line, column = problems[-1].line, problems[-1].column
        said = f"{more} more {'problem is' if more == 1 else 'problems are'} not shown"
        problems.append(Problem(file, line, column, "", said, "mend those above first"))
    return problems


def problems_in(document: Document, findings: Iterable[Finding]) -> list[Problem]:
    """Return findings with their places in a file: unknown keys at the key, all else at the value."""

    def place(finding: Finding) -> tuple[int, int]:
        if finding.message.startswith("unknown key") and finding.path in document.keys:
            return document.keys[finding.path]
        return document.where(finding.path)

    return problems_of(findings, document.file, place)


@lru_cache(maxsize=64)
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def validate(annotation: Any, tree: Any) -> tuple[Any, list[Finding]]:
    """Turn a plain tree into the record that the schema describes.

    Parameters
    ----------
    annotation : type
        A record of the schema, or the type of one of its fields.
    tree : object
        As `parse_document` makes it.

    Returns
    -------
    record, list of Finding
        The record, or None and every finding.
    """
    try:
        return _adapter(annotation).validate_json(json.dumps(tree), strict=True), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        # Two branches of one choice say the same thing twice; a dictionary keeps the order.
        return None, list(dict.fromkeys(_finding(annotation, tree, detail) for detail in details))


def _finding(root: Any, tree: Any, detail: ErrorDetails) -> Finding:
    loc = detail["loc"]
    if loc and loc[-1] == "[key]":
        return _bad_key(root, loc[:-1], detail)
    if detail["type"] == "missing":
        return _missing(root, loc)
    path = _within(tree, loc)
    if detail["type"] == "extra_forbidden":
        return _unknown(root, path)
    value = follow(tree, path)
    if value is None:
        field = field_at(root, path)
        otherwise = "" if field is not None and field.is_required() else ", or delete the key"
        return Finding(path, "is empty", f"write {_wanted(root, path)}{otherwise}")
    given = {key: item for key, item in detail.get("ctx", {}).items() if key != "error"}
    error = detail.get("ctx", {}).get("error")
    if detail["type"] == "value_error" and isinstance(error, ValueError):
        return Finding(path, str(error), getattr(error, "remedy", "see the reference of crisis files"))
    speak = _SAYINGS.get(detail["type"])
    if speak is not None:
        return Finding(path, *speak(value, given))
    return Finding(path, f"{_shown(value)} cannot stand here", f"write {_wanted(root, path)}")


def _within(tree: Any, loc: TreePath) -> TreePath:
    """Cut a place to what the file has: the rest names branches of the schema."""
    for length, step in enumerate(loc):
        inside = (isinstance(tree, dict) and step in tree) or (
            isinstance(tree, list) and isinstance(step, int) and step < len(tree)
        )
        if not inside:
            return tuple(loc[:length])
        tree = tree[step]
    return tuple(loc)


def _bad_key(root: Any, path: TreePath, detail: ErrorDetails) -> Finding:
    table = table_of(expected(root, path[:-1]))
    if table is not None and not is_key(table[0]):
        return Finding(path, f"{clip(str(path[-1]))} is not a date", "write it as year-month-day, such as 1939-04-01")
    if detail["type"] == "string_too_long":
        return Finding(path, f"the key {clip(str(path[-1]))} is too long", "use at most 64 characters")
    return Finding(path, f"{clip(str(path[-1]))} cannot be a key", KEY_REMEDY)


KEY_REMEDY = "use letters, digits, hyphens and underscores, and begin with a letter"


def _missing(root: Any, loc: TreePath) -> Finding:
    field = field_at(root, loc)
    if field is None:  # an item of a list of fixed length
        wanted = _wanted(root, loc[:-1])
        return Finding(loc[:-1], f"the list is too short: expected {wanted}", f"write {wanted}")
    purpose = f" ({clip_plain(field.description.rstrip('.'), 160)})" if field.description else ""
    return Finding(loc, f"the key `{loc[-1]}` is missing{purpose}", f"add `{loc[-1]}:` with {_wanted(root, loc)}")


def _unknown(root: Any, path: TreePath) -> Finding:
    fields = record(expected(root, path[:-1]))
    keys = sorted(fields.model_fields) if fields is not None else []
    return Finding(path, f"unknown key {clip(str(path[-1]))}", suggestion(str(path[-1]), keys, "the keys here are"))


def suggestion(
    word: str,
    known: Collection[str],
    listing: str,
    names: Mapping[str, Any] | None = None,
    rest: tuple[str, ...] = (),
) -> Suggestion:
    """Name the key that goes by a word, or else the nearest known word, if one is near, and all of them.

    Parameters
    ----------
    word : str
    known : collection of str
    listing : str
        How to introduce the whole list.
    names : mapping, optional
        Entries, or their names, by key.
    rest : tuple of str, optional
        What follows the word after dots.
    """
    shown = ", ".join(islice(known, 40)) + (", ..." if len(known) > 40 else "")
    everything = f"{listing} {shown}" if known else "there are none"
    return Suggestion(word, known, everything, everything, 1, 0.6, names or {}, rest)


def _wanted(root: Any, path: TreePath) -> str:
    field = str(path[-1]) if path else ""
    if field in {"source", "disputed_by"}:
        return "a key of `sources`, or a list of such keys"
    return describe(expected(root, path))


def describe(annotation: Any) -> str:
    """Say what the schema wants at a place."""
    inner = bare(annotation) if annotation is not None else None
    fields = record(annotation)
    if is_number(annotation):
        return "a number"
    if fields is not None:
        return f"a mapping with the keys {', '.join(fields.model_fields)}"
    if table_of(annotation) is not None:
        return "a mapping from keys to entries"
    if is_list(annotation):
        items = [item for item in get_args(inner) if item is not Ellipsis]
        return f"a list of {len(items)} numbers" if len(items) > 1 else f"a list of {_plural(items[0])}"
    if is_key(annotation):
        return "a key, such as that of a state"
    if get_origin(inner) is Literal:
        return f"one of {', '.join(map(str, get_args(inner)))}"
    if isinstance(inner, type) and issubclass(inner, Enum):
        return f"one of {', '.join(str(member.value) for member in inner)}"
    return _PLAIN.get(inner, "something else")


_PLAIN: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a plain number",
    date: "a date such as 1939-04-01",
}


def _plural(item: Any) -> str:
    fields = record(item)
    if is_number(item) or bare(item) is float:
        return "numbers"
    return "mappings" if fields is not None else f"entries, each {describe(item)}" if not is_key(item) else "keys"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {clip(value)}" if value else "empty text"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"the number {value}"


_Saying = Callable[[Any, Mapping[str, Any]], tuple[str, str]]

_SAYINGS: Mapping[str, _Saying] = {
    "string_pattern_mismatch": lambda value, _: (f"{clip(str(value))} cannot be a key", KEY_REMEDY),
    "string_too_long": lambda value, given: (
        f"{clip(str(value))} is too long",
        f"use at most {given['max_length']} characters",
    ),
    "string_too_short": lambda _, given: ("the text is too short", f"write at least {given['min_length']} characters"),
    "too_short": lambda value, given: (
        f"has {len(value)} entries, and needs at least {given['min_length']}",
        "add what is missing",
    ),
    "too_long": lambda value, given: (
        f"has {len(value)} entries, and at most {given['max_length']} are allowed",
        "delete some",
    ),
    "greater_than_equal": lambda value, given: (f"{value} is too small", f"give {given['ge']} or more"),
    "less_than_equal": lambda value, given: (f"{value} is too large", f"give {given['le']} or less"),
    "finite_number": lambda value, _: (f"{value} is not a number that a crisis can hold", "write a finite number"),
}


def nearest_numbers(word: str, known: Collection[str], few: int = 3) -> Suggestion:
    """Name the paths nearest to one that leads nowhere."""
    return Suggestion(word, known, "look the path up with `show`", "", few=few, cutoff=0.5)


def moved(findings: Iterable[Finding], prefix: TreePath) -> Iterator[Finding]:
    """Move findings about a part to their place in the whole."""
    for finding in findings:
        yield Finding((*prefix, *finding.path), finding.message, finding.remedy)
