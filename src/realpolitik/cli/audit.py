"""The verb `audit`: which assumptions cost their believers most."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from realpolitik.cli.deliver import cut_short, deliver
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    FigureFile,
    Out,
    Quiet,
    Seed,
    Settings,
    Threads,
    load_with,
    require_figure,
)
from realpolitik.cli.output import require_outputs

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
    details: Details = False,
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
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.audit import audit as audited
    from realpolitik.analysis.audit import runs_of
    from realpolitik.cli.progress import working

    with stoppable() as stop, working("auditing", runs_of(stated, draws), quiet) as advance:
        found = audited(stated, draws=draws, seed=seed, threads=threads, progress=advance, stop=stop)
        interrupted = stop()

    from realpolitik.report.audit_text import tell_audit

    def draw() -> Any:
        from realpolitik.report.audit_figure import draw_audit

        return draw_audit(found, stated)

    deliver(
        found,
        lambda width, colour: tell_audit(found, stated, width, colour, details),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )
