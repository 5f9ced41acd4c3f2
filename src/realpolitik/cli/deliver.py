"""How the answer of a verb reaches its user: as text, JSON or a table, with its picture, and interrupted or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import typer

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.output import as_json, emit, emit_table, is_json, is_table, page_width, wants_colour

if TYPE_CHECKING:
    import polars

Tell = Callable[[int, bool], str]
"""Tells an answer in so many columns, with colour or without."""
NO_GLYPH = (
    "no font of this machine has these letters; install one, or take .svg or .html, which are drawn where they are read"
)
Draw = Callable[[], Any]


class Answer(Protocol):
    """What an analysis found."""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as a JSON document."""

    def to_frame(self) -> polars.DataFrame:
        """Return the answer as a table."""


def deliver(
    answer: Answer,
    tell: Tell,
    draw: Draw | None = None,
    *,
    json: bool,
    out: Path | None,
    figure: Path | None = None,
    document: Callable[[], dict[str, Any]] | None = None,
    interrupted: str | None = None,
) -> None:
    """Write an answer and draw it.

    Parameters
    ----------
    answer : Answer
    tell : callable
    draw : callable, optional
        Returns its picture.
    json : bool
        One JSON document, rather than text.
    out : Path, optional
        A file in place of the terminal; a table, if it is called .parquet, .csv or .xlsx, and JSON, if .json.
    figure : Path, optional
        Where the picture goes.
    document : callable, optional
        Returns the JSON document, if it holds more or less than the answer.
    interrupted : str, optional
        What is said of an interruption, if there was one; the program then ends with its exit code.

    Raises
    ------
    typer.Exit
        If interrupted.
    """
    if interrupted is not None:
        typer.echo(interrupted, err=True)
    if out is not None and is_table(out):
        emit_table(answer, out)
    elif is_json(out, json):
        emit(as_json((document or answer.to_dict)()), out)
    else:
        emit(tell(page_width(out), wants_colour(out)), out)
    if figure is not None and draw is not None:
        from realpolitik.report.figure import save_figure, without_glyph

        picture = draw()
        save_figure(picture, figure)
        missing = without_glyph(picture) if figure.suffix.lower() == ".png" else ""
        if missing:
            typer.echo(f"{figure} shows boxes for {missing}: {NO_GLYPH}", err=True)
    if interrupted is not None:
        raise typer.Exit(ExitCode.INTERRUPTED)


def cut_short(interrupted: bool, done: int, asked: int) -> str | None:
    """Say of an interruption, if there was one, how many draws the answer is of."""
    return f"interrupted after {done:,} of {asked:,} draws; this is their answer" if interrupted else None
