"""Options that several verbs share, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

FIGURES = (".png", ".svg", ".html")

CrisisName = Annotated[str, typer.Argument(metavar="CRISIS", help="Id of a crisis in the library, or path of a file.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change the crisis first; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Draws = Annotated[
    int, typer.Option(min=1, max=10_000_000, help="Monte Carlo draws; four times as many halve the errors.")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer on any number of threads.")]
Threads = Annotated[int | None, typer.Option(min=1, max=1024, help="Threads to work on; all cores if left out.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no messages.")]
FigureFile = Annotated[Path | None, typer.Option("--figure", help="Also draw the answer: a .png, .svg or .html file.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")]


def load_with(name: str, settings: list[str] | None) -> Crisis:
    """Load a crisis and apply the changes asked for on the command line, the later over the earlier.

    Raises
    ------
    CrisisNotFound, CrisisInvalid
    """
    from realpolitik.crisis.patch import parse_assignment, patch
    from realpolitik.crisis.read import load

    crisis = load(name)
    return patch(crisis, dict(parse_assignment(text) for text in settings)) if settings else crisis


def require_figure(figure: Path | None) -> None:
    """Refuse a name of a picture that says no format we write.

    Raises
    ------
    typer.BadParameter
    """
    if figure is not None and figure.suffix.lower() not in FIGURES:
        raise typer.BadParameter(f"{figure.name} is not a .png, .svg or .html file", param_hint="--figure")
