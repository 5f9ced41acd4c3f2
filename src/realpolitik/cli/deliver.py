"""How the answer of a verb reaches its user: as text, JSON or a table, with its picture, and interrupted or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import typer

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.output import as_json, emit, emit_table, is_json, is_table, page_width, wants_colour
from realpolitik.errors import printable
from realpolitik.files import ending_of

if TYPE_CHECKING:
    from realpolitik.result import Result

R = TypeVar("R", bound="Result")

NO_GLYPH = (
    "no font of this machine has these letters; install one, or take .svg or .html, which are drawn where they are read"
)


class Output(NamedTuple):
    """Where an answer goes.

    Attributes
    ----------
    json : bool
        One JSON document, rather than text.
    out : Path, optional
        A file in place of the terminal; a table, if it is called .parquet, .csv or .xlsx, and JSON, if .json.
    figure : Path, optional
        Where the picture goes.
    quiet : bool
        No progress bar and no messages.
    """

    json: bool
    out: Path | None
    figure: Path | None
    quiet: bool


def deliver(
    found: R,
    output: Output,
    *,
    document: Callable[[R], dict[str, Any]] | None = None,
    interrupted: str | None = None,
    after: Callable[[int], str] | None = None,
    **telling: Any,
) -> None:
    """Write an answer and draw it, by what is named for its verb.

    Parameters
    ----------
    found : Result
        With the crisis that it is about.
    output : Output
    document : callable, optional
        Takes the answer and returns its JSON document, if that holds more or less than the answer.
    interrupted : str, optional
        What is said of an interruption, if there was one; the program then ends with its exit code.
    after : callable, optional
        Returns what stands below the text, in so many columns.
    **telling
        Options of the text.

    Raises
    ------
    typer.Exit
        If interrupted.
    """
    from realpolitik.report.show import artist_of, teller_of

    json, out, figure, _ = output
    names = (found.about,) if found.NEEDS_CRISIS else ()
    if interrupted is not None:
        typer.echo(interrupted, err=True)
    if out is not None and is_table(out):
        emit_table(found, out)
    elif is_json(out, json):
        emit(as_json(found.to_dict() if document is None else document(found)), out)
    else:
        width, tell = page_width(out), teller_of(found)
        text = tell(found, *names, width=width, colour=wants_colour(out), **telling)
        emit(text if after is None else f"{text.rstrip()}\n\n{after(width)}", out)
    draw = artist_of(found) if figure is not None else None
    if figure is not None and draw is not None:
        from realpolitik.report.picture import save_figure, without_glyph

        picture = draw(found, *names)
        save_figure(picture, figure)
        missing = without_glyph(picture) if ending_of(figure) == ".png" else ""
        if missing:
            typer.echo(f"{printable(figure)} shows boxes, or nothing, for {missing}: {NO_GLYPH}", err=True)
    if interrupted is not None:
        raise typer.Exit(ExitCode.INTERRUPTED)
