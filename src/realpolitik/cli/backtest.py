"""The verb `backtest`: is any of it right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from realpolitik.cli.deliver import deliver
from realpolitik.cli.options import AsJson, FigureFile, Out, Quiet, Seed, require_figure
from realpolitik.cli.output import require_outputs
from realpolitik.history.switches import Leakage

Cases = Annotated[
    Path | None,
    typer.Option("--cases", metavar="DIR", help="A folder with inputs/ and outcomes/, in place of the shipped cases."),
]
Leak = Annotated[Leakage, typer.Option("--leakage", help="How much of what became known later a case may show.")]


def backtest(
    cases: Cases = None,
    leakage: Leak = Leakage.HALF_VALUE,
    seed: Seed = 0,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Score every theory on coded cases from history.

    Each case is forecast with numbers that were fitted without its war. The seed decides which side of a case is called
    A, so that nothing can hang on the letters.
    """
    require_figure(figure)

    from realpolitik.cli.progress import working
    from realpolitik.history.backtest import backtest as score
    from realpolitik.history.constants import shipped_calibrations
    from realpolitik.history.forecasting import contender
    from realpolitik.history.read_case import check_pairs, read_cases, read_results, shipped_folder
    from realpolitik.theories.all import THEORIES

    folder = cases or shipped_folder()
    require_outputs(folder, out=out, figure=figure)
    known = read_cases(folder, seed)
    results = read_results(folder, seed)
    check_pairs(known, results, folder)
    with working("forecasting", len(THEORIES), quiet) as advance:
        found = score(known, results, [contender(each) for each in THEORIES], shipped_calibrations(), leakage, advance)

    from realpolitik.report.backtest_text import tell_backtest

    def draw() -> Any:
        from realpolitik.report.backtest_figure import draw_backtest

        return draw_backtest(found)

    deliver(
        found,
        lambda width, colour: tell_backtest(found, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
    )
