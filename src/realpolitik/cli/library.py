"""The verbs about crisis files themselves: what is in the library, what a file says, how to begin one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, CrisisName, Out, Settings, as_json, emit, load_with
from realpolitik.crisis.json_schema import schema_json
from realpolitik.crisis.read import library, load
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.write import to_tree, write_crisis
from realpolitik.errors import RealpolitikError


def crises(json: AsJson = False) -> None:
    """List the crises of the library."""
    rows = [
        {"id": name, "title": crisis.title, "pivot": crisis.pivot, "as_of": crisis.as_of.isoformat()}
        for name, crisis in ((name, load(name)) for name in library())
    ]
    if json:
        typer.echo(as_json({"crises": rows}))
        return
    for row in rows:
        typer.echo(f"{row['id']:<16} {row['as_of']}  {row['title']}")


def show(crisis: CrisisName, settings: Settings = None, json: AsJson = False, out: Out = None) -> None:
    """Print the resolved crisis, defaults filled in."""
    resolved = load_with(crisis, settings)
    emit(as_json(to_tree(resolved, resolve=True)) if json else write_crisis(resolved, defaults=True), out)


def schema(out: Out = None, json: AsJson = False) -> None:
    """Print the JSON Schema of a crisis file, for editors (always JSON)."""
    emit(as_json(schema_json()), out)


def new(
    file: Annotated[Path, typer.Argument(help="File to write; it must not exist yet.")], json: AsJson = False
) -> None:
    """Write a commented starter crisis."""
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(STARTER)
    except FileExistsError:
        raise RealpolitikError(f"{file} exists already; choose another name, or remove it first") from None
    typer.echo(as_json({"file": str(file)}) if json else f"wrote {file}; try: realpolitik check {file}")
