"""Options that several verbs share."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from realpolitik.crisis.patch import parse_assignment, patch
from realpolitik.crisis.read import load
from realpolitik.crisis.schema import Crisis

CrisisName = Annotated[str, typer.Argument(metavar="CRISIS", help="Id of a crisis in the library, or path of a file.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change the crisis first; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Draws = Annotated[int, typer.Option(min=1, max=10_000_000, help="Monte Carlo draws.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer on any number of threads.")]
Threads = Annotated[int | None, typer.Option(min=1, max=1024, help="All cores, if left out.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")]


def wants_json() -> bool:
    """Whether the command was asked for JSON, known even when its options could not be read."""
    return "--json" in sys.argv


def load_with(name: str, settings: list[str] | None) -> Crisis:
    """Load a crisis and apply the changes asked for on the command line.

    Raises
    ------
    CrisisNotFound, CrisisInvalid
    """
    crisis = load(name)
    if settings:
        crisis = patch(crisis, dict(parse_assignment(text) for text in settings))
    return crisis


def emit(text: str, out: Path | None) -> None:
    """Print a text, or write it to a file."""
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")


def as_json(document: Any) -> str:
    """Return JSON text in the order given; what is not a number becomes null."""
    return json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
