"""The application: verbs gathered, and every exception turned into clear lines and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Annotated, Any, NoReturn

import typer

from realpolitik.cli.audit import audit
from realpolitik.cli.backtest import backtest
from realpolitik.cli.calibrate import calibrate
from realpolitik.cli.check import check
from realpolitik.cli.claims import claims
from realpolitik.cli.cluster import with_cluster
from realpolitik.cli.compare import compare
from realpolitik.cli.copy import copy
from realpolitik.cli.crises import crises
from realpolitik.cli.diff import diff
from realpolitik.cli.dispatch import dispatch
from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.explain import explain
from realpolitik.cli.export import export
from realpolitik.cli.freeze import freeze
from realpolitik.cli.glossary import glossary
from realpolitik.cli.infer import infer
from realpolitik.cli.interrupt import NOTHING_DONE, NOTHING_KEPT, code_of_interruption, end_with
from realpolitik.cli.invert import invert
from realpolitik.cli.new import new
from realpolitik.cli.output import as_json, wants_json
from realpolitik.cli.play import play
from realpolitik.cli.run import run
from realpolitik.cli.schema import schema
from realpolitik.cli.sensitivity import sensitivity
from realpolitik.cli.serve import serve
from realpolitik.cli.show import show
from realpolitik.cli.verify import verify
from realpolitik.cli.whatif import whatif
from realpolitik.crisis.characters import masked
from realpolitik.errors import CrisisInvalid, RealpolitikError, SolverFailed, Stopped, printable

COMPLETION = "_REALPOLITIK_COMPLETE"
"""The environment variable in which a shell asks how a half-written word may go on."""
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises when the words of a command make no sense; it has no public name."""

app = typer.Typer(
    name="realpolitik",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for verb in (
    run, explain, whatif, sensitivity, audit, claims, infer, invert, compare, diff, dispatch, backtest, freeze, calibrate,
    serve, play, check, show, crises, schema, new, copy, export, verify, glossary,
):  # fmt: skip
    app.command()(with_cluster(verb))


def _tell_version(wanted: bool) -> None:
    if wanted:
        from realpolitik import __version__

        typer.echo(f"realpolitik {__version__}")
        raise typer.Exit


@app.callback(help="A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.")
def _common(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a verb."""


def main() -> NoReturn:
    """Run the command line."""
    warnings.showwarning = _warn
    end_with(_interrupted)
    with _answered():
        command = typer.main.get_command(app)
        if COMPLETION in os.environ:
            command.main(prog_name="realpolitik")  # a shell asks how a word may go on; this answers and ends
        with command.make_context("realpolitik", sys.argv[1:]) as context:
            command.invoke(context)
    _leave(ExitCode.DONE)


@contextmanager
def _answered() -> Iterator[None]:
    """Turn whatever a verb raises into lines, or JSON, and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except typer.Exit as done:
        _leave(code_of_interruption() if done.exit_code == ExitCode.INTERRUPTED else done.exit_code)
    except CrisisInvalid as invalid:
        _refuse([asdict(problem) for problem in invalid.problems], str(invalid), ExitCode.WRONG_INPUT)
    except SolverFailed as failed:
        _refuse_because(str(failed), "take another --seed, or look for extreme numbers in the file", ExitCode.NO)
    except Stopped:
        _interrupted(NOTHING_DONE)
    except RealpolitikError as wrong:
        message, _, remedy = str(wrong).partition("; ")
        _refuse_because(message, remedy, ExitCode.WRONG_INPUT)
    except _UsageError as wrong:
        _refuse_usage(wrong)
    except BrokenPipeError:
        _leave(ExitCode.DONE)  # the reader has seen enough
    except OSError as wrong:
        where = f"{printable(str(wrong.filename))}: " if wrong.filename else ""
        _refuse_because(
            f"{where}{wrong.strerror or wrong}", "name a place that can be read and written", ExitCode.WRONG_INPUT
        )
    except KeyboardInterrupt:
        _interrupted(NOTHING_KEPT)
    except MemoryError:
        _refuse_because("there is not enough memory", "take fewer --threads, or shorten a menu", ExitCode.NO)
    except Exception as fault:
        _refuse_fault(fault)


def _interrupted(message: str) -> NoReturn:
    """End an interrupted program that has no answer."""
    _refuse_because(message, "", code_of_interruption())


def _refuse_fault(fault: Exception) -> NoReturn:
    """Say where the program itself is at fault; in Python's development mode, with all that led there."""
    if sys.flags.dev_mode:
        traceback.print_exception(fault)
    frames = traceback.extract_tb(fault.__traceback__)
    last = next((frame for frame in reversed(frames) if f"{os.sep}realpolitik{os.sep}" in frame.filename), frames[-1])
    where = f"{os.path.basename(last.filename)}:{last.lineno}"
    message = f"a fault of the program itself: {type(fault).__name__} in {where}: {fault}"
    _refuse_because(
        message, "please report it with the command; python -X dev -m realpolitik says more", ExitCode.FAULT
    )


def _warn(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Tell a warning in one line, to people who want messages."""
    if "--quiet" not in sys.argv[1:]:
        print(f"warning: {masked(next(iter(str(message).splitlines()), category.__name__))}", file=sys.stderr)


def _refuse_because(message: str, remedy: str, code: int) -> NoReturn:
    """Refuse for one reason that has no place in a file."""
    nowhere = {"file": None, "line": None, "column": None, "path": ""}
    _refuse([nowhere | {"message": message, "remedy": remedy}], f"{message}; {remedy}" if remedy else message, code)


def _refuse_usage(wrong: Any) -> NoReturn:
    """Refuse a command that makes no sense, with the usage of the verb."""
    if not wants_json():
        wrong.message = masked(wrong.message)
        wrong.show()
        _leave(ExitCode.WRONG_INPUT)
    verb = wrong.ctx.command_path if wrong.ctx is not None else "realpolitik"
    _refuse_because(wrong.format_message(), f"see {verb} --help", ExitCode.WRONG_INPUT)


def _refuse(problems: list[dict[str, Any]], lines: str, code: int) -> NoReturn:
    with suppress(OSError):
        if wants_json():
            typer.echo(as_json({"problems": problems}))
    with suppress(OSError):
        typer.echo(masked(lines), err=True)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process: at once if interrupted, when threads may still be at work, else as Python does."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # Nobody reads it, or the disk is full: keep Python from trying again, and from complaining, at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if code == code_of_interruption():
        os._exit(code)
    raise SystemExit(code)
