"""The verb `run`: who signs with whom, when, at what price."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Draws,
    Out,
    Quiet,
    Seed,
    Settings,
    Threads,
    as_json,
    emit,
    load_with,
)

Figure = Annotated[Path | None, typer.Option("--figure", help="Draw the answer to a .png, .svg or .html file.")]


def run(
    crisis: CrisisName,
    draws: Draws = 2000,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    figure: Figure = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Solve a crisis under uncertainty: outcomes, dates, price, war, ledger, each with its error."""
    if figure is not None and figure.suffix not in {".png", ".svg", ".html"}:
        raise typer.BadParameter("a figure is a .png, .svg or .html file", param_hint="--figure")
    stated = load_with(crisis, settings)
    from rich.progress import Progress

    from realpolitik.game.solve import solve

    silent = quiet or not sys.stderr.isatty()
    first = threading.Event()
    if not quiet:
        threading.Thread(target=_say_if_slow, args=(first,), daemon=True).start()
    from rich.console import Console

    with Progress(console=Console(stderr=True), disable=silent, transient=True) as bar:
        task = bar.add_task("solving", total=draws)

        def advance(done: int) -> None:
            first.set()
            bar.advance(task, done)

        outcome = solve(stated, draws=draws, seed=seed, threads=threads, progress=advance)
    if figure is not None:
        from realpolitik.report.figure import draw_outcome, save_figure

        save_figure(draw_outcome(outcome, stated), figure)
    if json:
        emit(as_json(outcome.to_dict()), out)
    else:
        from realpolitik.report.text import tell_outcome

        emit(tell_outcome(outcome, stated), out)


def _say_if_slow(first: threading.Event) -> None:
    """Explain the one long wait: the kernels are compiled when they are first used, then kept on disk."""
    if not first.wait(6.0):
        typer.echo("compiling the solver; this happens once and takes about a minute", err=True)
