"""What leaves a verb: text or JSON, to the terminal or to a file."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from pathlib import Path
from typing import Any, TypeGuard

import typer

PIPE_WIDTH = 100
"""Columns of a report that no terminal shows."""
NARROWEST, WIDEST = 60, 120
TABLES = (".parquet", ".csv")


def wants_json() -> bool:
    """Whether the command was asked for JSON, known even when its options could not be read."""
    return "--json" in sys.argv[1:]


def as_json(document: Any) -> str:
    """Return JSON text in the order given; what is not a number becomes null."""
    return json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False)


def emit(text: str, out: Path | None = None) -> None:
    """Print a text, or write it to a file."""
    if out is None:
        typer.echo(text.removesuffix("\n"))
    else:
        out.write_text(text.removesuffix("\n") + "\n", encoding="utf-8")


def is_table(out: Path | None) -> TypeGuard[Path]:
    """Whether a file is to hold the table of a result, by its name."""
    return out is not None and out.suffix.lower() in TABLES


def emit_table(found: Any, out: Path) -> None:
    """Write the table of a result to a .parquet or .csv file; a list becomes words in the latter, which has no lists."""
    import polars

    frame = found.to_frame()
    if out.suffix.lower() == ".parquet":
        frame.write_parquet(out)
        return
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, polars.List)]
    frame.with_columns(polars.col(lists).list.join(" ")).write_csv(out)


def require_writable(*targets: Path | None) -> None:
    """Refuse, before any work, a file that could not be written after it.

    Raises
    ------
    OSError
        With the name of the file, as writing it would.
    """
    for target in targets:
        if target is None:
            continue
        there = target.exists()
        with target.open("ab"):  # appending leaves what is there
            pass
        if not there:
            target.unlink()


def page_width(out: Path | None) -> int:
    """Return the columns of a report: the terminal's within reason, or a fixed number for a file or a pipe."""
    columns = PIPE_WIDTH if out is not None else shutil.get_terminal_size((PIPE_WIDTH, 40)).columns
    return min(max(columns, NARROWEST), WIDEST)


def wants_colour(out: Path | None) -> bool:
    """Whether a report may use colour: on a terminal that has it, unless the user has said no (no-color.org)."""
    return out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
