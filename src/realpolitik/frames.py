"""Records as a table whose columns are known even where it has no rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import polars


def frame_of(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, Any]) -> polars.DataFrame:
    """Return rows as a polars frame; what is not a number is null there, as it is in JSON.

    Parameters
    ----------
    rows : iterable of mappings
        Column -> content.
    columns : mapping
        Name -> Python type, of every column and in order; `columns_of` reads them off a record.
    """
    import polars  # noqa: PLC0415  (heavy, and only wanted here)

    schema = {name: _kind(annotation) for name, annotation in columns.items()}
    return polars.DataFrame([{name: row[name] for name in columns} for row in rows], schema=schema).fill_nan(None)


def columns_of(record: type, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return the fields of a data class with their types, some of them left out."""
    return {name: hint for name, hint in get_type_hints(record).items() if name not in set(without)}


def _kind(annotation: Any) -> Any:
    """Return the kind of column that holds a Python type, or a choice between one and nothing."""
    import polars  # noqa: PLC0415  (heavy, and only wanted here)

    if annotation in _PLAIN:
        return getattr(polars, _PLAIN[annotation])
    parts = [part for part in get_args(annotation) if part not in {type(None), Ellipsis}]
    if get_origin(annotation) is Literal:
        return _kind(type(parts[0]))
    return polars.List(_kind(parts[0])) if get_origin(annotation) in {tuple, list} else _kind(parts[0])


_PLAIN = {str: "String", float: "Float64", int: "Int64", bool: "Boolean", date: "Date"}
