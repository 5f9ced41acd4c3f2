"""The verb `check`: is a file valid, and what in it does not reach the answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from realpolitik.cli.options import AsJson, as_json
from realpolitik.crisis.checks import unsourced
from realpolitik.crisis.read import load
from realpolitik.errors import CrisisInvalid, CrisisNotFound


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Crisis files, or ids of the library.")],
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not look for numbers that do not reach the answer.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Check crisis files: every problem at once, with line, column and remedy."""
    rows = [_check(file, quick) for file in files]
    if json:
        typer.echo(as_json({"files": rows}))
    else:
        for row in rows:
            _tell(row)
    raise typer.Exit(0 if all(row["valid"] for row in rows) else 1)


def _check(file: str, quick: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"file": file, "valid": True, "problems": [], "unsourced": [], "unreached": []}
    try:
        crisis = load(file)
    except CrisisInvalid as invalid:
        names = ("file", "line", "column", "path", "message", "remedy")
        problems = [{name: getattr(problem, name) for name in names} for problem in invalid.problems]
        return row | {"valid": False, "problems": problems}
    except CrisisNotFound as missing:
        problem = {
            "file": file,
            "line": 1,
            "column": 1,
            "path": "",
            "message": str(missing),
            "remedy": "check the name",
        }
        return row | {"valid": False, "problems": [problem]}
    row["unsourced"] = unsourced(crisis)
    if not quick:
        from realpolitik.analysis.reach import unreached

        row["unreached"] = list(unreached(crisis))
    return row


def _tell(row: dict[str, Any]) -> None:
    for problem in row["problems"]:
        path = f" {problem['path']}:" if problem["path"] else ""
        place = f"{problem['file']}:{problem['line']}:{problem['column']}:"
        typer.echo(f"{place}{path} {problem['message']}; {problem['remedy']}")
    if not row["valid"]:
        return
    typer.echo(f"{row['file']}: valid")
    for path in row["unsourced"]:
        typer.echo(f"  no source: {path}")
    for path in row["unreached"]:
        typer.echo(f"  does not reach the answer of run: {path}")
