"""The verb `backtest`: is any of it right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.deliver import Output, deliver
from realpolitik.cli.options import AsJson, FigureFile, Out, Quiet, Seed, require_figure
from realpolitik.cli.output import require_outputs
from realpolitik.history.switches import Leakage

Cases = Annotated[
    Path | None,
    typer.Option(
        "--cases",
        metavar="DIR",
        help="A folder with inputs/ and outcomes/, or tables of these names, in place of the shipped cases.",
    ),
]
Leak = Annotated[Leakage, typer.Option("--leakage", help="How much of what became known later a case may show.")]
AsFrozen = Annotated[
    bool,
    typer.Option(
        "--frozen",
        help="Score the forecasts that `realpolitik freeze` kept in the folder, if nothing has changed since.",
    ),
]


def backtest(
    cases: Cases = None,
    leakage: Leak = Leakage.HALF_VALUE,
    frozen: AsFrozen = False,
    seed: Seed = 0,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Score every theory on coded cases from history.

    Each case is forecast with numbers that were fitted to the shipped cases of other wars. The seed decides which side of
    a case is called A. The letters mean nothing: another seed moves the alignment game's forecasts within the error of
    its draws, and those of no other theory.
    """
    if frozen and cases is None:
        raise typer.BadParameter("name the folder that was frozen with --cases", param_hint="--frozen")
    output = Output(json, out, figure, quiet)
    require_figure(figure)

    from realpolitik.cli.progress import working
    from realpolitik.history.folder import backtest as score
    from realpolitik.theories.all import THEORIES

    require_outputs(*([] if cases is None else [cases]), out=out, figure=figure, json=json)
    with working("forecasting", len(THEORIES), quiet) as advance:
        found = score(cases, leakage, seed, advance, frozen)

    deliver(found, output)
