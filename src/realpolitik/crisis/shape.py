"""What the schema expects at a path: records with named fields, tables of entries, lists, or a plain value."""

from __future__ import annotations

import re
import types
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.quantity import Bounds, Closed, Spread
from realpolitik.crisis.treaty import KEY, Id


def bare(annotation: Any) -> Any:
    """Strip ranges and the possibility of absence from a type."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in {Union, types.UnionType}:
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def record(annotation: Any) -> type[Closed] | None:
    """Return the record class of a type, if it is one."""
    inner = bare(annotation)
    return inner if isinstance(inner, type) and issubclass(inner, Closed) else None


def is_number(annotation: Any) -> bool:
    """Whether a number with its provenance, or one point of a path, stands there."""
    found = record(annotation)
    return found is not None and issubclass(found, Spread)


def table_of(annotation: Any) -> tuple[Any, Any] | None:
    """Return the types of key and entry, if the type is a mapping."""
    inner = bare(annotation)
    if get_origin(inner) is dict:
        key, entry = get_args(inner)
        return key, entry
    return None


def is_list(annotation: Any) -> bool:
    """Whether the type is a list."""
    return get_origin(bare(annotation)) is tuple


def has_free_keys(annotation: Any) -> bool:
    """Whether the keys of a table are paths with dots."""
    table = table_of(annotation)
    return table is not None and table[0] is str


def has_keys(annotation: Any) -> bool:
    """Whether the keys of a table are keys of the file."""
    table = table_of(annotation)
    return table is not None and is_key(table[0])


def could_be_key(word: str) -> bool:
    """Whether a word is spelled as a key of the file is."""
    return re.fullmatch(KEY, word) is not None


def inner(annotation: Any, step: str | int) -> Any:
    """Return the type one step further in, or None where the schema has nothing."""
    fields = record(annotation)
    if fields is not None:
        info = fields.model_fields.get(str(step))
        return None if info is None else full_annotation(info)
    table = table_of(annotation)
    if table is not None:
        return table[1]
    if is_list(annotation):
        items = [item for item in get_args(bare(annotation)) if item is not Ellipsis]
        return items[step] if isinstance(step, int) and step < len(items) > 1 else items[0]
    return Any if annotation is Any else None


def expected(root: type[Closed], path: TreePath) -> Any:
    """Return the type that the schema has at a path, or None."""
    annotation: Any = root
    for step in path:
        annotation = inner(annotation, step)
        if annotation is None:
            return None
    return annotation


def field_at(root: type[Closed], path: TreePath) -> FieldInfo | None:
    """Return the field to which a path leads, if it ends in one."""
    found = record(expected(root, path[:-1])) if path else None
    return None if found is None else found.model_fields.get(str(path[-1]))


def full_annotation(info: FieldInfo) -> Any:
    """Return the type of a field with the range that pydantic has moved out of it."""
    if info.annotation is str and any(getattr(part, "pattern", None) for part in info.metadata):
        return Id
    bounds = [part for part in info.metadata if isinstance(part, Bounds)]
    return Annotated[info.annotation, bounds[0]] if bounds else info.annotation


@lru_cache(maxsize=4096)
def bounds_of(annotation: Any) -> Bounds | None:
    """Return the range that a type, such as a table of shares, gives to its numbers."""
    if get_origin(annotation) is Annotated:
        for part in get_args(annotation)[1:]:
            if isinstance(part, Bounds):
                return part
    found = (bounds_of(part) for part in get_args(annotation))
    return next((bounds for bounds in found if bounds is not None), None)


def is_key(annotation: Any) -> bool:
    """Whether the type is a key of the file, such as a state's."""
    return bool(annotation == Id or Id in get_args(annotation))
