"""What every result shares: its JSON document, its tables, how it shows itself, and how its rows are found by name.

A result is a frozen record. It carries the crisis that it is about, so that it can be told and drawn by itself; the crisis is no
part of the document, and whether two results are equal does not hang on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import date
from enum import Enum
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict, TypeVar

from realpolitik.crisis.lookup import find
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.markup import escape

if TYPE_CHECKING:
    import polars

Row = TypeVar("Row")
Rows = Iterable[Mapping[str, Any]]

TOLD_BY = "realpolitik.report.show"
"""Where results are told. It is a room above this one, so that it is found by name, as the package root finds its names."""
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
    if isinstance(value, float):
        return value + 0.0  # minus zero is zero
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

    VERB: ClassVar[str] = ""
    """The verb whose answer it is; what tells and draws it is named for the verb, and found by that name."""
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
            With the same columns and kinds whatever was found, also if nothing was. What is not defined, such as the error of a
            single draw, is null.

        Raises
        ------
        UnknownName
            If there is no such table; with the nearest name.
        """
        name = next(iter(self.TABLES)) if table is None else table
        return self.TABLES[find(name, {each: each for each in self.TABLES}, "table of this result")].frame(self)

    @classmethod
    def tables(cls) -> dict[str, tuple[str, ...]]:
        """Return the names of the tables of such a result, each with its columns."""
        return {name: tuple(table.columns) for name, table in cls.TABLES.items()}

    def _repr_html_(self) -> str:
        """Show the result in a notebook as the command line does."""
        if self.about is None and self.NEEDS_CRISIS:
            return self.to_frame()._repr_html_()
        told = import_module(TOLD_BY).tell(self)
        return f'<pre style="line-height: 1.2">{escape(told)}</pre>'


class Provenance(TypedDict):
    """What an answer rests on: the crisis, as who knew it, the file's hash, the program's version, and the seed."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int


def provenance_of(crisis: Crisis, seed: int) -> Provenance:
    """Return what an answer about a crisis rests on."""
    return Provenance(
        crisis=crisis.id,
        title=crisis.title,
        pivot=crisis.pivot,
        as_of=crisis.as_of,
        hash=fingerprint(crisis),
        version=version("realpolitik"),
        seed=seed,
    )


@dataclass(frozen=True)
class TracedResult(Result):
    """A result that says what it rests on, as `Provenance` does, so that it can be made again."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int


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
        Attribute -> what it must be, such as ``partner="West"``. Text is found as `realpolitik.crisis.lookup` finds keys.

    Raises
    ------
    UnknownName
        If there is none; with the nearest name, and all of them.
    """
    left = list(rows)
    for name, value in wanted.items():
        known = {str(getattr(row, name)): None for row in left}
        key = find(str(value), {each: each for each in known}, f"{name} here")
        left = [row for row in left if str(getattr(row, name)) == key]
    return left[0]
