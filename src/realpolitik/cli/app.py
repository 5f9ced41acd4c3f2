"""The application: verbs gathered, and every exception turned into one clear line and an exit code.

Exit codes: 0 done; 1 the answer is no (a file does not pass `check`, a stage game was not solved); 2 the input is wrong;
130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys

import typer

from realpolitik.cli.check import check
from realpolitik.cli.library import crises, new, schema, show
from realpolitik.cli.options import wants_json
from realpolitik.cli.run import run
from realpolitik.errors import CrisisInvalid, RealpolitikError, SolverFailed

app = typer.Typer(
    name="realpolitik",
    help="A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for verb in (run, check, show, crises, schema, new):
    app.command()(verb)


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="realpolitik")
    except CrisisInvalid as invalid:
        _refuse([_record(problem) for problem in invalid.problems], [str(problem) for problem in invalid.problems], 2)
    except SolverFailed as failed:
        _refuse([{"message": str(failed)}], [str(failed)], 1)
    except RealpolitikError as wrong:
        _refuse([{"message": str(wrong)}], [str(wrong)], 2)
    except BrokenPipeError:
        # The reader has seen enough; keep the interpreter from complaining when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except OSError as wrong:
        where = f"{wrong.filename}: " if wrong.filename else ""
        _refuse([{"message": f"{where}{wrong.strerror}"}], [f"{where}{wrong.strerror}"], 2)
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise SystemExit(130) from None


def _record(problem: object) -> dict[str, object]:
    return {name: getattr(problem, name) for name in ("file", "line", "column", "path", "message", "remedy")}


def _refuse(records: list[dict[str, object]], lines: list[str], code: int) -> None:
    if wants_json():
        typer.echo(json.dumps({"problems": records}, ensure_ascii=False, indent=2))
    for line in lines:
        typer.echo(line, err=True)
    raise SystemExit(code)
