"""The verb `copy`: a crisis file of one's own, as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, CrisisName
from realpolitik.cli.output import Container, as_json, container_of, emit, to_check
from realpolitik.errors import printable

Target = Annotated[str, typer.Argument(metavar="FILE", help="File to write.")]
Force = Annotated[bool, typer.Option("--force", help="Write over FILE if it is there.")]


def copy(crisis: CrisisName, file: Target, force: Force = False, json: AsJson = False) -> None:
    """Copy a crisis file as it was written, to make it one's own.

    Every comment, source and note comes along, to the last byte. (`show` prints a crisis with its defaults filled in.)
    """
    from realpolitik.crisis.copying import copy as copied

    path = Path(file)
    if container_of(path) not in {Container.YAML, Container.TEXT}:
        raise typer.BadParameter(f"{printable(path.name)} would hold YAML: take .yaml", param_hint="FILE")
    written = copied(crisis, file, force)
    emit(as_json({"file": str(written)}) if json else f"wrote {printable(written)}{to_check(written)}")
