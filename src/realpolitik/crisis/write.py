"""A Crisis -> canonical YAML, and the fingerprint of what it says.

Keys stand in the order of the schema, a number that is only a value stands bare, and what was not said is left out, so
that reading what was written gives the same crisis.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from realpolitik.crisis.document import plain
from realpolitik.crisis.identity import Same
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.tree import to_tree

_WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 _.;/+-]*(?<! )")
_BREAKS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff]")


def write_crisis(crisis: CrisisLike, defaults: bool = False) -> str:
    """Write a crisis as YAML.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    defaults : bool, optional
        Whether to write out every default, as well as what the file said.

    Returns
    -------
    str
        Text that `realpolitik.crisis.read.read_text` reads as the same crisis.
    """
    return "\n".join(_lines(to_tree(crisis_of(crisis), defaults), 0)) + "\n"


def write_patch(changes: Mapping[str, Any]) -> str:
    """Write changes as a patch file, which `realpolitik.crisis.patch.read_patch` reads as the same ones.

    Parameters
    ----------
    changes : mapping
        Dotted path -> new content, plain.
    """
    return "".join(f"{_text(path)}: {_flow(content)}\n" for path, content in changes.items())


def fingerprint(crisis: Crisis) -> str:
    """Return a SHA-256 digest, in hexadecimal, of all that a crisis says, defaults included; computed once for each crisis."""
    return _fingerprint(Same(crisis))


@lru_cache(maxsize=64)
def _fingerprint(crisis: Same) -> str:
    return hashlib.sha256(write_crisis(crisis.section, defaults=True).encode("utf-8")).hexdigest()


def _lines(tree: Mapping[str, Any], indent: int) -> Iterator[str]:
    margin = "  " * indent
    for key, value in tree.items():
        head = f"{margin}{_text(key)}:"
        flow = _flow(value)
        nested = isinstance(value, (dict, list)) and value
        if not nested or (len(head) + len(flow) < _WIDTH and _is_small(value)):
            yield f"{head} {flow}"
        elif isinstance(value, dict):
            yield head
            yield from _lines(value, indent + 1)
        else:
            yield head
            yield from (f"{margin}  - {_flow(item)}" for item in value)


def _is_small(value: Any) -> bool:
    """Whether a collection reads well on one line: a number, a list of keys, a few plain values."""
    items = list(value.values()) if isinstance(value, dict) else value
    nested = sum(isinstance(item, (dict, list)) for item in items)
    return len(items) <= 8 and (nested == 0 or (nested <= 1 and len(items) <= 4))


def block_lines(tree: Mapping[str, Any]) -> Iterator[str]:
    """Write a mapping as it stands in a file, line by line."""
    return _lines(tree, 0)


def one_line(value: Any) -> str:
    """Write any part of the plain tree of a file as YAML in one line."""
    return _flow(value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _figure(value)
    return _text(str(value))


def _figure(value: float) -> str:
    """Write a number so that it is read as the same number; a whole one without its point."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def _text(text: str) -> str:
    """Write text bare where YAML cannot take it for anything else, else in double quotes."""
    if _BARE.fullmatch(text) and isinstance(plain(text), str):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    # JSON text is YAML text, but for what JSON leaves as it is and YAML takes for a line break.
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
