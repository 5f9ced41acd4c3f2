"""A Crisis -> canonical YAML, and the fingerprint of what it says.

Keys stand in the order of the schema, a number that is only a value stands bare, and what was not said is left out, so
that reading what was written gives the same crisis.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from realpolitik.crisis import defaults
from realpolitik.crisis.document import plain
from realpolitik.crisis.identity import Same
from realpolitik.crisis.quantity import Closed, Spread
from realpolitik.crisis.schema import Claim, Crisis, Patch, WarPlan
from realpolitik.crisis.shape import table_of
from realpolitik.crisis.treaty import Clause, Kind

if TYPE_CHECKING:
    from realpolitik.crisis.read import CrisisLike

_WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 _.;/+-]*(?<! )")
_BREAKS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff]")
_EMPTY: tuple[Any, ...] = (None, [], {})


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
    from realpolitik.crisis.read import crisis_of  # noqa: PLC0415  (reading checks patches, and these are written)

    return "\n".join(_lines(to_tree(crisis_of(crisis), defaults), 0)) + "\n"


def fingerprint(crisis: Crisis) -> str:
    """Return a SHA-256 digest, in hexadecimal, of all that a crisis says, defaults included; computed once for each crisis."""
    return _fingerprint(Same(crisis))


@lru_cache(maxsize=64)
def _fingerprint(crisis: Same) -> str:
    return hashlib.sha256(write_crisis(crisis.section, defaults=True).encode("utf-8")).hexdigest()


def to_tree(value: Any, resolve: bool = False) -> Any:
    """Return a record, or any part of one, as the plain tree of a file.

    Parameters
    ----------
    value : object
        A record, a table, a list or a plain value.
    resolve : bool, optional
        Whether to fill in defaults.
    """
    if isinstance(value, Spread):
        return _number(value)
    if isinstance(value, Closed):
        return _record(value, resolve)
    if isinstance(value, Mapping):
        return {str(key): to_tree(item, resolve) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_tree(item, resolve) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


@cache
def _fields(record: type[Closed]) -> tuple[tuple[str, bool, bool], ...]:
    """Return the fields of a record: name, whether it is needed, whether it is a patch."""
    return tuple(
        (name, info.is_required(), table_of(info.annotation) == table_of(Patch))
        for name, info in record.model_fields.items()
    )


def _record(record: Closed, resolve: bool) -> dict[str, Any]:
    tree = {}
    for name, needed, is_patch in _fields(type(record)):
        if not (needed or resolve or name in record.model_fields_set):
            continue
        value = getattr(record, name)
        # A patch holds raw content, in which null has a meaning of its own.
        content = dict(value) if is_patch else to_tree(value, resolve)
        if needed or content not in _EMPTY:
            tree[name] = content
    if not resolve:
        return tree
    tree |= _resolved(record, tree)
    return {name: tree[name] for name in type(record).model_fields if name in tree}


def _resolved(record: Closed, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults that depend on the rest of a record."""
    if isinstance(record, Clause):
        found: dict[str, Any] = {}
        if record.weight is None and defaults.BREACH_WEIGHTS[record.kind.value] > 0:
            found["weight"] = defaults.BREACH_WEIGHTS[record.kind.value]
        if record.passage is None and record.kind is Kind.TRANSIT:
            found["passage"] = 1.0
        return found
    if isinstance(record, Claim):
        return {"margin": record.least_that_matters}
    if isinstance(record, WarPlan):
        principals = {record.aggressor: 1.0, record.target: 1.0}
        return {name: {**principals, **tree.get(name, {})} for name in ("reach", "exposure")}
    return {}


def _number(number: Spread) -> Any:
    given = number.model_fields_set
    said = ((name, getattr(number, name)) for name in type(number).model_fields if name in given)
    tree = {name: to_tree(value) for name, value in said if value is not None and value is not False}
    return tree["value"] if set(tree) == {"value"} else tree


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
