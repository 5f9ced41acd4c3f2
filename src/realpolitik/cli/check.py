"""The verb `check`: is a file valid, and what in it does not reach the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.options import AsJson, Quiet
from realpolitik.cli.output import as_json, emit
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem, printable

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Crisis files, or ids of the library.")]
Quick = Annotated[bool, typer.Option("--quick", help="Do not look for numbers that do not reach the answer.")]
Solving = Annotated[
    bool, typer.Option("--solve", help="Also solve the crisis, to find uncertain numbers that change nothing.")
]


def check(
    files: Files, quick: Quick = False, solving: Solving = False, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Check crisis files, and list every problem at once.

    Each problem comes with its line, its column and what to do. A valid file also gets notes: figures that name no
    source, parts that can never matter, each with the reason, effects and beliefs that are cut to the range of their
    number, pledges that are not called when somebody turns on whoever they were given to, and numbers that do not reach
    the answer of `run`: those that it does not read, and with --solve those that change nothing. The exit code is 0
    if all files are valid, else 1.
    """
    if quick and solving:
        raise typer.BadParameter("--quick leaves out what --solve looks for", param_hint="--solve")
    look = _nothing if quick else _unreached if solving else _unread
    rows = [_check(file, look, quiet) for file in files]
    emit(as_json({"files": rows}) if json else "\n".join(line for row in rows for line in _lines(row)))
    raise typer.Exit(ExitCode.of_verdict(all(row["valid"] for row in rows)))


def _check(file: str, look: Callable[[Crisis, bool], list[str]], quiet: bool) -> dict[str, Any]:
    from realpolitik.analysis.idle import cut, idle
    from realpolitik.crisis.checks import unsourced
    from realpolitik.crisis.idle.pledges import uncalled_pledges
    from realpolitik.crisis.older import new_senses
    from realpolitik.crisis.read import load

    row: dict[str, Any] = {
        "file": file,
        "valid": False,
        "problems": [],
        "unsourced": [],
        "idle": [],
        "cut": [],
        "uncalled": [],
        "new_senses": [],
        "unreached": [],
    }
    try:
        crisis = load(file)
    except CrisisInvalid as invalid:
        return row | {"problems": [asdict(problem) for problem in invalid.problems]}
    except CrisisNotFound as missing:
        message, _, remedy = str(missing).partition("; ")
        return row | {"problems": [asdict(Problem(file, 1, 1, "", message, remedy or "check the name"))]}
    return row | {
        "valid": True,
        "unsourced": unsourced(crisis),
        "idle": [part.to_dict() for part in idle(crisis)],
        "cut": [part.to_dict() for part in cut(crisis)],
        "uncalled": [asdict(pledge) for pledge in uncalled_pledges(crisis)],
        "new_senses": [asdict(sense) for sense in new_senses(crisis)],
        "unreached": look(crisis, quiet),
    }


def _nothing(crisis: Crisis, quiet: bool) -> list[str]:
    return []


def _unread(crisis: Crisis, quiet: bool) -> list[str]:
    from realpolitik.analysis.reach import unread

    return list(unread(crisis))


def _unreached(crisis: Crisis, quiet: bool) -> list[str]:
    from realpolitik.analysis.reach import candidates, unreached
    from realpolitik.cli.progress import working

    with working("trying every number", len(candidates(crisis)), quiet) as advance:
        return list(unreached(crisis, progress=advance))


def _lines(row: dict[str, Any]) -> list[str]:
    if not row["valid"]:
        return [str(Problem(**problem)) for problem in row["problems"]]

    from realpolitik.analysis.idle import Idle
    from realpolitik.report.idle_text import idle_lines

    return [
        f"{printable(row['file'])}: valid",
        *(f"  names no source: {path}" for path in row["unsourced"]),
        *(f"  stands idle: {line}" for line in idle_lines([Idle(**part) for part in row["idle"]])),
        *(f"  is cut: {each['path']}: {each['reason']}" for each in row["cut"]),
        *(f"  is not called: {each['path']}: {each['message']}; {each['remedy']}" for each in row["uncalled"]),
        *(
            f"  means something else now: {each['path']}: {each['message']}; {each['remedy']}"
            for each in row["new_senses"]
        ),
        *(
            f"  does not reach the answer of run: {path}{_reason(path)}"
            for path in row["unreached"]
            if not _within(path, row)
        ),
    ]


def _within(path: str, row: dict[str, Any]) -> bool:
    """Whether a number stands in a part that was told to stand idle."""
    return any(path == part["path"] or path.startswith(f"{part['path']}.") for part in row["idle"])


def _reason(path: str) -> str:
    """Say why a number does not reach the answer, where its place tells."""
    if path.startswith("moves.") or ".priors." in path:
        return " (for inference only)"
    return ""
