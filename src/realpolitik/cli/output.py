"""What leaves a verb: text, JSON or a table, to the terminal or to a file whose name says what it holds."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from enum import Enum
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from realpolitik.errors import printable
from realpolitik.files import ending_of, require_writable, same_file, write_file
from realpolitik.markup import finite

if TYPE_CHECKING:
    import polars

PIPE_WIDTH = 100
"""Columns of a report that no terminal shows."""
NARROWEST, WIDEST = 60, 120


class Container(Enum):
    """What a file holds, by the endings of its name."""

    TEXT = ("", ".txt", ".md")
    JSON = (".json",)
    CSV = (".csv",)
    PARQUET = (".parquet",)
    XLSX = (".xlsx",)
    YAML = (".yaml", ".yml")
    PAGE = (".html", ".htm")
    GAME = (".efg",)


TABLES = (Container.CSV, Container.PARQUET, Container.XLSX)
ANSWER = (Container.TEXT, Container.JSON, *TABLES)
"""What the answer of an analysis can be written as."""
REPORT = (Container.TEXT, Container.JSON)
"""What an answer without a table can be written as."""
CRISIS_FILE = (Container.YAML, Container.TEXT, Container.JSON)
"""What a crisis can be shown as."""
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""
LONGEST_CELL = 32_767
"""Letters that a cell of an .xlsx file holds."""


def container_of(out: Path) -> Container | None:
    """Return what a file is to hold, by the ending of its name; None, if no verb writes such a file."""
    return next((each for each in Container if ending_of(out) in each.value), None)


def is_table(out: Path) -> bool:
    """Whether a file is to hold the table of a result."""
    return container_of(out) in TABLES


def is_json(out: Path | None, asked: bool) -> bool:
    """Whether an answer is to be JSON: because it was asked for, or by the name of the file."""
    return asked or (out is not None and container_of(out) is Container.JSON)


def require_outputs(
    *inputs: str | Path,
    out: Path | None,
    figure: Path | None = None,
    holds: Iterable[Container] = ANSWER,
    json: bool = False,
) -> None:
    """Refuse, before any work, files that should not or could not be written after it; nothing is touched.

    Parameters
    ----------
    *inputs : str or Path
        What the verb reads: ids of the library, files, or folders of files.
    out, figure : Path, optional
        What it is to write.
    holds : iterable of Container
        What `out` can hold.
    json : bool, optional
        Whether JSON was asked for, which no table is.

    Raises
    ------
    typer.BadParameter
        If the ending of the name is that of another kind of file, or if one file would be written over another.
    OSError
        With the name of the file, as writing it would.
    """
    wanted = {name: target for name, target in (("--out", out), ("--figure", figure)) if target is not None}
    if out is not None and container_of(out) not in (holds := tuple(holds)):
        *rest, last = (next(ending for ending in each.value if ending) for each in holds)
        works = f"{', '.join(rest)} or {last}" if rest else last
        raise typer.BadParameter(f"{printable(out.name)} is not a {works} file", param_hint="--out")
    if json and out is not None and is_table(out):
        raise typer.BadParameter(
            f"{printable(out.name)} would hold a table, and --json asks for JSON: take another name, or leave --json out",
            param_hint="--out",
        )
    for (one, first), (other, second) in combinations(wanted.items(), 2):
        if same_file(first, second):
            raise typer.BadParameter(
                f"{printable(second)} is the file that {one} names too: give each its own", param_hint=other
            )
    for name, target in wanted.items():
        if any(same_file(target, read) for each in inputs for read in _read_by(each)):
            raise typer.BadParameter(
                f"{printable(target)} is what is read: name another file to write", param_hint=name
            )
        require_writable(target)


def _read_by(name: str | Path) -> list[Path]:
    from realpolitik.crisis.read import place_of

    path = place_of(str(name))
    return [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]


def wants_json() -> bool:
    """Whether the command was asked for JSON, known even when its options could not be read."""
    return "--json" in sys.argv[1:]


def as_json(document: Any) -> str:
    """Return JSON text in the order given; what is not a number becomes null."""
    return json.dumps(finite(document), ensure_ascii=False, indent=2, allow_nan=False)


def emit(text: str, out: Path | None = None) -> None:
    """Print a text, or write it to a file."""
    if out is None:
        typer.echo(text.removesuffix("\n"))
    else:
        write_file(out, text.removesuffix("\n") + "\n")


def emit_table(found: Any, out: Path) -> None:
    """Write the table of a result to a .parquet, .csv or .xlsx file.

    A list becomes words in the latter two, which have no lists. In a .csv file, text that a spreadsheet would run as a
    formula has an apostrophe before it; in an .xlsx file a cell says itself that it is text.
    """
    frame = found.to_frame()
    container = container_of(out)
    if container is Container.PARQUET:
        write_file(out, _parquet(frame))
    elif container is Container.CSV:
        write_file(out, _without_formulas(_without_lists(frame)).write_csv())
    else:
        write_file(out, _workbook(_without_lists(frame)))


def _parquet(frame: polars.DataFrame) -> bytes:
    from io import BytesIO

    kept = BytesIO()
    frame.write_parquet(kept)
    return kept.getvalue()


def _workbook(frame: polars.DataFrame) -> bytes:
    from datetime import datetime
    from io import BytesIO

    import polars
    from xlsxwriter import Workbook

    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(kept, options) as workbook:
        workbook.set_properties({"created": datetime(1980, 1, 1)})  # the same answer gives the same bytes
        text = polars.col(polars.String)
        cut = (
            polars.when(text.str.len_chars() > LONGEST_CELL)
            .then(text.str.head(LONGEST_CELL - 3) + "...")
            .otherwise(text)
        )
        frame.with_columns(cut.name.keep()).write_excel(workbook)
    return kept.getvalue()


def _without_lists(frame: polars.DataFrame) -> polars.DataFrame:
    import polars

    lists = [name for name, kind in frame.schema.items() if isinstance(kind, polars.List)]
    return frame.with_columns(polars.col(lists).list.join(" "))


def _without_formulas(frame: polars.DataFrame) -> polars.DataFrame:
    import polars

    words = [name for name, kind in frame.schema.items() if kind == polars.String]
    return frame.with_columns(
        polars.Series(name, [_harmless(cell) for cell in frame[name]], polars.String) for name in words
    )


def _harmless(cell: str | None) -> str | None:
    """Return the text of a cell as no spreadsheet takes it for a formula; full-width letters count as the plain ones."""
    if cell is None:
        return None
    import unicodedata

    start = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return f"'{cell}" if start.startswith(FORMULA) else cell


def to_check(file: Path) -> str:
    """Say how a crisis file that was written is checked; nothing, if its name cannot be shown as a shell takes it."""
    name = str(file)
    return f"; try: realpolitik check {shlex.quote(name)}" if name == printable(name) else ""


def page_width(out: Path | None) -> int:
    """Return the columns of a report: the terminal's within reason, or a fixed number for a file or a pipe."""
    columns = PIPE_WIDTH if out is not None else shutil.get_terminal_size((PIPE_WIDTH, 40)).columns
    return min(max(columns, NARROWEST), WIDEST)


def wants_colour(out: Path | None) -> bool:
    """Whether a report may use colour: on a terminal that has it, unless the user has said no (no-color.org)."""
    return out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
