"""The verb `invert`: what it would have taken."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    Draws,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
    naming,
)

Wanted = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="PARTNER",
        help="The suitor that is to sign, or none (no alignment).",
        autocompletion=complete.partners,
    ),
]
By = Annotated[str, typer.Option("--by", metavar="PERIOD", help="By the end of the period of a day, or of a month.")]
Level = Annotated[float, typer.Option("--level", metavar="P", help="Chance from which it is likely enough.")]
Offerer = Annotated[
    str | None,
    typer.Option(
        "--suitor",
        metavar="SUITOR",
        help="Who makes the offer; PARTNER, or each suitor for none, if left out.",
        autocompletion=complete.suitors,
    ),
]


def invert(
    crisis: CrisisName,
    wanted: Wanted,
    by: By,
    level: Level = 0.5,
    suitor: Offerer = None,
    draws: Draws = 200,
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
    """Find the cheapest offer that flips the answer.

    A suitor commits itself to one bundle of its menu, whole, and its rivals reply by the game. Every bundle that can be
    offered is tried.
    """
    from realpolitik.crisis.lookup import partner_of, suitor_of

    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)
    with naming("--for"):
        wanted = partner_of(wanted, stated)
    with naming("--suitor"):
        suitor = None if suitor is None else suitor_of(suitor, stated)

    from realpolitik.analysis.invert import InvertQuestion

    question = InvertQuestion(wanted, by, level, suitor)
    ask(question, stated, output, draws=draws, seed=seed, threads=threads, details=details)
