"""The verb `audit`: which assumptions cost their believers most."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
)

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
    patch: PatchFile = None,
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
    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)

    from realpolitik.analysis.audit import AuditQuestion

    ask(AuditQuestion(), stated, output, draws=draws, seed=seed, threads=threads, details=details)
