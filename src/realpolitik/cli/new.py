"""The verb `new`: a crisis file to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson
from realpolitik.cli.output import Container, as_json, container_of, emit, to_check
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import RealpolitikError, printable
from realpolitik.files import named_file, write_file


def new(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=named_file, help="File to write; it must not exist yet.")
    ],
    json: AsJson = False,
) -> None:
    """Write a commented starter crisis.

    `realpolitik check` accepts it, and `realpolitik run` solves it.
    """
    if container_of(file) not in {Container.YAML, Container.TEXT}:
        raise typer.BadParameter(f"{printable(file.name)} would hold YAML: take .yaml", param_hint="FILE")
    try:
        write_file(file, STARTER, fresh=True)
    except FileExistsError:
        raise RealpolitikError(f"{printable(file)} exists already; choose another name, or remove it first") from None
    emit(as_json({"file": str(file)}) if json else f"wrote {printable(file)}{to_check(file)}")
