"""What the schema refuses, in plain English: a place, what is wrong, what to do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from realpolitik.crisis.document import TreePath, clip, clip_plain, follow
from realpolitik.crisis.shape import bare, expected, field_at, is_key, is_list, is_number, record, table_of


@dataclass(frozen=True)
class Finding:
    """A problem that does not yet know its line.

    Attributes
    ----------
    path : tuple
        The way to the place in the file.
    message, remedy : str
        What is wrong, and what to do.
    """

    path: TreePath
    message: str
    remedy: str


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
    return Finding(path, f"{clip(str(path[-1]))} cannot be a key", _KEY_REMEDY)


_KEY_REMEDY = "use letters, digits, hyphens and underscores, and begin with a letter"


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


def suggestion(word: str, known: Iterable[str], listing: str) -> str:
    """Name the nearest known word, if one is near, and all of them.

    Parameters
    ----------
    word : str
    known : iterable of str
    listing : str
        How to introduce the whole list.
    """
    words = list(known)
    folded = {each.lower(): each for each in words}
    near = difflib.get_close_matches(word.lower()[:80], folded, n=1, cutoff=0.6)
    shown = ", ".join(words[:40]) + (", ..." if len(words) > 40 else "")
    everything = f"{listing} {shown}" if words else "there are none"
    return f"did you mean `{folded[near[0]]}`? {everything}" if near else everything


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
    "string_pattern_mismatch": lambda value, _: (f"{clip(str(value))} cannot be a key", _KEY_REMEDY),
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


def nearest_numbers(word: str, known: Iterable[str], few: int = 3) -> str:
    """Name the paths nearest to one that leads nowhere."""
    near = difflib.get_close_matches(word[:200], list(known), n=few, cutoff=0.5)
    return f"did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else "look the path up with `show`"


def moved(findings: Iterable[Finding], prefix: TreePath) -> Iterator[Finding]:
    """Move findings about a part to their place in the whole."""
    for finding in findings:
        yield Finding((*prefix, *finding.path), finding.message, finding.remedy)
