"""What every result shares: its JSON document, its tables, how it shows itself, and how its rows are found by name.

A result is a frozen record. It carries the crisis that it is about, so that it can be told and drawn by itself; the crisis is no part
of the document, and two results are equal or not whatever they carry.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import date
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import suggestion
from realpolitik.errors import UnknownName

if TYPE_CHECKING:
    import polars

Row = TypeVar("Row")
Rows = Iterable[Mapping[str, Any]]

NAMES: Mapping[type, str] = {
    str: "text",
    float: "number",
    int: "whole number",
    bool: "true or false",
    date: "day",
    list: "list of text",
}
"""What a column may hold, and the word for it."""


@dataclass(frozen=True)
class Table:
    """One table of a result.

    Attributes
    ----------
    holds : str
        What a row is, in one line.
    columns : mapping
        Name -> kind, one of `NAMES`; the same whatever the result holds. Anything may be null.
    rows : callable
        Takes the result, and returns its rows, each with every column.
    """

    holds: str
    columns: Mapping[str, type]
    rows: Callable[[Any], Rows]

    def frame(self, result: Any) -> polars.DataFrame:
        """Return the table of a result; what is not a number is null."""
        import polars  # noqa: PLC0415  (heavy, and only wanted here)

        kinds: dict[type, Any] = {
            str: polars.String,
            float: polars.Float64,
            int: polars.Int64,
            bool: polars.Boolean,
            date: polars.Date,
            list: polars.List(polars.String),
        }
        rows = list(self.rows(result))
        cells = {name: [_cell(row[name]) for row in rows] for name in self.columns}
        return polars.DataFrame(cells, schema={name: kinds[kind] for name, kind in self.columns.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def rows_of(name: str, **given: str) -> Callable[[Any], Rows]:
    """Return what lists the records that an attribute of a result holds, as rows.

    Parameters
    ----------
    name : str
        The attribute.
    **given : str
        Column -> attribute of the result itself, for columns that repeat it.
    """

    def rows(result: Any) -> Rows:
        shared = {column: getattr(result, attribute) for column, attribute in given.items()}
        return [shared | row_from(row) for row in getattr(result, name)]

    return rows


def row_from(record: Any) -> dict[str, Any]:
    """Return the fields of a record, as they are."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an analysis found.

    Attributes
    ----------
    about : Crisis, optional
        The crisis that it is about.
    """

    TABLES: ClassVar[Mapping[str, Table]] = {}
    """Name -> table, the one that is shown unless another is named first."""
    NEEDS_CRISIS: ClassVar[bool] = True
    """Whether it can be told only with the names of its crisis."""

    about: Crisis | None = field(default=None, repr=False, compare=False, metadata={"told": False})

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        told: dict[str, Any] = plain(self)
        return told

    def to_frame(self, table: str | None = None) -> polars.DataFrame:
        """Return one table of the result as a polars frame.

        Parameters
        ----------
        table : str, optional
            Its name; the first of `tables`, if left out.

        Returns
        -------
        polars.DataFrame
            With the same columns and kinds whatever was found, also if nothing was. What is not defined, such as the error of a single
            draw, is null.

        Raises
        ------
        UnknownName
            If there is no such table; with the nearest name.
        """
        name = next(iter(self.TABLES)) if table is None else table
        return entry_of(self.TABLES, name, "table").frame(self)

    @classmethod
    def tables(cls) -> dict[str, tuple[str, ...]]:
        """Return the names of the tables of such a result, each with its columns."""
        return {name: tuple(table.columns) for name, table in cls.TABLES.items()}

    def _repr_html_(self) -> str:
        """Show the result in a notebook as the command line does."""
        if self.about is None and self.NEEDS_CRISIS:
            return self.to_frame()._repr_html_()
        # The package root finds who tells it: that is a room above this one.
        from realpolitik import tell  # noqa: PLC0415  (see above)

        return f'<pre style="line-height: 1.2">{escape(tell(self))}</pre>'


def plain(value: Any) -> Any:
    """Return a record, or anything it holds, as plain lists, dictionaries, strings and numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: plain(getattr(value, each.name)) for each in told_fields(value)}
    return value


def told_fields(record: Any) -> Sequence[Field[Any]]:
    """Return the fields of a record that its document has."""
    return [each for each in fields(record) if each.metadata.get("told", True)]


# --- what is found by name ---


def row_of(rows: Iterable[Row], **wanted: object) -> Row:
    """Return the first of some records whose attributes are these.

    Parameters
    ----------
    rows : iterable
    **wanted : object
        Attribute -> what it must be, such as ``partner="West"``.

    Raises
    ------
    UnknownName
        If there is none; with the nearest name.
    """
    left = list(rows)
    for name, value in wanted.items():
        known = list(dict.fromkeys(getattr(row, name) for row in left))
        if value not in known:
            raise unknown(value, known, name)
        left = [row for row in left if getattr(row, name) == value]
    if not left:
        raise unknown("", (), "row")
    return left[0]


def entry_of(entries: Mapping[str, Row], name: str, what: str) -> Row:
    """Return an entry of a mapping.

    Raises
    ------
    UnknownName
        If there is none; with the nearest name.
    """
    if name not in entries:
        raise unknown(name, entries, what)
    return entries[name]


def require_name(name: object, known: Iterable[object], what: str) -> None:
    """Refuse a name that is not known.

    Raises
    ------
    UnknownName
        With the nearest name.
    """
    words = list(known)
    if name not in words:
        raise unknown(name, words, what)


def unknown(name: object, known: Iterable[object], what: str) -> UnknownName:
    """Return the refusal of a name, with the nearest that is known, and all of them."""
    words = [str(each) for each in known]
    return UnknownName(f"{str(name)[:80]!r} is no {what} here; {suggestion(str(name), words, f'the {what}s here are')}")
