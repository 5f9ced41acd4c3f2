"""The option `--figure`, as verbs that draw their answer take it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FIGURES = (".png", ".svg", ".html")

FigureFile = Annotated[Path | None, typer.Option("--figure", help="Also draw the answer: a .png, .svg or .html file.")]


def require_figure_name(figure: Path | None) -> None:
    """Refuse a name with another ending.

    Raises
    ------
    typer.BadParameter
    """
    if figure is not None and figure.suffix.lower() not in FIGURES:
        raise typer.BadParameter(f"{figure.name} is not a .png, .svg or .html file", param_hint="--figure")
