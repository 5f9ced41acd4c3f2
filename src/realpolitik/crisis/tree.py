"""A record as the plain tree of a file: what was said, or with every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from realpolitik.crisis.quantity import Closed, Spread
from realpolitik.crisis.schema import Claim, Patch, WarPlan
from realpolitik.crisis.shape import table_of
from realpolitik.crisis.treaty import Clause, Kind

_EMPTY: tuple[Any, ...] = (None, [], {})


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
        if record.weight is None and record.kind.breach_weight > 0:
            found["weight"] = record.kind.breach_weight
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
