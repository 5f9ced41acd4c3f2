"""The verb `backtest`: is any of it right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, FigureFile, Out, Quiet, Seed, require_figure
from realpolitik.cli.output import as_json, emit, page_width, require_writable, wants_colour
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
    require_writable(figure, out)

    from realpolitik.cli.progress import working
    from realpolitik.history.backtest import backtest as score
    from realpolitik.history.constants import shipped_calibrations
    from realpolitik.history.forecasting import contender
    from realpolitik.history.read_case import read_folder, shipped_folder
    from realpolitik.theories.all import THEORIES

    known, results = read_folder(cases or shipped_folder(), seed)
    with working("forecasting", len(THEORIES), quiet) as advance:
        found = score(known, results, [contender(each) for each in THEORIES], shipped_calibrations(), leakage, advance)
    if json:
        emit(as_json(found.to_dict()), out)
    else:
        from realpolitik.report.backtest_text import tell_backtest

        emit(tell_backtest(found, page_width(out), wants_colour(out)), out)
    if figure is not None:
        from realpolitik.report.backtest_figure import draw_backtest
        from realpolitik.report.figure import save_figure

        save_figure(draw_backtest(found), figure)
