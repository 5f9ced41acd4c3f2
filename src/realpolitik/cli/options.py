"""Options that several verbs share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.environment import MOST_THREADS
from realpolitik.errors import CrisisInvalid, UnknownName, printable
from realpolitik.files import ending_of, named_file

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

FIGURES = (".png", ".svg", ".html")

CrisisName = Annotated[
    str,
    typer.Argument(
        metavar="CRISIS", help="Id of a crisis in the library, or path of a file.", autocompletion=complete.crises
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change the crisis first; may be repeated."),
]
PatchFile = Annotated[
    Path | None,
    typer.Option(
        "--patch",
        metavar="FILE",
        help="Change the crisis first by this file, each line PATH: VALUE; --set comes after it.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Draws = Annotated[
    int, typer.Option(min=1, max=10_000_000, help="Monte Carlo draws; four times as many halve the errors.")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer on any number of threads.")]
Threads = Annotated[
    int | None, typer.Option(min=1, max=MOST_THREADS, help="Threads to work on; all cores if left out.")
]
Details = Annotated[
    bool, typer.Option("--details", help="Tell everything that was found, not only the summary; --json always does.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no messages.")]
FigureFile = Annotated[
    Path | None,
    typer.Option(
        "--figure", metavar="FILE", parser=named_file, help="Also draw the answer: a .png, .svg or .html file."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", parser=named_file, help="Write to this file instead of the terminal."),
]


def load_with(name: str, settings: list[str] | None, patch: Path | None = None) -> Crisis:
    """Load a crisis and apply the changes asked for on the command line: first those of a patch file, then those that are set.

    Raises
    ------
    CrisisNotFound, CrisisInvalid
    """
    from realpolitik.crisis.read import load

    crisis = load(name)
    if patch is not None:
        crisis = patched(crisis, patch)
    return changed(crisis, settings) if settings else crisis


def patched(crisis: Crisis, file: Path) -> Crisis:
    """Return a crisis with the changes of a patch file.

    Raises
    ------
    CrisisInvalid, CrisisNotFound
    """
    from realpolitik.crisis.patch import patch, read_patch

    changes = read_patch(file)
    try:
        return patch(crisis, changes)
    except CrisisInvalid as invalid:
        raise CrisisInvalid(replace(problem, file=printable(file)) for problem in invalid.problems) from None


def changed(crisis: Crisis, settings: Sequence[str]) -> Crisis:
    """Return a crisis with the changes that several ``--set PATH=VALUE`` ask for.

    Raises
    ------
    CrisisInvalid
        Each problem names the change that it is in, such as ``--set #2``.
    """
    from realpolitik.crisis.patch import patch

    changes = read_changes(crisis, settings, "--set")
    try:
        return patch(crisis, changes)
    except CrisisInvalid as invalid:
        named = [replace(problem, file=_change_of(problem.path, list(changes))) for problem in invalid.problems]
        raise CrisisInvalid(named) from None


def _change_of(path: str, changed_paths: Sequence[str]) -> str:
    """Say in which change a problem at a path is; in all of them, if that does not tell."""
    for place, changed_path in reversed(list(enumerate(changed_paths, 1))):
        if f"{path}.".startswith(f"{changed_path}.") or f"{changed_path}.".startswith(f"{path}."):
            return f"--set #{place}"
    return "--set"


def read_changes(crisis: Crisis, texts: Sequence[str], option: str, first: int = 1) -> dict[str, Any]:
    """Read changes of a crisis, whose paths may hold names in place of keys.

    Raises
    ------
    CrisisInvalid
        If one is no change; with the option, and which one of several it is, in place of a file.
    """
    from realpolitik.crisis.lookup import number_path
    from realpolitik.crisis.patch import parse_assignment

    changes = {}
    for place, text in enumerate(texts, first):
        try:
            path, content = parse_assignment(text)
        except CrisisInvalid as invalid:
            file = f"{option} #{place}"
            raise CrisisInvalid(
                replace(problem, file=file, line=None, column=None) for problem in invalid.problems
            ) from None
        changes[number_path(path, crisis)] = content
    return changes


@contextmanager
def naming(option: str) -> Iterator[None]:
    """Tell of a word that names nothing which option it was given to.

    Raises
    ------
    typer.BadParameter
    """
    try:
        yield
    except UnknownName as unknown:
        raise typer.BadParameter(str(unknown), param_hint=option) from None


def require_figure(figure: Path | None) -> None:
    """Refuse a name of a picture that says no format we write.

    Raises
    ------
    typer.BadParameter
    """
    if figure is not None and ending_of(figure) not in FIGURES:
        raise typer.BadParameter(f"{printable(figure.name)} is not a .png, .svg or .html file", param_hint="--figure")
