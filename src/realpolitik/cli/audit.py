"""The verb `audit`: which assumptions cost their believers most."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli.interrupt import INTERRUPTED, stoppable
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    FigureFile,
    Out,
    Quiet,
    Seed,
    Settings,
    Threads,
    load_with,
    require_figure,
)
from realpolitik.cli.output import as_json, emit, emit_table, is_table, page_width, require_writable, wants_colour

Draws = Annotated[
    int,
    typer.Option(
        min=1,
        max=1_000_000,
        help="Monte Carlo draws, each of about three runs an assumption; 100 take half a minute for twenty assumptions"
        " on two cores, and four times as many halve the errors.",
    ),
]


def audit(
    crisis: CrisisName,
    draws: Draws = 100,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say which assumptions cost their believers most.

    For each belief that differs from the file, the truth is put in its place and the crisis is solved again with the
    same draws: what changes in the bids, in who signs, and in what the believer truly gets.
    """
    require_figure(figure)
    stated = load_with(crisis, settings)
    require_writable(figure, out)

    from realpolitik.analysis.audit import audit as audited
    from realpolitik.analysis.audit import runs_of
    from realpolitik.cli.progress import working

    with stoppable() as stop, working("auditing", runs_of(stated, draws), quiet) as advance:
        found = audited(stated, draws=draws, seed=seed, threads=threads, progress=advance, stop=stop)
        interrupted = stop()
    if interrupted:
        typer.echo(f"interrupted after {found.draws:,} of {draws:,} draws; this is their answer", err=True)
    if is_table(out):
        emit_table(found, out)
    elif json:
        emit(as_json(found.to_dict()), out)
    else:
        from realpolitik.report.audit_text import tell_audit

        emit(tell_audit(found, stated, page_width(out), wants_colour(out)), out)
    if figure is not None:
        from realpolitik.report.audit_figure import draw_audit
        from realpolitik.report.figure import save_figure

        save_figure(draw_audit(found, stated), figure)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
